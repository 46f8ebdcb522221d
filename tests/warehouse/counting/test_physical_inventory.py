"""The physical inventory journal: the books are read, counted, and brought in line with the count."""

from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.factories import (
    BinFactory,
    ItemFactory,
    journal,
    lot_code,
    serial_code,
    setup_series,
)
from tests.tracking.posting.desk import (
    JAN_2,
    JUN_30,
    at,
    entries,
    lot,
    post,
    receive,
    refusal,
    serial,
)
from tests.tracking.posting.making import made_by
from tests.tracking.stock import many_in_stock
from tracking.models import TrackingLine
from warehouse.counting.services import calculate_inventory
from warehouse.models import WarehouseEntry
from wms.core.errors import Refused
from wms.documents import services
from wms.documents.kinds import DocumentKind
from wms.documents.models import Document
from wms.inventory.models import Item, Location

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("series")]


@pytest.fixture
def series(db):
    setup_series()


def count(**header) -> Document:
    return made_by(DocumentKind.PHYSICAL_INVENTORY, **header)


def calculate(document: Document, **how) -> int:
    return calculate_inventory(document=document, by=document.created_by, **how)


def counted(document: Document, *quantities, **which) -> None:
    """What was counted, line by line."""
    for line, quantity in zip(
        document.lines.filter(**which).order_by("line_no"), quantities, strict=True
    ):
        services.change_line(line=line, by=document.created_by, qty_counted=Decimal(quantity))


def lines(document: Document, *fields: str) -> list:
    return list(document.lines.order_by("line_no").values_list(*fields))


@pytest.mark.rule("POST-001")
def test_a_line_for_every_item_place_and_number():
    bolt = ItemFactory(no="BOLT")
    paint = ItemFactory(no="PAINT", item_tracking_code=lot_code())
    chair = ItemFactory(no="CHAIR", item_tracking_code=serial_code())
    receive(bolt, quantity=5)
    receive(bolt, quantity=7)
    receive(paint, lot("A", 3), lot("B", 4))
    receive(paint, lot("A", 2))
    receive(chair, serial("S1"), serial("S2"))
    receive(bolt, quantity=9, location=at("WEST"))
    document = count()

    assert calculate(document) == 6

    assert lines(document, "item__no", "location__code", "serial_no", "lot_no", "qty_calculated",
                 "qty_counted", "quantity", "posting_date", "document_no") == [
        ("BOLT", "EAST", "", "", 12, 12, 0, JAN_2, document.no),
        ("BOLT", "WEST", "", "", 9, 9, 0, JAN_2, document.no),
        ("CHAIR", "EAST", "S1", "", 1, 1, 0, JAN_2, document.no),
        ("CHAIR", "EAST", "S2", "", 1, 1, 0, JAN_2, document.no),
        ("PAINT", "EAST", "", "A", 5, 5, 0, JAN_2, document.no),
        ("PAINT", "EAST", "", "B", 4, 4, 0, JAN_2, document.no),
    ]  # fmt: skip


@pytest.mark.rule("POST-001")
def test_only_a_location_or_an_item_and_without_a_proposal():
    bolt, nut = ItemFactory(no="BOLT"), ItemFactory(no="NUT")
    receive(bolt, quantity=5)
    receive(nut, quantity=6)
    receive(bolt, quantity=7, location=at("WEST"))
    document = count()

    calculate(document, location=at("EAST"), item=bolt, as_calculated=False)

    assert lines(document, "item__no", "location__code", "qty_calculated", "qty_counted") == [
        ("BOLT", "EAST", 5, None)
    ]


@pytest.mark.rule("POST-001", "SET-051")
def test_what_is_blocked_in_transit_or_directed_is_left_out():
    directed = at("DIRECTED", bin_mandatory=True)
    bin_ = BinFactory(location=directed, code="B1")
    receive(ItemFactory(), quantity=5, location=directed, line={"bin": bin_})
    blocked = ItemFactory()
    receive(blocked, quantity=5)
    Item.objects.filter(pk=blocked.pk).update(blocked=True)
    many_in_stock(ItemFactory(), [("", "", "")], location=at("WAY", use_as_in_transit=True))
    Location.objects.filter(pk=directed.pk).update(directed_put_away_and_pick=True)

    assert calculate(count()) == 0


