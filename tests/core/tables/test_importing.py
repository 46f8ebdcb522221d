"""Importing set-up tables: by the rules of pages, with a report for each row."""

from datetime import date
from decimal import Decimal

import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext

from tests.core.tables.files import csv_file, imported, told, xlsx_file
from tests.factories import (
    BinFactory,
    ItemFactory,
    LocationFactory,
    NumberSeriesFactory,
    UnitFactory,
    UserFactory,
    VendorFactory,
    code_with,
    serial_code,
)
from tests.tracking.stock import in_stock
from tracking.models import ItemTrackingCode, NumberInformation
from warehouse.models import Bin, BinContent
from wms.core import tables
from wms.core.errors import Refused
from wms.core.models import NumberSeries, NumberSeriesLine, SetupChange
from wms.inventory.models import (
    Customer,
    InventorySetup,
    Item,
    ItemUnit,
    ItemVariant,
    Location,
    UnitOfMeasure,
    Vendor,
    WarehouseEmployee,
)

pytestmark = pytest.mark.django_db


# ---- making and changing


@pytest.mark.rule("IMP-001")
def test_rows_make_records_and_change_those_that_exist_by_their_key():
    UnitFactory(code="PCS", description="old")
    UnitFactory(code="BOX", description="Box")

    result = imported(
        "units-of-measure", csv_file("Code;Description", "pcs;Piece", "KG;Kilogram", "box;Box")
    )

    assert (result.made, result.changed, result.unchanged, result.faults) == (1, 1, 1, [])
    found = UnitOfMeasure.objects.order_by("code").values_list("code", "description")
    assert list(found) == [("BOX", "Box"), ("KG", "Kilogram"), ("PCS", "Piece")]
    assert result.summary == "Imported: 1 made, 1 changed, 1 unchanged, 0 refused."


@pytest.mark.rule("IMP-001")
def test_a_column_that_is_not_there_stays_and_a_blank_cell_empties():
    item = ItemFactory(no="1900-S", description="Chair", blocked=True)

    imported("items", csv_file("No.,Description", "1900-s,"))

    item.refresh_from_db()
    assert (item.description, item.blocked) == ("", True)


@pytest.mark.rule("IMP-001", "SET-014")
def test_items_come_with_codes_of_other_records():
    UnitFactory(code="PCS")
    serial_code("SNALL")
    NumberSeriesFactory(code="SN1")

    result = imported(
        "items",
        csv_file(
            "no,description,base_unit_of_measure,item_tracking_code,serial_nos,costing_method",
            "1900-s,Chair,pcs,snall,sn1,LIFO",
        ),
    )

    assert told(result) == []
    item = Item.objects.get(no="1900-S")
    assert str(item.item_tracking_code) == "SNALL"
    assert str(item.serial_nos) == "SN1"
    assert item.costing_method == "lifo"
    assert item.variants.get().code == ""
    assert item.units.get().qty_per_unit == 1


@pytest.mark.rule("IMP-001", "SET-061")
@pytest.mark.parametrize(
    ("cell", "used"), [("Yes", False), ("No", True), ("", True), ("TRUE", False)]
)
def test_ignore_expiration_dates_is_the_opposite_of_use_expiration_dates(cell, used):
    imported("item-tracking-codes", csv_file("Code,Ignore Expiration Dates", f"LOTALL,{cell}"))

    assert ItemTrackingCode.objects.get().use_expiration_dates is used


@pytest.mark.rule("SET-061")
def test_both_switches_in_one_file_are_refused():
    content = csv_file("Code,Ignore Expiration Dates,Use Expiration Dates", "LOTALL,Yes,Yes")

    with pytest.raises(Refused, match="is there twice"):
        imported("item-tracking-codes", content)


@pytest.mark.rule("IMP-001", "SET-057")
def test_switches_drive_each_other_as_on_the_card():
    imported("item-tracking-codes", csv_file("Code,Strict Expiration Posting", "LOTALL,Yes"))

    assert ItemTrackingCode.objects.get().use_expiration_dates


