"""Special orders on the pages: bought, numbered on the supply side, locked on the demand side, released (ITL-223)."""

from decimal import Decimal

import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from tests.factories import (
    ItemFactory,
    LocationFactory,
    UserFactory,
    code_with,
    lot_code,
    purchase_order,
    sales_order,
    serial_code,
    setup_series,
)
from tests.tracking.posting.desk import lot, post, sales, serial, the_line
from tests.tracking.posting.test_statement_counts import numbers, serials
from tests.tracking.specialorders import held, ordered, rows_of, special, to_ship
from tests.tracking.stock import in_stock
from tracking.binding import services as binding
from tracking.locks import lock_of
from tracking.models import Reservation, TrackingLine
from tracking.reservations.services import cancel, reserve
from tracking.services import rows, sessions
from wms.core.errors import Refused
from wms.documents.models import Document, DocumentLine
from wms.documents.services import change_line, delete_document, delete_line

pytestmark = pytest.mark.django_db
SPECIAL = "special_order"
LINE = "Purchase order PO1, line 10000"


@pytest.fixture(autouse=True)
def company(db):
    setup_series()


@pytest.fixture
def bolt():
    return ItemFactory(no="BOLT", item_tracking_code=lot_code())


@pytest.fixture
def chair():
    return ItemFactory(no="CHAIR", item_tracking_code=serial_code())


@pytest.fixture
def nail():
    return ItemFactory(no="NAIL")


def refusals(attempt, **fields):
    with pytest.raises(Refused) as refused:
        attempt(**fields)
    return str(refused.value).splitlines()


def page(line, user=None):
    return sessions.open_page(line, user or line.document.created_by)


def save(session, **answers):
    return sessions.save(session, by=session.user, accept_warnings=True, **answers)


# --- bound ---


@pytest.mark.rule("ITL-223")
def test_a_marked_line_ships_nothing_until_it_is_bought_and_received(nail):
    order = sales_order(nail, 5)

    line = change_line(line=the_line(order), by=order.created_by, purchasing_code=SPECIAL)

    assert line.outbound
    assert line.qty_to_handle == 0


@pytest.mark.rule("ITL-223")
def test_the_purchase_line_is_received_whole_whatever_the_sale_may_ship(bolt):
    sale = sales(bolt, lot("A", 6), no="SO1", line={"purchasing_code": SPECIAL, "to_handle": 0})

    order = ordered(sale)

    line = the_line(order)
    assert (line.sales_line, line.quantity, line.qty_to_handle) == (the_line(sale), 6, 6)
    assert rows_of(order) == [("A", 6, 6, 0)]
    assert rows_of(sale) == [("A", 6, 0, 0)]
    assert to_ship(sale) == (0, 0, 0)
    assert [row.outbound for row in TrackingLine.objects.order_by("line_id")] == [True, False]


@pytest.mark.rule("ITL-223")
def test_where_receipts_bring_goods_the_purchase_line_waits_for_one(nail):
    place = LocationFactory(code="RECEIVES", require_receive=True)

    _, order = special(nail, quantity=5, location=place)

    assert the_line(order).qty_to_handle == 0


@pytest.mark.rule("ITL-223", "ITL-183")
def test_each_mark_is_bought_its_own_way(nail):
    drop = sales(nail, quantity=5, no="SO2", line={"purchasing_code": "drop_shipment"})
    sale = sales(nail, quantity=5, no="SO3", line={"purchasing_code": SPECIAL})
    order = purchase_order()

    with pytest.raises(Refused, match="changed or ordered elsewhere"):
        ordered(drop)
    with pytest.raises(Refused, match="changed or ordered elsewhere"):
        binding.get_sales_lines(document=order, line_ids=[the_line(sale).pk], by=order.created_by)


@pytest.mark.rule("ITL-223")
def test_stock_is_not_reserved_by_hand_for_a_special_order(nail):
    in_stock(nail, quantity=5)
    sale = sales(nail, quantity=5, line={"purchasing_code": SPECIAL})

    assert refusals(reserve, line=the_line(sale), by=sale.created_by) == [
        "The line is a special order: its goods are bought for it, and held for it from the moment they come in."
    ]


