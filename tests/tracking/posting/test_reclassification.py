"""Reclassification: linked pairs, chains of lines, and whose stock is consumed.

The expiration dates have test_reclassified_dates.py to themselves.
"""

import pytest

from tests.factories import ItemFactory, code_with, lot_code, serial_code
from tests.tracking.posting.desk import (
    DEC_31,
    JAN_2,
    JAN_5,
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
    ship,
    warnings,
    with_moving_line,
)
from tracking.models import TrackingLine
from tracking.posting import errors
from wms.documents.models import DocumentLine
from wms.inventory.models import ItemVariant
from wms.ledger.models import ItemLedgerEntry, Register


@pytest.fixture
def bolt(db):
    return ItemFactory(no="BOLT", item_tracking_code=lot_code())


@pytest.fixture
def free(db):
    return ItemFactory(no="FREE", item_tracking_code=code_with("FREEENTRY"))


@pytest.fixture
def lamp(db):
    return ItemFactory(no="LAMP", item_tracking_code=serial_code())


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


# Which stock is consumed


@pytest.mark.rule("RCL-023")
def test_exactly_the_old_combination_is_consumed_specific_or_not(free):
    receive(free, lot("X", 2))
    receive(free, lot("Z", 2))
    receive(free, quantity=2)
    receive(free, lot("Z", 2, package="P"))

    post(moving(free, renamed(lot("Z", 2), lot="Y")))

    assert entries("lot_no", "package_no", "remaining_quantity", quantity__gt=0) == [
        ("X", "", 2),
        ("Z", "", 0),
        ("", "", 2),
        ("Z", "P", 2),
        ("Y", "", 2),
    ]


@pytest.mark.rule("RCL-023", "RCL-018")
def test_blank_matches_blank(free):
    receive(free, lot("X", 2))
    receive(free, quantity=2)

    post(moving(free, renamed({"quantity": 2}, lot="Y")))

    assert entries("lot_no", "remaining_quantity", quantity__gt=0) == [("X", 2), ("", 0), ("Y", 2)]


@pytest.mark.rule("RCL-023")
def test_goods_without_numbers_do_not_take_what_carries_one(free):
    receive(free, lot("X", 2))
    receive(free, quantity=1)

    [violation] = refused(moving(free, quantity=2, to=at("WEST"))).violations

    assert violation.text.startswith("Item FREE at location EAST: wanted 2, available 1.")


@pytest.mark.rule("RCL-023", "POST-106")
@pytest.mark.parametrize("kind", ["serial", "lot", "package"])
def test_less_than_wanted_of_the_old_combination_is_refused(free, kind):
    receive(free, {f"{kind}_no": "OTHER", "quantity": 1}, quantity=1)
    receive(free, quantity=9)

    [violation] = refused(
        moving(free, renamed({f"{kind}_no": "X1", "quantity": 1}, **{kind: "Y1"}))
    ).violations

    assert isinstance(violation, errors.NotEnoughStock)
    assert violation.text.startswith(
        f"Item FREE, {kind} X1 at location EAST: wanted 1, available 0."
    )
    assert violation.number == "X1"


@pytest.mark.rule("RCL-018")
def test_a_number_that_nobody_asks_for_can_be_given_and_taken_away(free):
    receive(free, quantity=5)

    post(moving(free, renamed({"quantity": 5}, lot="A")))
    post(moving(free, renamed(lot("A", 3), lot="")))

    assert entries("lot_no", "quantity", "remaining_quantity") == [
        ("", 5, 0),
        ("", -5, 0),
        ("A", 5, 2),
        ("A", -3, 0),
        ("", 3, 3),
    ]


@pytest.mark.rule("RCL-018", "RCL-017")
@pytest.mark.parametrize(
    ("row", "field"),
    [
        (renamed({"quantity": 1}, lot="A"), "lot_no"),
        (renamed(lot("A"), lot="", package="P"), "new_lot_no"),
    ],
)
def test_a_specific_number_can_be_neither_given_nor_taken_away(bolt, row, field):
    receive(bolt, lot("A"))

    [violation] = refused(moving(bolt, row)).violations

    assert violation.field == field
    assert violation.line_no == 10000


@pytest.mark.rule("RCL-017")
def test_the_transfer_switch_alone_asks_for_both_numbers_too(db):
    item = ItemFactory(no="GEAR", item_tracking_code=code_with("MOVE", lot_transfer_tracking=True))
    receive(item, quantity=2)

    violations = refused(moving(item, renamed({"quantity": 2}, lot="A"))).violations

    assert [violation.field for violation in violations] == ["lot_no"]


