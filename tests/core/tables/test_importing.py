"""Importing set-up tables makes and changes records, by the rules of their pages."""

from datetime import date
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.core.tables.files import csv_file, imported, told, xlsx_file
from tests.factories import (
    ItemFactory,
    LocationFactory,
    NumberSeriesFactory,
    UnitFactory,
    UserFactory,
    VendorFactory,
    serial_code,
)
from tracking.models import ItemTrackingCode, NumberInformation
from warehouse.models import Bin, BinContent
from wms.core.errors import Refused
from wms.core.models import NumberSeriesLine, SetupChange
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
