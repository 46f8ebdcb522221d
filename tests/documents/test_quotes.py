"""Purchase and sales quotes on their pages: lists, cards, lines, numbers, rights (ITL-005, QUOTE-001…005)."""

import pytest
from django.contrib.auth.models import Group
from django.db import IntegrityError, transaction
from django.urls import reverse

from tests.documents.rows import add_url, line_url, row_of
from tests.factories import (
    CustomerFactory,
    UserFactory,
    VendorFactory,
    add_line,
    purchase_order,
    sales_order,
    setup_series,
    trade_document,
    user_with_role,
)
from tracking.quotes.services import make_order
from wms.core.errors import Refused
from wms.documents import services
from wms.documents.kinds import KINDS, DocumentKind, PostedKind
from wms.documents.models import Document
from wms.inventory.models import InventorySetup

pytestmark = pytest.mark.django_db
K = DocumentKind
HTMX = {"HX-Request": "true"}
QUOTES = [
    pytest.param(K.PURCHASE_QUOTE, "purchaser", "vendor", id="purchase"),
    pytest.param(K.SALES_QUOTE, "sales", "customer", id="sales"),
]


def quote(kind=K.SALES_QUOTE, item=None, quantity=1, **header):
    return trade_document(kind, item, quantity, **{"no": "Q1"} | header)


@pytest.mark.rule("ITL-005")
@pytest.mark.parametrize(("kind", "role", "partner"), QUOTES)
def test_a_quote_is_made_on_its_page_with_a_number_of_its_own_series(
    client, lamp, kind, role, partner
):
    setup_series()
    {"vendor": VendorFactory, "customer": CustomerFactory}[partner]()
    no = {"vendor": "V10000", "customer": "C10000"}[partner]
    client.force_login(user_with_role(role))

    made = client.post(
        reverse("new_document", args=[kind]), {partner: no, "order_date": "2026-01-05"}
    )
    document = Document.objects.get()
    line = client.post(add_url(document), {"item": "LAMP", "quantity": "4"}, headers=HTMX)
    listed = client.get(reverse("documents", args=[kind])).content.decode()

    assert made.status_code == 302
    assert document.no == {"vendor": "PQN00001", "customer": "SQN00001"}[partner]
    assert line.status_code == 200
    only = document.lines.get()
    assert (only.quantity, only.qty_to_handle, only.qty_to_invoice) == (4, 0, 0)
    assert only.entry_type == KINDS[KINDS[kind].becomes].entry_type
    assert f"{document.no}" in listed
    assert "Order No." in listed
    assert "Outstanding" not in listed


@pytest.mark.rule("ITL-005")
@pytest.mark.parametrize(("kind", "role", "partner"), QUOTES)
def test_a_line_of_a_quote_is_changed_and_deleted(client, lamp, kind, role, partner):
    document = quote(kind, lamp, 4)
    client.force_login(user_with_role(role))
    line = document.lines.get()

    changed = client.post(line_url(line), row_of(line, quantity="7"), headers=HTMX)
    wrong = client.post(line_url(line), row_of(line, quantity="a lot"), headers=HTMX)
    hostile = client.post(
        line_url(line), row_of(line, description="<img src=x onerror=alert(1)>"), headers=HTMX
    )
    gone = client.post(reverse("delete_document_line", args=[kind, document.pk, line.pk]))

    assert changed.status_code == 200
    assert wrong.status_code == 422
    assert "&lt;img src=x" in hostile.content.decode()
    assert "<img src=x" not in hostile.content.decode()
    assert gone.status_code == 302
    assert not document.lines.exists()


@pytest.mark.rule("ITL-005")
@pytest.mark.parametrize(("kind", "role", "partner"), QUOTES)
def test_a_quote_is_released_reopened_and_deleted(client, lamp, kind, role, partner):
    document = quote(kind, lamp, 4)
    client.force_login(user_with_role(role))

    client.post(reverse("release_document", args=[kind, document.pk]))
    assert Document.objects.get().status == "released"
    client.post(reverse("reopen_document", args=[kind, document.pk]))
    assert Document.objects.get().status == "open"
    client.post(reverse("delete_document", args=[kind, document.pk]))

    assert not Document.objects.exists()


@pytest.mark.rule("ITL-005", "ROLE-002")
@pytest.mark.parametrize(("kind", "role", "partner"), QUOTES)
@pytest.mark.parametrize("headers", [{}, HTMX])
def test_the_rights_to_quotes_are_those_to_orders(client, lamp, kind, role, partner, headers):
    document = quote(kind, lamp, 4)
    pages = [
        reverse("documents", args=[kind]),
        document.get_absolute_url(),
        reverse("new_document", args=[kind]),
        reverse("delete_document", args=[kind, document.pk]),
        reverse("make_order", args=[kind, document.pk]),
    ]
    for page in pages:
        answer = client.get(page, headers=headers)
        assert (answer.status_code, answer.url.split("?")[0]) == (302, "/login/")

    seen = {}
    for name in Group.objects.values_list("name", flat=True):
        client.force_login(user_with_role(name))
        seen[name] = [client.get(page, headers=headers).status_code for page in pages]

    all_of_it, looks, nothing = [200] * 5, [200, 200, 403, 403, 403], [403] * 5
    other = "sales" if role == "purchaser" else "purchaser"
    assert seen == {
        role: all_of_it,
        other: nothing,
        "administrator": all_of_it,
        "auditor": looks,
        "warehouse clerk": looks,
        "warehouse manager": looks,
    }


