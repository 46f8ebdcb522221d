"""Expiration dates: whose they are, where they come from, and what they stop."""

from datetime import date

import pytest

from tests.factories import ItemFactory, code_with, lot_code, serial_code
from tests.tracking.posting.desk import (
    AUG_31,
    DEC_31,
    JAN_2,
    JAN_5,
    JAN_10,
    JUL_1,
    JUL_31,
    JUN_30,
    adjustment,
    applications,
    at,
    entries,
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
    warnings,
    with_line,
)
from tests.tracking.stock import in_stock
from tracking.posting import errors
from wms.documents.kinds import EntryType
from wms.inventory.models import ItemVariant
from wms.ledger.models import ItemLedgerEntry

JUN_29 = date(2026, 6, 29)


@pytest.fixture
def milk(db):
    return ItemFactory(no="MILK", item_tracking_code=lot_code(use_expiration_dates=True))


@pytest.fixture
def strict_milk(db):
    return ItemFactory(no="MILK", item_tracking_code=lot_code(strict_expiration_posting=True))


@pytest.fixture
def dated_milk(db):
    """Its date must be entered."""
    return ItemFactory(no="MILK", item_tracking_code=lot_code(require_expiration_date_entry=True))


def dates(**which):
    return [day for (day,) in entries("expiration_date", **which)]


# Where the date of an entry comes from


@pytest.mark.rule("POST-084", "SET-062")
def test_without_the_switch_entries_have_no_date():
    item = ItemFactory(item_tracking_code=lot_code(), expiration_calculation="6M")

    receive(item, lot("A", 2))
    ship(item, lot("A", 1))

    assert dates() == [None, None]


@pytest.mark.rule("POST-084", "SET-062")
def test_without_the_switch_nothing_expires():
    code = lot_code(strict_expiration_posting=True)
    item = ItemFactory(item_tracking_code=code)
    receive(item, lot("A", 2, expiration_date=JAN_5))
    code.use_expiration_dates = code.strict_expiration_posting = False
    code.save()

    assert ship(item, lot("A", 1), posting_date=DEC_31).entry_count == 1


@pytest.mark.rule("POST-086", "SET-064")
def test_a_known_lot_without_a_date_takes_the_one_it_has(milk):
    receive(milk, lot("A", 2, expiration_date=JUN_30))

    receive(milk, lot("A", 3))
    post(adjustment(milk, lot("A", 1)))

    assert dates() == [JUN_30] * 3


@pytest.mark.rule("POST-086", "SET-064")
def test_it_does_so_when_none_of_it_is_left_too(milk):
    receive(milk, lot("A", 2, expiration_date=JUN_30))
    ship(milk, lot("A", 2))

    receive(milk, lot("A", 3), location=at("WEST"))

    assert dates() == [JUN_30] * 3


@pytest.mark.rule("POST-086", "RCL-043")
def test_open_entries_count_before_closed_ones_then_the_last_one(milk):
    receive(milk, lot("A", 2, expiration_date=JUN_30))
    post(moving(milk, renamed(lot("A", 2), lot="A", expires=DEC_31)))

    receive(milk, lot("A", 1))
    ship(milk, lot("A", 3))
    receive(milk, lot("A", 1))

    assert dates() == [JUN_30, JUN_30, DEC_31, DEC_31, DEC_31, DEC_31]


@pytest.mark.rule("POST-086")
def test_the_last_closed_entry_decides_where_nothing_is_open(milk):
    in_stock(milk, 5, lot_no="A", expiration_date=JUN_30, remaining=0)
    in_stock(milk, 5, lot_no="A", expiration_date=JUL_31, remaining=0)

    receive(milk, lot("A", 1))

    assert dates()[2] == JUL_31


@pytest.mark.rule("POST-086")
def test_an_open_entry_decides_before_a_later_closed_one(milk):
    in_stock(milk, 5, lot_no="A", expiration_date=JUN_30)
    in_stock(milk, 5, lot_no="A", expiration_date=JUL_31, remaining=0)

    receive(milk, lot("A", 1))

    assert dates()[2] == JUN_30