@pytest.mark.rule("IMP-001")
def test_series_come_with_their_lines():
    imported("number-series", csv_file("Code,Description", "LOT,Lots"))
    result = imported(
        "number-series-lines",
        xlsx_file(
            ("Series", "Starting Date", "Starting No.", "Ending No.", "Increment-by No."),
            ("LOT", date(2026, 1, 1), "L26-001", "L26-999", 1),
            ("LOT", "2027-01-01", "L27-001", "", 5),
        ),
    )

    assert told(result) == []
    lines = NumberSeriesLine.objects.order_by("starting_date")
    assert list(lines.values_list("starting_date", "starting_no", "ending_no", "increment_by")) == [
        (date(2026, 1, 1), "L26-001", "L26-999", 1),
        (date(2027, 1, 1), "L27-001", "", 5),
    ]


@pytest.mark.rule("IMP-001")
def test_units_and_variants_of_items_are_found_by_both_their_keys():
    chair, lamp = ItemFactory(no="CHAIR"), ItemFactory(no="LAMP")
    UnitFactory(code="BOX")
    ItemUnit.objects.create(item=lamp, unit_of_measure=UnitFactory(code="BOX"), qty_per_unit=6)

    units = imported(
        "item-units",
        csv_file("Item,Unit of measure,Qty. per Unit of Measure", "CHAIR,BOX,4", "LAMP,BOX,8.5"),
    )
    variants = imported(
        "item-variants", csv_file("Item,Code,Description", "CHAIR,RED,Red", "LAMP,RED,Red")
    )

    assert (units.made, units.changed, variants.made) == (1, 1, 2)
    assert chair.units.get(unit_of_measure__code="BOX").qty_per_unit == 4
    assert lamp.units.get(unit_of_measure__code="BOX").qty_per_unit == Decimal("8.5")
    assert ItemVariant.objects.filter(code="RED").count() == 2


@pytest.mark.rule("IMP-001")
def test_places_come_with_bins_and_then_default_bins():
    switches = "Code,Bin Mandatory,Default Bin Selection,Require Receive"
    imported("locations", csv_file(switches, "SILVER,Yes,Fixed Bin,Yes", "WEST,Yes,fixed,x"))
    imported("bins", csv_file("Location,Code", "SILVER,B1", "WEST,B1"))
    result = imported("locations", csv_file("Code,Receipt Bin", "SILVER,b1", "WEST,B1"))

    assert told(result) == []
    for place in Location.objects.exclude(code=""):
        assert place.receipt_bin == Bin.objects.get(location=place, code="B1")


@pytest.mark.rule("IMP-001")
def test_partners_and_employees():
    UserFactory(username="Anna")
    LocationFactory(code="EAST")

    imported("vendors", csv_file("No.,Name,E-mail", "V1,Wood Works,wood@example.com"))
    imported("customers", csv_file("No.,Name", "C1,Harbour Furniture"))
    result = imported("warehouse-employees", csv_file("User,Location,Default", "Anna,east,Yes"))

    assert told(result) == []
    assert Vendor.objects.get().email == "wood@example.com"
    assert Customer.objects.get().name == "Harbour Furniture"
    assert WarehouseEmployee.objects.get().is_default


@pytest.mark.rule("IMP-001")
def test_number_information_of_an_item_or_of_a_variant_of_it():
    chair, lamp = ItemFactory(no="CHAIR"), ItemFactory(no="LAMP")
    red = ItemVariant.objects.create(item=lamp, code="RED")
    ItemVariant.objects.create(item=chair, code="RED")

    result = imported(
        "number-information",
        csv_file(
            "Kind,Item,Variant,No.,Test Quality,Blocked",
            "Lot No.,CHAIR,,L1,Good,",
            "lot,LAMP,red,L1,,yes",
        ),
    )

    assert told(result) == []
    cards = NumberInformation.objects.order_by("pk")
    assert [(card.variant, card.test_quality, card.blocked) for card in cards] == [
        (chair.variants.get(code=""), "good", False),
        (red, "", True),
    ]


@pytest.mark.rule("IMP-001")
def test_the_one_row_of_inventory_setup():
    NumberSeriesFactory(code="ITEM")

    result = imported("inventory-setup", csv_file("Item Nos.,Location Mandatory", "item,Yes"))

    assert (result.made, result.changed) == (0, 1)
    assert str(InventorySetup.objects.get().item_nos) == "ITEM"
    with pytest.raises(Refused, match="is one record, and the file has 2 rows"):
        imported("inventory-setup", csv_file("Item Nos.", "ITEM", "ITEM"))


