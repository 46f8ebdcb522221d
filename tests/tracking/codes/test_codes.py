"""Saving and deleting item tracking codes, by the service behind the page and the admin."""

import pytest
from django.db import IntegrityError, transaction

from tests.core.tables.files import csv_file, imported
from tests.factories import ItemFactory, code_with, lot_code, purchase_order, serial_code, tracked
from tests.inventory.inuse import activity_line, warehouse_entry
from tests.inventory.refusals import refused
from tests.inventory.test_items import JAN_2
from tests.tracking.stock import in_stock
from tracking.codes import driving
from tracking.codes.services import delete_tracking_code, save_tracking_code
from tracking.codes.switchsets import SWITCHES
from tracking.models import ItemTrackingCode
from wms.inventory.services.items import save_item

pytestmark = pytest.mark.django_db


def saved(code: ItemTrackingCode, *, driven=(), **changes) -> ItemTrackingCode:
    for name, value in changes.items():
        setattr(code, name, value)
    save_tracking_code(code=code, driven=driven)
    return ItemTrackingCode.objects.get(pk=code.pk)


def switched_on(code: ItemTrackingCode) -> set[str]:
    return {name for name in SWITCHES if getattr(code, name)}


# ---- the switches, when saved


@pytest.mark.rule("SET-032")
def test_a_new_code_requires_nothing():
    code = saved(ItemTrackingCode(code="freeentry", description="Free entry of tracking"))

    assert code.code == "FREEENTRY"
    assert switched_on(code) == set()
    assert code.warranty_date_formula == ""


@pytest.mark.rule("SET-033", "SET-003")
def test_given_a_blank_code_then_it_is_refused_and_a_blank_description_is_not():
    assert refused(lambda: saved(ItemTrackingCode(code=" "))) == {"code": ["Code must be filled."]}
    assert saved(ItemTrackingCode(code="A")).description == ""


@pytest.mark.rule("SET-002")
def test_given_a_code_of_11_characters_then_it_is_refused():
    assert refused(lambda: saved(ItemTrackingCode(code="X" * 11))) == {
        "code": ["Code may have at most 10 characters; this has 11. Shorten it."]
    }


@pytest.mark.rule("SET-052", "WHS-052")
def test_given_specific_alone_then_saving_switches_the_others_on():
    code = saved(ItemTrackingCode(code="SNALL", sn_specific_tracking=True))

    assert switched_on(code) == {
        "sn_specific_tracking",
        "sn_warehouse_tracking",
        *driving.driven("sn"),
    }


@pytest.mark.rule("SET-052", "SET-055")
def test_given_the_page_has_driven_the_switches_then_warehouse_off_is_kept():
    switches = dict.fromkeys(driving.driven("lot"), True)
    code = ItemTrackingCode(code="LOTALL", lot_specific_tracking=True, **switches)

    assert not saved(code, driven=["lot"]).lot_warehouse_tracking


@pytest.mark.rule("SET-052", "WHS-052")
def test_given_specific_off_and_on_again_then_warehouse_comes_back():
    code = saved(lot_code(), lot_specific_tracking=False)
    assert not code.lot_warehouse_tracking

    assert saved(code, lot_specific_tracking=True).lot_warehouse_tracking


@pytest.mark.rule("SET-053")
def test_given_specific_then_a_document_switch_off_is_refused():
    assert refused(lambda: saved(serial_code(), sn_sales_inbound_tracking=False)) == {
        "sn_sales_inbound_tracking": [
            "SN Sales Inbound Tracking stays on while SN Specific Tracking is on. "
            "Switch SN Specific Tracking off first."
        ]
    }


@pytest.mark.rule("SET-054")
def test_given_specific_switched_off_then_warehouse_goes_off_and_the_rest_stays():
    code = saved(serial_code(), sn_specific_tracking=False)

    assert switched_on(code) == set(driving.driven("sn"))


@pytest.mark.rule("SET-055")
def test_given_not_specific_then_warehouse_is_refused():
    assert refused(lambda: saved(code_with("PLAIN"), package_warehouse_tracking=True)) == {
        "package_warehouse_tracking": [
            "Package Warehouse Tracking needs Package Specific Tracking. Switch that on first."
        ]
    }


@pytest.mark.rule("SET-056")
def test_given_lot_specific_then_serials_may_be_asked_for_at_sales_only():
    code = saved(
        lot_code("LOTSNSALES"), sn_sales_inbound_tracking=True, sn_sales_outbound_tracking=True
    )

    assert code.sn_sales_outbound_tracking
    assert not code.sn_purchase_inbound_tracking


