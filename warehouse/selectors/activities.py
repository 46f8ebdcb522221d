"""What the pages of activities show."""

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from django.contrib.auth.models import User
from django.core.paginator import Page, Paginator
from django.db.models import Count, Exists, F, Max, OuterRef, Q, QuerySet, Subquery, Sum, Value
from django.db.models.functions import Coalesce

from tracking.switches import CAPTION, NUMBER_FIELD, PREFIX
from warehouse.capture.rules import CAPTURING, captures
from warehouse.kinds import KINDS, ActivityKind
from warehouse.models import (
    Activity,
    ActivityLine,
    Bin,
    CapturedSerial,
    PostedActivity,
    RegisteredActivity,
    WarehouseDocumentLine,
)
from warehouse.policies.employees import locations_of
from warehouse.selectors.numbers import (
    current_dates,
    is_accepted,
    is_captured,
    is_warehouse_tracked,
)
from wms.core.quantity import ONE, ZERO
from wms.documents.kinds import PurchasingCode
from wms.documents.models import Document, DocumentLine
from wms.inventory.models import Item, Location

LINES_PER_PAGE = 100


def activities_of(user: User, kind: ActivityKind) -> QuerySet[Activity]:
    """Open activities at the locations where the user works, with their figures."""
    return (
        Activity.objects.filter(kind=kind, location__in=locations_of(user))
        .select_related("location", "source__customer", "assigned_user")
        .annotate(
            line_count=_count(ActivityLine.objects.all()),
            done_count=_count(ActivityLine.objects.filter(qty_to_handle__gt=ZERO)),
        )
    )


def _count(lines: QuerySet[ActivityLine]) -> Coalesce:
    """How many of these lines an activity has, beside whatever the list filters by."""
    per_activity = lines.filter(activity=OuterRef("pk")).order_by().values("activity")
    return Coalesce(Subquery(per_activity.annotate(n=Count("pk")).values("n")), 0)


def posted_of(user: User, kind: ActivityKind) -> QuerySet[PostedActivity]:
    found = PostedActivity.objects.filter(kind=kind, location__in=locations_of(user))
    return found.select_related("location", "source", "posted_document", "posted_by")


def registered_of(user: User, kind: ActivityKind) -> QuerySet[RegisteredActivity]:
    found = RegisteredActivity.objects.filter(kind=kind, location__in=locations_of(user))
    return found.select_related("location", "source", "registered_by")


def lines_of(activity: Activity) -> QuerySet[ActivityLine]:
    """All that a row of the card shows, in one query."""
    return (
        activity.lines.select_related(
            "item__item_tracking_code__tracking_dimension_group",
            "item__base_unit_of_measure",
            "variant",
            "bin",
            "source_line__document",
        )
        .annotate(captured_count=_captured())
        .order_by("line_no")
    )


def _captured() -> Coalesce:
    per_line = CapturedSerial.objects.filter(line=OuterRef("pk")).order_by().values("line")
    return Coalesce(Subquery(per_line.annotate(n=Count("pk")).values("n")), 0)


def lines_page(activity: Activity, number: int) -> Page:
    page: Page = Paginator(lines_of(activity), LINES_PER_PAGE).get_page(number)
    dates = current_dates(list(page.object_list))
    for line in page.object_list:
        line.activity = activity
        line.expiration_date = dates.get(line.pk, line.expiration_date)  # WHS-119
    return page


@dataclass(frozen=True)
class Totals:
    """Lines, how many have something to handle, and the quantities; base units."""

    lines: int
    filled: int
    outstanding: Decimal
    to_handle: Decimal


def totals(activity: Activity) -> Totals:
    found = activity.lines.aggregate(
        lines=Count("pk"),
        filled=Count("pk", filter=Q(qty_to_handle__gt=ZERO)),
        outstanding=Sum(F("quantity") - F("qty_handled")),
        to_handle=Sum("qty_to_handle"),
    )
    return Totals(
        found["lines"], found["filled"], found["outstanding"] or ZERO, found["to_handle"] or ZERO
    )


@dataclass(frozen=True)
class Columns:
    """Which columns the lines of an activity need: kinds of number, and whether there are dates."""

    kinds: tuple[str, ...]
    dates: bool


def columns_of(activity: Activity) -> Columns:
    """Two reads, so that a single row has the same columns as the whole page."""
    used = activity.lines.aggregate(
        **{kind: Max(name) for kind, name in NUMBER_FIELD.items()}, dates=Max("expiration_date")
    )
    items = Item.objects.filter(pk__in=activity.lines.values("item")).select_related(
        "item_tracking_code"
    )
    entry_type = activity.source.rules.entry_type or ""
    accepted = {
        kind for item in items for kind in NUMBER_FIELD if is_accepted(item, kind, entry_type)
    }
    kinds = tuple(kind for kind in NUMBER_FIELD if used[kind] or kind in accepted)
    return Columns(kinds, used["dates"] is not None)


def open_kinds(line: ActivityLine) -> list[str]:
    """Kinds of number that can be entered on the line (WHS-054, WHS-129).

    Where the source states the numbers that the warehouse knows, those that goods get on their way out are
    still open (WHS-065).
    """
    entry_type = line.source_line.entry_type
    return [
        kind
        for kind in NUMBER_FIELD
        if is_accepted(line.item, kind, entry_type)
        and not (kind == "serial" and captures(line))  # those stand in the list of the line
        and not (line.number_is_fixed and is_warehouse_tracked(line.item, kind))
        and not (line.number_is_fixed and not is_captured(line.item, kind, entry_type))
    ]


