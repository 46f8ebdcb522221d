"""References of a row to one ledger entry: which one it takes from, or which one comes back (ITL-046)."""

from collections.abc import Iterator
from decimal import Decimal
from typing import Any

from tracking import errors
from tracking.models import TrackingLine
from tracking.page import Page
from wms.core.errors import RuleViolation
from wms.core.quantity import shown
from wms.ledger.models import ItemLedgerEntry

APPLIES_TO = "Appl.-to Item Entry"
APPLIES_FROM = "Appl.-from Item Entry"


def application_violations(page: Page, row: TrackingLine) -> Iterator[RuleViolation]:
    """What is wrong with the row's Appl.-to and Appl.-from entries, one refusal a field."""
    for field, caption, wants_outbound in (
        ("applies_to_entry_no", APPLIES_TO, True),
        ("applies_from_entry_no", APPLIES_FROM, False),
    ):
        entry_no = getattr(row, field)
        if not entry_no:
            continue
        why = (
            _why_not(page, row, entry_no)
            if page.outbound is wants_outbound
            else f"it is filled only when goods go {'out' if wants_outbound else 'in'}"
        )
        if why:
            violation = errors.ApplicationNotFitting(caption=caption, entry_no=entry_no, why=why)
            violation.field = field  # one rule, two fields
            yield violation


def _why_not(page: Page, row: TrackingLine, entry_no: int) -> str:
    entry = ItemLedgerEntry.objects.filter(pk=entry_no).first()
    if entry is None:
        return "there is no such item ledger entry"
    if (entry.quantity > 0) is not page.outbound:
        return f"it is an {'incoming' if entry.quantity > 0 else 'outgoing'} entry"
    for caption, theirs, ours in _compared(page, row, entry):
        if theirs != ours:
            return f"its {caption} is {theirs or 'blank'}, not {ours or 'blank'}"
    left = _left(entry)
    if left < row.outstanding:
        return f"only {shown(left)} of it are left, not {shown(row.outstanding)}"
    return ""


def _compared(page: Page, row: TrackingLine, entry: ItemLedgerEntry) -> list[tuple[str, Any, Any]]:
    return [
        ("Item No.", entry.item, page.item),
        ("Variant Code", entry.variant, page.line.variant),
        ("Serial No.", entry.serial_no, row.serial_no),
        ("Lot No.", entry.lot_no, row.lot_no),
        ("Package No.", entry.package_no, row.package_no),
    ]


def _left(entry: ItemLedgerEntry) -> Decimal:
    """Incoming: what remains.  Outgoing: what has not come back."""
    left: Decimal = (
        entry.remaining_quantity if entry.quantity > 0 else -entry.shipped_qty_not_returned
    )
    return left
