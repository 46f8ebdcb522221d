"""What an entry is born with, and which stock is consumed when no number decides."""

from datetime import date
from decimal import Decimal

import pytest
from django.db import IntegrityError, transaction
from django.db.models import Sum

from tests.factories import ItemFactory, code_with, lot_code, serial_code
from tests.tracking.posting.desk import (
    JAN_2,
    JAN_5,
    JAN_10,
    adjustment,
    applications,
    at,
    card,
    entries,
    entry,
    lot,
    moving,
    post,
    purchase,
    receive,
    refusal,
    refused,
    renamed,
    sales,
    serial,
    ship,
    warnings,
    with_line,
)
from tracking.posting import errors
from wms.documents.kinds import EntryType
from wms.inventory.models import ItemVariant
from wms.ledger.checks import ledger_differences
from wms.ledger.models import ItemLedgerEntry

DEC_20 = date(2025, 12, 20)


# What an entry carries


@pytest.mark.rule("POST-014", "POST-024")
def test_incoming_stock_is_open_for_all_of_it(db):
    receive(ItemFactory(), quantity="3.5")

    found = entry(1)

    assert (found.quantity, found.remaining_quantity) == (Decimal("3.5"), Decimal("3.5"))
    assert found.is_open
    assert applications() == [(1, 1, 0, 0, Decimal("3.5"))]


@pytest.mark.rule("POST-014", "POST-015")
def test_outgoing_stock_is_closed_and_counts_as_not_returned(db):
    item = ItemFactory()
    receive(item, quantity=5)

    ship(item, quantity=2)
    post(adjustment(item, quantity=1, entry_type=EntryType.NEGATIVE_ADJMT))

    assert entries("quantity", "remaining_quantity", "shipped_qty_not_returned") == [
        (5, 2, 0),
        (-2, 0, -2),
        (-1, 0, -1),
    ]
    assert [found.is_open for found in ItemLedgerEntry.objects.order_by("pk")] == [
        True,
        False,
        False,
    ]


@pytest.mark.rule("POST-015", "RCL-047")
def test_a_transfer_is_invoiced_from_birth_and_is_never_counted_as_shipped(db):
    item = ItemFactory()
    receive(item, quantity=5)
    post(adjustment(item, quantity=4))

    post(moving(item, quantity=2, to=at("WEST")))

    assert entries("quantity", "invoiced_quantity", "shipped_qty_not_returned")[2:] == [
        (-2, -2, 0),
        (2, 2, 0),
    ]


@pytest.mark.rule("POST-001")
def test_an_order_is_not_invoiced_by_moving_its_goods(db):
    item = ItemFactory()
    receive(item, quantity=5)
    ship(item, quantity=2)

    assert entries("quantity", "invoiced_quantity", "entry_type") == [
        (5, 0, "purchase"),
        (-2, 0, "sale"),
    ]


@pytest.mark.rule("POST-001")
def test_an_entry_carries_what_its_document_says(db):
    item = ItemFactory(no="LAMP")
    order = purchase(
        item,
        quantity=1,
        external_document_no="INV-77",
        document_date=JAN_2,
        posting_date=JAN_5,
        line={"description": "A lamp"},
    )

    posted = post(order)

    found = entry(1)
    assert (found.description, found.external_document_no) == ("A lamp", "INV-77")
    assert (found.document_date, found.posting_date) == (JAN_2, JAN_5)
    assert (found.vendor, found.customer) == (order.vendor, None)
    assert (found.document_no, found.document_line_no) == (posted.posted_document.no, 10000)
    assert not found.correction


@pytest.mark.rule("POST-016")
@pytest.mark.parametrize(
    ("entry_no", "change"),
    [
        (1, {"remaining_quantity": 6}),
        (1, {"remaining_quantity": -1}),
        (2, {"remaining_quantity": -3}),
        (2, {"remaining_quantity": 1}),
        (1, {"invoiced_quantity": 6}),
        (1, {"invoiced_quantity": -1}),
        (2, {"invoiced_quantity": -3}),
        (2, {"invoiced_quantity": 1}),
        (1, {"shipped_qty_not_returned": -1}),
        (2, {"shipped_qty_not_returned": -3}),
        (2, {"shipped_qty_not_returned": 1}),
    ],
)
def test_no_way_around_the_models_stores_figures_beyond_the_quantity(db, entry_no, change):
    item = ItemFactory()
    receive(item, quantity=5)
    ship(item, quantity=2)

    with pytest.raises(IntegrityError), transaction.atomic():
        ItemLedgerEntry.objects.filter(pk=entry_no).update(**change)


