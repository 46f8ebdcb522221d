"""Warehouse employees: who works at which location."""

from urllib.parse import urlencode

import django_filters
from django.http import HttpResponseBase
from django.urls import reverse

from wms.core.pages.cards import RecordCard, Tab, card_view, delete_view
from wms.core.pages.filters import CodeFilter, TextFilter, YesNoFilter
from wms.core.pages.lists import Action, Column, ListPage, list_view
from wms.core.pages.requests import PageRequest
from wms.inventory.forms.employees import EmployeeForm
from wms.inventory.models import WarehouseEmployee
from wms.inventory.services import employees as services


class EmployeeFilters(django_filters.FilterSet):  # type: ignore[misc]  # it has no types
    user = TextFilter("user__username", label="User")
    location = CodeFilter("location__code", label="Location")
    is_default = YesNoFilter("is_default", label="Default")


EMPLOYEES = ListPage(
    title="Warehouse employees",
    name="warehouse-employees",
    permission="inventory.view_warehouseemployee",
    queryset=lambda request: WarehouseEmployee.objects.select_related("user", "location"),
    columns=(
        Column("User", "user.username"),
        Column("Name", "user.get_full_name", sort="user__last_name"),
        Column("Location", "location.code"),
        Column("Location Name", "location.name", wrap=True),
        Column("Default", "is_default"),
        Column("Active", "user.is_active", hidden=True),
    ),
    filterset=EmployeeFilters,
    search=("user__username", "user__first_name", "user__last_name", "location__code"),
    search_label="User or location",
    default_sort=("user__username", "location__code"),
    row_url=lambda employee: reverse("employee", args=[employee.pk]),
    actions=lambda request: (
        Action(
            "New employee",
            reverse("employee_new"),
            "inventory.add_warehouseemployee",
            "plus",
            primary=True,
        ),
    ),
    empty="Nobody works in a warehouse yet.",
)

EMPLOYEE = RecordCard(
    model=WarehouseEmployee,
    form=EmployeeForm,
    noun="Warehouse employee",
    rows=lambda: WarehouseEmployee.objects.select_related("user", "location"),
    tabs=(Tab("General", ("user", "location", "is_default")),),
    list_url="employees",
    url="employee",
    new_url="employee_new",
    delete_url="employee_delete",
    save=lambda employee, request: services.save_employee(employee=employee),
    delete=lambda employee, request: services.delete_employee(employee=employee),
    title=lambda employee: f"Warehouse employee {employee}",
    actions=lambda employee, request: [
        Action(
            "All locations of the user",
            f"{reverse('employees')}?{urlencode({'user': employee.user.username})}",
            "inventory.view_warehouseemployee",
        )
    ],
)


def employees(request: PageRequest) -> HttpResponseBase:
    return list_view(request, EMPLOYEES)


def employee(request: PageRequest, pk: int | None = None) -> HttpResponseBase:
    return card_view(request, EMPLOYEE, pk)


def employee_delete(request: PageRequest, pk: int) -> HttpResponseBase:
    return delete_view(request, EMPLOYEE, pk)
