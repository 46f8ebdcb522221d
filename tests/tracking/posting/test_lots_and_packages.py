"""Lots and packages: which stock leaves under which number."""

from decimal import Decimal

import pytest

from tests.factories import ItemFactory, code_with
from tests.tracking.posting.desk import (
    JAN_2,
    JAN_5,
    JAN_10,
    adjustment,
    applications,
    at,
    entries,
    entry,
    lot,
    moving,
    on_hand,
    post,
    purchase,
    receive,
    refusal,
    refused,
    renamed,
    sales,
    ship,
    with_line,
)
from tracking.posting import errors
from wms.documents.kinds import EntryType
from wms.inventory.models import ItemVariant


@pytest.fixture
def crate(db):
    """Both lot and package follow the goods."""
    return ItemFactory(
        no="CRATE", item_tracking_code=code_with("LOTPKG", specific=("lot", "package"))
    )


# The worked examples of the book


@pytest.mark.rule("POST-001", "POST-018", "POST-024")
def test_the_worked_example_24_1_two_lots_are_received(bolt):
    order = purchase(bolt, lot("A", 6), lot("B", 4), location=at("EAST"), posting_date=JAN_2)

    posted = post(order)

    assert entries(
        "entry_no", "posting_date", "entry_type", "document_type", "document_no", "location__code"
    ) == [
        (no, JAN_2, "purchase", "purchase_receipt", posted.posted_document.no, "EAST")
        for no in (1, 2)
    ]
    assert entries("lot_no", "quantity", "remaining_quantity", "invoiced_quantity") == [
        ("A", 6, 6, 0),
        ("B", 4, 4, 0),
    ]
    assert applications() == [(1, 1, 0, 0, 6), (2, 2, 0, 0, 4)]


@pytest.mark.rule("POST-014", "POST-026", "POST-027")
def test_the_worked_example_24_2_both_lots_are_shipped_in_part(bolt):
    receive(bolt, lot("A", 6), lot("B", 4), posting_date=JAN_2)

    posted = ship(bolt, lot("A", 5), lot("B", 2), posting_date=JAN_5)

    assert entries("lot_no", "quantity", "remaining_quantity") == [
        ("A", 6, 1),
        ("B", 4, 2),
        ("A", -5, 0),
        ("B", -2, 0),
    ]
    assert (
        entries("entry_type", "document_type", "document_no", "posting_date")[2:]
        == [("sale", "sales_shipment", posted.posted_document.no, JAN_5)] * 2
    )
    assert applications()[2:] == [(3, 1, 3, 0, -5), (4, 2, 4, 0, -2)]
    assert refusal(sales(bolt, lot("A", 2), no="SO1")) == [
        "Sales order SO1, line 10000: Item BOLT, lot A at location EAST: wanted 2, available 1."
        " Lower the quantity, or choose another number."
    ]


@pytest.mark.rule("POST-019", "POST-025")
def test_the_worked_example_24_3_one_sale_over_two_receipts_of_a_lot(bolt):
    receive(bolt, lot("A", 6), lot("B", 4), posting_date=JAN_2)
    ship(bolt, lot("A", 5), lot("B", 2), posting_date=JAN_5)
    receive(bolt, lot("A", 5), posting_date=JAN_10)

    ship(bolt, lot("A", 4), posting_date=JAN_10)

    assert entries("lot_no", "quantity", "remaining_quantity")[5:] == [("A", -4, 0)]
    assert applications(item_ledger_entry=6) == [(6, 1, 6, 0, -1), (6, 5, 6, 0, -3)]
    assert (entry(1).is_open, entry(5).remaining_quantity) == (False, 2)


# Lots


@pytest.mark.rule("POST-071")
def test_each_receipt_of_a_lot_is_an_entry_of_its_own(bolt):
    for quantity in (3, 4, 5):
        receive(bolt, lot("L", quantity))
    ship(bolt, lot("L", 6))

    assert entries("quantity", "remaining_quantity") == [(3, 0), (4, 1), (5, 5), (-6, 0)]
    assert on_hand(bolt, lot_no="L") == 6


@pytest.mark.rule("POST-072", "POST-027", "SET-035", "POST-106")
@pytest.mark.parametrize(
    "make",
    [
        sales,
        lambda *numbers, **how: purchase(*numbers, quantity=-5, **how),
        lambda *numbers, **how: adjustment(*numbers, entry_type=EntryType.SALE, **how),
        lambda *numbers, **how: adjustment(*numbers, entry_type=EntryType.NEGATIVE_ADJMT, **how),
        lambda *numbers, **how: adjustment(
            *numbers, quantity=-5, entry_type=EntryType.POSITIVE_ADJMT, **how
        ),
        lambda item, numbers, **how: moving(item, renamed(numbers, lot="M"), **how),
    ],
    ids=["sale", "purchase -5", "journal sale", "negative", "positive -5", "move"],
)
def test_more_of_a_lot_than_its_stock_here_is_refused_in_every_kind(bolt, make):
    receive(bolt, lot("L", 4), lot("OTHER", 9))
    receive(bolt, lot("L", 7), location=at("WEST"))

    [violation] = refused(make(bolt, lot("L", 5))).violations

    assert isinstance(violation, errors.NotEnoughStock)
    assert violation.text.startswith("Item BOLT, lot L at location EAST: wanted 5, available 4.")
    assert "WEST" in violation.text
    assert (violation.number, violation.field, violation.line_no) == ("L", "quantity", 10000)


