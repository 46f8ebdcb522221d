"""Dates that differ from what the ledger knows, and dates that must be there."""

import pytest

from tests.factories import ItemFactory, code_with, lot_code, serial_code
from tests.tracking.posting.desk import (
    JUL_31,
    JUN_30,
    adjustment,
    at,
    dates,
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
    with_line,
)
from tests.tracking.stock import in_stock
from tracking.posting import errors
from wms.documents.kinds import EntryType


@pytest.fixture
def dated_milk(db):
    """Its date must be entered."""
    return ItemFactory(no="MILK", item_tracking_code=lot_code(require_expiration_date_entry=True))


# A date that differs


@pytest.mark.rule("POST-087", "SET-064")
@pytest.mark.parametrize("all_gone", [False, True])
def test_another_date_than_the_known_one_is_refused(milk, all_gone):
    receive(milk, lot("A", 2, expiration_date=JUN_30))
    if all_gone:
        ship(milk, lot("A", 2))

    [violation] = refused(purchase(milk, lot("A", 1, expiration_date=JUL_31), no="PO9")).violations

    assert isinstance(violation, errors.ExpirationDiffers)
    assert str(violation) == (
        "Purchase order PO9, line 10000: Expiration Date 2026-07-31 of number A, item MILK, differs from"
        " 2026-06-30, its date in the ledger. Enter that date; to change it, reclassify the number."
    )
    assert (violation.field, violation.number) == ("expiration_date", "A")


@pytest.mark.rule("POST-087")
def test_the_known_date_itself_is_welcome(milk):
    receive(milk, lot("A", 2, expiration_date=JUN_30))

    receive(milk, lot("A", 1, expiration_date=JUN_30))

    assert dates() == [JUN_30, JUN_30]


@pytest.mark.rule("POST-087")
def test_a_lot_in_stock_without_date_accepts_none(milk):
    receive(milk, lot("A", 2))

    [sentence] = refusal(purchase(milk, lot("A", 1, expiration_date=JUL_31)))

    assert "Expiration Date 2026-07-31 of number A, item MILK, differs from no date" in sentence


@pytest.mark.rule("POST-087")
def test_once_it_is_gone_a_first_date_may_be_given(milk):
    receive(milk, lot("A", 2))
    ship(milk, lot("A", 2))

    receive(milk, lot("A", 1, expiration_date=JUL_31))

    assert dates() == [None, None, JUL_31]


@pytest.mark.rule("POST-088")
@pytest.mark.parametrize(
    "make",
    [
        lambda item: purchase(item, lot("A", 1)),
        lambda item: sales(item, lot("A", 1)),
        lambda item: adjustment(item, lot("A", 1), entry_type=EntryType.NEGATIVE_ADJMT),
        lambda item: moving(item, renamed(lot("A", 1), lot="B")),
    ],
    ids=["in", "out", "lost", "moved"],
)
@pytest.mark.parametrize(
    ("second", "named"), [(JUL_31, "2026-06-30 and 2026-07-31"), (None, "2026-06-30 and no date")]
)
def test_a_lot_whose_open_entries_disagree_is_refused_in_every_posting(milk, make, second, named):
    in_stock(milk, 5, lot_no="A", expiration_date=JUN_30)
    in_stock(milk, 5, lot_no="A", expiration_date=second, location=at("WEST"))

    violations = refused(make(milk)).violations

    [told] = [one for one in violations if isinstance(one, errors.DatesOfNumberDiffer)]
    assert told.text == (
        "Open entries of number A, item MILK, carry different expiration dates"
        f" ({named}). Give the whole number one date by reclassification first."
    )


@pytest.mark.rule("POST-088")
def test_closed_entries_may_disagree(milk):
    in_stock(milk, 5, lot_no="A", expiration_date=JUN_30, remaining=0)
    in_stock(milk, 5, lot_no="A", expiration_date=JUL_31)

    assert ship(milk, lot("A", 1)).entry_count == 1


@pytest.mark.rule("POST-088")
def test_a_number_that_is_information_only_may_have_several_dates(db):
    item = ItemFactory(item_tracking_code=code_with("FREE", use_expiration_dates=True))
    in_stock(item, 5, lot_no="A", expiration_date=JUN_30)
    in_stock(item, 5, lot_no="A", expiration_date=JUL_31)

    assert ship(item, lot("A", 1)).entry_count == 1


