"""Quantities of lines: their base quantity, what is to handle and to invoice, and what they may be."""

from decimal import Decimal

import pytest

from tests.documents.lines import boxed, refused_text
from tests.factories import ItemFactory, LocationFactory, lot_code, serial_code
from wms.documents import services
from wms.documents.models import DocumentLine
from wms.inventory.models import Item, ItemUnit

# --- quantities ------------------------------------------------------------------------------------


@pytest.mark.django_db
@pytest.mark.rule("SET-020", "SET-028")
def test_given_a_box_of_six_when_two_are_ordered_then_the_base_quantity_is_twelve(
    new_document, clerk, lamp
):
    box = boxed(lamp, pieces=6)

    line = services.add_line(
        document=new_document(), by=clerk, item=lamp, quantity=2, unit_of_measure=box
    )

    assert (line.quantity, line.quantity_base, line.qty_to_handle_base) == (2, 12, 12)


@pytest.mark.django_db
@pytest.mark.rule("SET-004")
@pytest.mark.parametrize(
    ("typed", "kept"), [("1.000005", "1.00001"), ("1.000004", "1"), ("-1.000005", "-1.00001")]
)
def test_given_more_than_five_decimals_when_a_quantity_is_entered_then_it_is_rounded(
    new_document, clerk, lamp, typed, kept
):
    line = services.add_line(document=new_document(), by=clerk, item=lamp, quantity=Decimal(typed))

    assert line.quantity == line.quantity_base == Decimal(kept)


@pytest.mark.django_db
@pytest.mark.rule("SET-004")
@pytest.mark.parametrize(("quantity", "pieces"), [("10000000000000", 1), ("9999999999999", 12)])
def test_given_more_than_thirteen_digits_when_a_quantity_is_entered_then_it_is_refused(
    new_document, clerk, lamp, quantity, pieces
):
    text = refused_text(
        services.add_line,
        document=new_document(),
        by=clerk,
        item=lamp,
        quantity=Decimal(quantity),
        unit_of_measure=boxed(lamp, pieces=pieces),
    )

    assert text == (
        "Purchase order PON00001, line 10000: Quantity is too large. "
        "At most 13 digits in base units are possible."
    )


@pytest.mark.django_db
@pytest.mark.rule("SET-020")
def test_given_a_quantity_that_rounds_to_nothing_when_it_is_entered_then_it_is_refused(
    new_document, clerk
):
    nail = ItemFactory(no="NAIL", rounding_precision=1)
    tenth = boxed(nail, pieces="0.1", code="TENTH")

    text = refused_text(
        services.add_line,
        document=new_document(),
        by=clerk,
        item=nail,
        quantity=1,
        unit_of_measure=tenth,
    )

    assert text == (
        "Purchase order PON00001, line 10000: 1 of a unit of 0.1 is less than the smallest part of "
        "the base unit, so the base quantity would be 0. Enter more, or 0."
    )
    assert not DocumentLine.objects.exists()


@pytest.mark.django_db
@pytest.mark.rule("SET-021")
def test_given_a_rounding_precision_when_a_part_of_it_is_entered_then_it_is_refused(
    new_document, clerk
):
    nail = ItemFactory(no="NAIL", rounding_precision=1)

    text = refused_text(
        services.add_line,
        document=new_document(),
        by=clerk,
        item=nail,
        quantity=Decimal("2.5"),
    )

    assert text == (
        "Purchase order PON00001, line 10000: 2.5 in the base unit is not a multiple of 1, "
        "the item's Qty. Rounding Precision."
    )


@pytest.mark.django_db
@pytest.mark.rule("SET-024")
def test_given_no_unit_when_a_line_is_added_then_it_is_the_base_unit(new_document, clerk, lamp):
    lamp.purchase_unit_of_measure = boxed(lamp, pieces=6)
    lamp.save()

    line = services.add_line(
        document=new_document(), by=clerk, item=lamp, quantity=5, unit_of_measure=None
    )

    assert (line.unit_of_measure.code, line.qty_per_unit, line.quantity_base) == ("PCS", 1, 5)


