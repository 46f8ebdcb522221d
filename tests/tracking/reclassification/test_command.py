"""Bulk reclassification from a file: all rows or none, and a report that names every fault."""

import csv
import json
from decimal import Decimal

import pytest
from django.contrib.auth import get_user_model

from tests.factories import BinFactory, ItemFactory, LocationFactory, lot_code, user_with_role
from tests.factories.setup import UserFactory
from tests.tracking.reclassification.stock import counts, open_stock, received
from tracking.models import TrackingLine
from wms.core.models import NumberSeriesLine
from wms.inventory.models import ItemUnit, ItemVariant, UnitOfMeasure
from wms.ledger.models import ItemApplicationEntry, ItemLedgerEntry, Register

pytestmark = pytest.mark.django_db

HEAD = "row_id,item_no,location_code,lot_no,quantity,new_lot_no,new_expiration_date"
SERIALS = "item_no,location_code,serial_no,quantity,new_serial_no"


@pytest.mark.rule("RCL-047", "RCL-057", "RCL-061")
def test_given_the_example_of_the_book_then_a_lot_is_redated_at_both_places_and_another_renamed(
    reclassify, glue
):
    run = reclassify(f"""
{HEAD}
r1,1000,EAST,A,6,,2026-12-31
r2,1000,WEST,A,ALL,,2026-12-31
r3,1000,EAST,B,2,C,
""")

    assert (run.status, run.err) == (0, "")
    assert "3 rows posted: register 4, document RN00001, 6 entries." in run.out
    assert open_stock(glue) == {
        ("EAST", "A"): "6 2026-12-31",
        ("WEST", "A"): "4 2026-12-31",
        ("EAST", "B"): "3 2026-07-31",
        ("EAST", "C"): "2 2026-07-31",
    }


@pytest.mark.rule("RCL-047")
def test_given_a_renamed_serial_then_a_linked_pair_stands_in_the_ledger(reclassify, chair):
    assert reclassify(f"{SERIALS}\n1900-s,east, s1 ,,t1").status == 0

    minus, plus = ItemLedgerEntry.objects.order_by("-pk")[:2][::-1]
    assert (minus.quantity, minus.serial_no, minus.entry_type) == (-1, "S1", "transfer")
    assert (plus.quantity, plus.serial_no, plus.entry_type) == (1, "T1", "transfer")
    assert minus.document_no == plus.document_no
    assert minus.register_id == plus.register_id
    application = ItemApplicationEntry.objects.get(item_ledger_entry=plus)
    assert application.outbound_entry == minus
    assert application.transferred_from_entry.serial_no == "S1"
    assert Register.objects.get(pk=plus.register_id).source == "reclassify_tracking"
    assert TrackingLine.objects.count() == 0


@pytest.mark.rule("RCL-048")
def test_given_stock_of_two_receipts_then_each_becomes_an_entry_of_its_own(reclassify, glue):
    received(glue, 3, lot_no="A", expiration_date="2026-06-30")

    assert reclassify(f"{HEAD}\n,1000,EAST,A,8,X,").status == 0

    minus, *plus = ItemLedgerEntry.objects.order_by("pk").filter(entry_type="transfer")
    assert [entry.quantity for entry in plus] == [6, 2]
    assert minus.quantity == -8


@pytest.mark.rule("RCL-061")
def test_given_a_part_of_the_lot_is_redated_then_covered_total_and_missing_places_are_named(
    reclassify, glue
):
    before = counts()

    run = reclassify(f"{HEAD}\nr1,1000,EAST,A,6,,2026-12-31\nr3,1000,EAST,B,2,C,")

    assert run.status == 1
    assert "6" in run.err
    assert "10" in run.err
    assert "WEST 4" in run.err
    assert "line 2, row r1" in run.err
    assert "row r3" not in run.err
    assert counts() == before


@pytest.mark.rule("RCL-061")
def test_given_rows_that_give_one_lot_two_dates_then_they_are_refused(reclassify, glue):
    run = reclassify(f"{HEAD}\nr1,1000,EAST,A,6,,2026-12-31\nr2,1000,WEST,A,4,,2026-11-30")

    assert run.status == 1
    assert "row r2" in run.err


