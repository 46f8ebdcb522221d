"""Posted documents: lines with their tracking, links both ways, nothing to change."""

from datetime import date

import pytest
from django.urls import reverse

from tests.factories import (
    ItemFactory,
    add_line,
    lot_code,
    purchase_order,
    serial_code,
    setup_series,
    tracked,
    user_with_role,
)
from tracking.posting import post_document
from wms.documents.kinds import PostedKind
from wms.documents.lists import source_of
from wms.documents.models import PostedDocument

HTMX = {"HX-Request": "true"}


@pytest.fixture
def receipt(client, db):
    """Two chairs by serial, five litres of paint from two lots."""
    setup_series()
    user = user_with_role("purchaser", username="purchaser")
    client.force_login(user)
    order = purchase_order(ItemFactory(no="CHAIR", item_tracking_code=serial_code()), 2, no="PO-1")
    chairs = order.lines.get()
    paint = ItemFactory(no="PAINT", item_tracking_code=lot_code(use_expiration_dates=True))
    litres = add_line(order, paint, 5)
    for number in ("S1", "S2"):
        tracked(chairs, serial_no=number)
    tracked(litres, lot_no="L1", quantity=2, expiration_date=date(2027, 1, 31))
    tracked(litres, lot_no="L2", quantity=3, expiration_date=date(2027, 2, 28))
    return post_document(document=order, by=user).posted_document


def test_given_receipts_when_they_are_listed_then_each_links_to_itself_and_its_order(
    client, receipt
):
    html = client.get("/posted/purchase_receipt/").content.decode()

    assert "<h1>Posted purchase receipts</h1>" in html
    assert f'href="{receipt.get_absolute_url()}">{receipt.no}<' in html
    assert f'href="{receipt.source.get_absolute_url()}">PO-1<' in html


def test_given_receipts_when_they_are_filtered_then_only_those_that_fit_are_listed(client, receipt):
    def is_listed(query):
        return (
            f">{receipt.no}<" in client.get(f"/posted/purchase_receipt/?{query}").content.decode()
        )

    for fits in ("order=PO-1", "vendor=v10000", "item=PAINT", "posted_to=2026-01-02", "q=PO-1"):
        assert is_listed(fits), fits
    for other in ("order=PO-2", "vendor=V2", "item=LAMP", "posted_from=2026-01-03", "q=PO-2"):
        assert not is_listed(other), other


@pytest.mark.rule("POST-121")
def test_given_a_receipt_when_it_is_opened_then_its_lines_lead_to_their_entries(client, receipt):
    html = client.get(receipt.get_absolute_url()).content.decode()

    assert f"<h1>Purchase Receipt {receipt.no}</h1>" in html
    for line in receipt.lines.all():
        assert f'href="{reverse("posted_line", args=[receipt.kind, receipt.pk, line.pk])}"' in html
    assert html.count(">2 entries<") == 2
    assert receipt.source.get_absolute_url() in html


@pytest.mark.rule("POST-122", "POST-125")
def test_given_a_posted_line_when_its_tracking_is_opened_then_it_is_read_from_the_ledger(
    client, receipt
):
    line = receipt.lines.get(line_no=20000)

    html = client.get(
        reverse("posted_line", args=[receipt.kind, receipt.pk, line.pk])
    ).content.decode()

    for text in ("L1", "L2", "2027-01-31", "2027-02-28", "Remaining Quantity", "Warranty Date"):
        assert text in html
    for entry in line.entries.all():
        assert f'href="/ledger/entries/{entry.entry_no}/"' in html
    assert 'data-label="Quantity" class="num">2<' in html


@pytest.mark.rule("POST-122")
def test_given_many_serials_when_the_tracking_of_a_line_is_opened_then_they_come_in_pages(
    client, receipt
):
    order = purchase_order(receipt.lines.first().item, 150, no="PO-2")
    for number in range(150):
        tracked(order.lines.get(), serial_no=f"N{number:03}")
    by = user_with_role("purchaser")
    posted = post_document(document=order, by=by).posted_document
    url = reverse("posted_line", args=[posted.kind, posted.pk, posted.lines.get().pk])

    first = client.get(url).content.decode()
    last = client.get(
        f"{url}?after={posted.lines.get().entries.all()[99].entry_no}"
    ).content.decode()

    assert "150 rows" in first
    assert "N099" in first
    assert "N100" not in first
    assert "N149" in last


@pytest.mark.rule("POST-124")
def test_given_a_receipt_when_anything_is_sent_to_it_then_it_is_not_allowed(client, receipt):
    line = receipt.lines.first()
    line_url = reverse("posted_line", args=[receipt.kind, receipt.pk, line.pk])

    for url in ("/posted/purchase_receipt/", receipt.get_absolute_url(), line_url):
        assert client.post(url, {"quantity": "1"}).status_code == 405
        assert client.delete(url).status_code == 405
    assert PostedDocument.objects.count() == 1


@pytest.mark.django_db
@pytest.mark.parametrize("kind", list(PostedKind))
@pytest.mark.parametrize("headers", [{}, HTMX])
def test_given_a_wrong_role_when_posted_documents_are_asked_for_then_they_are_refused(
    client, kind, headers
):
    url = reverse("posted_documents", args=[kind])
    assert client.get(url, headers=headers).url.startswith("/login/")
    other = "sales" if source_of(kind).area == "purchasing" else "purchaser"
    client.force_login(user_with_role(other))

    assert client.get(url, headers=headers).status_code == 403
    assert client.get(f"{url}1/", headers=headers).status_code == 403
    assert client.get(f"{url}1/lines/1/", headers=headers).status_code == 403


def test_given_no_such_posted_document_when_it_is_asked_for_then_it_is_not_found(client, receipt):
    assert client.get("/posted/hire_receipt/").status_code == 404
    assert client.get("/posted/purchase_receipt/999/").status_code == 404
    assert client.get(f"/posted/purchase_receipt/{receipt.pk}/lines/999/").status_code == 404


def test_given_an_order_when_its_card_is_opened_then_it_leads_to_what_was_posted(client, receipt):
    html = client.get(receipt.source.get_absolute_url()).content.decode()

    assert '/posted/purchase_receipt/?order=PO-1"' in html
    assert '/ledger/entries/?order=PO-1"' in html
