"""What a process has loaded is not looked through for garbage with each request."""

import gc
import os
import subprocess
import sys

import pytest

from wms.core import garbage

ASKED = "import gc, {module}; print(gc.get_freeze_count() > 10_000, gc.get_threshold()[0])"


@pytest.fixture
def as_before():
    threshold = gc.get_threshold()
    yield  # what is frozen stays so: the run of tests itself has frozen what it loaded
    gc.set_threshold(*threshold)


@pytest.mark.usefixtures("as_before")
def test_what_is_loaded_stays_and_the_rest_is_searched_seldom():
    before = gc.get_freeze_count()

    garbage.settle()

    assert gc.get_freeze_count() > before
    assert gc.get_threshold()[0] == garbage.OFTEN


def test_the_web_server_settles_when_it_is_ready():
    told = subprocess.run(
        [sys.executable, "-c", ASKED.format(module="wms.wsgi")],
        capture_output=True,
        text=True,
        check=True,
        env={**os.environ, "WMS_ENV": "demo"},
    )

    assert told.stdout.split() == ["True", str(garbage.OFTEN)]


@pytest.mark.usefixtures("as_before")
def test_a_worker_process_settles_when_it_starts():
    from celery.signals import worker_process_init

    import wms.celery  # noqa: F401

    before = gc.get_freeze_count()

    worker_process_init.send(sender=None)

    assert gc.get_freeze_count() > before
