"""Containers of goods with and without numbers, what they hold fast, and what the database refuses."""

from decimal import Decimal

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from tests.factories import (
    ItemFactory,
    UserFactory,
    add_line,
    journal,
    lot_code,
    serial_code,
    tracked,
    transfer_order,
    user_with_role,
)
from tests.tracking.groups.scenes import capturing_code
from tests.warehouse.packing_scenes import (
    PACK_DAY,
    books_are_right,
    closed,
    contents_of,
    opened,
    pack_it,
    packed,
    packing_location,
    refused,
    ship,
    texts,
)
from tests.warehouse.scenes import contents, pick_location, put, released_order
from tracking.groups.services import save_group
from tracking.locks import lock_of
from tracking.models import TrackingDimensionGroup
from tracking.posting import post_document
from warehouse.models import Container, ContainerLine, ContainerScan, WarehouseSetup
from warehouse.packing.services import (
    cancel_container,
    close_container,
    reopen_container,
    unpack,
)
from wms.documents.kinds import EntryType, PurchasingCode
from wms.documents.models import Document
from wms.documents.services.lines import change_line, delete_line
from wms.inventory.models import WarehouseEmployee
from wms.inventory.services.locations import save_location
from wms.ledger.models import ItemLedgerEntry

pytestmark = pytest.mark.django_db


@pytest.fixture
def east():
    return packing_location()


def order_of(item, quantity, location, **values):
    return released_order(item, quantity, location, bin=location.bins.get(code="B1"), **values)


# --- quantities, lots, serials in stock -----------------------------------------------------------


@pytest.mark.rule("PACK-009", "PACK-025")
def test_goods_without_numbers_are_packed_by_quantity_and_shipped(east):
    lamp = ItemFactory(no="LAMP")
    put(east, "B1", lamp, 10)
    order = order_of(lamp, 6, east)
    container = packed(order, east, quantity=2)

    done = pack_it(container, quantity="2.5")
    assert done.words == "Item LAMP: 2.5 packed, 1.5 to pack."
    assert contents_of(container) == [("", "", Decimal("4.5"))]
    assert refused(lambda: pack_it(container, quantity=2)) == (
        "Item LAMP: 1.5 to pack, 2 given. Pack no more than is left."
    )
    close_container(container=container, by=UserFactory())
    ship(order, east)

    line = order.lines.get()
    assert (line.qty_handled_base, line.outstanding_base) == (Decimal("4.5"), Decimal("1.5"))
    assert contents(east) == {("B1", "", ""): Decimal("5.5")}
    assert books_are_right()


@pytest.mark.rule("PACK-009")
@pytest.mark.parametrize("quantity", [0, -1])
def test_no_quantity_and_what_is_not_there_are_refused(east, quantity):
    lamp = ItemFactory(no="LAMP")
    put(east, "B1", lamp, 1)
    container = opened(order_of(lamp, 6, east), east)

    assert "as a number of more than 0" in refused(lambda: pack_it(container, quantity=quantity))
    assert refused(lambda: pack_it(container, quantity=2)) == (
        "Item LAMP: 1 at location EAST and in no container yet, 2 given. Pack less, or take others."
    )


@pytest.mark.rule("PACK-009")
def test_what_another_container_holds_is_not_packed_again(east):
    lamp = ItemFactory(no="LAMP")
    put(east, "B1", lamp, 5)
    packed(order_of(lamp, 4, east), east, quantity=4)
    container = opened(order_of(lamp, 4, east), east)

    assert "1 at location EAST and in no container yet, 2 given" in refused(
        lambda: pack_it(container, quantity=2)
    )


@pytest.mark.rule("PACK-009")
def test_given_an_item_of_no_open_line_then_refused(east):
    lamp = ItemFactory(no="LAMP")
    put(east, "B1", lamp, 5)
    container = packed(order_of(lamp, 2, east), east, quantity=2)

    assert refused(lambda: pack_it(container, quantity=1)) == (
        f"Item LAMP is not among the lines that are still to pack for {container.source}."
    )


