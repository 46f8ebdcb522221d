"""Serial numbers: one unit each, in stock at most once, gone when they are gone."""

import pytest
from django.db import IntegrityError, transaction

from tests.factories import ItemFactory
from tests.tracking.posting.desk import (
    JAN_2,
    JAN_5,
    JAN_10,
    adjustment,
    applications,
    at,
    entries,
    lot,
    moving,
    post,
    purchase,
    receive,
    red,
    refusal,
    refused,
    renamed,
    sales,
    serial,
    ship,
    warnings,
    with_line,
)
from tests.tracking.stock import in_stock
from tracking.posting import errors
from wms.documents.kinds import EntryType
from wms.ledger.models import ItemLedgerEntry


@pytest.mark.rule("POST-059", "SET-035")
@pytest.mark.parametrize(
    "make",
    [
        purchase,
        adjustment,
        lambda *numbers, **how: sales(*numbers, quantity=-1, **how),
        lambda *numbers, **how: adjustment(*numbers, entry_type=EntryType.PURCHASE, **how),
        lambda *numbers, **how: adjustment(
            *numbers, quantity=-1, entry_type=EntryType.NEGATIVE_ADJMT, **how
        ),
        lambda *numbers, **how: adjustment(*numbers, quantity=-1, entry_type=EntryType.SALE, **how),
    ],
    ids=["purchase", "positive", "sale -1", "journal purchase", "negative -1", "journal sale -1"],
)
@pytest.mark.parametrize("place", ["EAST", "WEST"])
def test_a_serial_in_stock_anywhere_cannot_come_in_again(lamp, make, place):
    receive(lamp, serial("S1"), location=at("EAST"))

    refusal_ = refused(make(lamp, serial("S1"), location=at(place)))

    [violation] = refusal_.violations
    assert isinstance(violation, errors.SerialInStock)
    assert violation.text == (
        "Serial number S1 of item LAMP is already in stock at EAST (entry 1)."
        " Enter another serial number."
    )
    assert (violation.line_no, violation.number) == (10000, "S1")


@pytest.mark.rule("POST-059")
def test_a_serial_on_its_way_is_in_stock_too(lamp):
    in_stock(lamp, serial_no="S1", location=at("OWN LOG.", use_as_in_transit=True))

    assert "is already in stock at OWN LOG. (entry 1)" in refusal(purchase(lamp, serial("S1")))[0]


@pytest.mark.rule("POST-059", "RCL-019")
def test_a_new_serial_that_is_in_stock_is_refused(lamp):
    receive(lamp, serial("S1"))
    receive(lamp, serial("S2"), location=at("WEST"))

    assert refusal(moving(lamp, renamed(serial("S1"), serial="S2"), no="RJ1")) == [
        "Reclassification journal RJ1, line 10000: Serial number S2 of item LAMP is already in stock at"
        " WEST (entry 2). Enter another serial number."
    ]


@pytest.mark.rule("POST-060")
def test_a_serial_that_left_may_come_back_in_every_way(lamp):
    receive(lamp, serial("S1"))
    ship(lamp, serial("S1"))
    post(sales(lamp, serial("S1"), quantity=-1))
    ship(lamp, serial("S1"))
    receive(lamp, serial("S1"))
    ship(lamp, serial("S1"))
    post(adjustment(lamp, serial("S1")))

    assert entries("serial_no", "quantity", "remaining_quantity") == [
        ("S1", 1, 0),
        ("S1", -1, 0),
        ("S1", 1, 0),
        ("S1", -1, 0),
        ("S1", 1, 0),
        ("S1", -1, 0),
        ("S1", 1, 1),
    ]


@pytest.mark.rule("POST-061", "SET-026", "SET-091")
def test_a_serial_is_unique_within_its_item_and_variant_only(lamp):
    other = ItemFactory(item_tracking_code=lamp.item_tracking_code)
    receive(lamp, serial("S1"))

    receive(other, serial("S1"))
    receive(lamp, serial("S1"), line=red(lamp))

    assert entries("item__no", "variant__code", "remaining_quantity") == [
        ("LAMP", "", 1),
        (other.no, "", 1),
        ("LAMP", "RED", 1),
    ]


