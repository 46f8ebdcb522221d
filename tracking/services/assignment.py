"""Actions that create numbers: Assign Serial / Lot / Package No. and Create Customized SN (section 7).

Rows are built first and added together, so that a refusal leaves the page unchanged and no number drawn
(ITL-100).  Ten thousand rows cost as many statements as ten.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import partial
from typing import TYPE_CHECKING

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import QuerySet

from tracking import errors
from tracking.availability import Combination
from tracking.models import TrackingLine, TrackingSession
from tracking.page import Page, locked_page
from tracking.policies.page_rows import BLANK, ORDER
from tracking.selectors.known import known_of
from tracking.services import sql
from tracking.services.sql import NewRow
from tracking.switches import CAPTION, NUMBER_FIELD
from wms.core import numberseries
from wms.core.errors import Refused, RuleViolation, refuse_if_any
from wms.core.models import NumberSeries
from wms.core.quantity import ZERO, scaled
from wms.core.text import folded
from wms.inventory.models import InventorySetup

if TYPE_CHECKING:
    from django.contrib.auth.models import AbstractBaseUser

_SERIES = {"serial": "Serial Nos.", "lot": "Lot Nos.", "package": "Package Nos."}


@dataclass(frozen=True)
class Extras:
    """What is created along with serials (ITL-084): one new lot, one new package, a card each.

    ``expiration_date`` goes on all the new rows, and on those of their lot (ITL-075).
    """

    new_lot: bool = False
    new_package: bool = False
    create_cards: bool = False
    expiration_date: date | None = None


@transaction.atomic
def assign_serial_numbers(
    *,
    session: TrackingSession | int,
    by: AbstractBaseUser,
    on: date,
    quantity: Decimal,
    extras: Extras = Extras(),
    selected: Collection[int] = (),
) -> list[str]:
    """Add ``quantity`` rows of one with the next numbers of the item's Serial Nos.; answers with them.

    ``on`` is the usage date of the series (SET-126).  ``selected``: without new lot or package, the rows
    take those of the first selected row (ITL-088).  Raises Refused; then nothing was drawn or added.
    Rules: ITL-080…091, SET-087, SET-088, SET-124, SET-163.
    """
    page = locked_page(session)
    page.refuse_if_locked()
    series = page.item.serial_nos
    current = _current(page, selected)
    refuse_if_any(
        [
            *_quantity_violations(page, quantity),
            *_series_violations(page, "serial"),
            *_extras_violations(page, extras, current),
        ]
    )
    serials = _drawn(page, "serial", series, on=on, count=int(quantity))
    _add_serials(page, serials, extras=extras, current=current, on=on, by=by)
    return serials


@transaction.atomic
def create_customized_serials(
    *,
    session: TrackingSession | int,
    by: AbstractBaseUser,
    on: date,
    start: str,
    increment: int,
    quantity: Decimal,
    extras: Extras = Extras(),
    selected: Collection[int] = (),
) -> list[str]:
    """Add rows of one with serials counted on from ``start``, which is the first; answers with them.

    Raises Refused naming a serial that is on the page or used for the item already; then none is added.
    Rules: ITL-096…100, ITL-080…088, SCAN-039, decision D42.
    """
    page = locked_page(session)
    page.refuse_if_locked()
    current = _current(page, selected)
    found = [
        *_quantity_violations(page, quantity),
        *_extras_violations(page, extras, current),
    ]
    series = page.item.serial_nos
    if series is not None and not series.manual_nos:
        found.append(errors.SeriesIsNotManual(series=series))
    serials: list[str] = []
    try:
        count = int(quantity) if quantity >= 1 else 1
        serials = numberseries.run_of(_first(start), increment=increment, count=count)
    except RuleViolation as violation:
        if violation.field == "number":
            violation.field = "start"  # what the dialog calls it
        found.append(violation)
    refuse_if_any(found)
    _refuse_used(page, serials)
    _add_serials(page, serials, extras=extras, current=current, on=on, by=by)
    return serials


def _first(start: str) -> str:
    try:
        number = folded(start)
    except ValidationError as error:
        raise errors.NumberHasBadCharacter(caption="Customized SN") from error
    if not number:
        raise errors.CustomSerialMissing()
    return number


@transaction.atomic
def assign_lot_number(
    *,
    session: TrackingSession | int,
    by: AbstractBaseUser,
    on: date,
    selected: Collection[int] | None = (),
) -> str:
    """Put the next lot number on the selected rows that have none, else on a new row; answers with it.

    ``None`` selects every row.  Rules: ITL-092, 093, 095.
    """
    return _assign_one(session=session, kind="lot", by=by, on=on, selected=selected)


@transaction.atomic
def assign_package_number(
    *,
    session: TrackingSession | int,
    by: AbstractBaseUser,
    on: date,
    selected: Collection[int] | None = (),
) -> str:
    """As ``assign_lot_number``, from the package series (ITL-094, SET-087)."""
    return _assign_one(session=session, kind="package", by=by, on=on, selected=selected)


def _assign_one(
    *,
    session: TrackingSession | int,
    kind: str,
    by: AbstractBaseUser,
    on: date,
    selected: Collection[int] | None,
) -> str:
    page = locked_page(session)
    page.refuse_if_locked()
    refuse_if_any(_series_violations(page, kind))
    field = NUMBER_FIELD[kind]
    chosen = page.rows if selected is None else page.rows.filter(pk__in=selected)
    blank = _open_for_numbers(chosen).filter(**{field: ""}).exclude(BLANK)
    number = _drawn(page, kind, series_of(page, kind), on=on, count=1)[0]
    if blank.exists():
        values: dict[str, object] = {field: number, "changed_by_id": by.pk}
        if page.is_reclassification:
            values[f"new_{field}"] = number
        if kind == "lot" and page.takes_dates:
            values |= _one_date(blank)
        blank.update(**values)
    else:
        _add_row(page, kind, number, chosen.order_by(*ORDER).first(), by=by)
    page.rows_written()
    return number


def _one_date(rows: QuerySet[TrackingLine]) -> dict[str, object]:
    """Rows that become one lot keep the date they share; different ones are cleared (ITL-065, ITL-075)."""
    dates = list(rows.values_list("expiration_date", flat=True).distinct()[:2])
    return {} if len(dates) == 1 else {"expiration_date": None}


def _add_row(
    page: Page, kind: str, number: str, current: TrackingLine | None, *, by: AbstractBaseUser
) -> None:
    """ITL-092, ITL-094: one row of what is still undefined; the other number is carried over."""
    lot_no, package_no = (current.lot_no, current.package_no) if current else ("", "")
    row = NewRow(
        lot_no=number if kind == "lot" else lot_no,
        package_no=number if kind == "package" else package_no,
        quantity=scaled(max(page.undefined(), ZERO)),
        expiration_date=current.expiration_date if current and kind == "package" else None,
    )
    sql.insert_new_rows(page, [row], by_id=by.pk)


# --- new numbers of a reclassification (RCL-015) ---


@transaction.atomic
def assign_new_numbers(
    *,
    session: TrackingSession | int,
    by: AbstractBaseUser,
    on: date,
    kind: str,
    selected: Collection[int] | None = None,
) -> list[str]:
    """Fill the New column of a kind from its series: one each for serials, one for all lots or packages.

    ``selected``: these rows only; ``None`` for every row.  Nothing is posted by it.
    """
    page = locked_page(session)
    page.refuse_if_locked()
    refuse_if_any(_series_violations(page, kind))
    chosen = page.rows if selected is None else page.rows.filter(pk__in=selected)
    rows = _open_for_numbers(chosen)
    if kind == "serial":
        rows = rows.exclude(serial_no="")
    count = rows.count()
    if not count:
        raise Refused([errors.NoRowToRename(caption=CAPTION[kind])])
    wanted = count if kind == "serial" else 1
    numbers = _drawn(page, kind, series_of(page, kind), on=on, count=wanted)
    if kind == "serial":
        ids = rows.order_by(*ORDER).values_list("pk", flat=True)
        sql.set_numbers(dict(zip(ids, numbers, strict=True)), "new_serial_no", by_id=by.pk)
    else:
        rows.update(**{f"new_{NUMBER_FIELD[kind]}": numbers[0], "changed_by_id": by.pk})
    page.mark_changed()
    return numbers


# --- what all of them need ---


def series_of(page: Page, kind: str) -> NumberSeries | None:
    """Serials and lots have theirs on the item; packages the company's, unless the item has one (D14)."""
    if kind == "package":
        return page.item.package_nos or InventorySetup.objects.get().package_nos
    series: NumberSeries | None = getattr(page.item, f"{kind}_nos")
    return series