@pytest.mark.rule("POST-072", "SET-026")
def test_stock_of_the_lot_in_another_variant_does_not_help_and_the_variant_is_named(bolt):
    red = ItemVariant.objects.create(item=bolt, code="RED")
    receive(bolt, lot("L", 5))

    [sentence] = refusal(sales(bolt, lot("L", 5), line={"variant": red}))

    assert "Item BOLT variant RED, lot L at location EAST: wanted 5, available 0." in sentence


@pytest.mark.rule("POST-072", "POST-107")
def test_two_lines_of_a_shipment_share_what_the_lot_has(bolt):
    receive(bolt, lot("L", 5))
    order = sales(bolt, lot("L", 3))
    with_line(order, bolt, lot("L", 3))

    [violation] = refused(order).violations

    assert violation.line_no == 20000
    assert "wanted 3, available 2" in violation.text


@pytest.mark.rule("POST-076", "RCL-028")
def test_a_lot_number_belongs_to_its_item_and_variant_only(bolt):
    other = ItemFactory(item_tracking_code=bolt.item_tracking_code)
    receive(bolt, lot("L", 2))

    receive(other, lot("L", 3))
    ship(other, lot("L", 3))

    assert on_hand(bolt, lot_no="L") == 2
    assert on_hand(other, lot_no="L") == 0


# Packages


@pytest.mark.rule("POST-073")
def test_stock_with_lot_and_package_leaves_under_both(crate):
    receive(crate, lot("L", 5, package="P"), lot("L", 6, package="Q"), lot("M", 7, package="P"))

    ship(crate, lot("L", 5, package="P"))
    [sentence] = refusal(sales(crate, lot("M", 1, package="Q")))

    assert applications()[3:] == [(4, 1, 4, 0, -5)]
    assert "Item CRATE, lot M, package Q at location EAST: wanted 1, available 0." in sentence


@pytest.mark.rule("POST-073", "POST-027")
def test_what_other_packages_of_the_lot_hold_does_not_help(crate):
    receive(crate, lot("L", 5, package="P"), lot("L", 6, package="Q"))

    [sentence] = refusal(sales(crate, lot("L", 6, package="P")))

    assert "lot L, package P at location EAST: wanted 6, available 5." in sentence


@pytest.mark.rule("POST-074", "SET-180")
def test_one_package_holds_several_items_and_lots_at_several_places(crate):
    bolt = ItemFactory(item_tracking_code=crate.item_tracking_code)
    receive(crate, lot("L", 5, package="BOX"), lot("M", 1, package="BOX"))
    receive(bolt, lot("L", 7, package="BOX"))
    receive(crate, lot("L", 2, package="BOX"), location=at("WEST"))

    ship(crate, lot("L", 5, package="BOX"))

    assert on_hand(crate, package_no="BOX") == 3
    assert on_hand(bolt, package_no="BOX") == 7


@pytest.mark.rule("POST-075", "POST-027")
def test_a_shortage_of_the_smallest_part_is_a_shortage(bolt):
    receive(bolt, lot("A", "2.99999"))

    [sentence] = refusal(sales(bolt, lot("A", 3)))

    assert "wanted 3, available 2.99999." in sentence


@pytest.mark.rule("POST-071", "POST-017")
def test_many_small_parts_add_up_exactly(bolt):
    for _ in range(10):
        receive(bolt, lot("A", "0.1"))

    ship(bolt, lot("A", "0.3"))
    ship(bolt, lot("A", "0.7"))

    assert {remaining for (remaining,) in entries("remaining_quantity")} == {Decimal(0)}


@pytest.mark.rule("ERR-007", "POST-027")
@pytest.mark.parametrize(
    "number",
    ["O'BRIEN", "100%", "%S", "{ROW.PK}", '";DROP TABLE X;--', "<B>A</B>", "ŁÓDŹ 7", "A\\B"],
)
def test_numbers_are_only_text(bolt, number):
    receive(bolt, lot(number, 2, serial=""), lot("B", 1, package=number))

    ship(bolt, lot(number, 1))
    post(moving(bolt, renamed(lot(number, 1), lot=f"{number}-2")))
    [sentence] = refusal(sales(bolt, lot(number, 1)))

    assert f"lot {number} at location EAST: wanted 1, available 0" in sentence
    assert on_hand(bolt, lot_no=f"{number}-2") == 1
