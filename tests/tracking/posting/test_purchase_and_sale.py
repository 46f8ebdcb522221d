"""Receiving and shipping: the main job."""

from datetime import date
from decimal import Decimal

import pytest

from tests.factories import (
    ItemFactory,
    UserFactory,
    add_line,
    lot_code,
    purchase_order,
    sales_order,
    serial_code,
    setup_series,
    tracked,
)
from tracking.posting import post_document
from wms.core.errors import Refused
from wms.ledger.models import ItemApplicationEntry, ItemLedgerEntry, Register

JAN_5 = date(2026, 1, 5)


@pytest.fixture
def clerk(db):
    setup_series()
    return UserFactory()


def applications():
    return [
        (
            a.item_ledger_entry_id,
            a.inbound_entry_id,
            a.outbound_entry_id,
            a.transferred_from_entry_id,
            a.quantity,
        )
        for a in ItemApplicationEntry.objects.order_by("entry_no")
    ]


def entries(*fields):
    return list(ItemLedgerEntry.objects.order_by("entry_no").values_list(*fields))


@pytest.mark.rule("POST-001", "POST-014", "POST-018", "POST-024", "POST-174")
def test_ten_serials_of_one_lot_are_received_as_ten_entries(clerk):
    chair = ItemFactory(no="1900-S", item_tracking_code=serial_code())
    order = purchase_order(chair, 10)
    for number in range(1, 11):
        tracked(order.lines.get(), f"S/N-VEND{number:04}", "LOT0001")

    posted = post_document(document=order, by=clerk)

    assert posted.entry_count == 10
    assert entries("serial_no", "lot_no", "quantity", "remaining_quantity") == [
        (f"S/N-VEND{number:04}", "LOT0001", 1, 1) for number in range(1, 11)
    ]
    assert applications() == [(n, n, None, None, 1) for n in range(1, 11)]
    register = Register.objects.get()
    assert (register.from_entry_no, register.to_entry_no, register.posted_by) == (1, 10, clerk)
    line = order.lines.get()
    assert (line.qty_handled, line.qty_to_handle) == (10, 0)
    assert set(line.tracking_lines.values_list("qty_handled", "qty_to_handle")) == {(1, 0)}
    assert posted.posted_document.lines.get().entries.count() == 10


@pytest.mark.rule("POST-019", "POST-025", "POST-026")
def test_the_worked_examples_24_1_to_24_3(clerk):
    bolt = ItemFactory(item_tracking_code=lot_code())
    first = purchase_order(bolt, 10)
    tracked(first.lines.get(), lot_no="A", quantity=6)
    tracked(first.lines.get(), lot_no="B", quantity=4)
    post_document(document=first, by=clerk)
    sale = sales_order(bolt, 7)
    tracked(sale.lines.get(), lot_no="A", quantity=5)
    tracked(sale.lines.get(), lot_no="B", quantity=2)
    post_document(document=sale, by=clerk, posting_date=JAN_5)

    assert entries("lot_no", "quantity", "remaining_quantity") == [
        ("A", 6, 1),
        ("B", 4, 2),
        ("A", -5, 0),
        ("B", -2, 0),
    ]
    assert applications()[2:] == [(3, 1, 3, None, -5), (4, 2, 4, None, -2)]

    second = purchase_order(bolt, 5)
    tracked(second.lines.get(), lot_no="A", quantity=5)
    post_document(document=second, by=clerk)
    again = sales_order(bolt, 4)
    tracked(again.lines.get(), lot_no="A", quantity=4)
    post_document(document=again, by=clerk, posting_date=JAN_5)

    assert applications()[5:] == [(6, 1, 6, None, -1), (6, 5, 6, None, -3)]
    assert ItemLedgerEntry.objects.get(pk=5).remaining_quantity == 2


@pytest.mark.rule("POST-027", "POST-072")
def test_more_of_a_lot_than_is_there_is_refused(clerk):
    bolt = ItemFactory(no="BOLT", item_tracking_code=lot_code())
    order = purchase_order(bolt, 1)
    tracked(order.lines.get(), lot_no="A")
    post_document(document=order, by=clerk)
    sale = sales_order(bolt, 2, no="SO1")
    tracked(sale.lines.get(), lot_no="A", quantity=2)

    with pytest.raises(Refused) as refusal:
        post_document(document=sale, by=clerk)

    assert str(refusal.value) == (
        "Sales order SO1, line 10000: Item BOLT, lot A at location EAST: wanted 2, available 1."
        " Lower the quantity, or choose another number."
    )
    assert ItemLedgerEntry.objects.count() == 1


@pytest.mark.rule("POST-025", "POST-105")
def test_an_item_without_numbers_leaves_first_in_first_out(clerk):
    plain = ItemFactory()
    for quantity in (4, 5, 6):
        post_document(document=purchase_order(plain, quantity), by=clerk)

    post_document(document=sales_order(plain, "7.5"), by=clerk)

    assert entries("quantity", "remaining_quantity") == [
        (4, 0),
        (5, Decimal("1.5")),
        (6, 6),
        (Decimal("-7.5"), 0),
    ]
    assert applications()[3:] == [(4, 1, 4, None, -4), (4, 2, 4, None, Decimal("-3.5"))]


@pytest.mark.rule("POST-041", "POST-042", "POST-048", "POST-112")
def test_everything_that_is_wrong_is_told_together(clerk):
    chair = ItemFactory(no="CHAIR", item_tracking_code=serial_code())
    order = purchase_order(chair, 2, no="PO1")
    add_line(order, chair, 3)
    tracked(order.lines.last(), "S1", "L1")

    with pytest.raises(Refused) as refusal:
        post_document(document=order, by=clerk)

    assert str(refusal.value).splitlines() == [
        "Purchase order PO1, line 10000: Serial No. is required for item CHAIR, quantity 2."
        " Assign it on the Item Tracking Lines page.",
        "Purchase order PO1, line 20000: Item CHAIR: the item tracking lines have 1 to handle, but"
        " Qty. to Receive is 3 (base units). Make the two equal, for example at number S1.",
    ]
