"""Random histories of receipts, shipments, journals and moves, compared with the plainest book there is."""

from contextlib import suppress
from datetime import date
from itertools import groupby

import pytest
from django.db import transaction
from django.db.models import Sum
from hypothesis import HealthCheck, event, given, note, settings
from hypothesis import strategies as st

from tests.factories import ItemFactory, UserFactory, code_with, setup_series
from tests.tracking.posting.desk import (
    adjustment,
    at,
    everything,
    moving,
    post,
    purchase,
    sales,
    with_line,
    with_moving_line,
)
from tests.tracking.posting.desk import applications as booked_applications
from tests.tracking.posting.reference import Book, Entry, Impossible, Line, Numbers, SetUp
from wms.core.errors import Refused
from wms.inventory.models import Item
from wms.ledger.checks import ledger_differences
from wms.ledger.models import ItemLedgerEntry

DAYS = [date(2026, 1, day) for day in (2, 5, 10)]
PLACES = ["EAST", "WEST"]
PLAIN = SetUp("PLAIN")
FREE = SetUp("FREE")
LOTS = SetUp("LOTS", ("lot",))
SERIALS = SetUp("SERIALS", ("serial",))
BOXED_LOTS = SetUp("BOXED", ("lot", "package"))
SERIALS_IN_LOTS = SetUp("BOTH", ("serial", "lot"))
ITEMS = [PLAIN, FREE, LOTS, SERIALS, BOXED_LOTS, SERIALS_IN_LOTS]

KINDS = ["purchase", "sales", "journal", "move"]


def any_numbers(item: SetUp):
    """Numbers that such an item carries."""
    if item is PLAIN:
        return st.just(Numbers())
    if item is FREE:
        return st.builds(Numbers, lot=st.sampled_from(["", "A", "B"]))
    return st.builds(
        Numbers,
        serial=st.sampled_from(["S1", "S2", "S3"]) if "serial" in item.specific else st.just(""),
        lot=st.sampled_from(["A", "B"]) if "lot" in item.specific else st.just(""),
        package=st.sampled_from(["P", "Q"]) if "package" in item.specific else st.just(""),
    )


def numbers_here(book: Book, item: SetUp, place: str):
    """Mostly numbers that are in stock there, sometimes any."""
    here = {
        entry.numbers
        for entry in book.entries
        if entry.remaining and (entry.item, entry.place) == (item.name, place)
    }
    if not here:
        return any_numbers(item)
    known = st.sampled_from(sorted(here, key=repr))
    return st.one_of(*[known] * 6, any_numbers(item))


def place_with_stock(book: Book, item: SetUp, place: str, *, always: bool):
    """Where goods leave from; all lines of an order from the same place."""
    stocked = {entry.place for entry in book.entries if entry.remaining and entry.item == item.name}
    return st.just(place) if always or not stocked else st.sampled_from(sorted(stocked))


def draw_line(draw, book: Book, kind: str, item: SetUp, place: str, day: date) -> Line:
    entering = {"purchase": True, "sales": False}.get(kind)
    if entering is None:
        entering = kind == "journal" and draw(st.booleans())
    if not entering:
        place = draw(place_with_stock(book, item, place, always=kind == "sales"))
    numbers = any_numbers(item) if entering else numbers_here(book, item, place)
    quantity = (
        st.just(1)
        if "serial" in item.specific
        else st.integers(3, 6)
        if entering
        else st.integers(1, 3)
    )
    moves = kind == "move"
    new = any_numbers(item) if moves else st.none()
    # Plain goods have no tracking lines; of free numbers and of serials that move, one row a line: the books
    # say what a later line sees of an earlier one, but not what a later row does.
    single = item in (PLAIN, FREE) or (moves and "serial" in item.specific)
    rows = draw(
        st.lists(
            st.tuples(numbers, quantity, new),
            min_size=1,
            max_size=1 if single else 3,
            unique_by=lambda row: row[0].serial or row[0],
        )
    )
    return Line(item, place, day, entering, rows, draw(st.sampled_from(PLACES)) if moves else "")


def draw_document(draw, book: Book, items: list[SetUp]) -> tuple[str, list[Line]]:
    """A kind and its lines, most of which could be posted one after the other."""
    kind = draw(st.sampled_from(KINDS)) if len(book.entries) > 1 else "purchase"
    day, place = draw(st.sampled_from(DAYS)), draw(st.sampled_from(PLACES))
    if kind == "sales":
        place = draw(place_with_stock(book, items[0], place, always=False))
    lines: list[Line] = []
    for _ in range(draw(st.integers(1, 2 if kind in ("purchase", "sales") else 3))):
        item = draw(st.sampled_from(items))
        if item is FREE and any(line.item is FREE and not line.entering for line in lines):
            continue  # the books leave open who of several free numbers takes first
        if kind == "journal":
            day = draw(st.sampled_from(DAYS))
        if kind in ("journal", "move"):
            place = draw(st.sampled_from(PLACES))
        line = draw_line(draw, book, kind, item, place, day)
        lines.append(line)
        with suppress(Impossible):
            book = book.after([line])
    return kind, lines


