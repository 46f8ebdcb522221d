"""Somebody asks for silent jobs while one writes to an SQLite file (for test_jobs.py).

A process of its own (see the fixture ``sqlite_file``).  Prints what the onlooker saw, and how the job ended.
"""

import os
import sys
import threading
import time
from datetime import timedelta

import django
from django.db import connection


def main(path: str) -> None:
    os.environ["DATABASE_URL"] = f"sqlite:///{path}"
    os.environ["REDIS_URL"] = ""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "wms.settings")
    django.setup()
    from django.contrib.auth.models import User

    from wms.core import jobs
    from wms.core.jobs import running
    from wms.core.models import NumberSeries

    vars(running)["SILENCE"] = timedelta(0)  # as if every running job had been silent for long
    has_begun = threading.Event()

    @jobs.handler("writes-for-a-second")
    def writes(progress):
        NumberSeries.objects.create(code="A")
        has_begun.set()
        time.sleep(1)
        return jobs.Outcome(message="Written.")

    def look():
        has_begun.wait()
        start = time.monotonic()
        marked = jobs.mark_interrupted()
        waited = time.monotonic() - start
        sys.stdout.write(f"{marked} marked, {'at once' if waited < 0.5 else 'late'}\n")
        connection.close()

    onlooker = threading.Thread(target=look)
    onlooker.start()
    owner = User.objects.create(username="owner")
    job = jobs.start(kind="writes-for-a-second", title="Write", owner=owner, arguments={})
    onlooker.join()
    job.refresh_from_db()
    sys.stdout.write(f"{job.state}: {job.message}\n")


if __name__ == "__main__":
    main(sys.argv[1])
