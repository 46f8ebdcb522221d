"""Somebody asks for silent jobs while one writes to an SQLite file (for test_jobs.py).

A process of its own (see the fixture ``sqlite_file``).  Prints what the onlooker saw, and how the job ended.
"""

import os
import sys
import threading
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
    outcome: dict[str, int | bool] = {}
    has_begun, has_looked = threading.Event(), threading.Event()

    @jobs.handler("writes-until-somebody-looked")
    def writes(progress):
        NumberSeries.objects.create(code="A")
        has_begun.set()
        outcome["at once"] = has_looked.wait(timeout=10)  # the lock is held all the while
        return jobs.Outcome(message="Written.")

    def look():
        has_begun.wait()
        outcome["marked"] = jobs.mark_interrupted()
        has_looked.set()
        connection.close()

    onlooker = threading.Thread(target=look)
    onlooker.start()
    owner = User.objects.create(username="owner")
    job = jobs.start(kind="writes-until-somebody-looked", title="Write", owner=owner, arguments={})
    onlooker.join()
    job.refresh_from_db()
    sys.stdout.write(f"{outcome['marked']} marked, {'at once' if outcome['at once'] else 'late'}\n")
    sys.stdout.write(f"{job.state}: {job.message}\n")


if __name__ == "__main__":
    main(sys.argv[1])
