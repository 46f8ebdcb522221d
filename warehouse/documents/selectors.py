"""What waits to be received or shipped, and what the pages of warehouse documents show."""

from collections.abc import Collection
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.contrib.auth.models import User
from django.core.paginator import Page, Paginator
from django.db.models import (
    Case,
    Count,
    Exists,
    F,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    Sum,
    Value,
    When,
)
from django.db.models.functions import Abs, Coalesce

from tracking.models import TrackingLine
from warehouse.documentkinds import ARRIVING, LEAVING, SOURCE_KINDS, Kind
from warehouse.models import (
    PostedWarehouseDocument,
    WarehouseDocument,
    WarehouseDocumentLine,
)
from warehouse.policies.employees import locations_of
from wms.core.quantity import ZERO, QuantityField
from wms.documents.kinds import DocumentKind, PurchasingCode
from wms.documents.models import Document, DocumentLine
from wms.inventory.models import Location

LINES_PER_PAGE = 100
_TRANSFER = DocumentKind.TRANSFER_ORDER
_OPEN = F("quantity") - F("qty_handled")


def lines_moving(rules: Kind) -> QuerySet[DocumentLine]:
    """Lines of released documents that pass through this kind, with ``left`` base units (WHS-046, WHS-047).

    ``left`` is what is outstanding and stands on no document of the kind yet, above 0.  A transfer arrives at
    another place than the one it leaves, as far as it has left.
    """
    forwards, backwards = (LEAVING, ARRIVING) if rules.outbound else (ARRIVING, LEAVING)
    one_way = Q(document__kind__in=forwards, quantity_base__gt=0) | Q(
        document__kind__in=backwards, quantity_base__lt=0
    )
    end = "location" if rules.outbound else "new_location"
    at = Q(one_way, **{f"location__{rules.switch}": True})
    at |= Q(document__kind=_TRANSFER, **{f"{end}__{rules.switch}": True})
    if rules.outbound:  # directed picks are not made (WHS-205)
        at &= ~Q(location__require_pick=True, location__directed_put_away_and_pick=True)
    in_transit = F("qty_handled_base") - F("qty_received_base")
    outstanding = F("quantity_base") - F("qty_handled_base")
    if rules.outbound:
        open_quantity: Any = Abs(outstanding, output_field=QuantityField())
    else:
        open_quantity = Case(
            When(document__kind=_TRANSFER, then=in_transit),
            default=Abs(outstanding, output_field=QuantityField()),
            output_field=QuantityField(),
        )
    return (
        DocumentLine.objects.filter(
            at,
            item__type="inventory",
            document__status=Document.Status.RELEASED,
            document__direct_transfer=False,
        )
        .exclude(purchasing_code=PurchasingCode.DROP_SHIPMENT)
        .annotate(open_quantity=open_quantity, on_documents=_distributed(rules))
        .filter(open_quantity__gt=F("on_documents"))
        .annotate(left=F("open_quantity") - F("on_documents"))
    )


def _distributed(rules: Kind) -> Coalesce:
    """What of a line stands on open documents of the kind."""
    lines = WarehouseDocumentLine.objects.filter(
        source_line=OuterRef("pk"), document__kind=rules.kind
    )
    per_line = lines.order_by().values("source_line").annotate(on=Sum(_OPEN)).values("on")
    zero = Value(ZERO, output_field=QuantityField())
    return Coalesce(Subquery(per_line), zero, output_field=QuantityField())


def at_location(rules: Kind, location: Location | int) -> Q:
    """Lines that this location receives or ships."""
    if rules.outbound:
        return Q(location=location)
    return Q(~Q(document__kind=_TRANSFER), location=location) | Q(
        document__kind=_TRANSFER, new_location=location
    )


def place_of(rules: Kind, line: DocumentLine) -> int:
    """The id of the location where the line is received or shipped."""
    arrives = not rules.outbound and line.document.kind == _TRANSFER
    place: int | None = line.new_location_id if arrives else line.location_id
    assert place is not None  # noqa: S101 (a transfer line has both ends)
    return place


def documents_waiting(rules: Kind, user: User, location: Location | None = None) -> QuerySet:
    """Released documents with something that stands on no document of this kind yet (WHS-045)."""
    places = locations_of(user).order_by()
    mine = lines_moving(rules).filter(document=OuterRef("pk"))
    if location is not None:
        mine = mine.filter(at_location(rules, location))
    elif rules.outbound:
        mine = mine.filter(location__in=places)
    else:
        mine = mine.filter(
            Q(~Q(document__kind=_TRANSFER), location__in=places)
            | Q(document__kind=_TRANSFER, new_location__in=places)
        )
    return Document.objects.filter(
        Exists(mine), kind__in=SOURCE_KINDS, status=Document.Status.RELEASED
    ).select_related("customer", "vendor", "location", "transfer_to")


@dataclass(frozen=True)
class Waiting:
    """What of a document waits at one location, and whether this user works there."""

    location: Location
    lines: int
    quantity: Decimal
    may_work: bool


