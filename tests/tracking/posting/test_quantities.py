"""What a line posts: nothing, a sign, an entry for each combination."""

import pytest

from tests.factories import ItemFactory, lot_code, serial_code, tracked
from tests.tracking.posting.desk import (
    adjustment,
    at,
    entries,
    entry,
    free_code,
    lot,
    moving,
    post,
    purchase,
    receive,
    refusal,
    refused,
    sales,
    serial,
    the_line,
    with_line,
)
from tracking import totals
from tracking.models import TrackingLine, TrackingSession
from wms.documents.kinds import EntryType

# Nothing to post


@pytest.mark.rule("POST-002")
def test_a_line_with_nothing_to_post_leaves_no_entry_and_no_posted_line():
    item = ItemFactory()
    order = purchase(item, quantity=5, line={"to_handle": 0})
    with_line(order, item, quantity=3)

    posted = post(order)

    assert entries("quantity", "document_line_no") == [(3, 20000)]
    assert [line.line_no for line in posted.posted_document.lines.all()] == [20000]
    idle = order.lines.get(line_no=10000)
    assert (idle.qty_handled, idle.qty_to_handle) == (0, 0)


@pytest.mark.rule("POST-002")
@pytest.mark.parametrize(
    ("make", "caption", "title"),
    [
        (purchase, "Qty. to Receive", "Purchase order"),
        (sales, "Qty. to Ship", "Sales order"),
    ],
)
def test_when_every_line_is_zero_there_is_nothing_to_post(make, caption, title):
    order = make(ItemFactory(), quantity=5, line={"to_handle": 0}, no="ORDER1")

    assert refusal(order) == [
        f"{title} ORDER1: Nothing to post: the quantity to post of every line is 0."
        f" Fill {caption} of the lines to be posted."
    ]


@pytest.mark.rule("POST-002")
def test_an_empty_journal_has_nothing_to_post():
    item = ItemFactory()
    document = adjustment(item, quantity=1, no="IJ1")
    document.lines.all().delete()

    assert refusal(document) == [
        "Item journal IJ1: Nothing to post: the quantity to post of every line is 0."
        " Fill Quantity of the lines to be posted."
    ]


# Signs


@pytest.mark.rule("POST-001", "POST-003")
@pytest.mark.parametrize(("make", "entry_type"), [(purchase, "purchase"), (sales, "sale")])
@pytest.mark.parametrize("sign", [1, -1])
def test_the_sign_of_an_order_line_turns_its_direction(make, entry_type, sign):
    item = ItemFactory(item_tracking_code=lot_code())
    receive(item, lot("A", 5))

    post(make(item, lot("A", 2), quantity=2 * sign))

    leaving = (entry_type == "sale") == (sign > 0)
    assert entries("entry_type", "quantity", "remaining_quantity")[1] == (
        entry_type,
        -2 if leaving else 2,
        0 if leaving else 2,
    )
    assert entry(1).remaining_quantity == (3 if leaving else 5)


@pytest.mark.rule("POST-004", "RCL-002")
def test_a_move_is_entered_as_a_positive_quantity():
    item = ItemFactory()
    receive(item, quantity=5)
    document = moving(item, quantity=-2, to=at("WEST"), no="RJ1")

    [violation] = refused(document).violations

    assert violation.field == "quantity"
    assert (violation.document, violation.line_no) == ("Reclassification journal RJ1", 10000)
    assert "-2" in violation.text


# One entry for each combination


@pytest.mark.rule("POST-018", "POST-023")
def test_one_entry_for_each_combination_in_the_order_of_the_tracking_lines():
    item = ItemFactory(item_tracking_code=free_code())
    order = purchase(item, lot("B", 2), lot("A", 3), lot("A", 4, package="P1"), serial("S1"))

    posted = post(order)

    assert entries("entry_no", "lot_no", "package_no", "serial_no", "quantity") == [
        (1, "B", "", "", 2),
        (2, "A", "", "", 3),
        (3, "A", "P1", "", 4),
        (4, "", "", "S1", 1),
    ]
    assert set(
        entries("document_no", "document_line_no", "posting_date", "register", "document_type")
    ) == {
        (
            posted.posted_document.no,
            10000,
            order.posting_date,
            posted.register.no,
            "purchase_receipt",
        )
    }


@pytest.mark.rule("POST-018")
def test_a_line_without_tracking_makes_exactly_one_entry():
    item = ItemFactory(item_tracking_code=free_code())

    assert receive(item, quantity=1000).entry_count == 1


@pytest.mark.rule("POST-020")
def test_tracking_lines_with_nothing_to_handle_are_left_alone():
    item = ItemFactory(item_tracking_code=lot_code())
    order = purchase(
        item,
        lot("A", 4),
        lot("B", 6, qty_to_handle=0),
        line={"to_handle": 4},
    )

    post(order)

    assert entries("lot_no", "quantity") == [("A", 4)]
    parked = TrackingLine.objects.get(lot_no="B")
    assert (parked.quantity, parked.qty_handled) == (6, 0)


@pytest.mark.rule("POST-018")
def test_rows_of_a_page_that_is_still_open_are_not_posted():
    item = ItemFactory(item_tracking_code=free_code())
    order = purchase(item, lot("A", 3))
    page = TrackingSession.objects.create(
        line=the_line(order),
        user=order.created_by,
        tracking_version=0,
        availability_at="2026-01-02T00:00Z",
    )
    tracked(the_line(order), lot_no="DRAFT", quantity=9, session=page)
    TrackingSession.objects.update(**totals.sums_of(page.rows.all()))  # as its services keep them

    post(order)

    assert entries("lot_no", "quantity") == [("A", 3)]
    assert TrackingLine.objects.get(session=page).qty_handled == 0


@pytest.mark.rule("POST-003", "POST-048")
def test_a_negative_line_takes_its_numbers_out_of_stock():
    item = ItemFactory(item_tracking_code=serial_code())
    receive(item, serial("S1"), serial("S2"))

    post(
        adjustment(
            item, serial("S1"), serial("S2"), quantity=-2, entry_type=EntryType.POSITIVE_ADJMT
        )
    )

    assert entries("serial_no", "entry_type", "quantity", "remaining_quantity")[2:] == [
        ("S1", "positive_adjmt", -1, 0),
        ("S2", "positive_adjmt", -1, 0),
    ]
