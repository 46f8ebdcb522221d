"""Get … Lines and Get Posted Document Lines to Reverse (POST sections 16 and 17)."""

from decimal import Decimal

import pytest
from django.urls import reverse

from tests.factories import (
    CustomerFactory,
    ItemFactory,
    VendorFactory,
    lot_code,
    serial_code,
    setup_series,
    user_with_role,
)
from tests.tracking.posting.desk import (
    entries,
    invoice_document,
    invoiced,
    lot,
    post,
    purchase,
    purchase_return,
    receive,
    refusal,
    sales,
    sales_return,
    serial,
    ship,
    the_line,
)
from tracking import locks
from tracking.fetching import selectors, services
from tracking.models import TrackingLine
from wms.core.errors import Refused
from wms.documents.kinds import KINDS, Step
from wms.documents.models import Document, DocumentStatus
from wms.documents.services import change_line, delete_document, delete_line, release

pytestmark = pytest.mark.django_db
HTMX = {"HX-Request": "true"}


@pytest.fixture(autouse=True)
def company(db):
    setup_series()


@pytest.fixture
def bolt():
    return ItemFactory(no="BOLT", item_tracking_code=lot_code())


@pytest.fixture
def nail():
    return ItemFactory(no="NAIL")


def fetch(document, *lines, **how):
    return services.fetch_lines(
        document=document, line_ids=[line.pk for line in lines], by=document.created_by, **how
    )


def fetch_all(document):
    return fetch(document, *(offer.line for offer in selectors.to_invoice(document)))


def reverse_all(document):
    ids = [offer.line.pk for offer in selectors.to_reverse(document)]
    return services.reverse_lines(document=document, line_ids=ids, by=document.created_by)


def refused(call, *args, **kwargs):
    with pytest.raises(Refused) as refusal:
        call(*args, **kwargs)
    return str(refusal.value)


def copied(line):
    return list(
        line.tracking_lines.order_by("pk").values_list(
            "lot_no", "quantity", "qty_to_handle", "qty_to_invoice"
        )
    )


MOVED = {
    "purchase_invoice": lambda item: receive(item, lot("A", 4), lot("B", 6)),
    "sales_invoice": lambda item: ship(item, lot("A", 4), lot("B", 6)),
    "purchase_credit_memo": lambda item: post(purchase_return(item, lot("A", 4), lot("B", 6))),
    "sales_credit_memo": lambda item: post(sales_return(item, lot("A", 4), lot("B", 6))),
}


@pytest.mark.rule("POST-126", "POST-127", "POST-005")
@pytest.mark.parametrize("kind", MOVED)
def test_lines_are_fetched_with_their_numbers_and_invoiced_without_moving(bolt, kind):
    receive(bolt, lot("A", 20), lot("B", 20), vendor=VendorFactory(no="V20000"))
    moved = MOVED[kind](bolt)
    source = moved.posted_document.lines.get()
    invoice = invoice_document(kind)

    assert fetch_all(invoice) == 1

    line = the_line(invoice)
    assert (line.item, line.quantity, line.qty_to_invoice, line.invoiced_line) == (
        bolt,
        10,
        10,
        source,
    )
    assert copied(line) == [("A", 4, 0, 4), ("B", 6, 0, 6)]
    count = len(entries("pk"))
    posted = post(invoice)
    assert len(entries("pk")) == count
    assert posted.posted_document is None
    sign = 1 if kind in ("purchase_invoice", "sales_credit_memo") else -1
    assert [quantity for _, _, quantity in invoiced(posted)] == [4 * sign, 6 * sign]
    assert Document.objects.get(pk=invoice.pk).status == DocumentStatus.CLOSED


@pytest.mark.rule("POST-131", "POST-120")
def test_the_order_behind_is_invoiced_along_and_closes(bolt):
    order = purchase(bolt, lot("A", 4), lot("B", 6))
    post(order)
    invoice = invoice_document("purchase_invoice")
    fetch_all(invoice)

    post(invoice)

    line = the_line(order)
    assert (line.qty_invoiced, line.qty_to_invoice) == (10, 0)
    assert set(line.tracking_lines.values_list("lot_no", "qty_invoiced")) == {("A", 4), ("B", 6)}
    assert Document.objects.get(pk=order.pk).status == DocumentStatus.CLOSED


