"""Posting an inventory pick: what its lines handle is shipped from the source document (WHS-171…180)."""

from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import partial
from typing import TypeVar

from django.contrib.auth.models import User
from django.db import transaction
from django.db.models import F, QuerySet, Sum

from tracking.models.posting import words_for
from tracking.posting import Posted, post_document, preview_document
from tracking.posting.context import Captures, Preview
from tracking.posting.errors import RequestKeyConflict
from tracking.switches import NUMBER_FIELD
from warehouse import errors
from warehouse.capture.errors import SerialsMissing, SerialsSurplus
from warehouse.capture.rules import count_violations
from warehouse.models import Activity, ActivityLine, CapturedSerial, PostedActivity
from warehouse.policies.handled import work_violations
from warehouse.selectors.numbers import current_dates
from warehouse.selectors.picked import picked_at
from warehouse.services.locking import keep_the_rest, lock_activity, lock_source
from warehouse.services.once import done_once
from warehouse.services.pick_creation import series_of
from warehouse.services.source_sync import apply_source, plan_source, restore
from wms.core import numberseries, sql
from wms.core.errors import Refused, RuleViolation
from wms.core.quantity import ONE, ZERO
from wms.documents.models import PostedDocument
from wms.ledger.models import ItemLedgerEntry, Register

Answer = TypeVar("Answer")

# What the posting of the source says of lines whose fault this activity has named already.
_SAID_ALREADY = frozenset({"POST-041", "POST-048", "POST-050", "POST-051", "POST-052"})

# One line for each captured serial; they are then numbered anew.
_POSTED_LINES = f"""
insert into warehouse_postedactivityline (
    activity_id, line_no, action_type, source_line_id, item_id, variant_id, bin_id, serial_no, lot_no,
    package_no, expiration_date, quantity)
select %(posted)s,
       case when exists (select 1 from warehouse_capturedserial k
                         join warehouse_activityline a on a.id = k.line_id
                         where a.activity_id = %(activity)s)
            then 10000 * row_number() over (order by l.line_no, s.id) else l.line_no end,
       l.action_type, l.source_line_id, l.item_id, l.variant_id, l.bin_id,
       coalesce(s.serial_no, l.serial_no), l.lot_no, l.package_no, l.expiration_date,
       case when s.id is null then l.qty_to_handle else {ONE} end
from warehouse_activityline l
left join warehouse_capturedserial s on s.line_id = l.id
where l.activity_id = %(activity)s and l.qty_to_handle > 0
order by l.line_no, s.id
"""


@dataclass(frozen=True)
class PostedWork:
    """What posting an activity did.  ``activity`` is None when nothing is left of it (WHS-177)."""

    register: Register
    posted_document: PostedDocument
    posted_activity: PostedActivity
    entry_count: int
    activity: Activity | None
    warnings: tuple[RuleViolation, ...] = ()
    was_posted_before: bool = False


def post_activity(
    *,
    activity: Activity,
    by: User,
    posting_date: date | None = None,
    request_key: str = "",
    version: int | None = None,
) -> PostedWork:
    """Ship what the lines have to handle: ledger, bins, source and activity together, or nothing.

    ``version``: the activity's version on the user's screen.  ``request_key``: the same key posts once
    (POST-171).  Fully handled lines go, the others keep their rest (WHS-177).

    Locks the source document, the activity, and what the posting of the source locks.
    Raises Refused with the violations of the activity and of the source's posting together.
    Rules: WHS-048, WHS-156, WHS-163…168, WHS-171, WHS-173…177, WHS-180, WHS-255, WHS-267.
    """

    def work() -> PostedWork:
        locked = lock_activity(activity, by=by, version=version)
        return _post(locked, by=by, posting_date=posting_date, request_key=request_key)

    return done_once(
        document=activity,
        done_before=lambda: _posted_before(request_key, activity),
        lock=lambda: lock_source(activity),
        work=work,
    )