@pytest.mark.rule("SET-057")
@pytest.mark.parametrize("switch", ["require_expiration_date_entry", "strict_expiration_posting"])
def test_given_a_switch_about_expiration_then_saving_switches_expiration_dates_on(switch):
    assert saved(ItemTrackingCode(code="A"), **{switch: True}).use_expiration_dates


@pytest.mark.rule("SET-058")
def test_given_strict_posting_then_expiration_dates_stay_on():
    code = code_with("STRICT", strict_expiration_posting=True)

    assert refused(lambda: saved(code, use_expiration_dates=False)) == {
        "use_expiration_dates": [
            "Use Expiration Dates stays on while Strict Expiration Posting is on. "
            "Switch Strict Expiration Posting off first."
        ]
    }


@pytest.mark.rule("SET-053", "SET-055", "SET-058")
@pytest.mark.parametrize(
    ("before", "changes"),
    [
        ({"specific": ("serial",)}, {"sn_sales_inbound_tracking": False}),
        ({}, {"lot_warehouse_tracking": True}),
        ({"strict_expiration_posting": True}, {"use_expiration_dates": False}),
    ],
)
def test_the_database_itself_keeps_the_switches_in_step(before, changes):
    code = code_with("A", **before)

    with pytest.raises(IntegrityError), transaction.atomic():
        ItemTrackingCode.objects.filter(pk=code.pk).update(**changes)


@pytest.mark.rule("SET-098")
def test_given_a_warranty_formula_then_it_is_stored_as_read_or_refused():
    assert saved(
        ItemTrackingCode(code="A", warranty_date_formula="2y - 1d")
    ).warranty_date_formula == ("2Y-1D")
    found = refused(lambda: saved(ItemTrackingCode(code="B", warranty_date_formula="2X")))
    assert found["warranty_date_formula"][0].startswith("Warranty Date Formula: Date formula 2X")


# ---- what history fixes


@pytest.mark.rule("SET-074")
@pytest.mark.parametrize("remaining", [1, 0])
def test_given_a_ledger_entry_open_or_closed_then_specific_is_fixed(remaining):
    code = serial_code()
    in_stock(ItemFactory(no="1900-S", item_tracking_code=code), serial_no="S1", remaining=remaining)

    assert refused(lambda: saved(code, lot_specific_tracking=True)) == {
        "lot_specific_tracking": [
            "Lot Specific Tracking cannot be changed: item 1900-S with this code has item ledger "
            "entries. Make a new code, and give it to a new item."
        ],
        "lot_warehouse_tracking": [
            "Lot Warehouse Tracking cannot be changed: item 1900-S with this code has item ledger "
            "entries. Make a new code, and give it to a new item."
        ],
    }


@pytest.mark.rule("SET-074")
def test_given_an_item_without_entries_then_specific_may_change():
    code = serial_code()
    ItemFactory(item_tracking_code=code)

    assert not saved(code, sn_specific_tracking=False).sn_specific_tracking


@pytest.mark.rule("SET-075", "WHS-053")
def test_given_a_ledger_entry_then_warehouse_is_fixed():
    code = serial_code()
    in_stock(ItemFactory(no="1900-S", item_tracking_code=code), serial_no="S1")

    assert refused(lambda: saved(code, sn_warehouse_tracking=False)) == {
        "sn_warehouse_tracking": [
            "SN Warehouse Tracking cannot be changed: item 1900-S with this code has item ledger "
            "entries. Make a new code, and give it to a new item."
        ]
    }


@pytest.mark.rule("SET-075", "WHS-053")
def test_given_a_warehouse_entry_alone_then_warehouse_is_fixed():
    code = lot_code()
    item = ItemFactory(no="1920", item_tracking_code=code)
    warehouse_entry(item)

    assert refused(lambda: saved(code, lot_warehouse_tracking=False)) == {
        "lot_warehouse_tracking": [
            "Lot Warehouse Tracking cannot be changed: item 1920 with this code has warehouse entries. "
            "Make a new code, and give it to a new item."
        ]
    }


@pytest.mark.rule("SET-075", "SET-079", "WHS-053")
def test_given_a_line_on_an_open_activity_alone_then_warehouse_is_fixed_on_code_and_item():
    code, without = lot_code(), saved(lot_code("LOTNOWHSE"), lot_warehouse_tracking=False)
    item = ItemFactory(no="1920", item_tracking_code=code)
    activity_line(item)

    assert refused(lambda: saved(code, lot_warehouse_tracking=False)) == {
        "lot_warehouse_tracking": [
            "Lot Warehouse Tracking cannot be changed: item 1920 with this code has lines on an open "
            "activity. Make a new code, and give it to a new item."
        ]
    }
    assert refused(lambda: given_code(item, without)) == {
        "item_tracking_code": [
            "Item Tracking Code of item 1920 cannot be changed from LOTALL to LOTNOWHSE: the item has "
            "lines on an open activity, and Lot Warehouse Tracking differs. Make a new item."
        ]
    }


