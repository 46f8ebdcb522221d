"""Tracking dimension groups: their list and their card."""

from urllib.parse import urlencode

from django.http import HttpResponseBase
from django.shortcuts import get_object_or_404
from django.urls import reverse

from tracking.codes.services import copied
from tracking.groups import services
from tracking.groups.forms import GroupForm
from tracking.models import TrackingDimensionGroup
from wms.core.pages.cards import RecordCard, Tab, card_view, delete_view
from wms.core.pages.lists import Action, Column, list_view
from wms.core.pages.requests import PageRequest
from wms.inventory.views.codetables import code_list

GROUPS = code_list(
    TrackingDimensionGroup,
    title="Tracking dimension groups",
    noun="tracking dimension group",
    url="dimension_group",
    columns=(
        Column("Active", "is_active"),
        Column("Capture Serial No.", "get_capture_serial_no_display", sort="capture_serial_no"),
        Column("Blank Receipt Allowed", "blank_receipt_allowed"),
        Column("Blank Issue Allowed", "blank_issue_allowed"),
        Column(
            "Previously Shipped Serial",
            "get_previously_shipped_serial_display",
            sort="previously_shipped_serial",
        ),
    ),
)


def _new_group(request: PageRequest) -> TrackingDimensionGroup:
    """A new group, with the settings of the group that ``?copy=`` names."""
    wanted = request.GET.get("copy", "")
    if not wanted:
        return TrackingDimensionGroup()
    return copied(get_object_or_404(TrackingDimensionGroup, code=wanted))


def _links(group: TrackingDimensionGroup, request: PageRequest) -> list[Action]:
    asked = urlencode({"tracking_dimension_group": group.code})
    return [
        Action(
            "Item tracking codes",
            f"{reverse('tracking_codes')}?{asked}",
            "tracking.view_itemtrackingcode",
        ),
        Action(
            "Copy",
            f"{reverse('dimension_group_new')}?{urlencode({'copy': group.code})}",
            "tracking.add_trackingdimensiongroup",
            "plus",
        ),
    ]


GROUP_CARD = RecordCard(
    model=TrackingDimensionGroup,
    form=GroupForm,
    noun="Tracking dimension group",
    new=_new_group,
    tabs=(
        Tab("General", ("code", "description")),
        Tab("Serial No.", ("is_active", "primary_stocking", "coverage_plan")),
        Tab("Capture", ("capture_serial_no", "previously_shipped_serial")),
        Tab("Blank numbers", ("blank_receipt_allowed", "blank_issue_allowed")),
    ),
    list_url="dimension_groups",
    url="dimension_group",
    new_url="dimension_group_new",
    delete_url="dimension_group_delete",
    save=lambda group, request: services.save_group(group=group),
    delete=lambda group, request: services.delete_group(group=group),
    actions=_links,
)


def dimension_groups(request: PageRequest) -> HttpResponseBase:
    return list_view(request, GROUPS)


def dimension_group(request: PageRequest, pk: int | None = None) -> HttpResponseBase:
    return card_view(request, GROUP_CARD, pk)


def dimension_group_delete(request: PageRequest, pk: int) -> HttpResponseBase:
    return delete_view(request, GROUP_CARD, pk)
