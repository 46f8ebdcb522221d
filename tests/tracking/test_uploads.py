"""Uploading, pasting and scanning numbers (ITL-117…121, SCAN-020…041)."""

import io
from datetime import date, datetime
from decimal import Decimal

import openpyxl
import pytest

from tests.factories import (
    ItemFactory,
    code_with,
    lot_code,
    purchase_order,
    reclassification,
    sales_order,
    serial_code,
    tracked,
)
from tests.tracking.stock import in_stock, many_in_stock
from tracking.models import NumberInformation
from tracking.services import reading, rows, scanning, uploads
from wms.core.errors import Refused

pytestmark = pytest.mark.django_db
DEC_31 = date(2026, 12, 31)


def csv_of(*lines, encoding="utf-8", end="\n"):
    return (end.join(lines) + end).encode(encoding)


def upload(session, content, *, name="serials.csv", **how):
    sheet = reading.read_file(name, len(content), io.BytesIO(content))
    return uploads.import_rows(session=session, by=session.user, sheet=sheet, **how)


def paste(session, text, column="serial_no"):
    sheet = reading.read_text(text, column=column)
    return uploads.import_rows(session=session, by=session.user, sheet=sheet)


def outcome(imported):
    return imported.added, imported.already, imported.rejected


def rejected(session):
    found = session.rejected.order_by("row", "id")
    return [(fault.row, fault.column, fault.value, fault.reason) for fault in found]


def on_page(session):
    found = session.rows.order_by("id")
    return [(row.serial_no, row.lot_no, row.quantity, row.expiration_date) for row in found]


def refusal_of(attempt, *args, **how):
    with pytest.raises(Refused) as refusal:
        attempt(*args, **how)
    return str(refusal.value)


@pytest.fixture
def dated():
    """Serial- and lot-tracked with expiration dates."""
    return ItemFactory(no="MED", item_tracking_code=serial_code(use_expiration_dates=True))


# --- reading files ---


@pytest.mark.rule("SCAN-040")
@pytest.mark.parametrize(
    "content",
    [
        csv_of("Serial No.,Lot No.,Expiration Date", "s1,l1,2026-12-31", "s2,l1,2026-12-31"),
        csv_of(
            "Expiration date;LOT;Serial number",
            "2026-12-31;L1;S1",
            "2026-12-31;L1;S2",
            encoding="utf-8-sig",
            end="\r\n",
        ),
        csv_of("serial_no\tlot_no\texpiry", '"S1"\tL1\t2026-12-31', "S2\tL1\t2026-12-31"),
    ],
    ids=["comma", "semicolon with BOM and CR LF", "tab and quotes"],
)
def test_given_columns_in_any_order_then_their_headings_tell_what_they_are(dated, opened, content):
    session = opened(purchase_order(dated, 2))

    assert outcome(upload(session, content)) == (2, 0, 0)
    assert on_page(session) == [("S1", "L1", 1, DEC_31), ("S2", "L1", 1, DEC_31)]


@pytest.mark.rule("SCAN-040")
def test_given_another_encoding_then_line_and_position_are_named(dated, opened):
    session = opened(purchase_order(dated, 2))
    content = csv_of("Serial No.", "S1", "SÉRIE", encoding="latin-1")

    assert refusal_of(upload, session, content) == (
        "The file is not in UTF-8: line 3, position 2 has the byte 0xC9."
        " Save it as CSV UTF-8 and upload it again."
    )


@pytest.mark.rule("SCAN-040")
@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"", "The file is empty."),
        (b"\n\n", "The file is empty."),
        (
            csv_of("Colour,Size", "red,1"),
            "The first row must name the columns, such as Serial No., Lot No., Quantity,"
            " Expiration Date. It says: Colour, Size.",
        ),
        (csv_of("Serial No.,SN", "a,b"), "The column SN is there twice."),
        (csv_of("Serial No.", '"open'), "Line 3 cannot be read"),
        (
            b"PK\x03\x04nonsense",
            "The file cannot be read as a spreadsheet. Save it as .xlsx or as CSV UTF-8.",
        ),
    ],
)
def test_given_a_file_that_cannot_be_read_then_it_says_why(dated, opened, content, message):
    session = opened(purchase_order(dated, 2))

    assert message in refusal_of(upload, session, content)