@pytest.mark.rule("POST-089")
def test_two_serials_of_a_new_lot_have_one_date(db):
    item = ItemFactory(no="PILL", item_tracking_code=serial_code(use_expiration_dates=True))
    order = purchase(
        item,
        serial("S1", lot="A", expiration_date=JUN_30),
        serial("S2", lot="A", expiration_date=JUL_31),
        no="PO1",
    )

    assert refusal(order) == [
        "Purchase order PO1, line 10000: Number A of item PILL has expiration date 2026-07-31 here, but"
        " 2026-06-30 on line 10000. A lot has one date: make them equal."
    ]


@pytest.mark.rule("POST-090")
def test_two_lines_with_the_same_new_lot_have_one_date(milk):
    order = purchase(milk, lot("A", 2, expiration_date=JUN_30), no="PO1")
    with_line(order, milk, lot("A", 2, expiration_date=JUL_31))
    with_line(order, milk, lot("B", 2, expiration_date=JUL_31))

    assert refusal(order) == [
        "Purchase order PO1, line 20000: Number A of item MILK has expiration date 2026-07-31 here, but"
        " 2026-06-30 on line 10000. A lot has one date: make them equal."
    ]


@pytest.mark.rule("POST-090")
def test_two_lines_with_the_same_date_are_fine(milk):
    order = purchase(milk, lot("A", 2, expiration_date=JUN_30))
    with_line(order, milk, lot("A", 2, expiration_date=JUN_30))

    post(order)

    assert dates() == [JUN_30, JUN_30]


@pytest.mark.rule("POST-090", "POST-086", "POST-107")
def test_a_later_line_without_date_takes_the_one_that_an_earlier_line_gave(milk):
    order = purchase(milk, lot("A", 2, expiration_date=JUN_30))
    with_line(order, milk, lot("A", 2))

    post(order)

    assert dates() == [JUN_30, JUN_30]


@pytest.mark.rule("POST-087", "POST-107")
def test_a_journal_that_brings_in_takes_out_and_brings_in_again_keeps_the_date(milk):
    document = adjustment(milk, lot("A", 2, expiration_date=JUN_30), no="IJ1")
    with_line(document, milk, lot("A", 2), entry_type=EntryType.NEGATIVE_ADJMT)
    with_line(
        document,
        milk,
        lot("A", 1, expiration_date=JUL_31),
        entry_type=EntryType.POSITIVE_ADJMT,
    )

    refusal_ = refused(document)

    assert {violation.line_no for violation in refusal_.violations} == {30000}
    assert "2026-06-30" in str(refusal_)


@pytest.mark.rule("POST-094", "POST-107")
def test_what_leaves_in_the_same_journal_has_the_date_it_came_with(milk):
    document = adjustment(milk, lot("A", 2, expiration_date=JUN_30))
    with_line(document, milk, lot("A", 2), entry_type=EntryType.NEGATIVE_ADJMT)

    post(document)

    assert dates() == [JUN_30, JUN_30]


# A date that must be there


@pytest.mark.rule("POST-093", "POST-091", "SET-065")
@pytest.mark.parametrize(
    "make", [purchase, adjustment, lambda *rows, **how: sales(*rows, quantity=-1, **how)]
)
def test_a_required_date_is_asked_for_and_the_formula_does_not_do(dated_milk, make):
    dated_milk.expiration_calculation = "6M"
    dated_milk.save()

    [violation] = refused(make(dated_milk, lot("A", 1))).violations

    assert isinstance(violation, errors.ExpirationMissing)
    assert violation.text == (
        "Expiration Date is blank for number A of item MILK, whose tracking code requires it."
        " Enter the date on the Item Tracking Lines page."
    )


@pytest.mark.rule("POST-091", "SET-065", "POST-086")
def test_the_known_date_is_filled_in_before_it_is_asked_for(dated_milk):
    receive(dated_milk, lot("A", 1, expiration_date=JUN_30))

    receive(dated_milk, lot("A", 1))

    assert dates() == [JUN_30, JUN_30]


@pytest.mark.rule("POST-091")
def test_what_leaves_needs_no_date(dated_milk):
    in_stock(dated_milk, 5, lot_no="A")

    assert ship(dated_milk, lot("A", 1)).entry_count == 1
