"""Quotes: numbers on them, and the order that is made of them (ITL-005, QUOTE-001…005)."""

from datetime import date
from decimal import Decimal

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from tests.documents.lines import boxed
from tests.documents.test_races import at_once
from tests.factories import (
    BinFactory,
    CustomerFactory,
    ItemFactory,
    LocationFactory,
    UserFactory,
    VendorFactory,
    add_line,
    lot_code,
    sales_order,
    serial_code,
    setup_series,
    tracked,
    trade_document,
    user_with_role,
)
from tests.tracking.pages.asking import add as type_row
from tests.tracking.posting.desk import everything, lot, post, red, refusal, the_line, with_line
from tests.tracking.stock import in_stock
from tracking import availability
from tracking.availability import Combination, Scope
from tracking.models import Reservation, TrackingLine
from tracking.page import read_page
from tracking.posting import preview_document
from tracking.quotes.services import make_order
from tracking.reservations.services import reserve
from tracking.selectors.lines_page import columns_of, matrix_of
from tracking.services import sessions
from wms.core.errors import Refused
from wms.core.models import NumberSeries
from wms.documents import services
from wms.documents.kinds import KINDS, DocumentKind
from wms.documents.models import Document
from wms.inventory.models import Customer, InventorySetup, Item, Location
from wms.ledger.models import ItemLedgerEntry

pytestmark = pytest.mark.django_db
K = DocumentKind
FEB_3 = date(2026, 2, 3)
NUMBERS = ["Serial No.", "Lot No.", "Package No."]
ORDER_ROWS = ["line__line_no", "serial_no", "lot_no", "quantity", "qty_to_handle", "qty_to_invoice"]


@pytest.fixture(autouse=True)
def company(db):
    setup_series()


@pytest.fixture
def bolt():
    return ItemFactory(no="BOLT", item_tracking_code=lot_code())


def quote(kind, item, *numbers, quantity=None, line=None, **header):
    document = trade_document(K(kind), **{"no": "Q1"} | header)
    return with_line(document, item, *numbers, quantity=quantity, **(line or {}))


def made_of(document, **how):
    return make_order(quote=document, by=document.created_by, **{"on": FEB_3} | how).order


def refused(document, **how):
    """What forbids the order; whatever it is, nothing is left behind."""
    before = everything()
    with pytest.raises(Refused) as refusal:
        made_of(document, **how)
    assert everything() == before
    return str(refusal.value).splitlines()


def requested(item, number):
    scope = Scope(item.pk, item.variants.get(code="").pk, LocationFactory().pk)
    return availability.figure_of(scope, Combination(lot_no=number)).requested


# ---- numbers on a quote


@pytest.mark.rule("ITL-005")
@pytest.mark.parametrize(("kind", "demand"), [(K.PURCHASE_QUOTE, False), (K.SALES_QUOTE, True)])
def test_the_page_of_a_quote_has_quantity_alone(client, bolt, kind, demand):
    document = trade_document(kind)
    line = services.add_line(
        document=document, by=document.created_by, item=bolt, quantity=Decimal(3)
    )
    client.force_login(document.created_by)

    page = read_page(sessions.open_page(line, document.created_by))

    assert page.outbound is demand
    assert [row.caption for row in matrix_of(page).rows] == ["Quantity"]
    assert [column.caption for column in columns_of(page)] == [*NUMBERS, "Quantity"]
    assert client.get(reverse("tracking_lines", args=[line.pk])).status_code == 200
    card = client.get(document.get_absolute_url()).content.decode()
    assert "Item Tracking Lines" in card
    assert "Qty. to" not in card


@pytest.mark.rule("ITL-005", "ITL-131")
@pytest.mark.parametrize("kind", [K.PURCHASE_QUOTE, K.SALES_QUOTE])
def test_numbers_of_a_quote_are_prospects(bolt, kind):
    document = quote(kind, bolt, lot("A", 3))

    assert TrackingLine.objects.get().status == "Prospect"
    assert made_of(document).lines.get().tracking_lines.get().status == "Surplus"