def _drawn(
    page: Page, kind: str, series: NumberSeries | None, *, on: date, count: int
) -> list[str]:
    """The next numbers that nobody uses (SET-124, D42, D57)."""
    if series is None:
        raise Refused(_series_violations(page, kind))
    taken = partial(sql.used_numbers, page, kind)
    return numberseries.draw_unused(series, on=on, count=count, taken=taken).numbers


def _series_violations(page: Page, kind: str) -> list[RuleViolation]:
    """ITL-086, ITL-094, ITL-095, SET-088."""
    if series_of(page, kind) is not None:
        return []
    place = f"on item {page.item}" + (" and in Inventory Setup" if kind == "package" else "")
    return [errors.SeriesMissing(caption=_SERIES[kind], place=place)]


def _quantity_violations(page: Page, quantity: Decimal) -> list[RuleViolation]:
    """ITL-082, ITL-083."""
    undefined = page.undefined()
    if undefined % 1:
        return [errors.QuantityNotWhole(what="Undefined Quantity", quantity=undefined)]
    if quantity % 1 or quantity <= 0:
        return [errors.QuantityNotWhole(what="Quantity to Create", quantity=quantity)]
    if quantity > undefined:
        return [errors.MoreThanUndefined(quantity=quantity, undefined=max(undefined, ZERO))]
    return []


