"""What packed goods forbid: on document lines, their tracking, locations and dimension groups."""

from collections.abc import Iterator
from typing import Any

from django.db.models import QuerySet, Sum

from tracking.locks import Lock
from tracking.models import TrackingDimensionGroup
from warehouse import errors as warehouse_errors
from warehouse.models import Container, ContainerLine
from warehouse.models.packing import ContainerStatus
from warehouse.packing import errors
from warehouse.packing.policies import PACKS, UNSHIPPED
from warehouse.packing.selectors import holding
from wms.core.errors import RuleViolation
from wms.core.quantity import ZERO
from wms.core.records.faults import label_of
from wms.documents.guards import LineChange
from wms.documents.models import DocumentLine
from wms.inventory import flows, guards
from wms.inventory.models import Location

_FIXED = {
    "item": "Item No.",
    "variant": "Variant Code",
    "unit_of_measure": "Unit of Measure",
    "location": "Location Code",
    "bin": "Bin Code",
    "purchasing_code": "Purchasing Code",
}
_HELD = (*PACKS, "bin_mandatory", "directed_put_away_and_pick")


class PackingGuard:
    """A line of which something is packed keeps what was packed (WHS-049, ITL-154)."""

    def change_violations(self, change: LineChange) -> Iterator[RuleViolation]:
        fixed = [field for field in _FIXED if change.touches(field)]
        if not fixed and not change.touches("quantity_base"):
            return
        line = change.before
        packed = holding([line.pk])
        first = packed.first()
        if first is None:
            return
        where: dict[str, Any] = {"document": str(line.document), "line_no": line.line_no}
        container = str(first.container)
        for field in fixed:
            yield warehouse_errors.LineIsOnActivity(
                field=field, caption=_FIXED[field], activity=container, **where
            )
        if change.touches("quantity_base"):
            held = packed.order_by().aggregate(held=Sum("quantity"))["held"] or ZERO
            least = abs(line.qty_handled_base) + held
            if abs(change.after.quantity_base) < least:
                yield warehouse_errors.QuantityIsOnActivity(
                    activity=container, least=least, **where
                )

    def deletion_violations(self, lines: QuerySet[DocumentLine]) -> Iterator[RuleViolation]:
        told = set()
        packed = ContainerLine.objects.filter(source_line__in=lines)
        for row in packed.select_related("container", "source_line__document").order_by(
            "source_line__line_no", "pk"
        ):
            if row.source_line_id in told:
                continue
            told.add(row.source_line_id)
            yield warehouse_errors.LineCannotBeDeleted(
                document=str(row.source_line.document),
                line_no=row.source_line.line_no,
                activity=str(row.container),
            )


def packed_on(line: DocumentLine) -> Lock | None:
    """Item Tracking Lines are locked while something of the line is packed and not shipped (ITL-162)."""
    first = holding([line.pk]).first()
    if first is None:
        return None
    container = first.container
    return Lock(
        reason=f"Numbers are packed in container {container.no}; only Qty. to Handle can be changed here.",
        url=container.get_absolute_url(),
        link_text=str(container),
    )


def containers_hold_the_policy(
    stored: Location, changed: Location | None
) -> Iterator[RuleViolation]:
    """SET-134: what was packed leaves the way it was packed."""
    if changed is None:
        return
    changes = [name for name in _HELD if getattr(stored, name) != getattr(changed, name)]
    if not changes:
        return
    standing = Container.objects.filter(
        location=stored.pk, status__in=[ContainerStatus.OPEN, ContainerStatus.CLOSED]
    )
    first = standing.order_by("pk").first()
    if first is not None:
        for name in changes:
            yield errors.PackingFixedByContainer(
                field=name, label=label_of(Location, name), container=first
            )


def group_keeps_its_step_while_goods_are_packed(
    stored: TrackingDimensionGroup, changed: TrackingDimensionGroup | None
) -> Iterator[RuleViolation]:
    """CAP-015: from picking to packing and back only while none of its items lies in a container."""
    if changed is None or stored.capture_serial_no == changed.capture_serial_no:
        return
    packed = ContainerLine.objects.filter(
        UNSHIPPED, item__item_tracking_code__tracking_dimension_group=stored
    )
    first = packed.select_related("container", "item").order_by("pk").first()
    if first is not None:
        yield errors.StepFixedByContainer(item=first.item, container=first.container)


guards.register(Location, containers_hold_the_policy)
guards.register(TrackingDimensionGroup, group_keeps_its_step_while_goods_are_packed)
flows.has_document("packing station")
