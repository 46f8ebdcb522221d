"""What the past of items and their open documents fix about codes."""

from datetime import date

import pytest

from tests.factories import (
    ItemFactory,
    add_line,
    code_with,
    lot_code,
    purchase_order,
    reclassification,
    serial_code,
    tracked,
)
from tests.inventory.inuse import warehouse_entry
from tests.inventory.refusals import refused
from tests.tracking.codes.test_codes import given_code, saved
from tests.tracking.codes.test_matrix import WAYS, document_of
from tests.tracking.stock import in_stock

pytestmark = pytest.mark.django_db


# ---- expiration dates in use


@pytest.mark.rule("SET-059")
@pytest.mark.parametrize(("count", "words"), [(1, "1 item"), (3, "3 items")])
def test_given_items_that_reckon_expiration_dates_then_they_stay_in_use(count, words):
    code = lot_code(use_expiration_dates=True)
    ItemFactory(item_tracking_code=code)
    for _ in range(count):
        ItemFactory(item_tracking_code=code, expiration_calculation="6M")

    assert refused(lambda: saved(code, use_expiration_dates=False)) == {
        "use_expiration_dates": [
            f"Use Expiration Dates cannot be switched off: {words} with code LOTALL have an Expiration "
            "Calculation. Clear it there first; the list opens from the facts of this card."
        ]
    }


@pytest.mark.rule("SET-059")
def test_given_the_calculations_are_cleared_then_expiration_dates_may_go_off():
    code = lot_code(use_expiration_dates=True)
    item = ItemFactory(item_tracking_code=code, expiration_calculation="6M")
    item.expiration_calculation = ""
    item.save()

    assert not saved(code, use_expiration_dates=False).use_expiration_dates


@pytest.mark.rule("SET-060")
@pytest.mark.parametrize("remaining", [4, 0])
def test_given_a_posted_expiration_date_then_expiration_dates_stay_in_use(remaining):
    code = lot_code(use_expiration_dates=True)
    item = ItemFactory(no="1920", item_tracking_code=code)
    in_stock(item, 4, lot_no="L1", remaining=remaining, expiration_date=date(2026, 6, 30))

    assert refused(lambda: saved(code, use_expiration_dates=False)) == {
        "use_expiration_dates": [
            "Use Expiration Dates cannot be switched off: item 1920 with this code has item ledger "
            "entries with an expiration date. Make a new code, and give it to a new item."
        ]
    }


@pytest.mark.rule("SET-060")
def test_given_entries_without_a_date_then_expiration_dates_may_go_off():
    code = lot_code(use_expiration_dates=True)
    in_stock(ItemFactory(item_tracking_code=code), 4, lot_no="L1")

    assert not saved(code, use_expiration_dates=False).use_expiration_dates


# ---- numbers on open documents


@pytest.mark.rule("SET-083")
def test_given_numbers_on_an_open_document_then_specific_is_fixed_though_nothing_is_posted():
    code = serial_code()
    order = purchase_order(ItemFactory(no="1900-S", item_tracking_code=code), 1)
    tracked(order.lines.get(), "S1")

    assert refused(lambda: saved(code, sn_specific_tracking=False)) == {
        "sn_specific_tracking": [
            f"SN Specific Tracking cannot be changed: Purchase order {order.no} has tracking lines of "
            "item 1900-S with this code. Complete that document, or delete its tracking lines first."
        ]
    }


@pytest.mark.rule("SET-083")
def test_given_numbers_on_a_complete_document_or_of_another_code_then_specific_may_change():
    code = serial_code()
    closed = purchase_order(ItemFactory(item_tracking_code=code), 1, status="closed")
    tracked(closed.lines.get(), "S1")
    other = purchase_order(ItemFactory(item_tracking_code=lot_code()), 1)
    tracked(other.lines.get(), "", "L1")

    assert not saved(code, sn_specific_tracking=False).sn_specific_tracking


@pytest.mark.rule("SET-083", "SET-076")
def test_given_numbers_on_an_open_document_then_the_other_switches_may_change():
    code = code_with("FREEENTRY")
    order = purchase_order(ItemFactory(item_tracking_code=code), 1)
    tracked(order.lines.get(), "S1")

    assert saved(code, sn_sales_outbound_tracking=True).sn_sales_outbound_tracking


# ---- the code of an item


@pytest.mark.rule("SET-082")
def test_given_history_when_no_specific_switch_differs_then_the_code_may_change():
    free, sales = code_with("FREEENTRY"), code_with("SNSALES", sn_sales_outbound_tracking=True)
    item = ItemFactory(no="1928")
    in_stock(item, 5)

    assert given_code(item, free).item_tracking_code == free
    assert given_code(item, sales).item_tracking_code == sales
    assert refused(lambda: given_code(item, lot_code())) == {
        "item_tracking_code": [
            "Item Tracking Code of item 1928 cannot be changed from SNSALES to LOTALL: the item has "
            "item ledger entries, and Lot Specific Tracking differs. Make a new item."
        ]
    }


@pytest.mark.rule("SET-084")
@pytest.mark.parametrize("way", WAYS)
def test_given_an_open_line_of_any_kind_then_the_document_is_named(way):
    item = ItemFactory(no="1928")
    document = document_of(way, item)

    told = refused(lambda: given_code(item, serial_code()))["item_tracking_code"]

    assert len(told) == 1
    assert f"the item stands on {document}, and SN Specific Tracking differs." in told[0]


@pytest.mark.rule("SET-084")
def test_given_the_lines_have_nothing_outstanding_then_the_code_may_change():
    item = ItemFactory(no="1928")
    done = purchase_order(item, 3, line={"to_handle": 0, "qty_handled": 3, "qty_handled_base": 3})
    add_line(reclassification(), item, 0)
    purchase_order(item, 3, status="closed")  # with the rest never received
    code = serial_code()

    assert done.lines.exists()
    assert given_code(item, code).item_tracking_code == code


@pytest.mark.rule("SET-085")
def test_given_everything_has_left_again_then_nothing_is_unlocked():
    code = lot_code()
    item = ItemFactory(no="1920", item_tracking_code=code)
    in_stock(item, 5, lot_no="L1", remaining=0)
    for quantity in (1, -1):
        warehouse_entry(item, quantity)

    fixed = refused(lambda: saved(code, lot_specific_tracking=False))
    kept = refused(lambda: given_code(item, code_with("FREEENTRY")))

    assert set(fixed) == {"lot_specific_tracking", "lot_warehouse_tracking"}
    assert len(kept["item_tracking_code"]) == 2