@pytest.mark.rule("POST-001")
def test_calculated_again_it_adds_only_what_is_missing():
    paint = ItemFactory(item_tracking_code=lot_code())
    receive(paint, lot("A", 3))
    document = count()
    calculate(document)
    counted(document, 1)
    receive(paint, lot("B", 4))

    assert calculate(document) == 1

    assert lines(document, "lot_no", "qty_counted") == [("A", 1), ("B", 4)]


@pytest.mark.rule("POST-001", "WHS-244")
def test_bins_are_counted_one_by_one():
    silver = at("SILVER", bin_mandatory=True)
    first, second = BinFactory(location=silver, code="B1"), BinFactory(location=silver, code="B2")
    paint = ItemFactory(item_tracking_code=lot_code())
    receive(paint, lot("A", 3), location=silver, line={"bin": first})
    receive(paint, lot("A", 4), location=silver, line={"bin": second})
    document = count(location=silver)
    calculate(document)
    assert lines(document, "bin__code", "lot_no", "qty_calculated") == [
        ("B1", "A", 3),
        ("B2", "A", 4),
    ]

    counted(document, 3, 6)
    post(document)

    assert entries("entry_type", "lot_no", "quantity")[-1:] == [("positive_adjmt", "A", 2)]
    assert WarehouseEntry.objects.order_by("-pk").values_list("bin__code", "quantity").first() == (
        "B2",
        2,
    )


@pytest.mark.rule("POST-001", "POST-114")
def test_the_difference_is_posted_and_what_agrees_leaves_the_journal_with_it():
    bolt = ItemFactory(no="BOLT")
    nut = ItemFactory(no="NUT")
    screw = ItemFactory(no="SCREW")
    nail = ItemFactory(no="TACK")
    for item in (bolt, nut, screw, nail):
        receive(item, quantity=10)
    document = count(no="PI1")
    calculate(document, as_calculated=False)
    counted(document, 12, 7, 10, item__in=[bolt, nut, screw])

    posted = post(document)

    assert entries("item__no", "entry_type", "quantity", "document_no", "document_type")[4:] == [
        ("BOLT", "positive_adjmt", 2, "PI1", ""),
        ("NUT", "negative_adjmt", -3, "PI1", ""),
    ]
    assert posted.posted_document is None
    # nobody has counted the last one yet
    assert lines(document, "item__no", "qty_counted") == [("TACK", None)]


@pytest.mark.rule("POST-001", "POST-012")
def test_numbers_are_counted_one_by_one():
    paint = ItemFactory(no="PAINT", item_tracking_code=lot_code())
    chair = ItemFactory(no="CHAIR", item_tracking_code=serial_code())
    receive(paint, lot("A", 3), lot("B", 4))
    receive(chair, serial("S1"), serial("S2"))
    document = count()
    calculate(document)
    counted(document, 1, 0, 5, 4)

    post(document)

    assert entries("entry_type", "serial_no", "lot_no", "quantity")[4:] == [
        ("negative_adjmt", "S2", "", -1),
        ("positive_adjmt", "", "A", 2),
    ]
    assert (
        not TrackingLine.objects.exists()
        or not TrackingLine.objects.filter(line__document=document).exists()
    )


@pytest.mark.rule("POST-001")
def test_a_number_that_the_books_do_not_know_is_added_by_hand():
    paint = ItemFactory(item_tracking_code=lot_code())
    receive(paint, lot("A", 3))
    document = count()
    calculate(document)

    line = services.add_line(
        document=document,
        by=document.created_by,
        item=paint,
        lot_no="new-1",
        qty_counted=Decimal(2),
    )
    assert (line.lot_no, line.qty_calculated, line.quantity) == ("NEW-1", 0, 2)
    post(document)

    assert entries("lot_no", "quantity")[1:] == [("NEW-1", 2)]


