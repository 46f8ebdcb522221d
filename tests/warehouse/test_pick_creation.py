"""Creating inventory picks (WHS-048, WHS-055, WHS-063, WHS-064, WHS-077…093, WHS-104, WHS-123)."""

from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.factories import (
    BinFactory,
    CustomerFactory,
    ItemFactory,
    LocationFactory,
    UserFactory,
    add_line,
    code_with,
    journal,
    lot_code,
    sales_order,
    serial_code,
    tracked,
    user_with_role,
)
from tests.warehouse.scenes import JAN_2, JAN_5, bin_of, pick_location, put, released_order
from tracking.models import NumberInformation
from tracking.posting import post_document
from warehouse.models import Activity, ActivityLine
from warehouse.services.pick_creation import create_inventory_pick, create_pick
from wms.core.errors import Refused
from wms.documents.kinds import EntryType
from wms.documents.models import Document
from wms.inventory.models import WarehouseEmployee

pytestmark = pytest.mark.django_db


def pick(order, **values):
    return create_inventory_pick(document=order, by=UserFactory(), **values)


def lines_of(activity) -> list[tuple]:
    return [
        (line.bin.code if line.bin else "", line.serial_no or line.lot_no, line.quantity)
        for line in activity.lines.select_related("bin").order_by("line_no")
    ]


def refused(order, **values) -> str:
    with pytest.raises(Refused) as refusal:
        pick(order, **values)
    assert not Activity.objects.filter(source=order).exists()
    return str(refusal.value)


# --- numbers that the order states ----------------------------------------------------------------


@pytest.mark.rule("WHS-064", "WHS-081", "WHS-086", "WHS-087", "WHS-055")
def test_given_serials_on_the_order_then_one_take_line_each_with_nothing_to_handle():
    silver = pick_location()
    chair = ItemFactory(item_tracking_code=serial_code())
    put(silver, "B1", chair, serials=["S1", "S2", "S3"])
    order = released_order(chair, 2, silver, serials=["S3", "S1"])

    activity = pick(order)

    assert lines_of(activity) == [("B1", "S3", 1), ("B1", "S1", 1)]
    assert {(x.action_type, x.qty_to_handle, x.number_is_fixed) for x in activity.lines.all()} == {
        ("take", 0, True)
    }
    assert (activity.source, activity.location, activity.posting_date) == (order, silver, JAN_2)


@pytest.mark.rule("WHS-081")
def test_given_a_lot_in_two_bins_then_its_lines_are_split_by_bin():
    silver = pick_location()
    paint = ItemFactory(item_tracking_code=lot_code())
    put(silver, "B1", paint, lots={"L1": 20, "L2": 5})
    put(silver, "B2", paint, lots={"L1": 30})
    order = released_order(paint, 30, silver, lots={"L1": 27, "L2": 3})

    assert lines_of(pick(order)) == [("B1", "L1", 20), ("B2", "L1", 7), ("B1", "L2", 3)]


@pytest.mark.rule("WHS-080", "WHS-082", "WHS-063")
def test_given_the_order_states_a_part_then_the_rest_comes_as_blank_lines():
    silver = pick_location()
    paint = ItemFactory(item_tracking_code=lot_code())
    put(silver, "B1", paint, lots={"L1": 40})
    put(silver, "B2", paint, lots={"L2": 40})
    order = released_order(paint, 50, silver, lots={"L1": 30})

    activity = pick(order)

    assert lines_of(activity) == [("B1", "L1", 30), ("B1", "", 10), ("B2", "", 10)]
    assert [line.number_is_fixed for line in activity.lines.order_by("line_no")] == [
        True,
        False,
        False,
    ]


@pytest.mark.rule("WHS-063", "WHS-055")
def test_given_serials_in_the_warehouse_and_none_stated_then_one_blank_line_a_unit():
    silver = pick_location()
    chair = ItemFactory(item_tracking_code=serial_code())
    put(silver, "B1", chair, serials=["S1", "S2"])
    put(silver, "B2", chair, serials=["S3", "S4"])

    activity = pick(released_order(chair, 3, silver))

    assert lines_of(activity) == [("B1", "", 1), ("B1", "", 1), ("B2", "", 1)]


