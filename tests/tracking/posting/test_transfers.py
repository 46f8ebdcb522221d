"""Transfer orders: shipped into transit, received out of it, or both at once (POST section 19)."""

from datetime import date

import pytest
from django.db import IntegrityError, transaction

from tests.factories import ItemFactory, code_with, lot_code, serial_code, transfer_order
from tests.tracking.posting.desk import (
    JAN_2,
    JAN_5,
    JAN_10,
    JUN_30,
    applications,
    at,
    card,
    entries,
    everything,
    lot,
    moving,
    post,
    purchase,
    receive,
    refusal,
    refused,
    renamed,
    sales,
    serial,
    ship,
    the_line,
    with_line,
)
from tracking.posting import errors, preview_document
from tracking.tracing.graph import Direction
from tracking.tracing.request import TraceRequest
from tracking.tracing.tree import trace
from wms.documents.kinds import PostedKind, Step
from wms.documents.models import Document, DocumentStatus, PostedDocument
from wms.inventory.models import InventorySetup, Location
from wms.ledger.checks.registry import ledger_differences
from wms.ledger.models import ItemLedgerEntry, Register

JAN_12 = date(2026, 1, 12)
JAN_14 = date(2026, 1, 14)


@pytest.fixture
def bolt(db):
    return ItemFactory(no="BOLT", item_tracking_code=lot_code())


@pytest.fixture
def lamp(db):
    return ItemFactory(no="LAMP", item_tracking_code=serial_code())


def transfer(item, *numbers, quantity=None, line=None, **header) -> Document:
    return with_line(transfer_order(**header), item, *numbers, quantity=quantity, **(line or {}))


def out(order: Document, **how):
    return post(order, step=Step.SHIP, **how)


def into(order: Document, **how):
    return post(order, step=Step.RECEIVE, **how)


# The two movements


@pytest.mark.rule("POST-001", "POST-145", "POST-147", "POST-015")
def test_the_worked_example_24_4(bolt):
    receive(bolt, lot("A", 4), posting_date=JAN_2)
    receive(bolt, lot("A", 5), posting_date=JAN_10)
    ship(bolt, lot("A", 7))
    order = transfer(bolt, lot("A", 2), no="TO1")

    shipped = out(order, posting_date=JAN_12)
    received = into(order, posting_date=JAN_14)

    assert entries("entry_no", "posting_date", "location__code", "lot_no", "quantity",
                   "remaining_quantity", pk__gt=3) == [
        (4, JAN_12, "EAST", "A", -2, 0),
        (5, JAN_12, "TRANSIT", "A", 2, 0),
        (6, JAN_14, "TRANSIT", "A", -2, 0),
        (7, JAN_14, "WEST", "A", 2, 2),
    ]  # fmt: skip
    assert applications()[-4:] == [
        (4, 2, 4, 0, -2),
        (5, 5, 4, 2, 2),
        (6, 5, 6, 0, -2),
        (7, 7, 6, 5, 2),
    ]
    assert entries(
        "entry_type", "document_type", "document_no", "order__no", "order_line_no", pk__gt=3
    ) == [
        ("transfer", "transfer_shipment", shipped.posted_document.no, "TO1", 10000),
        ("transfer", "transfer_shipment", shipped.posted_document.no, "TO1", 10000),
        ("transfer", "transfer_receipt", received.posted_document.no, "TO1", 10000),
        ("transfer", "transfer_receipt", received.posted_document.no, "TO1", 10000),
    ]
    assert entries("invoiced_quantity", pk__gt=3) == [(-2,), (2,), (-2,), (2,)]


@pytest.mark.rule("POST-145")
def test_one_positive_entry_for_each_entry_that_was_consumed(bolt):
    receive(bolt, lot("A", 4))
    receive(bolt, lot("A", 3))
    order = transfer(bolt, lot("A", 6))

    out(order)
    into(order)

    assert entries("location__code", "quantity", "remaining_quantity", pk__gt=2) == [
        ("EAST", -6, 0),
        ("TRANSIT", 4, 0),
        ("TRANSIT", 2, 0),
        ("TRANSIT", -6, 0),
        ("WEST", 4, 4),
        ("WEST", 2, 2),
    ]
    assert applications()[2:] == [
        (3, 1, 3, 0, -4),
        (3, 2, 3, 0, -2),
        (4, 4, 3, 1, 4),
        (5, 5, 3, 2, 2),
        (6, 4, 6, 0, -4),
        (6, 5, 6, 0, -2),
        (7, 7, 6, 4, 4),
        (8, 8, 6, 5, 2),
    ]


