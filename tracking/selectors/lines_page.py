"""What the Item Tracking Lines page shows: the matrix, and its rows a screen at a time (ITL-025…043)."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any, Self

from django.db.models import Count, Q, QuerySet, Window
from django.utils.safestring import SafeString

from tracking.models import TrackingLine
from tracking.page import Page
from tracking.policies.page_rows import ORDER
from tracking.selectors import judgement
from tracking.selectors.byname import ByName
from tracking.selectors.marks import Mark, marks_of
from tracking.selectors.proposals import proposals_of
from tracking.selectors.rows import matching
from tracking.switches import KINDS, NUMBER_FIELD
from wms.core.pages.rowaddresses import EACH, AddressOf, addresses_of
from wms.core.quantity import shown

PAGE_LENGTH = 100
# After an action that changed many rows: two screens, and the others when somebody looks for them.
AFTER_ACTION = 50


@dataclass(frozen=True)
class MatrixRow:
    """One line of the matrix: what the line wants, what the rows have, and the difference (ITL-025)."""

    field: str
    caption: str
    source: Decimal
    tracked: Decimal

    @property
    def undefined(self) -> Decimal:
        return self.source - self.tracked

    @property
    def is_over(self) -> bool:
        """More is tracked than the line has, whatever its sign."""
        return abs(self.tracked) > abs(self.source)


@dataclass(frozen=True)
class Matrix:
    """``rows``: those that carry meaning on this line.  ``handled``: the sum of Quantity Handled.

    ``open_rows``: how many rows have something left to be handled.
    """

    quantity: MatrixRow
    qty_to_handle: MatrixRow
    qty_to_invoice: MatrixRow
    rows: tuple[MatrixRow, ...]
    handled: Decimal
    open_rows: int

    @property
    def is_complete(self) -> bool:
        """Completely tracked (ITL-029)."""
        return self.quantity.undefined == 0

    @property
    def is_ready(self) -> bool:
        """What posting will need: exactly the line's Qty. to Handle is on the rows (ITL-029, ITL-139)."""
        return self.qty_to_handle.undefined == 0

    @property
    def offers_match(self) -> bool:
        """Enough is assigned, but not just that is to be handled."""
        is_open = abs(self.quantity.tracked - self.handled)
        return not self.is_ready and 0 < is_open >= abs(self.qty_to_handle.source)

    @property
    def why_not_matched(self) -> str:
        """Why Qty. to Handle of the rows cannot follow the line by itself (ITL-141); "" when it can."""
        wanted, is_open = abs(self.qty_to_handle.source), abs(self.quantity.tracked - self.handled)
        if wanted > is_open:
            return f"Only {shown(is_open)} are tracked and open; assign {shown(wanted - is_open)} more."
        if wanted in (0, is_open) or self.open_rows == 1:
            return ""
        return "Several numbers could be left out. Set Qty. to Handle on the rows."


def matrix_of(page: Page) -> Matrix:
    """The sums over every row of the page, whatever is searched for (ITL-027); nothing is asked for them."""
    kept = page.session
    line = page.line

    def row(name: str, caption: str, source: Decimal, on_rows: Decimal) -> MatrixRow:
        return MatrixRow(name, caption, source, on_rows * page.sign)

    quantity = row("quantity", "Quantity", line.quantity_base, kept.tracked)
    handle = row("qty_to_handle", "Qty. to Handle", page.qty_to_handle_base, kept.to_handle)
    invoice = row("qty_to_invoice", "Qty. to Invoice", line.qty_to_invoice_base, kept.to_invoice)
    shown_rows = [quantity]
    if page.kind.has_qty_to_handle:
        shown_rows.append(handle)
    if shows_invoice(page):
        shown_rows.append(invoice)
    handled = kept.handled * page.sign
    return Matrix(quantity, handle, invoice, tuple(shown_rows), handled, kept.open_rows)


def shows_invoice(page: Page) -> bool:
    """Qty. to Invoice is shown where the document line has something to invoice, or has been invoiced; the
    warehouse invoices nothing (ITL-039), and an invoice all that it has (ITL-007, 009, 011, 013)."""
    if page.opener is not None or page.kind.is_invoice:
        return False
    line = page.line
    return bool(line.qty_to_invoice_base or line.qty_invoiced_base)