@pytest.mark.rule("WHS-055")
def test_given_a_fraction_of_a_serial_then_refused_naming_the_line():
    silver = pick_location()
    chair = ItemFactory(no="CHAIR", item_tracking_code=serial_code())
    put(silver, "B1", chair, serials=["S1", "S2"])
    order = released_order(chair, Decimal("1.5"), silver)

    assert refused(order) == (
        f"Sales order {order.no}, line 10000: 1.5 of item CHAIR cannot be picked: it carries serial "
        "numbers in the warehouse, so every pick line is one whole unit. Change the quantity to a whole "
        "number of base units."
    )


@pytest.mark.rule("WHS-056")
def test_given_only_lots_are_warehouse_tracked_then_lines_are_made_per_lot():
    silver = pick_location()
    code = code_with("BOTH", specific=("serial", "lot"))
    code.sn_warehouse_tracking = False
    code.save()
    chair = ItemFactory(item_tracking_code=code)
    batch = journal(location=silver)
    line = add_line(batch, chair, 3, entry_type=EntryType.POSITIVE_ADJMT, bin=bin_of(silver, "B1"))
    for serial in ("S1", "S2", "S3"):
        tracked(line, serial, "L1")
    post_document(document=batch, by=UserFactory())
    order = released_order(chair, 2, silver)
    for serial in ("S1", "S2"):
        tracked(order.lines.get(), serial, "L1")

    assert lines_of(pick(order)) == [("B1", "L1", 2)]


@pytest.mark.rule("WHS-083", "WHS-123")
def test_given_less_of_the_stated_lot_then_its_line_is_short_and_the_rest_is_explained():
    silver = pick_location()
    paint = ItemFactory(no="PAINT", item_tracking_code=lot_code())
    put(silver, "B1", paint, lots={"L1": 22, "L2": 50})
    order = released_order(paint, 30, silver, lots={"L1": 30})

    created = create_pick(document=order, by=UserFactory())

    assert lines_of(created.activity) == [("B1", "L1", 22)]
    assert [str(shortage) for shortage in created.shortages] == [
        "Line 10000: 22 of 30 of item PAINT could be put on the pick: lot L1: 8 not in stock at location "
        "SILVER."
    ]
    assert created.message == f"{created.activity} was made with 1 line."


@pytest.mark.rule("WHS-149", "WHS-152", "ITL-164")
def test_given_a_parked_number_then_it_is_picked_all_the_same():
    silver = pick_location()
    paint = ItemFactory(item_tracking_code=lot_code())
    put(silver, "B1", paint, lots={"L1": 20, "L2": 30})
    order = released_order(paint, 50, silver)
    tracked(order.lines.get(), "", "L1", quantity=20, qty_to_handle=0)
    tracked(order.lines.get(), "", "L2", quantity=30)

    assert lines_of(pick(order)) == [("B1", "L1", 20), ("B1", "L2", 30)]


@pytest.mark.rule("WHS-103", "SET-153")
def test_given_a_blocked_number_on_the_order_then_it_is_not_picked():
    silver = pick_location()
    chair = ItemFactory(no="CHAIR", item_tracking_code=serial_code())
    put(silver, "B1", chair, serials=["S1", "S2"])
    block(chair, "serial", "S1")
    order = released_order(chair, 2, silver, serials=["S1", "S2"])

    created = create_pick(document=order, by=UserFactory())

    assert lines_of(created.activity) == [("B1", "S2", 1)]
    assert created.shortages[0].reasons == ("serial S1: blocked by its information card",)


# --- which bins -----------------------------------------------------------------------------------


@pytest.mark.rule("WHS-090", "WHS-093", "WHS-104")
@pytest.mark.parametrize(
    ("policy", "expected"),
    [
        ("default", [("B1", "", 4), ("B3", "", 3), ("B2", "", 3)]),
        ("ranking", [("B3", "", 3), ("B2", "", 5), ("B1", "", 2)]),
    ],
)
def test_given_three_bins_then_the_policy_orders_them(policy, expected):
    silver = pick_location(pick_bin_policy=policy)
    silver.bins.filter(code="B2").update(ranking=50)
    silver.bins.filter(code="B3").update(ranking=80)
    lamp = ItemFactory()
    for bin_code, quantity in (("B1", 4), ("B2", 7), ("B3", 3)):
        put(silver, bin_code, lamp, quantity)
    other = pick(released_order(lamp, 2, silver))
    other.lines.update(bin=bin_of(silver, "B2"))

    assert lines_of(pick(released_order(lamp, 10, silver))) == expected


