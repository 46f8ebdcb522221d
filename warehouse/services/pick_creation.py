"""Inventory picks: from the outstanding lines of a released document to lines that say what to take where.

The order of work (WHS-080): first the numbers that the document states, per tracking set and bin; then,
first expired first out, numbers that the warehouse proposes; then the rest without numbers.
Statements do not grow with lines or numbers; assigning happens in memory.
"""

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.contrib.auth.models import User
from django.db import transaction
from django.db.models import Exists, F, OuterRef

from tracking.models import TrackingLine
from tracking.switches import NUMBER_FIELD
from warehouse import errors
from warehouse.capture.rules import captures_serials
from warehouse.kinds import KINDS, ActivityKind, Kind
from warehouse.models import Activity, ActivityLine, CapturedSerial, PickedNumber, WarehouseSetup
from warehouse.policies.employees import not_employed
from warehouse.selectors.fefo import proposals
from warehouse.selectors.pick_stock import PickStock, pick_stock
from warehouse.services.pick_assignment import (
    Demand,
    Take,
    assigned,
    broken_units,
    demands_of,
    is_fixed,
    shortages_of,
    units,
)
from warehouse.services.pick_explanation import (
    ExpiredItem,
    Shortage,
    expired_items,
)
from wms.core import numberseries, sql
from wms.core.errors import Refused, RuleViolation, refuse_if_any
from wms.core.models import NumberSeries
from wms.core.quantity import ZERO, scaled
from wms.core.records import insert_records
from wms.documents.models import Document, DocumentLine
from wms.documents.services.locking import lock_document
from wms.inventory.models import ItemVariant, Location

STEP = 10_000  # between line numbers, so that a split finds room below its line
ONE = Decimal(1)


@dataclass(frozen=True)
class CreatedPick:
    """The pick, what of the document could not be put on it (WHS-123), and what had expired (WHS-114)."""

    activity: Activity
    line_count: int
    shortages: tuple[Shortage, ...]
    left_out: tuple[ExpiredItem, ...] = ()

    @property
    def message(self) -> str:
        lines = "1 line" if self.line_count == 1 else f"{self.line_count} lines"
        return f"{self.activity} was made with {lines}."


def create_inventory_pick(
    *,
    document: Document,
    by: User,
    location: Location | None = None,
    on: date | None = None,
    work_date: date | None = None,
) -> Activity:
    """The inventory pick of a released document at one location; see ``create_pick``."""
    return create_pick(
        document=document, by=by, location=location, on=on, work_date=work_date
    ).activity


@transaction.atomic
def create_pick(
    *,
    document: Document,
    by: User,
    location: Location | None = None,
    on: date | None = None,
    work_date: date | None = None,
) -> CreatedPick:
    """Make the inventory pick of what is outstanding on ``document`` and on no activity yet.

    ``location`` may be left out when only one location of the document is picked.  ``on``: the posting
    date; the document's when not given.  ``work_date``: the day by which numbers have expired; the posting
    date when not given.  Lines start with Qty. to Handle 0 (WHS-086).  Base units.

    Locks the document, then the variants of its lines, so that two picks never share stock (WHS-268).
    Raises Refused, with a reason for every line, when no line can be made.
    Rules: WHS-004, WHS-048, WHS-055, WHS-063, WHS-064, WHS-077…093, WHS-104, WHS-111…116,
    WHS-123, WHS-255.
    """
    kind = KINDS[ActivityKind.INVENTORY_PICK]

    # Lock.
    document = lock_document(document)
    refuse_if_any(_document_violations(document, kind))
    lines = _lines_to_work_off(document, kind)
    location = _location_of(document, lines, location)
    lines = [line for line in lines if line.location_id == location.pk]
    lock_stock(lines)

    # Check.
    refuse_if_any(_place_violations(document, lines, location, by))
    open_lines, on_others = _not_yet_worked_on(lines)
    demands = list(demands_of(open_lines))
    refuse_if_any(broken_units(document, demands))

    # Assign, and write.
    day = on or document.posting_date or document.order_date
    header = Activity(
        kind=kind.kind, location=location, source=document, posting_date=day, created_by=by
    )
    made = assign_and_write(header, open_lines, demands, on_others, work_date=work_date or day)
    list_stated_serials(made.activity, open_lines, by)
    return made


