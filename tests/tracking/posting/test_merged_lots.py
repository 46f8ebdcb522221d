"""Reclassification: several lots become one, and lots that come apart (cases X6 and X10)."""

import pytest

from tests.factories import ItemFactory
from tests.tracking.posting.desk import (
    AUG_15,
    AUG_31,
    DEC_31,
    JUL_31,
    JUN_30,
    applications,
    at,
    entries,
    lot,
    moving,
    open_dates,
    post,
    receive,
    refused,
    renamed,
    ship,
    the_violation,
    with_moving_line,
)
from tests.tracking.stock import in_stock
from tracking.posting import errors


@pytest.fixture
def a5_2(tea):
    """Entries 1: A +4, 4: A +2 (30 June), 5: B +4 (31 July)."""
    receive(tea, lot("A", 4, expiration_date=JUN_30))
    other = ItemFactory()
    receive(other, quantity=1)
    receive(other, quantity=1)
    receive(tea, lot("A", 2))
    receive(tea, lot("B", 4, expiration_date=JUL_31))


@pytest.fixture
def torn(tea):
    """Lot A with two dates: 4 until 30 June, 2 until 31 July."""
    in_stock(tea, 4, lot_no="A", expiration_date=JUN_30)
    in_stock(tea, 2, lot_no="A", expiration_date=JUL_31)


# X6: several lots become one


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


# X10: bad legacy data


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