@pytest.mark.rule("POST-149", "POST-120", "POST-116", "POST-121")
def test_partial_steps_add_up_and_the_complete_order_closes(bolt):
    receive(bolt, lot("A", 6), lot("B", 4))
    order = transfer(bolt, lot("A", 6), lot("B", 4))
    line = the_line(order)
    _to_handle(order, A=6, B=0)
    out(order)
    _to_receive(order, A=4)
    into(order)
    assert _figures(order) == {"A": (6, 4, 2), "B": (0, 0, 0)}
    out(order)
    line.refresh_from_db()
    assert (line.qty_handled, line.qty_received, line.qty_to_receive) == (10, 4, 6)
    order.refresh_from_db()
    assert order.status == DocumentStatus.RELEASED
    into(order)

    line.refresh_from_db()
    order.refresh_from_db()
    assert (line.qty_handled, line.qty_received) == (10, 10)
    assert (line.qty_to_handle, line.qty_to_receive) == (0, 0)
    assert _figures(order) == {"A": (6, 6, 0), "B": (4, 4, 0)}
    assert order.status == DocumentStatus.CLOSED
    assert list(
        PostedDocument.objects.filter(source=order)
        .order_by("pk")
        .values_list("kind", "lines__quantity", "lines__location__code")
    ) == [
        ("transfer_shipment", 6, "EAST"),
        ("transfer_receipt", 4, "WEST"),
        ("transfer_shipment", 4, "EAST"),
        ("transfer_receipt", 6, "WEST"),
    ]
    assert entries("lot_no", "quantity", location__code="WEST") == [("A", 4), ("A", 2), ("B", 4)]


def _to_handle(order, **quantities):
    for number, quantity in quantities.items():
        order.lines.get().tracking_lines.filter(lot_no=number).update(qty_to_handle=quantity)
    order.lines.update(
        qty_to_handle=sum(quantities.values()), qty_to_handle_base=sum(quantities.values())
    )


def _to_receive(order, **quantities):
    for number, quantity in quantities.items():
        order.lines.get().tracking_lines.filter(lot_no=number).update(qty_to_receive=quantity)
    order.lines.update(
        qty_to_receive=sum(quantities.values()), qty_to_receive_base=sum(quantities.values())
    )


def _figures(order):
    rows = order.lines.get().tracking_lines.filter(session=None)
    return {row.lot_no: (row.qty_handled, row.qty_received, row.qty_to_receive) for row in rows}


# The way that the goods take


@pytest.mark.rule("POST-143")
def test_only_a_released_order_is_posted(bolt):
    receive(bolt, lot("A", 2))
    order = transfer(bolt, lot("A", 2), no="TO1", status=DocumentStatus.OPEN)

    for step in (Step.SHIP, Step.RECEIVE):
        assert refusal(order, step=step) == [
            "Transfer order TO1: Status must be Released, not Open. Release the order first."
        ]


@pytest.mark.rule("POST-143", "SET-131")
def test_the_places_are_looked_at_again_when_posting(bolt):
    receive(bolt, lot("A", 2))
    order = transfer(bolt, lot("A", 2), no="TO1")
    Location.objects.filter(code="TRANSIT").update(use_as_in_transit=False)
    Location.objects.filter(code="WEST").update(use_as_in_transit=True)

    assert [one.field for one in refused(order, step=Step.SHIP).violations] == [
        "transfer_to",
        "in_transit",
    ]


@pytest.mark.rule("POST-002")
def test_nothing_to_receive_is_refused_before_anything_is_shipped(bolt):
    receive(bolt, lot("A", 2))
    order = transfer(bolt, lot("A", 2), no="TO1")

    [text] = refusal(order, step=Step.RECEIVE)

    assert "Qty. to Receive" in text


