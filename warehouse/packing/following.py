"""Posting at packing locations: what is in released containers leaves, and nothing else (PACK-025).

A container is released only while its shipment is being posted, in one transaction.
"""

from collections.abc import Iterator

from django.db.models import Q

from tracking.models import PostingRow
from tracking.posting.context import Posting
from warehouse.models import Container, ContainerLine, ContainerScan
from warehouse.models.packing import ContainerStatus
from warehouse.packing import errors, held
from warehouse.packing.policies import PACKED_KINDS, UNSHIPPED, packed_at
from wms.core import sql
from wms.core.errors import RuleViolation
from wms.documents.kinds import PurchasingCode

_ROW = PostingRow._meta.db_table

# Whether this posting takes anything from a packing location, or a serial that is packed, or ships a container
# (which may have come back to a location that packs no more).
TOUCHED = f"""
exists (select 1 from inventory_location l
        where l.require_packing and l.id in (select location_id from {_ROW} where outbound))
or exists (select 1 from warehouse_container c
           where c.status = 'released' and c.source_id in (select document_id from {_ROW}))
or exists (select 1 from warehouse_containerline k
           join {_ROW} r on r.item_id = k.item_id and r.variant_id = k.variant_id
                and r.serial_no = k.serial_no
           where not k.is_shipped and k.serial_no <> '' and (r.outbound or r.is_transfer))
"""

# Lines of which other quantities leave than released containers hold.
_DIFFERING = f"""
select r.line_id
from (select line_id, sum(quantity) as leaving from {_ROW} where outbound group by line_id) r
left join (select k.source_line_id, sum(k.quantity) as released
           from warehouse_containerline k join warehouse_container c on c.id = k.container_id
           where c.source_id = %(document)s and c.status = 'released'
           group by k.source_line_id) p on p.source_line_id = r.line_id
where coalesce(p.released, 0) <> r.leaving
"""


def violations(posting: Posting) -> Iterator[RuleViolation]:
    if posting.document.kind in PACKED_KINDS and not posting.document.direct_transfer:
        yield from _past_the_station(posting)
    yield from _packed_for_others(posting)
    yield from held.violations(posting)


def _past_the_station(posting: Posting) -> Iterator[RuleViolation]:
    rows = posting.rows.filter(
        packed_at("location"), outbound=True, item__type="inventory"
    ).exclude(
        line__purchasing_code=PurchasingCode.DROP_SHIPMENT  # WHS-046
    )
    differing = {line for (line,) in sql.rows(_DIFFERING, {"document": posting.document.pk})}
    found = rows.filter(line__in=differing).order_by("line_no")
    for line_no, item, location in found.values_list(
        "line_no", "item__no", "location__code"
    ).distinct():
        yield errors.ShippedFromContainers(
            document=str(posting.document), line_no=line_no, item=item, location=location
        )


def _packed_for_others(posting: Posting) -> Iterator[RuleViolation]:
    """A packed unit is bound to its line: nobody else sells, moves or renames it (CAP-036)."""
    rows = posting.rows.filter(Q(outbound=True) | Q(is_transfer=True)).exclude(serial_no="")
    packed = ContainerLine.objects.filter(
        UNSHIPPED, serial_no__in=rows.order_by().values("serial_no")
    ).exclude(container__status=ContainerStatus.RELEASED, container__source=posting.document)
    containers = {
        (one.item_id, one.variant_id, one.serial_no): one.container
        for one in packed.select_related("container__source")
    }
    if not containers:
        return
    serials = {serial for _, _, serial in containers}
    for row in rows.filter(serial_no__in=serials).select_related("item").order_by("id"):
        container = containers.get((row.item_id, row.variant_id, row.serial_no))
        if container is not None:
            yield errors.PackedForAnother(
                document=str(posting.document),
                line_no=row.line_no,
                number=row.serial_no,
                item=row.item,
                container=container.no,
                source=container.source,
            )


def settle(posting: Posting) -> None:
    """Released containers of the document are shipped, with what is in them."""
    released = Container.objects.filter(source=posting.document, status=ContainerStatus.RELEASED)
    keys = list(released.values_list("pk", flat=True))
    if not keys:
        return
    ContainerLine.objects.filter(container__in=keys).update(is_shipped=True)
    ContainerScan.objects.filter(container__in=keys).delete()
    Container.objects.filter(pk__in=keys).update(
        status=ContainerStatus.SHIPPED, posted_document=posting.posted_document
    )
