"""Working on pick lines (WHS-054, WHS-103, WHS-127…136, WHS-138, WHS-139, WHS-267)."""

from decimal import Decimal

import pytest

from tests.factories import (
    ItemFactory,
    UserFactory,
    code_with,
    lot_code,
    serial_code,
    user_with_role,
)
from tests.warehouse.scenes import bin_of, pick_location, put, released_order
from tracking.models import NumberInformation
from warehouse.models import ActivityLine
from warehouse.services.pick_creation import create_inventory_pick
from warehouse.services.pick_work import autofill, change_line, reset, split_line
from wms.core.errors import Refused
from wms.inventory.models import WarehouseEmployee

pytestmark = pytest.mark.django_db


def picked(order):
    return create_inventory_pick(document=order, by=UserFactory())


def change(line, **values):
    return change_line(line=line, by=UserFactory(), **values)


def refusal_of(line, **values) -> str:
    before = ActivityLine.objects.filter(pk=line.pk).values().get()
    with pytest.raises(Refused) as refusal:
        change(line, **values)
    assert ActivityLine.objects.filter(pk=line.pk).values().get() == before
    return str(refusal.value)


@pytest.fixture
def silver():
    return pick_location()


@pytest.fixture
def chair(silver):
    chair = ItemFactory(no="CHAIR", item_tracking_code=serial_code())
    put(silver, "B1", chair, serials=["S1", "S2", "S3"])
    put(silver, "B2", chair, serials=["S4"])
    return chair


@pytest.fixture
def paint(silver):
    paint = ItemFactory(no="PAINT", item_tracking_code=lot_code())
    put(silver, "B1", paint, lots={"L1": 14, "L2": 6})
    put(silver, "B2", paint, lots={"L1": 2})
    return paint


# --- Qty. to Handle -------------------------------------------------------------------------------


@pytest.mark.rule("WHS-128")
@pytest.mark.parametrize("asked", ["-1", "4.00001", "1000000"])
def test_given_a_line_of_four_when_qty_to_handle_leaves_its_range_then_refused(silver, asked):
    lamp = ItemFactory(no="LAMP")
    put(silver, "B1", lamp, 10)
    line = picked(released_order(lamp, 4, silver)).lines.get()

    assert refusal_of(line, qty_to_handle=Decimal(asked)) == (
        f"{line.activity}, line 10000: Qty. to Handle of item LAMP lies between 0 and 4, not {asked}."
    )


@pytest.mark.rule("WHS-128")
@pytest.mark.parametrize("asked", ["0", "0.00001", "4"])
def test_given_a_line_of_four_then_anything_up_to_four_may_be_handled(silver, asked):
    lamp = ItemFactory()
    put(silver, "B1", lamp, 10)
    line = picked(released_order(lamp, 4, silver)).lines.get()

    change(line, qty_to_handle=Decimal(asked))

    line.refresh_from_db()
    assert line.qty_to_handle == Decimal(asked)


@pytest.mark.rule("WHS-128")
def test_given_a_rounding_precision_then_qty_to_handle_is_rounded_to_it(silver):
    lamp = ItemFactory(rounding_precision=Decimal("0.1"))
    put(silver, "B1", lamp, 10)
    line = picked(released_order(lamp, 4, silver)).lines.get()

    assert change(line, qty_to_handle=Decimal("1.26")).qty_to_handle == Decimal("1.3")


@pytest.mark.rule("WHS-128")
def test_given_a_serial_line_then_qty_to_handle_is_0_or_1(silver, chair):
    line = picked(released_order(chair, 1, silver, serials=["S1"])).lines.get()

    assert refusal_of(line, qty_to_handle=Decimal("0.5")).endswith(
        "Qty. to Handle of item CHAIR, serial S1 is 0 or 1, because of its serial number, not 0.5."
    )
    assert change(line, qty_to_handle=Decimal(1)).qty_to_handle == 1


@pytest.mark.rule("WHS-127")
def test_given_any_other_field_then_it_cannot_be_changed(silver, chair):
    line = picked(released_order(chair, 1, silver, serials=["S1"])).lines.get()

    with pytest.raises(AssertionError):
        change(line, quantity=Decimal(2))


@pytest.mark.rule("WHS-138")
def test_given_autofill_and_reset_then_every_line_is_filled_and_emptied(silver, paint):
    activity = picked(released_order(paint, 20, silver, lots={"L1": 14}))

    unready = autofill(activity=activity, by=UserFactory())
    assert [line.qty_to_handle for line in activity.lines.order_by("line_no")] == [14, 6]
    assert unready == 1  # the blank line still needs its lot

    reset(activity=activity, by=UserFactory())
    assert {line.qty_to_handle for line in activity.lines.all()} == {0}


