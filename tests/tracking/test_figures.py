"""Each availability figure opens exactly the rows it sums (ITL-198…203)."""

from datetime import date
from decimal import Decimal

import pytest
from django.urls import reverse

from tests.factories import (
    BinFactory,
    ItemFactory,
    LocationFactory,
    lot_code,
    sales_order,
    tracked,
    user_with_role,
)
from tests.tracking.stock import in_stock
from tracking.page import read_page
from tracking.reservations import services as reservations
from tracking.selectors import figures
from tracking.services import rows, sessions
from warehouse.models import WarehouseEntry

pytestmark = pytest.mark.django_db


@pytest.fixture
def situation():
    """Lot L1: 6 and 4 in stock, 3 in the bin; another order asks 3 and parks 1 of L1; this line saved 2 and
    its page asks 5; a third line holds 4 without number and this one 2 with it."""
    location = LocationFactory(bin_mandatory=True)
    shelf = BinFactory(location=location, code="A")
    wine = ItemFactory(no="WINE", item_tracking_code=lot_code())
    in_stock(wine, 6, lot_no="L1")
    in_stock(wine, 4, lot_no="L1")
    in_stock(wine, 9, lot_no="L2")
    WarehouseEntry.objects.create(
        entry_type="positive_adjmt",
        registering_date=date(2026, 1, 1),
        location=location,
        bin=shelf,
        item=wine,
        variant=wine.variants.get(),
        quantity=Decimal(3),
        lot_no="L1",
    )
    asking = sales_order(wine, 3).lines.get()
    tracked(asking, lot_no="L1", quantity=3)
    parking = sales_order(wine, 1).lines.get()
    tracked(parking, lot_no="L1", quantity=1, qty_to_handle=0)
    line = sales_order(wine, 20, line={"bin": shelf}).lines.get()
    tracked(line, lot_no="L1", quantity=2)
    by = line.document.created_by
    reservations.reserve(line=line, by=by, quantity=Decimal(2), numbers=("L1",))
    reservations.reserve(line=sales_order(wine, 4).lines.get(), by=by)
    session = sessions.open_page(line, by)
    row = session.rows.get()
    rows.change_row(session=session, row_id=row.pk, by=by, quantity=Decimal(5))
    return session


EXPECTED = {
    "total": (10, 2),
    "requested": (5, 2),
    "current_requested": (2, 1),
    "pending": (3, 1),
    "parked": (1, 1),
    "reserved": (6, 2),
    "current_reserved": (2, 1),
    "non_specific_reserved": (4, 1),
    "bin_content": (3, 1),
}


@pytest.mark.rule("ITL-198", "ITL-199", "ITL-203")
@pytest.mark.parametrize("figure", EXPECTED)
def test_the_rows_behind_a_figure_make_up_the_figure(situation, figure):
    page = read_page(situation.pk)
    shown = figures.figures_of_row(page, situation.rows.get())

    behind = figures.behind(page, shown.numbers, figure)

    assert (getattr(shown, figure), behind.count) == EXPECTED[figure]
    assert behind.sum == getattr(shown, figure)


@pytest.mark.rule("ITL-198", "ITL-196")
def test_what_is_reserved_is_no_part_of_what_is_available(situation):
    shown = figures.figures_of_row(read_page(situation.pk), situation.rows.get())

    assert shown.available == 10 - 5 - 3


@pytest.mark.rule("ITL-198")
def test_reserved_figures_stay_away_where_nothing_is_reserved():
    wine = ItemFactory(item_tracking_code=lot_code())
    in_stock(wine, 6, lot_no="L1")
    line = sales_order(wine, 2).lines.get()
    tracked(line, lot_no="L1", quantity=2)
    session = sessions.open_page(line, line.document.created_by)

    shown = figures.figures_of_row(read_page(session.pk), session.rows.get())

    assert [name for name, *_ in shown.shown()] == [
        "total",
        "requested",
        "current_requested",
        "pending",
        "parked",
    ]


@pytest.mark.rule("ITL-203", "ITL-031")
@pytest.mark.parametrize("figure", [*EXPECTED, "", "nonsense"])
@pytest.mark.parametrize("headers", [{}, {"HX-Request": "true"}], ids=["plain", "htmx"])
def test_each_figure_is_a_link_to_its_rows(client, situation, figure, headers):
    client.force_login(situation.user)
    row = situation.rows.get()
    url = reverse("tracking_row_figures", args=[situation.line_id, row.pk])

    answer = client.get(url, {"figure": figure}, headers=headers)

    text = answer.content.decode()
    assert answer.status_code == 200
    assert all(f"?figure={name}" in text for name in EXPECTED)
    if figure in EXPECTED:
        caption = figures.CAPTIONS[figure]
        assert f"{caption} now: {EXPECTED[figure][0]}" in text


def test_who_may_not_see_the_order_sees_no_figures(client, situation):
    client.force_login(user_with_role("purchaser"))
    url = reverse("tracking_row_figures", args=[situation.line_id, situation.rows.get().pk])

    assert client.get(url, {"figure": "total"}).status_code == 403
