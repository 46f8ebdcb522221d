"""Invoices and credit memos typed by hand move their goods (POST-006)."""

import pytest

from tests.tracking.posting.desk import (
    entries,
    invoice_document,
    lot,
    post,
    receive,
    refusal,
    status,
    the_line,
)
from wms.documents.models import DocumentStatus


@pytest.mark.rule("POST-006")
@pytest.mark.parametrize(
    ("kind", "moved", "quantity"),
    [
        ("purchase_invoice", "purchase_receipt", 3),
        ("purchase_credit_memo", "return_shipment", -3),
        ("sales_invoice", "sales_shipment", -3),
        ("sales_credit_memo", "return_receipt", 3),
    ],
)
def test_a_typed_invoice_makes_the_movement_document_behind_it(bolt, kind, moved, quantity):
    receive(bolt, lot("A", 9))
    document = invoice_document(kind, bolt, lot("A", 3))

    posted = post(document)

    assert (posted.posted_document.kind, posted.posted_invoice.kind) == (moved, kind)
    assert entries("quantity", "invoiced_quantity", "document_type", "document_no")[1:] == [
        (quantity, quantity, moved, posted.posted_document.no)
    ]
    assert status(document) == DocumentStatus.CLOSED
    line = the_line(document)
    assert (line.qty_handled, line.qty_invoiced) == (3, 3)


@pytest.mark.rule("POST-006")
def test_the_rules_of_movements_hold_for_typed_invoices(bolt):
    assert refusal(invoice_document("sales_invoice", bolt, lot("A", 3), no="SI1")) == [
        "Sales invoice SI1, line 10000: Item BOLT, lot A at location EAST: wanted 3, available 0. "
        "Lower the quantity, or choose another number."
    ]
