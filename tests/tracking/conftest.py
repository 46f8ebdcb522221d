"""Items, lines and open pages for the tests of the Item Tracking Lines page."""

import pytest

from tests.factories import ItemFactory, NumberSeriesFactory, lot_code, serial_code
from tracking.services import sessions


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
