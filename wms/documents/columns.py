"""The columns of the lines grid: which fields people enter, for which kinds of document."""

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum

from wms.documents.kinds import Kind, NumbersOnLines, PurchasingCode
from wms.documents.models import Document
from wms.documents.policies import caption


class Widget(StrEnum):
    CODE = "code"
    TEXT = "text"
    QUANTITY = "quantity"
    DATE = "date"
    CHOICE = "choice"


def _always(rules: Kind) -> bool:
    return True


def _never(rules: Kind) -> bool:
    return False


def _journals(rules: Kind) -> bool:
    return rules.is_journal


def _reclassification(rules: Kind) -> bool:
    return rules.is_reclassification


def _transfers(rules: Kind) -> bool:
    return rules.is_transfer


def _pairs(rules: Kind) -> bool:
    return rules.makes_pairs


def _makes(rules: Kind) -> bool:
    return rules.makes_goods


def _counts(rules: Kind) -> bool:
    return rules.is_count


def _measured(rules: Kind) -> bool:
    """A count is in the base unit."""
    return not rules.is_count


@dataclass(frozen=True, kw_only=True)
class Column:
    """``free_when_released``: as in the services.

    ``only_shown``: filled by the services, for these kinds.  ``blank_is_nothing``: an empty quantity is
    none, not 0.  ``is_number_on_line``: only where numbers are typed on lines (ITL-184).
    """

    field: str
    widget: Widget
    caption: str = ""
    max_length: int = 0
    for_kind: Callable[[Kind], bool] = _always
    free_when_released: bool = False
    only_shown: Callable[[Kind], bool] = _never
    blank_is_nothing: bool = False
    is_number_on_line: bool = False

    @property
    def is_code(self) -> bool:
        return self.widget == Widget.CODE

    @property
    def is_number(self) -> bool:
        return self.widget == Widget.QUANTITY


COLUMNS = (
    Column(field="posting_date", widget=Widget.DATE, for_kind=_journals),
    Column(field="document_no", widget=Widget.TEXT, max_length=20, for_kind=_journals),
    Column(
        field="entry_type",
        widget=Widget.CHOICE,
        for_kind=lambda rules: len(rules.line_entry_types) > 1,
        only_shown=_counts,
    ),
    Column(field="item", widget=Widget.CODE, max_length=20),
    Column(field="variant", widget=Widget.CODE, max_length=10),
    Column(field="description", widget=Widget.TEXT, max_length=100, free_when_released=True),
    Column(
        field="location",
        widget=Widget.CODE,
        max_length=10,
        for_kind=lambda rules: not rules.is_transfer,  # the header says it for all lines
    ),
    Column(field="bin", widget=Widget.CODE, max_length=20, free_when_released=True),
    Column(
        field="new_location",
        widget=Widget.CODE,
        max_length=10,
        for_kind=_reclassification,
    ),
    Column(
        field="new_bin",
        widget=Widget.CODE,
        max_length=20,
        for_kind=_pairs,
        free_when_released=True,
    ),
    *(
        Column(field=field, widget=Widget.TEXT, max_length=50, is_number_on_line=True)
        for field in ("serial_no", "lot_no", "package_no")
    ),
    *(
        Column(field=field, widget=Widget.DATE, is_number_on_line=True)
        for field in ("expiration_date", "warranty_date")
    ),
    Column(field="qty_calculated", widget=Widget.QUANTITY, for_kind=_counts, only_shown=_counts),
    Column(field="qty_counted", widget=Widget.QUANTITY, for_kind=_counts, blank_is_nothing=True),
    Column(
        field="output_line_no",
        widget=Widget.QUANTITY,
        for_kind=lambda rules: rules.has_output_lines,
        blank_is_nothing=True,
    ),
    Column(field="qty_per_output", widget=Widget.QUANTITY, for_kind=_makes, blank_is_nothing=True),
    Column(field="quantity", widget=Widget.QUANTITY, only_shown=_counts),
    Column(field="unit_of_measure", widget=Widget.CODE, max_length=10, for_kind=_measured),
    Column(
        field="purchasing_code",
        widget=Widget.CHOICE,
        for_kind=lambda rules: rules.has_purchasing_code,
        only_shown=lambda rules: rules.gets_sales_lines,
    ),
    *(
        Column(
            field=field,
            widget=Widget.QUANTITY,
            for_kind=lambda rules: rules.names_entries,
            blank_is_nothing=True,
        )
        for field in ("applies_to_entry_no", "applies_from_entry_no")
    ),
    Column(
        field="qty_to_handle",
        widget=Widget.QUANTITY,
        for_kind=lambda rules: rules.has_qty_to_handle,
        free_when_released=True,
    ),
    Column(
        field="qty_to_invoice",
        widget=Widget.QUANTITY,
        for_kind=lambda rules: rules.is_invoiced_in_parts,
        free_when_released=True,
    ),
    Column(
        field="qty_to_receive",
        widget=Widget.QUANTITY,
        for_kind=_transfers,
        free_when_released=True,
    ),
)
BEHIND_THE_COUNT = {
    "posting_date", "document_no", "entry_type", "variant", "expiration_date", "warranty_date"
}  # fmt: skip
CAPTION_OF_KIND = {"qty_to_handle": "handle_caption"}
CAPTION_OF_TRANSFERS = {"bin": "Transfer-from Bin Code", "new_bin": "Transfer-to Bin Code"}


def columns_of(rules: Kind, *, numbers_on_lines: bool = True) -> tuple[Column, ...]:
    """The columns of a kind; those of numbers where the lines of the document take them."""
    with_numbers = numbers_on_lines and rules.numbers_on_lines != NumbersOnLines.NEVER
    columns = tuple(
        column
        for column in COLUMNS
        if column.for_kind(rules) and (with_numbers or not column.is_number_on_line)
    )
    if rules.is_count:  # who counts sees what, where and how many without scrolling
        return tuple(sorted(columns, key=lambda column: column.field in BEHIND_THE_COUNT))
    return columns


def columns_for(document: Document) -> tuple[Column, ...]:
    return columns_of(document.rules, numbers_on_lines=document.has_numbers_on_lines)


def caption_of(column: Column, rules: Kind) -> str:
    """The heading of a column; some kinds have their own words for it."""
    if rules.is_transfer and column.field in CAPTION_OF_TRANSFERS:
        return CAPTION_OF_TRANSFERS[column.field]
    own = CAPTION_OF_KIND.get(column.field)
    return (getattr(rules, own) if own else "") or caption(column.field)


def choices_of(column: Column, rules: Kind) -> tuple[tuple[str, str], ...]:
    """What a column of choices offers: stored values and their words."""
    if column.field == "purchasing_code":
        return (("", ""), *((str(code), code.label) for code in PurchasingCode))
    return tuple((str(entry_type), entry_type.label) for entry_type in rules.line_entry_types)