@pytest.mark.rule("POST-017", "RCL-050")
def test_quantities_and_what_is_left_add_up_alike_at_every_place(db):
    item = ItemFactory(item_tracking_code=lot_code())
    receive(item, lot("A", 6), lot("B", 4))
    ship(item, lot("A", 5))
    post(moving(item, renamed(lot("B", 3), lot="A"), to=at("WEST")))
    post(adjustment(item, lot("A", 1), quantity=-1))

    places = ItemLedgerEntry.objects.values_list("location__code", "lot_no").annotate(
        Sum("quantity"), Sum("remaining_quantity")
    )

    assert sorted(places) == [("EAST", "A", 0, 0), ("EAST", "B", 1, 1), ("WEST", "A", 3, 3)]
    assert ledger_differences() == []


# First in, first out


@pytest.mark.rule("POST-025")
def test_the_oldest_posting_date_goes_first_then_the_lowest_entry(db):
    item = ItemFactory()
    receive(item, quantity=4, posting_date=JAN_5)
    receive(item, quantity=4, posting_date=JAN_2)
    receive(item, quantity=4, posting_date=JAN_5)

    ship(item, quantity=9, posting_date=JAN_10)

    assert applications()[3:] == [(4, 1, 4, 0, -4), (4, 2, 4, 0, -4), (4, 3, 4, 0, -1)]
    assert entries("remaining_quantity", quantity__gt=0) == [(0,), (0,), (3,)]


@pytest.mark.rule("POST-025")
def test_a_lifo_item_takes_the_newest_first(db):
    item = ItemFactory(costing_method="lifo")
    receive(item, quantity=4, posting_date=JAN_5)
    receive(item, quantity=4, posting_date=JAN_2)
    receive(item, quantity=4, posting_date=JAN_5)

    ship(item, quantity=5, posting_date=JAN_10)

    assert entries("remaining_quantity", quantity__gt=0) == [(3,), (4,), (0,)]


@pytest.mark.rule("POST-025", "POST-026")
def test_a_lifo_item_takes_the_newest_of_its_lot(db):
    item = ItemFactory(costing_method="lifo", item_tracking_code=lot_code())
    receive(item, lot("A", 4), lot("B", 4))
    receive(item, lot("A", 4), lot("B", 4))

    ship(item, lot("A", 5))

    assert entries("lot_no", "remaining_quantity", quantity__gt=0) == [
        ("A", 3),
        ("B", 4),
        ("A", 0),
        ("B", 4),
    ]


@pytest.mark.rule("POST-025")
def test_fifo_and_lifo_items_on_one_document_each_keep_their_way(db):
    fifo, lifo = ItemFactory(), ItemFactory(costing_method="lifo")
    for quantity in (2, 3):
        receive(fifo, quantity=quantity)
        receive(lifo, quantity=quantity)
    order = sales(fifo, quantity=1)
    with_line(order, lifo, quantity=1)

    post(order)

    assert entries("remaining_quantity", item=fifo, quantity__gt=0) == [(1,), (3,)]
    assert entries("remaining_quantity", item=lifo, quantity__gt=0) == [(2,), (2,)]


@pytest.mark.rule("POST-025")
def test_stock_of_another_place_or_variant_is_not_touched(db):
    item = ItemFactory(no="NUT")
    red = ItemVariant.objects.create(item=item, code="RED")
    receive(item, quantity=4, location=at("WEST"))
    receive(item, quantity=4, line={"variant": red})
    receive(item, quantity=4)

    ship(item, quantity=3)

    assert entries("remaining_quantity", quantity__gt=0) == [(4,), (4,), (1,)]


