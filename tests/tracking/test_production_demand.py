"""What a production consumes is asked for once, wherever it is looked at (ITL-195)."""

from decimal import Decimal

import pytest
from django.urls import reverse

from tests.factories import (
    ItemFactory,
    journal,
    lot_code,
    sales_order,
    serial_code,
    tracked,
    user_with_role,
)
from tests.tracking.posting.desk import lot, post, serial
from tests.tracking.posting.making import assembly, line, production
from tests.tracking.stock import in_stock
from tracking.page import read_page
from tracking.selectors import figures
from tracking.services import rows, sessions
from wms.core.errors import Refused
from wms.documents.kinds import KINDS, DocumentKind, EntryType
from wms.documents.models import DocumentLine
from wms.documents.services import add_line

pytestmark = pytest.mark.django_db


@pytest.fixture
def seal():
    item = ItemFactory(no="SEAL", item_tracking_code=lot_code())
    in_stock(item, 10, lot_no="A")
    return item


@pytest.fixture
def order():
    """One pump is made."""
    pump = ItemFactory(no="PUMP", item_tracking_code=serial_code())
    order = production(no="MO1")
    line(order, pump, 1, serial("S1"))
    return order


def consuming(order, seal, *numbers):
    return line(order, seal, 4, *numbers)


def opened(component):
    return sessions.open_page(component, component.document.created_by)


def shown(session):
    """(total, requested, of it by this line, pending, available) of lot A on this page."""
    found = figures.figures_of_row(read_page(session.pk), session.rows.get(lot_no="A"))
    return found.total, found.requested, found.current_requested, found.pending, found.available


def behind(session, figure):
    """(sum, how many) of the rows that the figure opens."""
    page = read_page(session.pk)
    row = figures.figures_of_row(page, session.rows.get(lot_no="A"))
    found = figures.behind(page, row.numbers, figure)
    return found.sum, found.count


def with_lot_a(session, quantity):
    rows.add_row(session=session, by=session.user, lot_no="A", quantity=Decimal(quantity))
    return session


def elsewhere(seal):
    """The page of a sale that wants one of the lot."""
    sale = sales_order(seal, 1).lines.get()
    tracked(sale, lot_no="A", quantity=1)
    return opened(sale)


@pytest.mark.rule("ITL-195", "ITL-196")
def test_consumption_is_pending_on_its_own_page_until_it_is_saved(order, seal):
    session = with_lot_a(opened(consuming(order, seal)), 4)

    assert shown(session) == (10, 0, 0, 4, 6)
    assert shown(elsewhere(seal)) == (10, 1, 1, 0, 9)
    assert behind(session, "pending") == (4, 1)


@pytest.mark.rule("ITL-195", "ITL-196")
def test_saved_consumption_counts_once_on_its_own_page(order, seal):
    component = consuming(order, seal, lot("A", 4))

    session = opened(component)

    assert shown(session) == (10, 4, 4, 0, 6)
    assert behind(session, "requested") == behind(session, "current_requested") == (4, 1)


@pytest.mark.rule("ITL-195", "ITL-196")
def test_saved_consumption_counts_once_on_the_page_of_another_line(order, seal):
    consuming(order, seal, lot("A", 4))

    session = elsewhere(seal)

    assert shown(session) == (10, 5, 1, 0, 5)
    assert behind(session, "requested") == (5, 2)


@pytest.mark.rule("ITL-195", "ITL-193")
def test_what_is_consumed_already_is_asked_for_no_more(order, seal):
    component = consuming(order, seal, lot("A", 4))
    component.document.lines.filter(pk=component.pk).update(qty_to_handle=1, qty_to_handle_base=1)
    component.tracking_lines.update(qty_to_handle=1)
    post(order)

    own, other = opened(DocumentLine.objects.get(pk=component.pk)), elsewhere(seal)

    assert shown(own)[:2] == (9, 3)
    assert shown(other) == (9, 4, 1, 0, 5)
    assert behind(other, "requested") == (4, 2)


@pytest.mark.rule("ITL-195", "ITL-197")
def test_output_that_is_still_to_come_counts_nowhere(order, seal):
    line(order, seal, 6, lot("A", 6), entry_type="output")

    assert shown(elsewhere(seal)) == (10, 1, 1, 0, 9)


@pytest.mark.rule("ITL-195")
def test_components_of_an_assembly_count_once_as_well(seal):
    kit = assembly(no="AO1")
    line(kit, ItemFactory(no="KIT", item_tracking_code=serial_code()), 1, serial("K1"))
    consuming(kit, seal, lot("A", 4))

    assert shown(elsewhere(seal)) == (10, 5, 1, 0, 5)


@pytest.mark.rule("ITL-195")
def test_no_journal_can_ask_for_a_component_a_second_time(seal):
    consumers = {
        kind
        for kind, row in KINDS.items()
        if {EntryType.CONSUMPTION, EntryType.OUTPUT} & set(row.line_entry_types)
    }
    batch = journal()

    with pytest.raises(Refused) as refused:
        add_line(
            document=batch,
            by=batch.created_by,
            item=seal,
            quantity=Decimal(4),
            entry_type="consumption",
        )

    assert consumers == {DocumentKind.PRODUCTION_ORDER}
    assert "Entry Type" in str(refused.value)


@pytest.mark.rule("ITL-195", "ITL-203")
def test_the_figure_opens_the_one_row_of_the_order(client, order, seal):
    consuming(order, seal, lot("A", 4))
    sale = sales_order(seal, 1).lines.get()
    tracked(sale, lot_no="A", quantity=1)
    mine = sessions.open_page(sale, user_with_role("administrator"))
    client.force_login(mine.user)
    url = reverse("tracking_row_figures", args=[mine.line_id, mine.rows.get().pk])

    behind = client.get(url, {"figure": "requested"}).context["behind"]

    assert sum("MO1" in row.name for row in behind.rows) == 1