@pytest.mark.rule("ITL-005", "ITL-021")
@pytest.mark.parametrize(("kind", "demand"), [(K.PURCHASE_QUOTE, True), (K.SALES_QUOTE, False)])
def test_a_negative_line_of_a_quote_turns_its_page_around(bolt, kind, demand):
    line = the_line(quote(kind, bolt, quantity=-3))

    assert read_page(sessions.open_page(line, line.document.created_by)).outbound is demand


@pytest.mark.rule("ITL-005", "ERR-007")
def test_hostile_text_in_a_number_of_a_quote_is_shown_as_text(client, bolt):
    document = quote(K.SALES_QUOTE, bolt, quantity=3)
    client.force_login(document.created_by)
    client.get(reverse("tracking_lines", args=[the_line(document).pk]))

    answer = type_row(client, document, lot_no="<script>alert(1)</script>", quantity="1")

    assert "&lt;SCRIPT&gt;ALERT(1)&lt;/SCRIPT&gt;" in answer.content.decode()
    assert "<SCRIPT>ALERT" not in answer.content.decode()


@pytest.mark.rule("ITL-190", "QUOTE-005")
def test_a_sales_quote_asks_for_its_numbers_until_its_order_does(client, bolt):
    in_stock(bolt, 10, lot_no="A")
    document = quote(K.SALES_QUOTE, bolt, lot("A", 4))
    sale = with_line(sales_order(no="SO9"), bolt, lot("A", 1))
    assert requested(bolt, "A") == 5
    client.force_login(sale.created_by)
    client.get(reverse("tracking_lines", args=[the_line(sale).pk]))
    row = TrackingLine.objects.get(session__isnull=False)
    behind = reverse("tracking_row_figures", args=[the_line(sale).pk, row.pk]) + "?figure=requested"
    assert "Sales quote Q1" in client.get(behind).content.decode()

    order = made_of(document)

    assert requested(bolt, "A") == 5
    told = client.get(behind).content.decode()
    assert order.no in told
    assert "Sales quote Q1" not in told


@pytest.mark.rule("ITL-197", "ITL-005")
def test_a_purchase_quote_counts_in_no_figure(bolt):
    quote(K.PURCHASE_QUOTE, bolt, lot("A", 4))

    scope = Scope(bolt.pk, bolt.variants.get(code="").pk, LocationFactory().pk)
    assert list(availability.figures(scope)) == []


@pytest.mark.rule("QUOTE-005")
def test_nothing_is_reserved_picked_or_shipped_for_a_quote(client, bolt):
    in_stock(bolt, 10, lot_no="A")
    location = LocationFactory()
    Location.objects.filter(pk=location.pk).update(require_shipment=True, require_pick=True)
    document = quote(K.SALES_QUOTE, bolt, lot("A", 4))
    services.release(document=document, by=document.created_by)
    client.force_login(document.created_by)

    with pytest.raises(Refused) as refusal:
        reserve(line=the_line(document), by=document.created_by)
    card = client.get(document.get_absolute_url()).content.decode()

    assert "Stock is reserved for the lines of open orders only." in str(refusal.value)
    for action in (
        "step-pick",
        "step-pack",
        "step-warehouse",
        "Reservation of line",
        "Create inventory",
    ):
        assert action not in card
    assert not Reservation.objects.exists()
    # what it asks for is not held: another sale ships it
    Location.objects.filter(pk=location.pk).update(require_shipment=False, require_pick=False)
    post(with_line(sales_order(no="SO9"), bolt, lot("A", 10)))


# ---- a quote is not posted

SENTENCE = "Sales quote Q1: A quote is not posted. Choose Make Order on it, and post the sales order that it becomes."


@pytest.mark.rule("QUOTE-001")
def test_posting_a_quote_is_refused_with_the_way_out(bolt):
    document = quote(K.SALES_QUOTE, bolt, lot("A", 4))
    bought = quote(K.PURCHASE_QUOTE, bolt, lot("A", 4), no="Q2")

    assert refusal(document) == [SENTENCE]
    assert refusal(bought) == [
        "Purchase quote Q2: A quote is not posted. Choose Make Order on it, and post the purchase order that"
        " it becomes."
    ]
    with pytest.raises(Refused, match="A quote is not posted"):
        preview_document(document=document, by=document.created_by)
    assert not ItemLedgerEntry.objects.exists()


