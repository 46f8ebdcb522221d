"""Units and variants of an item."""

from decimal import Decimal

import pytest
from django.db import IntegrityError, transaction

from tests.factories import ItemFactory, UnitFactory, purchase_order
from tests.inventory.refusals import refused
from wms.inventory.models import ItemUnit, ItemVariant
from wms.inventory.services.items import (
    delete_item_unit,
    delete_variant,
    save_item_unit,
    save_variant,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def chair():
    return ItemFactory(no="1900-S")


def box_of(item, quantity) -> ItemUnit:
    return ItemUnit(
        item=item, unit_of_measure=UnitFactory(code="BOX"), qty_per_unit=Decimal(quantity)
    )


@pytest.mark.rule("SET-016")
@pytest.mark.parametrize("quantity", ["0", "-1", "-0.00001"])
def test_given_a_quantity_that_is_not_positive_then_it_is_refused(chair, quantity):
    assert refused(lambda: save_item_unit(unit=box_of(chair, quantity))) == {
        "qty_per_unit": ["Qty. per Unit of Measure must be more than 0 (SET-016)."]
    }


@pytest.mark.rule("SET-016")
def test_given_the_smallest_quantity_then_it_is_taken(chair):
    assert save_item_unit(unit=box_of(chair, "0.00001")).pk


@pytest.mark.rule("SET-016")
def test_the_database_itself_refuses_a_quantity_of_0(chair):
    with pytest.raises(IntegrityError), transaction.atomic():
        ItemUnit.objects.bulk_create([box_of(chair, 0)])


@pytest.mark.rule("SET-016")
def test_given_the_base_unit_then_its_quantity_stays_1(chair):
    unit = chair.units.get()
    unit.qty_per_unit = Decimal(2)

    assert refused(lambda: save_item_unit(unit=unit)) == {
        "qty_per_unit": [
            "PCS is the Base Unit of Measure of item 1900-S, so its Qty. per Unit of Measure stays 1."
        ]
    }


@pytest.mark.rule("SET-003")
def test_given_the_same_unit_twice_then_the_second_is_refused(chair):
    save_item_unit(unit=box_of(chair, 6))

    assert refused(lambda: save_item_unit(unit=box_of(chair, 8))) == {
        "unit_of_measure": [
            "Unit of measure BOX already exists. Choose another, or open the one that exists."
        ]
    }


@pytest.mark.rule("SET-018")
@pytest.mark.parametrize(
    ("field", "use"),
    [
        ("base_unit_of_measure", "Base Unit of Measure"),
        ("sales_unit_of_measure", "Sales Unit of Measure"),
        ("purchase_unit_of_measure", "Purchase Unit of Measure"),
        ("put_away_unit_of_measure", "Put-away Unit of Measure"),
    ],
)
def test_given_a_unit_that_the_item_names_then_it_is_neither_deleted_nor_renamed(chair, field, use):
    box = box_of(chair, 1)
    box.save()
    setattr(chair, field, box.unit_of_measure)
    chair.save()
    message = f"BOX is the {use} of item 1900-S, so it cannot be %s. Choose another {use} first."

    assert refused(lambda: delete_item_unit(unit=box)) == {"unit_of_measure": [message % "deleted"]}
    box.unit_of_measure = UnitFactory(code="BAG")
    assert refused(lambda: save_item_unit(unit=box)) == {"unit_of_measure": [message % "renamed"]}


@pytest.mark.rule("SET-018")
def test_given_a_unit_that_the_item_does_not_name_then_it_can_go(chair):
    box = save_item_unit(unit=box_of(chair, 6))

    delete_item_unit(unit=box)

    assert chair.units.count() == 1


@pytest.mark.rule("SET-003")
def test_given_a_variant_without_code_then_it_is_refused(chair):
    assert refused(lambda: save_variant(variant=ItemVariant(item=chair))) == {
        "code": ["Code must be filled."]
    }


@pytest.mark.rule("SET-007")
def test_given_a_variant_on_a_document_then_it_is_not_deleted(chair):
    red = save_variant(variant=ItemVariant(item=chair, code="red"))
    purchase_order(chair, line={"variant": red})

    assert (
        "Item Variant RED cannot be deleted" in refused(lambda: delete_variant(variant=red))[""][0]
    )
