"""Which rows of an open page deserve a warning, judged on the page's own snapshot (ITL-207…213).

Stock is judged by the numbers of all specific kinds together (ITL-208): what is there, less what others ask
for, less what this page asks for.  A warning never stops typing or saving; only posting refuses (ITL-212).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any, NamedTuple

from django.db.models import Count, Exists, Model, OuterRef, Q, QuerySet, Sum
from django.db.models.expressions import RawSQL

from tracking import manyvalues
from tracking.availability import ASKED
from tracking.models import (
    AvailabilityFigure,
    NumberInformation,
    RejectedInput,
    Scan,
    TrackingLine,
    UploadReport,
)
from tracking.page import Page
from tracking.policies.page_rows import BLANK
from tracking.switches import CAPTION, NUMBER_FIELD, Need, Situation, need
from wms.core import sql
from wms.core.quantity import ZERO, shown, unscaled
from wms.documents.kinds import EntryType
from wms.documents.models import DocumentLine
from wms.ledger.models import ItemLedgerEntry

NOTHING = Q(pk__in=[])
# What a page keeps beside its rows.
LEFTOVERS: tuple[type[Model], ...] = (AvailabilityFigure, RejectedInput, Scan, UploadReport)


class Stock(NamedTuple):
    """What stock has for one number, and who wants it: the four figures behind an icon."""

    total: Decimal
    elsewhere: Decimal
    here: Decimal

    @property
    def available(self) -> Decimal:
        return self.total - self.elsewhere - self.here


# On supply pages nothing is pending (ITL-210), so the page's own rows are left out there.
_STOCK = """
from (select {keys}, total, requested - current_requested as elsewhere, 0 as here
      from tracking_availabilityfigure where session_id = %(session)s {only}
      union all
      select {keys}, 0, 0, case when outbound then {asked} else 0 end
      from tracking_trackingline where session_id = %(session)s {only}) judged
group by {keys}
"""


def _stock_of(page: Page, numbers: Sequence[str] | None = None) -> tuple[str, dict[str, Any]]:
    """The FROM part of the question; ``numbers`` narrows it down by the first specific kind."""
    values: dict[str, Any] = {"session": page.session.pk}
    only = ""
    if numbers is not None:
        names = {f"n{place}": number for place, number in enumerate(numbers)}
        values |= names
        field = page.key_fields[0]
        only = f"and {field} in ({', '.join(f'%({name})s' for name in names)})"
        if all(numbers):
            only += f" and not ({field} = '')"  # the condition of an index, said aloud for SQLite
    return _STOCK.format(keys=", ".join(page.key_fields), asked=ASKED, only=only), values


def stock_of_rows(page: Page, rows: Sequence[TrackingLine]) -> dict[tuple[str, ...], Stock]:
    """The figures behind the icons of these rows, by their specific numbers; one statement."""
    if not page.key_fields or not rows:
        return {}
    numbers = sorted({getattr(row, page.key_fields[0]) for row in rows})
    query, values = _stock_of(page, numbers)
    keys = ", ".join(page.key_fields)
    found = sql.rows(f"select {keys}, sum(total), sum(elsewhere), sum(here) {query}", values)
    width = len(page.key_fields)
    return {
        tuple(row[:width]): Stock(*(unscaled(int(units)) for units in row[width:])) for row in found
    }


def key_of(page: Page, row: TrackingLine) -> tuple[str, ...]:
    return tuple(getattr(row, field) for field in page.key_fields)


# One pass over figures and rows together: a join of rows just loaded would be planned badly.
_SHORT_ROWS = """
select id from (
    select id, sum(free) over (partition by {keys}) as available from (
        select null as id, {keys}, total - requested + current_requested as free
        from tracking_availabilityfigure where session_id = %(session)s
        union all
        select id, {keys}, case when outbound then -({asked}) else 0 end
        from tracking_trackingline where session_id = %(session)s and ({numbered})
    ) part
) judged where available < 0 and id is not null
"""


def short_row_ids(page: Page) -> list[int]:
    """Rows for whose numbers there is less than is asked for (ITL-207), in one statement."""
    if not page.key_fields:
        return []
    query = _SHORT_ROWS.format(
        keys=", ".join(page.key_fields),
        asked=ASKED,
        numbered=" or ".join(f"{field} <> ''" for field in page.key_fields),
    )
    return [pk for (pk,) in sql.rows(query, {"session": page.session.pk})]


def short_rows(page: Page) -> QuerySet[TrackingLine]:
    return page.rows.filter(_in(short_row_ids(page)))


def _in(row_ids: list[int]) -> Q:
    """Rows with one of these ids, however many."""
    # without brackets of its own: in two pairs it would stand for the first of the ids alone
    query = f"select cast(value as bigint) from {manyvalues.values('ids')} v"
    marked = query.replace("%(ids)s", "%s")
    return Q(pk__in=RawSQL(marked, [manyvalues.parameter(row_ids)])) if row_ids else NOTHING


def already_here(page: Page) -> Q:
    """Incoming serials that are in inventory somewhere already (ITL-066), new serials too (RCL-019)."""
    if "serial" not in page.specific:
        return NOTHING
    in_stock = ItemLedgerEntry.objects.filter(
        item=page.line.item_id, variant=page.line.variant_id, remaining_quantity__gt=0
    ).exclude(serial_no="")  # said aloud: SQLite then looks the serial up in its index
    if page.is_reclassification:
        renamed = in_stock.filter(serial_no=OuterRef("new_serial_no")).exclude(
            serial_no=OuterRef("serial_no")
        )
        return Q(~Q(new_serial_no=""), Exists(renamed))
    if page.outbound or page.line.invoiced_line_id:
        return NOTHING
    entering = in_stock.filter(serial_no=OuterRef("serial_no"))
    return Q(~Q(serial_no=""), Exists(entering), qty_handled=0)


def on_other_receipts(page: Page) -> Q:
    """Incoming serials that stand on another line's saved tracking as well (ITL-066)."""
    if page.outbound or page.line.invoiced_line_id or "serial" not in page.specific:
        return NOTHING
    elsewhere = TrackingLine.objects.filter(
        session=None,
        outbound=False,
        serial_no=OuterRef("serial_no"),
        item=page.line.item_id,
        variant=page.line.variant_id,
        qty_handled=0,
        line__invoiced_line=None,  # what is only invoiced does not come in
    ).exclude(line__in=one_movement(page))
    return Q(~Q(serial_no=""), Exists(elsewhere.exclude(serial_no="")), qty_handled=0)


