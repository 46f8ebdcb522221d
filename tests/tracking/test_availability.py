"""Availability of numbers: the figures, and the worked examples of rule book 02, section 13."""

from datetime import date
from decimal import Decimal

import pytest

from tests.factories import (
    BinFactory,
    ItemFactory,
    LocationFactory,
    add_line,
    code_with,
    journal,
    lot_code,
    purchase_order,
    sales_order,
    serial_code,
    tracked,
)
from tests.tracking.stock import in_stock, many_in_stock
from tracking import availability
from tracking.availability import Combination, Scope
from tracking.models import NumberInformation, TrackingSession
from tracking.page import read_page
from tracking.selectors import entries, judgement
from tracking.services import rows, sessions
from warehouse.models import WarehouseEntry
from wms.documents.kinds import EntryType
from wms.documents.models import DocumentLine

pytestmark = pytest.mark.django_db


@pytest.fixture
def wine():
    return ItemFactory(no="WINE", item_tracking_code=lot_code())


def open_for(line: DocumentLine) -> TrackingSession:
    return sessions.open_page(line, line.document.created_by)


def figures_of(session, **numbers):
    """Total, requested, pending and available of a number, and whether its row is warned about."""
    page = read_page(session)
    figure = session.figures.get(**numbers)
    asked = sum((row.outstanding for row in page.rows.filter(**numbers) if row.qty_to_handle), 0)
    pending = asked - figure.current_requested
    available = figure.total - figure.requested - pending
    warned = judgement.short_rows(page).filter(**numbers).exists()
    return figure.total, figure.requested, pending, available, "warning" if warned else "ok"


def situation_a(wine):
    """Open entries 6 + 4; another order asks 3; this line saved 2."""
    in_stock(wine, 6, lot_no="L1")
    in_stock(wine, 4, lot_no="L1")
    other = sales_order(wine, 3)
    tracked(other.lines.get(), lot_no="L1", quantity=3)
    order = sales_order(wine, 20)
    tracked(order.lines.get(), lot_no="L1", quantity=2)
    return order.lines.get(), other.lines.get()


def set_quantity(session, quantity, **numbers):
    row = session.rows.get(**numbers)
    rows.change_row(session=session, row_id=row.pk, by=session.user, quantity=Decimal(quantity))


@pytest.mark.rule("ITL-189", "ITL-190", "ITL-193", "ITL-194", "ITL-196", "ITL-207", "ITL-214")
@pytest.mark.parametrize(
    ("quantity", "expected"),
    [
        pytest.param(None, (10, 5, 0, 5, "ok"), id="a: untouched"),
        pytest.param(5, (10, 5, 3, 2, "ok"), id="b: changed to 5"),
        pytest.param(7, (10, 5, 5, 0, "ok"), id="c: takes the last piece"),
        pytest.param(8, (10, 5, 6, -1, "warning"), id="d: one too many"),
    ],
)
def test_given_a_row_of_two_when_it_is_changed_then_the_figures_follow(wine, quantity, expected):
    line, _ = situation_a(wine)
    session = open_for(line)

    if quantity is not None:
        set_quantity(session, quantity, lot_no="L1")

    assert figures_of(session, lot_no="L1") == expected


@pytest.mark.rule("ITL-194", "ITL-214")
def test_given_a_saved_row_when_it_is_deleted_then_what_it_asked_for_is_free_again(wine):
    line, _ = situation_a(wine)
    session = open_for(line)

    rows.delete_rows(session=session, row_ids=[session.rows.get().pk])

    assert figures_of(session, lot_no="L1") == (10, 5, -2, 7, "ok")


@pytest.mark.rule("ITL-192", "ITL-205", "ITL-214")
def test_given_another_order_parks_its_row_when_refreshed_then_it_is_no_longer_requested(wine):
    line, other = situation_a(wine)
    session = open_for(line)
    set_quantity(session, 8, lot_no="L1")
    other.tracking_lines.update(qty_to_handle=0)

    sessions.refresh(session)

    assert figures_of(session, lot_no="L1") == (10, 2, 6, 2, "ok")
    assert session.figures.get().parked == 3