@pytest.mark.rule("WHS-090")
def test_given_a_bin_on_the_order_line_then_it_comes_first():
    silver = pick_location()
    lamp = ItemFactory()
    for bin_code in ("B1", "B2"):
        put(silver, bin_code, lamp, 5)
    order = released_order(lamp, 6, silver, bin=bin_of(silver, "B2"))

    assert lines_of(pick(order)) == [("B2", "", 5), ("B1", "", 1)]


@pytest.mark.rule("WHS-089", "WHS-022", "WHS-023", "WHS-123")
@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"dedicated": True}, "is dedicated"),
        ({"block_movement": "outbound"}, "has Block Movement Outbound"),
        ({"block_movement": "all"}, "has Block Movement All"),
    ],
)
def test_given_a_bin_not_meant_for_picking_then_nothing_is_taken_from_it(change, words):
    silver = pick_location()
    lamp = ItemFactory(no="LAMP")
    put(silver, "B1", lamp, 5)
    put(silver, "B2", lamp, 2)
    silver.bins.filter(code="B1").update(**change)

    created = create_pick(document=released_order(lamp, 4, silver), by=UserFactory())

    assert lines_of(created.activity) == [("B2", "", 2)]
    assert created.shortages[0].reasons == (f"2 in bin B1, which {words}",)


@pytest.mark.rule("WHS-089")
@pytest.mark.parametrize("role", ["receipt_bin", "shipment_bin", "adjustment_bin"])
def test_given_a_bin_of_the_location_for_another_purpose_then_it_is_not_picked_from(role):
    silver = pick_location()
    lamp = ItemFactory(no="LAMP")
    put(silver, "B1", lamp, 5)
    setattr(silver, role, bin_of(silver, "B1"))
    silver.save()
    order = released_order(lamp, 4, silver)

    assert refused(order) == (
        f"Sales order {order.no}, line 10000: None of 4 of item LAMP could be put on the pick: 4 in bin "
        f"B1, which is the {role.replace('_', ' ')}."
    )


@pytest.mark.rule("WHS-022")
def test_given_a_bin_blocked_inbound_only_then_it_is_picked_from():
    silver = pick_location()
    lamp = ItemFactory()
    put(silver, "B1", lamp, 5)
    silver.bins.filter(code="B1").update(block_movement="inbound")

    assert lines_of(pick(released_order(lamp, 4, silver))) == [("B1", "", 4)]


@pytest.mark.rule("WHS-028", "WHS-102", "WHS-103", "SET-153")
def test_given_lots_blocked_or_claimed_then_only_the_free_rest_is_offered():
    silver = pick_location(bins=("B1", "B2", "SHIP", "DED"))
    silver.shipment_bin = bin_of(silver, "SHIP")
    silver.save()
    paint = ItemFactory(item_tracking_code=lot_code())
    for bin_code, lots in (
        ("B1", {"L1": 12}),
        ("SHIP", {"L1": 4}),
        ("DED", {"L1": 3}),
        ("B2", {"L2": 9}),
    ):
        put(silver, bin_code, paint, lots=lots)
    silver.bins.filter(code="DED").update(dedicated=True)
    block(paint, "lot", "L2")
    pick(released_order(paint, 5, silver, lots={"L1": 5}))

    any_lot = create_pick(document=released_order(paint, 50, silver), by=UserFactory())

    assert lines_of(any_lot.activity) == [("B1", "", 7)]
    assert "9 blocked (lot L2)" in any_lot.shortages[0].reasons


@pytest.mark.rule("WHS-104", "WHS-123")
def test_given_a_serial_on_another_pick_then_it_is_not_offered_again():
    silver = pick_location()
    chair = ItemFactory(no="CHAIR", item_tracking_code=serial_code())
    put(silver, "B1", chair, serials=["S1"])
    first = pick(released_order(chair, 1, silver, serials=["S1"]))
    order = released_order(chair, 1, silver, serials=["S1"])

    assert refused(order).endswith(
        f"None of 1 of item CHAIR could be put on the pick: serial S1: 1 on inventory pick {first.no}."
    )


