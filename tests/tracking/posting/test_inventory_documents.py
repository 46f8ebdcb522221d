"""Inventory receipts and shipments: adjustments with a document of their own."""

import pytest
from django.urls import reverse

from tests.factories import ItemFactory, lot_code, serial_code, user_with_role
from tests.tracking.posting.desk import (
    applications,
    at,
    entries,
    lot,
    post,
    receive,
    refusal,
    serial,
    the_line,
    with_line,
)
from tests.tracking.posting.making import made_by
from tracking.models import TrackingLine
from tracking.posting import preview_document
from wms.core.errors import Refused
from wms.documents import services
from wms.documents.kinds import DocumentKind
from wms.documents.models import Document, PostedDocument
from wms.inventory.models import InventorySetup

pytestmark = pytest.mark.django_db
KINDS = [DocumentKind.INVENTORY_RECEIPT, DocumentKind.INVENTORY_SHIPMENT]


def document(kind: DocumentKind, item=None, *numbers, quantity=None, **header) -> Document:
    made = made_by(kind, **header)
    return with_line(made, item, *numbers, quantity=quantity) if item else made


def receipt(item, *numbers, **values) -> Document:
    return document(DocumentKind.INVENTORY_RECEIPT, item, *numbers, **values)


def shipment(item, *numbers, **values) -> Document:
    return document(DocumentKind.INVENTORY_SHIPMENT, item, *numbers, **values)


@pytest.mark.rule("POST-001", "POST-113", "POST-121")
def test_a_receipt_makes_entries_and_its_own_document():
    paint = ItemFactory(no="PAINT", item_tracking_code=lot_code())

    posted = post(receipt(paint, lot("A", 3), lot("B", 2), no="IR1"))

    made = posted.posted_document
    assert (made.kind, made.source.no) == ("inventory_receipt", "IR1")
    assert entries(
        "entry_type", "document_type", "document_no", "lot_no", "quantity", "invoiced_quantity"
    ) == [
        ("positive_adjmt", "inventory_receipt", made.no, "A", 3, 3),
        ("positive_adjmt", "inventory_receipt", made.no, "B", 2, 2),
    ]
    assert list(made.lines.values_list("quantity", "quantity_base")) == [(5, 5)]
    assert made.lines.get().entries.count() == 2


@pytest.mark.rule("POST-001")
def test_a_shipment_takes_stock_out():
    paint = ItemFactory(no="PAINT", item_tracking_code=lot_code())
    receive(paint, lot("A", 5))

    posted = post(shipment(paint, lot("A", 2)))

    assert entries("entry_type", "document_type", "quantity")[1:] == [
        ("negative_adjmt", "inventory_shipment", -2)
    ]
    assert applications(item_ledger_entry=2) == [(2, 1, 2, 0, -2)]
    assert posted.posted_document.kind == "inventory_shipment"


@pytest.mark.rule("POST-003", "ITL-018")
@pytest.mark.parametrize(("kind", "quantity"), [(KINDS[0], -1), (KINDS[1], 1)])
def test_a_correction_is_a_negative_line(kind, quantity):
    chair = ItemFactory(item_tracking_code=serial_code())
    receive(chair, serial("S1"))

    post(document(kind, chair, serial("S1"), quantity=quantity))

    assert entries("serial_no", "quantity")[1:] == [("S1", -1)]


@pytest.mark.rule("POST-120", "POST-119")
@pytest.mark.parametrize("kind", KINDS)
def test_it_is_posted_whole_and_closed(kind):
    paint = ItemFactory(item_tracking_code=lot_code())
    receive(paint, lot("A", 5))
    made = document(kind, paint, lot("A", 3), no="I1")

    post(made)

    made.refresh_from_db()
    assert made.is_closed
    line = the_line(made)
    assert (line.qty_handled, line.qty_handled_base, line.qty_to_handle_base) == (3, 3, 0)
    row = TrackingLine.objects.get(line=line)
    assert (row.qty_handled, row.qty_to_handle) == (3, 0)
    assert "It is closed" in refusal(made)[0]


