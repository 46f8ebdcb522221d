"""What is fixed about an item once it is used, and what blocks (SET-013…019)."""

from decimal import Decimal

import pytest

from tests.factories import (
    ItemFactory,
    UnitFactory,
    code_with,
    journal,
    lot_code,
    purchase_order,
    sales_order,
)
from tests.inventory.inuse import activity_line, warehouse_entry
from tests.inventory.refusals import refused
from tests.tracking.codes.test_matrix import WAYS, document_of
from tests.tracking.stock import in_stock
from tests.warehouse.scenes import JAN_5, pick_location, put
from wms.documents.models import Document, DocumentLine
from wms.inventory.models import Item, ItemUnit
from wms.inventory.services.items import delete_item_unit, save_item, save_item_unit

pytestmark = pytest.mark.django_db


def saved(item: Item, **changes) -> Item:
    for name, value in changes.items():
        setattr(item, name, value)
    save_item(item=item, on=JAN_5)
    return Item.objects.get(pk=item.pk)


def box(item: Item, quantity="6") -> ItemUnit:
    unit = ItemUnit(
        item=item, unit_of_measure=UnitFactory(code="BOX"), qty_per_unit=Decimal(quantity)
    )
    return save_item_unit(unit=unit)


def box_line(item: Item, **values):
    return {"unit_of_measure": UnitFactory(code="BOX"), "qty_per_unit": Decimal(6)} | values


# ---- the type


@pytest.mark.rule("SET-013")
def test_given_an_item_never_used_when_it_is_no_longer_kept_then_its_code_is_cleared():
    item = ItemFactory(item_tracking_code=lot_code())

    item = saved(item, type=Item.Type.SERVICE)

    assert item.type == "service"
    assert item.item_tracking_code is None


@pytest.mark.rule("SET-013", "SET-012")
def test_given_another_code_with_the_new_type_then_it_is_refused_not_cleared():
    item = ItemFactory(item_tracking_code=lot_code())

    found = refused(
        lambda: saved(item, type=Item.Type.SERVICE, item_tracking_code=code_with("OTHER"))
    )

    assert list(found) == ["item_tracking_code"]
    assert Item.objects.get().item_tracking_code.code == "LOTALL"


@pytest.mark.rule("SET-013")
def test_given_ledger_entries_that_have_run_out_then_the_type_stays():
    item = ItemFactory(no="1928")
    in_stock(item, 5, remaining=0)

    assert refused(lambda: saved(item, type=Item.Type.NON_INVENTORY)) == {
        "type": [
            "Type of item 1928 cannot be changed from Inventory to Non-Inventory: it has item "
            "ledger entries."
        ]
    }


@pytest.mark.rule("SET-013")
@pytest.mark.parametrize(
    ("used", "what"),
    [(warehouse_entry, "warehouse entries"), (activity_line, "a line on inventory pick IP1")],
)
def test_given_work_in_the_warehouse_alone_then_the_type_stays(used, what):
    item = ItemFactory(no="1928")
    used(item)

    assert refused(lambda: saved(item, type=Item.Type.SERVICE)) == {
        "type": [f"Type of item 1928 cannot be changed from Inventory to Service: it has {what}."]
    }


@pytest.mark.rule("SET-013", "SET-017")
@pytest.mark.parametrize("way", WAYS)
def test_given_an_open_line_of_any_kind_then_type_and_unit_stay(way):
    item = ItemFactory(no="1928")
    unit = box(item)
    document = document_of(way, item)
    DocumentLine.objects.filter(item=item).update(
        unit_of_measure=unit.unit_of_measure, qty_per_unit=Decimal(6)
    )
    name = f"{str(document)[0].lower()}{str(document)[1:]}"
    unit.qty_per_unit = Decimal(12)

    (of_type,) = refused(lambda: saved(item, type=Item.Type.SERVICE))["type"]
    (of_change,) = refused(lambda: save_item_unit(unit=unit))["qty_per_unit"]
    (of_deletion,) = refused(lambda: delete_item_unit(unit=ItemUnit.objects.get(pk=unit.pk)))[""]

    assert of_type.endswith(f"it has a line on {name}.")
    assert of_change == (
        f"BOX of item 1928 cannot be changed: it has a line on {name}. "
        "Complete or delete that first."
    )
    assert of_deletion.startswith(f"BOX of item 1928 cannot be deleted: it has a line on {name}.")


@pytest.mark.rule("SET-013")
@pytest.mark.parametrize("order", [purchase_order, sales_order, journal])
def test_given_a_line_on_an_open_document_or_journal_then_the_type_stays(order):
    item = ItemFactory(no="1928")
    document = order(item, 1)
    name = f"{str(document)[0].lower()}{str(document)[1:]}"

    assert refused(lambda: saved(item, type=Item.Type.SERVICE))["type"][0].endswith(
        f"it has a line on {name}."
    )
    Document.objects.update(status=Document.Status.CLOSED)
    assert saved(item, type=Item.Type.SERVICE).type == "service"


# ---- the base unit


@pytest.mark.rule("SET-015")
def test_given_no_stock_when_the_base_unit_changes_then_sales_and_purchase_units_follow():
    item = ItemFactory()
    unit = box(item)
    item = saved(item, sales_unit_of_measure=unit.unit_of_measure)
    in_stock(item, 5, remaining=0)

    item = saved(item, base_unit_of_measure=UnitFactory(code="EACH"))

    assert item.sales_unit_of_measure.code == "EACH"
    assert item.purchase_unit_of_measure.code == "EACH"
    assert item.units.get(unit_of_measure__code="EACH").qty_per_unit == 1