def assign_and_write(
    header: Activity,
    lines: list[DocumentLine],
    demands: list[Demand],
    skipped: list[Shortage],
    *,
    work_date: date,
    destinations: Collection[int] = (),
) -> CreatedPick:
    """Let the demands have what stock there is for them, and write the pick that ``header`` begins.

    ``skipped``: lines of which nothing is asked, with the reason.  ``destinations``: bins into which the goods
    go.  Raises Refused, with a reason for every line, when no line can be made.
    """
    document, location = header.source, header.location
    stock = pick_stock(document, location, destinations=destinations)
    proposed = proposals(document, stock, lines, on=work_date)
    takes = list(assigned(demands, stock, proposed))
    shortages = shortages_of(demands, takes, stock, proposed, skipped)
    if not takes:
        raise Refused(_nothing_to_pick(document, shortages))
    header.no = numberseries.draw_one(series_of(header.rules.numbers_from), on=header.posting_date)
    header.save(force_insert=True)
    count = _write_lines(header, takes, stock)
    left_out = tuple(expired_items(stock, proposed, lines))
    return CreatedPick(header, count, tuple(shortages), left_out)


# --- what may be worked off -----------------------------------------------------------------------


def _document_violations(document: Document, kind: Kind) -> Iterator[RuleViolation]:
    if document.kind not in kind.source_kinds or document.direct_transfer:
        yield errors.NotAPickSource(document=str(document), kind=kind.title.lower())
    elif document.status != Document.Status.RELEASED:
        yield errors.SourceNotReleased(
            document=str(document), status=document.get_status_display().lower()
        )


def _lines_to_work_off(document: Document, kind: Kind) -> list[DocumentLine]:
    """Lines of stock items in the kind's direction, with something outstanding, where it applies."""
    found = document.lines.filter(item__type="inventory").exclude(
        quantity_base=F("qty_handled_base")
    )
    found = found.select_related(
        "item__item_tracking_code__tracking_dimension_group",
        "location",
        "purchase_line__document",
    )
    return [
        line
        for line in found.order_by("line_no")
        if line.outbound is kind.outbound
        and kind.serves(line.location)
        and not line.is_drop_shipment  # WHS-046
    ]


def _location_of(
    document: Document, lines: list[DocumentLine], location: Location | None
) -> Location:
    if location is not None:
        return location
    found = {line.location_id: line.location for line in lines}
    if not found:
        raise Refused([errors.NoPickLines(document=str(document))])
    if len(found) > 1:
        codes = ", ".join(sorted(place.code or "blank" for place in found.values()))
        raise Refused([errors.SeveralLocations(document=str(document), codes=codes)])
    return next(iter(found.values()))


def _place_violations(
    document: Document, lines: list[DocumentLine], location: Location, by: User
) -> Iterator[RuleViolation]:
    if not lines:
        yield errors.NoPickLines(document=str(document))
    yield from not_employed(by, location)


def lock_stock(lines: list[DocumentLine]) -> None:
    variants = ItemVariant.objects.filter(pk__in={line.variant_id for line in lines})
    list(variants.order_by("pk").select_for_update(no_key=True).values_list("pk"))


def _not_yet_worked_on(lines: list[DocumentLine]) -> tuple[list[DocumentLine], list[Shortage]]:
    """WHS-078: a line that stands on an open activity is skipped, and the activity named."""
    found = ActivityLine.objects.filter(source_line__in=lines).order_by("activity_id")
    named = {
        line: f"{Activity.Kind(kind).label.lower()} {no}"
        for line, kind, no in found.values_list(
            "source_line_id", "activity__kind", "activity__no"
        ).distinct()
    }
    skipped = [
        Shortage(
            line.line_no,
            str(line.item),
            line.outstanding_base,
            ZERO,
            (f"it stands on {named[line.pk]}",),
        )
        for line in lines
        if line.pk in named
    ]
    open_lines, waiting = come_in([line for line in lines if line.pk not in named])
    return open_lines, skipped + waiting


