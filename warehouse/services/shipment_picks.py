"""Warehouse picks: what is to be fetched for a released warehouse shipment (WHS-077, WHS-205)."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.contrib.auth.models import User
from django.db import transaction
from django.db.models import F, Sum

from warehouse.capture.rules import captures_serials, captures_while_packing
from warehouse.documents import errors
from warehouse.documents.selectors import sources_of
from warehouse.documents.services import changed, lock_document, lock_sources_of
from warehouse.errors import SourceNotReleased
from warehouse.kinds import ActivityKind, picks_directed
from warehouse.models import Activity, ActivityLine, WarehouseDocument, WarehouseDocumentLine
from warehouse.selectors.picked import on_picks_of, picked_for
from warehouse.services.pick_assignment import Demand, broken_units, demands_of
from warehouse.services.pick_creation import (
    CreatedPick,
    assign_and_write,
    come_in,
    list_stated_serials,
    lock_stock,
)
from warehouse.services.pick_explanation import Shortage
from warehouse.trackingsets import NONE, Numbers, coarser
from wms.core import sql
from wms.core.errors import Refused, RuleViolation, refuse_if_any
from wms.core.quantity import ONE, ZERO
from wms.documents.models import Document, DocumentLine

_TO_HANDLE_AS_LISTED = f"""
update warehouse_activityline set qty_to_handle = {ONE} * (
    select count(*) from warehouse_capturedserial k where k.line_id = warehouse_activityline.id)
