"""Item tracking codes, and how their switches answer a click."""

from typing import Any
from urllib.parse import urlencode

from django.contrib.auth.decorators import permission_required
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse, HttpResponseBase, HttpResponseNotFound
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST

from tracking.codes import driving, readymade, services
from tracking.codes.filters import CodeFilters
from tracking.codes.forms import FORMULA, GROUP, TrackingCodeForm, group_named
from tracking.codes.history import fixed_switches
from tracking.codes.policies import formula_unreadable
from tracking.codes.switchsets import SWITCHES, switches_of
from tracking.codes.tabs import tabs
from tracking.groups.errors import SwitchSetByGroup
from tracking.groups.mapping import SPECIFIC, WAREHOUSE
from tracking.groups.policies import contradictions, set_switches
from tracking.models import ItemTrackingCode
from wms.core.earlydates import tell_early_dates
from wms.core.pages.cards import RecordCard, Tab, card_view, delete_view, shown_tabs
from wms.core.pages.lists import Action, Column, ListPage, list_view
from wms.core.pages.requests import PageRequest
from wms.core.readymade import context as ready_made_context

CODES = ListPage(
    title="Item tracking codes",
    name="item-tracking-codes",
    permission="tracking.view_itemtrackingcode",
    queryset=lambda request: ItemTrackingCode.objects.select_related("tracking_dimension_group"),
    columns=(
        Column("Code", "code"),
        Column("Description", "description", wrap=True),
        Column("Dimension Group", "tracking_dimension_group.code", hidden=True),
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
        Action(
            "Ready-made codes",
            reverse("tracking_codes_ready_made"),
            "tracking.add_itemtrackingcode",
        ),
    ),
    empty="There are no codes yet. Ready-made codes are there at one click, and can be changed.",
)


def _save_code(code: ItemTrackingCode, request: PageRequest) -> ItemTrackingCode:
    driven = request.POST.get("driven", "").split()
    saved = services.save_tracking_code(code=code, driven=driven)
    tell_early_dates(request, saved, FORMULA)
    return saved


def _new_code(request: PageRequest) -> ItemTrackingCode:
    """A new code, with the switches of the code that ``?copy=`` names."""
    wanted = request.GET.get("copy", "")
    return (
        services.copied(get_object_or_404(ItemTrackingCode, code=wanted))
        if wanted
        else ItemTrackingCode()
    )


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
    new=_new_code,
    actions=lambda code, request: [
        Action(
            "Copy",
            f"{reverse('tracking_code_new')}?{urlencode({'copy': code.code})}",
            "tracking.add_itemtrackingcode",
            "plus",
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


@require_http_methods(["GET", "HEAD", "POST"])
@permission_required(
    ("tracking.add_itemtrackingcode", "core.add_numberseries", "inventory.change_inventorysetup"),
    raise_exception=True,
)
def tracking_codes_ready_made(request: PageRequest) -> HttpResponse:
    """What there is to begin with, and what of it is there; the button makes what is missing."""
    pieces = readymade.load() if request.method == "POST" else readymade.pieces()
    context = ready_made_context(
        pieces,
        title="Ready-made codes",
        intro="Codes and number series to begin with.",
        is_report=request.method == "POST",
    )
    context["list_url"] = reverse("tracking_codes")
    return render(request, "setup/ready_made.html", context)


@require_POST
def tracking_code_switches(request: PageRequest, pk: int | None = None) -> HttpResponse:
    """The tabs after a change: what it drives, what it locks, what it means.  Nothing is saved."""
    if not request.user.has_perm(CODE.permission("add" if pk is None else "change")):
        raise PermissionDenied
    changed = request.htmx.trigger_name or ""
    if changed not in (*SWITCHES, GROUP, FORMULA):
        return HttpResponseNotFound()
    stored = get_object_or_404(ItemTrackingCode, pk=pk) if pk else None
    fixed = fixed_switches(stored) if stored else {}
    switches = {name: name in request.POST for name in SWITCHES}
    put_back = {
        name for name, is_on in switches.items() if name in fixed and is_on != getattr(stored, name)
    }
    switches |= {name: not switches[name] for name in put_back}
    driving.follow_all(switches, driven=request.POST.get("driven", "").split())
    after = driving.clicked(switches, changed)
    now = ItemTrackingCode(**after.switches, code=request.POST.get("code", ""))
    now.tracking_dimension_group = group_named(request.POST.get(GROUP, ""))
    conflict = None if changed in put_back else next(contradictions(now), None)
    if conflict and changed in (SPECIFIC, WAREHOUSE):
        now.sn_specific_tracking = now.sn_warehouse_tracking = False
    set_switches(now)
    form = TrackingCodeForm(initial=_typed(request, switches_of(now)), stored=stored, fixed=fixed)
    told = fixed[changed] if changed in put_back else after.refusal
    if changed != GROUP or not isinstance(conflict, SwitchSetByGroup):
        told = told or conflict  # a group that is chosen sets the switches, and need not say so
    told = told or next(formula_unreadable(form.as_shown), None)
    context = {
        "form": form,
        "tabs": shown_tabs(form, _open_where(changed), ItemTrackingCode()),
        "switch_refusal": str(told) if told else "",
        "is_answer": True,
    }
    return render(request, "setup/_switches.html", context)


def _typed(request: PageRequest, switches: dict[str, bool]) -> dict[str, Any]:
    driven = [prefix for prefix in driving.PREFIXES if switches[driving.specific(prefix)]]
    texts = ("code", "description", GROUP, FORMULA, "seen")
    return {
        **{name: request.POST.get(name, "") for name in texts},
        **switches,
        "driven": " ".join(driven),
    }


def _open_where(changed: str) -> list[Tab]:
    return [
        Tab(tab.caption, tab.fields, tab.groups, tab.hint, tab.is_open or changed in tab.all_fields)
        for tab in CODE.tabs
    ]
