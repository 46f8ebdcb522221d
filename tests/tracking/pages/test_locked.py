"""The page while its numbers are handled elsewhere."""

from decimal import Decimal

import pytest

from tests.factories import (
    purchase_order,
    sales_order,
    tracked,
)
from tests.tracking.pages.asking import HTMX, change, page_for, text_of, url_of
from tests.tracking.stock import in_stock
from tracking import locks
from tracking.services import rows
from wms.core.errors import Refused

pytestmark = pytest.mark.django_db


@pytest.fixture
def locked():
    def question(line):
        return locks.Lock("Numbers are handled on pick P-7.", "/warehouse/p-7/", "Pick P-7")

    locks.register(question)
    yield
    locks.unregister(question)


@pytest.mark.rule("ITL-024", "ITL-079", "ITL-157", "ITL-163", "WHS-169")
def test_given_a_pick_handles_the_numbers_then_only_qty_to_handle_is_open(
    client, seller, chair, locked
):
    in_stock(chair, serial_no="S1")
    order = sales_order(chair, 2)
    tracked(order.lines.get(), "S1")

    page = text_of(client.get(url_of(order)))

    assert "Numbers are handled on pick P-7." in page
    assert 'href="/warehouse/p-7/"' in page
    assert 'name="qty_to_handle"' in page
    assert 'name="serial_no"' not in page
    assert 'aria-disabled="true"' in page


@pytest.mark.rule("ITL-157", "ITL-164")
def test_given_a_locked_page_then_every_change_but_qty_to_handle_is_refused(
    client, seller, chair, locked
):
    in_stock(chair, serial_no="S1")
    order = sales_order(chair, 2)
    tracked(order.lines.get(), "S1")
    session = page_for(seller, order)
    row = session.rows.get()
    reason = "Numbers are handled on pick P-7."

    for name, args, data in (
        ("tracking_rows", (), {"new-serial_no": "S2"}),
        ("tracking_row", (row.pk,), {"serial_no": "S2"}),
        ("tracking_row", (row.pk,), {"quantity": "0"}),
        ("tracking_delete_rows", (), {"row": row.pk}),
        ("tracking_create", ("series",), {"quantity": "1"}),
        ("tracking_create", ("customized",), {"quantity": "1", "start": "A1", "increment": "1"}),
        ("tracking_assign", ("lot",), {}),
        ("tracking_assign", ("package",), {}),
        ("tracking_select", (), {}),
        ("tracking_scan", (), {"kind": "serial", "code": "S2"}),
        ("tracking_paste", (), {"kind": "serial", "text": "S2"}),
    ):
        response = client.post(url_of(order, name, *args), data, headers=HTMX)
        assert response.status_code == 422, name
        assert reason in text_of(response), name
    change(client, order, row, qty_to_handle="0")

    row.refresh_from_db()
    assert (row.serial_no, row.quantity, row.qty_to_handle) == ("S1", 1, 0)
    assert session.rows.count() == 1


@pytest.mark.rule("ITL-159", "ITL-168")
def test_given_a_lock_that_lets_rows_go_then_they_can_be_deleted_and_none_added(
    client, purchaser, wine
):
    order = purchase_order(wine, 10)
    row = tracked(order.lines.get(), lot_no="L1", quantity=4)
    fetched = locks.Lock("Fetched.", open_fields=frozenset({"quantity"}), may_delete=True)
    locks.register(question := lambda line: fetched)
    try:
        session = page_for(purchaser, order)
        page = text_of(client.get(url_of(order)))
        with pytest.raises(Refused):
            rows.add_row(session=session, by=purchaser, lot_no="L2")
        with pytest.raises(Refused):
            rows.change_row(
                session=session, row_id=session.rows.get().pk, by=purchaser, lot_no="L2"
            )
        rows.change_row(
            session=session, row_id=session.rows.get().pk, by=purchaser, quantity=Decimal(3)
        )
        deleted = rows.delete_rows(session=session, row_ids=None)
    finally:
        locks.unregister(question)

    assert 'aria-disabled="true" title="Fetched."' in page
    assert "Delete L1" in page
    assert deleted == 1
    assert row.quantity == 4
