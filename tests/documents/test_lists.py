"""Lists of source documents, and what waits on the home page."""

import pytest
from django.urls import reverse

from tests.documents.conftest import JAN_5
from tests.factories import (
    ItemFactory,
    LocationFactory,
    VendorFactory,
    journal,
    purchase_order,
    sales_order,
)
from wms.documents.kinds import KINDS, DocumentKind
from wms.documents.models import Document, DocumentLine


@pytest.mark.django_db
@pytest.mark.parametrize("kind", list(DocumentKind))
def test_given_a_kind_when_its_list_is_opened_then_it_has_a_title_and_a_way_to_make_one(
    admin_client, kind
):
    html = admin_client.get(reverse("documents", args=[kind])).content.decode()

    assert f"<h1>{KINDS[kind].plural}</h1>" in html
    assert reverse("new_document", args=[kind]) in html


def test_given_orders_when_they_are_filtered_then_only_those_that_fit_are_listed(client, order):
    other = VendorFactory(no="V20000", name="Oak Yard")
    purchase_order(no="PO-2", vendor=other, location=LocationFactory(code="WEST"))
    purchase_order(no="PO-3", status=Document.Status.RELEASED)
    purchase_order(no="PO-4", order_date=JAN_5)

    def listed(query):
        html = client.get(f"/documents/purchase_order/?{query}").content.decode()
        return {no for no in ("PO-1", "PO-2", "PO-3", "PO-4") if f">{no}<" in html}

    assert listed("") == {"PO-1", "PO-2", "PO-3", "PO-4"}
    assert listed("status=released") == {"PO-3"}
    assert listed("vendor=v20000") == {"PO-2"}
    assert listed("location=WEST") == {"PO-2"}
    assert listed("item=LAMP") == {"PO-1"}
    assert listed("ordered_from=2026-01-05") == {"PO-4"}
    assert listed("ordered_to=2026-01-04") == {"PO-1", "PO-2", "PO-3"}
    assert listed("q=PO-3") == {"PO-3"}
    assert listed("q=oak yard") == {"PO-2"}
    assert listed("outstanding=yes") == {"PO-1"}
    assert listed("outstanding=no") == {"PO-2", "PO-3", "PO-4"}


def test_given_released_orders_when_the_home_page_opens_then_those_with_something_open_wait(
    client, order
):
    Document.objects.update(status=Document.Status.RELEASED)
    done = purchase_order(ItemFactory(), 2, no="PO-2", status=Document.Status.RELEASED)
    DocumentLine.objects.filter(document=done).update(
        qty_handled=2, qty_handled_base=2, qty_to_handle=0, qty_to_handle_base=0
    )

    html = client.get("/").content.decode()

    address = "/documents/purchase_order/?status=released&amp;outstanding=yes"
    pile = html.split(f'href="{address}"')[1].split("</a>")[0]
    assert '<span class="number">1</span>' in pile
    listed = client.get(address.replace("&amp;", "&")).content.decode()
    assert "PO-1" in listed
    assert "PO-2" not in listed


@pytest.mark.django_db
def test_given_sales_orders_when_the_purchase_orders_are_listed_then_they_are_not_among_them(
    admin_client,
):
    sales_order(no="SO-1")
    journal(no="IJ-1")

    html = admin_client.get("/documents/purchase_order/").content.decode()

    assert "SO-1" not in html
    assert "IJ-1" not in html
