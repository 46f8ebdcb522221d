"""Import and export of set-up tables on pages and in the background."""

import csv
import io

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from openpyxl import load_workbook

from tests.core.tables.files import UNITS, as_csv, csv_file, imported, told
from tests.factories import (
    BinFactory,
    CustomerFactory,
    ItemFactory,
    LocationFactory,
    NumberSeriesFactory,
    UnitFactory,
    UserFactory,
    VendorFactory,
    lot_code,
    setup_series,
    user_with_role,
)
from tracking.models import NumberInformation
from wms.core import tables
from wms.core.models import Job, SetupChange
from wms.core.pages import addresses
from wms.core.tables import exporting
from wms.inventory.models import Item, ItemVariant, UnitOfMeasure, WarehouseEmployee

pytestmark = pytest.mark.django_db


BOTH = pytest.mark.parametrize("headers", [{}, {"HX-Request": "true"}])


def page(name: str = UNITS) -> str:
    return reverse("setup_table", args=[name])


def sent(client, content: bytes, *, name=UNITS, file="units.csv", headers=None, **fields):
    data = {"file": SimpleUploadedFile(file, content), "do": "import"} | fields
    return client.post(page(name), data, headers=headers or {})


def rows_of(answer) -> list[list[str]]:
    return list(csv.reader(io.StringIO(answer.getvalue().decode("utf-8-sig"))))


# ---- importing on a page


@pytest.mark.rule("IMP-001", "LOG-003")
@BOTH
def test_a_file_is_imported_and_told(boss, headers):
    answer = sent(boss, csv_file("Code,Description", "PCS,Piece"), headers=headers)

    assert answer.status_code == 200
    assert "Imported: 1 made, 0 changed, 0 unchanged, 0 refused." in answer.text
    assert ("<html" in answer.text) is not bool(headers)
    change = SetupChange.objects.order_by("pk").first()
    assert (change.source, change.changed_by.username) == ("import", "boss")


@pytest.mark.rule("IMP-002", "IMP-003")
@BOTH
def test_given_faulty_rows_then_each_is_told_and_nothing_stored(boss, headers):
    content = csv_file("Code,Description", "PCS,Piece", "<b>TOO-LONG</b>,x")

    answer = sent(boss, content, headers=headers)

    assert answer.status_code == 422
    assert "Nothing was stored: 1 row is wrong." in answer.text
    assert "Code may have at most 10 characters; this has 15. Shorten it." in answer.text
    assert "&lt;b&gt;TOO-LONG&lt;/b&gt;" in answer.text
    assert "<b>TOO" not in answer.text
    assert not UnitOfMeasure.objects.exists()


@pytest.mark.rule("IMP-003")
def test_good_rows_are_kept_when_asked_for(boss):
    answer = sent(boss, csv_file("Code", "PCS", "MUCH-TOO-LONG"), keep_good="on")

    assert answer.status_code == 200
    assert UnitOfMeasure.objects.get().code == "PCS"


@pytest.mark.rule("IMP-003")
def test_a_check_stores_nothing(boss):
    answer = sent(boss, csv_file("Code", "PCS"), do="check")

    assert "Checked, nothing stored: 1 would be made" in answer.text
    assert not UnitOfMeasure.objects.exists()


@pytest.mark.rule("IMP-004")
@pytest.mark.parametrize(
    ("content", "why"),
    [
        (b"Colour\nred", "have no column Colour"),
        (b"Code\n\xff", "The file is not in UTF-8"),
        (b"PK\x03\x04", "cannot be read as a spreadsheet"),
    ],
)
@BOTH
def test_given_a_file_that_is_no_table_then_the_form_says_why(boss, content, why, headers):
    answer = sent(boss, content, headers=headers)

    assert answer.status_code == 422
    assert why in answer.text


def test_given_no_file_then_the_form_says_so(boss):
    assert "File must be filled." in boss.post(page(), {"do": "import"}).text