@pytest.mark.rule("PACK-011")
def test_the_only_lot_is_filled_in_and_of_several_one_must_be_said(east):
    paint = ItemFactory(no="PAINT", item_tracking_code=lot_code())
    put(east, "B1", paint, lots={"L1": 5})
    container = packed(order_of(paint, 8, east), east, quantity=2)
    put(east, "B1", paint, lots={"L2": 5})

    assert contents_of(container) == [("", "L1", 2)]
    assert refused(lambda: pack_it(container, quantity=1)) == (
        "Item PAINT: several lots can be packed (L1, L2). Scan or choose one first."
    )
    assert refused(lambda: pack_it(container, quantity=1, lot_no="L9")) == (
        f"Lot No. L9 of item PAINT is not to be packed for {container.source}. There: L1, L2. Scan one of "
        "those that are."
    )
    assert "3 at location EAST" in refused(lambda: pack_it(container, quantity=4, lot_no="L1"))
    pack_it(container, quantity=4, lot_no="L2")
    assert contents_of(container) == [("", "L1", 2), ("", "L2", 4)]
    close_container(container=container, by=UserFactory())
    ship(container.source, east)
    assert contents(east) == {("B1", "", "L1"): 3, ("B1", "", "L2"): 1}


@pytest.mark.rule("PACK-011")
def test_only_lots_that_the_order_names_are_packed(east):
    paint = ItemFactory(no="PAINT", item_tracking_code=lot_code())
    put(east, "B1", paint, lots={"L1": 5, "L2": 5})
    container = opened(order_of(paint, 4, east, lots={"L2": 4}), east)

    assert "is not to be packed" in refused(lambda: pack_it(container, quantity=1, lot_no="L1"))
    pack_it(container, quantity=4)

    assert contents_of(container) == [("", "L2", 4)]


@pytest.mark.rule("PACK-012")
def test_a_serial_that_is_followed_is_packed_only_where_it_lies(east):
    chair = ItemFactory(no="CHAIR", item_tracking_code=serial_code())
    put(east, "B1", chair, serials=["S1", "S2"])
    west = pick_location("WEST")
    put(west, "B1", chair, serials=["S8"])
    container = opened(order_of(chair, 2, east), east)

    done = pack_it(container, "S1", "S8", "S9")

    assert contents_of(container) == [("S1", "", 1)]
    assert texts(done) == [
        "Serial number S8 of item CHAIR is on hand at location WEST. Pick it there or use another one.",
        "Serial number S9 of item CHAIR is not on hand at location EAST. In stock there: S1, S2. Scan one "
        "that is there.",
    ]


@pytest.mark.rule("PACK-009", "PACK-012")
def test_given_more_serials_than_are_to_pack_then_the_others_are_refused(east):
    chair = ItemFactory(no="CHAIR", item_tracking_code=serial_code())
    put(east, "B1", chair, serials=["S1", "S2", "S3"])
    container = opened(order_of(chair, 2, east), east)

    done = pack_it(container, "S1", "S2", "S3")

    assert len(contents_of(container)) == 2
    assert texts(done) == ["Item CHAIR: 2 to pack, 3 given. Pack no more than is left."]


@pytest.mark.rule("PACK-012")
def test_serials_of_goods_that_carry_none_are_refused(east):
    lamp = ItemFactory(no="LAMP")
    put(east, "B1", lamp, 5)
    container = opened(order_of(lamp, 2, east), east)

    assert "Item LAMP carries no serial numbers" in refused(lambda: pack_it(container, "S1"))


@pytest.mark.rule("PACK-013", "PACK-025", "PACK-026")
def test_one_container_holds_many_items_and_is_shipped_alone(east):
    chair = ItemFactory(no="CHAIR", item_tracking_code=serial_code())
    paint = ItemFactory(no="PAINT", item_tracking_code=lot_code())
    put(east, "B1", chair, serials=["S1", "S2"])
    put(east, "B1", paint, lots={"L1": 5})
    order = order_of(chair, 2, east)
    add_line(order, paint, 4, bin=east.bins.get())
    container = opened(order, east)
    pack_it(container, "S1", item=chair)
    pack_it(container, item=paint, quantity=4)
    close_container(container=container, by=UserFactory())
    other = closed(order, east, "S2", item=chair)

    done = ship(order, east, containers=[container.pk])

    assert [one.no for one in done.containers] == [container.no]
    assert Container.objects.get(pk=other.pk).status == "closed"
    sold = ItemLedgerEntry.objects.filter(entry_type="sale").order_by("entry_no")
    assert [(e.serial_no, e.lot_no, e.quantity) for e in sold] == [("S1", "", -1), ("", "L1", -4)]
    assert contents(east) == {("B1", "S2", ""): 1, ("B1", "", "L1"): 1}
    assert books_are_right()


