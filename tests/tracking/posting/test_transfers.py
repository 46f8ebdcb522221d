"""Transfer orders: shipped into transit and received out of it (POST section 19)."""

from decimal import Decimal

import pytest

from tests.factories import ItemFactory
from tests.tracking.posting.desk import (
    JAN_2,
    JAN_5,
    JAN_10,
    JAN_12,
    JAN_14,
    applications,
    at,
    entries,
    everything,
    figures,
    into,
    lot,
    moving,
    out,
    post,
    receive,
    refusal,
    refused,
    renamed,
    sales,
    serial,
    ship,
    status,
    the_line,
    to_handle,
    to_receive,
    transfer,
    with_line,
)
from tracking.posting import errors, preview_document
from tracking.tracing.graph import Direction
from tracking.tracing.request import TraceRequest
from tracking.tracing.tree import trace
from wms.documents.kinds import Step
from wms.documents.models import DocumentStatus, PostedDocument
from wms.inventory.models import InventorySetup, Location
from wms.ledger.checks.registry import ledger_differences
from wms.ledger.models import Register

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
    to_handle(order, A=6, B=0)
    out(order)
    to_receive(order, A=4)
    into(order)
    assert figures(order) == {"A": (6, 4, 2), "B": (0, 0, 0)}
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
    assert figures(order) == {"A": (6, 6, 0), "B": (4, 4, 0)}
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


@pytest.mark.rule("POST-149", "POST-120")
def test_what_is_left_in_base_units_keeps_the_order_open():
    """A crate holds so many that all but one of them are the whole crate, to five decimals."""
    crate = Decimal(1_000_000)
    seed = ItemFactory()
    receive(seed, quantity=crate)
    order = transfer(seed, quantity=crate)
    order.lines.update(qty_per_unit=crate, quantity=1, qty_to_handle=1)
    out(order)
    order.lines.update(qty_to_receive=1, qty_to_receive_base=crate - 1)

    into(order)

    assert list(
        order.lines.values_list("qty_received", "qty_to_receive", "qty_to_receive_base")
    ) == [(1, 0, 1)]
    assert status(order) == DocumentStatus.RELEASED
    into(order)
    assert status(order) == DocumentStatus.CLOSED
    assert entries("quantity", location__code="WEST") == [(crate - 1,), (1,)]


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
