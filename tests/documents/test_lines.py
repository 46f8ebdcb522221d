"""Adding, changing and deleting lines: what is proposed, what follows, what is refused."""

from decimal import Decimal

import pytest

from tests.documents.conftest import JAN_5
from tests.factories import (
    BinFactory,
    ItemFactory,
    LocationFactory,
    UnitFactory,
    lot_code,
    serial_code,
    tracked,
)
from warehouse.models import BinContent
from wms.core.errors import Refused
from wms.documents import services
from wms.documents.errors import DocumentClosed
from wms.documents.models import Document, DocumentLine
from wms.documents.providers import Tracked
from wms.documents.selectors import shown_values
from wms.inventory.models import InventorySetup, Item, ItemUnit, ItemVariant, Location


def boxed(item, *, pieces, code="BOX"):
    """The item also comes in boxes."""
    box = UnitFactory(code=code)
    ItemUnit.objects.create(item=item, unit_of_measure=box, qty_per_unit=Decimal(pieces))
    return box


def refused_text(call, **arguments):
    with pytest.raises(Refused) as refusal:
        call(**arguments)
    return str(refusal.value)


# --- what is proposed ------------------------------------------------------------------------------


@pytest.mark.django_db
def test_given_an_order_when_an_item_is_added_then_the_rest_is_proposed(new_document, clerk, lamp):
    order = new_document(location=LocationFactory(code="WEST"))

    line = services.add_line(document=order, by=clerk, item=lamp, quantity=10)

    assert {name: text for name, text in shown_values(line).items() if text} == {
        "item": "LAMP",
        "description": "Desk lamp",
        "location": "WEST",
        "unit_of_measure": "PCS",
        "quantity": "10",
        "qty_to_handle": "10",
        "qty_to_invoice": "10",
        "entry_type": "purchase",
    }
    assert (line.quantity_base, line.qty_to_handle_base) == (10, 10)
    assert Document.objects.get().version == 2


@pytest.mark.django_db
def test_given_lines_when_another_is_added_then_it_comes_ten_thousand_later(
    new_document, clerk, lamp
):
    order = new_document()

    numbers = [services.add_line(document=order, by=clerk, item=lamp).line_no for _ in range(3)]

    assert numbers == [10000, 20000, 30000]


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("kind", "unit"), [("purchase_order", "BOX"), ("sales_order", "PAIR"), ("item_journal", "PCS")]
)
def test_given_units_for_buying_and_selling_when_a_line_is_added_then_its_own_is_proposed(
    new_document, clerk, lamp, kind, unit
):
    lamp.purchase_unit_of_measure = boxed(lamp, pieces=6)
    lamp.sales_unit_of_measure = boxed(lamp, pieces=2, code="PAIR")
    lamp.save()
    entry_type = {"entry_type": "positive_adjmt"} if kind == "item_journal" else {}

    line = services.add_line(
        document=new_document(kind), by=clerk, item=lamp, quantity=1, **entry_type
    )

    assert line.unit_of_measure.code == unit


@pytest.mark.django_db
def test_given_a_journal_when_a_line_is_added_then_date_number_and_type_are_proposed(
    new_document, clerk, lamp
):
    journal = new_document("item_journal")

    line = services.add_line(document=journal, by=clerk, item=lamp, quantity=1)

    assert (line.posting_date, line.document_no, line.entry_type, line.qty_to_handle) == (
        JAN_5,
        journal.no,
        "purchase",
        0,
    )


@pytest.mark.django_db
def test_given_a_reclassification_when_a_line_is_added_then_it_stays_where_it_is_until_told(
    new_document, clerk, lamp
):
    shelf = BinFactory()
    journal = new_document("reclassification_journal", location=shelf.location)

    line = services.add_line(document=journal, by=clerk, item=lamp, quantity=1, bin=shelf)

    assert (line.entry_type, line.new_location, line.new_bin) == (
        "transfer",
        shelf.location,
        shelf,
    )


@pytest.mark.django_db
def test_given_a_default_bin_when_an_item_is_added_at_its_location_then_it_is_proposed(
    new_document, clerk, lamp
):
    shelf = BinFactory()
    BinContent.objects.create(
        bin=shelf,
        location=shelf.location,
        item=lamp,
        variant=lamp.variants.get(),
        is_fixed=True,
        is_default=True,
    )

    line = services.add_line(
        document=new_document(location=shelf.location), by=clerk, item=lamp, quantity=1
    )

    assert line.bin == shelf


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