@pytest.mark.rule("SET-015")
def test_given_open_entries_then_the_base_unit_stays():
    item = ItemFactory(no="1928")
    in_stock(item, 5)

    assert refused(lambda: saved(item, base_unit_of_measure=UnitFactory(code="EACH"))) == {
        "base_unit_of_measure": [
            "Base Unit of Measure of item 1928 cannot be changed from PCS to EACH: it has open item "
            "ledger entries. Bring its stock to 0 and complete its documents first, or make a new "
            "item."
        ]
    }


@pytest.mark.rule("SET-015")
def test_given_an_outstanding_line_then_the_base_unit_stays_because_its_quantity_is_in_base_units():
    item = ItemFactory()
    order = purchase_order(item, 5)

    assert f"a line on purchase order {order.no}" in str(
        refused(lambda: saved(item, base_unit_of_measure=UnitFactory(code="EACH")))
    )


# ---- units of the item


@pytest.mark.rule("SET-017")
@pytest.mark.parametrize(
    ("order", "kind"), [(purchase_order, "purchase order"), (sales_order, "sales order")]
)
def test_given_an_outstanding_line_in_a_unit_then_the_unit_stays_as_it_is(order, kind):
    item = ItemFactory(no="1928")
    unit = box(item)
    document = order(item, 2, line=box_line(item))
    unit.qty_per_unit = Decimal(12)

    assert refused(lambda: save_item_unit(unit=unit)) == {
        "qty_per_unit": [
            f"BOX of item 1928 cannot be changed: it has a line on {kind} {document.no}. "
            "Complete or delete that first."
        ]
    }
    assert refused(lambda: delete_item_unit(unit=ItemUnit.objects.get(pk=unit.pk))) == {
        "": [
            f"BOX of item 1928 cannot be deleted: it has a line on {kind} {document.no}. "
            "Complete or delete that first."
        ]
    }
    assert ItemUnit.objects.get(pk=unit.pk).qty_per_unit == 6


@pytest.mark.rule("SET-017", "SET-018")
def test_given_an_outstanding_line_in_a_unit_then_it_is_not_exchanged_for_another():
    item = ItemFactory()
    unit = box(item)
    purchase_order(item, 2, line=box_line(item))
    unit.unit_of_measure = UnitFactory(code="CASE")

    assert list(refused(lambda: save_item_unit(unit=unit))) == ["unit_of_measure"]


@pytest.mark.rule("SET-017")
def test_given_lines_in_other_units_or_complete_ones_then_the_unit_may_change():
    item = ItemFactory()
    unit = box(item)
    purchase_order(item, 2)
    done = purchase_order(item, 2, line=box_line(item, to_handle=0)).lines.get()
    type(done).objects.filter(pk=done.pk).update(qty_handled=2, qty_handled_base=2)
    unit.qty_per_unit = Decimal(12)

    assert save_item_unit(unit=unit).qty_per_unit == 12


# ---- the rounding precision


@pytest.mark.rule("SET-019")
def test_given_a_precision_when_a_unit_is_no_multiple_of_it_then_unit_item_and_precision_are_named():
    item = ItemFactory(no="1928", rounding_precision=Decimal(1))

    assert refused(lambda: box(item, "2.5")) == {
        "qty_per_unit": [
            "Qty. per Unit of Measure 2.5 of BOX is not a multiple of 1, the Qty. Rounding Precision "
            "of item 1928."
        ]
    }
    assert box(item, "3").qty_per_unit == 3


@pytest.mark.rule("SET-019")
def test_given_a_changed_precision_then_all_units_are_looked_at():
    item = ItemFactory(no="1928")
    box(item, "2.5")

    assert refused(lambda: saved(item, rounding_precision=Decimal(1))) == {
        "rounding_precision": [
            "Qty. per Unit of Measure 2.5 of BOX is not a multiple of 1, the Qty. Rounding Precision "
            "of item 1928."
        ]
    }
    assert saved(item, rounding_precision=Decimal("0.5")).rounding_precision == Decimal("0.5")


@pytest.mark.rule("SET-019")
@pytest.mark.parametrize(
    ("precision", "fits"), [("0", True), ("1", True), ("1.00001", False), ("-0.00001", False)]
)
def test_the_precision_lies_between_0_and_1(precision, fits):
    item = ItemFactory()

    if fits:
        assert saved(item, rounding_precision=Decimal(precision)).pk
    else:
        assert list(refused(lambda: saved(item, rounding_precision=Decimal(precision)))) == [
            "rounding_precision"
        ]


@pytest.mark.rule("SET-019")
def test_given_stock_in_bins_or_an_outstanding_line_then_the_precision_stays():
    in_bin, on_order = ItemFactory(no="1928"), ItemFactory(no="1929")
    put(pick_location(), "B1", in_bin, 5)
    order = purchase_order(on_order, 5)

    assert refused(lambda: saved(in_bin, rounding_precision=Decimal(1))) == {
        "rounding_precision": [
            "Qty. Rounding Precision of item 1928 cannot be changed: it has stock in bins. "
            "Bring that to 0 or complete it first."
        ]
    }
    assert f"purchase order {order.no}" in str(
        refused(lambda: saved(on_order, rounding_precision=Decimal(1)))
    )
