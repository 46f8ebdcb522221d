"""Long files: the same rules, the same answers, in statements that do not count the rows (IMP-005)."""

from dataclasses import replace

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.core.tables.files import csv_file, imported, told
from tests.factories import (
    LocationFactory,
    NumberSeriesFactory,
    UnitFactory,
    UserFactory,
    VendorFactory,
    code_with,
    serial_code,
)
from tests.tracking.stock import in_stock
from warehouse.models import BinType
from wms.core import tables
from wms.core.errors import Refused
from wms.core.models import NumberSeries, SetupChange
from wms.core.tables import registry
from wms.inventory.models import InventorySetup, Item, ItemReference, ItemVariant

pytestmark = [pytest.mark.django_db, pytest.mark.rule("IMP-005")]

ITEMS = "No.,Description,Base Unit of Measure,Item Tracking Code,Serial Nos.,Expiration Calculation"


@pytest.fixture
def codes(db):
    UnitFactory(code="PCS")
    UnitFactory(code="BOX")
    code_with("DATED", use_expiration_dates=True)
    code_with("PLAIN")
    NumberSeriesFactory(code="SN1")
    NumberSeriesFactory(code="SN2")
    LocationFactory(code="WHITE", bin_mandatory=True, default_bin_selection="fixed")
    VendorFactory(no="WOOD")


def rows(text: str, numbers: range) -> list[str]:
    """``text`` for each number: ``#`` stands for it, ``a|b`` for one of them in turn."""
    found = []
    for number in numbers:
        cells = [cell.split("|") for cell in text.split(",")]
        found.append(",".join(one[number % len(one)] for one in cells).replace("#", str(number)))
    return found


# what each file needs before it, then the file as new rows, and as rows that change them
STORIES = {
    "items": ([], ITEMS, "I#,Item #,PCS,DATED,SN1,1Y", "I#,Thing #,PCS,DATED,SN2,6M"),
    "items that lose their code": (
        [("items", ITEMS, "I#,Item #,PCS,DATED,SN1,1Y")],
        "No.,Item Tracking Code,Serial Nos.,Expiration Calculation",
        "I#,PLAIN,,",
        "I#,,,",
    ),
    "item-units": (
        [("items", ITEMS, "I#,,PCS,,,")],
        "Item,Unit of measure,Qty. per Unit of Measure",
        "I#,BOX,4",
        "I#,BOX,6",
    ),
    "item-variants": (
        [("items", ITEMS, "I#,,PCS,,,")],
        "Item,Code,Description",
        "I#,RED,Red",
        "I#,RED,Deep red",
    ),
    "item-references": (
        [
            ("items", ITEMS, "I#,,PCS,,,"),
            ("item-variants", "Item,Code", "I#,RED"),
            ("item-units", "Item,Unit of measure,Qty. per Unit of Measure", "I#,BOX,4"),
        ],
        "Item,Variant,Reference No.,Type,Unit of Measure,Vendor No.,Description",
        "I#,RED|,R#,Bar Code,BOX,,one",
        "I#,RED|,R#,Bar Code,BOX,,other",
    ),
    "vendors": ([], "No.,Name", "V#,Vendor #", "V#,Seller #"),
    "customers": ([], "No.,Name", "C#,Customer #", "C#,Buyer #"),
    "bins": ([], "Location,Code,Dedicated", "WHITE,B#,No", "WHITE,B#,Yes"),
    "bin-contents": (
        [("items", ITEMS, "I#,,PCS,,,"), ("bins", "Location,Code", "WHITE,B#")],
        "Location,Bin,Item,Fixed,Default",
        "WHITE,B#,I#,Yes,Yes",
        "WHITE,B#,I#,No,No",
    ),
    "number-information": (
        [("items", ITEMS, "I#,,PCS,,,"), ("item-variants", "Item,Code", "I#,RED")],
        "Kind,Item,Variant,No.,Description",
        "lot|serial|package,I#,RED|,N#,one",
        "lot|serial|package,I#,RED|,N#,other",
    ),
    "locations": ([], "Code,Name", "L#,Place #", "L#,House #"),
    "units-of-measure": ([], "Code,Description", "U#,Unit #", "U#,Measure #"),
    "number-series": ([], "Code,Description", "S#,Series #", "S#,Row #"),
    "number-series-lines": (
        [("number-series", "Code,Description", "S#,Series #")],
        "Series,Starting No.,Ending No.,Increment-by No.",
        "S#,A0001,A9999,1",
        "S#,A0001,A9000,2",
    ),
    "item-tracking-codes": (
        [],
        "Code,Description,Lot Specific Tracking,Use Expiration Dates",
        "K#,Code #,No|Yes,Yes",
        "K#,Key #,Yes|No,No",
    ),
    "tracking-dimension-groups": ([], "Code,Description", "G#,Group #", "G#,Step #"),
    "tracking-dimension-groups that codes name": (
        [
            ("tracking-dimension-groups", "Code,Active", "G#,Yes"),
            ("item-tracking-codes", "Code,Tracking Dimension Group", "K#,G#"),
        ],
        "Code,Active",
        "G#,No",
        "G#,Yes",
    ),
    "zones": ([], "Location,Code,Description", "WHITE,Z#,one", "WHITE,Z#,other"),
}