@pytest.mark.rule("SET-026", "POST-061")
def test_the_refusal_names_the_variant(lamp):
    receive(lamp, serial("S1"), line=red(lamp))

    [sentence] = refusal(purchase(lamp, serial("S1"), line=red(lamp)))

    assert "Serial number S1 of item LAMP variant RED is already in stock" in sentence


@pytest.mark.rule("POST-059", "POST-061")
def test_the_refusal_names_the_entry_of_that_variant(lamp):
    receive(lamp, serial("S1"))
    receive(lamp, serial("S1"), line=red(lamp), location=at("WEST"))

    assert refusal(purchase(lamp, serial("S1"), line=red(lamp), no="PO9")) == [
        "Purchase order PO9, line 10000: Serial number S1 of item LAMP variant RED is already in stock at"
        " WEST (entry 2). Enter another serial number."
    ]


@pytest.mark.rule("POST-062", "RCL-019")
def test_a_move_that_keeps_the_serial_is_no_clash(lamp):
    receive(lamp, serial("S1"))

    post(moving(lamp, renamed(serial("S1")), to=at("WEST")))

    assert entries("location__code", "quantity", "remaining_quantity") == [
        ("EAST", 1, 0),
        ("EAST", -1, 0),
        ("WEST", 1, 1),
    ]


@pytest.mark.rule("POST-059")
def test_a_serial_that_is_information_only_may_come_in_twice(blank_lamp):
    receive(blank_lamp, serial("S1"))
    receive(blank_lamp, serial("S1"))

    assert entries("serial_no", "remaining_quantity") == [("S1", 1), ("S1", 1)]


@pytest.mark.rule("POST-066")
def test_two_open_documents_may_hold_a_serial_and_the_first_posting_wins(lamp):
    first, second = purchase(lamp, serial("S1")), purchase(lamp, serial("S1"), no="PO2")
    post(first)

    assert refusal(second)[0].startswith(
        "Purchase order PO2, line 10000: Serial number S1 of item LAMP is already in stock at EAST"
    )

    outgoing, late = sales(lamp, serial("S1")), sales(lamp, serial("S1"), no="SO2")
    post(outgoing)

    assert refusal(late)[0].startswith(
        "Sales order SO2, line 10000: Item LAMP, serial S1 at location EAST: wanted 1, available 0."
    )


@pytest.mark.rule("POST-067")
@pytest.mark.parametrize("lots", [("", ""), ("L1", "L2")])
def test_the_same_serial_on_two_lines_of_a_posting_is_refused_on_the_second(lamp, lots):
    order = purchase(lamp, lot(lots[0], serial="S1"), serial("S2"), no="PO1")
    with_line(order, lamp, lot(lots[1], serial="S1"), serial("S3"))

    assert refusal(order) == [
        "Purchase order PO1, line 20000: Serial number S1 of item LAMP comes in on line 10000 of this"
        " posting already. Change one of the two."
    ]


@pytest.mark.rule("POST-067", "RCL-020")
def test_two_units_cannot_get_the_same_new_serial_in_one_posting(lamp):
    receive(lamp, serial("S1"), serial("S2"))
    document = moving(
        lamp, renamed(serial("S1"), serial="T"), renamed(serial("S2"), serial="T"), no="RJ1"
    )

    [violation] = refused(document).violations

    assert isinstance(violation, errors.SerialTwiceInPosting)
    assert "Serial number T of item LAMP comes in on line 10000" in violation.text


@pytest.mark.rule("POST-067")
def test_serials_of_two_variants_do_not_meet(lamp):
    order = purchase(lamp, serial("S1"))
    with_line(order, lamp, serial("S1"), **red(lamp))

    assert post(order).entry_count == 2


@pytest.mark.rule("POST-060", "POST-067", "POST-107")
def test_within_one_journal_a_serial_may_come_in_go_out_and_come_in_again(lamp):
    document = adjustment(lamp, serial("S1"))
    with_line(document, lamp, serial("S1"), entry_type=EntryType.NEGATIVE_ADJMT)
    with_line(document, lamp, serial("S1"), entry_type=EntryType.POSITIVE_ADJMT)

    post(document)

    assert entries("quantity", "remaining_quantity") == [(1, 0), (-1, 0), (1, 1)]