def _extras_violations(
    page: Page, extras: Extras, current: TrackingLine | None
) -> list[RuleViolation]:
    """ITL-086, ITL-087: a new lot needs its series, and a current row without lot."""
    found = []
    for kind, wanted in (("lot", extras.new_lot), ("package", extras.new_package)):
        if not wanted:
            continue
        found += _series_violations(page, kind)
        number = getattr(current, NUMBER_FIELD[kind]) if current else ""
        if number:
            found.append(errors.CurrentRowHasNumber(caption=CAPTION[kind], number=number))
    if extras.expiration_date is not None:
        found += _date_violations(page, extras, current)
    return found


def _date_violations(
    page: Page, extras: Extras, current: TrackingLine | None
) -> list[RuleViolation]:
    """SET-062, ITL-073: dates are used here, and the lot that is carried over is not known by another one."""
    if not page.takes_dates:
        return [errors.ExpirationNotUsed(item=page.item, code=page.code)]
    lot_no = current.lot_no if current and not extras.new_lot else ""
    if not lot_no:
        return []
    line, day = page.line, extras.expiration_date
    known = known_of(
        item_id=line.item_id, variant_id=line.variant_id, numbers=Combination(lot_no=lot_no)
    )
    if known is None or not known.is_fixed or known.date == day:
        return []
    numbers = f"Lot No. {lot_no}"
    return [errors.ExpirationKnown(numbers=numbers, known=known.date or "blank", date=day)]


def _current(page: Page, selected: Collection[int]) -> TrackingLine | None:
    return page.rows.filter(pk__in=selected).order_by(*ORDER).first() if selected else None


def _open_for_numbers(rows: QuerySet[TrackingLine]) -> QuerySet[TrackingLine]:
    """Rows whose numbers may change (ITL-062)."""
    return rows.filter(
        qty_handled=0, applies_to_entry_no__isnull=True, applies_from_entry_no__isnull=True
    )


def _refuse_used(page: Page, serials: list[str]) -> None:
    """ITL-100: a serial of one's own that is used already is refused, and none is added."""
    used = sql.used_numbers(page, "serial", serials)
    first = next((serial for serial in serials if serial in used), None)
    if first is not None:
        here = page.rows.filter(serial_no=first).exists()
        place = "on these tracking lines" if here else "used"
        raise Refused([errors.CustomSerialUsed(number=first, item=page.item, place=place)])


def _add_serials(
    page: Page,
    serials: list[str],
    *,
    extras: Extras,
    current: TrackingLine | None,
    on: date,
    by: AbstractBaseUser,
) -> None:
    lot_no = current.lot_no if current else ""
    package_no = current.package_no if current else ""
    day = extras.expiration_date or (current.expiration_date if current and lot_no else None)
    if extras.new_lot:
        lot_no = _drawn(page, "lot", page.item.lot_nos, on=on, count=1)[0]
        day = extras.expiration_date
    elif lot_no and extras.expiration_date:
        page.rows.filter(lot_no=lot_no).update(expiration_date=day)
    if extras.new_package:
        package_no = _drawn(page, "package", series_of(page, "package"), on=on, count=1)[0]
    row = NewRow(lot_no=lot_no, package_no=package_no, expiration_date=day)
    sql.insert_new_rows(page, (NewRow(serial, *row[1:]) for serial in serials), by_id=by.pk)
    if extras.create_cards:
        sql.create_serial_cards(page, serials)
    page.rows_written()
