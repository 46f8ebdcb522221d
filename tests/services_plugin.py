"""pytest plugin (load it with `addopts = "-p tests.services_plugin"`).

Gives the run a real PostgreSQL and a real Redis before Django reads its settings.  An address that is
already set (CI services, docker compose) is used as it is; pytest-xdist's workers inherit the variables.
"""

import os

import pytest

from tests.embedded_postgres_server import EmbeddedPostgres
from tests.redis_server import EmbeddedRedis

STARTED = []


@pytest.hookimpl(wrapper=True, tryfirst=True)
def pytest_load_initial_conftests(early_config, parser, args):
    is_worker = "PYTEST_XDIST_WORKER" in os.environ
    quick_look = {"--help", "-h", "--version", "--fixtures", "--markers"} & set(args)
    if not is_worker and not quick_look:
        if not os.environ.get("DATABASE_URL"):
            STARTED.append(server := EmbeddedPostgres().start())
            os.environ["DATABASE_URL"] = server.url()
        if not os.environ.get("REDIS_URL"):
            STARTED.append(server := EmbeddedRedis().start())
            os.environ["REDIS_URL"] = server.url()
    return (yield)


def pytest_report_header(config):
    return (
        f"services: database={os.environ.get('DATABASE_URL')} redis={os.environ.get('REDIS_URL')}"
    )


def pytest_unconfigure(config):
    while STARTED:
        STARTED.pop().stop()
