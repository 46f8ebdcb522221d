"""Units and variants on the card of an item."""

import pytest
from django.urls import reverse

from tests.factories import ItemFactory, UnitFactory, user_with_role
from tests.inventory.test_pages import HTMX

pytestmark = pytest.mark.django_db


def lines(name, *rows, initial=0):
    data = {f"{name}-TOTAL_FORMS": str(len(rows)), f"{name}-INITIAL_FORMS": str(initial)}
    for place, row in enumerate(rows):
        data |= {f"{name}-{place}-{field}": value for field, value in row.items()}
    return data


@pytest.mark.rule("SET-016", "SET-004")
@pytest.mark.parametrize("headers", [{}, HTMX])
def test_units_are_added_on_the_card(boss, headers):
    item = ItemFactory()
    UnitFactory(code="BOX")
    base = {"id": str(item.units.get().pk), "unit_of_measure": "PCS", "qty_per_unit": "1"}
    new = {"unit_of_measure": "box", "qty_per_unit": "0.333333"}

    answer = boss.post(
        reverse("item_units", args=[item.pk]), lines("units", base, new, initial=1), headers=headers
    )

    assert answer.status_code == (200 if headers else 302)
    assert str(item.units.get(unit_of_measure__code="BOX").qty_per_unit) == "0.33333"
    if headers:
        assert answer.text.strip().startswith("{#") is False
        assert 'hx-swap-oob="true"' in answer.text
        assert "Units of measure saved." in answer.text


@pytest.mark.rule("SET-016", "SET-005", "SET-018")
@pytest.mark.parametrize(
    ("base_change", "new", "message"),
    [
        ({}, {"unit_of_measure": "BOX", "qty_per_unit": "0"}, "must be more than 0 (SET-016)"),
        ({}, {"unit_of_measure": "NO", "qty_per_unit": "2"}, "Unit of measure NO does not exist."),
        ({}, {"unit_of_measure": "BOX", "qty_per_unit": ""}, "Qty. per Unit of Measure must be filled"),
        ({}, {"unit_of_measure": "PCS", "qty_per_unit": "1"}, "Unit of measure PCS already exists."),
        ({"qty_per_unit": "2"}, {}, "so its Qty. per Unit of Measure stays 1."),
        ({"DELETE": "on"}, {}, "PCS is the Base Unit of Measure of item CHAIR, so it cannot be deleted."),
    ],
)  # fmt: skip
def test_given_a_wrong_line_then_no_line_is_stored(boss, base_change, new, message):
    item = ItemFactory(no="CHAIR")
    UnitFactory(code="BOX")
    base = {"id": str(item.units.get().pk), "unit_of_measure": "PCS", "qty_per_unit": "1"}
    data = lines("units", base | base_change, new or {"qty_per_unit": "1"}, initial=1)

    answer = boss.post(reverse("item_units", args=[item.pk]), data)

    assert answer.status_code == 422
    assert message in answer.text
    assert item.units.get().qty_per_unit == 1


def test_variants_are_listed_without_the_item_itself(boss):
    item = ItemFactory()

    boss.post(reverse("item_variants", args=[item.pk]), lines("variants", {"code": "red"}))

    assert set(item.variants.values_list("code", flat=True)) == {"", "RED"}
    assert boss.get(reverse("item", args=[item.pk])).text.count('value="RED"') == 1


def test_a_role_that_may_only_look_saves_no_lines(client):
    item = ItemFactory()
    client.force_login(user_with_role("purchaser"))

    assert client.get(reverse("item_units", args=[item.pk])).status_code == 200
    assert client.post(reverse("item_units", args=[item.pk]), {}).status_code == 403


def test_given_lines_without_their_form_data_then_it_is_refused(boss):
    item = ItemFactory()

    assert boss.post(reverse("item_units", args=[item.pk]), {}).status_code == 422
