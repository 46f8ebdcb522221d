"""Invoicing orders, and invoices and credit memos that move their goods (POST sections 1, 14 and 16)."""

import pytest
from django.db import IntegrityError, transaction

from tests.tracking.posting.desk import (
    BOTH,
    JAN_5,
    JAN_10,
    entries,
    invoiced,
    lot,
    post,
    purchase,
    receive,
    refusal,
    sales,
    ship,
    status,
    the_line,
    to_invoice,
)
from tracking.posting import preview_document
from wms.core import sql
from wms.core.errors import Refused
from wms.documents.kinds import Step
from wms.documents.models import DocumentStatus, PostedDocument
from wms.inventory.models import InventorySetup
from wms.ledger.checks import ledger_differences
from wms.ledger.models import InvoicedEntry, ItemLedgerEntry, Register
from wms.ledger.selectors import completely_invoiced


@pytest.mark.rule("POST-007", "POST-001")
def test_received_and_invoiced_in_one_step(bolt):
    order = purchase(bolt, lot("A", 6), lot("B", 4), no="PO1", line={"to_invoice": 10})

    posted = post(order, step=BOTH, posting_date=JAN_5)

    assert (posted.posted_document.kind, posted.posted_invoice.kind) == (
        "purchase_receipt",
        "purchase_invoice",
    )
    assert entries("quantity", "invoiced_quantity", "last_invoice_date", "document_type") == [
        (6, 6, JAN_5, "purchase_receipt"),
        (4, 4, JAN_5, "purchase_receipt"),
    ]
    assert completely_invoiced([1]) == {1}
    assert invoiced(posted) == [(10000, 1, 6), (10000, 2, 4)]
    line = the_line(order)
    assert (line.qty_handled, line.qty_invoiced, line.qty_to_invoice) == (10, 10, 0)
    assert set(line.tracking_lines.values_list("qty_invoiced", "qty_to_invoice")) == {
        (6, 0),
        (4, 0),
    }


@pytest.mark.rule("POST-007")
def test_part_of_what_is_received_is_invoiced_along(nail):
    posted = post(purchase(nail, quantity=10, line={"to_invoice": 4}), step=BOTH)

    assert entries("quantity", "invoiced_quantity") == [(10, 4)]
    assert completely_invoiced([1]) == set()
    assert posted.posted_invoice.lines.values_list("quantity", "quantity_base").get() == (4, 4)


@pytest.mark.rule("POST-001", "POST-131")
def test_an_invoice_alone_moves_nothing_and_makes_no_entry(bolt):
    order = sales(bolt, lot("A", 5))
    receive(bolt, lot("A", 9))
    post(order)

    posted = post(order, step=Step.INVOICE, posting_date=JAN_10)

    assert (posted.made, posted.entry_count, posted.invoiced_count) == (None, 0, 1)
    assert posted.posted_invoice.kind == "sales_invoice"
    assert entries("quantity", "invoiced_quantity", "last_invoice_date") == [
        (9, 0, None),
        (-5, -5, JAN_10),
    ]
    assert Register.objects.count() == 2


@pytest.mark.rule("POST-131")
def test_the_last_invoice_date_is_the_latest(nail):
    order = purchase(nail, quantity=10)
    post(order)
    post(to_invoice(order, 4), step=Step.INVOICE, posting_date=JAN_10)

    post(to_invoice(order, 6), step=Step.INVOICE, posting_date=JAN_5)

    assert entries("invoiced_quantity", "last_invoice_date") == [(10, JAN_10)]


@pytest.mark.rule("POST-115", "POST-130")
def test_the_seven_pieces_of_the_book(bolt):
    order = purchase(bolt, lot("A", 7, qty_to_handle=4), quantity=7, line={"to_handle": 4})

    def handled(step, handle, invoice):
        order.lines.update(qty_to_handle=handle, qty_to_handle_base=handle)
        order.lines.get().tracking_lines.update(qty_to_handle=handle)
        post(to_invoice(order, invoice), step=step)
        return order.lines.get().tracking_lines.values_list("qty_handled", "qty_invoiced").get()

    assert handled(Step.HANDLE, 4, 0) == (4, 0)
    assert handled(BOTH, 2, 2) == (6, 2)
    assert handled(Step.HANDLE, 1, 0) == (7, 2)
    assert handled(Step.INVOICE, 0, 5) == (7, 7)
    assert entries("quantity", "invoiced_quantity") == [(4, 4), (2, 2), (1, 1)]
    assert status(order) == DocumentStatus.CLOSED


@pytest.mark.rule("POST-116")
def test_after_posting_everything_open_is_to_be_invoiced_again(bolt):
    order = purchase(
        bolt,
        lot("A", 6, qty_to_invoice=0),
        lot("B", 4, qty_to_handle=0, qty_to_invoice=0),
        line={"to_handle": 6},
    )

    post(order)

    line = the_line(order)
    assert (line.qty_to_handle, line.qty_to_invoice) == (4, 10)
    assert set(line.tracking_lines.values_list("lot_no", "qty_to_invoice")) == {("A", 6), ("B", 4)}


@pytest.mark.rule("POST-008")
def test_more_than_was_handled_cannot_be_invoiced(nail):
    order = purchase(nail, quantity=10, no="PO1", line={"to_handle": 4})
    post(order)

    assert refusal(to_invoice(order, 5), step=Step.INVOICE) == [
        "Purchase order PO1, line 10000: Qty. to Invoice 5 is more than the 4 that can be invoiced "
        "(Quantity Received, less what is invoiced already). Lower it, or post the goods first."
    ]


