"""Get Sales Order, and the numbers of both sides of a drop shipment (ITL-148, ITL-183)."""

from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from tests.factories import (
    ItemFactory,
    LocationFactory,
    UserFactory,
    add_line,
    lot_code,
    purchase_order,
    sales_order,
    serial_code,
    setup_series,
    trade_document,
    user_with_role,
)
from tests.tracking.posting.desk import lot, post, sales, serial, the_line
from tests.tracking.stock import in_stock
from tracking.binding import services
from tracking.models import TrackingLine
from tracking.reservations.services import reserve
from tracking.services import rows, sessions
from tracking.services.sessions import Asked
from wms.core.errors import Refused
from wms.documents.kinds import DocumentKind
from wms.documents.models import Document, DocumentLine
from wms.documents.services import add_line as add_document_line
from wms.documents.services import change_line, delete_document, delete_line

pytestmark = pytest.mark.django_db
DROP = "drop_shipment"
HTMX = {"HX-Request": "true"}


@pytest.fixture(autouse=True)
def company(db):
    setup_series()


@pytest.fixture
def chair():
    return ItemFactory(no="CHAIR", item_tracking_code=serial_code())


@pytest.fixture
def nail():
    return ItemFactory(no="NAIL")


def marked(item, *numbers, quantity=None, no="SO1", **header):
    return sales(item, *numbers, quantity=quantity, no=no, line={"purchasing_code": DROP}, **header)


def get(order, *sales_orders, **how):
    ids = [line.pk for sale in sales_orders for line in sale.lines.all()]
    return services.get_sales_lines(document=order, line_ids=ids, by=order.created_by, **how)


def bound(item, *numbers, quantity=None):
    sale, order = marked(item, *numbers, quantity=quantity), purchase_order(no="PO1")
    get(order, sale)
    return sale, order


def refusals(attempt, **fields):
    with pytest.raises(Refused) as refused:
        attempt(**fields)
    return str(refused.value).splitlines()


def saved(document):
    found = TrackingLine.objects.filter(line__document=document, session=None)
    return list(
        found.order_by("serial_no", "lot_no").values_list("serial_no", "lot_no", "quantity")
    )


def page(line):
    return sessions.open_page(line, line.document.created_by)


def close(session, **answers):
    return sessions.save(session, by=session.user, **answers)


def asked(session):
    with pytest.raises(Asked) as questions:
        close(session)
    return questions.value.questions


# --- marking a sales line ---


@pytest.mark.rule("ITL-183")
def test_a_sales_line_is_marked_and_takes_nothing_out_of_stock(nail):
    order = sales_order(nail, 5)

    line = change_line(line=the_line(order), by=order.created_by, purchasing_code=DROP)

    assert line.is_drop_shipment
    assert not line.outbound


@pytest.mark.rule("ITL-183")
@pytest.mark.parametrize("kind", ["purchase_order", "sales_invoice", "sales_return_order"])
def test_other_documents_have_no_drop_shipments(nail, kind):
    order = purchase_order() if kind == "purchase_order" else trade_document(DocumentKind(kind))

    told = refusals(
        add_document_line, document=order, by=order.created_by, item=nail, purchasing_code=DROP
    )

    assert told == [
        f"{order}, line 10000: Drop Shipment cannot be chosen here. Choose it on the line of a sales order, and "
        "take the line over into a purchase order with Get Sales Order."
    ]


@pytest.mark.rule("ITL-183")
def test_a_drop_shipment_is_of_a_positive_quantity_of_a_stock_item(nail):
    service = ItemFactory(no="SERVICE", type="service")
    order = sales_order(no="SO1")

    assert refusals(
        add_document_line, document=order, by=order.created_by, item=nail,
        quantity=Decimal(-1), purchasing_code=DROP,
    ) == [
        "Sales order SO1, line 10000: Drop Shipment needs a positive quantity, not -1. Enter a return on a "
        "sales return order."
    ]  # fmt: skip
    assert refusals(
        add_document_line, document=order, by=order.created_by, item=service,
        quantity=Decimal(1), purchasing_code=DROP,
    ) == [
        "Sales order SO1, line 10000: Drop Shipment needs an item that is kept in stock; item SERVICE is not. "
        "Clear Purchasing Code."
    ]  # fmt: skip