def preview_activity(*, activity: Activity, by: User, posting_date: date | None = None) -> Preview:
    """The complete posting, rolled back: its ledger entries, or the same refusal (POST-173)."""
    with transaction.atomic():
        point = transaction.savepoint()
        try:
            lock_source(activity)
            locked = lock_activity(activity, by=by)
            return _with_source(
                locked,
                by=by,
                post=partial(
                    preview_document,
                    document=locked.source,
                    by=by,
                    posting_date=posting_date or locked.posting_date,
                    activity_id=locked.pk,
                    capture=_captures_of(locked),
                ),
            )
        finally:
            transaction.savepoint_rollback(point)


def posted_by_request(request_key: str) -> PostedActivity | None:
    """What an earlier request with this key posted, also when nothing is left of the activity."""
    register = Register.objects.filter(request_key=request_key).first() if request_key else None
    if register is None:
        return None
    entry = ItemLedgerEntry.objects.filter(pk=register.from_entry_no)
    document = entry.values_list("posted_line__document_id", flat=True).first()
    posted = PostedActivity.objects.select_related("posted_document")
    return posted.filter(posted_document=document).first()


def _posted_before(request_key: str, activity: Activity) -> PostedWork | None:
    posted = posted_by_request(request_key)
    if posted is None:
        return None
    register = Register.objects.get(request_key=request_key)
    if posted.source_id != activity.source_id:
        raise Refused([RequestKeyConflict(document=str(activity), register=register.no)])
    return PostedWork(
        register=register,
        posted_document=posted.posted_document,
        posted_activity=posted,
        entry_count=register.to_entry_no - register.from_entry_no + 1,
        activity=Activity.objects.filter(pk=activity.pk).first(),
        was_posted_before=True,
    )


def _post(
    activity: Activity, *, by: User, posting_date: date | None, request_key: str
) -> PostedWork:
    day = posting_date or activity.posting_date
    series = series_of(activity.rules.posted_numbers_from)
    refresh_dates(activity)

    # Check, and post the source.
    posted: Posted = _with_source(
        activity,
        by=by,
        post=partial(
            post_document,
            document=activity.source,
            by=by,
            posting_date=day,
            request_key=request_key,
            activity_id=activity.pk,
            capture=_captures_of(activity),
        ),
    )
    assert posted.posted_document is not None  # noqa: S101 (activities work off orders)

    # Write.
    posted_activity = PostedActivity.objects.create(
        kind=activity.kind,
        no=numberseries.draw_one(series, on=day),
        activity_no=activity.no,
        location=activity.location,
        source=activity.source,
        posted_document=posted.posted_document,
        posting_date=day,
        posted_by=by,
    )
    sql.execute(_POSTED_LINES, {"posted": posted_activity.pk, "activity": activity.pk})
    return PostedWork(
        register=posted.register,
        posted_document=posted.posted_document,
        posted_activity=posted_activity,
        entry_count=posted.entry_count,
        activity=keep_the_rest(activity),
        warnings=posted.warnings,
    )


def refresh_dates(activity: Activity) -> None:
    """What is posted has the dates that the numbers have now (WHS-119)."""
    handled = activity.lines.filter(qty_to_handle__gt=ZERO)
    lines = list(handled.filter(item__item_tracking_code__use_expiration_dates=True))
    dates = current_dates(lines)
    changed_lines = [
        line for line in lines if dates.get(line.pk, line.expiration_date) != line.expiration_date
    ]
    for line in changed_lines:
        line.expiration_date = dates[line.pk]
    if changed_lines:
        ActivityLine.objects.bulk_update(changed_lines, ["expiration_date"], batch_size=500)


def _captures_of(activity: Activity) -> Captures:
    """The pick is the document of the pair, and knows the reasons for serials that were shipped (CAP-034)."""
    confirmed = CapturedSerial.objects.filter(line__activity=activity).exclude(reason="")
    reasons = confirmed.values_list("item_id", "variant_id", "serial_no", "reason")
    return Captures(
        activity.no, {(item, variant, serial): reason for item, variant, serial, reason in reasons}
    )


def _with_source(activity: Activity, *, by: User, post: Callable[[], Answer]) -> Answer:
    """Bring the source in step and post it; the refusals of both are told together (ERR-003)."""
    found = list(_violations(activity))
    plan = plan_source(activity)
    found += plan.violations
    if plan.violations:
        raise Refused(found)
    others = apply_source(activity, plan, by=by)
    try:
        answer = post()
    except Refused as refused:
        raise Refused(found + _unsaid(refused, found)) from refused
    if found:
        raise Refused(found)
    restore(others)
    return answer


