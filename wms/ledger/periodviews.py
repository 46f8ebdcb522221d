"""Inventory periods: the list, the card, closing and reopening (POST-109)."""

from collections.abc import Callable

from django.contrib import messages
from django.contrib.auth.decorators import permission_required
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.views.decorators.http import require_POST

from wms.core.errors import Refused
from wms.core.pages.cards import Chip, RecordCard, Tab, card_view, delete_view, went_well
from wms.core.pages.lists import Action, Column, ListPage, list_view
from wms.core.pages.requests import PageRequest
from wms.ledger import periods
from wms.ledger.models import InventoryPeriod
from wms.ledger.periodforms import InventoryPeriodForm

CLOSE = "ledger.close_inventoryperiod"

PERIODS = ListPage(
    title="Inventory periods",
    name="inventory-periods",
    permission="ledger.view_inventoryperiod",
    queryset=lambda request: InventoryPeriod.objects.all(),
    columns=(
        Column("Ending Date", "ending_date"),
        Column("Name", "name", wrap=True),
        Column("Closed", "closed"),
    ),
    search=("name",),
    search_label="Name",
    default_sort=("-ending_date",),
    row_url=lambda period: reverse("inventory_period", args=[period.pk]),
    actions=lambda request: (
        Action(
            "New inventory period",
            reverse("inventory_period_new"),
            "ledger.add_inventoryperiod",
            "plus",
            primary=True,
        ),
    ),
    empty="There are no inventory periods yet: nothing is closed.",
)


def _actions(period: InventoryPeriod, request: PageRequest) -> list[Action]:
    if period.closed:
        url = reverse("inventory_period_reopen", args=[period.pk])
        question = f"Reopen the inventory period to {period.ending_date}?"
        return [Action("Reopen", url, CLOSE, post=True, confirm=question)]
    url = reverse("inventory_period_close", args=[period.pk])
    question = f"Close it? Then nothing more is posted up to {period.ending_date}."
    return [Action("Close", url, CLOSE, post=True, confirm=question)]


PERIOD = RecordCard(
    model=InventoryPeriod,
    form=InventoryPeriodForm,
    noun="Inventory period",
    tabs=(Tab("General", ("ending_date", "name")),),
    list_url="inventory_periods",
    url="inventory_period",
    new_url="inventory_period_new",
    delete_url="inventory_period_delete",
    save=lambda period, request: periods.save_period(period=period),
    delete=lambda period, request: periods.delete_period(period=period),
    chip=lambda period: Chip("Closed", "bad") if period.closed else Chip("Open", "good"),
    actions=_actions,
)


def inventory_periods(request: PageRequest) -> HttpResponseBase:
    return list_view(request, PERIODS)


def inventory_period(request: PageRequest, pk: int | None = None) -> HttpResponseBase:
    return card_view(request, PERIOD, pk)


def inventory_period_delete(request: PageRequest, pk: int) -> HttpResponseBase:
    return delete_view(request, PERIOD, pk)


@require_POST
@permission_required(CLOSE, raise_exception=True)
def inventory_period_close(request: PageRequest, pk: int) -> HttpResponse:
    return _turned(request, pk, lambda period: periods.close_period(period=period), "closed")


@require_POST
@permission_required(CLOSE, raise_exception=True)
def inventory_period_reopen(request: PageRequest, pk: int) -> HttpResponse:
    return _turned(request, pk, lambda period: periods.reopen_period(period=period), "reopened")


def _turned(
    request: PageRequest, pk: int, turn: Callable[[InventoryPeriod], object], done: str
) -> HttpResponse:
    period = get_object_or_404(InventoryPeriod, pk=pk)
    try:
        turn(period)
    except Refused as refused:
        messages.error(request, str(refused))
    else:
        messages.success(request, f"{period} {done}.")
    return went_well(request, reverse("inventory_period", args=[pk]))