@pytest.mark.rule("POST-086", "SET-026")
def test_the_date_of_another_item_or_variant_is_not_taken(milk):
    cheese = ItemFactory(item_tracking_code=milk.item_tracking_code)
    red = ItemVariant.objects.create(item=milk, code="RED")
    receive(milk, lot("A", 2, expiration_date=JUN_30))

    receive(cheese, lot("A", 1))
    receive(milk, lot("A", 1), line={"variant": red})

    assert dates() == [JUN_30, None, None]


@pytest.mark.rule("POST-094")
@pytest.mark.parametrize(
    "make",
    [
        sales,
        lambda *rows: purchase(*rows, quantity=-1),
        lambda *rows: adjustment(*rows, entry_type=EntryType.NEGATIVE_ADJMT),
    ],
    ids=["sale", "purchase -1", "negative"],
)
def test_what_leaves_has_the_date_of_its_number(milk, make):
    receive(milk, lot("A", 2, expiration_date=JUN_30))

    post(make(milk, lot("A", 1)))

    assert dates() == [JUN_30, JUN_30]


@pytest.mark.rule("POST-094")
def test_what_leaves_has_that_date_whatever_stands_on_the_line(milk):
    receive(milk, lot("A", 2, expiration_date=JUN_30))

    post(sales(milk, lot("A", 1, expiration_date=DEC_31)))

    assert dates() == [JUN_30, JUN_30]


@pytest.mark.rule("POST-093", "SET-063")
def test_a_new_number_without_date_gets_it_by_the_items_formula_from_the_document_date(milk):
    milk.expiration_calculation = "6M-1D"
    milk.save()

    receive(milk, lot("A", 1), document_date=JAN_2, posting_date=JAN_10)
    receive(milk, lot("B", 1), posting_date=JAN_10)
    receive(milk, lot("C", 1, expiration_date=DEC_31))
    post(adjustment(milk, lot("D", 1), line={"posting_date": JAN_5}))

    assert dates() == [date(2026, 7, 1), date(2026, 7, 9), DEC_31, date(2026, 7, 4)]


@pytest.mark.rule("POST-093", "SET-064")
def test_the_date_of_a_known_number_wins_over_the_formula(milk):
    receive(milk, lot("A", 1, expiration_date=JUN_30))
    milk.expiration_calculation = "1Y"
    milk.save()

    receive(milk, lot("A", 1))

    assert dates() == [JUN_30, JUN_30]


@pytest.mark.rule("POST-093", "POST-087")
def test_a_known_number_in_stock_without_date_stays_without(milk):
    receive(milk, lot("A", 1))
    milk.expiration_calculation = "1Y"
    milk.save()

    receive(milk, lot("A", 1))

    assert dates() == [None, None]


@pytest.mark.rule("POST-093", "SET-063")
def test_goods_without_numbers_get_no_date(milk):
    milk.item_tracking_code = code_with("FREE", use_expiration_dates=True)
    milk.expiration_calculation = "1Y"
    milk.save()

    receive(milk, quantity=1)

    assert dates() == [None]


# Whose date it is


@pytest.mark.rule("POST-086", "POST-087")
def test_the_date_belongs_to_the_lot_where_there_is_one(db):
    item = ItemFactory(
        no="PILL",
        item_tracking_code=code_with("BOTH", specific=("serial", "lot"), use_expiration_dates=True),
    )
    receive(item, serial("S1", lot="A", expiration_date=JUN_30))
    ship(item, serial("S1", lot="A"))

    receive(item, serial("S2", lot="A"))
    receive(item, serial("S1", lot="B", expiration_date=DEC_31))

    assert dates() == [JUN_30, JUN_30, JUN_30, DEC_31]


@pytest.mark.rule("POST-086", "POST-087")
@pytest.mark.parametrize("kind", ["serial", "package"])
def test_else_to_the_serial_else_to_the_package(kind):
    item = ItemFactory(no="PILL", item_tracking_code=code_with("FREE", use_expiration_dates=True))
    row = {f"{kind}_no": "X1", "quantity": 1}
    receive(item, row | {"expiration_date": JUN_30})

    receive(item, row)
    [sentence] = refusal(purchase(item, row | {"expiration_date": JUL_31}, no="PO9"))

    assert dates() == [JUN_30, JUN_30]
    assert sentence == (
        "Purchase order PO9, line 10000: Expiration Date 2026-07-31 of number X1, item PILL, differs from"
        " 2026-06-30, its date in the ledger. Enter that date; to change it, reclassify the number."
    )


