"""Posting in parts: what has become history, and what stays on the document."""

from decimal import Decimal

import pytest

from tests.factories import ItemFactory, code_with, lot_code, serial_code, tracked
from tests.tracking.posting.desk import (
    JUN_30,
    entries,
    lot,
    post,
    purchase,
    receive,
    refusal,
    sales,
    serial,
    the_line,
    with_line,
)
from tracking.models import TrackingLine
from wms.documents.models import Document, DocumentLine, PostedDocument, PostedDocumentLine


def rows(order, *fields):
    return list(
        TrackingLine.objects.filter(line__document=order).order_by("id").values_list(*fields)
    )


def handle(order, line_quantity, *to_handle) -> None:
    """Fill Qty. to Handle of the line and of its tracking lines, in their order."""
    order.lines.update(
        qty_to_handle=Decimal(line_quantity), qty_to_handle_base=Decimal(line_quantity)
    )
    for row, quantity in zip(
        TrackingLine.objects.filter(line__document=order).order_by("id"), to_handle, strict=True
    ):
        row.qty_to_handle = Decimal(quantity)
        row.save()


@pytest.mark.rule("POST-115", "POST-116", "POST-119")
def test_seven_pieces_of_a_lot_are_received_in_three_steps():
    order = purchase(ItemFactory(item_tracking_code=lot_code()), lot("A", 7))
    seen = []

    for quantity in (4, 2, 1):
        handle(order, quantity, quantity)
        post(order)
        seen += rows(order, "quantity", "qty_handled", "qty_to_handle", "qty_invoiced")

    # quantity, handled, to handle (all that is open again), invoiced
    assert seen == [(7, 4, 3, 0), (7, 6, 1, 0), (7, 7, 0, 0)]
    assert entries("lot_no", "quantity") == [("A", 4), ("A", 2), ("A", 1)]
    assert PostedDocument.objects.count() == 3


@pytest.mark.rule("POST-116", "POST-020", "ITL-137")
def test_after_a_posting_parked_numbers_are_to_be_handled_again():
    order = purchase(ItemFactory(item_tracking_code=lot_code()), lot("A", 4), lot("B", 6))
    handle(order, 3, 3, 0)

    post(order)

    assert rows(order, "lot_no", "qty_handled", "qty_to_handle", "qty_to_invoice") == [
        ("A", 3, 1, 4),
        ("B", 0, 6, 6),
    ]


@pytest.mark.rule("POST-115", "POST-116")
def test_serials_are_received_one_after_the_other():
    order = purchase(
        ItemFactory(item_tracking_code=serial_code()), serial("S1"), serial("S2"), serial("S3")
    )
    handle(order, 1, 0, 1, 0)

    post(order)
    post(order)

    assert entries("serial_no") == [("S2",), ("S1",), ("S3",)]
    assert set(rows(order, "qty_handled", "qty_to_handle")) == {(1, 0)}


@pytest.mark.rule("POST-115")
def test_the_line_counts_what_was_handled_and_proposes_the_rest():
    order = purchase(ItemFactory(), quantity=10, line={"to_handle": 4})

    post(order)

    line = the_line(order)
    assert (line.qty_handled, line.qty_handled_base) == (4, 4)
    assert (line.qty_to_handle, line.qty_to_handle_base) == (6, 6)


@pytest.mark.rule("POST-115", "POST-003")
def test_a_negative_line_is_posted_in_parts_too():
    item = ItemFactory()
    receive(item, quantity=10)
    order = purchase(item, quantity=-5, line={"to_handle": -2})

    post(order)

    line = the_line(order)
    assert (line.qty_handled, line.qty_to_handle) == (-2, -3)
    assert entries("quantity")[1:] == [(-2,)]


@pytest.mark.rule("POST-116")
def test_lines_that_did_not_take_part_stay_as_they_are():
    item = ItemFactory(item_tracking_code=lot_code())
    order = purchase(item, lot("A", 4))
    with_line(order, item, lot("B", 6, qty_to_handle=2), to_handle=0)

    post(order)

    idle = order.lines.get(line_no=20000)
    assert (idle.qty_handled, idle.qty_to_handle) == (0, 0)
    assert rows(order, "lot_no", "qty_handled") == [("A", 4), ("B", 0)]


@pytest.mark.rule("POST-119", "POST-002")
def test_nothing_active_is_left_of_a_line_that_is_posted_completely():
    item = ItemFactory(item_tracking_code=lot_code())
    order = purchase(item, lot("A", 4), lot("B", 6))
    post(order)

    assert not TrackingLine.objects.filter(line__document=order, qty_to_handle__gt=0).exists()
    assert rows(order, "quantity", "qty_handled") == [(4, 4), (6, 6)]
    assert "Nothing to post" in refusal(order)[0]


@pytest.mark.rule("POST-120")
def test_an_order_that_is_received_but_not_invoiced_is_kept_and_stays_open():
    order = purchase(ItemFactory(), quantity=4)

    post(order)

    order.refresh_from_db()
    assert order.status != Document.Status.CLOSED


@pytest.mark.rule("POST-052", "POST-049")
def test_a_line_that_began_without_numbers_may_go_on_with_them():
    item = ItemFactory(item_tracking_code=code_with("FREE"))
    order = purchase(item, quantity=10, line={"to_handle": 4})
    post(order)
    tracked(the_line(order), lot_no="A", quantity=6)

    post(order)

    assert entries("lot_no", "quantity") == [("", 4), ("A", 6)]


@pytest.mark.rule("POST-121", "POST-122")
def test_a_posted_line_leads_to_all_its_entries_and_back_to_its_order():
    item = ItemFactory(item_tracking_code=lot_code(use_expiration_dates=True))
    order = purchase(item, lot("A", 4, expiration_date=JUN_30, warranty_date=JUN_30), lot("B", 6))
    with_line(order, item, lot("C", 1))

    posted = post(order)

    first, second = posted.posted_document.lines.order_by("line_no")
    assert list(
        first.entries.order_by("entry_no").values_list(
            "entry_no",
            "lot_no",
            "quantity",
            "remaining_quantity",
            "expiration_date",
            "warranty_date",
        )
    ) == [(1, "A", 4, 4, JUN_30, JUN_30), (2, "B", 6, 6, None, None)]
    assert list(second.entries.values_list("lot_no", flat=True)) == ["C"]
    assert first.source_line == order.lines.get(line_no=10000)
    assert posted.posted_document.source == order
    assert (first.quantity, first.item, first.location) == (10, item, order.location)


@pytest.mark.rule("POST-121")
def test_each_partial_posting_has_a_document_of_its_own():
    order = purchase(ItemFactory(), quantity=10, line={"to_handle": 4})

    first = post(order).posted_document
    second = post(order).posted_document

    assert first.no != second.no
    assert list(PostedDocumentLine.objects.order_by("pk").values_list("document", "quantity")) == [
        (first.pk, 4),
        (second.pk, 6),
    ]
    assert (first.vendor, first.posted_by) == (order.vendor, order.created_by)


@pytest.mark.rule("POST-066", "POST-115")
def test_what_was_shipped_in_part_is_no_longer_there_for_the_rest():
    item = ItemFactory(no="BOLT", item_tracking_code=lot_code())
    receive(item, lot("A", 6))
    order = sales(item, lot("A", 10))
    handle(order, 6, 6)
    post(order)

    [sentence] = refusal(order)

    assert "Item BOLT, lot A at location EAST: wanted 4, available 0." in sentence
    assert DocumentLine.objects.get(document=order).qty_handled == 6