@pytest.mark.rule("SCAN-041")
def test_given_a_file_beyond_the_limits_then_it_is_refused_before_reading_on(dated, settings):
    settings.WMS_UPLOAD_MAX_ROWS = 20
    many = csv_of("Serial No.", *(f"S{number}" for number in range(21)))

    class Endless(io.BytesIO):
        def read(self, *_):
            raise AssertionError("a file that is too large is not read")

    assert refusal_of(reading.read_file, "a.csv", len(many), io.BytesIO(many)) == (
        "The list has more than 20 rows. Split it into smaller files."
    )
    assert refusal_of(reading.read_file, "a.csv", 10 * 1024 * 1024 + 1, Endless()) == (
        "The file a.csv is larger than 10 MB. Split it into smaller files."
    )


@pytest.mark.rule("SCAN-040", "SCAN-041")
def test_given_a_spreadsheet_then_numbers_dates_and_formulas_are_read_as_they_are_meant(
    dated, opened
):
    book = openpyxl.Workbook()
    book.active.append(["Serial No.", "Lot No.", "Expiration Date"])
    book.active.append([1001.0, "=A1+1", datetime(2026, 12, 31)])  # noqa: DTZ001
    book.active.append([1234567890123456, "L2", None])
    file = io.BytesIO()
    book.save(file)
    session = opened(purchase_order(dated, 2))

    imported = upload(session, file.getvalue(), name="serials.xlsx")

    assert outcome(imported) == (1, 0, 1)
    assert on_page(session) == [("1001", "=A1+1", 1, DEC_31)]
    assert rejected(session)[0][3].startswith("Serial No. is a number in scientific notation;")


@pytest.mark.rule("SCAN-041")
def test_given_formula_text_in_a_csv_then_it_is_text(chair, opened):
    session = opened(purchase_order(chair, 2))

    upload(session, csv_of("Serial No.", "=1+1", "@SUM(A1)"))

    assert [row[0] for row in on_page(session)] == ["=1+1", "@SUM(A1)"]


# --- judging rows ---


@pytest.mark.rule("SCAN-041", "ERR-003")
def test_given_faulty_rows_then_the_good_ones_are_kept_and_each_fault_has_its_reason(opened):
    item = ItemFactory(no="MED", item_tracking_code=serial_code(use_expiration_dates=True))
    NumberInformation.objects.create(
        kind="serial", item=item, variant=item.variants.get(), number="BLOCKED", blocked=True
    )
    session = opened(purchase_order(item, 20))
    content = csv_of(
        "Serial No.,Lot No.,Quantity,Expiration Date,Warranty Date,Item No.",
        "S1,L1,1,2026-12-31,,",
        ",,1,,,",
        f"{'X' * 51},,,,,",
        "S2,,2,,,",
        "S3,,many,,,",
        "S4,,,31.12.2026,,",
        "S5,,,2026-02-30,,",
        "S1,,,,,",
        "BLOCKED,,,,,",
        "S6,,,,,OTHER",
        ",L9,,,,",
        "S7,L1,,2027-01-01,,",
        "S8,L2,-1,,,",
        "S9,L1,,,2028-01-01,MED",
    )

    imported = upload(session, content)

    assert outcome(imported) == (2, 0, 12)
    assert on_page(session) == [("S1", "L1", 1, DEC_31), ("S9", "L1", 1, DEC_31)]
    assert rejected(session) == [
        (
            3,
            "Serial No.",
            "",
            "Enter a serial no., a lot no. or a package no.; a row needs at least one of them.",
        ),
        (
            4,
            "Serial No.",
            "X" * 51,
            "Serial No. can have at most 50 characters; this one has 51.",
        ),
        (5, "Quantity", "2", "Quantity of serial no. S2 must be 1, not 2."),
        (6, "Quantity", "many", "Quantity many is not a number. Write it as 4 or 0.5."),
        (
            7,
            "Expiration Date",
            "31.12.2026",
            "Expiration Date 31.12.2026 is not a date. Write it as 2026-12-31.",
        ),
        (
            8,
            "Expiration Date",
            "2026-02-30",
            "Expiration Date 2026-02-30 is not a date. Write it as 2026-12-31.",
        ),
        (9, "Serial No.", "S1", "Serial No. S1 is already in row 2 of this list."),
        (
            10,
            "Serial No.",
            "BLOCKED",
            "Serial No. BLOCKED of item MED is blocked."
            " Nothing with it can be posted until it is unblocked.",
        ),
        (11, "Item No.", "OTHER", "This page is about Item No. MED, not OTHER."),
        (12, "Quantity", "", "Quantity is missing. A row without serial no. needs one."),
        (
            13,
            "Expiration Date",
            "2027-01-01",
            "Lot no. L1 already has Expiration Date 2026-12-31 here, not 2027-01-01."
            " One lot has one date.",
        ),
        (
            14,
            "Quantity",
            "-1",
            "Quantity must be positive, as on the document line, not -1.",
        ),
    ]