def tracking_rows(line: Line) -> list[dict]:
    rows = []
    for numbers, quantity, new in line.rows:
        row = {f"{kind}_no": getattr(numbers, kind) for kind in ("serial", "lot", "package")}
        row["quantity"] = quantity
        if new:
            row |= {f"new_{kind}_no": getattr(new, kind) for kind in ("serial", "lot", "package")}
        if any(value for name, value in row.items() if name != "quantity"):
            rows.append(row)
    return rows


def document_of(kind: str, lines: list[Line], items: dict[str, Item], user):
    document = None
    for line in lines:
        item = items[line.item.name]
        rows = tracking_rows(line)
        values = {
            "quantity": sum(quantity for _, quantity, _ in line.rows),
        }
        header = {"created_by": user, "posting_date": line.day, "location": at(line.place)}
        if kind == "move":
            values |= {"to": at(line.to)}
            if document is None:
                document = moving(item, *rows, **values, **header)
            else:
                with_moving_line(document, item, *rows, **values, location=at(line.place))
            continue
        of_line = {}
        if kind == "journal":
            of_line = {
                "entry_type": "positive_adjmt" if line.entering else "negative_adjmt",
                "posting_date": line.day,
                "location": at(line.place),
            }
        if document is None:
            entry_type = {"entry_type": of_line.pop("entry_type")} if of_line else {}
            make = {"purchase": purchase, "sales": sales, "journal": adjustment}[kind]
            document = make(item, *rows, **values, **header, **entry_type, line=of_line)
        else:
            with_line(document, item, *rows, **values, **of_line)
    return document


def the_book() -> list[Entry]:
    """The entries, posting by posting in the order of the lines.

    Lines of a move that touch different stock may be numbered in another order.
    """
    found = ItemLedgerEntry.objects.order_by("register", "document_line_no", "entry_no")
    return [
        Entry(no, item, place, day, Numbers(serial, lot, package), int(quantity), int(remaining))
        for no, item, place, day, serial, lot, package, quantity, remaining in found.values_list(
            "entry_no",
            "item__no",
            "location__code",
            "posting_date",
            "serial_no",
            "lot_no",
            "package_no",
            "quantity",
            "remaining_quantity",
        )
    ]


def assert_sound() -> None:
    """What must hold after every step (POST-017, POST-059, POST-106)."""
    numbers = ("serial_no", "lot_no", "package_no")
    for item in ITEMS:
        specific = [name for name in numbers if name.removesuffix("_no") in item.specific]
        totals = (
            ItemLedgerEntry.objects.filter(item__no=item.name)
            .values("variant", "location", *specific)
            .annotate(moved=Sum("quantity"), left=Sum("remaining_quantity"))
        )
        assert all(total["moved"] == total["left"] >= 0 for total in totals)
    in_stock = ItemLedgerEntry.objects.in_inventory().filter(serial_is_specific=True)
    held = sorted(in_stock.values_list("item_id", "variant_id", "serial_no"))
    assert all(len(list(times)) == 1 for _, times in groupby(held))


@pytest.mark.rule(
    "POST-017", "POST-025", "POST-026", "POST-027", "POST-029", "POST-059", "POST-106"
)
@pytest.mark.rule("POST-107", "POST-166", "RCL-009", "RCL-023", "RCL-048", "RCL-050")
@given(data=st.data())
@settings(
    max_examples=20,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
def test_every_history_ends_as_if_posted_row_by_row(db, data):
    with transaction.atomic():
        setup_series()
        user = UserFactory()
        kinds = data.draw(st.lists(st.sampled_from(ITEMS), min_size=1, max_size=2, unique=True))
        items = {item.name: made(item) for item in kinds}
        book = Book()
        for _ in range(data.draw(st.integers(4, 9))):
            kind, lines = draw_document(data.draw, book, kinds)
            document = document_of(kind, lines, items, user)
            try:
                expected = book.after(lines)
            except Impossible:
                expected = None
            before = everything() if expected is None else None
            told = ""

            try:
                post(document)
            except Refused as refusal:
                told = str(refusal)

            note(f"{kind} {lines}: {told or 'posted'}")
            event(f"{kind} {'refused' if told else 'posted'}")
            assert bool(told) == (expected is None)
            if expected is None:
                assert everything() == before
            else:
                book = expected
            written = the_book()
            book = book.numbered([entry.no for entry in written])
            assert written == book.entries
            assert sorted(booked_applications()) == sorted(book.applications)
            assert_sound()
        assert ledger_differences() == []
        transaction.set_rollback(True)


def made(item: SetUp) -> Item:
    code = None if item is PLAIN else code_with(item.name, specific=item.specific)
    return ItemFactory(no=item.name, item_tracking_code=code)
