"""Warehouse receipts: made from orders, posted in parts, with the numbers of their source lines."""

from decimal import Decimal
from io import StringIO

import pytest
from django.core.management import call_command

from tests.factories import (
    ItemFactory,
    LocationFactory,
    UserFactory,
    add_line,
    lot_code,
    purchase_order,
    sales_order,
    serial_code,
    tracked,
    trade_document,
    transfer_order,
)
from tests.warehouse.documents.scenes import (
    RECEIPT,
    WORK_DAY,
    figures,
    handle,
    made,
    post,
    receiving,
    released,
)
from tests.warehouse.scenes import contents, put
from tracking.posting import post_document
from warehouse.documents.services import add_sources, delete_document, delete_line
from warehouse.models import PostedWarehouseDocument, WarehouseDocument, WarehouseEntry
from wms.core.errors import Refused
from wms.core.quantity import ZERO
from wms.documents.kinds import DocumentKind, Step
from wms.documents.models import Document, DocumentLine
from wms.ledger.models import ItemLedgerEntry

pytestmark = pytest.mark.django_db


@pytest.fixture
def yellow():
    return receiving()


@pytest.fixture
def lamp():
    return ItemFactory(no="LAMP")


def order_of(item, quantity, location, **values) -> Document:
    return released(purchase_order(item, quantity, location=location, **values))


def refused(work) -> str:
    before = ItemLedgerEntry.objects.count()
    with pytest.raises(Refused) as refusal:
        work()
    assert ItemLedgerEntry.objects.count() == before
    assert not PostedWarehouseDocument.objects.exists()
    return str(refusal.value)


@pytest.mark.rule("WHS-188", "WHS-189", "WHS-192")
def test_given_two_orders_when_their_receipt_is_posted_then_both_are_received(yellow, lamp):
    orders = [order_of(lamp, 4, yellow), order_of(lamp, 6, yellow)]
    receipt = made(RECEIPT, *orders)
    assert figures(receipt) == [(4, 4, 0), (6, 6, 0)]

    work = post(receipt)

    assert [(e.posting_date, e.quantity) for e in ItemLedgerEntry.objects.order_by("pk")] == [
        (WORK_DAY, 4),
        (WORK_DAY, 6),
    ]
    assert [one.source for one in work.posted_documents] == orders
    assert [line.posted_line.document for line in work.posted.lines.order_by("line_no")] == list(
        work.posted_documents
    )
    assert work.document is None
    assert not WarehouseDocument.objects.exists()
    assert [line.qty_handled for line in DocumentLine.objects.order_by("pk")] == [4, 6]


@pytest.mark.rule("WHS-189", "WHS-192", "WHS-005")
def test_given_a_part_is_received_then_the_rest_stays_to_be_received(yellow, lamp):
    receipt = handle(made(RECEIPT, order_of(lamp, 10, yellow)), 4)

    work = post(receipt)

    assert figures(work.document) == [(10, 6, 4)]
    line = DocumentLine.objects.get()
    assert (line.qty_handled, line.qty_to_handle) == (4, 0)
    post(work.document)
    line.refresh_from_db()
    assert line.qty_handled == 10
    assert [one.lines.get().quantity for one in PostedWarehouseDocument.objects.order_by("pk")] == [
        4,
        6,
    ]


def test_given_another_unit_then_the_order_is_received_in_its_own(yellow, lamp):
    order = order_of(lamp, 24, yellow)
    order.lines.update(qty_per_unit=6, quantity=Decimal(4))
    receipt = handle(made(RECEIPT, order), 12)

    post(receipt)

    line = order.lines.get()
    assert (line.qty_handled, line.qty_handled_base) == (2, 12)


@pytest.mark.rule("WHS-192")
def test_other_lines_of_the_order_are_left_as_they_are(yellow, lamp):
    east = LocationFactory(code="EAST")
    order = order_of(lamp, 4, yellow)
    other = add_line(order, lamp, 7, location=east, to_handle=3)

    post(made(RECEIPT, order))

    other.refresh_from_db()
    assert (other.qty_to_handle, other.qty_handled) == (3, 0)