@pytest.mark.rule("POST-008")
def test_what_was_handled_can_be_invoiced_to_the_last_piece(nail):
    order = purchase(nail, quantity=10, line={"to_handle": 4})
    post(order)

    post(to_invoice(order, 4), step=Step.INVOICE)

    assert entries("invoiced_quantity") == [(4,)]


@pytest.mark.rule("POST-002")
def test_nothing_to_invoice_is_refused(nail):
    order = purchase(nail, quantity=10, no="PO1")

    assert refusal(order, step=Step.INVOICE) == [
        "Purchase order PO1: Nothing to post: the quantity to post of every line is 0. Fill Qty. to "
        "Invoice of the lines to be posted."
    ]


@pytest.mark.rule("POST-120", "POST-119")
def test_an_order_closes_when_all_of_it_is_handled_and_invoiced(nail):
    order = purchase(nail, quantity=10, no="PO1", line={"to_handle": 4, "to_invoice": 4})

    post(order, step=BOTH)
    assert status(order) == DocumentStatus.OPEN
    post(order, step=Step.HANDLE)
    assert status(order) == DocumentStatus.OPEN
    post(order, step=Step.INVOICE)

    assert status(order) == DocumentStatus.CLOSED
    assert refusal(order) == [
        "Purchase order PO1: It is closed: everything on it has been posted. See its posted documents."
    ]


@pytest.mark.rule("POST-047")
def test_an_invoice_alone_asks_nothing_that_a_movement_is_asked(bolt):
    order = purchase(bolt, lot("A", 6))
    post(order)
    bolt.blocked = True
    bolt.save()

    post(order, step=Step.INVOICE)

    assert entries("invoiced_quantity") == [(6,)]


@pytest.mark.rule("POST-113")
def test_without_a_series_for_posted_invoices_nothing_is_invoiced(nail):
    InventorySetup.objects.update(posted_purchase_invoice_nos=None)
    order = purchase(nail, quantity=1, no="PO1", line={"to_invoice": 1})

    assert refusal(order, step=BOTH) == [
        "Purchase order PO1: Posted Purchase Invoice Nos. is blank in Inventory Setup. Name the number "
        "series for posted documents there."
    ]


@pytest.mark.rule("POST-112")
def test_what_is_wrong_with_goods_and_invoice_is_told_together(bolt):
    order = sales(bolt, lot("A", 2), lot("B", 2), no="SO1", line={"to_invoice": 3})

    told = refusal(order, step=BOTH)

    assert len(told) == 3
    assert "Qty. to Invoice of the item tracking lines is 4" in told[0] + told[1] + told[2]


@pytest.mark.rule("POST-171")
@pytest.mark.parametrize("step", [Step.INVOICE, BOTH])
def test_the_same_request_invoices_once(nail, step):
    order = purchase(nail, quantity=2, line={"to_invoice": 1})
    if step is Step.INVOICE:
        post(order)
        to_invoice(order, 1)

    first = post(order, step=step, request_key="K1")
    again = post(order, step=step, request_key="K1")

    assert again.was_posted_before
    assert again.posted_invoice == first.posted_invoice
    assert PostedDocument.objects.filter(kind="purchase_invoice").count() == 1


@pytest.mark.rule("POST-171")
def test_the_key_of_one_invoice_is_refused_for_another_document(nail):
    one, other = purchase(nail, quantity=1), purchase(nail, quantity=1)
    post(one)
    post(other)
    post(one, step=Step.INVOICE, request_key="K1")

    with pytest.raises(Refused, match="The request key was used for another posting"):
        post(other, step=Step.INVOICE, request_key="K1")


@pytest.mark.rule("POST-173")
@pytest.mark.parametrize(("step", "made"), [(Step.INVOICE, 0), (BOTH, 1)])
def test_a_preview_invoices_and_keeps_nothing(nail, step, made):
    order = purchase(nail, quantity=4, line={"to_handle": 2})
    post(order)
    to_invoice(order, 2)

    preview = preview_document(document=order, by=order.created_by, step=step)

    assert (preview.entry_count, preview.invoiced_count) == (made, 1)
    assert not InvoicedEntry.objects.exists()
    assert entries("invoiced_quantity") == [(0,)]


@pytest.mark.rule("POST-175")
def test_what_was_invoiced_is_never_changed(nail, delete_guards):
    post(purchase(nail, quantity=1, line={"to_invoice": 1}), step=BOTH)

    with pytest.raises(IntegrityError), transaction.atomic():
        InvoicedEntry.objects.update(quantity=2)
    with pytest.raises(IntegrityError), transaction.atomic():
        sql.execute("delete from ledger_invoicedentry")


@pytest.mark.rule("POST-131")
def test_the_check_of_the_ledger_finds_an_invoiced_quantity_that_no_invoice_made(nail):
    post(purchase(nail, quantity=10, line={"to_invoice": 4}), step=BOTH)
    assert ledger_differences() == []

    ItemLedgerEntry.objects.update(invoiced_quantity=5)

    assert (
        "Item ledger entry 1, Invoiced Quantity: expected 4 (Σ of its posted invoices), found 5"
        in [str(difference) for difference in ledger_differences()]
    )


@pytest.mark.rule("POST-131")
def test_an_invoiced_quantity_that_no_invoice_accounts_for_is_found(bolt):
    receive(bolt, lot("A", 5))
    ship(bolt, lot("A", 2))
    assert ledger_differences() == []

    ItemLedgerEntry.objects.filter(pk=2).update(invoiced_quantity=-1)

    assert [str(one) for one in ledger_differences()] == [
        "Item ledger entry 2, Invoiced Quantity: expected 0 (it has no posted invoice), found -1"
    ]
