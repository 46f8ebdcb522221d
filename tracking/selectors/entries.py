"""Select Entries and the number lookups: what can be chosen for a page, and how much of it (section 8).

A combination's own figures say what is free of it.  Where only some kinds follow the goods, the unit may be
asked for under other numbers too, so no more is free than of the specific kinds together (ITL-202).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.db.models import Max, Min, Q, QuerySet, Sum

from tracking.availability import ASKED, Combination
from tracking.models import AvailabilityFigure, TrackingLine
from tracking.page import Page
from tracking.selectors.rows import searched
from wms.core import sql
from wms.core.quantity import ZERO, unscaled

PAGE_LENGTH = 100
# Undated last, equal dates by number (ITL-109).
FIRST_EXPIRED_FIRST = "expiration_date is null, expiration_date, lot_no, serial_no, package_no, id"

_LISTED = """
select f.id, f.serial_no, f.lot_no, f.package_no, f.expiration_date, f.blocked, f.selected,
       coalesce(own.asked, 0) as asked, f.key_left,
       case when f.key_left < f.own_left - coalesce(own.asked, 0) then f.key_left
            else f.own_left - coalesce(own.asked, 0) end as available,
       f.bin_content
from (
    select figure.*, figure.total - figure.requested + figure.current_requested as own_left, {key_left}
    from tracking_availabilityfigure figure {key_join}
    where figure.session_id = %(session)s
) f
left join (
    select serial_no, lot_no, package_no, sum({asked}) as asked from tracking_trackingline
    where session_id = %(session)s group by serial_no, lot_no, package_no
) own on own.serial_no = f.serial_no and own.lot_no = f.lot_no and own.package_no = f.package_no
"""
_KEY_LEFT = """sum(figure.total - figure.requested + figure.current_requested) over (partition by {keys})
    - coalesce(shared.asked, 0) as key_left"""
_KEY_JOIN = """left join (select {names}, sum({asked}) as asked from tracking_trackingline
    where session_id = %(session)s group by {names}) shared on {same}"""
_OWN_LEFT = "figure.total - figure.requested + figure.current_requested as key_left"

# What may be taken, with a bin no more than lies in it and is not taken already (ITL-110, ITL-111).
SELECTABLE = """case when bin_content is null or available <= bin_content - asked then available
    when bin_content - asked > 0 then bin_content - asked else 0 end"""


def listed(page: Page) -> tuple[str, dict[str, Any]]:
    """The list as a query: one row a combination, with what is asked here and what is available of it."""
    values: dict[str, Any] = {"session": page.session.pk}
    if not page.key_fields or len(page.key_fields) == len(Combination._fields):
        return _LISTED.format(key_left=_OWN_LEFT, key_join="", asked=ASKED), values
    return _LISTED.format(
        key_left=_KEY_LEFT.format(keys=", ".join(f"figure.{field}" for field in page.key_fields)),
        key_join=_KEY_JOIN.format(
            names=", ".join(page.key_fields),
            asked=ASKED,
            same=" and ".join(f"shared.{field} = figure.{field}" for field in page.key_fields),
        ),
        asked=ASKED,
    ), values


@dataclass(frozen=True)
class Entry:
    """One line of the list; base units."""

    figure: AvailabilityFigure
    pending: Decimal
    available: Decimal
    selectable: Decimal
    is_expired: bool = False

    @property
    def bin_content(self) -> Decimal | None:
        content: Decimal | None = self.figure.bin_content
        return content


@dataclass(frozen=True)
class Entries:
    """A page of the list, with its footer (ITL-107): Undefined = Selectable less Selected."""

    entries: list[Entry]
    count: int
    start: int
    read_only_because: str
    selectable: Decimal
    selected: Decimal
    has_bin: bool

    @property
    def undefined(self) -> Decimal:
        return self.selectable - self.selected

    @property
    def next_start(self) -> int | None:
        end = self.start + len(self.entries)
        return end if end < self.count else None


def why_read_only(page: Page) -> str:
    """Why nothing can be selected (ITL-108); "" when it can."""
    if page.lock is not None:
        return page.lock.reason
    if not page.outbound:
        return "goods come in on this line"
    if page.undefined() <= 0:
        return "nothing is left undefined on the line"
    return ""


def page_of_entries(
    page: Page, *, start: int = 0, search: str = "", on: date | None = None
) -> Entries:
    """The combinations of the scope from ``start`` on, first expired first."""
    figures = searched(page.session.figures.all(), search, ("serial_no", "lot_no", "package_no"))
    count = figures.count()
    found = _entries(page, figures, start=start, on=on)
    read_only = why_read_only(page)
    selected = page.session.figures.aggregate(
        total=Sum("selected"), bins=Max("bin_content"), first=Min("id")
    )
    return Entries(
        entries=found,
        count=count,
        start=start,
        read_only_because=read_only,
        selectable=max(page.undefined(), ZERO),
        selected=selected["total"] or ZERO,
        has_bin=selected["bins"] is not None,
    )


def _entries(
    page: Page, figures: QuerySet[AvailabilityFigure], *, start: int, on: date | None
) -> list[Entry]:
    order = [
        "no_date",
        "expiration_date",
        "lot_no",
        "serial_no",
        "package_no",
        "pk",
    ]
    undated = figures.annotate(no_date=Q(expiration_date__isnull=True))
    shown = list(undated.order_by(*order)[start : start + PAGE_LENGTH])
    return _with_available(page, shown, on=on)


def entry_of(page: Page, figure_id: int) -> Entry | None:
    """One line of the list, by its figure."""
    figures = list(page.session.figures.filter(pk=figure_id))
    return next(iter(_with_available(page, figures, on=None)), None)


def _with_available(
    page: Page, figures: Sequence[AvailabilityFigure], *, on: date | None
) -> list[Entry]:
    if not figures:
        return []
    query, values = listed(page)
    names = {f"f{place}": figure.pk for place, figure in enumerate(figures)}
    found = sql.rows(
        f"select id, asked, available, {SELECTABLE} from ({query}) listed"
        f" where id in ({', '.join(f'%({name})s' for name in names)})",
        values | names,
    )
    known = {pk: [unscaled(int(units)) for units in units_of] for pk, *units_of in found}
    entries = []
    for figure in figures:
        asked, available, selectable = known[figure.pk]
        expires = figure.expiration_date
        entries.append(
            Entry(
                figure=figure,
                pending=asked - figure.current_requested if page.outbound else ZERO,
                available=available if page.outbound else figure.total - figure.requested,
                selectable=max(selectable, ZERO),
                is_expired=bool(on and expires and expires < on),
            )
        )
    return entries


def available_of(page: Page, numbers: Combination) -> Decimal:
    """Total Available of a combination, the rows of the page deducted (ITL-105)."""
    figure = page.session.figures.filter(**numbers._asdict()).first()
    if figure is not None and (entry := entry_of(page, figure.pk)) is not None:
        content = entry.bin_content
        return entry.available if content is None else min(entry.available, content)
    asked = sum(
        (row.outstanding for row in _rows_of(page, numbers) if row.qty_to_handle), start=ZERO
    )
    return -asked


def _rows_of(page: Page, numbers: Combination) -> QuerySet[TrackingLine]:
    return page.rows.filter(**numbers._asdict())