def one_movement(page: Page) -> list[DocumentLine]:
    """The line, and the other side of a drop shipment, whose numbers are the same."""
    other = page.line.bound_line if page.line.is_drop_shipment else None
    return [page.line, other] if other else [page.line]


def blocked(page: Page) -> Q:
    """Rows with a number whose card is blocked, old or new (ITL-070, SET-154)."""
    found = NOTHING
    cards = NumberInformation.objects.filter(
        item=page.line.item_id, variant=page.line.variant_id, blocked=True
    )
    for kind, field in NUMBER_FIELD.items():
        names = (field, f"new_{field}") if page.is_reclassification else (field,)
        for name in names:
            found |= Q(Exists(cards.filter(kind=kind, number=OuterRef(name))))
    return found


def expired(page: Page, *, on: date) -> Q:
    """Rows that strict posting will refuse (ITL-213); the expiration date is the last good day."""
    if not (page.outbound and page.code.strict_expiration_posting) or page.is_reclassification:
        return NOTHING
    old = AvailabilityFigure.objects.filter(session=page.session, expiration_date__lt=on)
    # asked once for the page, not looked up for each of its rows
    lots, serials, packages = (
        Q(~Q(**{name: ""}), **{f"{name}__in": old.exclude(**{name: ""}).values(name)})
        for name in ("lot_no", "serial_no", "package_no")
    )
    return lots | serials | packages & Q(lot_no="", serial_no="")


def required_kinds(page: Page) -> tuple[str, ...]:
    """The kinds of number that posting this line will ask for (SET-036, SET-038)."""
    leaves = page.outbound or (page.line.is_drop_shipment and page.line.sales_line_id is None)
    situation = Situation(EntryType(page.line.entry_type), leaves)
    return tuple(kind for kind in NUMBER_FIELD if need(page.code, kind, situation) is Need.REQUIRED)


def incomplete(page: Page) -> Q:
    """Rows without a number or date that posting will ask for (ITL-070)."""
    found = NOTHING
    for kind in required_kinds(page):
        found |= Q(**{NUMBER_FIELD[kind]: ""})
        if page.is_reclassification:
            found |= Q(**{f"new_{NUMBER_FIELD[kind]}": ""})
    if page.code.require_expiration_date_entry and not page.outbound:
        found |= Q(expiration_date=None)
    if page.code.require_warranty_date_entry and not page.is_reclassification:
        found |= Q(warranty_date=None)
    return found & Q(quantity__gt=0)


def missing_cards(page: Page) -> Q:
    """Rows whose numbers need an information card that does not exist (ITL-070, SET-044)."""
    found = NOTHING
    cards = NumberInformation.objects.filter(item=page.line.item_id, variant=page.line.variant_id)
    for kind in kinds_needing_cards(page):
        field = NUMBER_FIELD[kind]
        names = (field, f"new_{field}") if page.is_reclassification else (field,)
        for name in names:
            card = cards.filter(kind=kind, number=OuterRef(name))
            found |= Q(~Q(**{name: ""}), ~Exists(card))
    return found


def kinds_needing_cards(page: Page) -> tuple[str, ...]:
    directions = (
        ("outbound", "inbound")
        if page.is_reclassification
        else (("outbound",) if page.outbound else ("inbound",))
    )
    return tuple(
        kind
        for kind, prefix in (("serial", "sn"), ("lot", "lot"), ("package", "package"))
        if any(getattr(page.code, f"{prefix}_info_{way}_must_exist") for way in directions)
    )


