"""Every posting at a location with bins moves the bins along (WHS-005, WHS-006, WHS-022, WHS-031…044)."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.factories import (
    ItemFactory,
    LocationFactory,
    UserFactory,
    add_line,
    code_with,
    journal,
    lot_code,
    purchase_order,
    reclassification,
    sales_order,
    serial_code,
    setup_series,
    tracked,
)
from tests.warehouse.scenes import JAN_2, bin_of, contents, pick_location, put
from tracking.posting import post_document
from warehouse.models import BinContent, WarehouseEntry
from warehouse.selectors import bin_differences
from wms.core.errors import Refused
from wms.documents.kinds import EntryType
from wms.ledger.models import ItemLedgerEntry

pytestmark = pytest.mark.django_db


def post(document, **values):
    return post_document(document=document, by=UserFactory(), **values)


@pytest.mark.rule("WHS-037", "WHS-038", "WHS-039", "WHS-044")
def test_given_a_receipt_into_a_bin_then_one_entry_per_serial_stands_there():
    silver = pick_location()
    chair = ItemFactory(item_tracking_code=serial_code())
    order = purchase_order(chair, 2, location=silver, line={"bin": bin_of(silver, "B1")})
    for serial in ("S1", "S2"):
        tracked(order.lines.get(), serial)

    posted = post(order, posting_date=JAN_2)

    entries = WarehouseEntry.objects.order_by("pk")
    assert [
        (e.entry_type, e.bin.code, e.serial_no, e.quantity, e.registering_date) for e in entries
    ] == [
        ("positive_adjmt", "B1", "S1", 1, JAN_2),
        ("positive_adjmt", "B1", "S2", 1, JAN_2),
    ]
    entry = entries[0]
    assert entry.register == posted.register
    assert (entry.source_kind, entry.source_no, entry.source_line_no) == (
        "purchase_order",
        order.no,
        10000,
    )
    assert list(bin_differences()) == []


@pytest.mark.rule("WHS-037")
def test_given_a_location_without_bins_then_no_warehouse_entries_are_written():
    setup_series()
    put(LocationFactory(), "", ItemFactory(), 5)

    assert not WarehouseEntry.objects.exists()


@pytest.mark.rule("WHS-040")
def test_given_only_lots_are_warehouse_tracked_then_serials_are_blank_and_summed():
    silver = pick_location()
    code = code_with("BOTH", specific=("serial", "lot"), sn_warehouse_tracking=False)
    code.sn_warehouse_tracking = False
    code.save()
    chair = ItemFactory(item_tracking_code=code)
    batch = journal(location=silver)
    line = add_line(batch, chair, 3, entry_type=EntryType.POSITIVE_ADJMT, bin=bin_of(silver, "B1"))
    for serial in ("S1", "S2", "S3"):
        tracked(line, serial, "L1")

    post(batch)

    entry = WarehouseEntry.objects.get()
    assert (entry.serial_no, entry.lot_no, entry.quantity) == ("", "L1", 3)
    assert ItemLedgerEntry.objects.count() == 3
    assert list(bin_differences()) == []


@pytest.mark.rule("RCL-004")
def test_given_bins_are_mandatory_when_the_bin_is_blank_then_refused():
    silver = pick_location()
    item = ItemFactory(no="LAMP")
    order = purchase_order(item, 2, location=silver)

    with pytest.raises(Refused) as refusal:
        post(order)

    assert str(refusal.value) == (
        f"Purchase order {order.no}, line 10000: Bin Code is blank for item LAMP, but every quantity at "
        "location SILVER lies in a bin. Fill Bin Code."
    )
    assert not ItemLedgerEntry.objects.exists()
    assert not WarehouseEntry.objects.exists()


@pytest.mark.rule("WHS-019")
def test_given_a_bin_of_another_location_then_refused():
    silver, green = pick_location(), pick_location("GREEN", bins=("G1",))
    order = purchase_order(ItemFactory(), 2, location=silver, line={"bin": bin_of(green, "G1")})

    with pytest.raises(Refused, match="Bin G1 belongs to location GREEN, not to location SILVER"):
        post(order)

    assert not WarehouseEntry.objects.exists()


@pytest.mark.rule("WHS-019")
def test_given_a_location_without_bins_when_a_bin_is_named_then_refused():
    silver = pick_location()
    order = purchase_order(
        ItemFactory(), 2, location=LocationFactory(code="EAST"), line={"bin": bin_of(silver, "B1")}
    )

    with pytest.raises(Refused, match="Bin B1 belongs to location SILVER, not to location EAST"):
        post(order)


@pytest.mark.rule("WHS-022")
@pytest.mark.parametrize("block", ["inbound", "all"])
def test_given_a_bin_blocked_inbound_when_something_is_placed_then_refused(block):
    silver = pick_location()
    silver.bins.filter(code="B1").update(block_movement=block)

    with pytest.raises(Refused) as refusal:
        put(silver, "B1", ItemFactory(no="LAMP"), 2)

    label = block.capitalize()
    assert str(refusal.value).endswith(
        f"line 10000: Bin B1 at location SILVER has Block Movement {label}, so item LAMP cannot be placed "
        "in it. Choose another bin, or clear Block Movement."
    )
    assert not WarehouseEntry.objects.exists()


@pytest.mark.rule("WHS-022")
@pytest.mark.parametrize(
    ("block", "passes"), [("outbound", False), ("all", False), ("inbound", True)]
)
def test_given_a_blocked_bin_when_something_is_taken_then_the_direction_decides(block, passes):
    silver = pick_location()
    lamp = ItemFactory(no="LAMP")
    put(silver, "B1", lamp, 5)
    silver.bins.filter(code="B1").update(block_movement=block)
    batch = journal(
        lamp,
        2,
        entry_type=EntryType.NEGATIVE_ADJMT,
        location=silver,
        line={"bin": bin_of(silver, "B1")},
    )

    if passes:
        post(batch)
        assert contents(silver) == {("B1", "", ""): 3}
    else:
        with pytest.raises(Refused, match="item LAMP cannot be taken from it"):
            post(batch)
        assert contents(silver) == {("B1", "", ""): 5}


@pytest.mark.rule("WHS-034")
def test_given_less_in_the_bin_when_more_is_taken_then_refused_with_what_is_there():
    silver = pick_location()
    paint = ItemFactory(no="PAINT", item_tracking_code=lot_code())
    put(silver, "B1", paint, lots={"L1": 4})
    put(silver, "B2", paint, lots={"L1": 2})
    order = sales_order(paint, 6, location=silver, line={"bin": bin_of(silver, "B1")})
    tracked(order.lines.get(), "", "L1", quantity=6)

    with pytest.raises(Refused) as refusal:
        post(order)

    assert str(refusal.value) == (
        f"Sales order {order.no}, line 10000: Bin B1 holds 4 of item PAINT, lot L1; 6 are to be taken, "
        "2 too many. Take from another bin, or take less."
    )
    assert contents(silver) == {("B1", "", "L1"): 4, ("B2", "", "L1"): 2}


@pytest.mark.rule("WHS-034")
def test_given_exactly_the_quantity_in_the_bin_then_it_is_taken():
    silver = pick_location()
    paint = ItemFactory(no="PAINT", item_tracking_code=lot_code())
    put(silver, "B1", paint, lots={"L1": 4})
    order = sales_order(paint, 4, location=silver, line={"bin": bin_of(silver, "B1")})
    tracked(order.lines.get(), "", "L1", quantity=4)

    post(order)

    assert contents(silver) == {}
    assert WarehouseEntry.objects.get(quantity__lt=0).entry_type == "negative_adjmt"
    assert list(bin_differences()) == []


@pytest.mark.rule("WHS-034")
def test_given_two_lines_take_from_one_bin_then_the_line_that_goes_below_is_named():
    silver = pick_location()
    lamp = ItemFactory(no="LAMP")
    put(silver, "B1", lamp, 5)
    put(silver, "B2", lamp, 5)
    batch = journal(location=silver)
    for _ in range(2):
        add_line(batch, lamp, 4, entry_type=EntryType.NEGATIVE_ADJMT, bin=bin_of(silver, "B1"))

    with pytest.raises(Refused) as refusal:
        post(batch)

    assert [violation.line_no for violation in refusal.value.violations] == [20000]
    assert "Bin B1 holds 1 of item LAMP; 4 are to be taken, 3 too many." in str(refusal.value)


@pytest.mark.rule("WHS-034")
def test_given_a_line_refills_the_bin_before_then_the_next_may_take_it():
    silver = pick_location()
    lamp = ItemFactory(no="LAMP")
    batch = journal(location=silver)
    add_line(batch, lamp, 4, entry_type=EntryType.POSITIVE_ADJMT, bin=bin_of(silver, "B1"))
    add_line(batch, lamp, 3, entry_type=EntryType.NEGATIVE_ADJMT, bin=bin_of(silver, "B1"))

    post(batch)

    assert contents(silver) == {("B1", "", ""): 1}


@pytest.mark.rule("WHS-038")
def test_given_a_reclassification_into_another_bin_then_a_movement_of_two_entries_is_written():
    silver = pick_location()
    chair = ItemFactory(item_tracking_code=serial_code())
    put(silver, "B1", chair, serials=["S1"])
    move = reclassification(location=silver)
    line = add_line(
        move, chair, 1, bin=bin_of(silver, "B1"), new_location=silver, new_bin=bin_of(silver, "B2")
    )
    tracked(line, "S1", new_serial_no="S1")

    post(move)

    moved = WarehouseEntry.objects.filter(entry_type="movement").order_by("pk")
    assert [(e.bin.code, e.serial_no, e.quantity) for e in moved] == [
        ("B1", "S1", -1),
        ("B2", "S1", 1),
    ]
    assert contents(silver) == {("B2", "S1", ""): 1}
    assert list(bin_differences()) == []


@pytest.mark.rule("WHS-038", "RCL-051")
def test_given_a_serial_is_renamed_then_its_bin_holds_the_new_one():
    silver = pick_location()
    chair = ItemFactory(item_tracking_code=serial_code())
    put(silver, "B1", chair, serials=["S1"])
    move = reclassification(location=silver)
    line = add_line(move, chair, 1, bin=bin_of(silver, "B1"), new_location=silver)
    tracked(line, "S1", new_serial_no="S9")

    post(move)

    assert contents(silver) == {("B1", "S9", ""): 1}
    assert list(bin_differences()) == []


@pytest.mark.rule("WHS-038")
def test_given_a_reclassification_to_another_location_then_each_side_has_its_entry():
    silver, green = pick_location(), pick_location("GREEN", bins=("G1",))
    lamp = ItemFactory()
    put(silver, "B1", lamp, 5)
    move = reclassification(location=silver)
    add_line(
        move, lamp, 2, bin=bin_of(silver, "B1"), new_location=green, new_bin=bin_of(green, "G1")
    )

    post(move)

    kinds = WarehouseEntry.objects.order_by("-pk").values_list(
        "entry_type", "bin__code", "quantity"
    )
    assert list(kinds[:2]) == [("positive_adjmt", "G1", 2), ("negative_adjmt", "B1", -2)]
    assert contents(silver) == {("B1", "", ""): 3}
    assert contents(green) == {("G1", "", ""): 2}


@pytest.mark.rule("WHS-041")
def test_given_a_serial_lies_in_a_bin_of_the_location_when_it_is_placed_again_then_refused():
    silver = pick_location()
    chair = ItemFactory(no="CHAIR", item_tracking_code=serial_code())
    put(silver, "B1", chair, serials=["S1"])

    with pytest.raises(Refused) as refusal:
        put(silver, "B2", chair, serials=["S1"])

    assert (
        "Serial number S1 of item CHAIR is in bin B1 of location SILVER already, so it cannot be placed "
        "in bin B2. Enter another serial number."
    ) in str(refusal.value)
    assert contents(silver) == {("B1", "S1", ""): 1}


@pytest.mark.rule("WHS-041")
def test_given_the_serial_left_before_then_it_may_come_back():
    silver = pick_location()
    chair = ItemFactory(no="CHAIR", item_tracking_code=serial_code())
    put(silver, "B1", chair, serials=["S1"])
    out = journal(location=silver)
    line = add_line(out, chair, 1, entry_type=EntryType.NEGATIVE_ADJMT, bin=bin_of(silver, "B1"))
    tracked(line, "S1")
    post(out)

    put(silver, "B2", chair, serials=["S1"])

    assert contents(silver) == {("B2", "S1", ""): 1}


@pytest.mark.rule("WHS-032", "WHS-010")
def test_given_fixed_bins_then_the_first_bin_of_an_item_is_its_default_and_stays():
    silver = pick_location()
    lamp = ItemFactory()

    put(silver, "B2", lamp, 5)
    put(silver, "B1", lamp, 5)

    found = BinContent.objects.order_by("pk").values_list("bin__code", "is_fixed", "is_default")
    assert list(found) == [("B2", True, True), ("B1", False, False)]


@pytest.mark.rule("WHS-032", "WHS-010")
def test_given_last_used_bins_then_the_default_moves_to_the_bin_used_last():
    silver = pick_location(default_bin_selection="last_used")
    lamp = ItemFactory()

    put(silver, "B2", lamp, 5)
    assert BinContent.objects.get(is_default=True).bin.code == "B2"
    put(silver, "B1", lamp, 5)
    assert BinContent.objects.get(is_default=True).bin.code == "B1"
    put(silver, "B2", lamp, 1)

    assert BinContent.objects.get(is_default=True).bin.code == "B2"
    assert not BinContent.objects.filter(is_fixed=True).exists()


@pytest.mark.rule("WHS-033")
def test_given_a_bin_is_emptied_then_its_content_goes_unless_it_is_fixed():
    silver = pick_location()
    lamp = ItemFactory()
    put(silver, "B1", lamp, 5)
    put(silver, "B2", lamp, 5)
    out = journal(location=silver)
    for code in ("B1", "B2"):
        add_line(out, lamp, 5, entry_type=EntryType.NEGATIVE_ADJMT, bin=bin_of(silver, code))

    post(out)

    assert list(BinContent.objects.values_list("bin__code", "is_fixed")) == [("B1", True)]


@pytest.mark.rule("WHS-005")
@pytest.mark.parametrize("kind", ["shipment", "receipt"])
def test_given_warehouse_documents_are_required_when_the_order_is_posted_then_refused(kind):
    setup_series()
    yellow = LocationFactory(code="YELLOW", require_shipment=True, require_receive=True)
    lamp = ItemFactory(no="LAMP")
    put(yellow, "", lamp, 5)
    order = (sales_order if kind == "shipment" else purchase_order)(lamp, 2, location=yellow)

    with pytest.raises(Refused) as refusal:
        post(order)

    assert str(refusal.value).endswith(
        "line 10000: Item LAMP cannot be posted from here, because location YELLOW has "
        f"Require {'Shipment' if kind == 'shipment' else 'Receive'}. Post it with a warehouse {kind}."
    )
    assert ItemLedgerEntry.objects.count() == 1


@pytest.mark.rule("WHS-005")
def test_given_only_require_pick_and_no_activity_then_the_order_posts_directly():
    silver = pick_location()
    lamp = ItemFactory()
    put(silver, "B1", lamp, 5)
    order = sales_order(lamp, 2, location=silver, line={"bin": bin_of(silver, "B1")})

    post(order)

    assert contents(silver) == {("B1", "", ""): 3}


@pytest.mark.rule("WHS-044")
def test_given_a_row_damaged_by_hand_then_the_difference_is_named():
    silver = pick_location()
    chair = ItemFactory(no="CHAIR", item_tracking_code=serial_code())
    put(silver, "B1", chair, serials=["S1"])
    WarehouseEntry.objects.create(
        entry_type="positive_adjmt",
        registering_date=JAN_2,
        location=silver,
        bin=bin_of(silver, "B1"),
        item=chair,
        variant=chair.variants.get(),
        quantity=1,
        serial_no="S7",
    )

    (difference,) = bin_differences()

    assert difference.where == "Item CHAIR, serial S7 at location SILVER"
    assert (difference.in_bins, difference.in_ledger) == (1, 0)


def test_given_ten_or_a_thousand_serials_then_the_bins_cost_the_same_statements():
    counts = []
    for many, code in ((10, "SILVER"), (1000, "GREEN")):
        location = pick_location(code)
        chair = ItemFactory(item_tracking_code=serial_code(code))
        order = purchase_order(chair, many, location=location, line={"bin": bin_of(location, "B1")})
        for n in range(many):
            tracked(order.lines.get(), f"{code}{n:04}")

        with CaptureQueriesContext(connection) as asked:
            post(order)

        counts.append(len(asked.captured_queries))
        assert WarehouseEntry.objects.filter(location=location).count() == many
    assert counts[0] == counts[1]