@pytest.mark.rule("IMP-001")
def test_what_a_file_leaves_out_of_a_key_stands_for_blank():
    chair = ItemFactory(no="CHAIR")
    VendorFactory(no="V1")

    heading = "Item,Reference No.,Type,Vendor No.,Description"
    made = imported("item-references", csv_file(heading, "CHAIR,4711,Vendor,V1,Stuhl"))
    codes = imported("item-references", csv_file("Item,Reference No.", "CHAIR,4711", "CHAIR,4712"))
    again = imported("item-references", csv_file(heading, "CHAIR,4711,Vendor,V1,Chair"))

    assert [told(result) for result in (made, codes, again)] == [[], [], []]
    assert (made.made, codes.made, again.changed) == (1, 2, 1)
    assert chair.references.count() == 3


@pytest.mark.rule("IMP-001")
def test_zones_bins_and_contents_of_a_location():
    ItemFactory(no="CHAIR")
    LocationFactory(code="WHITE", bin_mandatory=True, default_bin_selection="fixed")
    LocationFactory(code="EAST", bin_mandatory=True, default_bin_selection="fixed")

    results = [
        imported("zones", csv_file("Location,Code", "WHITE,PICK", "EAST,PICK")),
        imported("bins", csv_file("Location,Code,Zone", "WHITE,B1,PICK", "EAST,B1,pick")),
        imported("bin-contents", csv_file("Location,Bin,Item,Fixed", "EAST,B1,CHAIR,Yes")),
    ]

    assert [told(result) for result in results] == [[], [], []]
    assert {bin_.zone.location.code for bin_ in Bin.objects.all()} == {"WHITE", "EAST"}
    assert BinContent.objects.get().bin.location.code == "EAST"


# ---- rows that are refused


@pytest.mark.rule("IMP-002")
def test_each_faulty_row_is_told_with_line_column_value_and_reason():
    UnitFactory(code="PCS")
    result = imported(
        "items",
        csv_file(
            "No.,Base Unit of Measure,Type,Blocked,Qty. Rounding Precision,Description",
            "A,BAG,Inventory,No,0,",
            "B,PCS,Thing,No,0,",
            "C,PCS,Inventory,perhaps,0,",
            "D,PCS,Inventory,No,two,",
            f"E,PCS,Inventory,No,0,{'x' * 101}",
            "F,PCS,Inventory,No,2,",
            ",PCS,Inventory,No,0,",
            "A,PCS,Inventory,No,0,",
            f"{'N' * 21},PCS,Inventory,No,0,",
            "G,,Inventory,No,0,",
        ),
        keep_good=True,
    )

    assert told(result) == [
        (2, "Base Unit of Measure", "BAG", "Base Unit of Measure BAG does not exist."),
        (3, "Type", "Thing", "Type is Inventory, Non-Inventory or Service, not Thing."),
        (4, "Blocked", "perhaps", "Blocked is Yes or No, not perhaps."),
        (5, "Qty. Rounding Precision", "two", "Qty. Rounding Precision: Enter a number."),
        (6, "Description", "x" * 101,
         "Description may have at most 100 characters; this has 101. Shorten it."),
        (7, "Qty. Rounding Precision", "2", "Qty. Rounding Precision lies between 0 and 1 (SET-019)."),
        (8, "No.", "", "No. must be filled."),
        (9, "No.", "A", "The same record stands in line 2 already."),
        (10, "No.", "N" * 21, "No. may have at most 20 characters; this has 21. Shorten it."),
        (11, "Base Unit of Measure", "", "Base Unit of Measure must be filled."),
    ]  # fmt: skip
    assert not Item.objects.exists()


@pytest.mark.rule("IMP-002", "SET-074")
def test_the_rules_of_the_card_hold_for_a_file():
    code = code_with("CODE")
    in_stock(ItemFactory(no="1900-S", item_tracking_code=code))

    result = imported("item-tracking-codes", csv_file("Code,SN Specific Tracking", "CODE,Yes"))

    assert {fault.line for fault in result.faults} == {2}
    assert "1900-S" in result.faults[0].reason
    code.refresh_from_db()
    assert not code.sn_specific_tracking


