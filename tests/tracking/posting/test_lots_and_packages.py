"""Lots and packages: which stock leaves under which number."""

from decimal import Decimal

import pytest

from tests.factories import ItemFactory, code_with, lot_code, serial_code
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
    package,
    post,
    purchase,
    receive,
    refusal,
    refused,
    renamed,
    sales,
    serial,
    ship,
    with_line,
)
from tracking.posting import errors
from wms.documents.kinds import EntryType
from wms.inventory.models import ItemVariant
from wms.ledger.models import ItemLedgerEntry


@pytest.fixture
def bolt(db):
    return ItemFactory(no="BOLT", item_tracking_code=lot_code())


@pytest.fixture
def free(db):
    return ItemFactory(no="FREE", item_tracking_code=code_with("FREEENTRY"))


@pytest.fixture
def crate(db):
    """Both lot and package follow the goods."""
    return ItemFactory(
        no="CRATE", item_tracking_code=code_with("LOTPKG", specific=("lot", "package"))
    )


def on_hand(item, **numbers):
    open_entries = ItemLedgerEntry.objects.filter(item=item, remaining_quantity__gt=0, **numbers)
    return sum(found.remaining_quantity for found in open_entries)


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


@pytest.mark.rule("POST-026", "SET-174")
def test_a_free_serial_of_a_lot_does_not_steer_which_stock_of_the_lot_leaves(db):
    item = ItemFactory(
        item_tracking_code=lot_code(
            "LOTSN", sn_sales_outbound_tracking=True, sn_sales_inbound_tracking=True
        )
    )
    receive(item, lot("L1", 2))
    receive(item, lot("L2", 2))

    ship(item, serial("S1", lot="L2"))

    assert applications()[2:] == [(3, 2, 3, 0, -1)]
    assert entries("serial_no", "lot_no", "quantity", "remaining_quantity")[1:] == [
        ("", "L2", 2, 1),
        ("S1", "L2", -1, 0),
    ]


@pytest.mark.rule("POST-026", "POST-029")
def test_a_free_serial_takes_the_entry_that_carries_it_and_any_of_its_lot_otherwise(db):
    item = ItemFactory(item_tracking_code=lot_code())
    receive(item, serial("S1", lot="L"), serial("S2", lot="L"))

    ship(item, serial("S2", lot="L"))
    ship(item, serial("S3", lot="L"))

    assert applications()[2:] == [(3, 2, 3, 0, -1), (4, 1, 4, 0, -1)]


@pytest.mark.rule("POST-026", "SET-035")
def test_a_free_lot_of_a_serial_does_not_stand_in_its_serials_way(db):
    item = ItemFactory(item_tracking_code=serial_code())
    receive(item, serial("S1", lot="L1"), serial("S2", lot="L2"))

    ship(item, serial("S2", lot="L1"))

    assert applications()[2:] == [(3, 2, 3, 0, -1)]


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


# Numbers that are information only


@pytest.mark.rule("POST-029", "SET-149")
def test_a_free_number_that_is_in_stock_takes_its_own_entry_first(free):
    receive(free, lot("A", 2))
    receive(free, lot("B", 2))
    receive(free, lot("C", 2))

    ship(free, lot("B", 1))

    assert entries("lot_no", "remaining_quantity", quantity__gt=0) == [("A", 2), ("B", 1), ("C", 2)]


@pytest.mark.rule("POST-029")
def test_what_its_own_entries_do_not_cover_comes_first_in_first_out_whatever_the_number(free):
    receive(free, lot("A", 2))
    receive(free, lot("B", 2))
    receive(free, lot("C", 2))

    ship(free, lot("B", 5))

    assert applications()[3:] == [
        (4, 1, 4, 0, -2),
        (4, 2, 4, 0, -2),
        (4, 3, 4, 0, -1),
    ]
    assert on_hand(free, lot_no="B") == 0
    assert sum(quantity for (quantity,) in entries("quantity", lot_no="B")) == -3


@pytest.mark.rule("POST-029")
def test_the_very_combination_is_what_counts(free):
    receive(free, lot("A", 2), lot("A", 2, package="P"), lot("A", 2, package="Q"))

    ship(free, lot("A", 1, package="Q"))

    assert applications()[3:] == [(4, 3, 4, 0, -1)]


@pytest.mark.rule("POST-029", "POST-107")
def test_two_rows_of_a_shipment_do_not_take_the_same_units(free):
    receive(free, lot("A", 2))
    receive(free, lot("B", 3))

    ship(free, lot("X", 2), lot("A", 2), lot("B", 1))

    assert entries("remaining_quantity") == [(0,)] * 5
    assert sum(quantity for *_, quantity in applications()[2:]) == -5
    taken = {}
    for _, inbound, _, _, quantity in applications()[2:]:
        taken[inbound] = taken.get(inbound, 0) + quantity
    assert taken == {1: -2, 2: -3}


@pytest.mark.rule("POST-029")
def test_a_row_without_number_takes_the_oldest_whatever_number_it_carries(free):
    receive(free, lot("A", 2))
    receive(free, quantity=2)

    ship(free, quantity=3)

    assert applications()[2:] == [(3, 1, 3, 0, -2), (3, 2, 3, 0, -1)]


@pytest.mark.rule("POST-029", "POST-060")
def test_a_unit_that_came_back_and_is_sold_again_does_not_stay_on_hand_under_its_number(db):
    item = ItemFactory(
        item_tracking_code=code_with(
            "SNSALES", sn_sales_outbound_tracking=True, sn_sales_inbound_tracking=True
        )
    )
    receive(item, quantity=5)
    ship(item, serial("S1"))
    post(sales(item, serial("S1"), quantity=-1))

    ship(item, serial("S1"))

    assert on_hand(item, serial_no="S1") == 0
    assert on_hand(item, serial_no="") == 4


@pytest.mark.rule("POST-029")
def test_more_than_there_is_of_anything_is_refused(free):
    receive(free, lot("A", 2))

    [violation] = refused(sales(free, lot("A", 1), lot("X", 2), no="SO1")).violations

    assert violation.text.startswith("Item FREE, lot X at location EAST: wanted 2, available 1.")


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


@pytest.mark.rule("POST-074")
def test_a_package_is_not_asked_for_where_it_is_only_information(bolt):
    receive(bolt, package("P", 5, lot="L"))

    ship(bolt, lot("L", 5))

    assert applications()[1:] == [(2, 1, 2, 0, -5)]


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