@pytest.mark.rule("QUOTE-001")
@pytest.mark.parametrize("method", ["get", "post"])
@pytest.mark.parametrize("headers", [{}, {"HX-Request": "true"}])
def test_the_pages_that_post_refuse_a_quote_too(client, bolt, method, headers):
    document = quote(K.SALES_QUOTE, bolt, lot("A", 4))
    client.force_login(document.created_by)
    address = reverse("post_document", args=[document.kind, document.pk])
    several = reverse("post_several", args=[document.kind])

    answer = getattr(client, method)(address, headers=headers)
    listed = getattr(client, method)(several, headers=headers, follow=True)

    assert answer.status_code == 422
    assert SENTENCE in answer.content.decode()
    assert "Quotes are not posted. Choose Make Order on each of them" in listed.content.decode()
    assert not ItemLedgerEntry.objects.exists()


@pytest.mark.rule("QUOTE-001")
def test_preview_and_command_refuse_a_quote_and_no_page_offers_to_post(client, bolt, capsys):
    document = quote(K.SALES_QUOTE, bolt, lot("A", 4))
    client.force_login(document.created_by)

    preview = client.get(reverse("preview_posting", args=[document.kind, document.pk]))
    with pytest.raises((CommandError, SystemExit)):
        call_command("post_documents", "sales_quote", "Q1", user=document.created_by.username)
    card = client.get(document.get_absolute_url()).content.decode()
    listed = client.get(reverse("documents", args=[document.kind])).content.decode()

    assert preview.status_code == 422
    assert SENTENCE in preview.content.decode()
    assert "quote-not-posted" in capsys.readouterr().err
    assert 'id="step-post"' not in card
    assert "Preview posting" not in card
    assert "Post several" not in listed


# ---- Make Order


@pytest.mark.rule("QUOTE-002")
@pytest.mark.parametrize(
    ("kind", "order_kind"),
    [(K.PURCHASE_QUOTE, K.PURCHASE_ORDER), (K.SALES_QUOTE, K.SALES_ORDER)],
)
def test_an_order_is_made_with_header_lines_and_numbers(bolt, kind, order_kind):
    chair = ItemFactory(no="CHAIR", item_tracking_code=serial_code())
    day = date(2026, 1, 20)
    document = quote(
        kind,
        bolt,
        lot("A", 4, warranty_date=day),
        lot("B", 2),
        quantity=10,
        line={"description": "Long bolts"},
        order_date=day,
        document_date=day,
        external_document_no="REF-7",
        description="For the pier",
    )
    seat = add_line(document, chair, 2)
    tracked(seat, "S1")
    add_line(document, ItemFactory(no="NAIL"), -3)

    order = made_of(document)

    order = Document.objects.get(pk=order.pk)
    assert (order.kind, order.status, order.quote) == (order_kind, "open", document)
    same = ["vendor", "customer", "location", "order_date", "posting_date", "document_date",
            "external_document_no", "description"]  # fmt: skip
    for field in same:
        assert getattr(order, field) == getattr(document, field), field
    assert order.no != document.no
    fields = ["line_no", "item__no", "description", "quantity", "qty_to_handle", "qty_to_handle_base",
              "qty_to_invoice", "qty_handled", "entry_type"]  # fmt: skip
    trade = KINDS[order_kind].entry_type
    assert list(order.lines.order_by("line_no").values_list(*fields)) == [
        (10000, "BOLT", "Long bolts", 10, 10, 10, 10, 0, trade),
        (20000, "CHAIR", "", 2, 2, 2, 2, 0, trade),
        (30000, "NAIL", "", -3, -3, -3, -3, 0, trade),
    ]
    rows = TrackingLine.objects.filter(line__document=order).order_by("line__line_no", "lot_no")
    assert list(rows.values_list(*ORDER_ROWS)) == [
        (10000, "", "A", 4, 4, 4),
        (10000, "", "B", 2, 2, 2),
        (20000, "S1", "", 1, 1, 1),
    ]
    assert rows[0].warranty_date == day
    assert {row.outbound for row in rows} == {kind == K.SALES_QUOTE}


