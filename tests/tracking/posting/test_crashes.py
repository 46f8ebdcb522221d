"""The server dies in the middle of a posting: the book is as before, or as after, never between."""

import sys
from datetime import timedelta

import pytest
from django.utils import timezone

from tests.factories import ItemFactory, serial_code, setup_series
from tests.processes import AFTER_COMMIT, BEFORE_COMMIT, elsewhere
from tests.tracking.posting.desk import (
    at,
    everything,
    moving,
    post,
    purchase,
    receive,
    renamed,
    sales,
    serial,
    with_line,
)
from tracking.selectors.postings import POSTING_JOB
from wms.core import jobs
from wms.core.models import Job
from wms.ledger.checks import ledger_differences
from wms.ledger.models import ItemLedgerEntry

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(sys.platform == "win32", reason="needs a POSIX platform"),
]
POINTS = 18  # in the posting, and two at its commit


@pytest.fixture
def lamp(transactional_db):
    setup_series()
    return ItemFactory(
        item_tracking_code=serial_code(
            create_sn_info_on_posting=True, use_expiration_dates=True, warranty_date_formula="1Y"
        )
    )


def receipt(lamp):
    return purchase(lamp, serial("N1", lot="L1"), serial("N2", lot="L1"))


def shipment(lamp):
    receive(lamp, serial("S1"), serial("S2"))
    return with_line(sales(lamp, serial("S1")), lamp, serial("S2"))


def renaming(lamp):
    receive(lamp, serial("S1"), serial("S2"))
    return moving(lamp, renamed(serial("S1"), serial="T1"), renamed(serial("S2")), to=at("WEST"))


def _book():
    """Everything but the numbers drawn, which a series with gaps gives away for good (POST-113)."""
    return {table: rows for table, rows in everything().items() if table != "core_numberseriesline"}


@pytest.mark.rule("POST-166", "JOB-002")
@pytest.mark.parametrize("make", [receipt, shipment, renaming])
def test_killed_at_twenty_points_a_posting_is_done_or_never_was(lamp, make, tmp_path):
    document = make(lamp)

    with elsewhere(tmp_path) as place:
        before = place.run(_book)
        count = place.statements(lambda: post(document))
        points = [1 + number * (count - 1) // (POINTS - 1) for number in range(POINTS)]
        assert len(set(points)) == POINTS

        for point in (*points, BEFORE_COMMIT):
            assert place.killed(lambda: post(document), at=point), point
            assert place.run(_book) == before, point

        assert place.killed(lambda: post(document), at=AFTER_COMMIT)
        assert place.run(ledger_differences) == []
        assert place.run(lambda: document.lines.first().qty_handled_base) != 0 or (
            document.rules.is_journal and not place.run(document.lines.exists)
        )
        # whoever posts again is told that it is done, or that there is nothing to post
        entries = place.run(ItemLedgerEntry.objects.count)
        place.run(lambda: post(document) and None)
        assert place.run(ItemLedgerEntry.objects.count) == entries


@pytest.mark.rule("JOB-002", "JOB-003", "POST-166", "POST-171")
def test_the_page_of_its_job_says_whether_it_was_posted(lamp, tmp_path):
    document = receipt(lamp)
    job = Job.objects.create(
        kind=POSTING_JOB,
        title="Posting",
        owner=document.created_by,
        arguments={
            "document_id": document.pk,
            "user_id": document.created_by_id,
            "posting_date": "",
            "request_key": "page-1",
            "version": document.version,
        },
    )

    def look():
        Job.objects.filter(pk=job.pk, state="running").update(
            heard_at=timezone.now() - timedelta(minutes=1)
        )
        jobs.mark_interrupted()
        entries = ItemLedgerEntry.objects.count()
        return (*Job.objects.values_list("state", "message").get(pk=job.pk), entries)

    with elsewhere(tmp_path) as place:
        for point in (12, 20, 30):
            assert place.killed(lambda: jobs.run(job.pk), at=point)
            state, message, entries = place.run(look)
            assert (state, entries) == ("interrupted", 0)
            assert message == "The worker stopped. Nothing of this job was posted. Start it again."
            place.run(lambda: Job.objects.filter(pk=job.pk).update(state="queued"))

        place.run(lambda: jobs.run(job.pk))
        state, message, entries = place.run(look)
        assert (state, entries) == ("done", 2)
        assert "2 item ledger entries posted" in message