@pytest.mark.rule("ITL-005")
def test_quotes_are_found_in_the_navigation_and_by_the_search(client, lamp):
    quote(K.SALES_QUOTE, lamp, 4, no="SQ77")
    quote(K.PURCHASE_QUOTE, lamp, 4, no="PQ77")

    client.force_login(user_with_role("sales"))
    home = client.get(reverse("home")).content.decode()
    found = client.get(reverse("search"), {"q": "SQ77"}, follow=True)
    hidden = client.get(reverse("search"), {"q": "PQ77"}).content.decode()

    assert reverse("documents", args=["sales_quote"]) in home
    assert reverse("documents", args=["purchase_quote"]) not in home
    assert found.redirect_chain[-1][0] == Document.objects.get(no="SQ77").get_absolute_url()
    assert "Purchase quote" not in hidden


@pytest.mark.rule("QUOTE-002")
@pytest.mark.parametrize(("kind", "role", "partner"), QUOTES)
def test_the_lists_tell_which_order_came_of_which_quote(client, lamp, kind, role, partner):
    setup_series()
    document = quote(kind, lamp, 4)
    order = make_order(quote=document, by=document.created_by, on=document.order_date).order
    other = {"vendor": purchase_order, "customer": sales_order}[partner](lamp, no="OTHER")
    client.force_login(user_with_role(role))

    quotes = client.get(reverse("documents", args=[kind])).content.decode()
    orders = client.get(reverse("documents", args=[order.kind]), {"quote": "Q1"}).content.decode()
    file = client.get(reverse("documents", args=[kind]), {"export": "csv"})

    assert f'href="{order.get_absolute_url()}"' in quotes
    assert order.no in orders
    assert other.no not in orders
    assert order.no in b"".join(file).decode()


@pytest.mark.rule("QUOTE-001")
@pytest.mark.parametrize("kind", [K.PURCHASE_QUOTE, K.SALES_QUOTE])
def test_no_posted_document_comes_of_a_quote(kind):
    rules = KINDS[kind]

    assert (rules.steps, rules.posted_kinds, rules.invoices) == ((), (), False)
    assert not rules.goes_through_warehouse
    assert all(kind not in str(posted) for posted in PostedKind)


@pytest.mark.rule("QUOTE-004")
@pytest.mark.parametrize(
    ("quantity", "closed", "why"),
    [
        (None, False, "It has no line with a quantity."),
        (0, False, "It has no line with a quantity."),
        (4, True, "It is closed, because an order was made of it, which was deleted since."),
    ],
)
def test_the_button_that_makes_no_order_says_why(client, lamp, quantity, closed, why):
    document = quote()
    if quantity is not None:
        add_line(document, lamp, quantity)
    if closed:
        Document.objects.update(status="closed")
    client.force_login(user_with_role("sales"))

    card = client.get(document.get_absolute_url()).content.decode()

    assert f'id="step-make-order" aria-disabled="true" title="{why}"' in card
    assert ("The order that was made of it was deleted." in card) is closed


@pytest.mark.rule("QUOTE-004")
def test_lines_that_add_up_to_nothing_are_ordered_all_the_same(client, lamp):
    document = quote(item=lamp, quantity=4)
    add_line(document, lamp, -4)
    client.force_login(user_with_role("sales"))

    card = client.get(document.get_absolute_url()).content.decode()

    assert 'id="step-make-order" aria-disabled' not in card


@pytest.mark.rule("QUOTE-001", "QUOTE-005")
@pytest.mark.parametrize(("kind", "role", "partner"), QUOTES)
def test_the_card_says_what_a_quote_does_and_does_not(client, lamp, kind, role, partner):
    document = quote(kind, lamp, 4)
    client.force_login(user_with_role(role))

    card = client.get(document.get_absolute_url()).content.decode()

    assert "A quote is never posted, and no stock is held for it." in card
    assert ("Its numbers count as requested on other pages." in card) is (role == "sales")
    assert "Make Order turns it into an order with all its lines and numbers." in card


@pytest.mark.rule("QUOTE-003")
def test_the_database_keeps_a_second_order_of_a_quote_out():
    document = quote()
    sales_order(no="SO1", quote=document)

    with pytest.raises(IntegrityError), transaction.atomic():
        sales_order(no="SO2", quote=document)


@pytest.mark.rule("QUOTE-002")
def test_the_database_keeps_quotes_to_orders():
    document = quote()

    with pytest.raises(IntegrityError), transaction.atomic():
        trade_document(K.SALES_INVOICE, no="SI1", quote=document)
    with pytest.raises(IntegrityError), transaction.atomic():
        trade_document(K.SALES_QUOTE, no="Q2", vendor=VendorFactory())


@pytest.mark.rule("POST-113", "ITL-005")
def test_without_a_series_the_new_quote_says_which_one_is_missing():
    setup_series()
    InventorySetup.objects.update(sales_quote_nos=None)
    by = UserFactory()

    with pytest.raises(Refused, match="Fill Sales Quote Nos"):
        services.create_document(
            kind=K.SALES_QUOTE,
            by=by,
            order_date=quote().order_date,
            customer=CustomerFactory(),
        )
