"""Two people at the same set-up at the same moment.  SQLite lets one writer in at a time anyway."""

import pytest

from tests.factories import BinFactory, ItemFactory, LocationFactory
from tests.warehouse.test_races import at_once
from warehouse.binsetup.bulk import Plan, create_bins
from warehouse.binsetup.services import save_bin, save_bin_content
from warehouse.models import Bin, BinContent
from wms.core.errors import Refused
from wms.inventory.models import Item, ItemReference
from wms.inventory.services.items import save_reference

pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True)]


@pytest.mark.rule("WHS-019")
def test_given_the_same_pattern_twice_at_once_then_each_bin_is_made_once():
    silver = LocationFactory(code="SILVER", bin_mandatory=True, default_bin_selection="fixed")

    outcomes = at_once(
        *[lambda: create_bins(like=Bin(location=silver), pattern="A-[001-500]")] * 3,
        lambda: save_bin(bin_=Bin(location=silver, code="A-250")),
    )

    plans = [outcome for outcome in outcomes if isinstance(outcome, Plan)]
    assert len(plans) == 3
    assert isinstance(outcomes[3], Bin | Refused)
    made_singly = isinstance(outcomes[3], Bin)
    assert sum(len(plan.new) for plan in plans) == 500 - made_singly
    assert silver.bins.count() == 500


@pytest.mark.rule("WHS-031")
def test_given_two_default_bins_at_once_then_one_is_refused():
    item = ItemFactory()
    variant = item.variants.get()
    first = BinFactory(code="A")
    second = BinFactory(code="B", location=first.location)

    outcomes = at_once(
        *(
            lambda place=place: save_bin_content(
                content=BinContent(
                    bin=Bin.objects.get(pk=place.pk), item=item, variant=variant, is_default=True
                )
            )
            for place in (first, second)
        )
    )

    assert sorted(type(outcome).__name__ for outcome in outcomes) == ["BinContent", "Refused"]
    assert BinContent.objects.filter(is_default=True).count() == 1


@pytest.mark.rule("SCAN-018")
def test_given_one_bar_code_for_two_items_at_once_then_one_is_refused():
    items = [ItemFactory(), ItemFactory()]

    def add(item: Item) -> ItemReference:
        return save_reference(
            reference=ItemReference(
                item=item, variant=item.variants.get(), type="bar_code", reference_no="4012345"
            )
        )

    outcomes = at_once(*(lambda item=item: add(item) for item in items))

    assert sorted(type(outcome).__name__ for outcome in outcomes) == ["ItemReference", "Refused"]
