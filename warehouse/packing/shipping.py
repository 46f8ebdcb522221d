"""Shipping: what lies in closed containers leaves, and nothing else (PACK-025…027, CAP-048)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import date

from django.contrib.auth.models import User
from django.db import transaction

from tracking.posting import post_document
from tracking.posting.errors import Busy, RequestKeyConflict
from warehouse import errors as warehouse_errors
from warehouse.models import Container, ContainerLine
from warehouse.models.packing import ContainerStatus
from warehouse.packing import errors
from warehouse.policies.employees import not_employed
from warehouse.services.number_plan import Handled
from warehouse.services.source_sync import apply_plan, plan_lines, restore
from wms.core.errors import Refused, RuleViolation, refuse_if_any
from wms.core.retry import StillBusy, retrying
from wms.documents.models import Document, PostedDocument
from wms.documents.services.locking import lock_document
from wms.inventory.models import Location
from wms.ledger.models import ItemLedgerEntry, Register

_PACKED = """
select source_line_id, cast(sum(quantity) as bigint) as handled
from warehouse_containerline k join warehouse_container c on c.id = k.container_id
where c.source_id = %s and c.status = 'released' group by source_line_id
"""


@dataclass(frozen=True)
class Shipped:
    """What was posted.  ``warnings`` are told and do not stop it."""

    posted_document: PostedDocument
    containers: tuple[Container, ...]
    entry_count: int
    warnings: tuple[RuleViolation, ...] = ()
    was_posted_before: bool = False


def ship_containers(
    *,
    document: Document,
    location: Location,
    by: User,
    containers: Collection[int] | None = None,
    closed_only: bool = False,
    on: date | None = None,
    request_key: str = "",
) -> Shipped:
    """Post the shipment of what lies in closed containers of the document at the location.

    ``containers``: of these only, by id; otherwise of all, which is refused while others are open, but for
    ``closed_only``.  ``on``: the posting date; the document's when not given.  ``request_key``: the same key
    posts once.  What is not packed stays outstanding.

    Locks the document, its containers, and what its posting locks.  Raises Refused with everything that is
    wrong; then nothing is posted.
    Rules: CAP-048, PACK-025…027, WHS-048, WHS-255.
    """

    def work() -> Shipped:
        with transaction.atomic():
            locked = lock_document(document)
            if (before := _shipped_before(request_key, locked)) is not None:
                return before
            refuse_if_any(_may_not_ship(locked, location, by))
            chosen = _chosen(locked, location, containers, closed_only=closed_only)
            return _ship(locked, chosen, by=by, on=on, request_key=request_key)

    try:
        return retrying(work)
    except StillBusy as busy:
        raise Refused([Busy(document=str(document))]) from busy


def _shipped_before(request_key: str, document: Document) -> Shipped | None:
    register = Register.objects.filter(request_key=request_key).first() if request_key else None
    if register is None:
        return None
    entry = ItemLedgerEntry.objects.select_related("posted_line__document")
    line = entry.get(pk=register.from_entry_no).posted_line
    if line is None or line.document.source_id != document.pk:
        raise Refused([RequestKeyConflict(document=str(document), register=register.no)])
    return Shipped(
        line.document,
        tuple(Container.objects.filter(posted_document=line.document).order_by("pk")),
        register.to_entry_no - register.from_entry_no + 1,
        was_posted_before=True,
    )


def _may_not_ship(document: Document, location: Location, by: User) -> Iterator[RuleViolation]:
    yield from not_employed(by, location)
    if document.status != Document.Status.RELEASED:
        yield warehouse_errors.SourceNotReleased(
            document=str(document), status=document.get_status_display().lower()
        )


def _chosen(
    document: Document, location: Location, wanted: Collection[int] | None, *, closed_only: bool
) -> list[Container]:
    found = Container.objects.filter(source=document, location=location)
    standing = list(
        found.filter(status__in=[ContainerStatus.OPEN, ContainerStatus.CLOSED])
        .order_by("pk")
        .select_for_update(of=("self",), no_key=True)
    )
    if wanted is not None:
        standing = [container for container in standing if container.pk in wanted]
    still_open = [container.no for container in standing if container.is_open]
    if still_open and not closed_only:
        what = "Containers" if len(still_open) > 1 else "Container"
        verb = "are" if len(still_open) > 1 else "is"
        names = f"{what} {', '.join(still_open)} {verb}"
        raise Refused([errors.ContainersStillOpen(document=str(document), containers=names)])
    closed = [container for container in standing if container.is_closed]
    if not closed:
        raise Refused([errors.NothingToShip(document=str(document), location=location)])
    return closed


def _ship(
    document: Document,
    containers: list[Container],
    *,
    by: User,
    on: date | None,
    request_key: str,
) -> Shipped:
    """The follower of the posting sees that exactly what is released leaves, and settles the containers."""
    keys = [container.pk for container in containers]
    Container.objects.filter(pk__in=keys).update(status=ContainerStatus.RELEASED)
    plan = plan_lines(_handled(keys))
    refuse_if_any(plan.violations)
    others = apply_plan(document, plan, by=by, handled=_PACKED, of=document.pk)
    posted = post_document(document=document, by=by, posting_date=on, request_key=request_key)
    restore(others)
    assert posted.posted_document is not None  # noqa: S101 (orders are posted)
    return Shipped(
        posted.posted_document,
        tuple(Container.objects.filter(pk__in=keys).order_by("pk")),
        posted.entry_count,
        posted.warnings,
    )


def _handled(containers: list[int]) -> dict[int, list[Handled]]:
    """By source line: each tracking set with what is packed of it, summed over containers."""
    sums: dict[int, dict[tuple, Handled]] = defaultdict(dict)
    lines = ContainerLine.objects.filter(container__in=containers).order_by("pk")
    for line in lines.only("source_line", "serial_no", "lot_no", "package_no", "quantity"):
        of_line = sums[line.source_line_id]
        before = of_line.get(line.numbers)
        quantity = line.quantity + before.quantity if before else line.quantity
        of_line[line.numbers] = Handled(line.numbers, quantity)
    return {line: list(parts.values()) for line, parts in sums.items()}
