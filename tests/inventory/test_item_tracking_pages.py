"""The tracking fields on the card of an item: what means nothing yet is locked, with the reason."""

import pytest
from django.urls import reverse

from tests.factories import ItemFactory, UnitFactory, code_with, lot_code, user_with_role
from tests.inventory.sending import HTMX, field
from wms.inventory.models import Item

pytestmark = pytest.mark.django_db


def test_given_no_units_yet_then_a_new_item_leads_to_them(boss):
    link = f'<a href="{reverse("unit_new")}">Add one first</a>'

    assert link in boss.get(reverse("item_new")).text
    UnitFactory()
    assert link not in boss.get(reverse("item_new")).text


# ---- the tracking fields of an item


@pytest.mark.rule("SET-086", "SET-089")
def test_tracking_fields_that_mean_nothing_yet_are_locked_with_the_reason(boss):
    plain, lot = ItemFactory(), ItemFactory(item_tracking_code=lot_code())

    of_plain = boss.get(reverse("item", args=[plain.pk])).text
    of_lot = boss.get(reverse("item", args=[lot.pk])).text

    for name in ("serial_nos", "lot_nos", "package_nos", "expiration_calculation"):
        assert " readonly" in field(of_plain, name)
    assert "Needs an Item Tracking Code." in of_plain
    assert " readonly" not in field(of_lot, "lot_nos")
    assert " readonly" in field(of_lot, "expiration_calculation")
    assert "Item Tracking Code LOTALL does not use expiration dates." in of_lot


@pytest.mark.rule("SET-086", "SET-089")
def test_the_admin_says_why_tracking_fields_mean_nothing_yet(boss):
    item = ItemFactory(item_tracking_code=code_with("<B>"))

    text = boss.get(reverse("admin:inventory_item_change", args=[item.pk])).text

    assert "Item Tracking Code &lt;B&gt; does not use expiration dates." in text
    assert " readonly" in field(text, "expiration_calculation")
    assert "<B>" not in boss.get(reverse("item", args=[item.pk])).text


@pytest.mark.rule("SET-089")
def test_a_formula_that_is_there_stays_open_so_that_it_can_be_cleared(boss):
    item = ItemFactory(item_tracking_code=lot_code())
    Item.objects.update(expiration_calculation="6M")

    text = boss.get(reverse("item", args=[item.pk])).text

    assert " readonly" not in field(text, "expiration_calculation")


@pytest.mark.rule("SET-012", "SET-089")
@pytest.mark.parametrize(
    ("sent", "locked"),
    [
        ({"item_tracking_code": " lotexp "}, set()),
        ({"item_tracking_code": "LOTALL"}, {"expiration_calculation"}),
        ({"item_tracking_code": "NO\x07"}, {"serial_nos", "expiration_calculation"}),
        ({"type": "service"}, {"item_tracking_code", "serial_nos", "expiration_calculation"}),
    ],
)
def test_choosing_type_or_code_opens_and_locks_at_once(boss, sent, locked):
    code_with("LOTEXP", use_expiration_dates=True)
    lot_code()
    typed = {"no": "1", "type": "inventory", "description": "<i>x"} | sent

    answer = boss.post(reverse("item_tracking_fields"), typed, headers=HTMX)

    names = ("item_tracking_code", "serial_nos", "expiration_calculation")
    assert {name for name in names if " readonly" in field(answer.text, name)} == locked
    assert "&lt;i&gt;x" in answer.text
    assert not Item.objects.exists()


def test_only_who_may_change_items_asks_for_their_fields(client):
    url = reverse("item_tracking_fields")
    assert client.post(url, headers=HTMX).status_code == 302
    client.force_login(user_with_role("auditor"))
    assert client.post(url, headers=HTMX).status_code == 403
    assert client.get(url).status_code == 405