@pytest.mark.rule("WHS-104", "WHS-269")
def test_given_blank_lines_claim_a_whole_bin_then_a_stated_serial_of_it_is_not_promised_twice():
    silver = pick_location()
    chair = ItemFactory(no="CHAIR", item_tracking_code=serial_code())
    put(silver, "B1", chair, serials=["S1", "S2"])
    pick(released_order(chair, 2, silver))

    assert "could be put on the pick" in refused(released_order(chair, 1, silver, serials=["S1"]))


@pytest.mark.rule("WHS-080")
def test_given_one_line_states_a_serial_then_a_line_without_numbers_leaves_it_alone():
    silver = pick_location()
    chair = ItemFactory(no="CHAIR", item_tracking_code=serial_code())
    put(silver, "B1", chair, serials=["S1"])
    put(silver, "B2", chair, serials=["S2"])
    order = released_order(chair, 1, silver)
    tracked(add_line(order, chair, 1), "S1")

    assert lines_of(pick(order)) == [("B2", "", 1), ("B1", "S1", 1)]


@pytest.mark.rule("WHS-014", "SET-140")
def test_given_always_create_pick_line_then_the_uncovered_part_has_a_line_without_bin():
    silver = pick_location(always_create_pick_line=True)
    paint = ItemFactory(item_tracking_code=lot_code())
    put(silver, "B1", paint, lots={"L1": 2})
    order = released_order(paint, 5, silver, lots={"L1": 3})

    assert lines_of(pick(order)) == [("B1", "L1", 2), ("", "L1", 1), ("", "", 2)]


@pytest.mark.rule("WHS-092", "WHS-095")
def test_given_no_bins_then_lines_without_action_for_what_is_in_stock():
    east = pick_location("EAST", bins=())
    paint = ItemFactory(item_tracking_code=lot_code())
    put(east, "", paint, lots={"L1": 4, "L2": 5})
    order = released_order(paint, 20, east, lots={"L1": 6})

    activity = pick(order)

    assert lines_of(activity) == [("", "L1", 4), ("", "", 5)]
    assert {line.action_type for line in activity.lines.all()} == {""}


# --- whether there is something to pick -----------------------------------------------------------


@pytest.mark.rule("WHS-048")
@pytest.mark.parametrize("status", ["open", "closed"])
def test_given_the_order_is_not_released_then_refused(status):
    silver = pick_location()
    lamp = ItemFactory()
    put(silver, "B1", lamp, 5)
    order = sales_order(lamp, 2, location=silver, status=status)

    assert refused(order) == (
        f"Sales order {order.no}: Its status is {status}. Release it first, so that the warehouse can "
        "work on it."
    )


@pytest.mark.rule("WHS-077")
def test_given_a_journal_then_no_pick_is_made_from_it():
    batch = journal(location=pick_location())

    assert "No inventory pick is made from it" in refused(batch)


@pytest.mark.rule("WHS-004")
@pytest.mark.parametrize(
    "switches",
    [
        {"require_pick": False},
        {"require_pick": True, "require_shipment": True},
        {"require_pick": False, "require_shipment": True},
    ],
)
def test_given_the_location_ships_another_way_then_no_inventory_pick_is_made(switches):
    silver = pick_location(**switches)
    lamp = ItemFactory()
    put(silver, "B1", lamp, 5)

    assert "Nothing on it is picked by inventory pick" in refused(released_order(lamp, 2, silver))


@pytest.mark.rule("WHS-047")
def test_given_a_negative_sales_line_then_it_is_not_picked():
    silver = pick_location()
    lamp = ItemFactory()
    put(silver, "B1", lamp, 5)

    assert "Nothing on it is picked" in refused(released_order(lamp, -2, silver))


@pytest.mark.rule("WHS-046")
def test_given_a_service_on_the_order_then_it_is_left_out():
    silver = pick_location()
    lamp, assembly = ItemFactory(), ItemFactory(type="service")
    put(silver, "B1", lamp, 5)
    order = released_order(lamp, 2, silver)
    add_line(order, assembly, 1)

    assert lines_of(pick(order)) == [("B1", "", 2)]


