"""What is said beside each row shown: whether its numbers are free, and what posting will ask for.

Asked for the rows of one screen at a time, in a fixed number of statements (ITL-070, ITL-207…213).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Q

from tracking.availability import Combination
from tracking.models import NumberInformation, TrackingLine
from tracking.page import Page
from tracking.selectors import judgement
from tracking.selectors.known import Known, known_numbers, owner_of
from tracking.switches import CAPTION, NUMBER_FIELD
from wms.core.quantity import shown
from wms.ledger.models import ItemLedgerEntry


@dataclass(frozen=True)
class Mark:
    """One thing to know about a row; ``text`` in a word or two, ``title`` in a sentence.

    ``lot_no``: the lot that stock has for the row's serial, offered in place of the one typed (ITL-064).
    """

    tone: str
    icon: str
    text: str
    title: str
    lot_no: str = ""


AVAILABLE = Mark("good", "check", "OK", "Enough is available.")


@dataclass(frozen=True)
class Marked:
    """The marks of each row, by row id, and what the ledger knows of the rows' dates."""

    marks: dict[int, list[Mark]]
    known: dict[int, Known]


def marks_of(page: Page, rows: Sequence[TrackingLine], *, on: date) -> Marked:
    """Everything worth saying about these rows; ``on`` is the day that decides what has expired."""
    known = _known(page, rows) if page.code.use_expiration_dates else {}
    marks: dict[int, list[Mark]] = defaultdict(list)
    for part in (
        _stock(page, rows),
        _blocked(page, rows),
        _expired(page, rows, known, on=on),
        _other_lots(page, rows),
        _already_here(page, rows),
        _other_receipts(page, rows),
        _incomplete(page, rows),
        _cards(page, rows),
    ):
        for row_id, found in part.items():
            marks[row_id] += found if isinstance(found, list) else [found]
    return Marked(marks, known)


def _known(page: Page, rows: Sequence[TrackingLine]) -> dict[int, Known]:
    wanted: dict[str, set[str]] = defaultdict(set)
    owners = {row.pk: owner_of(combination(row)) for row in rows}
    for kind, number in owners.values():
        if number:
            wanted[kind].add(number)
    line = page.line
    known = {
        kind: known_numbers(
            item_id=line.item_id,
            variant_id=line.variant_id,
            kind=kind,
            numbers=sorted(numbers),
        )
        for kind, numbers in wanted.items()
    }
    return {
        row_id: known[kind][number]
        for row_id, (kind, number) in owners.items()
        if number and number in known[kind]
    }


def combination(row: TrackingLine) -> Combination:
    return Combination(row.serial_no, row.lot_no, row.package_no)


def _stock(page: Page, rows: Sequence[TrackingLine]) -> dict[int, Mark]:
    stock = judgement.stock_of_rows(page, rows)
    marks = {}
    for row in rows:
        key = judgement.key_of(page, row)
        figures = stock.get(key)
        if not any(key) or figures is None or figures.available >= 0:
            marks[row.pk] = AVAILABLE
            continue
        text = f"{shown(-figures.available)} too many" if figures.total else "Not in stock"
        title = judgement.shortage_text(page, key, figures)
        marks[row.pk] = Mark("warn", "warning", text, title)
    return marks


def _blocked(page: Page, rows: Sequence[TrackingLine]) -> dict[int, list[Mark]]:
    cards = _cards_of(page, rows).filter(blocked=True).values_list("kind", "number")
    blocked = set(cards)
    return {
        row.pk: [
            Mark(
                "bad",
                "stop",
                f"{CAPTION[kind].removesuffix(' No.')} blocked",
                f"{CAPTION[kind]} {number} is blocked. Nothing with it can be posted.",
            )
            for kind, number in _numbers(page, row)
            if (kind, number) in blocked
        ]
        for row in rows
        if blocked
    }


def _numbers(page: Page, row: TrackingLine) -> list[tuple[str, str]]:
    fields = [(kind, field) for kind, field in NUMBER_FIELD.items()]
    if page.is_reclassification:
        fields += [(kind, f"new_{field}") for kind, field in NUMBER_FIELD.items()]
    found = [(kind, getattr(row, field)) for kind, field in fields if getattr(row, field)]
    return list(dict.fromkeys(found))


def _cards_of(page: Page, rows: Sequence[TrackingLine]) -> Any:
    wanted = Q(pk__in=[])
    by_kind: dict[str, set[str]] = defaultdict(set)
    for row in rows:
        for kind, number in _numbers(page, row):
            by_kind[kind].add(number)
    for kind, numbers in by_kind.items():
        wanted |= Q(kind=kind, number__in=numbers)
    return NumberInformation.objects.filter(
        wanted, item=page.line.item_id, variant=page.line.variant_id
    )