# --- changing ----------------------------------------------------------------------------------------


@pytest.fixture
def line(new_document, clerk, lamp):
    return services.add_line(document=new_document(), by=clerk, item=lamp, quantity=10)


@pytest.mark.django_db
def test_given_a_line_when_its_quantity_is_changed_then_qty_to_handle_follows(line, clerk):
    line = services.change_line(line=line, by=clerk, quantity=Decimal(7))

    assert (line.quantity_base, line.qty_to_handle, line.qty_to_handle_base) == (7, 7, 7)
    assert Document.objects.get().version == 3


@pytest.mark.django_db
def test_given_a_line_when_its_item_is_changed_then_what_hangs_on_it_changes(line, clerk):
    chair = ItemFactory(no="CHAIR", description="Chair")
    chair.purchase_unit_of_measure = boxed(chair, pieces=4)
    chair.save()

    line = services.change_line(line=line, by=clerk, item=chair)

    line.refresh_from_db()
    assert (line.item, line.variant.item, line.description) == (chair, chair, "Chair")
    assert (line.unit_of_measure.code, line.quantity, line.quantity_base) == ("BOX", 10, 40)


@pytest.mark.django_db
def test_given_a_line_when_its_variant_is_changed_then_the_description_is_the_variants(
    line, clerk, lamp
):
    red = ItemVariant.objects.create(item=lamp, code="RED", description="Red desk lamp")

    line = services.change_line(line=line, by=clerk, variant=red)

    assert (line.description, line.quantity) == ("Red desk lamp", 10)


@pytest.mark.django_db
def test_given_a_line_when_it_is_saved_unchanged_then_nothing_follows(line, clerk, lamp):
    services.change_line(line=line, by=clerk, qty_to_handle=Decimal(4), description="Mine")

    line = services.change_line(
        line=line, by=clerk, item=lamp, variant=None, quantity=Decimal(10), location=line.location
    )

    assert (line.qty_to_handle, line.description) == (4, "Mine")


@pytest.mark.django_db
@pytest.mark.rule("ITL-227")
def test_given_an_open_tracking_page_when_the_line_moves_then_its_version_is_outdated(line, clerk):
    moved = services.change_line(line=line, by=clerk, location=LocationFactory(code="WEST"))
    counted = services.change_line(line=line, by=clerk, quantity=Decimal(5))
    turned = services.change_line(line=line, by=clerk, quantity=Decimal(-5))

    assert [moved.tracking_version, counted.tracking_version, turned.tracking_version] == [1, 1, 2]


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


@pytest.fixture
def received(line):
    """4 of the 10 are received."""
    DocumentLine.objects.update(
        qty_handled=Decimal(4),
        qty_handled_base=Decimal(4),
        qty_to_handle=Decimal(6),
        qty_to_handle_base=Decimal(6),
    )
    return line


@pytest.mark.django_db
@pytest.mark.rule("POST-117")
@pytest.mark.parametrize("quantity", [3, 0, -10])
def test_given_four_received_when_the_quantity_becomes_less_then_it_is_refused(
    received, clerk, quantity
):
    text = refused_text(services.change_line, line=received, by=clerk, quantity=Decimal(quantity))

    assert text == (
        f"Purchase order PON00001, line 10000: Quantity cannot be {quantity}: "
        "4 is posted already (Quantity Received)."
    )


@pytest.mark.django_db
@pytest.mark.rule("POST-117")
def test_given_four_received_when_the_quantity_becomes_just_that_then_nothing_is_to_handle(
    received, clerk
):
    line = services.change_line(line=received, by=clerk, quantity=Decimal(4))

    assert (line.outstanding, line.qty_to_handle) == (0, 0)


@pytest.mark.django_db
@pytest.mark.rule("POST-057")
def test_given_four_received_when_item_or_location_is_changed_then_it_is_refused(received, clerk):
    text = refused_text(
        services.change_line,
        line=received,
        by=clerk,
        item=ItemFactory(no="CHAIR"),
        location=LocationFactory(code="WEST"),
    )

    assert text == (
        "Purchase order PON00001, line 10000: Item No. and Variant Code and Location Code cannot be "
        "changed, because 4 is posted already (Quantity Received)."
    )


