"""What the pages of source documents say of warehouse receipts and shipments (WHS-005, WHS-045)."""

from collections.abc import Iterator

from django.contrib.auth.models import User
from django.urls import reverse

from warehouse.documentkinds import KINDS, SOURCE_KINDS, Kind
from warehouse.documents.selectors import documents_on
from warehouse.models import PostedWarehouseDocument, WarehouseDocument
from warehouse.policies.employees import locations_of
from wms.core.pages.lists import Action
from wms.documents.actions import Step
from wms.documents.models import Document, PostedDocument

_CREATE = {False: "create_warehouse_receipt", True: "create_warehouse_shipment"}


def steps_of(document: Document, user: User) -> Iterator[Step]:
    """The button that makes one, and the way to those on which its lines stand."""
    if document.kind not in SOURCE_KINDS or document.direct_transfer:
        return
    if user.has_perm("warehouse.add_warehousedocument") and not document.is_closed:
        for rules in KINDS.values():
            if _passes_through(rules, document):
                yield _creation(rules, document)
    standing = documents_on(document)
    if standing:
        opens = user.has_perm("warehouse.view_warehousedocument")
        mine = set(locations_of(user).values_list("pk", flat=True)) if opens else set()
        for one in standing:
            yield _link(one, may_open=one.location_id in mine)


def _passes_through(rules: Kind, document: Document) -> bool:
    """By the location of the header; lines of other locations are found from the list of documents."""
    source = document.rules
    if source.is_transfer:
        place = document.location if rules.outbound else document.transfer_to
        return place is not None and rules.serves(place)
    return source.leaves_stock is rules.outbound and rules.serves(document.location)


def _creation(rules: Kind, document: Document) -> Step:
    released = document.status == Document.Status.RELEASED
    return Step(
        f"new-{rules.kind}",
        f"Create {rules.title.lower()}",
        reverse(_CREATE[rules.outbound], args=[document.kind, document.pk]),
        icon="bin",
        why_not="" if released else f"Only released documents can be {rules.verb}.",
    )


def _link(document: WarehouseDocument, *, may_open: bool) -> Step:
    return Step(
        f"on-{document.pk}",
        f"On {document.in_words}",
        document.get_absolute_url(),
        why_not="" if may_open else "Only those who work at its location open it.",
    )


def posted_actions_of(posted: PostedDocument, user: User) -> Iterator[Action]:
    """From a posted receipt or shipment to the posted warehouse document it came with."""
    if not user.has_perm("warehouse.view_postedwarehousedocument"):
        return
    found = PostedWarehouseDocument.objects.filter(
        lines__posted_line__document=posted, location__in=locations_of(user)
    )
    for one in found.distinct().order_by("pk"):
        yield Action(str(one), one.get_absolute_url())