@pytest.mark.rule("ITL-183")
def test_what_is_shipped_in_part_is_not_marked_any_more(nail):
    order = sales_order(
        nail, 5, no="SO1", line={"qty_handled": 2, "qty_handled_base": 2, "to_handle": 3}
    )

    assert refusals(
        change_line, line=the_line(order), by=order.created_by, purchasing_code=DROP
    ) == [
        "Sales order SO1, line 10000: Drop Shipment cannot be chosen, because part of the line is shipped. "
        "Add a line for the rest."
    ]


@pytest.mark.rule("ITL-148")
def test_a_line_with_numbers_is_neither_marked_nor_unmarked(chair):
    plain = sales(chair, serial("S1"))
    sale = marked(chair, serial("S2"))

    for order, code in ((plain, DROP), (sale, "")):
        [told] = refusals(
            change_line, line=the_line(order), by=order.created_by, purchasing_code=code
        )
        assert "Purchasing Code" in told
        assert "Delete the item tracking lines first." in told


@pytest.mark.rule("ITL-148")
def test_a_line_that_holds_stock_is_not_marked(nail):
    in_stock(nail, quantity=5)
    order = sales_order(nail, 5)
    reserve(line=the_line(order), by=order.created_by)

    [told] = refusals(change_line, line=the_line(order), by=order.created_by, purchasing_code=DROP)

    assert "Purchasing Code" in told


@pytest.mark.rule("WHS-046")
def test_a_marked_line_is_handled_at_once_where_others_go_through_the_warehouse(nail):
    place = LocationFactory(code="SHIPS", require_shipment=True)
    order = sales_order(nail, 5, location=place, line={"to_handle": 0})

    line = change_line(line=the_line(order), by=order.created_by, purchasing_code=DROP)

    assert line.qty_to_handle == 5


# --- Get Sales Order ---


@pytest.mark.rule("ITL-183")
def test_the_purchase_line_is_the_same_as_the_sales_line_and_has_its_numbers(chair):
    sale = marked(chair, serial("S1"), serial("S2"))
    order = purchase_order(chair, 1, no="PO1", location=LocationFactory(code="WEST"))

    assert get(order, sale) == 1

    line = order.lines.get(line_no=20000)
    assert line.sales_line == the_line(sale)
    assert the_line(sale).bound_line == line
    assert (line.item, line.quantity, line.qty_to_handle, line.location.code) == (
        chair,
        2,
        2,
        "EAST",
    )
    assert (line.qty_to_invoice, line.entry_type, line.is_drop_shipment) == (2, "purchase", True)
    assert saved(order) == saved(sale) == [("S1", "", 1), ("S2", "", 1)]
    assert set(TrackingLine.objects.values_list("outbound", flat=True)) == {False}
    assert Document.objects.get(pk=sale.pk).version == sale.version + 1


@pytest.mark.rule("ITL-183")
def test_a_line_is_bought_once(nail):
    sale, _ = bound(nail, quantity=5)

    assert refusals(get, order=purchase_order()) == ["Choose at least one line."]
    with pytest.raises(Refused, match="changed or ordered elsewhere"):
        get(purchase_order(), sale)


@pytest.mark.rule("ITL-183", "POST-082")
def test_an_item_blocked_for_purchases_is_not_bought(nail):
    sale = marked(nail, quantity=5)
    nail.purchasing_blocked = True
    nail.save()

    with pytest.raises(Refused, match="Purchase order PO1, line 10000: Item NAIL"):
        get(purchase_order(no="PO1"), sale)


