"""Rows that name the entry they take from, or the one that comes back (POST-035…038, POST-137)."""

import pytest

from tests.factories import (
    ItemFactory,
    LocationFactory,
    add_line,
    serial_code,
    tracked,
)
from tests.tracking.posting.desk import (
    adjustment,
    applications,
    at,
    entries,
    entry,
    free_code,
    lot,
    post,
    purchase,
    purchase_return,
    receive,
    red,
    refusal,
    sales,
    sales_return,
    serial,
    ship,
    the_violation,
    with_line,
)
from wms.documents.kinds import EntryType
from wms.inventory.models import InventorySetup


@pytest.fixture
def chair(db):
    return ItemFactory(no="CHAIR", item_tracking_code=serial_code())


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
        (6, "its Variant Code is RED, not blank"),
    ],
)
def test_an_entry_that_does_not_fit_is_refused(bolt, entry_no, why):
    receive(bolt, lot("A", 5))
    receive(ItemFactory(no="NUT", item_tracking_code=bolt.item_tracking_code), lot("A", 5))
    receive(bolt, lot("A", 5), location=at("WEST"))
    receive(bolt, lot("B", 5))
    ship(bolt, lot("A", 1))
    receive(bolt, lot("A", 5), line=red(bolt))

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


@pytest.mark.rule("POST-035", "POST-036")
def test_two_rows_that_name_one_entry_have_what_is_left_of_it_together(bolt):
    receive(bolt, lot("A", 5))
    order = purchase_return(bolt, lot("A", 3, applies_to_entry_no=1), no="PRO1")
    with_line(order, bolt, lot("A", 3, applies_to_entry_no=1))

    assert refusal(order) == [
        "Purchase return order PRO1, line 20000: Appl.-to Item Entry 1 does not fit: only 5 of it are "
        "left, and 6 are wanted."
    ]


@pytest.mark.rule("POST-035")
def test_a_number_that_is_not_specific_need_not_be_that_of_the_entry(db):
    item = ItemFactory(item_tracking_code=free_code())
    receive(item, lot("A", 5))

    post(purchase_return(item, lot("B", 2, applies_to_entry_no=1)))

    assert applications(item_ledger_entry=2) == [(2, 1, 2, 0, -2)]


@pytest.mark.rule("POST-037")
@pytest.mark.parametrize(
    ("entry_no", "why"),
    [
        (99, "there is no such item ledger entry"),
        (1, "it is an incoming entry"),
        (5, "its Item No. is NUT, not BOLT"),
        (6, "its Variant Code is RED, not blank"),
        (7, "its Lot No. is B, not A"),
        (8, "its Package No. is P, not blank"),
    ],
)
def test_an_entry_that_cannot_have_come_back_is_refused(bolt, entry_no, why):
    nut = ItemFactory(no="NUT", item_tracking_code=bolt.item_tracking_code)
    receive(bolt, lot("A", 5))
    receive(nut, lot("A", 5))
    receive(bolt, lot("A", 5), line=red(bolt))
    receive(bolt, lot("B", 5))
    ship(nut, lot("A", 2))
    ship(bolt, lot("A", 2), line=red(bolt))
    ship(bolt, lot("B", 2))
    ship(bolt, lot("A", 2, package="P"))

    found = refusal(sales_return(bolt, lot("A", 1, applies_from_entry_no=entry_no), no="SRO1"))

    assert found == [
        f"Sales return order SRO1, line 10000: Appl.-from Item Entry {entry_no} does not fit: {why}."
    ]


@pytest.mark.rule("POST-037", "POST-136")
def test_two_rows_that_bring_back_one_shipment_bring_no_more_than_left(bolt):
    receive(bolt, lot("A", 5))
    ship(bolt, lot("A", 4))
    order = sales_return(bolt, lot("A", 3, applies_from_entry_no=2), no="SRO1")
    with_line(order, bolt, lot("A", 3, applies_from_entry_no=2))

    assert refusal(order) == [
        "Sales return order SRO1, line 20000: Appl.-from Item Entry 2 does not fit: only 4 of it have "
        "not come back yet, and 6 are wanted."
    ]


@pytest.mark.rule("POST-136", "POST-038", "POST-037")
def test_all_that_left_may_come_back(bolt):
    receive(bolt, lot("A", 5))
    ship(bolt, lot("A", 4))

    post(sales_return(bolt, lot("A", 4, applies_from_entry_no=2)))

    assert entry(2).shipped_qty_not_returned == 0


@pytest.mark.rule("POST-035")
def test_all_that_is_left_of_the_entry_may_go(bolt):
    receive(bolt, lot("A", 5))

    post(purchase_return(bolt, lot("A", 5, applies_to_entry_no=1)))

    assert entry(1).remaining_quantity == 0


@pytest.mark.rule("POST-137")
def test_exact_reversal_is_asked_of_what_comes_back_alone(bolt):
    """Of returns of either kind, and of negative lines; not of purchases, sales and journals."""
    InventorySetup.objects.update(exact_sales_reversal=True, exact_purchase_reversal=True)

    receive(bolt, lot("A", 5))
    ship(bolt, lot("A", 1))
    post(adjustment(bolt, lot("A", 1)))
    post(adjustment(bolt, lot("A", 1), entry_type=EntryType.NEGATIVE_ADJMT))

    for order, field in (
        (sales(bolt, lot("A", 1), quantity=-1), "applies_from_entry_no"),
        (purchase(bolt, lot("A", 1), quantity=-1), "applies_to_entry_no"),
    ):
        violation = the_violation(order)
        assert (violation.rule, violation.field, violation.number) == ("POST-137", field, "A")


@pytest.mark.rule("POST-137")
def test_exact_reversal_is_not_asked_of_goods_without_numbers(db):
    InventorySetup.objects.update(exact_sales_reversal=True, exact_purchase_reversal=True)
    nut = ItemFactory()
    receive(nut, quantity=5)

    post(purchase_return(nut, quantity=1))
    post(sales_return(nut, quantity=1))

    assert entries("quantity") == [(5,), (-1,), (1,)]


@pytest.mark.rule("POST-137")
def test_with_their_entries_named_exact_returns_are_posted(bolt):
    InventorySetup.objects.update(exact_sales_reversal=True, exact_purchase_reversal=True)
    receive(bolt, lot("A", 5))
    ship(bolt, lot("A", 2))

    post(purchase_return(bolt, lot("A", 1, applies_to_entry_no=1)))
    post(sales_return(bolt, lot("A", 2, applies_from_entry_no=2)))

    assert entries("quantity", pk__gt=2) == [(-1,), (2,)]
