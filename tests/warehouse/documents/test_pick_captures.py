"""Serials that units get on their way out, captured on warehouse picks (CAP-026…036, CAP-046)."""

import pytest
from django.db import connection, transaction
from django.db.utils import IntegrityError
from django.test.utils import CaptureQueriesContext

from tests.factories import ItemFactory, UserFactory, add_line, journal, tracked, user_with_role
from tests.tracking.groups.scenes import capturing_code
from tests.warehouse.documents.pick_scenes import (
    lines,
    pick,
    picked,
    picked_location,
    refused,
    register,
    rows_of,
    shipment_of,
)
from tests.warehouse.documents.scenes import handle, post
from tests.warehouse.scenes import bin_of, contents, put
from tracking.models import SerialCapture
from tracking.posting import post_document
from warehouse.capture.services import add_serials
from warehouse.documents.services import delete_document
from warehouse.models import PickedNumber, RegisteredActivity
from warehouse.services.pick_work import autofill
from wms.documents.kinds import EntryType
from wms.inventory.models import WarehouseEmployee
from wms.ledger.models import ItemLedgerEntry

pytestmark = pytest.mark.django_db


@pytest.fixture
def yellow():
    return picked_location()


@pytest.fixture
def sensor(yellow):
    item = ItemFactory(no="HS-100", item_tracking_code=capturing_code())
    put(yellow, "B1", item, 10)
    return item


def captured(activity, *serials):
    """Each line of the pick gets its share of these serials."""
    by = UserFactory()
    left = list(serials)
    for line in activity.lines.order_by("line_no"):
        mine, left = left[: int(line.outstanding)], left[int(line.outstanding) :]
        added = add_serials(line=line, by=by, serials=mine)
        assert not added.refused, [one.text for one in added.refused]
    return activity


def entries() -> list[tuple]:
    """Serial, quantity and document of what was posted since the stock came in."""
    found = ItemLedgerEntry.objects.exclude(document_no__startswith="IJ").order_by("entry_no")
    return [(one.serial_no, one.quantity, one.document_no) for one in found]


def on_hand() -> dict[str, int]:
    found: dict[str, int] = {}
    for one in ItemLedgerEntry.objects.in_inventory():
        found[one.serial_no] = found.get(one.serial_no, 0) + int(one.remaining_quantity)
    return found


@pytest.mark.rule("CAP-026", "CAP-034", "CAP-035", "SET-169", "WHS-069")
def test_units_get_their_serials_as_the_pick_is_registered_and_leave_under_them(yellow, sensor):
    shipment = shipment_of(sensor, 3, yellow)
    activity = picked(shipment)
    assert lines(activity) == [("take", "B1", "", "", 3)]
    assert activity.lines.get().qty_to_handle == 0
    captured(activity, "S1", "S2", "S3")

    registered = register(activity).registered

    pairs = [("", -1, registered.no), ("", -1, registered.no), ("", -1, registered.no)]
    assert sorted(entries()) == [
        *pairs,
        *((serial, 1, registered.no) for serial in ("S1", "S2", "S3")),
    ]
    assert on_hand() == {"": 7, "S1": 1, "S2": 1, "S3": 1}
    assert contents(yellow) == {("B1", "", ""): 7, ("SHIP", "", ""): 3}
    assert rows_of(shipment) == [(serial, "", 1, 1, 0) for serial in ("S1", "S2", "S3")]
    assert SerialCapture.objects.count() == 3
    told = registered.lines.order_by("line_no").values_list("serial_no", "bin__code", "quantity")
    assert list(told) == [
        (serial, place, 1) for serial in ("S1", "S2", "S3") for place in ("B1", "SHIP")
    ]
    post(shipment)
    assert on_hand() == {"": 7}
    assert contents(yellow) == {("B1", "", ""): 7}


@pytest.mark.rule("CAP-027", "CAP-047", "SET-169")
def test_no_unit_is_registered_without_its_serial(yellow, sensor):
    activity = captured(picked(shipment_of(sensor, 3, yellow)), "S1", "S2")
    autofill(activity=activity, by=UserFactory())

    with refused("Item HS-100: 2 serial numbers captured, 3 needed."):
        register(activity)

    assert not RegisteredActivity.objects.exists()
    assert on_hand() == {"": 10}


@pytest.mark.rule("CAP-027", "CAP-047", "WHS-161")
def test_what_is_captured_is_registered_and_the_rest_waits_without_any(yellow, sensor):
    shipment = shipment_of(sensor, 3, yellow)
    activity = captured(picked(shipment), "S1", "S2")

    left = register(activity).activity

    line = left.lines.get()
    assert (line.outstanding, line.qty_to_handle, line.captured.count()) == (1, 0, 0)
    post(shipment)
    register(captured(left, "S3"))
    post(shipment)
    assert on_hand() == {"": 7}


@pytest.mark.rule("CAP-031")
def test_a_serial_that_lies_there_is_taken_as_it_is(yellow, sensor):
    put(yellow, "B1", sensor, serials=["OLD"])
    shipment = shipment_of(sensor, 2, yellow)

    register(captured(picked(shipment), "OLD", "NEW"))

    assert list(SerialCapture.objects.values_list("serial_no", flat=True)) == ["NEW"]
    assert dict(PickedNumber.objects.values_list("serial_no", "is_captured")) == {
        "OLD": False,
        "NEW": True,
    }
    post(shipment)
    assert on_hand() == {"": 9}


