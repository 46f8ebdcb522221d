"""Lists of ledger entries among a million: an index for whatever is filtered, and files made by a job."""

import csv
import io
from datetime import date, timedelta

import pytest
from django.db import connection
from django.urls import reverse
from openpyxl import load_workbook

from tests.factories import ItemFactory, LocationFactory, lot_code, user_with_role
from tests.tracking.stock import many_in_stock
from wms.core import jobs
from wms.core.models import Job
from wms.core.models.jobs import JobState
from wms.core.pages import exportjobs
from wms.core.pages.shownlist import ShownList
from wms.ledger.lists import ENTRIES
from wms.ledger.models import ItemLedgerEntry

pytestmark = [pytest.mark.django_db, pytest.mark.rule("POST-178")]

JAN_1 = date(2026, 1, 1)


@pytest.fixture
def auditor(client, db):
    user = user_with_role("auditor", username="auditor")
    client.force_login(user)
    return user


@pytest.fixture
def entries(auditor):
    """Six hundred entries over sixty days and two places, some of them gone, some that expire."""
    item = ItemFactory(no="PAINT", item_tracking_code=lot_code())
    places = [LocationFactory(code="EAST"), LocationFactory(code="WEST")]
    for day in range(60):
        many_in_stock(
            item,
            [("", f"L{day}-{place}", "") for place in range(10)],
            location=places[day == 7],
            posting_date=JAN_1 + timedelta(days=day),
            remaining=1 if day % 12 == 0 else 0,
            expiration_date=JAN_1 + timedelta(days=400 + day) if day % 6 == 0 else None,
        )
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("analyze ledger_itemledgerentry")


def shown(auditor, **query) -> ShownList:
    request = exportjobs._asked(
        "&".join(f"{name}={value}" for name, value in query.items()), auditor
    )
    return ShownList(request, ENTRIES)


@pytest.mark.parametrize(
    ("query", "index"),
    [
        ({"posted_from": "2026-01-08", "posted_to": "2026-01-08"}, "ile_date"),
        ({"posted_from": "2026-01-02"}, "ile_date"),
        ({"posted_to": "2026-02-20"}, "ile_date"),
        ({"entry_type": "sale"}, "ile_type"),
        ({"open": "yes"}, "ile_left"),
        ({"in_stock": "yes"}, "ile_left"),
        ({"expires_to": "2027-02-10"}, "ile_expires"),
        ({"expires_from": "2027-02-10"}, "ile_expires"),
    ],
)
def test_given_one_filter_then_its_index_gives_the_rows_in_their_order(
    auditor, entries, query, index
):
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:  # the table is small: it would be read as a whole
            cursor.execute("set local enable_seqscan = off; set local enable_sort = off")
            cursor.execute("set local enable_bitmapscan = off")

    plan = shown(auditor, **query).sorted_rows.select_related(None)[:51].explain()

    assert index in plan or (index == "ile_left" and "pkey" in plan)
    assert "TEMP B-TREE" not in plan
    assert "Sort" not in plan


def test_given_a_location_then_its_index_serves(auditor, entries):
    location = LocationFactory(code="WEST")
    plan = ItemLedgerEntry.objects.filter(location=location.pk).order_by("-entry_no")[:51]

    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("set local enable_seqscan = off; set local enable_sort = off")
            cursor.execute("set local enable_bitmapscan = off")

    assert "ile_location" in plan.explain() or "pkey" in plan.explain()


def test_given_days_when_entries_are_listed_then_the_latest_day_comes_first(auditor, entries):
    by_day = shown(auditor, posted_from="2026-01-10", posted_to="2026-01-12")
    by_expiry = shown(auditor, expires_from="2027-02-01")
    usual = shown(auditor, lot_no="L3*")
    chosen = shown(auditor, posted_from="2026-01-10", sort="entry_no")

    days = [entry.posting_date for entry in by_day.slice.rows]
    assert (len(days), days) == (30, sorted(days, reverse=True))
    expiring = [entry.expiration_date for entry in by_expiry.slice.rows]
    assert expiring == sorted(expiring)
    for listed, descending in ((usual, True), (chosen, False)):
        numbers = [entry.entry_no for entry in listed.slice.rows]
        assert numbers == sorted(numbers, reverse=descending)