@pytest.mark.rule("POST-086")
def test_a_serials_package_does_not_decide_where_there_is_a_serial(db):
    item = ItemFactory(item_tracking_code=serial_code(use_expiration_dates=True))
    receive(item, serial("S1", package="P", expiration_date=JUN_30))

    receive(item, serial("S2", package="P", expiration_date=JUL_31))

    assert dates() == [JUN_30, JUL_31]


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


@pytest.mark.rule("POST-086", "POST-107")
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


@pytest.mark.rule("POST-091", "SET-065")
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


# Expired goods


@pytest.mark.rule("POST-096", "POST-097", "SET-067", "SET-068")
def test_the_worked_example_24_8(strict_milk):
    receive(strict_milk, lot("A", 9, expiration_date=JUN_30))

    ship(strict_milk, lot("A", 1), posting_date=JUN_30)
    order = sales(strict_milk, lot("A", 1), posting_date=JUL_1, no="SO1")
    [violation] = refused(order).violations
    post(
        adjustment(
            strict_milk, lot("A", 1), posting_date=JUL_1, entry_type=EntryType.NEGATIVE_ADJMT
        )
    )

    assert isinstance(violation, errors.NumberExpired)
    assert str(violation) == (
        "Sales order SO1, line 10000: Lot A of item MILK at location EAST expired on 2026-06-30, before the"
        " posting date 2026-07-01. Choose another number, or take it out by a negative adjustment."
    )
    assert (violation.number, violation.field) == ("A", "expiration_date")
    assert entries("entry_type", "quantity")[1:] == [("sale", -1), ("negative_adjmt", -1)]


@pytest.mark.rule("POST-096", "SET-067")
@pytest.mark.parametrize(
    ("posting_date", "posts"), [(JUN_29, True), (JUN_30, True), (JUL_1, False)]
)
@pytest.mark.parametrize(
    "make",
    [sales, lambda *rows, **how: adjustment(*rows, entry_type=EntryType.SALE, **how)],
    ids=["order", "journal"],
)
def test_the_posting_date_of_the_document_decides_and_not_today(
    strict_milk, make, posting_date, posts
):
    receive(strict_milk, lot("A", 9, expiration_date=JUN_30))
    document = make(strict_milk, lot("A", 1), posting_date=posting_date)

    if posts:
        assert post(document).entry_count == 1
    else:
        assert "expired on 2026-06-30" in refusal(document)[0]


@pytest.mark.rule("POST-096")
def test_the_posting_date_given_when_posting_decides(strict_milk):
    receive(strict_milk, lot("A", 9, expiration_date=JUN_30))
    order = sales(strict_milk, lot("A", 1), posting_date=JUN_30)

    assert "expired on 2026-06-30" in refusal(order, posting_date=JUL_1)[0]
    assert post(order, posting_date=JUN_30).entry_count == 1


@pytest.mark.rule("POST-096", "SET-067")
def test_no_date_never_expires(strict_milk):
    receive(strict_milk, lot("A", 9))

    assert ship(strict_milk, lot("A", 1), posting_date=DEC_31).entry_count == 1


@pytest.mark.rule("POST-096")
def test_without_strict_posting_expired_goods_leave(milk):
    receive(milk, lot("A", 9, expiration_date=JAN_5))

    assert ship(milk, lot("A", 1), posting_date=DEC_31).entry_count == 1


@pytest.mark.rule("POST-097", "RCL-044", "SET-068")
def test_expired_goods_may_be_relabelled_and_then_be_sold(strict_milk):
    receive(strict_milk, lot("A", 9, expiration_date=JUN_30))

    post(moving(strict_milk, renamed(lot("A", 9), expires=DEC_31), posting_date=JUL_31))

    assert ship(strict_milk, lot("A", 9), posting_date=AUG_31).entry_count == 1
    assert dates() == [JUN_30, JUN_30, DEC_31, DEC_31]


@pytest.mark.rule("POST-097", "RCL-044")
def test_expired_goods_may_be_moved_by_reclassification(strict_milk):
    receive(strict_milk, lot("A", 9, expiration_date=JUN_30))

    post(
        moving(
            strict_milk, renamed(lot("A", 4), expires=JUN_30), to=at("WEST"), posting_date=JUL_31
        )
    )

    assert entries("location__code", "remaining_quantity", "expiration_date") == [
        ("EAST", 5, JUN_30),
        ("EAST", 0, JUN_30),
        ("WEST", 4, JUN_30),
    ]


