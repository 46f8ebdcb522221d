"""Direct transfers, in one document or two at once (POST-150)."""

import pytest

from tests.tracking.posting.desk import (
    at,
    entries,
    figures,
    lot,
    out,
    post,
    receive,
    refusal,
    refused,
    the_line,
    to_handle,
    transfer,
)
from tracking.posting import preview_document
from wms.documents.kinds import PostedKind, Step
from wms.documents.models import DocumentStatus
from wms.inventory.models import InventorySetup, Location


@pytest.mark.rule("POST-150", "POST-001")
def test_a_direct_transfer_is_one_step(bolt):
    receive(bolt, lot("A", 6))
    order = transfer(bolt, lot("A", 6), direct_transfer=True)

    posted = post(order)

    assert posted.posted_document.kind == PostedKind.DIRECT_TRANSFER
    assert entries(
        "location__code", "quantity", "remaining_quantity", "document_type", pk__gt=1
    ) == [
        ("EAST", -6, 0, "direct_transfer"),
        ("WEST", 6, 6, "direct_transfer"),
    ]
    order.refresh_from_db()
    line = the_line(order)
    assert (line.qty_handled, line.qty_received, line.qty_to_receive) == (6, 6, 0)
    assert figures(order) == {"A": (6, 6, 0)}
    assert order.status == DocumentStatus.CLOSED


@pytest.mark.rule("POST-150")
def test_a_direct_transfer_takes_whole_lines(bolt):
    receive(bolt, lot("A", 6))
    order = transfer(bolt, lot("A", 6), direct_transfer=True, no="TO1")
    to_handle(order, A=4)

    assert refusal(order) == [
        "Transfer order TO1, line 10000: Qty. to Ship must be the whole Quantity 6, not 4, because Direct"
        " Transfer is on. Ship all of the line, or lower its Quantity."
    ]


@pytest.mark.rule("POST-150")
def test_a_direct_transfer_over_an_in_transit_location_makes_both_documents(bolt):
    receive(bolt, lot("A", 6))
    over = at("TRANSIT", use_as_in_transit=True)
    order = transfer(bolt, lot("A", 6), direct_transfer=True, over=over)
    to_handle(order, A=4)

    preview = preview_document(document=order, by=order.created_by)
    posted = post(order, request_key="once")
    again = post(order, request_key="once")

    assert [entry.quantity for entry in preview.entries] == [-4, 4, -4, 4]
    assert posted.entry_count == 4
    assert again.was_posted_before
    assert entries(
        "location__code", "quantity", "remaining_quantity", "document_type", pk__gt=1
    ) == [
        ("EAST", -4, 0, "transfer_shipment"),
        ("TRANSIT", 4, 0, "transfer_shipment"),
        ("TRANSIT", -4, 0, "transfer_receipt"),
        ("WEST", 4, 4, "transfer_receipt"),
    ]
    assert figures(order) == {"A": (4, 4, 0)}


@pytest.mark.rule("POST-150", "POST-166", "POST-113")
def test_both_documents_are_made_or_none(bolt):
    receive(bolt, lot("A", 6))
    over = at("TRANSIT", use_as_in_transit=True)
    west = at("WEST", require_receive=True)
    order = transfer(bolt, lot("A", 6), direct_transfer=True, over=over, to=west)

    [violation] = refused(order).violations
    assert violation.field == "qty_to_receive"
    for field in ("posted_transfer_shipment_nos", "posted_transfer_receipt_nos"):
        kept = InventorySetup.objects.values_list(field, flat=True).get()
        InventorySetup.objects.update(**{field: None})
        [text] = refusal(order)
        assert InventorySetup._meta.get_field(field).verbose_name in text
        InventorySetup.objects.update(**{field: kept})


@pytest.mark.rule("POST-150", "WHS-005")
def test_where_receipts_are_required_a_transfer_arrives_by_a_warehouse_receipt(bolt):
    receive(bolt, lot("A", 6))
    west = at("WEST", require_receive=True)
    direct = transfer(bolt, lot("A", 2), direct_transfer=True, to=west)
    in_two = transfer(bolt, lot("A", 2), to=west)
    out(in_two)

    for order, step in ((direct, Step.HANDLE), (in_two, Step.RECEIVE)):
        [violation] = refused(order, step=step).violations
        assert (violation.rule, violation.field) == ("WHS-005", "qty_to_receive")


@pytest.mark.rule("WHS-005")
def test_where_shipments_are_required_a_transfer_leaves_by_a_warehouse_shipment(bolt):
    receive(bolt, lot("A", 6))
    order = transfer(bolt, lot("A", 2))
    Location.objects.filter(code="EAST").update(require_shipment=True)

    [violation] = refused(order, step=Step.SHIP).violations

    assert (violation.rule, violation.field) == ("WHS-005", "qty_to_handle")
