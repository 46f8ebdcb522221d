"""What the tests of the ground floor share."""

import shutil
import sqlite3
from pathlib import Path

import pytest
from django.db import connection

from tests.conftest import DELETE_GUARDS
from tests.factories import UserFactory


@pytest.fixture(scope="session")
def migrated_file(django_db_setup, django_db_blocker, tmp_path_factory) -> Path:
    """The test database of SQLite as it was migrated, with the guards that it leaves out."""
    path = tmp_path_factory.mktemp("sqlite") / "migrated.sqlite3"
    with django_db_blocker.unblock(), connection.cursor() as cursor:
        cursor.execute("vacuum into %s", [str(path)])
    with sqlite3.connect(path) as file:
        for sql in DELETE_GUARDS.values():
            file.execute(sql)
    file.close()
    return path


@pytest.fixture
def sqlite_file(migrated_file, tmp_path) -> Path:
    """A migrated database in a file, for a process of its own: pytest's lives in memory, where nobody
    takes a lock at BEGIN."""
    return Path(shutil.copy(migrated_file, tmp_path / "wms.sqlite3"))


@pytest.fixture
def boss(client):
    client.force_login(UserFactory(username="boss"))
    return client