@dataclass(frozen=True)
class Column(ByName):
    """A field of the rows as the page shows it."""

    field: str
    caption: str
    is_number: bool = False
    is_day: bool = False
    is_entry: bool = False
    lookup: str = ""

    def __post_init__(self) -> None:
        # one of our names: a template that shows it a thousand times does not escape it each time
        object.__setattr__(self, "field", SafeString(self.field))


def columns_of(page: Page) -> tuple[Column, ...]:
    """The columns of this line, in order (ITL-031…043)."""
    old = tuple(
        Column(name, page.caption_of(kind), lookup=kind) for kind, name in NUMBER_FIELD.items()
    )
    columns = [*old]
    if page.is_reclassification:
        columns += [
            Column(f"new_{name}", f"New {page.caption_of(kind)}")
            for kind, name in NUMBER_FIELD.items()
        ]
    if page.code.use_expiration_dates:
        columns.append(Column("expiration_date", "Expiration Date", is_day=True))
        if page.is_reclassification:
            columns.append(Column("new_expiration_date", "New Expiration Date", is_day=True))
    columns.append(Column("quantity", "Quantity", is_number=True))
    if page.kind.has_qty_to_handle:
        columns.append(Column("qty_to_handle", "Qty. to Handle", is_number=True))
    if shows_invoice(page):
        columns.append(Column("qty_to_invoice", "Qty. to Invoice", is_number=True))
    if page.line.qty_handled_base and not page.kind.is_quote:  # a quote is ordered, not handled
        columns.append(Column("qty_handled", "Quantity Handled", is_number=True))
    return tuple(columns)


NUMBER_FIELDS = frozenset(
    {*NUMBER_FIELD.values(), *(f"new_{name}" for name in NUMBER_FIELD.values())}
)


@dataclass(frozen=True)
class Cell(ByName):
    """One field of a row; ``locked_because`` says why it cannot be typed into.

    ``proposed``: the date that posting fills in if the field stays blank.  ``lookup_url``: "" where there
    is nothing to choose from.
    """

    column: Column
    value: str
    locked_because: str = ""
    errors: tuple[str, ...] = ()
    proposed: date | None = None
    lookup_url: str = ""

    @property
    def is_locked(self) -> bool:
        return bool(self.locked_because)


@dataclass(frozen=True)
class RowView(ByName):
    """A row as shown: its cells, its marks, and what it showed, for the next time a field is left.

    ``key``, ``name`` and the addresses are worded once: a screen says them a thousand times.
    """

    row: TrackingLine
    key: str
    name: str
    url: str
    figures_url: str
    cells: tuple[Cell, ...]
    marks: tuple[Mark, ...]
    may_delete: bool
    seen: str
    errors: tuple[str, ...] = ()
    asks_blocked: bool = False


@dataclass(frozen=True)
class RowsPage:
    """A screen of rows; ``next_after`` is the id of the last one when there are more."""

    rows: list[RowView]
    next_after: int | None = None
    count: int | None = None
    filters: Mapping[str, str] = field(default_factory=dict)


def rows_page(
    page: Page,
    *,
    on: date,
    may_change: bool,
    after: int | None = None,
    search: str = "",
    warnings_only: bool = False,
    most: int = PAGE_LENGTH,
) -> RowsPage:
    """The next rows after the one with id ``after``, in the order of ITL-128."""
    rows = matching(page.rows, search)
    if warnings_only:
        rows = rows.filter(judgement.warned(page, on=on))
    count: int | None = None
    if after is not None:
        rows = _following(page, rows, after)
    elif search or warnings_only:
        # counted along: which rows deserve a warning is dear to ask
        rows = rows.annotate(found=Window(Count("pk")))
    else:
        count = page.session.row_count
    found = list(rows.order_by(*ORDER)[: most + 1])
    if after is None and count is None:
        first: Any = found[0] if found else None
        count = first.found if first else 0
    shown_rows = found[:most]
    return RowsPage(
        rows=views_of(page, shown_rows, on=on, may_change=may_change),
        next_after=shown_rows[-1].pk if len(found) > most else None,
        count=count,
    )


