"""Items, lines and open pages for the tests of the Item Tracking Lines page."""

import pytest

from tests.factories import ItemFactory, NumberSeriesFactory, lot_code, serial_code
from tracking import totals
from tracking.models import TrackingSession
from tracking.services import sessions


@pytest.fixture(autouse=True)
def _pages_add_up(request):
    """Whatever a test did to open pages: the sums they keep are those of their rows (ITL-027)."""
    uses_database = request.node.get_closest_marker("django_db") or "db" in request.fixturenames
    if uses_database:
        request.getfixturevalue("db")  # so that it is still there afterwards
    yield
    if uses_database:
        for session in TrackingSession.objects.all():
            kept = {name: getattr(session, name) for name in totals.FIELDS}
            assert kept == totals.sums_of(session.rows.all()), session


@pytest.fixture
def chair(db):
    """Serial-specific, with series for serials and lots."""
    return ItemFactory(
        no="1900-S",
        item_tracking_code=serial_code(),
        serial_nos=NumberSeriesFactory(code="CHAIR-SN", first="SN00001"),
        lot_nos=NumberSeriesFactory(code="CHAIR-LOT", first="LOT0001"),
    )


@pytest.fixture
def wine(db):
    """Lot-specific, with expiration dates and a series for lots."""
    return ItemFactory(
        no="WINE",
        item_tracking_code=lot_code(use_expiration_dates=True),
        lot_nos=NumberSeriesFactory(code="WINE-LOT", first="LOT0001"),
    )


@pytest.fixture
def opened():
    """The open page of a document's only line, for the one who made it."""

    def open_page(document, *, user=None):
        line = document.lines.get()
        return sessions.open_page(line, user or document.created_by)

    return open_page