@pytest.mark.rule("POST-069", "POST-027")
def test_a_serial_elsewhere_is_not_available_here_and_the_place_is_named(lamp):
    receive(lamp, serial("S1"), location=at("WEST"))

    [violation] = refused(sales(lamp, serial("S1"), no="SO1")).violations

    assert isinstance(violation, errors.NotEnoughStock)
    assert "Item LAMP, serial S1 at location EAST: wanted 1, available 0." in violation.text
    assert "WEST" in violation.text


@pytest.mark.rule("POST-069", "SET-035")
def test_a_serial_never_seen_cannot_leave(lamp):
    receive(lamp, serial("S1"))

    [violation] = refused(sales(lamp, serial("S2"), no="SO1")).violations

    assert violation.text.startswith(
        "Item LAMP, serial S2 at location EAST: wanted 1, available 0."
    )
    assert (violation.field, violation.number) == ("quantity", "S2")


@pytest.mark.rule("POST-026", "POST-069")
def test_each_serial_leaves_as_itself_and_not_in_the_order_of_receipt(lamp):
    receive(lamp, serial("S1"), serial("S2"), serial("S3"))

    ship(lamp, serial("S3"), serial("S1"))

    assert applications()[3:] == [(4, 3, 4, 0, -1), (5, 1, 5, 0, -1)]
    assert entries("remaining_quantity") == [(0,), (1,), (0,), (0,), (0,)]


@pytest.mark.rule("POST-026")
def test_the_same_serial_twice_in_a_shipment_is_refused(lamp):
    receive(lamp, serial("S1"))
    order = sales(lamp, serial("S1"))
    with_line(order, lamp, serial("S1"))

    refusal_ = refused(order)

    assert [violation.line_no for violation in refusal_.violations] == [20000]
    assert "wanted 1, available 0" in str(refusal_)


@pytest.mark.rule("POST-168")
@pytest.mark.parametrize("change", [{"remaining_quantity": 1}, {"remaining_quantity": "0.5"}])
def test_no_way_around_the_models_opens_a_serial_twice(lamp, change):
    receive(lamp, serial("S1"))
    ship(lamp, serial("S1"))
    receive(lamp, serial("S1"))

    with pytest.raises(IntegrityError), transaction.atomic():
        ItemLedgerEntry.objects.filter(pk=1).update(**change)


@pytest.mark.rule("POST-063", "POST-168")
def test_no_way_around_the_models_writes_a_serial_entry_of_two(lamp):
    with pytest.raises(IntegrityError), transaction.atomic():
        in_stock(lamp, 2, serial_no="S1")


@pytest.mark.rule("POST-168")
def test_no_way_around_the_models_writes_a_second_open_entry_of_a_serial(lamp):
    in_stock(lamp, serial_no="S1")

    with pytest.raises(IntegrityError), transaction.atomic():
        in_stock(lamp, serial_no="S1", location=at("WEST"))


@pytest.mark.rule("POST-110", "POST-060")
def test_the_worked_example_24_7(lamp):
    receive(lamp, serial("S1"), serial("S2"), serial("S3"), posting_date=JAN_5)
    ship(lamp, serial("S2"), posting_date=JAN_10)
    post(sales(lamp, serial("S2"), quantity=-1, posting_date=JAN_10))

    assert "S1" in refusal(purchase(lamp, serial("S1")))[0]
    early = ship(lamp, serial("S2"), posting_date=JAN_2, no="SO9")

    assert entries("serial_no", "quantity", "remaining_quantity", "posting_date")[3:] == [
        ("S2", -1, 0, JAN_10),
        ("S2", 1, 0, JAN_10),
        ("S2", -1, 0, JAN_2),
    ]
    assert warnings(early) == [
        "Sales order SO9, line 10000: Item LAMP, serial S2 leaves on 2026-01-02, before it came in on"
        " 2026-01-10 (entry 5)."
    ]
