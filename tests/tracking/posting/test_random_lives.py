"""Random lives of goods: orders posted in parts and refused, undone, returned, transferred, assembled, and sold
before they came, for items of every tracking set-up, beside the plainest book there is."""

import pytest
from django.db import transaction
from hypothesis import HealthCheck, event, given, note, settings
from hypothesis import strategies as st

from tests.factories import (
    ItemFactory,
    UserFactory,
    add_line,
    code_with,
    purchase_order,
    sales_order,
    setup_series,
    tracked,
    trade_document,
    transfer_order,
)
from tests.tracking.posting.desk import adjustment, at, everything
from tests.tracking.posting.making import assembly, line
from tests.tracking.posting.plainbook import Order, PlainBook, Row
from tests.tracking.posting.reference import Impossible, Numbers, SetUp
from tracking.posting import post_document
from tracking.posting.undo import undo_lines
from wms.core.errors import Refused
from wms.documents.kinds import EntryType, Step
from wms.documents.models import Document
from wms.ledger.checks import ledger_differences
from wms.ledger.models import ItemLedgerEntry

PLACES = ["EAST", "WEST"]
KIT = "KIT"
PLAIN = SetUp("PLAIN")
ITEMS = [
    PLAIN,
    SetUp("FREE"),
    SetUp("LOTS", ("lot",)),
    SetUp("PACKED", ("package",)),
    SetUp("SERIALS", ("serial",)),
    SetUp("BOXED", ("lot", "package")),
    SetUp("BOTH", ("serial", "lot")),
]
MADE = {
    "purchase": purchase_order,
    "sale": sales_order,
    "sales_return": lambda **header: trade_document(Document.Kind.SALES_RETURN_ORDER, **header),
    "purchase_return": lambda **header: trade_document(
        Document.Kind.PURCHASE_RETURN_ORDER, **header
    ),
    "transfer": lambda to, **header: transfer_order(to=at(to), **header),
}
STEPS = {"ship": Step.SHIP, "receive": Step.RECEIVE}


