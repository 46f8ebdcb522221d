"""Who may see and change the pages of source documents."""

import pytest
from django.urls import reverse

from tests.documents.rows import page_of
from tests.documents.test_pages import HTMX
from tests.factories import ItemFactory, purchase_order, user_with_role
from wms.documents.models import Document

ADDRESSES = [
    ("documents", False),
    ("new_document", False),
    ("document", True),
    ("delete_document", True),
]


@pytest.mark.django_db
@pytest.mark.parametrize(("name", "of_one"), ADDRESSES)
@pytest.mark.parametrize("headers", [{}, HTMX])
def test_given_nobody_is_logged_in_when_a_page_is_asked_for_then_the_log_in_opens(
    client, name, of_one, headers
):
    order = purchase_order(ItemFactory())
    url = reverse(name, args=[order.kind, order.pk] if of_one else [order.kind])

    response = client.get(url, headers=headers)

    assert response.status_code == 302
    assert response.url.startswith("/login/")


@pytest.mark.django_db
@pytest.mark.parametrize(("name", "of_one"), ADDRESSES)
@pytest.mark.parametrize("headers", [{}, HTMX])
def test_given_a_sales_clerk_when_a_purchase_page_is_asked_for_then_it_is_forbidden(
    client, name, of_one, headers
):
    order = purchase_order(ItemFactory())
    client.force_login(user_with_role("sales"))
    url = reverse(name, args=[order.kind, order.pk] if of_one else [order.kind])

    assert client.get(url, headers=headers).status_code == 403


@pytest.mark.django_db
@pytest.mark.parametrize(
    "name", ["document", "release_document", "reopen_document", "delete_document", "document_lines"]
)
def test_given_somebody_who_may_only_look_when_something_is_sent_then_it_is_forbidden(client, name):
    order = purchase_order(ItemFactory())
    client.force_login(user_with_role("auditor"))
    assert client.get(page_of(order)).status_code == 200

    response = client.post(reverse(name, args=[order.kind, order.pk]), {"item": "LAMP"})

    assert response.status_code == 403
    assert Document.objects.get().version == 1


@pytest.mark.django_db
def test_given_an_auditor_when_a_card_is_opened_then_nothing_can_be_typed_or_pressed(client):
    order = purchase_order(ItemFactory())
    client.force_login(user_with_role("auditor"))

    html = client.get(page_of(order)).content.decode()

    assert 'id="new-line"' not in html
    assert "Release" not in html
    assert "hx-post" not in html


@pytest.mark.parametrize(
    ("name", "of_one", "method"),
    [
        ("documents", False, "post"),
        ("new_document", False, "put"),
        ("document", True, "delete"),
        ("release_document", True, "get"),
        ("reopen_document", True, "get"),
        ("document_lines", True, "get"),
    ],
)
def test_given_a_wrong_method_when_a_page_is_asked_for_then_it_is_not_allowed(
    client, order, name, of_one, method
):
    url = reverse(name, args=[order.kind, order.pk] if of_one else [order.kind])

    assert getattr(client, method)(url).status_code == 405


@pytest.mark.parametrize(
    "address",
    [
        "/documents/hire_order/",
        "/documents/hire_order/1/",
        "/documents/purchase_order/999/",
        "/documents/sales_order/{pk}/",
        "/documents/purchase_order/{pk}/lines/999/delete/",
        "/documents/purchase_order/lookup/vendor_name/",
    ],
)
def test_given_no_such_kind_or_document_when_it_is_asked_for_then_it_is_not_found(
    client, order, address
):
    client.force_login(user_with_role("administrator"))

    assert client.get(address.format(pk=order.pk)).status_code == 404
