"""Goods that go back to vendors and come back from customers (POST section 17, fixed application)."""

import pytest

from tests.factories import (
    ItemFactory,
    LocationFactory,
    add_line,
    code_with,
    lot_code,
    serial_code,
    tracked,
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
    sales,
    sales_return,
    serial,
    ship,
    the_line,
)
from wms.documents.kinds import EntryType
from wms.inventory.models import InventorySetup


@pytest.fixture
def bolt(db):
    return ItemFactory(no="BOLT", item_tracking_code=lot_code())


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


# --- fixed application


@pytest.mark.rule("POST-035")
def test_only_the_entry_that_is_named_is_consumed(bolt):
    receive(bolt, lot("A", 3))
    receive(bolt, lot("A", 3))

    post(purchase_return(bolt, lot("A", 2, applies_to_entry_no=2)))

    assert entries("remaining_quantity") == [(3,), (1,), (0,)]
    assert applications(item_ledger_entry=3) == [(3, 2, 3, 0, -2)]
    assert entry(3).applies_to_entry_no == 2


@pytest.mark.rule("POST-035", "POST-036")
def test_more_than_the_named_entry_has_left_is_refused_with_what_it_has(bolt):
    receive(bolt, lot("A", 3))
    receive(bolt, lot("A", 3))
    ship(bolt, lot("A", 2))

    assert refusal(purchase_return(bolt, lot("A", 2, applies_to_entry_no=1), no="PRO1")) == [
        "Purchase return order PRO1, line 10000: Appl.-to Item Entry 1 does not fit: only 1 of it are "
        "left, and 2 are wanted."
    ]
    assert entries("remaining_quantity") == [(1,), (3,), (0,)]


@pytest.mark.rule("POST-035")
@pytest.mark.parametrize(
    ("entry_no", "why"),
    [
        (99, "there is no such item ledger entry"),
        (2, "its Item No. is NUT, not BOLT"),
        (3, "its Location Code is WEST, not EAST"),
        (4, "its Lot No. is B, not A"),
        (5, "it is an outgoing entry"),
    ],
)
def test_an_entry_that_does_not_fit_is_refused(bolt, entry_no, why):
    receive(bolt, lot("A", 5))
    receive(ItemFactory(no="NUT", item_tracking_code=bolt.item_tracking_code), lot("A", 5))
    receive(bolt, lot("A", 5), location=at("WEST"))
    receive(bolt, lot("B", 5))
    ship(bolt, lot("A", 1))

    found = refusal(purchase_return(bolt, lot("A", 1, applies_to_entry_no=entry_no), no="PRO1"))

    assert found == [
        "Purchase return order PRO1, line 10000: "
        f"Appl.-to Item Entry {entry_no} does not fit: {why}."
    ]


@pytest.mark.rule("POST-035", "POST-037")
def test_references_are_filled_in_their_own_direction_only(bolt):
    receive(bolt, lot("A", 5))
    ship(bolt, lot("A", 1))

    out = refusal(sales(bolt, lot("A", 1, applies_from_entry_no=2), no="SO1"))
    back = refusal(sales_return(bolt, lot("A", 1, applies_to_entry_no=1), no="SRO1"))

    assert [out, back] == [
        [
            "Sales order SO1, line 10000: Appl.-from Item Entry 2 does not fit: it is filled only when "
            "goods come in."
        ],
        [
            "Sales return order SRO1, line 10000: Appl.-to Item Entry 1 does not fit: it is filled only "
            "when goods go out."
        ],
    ]


@pytest.mark.rule("POST-035")
def test_a_named_serial_and_the_same_serial_unnamed_are_not_taken_twice(chair):
    receive(chair, serial("S1"))
    order = sales(chair, serial("S1"), no="SO1")

    tracked(add_line(order, chair, 1), "S1", applies_to_entry_no=1)

    assert len(refusal(order)) >= 1


@pytest.mark.rule("POST-136", "POST-038")
def test_a_return_names_the_shipment_and_is_open_stock(bolt):
    receive(bolt, lot("A", 5))
    ship(bolt, lot("A", 4))

    post(
        sales_return(
            bolt, lot("A", 3, applies_from_entry_no=2), location=LocationFactory(code="WEST")
        )
    )

    assert entries("quantity", "remaining_quantity", "shipped_qty_not_returned") == [
        (5, 1, 0),
        (-4, 0, -1),
        (3, 3, 0),
    ]
    assert applications(item_ledger_entry=3) == [(3, 3, 2, 0, 3)]


@pytest.mark.rule("POST-136", "POST-037")
def test_more_than_was_shipped_and_not_returned_is_refused_with_what_can_come_back(bolt):
    receive(bolt, lot("A", 5))
    ship(bolt, lot("A", 4))
    post(sales_return(bolt, lot("A", 3, applies_from_entry_no=2)))

    assert refusal(sales_return(bolt, lot("A", 2, applies_from_entry_no=2), no="SRO1")) == [
        "Sales return order SRO1, line 10000: Appl.-from Item Entry 2 does not fit: only 1 of it have not "
        "come back yet, and 2 are wanted."
    ]


@pytest.mark.rule("POST-037")
def test_another_number_cannot_come_back_for_a_shipment(bolt):
    receive(bolt, lot("A", 5))
    ship(bolt, lot("A", 4))

    assert refusal(sales_return(bolt, lot("B", 1, applies_from_entry_no=2), no="SRO1")) == [
        "Sales return order SRO1, line 10000: Appl.-from Item Entry 2 does not fit: its Lot No. is A, "
        "not B."
    ]


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


@pytest.mark.rule("POST-137")
def test_exact_reversal_of_sales_wants_the_shipment_on_every_tracking_line(bolt):
    InventorySetup.objects.update(exact_sales_reversal=True)
    receive(bolt, lot("A", 5), lot("B", 5))
    ship(bolt, lot("A", 4), lot("B", 4))

    assert refusal(
        sales_return(bolt, lot("A", 1, applies_from_entry_no=3), lot("B", 1), no="SRO1")
    ) == [
        "Sales return order SRO1, line 10000: Appl.-from Item Entry is blank, lot B. Exact Cost "
        "Reversing Mandatory (Sales) is on: name the entry that the goods left by."
    ]


@pytest.mark.rule("POST-137")
def test_exact_reversal_of_purchases_wants_the_receipt_on_every_tracking_line(bolt):
    InventorySetup.objects.update(exact_purchase_reversal=True)
    receive(bolt, lot("A", 5))

    assert refusal(purchase_return(bolt, lot("A", 1), no="PRO1")) == [
        "Purchase return order PRO1, line 10000: Appl.-to Item Entry is blank, lot A. Exact Cost "
        "Reversing Mandatory (Purchases) is on: name the entry that the goods came in by."
    ]
