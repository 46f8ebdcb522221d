"""Reclassification: each line sees what earlier lines did."""

import pytest

from tests.factories import ItemFactory
from tests.tracking.posting.desk import (
    JAN_5,
    JAN_10,
    applications,
    at,
    entries,
    lot,
    moving,
    post,
    receive,
    refused,
    renamed,
    ship,
    warnings,
    with_moving_line,
)
from tracking.posting import errors


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