def come_in(
    lines: list[DocumentLine], *, wanted: Mapping[int, Decimal] | None = None
) -> tuple[list[DocumentLine], list[Shortage]]:
    """Special orders of which nothing is there to be picked are skipped, and their purchase named (ITL-223)."""
    kept: list[DocumentLine] = []
    waiting: list[Shortage] = []
    for line in lines:
        left = line.outstanding_base if wanted is None else wanted[line.pk]
        if not line.is_special_order or left > line.to_come_base:
            kept.append(line)
            continue
        purchase = line.supply_line
        why = (
            f"its goods have yet to come in on {purchase}"
            if purchase
            else "it is a special order that nobody has ordered"
        )
        waiting.append(Shortage(line.line_no, str(line.item), left, ZERO, (why,)))
    return kept, waiting


def _nothing_to_pick(document: Document, shortages: list[Shortage]) -> list[RuleViolation]:
    return [
        errors.NothingToPick(
            document=str(document), line_no=shortage.line_no, text_of_line=shortage.text
        )
        for shortage in shortages
    ]


# --- writing --------------------------------------------------------------------------------------


def series_of(field: str) -> NumberSeries:
    """The series that Warehouse Setup names there; refused while it is blank (POST-113)."""
    setup = WarehouseSetup.objects.select_related(field).get()
    series = getattr(setup, field)
    if series is None:
        caption = setup._meta.get_field(field).verbose_name  # type: ignore[union-attr]
        raise Refused([errors.WarehouseSeriesMissing(caption=caption)])
    return series


_FIELDS = (
    "activity",
    "line_no",
    "action_type",
    "source_line",
    "item",
    "variant",
    "location",
    "bin",
    "serial_no",
    "lot_no",
    "package_no",
    "expiration_date",
    "number_is_fixed",
    "quantity",
    "qty_to_handle",
    "qty_handled",
)


def _write_lines(activity: Activity, takes: list[Take], stock: PickStock) -> int:
    kind = activity.rules
    action = kind.action if activity.location.bin_mandatory else ActivityLine.Action.NONE

    def rows() -> Iterator[tuple]:
        line_no = 0
        for take in takes:
            demand, line = take.demand, take.demand.line
            for quantity in units(take):
                line_no += STEP
                yield (
                    activity.pk,
                    line_no,
                    str(action),
                    line.pk,
                    line.item_id,
                    line.variant_id,
                    activity.location_id,
                    take.place or None,
                    *take.numbers,
                    stock.dates.get((demand.stock, take.numbers)),
                    is_fixed(demand),
                    scaled(quantity),
                    scaled(quantity) if kind.starts_filled else 0,
                    0,
                )

    return sql.insert_rows(ActivityLine, _FIELDS, rows())


def list_stated_serials(activity: Activity, lines: list[DocumentLine], by: User) -> None:
    """CAP-038: serials that the document states stand in the list of its pick line, as far as that goes."""
    capturing = {line.pk for line in lines if captures_serials(line.item, line.entry_type)}
    if not capturing:
        return
    waiting = _stated_serials(capturing)
    made = []
    for line in activity.lines.filter(source_line__in=capturing).order_by("line_no"):
        here = {
            row: None
            for row in waiting[line.source_line_id]
            if line.lot_no in ("", row[1]) and line.package_no in ("", row[2])
        }
        taken = list(here)[: int(line.quantity)]
        waiting[line.source_line_id] = [
            row for row in waiting[line.source_line_id] if row not in set(taken)
        ]
        made += [
            CapturedSerial(
                line=line,
                item_id=line.item_id,
                variant_id=line.variant_id,
                serial_no=serial,
                captured_by=by,
            )
            for serial, *_ in taken
        ]
    insert_records(made)


def _stated_serials(lines: Collection[int]) -> dict[int, list[tuple[str, str, str]]]:
    """Serial, lot and package of the open rows by source line; serials captured or picked before are left out."""
    picked = PickedNumber.objects.filter(
        line__item=OuterRef("item"),
        line__variant=OuterRef("variant"),
        serial_no=OuterRef("serial_no"),
    )
    rows = TrackingLine.objects.filter(
        ~Exists(picked),
        ~Exists(
            CapturedSerial.objects.filter(
                item=OuterRef("item"), variant=OuterRef("variant"), serial_no=OuterRef("serial_no")
            )
        ),
        line__in=lines,
        session=None,
        quantity__gt=F("qty_handled"),
    ).exclude(serial_no="")
    found: dict[int, list[tuple[str, str, str]]] = defaultdict(list)
    for line, serial, lot, package in rows.order_by("id").values_list(
        "line_id", *NUMBER_FIELD.values()
    ):
        found[line].append((serial, lot, package))
    return found