@pytest.mark.rule("IMP-002")
def test_a_bin_of_another_location_does_not_count():
    LocationFactory(code="EAST", bin_mandatory=True, default_bin_selection="fixed")
    BinFactory(code="B1")

    result = imported("locations", csv_file("Code,Adjustment Bin", "EAST,B1"))

    assert told(result) == [(2, "Adjustment Bin", "B1", "Adjustment Bin B1 does not exist here.")]


@pytest.mark.rule("IMP-002")
def test_a_variant_of_another_item_does_not_count():
    ItemFactory(no="CHAIR")
    ItemVariant.objects.create(item=ItemFactory(no="LAMP"), code="RED")

    result = imported("number-information", csv_file("Kind,Item,Variant,No.", "lot,CHAIR,RED,L1"))

    assert told(result) == [(2, "Variant", "RED", "Variant RED does not exist.")]


@pytest.mark.rule("IMP-002", "SET-118")
def test_given_manual_nos_off_then_a_file_makes_no_cards_and_still_changes_them():
    VendorFactory(no="V1")
    series = NumberSeriesFactory(code="VEND")
    NumberSeries.objects.filter(pk=series.pk).update(manual_nos=False)
    InventorySetup.objects.update(vendor_nos=series)

    result = imported("vendors", csv_file("No.,Name", "V1,Wood", "V2,Glue"), keep_good=True)

    assert [(fault.line, fault.column) for fault in result.faults] == [(3, "No.")]
    assert "Manual Nos. of number series VEND is off" in result.faults[0].reason
    assert Vendor.objects.get().name == "Wood"


@pytest.mark.rule("IMP-003")
def test_one_faulty_row_keeps_all_out():
    result = imported("units-of-measure", csv_file("Code", "PCS", "TOO-LONG-FOR-A-UNIT"))

    assert not result.is_stored
    assert result.summary == "Nothing was stored: 1 row is wrong. Mend them and import again."
    assert not UnitOfMeasure.objects.exists()
    assert not SetupChange.objects.exists()


@pytest.mark.rule("IMP-003")
def test_given_good_rows_shall_be_kept_then_only_the_faulty_are_left_out():
    result = imported(
        "units-of-measure", csv_file("Code", "PCS", "TOO-LONG-FOR-A-UNIT", "BOX"), keep_good=True
    )

    assert result.is_stored
    assert (result.made, result.refused) == (2, 1)
    assert set(UnitOfMeasure.objects.values_list("code", flat=True)) == {"PCS", "BOX"}
    assert SetupChange.objects.count() == 2


@pytest.mark.rule("IMP-003")
@pytest.mark.parametrize("keep_good", [True, False])
def test_a_dry_run_stores_nothing_and_tells_all(keep_good):
    UnitFactory(code="PCS", description="old")

    result = imported(
        "units-of-measure",
        csv_file("Code,Description", "PCS,new", "BOX,Box", "TOO-LONG-FOR-A-UNIT,"),
        dry_run=True,
        keep_good=keep_good,
    )

    assert (result.made, result.changed, result.refused) == (1, 1, 1)
    assert result.summary == (
        "Checked, nothing stored: 1 would be made, 1 would be changed, 0 unchanged, 1 refused."
    )
    assert UnitOfMeasure.objects.get().description == "old"
    assert not SetupChange.objects.exists()


# ---- files that are no table


@pytest.mark.rule("IMP-004")
@pytest.mark.parametrize(
    ("content", "why"),
    [
        (b"", "The file is empty."),
        (
            csv_file("Code,Colour", "PCS,red"),
            "have no column Colour. Columns are: Code, Description.",
        ),
        (csv_file("Description", "Piece"), "The column Code is missing"),
        (csv_file("Code,code", "A,B"), "The column code is there twice."),
        ("Code\nKÄS".encode("latin-1"), "The file is not in UTF-8: line 2, position 2"),
        (b"PK\x03\x04nonsense", "The file cannot be read as a spreadsheet."),
        (csv_file("Code", '"PCS'), "cannot be read"),
    ],
)
def test_a_file_that_is_not_the_table_is_refused(content, why):
    with pytest.raises(Refused) as refusal:
        imported("units-of-measure", content)

    assert why in str(refusal.value)