@pytest.mark.rule("WHS-078")
def test_given_a_line_on_an_open_pick_then_it_gets_no_second_one():
    silver = pick_location()
    lamp = ItemFactory(no="LAMP")
    put(silver, "B1", lamp, 50)
    order = released_order(lamp, 4, silver)
    first = pick(order)

    with pytest.raises(Refused) as refusal:
        pick(order)

    assert str(refusal.value) == (
        f"Sales order {order.no}, line 10000: None of 4 of item LAMP could be put on the pick: it stands "
        f"on inventory pick {first.no}."
    )
    assert Activity.objects.count() == 1


@pytest.mark.rule("WHS-078")
def test_given_everything_is_shipped_then_nothing_is_left_to_pick():
    silver = pick_location()
    lamp = ItemFactory()
    order = released_order(lamp, 4, silver, qty_handled=4, qty_handled_base=4, to_handle=0)

    assert "Nothing on it is picked" in refused(order)


@pytest.mark.rule("WHS-078", "WHS-123")
def test_given_nothing_in_stock_then_no_document_is_made_and_the_reason_is_told():
    silver = pick_location()
    order = released_order(ItemFactory(no="LAMP"), 4, silver)

    assert refused(order) == (
        f"Sales order {order.no}, line 10000: None of 4 of item LAMP could be put on the pick: 4 not in "
        "stock at location SILVER."
    )


@pytest.mark.rule("WHS-079")
def test_given_two_locations_then_one_has_to_be_chosen():
    silver, green = pick_location(), pick_location("GREEN", bins=("G1",))
    lamp = ItemFactory()
    put(silver, "B1", lamp, 5)
    put(green, "G1", lamp, 5)
    order = released_order(lamp, 4, silver)
    add_line(order, lamp, 3, location=green)

    assert "picked at several locations (GREEN, SILVER)" in refused(order)
    assert lines_of(pick(order, location=green)) == [("G1", "", 3)]
    assert lines_of(pick(order, location=silver)) == [("B1", "", 4)]


@pytest.mark.rule("WHS-255")
def test_given_a_clerk_of_another_location_then_refused_naming_user_and_location():
    silver, green = pick_location(), pick_location("GREEN", bins=("G1",))
    lamp = ItemFactory()
    put(silver, "B1", lamp, 5)
    clerk = user_with_role("warehouse clerk", username="ann")
    WarehouseEmployee.objects.create(user=clerk, location=green)
    order = released_order(lamp, 4, silver)

    with pytest.raises(Refused) as refusal:
        create_inventory_pick(document=order, by=clerk)

    assert str(refusal.value) == (
        "User ann is not a warehouse employee of location SILVER. Ask a warehouse manager to add you there."
    )
    WarehouseEmployee.objects.create(user=clerk, location=silver)
    assert create_inventory_pick(document=order, by=clerk, on=JAN_5).posting_date == JAN_5


@pytest.mark.rule("POST-113")
def test_given_no_number_series_for_picks_then_refused():
    silver = LocationFactory(code="SILVER", require_pick=True, bin_mandatory=True)
    BinFactory(location=silver, code="B1")
    lamp = ItemFactory()
    put(silver, "B1", lamp, 5)

    assert refused(released_order(lamp, 2, silver)) == (
        "Inventory Pick Nos. is blank in Warehouse Setup. Name the number series there."
    )


def test_given_the_document_was_deleted_meanwhile_then_refused():
    order = sales_order(location=pick_location(), customer=CustomerFactory())
    gone = Document.objects.get(pk=order.pk)
    order.delete()

    with pytest.raises(Refused):
        pick(gone)


def test_given_ten_or_a_thousand_serials_then_creating_costs_the_same_statements():
    counts = []
    for many, code in ((10, "SILVER"), (1000, "GREEN")):
        location = pick_location(code)
        chair = ItemFactory(item_tracking_code=serial_code(code))
        serials = [f"{code}{n:04}" for n in range(many)]
        put(location, "B1", chair, serials=serials)
        order = released_order(chair, many, location, serials=serials)
        by = UserFactory()

        with CaptureQueriesContext(connection) as asked:
            activity = create_inventory_pick(document=order, by=by)

        counts.append(len(asked.captured_queries))
        assert ActivityLine.objects.filter(activity=activity).count() == many
    assert counts[0] == counts[1]


def block(item, kind, number):
    NumberInformation.objects.create(
        kind=kind, item=item, variant=item.variants.get(), number=number, blocked=True
    )