@pytest.mark.rule("IMP-004")
def test_given_a_file_that_is_too_large_then_it_is_refused(boss, settings):
    settings.WMS_UPLOAD_MAX_BYTES = 1024 * 1024

    answer = sent(boss, b"x" * (1024 * 1024 + 1))

    assert answer.status_code == 422
    assert "is larger than 1 MB" in answer.text


# ---- in the background


@pytest.mark.rule("IMP-006")
@BOTH
def test_more_than_a_thousand_rows_are_a_job(
    boss, headers, django_capture_on_commit_callbacks, settings, tmp_path
):
    settings.MEDIA_ROOT = tmp_path
    content = csv_file("Code", *(f"U{place}" for place in range(1001)), "MUCH-TOO-LONG")

    with django_capture_on_commit_callbacks(execute=True):
        answer = sent(boss, content, headers=headers, keep_good="on")

    job = Job.objects.get()
    url = reverse("job", args=[job.pk])
    assert (answer.headers.get("HX-Redirect") or answer.url) == url
    assert job.message == "Imported: 1,001 made, 0 changed, 0 unchanged, 1 refused."
    assert job.refusals == [
        {
            "row": 1003,
            "column": "Code",
            "value": "MUCH-TOO-LONG",
            "reason": "Code may have at most 10 characters; this has 13. Shorten it.",
        }
    ]
    assert UnitOfMeasure.objects.count() == 1001
    change = SetupChange.objects.first()
    assert (change.source, change.changed_by.username) == ("import", "boss")


@pytest.mark.rule("IMP-004", "IMP-006")
def test_given_a_long_file_that_is_no_table_then_its_job_is_refused_and_the_file_goes(
    boss, django_capture_on_commit_callbacks, settings, tmp_path
):
    settings.MEDIA_ROOT = tmp_path

    with django_capture_on_commit_callbacks(execute=True):
        sent(boss, csv_file("Colour", *(f"U{place}" for place in range(1001))))

    job = Job.objects.get()
    assert job.state == Job.State.REFUSED
    assert "have no column Colour" in job.refusals[0]["reason"]
    assert not [path for path in tmp_path.rglob("*") if path.is_file()]


@pytest.mark.rule("IMP-006")
def test_a_thousand_rows_are_not(boss):
    sent(boss, csv_file("Code", *(f"U{place}" for place in range(1000))), do="check")

    assert not Job.objects.exists()


# ---- exporting


@pytest.fixture
def company(db):
    """A record in every table, with everything that a file could spoil."""
    setup_series()
    item = ItemFactory(
        no="1900-S",
        description="=1+1",
        base_unit_of_measure=UnitFactory(code="PCS"),
        item_tracking_code=lot_code("LOTALL", use_expiration_dates=True),
        lot_nos=NumberSeriesFactory(code="LOT", first="LOT0001"),
        expiration_calculation="-1W",
    )
    ItemVariant.objects.create(item=item, code="RED", description='Red; "very", new')
    place = LocationFactory(
        code="SILVER", name="Lager Süd", bin_mandatory=True, default_bin_selection="fixed"
    )
    place.adjustment_bin = BinFactory(location=place, code="B-01")
    place.save()
    VendorFactory(no="V1", name="@home", city="-")
    CustomerFactory(no="C1", name="+49 30 Möbel")
    WarehouseEmployee.objects.create(user=UserFactory(username="anna"), location=place)
    NumberInformation.objects.create(
        kind="lot", item=item, variant=item.variants.get(code=""), number="L1", test_quality="good"
    )


@pytest.mark.rule("IMP-007")
@pytest.mark.parametrize("file_format", ["csv", "xlsx"])
def test_what_is_exported_is_imported_again_without_a_change(boss, company, file_format):
    for table in tables.tables():
        answer = boss.get(f"{page(table.name)}?export={file_format}")
        content = b"".join(answer.streaming_content) if answer.streaming else answer.content

        result = imported(table.name, content)

        assert told(result) == [], table.name
        assert (result.made, result.changed) == (0, 0), table.name
        assert result.unchanged == table.records().count(), table.name


