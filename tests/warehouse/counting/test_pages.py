"""The pages of a physical inventory journal."""

import pytest
from django.urls import reverse

from tests.factories import ItemFactory, journal, lot_code, setup_series, user_with_role
from tests.tracking.posting.desk import JAN_2, at, entries, lot, receive
from wms.documents import services
from wms.documents.kinds import DocumentKind

pytestmark = pytest.mark.django_db
HTMX = {"HX-Request": "true"}


@pytest.fixture
def manager(client):
    setup_series()
    user = user_with_role("warehouse manager", username="manager")
    client.force_login(user)
    return user


@pytest.fixture
def document(manager):
    return services.create_document(
        kind=DocumentKind.PHYSICAL_INVENTORY,
        by=manager,
        order_date=JAN_2,
        location=at("EAST"),
        no="PI1",
    )


def calculating(document) -> str:
    return reverse("calculate_inventory", args=[document.kind, document.pk])


@pytest.mark.rule("POST-001")
def test_from_the_books_to_the_ledger(client, document):
    receive(ItemFactory(no="PAINT", item_tracking_code=lot_code()), lot("A", 3))
    assert calculating(document) in client.get(document.get_absolute_url()).content.decode()
    assert client.get(calculating(document)).status_code == 200

    response = client.post(
        calculating(document), {"posting_date": "2026-01-05", "as_calculated": "on"}, follow=True
    )

    assert "1 line added from the books." in response.content.decode()
    line = document.lines.get()
    url = reverse("document_line", args=[document.kind, document.pk, line.pk])
    response = client.post(url, {"qty_counted": "5", "seen": "{}"}, headers=HTMX)
    assert response.status_code == 200
    line.refresh_from_db()
    assert (line.qty_calculated, line.qty_counted, line.quantity) == (3, 5, 2)
    post = reverse("post_document", args=[document.kind, document.pk])
    client.post(post, {"request_key": "k1"})
    assert entries("entry_type", "lot_no", "quantity")[1:] == [("positive_adjmt", "A", 2)]


@pytest.mark.rule("POST-001")
def test_what_follows_from_the_count_is_not_typed(client, document):
    receive(ItemFactory(no="BOLT"), quantity=3)
    client.post(calculating(document), {"posting_date": "2026-01-05"})
    line = document.lines.get()
    assert line.qty_counted is None
    url = reverse("document_line", args=[document.kind, document.pk, line.pk])

    typed = {"quantity": "9", "qty_calculated": "9", "entry_type": "negative_adjmt", "seen": "{}"}
    client.post(url, typed, headers=HTMX)

    line.refresh_from_db()
    assert (line.qty_calculated, line.quantity, line.entry_type) == (3, 0, "positive_adjmt")


@pytest.mark.rule("POST-001")
def test_an_emptied_count_is_not_counted_and_none_is_none_left(client, document):
    receive(ItemFactory(no="BOLT"), quantity=3)
    client.post(calculating(document), {"posting_date": "2026-01-05", "as_calculated": "on"})
    line = document.lines.get()
    url = reverse("document_line", args=[document.kind, document.pk, line.pk])

    client.post(url, {"qty_counted": "0", "seen": "{}"}, headers=HTMX)
    line.refresh_from_db()
    assert (line.qty_counted, line.quantity, line.entry_type) == (0, 3, "negative_adjmt")

    client.post(url, {"qty_counted": "", "seen": '{"qty_counted": "0"}'}, headers=HTMX)
    line.refresh_from_db()
    assert (line.qty_counted, line.quantity) == (None, 0)


@pytest.mark.rule("POST-001")
def test_a_wrong_location_is_told_beside_it(client, document):
    response = client.post(
        calculating(document), {"posting_date": "2026-01-05", "location": "NOWHERE"}
    )

    assert response.status_code == 422
    assert "Location Code NOWHERE does not exist." in response.content.decode()


@pytest.mark.parametrize("headers", [{}, HTMX])
def test_who_may_calculate(client, document, headers):
    client.logout()
    assert client.get(calculating(document), headers=headers).status_code == 302
    client.force_login(user_with_role("sales"))
    assert client.get(calculating(document), headers=headers).status_code == 403
    client.force_login(user_with_role("auditor"))
    assert client.post(calculating(document), headers=headers).status_code == 403


def test_other_journals_are_not_calculated(client, manager):
    assert client.get(calculating(journal())).status_code == 404


def test_the_list_and_the_navigation_lead_to_it(client, document):
    url = reverse("documents", args=["physical_inventory"])

    html = client.get(url).content.decode()

    assert document.get_absolute_url() in html
    assert "Physical inventory journals" in client.get("/").content.decode()