@pytest.mark.rule("WHS-047")
def test_returns_and_negative_sales_lines_are_received_and_negative_purchases_are_not(yellow, lamp):
    returned = released(trade_document(DocumentKind.SALES_RETURN_ORDER, lamp, 3, location=yellow))
    taken_back = released(sales_order(lamp, -2, location=yellow))
    sent_back = released(purchase_order(lamp, -1, location=yellow))

    work = post(made(RECEIPT, returned, taken_back))

    assert sorted(e.quantity for e in ItemLedgerEntry.objects.all()) == [2, 3]
    assert taken_back.lines.get().qty_handled == -2
    assert work.document is None
    assert "Nothing on it is to be received at location YELLOW" in refusal_of(sent_back)


def refusal_of(*orders, **values) -> str:
    with pytest.raises(Refused) as refusal:
        made(RECEIPT, *orders, **values)
    return str(refusal.value)


@pytest.mark.rule("WHS-047", "WHS-005")
def test_a_transfer_is_received_where_it_arrives_as_far_as_it_has_left(lamp):
    east = LocationFactory(code="EAST")
    put(east, "", lamp, 10)
    yellow = receiving()
    order = transfer_order(lamp, 10, location=east, to=yellow)
    assert "Nothing on it is to be received" in refusal_of(order, location=yellow)
    order.lines.update(qty_to_handle=6, qty_to_handle_base=6)
    post_document(document=order, by=UserFactory(), step=Step.SHIP)

    with pytest.raises(Refused, match="Post it with a warehouse receipt"):
        post_document(document=order, by=UserFactory(), step=Step.RECEIVE)
    receipt = handle(made(RECEIPT, order, location=yellow), 4)
    with pytest.raises(Refused, match=f"It stands on {receipt.in_words}. Post that."):
        post_document(document=order, by=UserFactory(), step=Step.RECEIVE)
    work = post(receipt)

    assert figures(work.document) == [(6, 2, 4)]
    line = order.lines.get()
    assert (line.qty_handled, line.qty_received) == (6, 4)
    assert work.posted_documents[0].kind == "transfer_receipt"


@pytest.mark.rule("WHS-045", "WHS-046", "WHS-048")
def test_only_what_is_released_outstanding_and_received_there_is_offered(yellow, lamp):
    service = ItemFactory(no="SETUP", type="service")
    unreleased = purchase_order(lamp, 4, location=yellow)
    served = order_of(service, 1, yellow)
    elsewhere = order_of(lamp, 4, LocationFactory(code="EAST"))
    journal = sales_order(lamp, 1, location=yellow)
    Document.objects.filter(pk=journal.pk).update(kind="sales_invoice")

    text = refusal_of(unreleased, served, elsewhere, journal, location=yellow)

    assert f"{unreleased}: Its status is open. Release it first" in text
    assert f"{served}: Nothing on it is to be received at location YELLOW" in text
    assert f"{elsewhere}: Nothing on it" in text
    assert f"Sales invoice {journal.no}: No warehouse receipt is made from it" in text
    assert not WarehouseDocument.objects.exists()
    assert "Location EAST has Require Receive off" in refusal_of(elsewhere)
    assert "No document is chosen." in refusal_of(location=yellow)


@pytest.mark.rule("WHS-189")
def test_what_stands_on_one_receipt_is_not_put_on_another(yellow, lamp):
    order = order_of(lamp, 10, yellow)
    first = made(RECEIPT, order)

    assert f"or it stands on {first.in_words}" in refusal_of(order)
    DocumentLine.objects.update(quantity=15, quantity_base=15)
    add_sources(document=first, sources=[order], by=UserFactory())

    assert figures(first) == [(15, 15, 0)]
    delete_line(line=first.lines.get(), by=UserFactory())
    assert not WarehouseDocument.objects.exists()
    assert figures(made(RECEIPT, order)) == [(15, 15, 0)]


@pytest.mark.rule("ITL-022", "WHS-058", "WHS-190", "ITL-166")
def test_the_numbers_received_are_those_of_the_order(yellow):
    chair = ItemFactory(no="CHAIR", item_tracking_code=serial_code())
    order = order_of(chair, 3, yellow)
    receipt = handle(made(RECEIPT, order), 2)
    line = order.lines.get()

    assert f"{order}, line 10000: Serial No. is required for item CHAIR, quantity 2." in refused(
        lambda: post(receipt)
    )
    tracked(line, "S1")
    tracked(line, "S2")
    tracked(line, "S3", qty_to_handle=0)
    work = post(receipt)

    assert sorted(e.serial_no for e in ItemLedgerEntry.objects.all()) == ["S1", "S2"]
    assert [row.qty_to_handle for row in line.tracking_lines.order_by("serial_no")] == [0, 0, 1]
    assert figures(work.document) == [(3, 1, 2)]
    post(work.document)
    assert ItemLedgerEntry.objects.count() == 3