@pytest.mark.rule("POST-025", "POST-107")
def test_several_lines_take_one_after_the_other(db):
    item = ItemFactory()
    receive(item, quantity=3)
    receive(item, quantity=3)
    order = sales(item, quantity=2)
    with_line(order, item, quantity=3)
    with_line(order, item, quantity=1)

    post(order)

    assert applications()[2:] == [
        (3, 1, 3, 0, -2),
        (4, 1, 4, 0, -1),
        (4, 2, 4, 0, -2),
        (5, 2, 5, 0, -1),
    ]


@pytest.mark.rule("POST-027")
def test_more_than_is_in_stock_is_refused(db):
    item = ItemFactory(no="NUT")
    receive(item, quantity=3)

    [violation] = refused(sales(item, quantity=4, no="SO1")).violations

    assert isinstance(violation, errors.NotEnoughStock)
    assert str(violation).startswith(
        "Sales order SO1, line 10000: Item NUT at location EAST: wanted 4, available 3."
    )


@pytest.mark.rule("POST-027", "ERR-001")
def test_the_blank_location_is_named_in_words(db):
    item = ItemFactory(no="NUT")

    [sentence] = refusal(sales(item, quantity=4, location=at("")))

    assert "Item NUT at the blank location: wanted 4, available 0." in sentence


@pytest.mark.rule("POST-106")
def test_a_move_never_takes_more_than_there_is(db):
    item = ItemFactory(no="NUT")
    receive(item, quantity=3)
    receive(item, quantity=3, location=at("WEST"))

    [violation] = refused(moving(item, quantity=4, to=at("WEST"))).violations

    assert violation.text.startswith("Item NUT at location EAST: wanted 4, available 3.")


# Each line sees what the lines before it did


@pytest.mark.rule("POST-107")
@pytest.mark.parametrize("code", [None, lot_code, serial_code], ids=["plain", "lot", "serial"])
def test_what_line_1_receives_line_2_may_ship(db, code):
    item = ItemFactory(item_tracking_code=code() if code else None)
    numbers = {None: [], lot_code: [lot("A", 1)], serial_code: [serial("A")]}[code]
    document = adjustment(item, *numbers, quantity=1)
    with_line(document, item, *numbers, quantity=1, entry_type=EntryType.SALE)

    post(document)

    assert entries("quantity", "remaining_quantity") == [(1, 0), (-1, 0)]
    assert applications() == [(1, 1, 0, 0, 1), (2, 1, 2, 0, -1)]


@pytest.mark.rule("POST-107")
@pytest.mark.parametrize("code", [None, lot_code, serial_code], ids=["plain", "lot", "serial"])
def test_what_line_2_receives_line_1_cannot_ship(db, code):
    item = ItemFactory(no="NUT", item_tracking_code=code() if code else None)
    numbers = {None: [], lot_code: [lot("A", 1)], serial_code: [serial("A")]}[code]
    document = adjustment(item, *numbers, quantity=1, entry_type=EntryType.SALE, no="IJ1")
    with_line(document, item, *numbers, quantity=1, entry_type=EntryType.POSITIVE_ADJMT)

    [violation] = refused(document).violations

    assert (violation.line_no, violation.rule) == (10000, "POST-027")
    assert "wanted 1, available 0" in violation.text


@pytest.mark.rule("POST-107")
def test_a_sales_order_may_take_back_on_line_1_what_it_ships_on_line_2(db):
    item = ItemFactory(item_tracking_code=lot_code())
    receive(item, lot("A", 1))
    order = sales(item, lot("A", 2), quantity=-2)
    with_line(order, item, lot("A", 3))

    post(order)

    assert entries("quantity", "remaining_quantity") == [(1, 0), (2, 0), (-3, 0)]


@pytest.mark.rule("POST-107", "POST-025")
def test_lines_of_mixed_dates_are_worked_in_line_order(db):
    item = ItemFactory()
    document = adjustment(item, quantity=2, line={"posting_date": JAN_10})
    with_line(
        document,
        item,
        quantity=1,
        entry_type=EntryType.NEGATIVE_ADJMT,
        posting_date=JAN_5,
    )
    with_line(document, item, quantity=2, entry_type=EntryType.POSITIVE_ADJMT, posting_date=JAN_2)
    with_line(document, item, quantity=2, entry_type=EntryType.NEGATIVE_ADJMT, posting_date=JAN_10)

    post(document)

    assert applications() == [
        (1, 1, 0, 0, 2),
        (2, 1, 2, 0, -1),
        (3, 3, 0, 0, 2),
        (4, 3, 4, 0, -2),
    ]
    assert entries("remaining_quantity") == [(1,), (0,), (0,), (0,)]


