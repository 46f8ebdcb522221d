"""Item Tracking Lines of an order while its goods are picked for a shipment (ITL-157, ITL-162, ITL-167)."""

import pytest

from tests.factories import ItemFactory, UserFactory, code_with, lot_code
from tests.warehouse.documents.pick_scenes import (
    handle,
    picked,
    picked_location,
    refused,
    register,
    shipment_of,
)
from tests.warehouse.documents.scenes import post
from tests.warehouse.scenes import put
from tracking.locks import lock_of
from tracking.services.rows import add_row, change_row
from tracking.services.sessions import open_page, save
from warehouse.documents.services import delete_document
from warehouse.services import pick_work
from wms.ledger.models import ItemLedgerEntry

pytestmark = pytest.mark.django_db


@pytest.fixture
def yellow():
    return picked_location()


@pytest.fixture
def paint():
    return ItemFactory(no="PAINT", item_tracking_code=lot_code())


@pytest.fixture
def lamp():
    """Its lot is stated on the way out only, and bins do not know it."""
    return ItemFactory(
        no="LAMP", item_tracking_code=code_with("OUT", lot_sales_outbound_tracking=True)
    )


def source_line(shipment):
    return shipment.lines.get().source_line


@pytest.mark.rule("ITL-157", "ITL-162", "ITL-165", "WHS-050", "WHS-169")
def test_the_page_is_locked_from_the_shipment_on_until_it_is_gone(paint, yellow):
    put(yellow, "B1", paint, lots={"L1": 5})
    shipment = shipment_of(paint, 5, yellow, lots={"L1": 5})
    line, by = source_line(shipment), UserFactory()

    assert lock_of(line).reason == (
        f"Numbers are picked for {shipment.in_words}; only Qty. to Handle can be changed here."
    )
    assert lock_of(line).url == shipment.get_absolute_url()
    session = open_page(line, by)
    with refused("Numbers are picked for"):
        change_row(session=session, by=by, row_id=session.rows.get().pk, lot_no="L2")
    with refused("Numbers are picked for"):
        add_row(session=session, by=by, lot_no="L2", quantity=1)
    change_row(session=session, by=by, row_id=session.rows.get().pk, qty_to_handle=2)

    made = picked(shipment)
    assert "Numbers are handled on warehouse pick" in lock_of(line).reason
    register(made)
    assert lock_of(line).reason.startswith("Numbers are picked for")
    delete_document(document=shipment, by=by)
    assert lock_of(line) is None


@pytest.mark.rule("ITL-162", "ITL-167")
def test_rows_of_goods_without_numbers_in_bins_change_until_their_number_is_picked(lamp, yellow):
    put(yellow, "B1", lamp, 10)
    shipment = shipment_of(lamp, 10, yellow)
    line, by = source_line(shipment), UserFactory()
    made = handle(picked(shipment), 4)
    register(made)  # without a number, which the order may still get
    assert lock_of(line) is None

    rest = made.lines.get()
    pick_work.change_line(line=rest, by=by, lot_no="N1")
    register(made)

    session = open_page(line, by)
    assert lock_of(line).reason.startswith(f"Numbers are picked for {shipment.in_words}")
    with refused("Numbers are picked for"):
        add_row(session=session, by=by, lot_no="N2", quantity=4)


@pytest.mark.rule("ITL-167", "WHS-050")
def test_rows_stated_after_the_shipment_was_made_are_what_it_ships(lamp, yellow):
    put(yellow, "B1", lamp, 10)
    shipment = shipment_of(lamp, 10, yellow)
    line, by = source_line(shipment), UserFactory()
    register(picked(shipment))
    session = open_page(line, by)
    add_row(session=session, by=by, lot_no="N7", quantity=10)
    save(session=session, by=by, accept_warnings=True)

    post(shipment)

    assert ItemLedgerEntry.objects.get(quantity__lt=0).lot_no == "N7"
