"""Reclassification: whose stock is consumed, and which numbers may change."""

import pytest

from tests.factories import ItemFactory, code_with
from tests.tracking.posting.desk import (
    at,
    entries,
    lot,
    moving,
    post,
    receive,
    refused,
    renamed,
    serial,
    with_moving_line,
)
from tracking.posting import errors
from wms.inventory.models import ItemVariant


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