@pytest.mark.rule("POST-113")
@pytest.mark.parametrize(
    ("step", "direct", "field"),
    [
        (Step.SHIP, False, "posted_transfer_shipment_nos"),
        (Step.RECEIVE, False, "posted_transfer_receipt_nos"),
        (Step.HANDLE, True, "posted_direct_transfer_nos"),
    ],
)
def test_each_posted_document_has_its_own_series(bolt, step, direct, field):
    receive(bolt, lot("A", 2))
    order = transfer(bolt, lot("A", 2), direct_transfer=direct)
    if step is Step.RECEIVE:
        out(order)
    InventorySetup.objects.update(**{field: None})

    [text] = refusal(order, step=step)

    assert InventorySetup._meta.get_field(field).verbose_name in text


@pytest.mark.rule("POST-011")
def test_nothing_but_a_transfer_order_takes_goods_out_of_transit(bolt):
    receive(bolt, lot("A", 2))
    out(transfer(bolt, lot("A", 2)))
    transit = Location.objects.get(code="TRANSIT")

    for document in (
        sales(bolt, lot("A", 2), location=transit),
        moving(bolt, renamed(lot("A", 2), lot="B"), location=transit),
        moving(bolt, renamed(lot("A", 2)), location=transit, to=at("WEST")),
    ):
        found = refused(document).violations
        assert {one.rule for one in found} & {"POST-011"}


# One set of tracking


@pytest.mark.rule("POST-144", "ITL-170", "ITL-171")
def test_what_was_shipped_is_what_is_received(lamp):
    receive(lamp, serial("S1"), serial("S2"), serial("S3"))
    order = transfer(lamp, serial("S1"), serial("S2"), serial("S3"))

    out(order)

    rows = the_line(order).tracking_lines.order_by("serial_no")
    assert [(row.serial_no, row.qty_to_receive) for row in rows] == [
        ("S1", 1),
        ("S2", 1),
        ("S3", 1),
    ]
    into(order)
    assert entries("serial_no", "remaining_quantity", location__code="WEST") == [
        ("S1", 1),
        ("S2", 1),
        ("S3", 1),
    ]


@pytest.mark.rule("POST-144", "ITL-173")
def test_only_what_was_shipped_can_be_received(bolt):
    receive(bolt, lot("A", 6), lot("B", 4))
    order = transfer(bolt, lot("A", 6), lot("B", 4))
    _to_handle(order, A=6, B=0)

    out(order)
    into(order)

    assert entries("lot_no", "quantity", location__code="WEST") == [("A", 6)]
    assert _figures(order) == {"A": (6, 6, 0), "B": (0, 0, 0)}


@pytest.mark.rule("POST-146", "POST-048")
def test_what_is_received_of_the_numbers_must_agree_with_the_line(bolt):
    receive(bolt, lot("A", 6), lot("B", 4))
    order = transfer(bolt, lot("A", 6), lot("B", 4), no="TO1")
    out(order)
    _to_receive(order, A=3, B=0)
    order.lines.update(qty_to_receive=5, qty_to_receive_base=5)

    assert refusal(order, step=Step.RECEIVE) == [
        "Transfer order TO1, line 10000: Item BOLT: the item tracking lines have 3 to handle, but"
        " Qty. to Receive is 5 (base units). Make the two equal, for example at number A."
    ]


@pytest.mark.rule("POST-116")
def test_rows_that_were_left_out_are_to_be_received_next(bolt):
    receive(bolt, lot("A", 6), lot("B", 4))
    order = transfer(bolt, lot("A", 6), lot("B", 4))
    out(order)
    _to_receive(order, A=3, B=0)

    into(order)

    assert _figures(order) == {"A": (6, 3, 3), "B": (4, 0, 4)}
    assert the_line(order).qty_to_receive == 7


@pytest.mark.rule("POST-050")
def test_a_single_lot_is_received_as_far_as_the_line_says(bolt):
    receive(bolt, lot("A", 6))
    order = transfer(bolt, lot("A", 6))
    out(order)
    order.lines.update(qty_to_receive=2, qty_to_receive_base=2)

    into(order)

    assert _figures(order) == {"A": (6, 2, 4)}


@pytest.mark.rule("POST-148")
def test_the_database_keeps_no_more_received_than_shipped(bolt):
    receive(bolt, lot("A", 6))
    order = transfer(bolt, lot("A", 6), quantity=6)
    _to_handle(order, A=4)
    out(order)
    row = the_line(order).tracking_lines

    for change in ({"qty_received": 5}, {"qty_to_receive": 5}):
        with pytest.raises(IntegrityError), transaction.atomic():
            row.update(**change)
    for change in ({"qty_received_base": 5}, {"qty_to_receive_base": 5}):
        with pytest.raises(IntegrityError), transaction.atomic():
            order.lines.update(**change)