@pytest.mark.rule("POST-170", "ITL-003")
def test_only_an_open_order_as_it_was_shown_gets_lines(nail):
    sale = marked(nail, quantity=5)

    with pytest.raises(Refused):
        get(purchase_order(status="released"), sale)
    with pytest.raises(Refused):
        get(purchase_order(), sale, version=77)
    assert not DocumentLine.objects.exclude(sales_line=None).exists()


@pytest.mark.rule("ITL-183")
def test_ten_lines_or_a_hundred_take_the_same_statements(nail):
    counts = []
    for count in (10, 100):
        sale = sales_order(no=f"SO{count}")
        for _ in range(count):
            add_line(sale, nail, 1, purchasing_code=DROP)
        order = purchase_order()
        with CaptureQueriesContext(connection) as captured:
            get(order, sale)
        counts.append(len(captured))

    assert counts[0] == counts[1]


# --- what both have in common stays ---


@pytest.mark.rule("ITL-148")
@pytest.mark.parametrize("side", ["sale", "purchase"])
@pytest.mark.parametrize("change", ["quantity", "item", "location", "purchasing_code"])
def test_a_bound_line_keeps_what_it_has_in_common_with_the_other(nail, side, change):
    sale, order = bound(nail, quantity=5)
    line = the_line(sale if side == "sale" else order)
    other = "Purchase order PO1" if side == "sale" else "Sales order SO1"
    value = {
        "quantity": Decimal(4),
        "item": ItemFactory(no="SCREW"),
        "location": LocationFactory(code="WEST"),
        "purchasing_code": "",
    }[change]
    caption = {
        "item": "Item No.",
        "location": "Location Code",
        "purchasing_code": "Purchasing Code",
    }

    told = refusals(change_line, line=line, by=sale.created_by, **{change: value})

    assert (
        f"{line.document}, line 10000: {caption.get(change, 'Quantity')} cannot be changed, because the line is "
        f"bound to {other}, line 10000, and both must be the same. Delete Purchase order PO1, line 10000 first, "
        "change Sales order SO1, line 10000, and get it again with Get Sales Order."
    ) in told


@pytest.mark.rule("ITL-148")
def test_a_part_of_a_bound_line_can_be_handled(nail):
    sale, order = bound(nail, quantity=5)

    for document in (sale, order):
        line = change_line(line=the_line(document), by=sale.created_by, qty_to_handle=Decimal(2))
        assert line.qty_to_handle_base == 2


@pytest.mark.rule("ITL-148")
def test_the_sales_line_stays_until_the_purchase_line_is_deleted(nail):
    sale, order = bound(nail, quantity=5)
    told = [
        "Sales order SO1, line 10000: The line is bought by Purchase order PO1, line 10000. Delete that line "
        "first; then this one is free."
    ]

    assert refusals(delete_line, line=the_line(sale), by=sale.created_by) == told
    assert refusals(delete_document, document=sale, by=sale.created_by) == told
    delete_line(line=the_line(order), by=order.created_by)

    assert the_line(sale).bound_line is None
    change_line(line=the_line(sale), by=sale.created_by, quantity=Decimal(4))
    get(Document.objects.get(pk=order.pk), sale)
    assert the_line(order).quantity == 4


@pytest.mark.rule("ITL-148")
def test_deleting_the_purchase_order_frees_its_sales_lines(nail):
    sale, order = bound(nail, quantity=5)

    delete_document(document=order, by=order.created_by)

    delete_document(document=sale, by=sale.created_by)
    assert not DocumentLine.objects.exists()


# --- numbers of one side copied to the other ---


@pytest.mark.rule("ITL-183")
@pytest.mark.parametrize("side", ["sale", "purchase"])
def test_closing_asks_and_yes_gives_the_other_side_the_same_rows(chair, side):
    sale, order = bound(chair, serial("S1"), serial("S2"))
    mine, other = (sale, order) if side == "sale" else (order, sale)
    session = page(the_line(mine))
    TrackingLine.objects.filter(session=session, serial_no="S2").delete()
    rows.add_row(session=session, by=session.user, serial_no="S3", quantity=Decimal(1))

    assert asked(session).copy_to == f"{other}, line 10000"
    close(session, copy_to_bound=True)

    assert saved(sale) == saved(order) == [("S1", "", 1), ("S3", "", 1)]
    assert post(sale).entry_count == 2


