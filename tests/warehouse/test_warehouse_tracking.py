"""Whether the warehouse carries a kind of number is a switch of the code (SET-049)."""

import pytest

from tests.factories import ItemFactory, UserFactory, lot_code
from tests.warehouse.scenes import pick_location, put, released_order
from tracking.codes.services import save_tracking_code
from warehouse.models import WarehouseEntry
from warehouse.services.pick_creation import create_inventory_pick
from warehouse.services.pick_work import change_line
from wms.core.errors import Refused

pytestmark = pytest.mark.django_db


def paint_with(*, warehouse_tracking: bool):
    code = lot_code()
    code.lot_warehouse_tracking = warehouse_tracking
    save_tracking_code(code=code)
    return ItemFactory(no="PAINT", item_tracking_code=code)


def picked(item, location, **numbers):
    order = released_order(item, 5, location, **numbers)
    return create_inventory_pick(document=order, by=UserFactory())


@pytest.mark.rule("SET-049")
def test_given_warehouse_tracking_then_bins_and_pick_lines_carry_the_lot():
    silver = pick_location()
    paint = paint_with(warehouse_tracking=True)
    put(silver, "B1", paint, lots={"L1": 5})
    put(silver, "B2", paint, lots={"L2": 5})

    activity = picked(paint, silver, lots={"L2": 5})

    assert set(WarehouseEntry.objects.values_list("bin__code", "lot_no")) == {
        ("B1", "L1"),
        ("B2", "L2"),
    }
    assert [(line.bin.code, line.lot_no) for line in activity.lines.all()] == [("B2", "L2")]


@pytest.mark.rule("SET-049")
def test_given_none_then_bins_and_pick_lines_carry_no_lot_and_the_order_states_it():
    silver = pick_location()
    paint = paint_with(warehouse_tracking=False)
    put(silver, "B1", paint, lots={"L1": 5})

    activity = picked(paint, silver, lots={"L1": 5})

    assert set(WarehouseEntry.objects.values_list("bin__code", "lot_no")) == {("B1", "")}
    line = activity.lines.get()
    assert (line.bin.code, line.lot_no) == ("B1", "")
    with pytest.raises(Refused) as refusal:
        change_line(line=line, by=UserFactory(), lot_no="L1")
    assert str(refusal.value).endswith(
        "Lot No. L1 cannot be entered: item PAINT has Lot Warehouse Tracking off. Leave Lot No. blank."
    )