# --- numbers --------------------------------------------------------------------------------------


@pytest.mark.rule("WHS-129", "WHS-064")
@pytest.mark.parametrize("changes", [{"serial_no": "S2"}, {"serial_no": ""}, {"lot_no": "L1"}])
def test_given_the_order_states_the_number_then_it_is_locked_and_the_order_named(
    silver, chair, changes
):
    order = released_order(chair, 1, silver, serials=["S1"])
    line = picked(order).lines.get()

    assert refusal_of(line, **changes) == (
        f"{line.activity}, line 10000: The numbers of item CHAIR, serial S1 come from {order} and cannot be "
        "changed here. Set Qty. to Handle to 0, or change them there once the line is off the pick."
    )


@pytest.mark.rule("WHS-131", "SCAN-004")
def test_given_a_blank_line_when_a_serial_of_its_bin_is_typed_then_it_stands_there(silver, chair):
    line = picked(released_order(chair, 1, silver)).lines.get()

    change(line, serial_no=" s2 ", qty_to_handle=Decimal(1))

    line.refresh_from_db()
    assert (line.serial_no, line.qty_to_handle) == ("S2", 1)


@pytest.mark.rule("WHS-131", "WHS-133")
def test_given_a_serial_with_a_lot_then_lot_and_date_come_along(silver):
    from datetime import date

    code = code_with("BOTH", specific=("serial", "lot"), use_expiration_dates=True)
    drill = ItemFactory(no="DRILL", item_tracking_code=code)
    from tests.factories import add_line, journal, tracked
    from tracking.posting import post_document
    from wms.documents.kinds import EntryType

    batch = journal(location=silver)
    row = add_line(batch, drill, 2, entry_type=EntryType.POSITIVE_ADJMT, bin=bin_of(silver, "B1"))
    tracked(row, "S8", "L8", expiration_date=date(2027, 1, 1))
    tracked(row, "S9", "L9", expiration_date=date(2027, 2, 1))
    post_document(document=batch, by=UserFactory())
    line = picked(released_order(drill, 1, silver)).lines.get()

    line = change(line, serial_no="S8")
    assert (line.lot_no, line.expiration_date) == ("L8", date(2027, 1, 1))
    line = change(line, serial_no="S9")
    assert (line.lot_no, line.expiration_date) == ("L9", date(2027, 2, 1))
    line = change(line, serial_no="")

    assert (line.serial_no, line.lot_no, line.expiration_date) == ("", "", None)


@pytest.mark.rule("WHS-131")
def test_given_a_serial_that_is_not_in_stock_then_refused(silver, chair):
    line = picked(released_order(chair, 1, silver)).lines.get()

    assert refusal_of(line, serial_no="S99") == (
        f"{line.activity}, line 10000: Item CHAIR, serial S99 is not in bin B1. Enter a number that is there."
    )


@pytest.mark.rule("WHS-131", "SCAN-032")
def test_given_a_serial_in_another_bin_then_refused_naming_that_bin(silver, chair):
    line = picked(released_order(chair, 1, silver)).lines.get()

    assert "serial S4 is not in bin B1. It is in bin B2." in refusal_of(line, serial_no="S4")


@pytest.mark.rule("WHS-130")
def test_given_a_serial_on_another_line_then_refused_naming_it(silver, chair):
    activity = picked(released_order(chair, 2, silver))
    first, second = activity.lines.order_by("line_no")
    change(first, serial_no="S1")

    assert refusal_of(second, serial_no="S1").endswith(
        "line 20000: Serial number S1 of item CHAIR stands on line 10000 of this document already."
    )
    other = picked(released_order(chair, 1, silver)).lines.get()
    assert f"stands on line 10000 of {activity} already" in refusal_of(other, serial_no="S1")


@pytest.mark.rule("WHS-103")
def test_given_a_blocked_serial_when_it_is_typed_then_refused(silver, chair):
    line = picked(released_order(chair, 1, silver)).lines.get()
    NumberInformation.objects.create(
        kind="serial", item=chair, variant=chair.variants.get(), number="S1", blocked=True
    )

    assert (
        "Serial No. S1 of item CHAIR is blocked by its information card. Enter another number."
        in refusal_of(line, serial_no="S1")
    )