@pytest.mark.rule("POST-126")
def test_only_lines_of_the_same_partner_are_offered(bolt):
    receive(bolt, lot("A", 4), vendor=VendorFactory(no="V20000"))
    mine = receive(bolt, lot("A", 4))

    offers = selectors.to_invoice(invoice_document("purchase_invoice"))

    assert [offer.line.document for offer in offers] == [mine.posted_document]


@pytest.mark.rule("POST-126")
def test_what_is_invoiced_is_not_offered(nail):
    order = purchase(nail, quantity=10)
    post(order)
    order.lines.update(qty_to_invoice=Decimal(4), qty_to_invoice_base=Decimal(4))
    post(order, step=Step.INVOICE)

    (offer,) = selectors.to_invoice(invoice_document("purchase_invoice"))
    assert offer.left == 6
    post(order, step=Step.INVOICE)

    assert selectors.to_invoice(invoice_document("purchase_invoice")) == []


@pytest.mark.rule("POST-126")
def test_only_an_open_document_fetches(nail):
    receive(nail, quantity=2)
    typed = invoice_document("purchase_invoice", nail, quantity=1, no="PI1")
    release(document=typed, by=typed.created_by)

    assert refused(fetch_all, typed) == (
        "Purchase invoice PI1: Lines can be changed only while the document is open. Reopen it first."
    )


@pytest.mark.rule("POST-126")
def test_a_line_that_is_not_offered_is_refused(nail):
    receive(nail, quantity=2)
    shipped = ship(nail, quantity=1).posted_document.lines.get()

    assert refused(fetch, invoice_document("purchase_invoice"), shipped) == (
        "A chosen line can no longer be fetched. Look at the list again and choose anew."
    )


@pytest.mark.rule("POST-127")
def test_numbers_that_are_invoiced_are_not_copied(bolt):
    order = purchase(bolt, lot("A", 4), lot("B", 6, qty_to_invoice=1))
    post(order)
    order.lines.update(qty_to_invoice=Decimal(5), qty_to_invoice_base=Decimal(5))
    order.lines.get().tracking_lines.filter(lot_no="B").update(qty_to_invoice=1)
    post(order, step=Step.INVOICE)
    invoice = invoice_document("purchase_invoice")

    fetch_all(invoice)

    assert the_line(invoice).quantity == 5
    assert copied(the_line(invoice)) == [("B", 5, 0, 5)]


@pytest.mark.rule("POST-128")
def test_only_quantities_of_a_fetched_line_can_be_changed(nail):
    receive(nail, quantity=4)
    invoice = invoice_document("purchase_invoice", no="PI1")
    fetch_all(invoice)
    line = the_line(invoice)
    other = ItemFactory(no="SCREW")

    text = refused(change_line, line=line, by=invoice.created_by, item=other)

    assert text.startswith("Purchase invoice PI1, line 10000: The line came from Purchase Receipt ")
    assert "only its quantity can be changed" in text
    assert change_line(line=line, by=invoice.created_by, quantity=Decimal(3)).qty_to_invoice == 3


@pytest.mark.rule("POST-128")
@pytest.mark.parametrize("quantity", [5, -1])
def test_no_more_than_is_left_can_be_put_on_a_fetched_line(nail, quantity):
    receive(nail, quantity=4)
    invoice = invoice_document("purchase_invoice", no="PI1")
    fetch_all(invoice)

    text = refused(
        change_line, line=the_line(invoice), by=invoice.created_by, quantity=Decimal(quantity)
    )

    assert f"Quantity must lie between 0 and 4, not {quantity}: that is left to invoice of" in text


@pytest.mark.rule("POST-128")
def test_the_page_of_a_fetched_line_keeps_its_numbers_and_names_their_document(bolt):
    posted = receive(bolt, lot("A", 4)).posted_document
    invoice = invoice_document("purchase_invoice")
    fetch_all(invoice)

    lock = locks.lock_of(the_line(invoice))

    assert lock is not None
    assert str(posted) in lock.reason
    assert (lock.open_fields, lock.may_delete) == ({"quantity", "qty_to_invoice"}, True)


