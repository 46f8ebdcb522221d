"""The trace page: what is asked stands in the address, and the answer is a table of links."""

import pytest
from django.urls import reverse

from tests.factories import ItemFactory, lot_code, user_with_role
from tests.ledger.book import Book

pytestmark = pytest.mark.django_db


@pytest.fixture
def book():
    book = Book()
    book.posting()
    book.table = ItemFactory(no="TABLE", description="Side table", item_tracking_code=lot_code())
    book.receipt = book.receive(book.table, 10, lot_no="A")
    book.sale = book.ship(book.table, 3, sources={book.receipt: 3}, lot_no="A")
    return book


@pytest.fixture
def trace(client, book):
    client.force_login(book.by)

    def ask(*, htmx=False, **asked):
        headers = {"HX-Request": "true"} if htmx else {}
        return client.get(reverse("trace"), asked, headers=headers)

    return ask


def text(response) -> str:
    return " ".join(response.content.decode().split())


@pytest.mark.rule("TRC-001", "TRC-005")
def test_given_a_number_then_the_page_shows_where_it_came_from(trace, book):
    response = trace(kind="lot", number=" a ", item="table")

    page = text(response)
    assert response.status_code == 200
    assert f'href="/ledger/entries/{book.sale.pk}/"' in page
    assert f'href="/ledger/entries/{book.receipt.pk}/"' in page
    assert "Side table" in page
    assert page.index(f"entry-{book.sale.pk}") < page.index(f"entry-{book.receipt.pk}")


def test_given_htmx_then_only_the_result_is_answered(trace):
    page = text(trace(lot_no="A", htmx=True))

    assert "<table" in page
    assert "<form" not in page
    assert "<html" not in page


def test_the_opposite_trace_is_a_link_with_the_same_numbers(trace):
    page = text(trace(lot_no="A", direction="forward"))

    assert "?lot_no=A&amp;direction=backward" in page


@pytest.mark.rule("TRC-001")
def test_given_all_filters_empty_then_it_is_said_what_to_fill(trace):
    response = trace(serial_no="", direction="backward")

    assert response.status_code == 422
    assert "Fill at least one of Serial No., Lot No., Package No. and Item No. to trace." in text(
        response
    )


def test_given_no_question_then_the_empty_form_is_shown(trace):
    response = trace()

    assert response.status_code == 200
    assert "Fill a number or an item" in text(response)


@pytest.mark.rule("TRC-001")
def test_given_nothing_found_then_it_is_said_in_words(trace):
    response = trace(lot_no="NEVER")

    assert response.status_code == 200
    assert "No posted entry was found for this." in text(response)


@pytest.mark.rule("TRC-002")
@pytest.mark.parametrize("htmx", [False, True])
@pytest.mark.parametrize(
    ("asked", "refusal"),
    [
        ({"variant": "RED"}, "A variant needs its item. Fill Item No., or clear the variant."),
        ({"item": "TABLE", "variant": "RED"}, "Item TABLE has no variant RED."),
        ({"item": "NONE"}, "There is no item NONE."),
        ({"lot_no": "x" * 51}, "Lot No. may have at most 50 characters; this has 51."),
        ({"lot_no": "A\tB"}, "Lot No. has a control character in it."),
        (
            {"lot_no": "A", "direction": "sideways"},
            "is not one of the choices. Choose one from the list.",
        ),
        ({"entry": "-1"}, "Entry No. must be 1 or more."),
        ({"entry": "9" * 30}, "Entry No. must be 9223372036854775807 or less."),
    ],
)
def test_given_a_wrong_question_then_it_is_refused_in_words(trace, asked, refusal, htmx):
    response = trace(htmx=htmx, **asked)

    assert response.status_code == 422
    assert refusal in text(response)


def test_given_hostile_text_then_it_is_shown_as_text(trace):
    response = trace(lot_no="<script>alert(1)</script>")

    assert response.status_code == 200
    assert "<SCRIPT>" not in text(response)
    assert "<script>alert" not in text(response)


@pytest.mark.rule("TRC-027")
def test_given_a_role_that_may_not_see_customers_then_names_are_hidden_and_lines_stay(client, book):
    clerk = user_with_role("warehouse clerk")
    client.force_login(clerk)

    page = text(client.get(reverse("trace"), {"lot_no": "A"}))

    seen = clerk.has_perm("inventory.view_customer")
    assert ("C10000" in page) is seen
    assert f"entry-{book.sale.pk}" in page


@pytest.mark.parametrize("htmx", [False, True])
def test_given_nobody_is_logged_in_then_log_in_is_asked_for(client, db, htmx):
    response = client.get(reverse("trace"), headers={"HX-Request": "true"} if htmx else {})

    assert response.status_code == 302
    assert response["Location"].startswith(reverse("login"))


def test_given_a_user_without_rights_then_the_page_is_forbidden(client, django_user_model):
    client.force_login(django_user_model.objects.create_user("nobody"))

    assert client.get(reverse("trace")).status_code == 403


def test_the_page_only_reads(client, book):
    client.force_login(book.by)

    assert client.post(reverse("trace"), {"lot_no": "A"}).status_code == 405
