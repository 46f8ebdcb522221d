"""Deleting pick lines and picks (WHS-145, WHS-147…153, ITL-162, ITL-165, WHS-049, WHS-169)."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.factories import ItemFactory, UserFactory, lot_code, serial_code, tracked, user_with_role
from tests.warehouse.scenes import bin_of, pick_location, put, released_order
from tracking.locks import lock_of
from tracking.models import TrackingLine
from warehouse.models import Activity, ActivityLine
from warehouse.services.pick_creation import create_inventory_pick
from warehouse.services.pick_deletion import delete_activity, delete_line
from warehouse.services.pick_posting import post_activity
from warehouse.services.pick_work import change_line
from wms.core.errors import Refused
from wms.documents.guards import LineChange, change_violations, deletion_violations
from wms.documents.models import DocumentLine

pytestmark = pytest.mark.django_db


@pytest.fixture
def silver():
    return pick_location()


@pytest.fixture
def paint(silver):
    paint = ItemFactory(no="PAINT", item_tracking_code=lot_code())
    put(silver, "B1", paint, lots={"L1": 20})
    put(silver, "B2", paint, lots={"L2": 30})
    return paint


def picked(order) -> Activity:
    return create_inventory_pick(document=order, by=UserFactory())


def to_handle(order) -> dict:
    rows = TrackingLine.objects.filter(line__document=order)
    return {r.serial_no or r.lot_no: (r.quantity, r.qty_to_handle) for r in rows}


@pytest.mark.rule("WHS-148", "WHS-151", "WHS-145")
def test_given_one_line_is_deleted_then_its_number_stays_and_has_nothing_to_handle(silver, paint):
    order = released_order(paint, 50, silver, lots={"L1": 20, "L2": 30})
    activity = picked(order)
    version = order.lines.get().tracking_version

    left = delete_line(line=activity.lines.get(lot_no="L1"), by=UserFactory())

    assert to_handle(order) == {"L1": (20, 0), "L2": (30, 30)}
    assert [line.lot_no for line in left.lines.all()] == ["L2"]
    assert left.version == 2
    assert order.lines.get().tracking_version == version + 1


@pytest.mark.rule("WHS-150", "WHS-151")
def test_given_a_line_was_deleted_then_the_others_can_be_posted(silver, paint):
    order = released_order(paint, 50, silver, lots={"L1": 20, "L2": 30})
    activity = picked(order)
    left = delete_line(line=activity.lines.get(lot_no="L1"), by=UserFactory())
    change_line(line=left.lines.get(), by=UserFactory(), qty_to_handle=30)

    post_activity(activity=left, by=UserFactory())

    assert not Activity.objects.exists()
    again = picked(order)
    assert [(line.lot_no, line.quantity) for line in again.lines.all()] == [("L1", 20)]


@pytest.mark.rule("WHS-151")
def test_given_a_number_on_two_lines_when_one_goes_then_the_rest_stays_to_be_handled(silver, paint):
    put(silver, "B2", paint, lots={"L1": 7})
    order = released_order(paint, 27, silver, lots={"L1": 27})
    activity = picked(order)
    (smaller,) = activity.lines.filter(bin=bin_of(silver, "B2"))

    delete_line(line=smaller, by=UserFactory())

    assert to_handle(order) == {"L1": (27, 20)}


@pytest.mark.rule("WHS-147")
def test_given_the_last_line_is_deleted_then_the_pick_goes_too(silver, paint):
    activity = picked(released_order(paint, 20, silver, lots={"L1": 20}))

    assert delete_line(line=activity.lines.get(), by=UserFactory()) is None
    assert not Activity.objects.exists()


@pytest.mark.rule("WHS-147", "WHS-151", "WHS-104")
def test_given_a_pick_is_deleted_then_everything_is_free_again(silver, paint):
    order = released_order(paint, 50, silver, lots={"L1": 20, "L2": 30})
    activity = picked(order)

    delete_activity(activity=activity, by=UserFactory(), version=1)

    assert not ActivityLine.objects.exists()
    assert to_handle(order) == {"L1": (20, 0), "L2": (30, 0)}
    assert [line.lot_no for line in picked(order).lines.order_by("line_no")] == ["L1", "L2"]


@pytest.mark.rule("WHS-148")
def test_given_numbers_typed_on_the_pick_when_it_is_deleted_then_the_order_knows_nothing_of_them(
    silver,
):
    chair = ItemFactory(item_tracking_code=serial_code())
    put(silver, "B1", chair, serials=["S1"])
    order = released_order(chair, 1, silver)
    activity = picked(order)
    change_line(line=activity.lines.get(), by=UserFactory(), serial_no="S1")

    delete_activity(activity=activity, by=UserFactory())

    assert to_handle(order) == {}


@pytest.mark.rule("WHS-153")
def test_given_a_part_was_posted_then_it_is_never_offered_again(silver, paint):
    order = released_order(paint, 20, silver, lots={"L1": 20})
    activity = picked(order)
    change_line(line=activity.lines.get(), by=UserFactory(), qty_to_handle=12)
    left = post_activity(activity=activity, by=UserFactory()).activity
    delete_activity(activity=left, by=UserFactory())
    TrackingLine.objects.filter(line__document=order).update(quantity=12, qty_to_handle=0)
    tracked(order.lines.get(), "", "L2", quantity=8)

    again = picked(order)

    assert [(line.lot_no, line.quantity) for line in again.lines.all()] == [("L2", 8)]


@pytest.mark.rule("WHS-267")
def test_given_the_pick_was_changed_meanwhile_then_it_is_not_deleted(silver, paint):
    activity = picked(released_order(paint, 20, silver, lots={"L1": 20}))
    change_line(line=activity.lines.get(), by=UserFactory(), qty_to_handle=12)

    with pytest.raises(Refused, match="It was changed by another user"):
        delete_activity(activity=activity, by=UserFactory(), version=1)

    assert Activity.objects.exists()


@pytest.mark.rule("WHS-255")
def test_given_a_clerk_of_another_location_then_nothing_is_deleted(silver, paint):
    activity = picked(released_order(paint, 20, silver, lots={"L1": 20}))
    clerk = user_with_role("warehouse clerk")

    with pytest.raises(Refused):
        delete_activity(activity=activity, by=clerk)
    with pytest.raises(Refused):
        delete_line(line=activity.lines.get(), by=clerk)

    assert ActivityLine.objects.exists()


def test_given_ten_or_a_thousand_serials_then_deleting_costs_the_same_statements():
    counts = []
    for many, code in ((10, "SILVER"), (1000, "GREEN")):
        location = pick_location(code)
        chair = ItemFactory(item_tracking_code=serial_code(code))
        serials = [f"{code}{n:04}" for n in range(many)]
        put(location, "B1", chair, serials=serials)
        activity = picked(released_order(chair, many, location, serials=serials))
        by = UserFactory()

        with CaptureQueriesContext(connection) as asked:
            delete_activity(activity=activity, by=by)

        counts.append(len(asked.captured_queries))
    assert counts[0] == counts[1]
    assert set(TrackingLine.objects.filter(outbound=True).values_list("qty_to_handle")) == {(0,)}


# --- the order meanwhile --------------------------------------------------------------------------


@pytest.mark.rule("ITL-162", "ITL-163", "ITL-165", "WHS-169", "WHS-050")
def test_given_a_pick_of_the_line_then_its_tracking_page_is_locked_until_it_is_gone(silver, paint):
    order = released_order(paint, 20, silver, lots={"L1": 20})
    line = order.lines.get()
    assert lock_of(line) is None
    activity = picked(order)

    lock = lock_of(line)

    assert lock is not None
    assert lock.reason == (
        f"Numbers are handled on inventory pick {activity.no}; only Qty. to Handle can be changed here."
    )
    assert lock.url == activity.get_absolute_url()
    delete_activity(activity=activity, by=UserFactory())
    assert lock_of(line) is None


@pytest.mark.rule("ITL-162")
def test_given_an_item_without_warehouse_tracking_then_the_page_stays_open(silver):
    lamp = ItemFactory()
    put(silver, "B1", lamp, 5)
    order = released_order(lamp, 2, silver)
    picked(order)

    assert lock_of(order.lines.get()) is None


@pytest.mark.rule("WHS-049", "ITL-154")
@pytest.mark.parametrize(
    ("field", "caption"),
    [
        ("item", "Item No."),
        ("variant", "Variant Code"),
        ("location", "Location Code"),
        ("unit_of_measure", "Unit of Measure"),
        ("bin", "Bin Code"),
    ],
)
def test_given_a_line_on_a_pick_then_what_it_was_made_from_cannot_change(
    silver, paint, field, caption
):
    order = released_order(paint, 20, silver, lots={"L1": 20})
    activity = picked(order)

    (violation,) = of_the_warehouse(change_of(order, {field}))

    assert str(violation) == (
        f"{order}, line 10000: {caption} cannot be changed, because the line stands on {activity}. Post or "
        "delete that first."
    )
    assert violation.field == field


@pytest.mark.rule("WHS-049")
@pytest.mark.parametrize(("quantity", "passes"), [(19, False), (20, True), (25, True)])
def test_given_a_line_on_a_pick_then_its_quantity_stays_at_what_is_under_way(
    silver, paint, quantity, passes
):
    order = released_order(paint, 30, silver, lots={"L1": 20})
    activity = picked(order)
    activity.lines.filter(lot_no="").delete()

    found = of_the_warehouse(change_of(order, {"quantity_base"}, quantity_base=quantity))

    assert (not found) is passes
    if not passes:
        assert str(found[0]).endswith(
            f"The quantity cannot go below 20 (base units), which is handled or stands on {activity}. Post "
            "or delete that first."
        )


@pytest.mark.rule("ITL-154", "WHS-049")
def test_given_a_line_on_a_pick_then_it_cannot_be_deleted(silver, paint):
    order = released_order(paint, 20, silver, lots={"L1": 20})
    activity = picked(order)

    lines = DocumentLine.objects.filter(document=order)
    found = [str(v) for v in deletion_violations(lines) if v.rule == "ITL-154"]

    assert found == [
        f"{order}, line 10000: The line cannot be deleted, because it stands on {activity}. Post or delete "
        "that first."
    ]


def of_the_warehouse(change) -> list:
    """Other floors guard the line too."""
    return [found for found in change_violations(change) if found.rule == "WHS-049"]


def change_of(order, fields, **values) -> LineChange:
    before, after = order.lines.get(), order.lines.get()
    for name, value in values.items():
        setattr(after, name, value)
    return LineChange(before, after, frozenset(fields))