@pytest.mark.rule("QUOTE-002")
def test_unit_variant_and_bin_of_a_line_come_along(bolt):
    silver = LocationFactory(code="SILVER", bin_mandatory=True)
    shelf = BinFactory(location=silver, code="B-01")
    line = red(bolt) | {"unit_of_measure": boxed(bolt, pieces=6), "qty_per_unit": 6, "bin": shelf}
    document = quote(K.SALES_QUOTE, bolt, quantity=2, line=line, location=silver)
    document.lines.update(quantity_base=12)
    tracked(the_line(document), lot_no="A", quantity=12)

    made = made_of(document).lines.get()

    assert (made.variant.code, made.unit_of_measure.code, made.bin) == ("RED", "BOX", shelf)
    assert (made.quantity, made.quantity_base, made.qty_to_handle_base) == (2, 12, 12)
    assert made.qty_per_unit == 6
    assert made.tracking_lines.get().variant == made.variant


@pytest.mark.rule("QUOTE-002")
def test_the_order_that_was_made_is_posted(bolt):
    document = quote(K.PURCHASE_QUOTE, bolt, lot("A", 4))

    post(made_of(document))

    assert ItemLedgerEntry.objects.get().lot_no == "A"


@pytest.mark.rule("QUOTE-002", "WHS-005")
def test_where_goods_go_through_the_warehouse_nothing_is_to_be_handled_yet(bolt):
    green = LocationFactory(code="GREEN", require_shipment=True)
    document = quote(K.SALES_QUOTE, bolt, lot("A", 4), location=green)

    order = made_of(document)

    assert order.lines.get().qty_to_handle == 0
    assert order.lines.get().tracking_lines.get().qty_to_handle == 4


@pytest.mark.rule("QUOTE-002", "QUOTE-005")
@pytest.mark.parametrize("status", ["open", "released"])
def test_the_quote_is_kept_closed_and_asks_for_nothing(bolt, status):
    document = quote(K.SALES_QUOTE, bolt, lot("A", 4), quantity=6, status=status)

    order = made_of(document)

    document = Document.objects.get(pk=document.pk)
    assert (document.status, document.order_made) == ("closed", order)
    line = the_line(document)
    assert (line.quantity, line.outstanding, line.outstanding_base) == (6, 0, 0)
    row = line.tracking_lines.get()
    assert (row.lot_no, row.quantity, row.outstanding) == ("A", 4, 0)
    assert not Document.objects.filter(kind="sales_order", lines__qty_handled__gt=0).exists()


@pytest.mark.rule("QUOTE-005", "POST-120")
def test_a_closed_quote_cannot_be_changed(client, bolt):
    document = quote(K.SALES_QUOTE, bolt, lot("A", 4), quantity=6)
    by = document.created_by
    order = made_of(document)
    why = f"Sales quote Q1: It is closed, because sales order {order.no} was made of it. Closed documents cannot"

    for change in (
        lambda: services.change_document(document=document, by=by, description="x"),
        lambda: services.add_line(document=document, by=by, item=bolt),
        lambda: services.delete_line(line=the_line(document), by=by, with_tracking=True),
        lambda: services.delete_document(document=document, by=by, with_tracking=True),
    ):
        with pytest.raises(Refused) as refusal:
            change()
        assert str(refusal.value).startswith(why)

    client.force_login(by)
    page = client.get(reverse("tracking_lines", args=[the_line(document).pk])).content.decode()
    typed = type_row(client, document, lot_no="B", quantity="1")
    there = reverse("tracking_lines", args=[the_line(order).pk])
    assert f"Sales quote Q1 is closed, because sales order {order.no} was made of it." in page
    assert f'href="{there}"' in page
    assert "Quantity Handled" not in page
    assert typed.status_code == 422
    assert not TrackingLine.objects.filter(lot_no="B").exists()


