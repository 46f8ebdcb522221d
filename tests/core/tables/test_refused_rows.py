"""Rows and files of set-up tables that are refused: each fault with its line, column and reason."""

import pytest

from tests.core.tables.files import csv_file, imported, told, xlsx_file
from tests.factories import (
    BinFactory,
    ItemFactory,
    LocationFactory,
    NumberSeriesFactory,
    UnitFactory,
    VendorFactory,
    code_with,
)
from tests.tracking.stock import in_stock
from wms.core.errors import Refused
from wms.core.models import NumberSeries, SetupChange
from wms.inventory.models import InventorySetup, Item, ItemVariant, Location, UnitOfMeasure, Vendor

pytestmark = pytest.mark.django_db


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