@pytest.mark.rule("PACK-025")
def test_quantities_in_other_units_come_back_to_the_order_in_its_unit(east):
    lamp = ItemFactory(no="LAMP")
    put(east, "B1", lamp, 20)
    order = order_of(lamp, 12, east)
    order.lines.update(quantity=3, qty_per_unit=4, qty_to_handle=3)
    closed(order, east, quantity=4)

    ship(order, east)

    line = order.lines.get()
    assert (line.qty_handled, line.qty_handled_base, line.outstanding) == (1, 4, 2)


@pytest.mark.rule("CAP-052", "CAP-037", "PACK-025")
def test_transfer_orders_are_packed_too_and_serials_arrive_unchanged(east):
    item = ItemFactory(no="HS-200", item_tracking_code=capturing_code("packing"))
    put(east, "B1", item, 3)
    order = transfer_order(item, 2, location=east, line={"bin": east.bins.get()})
    closed(order, east, "B1")

    ship(order, east)

    transit = ItemLedgerEntry.objects.in_inventory().filter(location=order.in_transit)
    assert [(e.serial_no, e.remaining_quantity) for e in transit] == [("B1", 1)]
    assert contents(east) == {("B1", "", ""): 2}
    assert books_are_right()


@pytest.mark.rule("PACK-025")
def test_a_direct_transfer_is_packed_nowhere_and_posts_by_itself(east):
    lamp = ItemFactory(no="LAMP")
    put(east, "B1", lamp, 5)
    order = transfer_order(
        lamp, 2, location=east, direct_transfer=True, line={"bin": east.bins.get()}
    )

    assert "Nothing on it is packed" in refused(lambda: opened(order, east))
    post_document(document=order, by=UserFactory())

    assert contents(east) == {("B1", "", ""): 3}


@pytest.mark.rule("PACK-025", "WHS-046")
def test_a_drop_shipment_is_packed_nowhere(east):
    order = order_of(ItemFactory(no="LAMP"), 2, east)
    order.lines.update(purchasing_code=PurchasingCode.DROP_SHIPMENT)

    assert "Nothing on it is packed" in refused(lambda: opened(order, east))


# --- the life of a container ----------------------------------------------------------------------


@pytest.mark.rule("PACK-016", "PACK-018")
def test_a_container_is_closed_reopened_emptied_and_cancelled(east):
    lamp = ItemFactory(no="LAMP")
    put(east, "B1", lamp, 5)
    order = order_of(lamp, 2, east)
    by = UserFactory()
    container = opened(order, east)

    assert refused(lambda: close_container(container=container, by=by)) == (
        f"Container {container.no} is empty. Pack something, or cancel it."
    )
    pack_it(container, quantity=2)
    assert "is not empty, so it cannot be cancelled" in refused(
        lambda: cancel_container(container=container, by=by)
    )
    done = close_container(container=container, by=by)
    assert (done.status, done.closed_by) == ("closed", by)
    row = container.lines.get()
    assert refused(lambda: pack_it(container, quantity=1)) == (
        f"Container {container.no} is closed. Reopen it first."
    )
    assert "is closed. Reopen it first." in refused(lambda: unpack(line=row, by=by, on=PACK_DAY))
    assert reopen_container(container=container, by=by).closed_by is None
    assert unpack(line=row, by=by, on=PACK_DAY, quantity=Decimal(1)) == (
        f"1 of item LAMP is out of container {container.no}."
    )
    assert refused(lambda: unpack(line=row, by=by, on=PACK_DAY, quantity=Decimal(2))) == (
        f"Container {container.no} holds 1 of item LAMP, not 2. Take out no more than that."
    )
    unpack(line=row, by=by, on=PACK_DAY)
    assert refused(lambda: unpack(line=row, by=by, on=PACK_DAY)) == (
        f"Item LAMP is not in container {container.no}."
    )
    assert cancel_container(container=container, by=by).status == "cancelled"
    assert "is cancelled." in refused(lambda: pack_it(container, quantity=1))