@pytest.mark.rule("RCL-059", "RCL-062")
def test_given_a_date_kept_into_a_lot_with_another_date_then_it_is_refused(reclassify, glue):
    run = reclassify(f"{HEAD}\nr1,1000,EAST,B,2,A,")

    assert run.status == 1
    assert "2026-06-30" in run.err


@pytest.mark.rule("RCL-062")
def test_given_rows_merging_into_one_new_lot_with_two_dates_then_the_later_row_is_refused(
    reclassify, glue
):
    run = reclassify(f"{HEAD}\nr1,1000,EAST,A,2,N,2026-12-31\nr2,1000,EAST,B,2,N,2026-11-30")

    assert run.status == 1
    assert "line 3, row r2" in run.err
    assert "2026-12-31" in run.err


@pytest.mark.rule("RCL-062")
def test_given_rows_merging_into_one_new_lot_with_one_date_then_they_are_one_lot(reclassify, glue):
    assert (
        reclassify(f"{HEAD}\nr1,1000,EAST,A,2,N,2026-12-31\nr2,1000,EAST,B,2,N,2026-12-31").status
        == 0
    )
    assert open_stock(glue)["EAST", "N"] == "2 2026-12-31, 2 2026-12-31"


@pytest.mark.rule("RCL-059")
def test_given_empty_new_cells_then_numbers_and_date_stay_and_blank_clears(reclassify, glue, drum):
    LocationFactory(code="NORTH")
    assert (
        reclassify("""
item_no,location_code,lot_no,quantity,new_location_code,new_lot_no,new_expiration_date
1000,EAST,B,5,NORTH,,
""").status
        == 0
    )
    assert open_stock(glue)["NORTH", "B"] == "5 2026-07-31"

    assert reclassify(f"{HEAD}\n,1000,NORTH,B,ALL,,<blank>").status == 0
    assert open_stock(glue)["NORTH", "B"] == "5"

    assert reclassify(f"{HEAD}\n,1960-C,EAST,,2,L1,").status == 0
    assert reclassify(f"{HEAD}\n,1960-C,EAST,L1,2,<BLANK>,").status == 0
    assert open_stock(drum) == {("EAST", ""): "3, 2"}


@pytest.mark.rule("RCL-060")
def test_given_a_row_that_needs_the_one_before_then_it_sees_its_effect(reclassify, glue):
    run = reclassify(f"{HEAD}\n,1000,EAST,A,2,M,2026-12-31\n,1000,EAST,M,ALL,N,")

    assert (run.status, run.err) == (0, "")
    assert open_stock(glue)["EAST", "N"] == "2 2026-12-31"
    assert ("EAST", "M") not in open_stock(glue)


@pytest.mark.rule("RCL-060")
def test_given_a_chain_of_serials_from_behind_then_it_posts(reclassify, chair):
    assert reclassify(f"{SERIALS}\n1900-S,EAST,S2,1,S4\n1900-S,EAST,S1,1,S2").status == 0
    assert sorted(number for _, number in open_stock(chair)) == ["S2", "S3", "S4"]


@pytest.mark.rule("RCL-060")
def test_given_all_of_nothing_then_the_row_is_refused(reclassify, glue):
    run = reclassify(f"{HEAD}\n,1000,EAST,NONE,ALL,X,")

    assert run.status == 1
    assert "ALL is nothing: there is no stock of item 1000, lot NONE at EAST." in run.err


@pytest.mark.rule("RCL-063")
@pytest.mark.parametrize(
    ("rows", "refusal"),
    [
        ("S1,1,T1\n1900-S,EAST,S1,1,T2", "Serial No. S1 stands in row 2 already."),
        ("S1,1,T1\n1900-S,EAST,S2,1,T1", "New Serial No. T1 stands in row 2 already."),
    ],
)
def test_given_a_serial_twice_then_the_later_row_is_refused(reclassify, chair, rows, refusal):
    run = reclassify(f"{SERIALS}\n1900-S,EAST,{rows}")

    assert run.status == 1
    assert f"line 3, row 3: {refusal}" in run.err