def _expired(
    page: Page, rows: Sequence[TrackingLine], known: dict[int, Known], *, on: date
) -> dict[int, Mark]:
    """Only under strict posting, which will refuse it (ITL-213, SET-067)."""
    strict = page.code.strict_expiration_posting and not page.is_reclassification
    if not (strict and page.outbound):
        return {}
    dates = {row.pk: known[row.pk].date for row in rows if row.pk in known}
    return {
        row_id: Mark(
            "bad",
            "calendar",
            f"Expired {day.isoformat()}",
            f"It expired on {day.isoformat()}; strict posting will refuse it after that day.",
        )
        for row_id, day in dates.items()
        if day is not None and day < on
    }


def _other_lots(page: Page, rows: Sequence[TrackingLine]) -> dict[int, Mark]:
    """A serial that stock has in another lot than the one typed: which is right? (ITL-064)."""
    serials = [row.serial_no for row in rows if row.serial_no and row.lot_no]
    if not serials or not page.outbound:
        return {}
    figures = page.session.figures.filter(serial_no__in=serials, total__gt=0).exclude(lot_no="")
    lots = dict(figures.values_list("serial_no", "lot_no"))
    return {
        row.pk: Mark(
            "warn",
            "lot",
            f"Stock has {lots[row.serial_no]}",
            f"Serial no. {row.serial_no} is in stock with lot no. {lots[row.serial_no]}.",
            lot_no=lots[row.serial_no],
        )
        for row in rows
        if lots.get(row.serial_no, row.lot_no) != row.lot_no and not row.qty_handled
    }


def _already_here(page: Page, rows: Sequence[TrackingLine]) -> dict[int, Mark]:
    """Incoming and new serials that are in inventory already (ITL-066, ITL-177)."""
    if "serial" not in page.specific or (page.outbound and not page.is_reclassification):
        return {}
    field = "new_serial_no" if page.is_reclassification else "serial_no"
    entering = {
        getattr(row, field): row.pk
        for row in rows
        if getattr(row, field)
        and not row.qty_handled
        and not (page.is_reclassification and row.new_serial_no == row.serial_no)
    }
    entries = ItemLedgerEntry.objects.filter(
        item=page.line.item_id,
        variant=page.line.variant_id,
        serial_no__in=entering,
        remaining_quantity__gt=0,
    ).select_related("location")
    entries = entries.exclude(serial_no="")  # SQLite then looks them up in the index of serials
    return {
        entering[entry.serial_no]: Mark(
            "warn",
            "warning",
            "In inventory",
            f"Serial no. {entry.serial_no} is in inventory already, at"
            f" {entry.location.code or 'the blank location'} (entry {entry.pk}). It cannot come in twice.",
        )
        for entry in entries
    }


def _other_receipts(page: Page, rows: Sequence[TrackingLine]) -> dict[int, Mark]:
    """Incoming serials that stand on another line's tracking as well: the first posting wins (ITL-066)."""
    if "serial" not in page.specific or page.outbound:
        return {}
    entering = {row.serial_no: row.pk for row in rows if row.serial_no and not row.qty_handled}
    others = (
        TrackingLine.objects.filter(
            session=None,
            outbound=False,
            item=page.line.item_id,
            variant=page.line.variant_id,
            serial_no__in=entering,
            qty_handled=0,
        )
        .exclude(serial_no="")
        .exclude(line__in=judgement.one_movement(page))
        .select_related("line__document")
    )
    return {
        entering[other.serial_no]: Mark(
            "warn",
            "warning",
            f"On {other.line.document.no}",
            f"Serial no. {other.serial_no} stands on {other.line} as well; only the first can be posted.",
        )
        for other in others
    }


def _incomplete(page: Page, rows: Sequence[TrackingLine]) -> dict[int, list[Mark]]:
    """Numbers and dates that posting will ask for (ITL-070)."""
    required = judgement.required_kinds(page)
    wants_expiration = page.code.require_expiration_date_entry and not page.outbound
    wants_warranty = page.code.require_warranty_date_entry and not page.is_reclassification
    marks: dict[int, list[Mark]] = {}
    for row in rows:
        missing = [CAPTION[kind] for kind in required if not getattr(row, NUMBER_FIELD[kind])]
        if page.is_reclassification:
            missing += [
                f"New {CAPTION[kind]}"
                for kind in required
                if not getattr(row, f"new_{NUMBER_FIELD[kind]}")
            ]
        if wants_expiration and row.expiration_date is None:
            missing.append("Expiration Date")
        if wants_warranty and row.warranty_date is None:
            missing.append("Warranty Date")
        if row.quantity and missing:
            marks[row.pk] = [
                Mark("warn", "edit", f"{what} missing", f"{what} is required to post this row.")
                for what in missing
            ]
    return marks


def _cards(page: Page, rows: Sequence[TrackingLine]) -> dict[int, list[Mark]]:
    """Information cards that posting will ask for (ITL-070, SET-044)."""
    kinds = judgement.kinds_needing_cards(page)
    if not kinds:
        return {}
    existing = set(_cards_of(page, rows).values_list("kind", "number"))
    return {
        row.pk: [
            Mark(
                "warn",
                "note",
                "No card",
                f"{CAPTION[kind]} {number} has no information card; posting asks for one.",
            )
            for kind, number in _numbers(page, row)
            if kind in kinds and (kind, number) not in existing
        ]
        for row in rows
    }
