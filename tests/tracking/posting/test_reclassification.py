"""Reclassification: linked pairs and the worked examples.

The expiration dates have files to themselves: test_reclassified_dates.py, test_merged_lots.py.
"""

import pytest

from tests.factories import ItemFactory, code_with, lot_code
from tests.tracking.posting.desk import (
    DEC_31,
    JAN_2,
    JAN_10,
    JUN_30,
    applications,
    at,
    entries,
    entry,
    lot,
    moving,
    package,
    post,
    receive,
    refusal,
    refused,
    renamed,
    serial,
    with_moving_line,
)
from tracking.models import TrackingLine
from tracking.posting import errors
from wms.documents.models import DocumentLine
from wms.ledger.models import ItemLedgerEntry, Register


@pytest.fixture
def tea(db):
    return ItemFactory(no="TEA", item_tracking_code=lot_code(use_expiration_dates=True))


# The linked pair


@pytest.mark.rule("RCL-001", "RCL-047", "RCL-050", "POST-001", "POST-015")
def test_a_renaming_is_a_linked_pair(bolt):
    receive(bolt, lot("A", 6), posting_date=JAN_2)
    document = moving(bolt, renamed(lot("A", 4), lot="B"), no="RJ1", posting_date=JAN_10)

    posted = post(document)

    assert entries("entry_no", "lot_no", "quantity", "remaining_quantity", "location__code") == [
        (1, "A", 6, 2, "EAST"),
        (2, "A", -4, 0, "EAST"),
        (3, "B", 4, 4, "EAST"),
    ]
    assert applications()[1:] == [(2, 1, 2, 0, -4), (3, 3, 2, 1, 4)]
    assert set(
        entries("entry_type", "document_type", "document_no", "posting_date", "register", pk__gt=1)
    ) == {("transfer", "", "RJ1", JAN_10, posted.register.no)}
    assert posted.posted_document is None
    assert sum(quantity for (quantity,) in entries("quantity")) == 6


@pytest.mark.rule("RCL-047")
def test_a_move_of_everything_takes_place_and_number_at_once(bolt):
    receive(bolt, lot("A", 6))

    post(moving(bolt, renamed(lot("A", 6), lot="B", package="P"), to=at("WEST")))

    assert entries("location__code", "lot_no", "package_no", "quantity")[1:] == [
        ("EAST", "A", "", -6),
        ("WEST", "B", "P", 6),
    ]


@pytest.mark.rule("RCL-048")
def test_one_positive_half_for_each_entry_that_was_consumed(bolt):
    receive(bolt, lot("A", 4))
    receive(bolt, lot("A", 2))
    receive(bolt, lot("A", 9))

    post(moving(bolt, renamed(lot("A", 7), lot="B")))

    assert entries("lot_no", "quantity", "remaining_quantity") == [
        ("A", 4, 0),
        ("A", 2, 0),
        ("A", 9, 8),
        ("A", -7, 0),
        ("B", 4, 4),
        ("B", 2, 2),
        ("B", 1, 1),
    ]
    assert applications()[3:] == [
        (4, 1, 4, 0, -4),
        (4, 2, 4, 0, -2),
        (4, 3, 4, 0, -1),
        (5, 5, 4, 1, 4),
        (6, 6, 4, 2, 2),
        (7, 7, 4, 3, 1),
    ]


@pytest.mark.rule("POST-014", "POST-025", "RCL-048")
def test_a_lifo_item_moves_its_newest_stock(db):
    item = ItemFactory(costing_method="lifo")
    receive(item, quantity=2)
    receive(item, quantity=2)

    post(moving(item, quantity=3, to=at("WEST")))

    assert entries("remaining_quantity", location__code="EAST", quantity__gt=0) == [(1,), (0,)]
    assert sorted(entries("quantity", location__code="WEST")) == [(1,), (2,)]


@pytest.mark.rule("POST-022", "RCL-049")
def test_unchanged_rows_post_along_when_another_row_of_the_line_changes(lamp):
    receive(lamp, serial("S1"), serial("S2"))

    post(moving(lamp, renamed(serial("S1")), renamed(serial("S2"), serial="T2")))

    assert entries("serial_no", "quantity")[2:] == [("S1", -1), ("S1", 1), ("S2", -1), ("T2", 1)]


@pytest.mark.rule("RCL-026", "POST-022")
def test_a_line_on_which_nothing_changes_is_refused(lamp):
    receive(lamp, serial("S1"), serial("S2"), serial("S3"))
    document = moving(lamp, renamed(serial("S1")), no="RJ1")
    with_moving_line(document, lamp, renamed(serial("S2"), serial="T2"), renamed(serial("S3")))

    assert refusal(document) == [
        "Reclassification journal RJ1, line 10000: Nothing to reclassify for item LAMP, serial S1: numbers,"
        " dates, location and bin stay the same. Enter what shall change, or delete the line."
    ]


