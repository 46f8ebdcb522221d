"""Goods that go back to vendors and come back from customers (POST section 17)."""

import pytest

from tests.factories import (
    ItemFactory,
    code_with,
    lot_code,
    serial_code,
)
from tests.tracking.posting.desk import (
    JAN_5,
    JAN_10,
    applications,
    at,
    entries,
    entry,
    lot,
    post,
    purchase_return,
    receive,
    refusal,
    sales_return,
    serial,
    ship,
    the_line,
)
from wms.documents.kinds import EntryType


@pytest.fixture
def chair(db):
    return ItemFactory(no="CHAIR", item_tracking_code=serial_code())


@pytest.mark.rule("POST-001")
def test_a_purchase_return_ships_out_of_stock(bolt):
    receive(bolt, lot("A", 6))

    posted = post(purchase_return(bolt, lot("A", 4), no="PRO1"))

    assert (posted.posted_document.kind, posted.posted_document.source.no) == (
        "return_shipment",
        "PRO1",
    )
    assert entries("entry_type", "document_type", "quantity", "remaining_quantity") == [
        ("purchase", "purchase_receipt", 6, 2),
        ("purchase", "return_shipment", -4, 0),
    ]
    assert entry(2).vendor.no == "V10000"


@pytest.mark.rule("POST-001", "POST-135")
def test_a_sales_return_comes_into_stock_with_any_number(bolt):
    posted = post(sales_return(bolt, lot("NEVER-SOLD", 3), no="SRO1"))

    assert posted.posted_document.kind == "return_receipt"
    assert entries("entry_type", "document_type", "quantity", "remaining_quantity", "lot_no") == [
        ("sale", "return_receipt", 3, 3, "NEVER-SOLD")
    ]
    assert entry(1).customer.no == "C10000"


@pytest.mark.rule("POST-115")
def test_part_of_a_return_leaves_the_rest_on_it(bolt):
    receive(bolt, lot("A", 6))
    back = purchase_return(bolt, lot("A", 5, qty_to_handle=2), line={"to_handle": 2})

    post(back)

    line = the_line(back)
    assert (line.qty_handled, line.qty_to_handle) == (2, 3)
    assert line.tracking_lines.values_list("qty_handled", "qty_to_handle").get() == (2, 3)


@pytest.mark.rule("POST-003")
def test_a_negative_line_of_a_return_goes_the_other_way(bolt):
    post(purchase_return(bolt, lot("A", 2), quantity=-2))

    assert entries("quantity", "remaining_quantity") == [(2, 2)]


@pytest.mark.rule("POST-139")
def test_what_is_not_in_stock_at_the_return_location_cannot_go_back(chair):
    receive(chair, serial("S1"), location=at("WEST"))

    assert refusal(purchase_return(chair, serial("S1"), no="PRO1")) == [
        "Purchase return order PRO1, line 10000: Item CHAIR, serial S1 at location EAST: wanted 1, "
        "available 0. Location WEST has 1. Lower the quantity, or choose another number."
    ]


@pytest.mark.rule("POST-139", "POST-097")
def test_expired_goods_may_go_back_and_come_back_and_keep_their_date(db):
    glue = ItemFactory(no="GLUE", item_tracking_code=lot_code(strict_expiration_posting=True))
    receive(glue, lot("OLD", 5, expiration_date=JAN_5))
    ship(glue, lot("OLD", 2), posting_date=JAN_5)

    post(purchase_return(glue, lot("OLD", 3)), posting_date=JAN_10)
    posted = post(sales_return(glue, lot("OLD", 2)), posting_date=JAN_10)

    assert [str(warning) for warning in posted.warnings]
    assert entries("quantity", "expiration_date") == [
        (5, JAN_5),
        (-2, JAN_5),
        (-3, JAN_5),
        (2, JAN_5),
    ]


@pytest.mark.rule("POST-041")
@pytest.mark.parametrize(
    ("switch", "document"),
    [
        ("lot_purchase_outbound_tracking", purchase_return),
        ("lot_sales_inbound_tracking", sales_return),
    ],
)
def test_the_decision_table_has_switches_for_returns(db, switch, document):
    paint = ItemFactory(no="PAINT", item_tracking_code=code_with("RETURNS", **{switch: True}))
    receive(paint, quantity=5)

    found = refusal(document(paint, quantity=2, no="R1"))

    assert len(found) == 1
    assert "Lot No." in found[0]


@pytest.mark.rule("POST-140")
def test_a_serial_sold_returned_and_sold_again_has_all_three_entries(chair):
    receive(chair, serial("S1"))
    ship(chair, serial("S1"))
    post(sales_return(chair, serial("S1", applies_from_entry_no=2)))
    ship(chair, serial("S1"))

    assert entries("quantity", "remaining_quantity", serial_no="S1", entry_type=EntryType.SALE) == [
        (-1, 0),
        (1, 0),
        (-1, 0),
    ]
    assert (3, 3, 2, 0, 1) in applications(item_ledger_entry=3)
