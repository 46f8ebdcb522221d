"""Posting dates: required, and within the allowed range."""

import pytest

from tests.factories import ItemFactory
from tests.tracking.posting.desk import (
    JAN_1,
    JAN_2,
    JAN_5,
    JAN_10,
    JAN_11,
    adjustment,
    at,
    entries,
    moving,
    post,
    purchase,
    receive,
    refusal,
    refused,
    sales,
    setup,
    with_line,
)
from tracking.posting import errors


@pytest.mark.rule("POST-109")
@pytest.mark.parametrize(
    ("day", "posts"), [(JAN_1, False), (JAN_2, True), (JAN_10, True), (JAN_11, False)]
)
@pytest.mark.parametrize("make", [purchase, adjustment])
def test_the_posting_date_lies_within_the_allowed_range(make, day, posts):
    setup(allow_posting_from=JAN_2, allow_posting_to=JAN_10)
    document = make(ItemFactory(), quantity=1, posting_date=day)

    if posts:
        post(document)
        assert entries("posting_date") == [(day,)]
        return
    [violation] = refused(document).violations
    assert isinstance(violation, errors.PostingDateOutOfRange)
    assert violation.field == "posting_date"
    assert f"Posting Date {day.isoformat()}" in violation.text
    # the allowed range is named, so that nobody has to look it up
    assert "2026-01-02" in violation.text
    assert "2026-01-10" in violation.text


@pytest.mark.rule("POST-109")
@pytest.mark.parametrize(
    ("limits", "day"),
    [({"allow_posting_from": JAN_2}, JAN_1), ({"allow_posting_to": JAN_10}, JAN_11)],
)
def test_a_range_may_be_open_on_one_side(limits, day):
    setup(**limits)

    assert (
        f"Posting Date {day}" in refusal(purchase(ItemFactory(), quantity=1, posting_date=day))[0]
    )
    assert receive(ItemFactory(), quantity=1, posting_date=JAN_5).entry_count == 1


@pytest.mark.rule("POST-109")
@pytest.mark.parametrize(("make", "title"), [(purchase, "Purchase order"), (sales, "Sales order")])
def test_an_order_without_posting_date_is_refused(make, title):
    item = ItemFactory()
    receive(item, quantity=1)

    assert refusal(make(item, quantity=1, posting_date=None, no="X1")) == [
        f"{title} X1: Posting Date is blank. Enter the date on which the goods move."
    ]


@pytest.mark.rule("POST-109", "POST-111")
def test_the_date_given_when_posting_wins_over_the_header(db):
    item = ItemFactory()
    order = purchase(item, quantity=1, posting_date=JAN_2)

    posted = post(order, posting_date=JAN_5)

    assert entries("posting_date", "document_date") == [(JAN_5, JAN_5)]
    assert (posted.posted_document.posting_date, posted.posted_document.document_date) == (
        JAN_5,
        JAN_5,
    )


@pytest.mark.rule("POST-109", "POST-114")
def test_journal_lines_have_dates_of_their_own(db):
    item = ItemFactory()
    document = adjustment(item, quantity=1, line={"posting_date": JAN_5}, posting_date=None)
    with_line(document, item, quantity=2, entry_type="positive_adjmt", posting_date=JAN_10)

    post(document)

    assert entries("posting_date", "document_date", "quantity") == [
        (JAN_5, JAN_5, 1),
        (JAN_10, JAN_10, 2),
    ]


@pytest.mark.rule("POST-114", "POST-109", "RCL-002")
@pytest.mark.parametrize(
    ("make", "title"), [(adjustment, "Item journal"), (moving, "Reclassification journal")]
)
def test_a_journal_line_without_posting_date_is_refused(make, title):
    item = ItemFactory()
    receive(item, quantity=5)
    more = {"to": at("WEST")} if make is moving else {}
    document = make(
        item, quantity=1, line={"posting_date": None}, posting_date=None, no="J1", **more
    )

    assert refusal(document) == [
        f"{title} J1, line 10000: Posting Date is blank. Enter the date on which the goods move."
    ]


@pytest.mark.rule("POST-114", "RCL-002")
@pytest.mark.parametrize(
    ("make", "title"), [(adjustment, "Item journal"), (moving, "Reclassification journal")]
)
def test_a_journal_line_without_document_no_is_refused(make, title):
    item = ItemFactory()
    receive(item, quantity=5)
    more = {"to": at("WEST")} if make is moving else {}

    [violation] = refused(
        make(item, quantity=1, line={"document_no": ""}, no="J1", **more)
    ).violations

    assert str(violation) == (
        f"{title} J1, line 10000: Document No. is blank."
        " Enter the number under which the entries shall be found."
    )
    assert violation.field == "document_no"