@pytest.mark.rule("IMP-004")
def test_given_more_rows_than_allowed_then_the_file_is_refused(settings):
    settings.WMS_UPLOAD_MAX_ROWS = 2

    with pytest.raises(Refused, match="more than 2 rows"):
        imported("units-of-measure", csv_file("Code", "A", "B", "C"))
    assert imported("units-of-measure", csv_file("Code", "A", "B", "C"), most=3).made == 3


@pytest.mark.rule("IMP-004", "SET-001")
def test_control_characters_are_refused_and_invisible_ones_taken_out():
    UnitFactory(code="PCS")
    content = csv_file(
        "No.,Base Unit of Measure,Description", "A\x07,PCS,a", "B,P\x07CS,b", "C,PCS,c\x07", "\u200bD,pcs\u00a0,d"
    )  # fmt: skip
    result = imported("items", content, keep_good=True)

    assert [(fault.line, fault.column) for fault in result.faults] == [
        (2, "No."), (3, "Base Unit of Measure"), (4, "Description"),
    ]  # fmt: skip
    assert Item.objects.get().no == "D"


@pytest.mark.rule("IMP-004")
def test_a_number_that_a_spreadsheet_may_have_cut_is_refused():
    result = imported("vendors", xlsx_file(("No.",), (1234567890123456789,)))

    assert "may have lost digits" in result.faults[0].reason


def test_a_formula_in_a_spreadsheet_is_text():
    UnitFactory(code="PCS")
    imported(
        "items",
        xlsx_file(("No.", "Base Unit of Measure", "Description"), ("A", "PCS", "=1+1")),
    )

    assert Item.objects.get().description == "=1+1"


def test_a_record_of_a_key_that_means_no_place_is_never_touched():
    result = imported("locations", csv_file("Code,Name", ",everywhere"))

    assert told(result) == [(2, "Code", "", "Code must be filled.")]
    assert Location.objects.get(code="").name != "everywhere"


# ---- the change log, and what it costs


@pytest.mark.rule("IMP-005", "LOG-003")
def test_an_import_is_in_the_change_log():
    UnitFactory(code="PCS", description="old")

    imported("units-of-measure", csv_file("Code,Description", "PCS,new"))

    change = SetupChange.objects.get()
    assert (change.source, change.record, change.old, change.new) == (
        "import", "Unit of Measure PCS", "old", "new",
    )  # fmt: skip


@pytest.mark.rule("IMP-005")
def test_what_is_unchanged_costs_nothing_a_row(django_assert_max_num_queries):
    UnitOfMeasure.objects.bulk_create(UnitOfMeasure(code=f"U{place}") for place in range(400))
    content = csv_file("Code,Description", *(f"U{place}," for place in range(400)))

    with django_assert_max_num_queries(4):
        result = imported("units-of-measure", content)

    assert result.unchanged == 400


@pytest.mark.rule("IMP-005")
def test_codes_are_looked_up_at_once():
    for place in range(60):
        ItemFactory(no=f"I{place}")
    content = csv_file("Item,Code", *(f"I{place},RED" for place in range(60)))

    with CaptureQueriesContext(connection) as statements:
        imported("item-variants", content)

    asked = [one["sql"] for one in statements if '"inventory_item"."no" IN' in one["sql"]]
    logged = [one["sql"] for one in statements if 'INTO "core_setupchange"' in one["sql"]]
    assert len(asked) == 1
    assert len(logged) <= 3  # SQLite takes 999 values a statement


# ---- the registry


def test_every_heading_names_one_column_of_its_table():
    for table in tables.tables():
        for column in table.columns:
            assert table.column(column.caption) is column
            assert column.opposite or table.column(column.name) is column


def test_every_table_has_its_key_and_a_field_for_each_column():
    for table in tables.tables():
        assert [column.name for column in table.key_columns] == list(table.key)
        assert tables.of_model(table.model) is table
        assert tables.find(table.name) is table
    assert tables.find("nonsense") is None


def test_the_constraint_of_a_series_stands_below_the_import():
    imported("number-series", csv_file("Code", "A"))
    with pytest.raises(IntegrityError), transaction.atomic():
        NumberSeries.objects.update(code="")
