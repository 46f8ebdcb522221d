"""Pasted lists with preview, ranges, and the sheet of a spreadsheet (SCAN-037, SCAN-038, SCAN-040)."""

import io
from decimal import Decimal

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from tests.factories import purchase_order, sales_order, tracked, user_with_role
from tests.tracking.stock import in_stock
from tracking.models import NumberInformation
from tracking.services import ranges, reading, rows, sessions, uploads
from wms.core.errors import Refused

HTMX = {"HX-Request": "true"}


# --- ranges ---


@pytest.mark.rule("SCAN-038")
@pytest.mark.parametrize(
    ("text", "first", "last", "count"),
    [
        ("SN001..SN050", "SN001", "SN050", 50),
        ("SN1..SN9", "SN1", "SN9", 9),
        ("A-001X..A-003X", "A-001X", "A-003X", 3),
        ("a1b07..a1b12", "A1B07", "A1B12", 6),
        ("7..7", "7", "7", 1),
    ],
)
def test_a_range_has_all_numbers_of_the_same_width(text, first, last, count):
    found = ranges.expanded(text)

    assert (found[0], found[-1], len(found)) == (first, last, count)


@pytest.mark.rule("SCAN-038")
@pytest.mark.parametrize(
    ("text", "why"),
    [
        (
            "SN001..SM050",
            "SN001 to SM050 is no range: the ends differ in more than their last digits",
        ),
        (
            "A-001X..A-003Y",
            "A-001X to A-003Y is no range: the ends differ in more than their last digits",
        ),
        (
            "SN1..SN010",
            "SN1 to SN010 is no range: write the last digits of both ends with the same length",
        ),
        ("SN050..SN001", "SN050 to SN001 is no range: the first number comes after the last"),
        ("FIRST..LAST", "FIRST to LAST is no range: both ends need digits that count up"),
        ("S00001..S10001", "S00001 to S10001 has 10,001 numbers: at most 10,000 at once"),
    ],
)
def test_a_range_that_is_none_names_both_ends(text, why):
    with pytest.raises(ranges.NoRange) as wrong:
        ranges.expanded(text)

    assert str(wrong.value) == why


@pytest.mark.rule("SCAN-038")
def test_a_range_has_no_more_numbers_than_are_still_undefined():
    assert len(ranges.expanded("S1..S5", most=5)) == 5
    with pytest.raises(ranges.NoRange) as wrong:
        ranges.expanded("S1..S6", most=5)
    assert str(wrong.value) == "S1 to S6 has 6 numbers: only 5 are still undefined"


@pytest.mark.rule("SCAN-037", "SCAN-038")
def test_a_list_is_split_at_every_separator_and_quotes_keep_a_value_together():
    sheet = reading.read_text(
        'S1, "S2,X";S3\tS4\r\n\r\n;;S5..S7,"A..B"\n"say ""hi"""', column="serial_no"
    )

    assert sheet.columns["serial_no"] == [
        "S1",
        "S2,X",
        "S3",
        "S4",
        "S5",
        "S6",
        "S7",
        "A..B",
        'say "hi"',
    ]
    assert sheet.is_plain


# --- the preview ---


def preview(session, text, **how):
    sheet = reading.read_text(text, column="serial_no", **how)
    found = uploads.preview_rows(session=session, sheet=sheet, from_stock=True)
    return [(row.number, row.status) for row in found]


@pytest.mark.rule("SCAN-037")
@pytest.mark.django_db
def test_the_preview_says_what_becomes_of_each_number_and_adds_nothing(chair, opened):
    session = opened(purchase_order(chair, 10))
    rows.add_row(session=session, by=session.user, serial_no="S1")
    NumberInformation.objects.create(
        kind="serial", item=chair, variant=chair.variants.get(), number="S9", blocked=True
    )

    found = preview(session, f"S1\nS2\nS2\nS9\n{'X' * 51}\nA1..B2")

    assert found == [
        ("S1", "already there"),
        ("S2", "ok"),
        ("S2", "duplicate in list"),
        ("S9", "blocked"),
        ("X" * 51, "too long"),
        ("A1..B2", "not readable"),
    ]
    assert session.rows.count() == 1
    assert not session.rejected.exists()


@pytest.mark.rule("SCAN-037")
@pytest.mark.django_db
def test_where_goods_leave_only_what_is_on_hand_can_be_pasted(chair, opened):
    in_stock(chair, serial_no="S1")
    session = opened(sales_order(chair, 10))

    assert preview(session, "S1\nS2") == [("S1", "ok"), ("S2", "not on hand")]


