"""Drop shipments: a sale and a purchase in one movement, from the vendor to the customer (POST-058)."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.factories import (
    LocationFactory,
    add_line,
    purchase_order,
    tracked,
)
from tests.tracking.posting.desk import (
    JAN_5,
    applications,
    entries,
    lot,
    post,
    receive,
    sales,
    serial,
    the_line,
    to_invoice,
)
from tests.tracking.posting.dropping import DROP, dropped, ordered
from tests.tracking.posting.test_statement_counts import numbers, serials
from tracking.availability import Scope, figures
from tracking.binding import services as binding
from tracking.models import TrackingLine
from tracking.posting import preview_document
from wms.core.errors import Refused
from wms.documents.kinds import Step
from wms.documents.models import Document, DocumentStatus, PostedDocument
from wms.ledger.checks import ledger_differences
from wms.ledger.models import ItemLedgerEntry, Register

BOOK = ("entry_type", "quantity", "remaining_quantity", "serial_no", "lot_no")


@pytest.mark.rule("POST-058")
def test_shipping_the_sale_receives_the_purchase_in_the_same_transaction(chair):
    sale, order = dropped(chair, serial("S1"), serial("S2"))

    posted = post(sale, posting_date=JAN_5)

    assert entries(*BOOK) == [
        ("purchase", 1, 0, "S1", ""),
        ("purchase", 1, 0, "S2", ""),
        ("sale", -1, 0, "S1", ""),
        ("sale", -1, 0, "S2", ""),
    ]
    assert applications() == [
        (1, 1, 0, 0, 1),
        (2, 2, 0, 0, 1),
        (3, 1, 3, 0, -1),
        (4, 2, 4, 0, -1),
    ]
    assert str(posted.posted_document.source) == "Sales order SO1"
    assert {str(one.source) for one in PostedDocument.objects.all()} == {
        "Sales order SO1",
        "Purchase order PO1",
    }
    assert the_line(order).qty_handled == the_line(sale).qty_handled == 2
    assert set(entries("posting_date")) == {(JAN_5,)}
    assert ledger_differences() == []


@pytest.mark.rule("POST-058")
def test_receiving_the_purchase_ships_the_sale(bolt):
    sale, order = dropped(bolt, lot("A", 6), lot("B", 4))

    posted = post(order)

    assert entries(*BOOK) == [
        ("purchase", 6, 0, "", "A"),
        ("purchase", 4, 0, "", "B"),
        ("sale", -6, 0, "", "A"),
        ("sale", -4, 0, "", "B"),
    ]
    assert str(posted.posted_document.source) == "Purchase order PO1"
    assert TrackingLine.objects.filter(line__document=sale, qty_handled=6, lot_no="A").exists()
    assert ledger_differences() == []


@pytest.mark.rule("POST-058")
def test_goods_without_numbers_pass_by_the_stock_that_is_there(nail):
    receive(nail, quantity=5)
    sale, _ = dropped(nail, quantity=3)

    post(sale)

    assert entries("entry_no", "quantity", "remaining_quantity") == [
        (1, 5, 5),
        (2, 3, 0),
        (3, -3, 0),
    ]
    assert ledger_differences() == []


@pytest.mark.rule("POST-058")
def test_what_was_sold_before_it_came_is_not_settled_by_a_drop_shipment(nail):
    nail.prevent_negative_inventory = "no"
    nail.save()
    post(sales(nail, quantity=4))
    _, order = dropped(nail, quantity=3)

    post(order)

    assert entries("quantity", "remaining_quantity") == [(-4, -4), (3, 0), (-3, 0)]
    assert ledger_differences() == []


@pytest.mark.rule("POST-058")
def test_other_lines_of_both_orders_go_their_own_way(nail, bolt):
    receive(nail, quantity=5)
    sale = sales(nail, quantity=2, no="SO1")
    add_line(sale, bolt, 1, purchasing_code=DROP)
    order = ordered(sale)
    add_line(order, nail, 7)
    for document in (sale, order):
        tracked(document.lines.get(item=bolt), lot_no="A")

    post(sale)

    assert entries("item__no", "quantity", "remaining_quantity") == [
        ("NAIL", 5, 3),
        ("BOLT", 1, 0),
        ("NAIL", -2, 0),
        ("BOLT", -1, 0),
    ]
    assert order.lines.get(item=nail).qty_handled == 0
    assert ledger_differences() == []


@pytest.mark.rule("POST-058")
def test_one_sale_from_two_vendors(bolt, nail):
    sale = sales(nail, quantity=2, no="SO1", line={"purchasing_code": DROP})
    first = ordered(sale)
    add_line(sale, bolt, 1, purchasing_code=DROP)
    second = purchase_order(no="PO2")
    binding.get_sales_lines(
        document=second, line_ids=[sale.lines.get(item=bolt).pk], by=second.created_by
    )
    for document in (sale, second):
        tracked(document.lines.get(item=bolt), lot_no="A")

    shown = preview_document(document=sale, by=sale.created_by)
    post(sale)

    assert entries("item__no", "quantity") == [("NAIL", 2), ("BOLT", 1), ("NAIL", -2), ("BOLT", -1)]
    assert len({one.document_no for one in shown.entries}) == 3
    assert the_line(first).qty_handled == 2
    assert ledger_differences() == []


@pytest.mark.rule("POST-058")
def test_a_part_of_it_is_posted_when_both_sides_say_so(bolt):
    sale, order = dropped(bolt, lot("A", 10))
    for document in (sale, order):
        document.lines.update(qty_to_handle=4, qty_to_handle_base=4)

    post(sale)
    post(order)

    assert entries("quantity") == [(4,), (-4,), (6,), (-6,)]
    assert the_line(order).qty_handled == the_line(sale).qty_handled == 10
    assert ledger_differences() == []


@pytest.mark.rule("POST-058", "POST-171")
def test_the_same_request_posts_once(nail):
    sale, _ = dropped(nail, quantity=5)

    first = post(sale, request_key="k1")
    again = post(sale, request_key="k1")

    assert again.was_posted_before
    assert again.register == first.register
    assert Register.objects.count() == 2


@pytest.mark.rule("POST-058")
def test_when_all_is_posted_nothing_is_left_to_post_on_either_side(nail):
    sale, order = dropped(nail, quantity=5)
    post(sale)

    for document in (sale, order):
        with pytest.raises(Refused, match="Nothing to post"):
            post(document)


@pytest.mark.rule("POST-058", "POST-007")
def test_the_side_that_is_posted_can_be_invoiced_in_the_same_step(nail):
    sale, order = dropped(nail, quantity=5)

    post(to_invoice(sale, 5), step=Step.HANDLE_AND_INVOICE)
    post(to_invoice(order, 5), step=Step.INVOICE)

    assert entries("quantity", "invoiced_quantity") == [(5, 5), (-5, -5)]
    assert {one.status for one in Document.objects.all()} == {DocumentStatus.CLOSED}
    assert ledger_differences() == []


@pytest.mark.rule("POST-058", "POST-173")
@pytest.mark.parametrize("side", [0, 1])
def test_the_preview_shows_both_movements_and_keeps_nothing(nail, side):
    document = dropped(nail, quantity=5)[side]

    shown = preview_document(document=document, by=document.created_by)

    assert [one.quantity for one in shown.entries] == [5, -5]
    assert len(shown.applications) == 2
    assert not ItemLedgerEntry.objects.exists()


@pytest.mark.rule("ITL-183")
def test_a_drop_shipment_asks_for_nothing_in_stock(bolt):
    receive(bolt, lot("A", 10))
    sale, _ = dropped(bolt, lot("A", 4))

    (figure,) = figures(Scope.of(the_line(sale)))

    assert (figure.total, figure.requested) == (10, 0)


@pytest.mark.rule("WHS-046")
def test_bins_and_warehouse_documents_are_not_asked_for(nail):
    silver = LocationFactory(
        code="SILVER", bin_mandatory=True, require_receive=True, require_shipment=True
    )
    sale, _ = dropped(nail, quantity=5, location=silver)

    post(sale)

    assert entries("quantity") == [(5,), (-5,)]
    assert ledger_differences() == []


@pytest.mark.rule("POST-058")
def test_ten_serials_or_a_thousand_take_the_same_statements(chair):
    counts = []
    for count, prefix in ((10, "A"), (1000, "B")):
        sale = sales(chair, quantity=count, no=f"SO{count}", line={"purchasing_code": DROP})
        numbers((the_line(sale), one) for one in serials(count, prefix))
        order = ordered(sale, no=f"PO{count}")
        with CaptureQueriesContext(connection) as captured:
            post(sale)
        counts.append(len(captured))
        assert the_line(order).qty_handled == count

    assert counts[0] == counts[1]
    assert ledger_differences() == []


@pytest.mark.rule("POST-058")
def test_a_line_that_is_not_received_now_is_not_shipped_either(nail, bolt):
    sale = sales(nail, quantity=2, no="SO1", line={"purchasing_code": DROP})
    add_line(sale, bolt, 1, purchasing_code=DROP)
    order = ordered(sale)
    order.lines.filter(item=bolt).update(qty_to_handle=0, qty_to_handle_base=0)

    post(order)

    assert entries("item__no", "quantity") == [("NAIL", 2), ("NAIL", -2)]