def places_waiting(document: Document, rules: Kind, user: User) -> list[Waiting]:
    mine = set(locations_of(user).values_list("pk", flat=True))
    sums: dict[int, tuple[int, Decimal]] = {}
    for line in lines_moving(rules).filter(document=document).select_related("document"):
        place = place_of(rules, line)
        lines, quantity = sums.get(place, (0, ZERO))
        sums[place] = (lines + 1, quantity + line.left)  # type: ignore[attr-defined]  # annotated
    places = Location.objects.in_bulk(sums)
    found = [Waiting(places[pk], *figures, pk in mine) for pk, figures in sums.items()]
    return sorted(found, key=lambda one: one.location.code)


# --- documents --------------------------------------------------------------------------------------


def documents_of(user: User, kind: str) -> QuerySet[WarehouseDocument]:
    """Open ones at the locations where the user works, with their figures."""
    lines = WarehouseDocumentLine.objects.filter(document=OuterRef("pk")).order_by()
    counted = lines.values("document").annotate(n=Count("pk")).values("n")
    filled = lines.filter(qty_to_handle__gt=ZERO).values("document")
    return (
        WarehouseDocument.objects.filter(kind=kind, location__in=locations_of(user))
        .select_related("location", "created_by")
        .annotate(
            line_count=Coalesce(Subquery(counted), 0),
            filled_count=Coalesce(Subquery(filled.annotate(n=Count("pk")).values("n")), 0),
        )
    )


def posted_of(user: User, kind: str) -> QuerySet[PostedWarehouseDocument]:
    found = PostedWarehouseDocument.objects.filter(kind=kind, location__in=locations_of(user))
    return found.select_related("location", "posted_by")


def lines_of(document: WarehouseDocument) -> QuerySet[WarehouseDocumentLine]:
    """All that a row of the card shows, in one query: its numbers are the source line's (ITL-022)."""
    rows = TrackingLine.objects.filter(line=OuterRef("source_line"), session=None).order_by()

    def total(name: str) -> Coalesce:
        sums = rows.values("line").annotate(total=Sum(name)).values("total")
        return Coalesce(
            Subquery(sums),
            Value(ZERO, output_field=QuantityField()),
            output_field=QuantityField(),
        )

    return (
        document.lines.select_related(
            "item__item_tracking_code",
            "item__base_unit_of_measure",
            "variant",
            "bin",
            "source_line__document",
        )
        .annotate(
            tracked=total("quantity"),
            tracked_to_handle=total("qty_to_handle"),
            tracked_to_receive=total("qty_to_receive"),
        )
        .order_by("line_no")
    )


def lines_page(document: WarehouseDocument, number: int) -> Page:
    page: Page = Paginator(lines_of(document), LINES_PER_PAGE).get_page(number)
    for line in page.object_list:
        line.document = document
    return page


@dataclass(frozen=True)
class Totals:
    """Lines, how many have something to handle, and the quantities; base units."""

    lines: int
    filled: int
    outstanding: Decimal
    to_handle: Decimal
    quantity: Decimal
    picked: Decimal
    handled: Decimal

    @property
    def picked_state(self) -> str:
        """WHS-202: what of a shipment is picked or shipped, in words; "" before anything is."""
        if self.handled:
            return "Partially Shipped"
        if not self.picked:
            return ""
        return "Completely Picked" if self.picked == self.quantity else "Partially Picked"


def totals(document: WarehouseDocument) -> Totals:
    found = document.lines.aggregate(
        lines=Count("pk"),
        filled=Count("pk", filter=Q(qty_to_handle__gt=ZERO)),
        outstanding=Sum(_OPEN),
        to_handle=Sum("qty_to_handle"),
        quantity=Sum("quantity"),
        picked=Sum("qty_picked"),
        handled=Sum("qty_handled"),
    )
    sums = ("outstanding", "to_handle", "quantity", "picked", "handled")
    return Totals(found["lines"], found["filled"], *(found[name] or ZERO for name in sums))


def sources_of(document: WarehouseDocument) -> list[Document]:
    """The source documents of its lines, in their order."""
    of_lines = document.lines.values("source_line__document")
    return list(Document.objects.filter(pk__in=of_lines).order_by("pk"))


def documents_on(source: Document) -> list[WarehouseDocument]:
    """Open warehouse documents on which lines of the source stand."""
    found = WarehouseDocument.objects.filter(
        pk__in=WarehouseDocumentLine.objects.filter(source_line__document=source).values("document")
    )
    return list(found.select_related("location").order_by("pk"))


def standing_on(lines: Collection[int], kind: str) -> dict[int, WarehouseDocument]:
    """By source line, the first open document of the kind on which it stands; one read."""
    rows = WarehouseDocumentLine.objects.filter(source_line__in=lines, document__kind=kind)
    found: dict[int, WarehouseDocument] = {}
    for row in rows.select_related("document").order_by("pk"):
        found.setdefault(row.source_line_id, row.document)
    return found
