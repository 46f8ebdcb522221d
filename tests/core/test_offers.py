"""Codes offered while somebody types into a field of a card."""

import pytest
from django.urls import reverse

from tests.factories import ItemFactory, UnitFactory, user_with_role
from wms.core import fields
from wms.inventory.models import Item

pytestmark = pytest.mark.django_db
HTMX = {"HX-Request": "true"}


def offered(client, typed, label="inventory.item", name="item"):
    return client.get(reverse("offers", args=[label]), {name: typed}, headers=HTMX)


def codes(answer) -> list[str]:
    return [part.split('"')[0] for part in answer.text.split('<option value="')[1:]]


@pytest.mark.rule("SET-005")
def test_codes_that_begin_so_or_whose_words_have_it_are_offered(boss):
    for no, words in (("A1", "Chair"), ("A2", "Armchair"), ("B1", "Table")):
        ItemFactory(no=no, description=words)

    assert codes(offered(boss, "a")) == ["A1", "A2", "B1"]  # of Table too
    assert codes(offered(boss, "CHAIR")) == ["A1", "A2"]
    assert codes(offered(boss, " b1 ")) == ["B1"]
    assert codes(offered(boss, "%")) == []
    assert codes(offered(boss, "x\x07")) == []


@pytest.mark.rule("SET-005")
def test_at_most_20_are_offered_and_hostile_text_is_text(boss):
    unit = UnitFactory()
    Item.objects.bulk_create(
        Item(no=f"N{number:03}", description="<b>", base_unit_of_measure=unit)
        for number in range(30)
    )

    answer = offered(boss, "n" * 1)

    assert len(codes(answer)) == 20
    assert "<b>" not in answer.text
    assert codes(offered(boss, "<script>" * 100)) == []


@pytest.mark.rule("SET-005")
def test_only_who_may_see_the_records_is_offered_them(client):
    assert offered(client, "a").url.startswith(reverse("login"))
    user = user_with_role("sales")
    client.force_login(user)
    assert offered(client, "a").status_code == 200
    assert offered(client, "a", "inventory.vendor").status_code == 403
    user.groups.clear()
    client.force_login(type(user).objects.get(pk=user.pk))
    assert offered(client, "a").status_code == 403


@pytest.mark.parametrize(
    "label",
    ["auth.user", "nothing", "a.b.c", "inventory.itemunit", "warehouse.bin", "sessions.session"],
)
def test_other_tables_are_not_found(boss, label):
    assert offered(boss, "a", label).status_code == 404


@pytest.mark.rule("SET-005")
def test_given_more_codes_than_are_offered_at_once_then_the_field_asks_while_one_types(
    boss, monkeypatch
):
    for no in ("A1", "A2"):
        ItemFactory(no=no)
    url = reverse("number_card_new")

    assert "hx-get" not in boss.get(url).text.split('name="item"')[1].split(">")[0]
    monkeypatch.setattr(fields, "MOST_OFFERED", 2)
    asking = boss.get(url).text.split('name="item"')[1].split(">")[0]
    assert f'hx-get="{reverse("offers", args=["inventory.item"])}"' in asking
    assert 'hx-target="#id_item_offers"' in asking
