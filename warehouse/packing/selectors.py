"""What the packing station shows: orders that wait, their lines, containers and what is in them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from django.contrib.auth.models import User
from django.db.models import Exists, F, Min, OuterRef, Q, QuerySet, Subquery, Sum
from django.db.models.functions import Coalesce

from warehouse.models import Container, ContainerLine
from warehouse.packing.policies import PACKED_KINDS, UNSHIPPED, needs, packed_at
from warehouse.policies.employees import locations_of
from wms.core.quantity import ZERO, QuantityField
from wms.documents.kinds import PurchasingCode
from wms.documents.models import Document, DocumentLine
from wms.inventory.models import Item, Location

MOST_SHOWN = 200  # rows of a container; the others are found by scan


def outstanding_lines() -> QuerySet[DocumentLine]:
    """Lines with something to ship that leave through the packing station."""
    return DocumentLine.objects.filter(
        packed_at("location"),
        ~Q(purchasing_code=PurchasingCode.DROP_SHIPMENT),  # WHS-046
        item__type=Item.Type.INVENTORY,
        quantity_base__gt=F("qty_handled_base"),
        document__kind__in=PACKED_KINDS,
        document__direct_transfer=False,
    )


def lines_to_pack(document: Document, location: Location) -> QuerySet[DocumentLine]:
    """Lines of the document with something left to pack there; see ``left_of``."""
    lines: QuerySet = with_packed(
        outstanding_lines().filter(document=document.pk, location=location.pk)
    )
    return lines.filter(left__gt=ZERO)


def left_of(line: DocumentLine) -> Decimal:
    """What of a line is still to pack, base units; of lines that came ``with_packed``."""
    left: Decimal = line.left  # type: ignore[attr-defined]  # annotated
    return left


def with_packed(lines: QuerySet[DocumentLine]) -> QuerySet[DocumentLine]:
    """With ``packed_base``, what unshipped containers hold, and ``left``, what is still to pack."""
    packed = (
        ContainerLine.objects.filter(UNSHIPPED, source_line=OuterRef("pk"))
        .order_by()
        .values("source_line")
        .annotate(held=Sum("quantity"))
        .values("held")
    )
    number = QuantityField()
    return (
        lines.select_related(
            "item__item_tracking_code__tracking_dimension_group",
            "item__base_unit_of_measure",
            "variant",
            "location",
            "document",
        )
        .annotate(
            packed_base=Coalesce(Subquery(packed, output_field=number), ZERO, output_field=number)
        )
        .annotate(left=F("quantity_base") - F("qty_handled_base") - F("packed_base"))
        .order_by("line_no")
    )


def documents_to_pack(user: User) -> QuerySet[Document]:
    """Released orders with outstanding lines at packing locations where the user works (PACK-007)."""
    mine = outstanding_lines().filter(document=OuterRef("pk"), location__in=locations_of(user))
    places = mine.order_by().values("document").annotate(first=Min("location")).values("first")
    return (
        Document.objects.filter(Exists(mine), status=Document.Status.RELEASED)
        .annotate(packing_location=Subquery(places))
        .select_related("customer", "transfer_to", "location")
    )


@dataclass(frozen=True)
class PackingLine:
    """A line of the order as the station shows it.  ``asks``: the numbers that each unit needs."""

    line: DocumentLine
    asks: tuple[str, ...]

    @property
    def is_done(self) -> bool:
        return left_of(self.line) <= 0


def packing_lines(document: Document, location: Location) -> Iterator[PackingLine]:
    lines = outstanding_lines().filter(document=document.pk, location=location.pk)
    for line in with_packed(lines):
        yield PackingLine(
            line, tuple(kind for kind in ("serial", "lot", "package") if needs(line, kind))
        )


def places_of(document: Document, user: User) -> QuerySet[Location]:
    """The locations at which the user can pack for this document."""
    lines = outstanding_lines().filter(document=document.pk)
    return locations_of(user).filter(pk__in=lines.values("location")).order_by("code")


def containers_of(user: User) -> QuerySet[Container]:
    """Containers at the locations where the user works."""
    per_container = (
        ContainerLine.objects.filter(container=OuterRef("pk")).order_by().values("container")
    )
    number = QuantityField()
    return (
        Container.objects.filter(location__in=locations_of(user))
        .select_related("location", "source__customer", "source__transfer_to", "posted_document")
        .annotate(
            units=Coalesce(
                Subquery(
                    per_container.annotate(n=Sum("quantity")).values("n"), output_field=number
                ),
                ZERO,
                output_field=number,
            )
        )
    )


def content_of(container: Container) -> QuerySet[ContainerLine]:
    """What is in it, the latest first."""
    return container.lines.select_related(
        "item__base_unit_of_measure", "variant", "source_line", "packed_by"
    ).order_by("-pk")


def holding(lines: QuerySet[DocumentLine] | list[int]) -> QuerySet[ContainerLine]:
    """Rows of unshipped containers for these source lines."""
    found = ContainerLine.objects.filter(UNSHIPPED, source_line__in=lines)
    return found.select_related("container", "item").order_by("source_line__line_no", "pk")


def found_in(container: Container, number: str) -> ContainerLine | None:
    """The row of the container that a scanned number or item names; serials first."""
    lines = content_of(container).select_related("item")
    for wanted in (
        Q(serial_no=number),
        Q(serial_no="") & (Q(lot_no=number) | Q(package_no=number)),
        Q(serial_no="", item__no=number),
    ):
        found = lines.filter(wanted).first()
        if found is not None:
            return found
    return None