@pytest.mark.rule("QUOTE-005", "ITL-227")
def test_a_page_of_the_quote_that_is_open_is_not_saved_after_the_order_was_made(client, bolt):
    document = quote(K.SALES_QUOTE, bolt, lot("A", 4), quantity=6)
    session = sessions.open_page(the_line(document), document.created_by)
    client.force_login(document.created_by)
    assert type_row(client, document, lot_no="B", quantity="2").status_code == 200
    session.refresh_from_db()
    made_of(document)

    with pytest.raises(Refused, match="changed"):
        sessions.save(session, by=document.created_by)
    with pytest.raises(Refused, match="Sales quote Q1 is closed, because sales order"):
        sessions.apply_anew(session)

    assert set(TrackingLine.objects.filter(session=None).values_list("quantity", flat=True)) == {4}


@pytest.mark.rule("QUOTE-003")
def test_asked_twice_one_order_is_made(bolt):
    document = quote(K.SALES_QUOTE, bolt, lot("A", 4))

    first = make_order(quote=document, by=document.created_by, on=FEB_3, version=document.version)
    again = make_order(quote=document, by=document.created_by, on=FEB_3, version=document.version)

    assert (first.was_made_before, again.was_made_before) == (False, True)
    assert again.order == first.order
    assert Document.objects.filter(kind="sales_order").count() == 1


@pytest.mark.rule("QUOTE-003")
def test_where_the_order_was_deleted_no_other_is_made(bolt):
    document = quote(K.SALES_QUOTE, bolt, lot("A", 4))
    order = made_of(document)
    services.delete_document(document=order, by=document.created_by, with_tracking=True)

    assert refused(document) == [
        "Sales quote Q1: An order was made of it, which was deleted since. Make a new quote, or a new order."
    ]


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
@pytest.mark.rule("QUOTE-003")
def test_of_many_at_once_one_makes_the_order_and_all_are_led_to_it():
    setup_series()
    document = quote(K.SALES_QUOTE, ItemFactory(item_tracking_code=lot_code()), lot("A", 4))

    results = at_once(*[lambda: make_order(quote=document, by=document.created_by, on=FEB_3)] * 8)

    assert sum(not made.was_made_before for made in results) == 1
    assert {made.order.pk for made in results} == {Document.objects.get(kind="sales_order").pk}
    assert TrackingLine.objects.filter(line__document__kind="sales_order").count() == 1


@pytest.mark.rule("QUOTE-004", "POST-170")
def test_a_quote_that_was_changed_meanwhile_is_not_made_into_an_order(bolt):
    document = quote(K.SALES_QUOTE, bolt, lot("A", 4))
    seen = document.version
    services.change_document(document=document, by=document.created_by, description="Other")

    [text] = refused(document, version=seen)

    assert "It was changed by another user since it was shown" in text


@pytest.mark.rule("QUOTE-004")
def test_all_that_forbids_the_order_is_told_at_once(bolt):
    nail = ItemFactory(no="NAIL")
    document = quote(K.SALES_QUOTE, bolt, lot("A", 4))
    add_line(document, nail, 1)
    add_line(document, nail, 1, location=Location.objects.get(code=""))
    Customer.objects.update(blocked=True)
    Item.objects.filter(pk=bolt.pk).update(sales_blocked=True)
    Item.objects.filter(pk=nail.pk).update(blocked=True)
    InventorySetup.objects.update(sales_order_nos=None, location_mandatory=True)

    told = refused(document)

    assert told == [
        "Sales quote Q1: Customer No. C10000 is blocked. Unblock the card or choose another one.",
        "Sales quote Q1: The order can have no number. Fill Sales Order Nos. in Inventory Setup.",
        "Sales quote Q1, line 10000: Item BOLT is blocked (Sales Blocked). Unblock it on its card or choose"
        " another item.",
        *told[3:],
    ]
    assert [text.split(":")[0] for text in told[3:]] == [
        "Sales quote Q1, line 20000",
        "Sales quote Q1, line 30000",
        "Sales quote Q1, line 30000",
    ]


