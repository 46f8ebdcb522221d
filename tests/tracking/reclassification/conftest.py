from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from tests.factories import (
    ItemFactory,
    LocationFactory,
    UserFactory,
    lot_code,
    serial_code,
    setup_series,
)
from tests.factories.setup import code_with
from tests.tracking.reclassification.stock import received


class Run:
    """What a run of the command said, and how it ended."""

    def __init__(self, status, out, err):
        self.status = status
        self.out = out
        self.err = err


@pytest.fixture
def reclassify(db, tmp_path):
    """``reclassify("heading…\\nrow…", "--dry-run")`` runs the command on a file with this text."""
    setup_series()
    UserFactory(username="poster")

    def run(text, *arguments, user="poster"):
        path = tmp_path / "file.csv"
        path.write_bytes(text if isinstance(text, bytes) else text.strip().encode())
        out, err = StringIO(), StringIO()
        who = ("--user", user) if user else ()
        try:
            call_command("reclassify_tracking", str(path), *who, *arguments, stdout=out, stderr=err)
        except CommandError as error:
            return Run(error.returncode, out.getvalue(), f"{err.getvalue()}{error}")
        return Run(0, out.getvalue(), err.getvalue())

    return run


@pytest.fixture
def glue(db):
    """Lot A: 6 at EAST and 4 at WEST until the end of June; lot B: 5 at EAST until the end of July."""
    item = ItemFactory(no="1000", item_tracking_code=lot_code(use_expiration_dates=True))
    LocationFactory(code="WEST")
    received(item, 6, lot_no="A", expiration_date="2026-06-30")
    received(item, 4, lot_no="A", expiration_date="2026-06-30", location="WEST")
    received(item, 5, lot_no="B", expiration_date="2026-07-31")
    return item


@pytest.fixture
def chair(db):
    """Serials S1, S2, S3 at EAST."""
    item = ItemFactory(no="1900-S", item_tracking_code=serial_code())
    for serial_no in ("S1", "S2", "S3"):
        received(item, 1, serial_no=serial_no)
    return item


@pytest.fixture
def drum(db):
    """5 at EAST, numbers are free entry."""
    item = ItemFactory(no="1960-C", item_tracking_code=code_with("FREEENTRY"))
    received(item, 5)
    return item
