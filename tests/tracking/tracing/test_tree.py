"""What a trace finds: where goods came from, and where they went."""

from decimal import Decimal

import pytest
from django.db import connection

from tests.factories import ItemFactory, LocationFactory, code_with, lot_code, serial_code
from tests.ledger.book import Book
from tracking.tracing import tree
from tracking.tracing.graph import Direction
from tracking.tracing.request import TraceRequest
from tracking.tracing.tree import trace

pytestmark = pytest.mark.django_db

BACKWARD, FORWARD = Direction.BACKWARD, Direction.FORWARD


@pytest.fixture
def book():
    book = Book()
    book.posting()
    book.table = ItemFactory(no="TABLE", item_tracking_code=lot_code())
    book.chair = ItemFactory(no="1900-S", item_tracking_code=serial_code())
    return book


def told(direction=BACKWARD, **asked) -> list[tuple]:
    """(level, entry number, linked quantity) of every line."""
    return [
        (line.level, line.entry.pk, line.linked_quantity)
        for line in trace(TraceRequest(direction=direction, **asked)).lines
    ]


@pytest.mark.rule("TRC-006", "TRC-008", "TRC-018")
def test_given_a_lot_received_twice_when_traced_forward_then_each_receipt_starts_a_tree(book):
    first = book.receive(book.table, 10, lot_no="A")
    second = book.receive(book.table, 5, lot_no="A")
    sale = book.ship(book.table, 3, sources={first: 3}, lot_no="A")

    assert told(FORWARD, lot_no="A") == [
        (0, first.pk, None),
        (1, sale.pk, 3),
        (0, second.pk, None),
    ]


@pytest.mark.rule("TRC-007", "TRC-008", "TRC-025")
def test_given_a_lot_sold_twice_when_traced_backward_then_the_receipt_is_told_once(book):
    receipt = book.receive(book.table, 10, lot_no="A")
    first_sale = book.ship(book.table, 3, sources={receipt: 3}, lot_no="A")
    second_sale = book.ship(book.table, 2, sources={receipt: 2}, lot_no="A")

    lines = trace(TraceRequest(lot_no="A")).lines

    assert [(line.level, line.entry.pk, line.already_traced) for line in lines] == [
        (0, second_sale.pk, False),
        (1, receipt.pk, False),
        (0, first_sale.pk, False),
        (1, receipt.pk, True),
    ]


@pytest.mark.rule("TRC-012")
@pytest.mark.parametrize("asked", ["A", "B"])
def test_given_a_renamed_lot_when_traced_backward_then_both_names_lead_through_the_chain(
    book, asked
):
    receipt = book.receive(book.table, 6, lot_no="A")
    minus, plus = book.rename(book.table, {receipt: 6}, lot_no="A", new={"lot_no": "B"})
    sale = book.ship(book.table, 2, sources={plus: 2}, lot_no="B")

    chain = [plus.pk, minus.pk, receipt.pk]

    found = [entry for _, entry, _ in told(lot_no=asked)]
    assert found == ([sale.pk, *chain] if asked == "B" else chain)


@pytest.mark.rule("TRC-011", "TRC-012")
def test_given_a_renamed_and_moved_lot_when_traced_forward_then_the_levels_follow_the_goods(book):
    west = LocationFactory(code="WEST")
    receipt = book.receive(book.table, 6, lot_no="A")
    minus, plus = book.rename(
        book.table, {receipt: 6}, lot_no="A", new={"lot_no": "B"}, location=west
    )
    sale = book.ship(book.table, 2, sources={plus: 2}, lot_no="B", location=west)

    assert told(FORWARD, lot_no="A") == [
        (0, receipt.pk, None),
        (1, minus.pk, 6),
        (2, plus.pk, 6),
        (3, sale.pk, 2),
    ]