@pytest.mark.rule("RCL-063")
def test_given_one_row_id_twice_then_the_later_row_is_refused(reclassify, glue):
    run = reclassify(f"{HEAD}\nr1,1000,EAST,A,1,X,\nr1,1000,EAST,B,1,Y,")

    assert run.status == 1
    assert "line 3, row r1: row_id r1 stands in line 2 already." in run.err


@pytest.mark.rule("RCL-064")
def test_given_one_bad_row_then_nothing_of_the_file_is_posted(reclassify, chair):
    before, drawn = counts(), list(NumberSeriesLine.objects.values_list("last_no_used", flat=True))

    run = reclassify(f"{SERIALS}\n1900-S,EAST,S1,1,T1\n1900-S,EAST,NONE,1,T2")

    assert run.status == 1
    assert "Nothing was posted." in run.err
    assert counts() == before
    assert list(NumberSeriesLine.objects.values_list("last_no_used", flat=True)) == drawn


@pytest.mark.rule("RCL-065")
def test_given_faults_of_every_sort_then_the_report_names_each_with_its_column(
    reclassify, glue, tmp_path
):
    report = tmp_path / "report.csv"
    run = reclassify(
        f"{HEAD}\nr1,1000,EAST,A,1,X,\nr2,1000,EAST,A,two,Y,\nr3,NONE,EAST,A,1,Z,\nr4,1000,EAST,Y,1,W,\n"
        "r5,1000,EAST,B,9,V,",
        "--report",
        str(report),
    )

    rows = list(csv.DictReader(report.read_text().splitlines()))
    assert run.status == 1
    assert [(row["row_id"], row["line"], row["status"], row["column"]) for row in rows] == [
        ("r1", "2", "ok", ""),
        ("r2", "3", "error", "quantity"),
        ("r3", "4", "error", "item_no"),
        ("r4", "5", "skipped", "quantity"),
        ("r5", "6", "error", "quantity"),
    ]
    assert rows[1]["value"] == "two"
    assert rows[1]["rule"] == "RCL-058"
    assert rows[3]["message"] == "Skipped, because row r2 failed, which it depends on."


@pytest.mark.rule("RCL-065")
def test_given_a_file_that_posts_then_the_report_names_document_and_entries(
    reclassify, glue, tmp_path
):
    report = tmp_path / "report.json"
    assert (
        reclassify(
            f"{HEAD}\nr1,1000,EAST,B,2,C,", "--report", str(report), "--document-no", "R-7"
        ).status
        == 0
    )

    (row,) = json.loads(report.read_text())
    assert (row["status"], row["document_no"], row["entries"]) == ("ok", "R-7", "4; 5")
    assert ItemLedgerEntry.objects.get(pk=5).document_no == "R-7"


@pytest.mark.rule("RCL-065")
def test_given_more_faults_than_are_told_then_the_rest_is_counted(reclassify, chair):
    rows = "\n".join(f"1900-S,EAST,X{n},1,Y{n}" for n in range(250))

    run = reclassify(f"{SERIALS}\n{rows}", "--max-errors", "240")

    assert run.status == 1
    assert run.err.count("row ") == 240
    assert "250 rows, " in run.out


@pytest.mark.rule("RCL-066")
def test_given_a_dry_run_then_everything_is_checked_and_nothing_kept(reclassify, glue, tmp_path):
    before, drawn = counts(), list(NumberSeriesLine.objects.values_list("last_no_used", flat=True))
    report = tmp_path / "report.csv"
    text = f"{HEAD}\nr1,1000,EAST,B,2,C,"

    run = reclassify(text, "--dry-run", "--report", str(report))

    assert run.status == 0
    assert "1 rows are fine and would make 2 entries. Nothing was posted (dry run)." in run.out
    assert (
        next(csv.DictReader(report.read_text().splitlines()))["entries"] == "B -2 EAST; C +2 EAST"
    )
    assert counts() == before
    assert list(NumberSeriesLine.objects.values_list("last_no_used", flat=True)) == drawn
    assert reclassify(text).status == 0  # no key was recorded