@pytest.mark.rule("SCAN-041")
def test_given_the_same_upload_twice_then_nothing_doubles(dated, opened):
    session = opened(purchase_order(dated, 5))
    content = csv_of("Serial No.,Lot No.", "S1,L1", "S2,L1")
    upload(session, content)

    assert outcome(upload(session, content)) == (0, 2, 0)
    assert session.rows.count() == 2


@pytest.mark.rule("SCAN-041")
def test_given_a_row_is_there_differently_then_it_is_rejected(wine, opened):
    session = opened(purchase_order(wine, 9))
    rows.add_row(session=session, by=session.user, lot_no="L1", quantity=Decimal(4))

    upload(session, csv_of("Lot No.,Quantity", "L1,5", "L2,5"))

    assert rejected(session) == [
        (
            2,
            "Lot No.",
            "L1",
            "Lot No. L1 is already on this page with quantity 4. Change that row instead.",
        )
    ]


@pytest.mark.rule("SCAN-041")
def test_given_all_or_nothing_then_one_fault_keeps_all_out(dated, opened):
    session = opened(purchase_order(dated, 5))

    imported = upload(session, csv_of("Serial No.,Quantity", "S1,1", "S2,2"), all_or_nothing=True)

    assert outcome(imported) == (0, 0, 1)
    assert not session.rows.exists()
    assert len(rejected(session)) == 1


@pytest.mark.rule("ITL-073", "POST-087")
def test_given_a_date_that_entries_contradict_then_the_row_is_rejected(opened):
    wine = ItemFactory(no="WINE", item_tracking_code=lot_code(use_expiration_dates=True))
    in_stock(wine, 5, lot_no="L1", expiration_date=DEC_31)
    session = opened(purchase_order(wine, 9))

    upload(
        session,
        csv_of("Lot No.,Quantity,Expiration Date", "L1,2,2027-01-01", "L2,3,2027-01-01"),
    )

    assert on_page(session) == [("", "L2", 3, date(2027, 1, 1))]
    assert rejected(session) == [
        (
            2,
            "Expiration Date",
            "2027-01-01",
            "Expiration Date of Lot No. L1 is 2026-12-31, fixed by existing entries, not 2027-01-01."
            " Change it with the reclassification journal.",
        )
    ]


@pytest.mark.rule("ITL-072")
def test_given_no_date_in_the_list_then_the_known_one_is_filled_in(wine, opened):
    in_stock(wine, 5, lot_no="L1", expiration_date=DEC_31)
    session = opened(purchase_order(wine, 9))

    upload(session, csv_of("Lot No.,Quantity", "L1,2", "L2,3"))

    assert on_page(session) == [("", "L1", 2, DEC_31), ("", "L2", 3, None)]