@pytest.mark.rule("POST-129")
def test_the_numbers_must_be_lowered_before_the_line(bolt):
    receive(bolt, lot("A", 4))
    invoice = invoice_document("purchase_invoice", no="PI1")
    fetch_all(invoice)

    text = refused(change_line, line=the_line(invoice), by=invoice.created_by, quantity=Decimal(3))

    assert text.startswith("Purchase invoice PI1, line 10000:")
    assert the_line(invoice).quantity == 4


@pytest.mark.rule("POST-129")
def test_the_numbers_must_add_up_to_the_line(bolt):
    receive(bolt, lot("A", 4), lot("B", 6))
    invoice = invoice_document("purchase_invoice", no="PI1")
    fetch_all(invoice)
    TrackingLine.objects.filter(line__document=invoice, lot_no="B").update(
        quantity=5, qty_to_invoice=5
    )

    assert refusal(invoice) == [
        "Purchase invoice PI1, line 10000: Qty. to Invoice of the item tracking lines is 9, but the line "
        "invoices 10. Make them equal on the Item Tracking Lines page."
    ]


@pytest.mark.rule("POST-128")
def test_a_number_that_is_deleted_is_left_to_another_invoice(bolt):
    receive(bolt, lot("A", 4), lot("B", 6))
    invoice = invoice_document("purchase_invoice")
    fetch_all(invoice)
    TrackingLine.objects.filter(line__document=invoice, lot_no="B").delete()
    change_line(line=the_line(invoice), by=invoice.created_by, quantity=Decimal(4))

    post(invoice)

    (offer,) = selectors.to_invoice(invoice_document("purchase_invoice"))
    assert offer.left == 6
    assert entries("lot_no", "invoiced_quantity") == [("A", 4), ("B", 0)]


@pytest.mark.rule("POST-132")
def test_a_line_on_another_open_invoice_is_shown_with_it_and_not_fetched(nail):
    receive(nail, quantity=4)
    first = invoice_document("purchase_invoice", no="PI1")
    fetch_all(first)
    second = invoice_document("purchase_invoice", no="PI2")

    (offer,) = selectors.to_invoice(second)

    assert offer.other == first
    assert "stands on Purchase invoice PI1 already" in refused(fetch_all, second)


@pytest.mark.rule("POST-132")
def test_what_another_document_invoiced_meanwhile_is_refused(bolt):
    order = purchase(bolt, lot("A", 4))
    receipt = post(order).posted_document
    invoice = invoice_document("purchase_invoice", no="PI1")
    fetch_all(invoice)
    order.lines.update(qty_to_invoice=Decimal(3), qty_to_invoice_base=Decimal(3))
    post(order, step=Step.INVOICE)

    assert refusal(invoice) == [
        f"Purchase invoice PI1, line 10000: {receipt}, line 10000 was invoiced or undone "
        "meanwhile: 1 are left to invoice, not 4. Lower the quantity, or delete the line."
    ]


@pytest.mark.rule("POST-133")
def test_deleting_a_fetched_line_or_its_invoice_takes_the_copied_numbers_along(bolt):
    receive(bolt, lot("A", 4))
    before = entries("invoiced_quantity", "remaining_quantity")
    invoice = invoice_document("purchase_invoice")
    by = invoice.created_by
    fetch_all(invoice)
    delete_line(line=the_line(invoice), by=by, with_tracking=True)
    fetch_all(invoice)

    delete_document(document=invoice, by=by, with_tracking=True)

    assert not TrackingLine.objects.filter(line__document__kind="purchase_invoice").exists()
    assert entries("invoiced_quantity", "remaining_quantity") == before
    assert len(selectors.to_invoice(invoice_document("purchase_invoice"))) == 1


@pytest.mark.rule("POST-134")
def test_two_shipments_of_one_order_become_two_lines(bolt):
    receive(bolt, lot("A", 4), lot("B", 6))
    order = sales(bolt, lot("A", 4), lot("B", 6, qty_to_handle=0), line={"to_handle": 4})
    post(order)
    post(order)
    invoice = invoice_document("sales_invoice")

    fetch_all(invoice)

    first, second = invoice.lines.order_by("line_no")
    assert (copied(first), copied(second)) == ([("A", 4, 0, 4)], [("B", 6, 0, 6)])
    posted = post(invoice)
    assert invoiced(posted) == [(10000, 3, -4), (20000, 4, -6)]


