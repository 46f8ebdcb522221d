"""Posting from the page: options, preview, refusals, double clicks, background jobs."""

import pytest
from django.urls import reverse

from tests.factories import (
    ItemFactory,
    journal,
    purchase_order,
    sales_order,
    serial_code,
    setup_series,
    tracked,
    user_with_role,
)
from tracking.selectors import postings
from tracking.views import posting as posting_views
from wms.core.models import Job
from wms.documents.models import Document, PostedDocument
from wms.ledger.models import ItemLedgerEntry, Register

HTMX = {"HX-Request": "true"}


@pytest.fixture
def purchaser(client, db):
    setup_series()
    user = user_with_role("purchaser", username="purchaser")
    client.force_login(user)
    return user


@pytest.fixture
def order(purchaser):
    """Ten chairs, all with their serial numbers."""
    order = purchase_order(ItemFactory(no="CHAIR", item_tracking_code=serial_code()), 10, no="PO-1")
    for number in range(10):
        tracked(order.lines.get(), serial_no=f"S{number}")
    return order


def post_url(document):
    return reverse("post_document", args=[document.kind, document.pk])


def options(**changes):
    return {"posting_date": "2026-01-07", "request_key": "key-1", "version": "1"} | changes


@pytest.mark.parametrize("headers", [{}, HTMX])
def test_given_an_order_when_receive_is_chosen_then_date_key_and_version_are_there(
    client, order, headers
):
    Document.objects.update(version=7)

    html = client.get(f"{post_url(order)}?version=5", headers=headers).content.decode()

    assert 'name="posting_date" value="2026-01-02"' in html
    assert 'name="version" value="5"' in html
    key = html.split('name="request_key" value="')[1].split('"')[0]
    assert len(key) == 32


@pytest.mark.rule("POST-001")
def test_given_serials_when_the_receipt_is_posted_then_the_posted_document_opens(client, order):
    response = client.post(post_url(order), options(), follow=True)

    posted = PostedDocument.objects.get()
    assert response.redirect_chain == [(posted.get_absolute_url(), 302)]
    html = response.content.decode()
    assert f"{posted}: 10 item ledger entries posted, register 1." in html
    assert str(posted.posting_date) == "2026-01-07"
    assert ItemLedgerEntry.objects.count() == 10


def test_given_htmx_when_the_receipt_is_posted_then_the_browser_is_sent_there(client, order):
    response = client.post(post_url(order), options(), headers=HTMX)

    assert response["HX-Redirect"] == PostedDocument.objects.get().get_absolute_url()


@pytest.mark.rule("POST-171")
def test_given_a_double_click_when_both_requests_arrive_then_it_posts_once(client, order):
    first = client.post(post_url(order), options())
    second = client.post(post_url(order), options())

    assert first.url == second.url
    assert Register.objects.count() == 1


@pytest.mark.rule("POST-170")
@pytest.mark.parametrize("headers", [{}, HTMX])
def test_given_another_version_when_it_is_posted_then_it_is_refused_in_words(
    client, order, headers
):
    Document.objects.update(version=2)

    response = client.post(post_url(order), options(), headers=headers)

    html = response.content.decode()
    assert response.status_code == 422
    assert "Nothing was posted." in html
    assert "It was changed by another user since you opened it." in html
    assert 'name="posting_date" value="2026-01-07"' in html
    assert not ItemLedgerEntry.objects.exists()


@pytest.mark.rule("POST-141", "ERR-003")
def test_given_a_line_without_its_serials_when_it_is_posted_then_every_reason_is_listed(
    client, order
):
    order.lines.get().tracking_lines.filter(serial_no__in=["S0", "S1"]).delete()

    response = client.post(post_url(order), options())

    html = response.content.decode()
    assert response.status_code == 422
    assert "Purchase order PO-1, line 10000:" in html
    assert Document.objects.get().status == Document.Status.OPEN


@pytest.mark.rule("POST-002")
def test_given_nothing_to_receive_when_it_is_posted_then_it_is_refused(client, purchaser):
    order = purchase_order(ItemFactory(), 10, line={"to_handle": 0})

    response = client.post(post_url(order), options())

    assert response.status_code == 422
    assert "Nothing to post" in response.content.decode()


@pytest.mark.parametrize(
    ("changes", "text"),
    [
        ({"posting_date": ""}, "Posting Date must be filled."),
        ({"posting_date": "2026-02-30"}, "Posting Date"),
        ({"posting_date": "<script>"}, "Posting Date"),
        ({"request_key": ""}, "must be filled"),
        ({"request_key": "x" * 101}, "at most 100 characters"),
        ({"version": "one"}, "whole number"),
    ],
)
def test_given_wrong_options_when_it_is_posted_then_nothing_happens(client, order, changes, text):
    response = client.post(post_url(order), options(**changes))

    assert response.status_code == 422
    assert text in response.content.decode()
    assert "<script>" not in response.content.decode().split("<main")[1]
    assert not ItemLedgerEntry.objects.exists()


