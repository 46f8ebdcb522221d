"""Item tracking codes, and how their switches answer a click."""

from typing import Any
from urllib.parse import urlencode

from django.core.exceptions import PermissionDenied
from django.http import HttpResponse, HttpResponseBase, HttpResponseNotFound
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_POST

from tracking.codes import driving, services
from tracking.codes.filters import CodeFilters
from tracking.codes.forms import TrackingCodeForm
from tracking.codes.policies import SWITCHES
from tracking.codes.tabs import tabs
from tracking.models import ItemTrackingCode
from wms.core.pages.cards import RecordCard, Tab, card_view, delete_view, shown_tabs
from wms.core.pages.lists import Action, Column, ListPage, list_view
from wms.core.pages.requests import PageRequest

CODES = ListPage(
    title="Item tracking codes",
    name="item-tracking-codes",
    permission="tracking.view_itemtrackingcode",
    queryset=lambda request: ItemTrackingCode.objects.all(),
    columns=(
        Column("Code", "code"),
        Column("Description", "description", wrap=True),
        Column("SN Specific", "sn_specific_tracking"),
        Column("Lot Specific", "lot_specific_tracking"),
        Column("Package Specific", "package_specific_tracking"),
        Column("SN Warehouse", "sn_warehouse_tracking", hidden=True),
        Column("Lot Warehouse", "lot_warehouse_tracking", hidden=True),
        Column("Package Warehouse", "package_warehouse_tracking", hidden=True),
        Column("Use Expiration Dates", "use_expiration_dates"),
        Column("Strict Expiration", "strict_expiration_posting"),
        Column("Warranty", "warranty_date_formula"),
    ),
    filterset=CodeFilters,
    search=("code", "description"),
    default_sort=("code",),
    row_url=lambda code: reverse("tracking_code", args=[code.pk]),
    actions=lambda request: (
        Action(
            "New code",
            reverse("tracking_code_new"),
            "tracking.add_itemtrackingcode",
            "plus",
            primary=True,
        ),
    ),
)


def _save_code(code: ItemTrackingCode, request: PageRequest) -> ItemTrackingCode:
    driven = request.POST.get("driven", "").split()
    return services.save_tracking_code(code=code, driven=driven)


CODE = RecordCard(
    model=ItemTrackingCode,
    form=TrackingCodeForm,
    noun="Item tracking code",
    tabs=tabs(),
    list_url="tracking_codes",
    url="tracking_code",
    new_url="tracking_code_new",
    delete_url="tracking_code_delete",
    save=_save_code,
    delete=lambda code, request: services.delete_tracking_code(code=code),
    actions=lambda code, request: [
        Action(
            "Items",
            f"{reverse('items')}?{urlencode({'tracking_code': code.code})}",
            "inventory.view_item",
            "item",
        )
    ],
    template="setup/tracking_code.html",
)


def tracking_codes(request: PageRequest) -> HttpResponseBase:
    return list_view(request, CODES)


def tracking_code(request: PageRequest, pk: int | None = None) -> HttpResponseBase:
    return card_view(request, CODE, pk)


def tracking_code_delete(request: PageRequest, pk: int) -> HttpResponseBase:
    return delete_view(request, CODE, pk)


@require_POST
def tracking_code_switches(request: PageRequest) -> HttpResponse:
    """The tabs after a click on a switch: what it drives, what it locks.  Nothing is saved."""
    if not request.user.has_perm("tracking.change_itemtrackingcode"):
        raise PermissionDenied
    switch = request.htmx.trigger_name or ""
    if switch not in SWITCHES:
        return HttpResponseNotFound()
    switches = {name: name in request.POST for name in SWITCHES}
    driving.follow_all(switches, driven=request.POST.get("driven", "").split())
    after = driving.clicked(switches, switch)
    form = TrackingCodeForm(initial=_typed(request, after.switches))
    context = {
        "form": form,
        "tabs": shown_tabs(form, _open_where(switch), ItemTrackingCode()),
        "switch_refusal": str(after.refusal) if after.refusal else "",
    }
    return render(request, "setup/_switches.html", context)


def _typed(request: PageRequest, switches: dict[str, bool]) -> dict[str, Any]:
    driven = [prefix for prefix in driving.PREFIXES if switches[driving.specific(prefix)]]
    texts = ("code", "description", "warranty_date_formula", "seen")
    return {
        **{name: request.POST.get(name, "") for name in texts},
        **switches,
        "driven": " ".join(driven),
    }


def _open_where(switch: str) -> list[Tab]:
    return [
        Tab(tab.caption, tab.fields, tab.groups, tab.hint, tab.is_open or switch in tab.all_fields)
        for tab in CODE.tabs
    ]
