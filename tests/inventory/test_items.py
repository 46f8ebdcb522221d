"""Saving and deleting items, by the service behind the page and the admin."""

from datetime import date
from decimal import Decimal

import pytest
from django.db import IntegrityError, transaction

from tests.factories import (
    ItemFactory,
    NumberSeriesFactory,
    UnitFactory,
    code_with,
    lot_code,
    purchase_order,
    serial_code,
)
from tests.inventory.refusals import refused
from tests.tracking.stock import in_stock
from wms.inventory.models import InventorySetup, Item, ItemUnit, UnitOfMeasure
from wms.inventory.services.items import (
    delete_item,
    delete_unit_of_measure,
    save_item,
    save_unit_of_measure,
)

pytestmark = pytest.mark.django_db
JAN_2 = date(2026, 1, 2)


def an_item(**values) -> Item:
    return Item(**{"no": "1900-S", "base_unit_of_measure": UnitFactory()} | values)


def saved(item: Item, **changes) -> Item:
    for name, value in changes.items():
        setattr(item, name, value)
    return save_item(item=item, on=JAN_2)


# ---- keys, lengths, characters


@pytest.mark.rule("SET-001")
def test_given_a_number_in_lower_case_with_blanks_then_it_is_stored_folded():
    item = saved(an_item(no="  1900-s\u00a0\u200b"))

    assert Item.objects.get(pk=item.pk).no == "1900-S"


@pytest.mark.rule("SET-001")
def test_given_a_control_character_in_a_number_then_it_is_refused():
    assert refused(lambda: saved(an_item(no="19\x0700"))) == {
        "no": ["No. has a control character in it. Type it again without."]
    }


@pytest.mark.rule("SET-002")
def test_given_a_number_longer_than_20_characters_then_field_and_maximum_are_named():
    assert refused(lambda: saved(an_item(no="X" * 21))) == {
        "no": ["No. may have at most 20 characters; this has 21. Shorten it."]
    }
    assert not Item.objects.exists()


@pytest.mark.rule("SET-002")
def test_given_a_number_of_20_characters_then_it_is_kept_whole():
    assert saved(an_item(no="X" * 20)).no == "X" * 20


@pytest.mark.rule("SET-003")
def test_given_a_blank_number_and_no_series_then_it_is_refused():
    assert refused(lambda: saved(an_item(no="  "))) == {"no": ["No. must be filled."]}


@pytest.mark.rule("SET-003")
def test_given_a_number_that_exists_then_a_second_is_refused():
    saved(an_item())

    assert refused(lambda: saved(an_item(no="1900-s"))) == {
        "no": ["No. 1900-S already exists. Choose another, or open the one that exists."]
    }
    assert Item.objects.count() == 1


@pytest.mark.rule("SET-003")
def test_the_database_itself_keeps_item_numbers_filled_and_single():
    unit = UnitFactory()
    Item.objects.create(no="A", base_unit_of_measure=unit)

    for no in ("", "A"):
        with pytest.raises(IntegrityError), transaction.atomic():
            Item.objects.bulk_create([Item(no=no, base_unit_of_measure=unit)])


# ---- what an item brings with it


@pytest.mark.rule("SET-011")
def test_given_a_series_when_the_number_stays_blank_then_it_is_drawn():
    InventorySetup.objects.update(item_nos=NumberSeriesFactory(code="ITEM", first="I0001"))
    ItemFactory(no="I0001")  # typed by somebody

    item = saved(an_item(no=""))

    assert item.no == "I0002"


@pytest.mark.rule("SET-014")
def test_a_new_item_has_its_base_unit_with_1_and_its_blank_variant():
    item = saved(an_item())

    assert list(item.units.values_list("unit_of_measure__code", "qty_per_unit")) == [
        ("PCS", Decimal(1))
    ]
    assert list(item.variants.values_list("code", flat=True)) == [""]


@pytest.mark.rule("SET-014")
def test_given_another_base_unit_that_the_item_lacks_then_it_gets_it():
    item = saved(an_item())

    saved(item, base_unit_of_measure=UnitFactory(code="KG"))

    assert item.units.get(unit_of_measure__code="KG").qty_per_unit == 1