def test_a_fetched_and_a_typed_line_post_together(bolt, nail):
    receive(bolt, lot("A", 4))
    invoice = invoice_document("purchase_invoice", nail, quantity=2)
    fetch_all(invoice)

    posted = post(invoice)

    assert posted.posted_document.lines.count() == 1
    assert posted.posted_invoice.lines.count() == 2
    assert entries("quantity", "invoiced_quantity") == [(4, 4), (2, 2)]


def test_fetched_numbers_are_no_demand(bolt):
    receive(bolt, lot("A", 4))
    ship(bolt, lot("A", 4))
    invoice = invoice_document("sales_invoice")

    fetch_all(invoice)

    assert set(TrackingLine.objects.filter(line__document=invoice).values_list("outbound")) == {
        (False,)
    }


# --- lines to reverse


@pytest.mark.rule("POST-138")
def test_a_sale_is_reversed_number_by_number_from_its_shipment(bolt):
    receive(bolt, lot("A", 4), lot("B", 6))
    ship(bolt, lot("A", 4), lot("B", 6))
    post(sales_return(bolt, lot("A", 3, applies_from_entry_no=3)))
    back = Document.objects.create(
        kind="sales_return_order",
        no="SRO9",
        customer=CustomerFactory(),
        location=the_line(back_of(bolt)).location,
        order_date="2026-01-02",
        posting_date="2026-01-02",
        created_by=back_of(bolt).created_by,
    )

    assert reverse_all(back) == 1

    line = the_line(back)
    assert (line.quantity, line.qty_to_handle, line.qty_to_invoice) == (7, 7, 7)
    assert set(line.tracking_lines.values_list("lot_no", "quantity", "applies_from_entry_no")) == {
        ("A", 1, 3),
        ("B", 6, 4),
    }
    post(back)
    assert entries("shipped_qty_not_returned", entry_type="sale", quantity__lt=0) == [(0,), (0,)]


def back_of(item):
    return Document.objects.filter(kind="sales_return_order").first()


@pytest.mark.rule("POST-138")
def test_a_purchase_is_reversed_by_what_remains_of_its_receipt(bolt):
    receive(bolt, lot("A", 4), lot("B", 6))
    ship(bolt, lot("A", 3))
    back = purchase_return(bolt, quantity=0)
    back.lines.all().delete()

    reverse_all(back)

    line = the_line(back)
    assert line.quantity == 7
    assert set(line.tracking_lines.values_list("lot_no", "quantity", "applies_to_entry_no")) == {
        ("A", 1, 1),
        ("B", 6, 2),
    }
    post(back)
    assert entries("remaining_quantity", quantity__gt=0) == [(0,), (0,)]


@pytest.mark.rule("POST-138")
def test_by_way_of_an_invoice_its_invoiced_quantities_are_reversed(bolt):
    order = purchase(bolt, lot("A", 6), lot("B", 4))
    post(order)
    order.lines.update(qty_to_invoice=Decimal(6), qty_to_invoice_base=Decimal(6))
    rows = order.lines.get().tracking_lines
    rows.filter(lot_no="A").update(qty_to_invoice=4)
    rows.filter(lot_no="B").update(qty_to_invoice=2)
    invoice = post(order, step=Step.INVOICE).posted_invoice
    memo = invoice_document("purchase_credit_memo")

    services.reverse_lines(document=memo, line_ids=[invoice.lines.get().pk], by=memo.created_by)

    line = the_line(memo)
    assert line.quantity == 6
    assert set(line.tracking_lines.values_list("lot_no", "quantity", "applies_to_entry_no")) == {
        ("A", 4, 1),
        ("B", 2, 2),
    }


@pytest.mark.rule("POST-138")
def test_goods_without_numbers_name_their_entry_on_the_line(nail):
    receive(nail, quantity=4)
    ship(nail, quantity=3)
    memo = invoice_document("sales_credit_memo")

    reverse_all(memo)

    assert the_line(memo).applies_from_entry_no == 2