@pytest.mark.parametrize("days", [{"posted_from": "2026-01-02"}, {"expires_from": "2026-01-02"}])
def test_pages_by_day_hold_every_row_once(auditor, entries, days):
    found, query = [], dict(days)
    while True:
        page = shown(auditor, **query)
        found += [entry.pk for entry in page.slice.rows]
        if not page.slice.next:
            break
        query = days | page.slice.next

    assert len(found) == len(set(found)) == page.rows.count()


def test_entries_of_a_register_are_its_range(auditor, entries):
    entry = ItemLedgerEntry.objects.latest("pk")

    assert shown(auditor, register=entry.register_id).rows.count() == 10
    assert shown(auditor, register=999_999).rows.count() == 0


# ---- files of many rows


@pytest.fixture
def few_are_many(monkeypatch):
    monkeypatch.setattr(exportjobs, "LONG", 20)


@pytest.mark.parametrize("file_format", ["csv", "xlsx"])
def test_given_many_rows_then_a_job_makes_the_file_of_what_is_filtered(
    client, entries, few_are_many, file_format, django_capture_on_commit_callbacks
):
    url = reverse("ledger_entries")
    with django_capture_on_commit_callbacks(execute=True):
        answer = client.get(
            f"{url}?posted_from=2026-01-10&posted_to=2026-01-12&show=Lot+No.&export={file_format}"
        )

    job = Job.objects.get()
    assert answer.headers["Location"] == reverse("job", args=[job.pk])
    assert (job.state, job.message) == (JobState.DONE, "30 rows exported.")
    content = job.result_file.read()
    if file_format == "csv":
        rows = list(csv.reader(io.StringIO(content.decode("utf-8-sig"))))
    else:
        rows = [list(row) for row in load_workbook(io.BytesIO(content)).active.values]
    assert rows[0] == ["Entry No.", "Lot No."]
    assert [row[1] for row in rows[1:4]] == ["L11-9", "L11-8", "L11-7"]
    assert len(rows) == 31
    job.result_file.delete()


def test_given_few_rows_then_the_file_comes_at_once(client, entries, few_are_many):
    answer = client.get(f"{reverse('ledger_entries')}?posted_from=2026-02-28&export=csv")

    assert answer.headers["Content-Disposition"].startswith("attachment")
    assert not Job.objects.exists()


def test_given_more_rows_than_a_file_takes_then_the_job_says_so(
    client, entries, few_are_many, monkeypatch, django_capture_on_commit_callbacks
):
    monkeypatch.setitem(exportjobs.MOST_ROWS, "xlsx", 100)

    with django_capture_on_commit_callbacks(execute=True):
        client.get(f"{reverse('ledger_entries')}?export=xlsx")

    job = Job.objects.get()
    assert job.state == JobState.REFUSED
    assert job.refusals[0]["reason"] == (
        "More than 100 rows cannot be exported as XLSX. Filter the list first."
    )


def test_given_the_right_is_gone_when_the_job_runs_then_it_is_refused(
    client, auditor, entries, few_are_many, django_capture_on_commit_callbacks
):
    client.get(f"{reverse('ledger_entries')}?export=csv")
    auditor.groups.clear()

    jobs.run(Job.objects.get().pk)

    assert Job.objects.get().state == JobState.REFUSED


def test_an_unknown_format_is_refused(client, entries, few_are_many):
    client.get(f"{reverse('ledger_entries')}?export=pdf")

    assert not Job.objects.exists()


def test_the_handler_is_known_where_jobs_run():
    from wms.core.jobs.handlers import HANDLERS

    assert exportjobs.JOB in HANDLERS
    assert exportjobs._PAGES["item-ledger-entries"] is ENTRIES