@pytest.mark.rule("POST-148", "POST-032")
def test_goods_in_transit_for_another_order_are_never_touched(bolt):
    receive(bolt, lot("A", 6))
    first = transfer(bolt, lot("A", 2))
    second = transfer(bolt, lot("A", 4))
    out(first)
    out(second)

    into(second)

    assert entries("order__no", "remaining_quantity", location__code="TRANSIT", quantity__gt=0) == [
        (first.no, 2),
        (second.no, 0),
    ]
    assert applications()[-1][3] == 5  # transferred from what the second order had in transit


@pytest.mark.rule("POST-032")
def test_untracked_goods_are_received_by_the_line_that_shipped_them(db):
    nut = ItemFactory(no="NUT")
    receive(nut, quantity=9)
    first = transfer(nut, quantity=4)
    with_line(first, nut, quantity=3)
    second = transfer(nut, quantity=2)
    out(first)
    out(second)
    first.lines.filter(line_no=10000).update(qty_to_receive=0, qty_to_receive_base=0)

    into(first)

    assert entries(
        "order__no", "order_line_no", "remaining_quantity", location__code="TRANSIT", quantity__gt=0
    ) == [(first.no, 10000, 4), (first.no, 20000, 0), (second.no, 10000, 2)]


@pytest.mark.rule("POST-032", "POST-027")
def test_what_is_no_longer_in_transit_is_refused(bolt):
    receive(bolt, lot("A", 2))
    order = transfer(bolt, lot("A", 2), no="TO1")
    out(order)
    ItemLedgerEntry.objects.filter(location__code="TRANSIT").update(remaining_quantity=0)

    [violation] = refused(order, step=Step.RECEIVE).violations

    assert isinstance(violation, errors.NotEnoughStock)


# Direct transfers


@pytest.mark.rule("POST-150", "POST-001")
def test_a_direct_transfer_is_one_step(bolt):
    receive(bolt, lot("A", 6))
    order = transfer(bolt, lot("A", 6), direct_transfer=True)

    posted = post(order)

    assert posted.posted_document.kind == PostedKind.DIRECT_TRANSFER
    assert entries(
        "location__code", "quantity", "remaining_quantity", "document_type", pk__gt=1
    ) == [
        ("EAST", -6, 0, "direct_transfer"),
        ("WEST", 6, 6, "direct_transfer"),
    ]
    order.refresh_from_db()
    line = the_line(order)
    assert (line.qty_handled, line.qty_received, line.qty_to_receive) == (6, 6, 0)
    assert _figures(order) == {"A": (6, 6, 0)}
    assert order.status == DocumentStatus.CLOSED


@pytest.mark.rule("POST-150")
def test_a_direct_transfer_takes_whole_lines(bolt):
    receive(bolt, lot("A", 6))
    order = transfer(bolt, lot("A", 6), direct_transfer=True, no="TO1")
    _to_handle(order, A=4)

    assert refusal(order) == [
        "Transfer order TO1, line 10000: Qty. to Ship must be the whole Quantity 6, not 4, because Direct"
        " Transfer is on. Ship all of the line, or lower its Quantity."
    ]


@pytest.mark.rule("POST-150")
def test_a_direct_transfer_over_an_in_transit_location_makes_both_documents(bolt):
    receive(bolt, lot("A", 6))
    over = at("TRANSIT", use_as_in_transit=True)
    order = transfer(bolt, lot("A", 6), direct_transfer=True, over=over)
    _to_handle(order, A=4)

    preview = preview_document(document=order, by=order.created_by)
    posted = post(order, request_key="once")
    again = post(order, request_key="once")

    assert [entry.quantity for entry in preview.entries] == [-4, 4, -4, 4]
    assert posted.entry_count == 4
    assert again.was_posted_before
    assert entries(
        "location__code", "quantity", "remaining_quantity", "document_type", pk__gt=1
    ) == [
        ("EAST", -4, 0, "transfer_shipment"),
        ("TRANSIT", 4, 0, "transfer_shipment"),
        ("TRANSIT", -4, 0, "transfer_receipt"),
        ("WEST", 4, 4, "transfer_receipt"),
    ]
    assert _figures(order) == {"A": (4, 4, 0)}