@pytest.mark.rule("TRC-014", "TRC-010")
def test_given_a_returned_serial_when_traced_then_the_return_leads_to_its_shipment_and_origin(book):
    receipt = book.receive(book.chair, 1, serial_no="S1", serial_is_specific=True)
    sale = book.ship(book.chair, 1, sources={receipt: 1}, serial_no="S1")
    returned = book.give_back(sale, 1)
    sold_again = book.ship(book.chair, 1, sources={returned: 1}, serial_no="S1")

    chain = [receipt.pk, sale.pk, returned.pk, sold_again.pk]

    assert [entry for _, entry, _ in told(FORWARD, serial_no="S1")] == chain
    assert told(serial_no="S1") == [
        (level, entry, None if level == 0 else 1) for level, entry in enumerate(reversed(chain))
    ]


@pytest.mark.rule("TRC-018")
def test_given_two_applications_of_one_pair_then_the_linked_quantity_is_their_sum(book):
    receipt = book.receive(book.table, 10, lot_no="A")
    sale = book.ship(book.table, 3, sources={receipt: Decimal("1.5")}, lot_no="A")
    book._consume(sale, {receipt: Decimal("1.5")})

    assert told(lot_no="A") == [(0, sale.pk, None), (1, receipt.pk, 3)]


@pytest.mark.rule("TRC-012")
def test_given_merged_lots_when_the_new_lot_is_traced_backward_then_all_of_them_are_found(book):
    a = book.receive(book.table, 6, lot_no="A")
    b = book.receive(book.table, 4, lot_no="B")
    _, plus_a = book.rename(book.table, {a: 6}, lot_no="A", new={"lot_no": "C"})
    _, plus_b = book.rename(book.table, {b: 4}, lot_no="B", new={"lot_no": "C"})

    found = {entry for _, entry, _ in told(lot_no="C")}

    assert {a.pk, b.pk, plus_a.pk, plus_b.pk} <= found


@pytest.mark.rule("TRC-009", "TRC-001")
def test_given_only_an_item_then_its_tracked_entries_are_traced_and_untracked_ones_are_not(book):
    mixed = ItemFactory(no="MIXED", item_tracking_code=code_with("FREEENTRY"))
    book.receive(mixed, 5)
    tracked = book.receive(mixed, 5, lot_no="L")

    assert told(item=mixed) == [(0, tracked.pk, None)]


@pytest.mark.rule("TRC-016")
def test_given_a_number_that_is_only_recorded_then_what_it_consumed_is_marked_possible(book):
    lamp = ItemFactory(
        no="LAMP", item_tracking_code=code_with("SNSALES", sn_sales_outbound_tracking=True)
    )
    receipt = book.receive(lamp, 10)
    sale = book.ship(lamp, 1, sources={receipt: 1}, serial_no="S1")

    lines = trace(TraceRequest(serial_no="S1")).lines

    assert [(line.entry.pk, line.is_possible) for line in lines] == [
        (sale.pk, False),
        (receipt.pk, True),
    ]


@pytest.mark.rule("TRC-016")
def test_given_a_specific_number_then_nothing_is_marked_possible(book):
    receipt = book.receive(book.table, 10, lot_no="A")
    book.ship(book.table, 1, sources={receipt: 1}, lot_no="A")

    assert not any(line.is_possible for line in trace(TraceRequest(lot_no="A")).lines)


@pytest.mark.rule("TRC-017")
def test_given_more_lines_than_are_told_at_once_then_the_branch_is_cut_and_goes_on(
    book, monkeypatch
):
    monkeypatch.setattr(tree, "MOST_LINES", 4)
    receipt = book.receive(book.table, 10, lot_no="A")
    sales = [book.ship(book.table, 1, sources={receipt: 1}, lot_no="A").pk for _ in range(6)]

    lines = trace(TraceRequest(direction=FORWARD, lot_no="A")).lines
    rest = trace(
        TraceRequest(direction=FORWARD, entry_no=receipt.pk, after=lines[0].more_after)
    ).lines

    assert [line.entry.pk for line in lines] == [receipt.pk, *sales[:4]]
    assert lines[0].more_after == sales[3]
    assert [line.entry.pk for line in rest] == [receipt.pk, *sales[4:]]
    assert not any(line.has_more for line in rest)