@pytest.mark.rule("RCL-066")
def test_given_a_dry_run_of_a_bad_file_then_it_says_the_same_as_the_real_one(reclassify, glue):
    text = f"{HEAD}\nr1,1000,EAST,B,7,C,"

    assert reclassify(text, "--dry-run").err == reclassify(text).err
    assert reclassify(text, "--dry-run").status == 1


@pytest.mark.rule("RCL-067")
def test_given_the_same_file_again_then_nothing_is_posted_and_the_register_told(reclassify, glue):
    text = f"{HEAD}\nr1,1000,EAST,B,2,C,"
    reclassify(text)
    before = counts()

    run = reclassify(text)

    assert run.status == 0
    assert "Already posted: register 4, document RN00001, 2 entries." in run.out
    assert counts() == before


@pytest.mark.rule("RCL-067", "RCL-069")
def test_given_a_key_used_for_another_content_then_it_is_a_conflict(reclassify, glue):
    assert reclassify(f"{HEAD}\nr1,1000,EAST,B,2,C,", "--key", "K1").status == 0
    before = counts()

    run = reclassify(f"{HEAD}\nr1,1000,EAST,B,1,C,", "--key", "K1")

    assert run.status == 3
    assert "The key K1 was used for another content" in run.err
    assert counts() == before


@pytest.mark.rule("RCL-057", "RCL-069")
@pytest.mark.parametrize(
    ("text", "refusal"),
    [
        ("", "The file is empty. Its first line must name the columns."),
        ("\n\n", "The file is empty."),
        (HEAD, "The file has a heading and no rows."),
        ("item_no,quantity\n1000,1", "Missing: location_code."),
        (f"{HEAD},colour\n,1000,EAST,A,1,B,,red", "Unknown: colour."),
        (f"{HEAD},LOT_NO\n,1000,EAST,A,1,B,,C", "Twice: lot_no."),
        (f"{HEAD}\n,1000,EAST,A,1,B,,,,more", "Line 2 has 10 values for 7 columns."),
        (
            HEAD.encode() + b"\n,1000,EAST,A\xff,1,B,",
            "Line 2, position 13: byte 0xff is no utf-8 text.",
        ),
        (f'{HEAD}\n,1000,EAST,A,1,B,\n"x' + "y" * 200_000, "Line 3: field larger than"),
    ],
)
def test_given_a_file_that_cannot_be_read_then_it_is_refused_as_a_whole(
    reclassify, glue, text, refusal
):
    before = counts()

    run = reclassify(text)

    assert run.status == 2
    assert refusal in run.err
    assert counts() == before


@pytest.mark.rule("RCL-057")
def test_given_bom_semicolons_any_order_and_case_then_columns_are_found_by_name(reclassify, glue):
    text = "Quantity;NEW_LOT_NO;Lot_No;ITEM_NO;location_code\n\n2;C;B;1000;EAST\n;;;;\n"

    run = reclassify(b"\xef\xbb\xbf" + text.encode(), "--delimiter", ";")

    assert (run.status, run.err) == (0, "")
    assert open_stock(glue)["EAST", "C"] == "2 2026-07-31"


@pytest.mark.rule("RCL-057")
def test_given_another_encoding_then_it_can_be_named(reclassify, glue):
    text = f"{HEAD}\n,1000,EAST,B,2,MÜLLER,".encode("latin-1")

    assert reclassify(text).status == 2
    assert reclassify(text, "--encoding", "latin-1").status == 0
    assert ("EAST", "MÜLLER") in open_stock(glue)
    assert reclassify(text, "--encoding", "klingon").status == 2