@pytest.mark.rule("POST-150", "POST-166", "POST-113")
def test_both_documents_are_made_or_none(bolt):
    receive(bolt, lot("A", 6))
    over = at("TRANSIT", use_as_in_transit=True)
    west = at("WEST", require_receive=True)
    order = transfer(bolt, lot("A", 6), direct_transfer=True, over=over, to=west)

    [violation] = refused(order).violations
    assert violation.field == "qty_to_receive"
    for field in ("posted_transfer_shipment_nos", "posted_transfer_receipt_nos"):
        kept = InventorySetup.objects.values_list(field, flat=True).get()
        InventorySetup.objects.update(**{field: None})
        [text] = refusal(order)
        assert InventorySetup._meta.get_field(field).verbose_name in text
        InventorySetup.objects.update(**{field: kept})


@pytest.mark.rule("POST-150", "WHS-005")
def test_where_receipts_are_required_a_transfer_arrives_by_a_warehouse_receipt(bolt):
    receive(bolt, lot("A", 6))
    west = at("WEST", require_receive=True)
    direct = transfer(bolt, lot("A", 2), direct_transfer=True, to=west)
    in_two = transfer(bolt, lot("A", 2), to=west)
    out(in_two)

    for order, step in ((direct, Step.HANDLE), (in_two, Step.RECEIVE)):
        [violation] = refused(order, step=step).violations
        assert (violation.rule, violation.field) == ("WHS-005", "qty_to_receive")


@pytest.mark.rule("WHS-005")
def test_where_shipments_are_required_a_transfer_leaves_by_a_warehouse_shipment(bolt):
    receive(bolt, lot("A", 6))
    order = transfer(bolt, lot("A", 2))
    Location.objects.filter(code="EAST").update(require_shipment=True)

    [violation] = refused(order, step=Step.SHIP).violations

    assert (violation.rule, violation.field) == ("WHS-005", "qty_to_handle")


# Numbers, dates and stock


@pytest.mark.rule("POST-151", "POST-041", "SET-039e")
@pytest.mark.parametrize("kind", ["serial", "lot", "package"])
@pytest.mark.parametrize("direct", [False, True])
def test_the_transfer_switch_asks_for_the_number(kind, direct):
    prefix = {"serial": "sn"}.get(kind, kind)
    item = ItemFactory(item_tracking_code=code_with("T", **{f"{prefix}_transfer_tracking": True}))
    receive(item, quantity=2)
    order = transfer(item, quantity=2, direct_transfer=direct)

    [violation] = refused(order).violations

    assert (violation.rule, violation.field) == ("POST-041", f"{kind}_no")


@pytest.mark.rule("POST-151", "POST-106", "POST-027")
def test_more_than_there_is_never_leaves(bolt):
    nut = ItemFactory(no="NUT")
    receive(bolt, lot("A", 2))
    order = transfer(bolt, lot("A", 3), no="TO1")
    with_line(order, nut, quantity=1)

    found = refused(order, step=Step.SHIP).violations

    assert [(one.line_no, type(one)) for one in found] == [
        (10000, errors.NotEnoughStock),
        (20000, errors.NotEnoughStock),
    ]


@pytest.mark.rule("POST-152", "POST-059")
def test_a_serial_in_transit_is_in_stock_and_nowhere_available(lamp):
    receive(lamp, serial("S1"))
    order = transfer(lamp, serial("S1"))
    out(order)

    [again] = refused(purchase(lamp, serial("S1"))).violations
    assert isinstance(again, errors.SerialInStock)
    for code in ("EAST", "WEST"):
        [short] = refused(sales(lamp, serial("S1"), location=at(code))).violations
        assert isinstance(short, errors.NotEnoughStock)
        assert "TRANSIT has 1" in short.text


@pytest.mark.rule("POST-062")
def test_a_serial_that_is_transferred_does_not_clash_with_itself(lamp):
    receive(lamp, serial("S1"))
    order = transfer(lamp, serial("S1"))

    out(order)
    into(order)
    post(transfer(lamp, serial("S1"), location=at("WEST"), to=at("EAST"), direct_transfer=True))

    assert entries("location__code", "quantity") == [
        ("EAST", 1), ("EAST", -1), ("TRANSIT", 1), ("TRANSIT", -1), ("WEST", 1), ("WEST", -1),
        ("EAST", 1),
    ]  # fmt: skip


