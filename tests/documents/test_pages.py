"""The pages of source documents: lists, cards, the header, status, deletion."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from tests.documents.conftest import JAN_5
from tests.factories import (
    CustomerFactory,
    ItemFactory,
    LocationFactory,
    VendorFactory,
    add_line,
    journal,
    purchase_order,
    sales_order,
    serial_code,
    setup_series,
    user_with_role,
)
from wms.documents import services
from wms.documents.kinds import KINDS, DocumentKind
from wms.documents.models import Document, DocumentLine
from wms.documents.providers import Tracked

HTMX = {"HX-Request": "true"}


@pytest.fixture
def purchaser(client, db):
    user = user_with_role("purchaser", username="purchaser")
    client.force_login(user)
    return user


@pytest.fixture
def order(purchaser):
    setup_series()
    return purchase_order(ItemFactory(no="LAMP", description="Desk lamp"), 10, no="PO-1")


def page_of(document):
    return reverse("document", args=[document.kind, document.pk])


# --- who may see what --------------------------------------------------------------------------------

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


# --- lists -------------------------------------------------------------------------------------------


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