@pytest.mark.django_db
@pytest.mark.rule("SET-024")
def test_given_a_line_when_its_unit_is_set_up_anew_then_the_line_keeps_its_own(
    new_document, clerk, lamp
):
    box = boxed(lamp, pieces=6)
    line = services.add_line(
        document=new_document(), by=clerk, item=lamp, quantity=1, unit_of_measure=box
    )
    ItemUnit.objects.filter(unit_of_measure=box).update(qty_per_unit=Decimal(8))

    line = services.change_line(line=line, by=clerk, quantity=Decimal(2))

    assert (line.qty_per_unit, line.quantity_base) == (6, 12)


@pytest.mark.django_db
@pytest.mark.rule("SET-025", "SET-030")
def test_given_a_serial_specific_item_when_half_a_unit_is_entered_then_it_is_refused(
    new_document, clerk
):
    scale = ItemFactory(no="SCALE", item_tracking_code=serial_code())
    case = boxed(scale, pieces="0.5", code="CASE")
    order = new_document()

    text = refused_text(
        services.add_line, document=order, by=clerk, item=scale, quantity=3, unit_of_measure=case
    )

    assert text == (
        "Purchase order PON00001, line 10000: Quantity must be whole in base units, not 1.5: "
        "item SCALE has SN Specific Tracking, and a serial number stands for one unit.\n"
        "Purchase order PON00001, line 10000: Qty. to Receive must be whole in base units, not 1.5: "
        "item SCALE has SN Specific Tracking, and a serial number stands for one unit."
    )
    line = services.add_line(document=order, by=clerk, item=scale, quantity=4, unit_of_measure=case)
    assert line.quantity_base == 2


@pytest.mark.django_db
@pytest.mark.rule("SET-025")
def test_given_a_lot_specific_item_when_half_a_unit_is_entered_then_it_is_accepted(
    new_document, clerk
):
    paint = ItemFactory(no="PAINT", item_tracking_code=lot_code())

    line = services.add_line(document=new_document(), by=clerk, item=paint, quantity=Decimal("0.5"))

    assert line.quantity_base == Decimal("0.5")


@pytest.mark.django_db
@pytest.mark.rule("SET-029")
def test_given_a_pair_when_one_and_a_half_are_ordered_then_three_serials_are_needed(
    new_document, clerk
):
    boot = ItemFactory(no="BOOT", item_tracking_code=serial_code())
    pair = boxed(boot, pieces=2, code="PAIR")

    line = services.add_line(
        document=new_document(),
        by=clerk,
        item=boot,
        quantity=Decimal("1.5"),
        unit_of_measure=pair,
    )

    assert line.quantity_base == 3


@pytest.mark.django_db
@pytest.mark.rule("POST-003")
def test_given_a_negative_quantity_when_it_is_entered_then_the_direction_is_reversed(
    new_document, clerk, lamp
):
    line = services.add_line(document=new_document(), by=clerk, item=lamp, quantity=-2)

    assert line.outbound
    assert (line.qty_to_handle, line.qty_to_handle_base) == (-2, -2)


@pytest.mark.django_db
@pytest.mark.rule("POST-004")
def test_given_a_reclassification_when_the_quantity_is_negative_then_it_is_refused(
    new_document, clerk, lamp
):
    journal = new_document("reclassification_journal")

    text = refused_text(services.add_line, document=journal, by=clerk, item=lamp, quantity=-2)

    assert text == (
        "Reclassification journal RN00001, line 10000: Quantity must be positive, not -2: goods are "
        "reclassified from the location and number on the line to the new ones."
    )


