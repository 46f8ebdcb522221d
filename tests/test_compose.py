"""docker-compose.yml and Dockerfile, which cannot be run here, against the settings and the tree."""

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
import yaml
from django.conf import settings

ROOT = Path(__file__).parent.parent
COMPOSE = yaml.safe_load((ROOT / "docker-compose.yml").read_text())
SERVICES = COMPOSE["services"]
DOCKERFILE = (ROOT / "Dockerfile").read_text()
APPLICATION = ("migrate", "web", "worker", "beat")
# a variable with its default (":-") or the message when it is missing (":?")
VARIABLE = re.compile(r"\$\{([A-Z_]+)(:[-?][^}]*)?\}")


def variables_of_the_settings() -> set[str]:
    """Every environment variable that wms/settings.py reads."""
    return set(re.findall(r"\benv\(\s*\"([A-Z_]+)\"", (ROOT / "wms" / "settings.py").read_text()))


def test_the_services_are_there():
    assert set(SERVICES) == {"db", "redis", *APPLICATION}


@pytest.mark.parametrize("name", APPLICATION)
def test_every_variable_is_one_that_the_settings_read(name):
    environment = set(SERVICES[name]["environment"])

    assert environment <= variables_of_the_settings()
    assert {
        "WMS_ENV",
        "WMS_SECRET_KEY",
        "WMS_ALLOWED_HOSTS",
        "DATABASE_URL",
        "REDIS_URL",
    } <= environment
    assert SERVICES[name]["environment"]["WMS_ENV"] == "production"


def test_every_setting_of_production_can_be_set():
    # those that say where things lie are the image's own
    of_the_image = set(re.findall(r"\b(WMS_[A-Z_]+)=", DOCKERFILE))
    own_or_never = {"WMS_VAR_DIR", "WMS_DEBUG"}

    assert own_or_never & of_the_image == {"WMS_VAR_DIR"}
    assert variables_of_the_settings() - own_or_never == set(SERVICES["web"]["environment"])


@pytest.mark.parametrize("name", ["WMS_SECRET_KEY", "WMS_ALLOWED_HOSTS", "POSTGRES_PASSWORD"])
def test_secrets_are_demanded_and_never_written_here(name):
    uses = [rest for found, rest in VARIABLE.findall(str(COMPOSE)) if found == name]

    assert uses
    assert all(rest.startswith(":?set ") for rest in uses)


def test_everything_else_has_a_default():
    bare = {found for found, rest in VARIABLE.findall(str(COMPOSE)) if not rest}

    assert bare == set()


def test_production_runs_on_postgresql_and_redis():
    environment = SERVICES["web"]["environment"]

    assert environment["DATABASE_URL"].startswith("postgres://wms:")
    assert environment["DATABASE_URL"].endswith("@db:5432/wms")
    assert environment["REDIS_URL"] == "redis://redis:6379/0"
    assert SERVICES["db"]["environment"]["POSTGRES_USER"] == "wms"
    assert "noeviction" in SERVICES["redis"]["command"]
    assert "builtin-locale=C.UTF-8" in SERVICES["db"]["environment"]["POSTGRES_INITDB_ARGS"]


@pytest.mark.parametrize("name", sorted(set(SERVICES) - {"migrate"}))
def test_every_service_that_stays_has_a_health_check(name):
    check = SERVICES[name]["healthcheck"]

    assert check["test"][0] in ("CMD", "CMD-SHELL")
    assert "interval" in check
    assert "timeout" in check


@pytest.mark.parametrize("name", APPLICATION)
def test_one_image_serves_all_and_waits_for_its_services(name):
    service = SERVICES[name]

    assert (service["image"], service["build"]) == (SERVICES["web"]["image"], ".")
    assert service["depends_on"]["db"] == {"condition": "service_healthy"}
    assert service["depends_on"]["redis"] == {"condition": "service_healthy"}
    if name == "migrate":
        assert (service["command"], service["restart"]) == (
            ["python", "manage.py", "migrate"],
            "no",
        )
    else:
        assert service["depends_on"]["migrate"] == {"condition": "service_completed_successfully"}


