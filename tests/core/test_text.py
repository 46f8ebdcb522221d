"""Codes and numbers are folded to one form, never cut off."""

import pytest
from django.core.exceptions import ValidationError
from django.db import connection

from tests.factories import ItemFactory, UnitFactory
from wms.core.text import folded
from wms.inventory.models import Item


@pytest.mark.rule("SET-001")
@pytest.mark.parametrize(
    ("typed", "stored"),
    [
        (" s/n-vend0001 ", "S/N-VEND0001"),
        ("S/N-VEND0001", "S/N-VEND0001"),
        ("a b", "A B"),
        ("\ufeffLot1", "LOT1"),
        ("lot\u200b1", "LOT1"),
        ("lot\u00a01", "LOT1"),
        ("é1", "É1"),
        ("", ""),
    ],
)
def test_a_number_is_stored_trimmed_and_in_upper_case(typed, stored):
    assert folded(typed) == stored


@pytest.mark.rule("SET-001")
@pytest.mark.parametrize("typed", ["S1\x00", "S\x1b1", "S1\tS2", "S1\nS2"])
def test_a_control_character_is_refused(typed):
    with pytest.raises(ValidationError, match="Control characters"):
        folded(typed)


@pytest.mark.django_db
@pytest.mark.rule("SET-001")
def test_a_code_is_found_however_it_is_typed():
    chair = ItemFactory(no=" chair-1 ")

    assert chair.no == "CHAIR-1"
    assert type(chair).objects.get(no="Chair-1 ") == chair


@pytest.mark.django_db
@pytest.mark.rule("SET-002")
def test_a_code_that_is_too_long_is_refused_and_not_cut_off():
    chair = ItemFactory()
    chair.no = "X" * 21

    with pytest.raises(ValidationError) as refusal:
        chair.full_clean()

    assert "at most 20 characters" in refusal.value.message_dict["no"][0]


@pytest.mark.django_db
@pytest.mark.rule("SET-001")
@pytest.mark.parametrize(
    ("beginning", "found"),
    [
        ("10%", ["10%A"]),
        ("10", ["10%A", "100", "10_B"]),
        ("10_", ["10_B"]),
        ("a", ["A1", "Aé", "A\uffff"]),
        ("A\uffff", ["A\uffff"]),
        ("é", ["ÉTÉ"]),
        ("", ["10%A", "100", "10_B", "A1", "Aé", "A\uffff", "B", "ÉTÉ"]),
    ],
)
def test_the_beginning_of_a_code_finds_every_code_that_begins_so_and_no_other(beginning, found):
    for no in ("10%A", "100", "10_B", "A1", "aé", "A\uffff", "B", "été"):
        ItemFactory(no=no)

    numbers = Item.objects.filter(no__startswith=beginning).values_list("no", flat=True)

    assert sorted(numbers) == sorted(number.upper() for number in found)


@pytest.mark.django_db
def test_the_beginning_of_a_code_is_looked_up_in_its_index():
    Item.objects.bulk_create(
        Item(no=f"N{number}", base_unit_of_measure=UnitFactory()) for number in range(2000)
    )
    with connection.cursor() as cursor:
        cursor.execute("analyze inventory_item")

    plan = Item.objects.filter(no__startswith="N199").values("no").explain()

    assert "Index" in plan or "USING COVERING INDEX" in plan, plan
    assert "SCAN inventory_item" not in plan, plan