@pytest.mark.rule("RCL-026")
def test_goods_without_numbers_that_stay_where_they_are_are_refused(db):
    item = ItemFactory(no="NUT")
    receive(item, quantity=3)

    [violation] = refused(moving(item, quantity=3)).violations

    assert isinstance(violation, errors.NothingToReclassify)


@pytest.mark.rule("RCL-026")
def test_the_same_date_is_no_change_and_a_blank_one_is(db):
    item = ItemFactory(item_tracking_code=lot_code(use_expiration_dates=True))
    receive(item, lot("A", 3, expiration_date=JUN_30))

    [violation] = refused(moving(item, renamed(lot("A", 3), expires=JUN_30))).violations
    post(moving(item, renamed(lot("A", 3), expires=None)))

    assert isinstance(violation, errors.NothingToReclassify)
    assert entries("expiration_date") == [(JUN_30,), (JUN_30,), (None,)]


@pytest.mark.rule("RCL-002")
def test_a_line_of_quantity_zero_is_refused(db):
    item = ItemFactory()
    receive(item, quantity=3)
    document = moving(item, quantity=1, to=at("WEST"))
    with_moving_line(document, item, quantity=0, to=at("WEST"))

    [violation] = refused(document).violations

    assert (violation.line_no, violation.field) == (20000, "quantity")


@pytest.mark.rule("RCL-009", "POST-114")
def test_posted_lines_and_their_tracking_leave_the_journal_and_one_register_is_made(bolt):
    receive(bolt, lot("A", 6))
    document = moving(bolt, renamed(lot("A", 4), lot="B"))
    with_moving_line(document, bolt, renamed(lot("A", 2)), to=at("WEST"))

    posted = post(document)

    assert Register.objects.latest("no") == posted.register
    assert (posted.register.from_entry_no, posted.register.to_entry_no) == (2, 5)
    assert posted.register.source == "reclassification_journal"
    assert not DocumentLine.objects.filter(document=document).exists()
    assert not TrackingLine.objects.filter(item=bolt, quantity__gt=0, qty_handled=0).exists()


# The worked examples


@pytest.mark.rule("RCL-042", "RCL-047", "RCL-035")
def test_the_worked_example_a5_1_rename_and_re_date(tea):
    receive(tea, lot("A", 6, expiration_date=JUN_30), posting_date=JAN_2)

    post(moving(tea, renamed(lot("A", 6), lot="B", expires=DEC_31), no="RJ1", posting_date=JAN_10))

    assert entries(
        "entry_no",
        "posting_date",
        "entry_type",
        "location__code",
        "lot_no",
        "expiration_date",
        "quantity",
        "remaining_quantity",
    ) == [
        (1, JAN_2, "purchase", "EAST", "A", JUN_30, 6, 0),
        (2, JAN_10, "transfer", "EAST", "A", JUN_30, -6, 0),
        (3, JAN_10, "transfer", "EAST", "B", DEC_31, 6, 6),
    ]
    assert applications()[1:] == [(2, 1, 2, 0, -6), (3, 3, 2, 1, 6)]
    assert entry(3).document_no == "RJ1"


@pytest.mark.rule("RCL-014", "RCL-019", "POST-062")
def test_many_serials_are_renamed_row_by_row_in_one_line(lamp):
    receive(lamp, *(serial(f"S{no}") for no in range(20)))

    post(moving(lamp, *(renamed(serial(f"S{no}"), serial=f"T{no}") for no in range(20))))

    left = ItemLedgerEntry.objects.in_inventory().values_list("serial_no", flat=True)
    assert sorted(left) == sorted(f"T{no}" for no in range(20))


@pytest.mark.rule("RCL-027", "RCL-048")
def test_packages_are_merged_and_split_again(db):
    item = ItemFactory(item_tracking_code=code_with("PKG", specific=("package",)))
    receive(item, package("P", 2), package("Q", 3))

    post(moving(item, renamed(package("P", 2), package="R"), renamed(package("Q", 3), package="R")))
    post(moving(item, renamed(package("R", 4), package="S")))

    assert entries("package_no", "quantity", "remaining_quantity", pk__gt=2, quantity__gt=0) == [
        ("R", 2, 0),
        ("R", 3, 1),
        ("S", 2, 2),
        ("S", 2, 2),
    ]