@pytest.mark.rule("ITL-183", "POST-058")
def test_no_leaves_them_different_and_posting_is_refused_until_they_match(chair):
    sale, order = bound(chair, serial("S1"))
    session = page(the_line(order))
    TrackingLine.objects.filter(session=session).update(serial_no="S9")
    session.is_changed = True
    session.save()

    close(session, copy_to_bound=False)

    assert (saved(order), saved(sale)) == ([("S9", "", 1)], [("S1", "", 1)])
    with pytest.raises(Refused, match="one drop shipment"):
        post(sale)
    again = page(the_line(order))
    assert asked(again).copy_to
    close(again, copy_to_bound=True)
    assert post(sale).entry_count == 1


@pytest.mark.rule("ITL-183")
def test_nothing_is_asked_where_both_have_the_same_rows(chair):
    sale, _ = bound(chair, serial("S1"))

    close(page(the_line(sale)))

    assert saved(sale) == [("S1", "", 1)]


@pytest.mark.rule("ITL-183", "ITL-225")
def test_a_page_of_the_other_side_that_is_open_is_told(chair):
    sale, order = bound(chair, serial("S1"))
    colleague = sessions.open_page(the_line(sale), UserFactory())
    colleague.is_changed = True
    colleague.save()
    session = page(the_line(order))
    TrackingLine.objects.filter(session=session).update(serial_no="S9")
    session.is_changed = True
    session.save()

    close(session, copy_to_bound=True)

    with pytest.raises(Refused, match="changed"):
        close(colleague)


@pytest.mark.rule("ITL-183")
def test_what_is_handled_already_stays_with_its_figures(nail):
    bolt = ItemFactory(no="BOLT", item_tracking_code=lot_code())
    sale, order = bound(bolt, lot("A", 6), lot("B", 4))
    for document in (sale, order):
        document.lines.update(qty_to_handle=6, qty_to_handle_base=6)
        TrackingLine.objects.filter(line__document=document, lot_no="B").update(qty_to_handle=0)
    post(sale)
    session = page(the_line(order))
    TrackingLine.objects.filter(session=session, lot_no="B").update(lot_no="C")
    session.is_changed = True
    session.save()

    close(session, copy_to_bound=True)

    assert saved(sale) == [("", "A", 6), ("", "C", 4)]
    assert TrackingLine.objects.get(line__document=sale, lot_no="A").qty_handled == 6
    assert post(order).entry_count == 1


# --- the pages ---


def address(order):
    return reverse("get_sales_order", args=[order.kind, order.pk])


@pytest.mark.rule("ITL-183")
@pytest.mark.parametrize("headers", [{}, HTMX])
def test_a_purchaser_gets_a_sales_order(client, nail, headers):
    sale, order = marked(nail, quantity=5), purchase_order(no="PO1")
    client.force_login(user_with_role("purchaser"))

    offered = client.get(address(order), headers=headers)
    answer = client.post(address(order), {"line": the_line(sale).pk, "version": order.version})

    assert b"SO1, line 10000" in offered.content
    assert answer.status_code == 302
    assert the_line(order).sales_line == the_line(sale)
    shown = client.get(order.get_absolute_url()).content.decode()
    assert "SO1, line 10000" in shown


def test_the_sales_order_shows_what_it_is_bought_by(client, nail):
    sale, order = bound(nail, quantity=5)
    client.force_login(user_with_role("administrator"))

    shown = client.get(sale.get_absolute_url()).content.decode()

    assert f'href="{order.get_absolute_url()}#line-{the_line(order).pk}"' in shown


