"""Serials change only by moving (RCL-020)."""

import pytest

from tests.tracking.posting.desk import (
    entries,
    moving,
    post,
    receive,
    refusal,
    refused,
    renamed,
    serial,
    with_moving_line,
)


def journal_of_moves(item, *pairs, **header):
    """A reclassification journal with a line for each pair of old and new serial."""
    (old, new), *others = pairs
    document = moving(item, renamed(serial(old), serial=new), **header)
    for old_no, new_no in others:
        with_moving_line(document, item, renamed(serial(old_no), serial=new_no))
    return document


@pytest.mark.rule("RCL-020")
def test_two_serials_cannot_be_swapped_in_one_posting(lamp):
    receive(lamp, serial("S1"), serial("S2"))
    document = journal_of_moves(lamp, ("S1", "S2"), ("S2", "S1"), no="RJ1")

    assert refusal(document) == [
        "Reclassification journal RJ1, line 10000: Serial number S2 of item LAMP is already in stock at"
        " EAST (entry 2). Enter another serial number.",
        "Reclassification journal RJ1, line 20000: Not judged, because line 10000 failed, which it depends"
        " on. Mend that line first. (Serial number S1 of item LAMP is already in stock at EAST (entry 1)."
        " Enter another serial number.)",
    ]


@pytest.mark.rule("RCL-009", "RCL-023")
def test_a_serial_can_be_renamed_once_only_in_a_posting(lamp):
    receive(lamp, serial("S1"))
    document = journal_of_moves(lamp, ("S1", "T1"), ("S1", "T2"))

    refusal_ = refused(document)

    assert [violation.line_no for violation in refusal_.violations] == [20000]
    assert "serial S1 at location EAST: wanted 1, available 0" in str(refusal_)


@pytest.mark.rule("RCL-020")
def test_not_even_on_one_line(lamp):
    receive(lamp, serial("S1"), serial("S2"))

    sentences = refusal(
        moving(
            lamp, renamed(serial("S1"), serial="S2"), renamed(serial("S2"), serial="S1"), no="RJ1"
        )
    )

    assert "Serial number S2 of item LAMP is already in stock" in sentences[0]


@pytest.mark.rule("RCL-020", "RCL-009")
def test_a_serial_freed_by_an_earlier_line_can_be_taken_by_a_later_one(lamp):
    receive(lamp, serial("S1"), serial("S2"))

    post(journal_of_moves(lamp, ("S2", "S3"), ("S1", "S2")))

    assert entries("serial_no", "quantity", "remaining_quantity") == [
        ("S1", 1, 0),
        ("S2", 1, 0),
        ("S2", -1, 0),
        ("S3", 1, 1),
        ("S1", -1, 0),
        ("S2", 1, 1),
    ]


@pytest.mark.rule("RCL-020")
def test_the_other_way_round_the_serial_is_still_in_stock(lamp):
    receive(lamp, serial("S1"), serial("S2"))

    sentences = refusal(journal_of_moves(lamp, ("S1", "S2"), ("S2", "S3"), no="RJ1"))

    assert sentences[0].startswith(
        "Reclassification journal RJ1, line 10000: Serial number S2 of item LAMP is already in stock at"
        " EAST (entry 2)."
    )


@pytest.mark.rule("RCL-020")
def test_the_way_round_is_a_temporary_serial_in_three_steps(lamp):
    receive(lamp, serial("S1"), serial("S2"))
    document = journal_of_moves(lamp, ("S1", "TEMP"), ("S2", "S1"), ("TEMP", "S2"))

    post(document)

    assert sorted(entries("serial_no", "remaining_quantity", remaining_quantity__gt=0)) == [
        ("S1", 1),
        ("S2", 1),
    ]
    assert entries("serial_no", "quantity")[2:] == [
        ("S1", -1),
        ("TEMP", 1),
        ("S2", -1),
        ("S1", 1),
        ("TEMP", -1),
        ("S2", 1),
    ]