@pytest.mark.django_db
@pytest.mark.rule("POST-118", "ITL-153")
def test_given_four_received_when_the_line_is_deleted_then_it_is_refused(received, clerk):
    text = refused_text(services.delete_line, line=received, by=clerk, with_tracking=True)

    assert text == (
        "Purchase order PON00001, line 10000: The line cannot be deleted, "
        "because 4 is posted already (Quantity Received)."
    )
    assert DocumentLine.objects.exists()


@pytest.mark.django_db
@pytest.mark.rule("ITL-151")
def test_given_a_tracked_line_when_it_is_deleted_then_it_asks_first(line, clerk, tracked_rows):
    tracked(line, lot_no="L1", quantity=10)
    tracked_rows[line.pk] = Tracked(rows=1, quantity=Decimal(10))

    text = refused_text(services.delete_line, line=line, by=clerk)

    assert text == (
        "Purchase order PON00001, line 10000: 1 item tracking lines go with it. "
        "Confirm that they shall be deleted too, or keep both."
    )
    services.delete_line(line=line, by=clerk, with_tracking=True)
    assert not DocumentLine.objects.exists()
    assert Document.objects.get().version == 3


# --- places ------------------------------------------------------------------------------------------


@pytest.mark.django_db
@pytest.mark.rule("SET-131", "POST-011")
def test_given_an_in_transit_location_when_it_is_typed_then_it_is_refused(line, clerk):
    text = refused_text(
        services.change_line,
        line=line,
        by=clerk,
        location=LocationFactory(code="OWN LOG.", use_as_in_transit=True),
    )

    assert text == (
        "Purchase order PON00001, line 10000: Location Code OWN LOG. is an in-transit location, "
        "which only transfer orders use."
    )


@pytest.mark.django_db
@pytest.mark.rule("SET-131")
def test_given_a_reclassification_when_goods_go_to_an_in_transit_location_then_it_is_refused(
    new_document, clerk, lamp
):
    text = refused_text(
        services.add_line,
        document=new_document("reclassification_journal"),
        by=clerk,
        item=lamp,
        quantity=1,
        new_location=LocationFactory(code="OWN LOG.", use_as_in_transit=True),
    )

    assert text == (
        "Reclassification journal RN00001, line 10000: New Location Code OWN LOG. is an in-transit "
        "location, which only transfer orders use."
    )


@pytest.mark.django_db
@pytest.mark.rule("SET-130")
def test_given_locations_are_mandatory_when_none_is_given_then_it_is_refused(
    new_document, clerk, lamp
):
    order = new_document(location=None)
    line = services.add_line(document=order, by=clerk, item=lamp, quantity=1)
    assert line.location == Location.objects.get(code="")
    InventorySetup.objects.update(location_mandatory=True)

    text = refused_text(services.add_line, document=order, by=clerk, item=lamp, quantity=1)

    assert text == (
        "Purchase order PON00001, line 20000: Location Code must be filled, "
        "because Location Mandatory is on in Inventory Setup."
    )


@pytest.mark.django_db
@pytest.mark.rule("WHS-002")
@pytest.mark.parametrize(("code", "where"), [("", "no location"), ("EAST", "location EAST")])
def test_given_a_location_without_bins_when_a_bin_is_entered_then_it_is_refused(
    new_document, clerk, lamp, code, where
):
    text = refused_text(
        services.add_line,
        document=new_document(location=LocationFactory(code=code)),
        by=clerk,
        item=lamp,
        quantity=1,
        bin=BinFactory(code="B-01"),
    )

    assert text == (
        f"Purchase order PON00001, line 10000: Bin Code B-01 cannot be entered: {where} has no bins."
    )


@pytest.mark.django_db
@pytest.mark.rule("SET-005")
def test_given_a_bin_elsewhere_when_it_is_entered_then_it_is_refused(new_document, clerk, lamp):
    here = LocationFactory(code="BLUE", bin_mandatory=True)

    text = refused_text(
        services.add_line,
        document=new_document("reclassification_journal", location=here),
        by=clerk,
        item=lamp,
        quantity=1,
        bin=BinFactory(code="B-01"),
        new_bin=BinFactory(code="B-02"),
    )

    assert text == (
        "Reclassification journal RN00001, line 10000: Bin Code B-01 is not a bin of location BLUE.\n"
        "Reclassification journal RN00001, line 10000: New Bin Code B-02 is not a bin of location "
        "BLUE."
    )