def test_the_pool_is_for_web_processes_only():
    with_pool = [name for name in APPLICATION if "WMS_DB_POOL" in SERVICES[name]["environment"]]
    threads = SERVICES["web"]["command"][SERVICES["web"]["command"].index("--threads") + 1]

    assert with_pool == ["web"]
    assert SERVICES["web"]["environment"]["WMS_DB_POOL"] == threads


def test_files_of_jobs_are_shared_by_worker_and_web():
    var_dir = re.search(r"WMS_VAR_DIR=(\S+)", DOCKERFILE)[1]
    inside = Path(var_dir) / Path(settings.MEDIA_ROOT).relative_to(settings.VAR_DIR)

    for name in ("web", "worker"):
        assert f"files:{inside}" in SERVICES[name]["volumes"]
    assert f" {inside}" in DOCKERFILE  # made for the user that the processes run as
    # static files lie beside it, in the image: no volume may hide them
    assert not [volume for volume in SERVICES["web"]["volumes"] if volume.endswith(f":{var_dir}")]


def test_every_volume_is_declared():
    named = {
        volume.partition(":")[0]
        for service in SERVICES.values()
        for volume in service.get("volumes", [])
    }

    assert named == set(COMPOSE["volumes"])


def test_the_schedule_of_beat_lies_where_its_health_check_looks():
    command = SERVICES["beat"]["command"]
    schedule = Path(command[command.index("-s") + 1])

    assert (
        f"find {schedule.parent} -maxdepth 1 -name '{schedule.name}*'"
        in SERVICES["beat"]["healthcheck"]["test"][1]
    )


def test_the_worker_is_asked_itself():
    assert "celery -A wms inspect ping" in SERVICES["worker"]["healthcheck"]["test"][1]
    # a dollar of the shell in the container, not of compose
    assert "celery@$$HOSTNAME" in SERVICES["worker"]["healthcheck"]["test"][1]


@pytest.mark.django_db
@pytest.mark.parametrize(
    "hosts", ["wms.example.com,other.example.com", ".example.com", "*", "localhost"]
)
def test_the_health_check_of_web_reaches_it_under_an_allowed_name(live_server, settings, hosts):
    settings.ALLOWED_HOSTS = hosts.split(",")
    *command, url = SERVICES["web"]["healthcheck"]["test"][1:]
    path = url.removeprefix("http://127.0.0.1:8000")
    assert SERVICES["web"]["command"][3] == "0.0.0.0:8000"

    check = run_check(command, f"{live_server.url}{path}", hosts)

    assert (check.returncode, check.stdout) == (0, '{"status": "ready", "troubles": {}}')


@pytest.mark.django_db
def test_the_health_check_of_web_fails_when_it_is_not_ready(live_server, settings):
    settings.REDIS_URL = "redis://127.0.0.1:1/0"
    command = SERVICES["web"]["healthcheck"]["test"][1:-1]

    check = run_check(command, f"{live_server.url}/readyz", "localhost")

    assert (check.returncode, "not ready" in check.stdout) == (1, True)


def test_the_health_check_of_web_fails_when_nobody_answers():
    command = SERVICES["web"]["healthcheck"]["test"][1:-1]

    check = run_check(command, "http://127.0.0.1:1/readyz", "localhost")

    assert check.returncode == 1
    assert check.stdout.startswith("no answer: ")


def run_check(command, url, hosts):
    assert command[0] == "python"
    return subprocess.run(
        [sys.executable, *command[1:], url],
        env={**os.environ, "WMS_ALLOWED_HOSTS": hosts},
        capture_output=True,
        text=True,
        check=False,
    )


def test_everything_that_the_image_copies_is_there():
    copied = re.findall(r"^COPY (.+) \S+$", DOCKERFILE, re.MULTILINE)

    assert copied
    for line in copied:
        for name in line.split():
            assert (ROOT / name).exists(), name
    for package in ("wms", "tracking", "warehouse", "templates", "static", "manage.py"):
        assert f"COPY {package}" in DOCKERFILE
    assert "USER wms" in DOCKERFILE
