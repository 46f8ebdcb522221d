"""The pages of number information."""

import pytest
from django.urls import reverse

from tests.factories import (
    ItemFactory,
    lot_code,
)
from tests.tracking.stock import in_stock
from tracking.models import NumberInformation
from wms.inventory.models import ItemVariant

pytestmark = pytest.mark.django_db
HTMX = {"HX-Request": "true"}


@pytest.mark.rule("SET-149", "SET-150")
def test_the_list_of_cards_shows_what_is_on_hand(boss, django_assert_max_num_queries):
    table = ItemFactory(no="1920", item_tracking_code=lot_code())
    for number in range(12):
        in_stock(table, 4, lot_no=f"L{number:02}")
        NumberInformation.objects.create(
            kind="lot", item=table, variant=table.variants.get(), number=f"L{number:02}"
        )

    with django_assert_max_num_queries(12):
        page = boss.get(reverse("number_cards"), {"in_stock": "yes"}).text

    assert page.count('<td data-label="Inventory" class="num">4</td>') == 12
    assert '<td class="num">48</td>' in page.split("<tfoot>")[1]


@pytest.mark.rule("SET-145")
@pytest.mark.parametrize("headers", [{}, HTMX])
def test_a_card_is_made_for_a_variant(boss, headers):
    table = ItemFactory(no="1920")
    ItemVariant.objects.create(item=table, code="RED")
    sent = {
        "kind": "lot",
        "item": "1920",
        "variant": "red",
        "number": "lot7",
        "test_quality": "good",
    }

    answer = boss.post(reverse("number_card_new"), sent, headers=headers)

    assert answer.status_code == (200 if headers else 302)
    assert NumberInformation.objects.get().variant.code == "RED"


@pytest.mark.rule("SET-145", "SET-005")
@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"item": "nope"}, "Item NOPE does not exist. Choose one from the list."),
        ({"item": ""}, "Item must be filled."),
        ({"variant": "BLUE"}, "Variant BLUE is not a variant of item 1920."),
        ({"number": ""}, "No. must be filled."),
        ({"number": "X" * 51}, "No. may have at most 50 characters; this has 51."),
        ({"number": "L\x07"}, "No. has a control character in it."),
        ({"kind": "serial"}, "Test Quality belongs to Lot No. cards only. Clear it."),
        ({"kind": "box"}, "Kind box is not one of the choices. Choose one from the list."),
    ],
)
def test_given_a_wrong_card_then_the_fault_stands_at_its_field(boss, change, message):
    ItemFactory(no="1920")
    sent = {"kind": "lot", "item": "1920", "variant": "", "number": "L1", "test_quality": "good"}

    answer = boss.post(reverse("number_card_new"), sent | change | {"description": "Kept"})

    assert answer.status_code == 422
    assert message in answer.text
    assert 'value="Kept"' in answer.text
    assert not NumberInformation.objects.exists()


@pytest.mark.rule("SET-145")
def test_a_card_shows_only_the_fields_of_its_kind(boss):
    item = ItemFactory()
    serial = NumberInformation.objects.create(
        kind="serial", item=item, variant=item.variants.get(), number="S1"
    )

    page = boss.get(reverse("number_card", args=[serial.pk])).text

    assert "Test Quality" not in page
    assert "Certificate Number" not in page
    assert "On hand" in page or "Inventory" in page


@pytest.mark.rule("SET-158")
def test_given_stock_then_deleting_a_card_asks_and_goes_on_with_yes(boss):
    item = ItemFactory(item_tracking_code=lot_code())
    card = NumberInformation.objects.create(
        kind="lot", item=item, variant=item.variants.get(), number="L1"
    )
    in_stock(item, 5, lot_no="L1")
    url = reverse("number_card_delete", args=[card.pk])

    asked = boss.post(url)

    assert asked.status_code == 422
    assert "Lot No. L1 has 5 in stock." in asked.text
    assert "Delete all the same" in asked.text
    assert boss.post(url, {"confirmed": "yes"}).status_code == 302
    assert not NumberInformation.objects.exists()


@pytest.mark.rule("SET-158")
def test_given_a_blocked_card_then_no_yes_helps(boss):
    item = ItemFactory()
    card = NumberInformation.objects.create(
        kind="lot", item=item, variant=item.variants.get(), number="L1", blocked=True
    )

    answer = boss.post(reverse("number_card_delete", args=[card.pk]), {"confirmed": "yes"})

    assert answer.status_code == 422
    assert "Delete all the same" not in answer.text
    assert NumberInformation.objects.exists()
