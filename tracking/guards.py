"""What tracking forbids on document lines, and what it tells about them (rule book 02, section 11)."""

from collections.abc import Collection, Iterable, Iterator, Mapping
from decimal import Decimal
from typing import Any

from django.db.models import Count, Min, QuerySet, Sum

from tracking import errors
from tracking.models import TrackingLine
from wms.core.errors import RuleViolation
from wms.core.quantity import ZERO
from wms.documents.guards import LineChange
from wms.documents.models import DocumentLine
from wms.documents.policies import ON_LINE, caption
from wms.documents.providers import Tracked

# What the tracking of a line is about: none of it may change under it (ITL-148, POST-057).
FIXED = {
    "item": "Item No.",
    "variant": "Variant Code",
    "location": "Location Code",
    "purchasing_code": "Purchasing Code",
}


class TrackedLines:
    """The guard of lines with saved tracking; of an open page's rows it asks nothing."""

    def change_violations(self, change: LineChange) -> Iterator[RuleViolation]:
        before, after = change.before, change.after
        turns = before.outbound is not after.outbound
        if not (turns or change.touches("quantity_base", *FIXED, *ON_LINE)):
            return
        tracked = tracked_figures([before.pk]).get(before.pk)
        if tracked is None:
            return
        for field, words in FIXED.items():
            if change.touches(field):
                violation = errors.LineIsTracked(
                    **_at(after), caption=words, rows=tracked.rows, item=before.item
                )
                violation.field = field  # one rule, several fields
                yield violation
        for field in ON_LINE:
            if change.touches(field):
                typed = errors.NumbersAreTracked(
                    **_at(after), caption=caption(field), rows=tracked.rows, item=before.item
                )
                typed.field = field  # one rule, several fields
                yield typed
        if turns and not change.touches("purchasing_code"):
            yield errors.LineChangesDirection(**_at(after), rows=tracked.rows, item=before.item)
        elif change.touches("quantity_base"):
            yield from _outstanding_violations(after)

    def deletion_violations(self, lines: QuerySet[DocumentLine]) -> Iterable[RuleViolation]:
        """Deleting a tracked line is asked, not forbidden (ITL-151, ITL-152)."""
        return ()


def _outstanding_violations(line: DocumentLine) -> Iterator[RuleViolation]:
    """ITL-143, ITL-144, POST-056: what is tracked and not handled yet must stay outstanding."""
    sums = TrackingLine.objects.filter(line=line.pk, session=None).aggregate(
        tracked=Sum("quantity"), handled=Sum("qty_handled")
    )
    still_open: Decimal = (sums["tracked"] or ZERO) - (sums["handled"] or ZERO)
    outstanding = abs(line.outstanding_base)
    if outstanding < still_open:
        yield errors.LineBelowTracked(
            **_at(line), item=line.item, tracked=still_open, outstanding=outstanding
        )


def _at(line: DocumentLine) -> dict[str, Any]:
    return {"document": str(line.document), "line_no": line.line_no}


def tracked_figures(line_ids: Collection[int]) -> Mapping[int, Tracked]:
    """The saved tracking of each of these lines, in one statement; lines without rows are left out."""
    sums = (
        TrackingLine.objects.filter(line__in=line_ids, session=None)
        .values("line")
        .annotate(
            rows=Count("id"),
            total=Sum("quantity"),
            to_handle=Sum("qty_to_handle"),
            **{f"the_{field}": Min(field) for field in ON_LINE},
        )
    )
    return {
        row["line"]: Tracked(row["rows"], row["total"], row["to_handle"], _numbers_of(row))
        for row in sums
    }


def _numbers_of(row: Mapping[str, Any]) -> dict[str, str]:
    """Those of the only row, as a line shows them; several rows are told by none (ITL-187)."""
    if row["rows"] != 1:
        return {}
    return {field: str(row[f"the_{field}"] or "") for field in ON_LINE}
