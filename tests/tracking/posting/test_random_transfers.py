"""Random histories of transfer orders, shipped and received in parts, beside the plainest book there is."""

from collections import Counter
from dataclasses import dataclass, field

import pytest
from django.db import transaction
from hypothesis import HealthCheck, event, given, settings
from hypothesis import strategies as st

from tests.factories import (
    ItemFactory,
    UserFactory,
    lot_code,
    setup_series,
    transfer_order,
)
from tests.tracking.posting.desk import at, everything, lot, post, purchase, sales, with_line
from wms.core.errors import Refused
from wms.documents.kinds import Step
from wms.documents.models import Document
from wms.ledger.checks import ledger_differences
from wms.ledger.models import ItemLedgerEntry

PLACES = ["EAST", "WEST"]
LOTS = ["A", "B"]
quantities = st.dictionaries(st.sampled_from(LOTS), st.integers(1, 4), min_size=1)


@dataclass
class Way:
    """An order as the plain book sees it: what is still to be shipped, and what is on its way, by lot."""

    document: Document
    start: str
    end: str
    open: Counter
    transit: Counter = field(default_factory=Counter)


@dataclass
class PlainBook:
    stock: Counter = field(default_factory=Counter)
    ways: list[Way] = field(default_factory=list)

    def may_take(self, place: str, wanted: Counter) -> bool:
        return all(self.stock[place, name] >= quantity for name, quantity in wanted.items())

    def take(self, place: str, wanted: Counter, sign: int = -1) -> None:
        for name, quantity in wanted.items():
            self.stock[place, name] += sign * quantity


def _numbers(wanted):
    return [lot(name, quantity) for name, quantity in sorted(wanted.items())]


def _part(draw, whole: Counter) -> Counter:
    """Some of it; perhaps nothing."""
    return Counter({name: draw(st.integers(0, quantity)) for name, quantity in whole.items()})


def _say(way: Way, column: str, part: Counter) -> None:
    line = way.document.lines.get()
    for row in line.tracking_lines.filter(session=None):
        setattr(row, column, part[row.lot_no])
        row.save(update_fields=[column])
    total = sum(part.values())
    way.document.lines.update(**{column: total, f"{column}_base": total})


def _posts(document: Document, expected: bool, **how) -> bool:
    """Post; refused exactly where the plain book refuses, and then without a trace."""
    if expected:
        post(document, **how)
        return True
    before = everything()
    with pytest.raises(Refused), transaction.atomic():
        post(document, **how)
    assert everything() == before
    return False


def _step(draw, book: PlainBook, item, by) -> None:
    does = draw(
        st.sampled_from(["purchase", "sale", "order", "ship", "ship", "receive", "receive"])
    )
    place = draw(st.sampled_from(PLACES))
    if does == "purchase":
        wanted = Counter(draw(quantities))
        post(purchase(item, *_numbers(wanted), location=at(place), created_by=by))
        book.take(place, wanted, +1)
    elif does == "sale":
        wanted = Counter(draw(quantities))
        order = sales(item, *_numbers(wanted), location=at(place), created_by=by)
        if _posts(order, book.may_take(place, wanted)):
            book.take(place, wanted)
    elif does == "order":
        wanted = Counter(draw(quantities))
        end = PLACES[1 - PLACES.index(place)]
        order = transfer_order(location=at(place), to=at(end), created_by=by)
        with_line(order, item, *_numbers(wanted))
        book.ways.append(Way(order, place, end, wanted))
    elif book.ways:
        way = draw(st.sampled_from(book.ways))
        _move(draw, book, way, does)
    event(does)


def _move(draw, book: PlainBook, way: Way, does: str) -> None:
    way.document.refresh_from_db()
    closed = way.document.is_closed
    if does == "ship":
        part = _part(draw, way.open)
        if not closed:
            _say(way, "qty_to_handle", part)
        expected = not closed and sum(part.values()) > 0 and book.may_take(way.start, part)
        if _posts(way.document, expected, step=Step.SHIP):
            book.take(way.start, part)
            way.open -= part
            way.transit += part
        return
    part = _part(draw, way.transit)
    if not closed:
        _say(way, "qty_to_receive", part)
    if _posts(way.document, not closed and sum(part.values()) > 0, step=Step.RECEIVE):
        book.take(way.end, part, +1)
        way.transit -= part


def _compare(book: PlainBook, item) -> None:
    found: Counter = Counter()
    transit: dict[str, Counter] = {}
    for entry in ItemLedgerEntry.objects.in_inventory().filter(item=item):
        place = entry.location.code
        if place == "TRANSIT":
            transit.setdefault(entry.order.no, Counter())[entry.lot_no] += entry.remaining_quantity
        else:
            found[place, entry.lot_no] += entry.remaining_quantity
    assert found == +book.stock
    assert transit == {way.document.no: +way.transit for way in book.ways if +way.transit}
    assert ledger_differences() == []


@pytest.mark.rule("POST-148", "POST-149", "POST-032", "POST-145", "POST-166")
@pytest.mark.django_db
@given(data=st.data())
@settings(
    max_examples=12,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
def test_any_history_of_transfers_is_that_of_the_plain_book(data):
    point = transaction.savepoint()
    try:
        setup_series()
        item, by = ItemFactory(item_tracking_code=lot_code()), UserFactory()
        book = PlainBook()
        for _ in range(data.draw(st.integers(4, 12))):
            _step(data.draw, book, item, by)
            _compare(book, item)
    finally:
        transaction.savepoint_rollback(point)
