"""The pages of warehouse classes and of Inventory Setup."""

import pytest
from django.urls import reverse

from tests.factories import ItemFactory
from tests.inventory.sending import BOTH
from wms.inventory.models import InventorySetup, WarehouseClass

pytestmark = pytest.mark.django_db


@BOTH
def test_a_warehouse_class_is_saved_and_used_by_an_item(boss, headers):
    boss.post(reverse("warehouse_class_new"), {"code": "cold"}, headers=headers)

    assert WarehouseClass.objects.get().code == "COLD"
    assert "COLD" in boss.get(reverse("warehouse_classes")).text


@pytest.mark.rule("SET-007")
def test_given_a_class_that_an_item_has_then_it_is_not_deleted(boss):
    cold = WarehouseClass.objects.create(code="COLD")
    ItemFactory(no="ICE", warehouse_class=cold)

    answer = boss.post(reverse("warehouse_class_delete", args=[cold.pk]))

    assert answer.status_code == 422
    assert "ICE" in answer.text
    assert WarehouseClass.objects.exists()


@BOTH
@pytest.mark.rule("SET-008")
def test_given_posting_dates_in_the_wrong_order_then_nothing_is_stored(boss, headers):
    sent = {"package_caption": "Pallet", "allow_posting_from": "2026-02-01",
            "allow_posting_to": "2026-01-31"}  # fmt: skip

    answer = boss.post(reverse("inventory_setup"), sent, headers=headers)

    assert answer.status_code == 422
    assert "Allow Posting To 2026-01-31 is before Allow Posting From 2026-02-01" in answer.text
    assert 'value="Pallet"' in answer.text
    assert InventorySetup.objects.get().package_caption == ""
