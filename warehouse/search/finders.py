"""Where the search box looks: each finder answers with a few hits that this user may open.

Every finder asks bounded questions, exact ones by index first, so that a search costs the same beside a
million ledger entries.  Numbers are folded as they are stored (SET-001, SCAN-004).
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from django.db.models import Q, QuerySet
from django.urls import reverse

from tracking.models import NumberInformation, TrackingLine
from tracking.switches import CAPTION, NUMBER_FIELD
from warehouse.models import (
    Activity,
    Bin,
    Container,
    ContainerLine,
    PostedActivity,
    PostedWarehouseDocument,
    RegisteredActivity,
    WarehouseDocument,
)
from warehouse.policies.employees import works_at
from warehouse.search.walk import items_of, numbers_from
from wms.core.pages.navigation import sections
from wms.core.pages.requests import PageRequest
from wms.documents.kinds import KINDS
from wms.documents.links import number_url
from wms.documents.models import Document, PostedDocument
from wms.inventory.models import Customer, Item, Location, Vendor
from wms.ledger.models import ItemLedgerEntry

MOST = 10  # hits of each kind


@dataclass(frozen=True)
class Hit:
    """``kind`` heads the group it is listed in."""

    kind: str
    caption: str
    words: str
    url: str


@dataclass(frozen=True)
class Query:
    """What was typed, as it was typed, and folded as codes and numbers are stored."""

    text: str
    code: str


Finder = Callable[[PageRequest, Query], Iterable[Hit]]


# --- pages -------------------------------------------------------------------------------------------


def pages(request: PageRequest, query: Query) -> Iterator[Hit]:
    """Pages by the words of their caption: "tracking codes"."""
    words = query.text.lower().split()
    for section in sections(request):
        for link in section.links:
            if all(word in f"{section.caption} {link.caption}".lower() for word in words):
                yield Hit("Pages", link.caption, section.caption, link.url)


def page_exactly(request: PageRequest, query: Query) -> Iterator[Hit]:
    wanted = " ".join(query.text.lower().split())
    return (hit for hit in pages(request, query) if hit.caption.lower() == wanted)


# --- records with a code -----------------------------------------------------------------------------


@dataclass(frozen=True)
class Records:
    """Rows of one model, found by their code, or by its beginning and by words.

    ``rows(request)``: what this user may see, or nothing.  ``words``: the path of the text shown beside
    the code; ``searched``: whether it is also searched.
    """

    kind: str
    rows: Callable[[PageRequest], QuerySet | None]
    code: str
    url: Callable[[Any], str]
    words: Callable[[Any], str]
    searched: str = ""
    caption: Callable[[Any], str] | None = None

    def exactly(self, request: PageRequest, query: Query) -> Iterator[Hit]:
        return self._hits(request, Q(**{self.code: query.code}), query.code)

    def beginning(self, request: PageRequest, query: Query) -> Iterator[Hit]:
        fits = Q(**{f"{self.code}__startswith": query.code})
        if self.searched:
            everywhere = Q()
            for word in query.text.split():
                everywhere &= Q(**{f"{self.searched}__icontains": word})
            fits |= everywhere
        return self._hits(request, fits, query.code)

    def _hits(self, request: PageRequest, fits: Q, code: str) -> Iterator[Hit]:
        rows = self.rows(request)
        if rows is None or not code:
            return
        found = rows.filter(fits).exclude(**{self.code: ""})  # not the blank location
        for row in found.order_by(self.code, "pk")[: MOST + 1]:
            caption = self.caption(row) if self.caption else str(getattr(row, self.code))
            yield Hit(self.kind, caption, self.words(row), self.url(row))


def _of(model: Any, permission: str, *related: str) -> Callable[[PageRequest], QuerySet | None]:
    def rows(request: PageRequest) -> QuerySet | None:
        if not request.user.has_perm(permission):
            return None
        found: QuerySet = model.objects.select_related(*related)
        return found

    return rows


def _here(model: Any, permission: str) -> Callable[[PageRequest], QuerySet | None]:
    """Those of the locations where the user works (WHS-255)."""

    def rows(request: PageRequest) -> QuerySet | None:
        if not request.user.has_perm(permission):
            return None
        found: QuerySet = model.objects.filter(works_at(request.user))
        return found.select_related("location")

    return rows


def _documents(request: PageRequest) -> QuerySet:
    seen = [
        kind for kind, rules in KINDS.items() if request.user.has_perm(rules.permission("view"))
    ]
    return Document.objects.filter(kind__in=seen).select_related("vendor", "customer")


def _posted_documents(request: PageRequest) -> QuerySet:
    seen = [
        posted_kind
        for rules in KINDS.values()
        if request.user.has_perm(rules.permission("view"))
        for posted_kind in rules.posted_kinds
    ]
    posted = PostedDocument.objects.filter(kind__in=seen)
    return posted.select_related("vendor", "customer", "source")


def _partner(document: Document | PostedDocument) -> str:
    partner = document.vendor or document.customer
    return f"{partner.no} {partner.name}" if partner else ""


RECORDS = (
    Records(
        "Items",
        _of(Item, "inventory.view_item"),
        "no",
        lambda item: reverse("item", args=[item.pk]),
        lambda item: item.description,
        searched="description",
    ),
    Records(
        "Documents",
        _documents,
        "no",
        lambda document: document.get_absolute_url(),
        lambda document: f"{document.get_status_display()} · {_partner(document)}".strip(" ·"),
        caption=str,
    ),
    Records(
        "Posted documents",
        _posted_documents,
        "no",
        lambda posted: posted.get_absolute_url(),
        lambda posted: f"{posted.posting_date} · {_partner(posted)} · {posted.source.no}",
        caption=str,
    ),
    Records(
        "Warehouse activities",
        _of(Activity, "warehouse.view_activity", "location", "source"),
        "no",
        lambda activity: activity.get_absolute_url(),
        lambda activity: f"{activity.location} · {activity.source}",
        caption=str,
    ),
    Records(
        "Posted warehouse activities",
        _of(PostedActivity, "warehouse.view_postedactivity", "location", "source"),
        "no",
        lambda activity: activity.get_absolute_url(),
        lambda activity: f"{activity.location} · {activity.source}",
        caption=str,
    ),
    Records(
        "Registered warehouse activities",
        _of(RegisteredActivity, "warehouse.view_postedactivity", "location", "source"),
        "no",
        lambda activity: activity.get_absolute_url(),
        lambda activity: f"{activity.location} · {activity.source}",
        caption=str,
    ),
    Records(
        "Warehouse documents",
        _here(WarehouseDocument, "warehouse.view_warehousedocument"),
        "no",
        lambda document: document.get_absolute_url(),
        lambda document: str(document.location),
        caption=str,
    ),
    Records(
        "Posted warehouse documents",
        _here(PostedWarehouseDocument, "warehouse.view_postedwarehousedocument"),
        "no",
        lambda posted: posted.get_absolute_url(),
        lambda posted: f"{posted.location} · {posted.posting_date}",
        caption=str,
    ),
    Records(
        "Containers",
        _of(Container, "warehouse.view_container", "location", "source"),
        "no",
        lambda container: container.get_absolute_url(),
        lambda container: (
            f"{container.get_status_display()} · {container.location} · {container.source}"
        ),
        caption=str,
    ),
    Records(
        "Bins",
        _of(Bin, "warehouse.view_bin", "location"),
        "code",
        lambda bin_: reverse("bin", args=[bin_.pk]),
        lambda bin_: f"{bin_.location} {bin_.description}".strip(),
    ),
    Records(
        "Locations",
        _of(Location, "inventory.view_location"),
        "code",
        lambda location: reverse("location", args=[location.pk]),
        lambda location: location.name,
        searched="name",
    ),
    Records(
        "Vendors",
        _of(Vendor, "inventory.view_vendor"),
        "no",
        lambda vendor: reverse("vendor", args=[vendor.pk]),
        lambda vendor: vendor.name,
        searched="name",
    ),
    Records(
        "Customers",
        _of(Customer, "inventory.view_customer"),
        "no",
        lambda customer: reverse("customer", args=[customer.pk]),
        lambda customer: customer.name,
        searched="name",
    ),
)


# --- serial, lot and package numbers -----------------------------------------------------------------

SAVED = "session_id is null"  # the rows of open pages belong to their users


def numbers_exactly(request: PageRequest, query: Query) -> Iterator[Hit]:
    """The numbers of this very spelling, one hit for each item that has it."""
    if request.user.has_perm("ledger.view_itemledgerentry") and query.code:
        yield from _number_hits({kind: [query.code] for kind in NUMBER_FIELD})


def numbers_beginning(request: PageRequest, query: Query) -> Iterator[Hit]:
    if not request.user.has_perm("ledger.view_itemledgerentry") or not query.code:
        return
    found: dict[str, list[str]] = {}
    for kind, field in NUMBER_FIELD.items():
        walked = {
            *numbers_from(ItemLedgerEntry, field, query.code, most=MOST + 1),
            *numbers_from(TrackingLine, field, query.code, where=SAVED, most=MOST + 1),
            *NumberInformation.objects.filter(kind=kind, number__startswith=query.code)
            .order_by("number")
            .values_list("number", flat=True)
            .distinct()[: MOST + 1],
        }
        found[kind] = sorted(walked)[: MOST + 1]
    yield from _number_hits(found)


def _number_hits(numbers: dict[str, list[str]]) -> Iterator[Hit]:
    """Ledger, saved tracking lines and information cards, all items that have the numbers."""
    owners = {kind: _owners(kind, wanted) for kind, wanted in numbers.items() if wanted}
    items = Item.objects.in_bulk({item for pairs in owners.values() for _, item in pairs})
    for kind, pairs in owners.items():
        for number, item_id in pairs:
            item = items[item_id]
            yield Hit(
                f"{CAPTION[kind].removesuffix('.')}s.",
                number,
                f"{item.no} {item.description}".strip(),
                number_url(kind, item_id, number),
            )


def _owners(kind: str, numbers: list[str]) -> list[tuple[str, int]]:
    """These numbers, each with the items that have it; three statements."""
    field = NUMBER_FIELD[kind]
    cards = NumberInformation.objects.filter(kind=kind, number__in=numbers)
    return sorted(
        {
            *items_of(ItemLedgerEntry, field, numbers, most=MOST + 1),
            *items_of(TrackingLine, field, numbers, where=SAVED, most=MOST + 1),
            *cards.order_by("number", "item_id")
            .values_list("number", "item_id")
            .distinct()[: MOST + 1],
        }
    )


def containers_holding(request: PageRequest, query: Query) -> Iterator[Hit]:
    """Where a number was packed, before and after it was shipped (PACK-029)."""
    if not request.user.has_perm("warehouse.view_container") or not query.code:
        return
    for kind, field in NUMBER_FIELD.items():
        packed = ContainerLine.objects.filter(**{field: query.code}).exclude(**{field: ""})
        found = Container.objects.filter(pk__in=packed.values("container"))
        for container in found.select_related("source").order_by("-pk")[: MOST + 1]:
            words = f"{CAPTION[kind]} {query.code} · {container.source}"
            yield Hit("Packed in", str(container), words, container.get_absolute_url())


EXACT: tuple[Finder, ...] = (
    page_exactly,
    *(records.exactly for records in RECORDS),
    numbers_exactly,
    containers_holding,
)
BEGINNING: tuple[Finder, ...] = (
    pages,
    *(records.beginning for records in RECORDS),
    numbers_beginning,
)
