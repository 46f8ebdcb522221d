"""Units of measure, and serials as whole units."""

from decimal import Decimal

import pytest
from django.db import IntegrityError, transaction

from tests.factories import ItemFactory, UnitFactory, lot_code, serial_code, tracked
from tests.tracking.posting.desk import (
    entries,
    entry,
    free_code,
    lot,
    moving,
    package,
    post,
    purchase,
    receive,
    refusal,
    refused,
    serial,
    ship,
    the_line,
)
from tracking.models import TrackingLine
from wms.documents.models import PostedDocumentLine
from wms.inventory.models import ItemUnit


def in_boxes(order, per_box):
    """The line of the order, whose quantity is in pieces so far, in boxes."""
    line = the_line(order)
    box = UnitFactory(code="BOX")
    ItemUnit.objects.get_or_create(
        item=line.item, unit_of_measure=box, defaults={"qty_per_unit": per_box}
    )
    line.unit_of_measure, line.qty_per_unit = box, Decimal(per_box)
    line.quantity, line.qty_to_handle = line.quantity / per_box, line.qty_to_handle / per_box
    line.save()
    return order


# Units of measure


@pytest.mark.rule("POST-021", "SET-023")
def test_a_box_of_three_serials_is_posted_as_one_box():
    item = ItemFactory(item_tracking_code=serial_code())
    order = purchase(item, serial("S1"), serial("S2"), serial("S3"))

    post(in_boxes(order, 3))

    line = PostedDocumentLine.objects.get()
    assert (line.quantity, line.quantity_base, line.unit_of_measure.code) == (1, 3, "BOX")
    source = the_line(order)
    assert (source.qty_handled, source.qty_handled_base, source.qty_to_handle) == (1, 3, 0)
    assert entries("quantity", "unit_of_measure_code", "qty_per_unit") == [(1, "BOX", 3)] * 3


@pytest.mark.rule("POST-064", "SET-028")
def test_two_boxes_of_six_need_twelve_serials():
    item = ItemFactory(no="LAMP", item_tracking_code=serial_code())
    short = purchase(item, serial("S1"), serial("S2"), quantity=12, no="PO1")
    full = purchase(item, *(serial(f"T{number}") for number in range(12)))

    [sentence] = refusal(in_boxes(short, 6))
    post(in_boxes(full, 6))

    assert sentence == (
        "Purchase order PO1, line 10000: Item LAMP: the item tracking lines have 2 to handle, but"
        " Qty. to Receive is 12 (base units). Make the two equal, for example at number S1."
    )
    assert len(entries("pk")) == 12


@pytest.mark.rule("POST-075", "SET-021")
def test_a_finer_quantity_than_the_base_unit_is_rounded_to_is_refused():
    item = ItemFactory(no="CAN", rounding_precision=Decimal("0.5"), item_tracking_code=lot_code())
    receive(item, lot("A", "1.5"))
    order = purchase(item, lot("B", "0.25"), lot("C", "0.75"), no="PO1")

    refusal_ = refused(order)

    assert {violation.number for violation in refusal_.violations} == {"B", "C"}
    assert all("0.5" in violation.text for violation in refusal_.violations)
    assert entries("quantity") == [(Decimal("1.5"),)]


@pytest.mark.rule("POST-075")
def test_a_lot_may_have_five_decimals():
    item = ItemFactory(item_tracking_code=lot_code())

    receive(item, lot("A", "0.00001"), lot("B", "2.99999"))
    ship(item, lot("B", "2.99998"))

    assert entry(2).remaining_quantity == Decimal("0.00001")


# Serials are whole units


@pytest.mark.rule("POST-063")
@pytest.mark.parametrize("code", [serial_code, free_code])
def test_half_a_serial_is_refused_at_posting(code):
    item = ItemFactory(no="LAMP", item_tracking_code=code())
    order = purchase(
        item,
        serial("S1", qty_to_handle=Decimal("0.5")),
        lot("L", 1, serial="S2", qty_to_handle=Decimal("0.5")),
        line={"to_handle": 1},
        no="PO1",
    )

    assert refusal(order) == [
        f"Purchase order PO1, line 10000: Quantity must be 1 for serial number {number}, not 0.5."
        " Give every unit a serial number of its own."
        for number in ("S1", "S2")
    ]


@pytest.mark.rule("POST-063", "RCL-014")
@pytest.mark.parametrize("field", ["serial_no", "new_serial_no"])
@pytest.mark.parametrize("quantity", [2, "0.5", "1.00001"])
def test_no_way_around_the_models_stores_a_serial_for_another_quantity_than_one(field, quantity):
    document = moving(ItemFactory(item_tracking_code=free_code()), lot("A", quantity))

    with pytest.raises(IntegrityError), transaction.atomic():
        TrackingLine.objects.filter(line__document=document).update(**{field: "S1"})


@pytest.mark.rule("POST-065", "SET-001")
def test_no_way_around_the_models_stores_a_serial_twice_on_a_line():
    order = purchase(ItemFactory(item_tracking_code=free_code()), serial("S1"), quantity=2)

    with pytest.raises(IntegrityError), transaction.atomic():
        tracked(the_line(order), " s1 ", "L2")


@pytest.mark.rule("RCL-013")
def test_no_way_around_the_models_stores_an_old_combination_twice_on_a_line():
    document = moving(
        ItemFactory(item_tracking_code=free_code()),
        package("P", lot="A", new_lot_no="B"),
        quantity=2,
    )

    with pytest.raises(IntegrityError), transaction.atomic():
        tracked(the_line(document), lot_no="A", package_no="P", new_lot_no="C")


@pytest.mark.rule("POST-063", "RCL-014")
def test_half_a_unit_does_not_get_a_serial(free):
    receive(free, quantity=1)
    row = {"quantity": 1, "qty_to_handle": Decimal("0.5"), "new_serial_no": "S1"}

    assert refusal(moving(free, row, quantity="0.5", no="RJ1")) == [
        "Reclassification journal RJ1, line 10000: Quantity must be 1 for serial number S1, not 0.5."
        " Give every unit a serial number of its own."
    ]
