"""Undo of transfer shipments: out of transit, and back to where the goods left (POST-159)."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from tests.factories import ItemFactory, user_with_role
from tests.tracking.posting.desk import (
    DEC_31,
    JAN_5,
    JAN_10,
    applications,
    at,
    entries,
    everything,
    into,
    lot,
    out,
    post,
    receive,
    sales,
    serial,
    the_line,
    transfer,
)
from tracking.models import Reservation
from tracking.posting import errors
from tracking.posting.undo import undo_lines, undoable
from wms.core.errors import Refused
from wms.documents.kinds import PostedKind
from wms.inventory.models import Item
from wms.ledger.checks import ledger_differences
from wms.ledger.models import ItemLedgerEntry


def undo(posted, *lines):
    document = posted.posted_document
    ids = [line.pk for line in lines or document.lines.all()]
    return undo_lines(document=document, line_ids=ids, by=document.posted_by)


def refused(posted):
    before = everything()
    with pytest.raises(Refused) as refusal:
        undo(posted)
    assert everything() == before
    return str(refusal.value).splitlines()


def figures(order):
    rows = the_line(order).tracking_lines.order_by("lot_no", "serial_no")
    return [
        (row.lot_no or row.serial_no, row.qty_handled, row.qty_to_handle, row.qty_to_receive)
        for row in rows
    ]


@pytest.mark.rule("POST-159", "POST-155")
def test_goods_leave_transit_first_and_come_back_to_where_they_left(bolt):
    receive(bolt, lot("A", 4), lot("B", 5), posting_date=JAN_5)
    order = transfer(bolt, lot("A", 4), lot("B", 2))
    posted = out(order, posting_date=JAN_10)

    register = undo(posted)

    assert entries(
        "location__code", "lot_no", "quantity", "remaining_quantity", "correction", "posting_date",
        register=register,
    ) == [
        ("TRANSIT", "A", -4, 0, True, JAN_10),
        ("TRANSIT", "B", -2, 0, True, JAN_10),
        ("EAST", "A", 4, 4, True, JAN_10),
        ("EAST", "B", 2, 2, True, JAN_10),
    ]  # fmt: skip
    assert entries("location__code", "lot_no", "remaining_quantity", remaining_quantity__gt=0) == [
        ("EAST", "B", 3),
        ("EAST", "A", 4),
        ("EAST", "B", 2),
    ]
    assert applications(item_ledger_entry__register=register) == [
        (7, 4, 7, 0, -4),
        (8, 6, 8, 0, -2),
        (9, 9, 3, 0, 4),
        (10, 10, 5, 0, 2),
    ]
    assert {order_no for (order_no,) in entries("order__no", register=register)} == {order.no}
    assert {no for (no,) in entries("document_no", register=register)} == {
        posted.posted_document.no
    }
    assert ledger_differences() == []


@pytest.mark.rule("POST-159", "POST-154")
def test_the_posted_line_and_the_order_say_so(bolt):
    receive(bolt, lot("A", 6))
    order = transfer(bolt, lot("A", 6))
    posted = out(order)

    undo(posted)

    assert list(
        posted.posted_document.lines.order_by("line_no").values_list(
            "line_no", "quantity", "corrects__line_no"
        )
    ) == [(10000, 6, None), (15000, -6, 10000)]
    line = the_line(order)
    assert (line.qty_handled, line.qty_to_handle, line.qty_received, line.qty_to_receive) == (
        0,
        6,
        0,
        0,
    )


@pytest.mark.rule("POST-159", "POST-157", "POST-144")
def test_the_numbers_return_to_the_shipment_side_and_ship_anew(bolt):
    receive(bolt, lot("A", 6), lot("B", 6), lot("C", 4))
    order = transfer(bolt, lot("A", 6, warranty_date=DEC_31), lot("B", 4))
    posted = out(order)
    assert figures(order) == [("A", 6, 0, 6), ("B", 4, 0, 4)]

    undo(posted)

    assert figures(order) == [("A", 0, 6, 0), ("B", 0, 4, 0)]
    rows = the_line(order).tracking_lines
    assert {day for (day,) in rows.values_list("warranty_date")} == {None}
    rows.filter(lot_no="B").update(lot_no="C")
    out(order)
    into(order)
    assert entries("lot_no", "remaining_quantity", location__code="WEST", remaining_quantity__gt=0) == [
        ("A", 6),
        ("C", 4),
    ]  # fmt: skip
    assert ledger_differences() == []


@pytest.mark.rule("POST-159", "POST-168")
def test_a_serial_is_in_stock_once_all_the_way(lamp):
    receive(lamp, serial("S1"), serial("S2"))
    order = transfer(lamp, serial("S1"), serial("S2"))
    posted = out(order)

    undo(posted)

    assert entries("serial_no", "location__code", remaining_quantity__gt=0) == [
        ("S1", "EAST"),
        ("S2", "EAST"),
    ]
    post(sales(lamp, serial("S1"), serial("S2")))
    assert ledger_differences() == []


@pytest.mark.rule("POST-159", "POST-145")
def test_each_entry_in_transit_is_taken_back(bolt):
    receive(bolt, lot("A", 4))
    receive(bolt, lot("A", 3))
    posted = out(transfer(bolt, lot("A", 6)))

    register = undo(posted)

    assert entries("location__code", "quantity", register=register) == [
        ("TRANSIT", -4),
        ("TRANSIT", -2),
        ("EAST", 6),
    ]
    assert ledger_differences() == []


@pytest.mark.rule("POST-159")
def test_goods_without_numbers_come_back_too(db):
    nut = ItemFactory(no="NUT")
    receive(nut, quantity=9)
    order = transfer(nut, quantity=4)
    posted = out(order)

    undo(posted)

    assert the_line(order).qty_to_handle == 4
    assert sum(left for (left,) in entries("remaining_quantity", location__code="EAST")) == 9
    assert ledger_differences() == []


@pytest.mark.rule("POST-159")
def test_what_arrived_is_not_undone(bolt):
    receive(bolt, lot("A", 6))
    order = transfer(bolt, lot("A", 6))
    posted = out(order)
    order.lines.get().tracking_lines.update(qty_to_receive=1)
    order.lines.update(qty_to_receive=1, qty_to_receive_base=1)
    into(order)

    assert refused(posted) == [
        f"{posted.posted_document}, line 10000: Item ledger entry 3 (A) cannot be undone: some of it was "
        "received since. Send the goods back by another transfer order instead."
    ]


@pytest.mark.rule("POST-159")
def test_of_two_shipments_of_a_line_the_one_that_is_still_in_transit_is_undone(bolt):
    receive(bolt, lot("A", 6))
    order = transfer(bolt, lot("A", 6))
    shipped = []
    for part in (2, 4):
        order.lines.get().tracking_lines.update(qty_to_handle=part)
        order.lines.update(qty_to_handle=part, qty_to_handle_base=part)
        shipped.append(out(order))
    order.lines.get().tracking_lines.update(qty_to_receive=2)
    order.lines.update(qty_to_receive=2, qty_to_receive_base=2)
    into(order)

    assert len(refused(shipped[0])) == 1
    undo(shipped[1])

    assert figures(order) == [("A", 2, 4, 0)]
    line = the_line(order)
    assert (line.qty_handled, line.qty_received, line.qty_to_receive) == (2, 2, 0)
    assert ledger_differences() == []


@pytest.mark.rule("POST-159")
def test_what_is_reserved_in_transit_is_not_undone(bolt):
    receive(bolt, lot("A", 6))
    posted = out(transfer(bolt, lot("A", 6)))
    wanting = sales(bolt, lot("A", 6), location=at("WEST"))
    in_transit = ItemLedgerEntry.objects.get(location__code="TRANSIT")
    Reservation.objects.create(
        line=the_line(wanting),
        entry=in_transit,
        item=bolt,
        quantity=2,
        reserved_by=wanting.created_by,
    )

    [told] = refused(posted)

    assert "Item ledger entry 3 (A) cannot be undone: it is reserved." in told


@pytest.mark.rule("POST-159", "POST-158")
def test_shipments_of_a_blocked_item_stay(bolt):
    receive(bolt, lot("A", 6))
    posted = out(transfer(bolt, lot("A", 6)))
    Item.objects.update(blocked=True)

    [told] = refused(posted)

    assert "The line cannot be undone: item BOLT is blocked." in told


@pytest.mark.rule("POST-159", "POST-160")
def test_nothing_is_undone_twice(bolt):
    receive(bolt, lot("A", 6))
    posted = out(transfer(bolt, lot("A", 6)))
    undo(posted)

    assert list(undoable(posted.posted_document)) == []
    assert len(refused(posted)) == 1


@pytest.mark.rule("POST-159")
def test_receipts_and_direct_transfers_are_never_undone(bolt):
    receive(bolt, lot("A", 6))
    order = transfer(bolt, lot("A", 2))
    out(order)
    arrived = into(order)
    direct = post(transfer(bolt, lot("A", 2), direct_transfer=True))

    assert refused(arrived) == [
        f"{arrived.posted_document}: The document cannot be undone: the goods have arrived. "
        "Send the goods back by another transfer order instead."
    ]
    assert refused(direct) == [
        f"{direct.posted_document}: The document cannot be undone: the goods arrived as they left. "
        "Send the goods back by another transfer order instead."
    ]


@pytest.mark.rule("POST-159", "POST-150")
def test_the_shipment_of_a_direct_transfer_in_two_documents_stays(bolt):
    receive(bolt, lot("A", 6))
    over = at("TRANSIT", use_as_in_transit=True)
    order = transfer(bolt, lot("A", 6), direct_transfer=True, over=over)
    post(order)
    shipment = order.posted_documents.get(kind=PostedKind.TRANSFER_SHIPMENT)

    with pytest.raises(Refused) as refusal:
        undo_lines(document=shipment, line_ids=[shipment.lines.get().pk], by=shipment.posted_by)

    [violation] = refusal.value.violations
    assert isinstance(violation, errors.TransferNotUndone)


def test_a_thousand_numbers_cost_the_statements_of_ten(lamp):
    counts = []
    for count in (10, 200):
        numbers = [serial(f"{count}-{number}") for number in range(count)]
        receive(lamp, *numbers)
        posted = out(transfer(lamp, *numbers))
        with CaptureQueriesContext(connection) as asked:
            undo(posted)
        counts.append(len(asked))

    assert counts[0] == counts[1] <= 55


# --- the page


HTMX = {"HX-Request": "true"}


def undo_url(posted):
    document = posted.posted_document
    return reverse("undo_posted", args=[document.kind, document.pk])


@pytest.mark.rule("POST-159")
@pytest.mark.parametrize("headers", [{}, HTMX])
def test_a_posted_shipment_is_undone_on_its_page(client, bolt, headers):
    receive(bolt, lot("A", 6))
    posted = out(transfer(bolt, lot("A", 6)))
    document = posted.posted_document
    client.force_login(user_with_role("warehouse manager"))

    card = client.get(document.get_absolute_url(), headers=headers).content.decode()
    page = client.get(undo_url(posted), headers=headers).content.decode()
    answer = client.post(undo_url(posted), {"line": document.lines.get().pk}, headers=headers)
    after = client.get(document.get_absolute_url()).content.decode()

    assert undo_url(posted) in card
    assert "its goods and numbers are to be handled again" in page
    assert (answer.status_code, answer.url) == (302, document.get_absolute_url())
    assert "Undone: 2 item ledger entries posted, register 3." in after
    assert "Correction" in after
    assert "Every line is undone." in client.get(undo_url(posted)).content.decode()


@pytest.mark.rule("POST-159")
@pytest.mark.parametrize("method", ["get", "post"])
def test_the_page_of_a_receipt_says_why_it_stays(client, bolt, method):
    receive(bolt, lot("A", 6))
    order = transfer(bolt, lot("A", 2))
    out(order)
    arrived = into(order)
    client.force_login(user_with_role("warehouse manager"))

    card = client.get(arrived.posted_document.get_absolute_url()).content.decode()
    answer = getattr(client, method)(undo_url(arrived))

    assert undo_url(arrived) not in card
    assert answer.status_code == 422
    html = answer.content.decode()
    assert "The document cannot be undone: the goods have arrived." in html
    assert "Undo the chosen lines" not in html
    assert "Every line is undone." not in html


@pytest.mark.parametrize("headers", [{}, HTMX])
def test_whoever_may_not_post_transfers_may_not_undo_them(client, bolt, headers):
    receive(bolt, lot("A", 6))
    url = undo_url(out(transfer(bolt, lot("A", 6))))
    assert client.get(url, headers=headers).url.startswith("/login/")

    client.force_login(user_with_role("sales"))

    assert client.get(url, headers=headers).status_code == 403
    assert client.post(url, headers=headers).status_code == 403