@pytest.mark.rule("SET-062")
def test_given_a_code_without_dates_then_a_row_with_one_is_rejected(chair, opened):
    session = opened(purchase_order(chair, 9))

    upload(session, csv_of("Serial No.,Expiration Date", "S1,2026-12-31", "S2,"))

    assert [row[0] for row in on_page(session)] == ["S2"]
    assert "Item 1900-S has no expiration dates" in rejected(session)[0][3]


@pytest.mark.rule("ITL-063", "ITL-077", "ITL-103")
def test_given_goods_go_out_then_serials_bring_lot_and_warranty_and_dates_must_agree(opened):
    item = ItemFactory(no="MED", item_tracking_code=serial_code(use_expiration_dates=True))
    for number in range(3):
        in_stock(
            item,
            serial_no=f"S{number}",
            lot_no="L1",
            expiration_date=DEC_31,
            warranty_date=DEC_31,
        )
    session = opened(sales_order(item, 5))
    in_stock(item, serial_no="LATE", lot_no="L7")

    upload(
        session,
        csv_of(
            "Serial No.,Expiration Date",
            "S0,",
            "S1,2026-12-31",
            "S2,2027-01-01",
            "NEW,2027-01-01",
            "LATE,",
        ),
    )

    assert on_page(session) == [
        ("S0", "L1", 1, None),
        ("S1", "L1", 1, None),
        ("LATE", "L7", 1, None),
    ]
    assert session.rows.get(serial_no="S0").warranty_date == DEC_31
    assert [fault[0] for fault in rejected(session)] == [4, 5]


@pytest.mark.rule("ITL-175")
def test_given_a_reclassification_then_the_list_may_bring_new_numbers(wine, opened):
    in_stock(wine, 5, lot_no="L1", expiration_date=DEC_31)
    in_stock(wine, 5, lot_no="L2", expiration_date=DEC_31)
    session = opened(reclassification(wine, 9))

    upload(session, csv_of("Lot No.,New Lot No.,Quantity", "L1,N1,5", "L2,,4"))

    found = session.rows.order_by("id").values_list("lot_no", "new_lot_no", "new_expiration_date")
    assert list(found) == [("L1", "N1", DEC_31), ("L2", "L2", DEC_31)]


# --- pasting ---


@pytest.mark.rule("SCAN-037")
def test_given_a_plain_list_then_every_value_is_a_number_of_the_kind(chair, opened):
    session = opened(purchase_order(chair, 9))

    imported = paste(session, 'S1, "S2,X"\nS3;S4\r\n\r\nS5\tS6')

    assert outcome(imported) == (6, 0, 0)
    assert [row[0] for row in on_page(session)] == ["S1", "S2,X", "S3", "S4", "S5", "S6"]


@pytest.mark.rule("SCAN-037")
def test_given_a_table_is_pasted_then_its_headings_count(dated, opened):
    session = opened(purchase_order(dated, 9))

    paste(session, "Lot No.\tSerial No.\nL1\tS1\nL1\tS2")

    assert [row[:2] for row in on_page(session)] == [("S1", "L1"), ("S2", "L1")]


# --- scanning ---


def scan(session, code, kind="serial"):
    return scanning.scan(session=session, by=session.user, kind=kind, code=code)


@pytest.mark.rule("ITL-118", "SCAN-021", "SCAN-022")
def test_given_serials_come_in_then_each_scan_adds_a_row_and_a_repeated_one_is_rejected(
    chair, opened
):
    session = opened(purchase_order(chair, 10))

    outcomes = [scan(session, code) for code in ("SN1", "SN2", " sn1 ")]

    assert [bool(one.row) for one in outcomes] == [True, True, False]
    assert (
        outcomes[2].refused == "Serial no. SN1 of item 1900-S is already on these tracking lines."
    )
    assert outcomes[2].undefined == 8
    assert rejected(session)[0][2] == "SN1"


@pytest.mark.rule("ITL-119", "SCAN-023")
def test_given_lots_come_in_then_the_first_scan_counts_one_and_each_further_one_more(wine, opened):
    session = opened(purchase_order(wine, 10))

    for code in ("LOT1", "LOT1", "LOT2"):
        scan(session, code, "lot")

    assert [(row[1], row[2]) for row in on_page(session)] == [("LOT1", 2), ("LOT2", 1)]


