"""Select Entries and the number lookups: what can be chosen for a page, and how much of it (section 8).

A combination's own figures say what is free of it.  Where only some kinds follow the goods, the unit may be
asked for under other numbers too, so no more is free than of the specific kinds together (ITL-202).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from typing import Any

from django.db.models import Count, F, Max, Min, Q, QuerySet, Sum

from tracking.availability import ASKED, Combination
from tracking.models import AvailabilityFigure, TrackingLine
from tracking.page import Page
from tracking.selectors.byname import ByName
from tracking.selectors.rows import searched
from tracking.switches import NUMBER_FIELD
from wms.core import sql
from wms.core.quantity import ZERO, unscaled

PAGE_LENGTH = 100
# Undated last, equal dates by number (ITL-109).
FIRST_EXPIRED_FIRST = "expiration_date is null, expiration_date, lot_no, serial_no, package_no, id"

_LISTED = """
select id, serial_no, lot_no, package_no, expiration_date, blocked = 1 as blocked, bin_content, held, asked, key_left,
       case when key_left < own_left then key_left else own_left end as available
from (
    select id, serial_no, lot_no, package_no, expiration_date, blocked, bin_content, held, asked, own_left,
           {key_left} as key_left
    from ({combinations}) combination
) listed where id is not null
"""
_OF_FIGURES = """
select id, serial_no, lot_no, package_no, expiration_date, case when blocked then 1 else 0 end as blocked,
       bin_content, coalesce(non_specific_reserved, 0) as held, 0 as asked,
       total - requested + current_requested as own_left
from tracking_availabilityfigure where session_id = %(session)s
"""
# One pass over figures and rows together: a join of rows just loaded would be planned badly.
_WITH_ROWS = f"""
select max(id) as id, serial_no, lot_no, package_no, min(expiration_date) as expiration_date,
       max(blocked) as blocked, max(bin_content) as bin_content, coalesce(max(held), 0) as held,
       sum(asked) as asked, sum(own_left) - sum(asked) as own_left