@pytest.mark.django_db
def test_a_locked_page_is_not_pasted_into(chair, opened):
    session = opened(purchase_order(chair, 10))
    sheet = reading.read_text("S1", column="serial_no")
    sessions.discard(session)

    with pytest.raises(Refused):
        uploads.preview_rows(session=session, sheet=sheet)


# --- the page ---


@pytest.fixture
def purchaser(client, db):
    user = user_with_role("purchaser")
    client.force_login(user)
    return user


def url_of(document, name="tracking_paste"):
    return reverse(name, args=[document.lines.get().pk])


def text_of(response):
    return response.content.decode()


@pytest.mark.rule("SCAN-037")
@pytest.mark.parametrize("headers", [{}, HTMX], ids=["plain", "htmx"])
def test_good_numbers_are_added_and_the_others_stay_in_the_box(client, purchaser, chair, headers):
    order = purchase_order(chair, 10)
    session = sessions.open_page(order.lines.get(), purchaser)
    form = {"kind": "serial", "text": "S1..S3\nS2\nA1..B2"}

    shown = client.post(url_of(order), form | {"preview": "yes"}, headers=headers)
    count = session.rows.count()
    added = client.post(url_of(order), form, headers=headers)

    assert shown.status_code == 200
    assert "Add 3 valid ones" in text_of(shown)
    assert "duplicate in list" in text_of(shown)
    assert count == 0
    assert sorted(session.rows.values_list("serial_no", flat=True)) == ["S1", "S2", "S3"]
    assert added.status_code == 422
    assert "3 added; these are not. Correct them, or cancel." in text_of(added)
    assert ">\nS2\nA1..B2</textarea>" in text_of(added).replace("\r", "")
    assert not session.rejected.exists()


@pytest.mark.rule("SCAN-037")
def test_when_all_are_good_the_page_is_shown(client, purchaser, chair):
    order = purchase_order(chair, 10)
    client.get(url_of(order, "tracking_lines"))

    answer = client.post(url_of(order), {"kind": "serial", "text": "S1..S3"}, headers=HTMX)

    assert answer.status_code == 200
    assert "3 rows added." in text_of(answer)


@pytest.mark.rule("SCAN-038")
def test_a_range_beyond_what_is_undefined_says_both_figures(client, purchaser, chair):
    order = purchase_order(chair, 10)
    tracked(order.lines.get(), "X1")
    client.get(url_of(order, "tracking_lines"))

    answer = client.post(
        url_of(order), {"kind": "serial", "text": "S01..S10", "preview": "yes"}, headers=HTMX
    )

    assert "S01 to S10 has 10 numbers: only 9 are still undefined." in text_of(answer)
    assert "valid one" not in text_of(answer)


# --- sheets ---


def workbook():
    book = openpyxl.Workbook()
    book.active.title = "Notes"
    book.active.append(["nothing", "here"])
    sheet = book.create_sheet("Serials")
    sheet.append(["Serial No."])
    sheet.append(["S1"])
    sheet.append([1001.0])
    content = io.BytesIO()
    book.save(content)
    return content.getvalue()


@pytest.mark.rule("SCAN-040")
@pytest.mark.parametrize("name", ["Serials", " serials "])
def test_a_sheet_is_chosen_by_its_name(client, purchaser, chair, name):
    order = purchase_order(chair, 10)
    session = sessions.open_page(order.lines.get(), purchaser)

    client.post(
        url_of(order, "tracking_upload"),
        {"file": SimpleUploadedFile("serials.xlsx", workbook()), "sheet": name},
        headers=HTMX,
    )

    assert sorted(session.rows.values_list("serial_no", flat=True)) == ["1001", "S1"]


@pytest.mark.rule("SCAN-040")
@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("Parts", "There is no sheet Parts. The file has: Notes, Serials."),
        ("", "The first row must name the columns"),
    ],
)
def test_another_sheet_is_refused_naming_those_there_are(client, purchaser, chair, name, words):
    order = purchase_order(chair, 10)
    client.get(url_of(order, "tracking_lines"))

    answer = client.post(
        url_of(order, "tracking_upload"),
        {"file": SimpleUploadedFile("serials.xlsx", workbook()), "sheet": name},
        headers=HTMX,
    )

    assert answer.status_code == 422
    assert words in text_of(answer)


@pytest.mark.django_db
def test_lots_are_pasted_as_a_table_with_their_quantities(wine, opened):
    session = opened(purchase_order(wine, 10))
    sheet = reading.read_text("Lot No.\tQuantity\nL1\t4\nL2\t6", column="lot_no")

    uploads.import_rows(session=session, by=session.user, sheet=sheet, from_stock=True)

    assert dict(session.rows.values_list("lot_no", "quantity")) == {
        "L1": Decimal(4),
        "L2": Decimal(6),
    }
