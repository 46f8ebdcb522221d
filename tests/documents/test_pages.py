"""The card of a source document: its header, status and deletion, and how it is made."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from tests.documents.conftest import JAN_5
from tests.documents.rows import page_of
from tests.factories import (
    CustomerFactory,
    LocationFactory,
    VendorFactory,
    add_line,
    purchase_order,
    sales_order,
    serial_code,
    setup_series,
    user_with_role,
)
from wms.documents import services
from wms.documents.kinds import KINDS, DocumentKind
from wms.documents.models import Document
from wms.documents.providers import Tracked

HTMX = {"HX-Request": "true"}


# --- creating ----------------------------------------------------------------------------------------


def test_given_a_vendor_when_an_order_is_created_on_the_page_then_its_card_opens(client, purchaser):
    setup_series()
    VendorFactory(no="V10000")
    LocationFactory(code="EAST")

    response = client.post(
        "/documents/purchase_order/new/",
        {
            "vendor": "v10000",
            "location": "east",
            "order_date": "2026-01-05",
            "description": "Spring",
        },
    )

    order = Document.objects.get()
    assert response.url == f"/documents/purchase_order/{order.pk}/#new-line"
    assert (order.no, order.vendor.no, order.location.code, order.created_by) == (
        "PON00001",
        "V10000",
        "EAST",
        purchaser,
    )


def test_given_no_location_when_an_order_is_created_then_it_stands_at_the_blank_one(
    client, purchaser
):
    setup_series()
    VendorFactory(no="V10000")

    client.post("/documents/purchase_order/new/", {"vendor": "V10000", "order_date": "2026-01-05"})

    assert Document.objects.get().location.code == ""


@pytest.mark.django_db
def test_given_a_journal_when_it_is_created_then_it_needs_no_partner(client):
    setup_series()
    client.force_login(user_with_role("warehouse manager"))

    page = client.get("/documents/item_journal/new/").content.decode()
    client.post("/documents/item_journal/new/", {"posting_date": "2026-01-05"})

    journal = Document.objects.get()
    assert "Order Date" not in page
    assert (journal.no, journal.order_date, journal.posting_date) == ("IJN00001", JAN_5, JAN_5)


@pytest.mark.parametrize(
    ("changes", "text"),
    [
        ({"vendor": ""}, "Vendor No. must be filled."),
        ({"vendor": "V9"}, "Vendor No. V9 does not exist. Choose one from the list."),
        ({"vendor": "<script>x</script>"}, "&lt;SCRIPT&gt;X&lt;/SCRIPT&gt; does not exist."),
        ({"location": "MOON"}, "Location Code MOON does not exist. Choose one from the list."),
        ({"order_date": ""}, "Order Date must be filled."),
        ({"no": "X" * 21}, "No. may have at most 20 characters"),
        ({"external_document_no": "X" * 36}, "may have at most 35 characters"),
        ({"no": "PO-1"}, "Purchase order PO-1 exists already."),
    ],
)
@pytest.mark.rule("SET-005", "SET-002", "ERR-002")
def test_given_wrong_input_when_an_order_is_created_then_it_says_so_and_keeps_what_was_typed(
    client, order, changes, text
):
    typed = {
        "vendor": "V10000",
        "order_date": "2026-01-05",
        "description": "Spring <b>lamps</b>",
    } | changes

    response = client.post("/documents/purchase_order/new/", typed)

    html = response.content.decode()
    assert response.status_code == 422
    assert text in html
    assert "Spring &lt;b&gt;lamps&lt;/b&gt;" in html
    assert Document.objects.count() == 1


# --- the card ----------------------------------------------------------------------------------------


@pytest.mark.django_db
@pytest.mark.parametrize("kind", list(DocumentKind))
def test_given_any_kind_when_its_card_is_opened_then_its_own_columns_are_there(
    admin_client, new_document, clerk, lamp, kind
):
    document = new_document(kind)
    services.add_line(document=document, by=clerk, item=lamp, quantity=3)

    html = admin_client.get(page_of(document)).content.decode()

    rules = KINDS[kind]
    heads = [caption for caption in (rules.handle_caption, rules.handled_caption) if caption]
    heads += ["Posting Date", "Document No."] if rules.is_journal else []
    heads += ["New Location Code", "New Bin Code"] if rules.is_reclassification else []
    heads += [] if rules.is_count else ["Unit of Measure"]  # counted in base units
    for head in [*heads, "Item No.", "Quantity"]:
        assert head in html
    assert "Desk lamp" in html


def test_given_an_order_when_the_header_is_saved_then_it_says_so(client, order):
    response = client.post(
        page_of(order),
        {
            "version": "1",
            "vendor": "V10000",
            "location": "EAST",
            "order_date": "2026-01-05",
            "external_document_no": "OC-77",
        },
        follow=True,
    )

    assert "Purchase order PO-1 is saved." in response.content.decode()
    assert Document.objects.get().external_document_no == "OC-77"


@pytest.mark.rule("POST-170", "ERR-006")
def test_given_another_user_saved_meanwhile_when_the_header_is_saved_then_it_is_kept_and_told(
    client, order
):
    Document.objects.update(version=5, description="Theirs")

    response = client.post(
        page_of(order),
        {
            "version": "1",
            "vendor": "V10000",
            "order_date": "2026-01-05",
            "description": "Mine",
        },
    )

    html = response.content.decode()
    assert response.status_code == 422
    assert "It was changed by another user since it was shown" in html
    assert 'value="Mine"' in html
    assert Document.objects.get().description == "Theirs"


def test_given_an_open_order_when_it_is_released_then_lines_are_locked_but_qty_to_receive(
    client, order
):
    response = client.post(
        reverse("release_document", args=[order.kind, order.pk]), {"version": "1"}, follow=True
    )

    html = response.content.decode()
    assert "Purchase order PO-1 is released." in html
    assert "Reopen" in html
    assert 'id="new-line"' not in html
    line = order.lines.get()
    assert f'id="{line.pk}-qty_to_handle"' in html
    assert f'id="{line.pk}-quantity"' not in html

    client.post(reverse("reopen_document", args=[order.kind, order.pk]), {"version": "2"})
    assert Document.objects.get().status == Document.Status.OPEN


@pytest.mark.rule("POST-170")
def test_given_an_older_page_when_release_is_pressed_then_it_is_refused_in_words(client, order):
    Document.objects.update(version=2)

    response = client.post(
        reverse("release_document", args=[order.kind, order.pk]), {"version": "1"}
    )

    assert response.status_code == 422
    assert "version 2 instead of 1. Reload the page" in response.content.decode()
    assert Document.objects.get().status == Document.Status.OPEN


def test_given_an_order_without_lines_when_its_card_is_opened_then_grey_buttons_say_why(
    client, purchaser
):
    order = purchase_order()

    html = client.get(page_of(order)).content.decode()

    assert 'aria-disabled="true" title="It has no line with a quantity."' in html
    assert reverse("release_document", args=[order.kind, order.pk]) not in html


@pytest.mark.rule("POST-120")
def test_given_a_closed_order_when_its_card_is_opened_then_it_is_read_only(client, order):
    Document.objects.update(status=Document.Status.CLOSED)

    html = client.get(page_of(order)).content.decode()

    assert "hx-post" not in html
    assert 'name="vendor" value="V10000"' in html
    assert "disabled" in html
    assert "Closed" in html


def test_given_a_thousand_lines_when_the_card_is_opened_then_they_come_in_pages(
    client, order, django_assert_max_num_queries
):
    lamp = order.lines.get().item
    for _ in range(249):
        add_line(order, lamp, 1)
    client.get(page_of(order))

    with django_assert_max_num_queries(25):
        first = client.get(page_of(order)).content.decode()
    last = client.get(f"{page_of(order)}?page=3").content.decode()

    assert first.count("data-line-row") == 100
    assert "of 250" in first
    assert last.count("data-line-row") == 51
    assert 'id="new-line"' in last
    assert 'id="new-line"' not in first


def test_given_ten_or_a_hundred_lines_when_the_card_is_opened_then_it_asks_the_same(
    client, order, tracked_rows
):
    lamp = order.lines.get().item
    lamp.item_tracking_code = serial_code()
    lamp.save()
    counts = []
    for more in (9, 90):
        for _ in range(more):
            add_line(order, lamp, 1)
        client.get(page_of(order))
        with CaptureQueriesContext(connection) as counted:
            client.get(page_of(order))
        counts.append(len(counted))

    assert counts[0] == counts[1]


def test_given_tracked_lines_when_the_card_is_opened_then_each_says_what_is_undefined(
    client, order, tracked_rows
):
    lamp = order.lines.get().item
    lamp.item_tracking_code = serial_code()
    lamp.save()
    half, whole = order.lines.get(), add_line(order, lamp, 4)
    tracked_rows[half.pk] = Tracked(rows=6, quantity=6)
    tracked_rows[whole.pk] = Tracked(rows=4, quantity=4)

    html = client.get(page_of(order)).content.decode()

    assert 'title="Undefined: 4">6 of 10<' in html
    assert html.count(">complete<") == 1


# --- deleting ----------------------------------------------------------------------------------------


@pytest.mark.rule("ITL-152")
@pytest.mark.parametrize("headers", [{}, HTMX])
def test_given_tracking_when_delete_is_pressed_then_it_asks_once_and_then_deletes_all(
    client, order, tracked_rows, headers
):
    tracked_rows[order.lines.get().pk] = Tracked(rows=10, quantity=10)
    url = reverse("delete_document", args=[order.kind, order.pk])

    question = client.get(url, headers=headers).content.decode()

    assert "With it go 1 line and 10 item tracking lines. This cannot be undone." in question
    assert 'name="with_tracking"' in question
    response = client.post(url, {"version": "1", "with_tracking": "yes"})
    assert response.url == "/documents/purchase_order/"
    assert not Document.objects.exists()


@pytest.mark.rule("ITL-152")
def test_given_tracking_came_meanwhile_when_deletion_is_sent_then_it_asks_again(
    client, order, tracked_rows
):
    tracked_rows[order.lines.get().pk] = Tracked(rows=10, quantity=10)

    response = client.post(
        reverse("delete_document", args=[order.kind, order.pk]), {"version": "1"}
    )

    assert response.status_code == 422
    assert "10 item tracking lines go with it" in response.content.decode()
    assert Document.objects.exists()


def test_given_a_customer_blocked_since_when_the_sales_card_is_opened_then_it_still_shows_it(
    admin_client,
):
    order = sales_order(customer=CustomerFactory(no="C9", blocked=True))

    assert 'value="C9"' in admin_client.get(page_of(order)).content.decode()
