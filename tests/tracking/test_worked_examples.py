"""The worked examples of the rule book with its very numbers: the header matrix, and a lot posted in parts."""

from decimal import Decimal

import pytest

from tests.factories import ItemFactory, lot_code, purchase_order, setup_series
from tests.tracking.posting.desk import post
from tracking.models import TrackingLine
from tracking.page import read_page
from tracking.selectors.lines_page import matrix_of
from tracking.services import rows, sessions
from wms.documents.kinds import Step
from wms.documents.models import Document
from wms.documents.services import change_line
from wms.ledger.models import ItemLedgerEntry

pytestmark = pytest.mark.django_db


@pytest.fixture
def line():
    """7 PCS on a purchase order, Qty. to Receive 4, Qty. to Invoice 2, nothing posted."""
    item = ItemFactory(item_tracking_code=lot_code())
    order = purchase_order(item, 7, line={"to_handle": 4, "to_invoice": 2})
    return order.lines.get()


def page_with(line, *entered):
    """The page with these rows: (lot, quantity, to handle, to invoice), the last two as proposed when left out."""
    session = sessions.open_page(line, line.document.created_by)
    by = session.user
    for lot, quantity, *rest in entered:
        row = rows.add_row(session=session, by=by, lot_no=lot, quantity=Decimal(quantity))
        names = ("qty_to_handle", "qty_to_invoice")
        for name, value in zip(names, rest, strict=False):
            rows.change_row(session=session, row_id=row.pk, by=by, **{name: Decimal(value)})
    return session


@pytest.mark.rule("ITL-030", "ITL-025", "ITL-049")
@pytest.mark.parametrize(
    ("entered", "tracked", "undefined"),
    [
        pytest.param([], (0, 0, 0), (7, 4, 2), id="a"),
        pytest.param([("L1", 5)], (5, 5, 5), (2, -1, -3), id="b"),
        pytest.param([("L1", 5, 4, 2)], (5, 4, 2), (2, 0, 0), id="c"),
        pytest.param([("L1", 5, 4, 2), ("L2", 3, 0, 0)], (8, 4, 2), (-1, 0, 0), id="d"),
    ],
)
def test_the_matrix_of_a_purchase_order_line(line, entered, tracked, undefined):
    session = page_with(line, *entered)

    shown = matrix_of(read_page(session.pk)).rows

    assert [row.caption for row in shown] == ["Quantity", "Qty. to Handle", "Qty. to Invoice"]
    assert [row.source for row in shown] == [7, 4, 2]
    assert tuple(row.tracked for row in shown) == tracked
    assert tuple(row.undefined for row in shown) == undefined


# --- ITL-138: a lot of seven, received and invoiced in parts ---


def history(document):
    """Open, history, and what the row shows as Quantity, handled and invoiced."""
    row = TrackingLine.objects.get(line__document=document, session=None)
    posted = sum(ItemLedgerEntry.objects.values_list("quantity", flat=True))
    return row.outstanding, posted, row.quantity, (row.qty_handled, row.qty_invoiced)


def go_on(document, *, receive=0, invoice=0):
    """Post so much of its only line, as a purchaser would enter it."""
    line = document.lines.get()
    change_line(
        line=line,
        by=document.created_by,
        qty_to_handle=Decimal(receive),
        qty_to_invoice=Decimal(invoice),
    )
    TrackingLine.objects.filter(line=line).update(
        qty_to_handle=Decimal(receive), qty_to_invoice=Decimal(invoice)
    )
    step = Step.HANDLE_AND_INVOICE if receive and invoice else Step.INVOICE if invoice else None
    post(Document.objects.get(pk=document.pk), step=step)


@pytest.mark.rule("ITL-138", "ITL-135", "ITL-137")
def test_a_lot_of_seven_that_is_received_and_invoiced_in_parts():
    setup_series()
    item = ItemFactory(item_tracking_code=lot_code())
    order = purchase_order(item, 7)
    session = page_with(order.lines.get(), ("L1", 7))
    sessions.save(session, by=session.user)
    seen = [history(order)]

    for step in (
        {"receive": 4},
        {"receive": 2, "invoice": 2},
        {"receive": 1},
        {"invoice": 5},
    ):
        go_on(order, **step)
        seen.append(history(order))

    assert seen == [
        (7, 0, 7, (0, 0)),
        (3, 4, 7, (4, 0)),
        (1, 6, 7, (6, 2)),
        (0, 7, 7, (7, 2)),
        (0, 7, 7, (7, 7)),
    ]
