"""Undo of receipts, shipments and returns (POST section 20)."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from tests.factories import (
    ItemFactory,
    add_line,
    lot_code,
    serial_code,
    tracked,
    user_with_role,
)
from tests.tracking.posting.desk import (
    JAN_5,
    JAN_10,
    applications,
    entries,
    entry,
    everything,
    lot,
    post,
    purchase,
    purchase_return,
    receive,
    sales,
    sales_return,
    serial,
    ship,
    the_line,
)
from tracking.models import Reservation
from tracking.posting.undo import undo_lines, undoable
from wms.core.errors import Refused
from wms.documents.kinds import Step
from wms.documents.models import DocumentLine
from wms.inventory.models import Item
from wms.ledger.checks import ledger_differences
from wms.ledger.models import Register


@pytest.fixture
def bolt(db):
    return ItemFactory(no="BOLT", item_tracking_code=lot_code())


@pytest.fixture
def chair(db):
    return ItemFactory(no="CHAIR", item_tracking_code=serial_code())


def undo(posted, *lines):
    document = posted.posted_document
    ids = [line.pk for line in lines or document.lines.all()]
    return undo_lines(document=document, line_ids=ids, by=document.posted_by)


def refused(posted, *lines):
    before = everything()
    with pytest.raises(Refused) as refusal:
        undo(posted, *lines)
    assert everything() == before
    return str(refusal.value).splitlines()


@pytest.mark.rule("POST-154", "POST-155")
def test_a_receipt_is_taken_back_entry_by_entry(bolt):
    order = purchase(bolt, lot("A", 6), lot("B", 4))
    posted = post(order, posting_date=JAN_5)

    register = undo(posted)

    assert entries("lot_no", "quantity", "remaining_quantity", "correction", "posting_date") == [
        ("A", 6, 0, False, JAN_5),
        ("B", 4, 0, False, JAN_5),
        ("A", -6, 0, True, JAN_5),
        ("B", -4, 0, True, JAN_5),
    ]
    assert applications(item_ledger_entry__gte=3) == [(3, 1, 3, 0, -6), (4, 2, 4, 0, -4)]
    assert {no for (no,) in entries("document_no")} == {posted.posted_document.no}
    assert list(
        posted.posted_document.lines.order_by("line_no").values_list(
            "line_no", "quantity", "corrects__line_no"
        )
    ) == [(10000, 10, None), (15000, -10, 10000)]
    assert (register.from_entry_no, register.to_entry_no, register.source) == (3, 4, "undo")
    line = the_line(order)
    assert (line.qty_handled, line.qty_to_handle, line.qty_to_invoice) == (0, 10, 10)
    assert ledger_differences() == []


@pytest.mark.rule("POST-155")
def test_an_undone_shipment_is_open_stock_that_came_from_it(chair):
    receive(chair, serial("S1"))
    posted = ship(chair, serial("S1"))

    undo(posted)

    assert entries("quantity", "remaining_quantity", "shipped_qty_not_returned", "correction") == [
        (1, 0, 0, False),
        (-1, 0, 0, False),
        (1, 1, 0, True),
    ]
    assert applications(item_ledger_entry=3) == [(3, 3, 2, 0, 1)]
    assert ledger_differences() == []


@pytest.mark.rule("POST-154")
@pytest.mark.parametrize("goes_back", [purchase_return, sales_return])
def test_returns_are_undone_too(bolt, goes_back):
    receive(bolt, lot("A", 9))
    order = goes_back(bolt, lot("A", 4))

    undo(post(order))

    assert the_line(order).qty_handled == 0
    assert sum(left for (left,) in entries("remaining_quantity")) == 9
    assert ledger_differences() == []


@pytest.mark.rule("POST-155", "POST-154")
def test_what_is_undone_is_not_left_to_invoice(bolt):
    undo(receive(bolt, lot("A", 6)))

    assert entries("quantity", "invoiced_quantity") == [(6, 6), (-6, -6)]


@pytest.mark.rule("POST-156")
def test_expired_goods_are_undone_with_their_date(db):
    glue = ItemFactory(no="GLUE", item_tracking_code=lot_code(strict_expiration_posting=True))
    receive(glue, lot("OLD", 5, expiration_date=JAN_5))
    posted = ship(glue, lot("OLD", 2), posting_date=JAN_5)

    undo(posted)

    assert entry(3).expiration_date == JAN_5


@pytest.mark.rule("POST-157")
def test_the_numbers_of_the_order_are_active_again_and_post_anew(bolt):
    order = purchase(bolt, lot("A", 6, warranty_date=JAN_10), lot("B", 4))
    undo(post(order))

    rows = the_line(order).tracking_lines
    assert set(rows.values_list("lot_no", "qty_handled", "qty_to_handle", "warranty_date")) == {
        ("A", 0, 6, None),
        ("B", 0, 4, None),
    }
    rows.filter(lot_no="B").update(lot_no="C")
    post(order)

    assert entries("lot_no", "remaining_quantity", remaining_quantity__gt=0) == [("A", 6), ("C", 4)]


@pytest.mark.rule("POST-158")
def test_what_was_consumed_since_is_not_undone(bolt):
    posted = receive(bolt, lot("A", 6), lot("B", 4))
    ship(bolt, lot("A", 1))

    assert refused(posted) == [
        f"{posted.posted_document}, line 10000: Item ledger entry 1 (A) cannot be undone: some of it was "
        "consumed, moved or renamed since. Post a return instead, or undo that first."
    ]


@pytest.mark.rule("POST-158")
def test_what_is_invoiced_is_not_undone(bolt):
    order = purchase(bolt, lot("A", 6), line={"to_invoice": 2})
    posted = post(order, step=Step.HANDLE_AND_INVOICE)

    (told,) = refused(posted)

    assert "Item ledger entry 1 (A) cannot be undone: it is invoiced." in told


@pytest.mark.rule("POST-158")
def test_what_came_back_is_not_undone(bolt):
    receive(bolt, lot("A", 6))
    posted = ship(bolt, lot("A", 3))
    post(sales_return(bolt, lot("A", 1, applies_from_entry_no=2)))

    (told,) = refused(posted)

    assert "Item ledger entry 2 (A) cannot be undone: some of it came back since." in told


@pytest.mark.rule("POST-155", "POST-136", "POST-015")
def test_what_an_undone_return_brought_back_may_come_back_again(bolt):
    receive(bolt, lot("A", 6))
    ship(bolt, lot("A", 3))
    posted = post(sales_return(bolt, lot("A", 2, applies_from_entry_no=2)))

    undo(posted)

    assert entry(2).shipped_qty_not_returned == -3
    assert ledger_differences() == []
    post(sales_return(bolt, lot("A", 3, applies_from_entry_no=2)))
    assert entry(2).shipped_qty_not_returned == 0
    assert ledger_differences() == []


@pytest.mark.rule("POST-158")
def test_goods_of_a_blocked_item_are_not_undone(bolt):
    posted = receive(bolt, lot("A", 6))
    Item.objects.update(blocked=True)

    (told,) = refused(posted)

    assert "The line cannot be undone: item BOLT is blocked." in told


@pytest.mark.rule("POST-158")
def test_what_is_reserved_since_is_not_undone(bolt):
    posted = receive(bolt, lot("A", 6))
    wanting = sales(bolt, lot("A", 6))
    Reservation.objects.create(
        line=the_line(wanting),
        entry=entry(1),
        item=bolt,
        quantity=2,
        reserved_by=wanting.created_by,
    )

    assert refused(posted) == [
        f"{posted.posted_document}, line 10000: Item ledger entry 1 (A) cannot be undone: it is reserved. "
        "Post a return instead, or undo that first."
    ]


@pytest.mark.rule("POST-068")
def test_a_shipment_is_not_undone_when_its_serial_is_in_stock_again(chair):
    receive(chair, serial("S1"))
    posted = ship(chair, serial("S1"))
    post(sales_return(chair, serial("S1")))

    (told,) = refused(posted)

    assert "Item ledger entry 2 (S1) cannot be undone: its serial number is in stock again" in told


@pytest.mark.rule("POST-160", "POST-158")
def test_nothing_is_undone_twice(bolt):
    posted = receive(bolt, lot("A", 6))
    undo(posted)

    assert refused(posted) == [
        f"{posted.posted_document}: Nothing to undo: choose lines that are not undone yet."
    ]


@pytest.mark.rule("POST-160")
def test_several_lines_are_undone_all_or_none(bolt):
    order = purchase(bolt, lot("A", 6))
    tracked(add_line(order, bolt, 4), lot_no="B", quantity=4)
    posted = post(order)
    ship(bolt, lot("B", 1))
    first, _ = posted.posted_document.lines.order_by("line_no")

    assert len(refused(posted)) == 1
    undo(posted, first)

    assert list(DocumentLine.objects.filter(document=order).values_list("qty_handled")) == [
        (0,),
        (4,),
    ]
    assert [line.line_no for line in undoable(posted.posted_document)] == [20000]


@pytest.mark.rule("POST-155")
def test_undoing_restores_what_a_sale_can_take(bolt):
    receive(bolt, lot("A", 6))
    undo(ship(bolt, lot("A", 6)))

    post(sales(bolt, lot("A", 6)))

    assert sum(left for (left,) in entries("remaining_quantity")) == 0


def test_undoing_a_thousand_numbers_costs_the_statements_of_ten(chair):
    posted = {n: receive(chair, *(serial(f"{n}-{i}") for i in range(n))) for n in (10, 200)}
    counts = []
    for one in posted.values():
        with CaptureQueriesContext(connection) as asked:
            undo(one)
        counts.append(len(asked))

    assert counts[0] == counts[1] <= 55
    assert Register.objects.count() == 4


# --- the page


HTMX = {"HX-Request": "true"}


def undo_url(posted):
    document = posted.posted_document
    return reverse("undo_posted", args=[document.kind, document.pk])


@pytest.mark.parametrize("headers", [{}, HTMX])
@pytest.mark.rule("POST-154")
def test_chosen_lines_are_undone_on_the_page_and_both_say_correction(client, bolt, headers):
    posted = receive(bolt, lot("A", 6))
    document = posted.posted_document
    client.force_login(user_with_role("purchaser"))

    card = client.get(document.get_absolute_url(), headers=headers).content.decode()
    html = client.get(undo_url(posted), headers=headers).content.decode()
    answer = client.post(undo_url(posted), {"line": document.lines.get().pk}, headers=headers)
    after = client.get(document.get_absolute_url()).content.decode()

    assert undo_url(posted) in card
    assert "Undo lines of" in html
    assert (answer.status_code, answer.url) == (302, document.get_absolute_url())
    assert "Undone: 1 item ledger entry posted, register 2." in after
    assert [line.is_corrected for line in document.lines.all()] == [True, True]
    assert "Every line is undone." in client.get(undo_url(posted)).content.decode()


def test_what_cannot_be_undone_is_told_on_the_page(client, bolt):
    posted = receive(bolt, lot("A", 6))
    ship(bolt, lot("A", 1))
    client.force_login(user_with_role("purchaser"))

    answer = client.post(undo_url(posted), {"line": posted.posted_document.lines.get().pk})
    nothing = client.post(undo_url(posted))

    assert answer.status_code == nothing.status_code == 422
    assert "cannot be undone: some of it was consumed" in answer.content.decode()
    assert "Nothing to undo: choose lines that are not undone yet." in nothing.content.decode()


@pytest.mark.parametrize("headers", [{}, HTMX])
def test_whoever_may_not_post_may_not_undo(client, bolt, headers):
    posted = receive(bolt, lot("A", 6))
    url = undo_url(posted)
    assert client.get(url, headers=headers).url.startswith("/login/")

    client.force_login(user_with_role("sales"))

    assert client.get(url, headers=headers).status_code == 403
    assert client.post(url, headers=headers).status_code == 403


def test_other_kinds_have_no_such_page(client, bolt):
    client.force_login(user_with_role("administrator"))

    assert client.get("/posted/purchase_invoice/1/undo/").status_code == 404
    assert client.get("/posted/purchase_receipt/999/undo/").status_code == 404
