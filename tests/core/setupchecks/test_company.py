"""Check setup finds what is wrong with employees and the company's settings, and nothing else."""

from datetime import date

import pytest
from django.contrib.auth.models import Permission

from tests.core.setupchecks.damage import around, east, found
from tests.factories import ItemFactory, LocationFactory, code_with, user_with_role
from warehouse.models import WarehouseSetup
from wms.core.models import NumberSeriesLine
from wms.inventory.models import InventorySetup, Location, WarehouseEmployee

pytestmark = pytest.mark.django_db


@pytest.mark.rule("CHECK-601")
def test_a_location_where_nobody_works_is_found():
    location = east(require_pick=True)
    assert "CHECK-601" not in found()

    WarehouseEmployee.objects.update(location=LocationFactory(code="WEST"))
    assert found()["CHECK-601"][0].startswith("Location EAST: No active user")

    around(Location, location.pk, require_pick=False)
    assert "CHECK-601" not in found()


@pytest.mark.rule("CHECK-602")
def test_a_clerk_without_a_location_is_found():
    user_with_role("warehouse clerk", username="carla")
    user_with_role("sales", username="sam")
    user_with_role("administrator", username="ada")
    own = user_with_role("sales", username="paul")
    own.user_permissions.add(Permission.objects.get(codename="work_activity"))

    assert [text.split(":")[0] for text in found()["CHECK-602"]] == ["User carla", "User paul"]


@pytest.mark.rule("CHECK-603")
def test_an_employee_who_has_left_is_found():
    east()
    user = WarehouseEmployee.objects.get().user
    around(type(user), user.pk, is_active=False)

    assert "The user is not active" in found()["CHECK-603"][0]


@pytest.mark.rule("CHECK-604")
def test_an_employee_of_two_locations_without_a_default_is_found():
    east()
    user = WarehouseEmployee.objects.get().user
    second = WarehouseEmployee.objects.create(user=user, location=LocationFactory(code="WEST"))
    assert "none is the default" in found()["CHECK-604"][0]

    around(WarehouseEmployee, second.pk, is_default=True)
    assert "CHECK-604" not in found()


@pytest.mark.rule("CHECK-701")
def test_posting_dates_that_let_nothing_through_are_found():
    around(
        InventorySetup, 1, allow_posting_from=date(2026, 2, 1), allow_posting_to=date(2026, 1, 1)
    )

    assert "Allow Posting To 2026-01-01 is before" in found()["CHECK-701"][0]


@pytest.mark.rule("CHECK-702")
def test_packages_that_cannot_be_numbered_are_found():
    code = code_with("PKG", specific=("package",))
    ItemFactory(item_tracking_code=code)
    assert "CHECK-702" not in found()

    around(InventorySetup, 1, package_nos=None)

    assert "items with code PKG need package numbers" in found()["CHECK-702"][0]


@pytest.mark.rule("CHECK-703")
def test_documents_that_cannot_be_numbered_are_found():
    around(InventorySetup, 1, sales_order_nos=None)
    used_up = InventorySetup.objects.get().purchase_order_nos
    around(NumberSeriesLine, used_up.lines.get().pk, is_open=False)

    assert [text.split(":", 1)[1].strip()[:45] for text in found()["CHECK-703"]] == [
        "The series of Purchase Order Nos. gives no nu",
        "Sales Order Nos. is blank, so such documents ",
    ]


@pytest.mark.rule("CHECK-704")
def test_picks_that_cannot_be_numbered_are_found_where_they_are_needed():
    around(WarehouseSetup, 1, inventory_pick_nos=None)
    assert "CHECK-704" not in found()

    east(require_pick=True)

    assert "Inventory Pick Nos. is blank" in found()["CHECK-704"][0]