@pytest.mark.rule("WHS-054")
def test_given_an_item_without_warehouse_tracking_when_a_number_is_typed_then_refused(silver):
    lamp = ItemFactory(no="LAMP")
    put(silver, "B1", lamp, 5)
    line = picked(released_order(lamp, 1, silver)).lines.get()

    assert refusal_of(line, serial_no="S1").endswith(
        "Serial No. S1 cannot be entered: item LAMP has SN Warehouse Tracking off. Leave Serial No. blank."
    )


@pytest.mark.rule("WHS-066", "WHS-130")
def test_given_serials_are_captured_outbound_then_a_new_one_is_accepted_on_a_line_of_one(silver):
    phone = ItemFactory(
        no="PHONE", item_tracking_code=code_with("SNOUT", sn_sales_outbound_tracking=True)
    )
    put(silver, "B1", phone, 5)
    line = picked(released_order(phone, 2, silver)).lines.get()

    assert "Serial number P1 needs a line of 1 unit; this line has 2." in refusal_of(
        line, serial_no="P1"
    )
    change(line, qty_to_handle=Decimal(1))
    split_line(line=line, by=UserFactory())
    for number, part in zip(("P1", "P2"), line.activity.lines.order_by("line_no"), strict=True):
        change(part, serial_no=number)

    assert [part.serial_no for part in line.activity.lines.order_by("line_no")] == ["P1", "P2"]


@pytest.mark.rule("WHS-132")
def test_given_a_lot_with_less_than_is_handled_then_refused_with_what_is_available(silver, paint):
    activity = picked(released_order(paint, 16, silver, bin=bin_of(silver, "B1")))
    line = activity.lines.order_by("line_no")[0]

    line = change(line, lot_no="L2")  # not asked for while nothing is handled

    assert refusal_of(line, qty_to_handle=Decimal(7)).endswith(
        "Item PAINT, lot L2: 6 available in bin B1, 7 to handle."
    )
    assert change(line, qty_to_handle=Decimal(6)).qty_to_handle == 6


@pytest.mark.rule("WHS-132", "WHS-104")
def test_given_another_pick_takes_of_the_lot_then_only_the_rest_is_available(silver, paint):
    picked(released_order(paint, 10, silver, lots={"L1": 10}))
    line = picked(released_order(paint, 5, silver, bin=bin_of(silver, "B1"))).lines.order_by(
        "line_no"
    )[0]

    assert "4 available in bin B1, 5 to handle" in refusal_of(
        line, lot_no="L1", qty_to_handle=Decimal(5)
    )


# --- bins -----------------------------------------------------------------------------------------


@pytest.mark.rule("WHS-134", "WHS-136")
def test_given_a_stated_lot_then_its_bin_may_be_changed_to_one_that_holds_it(silver, paint):
    line = picked(released_order(paint, 2, silver, lots={"L1": 2})).lines.get()
    assert line.bin.code == "B1"

    change(line, bin=bin_of(silver, "B2"))

    line.refresh_from_db()
    assert line.bin.code == "B2"


@pytest.mark.rule("WHS-136")
def test_given_the_bin_has_less_then_the_user_confirms_or_the_old_one_stays(silver, paint):
    line = picked(released_order(paint, 5, silver, lots={"L1": 5})).lines.get()

    assert refusal_of(line, bin=bin_of(silver, "B2")).endswith(
        "Bin B2 has 2 of item PAINT, lot L1 available to take; 5 are outstanding. Confirm to use it all "
        "the same."
    )
    change(line, bin=bin_of(silver, "B2"), accept_less=True)

    line.refresh_from_db()
    assert line.bin.code == "B2"


@pytest.mark.rule("WHS-136")
def test_given_the_bin_has_nothing_of_the_number_then_refused(silver, paint):
    line = picked(released_order(paint, 5, silver, lots={"L2": 5})).lines.get()

    assert "Nothing of item PAINT, lot L2 is available to take in bin B3." in refusal_of(
        line, bin=bin_of(silver, "B3"), accept_less=True
    )


@pytest.mark.rule("WHS-135")
@pytest.mark.parametrize("block", [{"dedicated": True}, {"block_movement": "outbound"}])
def test_given_a_bin_that_is_not_picked_from_then_refused(silver, paint, block):
    line = picked(released_order(paint, 2, silver, lots={"L1": 2})).lines.get()
    silver.bins.filter(code="B2").update(**block)

    assert "Bin B2 cannot be picked from" in refusal_of(line, bin=bin_of(silver, "B2"))


@pytest.mark.rule("WHS-134")
def test_given_a_bin_of_another_location_then_refused(silver, paint):
    green = pick_location("GREEN", bins=("G1",))
    line = picked(released_order(paint, 2, silver, lots={"L1": 2})).lines.get()

    assert "Location SILVER has no bin G1." in refusal_of(line, bin=bin_of(green, "G1"))