@pytest.mark.rule("RCL-058", "RCL-002", "RCL-014", "SET-005")
@pytest.mark.parametrize(
    ("row", "refusal"),
    [
        ('1000,EAST,A,"1,000",X,', "1,000 is no quantity"),
        ("1000,EAST,A,1.234567,X,", "1.234567 is no quantity"),
        ("1000,EAST,A,1e3,X,", "1e3 is no quantity"),
        ("1000,EAST,A,NaN,X,", "NaN is no quantity"),
        ("1000,EAST,A,=1+1,X,", "=1+1 is no quantity"),
        ("1000,EAST,A,٣,X,", "٣ is no quantity"),
        ("1000,EAST,A,0,X,", "Quantity must be more than 0, not 0."),
        ("1000,EAST,A,-2,X,", "Quantity must be more than 0, not -2."),
        ("1000,EAST,A,,X,", "quantity must be filled."),
        (",EAST,A,1,X,", "item_no must be filled."),
        ("1000,EAST,A,1,X,31.12.2026", "31.12.2026 is no date: write it as YYYY-MM-DD."),
        ("1000,EAST,A,1,X,2026-02-30", "2026-02-30 is no date"),
        (f"1000,EAST,{'L' * 51},1,X,", "lot_no may have at most 50 characters; this has 51."),
        ("1000,EAST,A\x07,1,X,", "lot_no has a control character in it."),
        ("1000,MOON,A,1,X,", "There is no location MOON."),
    ],
)
def test_given_a_cell_that_cannot_be_used_then_the_row_is_refused_in_words(
    reclassify, glue, row, refusal
):
    before = counts()

    run = reclassify(f"{HEAD}\n,{row}")

    assert run.status == 1
    assert f"line 2, row 2: {refusal}" in run.err
    assert counts() == before


@pytest.mark.rule("RCL-014")
def test_given_a_serial_on_several_units_then_the_row_is_refused(reclassify, chair, drum):
    run = reclassify(f"{SERIALS}\n1900-S,EAST,S1,2,T1\n1960-C,EAST,,3,N1")

    assert run.status == 1
    assert "Serial No. S1 is one base unit, not 2." in run.err
    assert "Serial No. N1 is one base unit, not 3." in run.err


@pytest.mark.rule("RCL-058")
def test_given_text_that_looks_like_a_formula_then_it_is_only_text(reclassify, glue, tmp_path):
    report = tmp_path / "report.csv"
    assert reclassify(f"{HEAD}\n=r1,1000,EAST,B,2,=1+1,", "--report", str(report)).status == 0

    assert ("EAST", "=1+1") in open_stock(glue)
    assert next(csv.DictReader(report.read_text().splitlines()))["row_id"] == "'=r1"


@pytest.mark.rule("SET-005")
def test_given_units_and_variants_then_they_are_looked_up_for_the_item(reclassify, glue):
    bag = UnitOfMeasure.objects.create(code="BAG")
    ItemUnit.objects.create(item=glue, unit_of_measure=bag, qty_per_unit=2)
    head = "item_no,variant_code,location_code,lot_no,quantity,unit_of_measure,new_lot_no"

    assert reclassify(f"{head}\n1000,,EAST,B,2,BAG,C").status == 0
    assert open_stock(glue)["EAST", "C"] == "4 2026-07-31"
    run = reclassify(f"{head}\n1000,RED,EAST,B,1,CRATE,D")
    assert "There is no variant RED of item 1000." in run.err
    assert "There is no unit of measure CRATE of item 1000." in run.err

    ItemVariant.objects.create(item=glue, code="BLUE")
    assert (
        "Item 1000 has variants. Fill variant_code" in reclassify(f"{head}\n1000,,EAST,B,1,,D").err
    )


@pytest.mark.rule("RCL-004", "RCL-005")
def test_given_bins_then_they_must_be_named_and_belong_to_the_location(reclassify):
    item = ItemFactory(no="2000", item_tracking_code=lot_code("BINLOT"))
    shelf = BinFactory(code="S-1")
    BinFactory(code="S-2", location=shelf.location)
    LocationFactory(code="WHITE", bin_mandatory=True, directed_put_away_and_pick=True)
    received(item, 5, lot_no="A", location="SILVER", bin=shelf)
    head = "item_no,location_code,bin_code,lot_no,quantity,new_bin_code,new_lot_no"

    run = reclassify(
        f"{head}\n2000,SILVER,,A,1,,B\n2000,SILVER,X-9,A,1,,C\n2000,WHITE,S-1,A,1,,D\n2000,SILVER,S-1,A,1,NO,E"
    )
    assert "bin_code must be filled: every quantity at location SILVER lies in a bin." in run.err
    assert "There is no bin X-9 at location SILVER." in run.err
    assert "Location WHITE directs every bin movement." in run.err
    assert "There is no bin NO at location SILVER." in run.err

    assert reclassify(f"{head}\n2000,SILVER,S-1,A,2,S-2,B").status == 0
    assert open_stock(item) == {("SILVER", "A"): "3", ("SILVER", "B"): "2"}