@pytest.mark.django_db
def test_given_a_journal_when_it_is_posted_then_its_own_dates_count_and_it_opens_again(client):
    setup_series()
    client.force_login(user_with_role("warehouse manager"))
    batch = journal(ItemFactory(no="LAMP"), 4)

    html = client.get(post_url(batch)).content.decode()
    response = client.post(post_url(batch), {"request_key": "key-1", "version": "1"})

    assert 'name="posting_date"' not in html
    assert response.url == batch.get_absolute_url()
    assert str(ItemLedgerEntry.objects.get().posting_date) == "2026-01-02"
    assert not batch.lines.exists()


# --- preview -----------------------------------------------------------------------------------------


@pytest.mark.rule("POST-173")
def test_given_serials_when_posting_is_previewed_then_its_entries_are_shown_and_none_is_kept(
    client, order
):
    url = reverse("preview_posting", args=[order.kind, order.pk])

    html = client.get(f"{url}?posting_date=2026-01-09").content.decode()

    assert "Posting would make 10 item ledger entries. Nothing is posted yet." in html
    assert html.count("2026-01-09</td>") == 10
    assert "S9" in html
    assert not ItemLedgerEntry.objects.exists()
    assert Document.objects.get().version == 1


@pytest.mark.rule("POST-173")
def test_given_missing_serials_when_posting_is_previewed_then_the_same_refusal_is_shown(
    client, order
):
    order.lines.get().tracking_lines.all().delete()

    response = client.get(reverse("preview_posting", args=[order.kind, order.pk]))

    assert response.status_code == 422
    assert "Posting would be refused." in response.content.decode()
    assert "Purchase order PO-1, line 10000:" in response.content.decode()


def test_given_a_day_that_does_not_exist_when_posting_is_previewed_then_it_says_so(client, order):
    url = reverse("preview_posting", args=[order.kind, order.pk])

    assert client.get(f"{url}?posting_date=2026-13-01").status_code == 422


# --- background jobs ---------------------------------------------------------------------------------


@pytest.fixture
def many_rows(monkeypatch):
    """A few rows count as many."""
    monkeypatch.setattr(posting_views, "MOST_AT_ONCE", 5)
    monkeypatch.setattr(postings, "MOST_AT_ONCE", 5)


@pytest.mark.django_db(transaction=True)
@pytest.mark.rule("POST-171")
def test_given_many_rows_when_it_is_posted_twice_then_one_job_does_it_and_has_a_page(
    client, order, many_rows
):
    page = client.get(post_url(order)).content.decode()
    first = client.post(post_url(order), options())
    second = client.post(post_url(order), options())

    job = Job.objects.get()
    posted = PostedDocument.objects.get()
    assert "posted in the background; a page shows its progress" in page
    assert first.url == reverse("job", args=[job.pk])
    assert second.url == posted.get_absolute_url()  # done by then
    assert (job.state, job.title) == (Job.State.DONE, "Receive Purchase order PO-1")
    assert job.result["url"] == posted.get_absolute_url()
    assert f"{posted}: 10 item ledger entries posted" in job.message
    assert ItemLedgerEntry.objects.count() == 10


@pytest.mark.django_db(transaction=True)
def test_given_many_rows_and_a_fault_when_it_is_posted_then_the_job_lists_it(
    client, order, many_rows
):
    order.lines.get().tracking_lines.filter(serial_no="S0").delete()

    client.post(post_url(order), options())

    job = Job.objects.get()
    assert job.state == Job.State.REFUSED
    assert "Purchase order PO-1, line 10000" in job.refusals[0]["reason"]
    assert not ItemLedgerEntry.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_given_the_order_is_gone_when_the_job_runs_then_it_is_refused(order, purchaser):
    from wms.core import jobs

    job = jobs.start(
        kind=postings.POSTING_JOB,
        title="Receive",
        owner=purchaser,
        arguments={
            "document_id": 999,
            "user_id": purchaser.pk,
            "posting_date": "",
            "request_key": "k",
            "version": None,
        },
    )

    job.refresh_from_db()
    assert job.state == Job.State.REFUSED
    assert job.refusals[0]["reason"] == "It was deleted by another user meanwhile."


# --- who and how -------------------------------------------------------------------------------------


@pytest.mark.django_db
@pytest.mark.parametrize("name", ["post_document", "preview_posting"])
@pytest.mark.parametrize("headers", [{}, HTMX])
def test_given_a_wrong_role_when_posting_is_asked_for_then_it_is_refused(client, name, headers):
    url = reverse(name, args=["sales_order", sales_order().pk])
    assert client.get(url, headers=headers).url.startswith("/login/")

    client.force_login(user_with_role("purchaser"))

    assert client.get(url, headers=headers).status_code == 403
    if name == "post_document":
        assert client.post(url, options(), headers=headers).status_code == 403


def test_given_a_wrong_method_or_document_when_posting_is_asked_for_then_it_says_so(client, order):
    assert client.put(post_url(order)).status_code == 405
    assert client.post(reverse("preview_posting", args=[order.kind, order.pk])).status_code == 405
    assert client.post("/documents/purchase_order/999/post/", options()).status_code == 404
    assert client.get("/documents/hire_order/1/post/").status_code == 404
