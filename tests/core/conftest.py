"""What the tests of the ground floor share."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.factories import UserFactory


@pytest.fixture(scope="session")
def migrated_file(tmp_path_factory) -> Path:
    path = tmp_path_factory.mktemp("sqlite") / "migrated.sqlite3"
    subprocess.run(
        [sys.executable, "manage.py", "migrate", "--verbosity=0"],
        env={**os.environ, "DATABASE_URL": f"sqlite:///{path}"},
        check=True,
    )
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