def _following(page: Page, rows: QuerySet[TrackingLine], after: int) -> QuerySet[TrackingLine]:
    last = page.rows.filter(pk=after).first()
    if last is None:
        return rows.none()
    later, same = Q(pk__in=[]), Q()
    for name in ORDER:
        value = getattr(last, name)
        later |= same & Q(**{f"{name}__gt": value})
        same &= Q(**{name: value})
    return rows.filter(later)


def views_of(
    page: Page,
    rows: Sequence[TrackingLine],
    *,
    on: date,
    may_change: bool,
    typed: Mapping[str, str] | None = None,
    faults: Mapping[str, Sequence[str]] | None = None,
    asks_blocked: bool = False,
    columns: Sequence[Column] | None = None,
) -> list[RowView]:
    """These rows as shown; ``typed`` and ``faults`` of the one row that was refused."""
    marked = marks_of(page, rows, on=on)
    columns = columns or columns_of(page)
    typed, faults = typed or {}, faults or {}
    proposals = proposals_of(page)
    at = _Addresses.of(page)
    views = []
    for row in rows:
        known = marked.known.get(row.pk)
        cells, seen = [], {}
        for column in columns:
            seen[column.field] = stored = stored_value(row, column, page.sign)
            if column.field == "expiration_date" and page.outbound and known and known.date:
                stored = known.date.isoformat()  # ITL-077: shown from stock, not stored
            date_fixed = known is not None and known.is_fixed
            cells.append(
                Cell(
                    column=column,
                    value=typed.get(column.field, stored),
                    locked_because=_locked(
                        page, row, column, may_change=may_change, date_fixed=date_fixed
                    ),
                    errors=tuple(faults.get(column.field, ())),
                    proposed=proposals.of(row, column.field, known),
                    lookup_url=at.lookups[column.lookup](row.pk) if column.lookup else "",
                )
            )
        fields = {column.field for column in columns}
        views.append(
            RowView(
                row=row,
                key=SafeString(row.pk),
                name=row.serial_no or row.lot_no or row.package_no or "without number",
                url=at.row(row.pk),
                figures_url=at.figures(row.pk),
                cells=tuple(cells),
                marks=tuple(marked.marks.get(row.pk, ())),
                may_delete=may_change and page.may_delete and not row.qty_handled,
                seen=json.dumps(seen),
                errors=tuple(
                    text for name, texts in faults.items() if name not in fields for text in texts
                ),
                asks_blocked=asks_blocked,
            )
        )
    return views


@dataclass(frozen=True)
class _Addresses:
    """Of the rows of a page, and of what opens from them; ``lookups`` by kind of number."""

    row: AddressOf
    figures: AddressOf
    lookups: Mapping[str, AddressOf]

    @classmethod
    def of(cls, page: Page) -> Self:
        line = page.line.pk
        lookups = {kind: addresses_of("tracking_lookup", line, EACH, kind) for kind in KINDS}
        return cls(
            row=addresses_of("tracking_row", line, EACH),
            figures=addresses_of("tracking_row_figures", line, EACH),
            lookups=lookups if page.outbound else dict.fromkeys(KINDS, lambda _: SafeString()),
        )


def _locked(
    page: Page, row: TrackingLine, column: Column, *, may_change: bool, date_fixed: bool
) -> str:
    name = column.field
    if not may_change:
        return "You may look at this page but not change it."
    if name in {"qty_handled", "qty_invoiced"}:
        return "Filled by posting."
    if page.lock is not None:
        return "" if name in page.lock.open_fields else page.lock.reason
    if name in NUMBER_FIELDS and row.qty_handled:
        return f"Quantity Handled is {shown(row.qty_handled)}."
    if name in NUMBER_FIELD.values() and (row.applies_to_entry_no or row.applies_from_entry_no):
        return "It is applied to an item ledger entry."
    if name == "expiration_date" and page.outbound:
        return "Comes from stock."
    if name == "expiration_date" and date_fixed:
        return "Existing entries fix it; change it with the reclassification journal."
    return ""


def stored_value(row: TrackingLine, column: Column, sign: int = 1) -> str:
    value = getattr(row, column.field)
    if column.is_number:
        return shown(value * sign)
    if column.is_day:
        return value.isoformat() if value else ""
    return "" if value is None else str(value)