@pytest.mark.rule("PACK-018")
def test_a_shipped_container_stays_as_it_is(east):
    lamp = ItemFactory(no="LAMP")
    put(east, "B1", lamp, 5)
    order = order_of(lamp, 2, east)
    container = closed(order, east, quantity=2)
    ship(order, east)
    by = UserFactory()

    for work in (
        lambda: reopen_container(container=container, by=by),
        lambda: cancel_container(container=container, by=by),
        lambda: close_container(container=container, by=by),
        lambda: unpack(line=container.lines.get(), by=by, on=PACK_DAY),
    ):
        assert f"Container {container.no} is shipped." in refused(work)


@pytest.mark.rule("PACK-008")
def test_given_nothing_to_pack_then_no_container_is_opened(east):
    west = pick_location("WEST")
    lamp = ItemFactory(no="LAMP")
    order = released_order(lamp, 2, west)

    assert refused(lambda: opened(order, west)).startswith(
        f"{order}: Nothing on it is packed at location WEST"
    )


@pytest.mark.rule("PACK-001")
def test_given_no_series_then_the_setup_is_named(east):
    WarehouseSetup.objects.update(container_nos=None)
    order = order_of(ItemFactory(), 2, east)

    assert refused(lambda: opened(order, east)) == (
        "Container Nos. is blank in Warehouse Setup. Name the number series there."
    )


@pytest.mark.rule("WHS-048")
def test_only_released_orders_are_packed_and_shipped(east):
    lamp = ItemFactory(no="LAMP")
    put(east, "B1", lamp, 5)
    order = order_of(lamp, 2, east)
    container = closed(order, east, quantity=1)
    Document.objects.filter(pk=order.pk).update(status="open")

    for work in (
        lambda: opened(order, east),
        lambda: pack_it(reopen_container(container=container, by=UserFactory()), quantity=1),
        lambda: ship(order, east, closed_only=True),
    ):
        assert "Its status is open. Release it first" in refused(work)


@pytest.mark.rule("PACK-006", "WHS-255")
def test_who_does_not_work_at_the_location_packs_nothing(east):
    lamp = ItemFactory(no="LAMP")
    put(east, "B1", lamp, 5)
    order = order_of(lamp, 2, east)
    container = packed(order, east, quantity=1)
    clerk = user_with_role("warehouse clerk", username="bob")
    text = "User bob is not a warehouse employee of location EAST."

    for work in (
        lambda: opened(order, east, by=clerk),
        lambda: pack_it(container, quantity=1, by=clerk),
        lambda: unpack(line=container.lines.get(), by=clerk, on=PACK_DAY),
        lambda: close_container(container=container, by=clerk),
    ):
        assert text in refused(work)
    WarehouseEmployee.objects.create(user=clerk, location=east)
    pack_it(container, quantity=1, by=clerk)


@pytest.mark.rule("SCAN-020")
def test_a_scan_that_is_sent_again_counts_once(east):
    lamp = ItemFactory(no="LAMP")
    put(east, "B1", lamp, 5)
    container = opened(order_of(lamp, 5, east), east)

    first = pack_it(container, quantity=1, key="k1")
    again = pack_it(container, quantity=1, key="k1")
    pack_it(container, quantity=1, key="k2")

    assert (again.was_packed_before, again.words) == (True, first.words)
    assert contents_of(container) == [("", "", 2)]


@pytest.mark.rule("POST-171", "PACK-025")
def test_shipping_sent_twice_posts_once(east):
    lamp = ItemFactory(no="LAMP")
    put(east, "B1", lamp, 5)
    order = order_of(lamp, 5, east)
    closed(order, east, quantity=2)

    first = ship(order, east, request_key="k1")
    again = ship(order, east, request_key="k1")

    assert again.was_posted_before
    assert again.posted_document == first.posted_document
    assert "No closed container of it stands at location EAST" in refused(lambda: ship(order, east))
    other = order_of(lamp, 1, east)
    assert "k1" not in refused(lambda: ship(other, east, request_key="k1"))


# --- what packed goods hold fast ------------------------------------------------------------------


@pytest.mark.rule("PACK-025")
def test_an_order_at_a_packing_location_is_not_shipped_past_the_station(east):
    lamp = ItemFactory(no="LAMP")
    put(east, "B1", lamp, 5)
    order = order_of(lamp, 2, east)
    closed(order, east, quantity=2)

    text = refused(lambda: post_document(document=order, by=UserFactory()))

    assert text == (
        f"{order}, line 10000: Item LAMP cannot be posted from here, because location EAST has Require "
        "Packing. Pack it at the packing station, and ship its container there."
    )