@pytest.mark.rule("IMP-007")
def test_an_empty_company_is_filled_from_the_files_of_another(boss, company):
    names = ("units-of-measure", "items", "item-variants")
    files = {
        name: as_csv(exporting.headings(tables.find(name)), exporting.rows(tables.find(name)))
        for name in names
    }
    NumberInformation.objects.all().delete()
    Item.objects.all().delete()
    UnitOfMeasure.objects.all().delete()

    results = [imported(name, files[name]) for name in names]

    assert [told(result) for result in results] == [[], [], []]
    assert Item.objects.get().description == "=1+1"
    assert Item.objects.get().expiration_calculation == "-1W"
    assert ItemVariant.objects.get(code="RED").description.startswith('Red; "very"')


@pytest.mark.rule("IMP-007")
def test_what_a_spreadsheet_would_take_for_a_formula_is_exported_as_text(boss, company):
    cells = dict(zip(*rows_of(boss.get(f"{page('items')}?export=csv")), strict=True))
    book = load_workbook(io.BytesIO(boss.get(f"{page('vendors')}?export=xlsx").content))

    assert cells["Description"] == "'=1+1"
    assert cells["Expiration Calculation"] == "'-1W"
    assert book.active["B2"].value == "'@home"


def test_a_template_has_the_headings_alone(boss):
    assert rows_of(boss.get(f"{page()}?export=template")) == [["Code", "Description"]]


def test_given_an_unknown_format_then_the_page_says_so(boss):
    answer = boss.get(f"{page()}?export=exe", follow=True)

    assert "exported as csv or xlsx, not as exe" in answer.text


def test_given_too_many_rows_for_a_spreadsheet_then_the_page_says_what_to_do(boss, monkeypatch):
    monkeypatch.setitem(tables_view_limits(), "xlsx", 1)
    UnitFactory(code="A")
    UnitFactory(code="B")

    answer = boss.get(f"{page()}?export=xlsx", follow=True)

    assert "export_setup units-of-measure FILE.csv" in answer.text


def tables_view_limits() -> dict[str, int]:
    from wms.core.pages.exports import MOST_ROWS

    return MOST_ROWS


# ---- who may


@pytest.mark.parametrize(
    ("role", "page_status", "import_status"),
    [
        ("administrator", 200, 200),
        ("auditor", 200, 403),
        ("purchaser", 200, 403),  # may look at units
    ],
)
@BOTH
def test_who_may_export_and_import(client, role, page_status, import_status, headers):
    client.force_login(user_with_role(role))

    shown = client.get(page(), headers=headers)
    assert shown.status_code == page_status
    assert ('name="file"' in shown.text) is (import_status == 200)
    assert sent(client, csv_file("Code", "PCS"), headers=headers).status_code == import_status


def test_a_table_that_a_role_may_not_see_is_refused(client):
    client.force_login(user_with_role("purchaser"))

    assert client.get(page("number-series")).status_code == 403
    assert client.get(f"{page('number-series')}?export=csv").status_code == 403
    assert client.get(reverse("setup_tables")).status_code == 403


def test_nobody_logged_in_is_asked_to_log_in(client):
    assert client.get(page()).status_code == 302
    assert sent(client, b"Code").status_code == 302


def test_wrong_methods_and_tables(boss):
    assert boss.delete(page()).status_code == 405
    assert boss.post(reverse("setup_tables")).status_code == 405
    assert boss.get(page("nonsense")).status_code == 404


def test_all_tables_are_listed_and_found_from_their_lists(boss):
    shown = boss.get(reverse("setup_tables")).text

    for table in tables.tables():
        assert page(table.name) in shown
        assert boss.get(page(table.name)).status_code == 200
    assert page() in boss.get(reverse("units")).text


@pytest.mark.rule("LOG-002")
def test_every_card_shows_its_change_log(boss, company):
    shown = []
    for model in addresses.tables():
        record = model.objects.order_by("-pk").first()
        if record is not None:
            shown.append(model.__name__)
            assert 'id="change-log"' in boss.get(addresses.address_of(record)).text, model

    assert {"Item", "Location", "ItemTrackingCode", "NumberInformation", "Bin"} <= set(shown)