@pytest.mark.rule("ITL-204", "ITL-205", "ITL-214")
def test_given_stock_leaves_meanwhile_when_not_refreshed_then_the_old_figures_stand(wine):
    line, _ = situation_a(wine)
    session = open_for(line)
    set_quantity(session, 8, lot_no="L1")
    wine.ledger_entries.filter(quantity=4).update(remaining_quantity=0)

    before = figures_of(session, lot_no="L1")
    refreshed = sessions.refresh(session)

    assert before == (10, 5, 6, -1, "warning")
    assert figures_of(session, lot_no="L1") == (6, 5, 6, -5, "warning")
    assert refreshed.change_count == 1
    assert refreshed.warning_count == 1
    (change,) = refreshed.changes
    assert (change.combination.lot_no, change.before.total, change.after.total) == ("L1", 10, 6)
    assert session.rows.get().quantity == 8


@pytest.mark.rule("ITL-197", "ITL-214")
def test_given_a_purchase_order_brings_more_when_not_received_then_it_does_not_count(wine):
    line, _ = situation_a(wine)
    purchase = purchase_order(wine, 20)
    tracked(purchase.lines.get(), lot_no="L1", quantity=20)

    session = open_for(line)

    assert figures_of(session, lot_no="L1") == (10, 5, 0, 5, "ok")


@pytest.mark.rule("ITL-190", "ITL-214")
def test_given_a_line_posted_partly_when_opened_then_only_what_is_open_is_requested(wine):
    in_stock(wine, 10, lot_no="L1", remaining=8)
    other = sales_order(wine, 3)
    tracked(other.lines.get(), lot_no="L1", quantity=3)
    order = sales_order(wine, 5)
    tracked(order.lines.get(), lot_no="L1", quantity=5, qty_handled=2)

    session = open_for(order.lines.get())

    assert figures_of(session, lot_no="L1") == (8, 6, 0, 2, "ok")


@pytest.mark.rule("ITL-207", "ITL-214")
def test_given_a_lot_unknown_here_when_one_is_taken_then_the_row_is_warned_about(wine):
    order = sales_order(wine, 5)
    session = open_for(order.lines.get())

    rows.add_row(session=session, by=session.user, lot_no="L9", quantity=Decimal(1))

    assert [row.lot_no for row in judgement.short_rows(read_page(session))] == ["L9"]
    figure = availability.figure_of(Scope.of(order.lines.get()), Combination(lot_no="L9"))
    assert (figure.total, figure.requested, figure.available(pending=Decimal(1))) == (0, 0, -1)


@pytest.mark.rule("ITL-214", "ITL-212")
def test_given_a_serial_saved_on_another_order_when_it_is_taken_here_too_then_only_this_page_warns():
    chair = ItemFactory(no="1900-S", item_tracking_code=serial_code())
    in_stock(chair, serial_no="S1")
    other = sales_order(chair, 1)
    tracked(other.lines.get(), "S1")
    other_page = open_for(other.lines.get())
    order = sales_order(chair, 1)
    session = open_for(order.lines.get())

    rows.add_row(session=session, by=session.user, serial_no="S1")

    assert figures_of(session, serial_no="S1") == (1, 1, 1, -1, "warning")
    assert figures_of(other_page, serial_no="S1") == (1, 1, 0, 0, "ok")


@pytest.mark.rule("ITL-207", "ITL-214")
def test_given_this_page_was_saved_when_the_other_refreshes_then_it_warns_as_well():
    chair = ItemFactory(no="1900-S", item_tracking_code=serial_code())
    in_stock(chair, serial_no="S1")
    other = sales_order(chair, 1)
    tracked(other.lines.get(), "S1")
    other_page = open_for(other.lines.get())
    session = open_for(sales_order(chair, 1).lines.get())
    rows.add_row(session=session, by=session.user, serial_no="S1")
    sessions.save(session, by=session.user, accept_warnings=True)

    sessions.refresh(other_page)

    assert figures_of(other_page, serial_no="S1") == (1, 2, 0, -1, "warning")


@pytest.mark.rule("ITL-189")
def test_given_stock_without_any_number_then_it_is_in_no_figure(wine):
    in_stock(wine, 5)
    in_stock(wine, 6, lot_no="L1")
    line = sales_order(wine, 1).lines.get()

    found = availability.figures(Scope.of(line))

    assert [(figure.combination.lot_no, figure.total) for figure in found] == [("L1", 6)]


