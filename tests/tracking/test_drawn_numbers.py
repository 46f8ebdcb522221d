"""What is drawn on a page stays used up (SET-122), and passes over what stands on open picks (SET-124)."""

from datetime import date
from decimal import Decimal

import pytest

from tests.factories import (
    ItemFactory,
    NumberSeriesFactory,
    UserFactory,
    code_with,
    purchase_order,
    serial_code,
)
from tests.warehouse.scenes import pick_location, put, released_order
from tracking.services import assignment, rows, sessions
from warehouse.models import CapturedSerial
from warehouse.services.pick_creation import create_inventory_pick

pytestmark = pytest.mark.django_db
JAN_2 = date(2026, 1, 2)


def assigned(session, quantity):
    return assignment.assign_serial_numbers(
        session=session, by=session.user, on=JAN_2, quantity=Decimal(quantity)
    )


@pytest.mark.rule("SET-122")
@pytest.mark.parametrize(
    "throw_away",
    [
        lambda session: rows.delete_rows(session=session, row_ids=None),
        lambda session: sessions.discard(session),
    ],
)
def test_numbers_thrown_away_on_the_page_are_not_returned_to_the_series(opened, throw_away):
    series = NumberSeriesFactory(code="SN", first="S01")
    order = purchase_order(ItemFactory(item_tracking_code=serial_code(), serial_nos=series), 4)
    session = opened(order)
    assert assigned(session, 2) == ["S01", "S02"]

    throw_away(session)

    assert series.lines.get().last_no_used == "S02"
    assert assigned(opened(order), 2) == ["S03", "S04"]


@pytest.mark.rule("SET-124")
def test_serials_on_an_open_pick_are_passed_over_typed_or_captured(opened):
    code = code_with("SNSALES", sn_sales_outbound_tracking=True)
    series = NumberSeriesFactory(code="SN", first="S01")
    item = ItemFactory(item_tracking_code=code, serial_nos=series)
    location, user = pick_location(), UserFactory()
    put(location, "B1", item, 5)
    pick = create_inventory_pick(document=released_order(item, 1, location), by=user)
    line = pick.lines.get()
    pick.lines.update(serial_no="S01")
    CapturedSerial.objects.create(
        line=line, item=item, variant=line.variant, serial_no="S02", captured_by=user
    )

    assert assigned(opened(purchase_order(item, 2)), 2) == ["S03", "S04"]


@pytest.mark.rule("SET-124")
def test_a_lot_on_an_open_pick_is_passed_over_for_its_own_item_only(opened):
    code = code_with("LOTSALES", lot_sales_outbound_tracking=True)
    item, other = (
        ItemFactory(
            item_tracking_code=code, lot_nos=NumberSeriesFactory(code=f"LOT{no}", first="L01")
        )
        for no in "AB"
    )
    location, user = pick_location(), UserFactory()
    put(location, "B1", item, 5)
    pick = create_inventory_pick(document=released_order(item, 1, location), by=user)
    pick.lines.update(lot_no="L01")

    def lot(of) -> str:
        session = opened(purchase_order(of, 2))
        return assignment.assign_lot_number(session=session, by=user, on=JAN_2, selected=None)

    assert lot(item) == "L02"
    assert lot(other) == "L01"
