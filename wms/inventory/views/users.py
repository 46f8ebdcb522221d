"""User Setup: who may post on which days, where the company's range is not theirs (POST-109)."""

from typing import Any

from django.http import HttpResponseBase
from django.urls import reverse

from wms.core.pages.cards import RecordCard, Tab, card_view, delete_view
from wms.core.pages.lists import Action, Column, ListPage, list_view
from wms.core.pages.requests import PageRequest
from wms.inventory.forms.users import UserSetupForm
from wms.inventory.models import UserSetup
from wms.inventory.services import users as services


def _rows() -> Any:
    return UserSetup.objects.select_related("user")


USER_SETUPS = ListPage(
    title="User setup",
    name="user-setup",
    permission="inventory.view_usersetup",
    queryset=lambda request: _rows(),
    columns=(
        Column("User", "user.username"),
        Column("Name", "user.get_full_name", sort="user__last_name"),
        Column("Allow Posting From", "allow_posting_from"),
        Column("Allow Posting To", "allow_posting_to"),
        Column("Active", "user.is_active", hidden=True),
    ),
    search=("user__username", "user__first_name", "user__last_name"),
    search_label="User",
    default_sort=("user__username",),
    row_url=lambda setup: reverse("user_setup", args=[setup.pk]),
    actions=lambda request: (
        Action(
            "New user setup",
            reverse("user_setup_new"),
            "inventory.add_usersetup",
            "plus",
            primary=True,
        ),
        Action("Inventory setup", reverse("inventory_setup"), "inventory.view_inventorysetup"),
    ),
    empty="Every user posts within the company's range, which stands in Inventory Setup.",
)

USER_SETUP = RecordCard(
    model=UserSetup,
    form=UserSetupForm,
    noun="User setup",
    rows=_rows,
    tabs=(Tab("General", ("user", "allow_posting_from", "allow_posting_to")),),
    list_url="user_setups",
    url="user_setup",
    new_url="user_setup_new",
    delete_url="user_setup_delete",
    save=lambda setup, request: services.save_user_setup(setup=setup),
    delete=lambda setup, request: services.delete_user_setup(setup=setup),
)


def user_setups(request: PageRequest) -> HttpResponseBase:
    return list_view(request, USER_SETUPS)


def user_setup(request: PageRequest, pk: int | None = None) -> HttpResponseBase:
    return card_view(request, USER_SETUP, pk)


def user_setup_delete(request: PageRequest, pk: int) -> HttpResponseBase:
    return delete_view(request, USER_SETUP, pk)