def missing_of(line: ActivityLine) -> list[str]:
    """Captions of what the line still needs before it can be posted (WHS-156, WHS-171)."""
    missing = [
        CAPTION[kind]
        for kind, field in NUMBER_FIELD.items()
        if not getattr(line, field) and is_warehouse_tracked(line.item, kind)
    ]
    if line.action_type and line.bin_id is None:
        missing.append("Bin Code")
    if captures(line) and captured_units(line) < line.qty_to_handle:
        missing.append("Serial Nos.")
    return missing


def captured_units(line: ActivityLine) -> int:
    """How many serials are captured for the line; ``lines_of`` has counted them."""
    counted: int | None = getattr(line, "captured_count", None)
    return line.captured.count() if counted is None else counted


def _lacking() -> Q:
    """Lines without a number that bins know the goods by, or without a bin."""
    lacking = ~Q(action_type="") & Q(bin=None)
    for kind, name in NUMBER_FIELD.items():
        switch = f"item__item_tracking_code__{PREFIX[kind]}_warehouse_tracking"
        lacking |= Q(**{switch: True, name: ""})
    return lacking


def unready_lines(activity: Activity) -> int:
    """How many lines of the activity lack a number or a bin; one read."""
    lines = activity.lines.annotate(captured_units=_captured() * Value(ONE))
    uncaptured = CAPTURING & Q(captured_units__lt=F("quantity") - F("qty_handled"))
    return lines.filter(_lacking() | uncaptured).count()


def filled_and_unready(activity: Activity) -> int:
    """How many lines with something to handle could not be posted yet (WHS-156, WHS-171); one read."""
    filled = activity.lines.filter(qty_to_handle__gt=ZERO)
    lines = filled.annotate(captured_units=_captured() * Value(ONE))
    uncaptured = CAPTURING & Q(captured_units__lt=F("qty_to_handle"))
    return lines.filter(_lacking() | uncaptured).count()


def destinations_of(activity: Activity) -> dict[int, str]:
    """The bins of the shipment into which a warehouse pick places: id and code; one read."""
    bins = Bin.objects.filter(pk__in=_shipment_lines(activity).values("bin"))
    return dict(bins.values_list("pk", "code"))


def place_bins_of(activity: Activity) -> dict[int, str]:
    """The same by source line, for the Place that goes with each Take (WHS-087, WHS-134); one read."""
    if activity.whse_document_id is None:
        return {}
    lines = _shipment_lines(activity).filter(bin__isnull=False)
    return dict(lines.values_list("source_line_id", "bin__code"))


def _shipment_lines(activity: Activity) -> QuerySet[WarehouseDocumentLine]:
    return WarehouseDocumentLine.objects.filter(document=activity.whse_document_id)


def stated_numbers(activity: Activity) -> list[str]:
    """Numbers from the source on these lines, as the question before deleting lists them (WHS-151)."""
    lines = activity.lines.filter(number_is_fixed=True).order_by("line_no")
    return [
        f"{line.item} {line.numbers_text.lstrip(', ')}" for line in lines.select_related("item")
    ]


def captured_numbers(activity: Activity) -> list[str]:
    """Serials captured on these lines, which deleting frees (CAP-049)."""
    found = CapturedSerial.objects.filter(line__activity=activity).select_related("item")
    return [f"{one.item} serial {one}" for one in found.order_by("line__line_no", "pk")]


# --- what waits for a pick ------------------------------------------------------------------------


def documents_to_pick(user: User) -> QuerySet[Document]:
    """Released documents with outstanding lines that no activity works on yet (WHS-077)."""
    rules = KINDS[ActivityKind.INVENTORY_PICK]
    return Document.objects.filter(
        Exists(_lines_to_pick().filter(document=OuterRef("pk"), location__in=locations_of(user))),
        kind__in=rules.source_kinds,
        status=Document.Status.RELEASED,
        direct_transfer=False,
    ).select_related("customer", "vendor", "transfer_to", "location")


def _lines_to_pick() -> QuerySet[DocumentLine]:
    return DocumentLine.objects.filter(
        ~Exists(ActivityLine.objects.filter(source_line=OuterRef("pk"))),
        ~Q(purchasing_code=PurchasingCode.DROP_SHIPMENT),  # WHS-046
        item__type="inventory",
        quantity_base__gt=F("qty_handled_base"),
        location__require_pick=True,
        location__require_shipment=False,
    )


@dataclass(frozen=True)
class PlaceToPick:
    """What of a document waits at one location, and whether this user works there."""

    location: Location
    lines: int
    quantity: Decimal
    may_pick: bool


def places_to_pick(document: Document, user: User) -> Iterator[PlaceToPick]:
    mine = set(locations_of(user).values_list("pk", flat=True))
    found = (
        _lines_to_pick()
        .filter(document=document)
        .values("location")
        .annotate(lines=Count("pk"), quantity=Sum(F("quantity_base") - F("qty_handled_base")))
        .order_by("location__code")
    )
    places = Location.objects.in_bulk([row["location"] for row in found])
    for row in found:
        place = places[row["location"]]
        yield PlaceToPick(place, row["lines"], row["quantity"], place.pk in mine)


def activities_on(document: Document) -> QuerySet[Activity]:
    return Activity.objects.filter(source=document).order_by("pk")