@pytest.fixture
def tea(db):
    return ItemFactory(
        no="TEA",
        item_tracking_code=lot_code(strict_expiration_posting=True, warranty_date_formula="1Y"),
    )


@pytest.mark.rule("POST-101", "POST-104", "POST-147", "SET-063", "SET-070")
def test_expiration_and_warranty_travel_along(tea):
    receive(tea, lot("A", 6, expiration_date=JUN_30, warranty_date=JAN_14), posting_date=JAN_2)
    order = transfer(tea, lot("A", 6))

    out(order, posting_date=JAN_5)
    into(order, posting_date=JAN_10)

    assert set(entries("expiration_date", "warranty_date")) == {(JUN_30, JAN_14)}


@pytest.mark.rule("POST-102", "POST-147")
def test_a_warranty_that_is_stated_for_the_shipment_is_kept_all_the_way(tea):
    receive(tea, lot("A", 6, expiration_date=JUN_30))
    order = transfer(tea, lot("A", 6, warranty_date=JAN_14))

    out(order)
    into(order)

    assert set(entries("warranty_date", pk__gt=1)) == {(JAN_14,)}


@pytest.mark.rule("POST-103", "POST-104")
def test_a_required_warranty_is_carried_over_before_it_is_asked_for(db):
    item = ItemFactory(item_tracking_code=lot_code(require_warranty_date_entry=True))
    receive(item, lot("A", 6, warranty_date=JAN_14))

    out(transfer(item, lot("A", 6)))

    assert set(entries("warranty_date")) == {(JAN_14,)}


@pytest.mark.rule("POST-096", "POST-097", "SET-068")
@pytest.mark.parametrize("direct", [False, True])
def test_expired_goods_are_not_shipped_on_a_transfer_order(tea, direct):
    receive(tea, lot("A", 6, expiration_date=JUN_30))
    order = transfer(tea, lot("A", 6), direct_transfer=direct)

    [violation] = refused(order, posting_date=date(2026, 7, 1)).violations
    posted = post(order, posting_date=JUN_30)

    assert isinstance(violation, errors.NumberExpired)
    assert posted.entry_count == 2


@pytest.mark.rule("POST-098", "SET-068")
def test_goods_that_expire_in_transit_arrive(tea):
    receive(tea, lot("A", 6, expiration_date=JUN_30))
    order = transfer(tea, lot("A", 6))
    out(order, posting_date=JUN_30)

    into(order, posting_date=date(2026, 7, 1))

    [violation] = refused(
        sales(tea, lot("A", 6), location=at("WEST"), posting_date=date(2026, 7, 1))
    ).violations
    assert isinstance(violation, errors.NumberExpired)


@pytest.mark.rule("POST-077")
def test_a_blocked_number_is_told_once(bolt):
    receive(bolt, lot("A", 6))
    card("lot", bolt, "A", blocked=True)

    [violation] = refused(transfer(bolt, lot("A", 6)), step=Step.SHIP).violations

    assert (violation.rule, violation.field) == ("POST-077", "lot_no")


@pytest.mark.rule("POST-044", "POST-029")
def test_a_number_that_is_only_recorded_travels_along(db):
    item = ItemFactory(item_tracking_code=code_with("FREE"))
    receive(item, quantity=3)
    receive(item, lot("X", 2))
    order = transfer(item, lot("X", 3))

    out(order)
    into(order)

    assert entries("location__code", "lot_no", "quantity", pk__gt=2) == [
        ("EAST", "X", -3),
        ("TRANSIT", "X", 1),
        ("TRANSIT", "X", 2),
        ("TRANSIT", "X", -3),
        ("WEST", "X", 1),
        ("WEST", "X", 2),
    ]
    assert entries("remaining_quantity", pk__lte=2) == [(2,), (0,)]


@pytest.mark.rule("POST-153", "POST-035")
def test_a_row_may_name_the_entry_that_is_shipped(bolt):
    receive(bolt, lot("A", 4))
    receive(bolt, lot("A", 4))
    order = transfer(bolt, lot("A", 3, applies_to_entry_no=2))

    out(order)
    into(order)

    assert entries("remaining_quantity", pk__lte=2) == [(4,), (1,)]
    assert entries("location__code", "remaining_quantity", pk__gt=2, quantity__gt=0) == [
        ("TRANSIT", 0),
        ("WEST", 3),
    ]


