"""The tracking page of lines that came by Get … Lines, and handled rows (ITL-159…169, ITL-191)."""

from decimal import Decimal

import pytest
from django.urls import reverse

from tests.factories import (
    ItemFactory,
    lot_code,
    sales_order,
    setup_series,
    tracked,
    user_with_role,
)
from tests.tracking.posting.desk import (
    invoice_document,
    lot,
    post,
    purchase_return,
    receive,
    sales,
    the_line,
)
from tracking import availability
from tracking.availability import Combination, Scope
from tracking.fetching import selectors, services
from tracking.models import TrackingLine
from tracking.services import assignment, rows, sessions
from wms.core.errors import Refused
from wms.documents.services import delete_line
from wms.ledger.models import ItemLedgerEntry

pytestmark = pytest.mark.django_db


@pytest.fixture
def bolt():
    setup_series()
    item = ItemFactory(no="BOLT", item_tracking_code=lot_code())
    receive(item, lot("A", 20))
    return item


def fetched(kind):
    invoice = invoice_document(kind)
    ids = [offer.line.pk for offer in selectors.to_invoice(invoice)]
    services.fetch_lines(document=invoice, line_ids=ids, by=invoice.created_by)
    return the_line(invoice)


LEFT = {"sales_invoice": sales, "purchase_credit_memo": purchase_return}


@pytest.mark.rule("ITL-191", "ITL-190")
@pytest.mark.parametrize("kind", LEFT)
def test_goods_that_have_left_already_are_not_requested_again(bolt, kind):
    post(LEFT[kind](bolt, lot("A", 8)))
    line = fetched(kind)
    asking = sales_order(bolt, 5).lines.get()
    tracked(asking, lot_no="A", quantity=5)

    found = availability.figure_of(Scope.of(asking), Combination(lot_no="A"), line=asking)

    assert TrackingLine.objects.get(line=line).quantity == 8
    assert (found.total, found.requested, found.parked) == (12, 5, 0)


@pytest.mark.rule("ITL-191", "ITL-168")
def test_less_of_a_fetched_number_is_invoiced_and_still_nothing_is_requested(bolt):
    post(sales(bolt, lot("A", 8)))
    line = fetched("sales_invoice")
    session = sessions.open_page(line, line.document.created_by)

    rows.change_row(
        session=session, row_id=session.rows.get().pk, by=session.user, quantity=Decimal(3)
    )
    sessions.save(session, by=session.user, accept_warnings=True)

    found = availability.figure_of(Scope.of(line), Combination(lot_no="A"))
    assert TrackingLine.objects.get(line=line).quantity == 3
    assert (found.total, found.requested, found.parked) == (12, 0, 0)


@pytest.mark.rule("ITL-159", "ITL-168")
def test_no_action_adds_a_number_to_a_fetched_line(bolt):
    post(sales(bolt, lot("A", 8)))
    line = fetched("sales_invoice")
    session = sessions.open_page(line, line.document.created_by)
    by = session.user

    for attempt in (
        lambda: rows.add_row(session=session, by=by, lot_no="B"),
        lambda: assignment.assign_lot_number(session=session, by=by, on=None),
        lambda: rows.change_row(session=session, row_id=session.rows.get().pk, by=by, lot_no="B"),
    ):
        with pytest.raises(Refused) as refused:
            attempt()
        assert "has its numbers: only their quantities can be changed" in str(refused.value)
    assert rows.delete_rows(session=session, row_ids=None) == 1


@pytest.mark.rule("ITL-042", "ITL-040")
def test_the_dialog_of_a_fetched_row_names_the_shipment_and_what_is_invoiced(bolt, client):
    posted = post(sales(bolt, lot("A", 8)))
    line = fetched("sales_invoice")
    session = sessions.open_page(line, user_with_role("sales"))
    client.force_login(session.user)
    address = reverse("tracking_row", args=[line.pk, session.rows.get().pk])
    before = client.get(address, headers={"HX-Request": "true"}).content.decode()
    line.qty_invoiced_base = 2
    line.save()

    shown = client.get(address, headers={"HX-Request": "true"}).content.decode()

    source = posted.posted_document
    assert f'Receipt/Shipment No. <a href="{source.get_absolute_url()}">{source}, line' in shown
    assert "Quantity Invoiced" not in before
    assert ">Quantity Invoiced</span>" in shown


@pytest.mark.rule("ITL-169")
def test_a_fetched_line_that_is_deleted_takes_its_copies_and_leaves_the_shipment(bolt):
    posted = post(sales(bolt, lot("A", 8)))
    line = fetched("sales_invoice")

    delete_line(line=line, by=line.document.created_by, with_tracking=True)

    assert not TrackingLine.objects.filter(line=line.pk).exists()
    source = posted.posted_document.lines.get()
    entry = ItemLedgerEntry.objects.get(posted_line=source)
    assert (source.quantity, entry.quantity, entry.invoiced_quantity) == (8, -8, 0)


@pytest.mark.rule("ITL-160", "ITL-048", "ITL-056", "ITL-062")
def test_what_is_handled_of_a_row_stays_as_it_is(bolt):
    line = sales_order(
        bolt, 9, line={"qty_handled": Decimal(4), "qty_handled_base": Decimal(4), "to_handle": 5}
    ).lines.get()
    tracked(line, lot_no="A", quantity=6, qty_handled=4)
    session = sessions.open_page(line, line.document.created_by)
    row_id, by = session.rows.get().pk, session.user

    for changes in ({"lot_no": "B"}, {"quantity": Decimal(3)}):
        with pytest.raises(Refused) as refused:
            rows.change_row(session=session, row_id=row_id, by=by, **changes)
        assert "Quantity Handled" in str(refused.value)
    with pytest.raises(Refused):
        rows.delete_rows(session=session, row_ids=[row_id])
    row = rows.change_row(session=session, row_id=row_id, by=by, quantity=Decimal(4))

    assert (row.quantity, row.qty_to_handle) == (4, 0)
