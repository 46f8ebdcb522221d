"""Registering a warehouse pick: goods go to the bin of the shipment, nothing is posted (WHS-155…162)."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from django.contrib.auth.models import User
from django.db.models import Exists, F, OuterRef, QuerySet

from tracking.models import NumberInformation, TrackingLine
from tracking.posting.errors import RequestKeyConflict
from tracking.switches import CAPTION, NUMBER_FIELD, Situation, switch_field
from warehouse import errors
from warehouse.capture.rules import captures, count_violations
from warehouse.capture.writing import capture_serials
from warehouse.documents.services import changed as document_changed
from warehouse.documents.services import lock_document
from warehouse.models import Activity, ActivityLine, RegisteredActivity
from warehouse.policies.bins import bin_violations
from warehouse.policies.handled import work_violations
from warehouse.policies.held import held_violations, lacking
from warehouse.services import bin_staging, bin_writing
from warehouse.services.locking import keep_the_rest, lock_activity, lock_source
from warehouse.services.once import done_once
from warehouse.services.pick_creation import lock_stock, series_of
from warehouse.services.pick_posting import held_elsewhere, refresh_dates
from warehouse.services.picked_sync import add_picked, plan_picked
from warehouse.services.source_sync import handled_parts, write_plan
from wms.core import numberseries, sql
from wms.core.errors import Refused, RuleViolation
from wms.core.quantity import ONE, ZERO
from wms.documents.kinds import EntryType
from wms.documents.models import DocumentLine

# Each take with its place, one for each captured serial; without bins what was picked.
_REGISTERED_LINES = f"""
insert into warehouse_registeredactivityline (
    activity_id, line_no, action_type, source_line_id, item_id, variant_id, bin_id, serial_no, lot_no,
    package_no, expiration_date, quantity)
select %s, 10000 * row_number() over (order by l.line_no, k.id, s.half),
       case when s.half = 0 then l.action_type else 'place' end, l.source_line_id, l.item_id, l.variant_id,
       case when s.half = 0 then l.bin_id else w.bin_id end, coalesce(k.serial_no, l.serial_no), l.lot_no,
       l.package_no, l.expiration_date, case when k.id is null then l.qty_to_handle else {ONE} end
from warehouse_activityline l
join warehouse_warehousedocumentline w on w.document_id = %s and w.source_line_id = l.source_line_id
left join warehouse_capturedserial k on k.line_id = l.id
cross join (select 0 as half union all select 1) s
where l.activity_id = %s and l.qty_to_handle > 0 and (s.half = 0 or l.action_type <> '')
order by l.line_no, k.id, s.half
"""
# WHS-160: what is picked can be shipped.
_PICKED = """
update warehouse_warehousedocumentline set
    qty_picked = qty_picked + h.handled, qty_to_handle = qty_picked + h.handled - qty_handled
from (select source_line_id, cast(sum(qty_to_handle) as bigint) as handled from warehouse_activityline
      where activity_id = %s and qty_to_handle > 0 group by source_line_id) h
where warehouse_warehousedocumentline.document_id = %s
  and h.source_line_id = warehouse_warehousedocumentline.source_line_id
