"""The rows of the lines grid as the template shows them: stored values, or what was just typed."""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property

from django.urls import NoReverseMatch, reverse

from wms.core.errors import RuleViolation
from wms.core.quantity import ZERO, shown
from wms.documents import components
from wms.documents.columns import Column, Widget, caption_of, choices_of, columns_for
from wms.documents.invoices import FREE_WHEN_FETCHED
from wms.documents.kinds import Kind
from wms.documents.models import Document, DocumentLine
from wms.documents.providers import NOTHING, Tracked
from wms.documents.selectors import shown_values


@dataclass(frozen=True)
class Cell:
    column: Column
    caption: str
    value: str
    errors: tuple[str, ...]
    is_locked: bool
    choices: tuple[tuple[str, str], ...] = ()

    @property
    def is_code(self) -> bool:
        return self.column.is_code

    @property
    def words(self) -> str:
        """A value that cannot be changed, as people read it."""
        return dict(self.choices).get(self.value, self.value)

    @property
    def is_day(self) -> bool:
        return self.column.widget == Widget.DATE

    @property
    def is_choice(self) -> bool:
        return self.column.widget == Widget.CHOICE


class Row:
    """One line, or the empty row below the last one (``line`` None).

    ``typed`` are the texts of a request that was refused, ``faults`` why; ``is_locked`` when this user
    may not change lines, or none may be changed any more.
    """

    def __init__(
        self,
        document: Document,
        line: DocumentLine | None,
        *,
        tracked: Tracked = NOTHING,
        typed: Mapping[str, str] | None = None,
        faults: Iterable[RuleViolation] = (),
        is_locked: bool = False,
        key: str = "new",
    ) -> None:
        self.document = document
        self.line = line
        self.tracked = tracked
        self.typed = typed
        self.faults = tuple(faults)
        self.is_locked = is_locked
        self.key = str(line.pk) if line else key

    @property
    def rules(self) -> Kind:
        return self.document.rules

    @cached_property
    def stored(self) -> dict[str, str]:
        if self.line is None:
            return _proposed(self.document)
        # rows were made of the numbers on the line: it shows those of the only one (ITL-187)
        return {**shown_values(self.line), **self.tracked.numbers}

    @property
    def seen(self) -> str:
        """The values below what is typed, sent back to notice what others changed (ERR-006)."""
        return json.dumps(
            {cell.column.field: self.stored[cell.column.field] for cell in self.cells}
        )

    @cached_property
    def cells(self) -> list[Cell]:
        return [self._cell(column) for column in columns_for(self.document)]

    def _cell(self, column: Column) -> Cell:
        stored = self.stored[column.field]
        released = self.document.status != Document.Status.OPEN
        return Cell(
            column,
            caption_of(column, self.rules),
            self.typed.get(column.field, stored) if self.typed is not None else stored,
            tuple(fault.text for fault in self.faults if fault.field == column.field),
            self.is_locked
            or (released and not column.free_when_released)
            or column.only_shown(self.rules)
            or (column.is_number_on_line and self.tracked.rows > 0)
            or (self.is_fetched and column.field not in FREE_WHEN_FETCHED),
            choices_of(column, self.rules) if column.widget == Widget.CHOICE else (),
        )

    @property
    def errors(self) -> list[str]:
        """What is wrong with the row as a whole, or at a field that it does not show."""
        fields = {cell.column.field for cell in self.cells}
        return [fault.text for fault in self.faults if fault.field not in fields]

    @property
    def is_fetched(self) -> bool:
        return self.line is not None and self.line.invoiced_line_id is not None

    @property
    def bound_line(self) -> DocumentLine | None:
        """The other side of a drop shipment (ITL-183)."""
        return self.line.bound_line if self.line else None

    @property
    def invoiced(self) -> str:
        return shown(self.line.qty_invoiced) if self.line else ""

    @property
    def handled(self) -> str:
        return shown(self.line.qty_handled) if self.line else ""

    @property
    def received(self) -> str:
        """Of a transfer: what has arrived."""
        return shown(self.line.qty_received) if self.line else ""

    @property
    def places(self) -> dict[str, str]:
        return places(self.document)

    @property
    def may_be_deleted(self) -> bool:
        is_open = self.document.status == Document.Status.OPEN
        return self.line is not None and is_open and not self.is_locked

    # ---- tracking

    @property
    def has_tracking(self) -> bool:
        return self.line is not None and self.line.item.item_tracking_code_id is not None

    @property
    def quantity_base(self) -> Decimal:
        """Of the line, without its sign: tracking counts upwards in both directions."""
        return abs(self.line.quantity_base) if self.line else Decimal(0)

    @property
    def undefined(self) -> Decimal:
        """What of the line is not yet tracked, base units; negative when too much is (ITL-025)."""
        return ZERO if self.numbers_on_it else self.quantity_base - self.tracked.quantity

    @property
    def numbers_on_it(self) -> bool:
        """Whether its tracking is typed on the line, and no rows were made of it yet (ITL-186)."""
        return self.line is not None and self.line.has_numbers and not self.tracked.rows

    @property
    def tracking_url(self) -> str:
        return self._page_of_line("tracking_lines")

    @property
    def receipt_url(self) -> str:
        """The receipt side of a transfer's tracking; goods of a direct one are never in transit."""
        is_in_two = self.rules.is_transfer and not self.document.direct_transfer
        return self._page_of_line("transfer_receipt_lines") if is_in_two else ""

    def _page_of_line(self, name: str) -> str:
        try:
            return reverse(name, args=[self.line.pk]) if self.line else ""
        except NoReverseMatch:
            return ""

    # ---- addresses

    @property
    def url(self) -> str:
        place = [self.document.kind, self.document.pk]
        if self.line is None:
            return reverse("document_lines", args=place)
        return reverse("document_line", args=[*place, self.line.pk])

    @property
    def delete_url(self) -> str:
        place = [self.document.kind, self.document.pk, self.line.pk if self.line else 0]
        return reverse("delete_document_line", args=place)


def places(document: Document) -> dict[str, str]:
    """The locations that the lines of a transfer order have from its header, by field."""
    if not document.rules.is_transfer:
        return {}
    return {"location": document.location.code, "new_location": str(document.transfer_to)}


def _proposed(document: Document) -> dict[str, str]:
    """What stands in the empty row: the fields in front of the item, as the header says."""
    texts = dict.fromkeys((column.field for column in columns_for(document)), "")
    if "entry_type" in texts:
        texts["entry_type"] = str(document.rules.line_entry_types[0])
    if document.rules.makes_goods:
        texts |= {field: str(value) for field, value in components.proposals(document).items()}
    if "posting_date" in texts and document.posting_date:
        texts |= {
            "posting_date": document.posting_date.isoformat(),
            "document_no": document.no,
        }
    return texts
