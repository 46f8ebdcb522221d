"""What keeps an item from being deleted (SET-027)."""

import pytest

from tests.factories import (
    ItemFactory,
    UserFactory,
    journal,
    lot_code,
    purchase_order,
    reclassification,
    setup_series,
    tracked,
)
from tests.inventory.inuse import activity_line, warehouse_entry
from tests.inventory.refusals import refused
from tests.tracking.stock import in_stock
from tests.warehouse.scenes import JAN_5, pick_location, put, released_order
from warehouse.services.pick_creation import create_inventory_pick
from wms.inventory.models import Item, ItemReference
from wms.inventory.services.items import delete_item

pytestmark = pytest.mark.django_db


@pytest.mark.rule("SET-027")
def test_given_an_item_with_history_then_deleting_it_names_the_first_blocker():
    setup_series()
    item = ItemFactory(no="1928")
    in_stock(item, 5, remaining=0)

    assert refused(lambda: delete_item(item=item))[""][0].startswith(
        "Item 1928 cannot be deleted: it is used by Item ledger entry "
    )


@pytest.mark.rule("SET-027")
def test_given_an_item_under_way_then_deleting_it_names_document_line_or_activity():
    ordered, picked = ItemFactory(no="1928"), ItemFactory(no="1929", item_tracking_code=lot_code())
    order = purchase_order(ordered, 1)
    location = pick_location()
    put(location, "B1", picked, lots={"L1": 5})
    pick = create_inventory_pick(
        document=released_order(picked, 2, location), by=UserFactory(), on=JAN_5
    )

    assert order.no in str(refused(lambda: delete_item(item=ordered)))
    found = str(refused(lambda: delete_item(item=picked)))
    assert "ledger entry" in found
    assert pick.no in found or "Warehouse entry" in found
    assert Item.objects.filter(no__in=["1928", "1929"]).count() == 2


@pytest.mark.rule("SET-027")
@pytest.mark.parametrize(
    ("used", "what"),
    [
        (warehouse_entry, "Warehouse entry "),
        (journal, "Item journal IJ"),
        (lambda item: reclassification(item, 1), "Reclassification journal RJ"),
    ],
)
def test_given_an_item_that_is_used_in_one_place_then_deleting_it_names_that(used, what):
    item = ItemFactory(no="1928")
    used(item)

    assert refused(lambda: delete_item(item=item))[""][0].startswith(
        f"Item 1928 cannot be deleted: it is used by {what}"
    )


@pytest.mark.rule("SET-027")
def test_given_an_item_on_an_open_activity_then_it_is_not_deleted():
    item = ItemFactory(no="1928")
    activity_line(item)

    assert "Inventory pick IP1" in str(refused(lambda: delete_item(item=item)))


@pytest.mark.rule("SET-027", "SCAN-018")
def test_given_an_item_never_used_then_it_goes_with_its_references():
    item = ItemFactory()
    ItemReference.objects.create(
        item=item, variant=item.variants.get(), type="bar_code", reference_no="4012345678901"
    )

    delete_item(item=item)

    assert not ItemReference.objects.exists()


def test_tracking_lines_of_an_item_hold_it_too():
    item = ItemFactory(no="1928", item_tracking_code=lot_code())
    order = purchase_order(item, 2)
    tracked(order.lines.get(), "", "L1", quantity=2)

    assert "Item 1928 cannot be deleted" in str(refused(lambda: delete_item(item=item)))
