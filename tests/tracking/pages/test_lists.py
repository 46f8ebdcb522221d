"""Lists of numbers over HTTP: uploaded files, pasted text, scans, and what was not taken over."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from tests.factories import (
    purchase_order,
    sales_order,
    tracked,
)
from tests.tracking.pages.asking import HTMX, page_for, text_of, url_of
from tests.tracking.stock import in_stock
from tracking.models import TrackingLine, UploadReport

pytestmark = pytest.mark.django_db


@pytest.mark.rule("SCAN-040", "SCAN-041")
def test_given_an_upload_with_faults_then_they_are_listed_and_can_be_downloaded(
    client, purchaser, chair
):
    order = purchase_order(chair, 10)
    client.get(url_of(order))
    file = SimpleUploadedFile("s.csv", b"Serial No.,Quantity,Colour\nS1,1,red\nS2,2,\n=A1,x,\n")

    response = client.post(url_of(order, "tracking_upload"), {"file": file}, headers=HTMX)
    download = client.get(url_of(order, "tracking_rejected"))

    page = text_of(response)
    assert "1 row added." in page
    assert "2 rows were not taken over" in page
    assert "Not read: Colour." in page
    assert "Quantity of serial no. S2 must be 1, not 2." in page
    assert text_of(download).splitlines()[1:] == [
        '3,Quantity,2,"Quantity of serial no. S2 must be 1, not 2."',
        "4,Quantity,x,Quantity x is not a number. Write it as 4 or 0.5.",
    ]


@pytest.mark.rule("SCAN-041")
def test_given_an_upload_then_a_report_says_what_became_of_each_row(client, purchaser, chair):
    order = purchase_order(chair, 10)
    client.get(url_of(order))
    for content in (b"Serial No.\nS0", b"Lot No.,Serial No.\nL1,S1\n=L2,S1\n,S0\n"):
        file = SimpleUploadedFile("<b>.csv", content)
        page = text_of(client.post(url_of(order, "tracking_upload"), {"file": file}, headers=HTMX))

    report = client.get(url_of(order, "tracking_report"))

    assert "All rows of &lt;b&gt;.csv" in page
    assert text_of(report).splitlines() == [
        "\ufeffRow,Lot No.,Serial No.,Status,Reason",
        "2,L1,S1,added,",
        "3,'=L2,S1,duplicate in list,Serial No. S1 is already in row 2 of this list.",
        "4,,S0,already there,",
    ]


@pytest.mark.rule("SCAN-041")
def test_given_all_or_nothing_then_the_report_says_why_good_rows_are_not_there(
    client, purchaser, chair
):
    order = purchase_order(chair, 10)
    client.get(url_of(order))
    file = SimpleUploadedFile("s.csv", b"Serial No.,Quantity\nS1,1\nS2,2\n")
    data = {"file": file, "all_or_nothing": "on"}
    client.post(url_of(order, "tracking_upload"), data, headers=HTMX)

    report = client.get(url_of(order, "tracking_report"))

    assert text_of(report).splitlines()[1:] == [
        '2,S1,1,not added,"Another row is wrong, and all or nothing was asked for."',
        '3,S2,2,not possible,"Quantity of serial no. S2 must be 1, not 2."',
    ]


def test_given_no_upload_then_there_is_no_report(client, purchaser, chair):
    order = purchase_order(chair, 10)
    client.get(url_of(order))

    assert client.get(url_of(order, "tracking_report")).status_code == 404


def test_given_the_page_is_saved_then_its_report_goes_with_it(client, purchaser, chair):
    order = purchase_order(chair, 1)
    client.get(url_of(order))
    file = SimpleUploadedFile("s.csv", b"Serial No.\nS1")
    client.post(url_of(order, "tracking_upload"), {"file": file}, headers=HTMX)

    client.post(url_of(order, "tracking_close"), {"action": "save"}, headers=HTMX)

    assert not UploadReport.objects.exists()
    assert TrackingLine.objects.get().session is None


def test_given_rejected_values_that_look_like_formulas_then_the_download_escapes_them(
    client, purchaser, chair
):
    order = purchase_order(chair, 10)
    client.get(url_of(order))
    client.post(url_of(order, "tracking_paste"), {"text": "Serial No.\n=1+1\n=1+1"})

    lines = text_of(client.get(url_of(order, "tracking_rejected"))).splitlines()

    assert lines[1].startswith("3,Serial No.,'=1+1,")


def test_given_the_rejected_rows_were_dealt_with_then_the_list_goes(client, purchaser, chair):
    order = purchase_order(chair, 10)
    session = page_for(purchaser, order)
    client.post(url_of(order, "tracking_paste"), {"text": "Serial No.\nS1\nS1"})

    client.post(url_of(order, "tracking_rejected"), headers=HTMX)

    assert not session.rejected.exists()


@pytest.mark.parametrize(
    ("data", "words"),
    [({}, "File"), ({"file": SimpleUploadedFile("e.csv", b"")}, "empty")],
)
def test_given_no_file_or_an_empty_one_then_the_dialog_says_so(
    client, purchaser, chair, data, words
):
    order = purchase_order(chair, 10)
    client.get(url_of(order))

    response = client.post(url_of(order, "tracking_upload"), data, headers=HTMX)

    assert response.status_code == 422
    assert words in text_of(response)


def test_given_the_template_then_it_has_the_columns_of_the_page(client, purchaser, wine):
    order = purchase_order(wine, 10)
    client.get(url_of(order))

    assert text_of(client.get(url_of(order, "tracking_template"))) == (
        "Serial No.,Lot No.,Package No.,Expiration Date,Quantity,Warranty Date\r\n"
    )


def test_given_scans_then_each_is_told_and_rejected_ones_are_listed(client, purchaser, chair):
    order = purchase_order(chair, 2)
    client.get(url_of(order))
    url = url_of(order, "tracking_scan")

    first = client.post(url, {"kind": "serial", "code": "s1"}, headers=HTMX)
    again = client.post(url, {"kind": "serial", "code": "s1"}, headers=HTMX)
    plain = client.post(url, {"kind": "nonsense", "code": "s2"})

    assert "1 to go" in text_of(first)
    assert "Serial no. S1 of item 1900-S is already on these tracking lines." in text_of(again)
    assert plain.status_code == 302
    assert TrackingLine.objects.count() == 2


@pytest.mark.rule("SCAN-029")
def test_given_a_scan_is_asked_for_elsewhere_then_it_can_be_taken_over_all_the_same(
    client, seller, chair
):
    in_stock(chair, serial_no="S1")
    tracked(sales_order(chair, 1).lines.get(), "S1")
    order = sales_order(chair, 2)
    session = page_for(seller, order)
    rejected = client.post(
        url_of(order, "tracking_scan"), {"kind": "serial", "code": "s1"}, headers=HTMX
    )

    response = client.post(
        url_of(order, "tracking_take_rejected", session.rejected.get().pk), headers=HTMX
    )

    assert "Take over all the same" in text_of(rejected)
    assert "1 too many" in text_of(response)
