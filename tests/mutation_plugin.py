"""pytest plugin that takes one safeguard away, to see whether a test notices (``./run mutations``).

``--without-lock documents.Document``    rows of this model are never locked
``--without-constraint ile_open``        the database does without this constraint
"""

from collections.abc import Iterator
from typing import Any

import pytest
from django.apps import apps
from django.db import connection
from django.db.models import Model, QuerySet


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--without-lock", metavar="APP.MODEL")
    parser.addoption("--without-constraint", metavar="NAME")


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


@pytest.fixture(scope="session", autouse=True)
def _without_constraint(
    request: pytest.FixtureRequest, django_db_setup: None, django_db_blocker: Any
) -> None:
    name = request.config.getoption("--without-constraint")
    if not name:
        return
    model = constraints()[name]
    [constraint] = [one for one in model._meta.constraints if one.name == name]
    with django_db_blocker.unblock(), connection.schema_editor() as editor:
        editor.remove_constraint(model, constraint)
