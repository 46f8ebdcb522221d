"""The company's own word for a package, in captions and messages."""

import pytest
from django.urls import reverse

from tests.factories import ItemFactory, code_with
from tests.tracking.stock import in_stock
from wms.core.wording import in_company_words
from wms.inventory.models import InventorySetup

pytestmark = pytest.mark.django_db


@pytest.mark.rule("SET-034")
def test_the_companys_word_stands_in_captions_and_messages(boss):
    InventorySetup.objects.update(package_caption="Pallet")
    code = code_with("PLAIN")
    in_stock(ItemFactory(), package_no="P1", description="A Package of ours")

    card = boss.get(reverse("tracking_code", args=[code.pk])).text
    entries = boss.get(reverse("ledger_entries")).text
    refused = boss.post(
        reverse("tracking_code", args=[code.pk]),
        {"code": "PLAIN", "package_warehouse_tracking": "on"},
    ).text

    assert ">Pallet Specific Tracking</label>" in card
    assert "stock leaves only under its own pallet number" in card
    assert "<summary>Pallet<" in card
    assert "Package" not in card
    assert "Pallet No." in entries
    assert "Pallet Warehouse Tracking needs Pallet Specific Tracking." in refused


@pytest.mark.rule("SET-034")
def test_a_change_of_the_word_is_seen_at_once(boss):
    code = code_with("PLAIN")
    card = reverse("tracking_code", args=[code.pk])
    assert "Package Specific Tracking" in boss.get(card).text

    boss.post(reverse("inventory_setup"), {"package_caption": "Pallet"})

    assert "Pallet Specific Tracking" in boss.get(card).text


@pytest.mark.rule("SET-034")
def test_what_people_wrote_themselves_stays(boss):
    InventorySetup.objects.update(package_caption="Pallet")
    ItemFactory(no="A", description="Package tour")

    assert "Package tour" in boss.get(reverse("items")).text


def test_without_a_word_of_its_own_a_package_is_a_package(boss):
    code = code_with("PLAIN")

    assert "Package Specific Tracking" in boss.get(reverse("tracking_code", args=[code.pk])).text
    assert in_company_words("Package No.") == "Package No."


def test_the_word_is_read_once_a_request(boss, django_assert_max_num_queries):
    code = code_with("PLAIN")
    url = reverse("tracking_code", args=[code.pk])

    with django_assert_max_num_queries(11) as queries:
        boss.get(url)

    asked = [query for query in queries.captured_queries if "package_caption" in query["sql"]]
    assert len(asked) == 1