@pytest.mark.rule("POST-001")
def test_the_books_are_read_again_when_the_line_is_about_something_else():
    paint = ItemFactory(item_tracking_code=lot_code())
    receive(paint, lot("A", 3), lot("B", 5))
    document = count()
    line = services.add_line(
        document=document, by=document.created_by, item=paint, lot_no="A", qty_counted=Decimal(4)
    )
    assert (line.qty_calculated, line.quantity, line.entry_type) == (3, 1, "positive_adjmt")

    line = services.change_line(line=line, by=document.created_by, lot_no="B")

    assert (line.qty_calculated, line.quantity, line.entry_type) == (5, 1, "negative_adjmt")


@pytest.mark.rule("POST-095")
def test_more_of_a_known_lot_gets_the_known_date():
    paint = ItemFactory(item_tracking_code=lot_code(require_expiration_date_entry=True))
    receive(paint, lot("A", 3, expiration_date=JUN_30))
    document = count()
    calculate(document)
    counted(document, 5)

    post(document)

    assert entries("lot_no", "quantity", "expiration_date")[1:] == [("A", 2, JUN_30)]


@pytest.mark.rule("POST-095", "POST-091")
def test_a_new_lot_needs_its_date():
    paint = ItemFactory(no="PAINT", item_tracking_code=lot_code(require_expiration_date_entry=True))
    document = count(no="PI1")
    services.add_line(
        document=document, by=document.created_by, item=paint, lot_no="A", qty_counted=Decimal(2)
    )

    assert "Expiration Date" in refusal(document)[0]


@pytest.mark.rule("ITL-188")
def test_a_serial_is_counted_once_or_not_at_all():
    chair = ItemFactory(no="CHAIR", item_tracking_code=serial_code())
    receive(chair, serial("S1"))
    document = count(no="PI1")
    calculate(document)

    with pytest.raises(Refused) as refused:
        counted(document, 2)

    assert str(refused.value) == (
        "Physical inventory journal PI1, line 10000: Qty. (Phys. Inventory) of serial number S1 is 0 or 1,"
        " not 2."
    )


@pytest.mark.rule("POST-001")
def test_nobody_counts_less_than_nothing():
    bolt = ItemFactory()
    receive(bolt, quantity=3)
    document = count(no="PI1")
    calculate(document)

    with pytest.raises(Refused) as refused:
        counted(document, -1)

    assert "cannot be -1" in str(refused.value)
    assert lines(document, "qty_counted") == [(3,)]


@pytest.mark.rule("POST-001")
def test_an_item_journal_is_not_calculated():
    document = journal(no="IJ1")

    with pytest.raises(Refused) as refused:
        calculate(document)

    assert str(refused.value) == (
        "Item journal IJ1: Inventory is calculated in physical inventory journals only."
    )


@pytest.mark.rule("POST-170")
def test_calculating_in_another_version_than_shown_is_refused():
    document = count()

    with pytest.raises(Refused):
        calculate(document, version=document.version + 1)


def statements(work) -> int:
    with CaptureQueriesContext(connection) as asked:
        work()
    return len(asked)


@pytest.mark.rule("POST-111")
def test_a_thousand_numbers_cost_the_statements_of_ten():
    costs = []
    for many in (10, 1000):
        chair = ItemFactory(item_tracking_code=serial_code(f"SN{many}"))
        many_in_stock(chair, [(f"S{number:05}", "", "") for number in range(many)])
        document = count()
        calculating = statements(lambda: calculate(document, item=chair))  # noqa: B023
        document.lines.update(
            qty_counted=0, quantity=1, quantity_base=1, entry_type="negative_adjmt"
        )
        posting = statements(lambda: post(document))  # noqa: B023
        costs.append((calculating, posting))

    assert costs[0] == costs[1]
    assert costs[0][1] <= 60
