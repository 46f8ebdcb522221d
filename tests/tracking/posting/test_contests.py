"""Many clerks at once, each in a process of its own: twenty on PostgreSQL, eight on SQLite.

What is contested is given away exactly as often as there is of it, the book stays in balance, nobody is
shown a deadlock, and every loser is told who won.
"""

import sys
import time

import pytest
from django.db import connection

from tests.factories import ItemFactory, UserFactory, lot_code, serial_code, setup_series
from tests.factories import transfer_order as new_transfer
from tests.processes import Failed, elsewhere
from tests.tracking.posting.desk import (
    lot,
    post,
    purchase,
    receive,
    sales,
    serial,
    with_line,
)
from wms.documents.models import Document, PostedDocument
from wms.ledger.checks import ledger_differences
from wms.ledger.models import ItemLedgerEntry

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(sys.platform == "win32", reason="needs a POSIX platform"),
]
LONGEST_WAIT = 2.0  # seconds, on SQLite, where one writes at a time


@pytest.fixture
def clerks(transactional_db) -> list:
    setup_series()
    count = 8 if connection.vendor == "sqlite" else 20
    return [UserFactory(username=f"clerk-{number}") for number in range(count)]


@pytest.fixture
def contest(tmp_path):
    """Post these documents at once; answers with how many won, and the words for the others."""

    def run(documents: list[Document]) -> tuple[int, list[str]]:
        with elsewhere(tmp_path) as place:
            answers = place.at_once([lambda one=one: _posted(one) for one in documents])
            assert place.run(ledger_differences) == []
            run.open_entries = place.run(_open_entries)
            run.document_nos = place.run(
                lambda: list(PostedDocument.objects.order_by("no").values_list("no", flat=True))
            )
        won = [answer for answer in answers if not isinstance(answer, Failed)]
        lost = [answer.error for answer in answers if isinstance(answer, Failed)]
        if connection.vendor == "sqlite":
            assert max(seconds for *_, seconds in won) < LONGEST_WAIT
        assert not [words for words in lost if "lock" in words.lower()]
        run.winners = [(document, user) for document, user, _ in won]
        return len(won), lost

    return run


def _posted(document: Document) -> tuple[str, str, float]:
    started = time.perf_counter()
    posted = post(document)
    return posted.register.document_no, document.created_by.username, time.perf_counter() - started


def _open_entries() -> list[tuple]:
    rows = ItemLedgerEntry.objects.in_inventory().order_by("entry_no")
    return list(rows.values_list("serial_no", "lot_no", "location__code", "remaining_quantity"))


def told_who_won(lost: list[str], winners: list[tuple[str, str]]) -> bool:
    """Whoever asked before it was gone; a process may well begin when all is over."""
    told = [words for words in lost if "used it just now" in words]
    return all(any(f"{d} of {u} used it just now" in words for d, u in winners) for words in told)


@pytest.mark.rule("POST-167", "POST-027", "POST-072")
def test_a_lot_is_never_sold_beyond_what_it_has(clerks, contest):
    bolt = ItemFactory(no="BOLT", item_tracking_code=lot_code())
    receive(bolt, lot("A", 5))

    won, lost = contest([sales(bolt, lot("A", 2), created_by=clerk) for clerk in clerks])

    assert won == 2
    assert contest.open_entries == [("", "A", "EAST", 1)]
    assert all("wanted 2, available 1" in words for words in lost)
    assert told_who_won(lost, contest.winners)


@pytest.mark.rule("POST-167", "POST-069")
def test_a_serial_is_shipped_once(clerks, contest):
    lamp = ItemFactory(no="LAMP", item_tracking_code=serial_code())
    receive(lamp, serial("S1"))

    won, lost = contest([sales(lamp, serial("S1"), created_by=clerk) for clerk in clerks])

    assert (won, contest.open_entries) == (1, [])
    assert all("serial S1" in words for words in lost)
    assert told_who_won(lost, contest.winners)


@pytest.mark.rule("POST-167", "POST-168", "POST-059")
def test_a_serial_is_received_once(clerks, contest):
    lamp = ItemFactory(no="LAMP", item_tracking_code=serial_code())

    won, lost = contest([purchase(lamp, serial("S1"), created_by=clerk) for clerk in clerks])

    assert (won, contest.open_entries) == (1, [("S1", "", "EAST", 1)])
    assert all("Serial number S1 of item LAMP is already in stock" in words for words in lost)
    assert told_who_won(lost, contest.winners)


@pytest.mark.rule("POST-167", "POST-145", "POST-152")
def test_a_serial_is_sold_or_transferred(clerks, contest):
    lamp = ItemFactory(no="LAMP", item_tracking_code=serial_code())
    receive(lamp, serial("S1"))
    documents = [
        sales(lamp, serial("S1"), created_by=clerk)
        if number % 2
        else with_line(new_transfer(created_by=clerk), lamp, serial("S1"))
        for number, clerk in enumerate(clerks)
    ]

    won, lost = contest(documents)

    assert won == 1
    assert len(lost) == len(clerks) - 1
    assert contest.open_entries in ([], [("S1", "", "TRANSIT", 1)])
    assert told_who_won(lost, contest.winners)


@pytest.mark.rule("POST-171", "POST-166")
def test_one_document_is_posted_once(clerks, contest):
    bolt = ItemFactory(item_tracking_code=lot_code())
    order = purchase(bolt, lot("A", 3))

    won, lost = contest([order for _ in clerks])

    assert (won, contest.open_entries) == (1, [("", "A", "EAST", 3)])
    assert all("nothing to post" in words.lower() for words in lost), lost[0]


@pytest.mark.rule("POST-167", "POST-113")
def test_posted_numbers_are_given_once_and_without_gaps(clerks, contest):
    documents = [purchase(ItemFactory(), quantity=1, created_by=clerk) for clerk in clerks]

    won, lost = contest(documents)

    assert (won, lost) == (len(clerks), [])
    assert contest.document_nos == [f"PRN{number:05}" for number in range(1, len(clerks) + 1)]
