"""What is drawn on a page and thrown away there stays used up (SET-122)."""

from datetime import date
from decimal import Decimal

import pytest

from tests.factories import ItemFactory, NumberSeriesFactory, purchase_order, serial_code
from tracking.services import assignment, rows, sessions

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