@pytest.mark.rule("ITL-189", "ITL-190")
def test_given_stock_and_demand_at_another_location_then_they_do_not_count(wine):
    west = LocationFactory(code="WEST")
    in_stock(wine, 5, lot_no="L1", location=west)
    in_stock(wine, 6, lot_no="L1")
    tracked(sales_order(wine, 3, location=west).lines.get(), lot_no="L1", quantity=3)
    line = sales_order(wine, 1).lines.get()

    (figure,) = availability.figures(Scope.of(line))

    assert (figure.total, figure.requested) == (6, 0)


@pytest.mark.rule("ITL-190")
@pytest.mark.parametrize(
    ("entry_type", "requested"),
    [(EntryType.NEGATIVE_ADJMT, 2), (EntryType.SALE, 2), (EntryType.POSITIVE_ADJMT, 0)],
)
def test_given_journal_lines_then_those_that_take_stock_out_are_requested(
    wine, entry_type, requested
):
    in_stock(wine, 6, lot_no="L1")
    batch = journal(wine, 2, entry_type=entry_type)
    tracked(batch.lines.get(), lot_no="L1", quantity=2)
    line = sales_order(wine, 1).lines.get()

    (figure,) = availability.figures(Scope.of(line))

    assert figure.requested == requested


@pytest.mark.rule("ITL-190")
def test_given_rows_of_an_open_page_that_is_not_saved_then_nobody_else_sees_them(wine):
    in_stock(wine, 6, lot_no="L1")
    open_page = open_for(sales_order(wine, 4).lines.get())
    rows.add_row(session=open_page, by=open_page.user, lot_no="L1", quantity=Decimal(4))
    line = sales_order(wine, 1).lines.get()

    (figure,) = availability.figures(Scope.of(line))

    assert figure.requested == 0


@pytest.mark.rule("ITL-192", "ITL-193", "ITL-194")
def test_given_a_row_saved_parked_when_it_is_to_be_handled_again_then_it_is_pending(wine):
    in_stock(wine, 6, lot_no="L1")
    line = sales_order(wine, 4).lines.get()
    row = tracked(line, lot_no="L1", quantity=4, qty_to_handle=0)
    session = open_for(line)
    figure = session.figures.get()
    assert (figure.requested, figure.current_requested, figure.parked) == (0, 0, 4)

    page_row = session.rows.get(lot_no=row.lot_no)
    rows.change_row(session=session, row_id=page_row.pk, by=session.user, qty_to_handle=Decimal(4))

    assert figures_of(session, lot_no="L1") == (6, 0, 4, 2, "ok")


@pytest.mark.rule("ITL-202")
def test_given_a_lot_specific_item_when_demand_names_serials_then_each_unit_counts_once():
    code = code_with("LOTSNSALES", specific=("lot",), sn_sales_outbound_tracking=True)
    camera = ItemFactory(no="CAM", item_tracking_code=code)
    in_stock(camera, 10, lot_no="L1")
    demand = sales_order(camera, 6).lines.get()
    for number in range(6):
        tracked(demand, f"S{number}", "L1")
    session = open_for(sales_order(camera, 4).lines.get())

    rows.add_row(session=session, by=session.user, lot_no="L1", quantity=Decimal(4))

    page = read_page(session)
    stock = judgement.stock_of_rows(page, list(page.rows))[("L1",)]
    assert (stock.total, stock.elsewhere, stock.here, stock.available) == (10, 6, 4, 0)
    assert not judgement.short_rows(page).exists()


@pytest.mark.rule("ITL-208", "ITL-209")
@pytest.mark.parametrize(("package_no", "warned"), [("P1", False), ("P2", True), ("", True)])
def test_given_lot_and_package_are_specific_then_the_lot_is_judged_in_its_package(
    package_no, warned
):
    code = code_with("LOTPACK", specific=("lot", "package"))
    wine = ItemFactory(item_tracking_code=code)
    in_stock(wine, 5, lot_no="L1", package_no="P1")
    session = open_for(sales_order(wine, 3).lines.get())

    rows.add_row(
        session=session, by=session.user, lot_no="L1", package_no=package_no, quantity=Decimal(3)
    )

    assert judgement.short_rows(read_page(session)).exists() is warned


@pytest.mark.rule("ITL-207")
def test_given_a_kind_that_is_not_specific_then_its_numbers_are_never_warned_about():
    code = code_with("FREE")
    desk = ItemFactory(item_tracking_code=code)
    session = open_for(sales_order(desk, 3).lines.get())

    rows.add_row(session=session, by=session.user, lot_no="L1", quantity=Decimal(3))

    assert not judgement.short_rows(read_page(session)).exists()