def test_taking_over_a_thousand_numbers_costs_the_statements_of_ten(django_assert_num_queries):
    chair = ItemFactory(no="CHAIR", item_tracking_code=serial_code())
    for count in (10, 300):
        receive(chair, *(serial(f"{count}-{n}") for n in range(count)))
    first, second = selectors.to_invoice(invoice_document("purchase_invoice"))
    one, other = invoice_document("purchase_invoice"), invoice_document("purchase_invoice")

    with django_assert_num_queries(9):
        fetch(one, first.line)
    with django_assert_num_queries(9):
        fetch(other, second.line)

    assert TrackingLine.objects.filter(line__document=other).count() == 300


# --- pages


def get_url(document, name="fetch_lines"):
    return reverse(name, args=[document.kind, document.pk])


@pytest.mark.parametrize("headers", [{}, HTMX])
@pytest.mark.rule("POST-126")
def test_the_page_offers_lines_and_adds_those_that_are_chosen(client, nail, headers):
    receipt = receive(nail, quantity=4).posted_document
    invoice = invoice_document("purchase_invoice", no="PI1")
    client.force_login(user_with_role("purchaser"))

    html = client.get(get_url(invoice), headers=headers).content.decode()
    answer = client.post(
        get_url(invoice), {"line": receipt.lines.get().pk, "version": "1"}, headers=headers
    )

    assert "Get Receipt Lines: Purchase invoice PI1" in html
    assert receipt.no in html
    assert answer.status_code == 302
    assert the_line(invoice).invoiced_line.document == receipt


def test_nothing_chosen_is_refused_on_the_page(client, nail):
    receive(nail, quantity=4)
    invoice = invoice_document("purchase_invoice")
    client.force_login(user_with_role("purchaser"))

    answer = client.post(get_url(invoice))

    assert answer.status_code == 422
    assert "Choose at least one line." in answer.content.decode()


def test_a_document_number_narrows_what_is_offered(client, nail):
    one, two = (receive(nail, quantity=4).posted_document for _ in range(2))
    invoice = invoice_document("purchase_invoice")
    client.force_login(user_with_role("purchaser"))

    html = client.get(f"{get_url(invoice)}?no={two.no.lower()}").content.decode()

    assert two.no in html
    assert f">{one.no}<" not in html


@pytest.mark.parametrize("name", ["fetch_lines", "reverse_lines"])
@pytest.mark.parametrize("headers", [{}, HTMX])
def test_whoever_may_not_change_the_document_may_not_fetch(client, name, headers):
    memo = invoice_document("sales_credit_memo")
    assert client.get(get_url(memo, name), headers=headers).url.startswith("/login/")

    client.force_login(user_with_role("purchaser"))

    assert client.get(get_url(memo, name), headers=headers).status_code == 403
    assert client.post(get_url(memo, name), headers=headers).status_code == 403


def test_kinds_without_the_function_have_no_such_page(client, nail):
    client.force_login(user_with_role("purchaser"))
    order = purchase(nail, quantity=1)

    assert client.get(get_url(order)).status_code == 404
    assert client.get(get_url(order, "reverse_lines")).status_code == 404


def test_the_four_functions_have_their_names():
    assert {kind: rules.fetch_caption for kind, rules in KINDS.items() if rules.is_invoice} == {
        "purchase_invoice": "Get Receipt Lines",
        "purchase_credit_memo": "Get Return Shipment Lines",
        "sales_invoice": "Get Shipment Lines",
        "sales_credit_memo": "Get Return Receipt Lines",
    }


@pytest.mark.rule("POST-123")
def test_a_posted_invoice_line_shows_what_it_invoiced_of_which_entry(client, bolt):
    receive(bolt, lot("A", 4), lot("B", 6))
    order = sales(bolt, lot("A", 4), lot("B", 6, qty_to_handle=0), line={"to_handle": 4})
    shipments = [post(order).posted_document for _ in range(2)]
    invoice = post(order, step=Step.INVOICE).posted_invoice
    client.force_login(user_with_role("sales"))

    page = client.get(invoice.get_absolute_url()).content.decode()
    line = invoice.lines.get()
    html = client.get(
        reverse("posted_line", args=[invoice.kind, invoice.pk, line.pk])
    ).content.decode()
    shipment = client.get(shipments[0].get_absolute_url()).content.decode()

    assert "2 entries" in page
    for posted in shipments:
        assert posted.no in html
    assert invoice.get_absolute_url() in shipment
