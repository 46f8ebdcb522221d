"""Several documents in one go: the page and the command (POST-141, POST-142)."""

import json
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.urls import reverse

from tests.factories import ItemFactory, purchase_order, setup_series, user_with_role
from wms.core.models import Job
from wms.documents.models import PostedDocument
from wms.inventory.models import Item

HTMX = {"HX-Request": "true"}
URL = "/documents/purchase_order/post-several/"


@pytest.fixture
def purchaser(client, db):
    setup_series()
    user = user_with_role("purchaser", username="purchaser")
    client.force_login(user)
    return user


@pytest.fixture
def orders(purchaser):
    """Two that can be posted, and between them one whose item is blocked."""
    nail, blocked = ItemFactory(no="NAIL"), ItemFactory(no="BLOCKED")
    found = [
        purchase_order(item, 5, no=f"PO{n}") for n, item in enumerate((nail, blocked, nail), 1)
    ]
    Item.objects.filter(pk=blocked.pk).update(blocked=True)
    return found


def chosen(*documents, **changes):
    return {
        "step": "handle",
        "posting_date": "2026-01-07",
        "request_key": "several-1",
        "documents": [document.pk for document in documents],
    } | changes


@pytest.mark.parametrize("headers", [{}, HTMX])
def test_documents_that_can_be_posted_are_offered(client, orders, headers):
    html = client.get(URL, headers=headers).content.decode()

    assert "Post several purchase orders" in html
    assert all(order.no in html for order in orders)


@pytest.mark.django_db(transaction=True)
@pytest.mark.rule("POST-142")
def test_one_that_is_refused_keeps_no_other_from_being_posted(client, orders):
    answer = client.post(URL, chosen(*orders), follow=True)

    assert answer.redirect_chain == [(reverse("jobs"), 302)]
    assert set(PostedDocument.objects.values_list("source__no", flat=True)) == {"PO1", "PO3"}
    assert list(Job.objects.order_by("pk").values_list("title", "state")) == [
        ("Receive Purchase order PO1", "done"),
        ("Receive Purchase order PO2", "refused"),
        ("Receive Purchase order PO3", "done"),
    ]


@pytest.mark.django_db(transaction=True)
@pytest.mark.rule("POST-171")
def test_sent_twice_they_are_posted_once(client, orders):
    client.post(URL, chosen(orders[0]))
    client.post(URL, chosen(orders[0]))

    assert PostedDocument.objects.count() == 1


@pytest.mark.parametrize(
    ("changes", "told"),
    [
        ({"documents": []}, "Documents must be filled."),
        ({"posting_date": "soon"}, "date"),
        ({"step": "fly"}, "fly"),
        ({"documents": [999]}, "999"),
    ],
)
def test_bad_input_posts_nothing(client, orders, changes, told):
    answer = client.post(URL, chosen(orders[0], **changes))

    assert answer.status_code == 422
    assert told in answer.content.decode()
    assert not PostedDocument.objects.exists()


@pytest.mark.parametrize("headers", [{}, HTMX])
def test_whoever_may_not_post_is_kept_out(client, db, headers):
    assert client.get(URL, headers=headers).url.startswith("/login/")

    client.force_login(user_with_role("auditor"))

    assert client.get(URL, headers=headers).status_code == 403
    assert client.post(URL, headers=headers).status_code == 403


def run(*arguments):
    out, err = StringIO(), StringIO()
    try:
        call_command("post_documents", *arguments, stdout=out, stderr=err)
    except CommandError as error:
        return str(error), out.getvalue(), err.getvalue()
    return "", out.getvalue(), err.getvalue()


@pytest.mark.rule("POST-142", "POST-141")
def test_the_command_posts_what_it_can_and_tells_the_rest_as_json(orders):
    failed, out, err = run("purchase_order", "PO1", "PO2", "PO3", "--user", "purchaser")

    assert failed == "1 of 3 documents were refused."
    assert [line.split(":")[0] for line in out.splitlines()] == [
        "Purchase order PO1",
        "Purchase order PO3",
    ]
    told = json.loads(err)
    assert (told["code"], told["line"]) == ("item-blocked", 10000)
    assert told["document"] == "Purchase order PO2"


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (("purchase_order", "PO9", "--user", "purchaser"), "There is no purchase order PO9."),
        (("purchase_order", "PO1"), "Say who posts"),
        (("purchase_order", "PO1", "--user", "nobody"), "Say who posts"),
        (("sales_order", "PO1", "--user", "purchaser"), "User purchaser may not post"),
        (
            ("purchase_order", "PO1", "--step", "ship", "--user", "purchaser"),
            "Purchase orders cannot be posted by ship.",
        ),
    ],
)
def test_a_command_that_cannot_begin_posts_nothing(orders, arguments, told, monkeypatch):
    monkeypatch.delenv("WMS_SERVICE_USER", raising=False)

    failed, _, _ = run(*arguments)

    assert failed.startswith(told)
    assert not PostedDocument.objects.exists()