@pytest.mark.rule("QUOTE-004")
def test_a_series_that_gives_no_number_by_itself_is_told(bolt):
    document = quote(K.SALES_QUOTE, bolt, lot("A", 4))
    series = InventorySetup.objects.get().sales_order_nos
    NumberSeries.objects.filter(pk=series.pk).update(default_nos=False)

    assert refused(document) == [
        f"Sales quote Q1: The order can have no number. Turn on Default Nos. of number series {series.code},"
        " which Sales Order Nos. names."
    ]


@pytest.mark.rule("QUOTE-004")
@pytest.mark.parametrize("quantity", [None, 0])
def test_a_quote_with_nothing_on_it_becomes_no_order(bolt, quantity):
    document = trade_document(K.SALES_QUOTE, no="Q1")
    if quantity is not None:
        add_line(document, bolt, quantity)

    assert refused(document) == [
        "Sales quote Q1: It has no line with a quantity, so there is nothing to order. Add a line first."
    ]


@pytest.mark.rule("QUOTE-002")
def test_orders_are_made_of_quotes_alone(bolt):
    with pytest.raises(TypeError, match="is no quote"):
        made_of(with_line(sales_order(no="SO1"), bolt, lot("A", 1)))


@pytest.mark.rule("QUOTE-002")
def test_ten_lines_or_a_thousand_take_the_same_statements(bolt):
    chair = ItemFactory(no="CHAIR", item_tracking_code=serial_code())
    nowhere = Location.objects.get(code="")
    counts = []
    for count in (10, 1000):
        document = trade_document(K.SALES_QUOTE, no=f"Q{count}")
        line = add_line(document, chair, count)
        TrackingLine.objects.bulk_create(
            TrackingLine(
                line=line, item=chair, variant=line.variant, location=line.location, outbound=True,
                serial_no=f"S{count}-{n}", quantity=1, qty_to_handle=1, changed_by=document.created_by,
            )
            for n in range(count)
        )  # fmt: skip
        for _ in range(9):
            add_line(document, bolt, 1, location=nowhere)
        extra = [document.lines.order_by("-line_no")[0] for _ in range(count - 10)]
        for n, one in enumerate(extra, start=1):
            one.pk, one.line_no = None, one.line_no + n
            one._state.adding = True
        type(line).objects.bulk_create(extra)
        with CaptureQueriesContext(connection) as captured:
            order = made_of(document)
        counts.append(len(captured))
        assert order.lines.count() == count
        assert TrackingLine.objects.filter(line__document=order).count() == count

    assert counts[0] == counts[1]
    assert counts[0] <= 30


# ---- the page


@pytest.mark.rule("QUOTE-002", "QUOTE-003")
@pytest.mark.parametrize(
    ("kind", "role"), [(K.PURCHASE_QUOTE, "purchaser"), (K.SALES_QUOTE, "sales")]
)
def test_the_button_asks_and_leads_to_the_order(client, bolt, kind, role):
    document = quote(kind, bolt, lot("A", 4))
    client.force_login(user_with_role(role))
    address = reverse("make_order", args=[document.kind, document.pk])

    card = client.get(document.get_absolute_url()).content.decode()
    asked = client.get(address).content.decode()
    dialog = client.get(address, headers={"HX-Request": "true"}).content.decode()
    assert not Document.objects.exclude(pk=document.pk).exists()
    answer = client.post(address, {"version": document.version}, follow=True)
    again = client.post(address, {"version": document.version}, follow=True)

    order = Document.objects.exclude(pk=document.pk).get()
    trade = order.rules.title
    assert 'id="step-make-order"' in card
    assert "1 line and 1 item tracking line," in asked
    assert "<dialog" in dialog
    assert answer.redirect_chain == [(order.get_absolute_url(), 302)]
    assert f"{trade} {order.no} is made of {document}, which is closed." in answer.content.decode()
    assert (
        f"{trade} {order.no} was made of {document} before; this is it." in again.content.decode()
    )
    # both name each other
    assert f'href="{document.get_absolute_url()}"' in answer.content.decode()
    card = client.get(document.get_absolute_url()).content.decode()
    assert f'href="{order.get_absolute_url()}"' in card
    assert f"because {trade.lower()} {order.no} was made of it." in card
    assert client.get(address).url == order.get_absolute_url()


