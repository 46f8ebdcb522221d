"""Warehouse shipments: what leaves, with the numbers of the order as they are when it is posted."""

import pytest

from tests.factories import (
    ItemFactory,
    LocationFactory,
    UserFactory,
    lot_code,
    purchase_order,
    sales_order,
    tracked,
    trade_document,
    transfer_order,
)
from tests.warehouse.documents.scenes import (
    SHIPMENT,
    figures,
    handle,
    made,
    post,
    released,
    shipping,
)
from tests.warehouse.scenes import contents, put
from tracking.posting import post_document
from tracking.services.rows import change_row
from tracking.services.sessions import open_page, save
from warehouse.documents.selectors import lines_of
from warehouse.models import PostedWarehouseDocument
from wms.core.errors import Refused
from wms.documents.kinds import DocumentKind, Step
from wms.ledger.models import ItemLedgerEntry

pytestmark = pytest.mark.django_db


@pytest.fixture
def yellow():
    return shipping()


@pytest.fixture
def lamp(yellow):
    lamp = ItemFactory(no="LAMP")
    put(yellow, "", lamp, 20)
    return lamp


def left_stock() -> list:
    entries = ItemLedgerEntry.objects.filter(quantity__lt=0).order_by("pk")
    return [(entry.lot_no, -entry.quantity) for entry in entries]


@pytest.mark.rule("WHS-202", "WHS-203", "WHS-208", "WHS-047")
def test_orders_returns_and_transfers_leave_with_one_shipment(yellow, lamp):
    sale = released(sales_order(lamp, 4, location=yellow))
    back = released(trade_document(DocumentKind.PURCHASE_RETURN_ORDER, lamp, 3, location=yellow))
    moved = released(transfer_order(lamp, 2, location=yellow, to=LocationFactory(code="EAST")))
    shipment = made(SHIPMENT, sale, back, moved)

    work = post(shipment)

    assert {one.kind for one in work.posted_documents} == {
        "sales_shipment",
        "return_shipment",
        "transfer_shipment",
    }
    assert left_stock() == [("", 4), ("", 3), ("", 2)]
    assert work.posted.lines.count() == 3
    assert work.document is None


@pytest.mark.rule("WHS-204", "WHS-208", "WHS-210", "WHS-005")
def test_a_part_is_shipped_and_the_rest_stays(yellow, lamp):
    order = released(sales_order(lamp, 10, location=yellow))
    shipment = handle(made(SHIPMENT, order), 3)
    with pytest.raises(Refused) as refusal:
        post_document(document=_to_handle_again(order), by=UserFactory())
    assert str(refusal.value) == (
        f"{order}, line 10000: Item LAMP cannot be posted from here, because location YELLOW has "
        f"Require Shipment. It stands on {shipment.in_words}. Post that."
    )

    work = post(shipment)

    assert figures(work.document) == [(10, 7, 3)]
    assert left_stock() == [("", 3)]
    assert order.lines.get().qty_to_handle == 0


def _to_handle_again(order):
    order.lines.update(qty_to_handle=1, qty_to_handle_base=1)
    return order


@pytest.mark.rule("WHS-208", "WHS-203", "WHS-209")
def test_goods_leave_from_the_bin_of_the_shipment_line(lamp):
    silver = shipping("SILVER", bins=("SHIP", "B1"))
    put(silver, "B1", lamp, 5)
    silver.shipment_bin = silver.bins.get(code="SHIP")
    silver.save()
    shipment = made(SHIPMENT, released(sales_order(lamp, 2, location=silver)))
    with pytest.raises(Refused, match="Bin SHIP holds 0 of item LAMP; 2 are to be taken"):
        post(shipment)
    assert not PostedWarehouseDocument.objects.exists()

    shipment.lines.update(bin=silver.bins.get(code="B1"))
    post(shipment)

    assert contents(silver) == {("B1", "", ""): 3}


@pytest.mark.rule("ITL-167", "ITL-022", "WHS-050")
def test_numbers_that_are_changed_on_the_order_reach_its_shipment(yellow):
    glue = ItemFactory(no="GLUE", item_tracking_code=lot_code())
    put(yellow, "", glue, lots={"L1": 5, "L2": 5})
    order = released(sales_order(glue, 4, location=yellow))
    line = order.lines.get()
    tracked(line, "", "L1", quantity=4)
    shipment = made(SHIPMENT, order)
    by = UserFactory()

    page = open_page(line, by)
    change_row(session=page, row_id=page.rows.get().pk, by=by, lot_no="L2")
    save(page, by=by, accept_warnings=True)

    assert [one.tracked for one in lines_of(shipment)] == [4]
    post(shipment)
    assert left_stock() == [("L2", 4)]


@pytest.mark.rule("WHS-209")
def test_what_is_not_there_is_refused_with_its_order(yellow, lamp):
    orders = [released(sales_order(lamp, quantity, location=yellow)) for quantity in (30, 40, 1)]
    shipment = made(SHIPMENT, *orders)

    with pytest.raises(Refused) as refusal:
        post(shipment)

    assert [one.document for one in refusal.value.violations] == [
        str(order) for order in orders[:2]
    ]
    assert left_stock() == []
    assert figures(shipment) == [(30, 30, 0), (40, 40, 0), (1, 1, 0)]


@pytest.mark.rule("WHS-046")
def test_drop_shipments_are_left_out(yellow, lamp):
    order = released(sales_order(lamp, 4, location=yellow))
    order.lines.update(purchasing_code="drop_shipment")

    with pytest.raises(Refused, match="Nothing on it is to be shipped at location YELLOW"):
        made(SHIPMENT, order)


@pytest.mark.rule("WHS-047")
def test_a_negative_purchase_line_leaves_and_a_shipped_transfer_is_left_out(yellow, lamp):
    sent_back = released(purchase_order(lamp, -2, location=yellow))
    east = LocationFactory(code="EAST")
    put(east, "", lamp, 3)
    arriving = transfer_order(lamp, 3, location=east, to=yellow)
    post_document(document=arriving, by=UserFactory(), step=Step.SHIP)

    post(made(SHIPMENT, sent_back))

    assert left_stock()[-1] == ("", 2)
    with pytest.raises(Refused, match="Nothing on it is to be shipped"):
        made(SHIPMENT, arriving, location=yellow)
