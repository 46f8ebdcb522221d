"""What expiration dates stop, and what they only warn of."""

from datetime import date

import pytest

from tests.factories import ItemFactory, code_with
from tests.tracking.posting.desk import (
    AUG_31,
    DEC_31,
    JAN_5,
    JAN_10,
    JUL_1,
    JUL_31,
    JUN_30,
    adjustment,
    applications,
    at,
    dates,
    entries,
    lot,
    moving,
    post,
    receive,
    refusal,
    refused,
    renamed,
    sales,
    ship,
    warnings,
    with_line,
)
from tracking.posting import errors
from wms.documents.kinds import EntryType

JUN_29 = date(2026, 6, 29)


@pytest.fixture
def strict_free(db):
    return ItemFactory(
        no="FREE", item_tracking_code=code_with("STRICT", strict_expiration_posting=True)
    )


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


@pytest.mark.rule("POST-099")
def test_first_in_first_out_passes_expired_stock_over(strict_free):
    receive(strict_free, lot("A", 3, expiration_date=JAN_5))
    receive(strict_free, lot("B", 3, expiration_date=DEC_31))
    receive(strict_free, lot("C", 3))

    ship(strict_free, quantity=4, posting_date=JUN_30)

    assert entries("lot_no", "remaining_quantity", quantity__gt=0) == [("A", 3), ("B", 0), ("C", 2)]


@pytest.mark.rule("POST-099", "POST-096", "POST-107")
def test_each_line_of_a_journal_judges_by_its_own_date(strict_free):
    receive(strict_free, lot("A", 2, expiration_date=JAN_5))
    receive(strict_free, lot("B", 2, expiration_date=JUN_30))
    journal = adjustment(
        strict_free, quantity=2, entry_type=EntryType.SALE, line={"posting_date": JAN_5}
    )
    with_line(journal, strict_free, quantity=2, entry_type=EntryType.SALE, posting_date=JAN_10)

    post(journal)

    assert applications()[2:] == [(3, 1, 3, 0, -2), (4, 2, 4, 0, -2)]


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