class Life:
    """The plain book, and the company that is to keep the same one."""

    def __init__(self, draw, item: SetUp, *, may_run_short: bool) -> None:
        self.draw = draw
        self.item = item
        self.book = PlainBook(frozenset({item.name} if may_run_short else ()))
        self.documents: list[Document] = []
        self.posted: list = []
        self.by = UserFactory()
        self.goods = ItemFactory(
            no=item.name,
            item_tracking_code=None
            if item is PLAIN
            else code_with(item.name, specific=item.specific),
            prevent_negative_inventory="no" if may_run_short else "",
        )
        self.kit = ItemFactory(no=KIT)

    def step(self) -> None:
        does = self.draw(
            st.sampled_from(
                ["order"] * 3
                + ["post"] * 3
                + ["undo", "post and undo", "return", "lose", "assemble"]
            )
            if self.documents
            else st.just("order")
        )
        getattr(self, f"_{does.replace(' ', '_')}")()
        event(does)
        self.compare()

    # What can happen

    def _order(self) -> None:
        """Write an order, and mostly post it as a whole."""
        no = self._some_order()
        if self.draw(st.integers(0, 3)):
            self._try_posting(no, self._first_step(no))

    def _post(self) -> None:
        """Some of what is open on some order."""
        waiting = [
            order.no
            for order in self.book.orders
            if any(
                row.handled < row.quantity or self._is_on_its_way(order, row) for row in order.rows
            )
        ]
        no = self.draw(st.sampled_from(waiting or [0]))
        order = self.book.orders[no]
        kind = order.kind
        if kind == "transfer":
            on_its_way = any(self._is_on_its_way(order, row) for row in order.rows)
            kind = self.draw(
                st.sampled_from(["receive"] * 3 + ["ship"] if on_its_way else ["ship"])
            )
        self._try_posting(no, kind, all_of_it=self.draw(st.booleans()))

    def _undo(self) -> None:
        if self.book.moves:
            self._try_undoing(self.draw(st.integers(0, len(self.book.moves) - 1)))

    def _post_and_undo(self) -> None:
        """Undone at once, the stock is what it was before."""
        before, moves = self.book.stock(), len(self.book.moves)
        owed = any(entry.remaining < 0 for entry in self.book.entries)
        no = self._some_order()
        self._try_posting(no, self._first_step(no))
        if len(self.book.moves) > moves:
            self._try_undoing(moves)
            if self.book.moves[moves].undone and not owed:
                assert self.book.stock() == before

    def _return(self) -> None:
        """Goods come back against an entry that they may have left by, sometimes too many."""
        left = [no for no, entry in enumerate(self.book.entries) if entry.to_return]
        if not left:
            return
        no = self.draw(st.sampled_from(left))
        entry = self.book.entries[no]
        row = Row(entry.numbers, self._quantity(), comes_from=no)
        if (
            self.item.specific or entry.numbers != Numbers()
        ):  # the reference stands on a tracking line
            order = Order(len(self.documents), "sales_return", self.item, "EAST", [row])
            self._try_posting(self._write(order), "sales_return")

    def _lose(self) -> None:
        place = self._place(leaving=True)
        [numbers] = self._several_numbers("sale", place)[:1]
        quantity = self._quantity()
        document = adjustment(
            self.goods,
            *self._tracking(Row(numbers, quantity)),
            quantity=quantity,
            entry_type=EntryType.NEGATIVE_ADJMT,
            location=at(place),
            created_by=self.by,
        )
        self._agree(
            lambda book: book.take(self.item, place, numbers, quantity),
            lambda: post_document(document=document, by=self.by),
        )

    def _assemble(self) -> None:
        place = self._place(leaving=True)
        [numbers] = self._several_numbers("sale", place)[:1]
        quantity = self._quantity()
        document = assembly(location=at(place), by=self.by)
        line(document, self.kit, quantity)
        line(document, self.goods, quantity, *self._tracking(Row(numbers, quantity)))
        self._agree(
            lambda book: book.assemble(KIT, self.item, place, numbers, quantity),
            lambda: post_document(document=document, by=self.by),
        )

    # Both books at once

    def _try_posting(self, no: int, kind: str, *, all_of_it: bool = True) -> None:
        order, document = self.book.orders[no], self.documents[no]
        parts = []
        for row in order.rows:
            most = row.handled - row.received if kind == "receive" else row.quantity - row.handled
            parts.append(most if all_of_it else self.draw(st.integers(0, most)))
        document.refresh_from_db()
        if not document.is_closed:
            self._say(
                document, order, "qty_to_receive" if kind == "receive" else "qty_to_handle", parts
            )
        posted = self._agree(
            lambda book: book.post(no, kind, parts),
            lambda: post_document(document=document, by=self.by, step=STEPS.get(kind)),
        )
        if posted:
            self.posted.append(posted.posted_document)

    def _try_undoing(self, number: int) -> None:
        document = self.posted[number]
        ids = [one.pk for one in document.lines.all()]
        self._agree(
            lambda book: book.undo(number),
            lambda: undo_lines(document=document, line_ids=ids, by=self.by),
        )

    def _agree(self, plainly, really):
        """Refused exactly where the plain book refuses, and then without a trace (POST-166)."""
        book = self.book.copy()
        try:
            plainly(book)
        except Impossible as why:
            before = everything()
            with pytest.raises(Refused) as refusal:
                really()
            note(f"refused: {why}: {refusal.value}")
            event("refused")
            assert everything() == before
            return None
        done = really()
        self.book = book
        return done

    def compare(self) -> None:
        """The same entries, with the same quantity left of each; and every invariant of the ledger."""
        written = ItemLedgerEntry.objects.order_by("register", "document_line_no", "entry_no")
        found = [
            (item, place, Numbers(serial, lot, package), int(quantity), int(left), int(to_return))
            for item, place, serial, lot, package, quantity, left, to_return in written.values_list(
                "item__no",
                "location__code",
                "serial_no",
                "lot_no",
                "package_no",
                "quantity",
                "remaining_quantity",
                "shipped_qty_not_returned",
            )
        ]
        assert found == [
            (one.item, one.place, one.numbers, one.quantity, one.remaining, one.to_return)
            for one in self.book.entries
        ]
        assert ledger_differences() == []

    # Documents

    def _some_order(self) -> int:
        kinds = (
            [*MADE, "sale", "sale", "transfer", "transfer"] if self.book.entries else ["purchase"]
        )
        kind = self.draw(st.sampled_from(kinds))
        place = self._place(leaving=kind not in ("purchase", "sales_return"))
        more = 4 if kind == "purchase" else 0
        rows = [
            Row(numbers, self._quantity(more)) for numbers in self._several_numbers(kind, place)
        ]
        to = PLACES[1 - PLACES.index(place)] if kind == "transfer" else ""
        return self._write(Order(len(self.documents), kind, self.item, place, rows, to))

    def _is_on_its_way(self, order: Order, row: Row) -> bool:
        return order.kind == "transfer" and row.received < row.handled

    def _first_step(self, no: int) -> str:
        kind = self.book.orders[no].kind
        return "ship" if kind == "transfer" else kind

    def _write(self, order: Order) -> int:
        header = {"location": at(order.place), "created_by": self.by}
        if order.to:
            header["to"] = order.to
        document = MADE[order.kind](**header)
        made = add_line(document, self.goods, sum(row.quantity for row in order.rows))
        for row in order.rows:
            for values in self._tracking(row):
                tracked(made, **values)
        self.book.orders.append(order)
        self.documents.append(document)
        return order.no

    def _tracking(self, row: Row) -> list[dict]:
        """The tracking line of a row: none without numbers."""
        if row.numbers == Numbers():
            return []
        numbers = row.numbers
        values = {"serial_no": numbers.serial, "lot_no": numbers.lot, "package_no": numbers.package}
        if row.comes_from is not None:
            entries = ItemLedgerEntry.objects.order_by("register", "document_line_no", "entry_no")
            values["applies_from_entry_no"] = entries[row.comes_from].pk
        return [values | {"quantity": row.quantity}]

    def _say(self, document: Document, order: Order, column: str, parts: list[int]) -> None:
        """How much of each row comes next; on the line their sum."""
        for row, part in zip(order.rows, parts, strict=True):
            for values in self._tracking(Row(row.numbers, row.quantity)):
                numbers = {key: values[key] for key in ("serial_no", "lot_no", "package_no")}
                document.lines.get().tracking_lines.filter(**numbers).update(**{column: part})
        document.lines.update(**{column: sum(parts), f"{column}_base": sum(parts)})

    # Draws

    def _quantity(self, more: int = 0) -> int:
        return 1 if "serial" in self.item.specific else self.draw(st.integers(1, 3)) + more

    def _place(self, *, leaving: bool) -> str:
        """Goods mostly leave where there are some."""
        stocked = {entry.place for entry in self.book.entries if entry.remaining > 0} & {*PLACES}
        if leaving and stocked and self.draw(st.integers(0, 5)):
            return self.draw(st.sampled_from(sorted(stocked)))
        return self.draw(st.sampled_from(PLACES))

    def _several_numbers(self, kind: str, place: str) -> list[Numbers]:
        """Mostly numbers that are there, where goods leave; of untracked goods none."""
        if self.item is PLAIN:
            return [Numbers()]
        any_numbers = st.builds(
            Numbers,
            serial=st.sampled_from(
                ["S1", "S2", "S3", "S4"] if "serial" in self.item.specific else [""]
            ),
            lot=st.sampled_from(
                ["A", "B"] if "lot" in self.item.specific or not self.item.specific else [""]
            ),
            package=st.sampled_from(["P", "Q"] if "package" in self.item.specific else [""]),
        )
        here = sorted(
            {
                entry.numbers
                for entry in self.book.entries
                if entry.remaining > 0 and (entry.item, entry.place) == (self.item.name, place)
            },
            key=repr,
        )
        if here and kind not in ("purchase", "sales_return"):
            any_numbers = st.one_of(*[st.sampled_from(here)] * 8, any_numbers)
        most = (
            2 if self.item.specific else 1
        )  # the books leave open who of two free numbers takes first
        return self.draw(
            st.lists(
                any_numbers,
                min_size=1,
                max_size=most,
                unique_by=lambda numbers: numbers.serial or numbers,
            )
        )


@pytest.mark.rule(
    "POST-017", "POST-025", "POST-026", "POST-029", "POST-038", "POST-105", "POST-106"
)
@pytest.mark.rule(
    "POST-115", "POST-145", "POST-154", "POST-155", "POST-158", "POST-159", "POST-161"
)
@pytest.mark.rule("POST-166")
@given(data=st.data())
@settings(
    max_examples=16,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
def test_every_life_is_that_of_the_plain_book(db, data):
    with transaction.atomic():
        setup_series()
        item = data.draw(st.sampled_from(ITEMS))
        short = item in ITEMS[:2] and data.draw(st.booleans())
        life = Life(data.draw, item, may_run_short=short)
        event(f"{item.name}{' may run short' if short else ''}")
        for _ in range(data.draw(st.integers(8, 14))):
            life.step()
        transaction.set_rollback(True)