def warned(page: Page, *, on: date) -> Q:
    """Rows of the page with anything to warn about."""
    return (
        _in(short_row_ids(page))
        | already_here(page)
        | on_other_receipts(page)
        | blocked(page)
        | expired(page, on=on)
        | incomplete(page)
        | missing_cards(page)
    )


@dataclass(frozen=True)
class Counts:
    """How many rows of a page deserve a second look, and what all of them track, in base units.

    ``blank``: rows without number and quantity; ``unnumbered``: those with a quantity; ``zero``: all rows
    without quantity.  ``leftovers``: what there is to clear away when the page is saved, and ``has_saved``
    whether its line has saved rows.
    """

    tracked: Decimal
    blank: int
    unnumbered: int
    zero: int
    already_here: int
    on_other_receipts: int
    has_saved: bool
    leftovers: frozenset[type[Model]]

    @property
    def has_figures(self) -> bool:
        return AvailabilityFigure in self.leftovers


def counts(page: Page) -> Counts:
    """Everything that can be counted in one pass over the rows; one statement."""
    saved = TrackingLine.objects.filter(line=page.line, session=None)
    kept = {model: model._default_manager.filter(session=page.session) for model in LEFTOVERS}
    conditions = {
        "blank": Q(BLANK, quantity=0),
        "unnumbered": Q(BLANK, quantity__gt=0),
        "zero": Q(quantity=0),
        "already_here": already_here(page),
        "on_other_receipts": on_other_receipts(page),
    }
    counted = {name: Count("pk", filter=condition) for name, condition in conditions.items()}
    # these do not depend on the row, so each is asked once; of a page without rows nothing is known
    asked = {model.__name__: Count("pk", filter=Exists(rows)) for model, rows in kept.items()}
    found = page.rows.aggregate(
        rows=Count("pk"),
        tracked=Sum("quantity", default=ZERO),
        saved=Count("pk", filter=Exists(saved)),
        **counted,
        **asked,
    )
    is_empty = not found["rows"]
    return Counts(
        tracked=found["tracked"],
        **{name: found[name] for name in conditions},
        has_saved=is_empty or bool(found["saved"]),
        leftovers=frozenset(model for model in LEFTOVERS if is_empty or found[model.__name__]),
    )


def warning_count(page: Page) -> int:
    """How many rows have less stock than they ask for, or come in although they are here (ITL-205)."""
    return (
        len(short_row_ids(page))
        + page.rows.filter(already_here(page) | on_other_receipts(page)).count()
    )


def closing_warnings(page: Page, counts: Counts, *, most: int) -> tuple[list[str], int]:
    """What closing asks about (ITL-126, ITL-066): each number once, packages included (ITL-211)."""
    texts: list[str] = []
    count = 0
    if counts.has_figures or page.outbound:
        texts, count = _shortages(page, most=most)
    for condition, found, sentence in (
        (already_here(page), counts.already_here, "is in inventory already"),
        (
            on_other_receipts(page),
            counts.on_other_receipts,
            "stands on another receipt as well",
        ),
    ):
        if not found:
            continue
        here = page.rows.filter(condition).order_by("serial_no")
        serials = here.values_list("serial_no", "new_serial_no")[:most]
        numbers = [new if page.is_reclassification else old for old, new in serials]
        texts += [f"Serial no. {number} {sentence}." for number in numbers]
        count += found
    return texts[:most], count


_SHORTAGES = """
select {keys}, sum(total), sum(elsewhere), sum(here), count(*) over () from (
    select {keys}, total, requested - current_requested as elsewhere, 0 as here, 0 as on_page
    from tracking_availabilityfigure where session_id = %(session)s
    union all
    select {keys}, 0, 0, case when outbound then {asked} else 0 end, 1
    from tracking_trackingline where session_id = %(session)s and ({numbered})
) part
group by {keys} having sum(total) - sum(elsewhere) - sum(here) < 0 and max(on_page) = 1
order by {keys} limit %(most)s
"""


def _shortages(page: Page, *, most: int) -> tuple[list[str], int]:
    if not page.key_fields:
        return [], 0
    query = _SHORTAGES.format(
        keys=", ".join(page.key_fields),
        asked=ASKED,
        numbered=" or ".join(f"{field} <> ''" for field in page.key_fields),
    )
    found = sql.rows(query, {"session": page.session.pk, "most": most})
    width = len(page.key_fields)
    texts = [
        shortage_text(page, row[:width], Stock(*(unscaled(int(units)) for units in row[width:-1])))
        for row in found
    ]
    return texts, int(found[0][-1]) if found else 0


def shortage_text(page: Page, key: Sequence[str], stock: Stock) -> str:
    """``Lot No. L1: 10 in stock, 3 requested elsewhere, 8 here; 1 too many.``"""
    names = " / ".join(
        f"{CAPTION[kind]} {number}"
        for kind, number in zip(page.specific, key, strict=True)
        if number
    )
    elsewhere = f", {shown(stock.elsewhere)} requested elsewhere" if stock.elsewhere else ""
    here = f", {shown(stock.here)} here" if stock.here else ""
    return f"{names}: {shown(stock.total)} in stock{elsewhere}{here}; {shown(-stock.available)} too many."
