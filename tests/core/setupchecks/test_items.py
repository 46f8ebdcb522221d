"""Check setup finds what is wrong with items, their units and references, and nothing else."""

from datetime import date

import pytest

from tests.core.setupchecks.damage import JUN_1, around, dated, found, series
from tests.factories import ItemFactory, UnitFactory, code_with, lot_code, serial_code
from wms.inventory.models import Item, ItemReference, ItemUnit, ItemVariant
from wms.inventory.services.items import save_item

pytestmark = pytest.mark.django_db


@pytest.mark.rule("CHECK-301")
@pytest.mark.parametrize("damage", ["deleted", "other quantity"])
def test_a_base_unit_that_is_no_unit_of_the_item_is_found(damage):
    unit = ItemFactory(no="1928").units.get()
    if damage == "deleted":
        ItemUnit.objects.all().delete()
    else:
        around(ItemUnit, unit.pk, qty_per_unit=200_000)

    assert found()["CHECK-301"] == [
        "Item 1928: PCS is its base unit, but not among its units with quantity 1. Add the unit with "
        "Qty. per Unit of Measure 1."
    ]


@pytest.mark.rule("CHECK-302")
@pytest.mark.parametrize(
    "field",
    ["sales_unit_of_measure", "purchase_unit_of_measure", "put_away_unit_of_measure"],
)
def test_a_unit_that_the_item_lacks_is_found(field):
    around(Item, ItemFactory(no="1928").pk, **{field: UnitFactory(code="BOX").pk})

    assert "BOX is not one of its units" in found()["CHECK-302"][0]


@pytest.mark.rule("CHECK-303")
def test_a_unit_that_does_not_fit_the_precision_is_found():
    item = ItemFactory(no="1928")
    ItemUnit.objects.create(item=item, unit_of_measure=UnitFactory(code="BOX"), qty_per_unit="2.5")
    assert "CHECK-303" not in found()

    around(Item, item.pk, rounding_precision=100_000)

    assert found()["CHECK-303"] == [
        "Item 1928: 2.5 per BOX is not a multiple of its Qty. Rounding Precision 1. Change the unit "
        "or the precision."
    ]


@pytest.mark.rule("CHECK-304")
def test_an_item_without_its_blank_variant_is_found_and_saving_mends_it():
    item = ItemFactory(no="1928")
    ItemVariant.objects.all().delete()
    assert "lacks the variant with a blank code" in found()["CHECK-304"][0]

    save_item(item=item, on=JUN_1)

    assert "CHECK-304" not in found()


@pytest.mark.rule("CHECK-305")
def test_formulas_that_cannot_be_read_are_found_once():
    for number in range(3):
        item = ItemFactory(no=f"I{number}", item_tracking_code=dated(f"D{number}"))
        around(Item, item.pk, expiration_calculation="SOON")

    (text,) = found()["CHECK-305"]
    assert text.startswith("Item I0: Expiration Calculation SOON, as 2 more items: ")


@pytest.mark.rule("CHECK-306")
def test_a_bar_code_of_two_items_is_found():
    for number in ("1928", "1929"):
        item = ItemFactory(no=number)
        ItemReference.objects.create(
            item=item,
            variant=item.variants.get(),
            type="bar_code",
            reference_no="4012345",
            starting_date=date(2026, 1, 1),
        )
    assert len(found()["CHECK-306"]) == 2

    ItemReference.objects.filter(item__no="1928").update(ending_date=date(2026, 5, 31))
    assert "CHECK-306" not in found()


@pytest.mark.rule("CHECK-307")
@pytest.mark.parametrize("damage", ["unit", "variant"])
def test_a_reference_that_names_what_is_not_the_items_is_found(damage):
    item, other = ItemFactory(no="1928"), ItemFactory()
    values = (
        {"unit_of_measure": UnitFactory(code="BOX"), "variant": item.variants.get()}
        if damage == "unit"
        else {"variant": other.variants.get()}
    )
    ItemReference.objects.create(item=item, reference_no="R-1", **values)

    assert "Reference R-1 names a unit or variant" in found()["CHECK-307"][0]


@pytest.mark.rule("CHECK-308")
def test_a_calculation_without_a_code_that_uses_dates_is_found():
    item = ItemFactory(no="1928", item_tracking_code=lot_code())
    around(Item, item.pk, expiration_calculation="6M")

    assert found()["CHECK-308"] == [
        "Item 1928: Expiration Calculation is 6M, but LOTALL does not use expiration dates. Clear it, "
        "or choose a code that uses expiration dates."
    ]


@pytest.mark.rule("CHECK-309")
@pytest.mark.parametrize("field", ["serial_nos", "lot_nos", "package_nos"])
def test_an_item_whose_series_is_used_up_is_found(field):
    used_up = series("USED-UP", is_open=False)
    ItemFactory(no="1928", item_tracking_code=code_with("FREE"), **{field: used_up})

    assert (
        "USED-UP gives no number on 2026-06-01: its numbers are used up" in found()["CHECK-309"][0]
    )


@pytest.mark.rule("CHECK-310")
def test_a_unit_with_half_a_serial_number_is_found():
    item = ItemFactory(no="1928", item_tracking_code=serial_code())
    ItemUnit.objects.create(item=item, unit_of_measure=UnitFactory(code="HALF"), qty_per_unit="0.5")

    assert "HALF holds 0.5 base units" in found()["CHECK-310"][0]