def load(table: str, heading: str, text: str, numbers: range) -> int:
    with CaptureQueriesContext(connection) as statements:
        result = imported(table, csv_file(heading, *rows(text, numbers)))
    assert (told(result), result.is_stored) == ([], True)
    assert result.made + result.changed == len(numbers)
    return len(statements)


@pytest.mark.parametrize("story", STORIES)
def test_a_thousand_rows_take_as_many_statements_as_ten(story, codes):
    table = story.split(" ")[0]
    before, heading, new, changed = STORIES[story]
    few, many = range(10), range(10, 1010)
    for numbers in (few, many):
        for name, its_heading, text in before:
            load(name, its_heading, text, numbers)

    counts = {
        text: (load(table, heading, text, few), load(table, heading, text, many))
        for text in (new, changed)
    }

    assert all(of_few == of_many for of_few, of_many in counts.values()), counts


@pytest.mark.parametrize("story", STORIES)
def test_many_rows_leave_what_they_would_leave_one_by_one(story, codes, monkeypatch):
    table = story.split(" ")[0]
    before, heading, new, changed = STORIES[story]
    for name, its_heading, text in before:
        load(name, its_heading, text, range(12))

    load(table, heading, new, range(6))
    load(table, heading, changed, range(3))
    one = tables.named(table)
    monkeypatch.setitem(registry._TABLES, table, replace(one, save_all=None))
    load(table, heading, new, range(6, 12))
    load(table, heading, changed, range(6, 9))

    model = one.model._meta.label_lower
    told_of = [
        [
            (change.action, change.field, change.old, change.new, change.card_table)
            for change in SetupChange.objects.filter(table_name=model).order_by("pk")
            if change.record_id in keys
        ]
        for keys in _halves(one)
    ]
    assert _without_numbers(told_of[0]) == _without_numbers(told_of[1]) != []


def _halves(table) -> tuple[list[int], list[int]]:
    """The records of the bulk import, and those that were saved one by one after them."""
    keys = list(
        SetupChange.objects.filter(table_name=table.model._meta.label_lower)
        .order_by("record_id")
        .values_list("record_id", flat=True)
        .distinct()
    )[-12:]
    return keys[:6], keys[6:]


def _without_numbers(changes: list[tuple]) -> list[tuple]:
    plain = [
        tuple("".join(sign for sign in text if not sign.isdigit()) for text in change)
        for change in changes
    ]
    return sorted(plain)


@pytest.mark.parametrize("table", ["inventory-setup", "warehouse-setup"])
def test_a_set_up_of_one_row_takes_no_second_one(table):
    one = tables.named(table)

    assert one.is_single
    with pytest.raises(Refused, match="is one record, and the file has 2 rows"):
        imported(table, csv_file(one.exported_columns[0].caption, "No", "Yes"))


def test_six_bin_types_take_as_many_statements_as_two(db):
    codes = sorted(BinType.objects.values_list("code", flat=True))

    def described(chosen, word):
        lines = [f"{code},{word}" for code in chosen]
        with CaptureQueriesContext(connection) as statements:
            result = imported("bin-types", csv_file("Code,Description", *lines))
        assert (told(result), result.changed) == ([], len(chosen))
        return len(statements)

    assert len(codes) == 6
    assert described(codes[:2], "one") == described(codes, "other")


def test_two_new_bin_types_of_the_same_abilities_are_told_at_the_second(db):
    BinType.objects.all().delete()

    result = imported("bin-types", csv_file("Code,Pick", "A,Yes", "B,Yes"), keep_good=True)

    assert [fault.line for fault in result.faults] == [3]
    assert "Bin type A has these abilities already" in result.faults[0].reason


