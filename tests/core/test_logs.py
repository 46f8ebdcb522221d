"""The log: one JSON line a record, tied to its request."""

import json
import logging
import os
import subprocess
import sys

import pytest

from wms.core import logs


def line_of(message="Posted %s", args=("R-1",), **values) -> dict:
    record = logging.LogRecord("wms.test", logging.WARNING, __file__, 1, message, args, None)
    for name, value in values.items():
        setattr(record, name, value)
    text = logs.JsonLines().format(record)
    assert "\n" not in text
    return json.loads(text)


def test_a_record_is_one_line_of_json():
    line = line_of("Posted %s\nby É", ("R-1",))

    assert line.pop("time").endswith("+00:00")
    line.pop("request_id", None)
    assert line == {"level": "WARNING", "logger": "wms.test", "message": "Posted R-1\nby É"}


def test_a_record_inside_a_request_names_it():
    logs.name("")
    before = line_of()
    logs.name("request-1")
    with logs.named("job-7"):
        inner = line_of()
    after = line_of()

    assert "request_id" not in before
    assert inner["request_id"] == "job-7"
    assert after["request_id"] == "request-1"


@pytest.mark.django_db
def test_what_goes_wrong_is_logged_under_the_name_that_the_answer_bears(client, settings, caplog):
    settings.REDIS_URL = "redis://127.0.0.1:1/0"

    response = client.get("/readyz")

    [record] = [each for each in caplog.records if each.name == "django.request"]
    line = json.loads(logs.JsonLines().format(record))
    assert line["message"] == "Service Unavailable: /readyz"
    assert line["request_id"] == response["X-Request-ID"]


def test_a_fault_brings_its_traceback_on_the_same_line():
    try:
        raise ZeroDivisionError("by nothing")
    except ZeroDivisionError:
        line = line_of(exc_info=sys.exc_info())

    assert line["exception"].endswith("ZeroDivisionError: by nothing")


@pytest.mark.parametrize("environment", ["production", "demo"])
def test_production_logs_json_and_the_demo_plain_words(environment, tmp_path):
    program = "import django, logging; django.setup(); logging.getLogger('wms').warning('Low on %s', 'LOT')"
    run = subprocess.run(
        [sys.executable, "-c", program],
        env={
            **os.environ,
            "DJANGO_SETTINGS_MODULE": "wms.settings",
            "DATABASE_URL": "",
            "WMS_ENV": environment,
            "WMS_SECRET_KEY": "k" * 50,
            "REDIS_URL": "redis://127.0.0.1:1/0",
            "WMS_VAR_DIR": str(tmp_path),
        },
        capture_output=True,
        text=True,
        check=True,
    )

    if environment == "demo":
        assert run.stderr == "WARNING wms: Low on LOT\n"
    else:
        line = json.loads(run.stderr)
        assert (line["level"], line["message"]) == ("WARNING", "Low on LOT")