from (
    {_OF_FIGURES}
    union all
    select null, serial_no, lot_no, package_no, null, 0, null, null, {ASKED}, 0
    from tracking_trackingline where session_id = %(session)s
) part
group by serial_no, lot_no, package_no
"""


def listed(page: Page) -> tuple[str, dict[str, Any]]:
    """The list as a query: one row a combination, with what is asked here and what is available of it."""
    keys = page.key_fields
    shared = bool(keys) and len(keys) < len(Combination._fields)
    key_left = f"sum(own_left) over (partition by {', '.join(keys)})" if shared else "own_left"
    combinations = _WITH_ROWS if page.session.row_count else _OF_FIGURES
    query = _LISTED.format(key_left=key_left, combinations=combinations)
    return query, {"session": page.session.pk}


# What may be taken, with a bin no more than lies in it and is not taken already (ITL-110, ITL-111).
SELECTABLE = """case when bin_content is null or available <= bin_content - asked then available
    when bin_content - asked > 0 then bin_content - asked else 0 end"""
# Filled in by itself only what nobody holds; by hand the rest may be taken too (ITL-110, ITL-111).
NOT_HELD = f"{SELECTABLE} - held"


@dataclass(frozen=True)
class Entry(ByName):
    """One line of the list; base units."""

    figure: AvailabilityFigure
    pending: Decimal
    available: Decimal
    selectable: Decimal
    is_expired: bool = False
    is_strict: bool = False

    @property
    def why(self) -> str:
        """Why this one, or why it was passed over (ITL-110)."""
        figure = self.figure
        if figure.selected:
            return "expires first" if figure.expiration_date else ""
        if figure.blocked:
            return "passed over: blocked"
        if self.is_expired and self.is_strict:
            return "passed over: expired, and posting is strict"
        if figure.total <= 0:
            return "passed over: not in stock"
        if self.available <= 0:
            return "passed over: all of it is requested"
        if self.selectable <= 0:
            return "passed over: not in the bin of the line"
        if self.selectable <= (figure.non_specific_reserved or ZERO):
            return "passed over: held for other lines"
        return "not needed: what comes before it is enough"

    @property
    def bin_content(self) -> Decimal | None:
        content: Decimal | None = self.figure.bin_content
        return content


@dataclass(frozen=True)
class Entries:
    """A page of the list, with its footer (ITL-107): Undefined = Selectable less Selected.

    ``has_…``: whether anything in the list has it, so that empty columns stay away.
    """

    entries: list[Entry]
    count: int
    start: int
    read_only_because: str
    selectable: Decimal
    selected: Decimal
    has_serials: bool
    has_lots: bool
    has_packages: bool
    has_warranty: bool
    has_bin: bool
    has_reserved: bool

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
    return replace(
        footer_of(page),
        entries=_entries(page, figures, start=start, on=on),
        count=figures.count(),
        start=start,
    )


def footer_of(page: Page) -> Entries:
    """The sums below the list, without its lines."""
    sums = page.session.figures.aggregate(
        total=Sum("selected"),
        count=Count("id"),
        serial_no=Max("serial_no"),
        lot_no=Max("lot_no"),
        package_no=Max("package_no"),
        warranty=Max("warranty_date"),
        bins=Max("bin_content"),
        held=Max("non_specific_reserved"),
    )
    return Entries(
        entries=[],
        count=sums["count"],
        start=0,
        read_only_because=why_read_only(page),
        selectable=max(page.undefined(), ZERO),
        selected=sums["total"] or ZERO,
        has_serials=bool(sums["serial_no"]),
        has_lots=bool(sums["lot_no"]),
        has_packages=bool(sums["package_no"]),
        has_warranty=sums["warranty"] is not None,
        has_bin=sums["bins"] is not None,
        has_reserved=bool(sums["held"]),
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
                is_strict=page.code.strict_expiration_posting and not page.is_reclassification,
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


# --- lookups from a number field ---


@dataclass(frozen=True)
class LookupLine:
    """One number that can be chosen, with the sums over what stands under it (ITL-201)."""

    number: str
    numbers: Combination
    expiration_date: date | None
    warranty_date: date | None
    total: Decimal
    requested: Decimal
    pending: Decimal
    current_requested: Decimal
    parked: Decimal
    available: Decimal
    blocked: bool


@dataclass(frozen=True)
class Lookup:
    """The numbers of one kind that fit a row."""

    kind: str
    lines: list[LookupLine]
    count: int
    may_choose: bool


def lookup(page: Page, kind: str, *, row: TrackingLine | None, search: str = "") -> Lookup:
    """Numbers of a kind in the scope, narrowed down by the other numbers of the row (ITL-101, ITL-102).

    One line for each serial; lots and packages with the sum of what carries them.
    """
    field = NUMBER_FIELD[kind]
    figures = searched(page.session.figures.exclude(**{field: ""}), search, (field,))
    for other in NUMBER_FIELD.values():
        if other != field and row is not None and getattr(row, other):
            figures = figures.filter(**{other: getattr(row, other)})
    grouped = (
        figures.values(field)
        .annotate(
            expires=Min("expiration_date"),
            warranty=Max("warranty_date"),
            in_stock=Sum("total"),
            asked=Sum("requested"),
            asked_here=Sum("current_requested"),
            parked_sum=Sum("parked"),
            lots=Min("lot_no"),
            packages=Min("package_no"),
            blocked_rows=Count("id", filter=Q(blocked=True)),
        )
        .order_by(F("expires").asc(nulls_last=True), field)
    )
    found = list(grouped[:PAGE_LENGTH])
    asked = _asked_by_number(page, field, [line[field] for line in found])
    return Lookup(
        kind=kind,
        lines=[_lookup_line(page, kind, line, asked.get(line[field], ZERO)) for line in found],
        count=grouped.count(),
        may_choose=page.outbound and page.lock is None,
    )


def _asked_by_number(page: Page, field: str, numbers: list[str]) -> dict[str, Decimal]:
    """What the rows of the page ask for of each number."""
    if not page.outbound or not numbers:
        return {}
    rows = page.rows.filter(**{f"{field}__in": numbers}, qty_to_handle__gt=0)
    sums = rows.values(field).annotate(asked=Sum("quantity"), handled=Sum("qty_handled"))
    return {line[field]: line["asked"] - line["handled"] for line in sums}


def _lookup_line(page: Page, kind: str, line: dict[str, Any], asked: Decimal) -> LookupLine:
    pending = asked - line["asked_here"] if page.outbound else ZERO
    number = line[NUMBER_FIELD[kind]]
    numbers = (
        Combination(number, line["lots"], line["packages"])
        if kind == "serial"
        else Combination(**{NUMBER_FIELD[kind]: number})
    )
    return LookupLine(
        number=number,
        numbers=numbers,
        expiration_date=line["expires"],
        warranty_date=line["warranty"],
        total=line["in_stock"],
        requested=line["asked"],
        pending=pending,
        current_requested=line["asked_here"],
        parked=line["parked_sum"],
        available=line["in_stock"] - line["asked"] - pending,
        blocked=bool(line["blocked_rows"]),
    )
