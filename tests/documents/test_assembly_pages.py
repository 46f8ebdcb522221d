"""The pages of assembly and production orders."""

from decimal import Decimal

import pytest
from django.urls import reverse

from tests.documents.conftest import JAN_5
from tests.factories import ItemFactory, LocationFactory, setup_series, user_with_role
from tests.tracking.posting.desk import receive
from wms.documents import services
from wms.documents.kinds import DocumentKind
from wms.documents.models import PostedDocument
from wms.ledger.models import ItemLedgerEntry

pytestmark = pytest.mark.django_db
HTMX = {"HX-Request": "true"}
KINDS = [DocumentKind.ASSEMBLY_ORDER, DocumentKind.PRODUCTION_ORDER]


@pytest.fixture
def manager(client):
    setup_series()
    user = user_with_role("warehouse manager", username="manager")
    client.force_login(user)
    return user


def order(kind, manager, **header):
    header = {"order_date": JAN_5, "location": LocationFactory(), "by": manager} | header
    return services.create_document(kind=kind, **header)


def typed(client, document, **texts):
    url = reverse("document_lines", args=[document.kind, document.pk])
    return client.post(url, texts, headers=HTMX)


def test_an_order_is_entered_assembled_and_found_again(client, manager):
    ItemFactory(no="TABLE")
    leg = ItemFactory(no="LEG")
    receive(leg, quantity=8)
    document = order(KINDS[0], manager, no="AO1")
    empty = client.get(document.get_absolute_url()).content.decode()
    assert 'value="assembly_output" selected' in empty

    assert typed(client, document, item="TABLE", quantity="2").status_code == 200
    proposed = client.get(document.get_absolute_url()).content.decode()
    assert 'value="assembly_consumption" selected' in proposed.split('id="new-line"')[1]
    typed(client, document, item="LEG", qty_per_output="4", entry_type="assembly_consumption")

    assert list(document.lines.order_by("line_no").values_list("entry_type", "quantity")) == [
        ("assembly_output", 2),
        ("assembly_consumption", 8),
    ]
    url = reverse("post_document", args=[document.kind, document.pk])
    response = client.post(url, {"posting_date": "2026-01-05", "request_key": "k"})
    posted = PostedDocument.objects.get(kind="posted_assembly")
    assert response.url == posted.get_absolute_url()
    page = client.get(posted.get_absolute_url()).content.decode()
    assert document.get_absolute_url() in page
    assert "Assembly Consumption" in page
    listed = client.get(reverse("posted_documents", args=["posted_assembly"])).content.decode()
    assert "Posted assembly orders" in listed
    entry = ItemLedgerEntry.objects.get(entry_type="assembly_output")
    html = client.get(entry.get_absolute_url()).content.decode()
    assert document.get_absolute_url() in html
    assert posted.get_absolute_url() in html


def test_a_changed_output_shows_its_components_anew(client, manager):
    document = order(KINDS[0], manager)
    table, leg = ItemFactory(no="TABLE"), ItemFactory(no="LEG")
    output = services.add_line(document=document, by=manager, item=table, quantity=Decimal(2))
    services.add_line(document=document, by=manager, item=leg, qty_per_output=Decimal(4))
    url = reverse("document_line", args=[document.kind, document.pk, output.pk])

    response = client.post(url, {"quantity": "3", "seen": "{}"}, headers=HTMX)

    assert response["HX-Refresh"] == "true"
    assert client.post(url, {"quantity": "4", "seen": "{}"}).status_code == 302


def test_a_production_order_leads_to_its_entries(client, manager):
    document = order(KINDS[1], manager, no="MO1")
    typed(client, document, item=ItemFactory(no="GEAR").no, quantity="2")
    url = reverse("post_document", args=[document.kind, document.pk])

    response = client.post(url, {"posting_date": "2026-01-05", "request_key": "k"})

    assert response.url == document.get_absolute_url()
    card = client.get(document.get_absolute_url()).content.decode()
    assert f"{reverse('ledger_entries')}?document_no=MO1" in card
    listed = client.get(reverse("ledger_entries"), {"document_no": "MO1"}).content.decode()
    assert ItemLedgerEntry.objects.get().get_absolute_url() in listed


def test_a_wrong_output_line_is_told_at_its_field(client, manager):
    document = order(KINDS[1], manager)
    typed(client, document, item=ItemFactory(no="GEAR").no, quantity="2")

    response = typed(
        client, document, item="GEAR", quantity="1", entry_type="consumption", output_line_no="7"
    )

    assert response.status_code == 422
    assert "Output Line No. 7 is not an output line of this order." in response.content.decode()


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("headers", [{}, HTMX])
def test_who_may_see_them(client, manager, kind, headers):
    document = order(kind, manager)
    for name, args in (("documents", [kind]), ("document", [kind, document.pk])):
        url = reverse(name, args=args)
        client.force_login(manager)
        assert client.get(url, headers=headers).status_code == 200
        client.force_login(user_with_role("purchaser"))
        assert client.get(url, headers=headers).status_code == 403
        client.logout()
        assert client.get(url, headers=headers).status_code == 302