# Posting as such


@pytest.mark.rule("POST-171")
@pytest.mark.parametrize("step", [Step.SHIP, Step.RECEIVE])
def test_the_same_request_posts_once(bolt, step):
    receive(bolt, lot("A", 6))
    order = transfer(bolt, lot("A", 6))
    if step is Step.RECEIVE:
        out(order)

    first = post(order, step=step, request_key="once")
    again = post(order, step=step, request_key="once")

    assert again.register == first.register
    assert again.was_posted_before


@pytest.mark.rule("POST-173")
@pytest.mark.parametrize("step", [Step.SHIP, Step.RECEIVE])
def test_a_preview_shows_both_halves_and_keeps_nothing(bolt, step):
    receive(bolt, lot("A", 6))
    order = transfer(bolt, lot("A", 6))
    if step is Step.RECEIVE:
        out(order)
    before = everything()

    preview = preview_document(document=order, by=order.created_by, step=step)

    assert [entry.quantity for entry in preview.entries] == [-6, 6]
    assert everything() == before


@pytest.mark.rule("POST-004")
def test_a_negative_line_is_refused_whatever_wrote_it(bolt):
    receive(bolt, lot("A", 6))
    order = transfer(bolt, lot("A", 6), quantity=-6)

    assert "POST-004" in {one.rule for one in refused(order, step=Step.SHIP).violations}


@pytest.mark.rule("POST-110")
def test_a_receipt_dated_before_the_shipment_is_told(bolt):
    receive(bolt, lot("A", 6), posting_date=JAN_2)
    order = transfer(bolt, lot("A", 6))
    out(order, posting_date=JAN_10)

    [warning] = into(order, posting_date=JAN_5).warnings

    assert isinstance(warning, errors.OutboundBeforeInbound)


@pytest.mark.rule("POST-174")
def test_each_step_is_a_register_of_its_own(bolt):
    receive(bolt, lot("A", 6))
    order = transfer(bolt, lot("A", 6))

    out(order)
    into(order)

    registers = Register.objects.order_by("no").values_list("from_entry_no", "to_entry_no")
    assert list(registers) == [(1, 1), (2, 3), (4, 5)]


@pytest.mark.rule("POST-017")
def test_the_book_stays_right(bolt, lamp):
    receive(bolt, lot("A", 6), lot("B", 3))
    receive(lamp, serial("S1"), serial("S2"))
    order = transfer(bolt, lot("A", 4), lot("B", 3))
    with_line(order, lamp, serial("S1"), serial("S2"))
    out(order)
    into(order)

    assert ledger_differences() == []


@pytest.mark.rule("POST-148")
def test_an_order_that_says_otherwise_than_its_goods_is_found(bolt):
    receive(bolt, lot("A", 6))
    order = transfer(bolt, lot("A", 4), no="TO1")
    out(order)

    order.lines.update(qty_received_base=1, qty_to_receive_base=0)

    [found] = ledger_differences()
    assert found.where == "Transfer order TO1, line 10000, in transit"
    assert (found.expected, found.found) == ("3 (shipped less received)", "4")


# Following the goods


@pytest.mark.rule("TRC-011", "TRC-007")
def test_a_trace_goes_through_the_transfer_level_by_level(bolt):
    receive(bolt, lot("A", 6))
    order = transfer(bolt, lot("A", 4))
    out(order)
    into(order)
    ship(bolt, lot("A", 1), location=at("WEST"))

    def levels(direction):
        lines = trace(TraceRequest(direction=direction, lot_no="A")).lines
        return [
            (line.level, line.entry.location.code, int(line.entry.quantity), line.description)
            for line in lines
            if not line.already_traced
        ]

    forward = levels(Direction.FORWARD)
    assert forward == [
        (0, "EAST", 6, "Purchase Receipt"),
        (1, "EAST", -4, "Transfer Shipment"),
        (2, "TRANSIT", 4, "Transfer Shipment"),
        (3, "TRANSIT", -4, "Transfer Receipt"),
        (4, "WEST", 4, "Transfer Receipt"),
        (5, "WEST", -1, "Sales Shipment"),
    ]
    backward = levels(Direction.BACKWARD)
    assert [entry[1:] for entry in backward] == [entry[1:] for entry in reversed(forward)]
