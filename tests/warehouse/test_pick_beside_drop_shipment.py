"""Orders with lines from stock beside drop shipments: each is worked by itself (WHS-046, ITL-183)."""

import pytest

from tests.factories import ItemFactory, UserFactory, add_line, purchase_order, setup_series
from tests.warehouse.packing_scenes import closed, packing_location, ship
from tests.warehouse.scenes import bin_of, contents, pick_location, put, released_order
from tracking.binding.services import get_sales_lines
from tracking.posting import post_document
from tracking.posting.undo import undo_lines
from warehouse.services.pick_creation import create_pick
from warehouse.services.pick_posting import post_activity
from warehouse.services.pick_work import autofill
from wms.documents.kinds import PurchasingCode
from wms.documents.models import Document
from wms.ledger.checks import ledger_differences
from wms.ledger.models import ItemLedgerEntry

pytestmark = pytest.mark.django_db


def beside(location, *, bin_code="B1"):
    """A released sale of 4 lamps from stock and 3 cables from the vendor, and the purchase order for these."""
    setup_series()
    lamp, cable = ItemFactory(no="LAMP"), ItemFactory(no="CABLE")
    put(location, bin_code, lamp, 10)
    sale = released_order(lamp, 4, location, bin=bin_of(location, bin_code))
    line = add_line(sale, cable, 3, location=location, purchasing_code=PurchasingCode.DROP_SHIPMENT)
    purchase = purchase_order()
    get_sales_lines(document=purchase, line_ids=[line.pk], by=UserFactory())
    return sale, purchase


def moved(item_no):
    entries = ItemLedgerEntry.objects.filter(item__no=item_no).order_by("entry_no")
    return [(entry.entry_type, entry.quantity) for entry in entries]


def to_handle(document):
    rows = document.lines.order_by("line_no").values_list("qty_handled_base", "qty_to_handle_base")
    return [tuple(map(int, row)) for row in rows]


@pytest.mark.rule("WHS-046", "ITL-183")
def test_a_pick_takes_the_stock_and_leaves_the_drop_shipment_alone():
    place = pick_location()
    sale, purchase = beside(place)

    made = create_pick(document=sale, by=UserFactory())
    assert [line.item.no for line in made.activity.lines.all()] == ["LAMP"]
    autofill(activity=made.activity, by=UserFactory())
    post_activity(activity=made.activity, by=UserFactory())

    assert contents(place) == {("B1", "", ""): 6}
    assert moved("CABLE") == []
    assert (to_handle(sale), to_handle(purchase)) == ([(4, 0), (0, 3)], [(0, 3)])

    post_document(document=Document.objects.get(pk=sale.pk), by=UserFactory())

    assert moved("CABLE") == [("purchase", 3), ("sale", -3)]
    assert (to_handle(sale), to_handle(purchase)) == ([(4, 0), (3, 0)], [(3, 0)])
    assert contents(place) == {("B1", "", ""): 6}
    assert ledger_differences() == []


@pytest.mark.rule("WHS-046", "PACK-025", "ITL-183")
def test_a_container_takes_the_stock_and_leaves_the_drop_shipment_alone():
    place = packing_location()
    sale, purchase = beside(place)
    closed(sale, place, item=sale.lines.get(item__no="LAMP").item, quantity=4)

    shipment = ship(sale, place).posted_document

    assert moved("CABLE") == []
    assert (to_handle(sale), to_handle(purchase)) == ([(4, 0), (0, 3)], [(0, 3)])
    post_document(document=Document.objects.get(pk=purchase.pk), by=UserFactory())
    assert moved("CABLE") == [("purchase", 3), ("sale", -3)]
    lines = shipment.lines.values_list("pk", flat=True)
    undo_lines(document=shipment, line_ids=lines, by=UserFactory())
    assert to_handle(sale) == [(0, 4), (3, 0)]
    assert ledger_differences() == []