"""


@dataclass(frozen=True)
class RegisteredWork:
    """What registering did.  ``activity`` is None when nothing is left of it (WHS-161)."""

    registered: RegisteredActivity
    activity: Activity | None
    was_registered_before: bool = False


def register_pick(
    *,
    activity: Activity,
    by: User,
    posting_date: date | None = None,
    request_key: str = "",
    version: int | None = None,
) -> RegisteredWork:
    """Move what the lines have to handle into the bins of the shipment, which may ship it then.

    ``posting_date``: the registering date.  Numbers go to the source's tracking, Qty. Picked and Qty. to Ship of
    the shipment rise; the item ledger is untouched.  Fully handled lines go, the others are filled with their
    rest.  ``request_key``: the same key registers once (WHS-267).

    Locks the source document, the shipment, the pick, then the variants of its lines.
    Raises Refused with every violation; then nothing is moved.
    Rules: WHS-022, WHS-034, WHS-038, WHS-048, WHS-065, WHS-069, WHS-103, WHS-155…161, WHS-163…168, WHS-255,
    WHS-267.
    """

    def lock() -> None:
        lock_source(activity)
        if activity.whse_document is not None:
            lock_document(activity.whse_document, by=by)

    def work() -> RegisteredWork:
        locked = lock_activity(activity, by=by, version=version)
        day = posting_date or locked.posting_date
        return _register(locked, by=by, day=day, request_key=request_key)

    return done_once(
        document=activity,
        done_before=lambda: _registered_before(request_key, activity),
        lock=lock,
        work=work,
    )


def registered_by_request(request_key: str) -> RegisteredActivity | None:
    """What an earlier request with this key registered, also when nothing is left of the pick."""
    if not request_key:
        return None
    return RegisteredActivity.objects.filter(request_key=request_key).first()


def _registered_before(request_key: str, activity: Activity) -> RegisteredWork | None:
    registered = registered_by_request(request_key)
    if registered is None:
        return None
    if (registered.kind, registered.activity_no) != (activity.kind, activity.no):
        raise Refused([RequestKeyConflict(document=str(activity), register=str(registered))])
    return RegisteredWork(
        registered, Activity.objects.filter(pk=activity.pk).first(), was_registered_before=True
    )


def _register(activity: Activity, *, by: User, day: date, request_key: str) -> RegisteredWork:
    shipment = activity.whse_document
    assert shipment is not None  # noqa: S101 (a constraint says so)
    series = series_of(activity.rules.posted_numbers_from)
    lock_stock(list(DocumentLine.objects.filter(pk__in=activity.lines.values("source_line"))))
    refresh_dates(activity)

    # Check.
    found = list(_violations(activity))
    handled = handled_parts(activity)
    plan = plan_picked(handled)
    found += plan.violations
    moves_bins = bin_staging.stage_pick(activity.pk, on=day)
    if moves_bins:
        found += bin_violations()
        found += held_violations(
            str(activity),
            lacking(activity=activity.pk),
            told={violation.line_no for violation in found},
        )
    if found:
        raise Refused(found)

    # Write.
    registered = RegisteredActivity.objects.create(
        kind=activity.kind,
        no=numberseries.draw_one(series, on=day),
        activity_no=activity.no,
        location=activity.location,
        source=activity.source,
        whse_document_no=shipment.no,
        registering_date=day,
        request_key=request_key,
        registered_by=by,
    )
    sql.execute(_REGISTERED_LINES, [registered.pk, shipment.pk, activity.pk])
    if moves_bins:
        bin_writing.write(
            register_no=None, whse_document_kind=activity.kind, whse_document_no=registered.no
        )
    write_plan(plan, by=by)
    captured = capture_serials(activity, handled, by=by, day=day, document_no=registered.no)
    add_picked(shipment, handled, plan, captured=captured)
    sql.execute(_PICKED, [activity.pk, shipment.pk])
    document_changed(shipment)
    return RegisteredWork(registered, keep_the_rest(activity))


# --- checks ---------------------------------------------------------------------------------------


def _violations(activity: Activity) -> Iterator[RuleViolation]:
    """Raises Refused at once when nothing is to be handled; else everything else that is wrong."""
    handled = activity.lines.filter(qty_to_handle__gt=ZERO)
    if not handled.exists():
        raise Refused([errors.NothingToRegister(document=str(activity))])
    lines = handled.select_related(
        "activity", "item__item_tracking_code__tracking_dimension_group"
    ).order_by("line_no")
    yield from work_violations(activity, lines)
    yield from count_violations(lines)
    yield from _missing_beside(lines)
    yield from _blocked(activity, lines)
    yield from held_elsewhere(activity, handled)


def _missing_beside(lines: QuerySet[ActivityLine]) -> Iterator[RuleViolation]:
    """WHS-065: a number that the sale needs and bins do not know, of goods that bins know by another.

    The order's page is locked until the goods are shipped, so it is stated here or was stated there.
    """
    for kind, name in NUMBER_FIELD.items():
        rows = TrackingLine.objects.filter(line=OuterRef("source_line"), session=None)
        stated = rows.filter(quantity__gt=F("qty_handled")).exclude(**{name: ""})
        for line in lines.filter(~Exists(stated), **{name: ""}).select_related("source_line"):
            code = line.item.item_tracking_code
            if code is None or not any(code.is_warehouse_tracked(one) for one in NUMBER_FIELD):
                continue
            if kind == "serial" and captures(line):  # those stand in the list of the line
                continue
            where = Situation(EntryType(line.source_line.entry_type), outbound=True)
            if code.is_warehouse_tracked(kind) or not getattr(code, switch_field(kind, where)):
                continue
            yield errors.NumberMissingBeside(
                document=str(line.activity),
                line_no=line.line_no,
                field=name,
                caption=CAPTION[kind],
                item=line.item,
            )


def _blocked(activity: Activity, lines: QuerySet[ActivityLine]) -> Iterator[RuleViolation]:
    """WHS-103: numbers that were blocked since they came onto the pick."""
    cards = NumberInformation.objects.filter(item__in=lines.order_by().values("item"), blocked=True)
    blocked = set(cards.values_list("item_id", "variant_id", "kind", "number"))
    if not blocked:
        return
    for line in lines:
        for kind, number in zip(NUMBER_FIELD, line.numbers, strict=True):
            if number and (line.item_id, line.variant_id, kind, number) in blocked:
                yield errors.NumberBlocked(
                    document=str(activity),
                    line_no=line.line_no,
                    number=number,
                    caption=CAPTION[kind],
                    item=line.item,
                )