@pytest.mark.rule("ITL-223")
def test_the_database_keeps_one_supply_a_demand(nail):
    _, order = special(nail, quantity=5)

    with pytest.raises(IntegrityError), transaction.atomic():
        DocumentLine.objects.filter(pk=the_line(order).pk).update(purchasing_code="")


# --- the supply side sets numbers, the demand side takes them over ---


@pytest.mark.rule("ITL-223")
def test_saving_the_supply_page_gives_the_demand_side_the_same_numbers(bolt):
    sale, order = special(bolt, quantity=10)
    session = page(the_line(order))
    rows.add_row(session=session, by=session.user, lot_no="A", quantity=Decimal(6))
    rows.add_row(session=session, by=session.user, lot_no="B", quantity=Decimal(4))
    save(session)
    assert rows_of(sale) == [("A", 6, 0, 0), ("B", 4, 0, 0)]

    session = page(the_line(order))
    session.rows.filter(lot_no="B").update(lot_no="C", quantity=3, qty_to_handle=3)
    session.is_changed = True
    session.save()
    save(session)

    assert rows_of(sale) == [("A", 6, 0, 0), ("C", 3, 0, 0)]
    assert TrackingLine.objects.filter(line=the_line(sale), outbound=True).count() == 2


@pytest.mark.rule("ITL-223")
def test_what_is_received_and_shipped_stays_when_the_rest_gets_other_numbers(bolt):
    sale, order = special(bolt, lot("A", 6), lot("B", 4))
    order.lines.update(qty_to_handle=6, qty_to_handle_base=6)
    TrackingLine.objects.filter(line__document=order, lot_no="B").update(qty_to_handle=0)
    post(order)
    session = page(the_line(order))
    session.rows.filter(lot_no="B").update(lot_no="C")
    session.is_changed = True
    session.save()

    save(session)

    assert rows_of(sale) == [("A", 6, 6, 0), ("C", 4, 0, 0)]
    assert held(sale) == [(1, 6)]


@pytest.mark.rule("ITL-223")
def test_ten_serials_or_a_thousand_are_taken_over_by_the_same_statements(chair):
    counts = []
    for count, prefix in ((10, "A"), (1000, "B")):
        sale = sales(
            chair,
            quantity=count,
            no=f"SO{count}",
            line={"purchasing_code": SPECIAL, "to_handle": 0},
        )
        order = ordered(sale, no=f"PO{count}")
        numbers((the_line(order), one) for one in serials(count, prefix))
        session = page(the_line(order))
        session.is_changed = True
        session.save()
        with CaptureQueriesContext(connection) as captured:
            save(session)
        counts.append(len(captured))
        assert len(rows_of(sale)) == count

    assert counts[0] == counts[1]


@pytest.mark.rule("ITL-223", "ITL-225")
def test_a_page_of_the_demand_side_that_is_open_is_told(bolt):
    sale, order = special(bolt, lot("A", 6))
    post(order)
    colleague = page(the_line(sale), UserFactory())
    colleague.is_changed = True
    colleague.save()
    session = page(the_line(order))
    session.is_changed = True
    session.save()

    save(session)

    with pytest.raises(Refused, match="changed"):
        save(colleague)


# --- the demand side is locked ---


@pytest.mark.rule("ITL-223")
def test_the_demand_side_is_locked_and_says_where_its_numbers_are_set(bolt):
    sale, order = special(bolt, lot("A", 6))
    post(order)

    lock = lock_of(the_line(sale))

    assert lock is not None
    assert lock.reason == (
        f"This line is a special order: its numbers are set on {LINE} and taken over from there. Only Qty. to "
        "Handle can be changed here."
    )
    assert lock.url == reverse("tracking_lines", args=[the_line(order).pk])
    assert lock_of(the_line(order)) is None