@pytest.mark.rule("POST-048")
def test_what_is_not_tracked_is_refused():
    paint = ItemFactory(no="PAINT", item_tracking_code=lot_code())
    made = receipt(paint, lot("A", 2), quantity=3, no="IR1")

    assert refusal(made)[0].startswith("Inventory receipt IR1, line 10000: ")


@pytest.mark.rule("POST-027", "POST-112")
def test_what_is_not_there_is_refused_and_nothing_is_left_of_it():
    paint = ItemFactory(no="PAINT", item_tracking_code=lot_code())
    receive(paint, lot("A", 2))

    assert "wanted 3, available 2" in refusal(shipment(paint, lot("A", 3), no="IS1"))[0]


@pytest.mark.rule("POST-113")
@pytest.mark.parametrize(
    ("kind", "field", "caption"),
    [
        (KINDS[0], "posted_inventory_receipt_nos", "Posted Inventory Receipt Nos."),
        (KINDS[1], "posted_inventory_shipment_nos", "Posted Inventory Shipment Nos."),
    ],
)
def test_a_missing_series_is_told_first(kind, field, caption):
    made = document(kind, ItemFactory(), quantity=2)
    InventorySetup.objects.update(**{field: None})

    assert caption in refusal(made)[0]


@pytest.mark.rule("POST-173")
def test_a_preview_leaves_nothing_behind():
    made = receipt(ItemFactory(), quantity=3)

    preview = preview_document(document=made, by=made.created_by)

    assert [entry.quantity for entry in preview.entries] == [3]
    assert entries("quantity") == []
    assert not PostedDocument.objects.exists()


@pytest.mark.rule("WHS-005")
@pytest.mark.parametrize("kind", KINDS)
def test_it_goes_past_warehouse_receipts_and_shipments(kind):
    place = at("NORTH")
    bolt = ItemFactory()
    receive(bolt, quantity=5, location=place)
    place.require_receive = place.require_shipment = True
    place.save()
    made = document(kind, location=place)
    services.add_line(document=made, by=made.created_by, item=bolt, quantity=2)

    post(made)

    assert len(entries("quantity")) == 2


@pytest.mark.rule("POST-124", "POST-178")
@pytest.mark.parametrize("kind", KINDS)
def test_links_lead_both_ways(client, kind):
    bolt = ItemFactory(no="BOLT")
    receive(bolt, quantity=5)
    made = document(kind, bolt, quantity=2, no="I1")
    client.force_login(user_with_role("warehouse manager"))
    assert "Qty. to Handle" not in client.get(made.get_absolute_url()).content.decode()
    url = reverse("post_document", args=[kind, made.pk])

    response = client.post(url, {"posting_date": "2026-01-05", "request_key": "k"})

    posted = PostedDocument.objects.get(kind=str(kind))
    assert response.url == posted.get_absolute_url()
    assert made.get_absolute_url() in client.get(posted.get_absolute_url()).content.decode()
    listed = client.get(reverse("posted_documents", args=[kind]) + "?order=I1").content.decode()
    assert posted.get_absolute_url() in listed
    card = client.get(made.get_absolute_url()).content.decode()
    assert f"{reverse('posted_documents', args=[kind])}?order=I1" in card
    entry = client.get(reverse("ledger_entry", args=[entries("entry_no")[-1][0]])).content.decode()
    assert posted.get_absolute_url() in entry


@pytest.mark.parametrize("kind", KINDS)
def test_who_may_see_and_post_them(client, kind):
    made = document(kind, ItemFactory(), quantity=2)
    url = reverse("post_document", args=[kind, made.pk])
    client.force_login(user_with_role("sales"))
    assert client.get(made.get_absolute_url()).status_code == 403
    client.force_login(user_with_role("auditor"))
    assert client.get(made.get_absolute_url()).status_code == 200
    assert client.post(url).status_code == 403


def test_a_partner_is_not_named():
    with pytest.raises(TypeError):
        document(KINDS[0], vendor_no="V1")


@pytest.mark.rule("POST-011")
def test_an_in_transit_location_is_refused():
    with pytest.raises(Refused):
        document(KINDS[0], location=at("WAY", use_as_in_transit=True))