@pytest.mark.rule("SET-014")
def test_given_a_unit_with_another_quantity_when_it_is_made_the_base_unit_then_it_is_refused():
    item = saved(an_item())
    box = UnitFactory(code="BOX")
    ItemUnit.objects.create(item=item, unit_of_measure=box, qty_per_unit=Decimal(6))

    assert refused(lambda: saved(item, base_unit_of_measure=box)) == {
        "base_unit_of_measure": [
            "BOX cannot be the Base Unit of Measure of item 1900-S: its Qty. per Unit of Measure is "
            "6, and that of the base unit is 1."
        ]
    }


@pytest.mark.rule("SET-005")
def test_given_a_sales_unit_that_the_item_lacks_then_it_is_refused():
    item = saved(an_item())

    assert refused(lambda: saved(item, sales_unit_of_measure=UnitFactory(code="BOX"))) == {
        "sales_unit_of_measure": [
            "Sales Unit of Measure BOX is not a unit of item 1900-S. "
            "Add it to the item's units of measure first."
        ]
    }


# ---- the tracking fields


@pytest.mark.rule("SET-012")
@pytest.mark.parametrize("item_type", [Item.Type.SERVICE, Item.Type.NON_INVENTORY])
def test_given_a_type_without_stock_then_a_tracking_code_is_refused(item_type):
    assert refused(lambda: saved(an_item(type=item_type, item_tracking_code=serial_code()))) == {
        "item_tracking_code": [
            "Only items of Type Inventory can have an Item Tracking Code (SET-012). "
            "Clear the code or choose Type Inventory."
        ]
    }


@pytest.mark.rule("SET-012", "SET-086")
def test_the_database_itself_keeps_tracking_fields_in_step():
    item = ItemFactory()

    for values in (
        {"type": "service", "item_tracking_code": serial_code()},
        {"serial_nos": NumberSeriesFactory()},
    ):
        with pytest.raises(IntegrityError), transaction.atomic():
            Item.objects.filter(pk=item.pk).update(**values)


@pytest.mark.rule("SET-086")
def test_given_no_tracking_code_then_series_are_refused():
    series = NumberSeriesFactory()

    assert refused(lambda: saved(an_item(serial_nos=series, lot_nos=series))) == {
        "item_tracking_code": [
            "Serial Nos. and Lot Nos. cannot be filled while Item Tracking Code is blank. "
            "Fill it, or clear them."
        ]
    }


@pytest.mark.rule("SET-090")
def test_given_a_series_when_the_tracking_code_is_cleared_then_the_filled_field_is_named():
    item = saved(an_item(item_tracking_code=serial_code(), serial_nos=NumberSeriesFactory()))

    assert refused(lambda: saved(item, item_tracking_code=None)) == {
        "item_tracking_code": [
            "Item Tracking Code cannot be cleared while Serial Nos. of item 1900-S is filled. "
            "Clear it first, or together with it."
        ]
    }
    assert saved(item, serial_nos=None).item_tracking_code is None


@pytest.mark.rule("SET-090")
def test_given_several_series_when_the_tracking_code_is_cleared_then_all_of_them_are_named():
    series = NumberSeriesFactory()
    item = saved(
        an_item(
            item_tracking_code=serial_code(), serial_nos=series, lot_nos=series, package_nos=series
        )
    )

    assert refused(lambda: saved(item, item_tracking_code=None)) == {
        "item_tracking_code": [
            "Item Tracking Code cannot be cleared while Serial Nos. and Lot Nos. and Package Nos. of "
            "item 1900-S are filled. Clear them first, or together with it."
        ]
    }


@pytest.mark.rule("SET-089")
@pytest.mark.parametrize(
    ("switches", "found"),
    [(None, "this item has no code"), ({}, "PLAIN has it off")],
)
def test_given_no_expiration_dates_then_an_expiration_calculation_is_refused(switches, found):
    code = None if switches is None else code_with("PLAIN", **switches)

    assert refused(
        lambda: saved(an_item(item_tracking_code=code, expiration_calculation="6M"))
    ) == {
        "expiration_calculation": [
            "Expiration Calculation can be filled only with an Item Tracking Code that has Use "
            f"Expiration Dates on; {found}."
        ]
    }


