"""Clerks who undo, return and invoice the same goods at the same moment, each in a process of its own.

Twenty on PostgreSQL, eight on SQLite.  One of them wins; every other one is told in words who that was.
"""

import sys
from collections.abc import Callable
from datetime import datetime

import pytest
from django.db import connection
from django.utils import timezone

from tests.factories import ItemFactory, UserFactory, lot_code, setup_series, transfer_order
from tests.processes import Failed, elsewhere
from tests.tracking.posting.desk import (
    invoice_document,
    lot,
    post,
    receive,
    sales,
    sales_return,
    to_invoice,
    with_line,
)
from tracking.fetching.services import fetch_lines
from tracking.posting import post_document
from tracking.posting.undo import undo_lines
from wms.core.errors import Refused
from wms.documents.kinds import Step
from wms.ledger.checks import ledger_differences
from wms.ledger.models import ItemLedgerEntry

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(sys.platform == "win32", reason="needs a POSIX platform"),
]

# What somebody did: the number of the posted document, and when it was written; or why it was refused.
Did = tuple[str, datetime]


@pytest.fixture
def clerks(transactional_db) -> list:
    setup_series()
    count = 8 if connection.vendor == "sqlite" else 20
    return [UserFactory(username=f"clerk-{number}") for number in range(count)]


@pytest.fixture
def bolt(clerks):
    return ItemFactory(no="BOLT", item_tracking_code=lot_code())


def undoing(posted, by) -> Callable[[], Did]:
    """Undo every line of a posted document."""
    document = posted.posted_document
    ids = [line.pk for line in document.lines.all()]

    def undo() -> Did:
        register = undo_lines(document=document, line_ids=ids, by=by)
        return register.document_no, register.posted_at

    return undo


def posting(document, *, by=None, **how) -> Callable[[], Did]:
    def run() -> Did:
        posted = post_document(document=document, by=by or document.created_by, **how)
        made = posted.posted_invoice or posted.posted_document
        return made.no, made.posted_at

    return run


def asked(work: Callable[[], Did], by) -> Callable[[], tuple]:
    """(when it was asked for, by whom, what was done, why it was refused)."""

    def run() -> tuple:
        at = timezone.now()
        try:
            return at, by.username, work(), ""
        except Refused as refused:
            return at, by.username, None, str(refused)

    return run


@pytest.fixture
def contest(tmp_path, clerks):
    """Let the clerks do this at once.  One wins; the others, unless they came when all was over, hear who."""

    def run(works: list[Callable[[], Did]], *, left: set[int]) -> list[str]:
        with elsewhere(tmp_path) as place:
            answers = place.at_once(
                [asked(work, clerk) for work, clerk in zip(works, clerks, strict=True)]
            )
            assert place.run(ledger_differences) == []
            assert place.run(_in_stock) in left
        assert not [answer.error for answer in answers if isinstance(answer, Failed)]
        [(winner, did)] = [(by, done) for _, by, done, _ in answers if done]
        no, at = did
        lost = [words for _, _, done, words in answers if not done]
        waited = [words for when, _, done, words in answers if not done and when < at]
        for words in waited:
            assert no in words, words
            said = (f"{winner} posted it", f"{winner} undid", f"of {winner} used it just now")
            assert any(one in words for one in said), words
        assert len(waited) >= len(lost) // 2
        return lost

    return run


def _in_stock() -> int:
    entries = ItemLedgerEntry.objects.exclude(location__code="TRANSIT")
    return int(sum(entries.values_list("remaining_quantity", flat=True)))


@pytest.mark.rule("POST-167", "POST-158", "POST-160")
def test_a_shipment_is_undone_once(bolt, clerks, contest):
    receive(bolt, lot("A", 5))
    shipped = post(sales(bolt, lot("A", 3)))

    lost = contest([undoing(shipped, clerk) for clerk in clerks], left={5})

    assert all("Nothing to undo" in words for words in lost)