@pytest.mark.rule("SET-077", "SET-007")
def test_given_an_item_with_the_code_then_it_is_not_deleted():
    code = serial_code()
    ItemFactory(no="1900-S", item_tracking_code=code)

    assert refused(lambda: delete_tracking_code(code=code)) == {
        "": [
            "Item Tracking Code SNALL cannot be deleted: it is used by Item 1900-S (Item Tracking "
            "Code)."
        ]
    }


def test_given_a_code_that_no_item_uses_then_it_goes():
    delete_tracking_code(code=serial_code())

    assert not ItemTrackingCode.objects.exists()


# ---- the code of an item


def given_code(item, code):
    item.item_tracking_code = code
    return save_item(item=item, on=JAN_2)


@pytest.mark.rule("SET-078")
@pytest.mark.parametrize("remaining", [5, 0])
def test_given_ledger_entries_when_specific_differs_then_the_code_stays(remaining):
    item = ItemFactory(no="1928")
    in_stock(item, 5, remaining=remaining)

    assert refused(lambda: given_code(item, lot_code())) == {
        "item_tracking_code": [
            "Item Tracking Code of item 1928 cannot be changed from no code to LOTALL: the item has "
            "item ledger entries, and Lot Specific Tracking differs. Make a new item."
        ]
    }


@pytest.mark.rule("SET-078")
def test_given_ledger_entries_when_nothing_specific_differs_then_the_code_may_change():
    item = ItemFactory(item_tracking_code=code_with("FREEENTRY"))
    in_stock(item, 5)

    item = given_code(item, code_with("SNSALES", sn_sales_outbound_tracking=True))

    assert item.item_tracking_code.code == "SNSALES"


@pytest.mark.rule("SET-078")
def test_given_an_open_order_line_when_specific_differs_then_the_order_is_named():
    item = ItemFactory(no="1928")
    order = purchase_order(item, 3)

    assert refused(lambda: given_code(item, serial_code())) == {
        "item_tracking_code": [
            "Item Tracking Code of item 1928 cannot be changed from no code to SNALL: the item stands "
            f"on Purchase order {order.no}, and SN Specific Tracking differs. "
            "Post or delete that line first."
        ]
    }


@pytest.mark.rule("SET-080")
def test_given_tracking_lines_of_an_open_document_then_the_code_stays():
    item = ItemFactory(no="1928", item_tracking_code=code_with("FREEENTRY"))
    order = purchase_order(item, 3)
    tracked(order.lines.get(), "", "LOT1", quantity=3)

    for other in (None, code_with("SNSALES", sn_sales_outbound_tracking=True)):
        assert refused(lambda other=other: given_code(item, other)) == {
            "item_tracking_code": [
                "Item Tracking Code of item 1928 cannot be changed: "
                f"Purchase order {order.no} has tracking lines of it. "
                "Complete that document, or delete its tracking lines first."
            ]
        }


@pytest.mark.rule("SET-080")
def test_given_tracking_lines_of_a_closed_document_then_the_code_may_change():
    item = ItemFactory(item_tracking_code=code_with("FREEENTRY"))
    order = purchase_order(item, 3, status="closed")
    tracked(order.lines.get(), "", "LOT1", quantity=3)

    assert given_code(item, None).item_tracking_code is None


@pytest.mark.rule("SET-079")
def test_given_warehouse_entries_when_warehouse_tracking_differs_then_the_code_stays():
    without = saved(lot_code("LOTNOWHSE"), lot_warehouse_tracking=False)
    item = ItemFactory(no="1920", item_tracking_code=lot_code())
    warehouse_entry(item)

    assert refused(lambda: given_code(item, without)) == {
        "item_tracking_code": [
            "Item Tracking Code of item 1920 cannot be changed from LOTALL to LOTNOWHSE: the item has "
            "warehouse entries, and Lot Warehouse Tracking differs. Make a new item."
        ]
    }


@pytest.mark.rule("SET-055")
@pytest.mark.parametrize(("cell", "is_on"), [("Yes", True), ("No", False)])
def test_given_a_file_that_states_all_switches_then_the_warehouse_tracking_is_as_it_says(
    cell, is_on
):
    switches = [driving.specific("lot"), *driving.driven("lot")]
    heading = ",".join(["code", driving.warehouse("lot"), *switches])

    result = imported(
        "item-tracking-codes",
        csv_file(heading, ",".join(["LOTALL", cell, *["Yes" for _ in switches]])),
    )

    assert result.faults == []
    assert ItemTrackingCode.objects.get().lot_warehouse_tracking is is_on