@pytest.mark.rule("SET-089")
def test_given_expiration_dates_then_the_calculation_is_stored_as_it_is_read():
    code = lot_code(use_expiration_dates=True)

    item = saved(an_item(item_tracking_code=code, expiration_calculation=" 1y - 1d "))

    assert item.expiration_calculation == "1Y-1D"


@pytest.mark.rule("SET-098")
def test_given_a_formula_that_cannot_be_read_then_the_field_is_named():
    code = lot_code(use_expiration_dates=True)

    found = refused(lambda: saved(an_item(item_tracking_code=code, expiration_calculation="M6")))

    assert list(found) == ["expiration_calculation"]
    assert found["expiration_calculation"][0].startswith(
        "Expiration Calculation: Date formula M6 cannot be read at position 1"
    )


@pytest.mark.rule("SET-081")
def test_given_a_calculation_when_the_new_code_has_no_expiration_dates_then_both_are_named():
    dated = code_with("DATED", use_expiration_dates=True)
    item = saved(an_item(item_tracking_code=dated, expiration_calculation="6M"))

    assert refused(lambda: saved(item, item_tracking_code=code_with("PLAIN"))) == {
        "item_tracking_code": [
            "Item 1900-S has Expiration Calculation 6M, and PLAIN does not have Use Expiration "
            "Dates on. Clear Expiration Calculation, or choose a code that uses expiration dates."
        ]
    }


@pytest.mark.rule("SET-008")
def test_given_two_wrong_fields_then_both_are_told_and_nothing_is_stored():
    item = saved(an_item())

    found = refused(
        lambda: saved(item, no="", description="X" * 101, rounding_precision=Decimal(2))
    )

    assert set(found) == {"no", "description", "rounding_precision"}
    assert Item.objects.get().no == "1900-S"


# ---- deleting


def test_given_an_item_that_nothing_points_to_then_it_goes_with_its_units_and_variants():
    item = saved(an_item())

    delete_item(item=item)

    assert not Item.objects.exists()
    assert not ItemUnit.objects.exists()


@pytest.mark.rule("SET-007")
def test_given_an_item_on_a_document_then_deleting_it_names_the_line():
    order = purchase_order(ItemFactory(no="1900-S"))

    assert refused(lambda: delete_item(item=order.lines.get().item)) == {
        "": [
            f"Item 1900-S cannot be deleted: it is used by Purchase order {order.no}, "
            "line 10000 (Item)."
        ]
    }


@pytest.mark.rule("SET-007")
def test_deleting_an_item_with_many_entries_asks_no_more_than_with_one(
    django_assert_max_num_queries,
):
    item = ItemFactory(item_tracking_code=serial_code())
    for number in range(30):
        in_stock(item, serial_no=f"S{number}")

    with django_assert_max_num_queries(60):
        found = refused(lambda: delete_item(item=item))

    assert "Item ledger entry 1 (Item) and others" in found[""][0]


@pytest.mark.rule("SET-007", "SET-018")
def test_given_a_unit_that_an_item_uses_then_it_is_not_deleted():
    item = saved(an_item())

    assert refused(lambda: delete_unit_of_measure(unit=item.base_unit_of_measure)) == {
        "": [
            "Unit of Measure PCS cannot be deleted: it is used by Item 1900-S (Base Unit of Measure), "
            "Item Unit of Measure 1900-S PCS (Unit of measure)."
        ]
    }


def test_a_unit_that_nothing_uses_can_be_renamed_and_deleted():
    unit = save_unit_of_measure(unit=UnitOfMeasure(code="bx"))
    unit.code = "box"
    save_unit_of_measure(unit=unit)

    assert UnitOfMeasure.objects.get().code == "BOX"
    delete_unit_of_measure(unit=unit)
    assert not UnitOfMeasure.objects.exists()