@pytest.mark.rule("RCL-028", "POST-074")
def test_a_package_of_several_items_and_lots_is_renamed_row_by_row(db):
    code = code_with("LOTPKG", specific=("lot", "package"))
    chair, table = (ItemFactory(item_tracking_code=code) for _ in range(2))
    receive(chair, lot("L1", 4, package="BOX"), lot("L2", 1, package="BOX"))
    receive(table, lot("L1", 2, package="BOX"))
    document = moving(
        chair,
        renamed(lot("L1", 4, package="BOX"), package="BOX2"),
        renamed(lot("L2", 1, package="BOX"), package="BOX2"),
    )
    with_moving_line(document, table, renamed(lot("L1", 2, package="BOX"), package="BOX2"))

    post(document)

    assert entries(
        "item", "lot_no", "package_no", "remaining_quantity", remaining_quantity__gt=0
    ) == [
        (chair.pk, "L1", "BOX2", 4),
        (chair.pk, "L2", "BOX2", 1),
        (table.pk, "L1", "BOX2", 2),
    ]


@pytest.mark.rule("RCL-028", "SET-026")
def test_a_lot_number_of_another_variant_does_not_matter(bolt):
    red = ItemVariant.objects.create(item=bolt, code="RED")
    receive(bolt, lot("A", 2))
    receive(bolt, lot("A", 2), line={"variant": red})

    post(moving(bolt, renamed(lot("A", 2), lot="B"), line={"variant": red}))

    assert entries("variant__code", "lot_no", "remaining_quantity", remaining_quantity__gt=0) == [
        ("", "A", 2),
        ("RED", "B", 2),
    ]


@pytest.mark.rule("POST-059", "RCL-019", "SET-026")
def test_a_new_serial_of_another_item_does_not_matter(lamp):
    other = ItemFactory(item_tracking_code=lamp.item_tracking_code)
    receive(other, serial("S9"))
    receive(lamp, serial("S1"))

    post(moving(lamp, renamed(serial("S1"), serial="S9")))

    assert entries("item", "serial_no", remaining_quantity__gt=0) == [
        (other.pk, "S9"),
        (lamp.pk, "S9"),
    ]


# Lines see what earlier lines did


@pytest.mark.rule("RCL-009")
def test_a_becomes_b_and_b_becomes_c(bolt):
    receive(bolt, lot("A", 6))
    document = moving(bolt, renamed(lot("A", 6), lot="B"))
    with_moving_line(document, bolt, renamed(lot("B", 4), lot="C"))

    post(document)

    assert entries("lot_no", "quantity", "remaining_quantity") == [
        ("A", 6, 0),
        ("A", -6, 0),
        ("B", 6, 2),
        ("B", -4, 0),
        ("C", 4, 4),
    ]
    assert applications()[1:] == [
        (2, 1, 2, 0, -6),
        (3, 3, 2, 1, 6),
        (4, 3, 4, 0, -4),
        (5, 5, 4, 3, 4),
    ]


@pytest.mark.rule("RCL-009", "POST-023")
def test_entries_of_a_line_stay_together_even_when_it_waits_for_another(bolt):
    receive(bolt, lot("A", 6), lot("D", 6))
    document = moving(bolt, renamed(lot("A", 6), lot="B"))
    with_moving_line(document, bolt, renamed(lot("B", 6), lot="C"))
    with_moving_line(document, bolt, renamed(lot("D", 6), lot="E"))

    post(document)

    written = entries("document_line_no", "lot_no")[2:]
    assert sorted(written[place : place + 2] for place in (0, 2, 4)) == [
        [(10000, "A"), (10000, "B")],
        [(20000, "B"), (20000, "C")],
        [(30000, "D"), (30000, "E")],
    ]


@pytest.mark.rule("RCL-009")
def test_b_cannot_become_c_before_a_became_b(bolt):
    receive(bolt, lot("A", 6))
    document = moving(bolt, renamed(lot("B", 4), lot="C"))
    with_moving_line(document, bolt, renamed(lot("A", 6), lot="B"))

    violations = refused(document).violations

    assert [violation.line_no for violation in violations] == [10000]
    assert "lot B at location EAST: wanted 4, available 0" in violations[0].text


@pytest.mark.rule("RCL-009")
def test_goods_go_on_from_where_an_earlier_line_put_them(db):
    item = ItemFactory()
    receive(item, quantity=5)
    document = moving(item, quantity=5, to=at("WEST"))
    with_moving_line(document, item, quantity=3, to=at("NORTH"), location=at("WEST"))

    post(document)

    assert entries("location__code", "remaining_quantity", remaining_quantity__gt=0) == [
        ("WEST", 2),
        ("NORTH", 3),
    ]