# ---- the rules hold between the rows of a file


def test_the_good_rows_of_a_long_file_are_kept_and_each_bad_one_is_told(codes):
    cells = ["PCS,0", "PCS,0", "BAG,0", "PCS,2", "PCS,0"]
    lines = [f"I{place},{cells[place % 5]}" for place in range(200)]

    result = imported(
        "items",
        csv_file("No.,Base Unit of Measure,Qty. Rounding Precision", *lines),
        keep_good=True,
    )

    assert (result.made, result.refused) == (120, 80)
    assert told(result)[:2] == [
        (4, "Base Unit of Measure", "BAG", "Base Unit of Measure BAG does not exist."),
        (5, "Qty. Rounding Precision", "2", "Qty. Rounding Precision lies between 0 and 1 (SET-019)."),
    ]  # fmt: skip
    assert Item.objects.count() == ItemVariant.objects.filter(code="").count() == 120
    assert SetupChange.objects.filter(table_name="inventory.itemunit").count() == 120


@pytest.mark.rule("SCAN-018")
def test_a_bar_code_that_two_rows_give_to_two_items_is_refused_at_the_second(codes):
    load("items", ITEMS, "I#,,PCS,,,", range(2))

    result = imported(
        "item-references",
        csv_file("Item,Reference No.,Type", "I0,4711,Bar Code", "I1,4711,Bar Code"),
        keep_good=True,
    )

    assert [fault.line for fault in result.faults] == [3]
    assert "item I0" in result.faults[0].reason
    assert ItemReference.objects.get().item.no == "I0"


@pytest.mark.rule("WHS-031")
def test_a_default_that_moves_within_a_file_is_no_second_default(codes):
    load("items", ITEMS, "I#,,PCS,,,", range(1))
    load("bins", "Location,Code", "WHITE,B#", range(3))
    heading = "Location,Bin,Item,Default"
    imported("bin-contents", csv_file(heading, "WHITE,B0,I0,Yes"))

    moved = imported("bin-contents", csv_file(heading, "WHITE,B0,I0,No", "WHITE,B1,I0,Yes"))
    twice = imported("bin-contents", csv_file(heading, "WHITE,B2,I0,Yes"))

    assert told(moved) == []
    assert [fault.column for fault in twice.faults] == ["Default"]


def test_one_default_location_of_a_user_holds_between_rows(codes):
    UserFactory(username="anna")
    LocationFactory(code="EAST")
    heading = "User,Location,Default"

    result = imported(
        "warehouse-employees",
        csv_file(heading, "anna,WHITE,Yes", "anna,EAST,Yes"),
        keep_good=True,
    )

    assert told(result) == [(3, "Default", "Yes", "A user has one default location only.")]


@pytest.mark.rule("SET-118")
def test_manual_nos_off_refuses_each_new_number_of_a_long_file(codes):
    series = NumberSeriesFactory(code="VEND")
    NumberSeries.objects.filter(pk=series.pk).update(manual_nos=False)
    InventorySetup.objects.update(vendor_nos=series)

    result = imported("vendors", csv_file("No.,Name", *rows("V#,x", range(30))))

    assert (result.made, result.refused) == (0, 30)


@pytest.mark.rule("SET-078")
def test_what_the_ledger_fixes_about_one_item_refuses_its_row_alone(codes):
    load("items", ITEMS, "I#,,PCS,PLAIN,,", range(30))
    serial_code("SERIAL")
    in_stock(Item.objects.get(no="I7"))

    result = imported(
        "items", csv_file("No.,Item Tracking Code", *rows("I#,SERIAL", range(30))), keep_good=True
    )

    assert {fault.line for fault in result.faults} == {9}
    assert "I7" in result.faults[0].reason
    assert Item.objects.filter(item_tracking_code__code="SERIAL").count() == 29


def test_given_rows_that_exchange_a_unique_value_then_they_are_told_one_after_the_other(codes):
    UserFactory(username="anna")
    LocationFactory(code="EAST")
    heading = "User,Location,Default"
    imported("warehouse-employees", csv_file(heading, "anna,WHITE,No", "anna,EAST,Yes"))

    result = imported("warehouse-employees", csv_file(heading, "anna,WHITE,Yes", "anna,EAST,No"))

    # in the order of the file WHITE comes first, while EAST still is the default
    assert [fault.line for fault in result.faults] == [2]
