"""pytest plugin that takes safeguards away, to see whether a test notices (``./run mutations``).

``--without-lock documents.Document``  rows of this model are never locked
``--without-constraints NAME,… | all`` each test in which the database refused something runs again without the
                                       constraint that refused it, as does the one that it is a parameter of;
                                       once for each constraint (PostgreSQL)
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from _pytest.runner import runtestprotocol
from django.apps import apps
from django.db import IntegrityError, connection
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.backends.signals import connection_created
from django.db.models import Model, QuerySet
from pytest_django.plugin import blocking_manager_key

ALL = "all"


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--without-lock", metavar="APP.MODEL")
    parser.addoption("--without-constraints", metavar="NAMES")


def pytest_configure(config: pytest.Config) -> None:
    if names := config.getoption("--without-constraints"):
        config.pluginmanager.register(TakingAway(config, names))


def constraints() -> dict[str, type[Model]]:
    """Every constraint of the application's tables, by name, with its model."""
    return {
        constraint.name: model
        for model in apps.get_models()
        if model._meta.managed
        and model.__module__.split(".")[0] in ("wms", "tracking", "warehouse")
        for constraint in model._meta.constraints
    }


@pytest.fixture(scope="session", autouse=True)
def _without_lock(request: pytest.FixtureRequest) -> Iterator[None]:
    name = request.config.getoption("--without-lock")
    if not name:
        yield
        return
    model, lock = apps.get_model(name), QuerySet.select_for_update

    def none(rows: QuerySet, *args: Any, **options: Any) -> QuerySet:
        return rows.all() if rows.model is model else lock(rows, *args, **options)

    QuerySet.select_for_update = none  # type: ignore[method-assign]
    yield
    QuerySet.select_for_update = lock  # type: ignore[method-assign]


class TakingAway:
    """Runs a test once more without the constraint that it met, until every constraint was missed by one."""

    def __init__(self, config: pytest.Config, names: str) -> None:
        wanted = constraints()
        self.left = (
            dict(wanted) if names == ALL else {name: wanted[name] for name in names.split(",")}
        )
        self.missed_by: dict[str, str] = {}
        self.met: set[str] = set()
        self.config = config
        connection_created.connect(self._listen)

    def _listen(self, *, connection: BaseDatabaseWrapper, **_: Any) -> None:
        if self._told not in connection.execute_wrappers:
            connection.execute_wrappers.append(self._told)

    def _told(self, execute: Callable[..., Any], *statement: Any) -> Any:
        try:
            return execute(*statement)
        except IntegrityError as error:
            self.met.add(getattr(getattr(error.__cause__, "diag", None), "constraint_name", ""))
            raise

    @pytest.hookimpl(wrapper=True)
    def pytest_runtest_protocol(self, item: pytest.Item, nextitem: pytest.Item | None) -> object:
        self.met = {name for name in self.left if f"[{name}]" in item.nodeid}
        answer = yield
        for name in sorted(self.met & self.left.keys()) if nextitem else ():
            with self._without(name):
                reports = runtestprotocol(item, nextitem=nextitem, log=False)
            if any(report.failed for report in reports):
                self.missed_by[name] = item.nodeid
                del self.left[name]
        return answer

    @contextmanager
    def _without(self, name: str) -> Iterator[None]:
        model = self.left[name]
        [constraint] = [one for one in model._meta.constraints if one.name == name]
        with (
            self.config.stash[blocking_manager_key].unblock(),
            connection.schema_editor() as editor,
        ):
            editor.remove_constraint(model, constraint)
        yield
        with (
            self.config.stash[blocking_manager_key].unblock(),
            connection.schema_editor() as editor,
        ):
            editor.add_constraint(model, constraint)

    def pytest_terminal_summary(self, terminalreporter: Any) -> None:
        terminalreporter.section("constraints")
        for name, test in sorted(self.missed_by.items()):
            terminalreporter.line(f"ok  {name}: {test}")
        for name in sorted(self.left):
            terminalreporter.line(f"NOT {name}: no test failed without it")

    def pytest_sessionfinish(self, session: pytest.Session) -> None:
        if self.left and session.exitstatus == 0:
            session.exitstatus = 1