def _unsaid(refused: Refused, found: list[RuleViolation]) -> list[RuleViolation]:
    """What the source's posting adds; a missing number was named by the activity already."""
    named = (errors.NumberMissingOnLine, SerialsMissing, SerialsSurplus)
    if not any(isinstance(violation, named) for violation in found):
        return refused.violations
    return [violation for violation in refused.violations if violation.rule not in _SAID_ALREADY]


# --- checks ---------------------------------------------------------------------------------------


def _violations(activity: Activity) -> Iterator[RuleViolation]:
    """Raises Refused at once when nothing is to be handled; else everything else that is wrong."""
    handled = activity.lines.filter(qty_to_handle__gt=ZERO)
    if not handled.exists():
        raise Refused([errors.NothingToHandle(document=str(activity))])
    lines = handled.select_related("activity", "item").order_by("line_no")
    yield from work_violations(activity, lines)
    yield from count_violations(lines)
    yield from held_elsewhere(activity, handled)


def held_elsewhere(activity: Activity, handled: QuerySet[ActivityLine]) -> Iterator[RuleViolation]:
    """WHS-157, WHS-175: stock of a number, less what others hold of it, must cover what is handled.

    Others are open takes, and shipments for which it is picked.
    """
    mine: dict[tuple, Decimal] = {}
    for *key, quantity in handled.values_list(*_STOCK_KEY, "qty_to_handle"):
        if any(key[2:]):
            mine[tuple(key)] = mine.get(tuple(key), ZERO) + quantity
    others = (
        ActivityLine.objects.filter(
            location=activity.location_id,
            item__in={item for item, *_ in mine},
            quantity__gt=F("qty_handled"),
        )
        .exclude(activity=activity)
        .exclude(action_type=ActivityLine.Action.PLACE)
    )
    held: dict[tuple, tuple[Decimal, set[str]]] = {}
    for *key, quantity, kind, no in others.values_list(
        *_STOCK_KEY, F("quantity") - F("qty_handled"), "activity__kind", "activity__no"
    ):
        if tuple(key) in mine:
            total, names = held.setdefault(tuple(key), (ZERO, set()))
            names.add(f"{Activity.Kind(kind).label.lower()} {no}")
            held[tuple(key)] = (total + quantity, names)
    for picked in picked_at(activity.location, {item for item, *_ in mine}):
        key = (*picked.stock, *picked.numbers)
        if key in mine:
            total, names = held.setdefault(key, (ZERO, set()))
            names.add(picked.line.document.in_words)
            held[key] = (total + picked.quantity, names)
    stock = _stock_of(activity, held)
    items = dict(handled.values_list("item_id", "item__no")) if held else {}
    for key, (total, names) in held.items():
        available = max(ZERO, stock.get(key, ZERO) - total)
        if mine[key] > available:
            yield errors.NumberHeldElsewhere(
                document=str(activity),
                number=next(filter(None, key[2:])),
                item=items[key[0]],
                numbers=words_for(*key[2:]),
                available=available,
                asked=mine[key],
                held=total,
                others=", ".join(sorted(names)),
            )


_STOCK_KEY = ("item_id", "variant_id", *NUMBER_FIELD.values())


def _stock_of(activity: Activity, keys: Collection[tuple]) -> dict[tuple, Decimal]:
    """What the ledger has at the location of these tracking sets; a blank number is any."""
    if not keys:
        return {}
    entries = ItemLedgerEntry.objects.in_inventory().filter(
        location=activity.location_id, item__in={item for item, *_ in keys}
    )
    found: dict[tuple, Decimal] = {}
    masks = {tuple(bool(number) for number in key[2:]) for key in keys}
    rows = entries.values_list(*_STOCK_KEY).annotate(left=Sum("remaining_quantity"))
    for item, variant, *numbers, left in rows.order_by():
        for mask in masks:
            shown = (n if wanted else "" for n, wanted in zip(numbers, mask, strict=True))
            key = (item, variant, *shown)
            if key in keys:
                found[key] = found.get(key, ZERO) + left
    return found