@pytest.mark.rule("POST-112", "ERR-003")
def test_a_line_that_fails_only_because_an_earlier_one_failed_says_so(db):
    item = ItemFactory(no="LAMP", item_tracking_code=serial_code())
    receive(item, serial("S1"), location=at("WEST"))
    document = adjustment(item, serial("S1"), no="IJ1")
    with_line(document, item, serial("S1"), entry_type=EntryType.NEGATIVE_ADJMT)
    with_line(document, item, serial("S9"), entry_type=EntryType.NEGATIVE_ADJMT)

    first, follower, own = refused(document).violations

    assert isinstance(first, errors.SerialInStock)
    assert isinstance(follower, errors.FailsWithEarlierLine)
    assert follower.text.startswith(
        "Not judged, because line 10000 failed, which it depends on. Mend that line first."
    )
    assert (own.line_no, type(own)) == (30000, errors.NotEnoughStock)


@pytest.mark.rule("POST-112")
def test_a_lot_that_failed_to_come_in_takes_its_followers_along_but_no_other_lot(db):
    item = ItemFactory(no="BOLT", item_tracking_code=lot_code())
    card("lot", item, "A", blocked=True)
    receive(item, lot("B", 1))
    document = adjustment(item, lot("A", 5))
    with_line(document, item, lot("A", 5), entry_type=EntryType.NEGATIVE_ADJMT)
    with_line(document, item, lot("B", 1), entry_type=EntryType.NEGATIVE_ADJMT)

    violations = refused(document).violations

    assert {violation.line_no for violation in violations} == {10000, 20000}


# Dates of what is consumed


@pytest.mark.rule("POST-110", "POST-025")
def test_goods_that_leave_before_they_came_are_posted_with_a_warning(db):
    item = ItemFactory(no="BOLT", item_tracking_code=lot_code())
    receive(item, lot("A", 2), posting_date=JAN_5)
    receive(item, lot("A", 2), posting_date=JAN_10)

    posted = ship(item, lot("A", 3), posting_date=JAN_5, no="SO1")

    assert warnings(posted) == [
        "Sales order SO1, line 10000: Item BOLT, lot A leaves on 2026-01-05, before it came in on"
        " 2026-01-10 (entry 2)."
    ]
    assert applications()[2:] == [(3, 1, 3, 0, -2), (3, 2, 3, 0, -1)]


@pytest.mark.rule("POST-110")
def test_goods_that_leave_on_the_day_they_came_are_nothing_to_speak_of(db):
    item = ItemFactory()
    receive(item, quantity=2, posting_date=JAN_5)

    assert ship(item, quantity=2, posting_date=JAN_5).warnings == ()


@pytest.mark.rule("POST-110", "POST-025")
def test_the_order_of_application_is_by_posting_date_even_when_it_is_older_than_the_book(db):
    item = ItemFactory()
    receive(item, quantity=2, posting_date=JAN_5)
    receive(item, quantity=2, posting_date=DEC_20)

    ship(item, quantity=2, posting_date=JAN_10)

    assert entries("remaining_quantity", quantity__gt=0) == [(2,), (0,)]


@pytest.mark.rule("POST-019", "POST-025", "POST-029")
def test_a_hundred_small_receipts_are_one_shipment_entry(db):
    item = ItemFactory(item_tracking_code=code_with("FREEENTRY"))
    order = purchase(item, *(lot(f"L{number}", "0.01") for number in range(100)))
    post(order)

    ship(item, quantity="0.995")

    assert entries("quantity", quantity__lt=0) == [(Decimal("-0.995"),)]
    assert len(applications(item_ledger_entry=101)) == 100
    assert entries("remaining_quantity", entry_no=100) == [(Decimal("0.005"),)]
