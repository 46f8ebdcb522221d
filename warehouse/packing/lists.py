"""The lists of the packing station: orders that wait, and containers."""

from collections.abc import Iterator

import django_filters
from django.contrib.auth.models import User
from django.urls import reverse

from warehouse.lists import DOCUMENTS_TO_PICK
from warehouse.models import Container
from warehouse.models.packing import ContainerStatus
from warehouse.packing.selectors import containers_of, documents_to_pack
from wms.core.pages.filters import CodeFilter
from wms.core.pages.lists import Action, Column, ListPage
from wms.documents.models import PostedDocument

TONES = {
    ContainerStatus.OPEN: "warn",
    ContainerStatus.CLOSED: "good",
    ContainerStatus.SHIPPED: "",
    ContainerStatus.CANCELLED: "",
}


class ContainerFilters(django_filters.FilterSet):  # type: ignore[misc]  # it has no types
    status = django_filters.ChoiceFilter(choices=ContainerStatus.choices, label="Status")
    location = CodeFilter(field_name="location__code", label="Location Code")
    source = CodeFilter(field_name="source__no", label="Source No.")
    posted_document = CodeFilter(field_name="posted_document__no", label="Posted Document No.")
    item = CodeFilter(field_name="lines__item__no", label="Item No.", distinct=True)
    serial = CodeFilter(field_name="lines__serial_no", label="Serial No.", distinct=True)
    lot = CodeFilter(field_name="lines__lot_no", label="Lot No.", distinct=True)


def container_list() -> ListPage:
    return ListPage(
        title="Containers",
        name="containers",
        permission="warehouse.view_container",
        queryset=lambda request: containers_of(request.user),
        columns=(
            Column("No.", "no"),
            Column(
                "Status",
                "get_status_display",
                sort="status",
                tone=lambda container: TONES.get(container.status, ""),
            ),
            Column("Location Code", "location.code"),
            Column(
                "Source", "source.no", link=lambda container: container.source.get_absolute_url()
            ),
            Column("Customer", "source.customer.name", wrap=True),
            Column("Transfer-to", "source.transfer_to.code"),
            Column("Quantity (Base)", "units", numeric=True, sort="units"),
            Column(
                "Posted Document",
                "posted_document.no",
                link=lambda container: (
                    container.posted_document and container.posted_document.get_absolute_url()
                ),
            ),
            Column("Opened At", "opened_at"),
            Column("Closed At", "closed_at"),
        ),
        filterset=ContainerFilters,
        search=("no", "source__no", "source__customer__name"),
        search_label="No., source or customer",
        default_sort=("-id",),
        key="id",
        row_url=lambda container: container.get_absolute_url(),
        actions=(
            Action(
                "Orders to pack",
                reverse("documents_to_pack"),
                permission="warehouse.work_container",
                icon="package",
                primary=True,
            ),
        ),
        empty="There are no containers at your locations.",
    )


DOCUMENTS_TO_PACK = ListPage(
    title="Orders to pack",
    name="orders-to-pack",
    permission="warehouse.work_container",
    queryset=lambda request: documents_to_pack(request.user),
    columns=tuple(column for column in DOCUMENTS_TO_PICK.columns if column.caption != "Vendor No."),
    search=("no", "customer__no", "customer__name"),
    default_sort=("-id",),
    key="id",
    row_url=lambda document: reverse("pack_order", args=[document.packing_location, document.pk]),
    empty="No released order waits to be packed at your locations.",
)


def state_of(container: Container) -> dict[str, str]:
    """Its chip, for the cards."""
    return {
        "text": container.get_status_display(),
        "tone": TONES.get(ContainerStatus(container.status), ""),
    }


def posted_actions_of(posted: PostedDocument, user: User) -> Iterator[Action]:
    """From a posted shipment to what it left in: the container, or the list of them."""
    if not user.has_perm("warehouse.view_container"):
        return
    first, *others = [*containers_of(user).filter(posted_document=posted).order_by("pk")[:2], None]
    if first is None:
        return
    if others == [None]:
        yield Action(str(first), first.get_absolute_url())
    else:
        yield Action("Containers", f"{reverse('containers')}?posted_document={posted.no}")