def test_nothing_chosen_is_told_and_the_list_stays(client, nail):
    marked(nail, quantity=5)
    order = purchase_order()
    client.force_login(user_with_role("purchaser"))

    answer = client.post(address(order), {"version": order.version})

    assert answer.status_code == 422
    assert b"Choose at least one line." in answer.content


def test_an_order_without_marked_lines_says_what_to_do(client):
    order = purchase_order()
    client.force_login(user_with_role("purchaser"))

    answer = client.get(address(order), {"no": "SO9"})

    assert b"No sales line of sales order SO9 waits to be bought." in answer.content


@pytest.mark.parametrize("role", ["sales", "warehouse clerk", "auditor"])
def test_others_get_no_sales_order(client, role):
    order = purchase_order()
    client.force_login(user_with_role(role))

    assert client.get(address(order)).status_code == 403
    assert client.post(address(order)).status_code == 403


def test_nobody_in_particular_is_asked_to_log_in(client):
    answer = client.get(address(purchase_order()))

    assert answer.status_code == 302
    assert "login" in answer["Location"]


def test_only_purchase_orders_get_sales_lines(client, nail):
    sale = sales_order(nail, 1)
    client.force_login(user_with_role("administrator"))

    assert client.get(address(sale)).status_code == 404
    assert client.put(address(purchase_order())).status_code == 405


@pytest.mark.rule("ITL-183")
def test_the_closing_dialog_asks_and_takes_the_answer(client, chair):
    sale, order = bound(chair, serial("S1"))
    TrackingLine.objects.filter(line__document=order).update(serial_no="S9")
    client.force_login(user_with_role("sales"))
    line = the_line(sale)
    client.get(reverse("tracking_lines", args=[line.pk]))
    close_url = reverse("tracking_close", args=[line.pk])

    question = client.post(close_url, {"action": "save"}, headers=HTMX)
    answer = client.post(
        close_url, {"action": "save", "copy_asked": "yes", "copy": "yes"}, headers=HTMX
    )

    assert b"Purchase order PO1, line 10000 is the other side" in question.content
    assert answer.status_code == 200
    assert saved(order) == [("S1", "", 1)]


@pytest.mark.rule("ITL-183")
@pytest.mark.parametrize("headers", [{}, HTMX])
def test_the_purchasing_code_is_chosen_in_the_lines_grid(client, nail, headers):
    order = sales_order(nail, 5)
    line = the_line(order)
    client.force_login(user_with_role("sales"))
    url = reverse("document_line", args=[order.kind, order.pk, line.pk])

    wrong = client.post(url, {"purchasing_code": "by_air"}, headers=headers)
    answer = client.post(url, {"purchasing_code": DROP}, headers=headers)

    assert wrong.status_code == 422
    assert answer.status_code in (200, 302)
    assert the_line(order).is_drop_shipment


@pytest.mark.rule("ITL-183")
def test_each_order_links_to_the_other_and_the_entry_says_what_it_is(client, nail):
    sale, order = bound(nail, quantity=5)
    client.force_login(user_with_role("administrator"))
    for one, other in ((sale, order), (order, sale)):
        assert f"{other}</a>" in client.get(one.get_absolute_url()).content.decode()
    post(sale)

    shown = client.get(reverse("ledger_entry", args=[1])).content.decode()

    assert "Drop Shipment" in shown


@pytest.mark.rule("ITL-183")
def test_what_one_may_not_see_is_named_and_not_linked(client, nail):
    sale, order = bound(nail, quantity=5)
    client.force_login(user_with_role("purchaser"))

    shown = client.get(order.get_absolute_url()).content.decode()

    assert "SO1, line 10000" in shown
    assert sale.get_absolute_url() not in shown


@pytest.mark.rule("ITL-220")
def test_nothing_is_reserved_for_a_drop_shipment(nail):
    in_stock(nail, quantity=5)
    sale, _ = bound(nail, quantity=5)

    with pytest.raises(Refused, match="Goods of a drop shipment go from the vendor"):
        reserve(line=the_line(sale), by=sale.created_by)
