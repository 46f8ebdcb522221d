"""A real Celery worker process on the test database and the test broker (for conftest.py).

Tests without the fixture run tasks eagerly; a test that asks for `celery_worker_process` gets its
tasks executed by a separate `celery worker` through the broker.  The process lives for the session.
"""

import os
import signal
import subprocess
import sys
import time

import pytest
from django.db import connection


def database_url_of_the_test_database() -> str:
    s = connection.settings_dict
    host = str(s["HOST"]).replace("/", "%2F")
    port = f":{s['PORT']}" if s["PORT"] else ""
    password = f":{s['PASSWORD']}" if s["PASSWORD"] else ""
    return f"postgres://{s['USER']}{password}@{host}{port}/{s['NAME']}"


@pytest.fixture(scope="session", autouse=True)
def eager_tasks():
    from wms.celery import app

    app.conf.task_always_eager = app.conf.task_eager_propagates = True
    # one queue per pytest-xdist worker, so that no run takes another one's tasks
    app.conf.task_default_queue = (
        f"test-{os.environ.get('PYTEST_XDIST_WORKER', 'main')}-{os.getpid()}"
    )
    return app


@pytest.fixture(scope="session")
def worker_process(eager_tasks, django_db_setup, tmp_path_factory):
    app, queue = eager_tasks, eager_tasks.conf.task_default_queue
    log = tmp_path_factory.mktemp("celery") / "worker.log"
    env = {**os.environ, "DATABASE_URL": database_url_of_the_test_database()}
    cmd = [
        sys.executable,
        "-m",
        "celery",
        "-A",
        "wms",
        "worker",
        "--concurrency=1",
        "-Q",
        queue,
        "-n",
        f"{queue}@test",
        "--without-gossip",
        "--without-mingle",
        "--include",
        "tests.core.job_handlers",
        "-l",
        "INFO",
    ]
    with log.open("w") as output:
        proc = subprocess.Popen(cmd, env=env, stdout=output, stderr=subprocess.STDOUT)
    deadline = time.monotonic() + 90
    while not app.control.ping(destination=[f"{queue}@test"], timeout=0.3):
        if proc.poll() is not None or time.monotonic() > deadline:
            proc.kill()
            pytest.fail("the Celery worker did not start:\n" + log.read_text()[-3000:])
    yield proc
    proc.send_signal(signal.SIGTERM)
    try:
        proc.wait(timeout=15)
    except subprocess.TimeoutExpired:
        proc.kill()
        proc.wait()


@pytest.fixture
def celery_worker_process(transactional_db, worker_process, eager_tasks):
    """Another process sees only committed rows: hence transactional_db."""
    eager_tasks.conf.task_always_eager = False
    yield worker_process
    eager_tasks.conf.task_always_eager = True