@pytest.mark.rule("WHS-191", "WHS-190")
def test_given_two_orders_are_wrong_then_both_are_told_and_the_good_one_is_not_posted(yellow, lamp):
    lotted = ItemFactory(no="GLUE", item_tracking_code=lot_code())
    good, *wrong = (
        order_of(lamp, 1, yellow),
        order_of(lotted, 2, yellow),
        order_of(lotted, 3, yellow),
    )
    receipt = made(RECEIPT, good, *wrong)

    text = refused(lambda: post(receipt))

    assert all(f"{order}, line 10000" in text for order in wrong)
    assert figures(receipt) == [(1, 1, 0), (2, 2, 0), (3, 3, 0)]
    assert not DocumentLine.objects.exclude(qty_to_handle=0).exists()


@pytest.mark.rule("WHS-192", "WHS-189", "WHS-044")
def test_given_bins_then_goods_lie_in_the_bin_of_the_receipt_line(lamp):
    silver = receiving("SILVER", bins=("RCV", "B1"))
    silver.receipt_bin = silver.bins.get(code="RCV")
    silver.save()
    order = order_of(lamp, 5, silver)
    receipt = made(RECEIPT, order)
    assert receipt.lines.get().bin == silver.receipt_bin

    post(receipt)

    assert contents(silver) == {("RCV", "", ""): 5}
    entry = WarehouseEntry.objects.get()
    assert (entry.whse_document_kind, entry.whse_document_no) == ("warehouse_receipt", receipt.no)
    out = StringIO()
    call_command("check_ledger", stdout=out)


@pytest.mark.rule("WHS-192")
def test_a_transfer_arrives_in_the_bin_of_the_receipt_line(lamp):
    east = LocationFactory(code="EAST")
    put(east, "", lamp, 4)
    silver = receiving("SILVER", bins=("RCV", "B1"))
    order = transfer_order(lamp, 4, location=east, to=silver)
    post_document(document=order, by=UserFactory(), step=Step.SHIP)
    receipt = made(RECEIPT, order, location=silver)
    receipt.lines.update(bin=silver.bins.get(code="B1"))

    post(receipt)

    assert contents(silver) == {("B1", "", ""): 4}


@pytest.mark.rule("WHS-048")
def test_given_the_order_was_reopened_then_its_receipt_waits(yellow, lamp):
    order = order_of(lamp, 1, yellow)
    receipt = made(RECEIPT, order)
    Document.objects.update(status="open")

    assert f"{order}: Its status is open" in refused(lambda: post(receipt))


@pytest.mark.rule("WHS-267", "POST-171")
def test_the_same_request_posts_once_and_an_old_version_not_at_all(yellow, lamp):
    receipt = handle(made(RECEIPT, order_of(lamp, 9, yellow)), 4)

    text = refused(lambda: post(receipt, version=1))
    assert "It was changed by another user since you opened it" in text
    first = post(receipt, request_key="once")
    again = post(receipt, request_key="once")

    assert again.was_posted_before
    assert again.posted == first.posted
    assert ItemLedgerEntry.objects.count() == 1
    other = made(RECEIPT, order_of(lamp, 1, yellow))
    with pytest.raises(Refused, match="request"):
        post(other, request_key="once")
    post(receipt)
    with pytest.raises(Refused, match="It no longer exists"):
        post(receipt)
    assert post(receipt, request_key="once").document is None


@pytest.mark.rule("WHS-208")
def test_nothing_to_receive_is_said(yellow, lamp):
    receipt = handle(made(RECEIPT, order_of(lamp, 1, yellow)), 0)

    assert "Nothing to post: Qty. to Receive is 0 on every line." in refused(lambda: post(receipt))


def test_a_deleted_receipt_leaves_the_order_as_it_was(yellow, lamp):
    order = order_of(lamp, 3, yellow)

    delete_document(document=made(RECEIPT, order), by=UserFactory())

    assert figures(made(RECEIPT, order)) == [(3, 3, 0)]
    assert order.lines.get().qty_handled == ZERO