@pytest.mark.rule("ITL-223")
def test_numbers_and_quantities_of_the_demand_side_are_refused_and_to_handle_is_not(bolt):
    sale, order = special(bolt, lot("A", 6))
    post(order)
    session = page(the_line(sale))
    row = session.rows.get()

    def change(**fields):
        rows.change_row(session=session, row_id=row.pk, by=session.user, **fields)

    for fields in ({"lot_no": "B"}, {"quantity": Decimal(3)}):
        with pytest.raises(Refused, match="its numbers are set on Purchase order PO1"):
            change(**fields)
    with pytest.raises(Refused, match="its numbers are set on Purchase order PO1"):
        rows.add_row(session=session, by=session.user, lot_no="B", quantity=Decimal(1))
    change(qty_to_handle=Decimal(2))
    save(session)

    assert rows_of(sale) == [("A", 6, 2, 0)]
    assert held(sale) == [(1, 6)]
    assert Reservation.objects.get().is_specific


@pytest.mark.rule("ITL-223", "CAP-039")
def test_serials_that_only_sales_ask_for_are_stated_where_the_goods_leave():
    lamp = ItemFactory(
        no="LAMP", item_tracking_code=code_with("SNSALES", sn_sales_outbound_tracking=True)
    )
    sale, order = special(lamp, quantity=1)
    post(order)
    session = page(the_line(sale))

    assert lock_of(the_line(sale)) is None
    rows.add_row(session=session, by=session.user, serial_no="S1", quantity=Decimal(1))
    save(session)

    assert held(sale) == [(1, 1)]
    assert post(sale).entry_count == 1


# --- what both have in common stays, until it is released ---


@pytest.mark.rule("ITL-223")
@pytest.mark.parametrize("side", [0, 1])
@pytest.mark.parametrize("change", ["quantity", "purchasing_code"])
def test_a_bound_line_keeps_what_it_has_in_common_and_names_both(nail, side, change):
    both = special(nail, quantity=5)
    post(both[1])
    line, other = the_line(both[side]), the_line(both[1 - side])
    value = {"quantity": Decimal(6), "purchasing_code": ""}[change]
    caption = {"quantity": "Quantity", "purchasing_code": "Purchasing Code"}[change]

    told = refusals(change_line, line=line, by=line.document.created_by, **{change: value})

    assert (
        f"{line.document}, line 10000: {caption} cannot be changed, because the line is bound to {other} as a "
        "special order, and both must be the same. Release the binding first, on the reservation page of Sales "
        "order SO1, line 10000."
    ) in told


@pytest.mark.rule("ITL-223")
def test_the_sales_line_stays_until_it_is_released_or_the_purchase_line_deleted(nail):
    sale, order = special(nail, quantity=5)
    told = [
        f"Sales order SO1, line 10000: The line is a special order that {LINE} brings the goods for. Release the "
        "binding on its reservation page first, or delete that line."
    ]

    assert refusals(delete_line, line=the_line(sale), by=sale.created_by) == told
    assert refusals(delete_document, document=sale, by=sale.created_by) == told
    delete_line(line=the_line(order), by=order.created_by)

    assert the_line(sale).bound_line is None
    delete_document(document=Document.objects.get(pk=sale.pk), by=sale.created_by)


@pytest.mark.rule("ITL-223", "ITL-222")
def test_the_hold_is_not_cancelled_while_the_lines_are_bound(nail):
    sale, order = special(nail, quantity=5)
    post(order)

    assert refusals(cancel, line=the_line(sale), by=sale.created_by) == [
        f"The goods are held, because {LINE} brings them for this line. Release the binding of the two lines "
        "first; then the reservation can be cancelled."
    ]
    assert held(sale) == [(1, 5)]


@pytest.mark.rule("ITL-223")
def test_serials_of_the_supply_side_are_no_second_coming(chair):
    sale, order = special(chair, serial("S1"))
    session = page(the_line(order))
    session.is_changed = True
    session.save()

    sessions.save(session, by=session.user)

    assert rows_of(sale) == [("S1", 1, 0, 0)]
