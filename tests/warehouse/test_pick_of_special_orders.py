"""Picks of special orders take what was received for them, and nothing before (ITL-223)."""

import pytest

from tests.factories import ItemFactory, UserFactory, lot_code, purchase_order, tracked
from tests.tracking.specialorders import held
from tests.warehouse.scenes import bin_of, pick_location, put, released_order
from tracking.binding.services import get_sales_lines
from tracking.posting import post_document
from warehouse.services.pick_creation import create_pick
from warehouse.services.pick_posting import post_activity
from warehouse.services.pick_work import autofill
from wms.core.errors import Refused
from wms.documents.kinds import PurchasingCode
from wms.ledger.checks import ledger_differences
from wms.ledger.models import ItemLedgerEntry

pytestmark = pytest.mark.django_db


def special(item, quantity, place, *, lots=None):
    sale = released_order(item, quantity, place, purchasing_code="special_order", to_handle=0)
    order = purchase_order(no="PO1")
    get_sales_lines(
        document=order,
        line_ids=[sale.lines.get().pk],
        by=order.created_by,
        code=PurchasingCode.SPECIAL_ORDER,
    )
    order.lines.update(bin=bin_of(place, "B1"))
    for number, of_it in (lots or {}).items():
        tracked(order.lines.get(), "", number, quantity=of_it)
    return sale, order


def picked(sale):
    made = create_pick(document=sale, by=UserFactory())
    return [(line.lot_no, line.quantity) for line in made.activity.lines.order_by("line_no")], made


@pytest.mark.rule("ITL-223", "WHS-099")
def test_a_pick_takes_the_numbers_that_came_in_for_the_sale():
    place, bolt = pick_location(), ItemFactory(no="BOLT", item_tracking_code=lot_code())
    put(place, "B2", bolt, lots={"B": 9})
    sale, order = special(bolt, 10, place, lots={"B": 4, "A": 6})
    order.lines.update(qty_to_handle=6, qty_to_handle_base=6)
    order.lines.get().tracking_lines.filter(lot_no="B").update(qty_to_handle=0)
    post_document(document=order, by=UserFactory())

    lines, made = picked(sale)

    assert lines == [("A", 6)]
    autofill(activity=made.activity, by=UserFactory())
    post_activity(activity=made.activity, by=UserFactory())
    assert list(
        ItemLedgerEntry.objects.filter(entry_type="sale").values_list("lot_no", "quantity")
    ) == [("A", -6)]
    assert held(sale) == []
    assert ledger_differences() == []


@pytest.mark.rule("ITL-223")
def test_goods_without_numbers_are_picked_as_far_as_they_came_in():
    place, nail = pick_location(), ItemFactory(no="NAIL")
    put(place, "B2", nail, 50)
    sale, order = special(nail, 5, place)
    order.lines.update(qty_to_handle=3, qty_to_handle_base=3)
    post_document(document=order, by=UserFactory())

    lines, _ = picked(sale)

    assert lines == [("", 3)]


@pytest.mark.rule("ITL-223", "WHS-123")
def test_nothing_is_picked_before_it_came_in_and_the_purchase_is_named():
    place, nail = pick_location(), ItemFactory(no="NAIL")
    put(place, "B2", nail, 50)
    sale, _ = special(nail, 5, place)

    with pytest.raises(Refused, match="yet to come in on Purchase order PO1, line 10000"):
        create_pick(document=sale, by=UserFactory())