@pytest.mark.rule("CAP-036")
def test_a_packed_serial_is_bound_to_its_order(east):
    item = ItemFactory(no="HS-200", item_tracking_code=capturing_code("packing"))
    put(east, "B1", item, 3)
    container = packed(order_of(item, 1, east), east, "B1")
    batch = journal(location=east)
    line = add_line(batch, item, 1, entry_type=EntryType.NEGATIVE_ADJMT, bin=east.bins.get())
    tracked(line, "B1")

    text = refused(lambda: post_document(document=batch, by=UserFactory()))

    assert (
        f"Serial number B1 of item HS-200 is packed in container {container.no} for {container.source}."
        in text
    )


@pytest.mark.rule("CAP-036", "WHS-049", "ITL-154", "ITL-162")
def test_a_line_that_is_packed_keeps_its_quantity_and_numbers(east):
    lamp = ItemFactory(no="LAMP")
    put(east, "B1", lamp, 5)
    order = order_of(lamp, 4, east)
    container = packed(order, east, quantity=3)
    Document.objects.filter(pk=order.pk).update(status="open")
    line, by = order.lines.get(), UserFactory()

    assert f"cannot go below 3 (base units), which is handled or stands on {container}" in refused(
        lambda: change_line(line=line, by=by, quantity=Decimal(2))
    )
    assert f"Location Code cannot be changed, because the line stands on {container}" in refused(
        lambda: change_line(line=line, by=by, location=pick_location("WEST"), bin=None)
    )
    assert f"because it stands on {container}" in refused(lambda: delete_line(line=line, by=by))
    lock = lock_of(line)
    assert lock.reason == (
        f"Numbers are packed in container {container.no}; only Qty. to Handle can be changed here."
    )
    change_line(line=line, by=by, quantity=Decimal(3))


@pytest.mark.rule("PACK-003")
def test_packing_and_inventory_picks_exclude_each_other():
    east = packing_location()
    east.require_pick = True

    assert "Require Packing cannot be on together with Require Pick" in refused(
        lambda: save_location(location=east)
    )


@pytest.mark.rule("SET-134")
@pytest.mark.parametrize("name", ["require_packing", "require_shipment", "bin_mandatory"])
def test_a_location_keeps_its_policy_while_a_container_stands_there(east, name):
    lamp = ItemFactory(no="LAMP")
    put(east, "B1", lamp, 5)
    container = packed(order_of(lamp, 4, east), east, quantity=3)
    setattr(east, name, not getattr(east, name))

    assert f"cannot be changed: {container} is not shipped yet." in refused(
        lambda: save_location(location=east)
    )


@pytest.mark.rule("CAP-015")
def test_given_goods_in_a_container_then_packing_does_not_become_picking(east):
    item = ItemFactory(no="HS-200", item_tracking_code=capturing_code("packing"))
    put(east, "B1", item, 3)
    order = order_of(item, 1, east)
    container = packed(order, east, "B1")
    group = TrackingDimensionGroup.objects.get()
    group.capture_serial_no = "picking"

    assert f"item HS-200 is packed in {container}" in refused(lambda: save_group(group=group))


# --- what the database refuses, whoever goes around the services ----------------------------------


def broken(work) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        work()


@pytest.mark.rule("CAP-033", "PACK-001", "PACK-018")
def test_the_database_keeps_containers_in_order(east):
    item = ItemFactory(no="HS-200", item_tracking_code=capturing_code("packing"))
    put(east, "B1", item, 5)
    order = order_of(item, 3, east)
    first, second = packed(order, east, "B1"), packed(order, east, "B2")
    rows, same = ContainerLine.objects, Container.objects.filter(pk=first.pk)

    for changes in (
        {"quantity": 0},
        {"quantity": 2},
        {"serial_no": ""},  # captured without serial
        {"serial_no": "B2"},  # in two containers
    ):
        broken(lambda changes=changes: rows.filter(container=first).update(**changes))
    for changes in (
        {"status": "closed"},
        {"status": "shipped", "closed_by": UserFactory(), "closed_at": timezone.now()},
        {"closed_at": timezone.now()},
        {"no": second.no},
    ):
        broken(lambda changes=changes: same.update(**changes))
    ContainerScan.objects.create(container=first, key="k", words="")
    broken(lambda: ContainerScan.objects.create(container=first, key="k", words=""))
    broken(lambda: ContainerScan.objects.create(container=first, key="", words=""))