# --- what must not be on a line ------------------------------------------------------------------------


@pytest.mark.django_db
@pytest.mark.rule("POST-082")
@pytest.mark.parametrize(
    ("kind", "switch", "quantity", "word"),
    [
        ("purchase_order", "blocked", 1, "Blocked"),
        ("purchase_order", "purchasing_blocked", 1, "Purchasing Blocked"),
        ("sales_order", "sales_blocked", 1, "Sales Blocked"),
    ],
)
def test_given_a_blocked_item_when_it_is_added_then_it_is_refused(
    new_document, clerk, kind, switch, quantity, word
):
    order = new_document(kind)

    text = refused_text(
        services.add_line,
        document=order,
        by=clerk,
        item=ItemFactory(no="OLD", **{switch: True}),
        quantity=quantity,
    )

    assert text == (
        f"{order}, line 10000: Item OLD is blocked ({word}). "
        "Unblock it on its card or choose another item."
    )


@pytest.mark.django_db
@pytest.mark.rule("POST-082")
@pytest.mark.parametrize(
    ("kind", "switch", "quantity"),
    [
        ("purchase_order", "sales_blocked", 1),
        ("purchase_order", "purchasing_blocked", -1),
        ("sales_order", "sales_blocked", -1),
    ],
)
def test_given_an_item_blocked_for_the_other_way_when_it_is_added_then_it_is_accepted(
    new_document, clerk, kind, switch, quantity
):
    item = ItemFactory(**{switch: True})

    line = services.add_line(document=new_document(kind), by=clerk, item=item, quantity=quantity)

    assert line.quantity == quantity


@pytest.mark.django_db
@pytest.mark.rule("POST-082")
def test_given_a_blocked_variant_when_it_is_chosen_then_it_is_refused(line, clerk, lamp):
    old = ItemVariant.objects.create(item=lamp, code="OLD", blocked=True)

    text = refused_text(services.change_line, line=line, by=clerk, variant=old)

    assert text == (
        "Purchase order PON00001, line 10000: Variant OLD of item LAMP is blocked. "
        "Choose another variant."
    )


@pytest.mark.django_db
@pytest.mark.rule("SET-005")
def test_given_variant_and_unit_of_another_item_when_they_are_chosen_then_both_are_told(
    line, clerk
):
    chair = ItemFactory(no="CHAIR")
    blue = ItemVariant.objects.create(item=chair, code="BLUE")

    text = refused_text(
        services.change_line,
        line=line,
        by=clerk,
        variant=blue,
        unit_of_measure=boxed(chair, pieces=2),
    )

    assert text == (
        "Purchase order PON00001, line 10000: Unit of Measure BOX is not set up for item LAMP.\n"
        "Purchase order PON00001, line 10000: Variant BLUE does not belong to item LAMP."
    )


@pytest.mark.django_db
@pytest.mark.rule("POST-001")
def test_given_an_item_journal_when_a_transfer_is_entered_then_it_is_refused(
    new_document, clerk, lamp
):
    text = refused_text(
        services.add_line,
        document=new_document("item_journal"),
        by=clerk,
        item=lamp,
        quantity=1,
        entry_type="transfer",
    )

    assert text == (
        "Item journal IJN00001, line 10000: Entry Type Transfer is not possible here. "
        "Choose Purchase or Sale or Positive Adjmt. or Negative Adjmt. instead."
    )


# --- when it may change --------------------------------------------------------------------------------


@pytest.mark.django_db
@pytest.mark.rule("ITL-003")
def test_given_a_released_order_when_quantity_or_item_is_changed_then_it_is_refused(
    line, clerk, lamp
):
    services.release(document=line.document, by=clerk)

    change = refused_text(services.change_line, line=line, by=clerk, quantity=Decimal(1))
    addition = refused_text(services.add_line, document=line.document, by=clerk, item=lamp)
    deletion = refused_text(services.delete_line, line=line, by=clerk)

    assert change == (
        "Purchase order PON00001: Quantity can be changed only while the document is open. "
        "Reopen it first."
    )
    assert (
        addition
        == deletion
        == (
            "Purchase order PON00001: Lines can be changed only while the document is open. "
            "Reopen it first."
        )
    )