@pytest.mark.rule("SCAN-025", "ITL-117")
def test_given_all_is_tracked_then_a_further_scan_is_rejected(chair, opened):
    session = opened(purchase_order(chair, 1))
    scan(session, "SN1")

    further = scan(session, "SN2")

    assert further.refused == "All 1 units are tracked, nothing left to scan."
    assert session.rows.count() == 1


@pytest.mark.rule("ITL-120", "SCAN-024")
def test_given_goods_go_out_then_only_what_is_on_hand_and_free_is_taken(chair, opened):
    many_in_stock(chair, [("S1", "L1", ""), ("S2", "L1", "")])
    other = sales_order(chair, 1)
    tracked(other.lines.get(), "S2")
    session = opened(sales_order(chair, 5))

    free, unknown, requested = scan(session, "S1"), scan(session, "S9"), scan(session, "S2")

    assert (free.row.serial_no, free.row.lot_no, free.row.quantity) == ("S1", "L1", 1)
    assert unknown.refused == "Serial No. S9 of item 1900-S is not on hand at EAST."
    assert requested.refused == (
        f"Serial No. S2 of item 1900-S is on hand, but Sales order {other.no}, line 10000 asks for it."
    )
    assert session.rows.count() == 1


@pytest.mark.rule("SCAN-029")
def test_given_stock_arrived_after_opening_when_scanned_then_live_figures_count(chair, opened):
    session = opened(sales_order(chair, 5))
    in_stock(chair, serial_no="S1")

    assert scan(session, "S1").row is not None


@pytest.mark.rule("SCAN-029", "ITL-212")
def test_given_a_rejected_scan_then_it_can_be_taken_over_as_if_typed(chair, opened):
    in_stock(chair, serial_no="S2")
    tracked(sales_order(chair, 1).lines.get(), "S2")
    session = opened(sales_order(chair, 5))
    scan(session, "S2")

    row = scanning.take_rejected(
        session=session, rejected_id=session.rejected.get().pk, by=session.user
    )

    assert row.serial_no == "S2"
    assert not session.rejected.exists()


@pytest.mark.rule("ITL-120", "SCAN-024")
@pytest.mark.parametrize(("line_quantity", "taken"), [(5, 3), (2, 2)])
def test_given_a_lot_goes_out_then_as_much_as_is_free_and_needed_is_taken(
    wine, opened, line_quantity, taken
):
    in_stock(wine, 4, lot_no="L1")
    tracked(sales_order(wine, 1).lines.get(), lot_no="L1", quantity=1)
    session = opened(sales_order(wine, line_quantity))

    assert scan(session, "L1", "lot").row.quantity == taken


@pytest.mark.rule("SCAN-024")
def test_given_the_kind_is_not_specific_then_an_unknown_number_is_a_new_one(opened):
    code = code_with("OUT", sn_sales_outbound_tracking=True)
    phone = ItemFactory(item_tracking_code=code)
    session = opened(sales_order(phone, 2))

    assert scan(session, "NEW1").row.quantity == 1


# --- cost ---


@pytest.mark.rule("SCAN-041", "ITL-230")
@pytest.mark.parametrize("make", [purchase_order, sales_order])
def test_given_ten_or_a_thousand_rows_then_the_upload_costs_the_same_statements(
    opened, django_assert_max_num_queries, make
):
    def cost(size):
        item = ItemFactory(item_tracking_code=serial_code(f"C{size}", use_expiration_dates=True))
        session = opened(make(item, size))
        if make is sales_order:
            many_in_stock(item, [(f"S{n:05}", "", "") for n in range(size)], expiration_date=DEC_31)
        content = csv_of(
            "Serial No.,Expiration Date", *(f"S{number:05},2026-12-31" for number in range(size))
        )
        with django_assert_max_num_queries(40) as counted:
            imported = upload(session, content)
        assert outcome(imported) == (size, 0, 0)
        return len(counted.captured_queries)

    assert cost(10) == cost(1000)