@pytest.mark.rule("POST-096", "POST-112")
def test_every_expired_number_is_told(strict_milk):
    receive(
        strict_milk,
        lot("A", 9, expiration_date=JUN_30),
        lot("B", 9, expiration_date=JAN_10),
        lot("C", 9, expiration_date=DEC_31),
    )
    order = sales(strict_milk, lot("A", 1), lot("B", 1), lot("C", 1), posting_date=JUL_31)

    assert [violation.number for violation in refused(order).violations] == ["A", "B"]


# Expired stock of items whose numbers are information only


@pytest.fixture
def strict_free(db):
    return ItemFactory(
        no="FREE", item_tracking_code=code_with("STRICT", strict_expiration_posting=True)
    )


@pytest.mark.rule("POST-099")
def test_first_in_first_out_passes_expired_stock_over(strict_free):
    receive(strict_free, lot("A", 3, expiration_date=JAN_5))
    receive(strict_free, lot("B", 3, expiration_date=DEC_31))
    receive(strict_free, lot("C", 3))

    ship(strict_free, quantity=4, posting_date=JUN_30)

    assert entries("lot_no", "remaining_quantity", quantity__gt=0) == [("A", 3), ("B", 0), ("C", 2)]


@pytest.mark.rule("POST-099", "POST-096")
def test_only_when_good_stock_does_not_do_it_is_refused(strict_free):
    receive(strict_free, lot("A", 3, expiration_date=JAN_5))
    receive(strict_free, lot("B", 3, expiration_date=DEC_31))

    [violation] = refused(sales(strict_free, quantity=4, posting_date=JUN_30, no="SO1")).violations

    assert "Item FREE at location EAST: wanted 4, available 3." in violation.text
    assert "expired" in violation.text


@pytest.mark.rule("POST-099", "POST-097")
def test_a_negative_adjustment_takes_the_oldest_expired_or_not(strict_free):
    receive(strict_free, lot("A", 3, expiration_date=JAN_5))
    receive(strict_free, lot("B", 3, expiration_date=DEC_31))

    post(
        adjustment(
            strict_free, quantity=4, entry_type=EntryType.NEGATIVE_ADJMT, posting_date=JUN_30
        )
    )

    assert applications()[2:] == [(3, 1, 3, 0, -3), (3, 2, 3, 0, -1)]


@pytest.mark.rule("POST-099")
def test_without_strict_posting_the_oldest_leaves_expired_or_not(db):
    item = ItemFactory(item_tracking_code=code_with("FREE", use_expiration_dates=True))
    receive(item, lot("A", 3, expiration_date=JAN_5))
    receive(item, lot("B", 3, expiration_date=DEC_31))

    ship(item, quantity=4, posting_date=JUN_30)

    assert applications()[2:] == [(3, 1, 3, 0, -3), (3, 2, 3, 0, -1)]


# Warnings


@pytest.mark.rule("POST-100")
def test_goods_that_come_in_expired_are_accepted_with_a_warning(milk):
    posted = receive(milk, lot("A", 1, expiration_date=JAN_5), posting_date=JAN_10, no="PO1")

    assert dates() == [JAN_5]
    assert warnings(posted) == [
        "Purchase order PO1, line 10000: Number A of item MILK comes in already expired, on 2026-01-05."
    ]


@pytest.mark.rule("POST-100")
def test_goods_that_expire_on_the_day_they_come_are_not_expired(milk):
    posted = receive(milk, lot("A", 1, expiration_date=JAN_10), posting_date=JAN_10)

    assert posted.warnings == ()


@pytest.mark.rule("RCL-042")
def test_a_move_that_keeps_the_lot_keeps_its_date(milk):
    receive(milk, package("P", 5, lot="A", expiration_date=JUN_30))

    post(moving(milk, renamed(package("P", 2, lot="A"), expires=JUN_30), to=at("WEST")))

    assert dates() == [JUN_30] * 3
    assert set(ItemLedgerEntry.objects.values_list("package_no", flat=True)) == {"P"}