# --- splitting ------------------------------------------------------------------------------------


@pytest.mark.rule("WHS-139")
def test_given_a_line_of_thirty_when_it_is_split_at_eighteen_then_the_rest_stands_below(silver):
    paint = ItemFactory(item_tracking_code=lot_code("L"))
    put(silver, "B1", paint, lots={"L1": 40})
    line = picked(released_order(paint, 30, silver, lots={"L1": 30})).lines.get()
    change(line, qty_to_handle=Decimal(18))

    below = split_line(line=line, by=UserFactory())

    line.refresh_from_db()
    assert (line.quantity, line.qty_to_handle) == (18, 18)
    assert (below.quantity, below.qty_to_handle, below.lot_no) == (12, 12, "L1")
    assert below.line_no > line.line_no
    assert below.number_is_fixed


@pytest.mark.rule("WHS-139")
@pytest.mark.parametrize("asked", [0, 30])
def test_given_nothing_or_everything_to_handle_then_the_line_cannot_be_split(silver, asked):
    lamp = ItemFactory()
    put(silver, "B1", lamp, 40)
    line = picked(released_order(lamp, 30, silver)).lines.get()
    change(line, qty_to_handle=Decimal(asked))

    with pytest.raises(Refused) as refusal:
        split_line(line=line, by=UserFactory())

    assert str(refusal.value).endswith(
        "To split the line, Qty. to Handle must be more than 0 and less than the 30 outstanding; it is "
        f"{asked}."
    )
    assert line.activity.lines.count() == 1


@pytest.mark.rule("WHS-139")
def test_given_many_splits_then_line_numbers_never_clash(silver):
    lamp = ItemFactory()
    put(silver, "B1", lamp, 40)
    put(silver, "B2", lamp, 10)
    line = picked(released_order(lamp, 45, silver)).lines.order_by("line_no")[0]

    for _ in range(20):
        line = change(line, qty_to_handle=line.quantity - 1)
        split_line(line=line, by=UserFactory())
        line.refresh_from_db()

    assert line.activity.lines.count() == 22


# --- two people, wrong people ---------------------------------------------------------------------


@pytest.mark.rule("WHS-267")
def test_given_two_clerks_on_one_pick_then_the_second_is_told_and_loses_nothing(silver, chair):
    activity = picked(released_order(chair, 2, silver, serials=["S1", "S2"]))
    first, second = activity.lines.order_by("line_no")
    change(first, version=1, qty_to_handle=Decimal(1))

    assert "It was changed by another user since you opened it." in refusal_of(
        second, version=1, qty_to_handle=Decimal(1)
    )
    change(second, version=2, qty_to_handle=Decimal(1))

    assert {line.qty_to_handle for line in activity.lines.all()} == {1}


@pytest.mark.rule("WHS-267")
def test_given_two_clerks_on_one_line_then_the_second_is_told_and_two_lines_do_not_disturb(
    silver, chair
):
    activity = picked(released_order(chair, 2, silver, serials=["S1", "S2"]))
    first, second = activity.lines.order_by("line_no")
    shown, other_shown = first.stamp, second.stamp
    change(first, seen=shown, qty_to_handle=Decimal(1))

    assert "The line was changed by another user since you opened it." in refusal_of(
        first, seen=shown, qty_to_handle=Decimal(0)
    )
    change(second, seen=other_shown, qty_to_handle=Decimal(1))

    assert {line.qty_to_handle for line in activity.lines.all()} == {1}


@pytest.mark.rule("WHS-267")
def test_given_the_pick_was_deleted_meanwhile_then_refused(silver, chair):
    line = picked(released_order(chair, 1, silver, serials=["S1"])).lines.get()
    activity = line.activity
    ActivityLine.objects.all().delete()

    with pytest.raises(Refused, match="The line no longer exists"):
        change(line, qty_to_handle=Decimal(1))
    activity.delete()
    with pytest.raises(Refused, match="It no longer exists"):
        autofill(activity=line.activity, by=UserFactory())


@pytest.mark.rule("WHS-255")
def test_given_a_clerk_of_another_location_then_refused(silver, chair):
    activity = picked(released_order(chair, 1, silver, serials=["S1"]))
    clerk = user_with_role("warehouse clerk")

    for work in (autofill, reset):
        with pytest.raises(Refused, match="is not a warehouse employee of location SILVER"):
            work(activity=activity, by=clerk)
    WarehouseEmployee.objects.create(user=clerk, location=silver)

    autofill(activity=activity, by=clerk)

    assert activity.lines.get().qty_to_handle == 1