@pytest.mark.django_db
@pytest.mark.rule("ITL-003")
def test_given_a_released_order_when_qty_to_receive_is_changed_then_it_is_kept(line, clerk):
    services.release(document=line.document, by=clerk)

    line = services.change_line(
        line=line, by=clerk, qty_to_handle=Decimal(3), quantity=line.quantity
    )

    assert line.qty_to_handle == 3


@pytest.mark.django_db
@pytest.mark.rule("POST-120")
def test_given_a_closed_order_when_a_line_is_touched_then_it_is_refused(line, clerk, lamp):
    Document.objects.update(status=Document.Status.CLOSED)

    texts = {
        refused_text(services.change_line, line=line, by=clerk, qty_to_handle=Decimal(3)),
        refused_text(services.add_line, document=line.document, by=clerk, item=lamp),
        refused_text(services.delete_line, line=line, by=clerk),
    }

    assert texts == {
        "Purchase order PON00001: It is closed, because it is posted completely. "
        "Closed documents cannot be changed."
    }


@pytest.mark.django_db
@pytest.mark.rule("ERR-006")
def test_given_another_user_changed_the_line_when_it_is_saved_then_the_refusal_tells_what(
    line, clerk
):
    seen = shown_values(line)
    services.change_line(line=line, by=clerk, quantity=Decimal(7), description="")

    with pytest.raises(Refused) as refusal:
        services.change_line(line=line, by=clerk, seen=seen, qty_to_handle=Decimal(2))

    assert str(refusal.value) == (
        "Purchase order PON00001, line 10000: Another user changed this line meanwhile: "
        "Quantity is now 7, not 10; Qty. to Handle is now 7, not 10; Qty. to Invoice is now 7, not 10; "
        "Description is now empty, not Desk lamp. Your entry is kept; save again to apply it."
    )
    assert refusal.value.violations[0].code == "STALE"


@pytest.mark.django_db
@pytest.mark.rule("ERR-006")
def test_given_the_line_is_gone_when_it_is_changed_then_the_refusal_says_so(line, clerk):
    services.delete_line(line=line, by=clerk)
    line.pk = 77

    text = refused_text(services.change_line, line=line, by=clerk, quantity=Decimal(1))

    assert text == (
        "Purchase order PON00001, line 10000: The line was deleted or posted meanwhile. "
        "Reload the page."
    )


@pytest.mark.django_db
@pytest.mark.rule("POST-170")
def test_given_an_older_version_on_the_page_when_a_line_is_changed_then_it_is_refused(line, clerk):
    text = refused_text(services.change_line, line=line, by=clerk, version=1, quantity=Decimal(1))

    assert text == (
        "Purchase order PON00001: It was changed by another user since it was shown: "
        "status Open, 1 lines, version 2 instead of 1. Reload the page and try again."
    )


@pytest.mark.django_db
@pytest.mark.rule("POST-056")
def test_given_a_guard_when_a_line_changes_then_it_sees_both_states_and_may_refuse(
    line, clerk, guard
):
    guard.of_change.append(DocumentClosed())

    with pytest.raises(Refused):
        services.change_line(line=line, by=clerk, quantity=Decimal(7))

    (change,) = guard.asked
    assert (change.before.quantity_base, change.after.quantity_base) == (10, 7)
    followed = ("quantity", "qty_to_handle", "qty_to_invoice")
    assert change.fields == {f"{name}{unit}" for name in followed for unit in ("", "_base")}
    assert DocumentLine.objects.get().quantity == 10


@pytest.mark.django_db
@pytest.mark.rule("ITL-154")
def test_given_a_guard_when_a_line_is_deleted_then_it_may_refuse(line, clerk, guard):
    guard.of_deletion.append(DocumentClosed())

    with pytest.raises(Refused):
        services.delete_line(line=line, by=clerk)

    assert guard.asked == [[line]]
    assert DocumentLine.objects.exists()


@pytest.mark.django_db
def test_given_a_field_that_is_not_of_a_line_when_it_is_passed_then_it_is_our_mistake(line, clerk):
    with pytest.raises(TypeError, match="not fields of a document line: qty_handled"):
        services.change_line(line=line, by=clerk, qty_handled=Decimal(3))


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