@pytest.mark.rule("RCL-069", "RCL-070")
def test_given_a_user_who_may_not_or_does_not_exist_then_nothing_is_read(
    reclassify, glue, monkeypatch
):
    text = f"{HEAD}\nr1,1000,EAST,B,2,C,"
    user_with_role("sales", username="seller")
    UserFactory(username="gone", is_active=False)

    assert "may not post reclassifications" in reclassify(text, user="seller").err
    assert "no active user gone" in reclassify(text, user="gone").err
    assert "no active user nobody" in reclassify(text, user="nobody").err
    missing = reclassify(text, user="")
    assert (missing.status, "--user" in missing.err) == (2, True)

    user_with_role("warehouse manager", username="manager")
    monkeypatch.setenv("WMS_SERVICE_USER", "manager")
    assert reclassify(text, user="").status == 0
    assert Register.objects.latest("no").posted_by == get_user_model().objects.get(
        username="manager"
    )


@pytest.mark.rule("RCL-069")
def test_given_a_file_that_is_not_there_then_it_is_a_usage_error(reclassify, db):
    from django.core.management import CommandError, call_command

    with pytest.raises(CommandError) as error:
        call_command("reclassify_tracking", "/nowhere/file.csv", "--user", "poster")

    assert error.value.returncode == 2
    assert "No such file" in str(error.value)


@pytest.mark.rule("RCL-073")
def test_given_more_rows_than_are_read_then_the_limit_is_named(reclassify, glue, settings):
    settings.WMS_UPLOAD_MAX_ROWS = 3

    run = reclassify(f"{HEAD}\n" + "\n".join(",1000,EAST,A,1,X," for _ in range(4)))

    assert run.status == 2
    assert "The file has 4 rows; at most 3 are read." in run.err


def test_given_dates_documents_and_reasons_of_rows_then_they_hold_for_their_entries(
    reclassify, glue
):
    text = (
        "item_no,location_code,lot_no,quantity,new_lot_no,posting_date,document_no,reason_code\n"
        "1000,EAST,B,1,C,2026-02-03,DOC-1,RELABEL\n1000,EAST,B,1,D,,,"
    )
    assert reclassify(text, "--posting-date", "2026-02-01", "--reason-code", "TIDY").status == 0

    entries = ItemLedgerEntry.objects.filter(entry_type="transfer").order_by("pk")
    assert [
        (str(entry.posting_date), entry.document_no, entry.reason_code) for entry in entries
    ] == [
        ("2026-02-03", "DOC-1", "RELABEL"),
        ("2026-02-03", "DOC-1", "RELABEL"),
        ("2026-02-01", "RN00001", "TIDY"),
        ("2026-02-01", "RN00001", "TIDY"),
    ]


@pytest.mark.rule("RCL-073")
def test_the_number_of_statements_does_not_grow_with_the_rows(
    reclassify, chair, django_assert_max_num_queries
):
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    for n in range(30):
        received(chair, 1, serial_no=f"M{n}")

    counted = []
    for first, last in ((0, 2), (2, 30)):
        rows = "\n".join(f"1900-S,EAST,M{n},1,N{n}" for n in range(first, last))
        with CaptureQueriesContext(connection) as captured:
            assert reclassify(f"{SERIALS}\n{rows}").status == 0
        counted.append(len(captured))

    assert counted[0] == counted[1]


def test_open_stock_is_told_in_base_units(glue):
    assert open_stock(glue)["EAST", "A"] == f"{Decimal(6)} 2026-06-30"
