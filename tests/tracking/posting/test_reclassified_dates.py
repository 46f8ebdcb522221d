"""Expiration dates in a reclassification: the cases X1 to X10 of book 04."""

from datetime import date

import pytest

from tests.factories import ItemFactory, code_with, lot_code, serial_code
from tests.tracking.posting.desk import (
    AUG_31,
    DEC_31,
    JAN_2,
    JUL_31,
    JUN_30,
    applications,
    at,
    entries,
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
from tests.tracking.stock import in_stock
from tracking.posting import errors
from wms.ledger.models import ItemLedgerEntry

AUG_15 = date(2026, 8, 15)


@pytest.fixture
def tea(db):
    return ItemFactory(no="TEA", item_tracking_code=lot_code(use_expiration_dates=True))


@pytest.fixture
def tea_in_boxes(db):
    return ItemFactory(
        no="TEA",
        item_tracking_code=code_with(
            "BOXED", specific=("lot", "package"), use_expiration_dates=True
        ),
    )


@pytest.fixture
def vaccine(db):
    """Serials in lots."""
    return ItemFactory(
        no="VAC",
        item_tracking_code=code_with("BOTH", specific=("serial", "lot"), use_expiration_dates=True),
    )


@pytest.fixture
def a6(tea):
    """Lot A: 6 pieces until 30 June."""
    receive(tea, lot("A", 6, expiration_date=JUN_30))


def open_dates(lot_no):
    return sorted(
        {day for (day,) in entries("expiration_date", lot_no=lot_no, remaining_quantity__gt=0)},
        key=str,
    )


def the_violation(document):
    [violation] = refused(document).violations
    return violation


# X1, X2: the same lot


@pytest.mark.rule("RCL-029", "RCL-042")
@pytest.mark.parametrize("new_date", [DEC_31, JAN_2, None])
@pytest.mark.usefixtures("a6")
def test_x1_a_whole_lot_may_get_any_date(tea, new_date):
    post(moving(tea, renamed(lot("A", 6), expires=new_date)))

    assert entries("lot_no", "expiration_date", "quantity", "remaining_quantity") == [
        ("A", JUN_30, 6, 0),
        ("A", JUN_30, -6, 0),
        ("A", new_date, 6, 6),
    ]
    assert open_dates("A") == [new_date]


@pytest.mark.rule("RCL-029")
def test_x1_the_whole_lot_may_lie_in_several_entries(tea):
    receive(tea, lot("A", 4, expiration_date=JUN_30))
    receive(tea, lot("A", 2))

    post(moving(tea, renamed(lot("A", 6), expires=DEC_31)))

    assert open_dates("A") == [DEC_31]


@pytest.mark.rule("RCL-029")
@pytest.mark.usefixtures("a6")
def test_x1_only_what_is_left_of_the_lot_counts(tea):
    ship(tea, lot("A", 2))

    post(moving(tea, renamed(lot("A", 4), expires=DEC_31)))

    assert open_dates("A") == [DEC_31]


@pytest.mark.rule("RCL-029")
@pytest.mark.usefixtures("a6")
def test_x1_the_whole_lot_may_go_to_another_place_on_the_way(tea):
    post(moving(tea, renamed(lot("A", 6), expires=DEC_31), to=at("WEST")))

    assert entries("location__code", "expiration_date")[1:] == [("EAST", JUN_30), ("WEST", DEC_31)]


@pytest.mark.rule("RCL-030")
@pytest.mark.parametrize(("new_date"), [DEC_31, None])
@pytest.mark.usefixtures("a6")
def test_x2_a_part_of_a_lot_keeps_its_date(tea, new_date):
    violation = the_violation(moving(tea, renamed(lot("A", 4), expires=new_date), no="RJ1"))

    assert isinstance(violation, errors.WholeLotNeeded)
    assert violation.where == "Reclassification journal RJ1, line 10000: "
    assert violation.text.startswith(
        "Lot A of item TEA has 6 in stock, 4 of it are on this line."
        " Its expiration date can only be changed for the whole lot"
    )
    assert "Keep 2026-06-30, or reclassify all of it together." in violation.text
    assert (violation.field, violation.number) == ("new_expiration_date", "A")


@pytest.mark.rule("RCL-030")
@pytest.mark.usefixtures("a6")
def test_x2_a_part_moves_with_its_date(tea):
    post(moving(tea, renamed(lot("A", 4), expires=JUN_30), to=at("WEST")))

    assert open_dates("A") == [JUN_30]


@pytest.mark.rule("RCL-030")
@pytest.mark.usefixtures("a6")
def test_x2_two_lines_of_four_and_two_are_judged_each_alone(tea):
    document = moving(tea, renamed(lot("A", 4), expires=DEC_31))
    with_moving_line(document, tea, renamed(lot("A", 2), expires=DEC_31))

    violations = refused(document).violations

    assert (violations[0].line_no, type(violations[0])) == (10000, errors.WholeLotNeeded)
    assert "has 6 in stock, 4 of it are on this line" in violations[0].text


@pytest.mark.rule("RCL-031")
@pytest.mark.usefixtures("a6")
def test_x2_the_whole_lot_is_that_of_all_places(tea):
    receive(tea, lot("A", 4), location=at("WEST"))

    violation = the_violation(moving(tea, renamed(lot("A", 6), expires=DEC_31)))

    assert isinstance(violation, errors.WholeLotNeeded)
    assert "has 10 in stock, 6 of it are on this line" in violation.text
    assert "WEST" in violation.text


# X3: another package


@pytest.mark.rule("RCL-037")
@pytest.mark.parametrize("quantity", [4, 6])
def test_x3_a_lot_does_not_get_another_package_and_another_date_in_one_step(tea_in_boxes, quantity):
    receive(tea_in_boxes, lot("A", 6, package="P", expiration_date=JUN_30))
    row = renamed(lot("A", quantity, package="P"), package="Q", expires=DEC_31)

    violations = refused(moving(tea_in_boxes, row)).violations

    assert errors.PackageAndDateTogether in {type(violation) for violation in violations}


@pytest.mark.rule("RCL-037")
@pytest.mark.parametrize("quantity", [4, 6])
def test_x3_it_may_get_another_package_and_keep_its_date(tea_in_boxes, quantity):
    receive(tea_in_boxes, lot("A", 6, package="P", expiration_date=JUN_30))

    post(
        moving(tea_in_boxes, renamed(lot("A", quantity, package="P"), package="Q", expires=JUN_30))
    )

    assert open_dates("A") == [JUN_30]


@pytest.mark.rule("RCL-037")
def test_x3_first_the_package_then_the_date_in_one_journal(tea_in_boxes):
    receive(tea_in_boxes, lot("A", 6, package="P", expiration_date=JUN_30))
    document = moving(tea_in_boxes, renamed(lot("A", 6, package="P"), package="Q", expires=JUN_30))
    with_moving_line(document, tea_in_boxes, renamed(lot("A", 6, package="Q"), expires=DEC_31))

    post(document)

    assert open_dates("A") == [DEC_31]


# X4: a lot without stock


@pytest.mark.rule("RCL-035", "RCL-036")
@pytest.mark.parametrize("new_date", [AUG_15, None, JUN_30])
@pytest.mark.usefixtures("a6")
def test_x4_a_new_lot_may_get_any_date(tea, new_date):
    post(moving(tea, renamed(lot("A", 6), lot="B", expires=new_date)))

    assert open_dates("B") == [new_date]


@pytest.mark.rule("RCL-035", "RCL-043")
@pytest.mark.usefixtures("a6")
def test_x4_so_may_a_lot_that_is_used_up_and_the_date_is_its_own_from_then_on(tea):
    receive(tea, lot("B", 2, expiration_date=JUL_31))
    ship(tea, lot("B", 2))

    post(moving(tea, renamed(lot("A", 6), lot="B", expires=AUG_15)))
    ship(tea, lot("B", 6))
    receive(tea, lot("B", 1))

    assert open_dates("B") == [AUG_15]


@pytest.mark.rule("RCL-041")
@pytest.mark.usefixtures("a6")
def test_x4_a_part_of_a_lot_gets_another_date_under_another_number(tea):
    post(moving(tea, renamed(lot("A", 2), lot="A2", expires=DEC_31)))

    assert (open_dates("A"), open_dates("A2")) == ([JUN_30], [DEC_31])


# X5: a lot with stock


@pytest.mark.rule("RCL-034")
@pytest.mark.parametrize("quantity", [2, 6])
@pytest.mark.parametrize("new_date", [JUN_30, AUG_31, None])
@pytest.mark.usefixtures("a6")
def test_x5_a_lot_in_stock_imposes_its_date(tea, quantity, new_date):
    receive(tea, lot("B", 4, expiration_date=JUL_31), location=at("WEST"))

    violation = the_violation(
        moving(tea, renamed(lot("A", quantity), lot="B", expires=new_date), no="RJ1")
    )

    worded = new_date.isoformat() if new_date else "no date"
    assert str(violation) == (
        f"Reclassification journal RJ1, line 10000: New Expiration Date {worded}: lot B of item TEA is in"
        " stock and expires 2026-07-31. Enter that date."
    )
    assert violation.field == "new_expiration_date"


@pytest.mark.rule("RCL-034", "RCL-042")
@pytest.mark.parametrize("quantity", [2, 6])
@pytest.mark.usefixtures("a6")
def test_the_worked_example_a5_3_with_its_date_it_is_accepted(tea, quantity):
    receive(tea, lot("B", 4, expiration_date=JUL_31))

    post(moving(tea, renamed(lot("A", quantity), lot="B", expires=JUL_31)))

    assert entries("lot_no", "expiration_date", "quantity")[2:] == [
        ("A", JUN_30, -quantity),
        ("B", JUL_31, quantity),
    ]


@pytest.mark.rule("RCL-034")
@pytest.mark.usefixtures("a6")
def test_x5_a_lot_in_stock_without_date_accepts_none(tea):
    receive(tea, lot("B", 4))

    violation = the_violation(moving(tea, renamed(lot("A", 2), lot="B", expires=JUN_30)))
    post(moving(tea, renamed(lot("A", 2), lot="B", expires=None)))

    assert isinstance(violation, errors.TargetLotHasDate)
    assert "no date" in violation.text
    assert open_dates("B") == [None]


# X6: several lots become one


@pytest.fixture
def a5_2(tea):
    """Entries 1: A +4, 4: A +2 (30 June), 5: B +4 (31 July)."""
    receive(tea, lot("A", 4, expiration_date=JUN_30))
    other = ItemFactory()
    receive(other, quantity=1)
    receive(other, quantity=1)
    receive(tea, lot("A", 2))
    receive(tea, lot("B", 4, expiration_date=JUL_31))


@pytest.mark.rule("RCL-027", "RCL-032", "RCL-048")
@pytest.mark.usefixtures("a5_2")
def test_the_worked_example_a5_2_two_lots_become_one(tea):
    post(
        moving(
            tea,
            renamed(lot("A", 6), lot="C", expires=JUN_30),
            renamed(lot("B", 4), lot="C", expires=JUN_30),
        )
    )

    assert entries(
        "entry_no", "lot_no", "expiration_date", "quantity", "remaining_quantity", pk__gt=5
    ) == [
        (6, "A", JUN_30, -6, 0),
        (7, "C", JUN_30, 4, 4),
        (8, "C", JUN_30, 2, 2),
        (9, "B", JUL_31, -4, 0),
        (10, "C", JUN_30, 4, 4),
    ]
    assert applications()[5:] == [
        (6, 1, 6, 0, -4),
        (6, 4, 6, 0, -2),
        (7, 7, 6, 1, 4),
        (8, 8, 6, 4, 2),
        (9, 5, 9, 0, -4),
        (10, 10, 9, 5, 4),
    ]


@pytest.mark.rule("RCL-032")
@pytest.mark.usefixtures("a5_2")
def test_x6_two_dates_for_the_merged_lot_are_refused_naming_both(tea):
    violation = the_violation(
        moving(
            tea,
            renamed(lot("A", 6), lot="C", expires=JUN_30),
            renamed(lot("B", 4), lot="C", expires=JUL_31),
            no="RJ1",
        )
    )

    assert str(violation) == (
        "Reclassification journal RJ1, line 10000: New Lot No. C of item TEA gets 2026-07-31 here, but"
        " 2026-06-30 on line 10000. A lot has one date: make them equal."
    )


@pytest.mark.rule("RCL-032")
@pytest.mark.parametrize("both", [AUG_15, None])
@pytest.mark.usefixtures("a5_2")
def test_x6_any_date_does_as_long_as_it_is_one(tea, both):
    post(
        moving(
            tea,
            renamed(lot("A", 6), lot="C", expires=both),
            renamed(lot("B", 4), lot="C", expires=both),
        )
    )

    assert open_dates("C") == [both]


@pytest.mark.rule("RCL-032")
@pytest.mark.usefixtures("a5_2")
def test_x6_a_date_and_no_date_are_two(tea):
    assert isinstance(
        the_violation(
            moving(
                tea,
                renamed(lot("A", 6), lot="C", expires=JUN_30),
                renamed(lot("B", 4), lot="C", expires=None),
            )
        ),
        errors.MergedDatesDiffer,
    )


@pytest.mark.rule("RCL-033")
@pytest.mark.usefixtures("a5_2")
@pytest.mark.parametrize(("second", "posts"), [(AUG_15, True), (JUL_31, False), (None, False)])
def test_x6_on_two_lines_the_first_gives_the_date_and_the_second_must_state_it(tea, second, posts):
    document = moving(tea, renamed(lot("A", 6), lot="C", expires=AUG_15))
    with_moving_line(document, tea, renamed(lot("B", 4), lot="C", expires=second))

    if posts:
        post(document)
        assert open_dates("C") == [AUG_15]
    else:
        violations = refused(document).violations
        assert {violation.line_no for violation in violations} == {20000}
        assert "2026-08-15" in violations[0].text


@pytest.mark.rule("RCL-033", "RCL-034")
@pytest.mark.usefixtures("a6")
def test_a_lot_that_an_earlier_line_re_dated_imposes_its_new_date(tea):
    receive(tea, lot("B", 4, expiration_date=JUL_31))
    document = moving(tea, renamed(lot("A", 6), expires=DEC_31))
    with_moving_line(document, tea, renamed(lot("B", 2), lot="A", expires=DEC_31))
    wrong = moving(tea, renamed(lot("A", 6), expires=DEC_31))
    with_moving_line(wrong, tea, renamed(lot("B", 2), lot="A", expires=JUN_30))

    violation = the_violation(wrong)
    post(document)

    assert violation.line_no == 20000
    assert "2026-12-31" in violation.text
    assert open_dates("A") == [DEC_31]


@pytest.mark.rule("RCL-034", "RCL-009")
@pytest.mark.usefixtures("a6")
def test_a_lot_that_an_earlier_line_used_up_imposes_nothing(tea):
    receive(tea, lot("B", 4, expiration_date=JUL_31))
    document = moving(tea, renamed(lot("B", 4), lot="C", expires=JUL_31))
    with_moving_line(document, tea, renamed(lot("A", 6), lot="B", expires=DEC_31))

    post(document)

    assert (open_dates("B"), open_dates("C")) == ([DEC_31], [JUL_31])


@pytest.mark.rule("RCL-009", "RCL-042")
@pytest.mark.usefixtures("a6")
def test_in_a_chain_each_negative_half_has_the_date_its_lot_had_by_then(tea):
    document = moving(tea, renamed(lot("A", 6), lot="B", expires=DEC_31))
    with_moving_line(document, tea, renamed(lot("B", 6), lot="C", expires=AUG_31))

    post(document)

    assert entries("lot_no", "expiration_date", "quantity")[1:] == [
        ("A", JUN_30, -6),
        ("B", DEC_31, 6),
        ("B", DEC_31, -6),
        ("C", AUG_31, 6),
    ]


@pytest.mark.rule("RCL-009", "RCL-030")
@pytest.mark.usefixtures("a6")
def test_a_part_moved_after_its_lot_was_re_dated_keeps_the_new_date(tea):
    document = moving(tea, renamed(lot("A", 6), expires=DEC_31))
    with_moving_line(document, tea, renamed(lot("A", 2), expires=DEC_31), to=at("WEST"))

    post(document)

    assert entries("location__code", "quantity", "expiration_date")[3:] == [
        ("EAST", -2, DEC_31),
        ("WEST", 2, DEC_31),
    ]
    assert open_dates("A") == [DEC_31]


# X7, X8: no lot


@pytest.mark.rule("RCL-028")
def test_x7_each_serial_without_lot_may_get_a_date_of_its_own(db):
    item = ItemFactory(item_tracking_code=serial_code(use_expiration_dates=True))
    receive(item, *(serial(no, expiration_date=JUN_30) for no in ("S1", "S2", "S3")))

    post(
        moving(
            item,
            renamed(serial("S1"), expires=DEC_31),
            renamed(serial("S2"), serial="T2", expires=AUG_31),
            renamed(serial("S3"), expires=None),
        )
    )

    assert entries("serial_no", "expiration_date", remaining_quantity__gt=0) == [
        ("S1", DEC_31),
        ("T2", AUG_31),
        ("S3", None),
    ]


@pytest.mark.rule("RCL-042")
@pytest.mark.parametrize("quantity", [2, 5])
def test_x8_a_package_without_lot_and_serial_may_get_any_date(quantity):
    item = ItemFactory(item_tracking_code=code_with("PKG", use_expiration_dates=True))
    receive(item, package("P", 5, expiration_date=JUN_30))

    post(moving(item, renamed(package("P", quantity), package="Q", expires=DEC_31)))

    assert entries("package_no", "expiration_date", "quantity")[1:] == [
        ("P", JUN_30, -quantity),
        ("Q", DEC_31, quantity),
    ]


# X9: the date is required


@pytest.mark.rule("RCL-036", "SET-066")
@pytest.mark.parametrize("new_lot", ["A", "B"])
def test_x9_a_required_date_cannot_be_cleared(new_lot):
    item = ItemFactory(no="TEA", item_tracking_code=lot_code(require_expiration_date_entry=True))
    receive(item, lot("A", 6, expiration_date=JUN_30))

    violations = refused(moving(item, renamed(lot("A", 6), lot=new_lot, expires=None))).violations

    [told] = [one for one in violations if isinstance(one, errors.NewExpirationMissing)]
    assert told.text == (
        f"New Expiration Date is blank for number {new_lot} of item TEA, whose tracking code requires it."
        " Enter the date."
    )
    assert told.field == "new_expiration_date"


@pytest.mark.rule("RCL-036")
def test_x9_another_date_will_do(db):
    item = ItemFactory(item_tracking_code=lot_code(require_expiration_date_entry=True))
    receive(item, lot("A", 6, expiration_date=JUN_30))

    post(moving(item, renamed(lot("A", 6), expires=DEC_31)))

    assert open_dates("A") == [DEC_31]


# X10: bad legacy data


@pytest.fixture
def torn(tea):
    """Lot A with two dates: 4 until 30 June, 2 until 31 July."""
    in_stock(tea, 4, lot_no="A", expiration_date=JUN_30)
    in_stock(tea, 2, lot_no="A", expiration_date=JUL_31)


@pytest.mark.rule("RCL-038")
@pytest.mark.usefixtures("torn")
def test_x10_a_lot_with_two_dates_is_repaired_by_one_date_for_all_of_it(tea):
    post(moving(tea, renamed(lot("A", 6), expires=DEC_31)))

    assert open_dates("A") == [DEC_31]
    assert ship(tea, lot("A", 1)).entry_count == 1


@pytest.mark.rule("RCL-038")
@pytest.mark.usefixtures("torn")
@pytest.mark.parametrize("new_date", [JUN_30, JUL_31])
def test_x10_also_by_one_of_the_two(tea, new_date):
    post(moving(tea, renamed(lot("A", 6), expires=new_date)))

    assert open_dates("A") == [new_date]


@pytest.mark.rule("RCL-038", "POST-088")
@pytest.mark.parametrize(
    ("quantity", "new", "expires", "to"),
    [
        (4, {}, JUN_30, "WEST"),
        (4, {}, DEC_31, "EAST"),
        (6, {"lot": "B"}, DEC_31, "EAST"),
        (2, {"lot": "B"}, JUN_30, "EAST"),
    ],
    ids=["part moved", "part re-dated", "all renamed", "part renamed"],
)
@pytest.mark.usefixtures("torn")
def test_x10_everything_else_is_refused(tea, quantity, new, expires, to):
    document = moving(tea, renamed(lot("A", quantity), expires=expires, **new), to=at(to))

    refusal_ = refused(document)

    assert "A" in {violation.number for violation in refusal_.violations}


# Lots that lie in serials or packages


@pytest.mark.rule("RCL-039")
def test_one_serial_of_a_lot_of_five_cannot_be_re_dated_alone(vaccine):
    receive(vaccine, *(serial(f"S{no}", lot="L", expiration_date=JUN_30) for no in range(5)))

    violation = the_violation(moving(vaccine, renamed(serial("S0", lot="L"), expires=AUG_31)))

    assert isinstance(violation, errors.WholeLotNeeded)
    assert "Lot L of item VAC has 5 in stock, 1 of it are on this line." in violation.text


@pytest.mark.rule("RCL-039")
def test_all_five_on_one_line_can(vaccine):
    receive(vaccine, *(serial(f"S{no}", lot="L", expiration_date=JUN_30) for no in range(5)))

    post(moving(vaccine, *(renamed(serial(f"S{no}", lot="L"), expires=AUG_31) for no in range(5))))

    assert open_dates("L") == [AUG_31]
    assert ItemLedgerEntry.objects.in_inventory().count() == 5


@pytest.mark.rule("RCL-039", "RCL-032")
def test_the_serials_of_a_lot_get_one_date(vaccine):
    receive(vaccine, *(serial(f"S{no}", lot="L", expiration_date=JUN_30) for no in range(3)))
    rows = [renamed(serial(f"S{no}", lot="L"), expires=AUG_31 if no else DEC_31) for no in range(3)]

    text = str(refused(moving(vaccine, *rows)))

    assert "2026-08-31" in text
    assert "2026-12-31" in text


@pytest.mark.rule("RCL-039", "RCL-047", "POST-022")
def test_the_worked_example_a5_4(vaccine):
    receive(vaccine, *(serial(f"S{no}", lot="L", expiration_date=JUN_30) for no in (1, 2, 3)))
    alone = moving(vaccine, renamed(serial("S1", lot="L"), expires=AUG_31))
    together = moving(
        vaccine,
        renamed(serial("S1", lot="L"), expires=AUG_31),
        renamed(serial("S2", lot="L"), expires=AUG_31),
        renamed(serial("S3", lot="L"), serial="T3", expires=AUG_31),
    )

    violation = the_violation(alone)
    post(together)

    assert "Lot L of item VAC has 3 in stock" in violation.text
    assert entries("serial_no", "lot_no", "quantity", "expiration_date")[3:] == [
        ("S1", "L", -1, JUN_30),
        ("S1", "L", 1, AUG_31),
        ("S2", "L", -1, JUN_30),
        ("S2", "L", 1, AUG_31),
        ("S3", "L", -1, JUN_30),
        ("T3", "L", 1, AUG_31),
    ]


@pytest.mark.rule("RCL-040")
def test_a_lot_in_two_packages_is_re_dated_as_a_whole_by_two_rows(tea_in_boxes):
    receive(
        tea_in_boxes,
        lot("A", 6, package="P1", expiration_date=JUN_30),
        lot("A", 4, package="P2", expiration_date=JUN_30),
    )

    post(
        moving(
            tea_in_boxes,
            renamed(lot("A", 6, package="P1"), expires=DEC_31),
            renamed(lot("A", 4, package="P2"), expires=DEC_31),
        )
    )

    assert open_dates("A") == [DEC_31]


@pytest.mark.rule("RCL-040")
def test_one_of_the_two_packages_is_not_enough(tea_in_boxes):
    receive(
        tea_in_boxes,
        lot("A", 6, package="P1", expiration_date=JUN_30),
        lot("A", 4, package="P2", expiration_date=JUN_30),
    )

    violation = the_violation(
        moving(tea_in_boxes, renamed(lot("A", 6, package="P1"), expires=DEC_31))
    )

    assert "has 10 in stock, 6 of it are on this line" in violation.text


# Afterwards


@pytest.mark.rule("RCL-043")
@pytest.mark.usefixtures("a6")
def test_the_new_date_is_that_of_the_lot_from_then_on(tea):
    post(moving(tea, renamed(lot("A", 6), expires=DEC_31)))

    receive(tea, lot("A", 1))
    ship(tea, lot("A", 7))
    receive(tea, lot("A", 1))

    assert entries("expiration_date")[3:] == [(DEC_31,)] * 3


@pytest.mark.rule("RCL-046")
@pytest.mark.usefixtures("a6")
def test_a_new_date_before_the_posting_date_is_posted_with_a_warning(tea):
    posted = post(moving(tea, renamed(lot("A", 6), expires=JUL_31), posting_date=AUG_31, no="RJ1"))

    assert open_dates("A") == [JUL_31]
    [warning] = warnings(posted)
    assert "RJ1, line 10000" in warning
    assert "2026-07-31" in warning


@pytest.mark.rule("SET-062")
def test_a_new_date_for_an_item_that_uses_none_is_refused(db):
    item = ItemFactory(no="BOLT", item_tracking_code=lot_code())
    receive(item, lot("A", 1))

    [sentence] = refusal(moving(item, renamed(lot("A", 1), lot="B", expires=DEC_31)))

    assert "Expiration Date 2026-12-31 is given for number" in sentence
    assert "item BOLT does not use expiration dates" in sentence