@pytest.mark.rule("CAP-038")
def test_serials_that_the_order_states_stand_in_the_list(yellow, sensor):
    shipment = shipment_of(sensor, 2, yellow, serials=["S7", "S8"])

    activity = picked(shipment)

    line = activity.lines.get()
    assert sorted(line.captured.values_list("serial_no", flat=True)) == ["S7", "S8"]
    assert line.qty_to_handle == 2
    register(activity)
    post(shipment)
    assert on_hand() == {"": 8}


@pytest.mark.rule("CAP-046", "WHS-154")
def test_units_of_a_deleted_shipment_are_without_serial_again(yellow, sensor):
    put(yellow, "B1", sensor, serials=["OLD"])
    shipment = shipment_of(sensor, 3, yellow)
    register(captured(picked(shipment), "S1", "S2", "OLD"))

    delete_document(document=shipment, by=UserFactory())

    assert on_hand() == {"": 10, "OLD": 1}
    assert not PickedNumber.objects.exists()
    again = shipment_of(sensor, 1, yellow)
    register(captured(picked(again), "S1"))
    post(again)
    assert on_hand() == {"": 9, "OLD": 1}


@pytest.mark.rule("CAP-036")
def test_a_picked_serial_leaves_with_its_shipment_only(yellow, sensor):
    shipment = shipment_of(sensor, 1, yellow)
    register(captured(picked(shipment), "S1"))
    batch = journal(location=yellow)
    line = add_line(batch, sensor, 1, entry_type=EntryType.NEGATIVE_ADJMT, bin=bin_of(yellow, "B1"))
    tracked(line, "S1")

    with refused(
        f"Serial number S1 of item HS-100 is picked for warehouse shipment {shipment.no}."
    ):
        post_document(document=batch, by=UserFactory())

    post(shipment)
    assert on_hand() == {"": 9}


@pytest.mark.rule("CAP-048")
def test_a_shipment_of_less_names_the_serials_that_go(yellow, sensor):
    shipment = shipment_of(sensor, 2, yellow)
    register(captured(picked(shipment), "S1", "S2"))
    line = shipment.lines.get().source_line
    line.tracking_lines.filter(serial_no="S1").update(qty_to_handle=0)

    post(handle(shipment, 1))

    assert on_hand() == {"": 8, "S1": 1}
    assert list(PickedNumber.objects.values_list("serial_no", flat=True)) == ["S1"]


@pytest.mark.rule("CAP-042", "WHS-065")
def test_what_is_captured_while_packing_is_left_out_with_the_way_out(yellow):
    item = ItemFactory(no="HS-200", item_tracking_code=capturing_code("packing"))
    put(yellow, "B1", item, 2)
    shipment = shipment_of(item, 1, yellow)

    with refused(
        "its serial numbers are captured while packing, and there is no packing station behind a warehouse pick. "
        "Let its tracking dimension group capture them while picking, or ship it from a location without Require "
        "Pick"
    ):
        pick(shipment)


@pytest.mark.rule("CAP-026", "WHS-262")
def test_a_second_lot_is_asked_for_by_what_is_left_of_each(yellow):
    code = capturing_code(code="LOTCAP", specific=("lot",))
    item = ItemFactory(no="HS-300", item_tracking_code=code)
    put(yellow, "B1", item, lots={"L1": 5, "L2": 5})
    shipment = shipment_of(item, 10, yellow, lots={"L1": 5, "L2": 5})
    activity = picked(shipment)
    register(captured(activity, "A1", "A2", "A3"))
    activity.lines.all().delete()
    activity.delete()

    again = picked(shipment)

    assert lines(again) == [("take", "B1", "", "L1", 2), ("take", "B1", "", "L2", 5)]
    register(captured(again, "A4", "A5", *(f"B{n}" for n in range(5))))
    post(shipment)
    assert on_hand() == {}


@pytest.mark.rule("CAP-026", "WHS-156")
def test_the_page_of_the_pick_leads_to_the_list_and_registers(client, yellow, sensor):
    activity = picked(shipment_of(sensor, 2, yellow))
    user = user_with_role("warehouse clerk")
    WarehouseEmployee.objects.create(user=user, location=yellow)
    client.force_login(user)
    assert "0 of 2 serials" in client.get(activity.get_absolute_url()).text
    captured(activity, "S1")

    page = client.get(activity.get_absolute_url()).text

    assert "1 of 2 serials" in page
    assert "lacks a number" not in page
    autofill(activity=activity, by=user)
    assert "1 line lacks a number" in client.get(activity.get_absolute_url()).text


@pytest.mark.rule("WHS-268")
def test_registering_ten_or_two_hundred_captured_serials_costs_the_same(yellow, sensor):
    put(yellow, "B1", sensor, 300)
    counts = []
    for many, letter in ((10, "A"), (200, "B")):
        activity = captured(
            picked(shipment_of(sensor, many, yellow)), *(f"{letter}{n}" for n in range(many))
        )
        by = UserFactory()
        with CaptureQueriesContext(connection) as asked:
            register(activity, by=by)
        counts.append(len(asked))

    assert counts[0] == counts[1]


def test_only_a_serial_can_be_captured(yellow, sensor):
    shipment = shipment_of(sensor, 1, yellow)
    register(captured(picked(shipment), "S1"))

    with (
        pytest.raises(IntegrityError, match="picked_number_captured_is_serial"),
        transaction.atomic(),
    ):
        PickedNumber.objects.update(serial_no="")
