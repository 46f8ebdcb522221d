"""Who may open the page, and what is said to those who may not."""

import pytest
from django.urls import reverse

from tests.factories import (
    ItemFactory,
    purchase_order,
    tracked,
    user_with_role,
)
from tests.tracking.pages.asking import HTMX, text_of, url_of

pytestmark = pytest.mark.django_db

ADDRESSES = [
    ("get", "tracking_lines", ()),
    ("get", "tracking_rows", ()),
    ("post", "tracking_rows", ()),
    ("get", "tracking_row", (1,)),
    ("post", "tracking_row", (1,)),
    ("get", "tracking_row_figures", (1,)),
    ("get", "tracking_lookup", (1, "lot")),
    ("post", "tracking_lookup", (1, "lot")),
    ("post", "tracking_delete_rows", ()),
    ("get", "tracking_create", ("series",)),
    ("post", "tracking_create", ("customized",)),
    ("post", "tracking_assign", ("lot",)),
    ("get", "tracking_select", ()),
    ("post", "tracking_select", ()),
    ("post", "tracking_select_entry", (1,)),
    ("get", "tracking_upload", ()),
    ("post", "tracking_upload", ()),
    ("get", "tracking_template", ()),
    ("get", "tracking_paste", ()),
    ("post", "tracking_paste", ()),
    ("get", "tracking_rejected", ()),
    ("get", "tracking_report", ()),
    ("post", "tracking_rejected", ()),
    ("post", "tracking_take_rejected", (1,)),
    ("post", "tracking_scan", ()),
    ("post", "tracking_undo_scan", ()),
    ("post", "tracking_match", ()),
    ("post", "tracking_refresh", ()),
    ("post", "tracking_close", ()),
    ("post", "tracking_apply_anew", ()),
]


@pytest.mark.parametrize(("method", "name", "args"), ADDRESSES)
@pytest.mark.parametrize("headers", [{}, HTMX], ids=["plain", "htmx"])
def test_given_nobody_is_logged_in_then_every_address_asks_for_the_log_in(
    client, chair, method, name, args, headers
):
    response = getattr(client, method)(
        url_of(purchase_order(chair, 3), name, *args), headers=headers
    )

    assert response.status_code in (204, 302)
    assert "/login/" in (response.get("Location", "") + response.get("WMS-Login", "/login/"))


@pytest.mark.parametrize(("method", "name", "args"), ADDRESSES)
@pytest.mark.parametrize("headers", [{}, HTMX], ids=["plain", "htmx"])
def test_given_a_role_without_the_right_to_the_kind_then_every_address_is_forbidden(
    client, seller, chair, method, name, args, headers
):
    response = getattr(client, method)(
        url_of(purchase_order(chair, 3), name, *args), headers=headers
    )

    assert response.status_code == 403


@pytest.mark.parametrize(("method", "name", "args"), [one for one in ADDRESSES if one[0] == "post"])
def test_given_an_auditor_then_nothing_can_be_changed(client, chair, method, name, args):
    client.force_login(user_with_role("auditor"))

    response = client.post(url_of(purchase_order(chair, 3), name, *args))

    # who may look may refresh the figures, too
    assert response.status_code == (302 if name == "tracking_refresh" else 403)


def test_given_an_auditor_then_the_page_is_shown_read_only(client, chair):
    order = purchase_order(chair, 3)
    tracked(order.lines.get(), "S1")
    client.force_login(user_with_role("auditor"))

    page = text_of(client.get(url_of(order)))

    assert "Read only" in page
    assert "S1" in page
    assert "Save &amp; close" not in page
    assert 'name="serial_no"' not in page


def test_given_a_line_that_does_not_exist_then_it_is_not_found(client, purchaser):
    assert client.get(reverse("tracking_lines", args=[4711])).status_code == 404


@pytest.mark.rule("ITL-002")
def test_given_an_item_without_code_then_its_document_says_why(client, purchaser):
    order = purchase_order(ItemFactory(no="PLAIN"), 3)

    response = client.get(url_of(order), follow=True)

    assert response.redirect_chain == [(order.get_absolute_url(), 302)]
    assert "Item PLAIN has no Item Tracking Code." in text_of(response)
