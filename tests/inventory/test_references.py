"""Item references and bar codes (SCAN-018)."""

from datetime import date
from decimal import Decimal

import pytest
from django.db import IntegrityError, transaction

from tests.factories import CustomerFactory, ItemFactory, UnitFactory, VendorFactory
from tests.inventory.refusals import refused
from wms.inventory.models import Item, ItemReference, ItemUnit, ItemVariant
from wms.inventory.services.items import delete_variant, save_reference

pytestmark = pytest.mark.django_db

GTIN = "4012345678901"
JUN_1, JUN_30, JUL_1 = date(2026, 6, 1), date(2026, 6, 30), date(2026, 7, 1)


@pytest.fixture
def chair() -> Item:
    return ItemFactory(no="1900-S")


def reference(item: Item, reference_no: str = GTIN, **values) -> ItemReference:
    values = {"type": "bar_code", "variant": item.variants.get(code="")} | values
    return ItemReference(item=item, reference_no=reference_no, **values)


def save(item: Item, reference_no: str = GTIN, **values) -> ItemReference:
    return save_reference(reference=reference(item, reference_no, **values))


@pytest.mark.rule("SCAN-018", "SET-001")
def test_a_bar_code_names_item_variant_and_unit(chair):
    box = UnitFactory(code="BOX")
    ItemUnit.objects.create(item=chair, unit_of_measure=box, qty_per_unit=Decimal(4))

    made = save(chair, " abc-1 ", unit_of_measure=box)

    assert made.reference_no == "ABC-1"
    assert str(made) == "ABC-1 of item 1900-S"


@pytest.mark.rule("SCAN-018")
@pytest.mark.parametrize(
    ("values", "field", "message"),
    [
        (
            {"type": "vendor"},
            "vendor",
            "Vendor No. must be filled for a reference of Type Vendor.",
        ),
        (
            {"type": "customer"},
            "customer",
            "Customer No. must be filled for a reference of Type Customer.",
        ),
        (
            {"type": "bar_code", "with": "vendor"},
            "vendor",
            "Vendor No. stays blank for a reference of Type Bar Code.",
        ),
        (
            {"type": "", "with": "customer"},
            "customer",
            "Customer No. stays blank for a reference of Type None.",
        ),
    ],
)
def test_the_partner_goes_with_the_type(chair, values, field, message):
    partners = {"vendor": VendorFactory, "customer": CustomerFactory}
    if partner := values.pop("with", ""):
        values[partner] = partners[partner]()
    made = reference(chair, **values)

    assert refused(lambda: save_reference(reference=made)) == {field: [message]}
    with pytest.raises(IntegrityError), transaction.atomic():
        ItemReference.objects.bulk_create([made])


@pytest.mark.rule("SCAN-018")
def test_a_vendor_may_use_the_number_of_a_bar_code_or_of_another_vendor(chair):
    other = ItemFactory(no="1920-L")
    save(chair)

    assert save(other, type="vendor", vendor=VendorFactory()).pk
    assert save(other, type="vendor", vendor=VendorFactory(no="V2")).pk


@pytest.mark.rule("SCAN-018")
def test_given_a_bar_code_of_another_item_then_it_is_refused_naming_it(chair):
    save(chair)

    assert refused(lambda: save(ItemFactory(no="1920-L"))) == {
        "reference_no": [
            f"Bar code {GTIN} stands for item 1900-S already, at the same time. "
            "Enter another, or end that one first."
        ]
    }
    with pytest.raises(IntegrityError), transaction.atomic():
        ItemReference.objects.bulk_create([reference(ItemFactory(no="1921-L"))])


@pytest.mark.rule("SCAN-018")
def test_given_a_bar_code_of_another_variant_or_unit_then_it_is_refused(chair):
    blue = ItemVariant.objects.create(item=chair, code="BLUE")
    save(chair, variant=blue, unit_of_measure=chair.base_unit_of_measure)

    assert "item 1900-S, variant BLUE, unit PCS" in str(refused(lambda: save(chair)))


@pytest.mark.rule("SCAN-018")
@pytest.mark.parametrize(
    ("since", "until", "fits"),
    [
        (JUL_1, None, True),
        (JUN_30, None, False),
        (None, date(2026, 5, 31), True),
        (None, JUN_1, False),
        (None, None, False),
        (date(2026, 6, 10), date(2026, 6, 20), False),
    ],
)
def test_a_bar_code_may_be_given_to_another_item_later(chair, since, until, fits):
    save(chair, starting_date=JUN_1, ending_date=JUN_30)
    other = ItemFactory(no="1920-L")
    dates = {"starting_date": since, "ending_date": until}

    if fits:
        assert save(other, **dates).pk
    else:
        assert list(refused(lambda: save(other, **dates))) == ["reference_no"]


@pytest.mark.rule("SCAN-018")
def test_given_the_same_reference_twice_then_it_is_refused(chair):
    vendor = VendorFactory()
    save(chair, "A1", type="vendor", vendor=vendor)

    assert refused(lambda: save(chair, "A1", type="vendor", vendor=vendor)) == {
        "reference_no": [
            "A1 is a reference of this item, variant and unit already, at the same time. "
            "Change the dates of one, or delete it."
        ]
    }


@pytest.mark.rule("SCAN-018")
def test_given_an_end_before_the_start_then_it_is_refused(chair):
    made = reference(chair, starting_date=JUN_30, ending_date=JUN_1)

    assert refused(lambda: save_reference(reference=made)) == {
        "ending_date": ["Ending Date is before Starting Date. Exchange them, or clear one."]
    }
    with pytest.raises(IntegrityError), transaction.atomic():
        ItemReference.objects.bulk_create([made])


@pytest.mark.rule("SCAN-018", "SET-005")
def test_given_a_unit_that_the_item_lacks_then_it_is_refused(chair):
    assert refused(lambda: save(chair, unit_of_measure=UnitFactory(code="CASE"))) == {
        "unit_of_measure": [
            "Unit of Measure CASE is not a unit of item 1900-S. Add it to the item's units of "
            "measure first."
        ]
    }


@pytest.mark.rule("SET-003", "SET-002")
@pytest.mark.parametrize(
    ("number", "message"),
    [
        ("", "Reference No. must be filled."),
        ("X" * 51, "Reference No. may have at most 50 characters; this has 51. Shorten it."),
    ],
)
def test_given_a_number_that_is_blank_or_too_long_then_it_is_refused(chair, number, message):
    assert refused(lambda: save(chair, number)) == {"reference_no": [message]}


@pytest.mark.rule("SET-007")
def test_given_a_variant_with_a_reference_then_it_is_not_deleted(chair):
    blue = ItemVariant.objects.create(item=chair, code="BLUE")
    save(chair, variant=blue)

    assert GTIN in str(refused(lambda: delete_variant(variant=blue)))