@pytest.mark.rule("TRC-017")
def test_given_a_chain_deeper_than_is_told_then_its_last_line_leads_on(book, monkeypatch):
    monkeypatch.setattr(tree, "MOST_LEVELS", 2)
    entry = book.receive(book.table, 6, lot_no="L0")
    for n in range(3):
        _, entry = book.rename(book.table, {entry: 6}, lot_no=f"L{n}", new={"lot_no": f"L{n + 1}"})

    lines = trace(TraceRequest(lot_no="L3")).lines
    rest = trace(TraceRequest(entry_no=lines[-1].entry.pk)).lines

    assert [line.level for line in lines] == [0, 1, 2]
    assert lines[-1].more_after == 0
    assert [line.level for line in rest] == [0, 1, 2]
    assert rest[-1].level == 2


@pytest.mark.rule("TRC-017")
def test_given_cut_branches_at_two_depths_then_every_entry_is_told_or_leads_on(book, monkeypatch):
    monkeypatch.setattr(tree, "MOST_LINES", 5)
    receipt = book.receive(book.table, 20, lot_no="A")
    halves = [
        book.rename(book.table, {receipt: 2}, lot_no="A", new={"lot_no": f"B{n}"}) for n in range(4)
    ]
    for _, plus in halves:
        book.ship(book.table, 1, sources={plus: 1}, lot_no=plus.lot_no)

    lines = trace(TraceRequest(direction=FORWARD, lot_no="A")).lines

    shown = {line.entry.pk for line in lines}
    assert {receipt.pk, *(minus.pk for minus, _ in halves)} <= shown
    for line in lines:
        if line.level == 1:
            assert line.has_more or lines[lines.index(line) + 1].level == 2


def test_given_another_item_with_the_same_lot_then_it_is_left_out(book):
    receipt = book.receive(book.table, 1, lot_no="A")
    book.receive(book.chair, 1, lot_no="A")

    assert told(lot_no="A", item=book.table) == [(0, receipt.pk, None)]


def test_given_nothing_posted_then_nothing_is_told(book):
    assert trace(TraceRequest(lot_no="NEVER")).lines == []


@pytest.mark.parametrize("direction", Direction)
def test_the_number_of_statements_does_not_grow_with_the_lines(
    book, direction, django_assert_num_queries
):
    one = book.receive(book.table, 1, lot_no="ONE")
    book.ship(book.table, 1, sources={one: 1}, lot_no="ONE")
    many = book.receive(book.table, 100, lot_no="MANY")
    for _ in range(30):
        book.ship(book.table, 1, sources={many: 1}, lot_no="MANY")

    for lot in ("ONE", "MANY"):
        with django_assert_num_queries(5 if direction == BACKWARD else 4):
            trace(TraceRequest(direction=direction, lot_no=lot))


@pytest.mark.parametrize("direction", Direction)
def test_every_step_is_a_look_up_by_index(book, direction, django_capture_queries):
    """However large the ledger: no statement of a trace reads a whole table."""
    receipt = book.receive(book.table, 10, lot_no="A")
    book.ship(book.table, 1, sources={receipt: 1}, lot_no="A")

    for sql in django_capture_queries(lambda: told(direction, lot_no="A")):
        for step in plan(sql):
            assert "Seq Scan on ledger_" not in step, sql
            assert not step.startswith(("SCAN ledger_", "SCAN a")), (step, sql)


@pytest.fixture
def django_capture_queries():
    from django.test.utils import CaptureQueriesContext

    def capture(run):
        with CaptureQueriesContext(
            connection,
        ) as captured:
            run()
        return [query["sql"] for query in captured]

    return capture


def plan(sql: str) -> list[str]:
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("set local enable_seqscan = off")
            cursor.execute(f"explain {sql}")
            return [row[0] for row in cursor.fetchall()]
        cursor.execute(f"explain query plan {sql}")
        return [row[3] for row in cursor.fetchall()]
