"""Random histories of receipts, shipments, journals and moves, compared with the plainest book there is."""

from datetime import date
from itertools import groupby

import pytest
from django.db import transaction
from django.db.models import Sum
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.factories import ItemFactory, UserFactory, code_with, setup_series
from tests.tracking.posting.desk import (
    adjustment,
    at,
    entries,
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

serials = st.sampled_from(["S1", "S2", "S3"])
lots = st.sampled_from(["A", "B"])
packages = st.sampled_from(["P", "Q"])


def numbers_of(item: SetUp):
    if item is PLAIN:
        return st.just(Numbers())
    if item is FREE:
        return st.builds(Numbers, lot=st.sampled_from(["", "A", "B"]))
    return st.builds(
        Numbers,
        serial=serials if "serial" in item.specific else st.just(""),
        lot=lots if "lot" in item.specific else st.just(""),
        package=packages if "package" in item.specific else st.just(""),
    )


def rows_of(item: SetUp, *, moving: bool, most: int = 3):
    quantity = st.just(1) if "serial" in item.specific else st.integers(1, 4)
    new = numbers_of(item) if moving else st.none()
    # plain goods have no tracking lines; of free numbers, serials and moves one row a line, because the
    # books say what a later line sees of an earlier one, but not what a later row does
    if item in (PLAIN, FREE) or (moving and "serial" in item.specific):
        most = 1

    def old_combination(row):
        return row[0].serial or row[0]

    return st.lists(
        st.tuples(numbers_of(item), quantity, new),
        min_size=1,
        max_size=most,
        unique_by=old_combination,
    )


@st.composite
def documents(draw):
    """A kind, and its lines."""
    kind = draw(st.sampled_from(["purchase", "sales", "journal", "move"]))
    day = draw(st.sampled_from(DAYS))
    place = draw(st.sampled_from(PLACES))
    lines = []
    for _ in range(draw(st.integers(1, 3 if kind in ("journal", "move") else 2))):
        item = draw(st.sampled_from(ITEMS))
        line = Line(
            item=item,
            place=draw(st.sampled_from(PLACES)) if kind in ("journal", "move") else place,
            day=draw(st.sampled_from(DAYS)) if kind == "journal" else day,
            entering={"purchase": True, "sales": False}.get(kind, draw(st.booleans())),
            rows=draw(rows_of(item, moving=kind == "move")),
            to=draw(st.sampled_from(PLACES)) if kind == "move" else "",
        )
        lines.append(line)
    return kind, lines


def worth_comparing(lines: list[Line]) -> bool:
    """Free numbers leave in one row a posting: the books leave the order among several open."""
    return sum(1 for line in lines if line.item is FREE and not line.entering and not line.to) <= 1


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
    return [
        Entry(no, item, place, day, Numbers(serial, lot, package), int(quantity), int(remaining))
        for no, item, place, day, serial, lot, package, quantity, remaining in entries(
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
    assert ledger_differences() == []
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
@given(history=st.lists(documents(), min_size=1, max_size=7))
@settings(
    max_examples=40,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
def test_every_history_ends_as_if_posted_row_by_row(db, history):
    with transaction.atomic():
        setup_series()
        user = UserFactory()
        items = {
            item.name: ItemFactory(
                no=item.name,
                item_tracking_code=None
                if item is PLAIN
                else code_with(item.name, specific=item.specific),
            )
            for item in ITEMS
        }
        book = Book()
        for kind, lines in history:
            if not worth_comparing(lines):
                continue
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

            assert bool(told) == (expected is None), told or "posted, but had to be refused"
            if expected is None:
                assert everything() == before
            else:
                book = expected
            assert the_book() == book.entries
            assert booked_applications() == book.applications
            assert_sound()
        transaction.set_rollback(True)
