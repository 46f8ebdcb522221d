"""Which numbers and entries an invoice of an order invoices (POST-130, POST-134)."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.factories import ItemFactory, add_line, tracked
from tests.tracking.posting.desk import (
    BOTH,
    entries,
    free_code,
    invoiced,
    lot,
    post,
    purchase,
    receive,
    refusal,
    sales,
    serial,
    status,
    the_line,
    to_invoice,
)
from wms.documents.kinds import Step
from wms.documents.models import DocumentStatus


@pytest.mark.rule("POST-130")
def test_several_numbers_must_add_up_to_what_the_line_invoices(chair):
    order = purchase(chair, serial("S1"), serial("S2"), serial("S3"), no="PO1")
    post(order)

    assert refusal(to_invoice(order, 2), step=Step.INVOICE) == [
        "Purchase order PO1, line 10000: Qty. to Invoice of the item tracking lines is 3, but the line "
        "invoices 2. Make them equal on the Item Tracking Lines page."
    ]


@pytest.mark.rule("POST-130")
def test_the_numbers_that_are_chosen_are_invoiced(chair):
    order = purchase(chair, serial("S1"), serial("S2"), serial("S3"))
    post(order)
    the_line(order).tracking_lines.filter(serial_no="S2").update(qty_to_invoice=0)

    post(to_invoice(order, 2), step=Step.INVOICE)

    assert entries("serial_no", "invoiced_quantity") == [("S1", 1), ("S2", 0), ("S3", 1)]


@pytest.mark.rule("POST-130")
def test_of_a_single_number_just_what_the_line_says_is_invoiced(bolt):
    order = purchase(bolt, lot("A", 6))
    post(order)

    post(to_invoice(order, 2), step=Step.INVOICE)

    assert entries("invoiced_quantity") == [(2,)]
    assert the_line(order).tracking_lines.values_list("qty_invoiced", "qty_to_invoice").get() == (
        2,
        4,
    )


@pytest.mark.rule("POST-130")
def test_a_single_number_with_less_than_the_line_invoices_is_refused(db):
    item = ItemFactory(item_tracking_code=free_code())
    order = purchase(item, quantity=10, line={"to_handle": 4}, no="PO1")
    post(order)
    tracked(the_line(order), lot_no="A", quantity=6)
    post(order)

    assert refusal(to_invoice(order, 8), step=Step.INVOICE) == [
        "Purchase order PO1, line 10000: Qty. to Invoice of the item tracking lines is 6, but the line "
        "invoices 8. Make them equal on the Item Tracking Lines page."
    ]


@pytest.mark.rule("POST-130")
def test_of_two_lots_nobody_guesses_which_is_invoiced(bolt):
    order = purchase(bolt, lot("A", 6), lot("B", 6), no="PO1")
    post(order)

    assert refusal(to_invoice(order, 5), step=Step.INVOICE) == [
        "Purchase order PO1, line 10000: Qty. to Invoice of the item tracking lines is 12, but the line "
        "invoices 5. Make them equal on the Item Tracking Lines page."
    ]


@pytest.mark.rule("POST-134", "POST-131")
def test_a_partial_invoice_of_an_order_begins_with_the_oldest_entry(bolt):
    order = purchase(bolt, lot("A", 10), line={"to_handle": 4})
    post(order)
    post(order)

    posted = post(to_invoice(order, 5), step=Step.INVOICE)

    assert invoiced(posted) == [(10000, 1, 4), (10000, 2, 1)]


@pytest.mark.rule("POST-007")
def test_what_is_received_and_invoiced_in_one_step_is_invoiced_before_what_came_earlier(nail):
    order = purchase(nail, quantity=10, line={"to_handle": 4})
    post(order)
    order.lines.update(qty_to_handle=3, qty_to_handle_base=3)

    post(to_invoice(order, 3), step=BOTH)

    assert entries("quantity", "invoiced_quantity") == [(4, 0), (3, 3)]


@pytest.mark.rule("POST-134")
def test_one_invoice_of_an_order_spreads_over_its_shipments(bolt):
    receive(bolt, lot("A", 4), lot("B", 6))
    order = sales(bolt, lot("A", 4), lot("B", 6, qty_to_handle=0), line={"to_handle": 4})
    post(order)
    post(order)

    posted = post(order, step=Step.INVOICE)

    assert posted.posted_invoice.lines.count() == 1
    assert invoiced(posted) == [(10000, 3, -4), (10000, 4, -6)]
    assert status(order) == DocumentStatus.CLOSED


def test_invoicing_a_thousand_numbers_costs_the_statements_of_ten(
    chair,
):
    counts = []
    for count in (10, 300):
        order = purchase(chair, *(serial(f"{count}-{n}") for n in range(count)))
        post(order)
        with CaptureQueriesContext(connection) as asked:
            post(order, step=Step.INVOICE)
        counts.append(len(asked))

    assert counts[0] == counts[1]
    assert counts[0] <= 40


def test_two_lines_of_one_order_are_invoiced_each_by_itself(bolt):
    order = purchase(bolt, lot("A", 6))
    tracked(add_line(order, bolt, 4), lot_no="A", quantity=4)
    post(order)
    order.lines.filter(line_no=20000).update(qty_to_invoice=0, qty_to_invoice_base=0)

    posted = post(order, step=Step.INVOICE)

    assert invoiced(posted) == [(10000, 1, 6)]
    assert status(order) == DocumentStatus.OPEN