@pytest.mark.rule("POST-167", "POST-158", "POST-155")
def test_a_receipt_is_undone_once(bolt, clerks, contest):
    received = receive(bolt, lot("A", 5))

    lost = contest([undoing(received, clerk) for clerk in clerks], left={0})

    assert all("Nothing to undo" in words for words in lost)


@pytest.mark.rule("POST-167", "POST-158", "POST-136")
def test_what_is_undone_does_not_come_back_as_well(bolt, clerks, contest):
    receive(bolt, lot("A", 5))
    shipped = post(sales(bolt, lot("A", 3)))
    entry_no = shipped.register.from_entry_no
    works = [
        undoing(shipped, clerk)
        if number % 2
        else posting(
            sales_return(bolt, lot("A", 3, applies_from_entry_no=entry_no), created_by=clerk)
        )
        for number, clerk in enumerate(clerks)
    ]

    lost = contest(works, left={5})

    assert all(
        "Nothing to undo" in words
        or "some of it came back since" in words
        or f"Appl.-from Item Entry {entry_no} does not fit" in words
        for words in lost
    )


@pytest.mark.rule("POST-167", "POST-158")
def test_a_receipt_is_undone_or_its_goods_are_sold(bolt, clerks, contest):
    received = receive(bolt, lot("A", 3))
    works = [
        undoing(received, clerk) if number % 2 else posting(sales(bolt, lot("A", 3), created_by=clerk))
        for number, clerk in enumerate(clerks)
    ]  # fmt: skip

    lost = contest(works, left={0})

    assert all(
        "Nothing to undo" in words
        or "some of it was consumed" in words
        or "wanted 3, available 0" in words
        for words in lost
    )


@pytest.mark.rule("POST-167", "POST-158", "POST-008")
def test_an_order_is_invoiced_or_undone(bolt, clerks, contest):
    receive(bolt, lot("A", 5))
    order = sales(bolt, lot("A", 3))
    shipped = post(order)
    to_invoice(order, 3)
    works = [
        undoing(shipped, clerk) if number % 2 else posting(order, by=clerk, step=Step.INVOICE)
        for number, clerk in enumerate(clerks)
    ]

    lost = contest(works, left={5, 2})  # undone, or invoiced

    assert all(
        "Nothing to undo" in words
        or "it is invoiced" in words
        or "Qty. to Invoice 3 is more than the 0" in words
        or "It is closed" in words
        for words in lost
    )


@pytest.mark.rule("POST-167", "POST-158", "POST-132")
def test_a_fetched_line_is_invoiced_or_undone(bolt, clerks, contest):
    receive(bolt, lot("A", 5))
    shipped = post(sales(bolt, lot("A", 3)))
    invoice = invoice_document("sales_invoice")
    ids = [line.pk for line in shipped.posted_document.lines.all()]
    fetch_lines(document=invoice, line_ids=ids, by=invoice.created_by)
    works = [
        undoing(shipped, clerk) if number % 2 else posting(invoice, by=clerk)
        for number, clerk in enumerate(clerks)
    ]

    lost = contest(works, left={5, 2})

    assert all(
        "Nothing to undo" in words
        or "it is invoiced" in words
        or "was invoiced or undone meanwhile" in words
        or "Nothing to post" in words
        or "It is closed" in words
        for words in lost
    )


@pytest.mark.rule("POST-167", "POST-159")
def test_a_transfer_shipment_is_undone_or_received(bolt, clerks, contest):
    receive(bolt, lot("A", 3))
    order = with_line(transfer_order(), bolt, lot("A", 3))
    shipped = post(order, step=Step.SHIP)
    works = [
        undoing(shipped, clerk) if number % 2 else posting(order, by=clerk, step=Step.RECEIVE)
        for number, clerk in enumerate(clerks)
    ]

    lost = contest(works, left={3})

    assert all(
        "Nothing to undo" in words
        or "some of it was received since" in words
        or "Nothing to post" in words
        or "It is closed" in words
        for words in lost
    )
