"""The figures behind a row's availability icon, and the entries behind the figures (ITL-203)."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from django.db.models import F, Q, Sum

from tracking.models import TrackingLine
from tracking.page import Page
from tracking.switches import NUMBER_FIELD
from wms.core.quantity import ZERO
from wms.ledger.models import ItemLedgerEntry

SHOWN = 100


@dataclass(frozen=True)
class RowFigures:
    """What stock has for the numbers of a row; base units.  ``entries`` and ``demand``: what is summed."""

    names: str
    total: Decimal
    requested: Decimal
    current_requested: Decimal
    pending: Decimal
    parked: Decimal
    entries: list[ItemLedgerEntry]
    demand: list[TrackingLine]

    @property
    def available(self) -> Decimal:
        return self.total - self.requested - self.pending


def figures_of_row(page: Page, row: TrackingLine) -> RowFigures:
    """Judged as the icon judges: by the specific kinds together; by all its numbers if none is (ITL-208)."""
    kinds = page.specific or tuple(NUMBER_FIELD)
    numbers = {NUMBER_FIELD[kind]: getattr(row, NUMBER_FIELD[kind]) for kind in kinds}
    sums = page.session.figures.filter(**numbers).aggregate(
        total=Sum("total"),
        requested=Sum("requested"),
        current=Sum("current_requested"),
        parked=Sum("parked"),
    )
    asked = page.rows.filter(**numbers, qty_to_handle__gt=0).aggregate(
        total=Sum(F("quantity") - F("qty_handled"))
    )["total"]
    current = sums["current"] or ZERO
    return RowFigures(
        names=" / ".join(
            f"{page.caption_of(kind)} {number}"
            for kind, number in zip(kinds, numbers.values(), strict=True)
            if number
        )
        or "No number",
        total=sums["total"] or ZERO,
        requested=sums["requested"] or ZERO,
        current_requested=current,
        pending=(asked or ZERO) - current if page.outbound else ZERO,
        parked=sums["parked"] or ZERO,
        entries=_entries(page, numbers),
        demand=_demand(page, numbers),
    )


def _entries(page: Page, numbers: dict[str, str]) -> list[ItemLedgerEntry]:
    """Exactly what Total Quantity sums up, as it is now."""
    entries = ItemLedgerEntry.objects.in_inventory().filter(
        item=page.line.item_id,
        variant=page.line.variant_id,
        location=page.line.location_id,
        **numbers,
    )
    without_any = Q(serial_no="", lot_no="", package_no="")
    return list(entries.exclude(without_any).order_by("entry_no")[:SHOWN])


def _demand(page: Page, numbers: dict[str, str]) -> list[TrackingLine]:
    """Exactly what Total Requested sums up, as it is now, and what is parked beside it."""
    rows = TrackingLine.objects.filter(
        session=None,
        outbound=True,
        quantity__gt=F("qty_handled"),
        item=page.line.item_id,
        variant=page.line.variant_id,
        location=page.line.location_id,
        **numbers,
    )
    return list(rows.select_related("line__document").order_by("id")[:SHOWN])
