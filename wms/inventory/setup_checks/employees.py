"""Check setup: who works where."""

from collections.abc import Iterator
from datetime import date

from django.contrib.auth import get_user_model
from django.contrib.auth.models import Permission
from django.db.models import Count, Exists, OuterRef, Q, QuerySet
from django.urls import reverse

from wms.core.setupchecks import Finding, setup_check
from wms.inventory.models import Location, WarehouseEmployee
from wms.inventory.policies.locations import REQUIRE
from wms.inventory.setup_checks.locations import of_location

EMPLOYEES = "Warehouse employees"


@setup_check(
    "CHECK-601", EMPLOYEES, "Somebody works where goods are handled by warehouse documents"
)
def staffed(on: date) -> Iterator[Finding]:
    working = WarehouseEmployee.objects.filter(location=OuterRef("pk"), user__is_active=True)
    handled = Q()
    for name in REQUIRE:
        handled |= Q(**{name: True})
    for location in (
        Location.objects.filter(handled, ~Exists(working)).exclude(code="").order_by("code")
    ):
        yield of_location(
            location,
            "No active user is a warehouse employee here, so nobody can make or work off its "
            "warehouse documents.",
            "Add a warehouse employee.",
        )


@setup_check("CHECK-602", EMPLOYEES, "Everybody who works off warehouse documents has a location")
def employed(on: date) -> Iterator[Finding]:
    """By group or by themselves; not those who could make themselves employees, such as administrators."""
    has_location = WarehouseEmployee.objects.filter(user=OuterRef("pk"))
    for user in (
        _permitted("warehouse", "work_activity")
        .exclude(pk__in=_permitted("inventory", "add_warehouseemployee").values("pk"))
        .filter(~Exists(has_location))
        .order_by("username")
    ):
        yield Finding(
            f"User {user.get_username()}",
            "The user may work on warehouse documents, but is a warehouse employee of no location.",
            "Make the user a warehouse employee, or take the user out of the group.",
            reverse("employee_new"),
        )


def _permitted(app: str, codename: str) -> QuerySet:
    """Active users with a permission, of their own or by group; no superusers."""
    wanted = Permission.objects.filter(codename=codename, content_type__app_label=app)
    users = get_user_model()._default_manager.filter(is_active=True, is_superuser=False)
    return users.filter(
        Q(pk__in=users.filter(groups__permissions__in=wanted).values("pk"))
        | Q(pk__in=users.filter(user_permissions__in=wanted).values("pk"))
    )


@setup_check("CHECK-603", EMPLOYEES, "Warehouse employees are active and work at real locations")
def employments(on: date) -> Iterator[Finding]:
    wrong = Q(user__is_active=False) | Q(location__code="") | Q(location__use_as_in_transit=True)
    for one in (
        WarehouseEmployee.objects.filter(wrong)
        .select_related("user", "location")
        .order_by("user__username", "pk")
    ):
        yield Finding(
            f"Warehouse employee {one}",
            "The user is not active, or nobody works at the location.",
            "Delete the warehouse employee, or activate the user.",
            reverse("employee", args=[one.pk]),
        )


@setup_check("CHECK-604", EMPLOYEES, "Whoever works at several locations has a default one")
def default_locations(on: date) -> Iterator[Finding]:
    users = get_user_model()._default_manager
    several = users.annotate(
        places=Count("warehouse_employments"),
        defaults=Count("warehouse_employments", filter=Q(warehouse_employments__is_default=True)),
    ).filter(places__gt=1, defaults=0)
    for user in several.order_by("username"):
        yield Finding(
            f"User {user.get_username()}",
            "The user works at several locations, and none is the default.",
            "Tick Default at one of them.",
            f"{reverse('employees')}?user={user.get_username()}",
        )