@pytest.mark.rule("ITL-210")
def test_given_a_supply_page_then_only_numbers_over_requested_elsewhere_are_warned_about(wine):
    tracked(sales_order(wine, 3).lines.get(), lot_no="L1", quantity=3)
    session = open_for(purchase_order(wine, 9).lines.get())

    rows.add_row(session=session, by=session.user, lot_no="L1", quantity=Decimal(4))
    rows.add_row(session=session, by=session.user, lot_no="L2", quantity=Decimal(5))

    assert [row.lot_no for row in judgement.short_rows(read_page(session))] == ["L1"]


@pytest.mark.rule("ITL-204")
def test_given_a_number_not_in_the_snapshot_when_it_is_added_then_it_is_read(wine):
    session = open_for(sales_order(wine, 3).lines.get())
    in_stock(wine, 6, lot_no="LATE")

    rows.add_row(session=session, by=session.user, lot_no="LATE", quantity=Decimal(3))

    assert figures_of(session, lot_no="LATE") == (6, 0, 3, 3, "ok")


@pytest.mark.rule("ITL-213")
def test_given_blocked_and_expired_stock_then_it_counts_and_is_marked(wine):
    in_stock(wine, 6, lot_no="L1", expiration_date=date(2025, 12, 31))
    NumberInformation.objects.create(
        kind="lot", item=wine, variant=wine.variants.get(), number="L1", blocked=True
    )
    line = sales_order(wine, 1).lines.get()

    (figure,) = availability.figures(Scope.of(line))

    assert figure.blocked
    assert figure.expiration_date == date(2025, 12, 31)
    assert figure.available() == 6


@pytest.mark.rule("ITL-189")
def test_given_many_numbers_then_the_figures_cost_one_statement(django_assert_num_queries):
    chair = ItemFactory(item_tracking_code=serial_code())
    many_in_stock(chair, [(f"S{number}", "", "") for number in range(500)])
    line = sales_order(chair, 1).lines.get()

    with django_assert_num_queries(1):
        found = availability.figures(Scope.of(line))

    assert len(found) == 500


@pytest.mark.rule("ITL-189", "ITL-190")
def test_given_a_serial_in_several_entries_and_on_several_orders_then_they_are_added_up():
    phone = ItemFactory(item_tracking_code=code_with("FREE", sn_sales_outbound_tracking=True))
    in_stock(
        phone, serial_no="S1", expiration_date=date(2027, 1, 1), warranty_date=date(2027, 1, 1)
    )
    in_stock(
        phone, serial_no="S1", expiration_date=date(2026, 6, 1), warranty_date=date(2028, 1, 1)
    )
    orders = [sales_order(phone, 1) for _ in range(3)]
    for order in orders:
        tracked(order.lines.get(), "S1")

    (figure,) = availability.figures(Scope.of(orders[0].lines.get()), line=orders[0].lines.get())

    assert (figure.total, figure.requested, figure.current_requested) == (2, 3, 1)
    assert (figure.expiration_date, figure.warranty_date) == (date(2026, 6, 1), date(2028, 1, 1))


def test_given_two_variants_then_each_has_its_own_figures(wine):
    red = wine.variants.create(code="RED")
    in_stock(wine, 6, lot_no="L1")
    in_stock(wine, 2, lot_no="L1", variant=red)
    order = sales_order()
    line = add_line(order, wine, 1, variant=red)

    (figure,) = availability.figures(Scope.of(line))

    assert figure.total == 2


@pytest.mark.rule("ITL-200", "ITL-214")
def test_given_the_line_has_a_bin_then_what_lies_in_it_limits_what_can_be_selected(wine):
    shelf = BinFactory(location=LocationFactory())
    in_stock(wine, 5, lot_no="L1")
    WarehouseEntry.objects.create(
        entry_type="positive_adjmt",
        registering_date=date(2026, 1, 1),
        location=shelf.location,
        bin=shelf,
        item=wine,
        variant=wine.variants.get(),
        quantity=Decimal(3),
        lot_no="L1",
    )
    line = sales_order(wine, 9, line={"bin": shelf}).lines.get()

    session = open_for(line)

    (entry,) = entries.page_of_entries(read_page(session)).entries
    assert (entry.available, entry.bin_content, entry.selectable) == (5, 3, 3)
