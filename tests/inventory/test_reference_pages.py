"""References on the card of an item."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from tests.factories import ItemFactory, UnitFactory, VendorFactory
from tests.inventory.sending import BOTH
from wms.inventory.models import Item, ItemReference

pytestmark = pytest.mark.django_db


def lines(**row) -> dict[str, str]:
    values = {"type": "bar_code", "reference_no": "4012345", "vendor": "", "customer": "",
              "variant": "", "unit_of_measure": "", "description": "", "starting_date": "",
              "ending_date": ""} | row  # fmt: skip
    sent = {f"references-0-{name}": value for name, value in values.items()}
    return sent | {"references-TOTAL_FORMS": "1", "references-INITIAL_FORMS": "0"}


@BOTH
@pytest.mark.rule("SCAN-018")
def test_a_bar_code_is_added_on_the_card(boss, headers):
    item = ItemFactory()
    unit = UnitFactory(code="BOX")
    item.units.create(unit_of_measure=unit, qty_per_unit=4)
    item.variants.create(code="BLUE")

    boss.post(
        reverse("item_references", args=[item.pk]),
        lines(variant="blue", unit_of_measure="box", starting_date="2026-06-01"),
        headers=headers,
    )

    made = ItemReference.objects.get()
    assert (made.variant.code, made.unit_of_measure, made.reference_no) == ("BLUE", unit, "4012345")
    assert "4012345" in boss.get(reverse("item", args=[item.pk])).text


@BOTH
@pytest.mark.rule("SCAN-018")
@pytest.mark.parametrize(
    ("row", "message"),
    [
        ({"reference_no": ""}, "Reference No. must be filled."),
        ({"reference_no": "4\x00"}, ""),
        ({"type": "sticker"}, "is not one of the choices. Choose one from the list."),
        ({"variant": "GREEN"}, "Variant GREEN does not exist for item CHAIR."),
        ({"unit_of_measure": "CASE"}, "Unit of Measure CASE does not exist."),
        ({"type": "vendor"}, "Vendor No. must be filled for a reference of Type Vendor."),
        ({"vendor": "V10000"}, "Vendor No. stays blank for a reference of Type Bar Code."),
        ({"starting_date": "2026-06-31"}, "Enter a valid date."),
        (
            {"starting_date": "2026-06-30", "ending_date": "2026-06-01"},
            "Ending Date is before Starting Date.",
        ),
    ],
)
def test_given_a_wrong_reference_then_it_is_told_and_nothing_is_stored(boss, headers, row, message):
    item = ItemFactory(no="CHAIR")
    VendorFactory()

    answer = boss.post(
        reverse("item_references", args=[item.pk]),
        lines(**{"description": "<kept>"} | row),
        headers=headers,
    )

    assert answer.status_code in (400, 422)
    assert message in answer.text
    assert answer.status_code == 400 or "&lt;kept&gt;" in answer.text
    assert not ItemReference.objects.exists()


@pytest.mark.rule("SCAN-018")
def test_a_card_with_many_references_asks_as_often_as_one_with_few(boss):
    few, many = ItemFactory(), ItemFactory()
    VendorFactory()
    for item, count in ((few, 1), (many, 30)):
        for number in range(count):
            item.references.create(variant=item.variants.get(), reference_no=f"R{number}")

    def statements(item: Item) -> int:
        url = reverse("item", args=[item.pk])
        boss.get(url)
        with CaptureQueriesContext(connection) as asked:
            boss.get(url)
        return len(asked)

    assert statements(many) == statements(few)