@pytest.mark.rule("RCL-009")
def test_there_and_back_again(bolt):
    receive(bolt, lot("A", 2))
    document = moving(bolt, renamed(lot("A", 2), lot="B"))
    with_moving_line(document, bolt, renamed(lot("B", 2), lot="A"))
    with_moving_line(document, bolt, renamed(lot("A", 2), lot="B"))

    post(document)

    assert entries("lot_no", "remaining_quantity", remaining_quantity__gt=0) == [("B", 2)]
    assert len(entries("pk")) == 7


@pytest.mark.rule("RCL-009")
def test_lots_can_be_swapped_by_way_of_a_third(bolt):
    receive(bolt, lot("A", 2), lot("B", 3))
    document = moving(bolt, renamed(lot("A", 2), lot="T"))
    with_moving_line(document, bolt, renamed(lot("B", 3), lot="A"))
    with_moving_line(document, bolt, renamed(lot("T", 2), lot="B"))

    post(document)

    assert entries("lot_no", "remaining_quantity", remaining_quantity__gt=0) == [("A", 3), ("B", 2)]


@pytest.mark.rule("RCL-009", "RCL-023")
def test_two_lines_share_what_the_lot_has(bolt):
    receive(bolt, lot("A", 5))
    document = moving(bolt, renamed(lot("A", 3), lot="B"))
    with_moving_line(document, bolt, renamed(lot("A", 3), lot="C"))

    [violation] = refused(document).violations

    assert violation.line_no == 20000
    assert "wanted 3, available 2" in violation.text


@pytest.mark.rule("RCL-009", "POST-166")
def test_one_failing_line_leaves_everything_unposted(bolt):
    receive(bolt, lot("A", 5))
    document = moving(bolt, renamed(lot("A", 5), lot="B"))
    with_moving_line(document, bolt, renamed(lot("B", 9), lot="C"))

    [violation] = refused(document).violations

    assert (violation.line_no, violation.rule) == (20000, "POST-027")
    assert "wanted 9, available 5" in violation.text


@pytest.mark.rule("POST-112", "RCL-009")
def test_a_line_that_builds_on_a_failed_one_says_so(bolt):
    receive(bolt, lot("A", 5))
    document = moving(bolt, renamed(lot("A", 6), lot="B"))
    with_moving_line(document, bolt, renamed(lot("B", 6), lot="C"))

    first, second = refused(document).violations

    assert isinstance(first, errors.NotEnoughStock)
    assert isinstance(second, errors.FailsWithEarlierLine)
    assert second.line_no == 20000
    assert "because line 10000 failed" in second.text


@pytest.mark.rule("POST-034", "RCL-009", "RCL-052")
def test_no_application_ever_points_from_older_to_younger(bolt):
    receive(bolt, lot("A", 6))
    document = moving(bolt, renamed(lot("A", 6), lot="B"))
    with_moving_line(document, bolt, renamed(lot("B", 6), lot="A"))
    with_moving_line(document, bolt, renamed(lot("A", 6)), to=at("WEST"))
    with_moving_line(document, bolt, renamed(lot("A", 6)), location=at("WEST"), to=at("EAST"))
    post(document)
    ship(bolt, lot("A", 6))

    for own, inbound, outbound, source, _ in applications():
        assert inbound <= own
        assert not source or source < outbound < inbound


@pytest.mark.rule("RCL-053", "POST-110")
def test_a_move_dated_before_the_receipt_is_posted_with_a_warning(bolt):
    receive(bolt, lot("A", 6), posting_date=JAN_10)

    posted = post(moving(bolt, renamed(lot("A", 2), lot="B"), posting_date=JAN_5, no="RJ1"))

    assert warnings(posted) == [
        "Reclassification journal RJ1, line 10000: Item BOLT, lot A leaves on 2026-01-05, before it came in"
        " on 2026-01-10 (entry 1)."
    ]


@pytest.mark.rule("RCL-053")
def test_a_wrong_renaming_is_corrected_by_one_in_the_opposite_direction(bolt):
    receive(bolt, lot("A", 6))
    post(moving(bolt, renamed(lot("A", 6), lot="B")))

    post(moving(bolt, renamed(lot("B", 6), lot="A")))

    assert entries("lot_no", "quantity", "remaining_quantity") == [
        ("A", 6, 0),
        ("A", -6, 0),
        ("B", 6, 0),
        ("B", -6, 0),
        ("A", 6, 6),
    ]


# The worked examples


@pytest.fixture
def tea(db):
    return ItemFactory(no="TEA", item_tracking_code=lot_code(use_expiration_dates=True))


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