@pytest.mark.rule("QUOTE-003")
def test_in_a_dialog_the_browser_is_led_to_the_order(client, bolt):
    document = quote(K.SALES_QUOTE, bolt, lot("A", 4))
    client.force_login(user_with_role("sales"))

    answer = client.post(
        reverse("make_order", args=[document.kind, document.pk]),
        {"version": document.version},
        headers={"HX-Request": "true"},
    )

    assert answer["HX-Redirect"] == Document.objects.get(quote=document).get_absolute_url()


@pytest.mark.rule("QUOTE-004")
@pytest.mark.parametrize("headers", [{}, {"HX-Request": "true"}])
def test_a_refusal_is_told_on_the_page(client, bolt, headers):
    document = quote(K.SALES_QUOTE, bolt, lot("A", 4))
    Customer.objects.update(blocked=True)
    client.force_login(user_with_role("sales"))

    answer = client.post(
        reverse("make_order", args=[document.kind, document.pk]), {}, headers=headers
    )

    assert answer.status_code == 422
    assert "No order was made." in answer.content.decode()
    assert "Customer No. C10000 is blocked." in answer.content.decode()


@pytest.mark.rule("QUOTE-004")
@pytest.mark.parametrize("version", ["<b>", "-1", "9" * 40, "1.5", ""])
def test_a_version_that_is_none_is_left_out(client, bolt, version):
    document = quote(K.SALES_QUOTE, bolt, lot("A", 4))
    client.force_login(user_with_role("sales"))
    address = reverse("make_order", args=[document.kind, document.pk])

    assert client.get(address, {"version": version}).status_code == 200
    assert client.post(address, {"version": version}).status_code == 302


@pytest.mark.rule("QUOTE-002")
@pytest.mark.parametrize("method", ["get", "post"])
@pytest.mark.parametrize("headers", [{}, {"HX-Request": "true"}])
@pytest.mark.parametrize("role", ["purchaser", "warehouse clerk", "auditor"])
def test_who_may_not_change_sales_makes_no_sales_order(client, bolt, method, headers, role):
    document = quote(K.SALES_QUOTE, bolt, lot("A", 4))
    address = reverse("make_order", args=[document.kind, document.pk])

    anonymous = getattr(client, method)(address, headers=headers)
    client.force_login(user_with_role(role))
    forbidden = getattr(client, method)(address, headers=headers)

    assert anonymous.status_code == 302
    assert anonymous.url.startswith("/login/")
    assert forbidden.status_code == 403
    assert not Document.objects.filter(kind="sales_order").exists()


@pytest.mark.rule("QUOTE-002")
def test_other_documents_and_methods_are_not_taken(client, bolt):
    order = with_line(sales_order(no="SO1"), bolt, lot("A", 1))
    document = quote(K.SALES_QUOTE, bolt, lot("A", 1))
    client.force_login(UserFactory())

    assert client.post(reverse("make_order", args=[order.kind, order.pk])).status_code == 404
    assert (
        client.post(reverse("make_order", args=["purchase_quote", document.pk])).status_code == 404
    )
    assert client.put(reverse("make_order", args=[document.kind, document.pk])).status_code == 405


@pytest.mark.rule("QUOTE-002")
def test_vendor_and_customer_stay_apart(bolt):
    bought = quote(K.PURCHASE_QUOTE, bolt, lot("A", 1), vendor=VendorFactory(no="V7"))
    sold = quote(K.SALES_QUOTE, bolt, lot("A", 1), customer=CustomerFactory(no="C7"))

    assert (made_of(bought).vendor.no, made_of(sold).customer.no) == ("V7", "C7")
