"""The item journal: four entry types, both signs, its lines gone when they are posted."""

import pytest

from tests.factories import ItemFactory, code_with, journal, lot_code, serial_code
from tests.tracking.posting.desk import JAN_2 as POSTING_DATE
from tests.tracking.posting.desk import (
    adjustment,
    applications,
    at,
    entries,
    lot,
    post,
    receive,
    refused,
    serial,
    the_line,
    with_line,
)
from tracking.models import TrackingLine, TrackingSession
from wms.documents.kinds import EntryType
from wms.documents.models import DocumentLine, PostedDocument
from wms.ledger.models import Register

LEAVING = {"sale", "negative_adjmt"}
TYPES = ["purchase", "sale", "positive_adjmt", "negative_adjmt"]


@pytest.mark.rule("POST-001", "POST-003", "POST-114")
@pytest.mark.parametrize("entry_type", TYPES)
@pytest.mark.parametrize("sign", [1, -1])
def test_each_entry_type_and_sign_makes_its_entry_and_no_document(entry_type, sign):
    item = ItemFactory()
    receive(item, quantity=5)
    document = adjustment(item, quantity=3 * sign, entry_type=entry_type, no="IJ7")
    receipts = PostedDocument.objects.count()

    posted = post(document)

    quantity = 3 * sign * (-1 if entry_type in LEAVING else 1)
    assert entries(
        "entry_type",
        "document_type",
        "document_no",
        "quantity",
        "remaining_quantity",
        "posting_date",
    )[1:] == [(entry_type, "", "IJ7", quantity, max(quantity, 0), POSTING_DATE)]
    assert posted.posted_document is None
    assert PostedDocument.objects.count() == receipts


@pytest.mark.rule("POST-003", "SET-038")
@pytest.mark.parametrize("entry_type", TYPES)
@pytest.mark.parametrize("sign", [1, -1])
def test_numbers_follow_the_real_direction(entry_type, sign):
    item = ItemFactory(item_tracking_code=serial_code())
    leaving = (entry_type in LEAVING) == (sign > 0)
    if leaving:
        receive(item, serial("S1"))

    post(adjustment(item, serial("S1"), quantity=sign, entry_type=entry_type))

    assert entries("serial_no", "quantity", "remaining_quantity") == (
        [("S1", 1, 0), ("S1", -1, 0)] if leaving else [("S1", 1, 1)]
    )


@pytest.mark.rule("POST-114")
def test_posted_lines_and_their_tracking_leave_the_journal(db):
    item = ItemFactory(item_tracking_code=lot_code())
    document = adjustment(item, lot("A", 2), lot("B", 3))
    with_line(document, item, lot("A", 1), entry_type=EntryType.NEGATIVE_ADJMT)
    TrackingSession.objects.create(
        line=document.lines.first(),
        user=document.created_by,
        tracking_version=0,
        availability_at="2026-01-02T00:00Z",
    )

    posted = post(document)

    assert not DocumentLine.objects.filter(document=document).exists()
    assert not TrackingLine.objects.exists()
    assert not TrackingSession.objects.exists()
    assert Register.objects.get() == posted.register
    document.refresh_from_db()  # the journal itself stays


@pytest.mark.rule("POST-114", "POST-002")
def test_a_line_of_quantity_zero_stays_in_the_journal(db):
    item = ItemFactory()
    document = adjustment(item, quantity=0)
    with_line(document, item, quantity=2, entry_type=EntryType.PURCHASE)

    post(document)

    assert entries("quantity") == [(2,)]
    assert the_line(document).quantity == 0


@pytest.mark.rule("POST-114")
def test_the_document_no_of_each_line_is_on_its_entry(db):
    item = ItemFactory()
    document = adjustment(item, quantity=1, line={"document_no": "COUNT-1", "reason_code": "COUNT"})
    with_line(document, item, quantity=2, entry_type=EntryType.PURCHASE, document_no="FOUND-2")

    post(document)

    assert entries("document_no", "document_line_no", "reason_code", "document_type") == [
        ("COUNT-1", 10000, "COUNT", ""),
        ("FOUND-2", 20000, "", ""),
    ]


@pytest.mark.rule("POST-114", "RCL-009", "POST-166")
def test_one_failing_line_leaves_the_whole_journal_unposted(db):
    item = ItemFactory(no="NUT")
    document = adjustment(item, quantity=5)
    with_line(document, item, quantity=9, entry_type=EntryType.NEGATIVE_ADJMT)
    with_line(document, item, quantity=1, entry_type=EntryType.POSITIVE_ADJMT)

    refusal = refused(document)

    assert [violation.line_no for violation in refusal.violations] == [20000]
    assert document.lines.count() == 3


@pytest.mark.rule("POST-107")
def test_lines_of_one_item_in_and_out_in_turn_each_see_the_one_before(db):
    item = ItemFactory(item_tracking_code=lot_code())
    document = journal()
    for quantity, entry_type in (
        (3, EntryType.PURCHASE),
        (2, EntryType.SALE),
        (4, EntryType.POSITIVE_ADJMT),
        (5, EntryType.NEGATIVE_ADJMT),
    ):
        with_line(document, item, lot("A", quantity), entry_type=entry_type)

    post(document)

    assert entries("entry_type", "quantity", "remaining_quantity") == [
        ("purchase", 3, 0),
        ("sale", -2, 0),
        ("positive_adjmt", 4, 0),
        ("negative_adjmt", -5, 0),
    ]
    assert applications() == [
        (1, 1, 0, 0, 3),
        (2, 1, 2, 0, -2),
        (3, 3, 0, 0, 4),
        (4, 1, 4, 0, -1),
        (4, 3, 4, 0, -4),
    ]


@pytest.mark.rule("POST-107", "POST-018", "POST-023")
def test_entry_numbers_follow_the_lines_even_when_items_wait_for_each_other(db):
    one, two = (ItemFactory(item_tracking_code=lot_code(f"LOT{n}")) for n in (1, 2))
    document = journal()
    with_line(document, one, lot("A", 2), entry_type=EntryType.POSITIVE_ADJMT)
    with_line(document, two, lot("B", 2), entry_type=EntryType.POSITIVE_ADJMT)
    with_line(document, one, lot("A", 2), entry_type=EntryType.NEGATIVE_ADJMT)
    with_line(document, two, lot("C", 2), entry_type=EntryType.POSITIVE_ADJMT)
    with_line(document, one, lot("A", 1), entry_type=EntryType.POSITIVE_ADJMT)

    post(document)

    assert entries("document_line_no", "lot_no", "quantity", "remaining_quantity") == [
        (10000, "A", 2, 0),
        (20000, "B", 2, 2),
        (30000, "A", -2, 0),
        (40000, "C", 2, 2),
        (50000, "A", 1, 1),
    ]


@pytest.mark.rule("POST-107")
def test_stock_that_comes_in_elsewhere_does_not_help(db):
    item = ItemFactory(item_tracking_code=code_with("FREE"))
    document = adjustment(item, quantity=3, line={"location": at("WEST")})
    with_line(document, item, quantity=3, entry_type=EntryType.SALE, location=at("EAST"))

    [violation] = refused(document).violations

    assert violation.line_no == 20000
    assert "at location EAST: wanted 3, available 0" in violation.text