@pytest.mark.django_db
@pytest.mark.rule("WHS-005")
@pytest.mark.parametrize(
    ("kind", "quantity", "switch", "to_handle"),
    [
        ("purchase_order", 5, "require_receive", 0),
        ("purchase_order", 5, "require_shipment", 5),
        ("purchase_order", -5, "require_shipment", 0),
        ("sales_order", 5, "require_shipment", 0),
        ("sales_order", 5, "require_receive", 5),
        ("sales_order", -5, "require_receive", 0),
        ("sales_order", 5, "require_pick", 5),
        ("purchase_order", 5, "require_put_away", 5),
    ],
)
def test_given_a_warehouse_document_is_required_when_a_line_is_added_then_nothing_is_to_handle(
    new_document, clerk, lamp, kind, quantity, switch, to_handle
):
    location = LocationFactory(code="WHITE", **{switch: True})

    line = services.add_line(
        document=new_document(kind, location=location), by=clerk, item=lamp, quantity=quantity
    )

    assert line.qty_to_handle == line.qty_to_handle_base == to_handle


@pytest.mark.django_db
@pytest.mark.rule("WHS-005")
def test_given_a_service_item_when_receipts_are_required_then_it_is_still_received_on_the_order(
    new_document, clerk
):
    freight = ItemFactory(no="FREIGHT", type=Item.Type.SERVICE)
    location = LocationFactory(code="WHITE", require_receive=True)

    line = services.add_line(
        document=new_document(location=location), by=clerk, item=freight, quantity=1
    )

    assert line.qty_to_handle == 1


@pytest.mark.django_db
@pytest.mark.rule("POST-054")
@pytest.mark.parametrize("to_handle", ["11", "-1", "10.00001"])
def test_given_a_line_of_ten_when_more_or_less_than_that_is_to_handle_then_it_is_refused(
    line, clerk, to_handle
):
    text = refused_text(services.change_line, line=line, by=clerk, qty_to_handle=Decimal(to_handle))

    assert text == (
        "Purchase order PON00001, line 10000: Qty. to Receive must lie between 0 and 10, "
        f"not {to_handle}: that is what is still open."
    )


@pytest.mark.django_db
@pytest.mark.rule("POST-054")
@pytest.mark.parametrize("to_handle", [0, 1, 10])
def test_given_a_line_of_ten_when_up_to_that_is_to_handle_then_it_is_kept(line, clerk, to_handle):
    line = services.change_line(line=line, by=clerk, qty_to_handle=Decimal(to_handle))

    assert line.qty_to_handle_base == to_handle


@pytest.mark.django_db
def test_given_a_box_of_a_third_each_when_all_is_to_handle_then_the_base_is_the_rest_exactly(
    new_document, clerk, lamp
):
    third = boxed(lamp, pieces="0.33333", code="THIRD")
    line = services.add_line(
        document=new_document(), by=clerk, item=lamp, quantity=3, unit_of_measure=third
    )

    services.change_line(line=line, by=clerk, qty_to_handle=Decimal(1))
    line = services.change_line(line=line, by=clerk, qty_to_handle=Decimal(3))

    assert line.qty_to_handle_base == line.quantity_base == Decimal("0.99999")


# --- Qty. to Invoice


@pytest.mark.django_db
def test_given_less_to_receive_when_it_is_saved_then_less_is_to_be_invoiced(line, clerk):
    changed = services.change_line(line=line, by=clerk, qty_to_handle=Decimal(4))

    assert (changed.qty_to_invoice, changed.qty_to_invoice_base) == (4, 4)


@pytest.mark.django_db
@pytest.mark.rule("POST-008")
@pytest.mark.parametrize("asked", [Decimal(5), Decimal(-1)])
def test_given_more_to_invoice_than_to_receive_when_it_is_saved_then_it_is_refused(
    line, clerk, asked
):
    services.change_line(line=line, by=clerk, qty_to_handle=Decimal(4))

    text = refused_text(services.change_line, line=line, by=clerk, qty_to_invoice=asked)

    assert text == (
        f"Purchase order PON00001, line 10000: Qty. to Invoice must lie between 0 and 4, not {asked}: "
        "that is what is handled or to be handled, and not invoiced yet."
    )


@pytest.mark.django_db
def test_given_an_invoice_when_a_line_is_typed_then_all_of_it_is_invoiced(
    new_document, clerk, lamp
):
    invoice = new_document("purchase_invoice")

    line = services.add_line(document=invoice, by=clerk, item=lamp, quantity=3)

    assert (line.qty_to_handle, line.qty_to_invoice) == (0, 3)
