"""What names a card is fixed while its number is in stock (SET-148)."""

import pytest

from tests.factories import ItemFactory
from tests.tracking.numbers.cards import a_card
from tests.tracking.stock import in_stock
from tracking.models import NumberInformation

FIXED = "Lot No. LOT1 has 4 in stock. To give stock another number, reclassify it."
SENT = {"kind": "lot", "item": "1920", "variant": "", "number": "LOT1"}


def field(page: str, name: str) -> str:
    return page.split(f'name="{name}"')[1].split(">")[0]


@pytest.mark.rule("SET-148")
def test_given_stock_then_the_card_shows_what_names_it_as_fixed(boss, table):
    card = a_card(table)
    assert "readonly" not in field(boss.get(card.get_absolute_url()).text, "number")

    in_stock(table, 4, lot_no="LOT1")
    page = boss.get(card.get_absolute_url()).text

    for name in ("number", "item", "variant"):
        assert "readonly" in field(page, name)
    assert '<option value="serial"' not in page
    assert "4 in stock. To give stock another number, reclassify it." in page
    assert "readonly" not in field(page, "description")


@pytest.mark.rule("SET-148")
@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"number": "LOT2"}, FIXED),
        ({"item": "1930"}, FIXED),
        ({"variant": "RED"}, FIXED),
        ({"kind": "serial"}, "is not one of the choices"),
    ],
)
def test_given_stock_then_another_number_is_refused_and_the_rest_is_kept(
    boss, table, change, message
):
    card = a_card(table)
    ItemFactory(no="1930")
    table.variants.create(code="RED")
    in_stock(table, 4, lot_no="LOT1")

    answer = boss.post(card.get_absolute_url(), SENT | change | {"description": "Kept"})

    assert answer.status_code == 422
    assert message in answer.text
    assert 'value="Kept"' in answer.text
    card.refresh_from_db()
    assert (card.number, card.kind, card.description) == ("LOT1", "lot", "")
    assert (card.item, card.variant.code) == (table, "")


@pytest.mark.rule("SET-148")
def test_given_stock_then_the_other_fields_are_saved(boss, table):
    card = a_card(table)
    in_stock(table, 4, lot_no="LOT1")

    boss.post(card.get_absolute_url(), SENT | {"description": "Held", "test_quality": "bad"})

    card = NumberInformation.objects.get()
    assert (card.description, card.test_quality) == ("Held", "bad")
