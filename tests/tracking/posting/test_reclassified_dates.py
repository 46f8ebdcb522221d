"""Reclassification: the cases of a new expiration date (X1, X2, X4, X5, X9)."""

import pytest

from tests.factories import ItemFactory, lot_code
from tests.tracking.posting.desk import (
    AUG_15,
    AUG_31,
    DEC_31,
    JAN_2,
    JUL_31,
    JUN_30,
    at,
    entries,
    lot,
    moving,
    open_dates,
    post,
    receive,
    refusal,
    refused,
    renamed,
    ship,
    the_violation,
    warnings,
    with_moving_line,
)
from tracking.posting import errors

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