where activity_id = %s and source_line_id in ({{lines}})
"""


@dataclass(frozen=True)
class CreatedPicks:
    """One pick for each source document of which anything could be picked; the reasons of the others."""

    picks: tuple[CreatedPick, ...]
    refused: tuple[str, ...]

    @property
    def message(self) -> str:
        return " ".join(pick.message for pick in self.picks)

    @property
    def shortages(self) -> list[str]:
        """What could not be put on a pick, with the document where there are several (WHS-123)."""
        return [
            *(
                f"{pick.activity.source}, {str(shortage)[:1].lower()}{str(shortage)[1:]}"
                for pick in self.picks
                for shortage in pick.shortages
            ),
            *self.refused,
        ]


@transaction.atomic
def create_picks(
    *,
    document: WarehouseDocument,
    by: User,
    work_date: date,
    version: int | None = None,
) -> CreatedPicks:
    """Picks for what of a released shipment is neither picked nor on a pick: one a source document.

    ``work_date``: the day by which numbers have expired.  Lines begin with all that is outstanding to handle
    (WHS-086); goods go into the bin of the shipment line.  Base units.

    Locks the source documents, the shipment, then the variants of its lines (WHS-268).
    Raises Refused, with a reason for every line, when nothing can be picked.
    Rules: WHS-055, WHS-077…093, WHS-095, WHS-096, WHS-104, WHS-111…116, WHS-123, WHS-205, WHS-206.
    """
    # Lock.
    lock_sources_of(document)
    document = lock_document(document, by=by, version=version)
    refuse_if_any(_violations(document))
    lines = _lines_of(document)
    lock_stock([line.source_line for line in lines])

    # Check.
    wanted = _wanted(document, lines)
    refuse_if_any(_nothing_left(document, wanted))

    # Assign, and write.
    made: list[CreatedPick] = []
    refused: list[RuleViolation] = []
    for source in sources_of(document):
        of_source = [line for line in lines if line.source_line.document_id == source.pk]
        try:
            with transaction.atomic():
                if pick := _pick_of(document, source, of_source, wanted, by=by, on=work_date):
                    made.append(pick)
        except Refused as fault:
            refused += fault.violations
    if not made:
        raise Refused(refused)
    changed(document)
    return CreatedPicks(tuple(made), tuple(str(one) for one in refused))


def why_no_picks(document: WarehouseDocument) -> str:
    """Why *Create Pick* is not offered, as a sentence; "" when it is (WHS-205)."""
    found = next(_violations(document), None)
    if found is None and not _is_something_left(document):
        found = errors.AllPicked(document=str(document))
    return found.text if found else ""


def _is_something_left(document: WarehouseDocument) -> bool:
    """Whether anything of it is neither picked nor on a pick (WHS-078); two reads."""
    unpicked = document.lines.aggregate(open=Sum(F("quantity") - F("qty_picked")))["open"]
    on_picks = ActivityLine.objects.filter(activity__whse_document=document).aggregate(
        open=Sum(F("quantity") - F("qty_handled"))
    )["open"]
    return bool((unpicked or ZERO) > (on_picks or ZERO))


def _violations(document: WarehouseDocument) -> Iterator[RuleViolation]:
    if not document.is_picked:
        yield errors.NotPicked(document=str(document), location=document.location.code or "(blank)")
    elif picks_directed(document.location):
        yield errors.DirectedPick(document=str(document), location=document.location)
    elif not document.is_released:
        yield errors.NotReleased(document=str(document))


def _lines_of(document: WarehouseDocument) -> list[WarehouseDocumentLine]:
    found = document.lines.select_related(
        "bin",
        "source_line__document",
        "source_line__location",
        "source_line__purchase_line__document",
        "source_line__item__item_tracking_code__tracking_dimension_group",
    )
    return list(found.order_by("line_no"))


def _wanted(document: WarehouseDocument, lines: list[WarehouseDocumentLine]) -> dict[int, Decimal]:
    """What of each source line is neither picked nor on a pick (WHS-078)."""
    on_picks = on_picks_of(document)
    return {
        line.source_line_id: line.quantity
        - line.qty_picked
        - sum(on_picks.get(line.source_line_id, {}).values(), ZERO)
        for line in lines
    }


def _nothing_left(
    document: WarehouseDocument, wanted: Mapping[int, Decimal]
) -> Iterator[RuleViolation]:
    if not any(wanted.values()):
        yield errors.AllPicked(document=str(document))


def _pick_of(
    document: WarehouseDocument,
    source: Document,
    lines: list[WarehouseDocumentLine],
    wanted: Mapping[int, Decimal],
    *,
    by: User,
    on: date,
) -> CreatedPick | None:
    """The pick of one source document; None when nothing of it is left."""
    open_lines = [line.source_line for line in lines if wanted[line.source_line_id] > ZERO]
    if not open_lines:
        return None
    if source.status != Document.Status.RELEASED:
        status = source.get_status_display().lower()
        raise Refused([SourceNotReleased(document=str(source), status=status)])
    skipped = list(_captured_later(open_lines, wanted))
    picked = [line for line in open_lines if not captures_while_packing(line)]
    picked, waiting = come_in(picked, wanted=wanted)
    demands: list[Demand] = list(demands_of(picked, wanted=wanted, used=_used(document, picked)))
    refuse_if_any(broken_units(source, demands))
    header = Activity(
        kind=ActivityKind.WAREHOUSE_PICK,
        location=document.location,
        source=source,
        whse_document=document,
        posting_date=document.posting_date,
        created_by=by,
    )
    bins = {line.bin_id for line in lines if line.bin_id}
    made = assign_and_write(
        header, picked, demands, skipped + waiting, work_date=on, destinations=bins
    )
    _begin_capturing(made.activity, picked, by=by)
    return made


def _begin_capturing(activity: Activity, lines: list[DocumentLine], *, by: User) -> None:
    """CAP-026, CAP-038: lines whose serials are captured have as many to handle as are in their list."""
    capturing = [line.pk for line in lines if captures_serials(line.item, line.entry_type)]
    if not capturing:
        return
    list_stated_serials(activity, lines, by)
    sql.execute(
        _TO_HANDLE_AS_LISTED.format(lines=", ".join(["%s"] * len(capturing))),
        [activity.pk, *capturing],
    )


def _captured_later(lines: list[DocumentLine], wanted: Mapping[int, Decimal]) -> Iterator[Shortage]:
    """CAP-042, WHS-065: what gets its serial at the packing station is asked for none here."""
    for line in lines:
        if captures_while_packing(line):
            why = (
                "its serial numbers are captured while packing, and there is no packing station behind a "
                "warehouse pick. Let its tracking dimension group capture them while picking, or ship it from "
                "a location without Require Pick"
            )
            yield Shortage(line.line_no, str(line.item), wanted[line.pk], ZERO, (why,))


def _used(
    document: WarehouseDocument, lines: list[DocumentLine]
) -> dict[int, dict[Numbers, Decimal]]:
    """Of each line's tracking sets, what is picked and not shipped, or on picks of this shipment."""
    found = {line: dict(numbers) for line, numbers in on_picks_of(document).items()}
    for of_line in found.values():
        for numbers, quantity in list(of_line.items()):
            for less in coarser(numbers):  # a stated lot is used up by the serials on a pick
                if less != NONE:
                    of_line[less] = of_line.get(less, ZERO) + quantity
    capturing = {line.pk for line in lines if captures_serials(line.item, line.entry_type)}
    for line, picked in picked_for([line.pk for line in lines]).items():
        of_line = found.setdefault(line, {})
        for one in picked:
            # bins, and so the demands, do not know a serial that was captured on the way out
            numbers = ("", *one.numbers[1:]) if line in capturing else one.numbers
            of_line[numbers] = of_line.get(numbers, ZERO) + one.quantity
    return found
