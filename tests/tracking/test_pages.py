"""The pages of item tracking lines over HTTP: who may, what is answered, with and without HTMX."""

import re
from datetime import date
from decimal import Decimal

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from tests.factories import (
    ItemFactory,
    purchase_order,
    reclassification,
    sales_order,
    serial_code,
    tracked,
    user_with_role,
)
from tests.tracking.stock import in_stock, many_in_stock
from tracking import locks
from tracking.models import NumberInformation, TrackingLine, TrackingSession, UploadReport
from tracking.services import rows, sessions
from wms.core.errors import Refused

pytestmark = pytest.mark.django_db
HTMX = {"HX-Request": "true"}


@pytest.fixture
def purchaser(client):
    user = user_with_role("purchaser")
    client.force_login(user)
    return user


@pytest.fixture
def seller(client):
    user = user_with_role("sales")
    client.force_login(user)
    return user


def url_of(document, name="tracking_lines", *args):
    return reverse(name, args=[document.lines.get().pk, *args])


def page_for(user, document):
    return sessions.open_page(document.lines.get(), user)


def text_of(response):
    return response.content.decode()


ADDRESSES = [
    ("get", "tracking_lines", ()),
    ("get", "tracking_rows", ()),
    ("post", "tracking_rows", ()),
    ("get", "tracking_row", (1,)),
    ("post", "tracking_row", (1,)),
    ("get", "tracking_row_figures", (1,)),
    ("get", "tracking_lookup", (1, "lot")),
    ("post", "tracking_lookup", (1, "lot")),
    ("post", "tracking_delete_rows", ()),
    ("get", "tracking_create", ("series",)),
    ("post", "tracking_create", ("customized",)),
    ("post", "tracking_assign", ("lot",)),
    ("get", "tracking_select", ()),
    ("post", "tracking_select", ()),
    ("post", "tracking_select_entry", (1,)),
    ("get", "tracking_upload", ()),
    ("post", "tracking_upload", ()),
    ("get", "tracking_template", ()),
    ("get", "tracking_paste", ()),
    ("post", "tracking_paste", ()),
    ("get", "tracking_rejected", ()),
    ("post", "tracking_rejected", ()),
    ("post", "tracking_take_rejected", (1,)),
    ("post", "tracking_scan", ()),
    ("post", "tracking_undo_scan", ()),
    ("post", "tracking_match", ()),
    ("post", "tracking_refresh", ()),
    ("post", "tracking_close", ()),
    ("post", "tracking_apply_anew", ()),
]


@pytest.mark.parametrize(("method", "name", "args"), ADDRESSES)
@pytest.mark.parametrize("headers", [{}, HTMX], ids=["plain", "htmx"])
def test_given_nobody_is_logged_in_then_every_address_asks_for_the_log_in(
    client, chair, method, name, args, headers
):
    response = getattr(client, method)(
        url_of(purchase_order(chair, 3), name, *args), headers=headers
    )

    assert response.status_code in (204, 302)
    assert "/login/" in (response.get("Location", "") + response.get("WMS-Login", "/login/"))


@pytest.mark.parametrize(("method", "name", "args"), ADDRESSES)
@pytest.mark.parametrize("headers", [{}, HTMX], ids=["plain", "htmx"])
def test_given_a_role_without_the_right_to_the_kind_then_every_address_is_forbidden(
    client, seller, chair, method, name, args, headers
):
    response = getattr(client, method)(
        url_of(purchase_order(chair, 3), name, *args), headers=headers
    )

    assert response.status_code == 403


@pytest.mark.parametrize(("method", "name", "args"), [one for one in ADDRESSES if one[0] == "post"])
def test_given_an_auditor_then_nothing_can_be_changed(client, chair, method, name, args):
    client.force_login(user_with_role("auditor"))

    response = client.post(url_of(purchase_order(chair, 3), name, *args))

    # who may look may refresh the figures, too
    assert response.status_code == (302 if name == "tracking_refresh" else 403)


def test_given_an_auditor_then_the_page_is_shown_read_only(client, chair):
    order = purchase_order(chair, 3)
    tracked(order.lines.get(), "S1")
    client.force_login(user_with_role("auditor"))

    page = text_of(client.get(url_of(order)))

    assert "Read only" in page
    assert "S1" in page
    assert "Save &amp; close" not in page
    assert 'name="serial_no"' not in page


def test_given_a_line_that_does_not_exist_then_it_is_not_found(client, purchaser):
    assert client.get(reverse("tracking_lines", args=[4711])).status_code == 404


@pytest.mark.rule("ITL-002")
def test_given_an_item_without_code_then_its_document_says_why(client, purchaser):
    order = purchase_order(ItemFactory(no="PLAIN"), 3)

    response = client.get(url_of(order), follow=True)

    assert response.redirect_chain == [(order.get_absolute_url(), 302)]
    assert "Item PLAIN has no Item Tracking Code." in text_of(response)


@pytest.mark.rule("ITL-004", "ITL-025")
def test_given_an_order_then_the_page_shows_what_it_is_about_and_the_matrix(
    client, purchaser, chair
):
    chair.description = "PARIS Guest Chair"
    chair.save()
    order = purchase_order(chair, 7, line={"to_handle": 4})
    tracked(order.lines.get(), "S1")

    page = text_of(client.get(url_of(order)))

    for words in (
        "1900-S",
        "PARIS Guest Chair",
        "SNALL",
        order.no,
        "No unsaved changes",
        "Availability as of",
    ):
        assert words in page
    assert _matrix(page) == [["Quantity", "7", "1", "6"], ["Qty. to Handle", "4", "1", "3"]]


def _matrix(page):
    found = re.findall(r'<tr data-figure="\w+">(.*?)</tr>', page, re.S)
    return [
        [
            re.sub(r"<[^>]+>", "", cell).strip()
            for cell in re.findall(r"<t[hd].*?</t[hd]>", row, re.S)
        ]
        for row in found
    ]


# --- rows ---


def add(client, document, headers=HTMX, **fields):
    data = {f"new-{name}": value for name, value in fields.items()}
    return client.post(url_of(document, "tracking_rows"), data, headers=headers)


def test_given_a_row_is_typed_then_it_is_answered_with_the_matrix_beside_it(
    client, purchaser, chair
):
    order = purchase_order(chair, 3)
    client.get(url_of(order))

    response = add(client, order, serial_no="s1")

    page = text_of(response)
    assert response.status_code == 200
    assert 'value="S1"' in page
    assert "Unsaved changes" in page
    assert 'id="rows-count" hx-swap-oob="true">1 row<' in page
    assert _matrix(page)[0] == ["Quantity", "3", "1", "2"]


def test_given_no_htmx_then_adding_a_row_comes_back_to_the_page(client, purchaser, chair):
    order = purchase_order(chair, 3)
    client.get(url_of(order))

    response = add(client, order, headers={}, serial_no="s1")

    assert response["Location"] == url_of(order)
    assert TrackingLine.objects.get().serial_no == "S1"


@pytest.mark.rule("ERR-002")
@pytest.mark.parametrize("headers", [{}, HTMX], ids=["plain", "htmx"])
def test_given_faults_in_a_new_row_then_what_was_typed_stays(client, purchaser, chair, headers):
    order = purchase_order(chair, 3)
    client.get(url_of(order))

    response = add(client, order, headers=headers, serial_no="s1", quantity="2", lot_no="keep me")

    page = text_of(response)
    assert response.status_code == 422
    assert "Quantity of serial no. S1 must be 0 or 1, not 2." in page
    assert 'value="keep me"' in page
    assert not TrackingLine.objects.exists()


def test_given_a_quantity_that_is_no_number_then_it_says_so(client, purchaser, wine):
    order = purchase_order(wine, 3)
    client.get(url_of(order))

    response = add(client, order, lot_no="L1", quantity="many")

    assert response.status_code == 422
    assert "Quantity" in text_of(response)


@pytest.mark.rule("SET-154")
def test_given_a_blocked_number_then_the_page_asks_and_takes_it_with_a_tick(
    client, purchaser, wine
):
    NumberInformation.objects.create(
        kind="lot", item=wine, variant=wine.variants.get(), number="L1", blocked=True
    )
    order = purchase_order(wine, 3)
    client.get(url_of(order))

    asked = add(client, order, lot_no="L1")
    add(client, order, lot_no="L1", accept_blocked="on")

    assert "Use it all the same" in text_of(asked)
    page = text_of(client.get(url_of(order)))
    assert "Lot blocked" in page


def change(client, document, row, headers=HTMX, **fields):
    return client.post(url_of(document, "tracking_row", row.pk), fields, headers=headers)


def test_given_a_field_is_left_then_only_what_differs_is_changed(client, purchaser, wine):
    order = purchase_order(wine, 9)
    row = rows.add_row(session=page_for(purchaser, order), by=purchaser, lot_no="L1")

    response = change(client, order, row, lot_no="L1", quantity="4", qty_to_handle="9")

    row.refresh_from_db()
    assert (row.quantity, row.qty_to_handle) == (4, 4)
    assert response.status_code == 200
    assert _matrix(text_of(response))[0] == ["Quantity", "9", "4", "5"]


@pytest.mark.rule("ERR-002")
def test_given_one_field_is_wrong_then_the_others_are_saved_and_it_keeps_what_was_typed(
    client, purchaser, wine
):
    order = purchase_order(wine, 9)
    row = rows.add_row(session=page_for(purchaser, order), by=purchaser, lot_no="L1")

    response = change(client, order, row, quantity="x1", lot_no="L2")

    page = text_of(response)
    row.refresh_from_db()
    assert row.lot_no == "L2"
    assert "Quantity x1 is not a number. Write it as 4 or 0.5." in page
    assert 'value="x1"' in page


def test_given_a_row_is_gone_then_the_page_is_shown_as_it_is(client, purchaser, wine):
    order = purchase_order(wine, 9)
    page_for(purchaser, order)

    response = client.post(url_of(order, "tracking_row", 4711), {"lot_no": "X"}, headers=HTMX)

    assert response.status_code == 422
    assert response["HX-Retarget"] == "#tracking-page"
    assert "This row was deleted in another window." in text_of(response)


def test_given_the_dialog_of_a_row_then_the_rarer_fields_can_be_changed(client, purchaser, wine):
    order = purchase_order(wine, 9)
    row = rows.add_row(session=page_for(purchaser, order), by=purchaser, lot_no="L1")

    shown = client.get(url_of(order, "tracking_row", row.pk), headers=HTMX)
    change(client, order, row, dialog="yes", warranty_date="2027-01-01")

    assert "Warranty Date" in text_of(shown)
    row.refresh_from_db()
    assert row.warranty_date.isoformat() == "2027-01-01"


def test_given_ticked_rows_when_deleted_then_they_go(client, purchaser, wine):
    order = purchase_order(wine, 9)
    session = page_for(purchaser, order)
    first, second = (
        rows.add_row(session=session, by=purchaser, lot_no=f"L{n}", quantity=Decimal(1))
        for n in range(2)
    )

    nothing = client.post(url_of(order, "tracking_delete_rows"), headers=HTMX)
    client.post(url_of(order, "tracking_delete_rows"), {"row": [first.pk]}, headers=HTMX)

    assert "No row is selected." in text_of(nothing)
    assert list(session.rows.all()) == [second]


@pytest.mark.rule("ITL-028")
def test_given_more_rows_than_a_screen_then_the_rest_follows_as_one_scrolls(
    client, purchaser, chair
):
    order = purchase_order(chair, 250)
    line = order.lines.get()
    for number in range(250):
        tracked(line, f"S{number:03}")
    client.get(url_of(order))

    found, url, pages = [], url_of(order, "tracking_rows"), 0
    response = client.get(url, headers=HTMX)
    while True:
        pages += 1
        found += [view.name for view in response.context["rows"].rows]
        after = response.context["rows"].next_after
        if after is None:
            break
        response = client.get(url, {"after": after}, headers=HTMX)

    assert pages == 3
    assert found == [f"S{number:03}" for number in range(250)]


def test_given_a_search_or_only_warnings_then_all_rows_are_looked_through(client, seller, chair):
    order = sales_order(chair, 150)
    line = order.lines.get()
    for number in range(150):
        tracked(line, f"S{number:03}")
    many_in_stock(chair, [(f"S{number:03}", "", "") for number in range(147)])
    client.get(url_of(order))
    url = url_of(order, "tracking_rows")

    searched = client.get(url, {"search": "s14"}, headers=HTMX).context["rows"]
    warned = client.get(url, {"warnings": "yes"}, headers=HTMX).context["rows"]
    hostile = client.get(url, {"search": "a\x07b"}, headers=HTMX).context["rows"]
    refreshed = client.post(url_of(order, "tracking_refresh"), headers=HTMX).context["refreshed"]

    assert (searched.count, searched.rows[0].name) == (10, "S140")
    assert [view.name for view in warned.rows] == ["S147", "S148", "S149"]
    assert (warned.count, refreshed.warning_count) == (3, 3)
    assert hostile.count == 0


# --- marks ---


def marks_of(client, document):
    views = client.get(url_of(document)).context["rows"].rows
    return {view.name: [mark.text for mark in view.marks] for view in views}


@pytest.mark.rule("ITL-207", "ITL-212", "ITL-213", "ITL-064")
def test_given_an_outbound_page_then_each_row_says_what_is_wrong_with_it(client, seller):
    code = serial_code(strict_expiration_posting=True)
    item = ItemFactory(item_tracking_code=code)
    in_stock(item, serial_no="OK")
    in_stock(item, serial_no="OLD", expiration_date=date(2020, 1, 1))
    in_stock(item, serial_no="MOVED", lot_no="L2")
    in_stock(item, serial_no="BLOCKED")
    NumberInformation.objects.create(
        kind="serial", item=item, variant=item.variants.get(), number="BLOCKED", blocked=True
    )
    order = sales_order(item, 9)
    for serial in ("OK", "OLD", "BLOCKED", "NONE"):
        tracked(order.lines.get(), serial)
    tracked(order.lines.get(), "MOVED", "L1")

    assert marks_of(client, order) == {
        "OK": ["OK"],
        "OLD": ["OK", "Expired 2020-01-01"],
        "BLOCKED": ["OK", "Serial blocked"],
        "NONE": ["Not in stock"],
        "MOVED": ["OK", "Stock has L2"],
    }


@pytest.mark.rule("ITL-066", "ITL-070")
def test_given_an_inbound_page_then_each_row_says_what_posting_will_refuse(client, purchaser):
    code = serial_code(
        require_expiration_date_entry=True,
        require_warranty_date_entry=True,
        sn_info_inbound_must_exist=True,
    )
    item = ItemFactory(item_tracking_code=code)
    in_stock(item, serial_no="HERE")
    other = purchase_order(item, 1)
    tracked(other.lines.get(), "TWICE")
    order = purchase_order(item, 9)
    for serial in ("HERE", "TWICE"):
        tracked(order.lines.get(), serial)
    tracked(order.lines.get(), lot_no="L1", quantity=2)

    missing = ["Expiration Date missing", "Warranty Date missing"]
    assert marks_of(client, order) == {
        "HERE": ["OK", "In inventory", *missing, "No card"],
        "TWICE": ["OK", f"On {other.no}", *missing, "No card"],
        "L1": ["OK", "Serial No. missing", *missing],
    }


@pytest.mark.rule("ITL-031", "ITL-203")
def test_given_the_icon_is_clicked_then_the_figures_and_what_they_sum_up_are_shown(
    client, seller, wine
):
    entry = in_stock(wine, 10, lot_no="L1")
    other = sales_order(wine, 3)
    tracked(other.lines.get(), lot_no="L1", quantity=3)
    order = sales_order(wine, 9)
    row = rows.add_row(session=page_for(seller, order), by=seller, lot_no="L1", quantity=Decimal(8))

    response = client.get(url_of(order, "tracking_row_figures", row.pk), headers=HTMX)

    figures = response.context["figures"]
    assert (figures.total, figures.requested, figures.pending, figures.available) == (10, 3, 8, -1)
    assert [found.pk for found in figures.entries] == [entry.pk]
    assert other.no in text_of(response)


# --- actions ---


@pytest.mark.rule("ITL-080", "ITL-084")
def test_given_create_customized_then_the_undefined_quantity_is_proposed(client, purchaser, chair):
    order = purchase_order(chair, 10)
    client.get(url_of(order))
    url = url_of(order, "tracking_create", "customized")

    dialog = client.get(url, headers=HTMX)
    response = client.post(
        url,
        {"start": "S/N-Vend0001", "increment": "1", "quantity": "10", "new_lot": "on"},
        headers=HTMX,
    )

    assert dialog.context["form"].initial["quantity"] == 10
    assert "10 serial numbers were created, S/N-VEND0001 to S/N-VEND0010." in text_of(response)
    assert _matrix(text_of(response))[0][:3] == ["Quantity", "10", "10"]


@pytest.mark.parametrize("headers", [{}, HTMX], ids=["plain", "htmx"])
def test_given_faults_in_the_dialog_then_it_stays_open_with_what_was_typed(
    client, purchaser, chair, headers
):
    order = purchase_order(chair, 10)
    client.get(url_of(order))

    response = client.post(
        url_of(order, "tracking_create", "customized"),
        {"start": "VENDOR", "increment": "0", "quantity": "11"},
        headers=headers,
    )

    page = text_of(response)
    assert response.status_code == 422
    assert 'value="VENDOR"' in page
    assert "Quantity to Create is 11, but only 10 are still undefined." in page


@pytest.mark.rule("ITL-092", "ITL-095")
def test_given_assign_lot_then_it_tells_the_number_or_why_not(client, purchaser, wine):
    order = purchase_order(wine, 10)
    client.get(url_of(order))
    url = url_of(order, "tracking_assign", "lot")

    assigned = client.post(url, headers=HTMX)
    wine.lot_nos = None
    wine.save()
    refused = client.post(url, headers=HTMX)

    assert "Lot No. LOT0001 assigned." in text_of(assigned)
    assert "Lot Nos. is blank on item WINE." in text_of(refused)


def test_given_a_reclassification_then_assigning_fills_the_new_column(client, chair):
    user = user_with_role("warehouse manager")
    client.force_login(user)
    in_stock(chair, serial_no="S1")
    order = reclassification(chair, 1)
    rows.add_row(session=page_for(user, order), by=user, serial_no="S1")

    response = client.post(url_of(order, "tracking_assign", "serial"), headers=HTMX)

    assert "New Serial No.: SN00001." in text_of(response)


@pytest.mark.rule("ITL-107", "ITL-113")
def test_given_select_entries_then_it_proposes_and_ok_takes_over(client, seller, chair):
    many_in_stock(chair, [(f"S{number:03}", "", "") for number in range(120)])
    order = sales_order(chair, 110)
    client.get(url_of(order))
    url = url_of(order, "tracking_select")

    dialog = client.get(url, headers=HTMX)
    more = client.get(url, {"start": 100}, headers=HTMX)
    response = client.post(url, headers=HTMX)

    assert dialog.context["entries"].selected == 110
    assert len(dialog.context["entries"].entries) == 100
    assert len(more.context["entries"].entries) == 20
    assert "110 numbers taken over." in text_of(response)


@pytest.mark.rule("ITL-111", "ITL-112")
def test_given_a_selected_quantity_is_changed_then_the_footer_follows_or_it_says_why_not(
    client, seller, wine
):
    in_stock(wine, 4, lot_no="L1")
    in_stock(wine, 4, lot_no="L2")
    order = sales_order(wine, 5)
    session = page_for(seller, order)
    client.get(url_of(order, "tracking_select"), headers=HTMX)
    second = session.figures.get(lot_no="L2")
    url = url_of(order, "tracking_select_entry", second.pk)

    changed = client.post(url, {"selected": "4"}, headers=HTMX)
    too_much = client.post(url, {"selected": "5"}, headers=HTMX)
    nonsense = client.post(url, {"selected": "1e400"}, headers=HTMX)
    refused = client.post(url_of(order, "tracking_select"), headers=HTMX)

    assert changed.context["entries"].undefined == -3
    assert "Selected Quantity of Lot no. L2 can be at most 4, not 5." in text_of(too_much)
    assert nonsense.status_code == 422
    assert "8 are selected, but only 5 are still undefined. Select 3 less." in text_of(refused)


def test_given_the_lookup_then_a_number_can_be_chosen(client, seller, wine):
    in_stock(wine, 3, lot_no="L1")
    order = sales_order(wine, 5)
    row = rows.add_row(session=page_for(seller, order), by=seller, lot_no="L9", quantity=Decimal(0))
    url = url_of(order, "tracking_lookup", row.pk, "lot")

    listed = client.get(url, headers=HTMX)
    client.post(url, {"lot_no": "L1"}, headers=HTMX)

    assert "L1" in text_of(listed)
    row.refresh_from_db()
    assert (row.lot_no, row.quantity) == ("L1", 3)


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


@pytest.mark.rule("ITL-205")
@pytest.mark.parametrize("headers", [{}, HTMX], ids=["plain", "htmx"])
def test_given_refresh_then_what_changed_is_shown(client, seller, chair, headers):
    in_stock(chair, serial_no="S1")
    order = sales_order(chair, 2)
    client.get(url_of(order))
    in_stock(chair, serial_no="S2")

    response = client.post(url_of(order, "tracking_refresh"), headers=headers, follow=True)

    page = text_of(response)
    assert "Availability was read again" in page
    assert "no warnings" in page
    if headers:
        assert "S2" in page


# --- closing ---


@pytest.mark.rule("ITL-122")
@pytest.mark.parametrize("headers", [{}, HTMX], ids=["plain", "htmx"])
def test_given_save_and_close_then_the_rows_are_saved_and_the_document_is_shown(
    client, purchaser, chair, headers
):
    order = purchase_order(chair, 2)
    rows.add_row(session=page_for(purchaser, order), by=purchaser, serial_no="S1")

    response = client.post(url_of(order, "tracking_close"), {"action": "save"}, headers=headers)

    assert response.get("HX-Redirect", response.get("Location")) == order.get_absolute_url()
    assert TrackingLine.objects.get().session is None


@pytest.mark.rule("ITL-126", "ITL-127")
@pytest.mark.parametrize("headers", [{}, HTMX], ids=["plain", "htmx"])
def test_given_questions_then_they_are_asked_and_yes_saves(client, seller, chair, headers):
    order = sales_order(chair, 3)
    session = page_for(seller, order)
    rows.add_row(session=session, by=seller, serial_no="S1")
    rows.add_row(session=session, by=seller, serial_no="S2", quantity=Decimal(0))
    url = url_of(order, "tracking_close")

    asked = client.post(url, {"action": "save"}, headers=headers)
    client.post(
        url,
        {"action": "save", "accept_zero": "yes", "accept_warnings": "yes"},
        headers=headers,
    )

    page = text_of(asked)
    assert "S2 has quantity 0 and will not be saved." in page
    assert "Serial No. S1: 0 in stock, 1 here; 1 too many." in page
    assert TrackingLine.objects.get(session=None).serial_no == "S1"


@pytest.mark.rule("ITL-124")
def test_given_too_much_is_tracked_then_going_back_or_discarding_is_offered(
    client, purchaser, wine
):
    order = purchase_order(wine, 2)
    rows.add_row(session=page_for(purchaser, order), by=purchaser, lot_no="L1", quantity=Decimal(3))

    response = client.post(url_of(order, "tracking_close"), {"action": "save"}, headers=HTMX)

    page = text_of(response)
    assert response.status_code == 422
    assert "3 are tracked but the line has only 2: 1 too many." in page
    assert "Go back" in page
    assert "Discard my changes" in page


@pytest.mark.rule("ITL-225", "ERR-006")
def test_given_another_user_was_faster_then_both_sides_are_shown_and_mine_can_be_applied(
    client, purchaser, wine
):
    order = purchase_order(wine, 9)
    mine = page_for(purchaser, order)
    rows.add_row(session=mine, by=purchaser, lot_no="MINE", quantity=Decimal(1))
    other = user_with_role("purchaser", username="maria")
    theirs = page_for(other, order)
    rows.add_row(session=theirs, by=other, lot_no="THEIRS", quantity=Decimal(1))
    sessions.save(theirs, by=other)
    url = url_of(order, "tracking_close")

    refused = client.post(url, {"action": "save"}, headers=HTMX)
    client.post(url_of(order, "tracking_apply_anew"), headers=HTMX)
    client.post(url, {"action": "save"}, headers=HTMX)

    page = text_of(refused)
    for words in ("The line was changed by maria", "MINE", "THEIRS", "Apply my rows to it"):
        assert words in page
    assert TrackingLine.objects.get(session=None).lot_no == "MINE"


@pytest.mark.rule("ITL-225", "ERR-006")
def test_given_another_user_was_faster_then_i_untick_what_shall_be_theirs(client, purchaser, wine):
    order = purchase_order(wine, 9)
    mine = page_for(purchaser, order)
    rows.add_row(session=mine, by=purchaser, lot_no="MINE", quantity=Decimal(1))
    other = user_with_role("purchaser", username="maria")
    theirs = page_for(other, order)
    rows.add_row(session=theirs, by=other, lot_no="THEIRS", quantity=Decimal(1))
    sessions.save(theirs, by=other)
    url = url_of(order, "tracking_close")
    refused = client.post(url, {"action": "save"}, headers=HTMX)
    keys = [one.key for one in refused.context["differences"]]

    client.post(
        url_of(order, "tracking_apply_anew"),
        {"shown": [*keys, "nonsense", "[1]"], "mine": keys[:1]},
        headers=HTMX,
    )
    client.post(url, {"action": "save"}, headers=HTMX)

    assert 'aria-label="Keep my MINE"' in text_of(refused)
    saved = TrackingLine.objects.filter(session=None).order_by("lot_no")
    assert list(saved.values_list("lot_no", flat=True)) == ["MINE", "THEIRS"]


@pytest.mark.parametrize("headers", [{}, HTMX], ids=["plain", "htmx"])
def test_given_discard_then_nothing_is_kept(client, purchaser, chair, headers):
    order = purchase_order(chair, 2)
    rows.add_row(session=page_for(purchaser, order), by=purchaser, serial_no="S1")

    client.post(url_of(order, "tracking_close"), {"action": "discard"}, headers=headers)

    assert not TrackingLine.objects.exists()
    assert not TrackingSession.objects.exists()


@pytest.mark.rule("ITL-122")
@pytest.mark.parametrize("headers", [{}, HTMX], ids=["plain", "htmx"])
def test_given_the_page_was_closed_in_another_window_then_the_way_back_is_shown(
    client, purchaser, chair, headers
):
    order = purchase_order(chair, 2)

    response = add(client, order, headers=headers, serial_no="S1")

    if headers:
        assert response.status_code == 409
        assert "Open it again" in text_of(response)
    else:
        assert response["Location"] == url_of(order)


# --- locked ---


@pytest.fixture
def locked():
    def question(line):
        return locks.Lock("Numbers are handled on pick P-7.", "/warehouse/p-7/", "Pick P-7")

    locks.register(question)
    yield
    locks.unregister(question)


@pytest.mark.rule("ITL-024", "ITL-079", "ITL-157", "ITL-163", "WHS-169")
def test_given_a_pick_handles_the_numbers_then_only_qty_to_handle_is_open(
    client, seller, chair, locked
):
    in_stock(chair, serial_no="S1")
    order = sales_order(chair, 2)
    tracked(order.lines.get(), "S1")

    page = text_of(client.get(url_of(order)))

    assert "Numbers are handled on pick P-7." in page
    assert 'href="/warehouse/p-7/"' in page
    assert 'name="qty_to_handle"' in page
    assert 'name="serial_no"' not in page
    assert 'aria-disabled="true"' in page


@pytest.mark.rule("ITL-157", "ITL-164")
def test_given_a_locked_page_then_every_change_but_qty_to_handle_is_refused(
    client, seller, chair, locked
):
    in_stock(chair, serial_no="S1")
    order = sales_order(chair, 2)
    tracked(order.lines.get(), "S1")
    session = page_for(seller, order)
    row = session.rows.get()
    reason = "Numbers are handled on pick P-7."

    for name, args, data in (
        ("tracking_rows", (), {"new-serial_no": "S2"}),
        ("tracking_row", (row.pk,), {"serial_no": "S2"}),
        ("tracking_row", (row.pk,), {"quantity": "0"}),
        ("tracking_delete_rows", (), {"row": row.pk}),
        ("tracking_create", ("series",), {"quantity": "1"}),
        ("tracking_create", ("customized",), {"quantity": "1", "start": "A1", "increment": "1"}),
        ("tracking_assign", ("lot",), {}),
        ("tracking_assign", ("package",), {}),
        ("tracking_select", (), {}),
        ("tracking_scan", (), {"kind": "serial", "code": "S2"}),
        ("tracking_paste", (), {"kind": "serial", "text": "S2"}),
    ):
        response = client.post(url_of(order, name, *args), data, headers=HTMX)
        assert response.status_code == 422, name
        assert reason in text_of(response), name
    change(client, order, row, qty_to_handle="0")

    row.refresh_from_db()
    assert (row.serial_no, row.quantity, row.qty_to_handle) == ("S1", 1, 0)
    assert session.rows.count() == 1


# --- cost ---


@pytest.mark.rule("ITL-230")
def test_given_ten_or_a_hundred_rows_then_showing_them_costs_the_same_statements(
    client, seller, django_assert_max_num_queries
):
    def cost(size):
        item = ItemFactory(item_tracking_code=serial_code(f"C{size}", use_expiration_dates=True))
        many_in_stock(item, [(f"S{number:03}", "L1", "") for number in range(size)])
        order = sales_order(item, size)
        line = order.lines.get()
        for number in range(size):
            tracked(line, f"S{number:03}", "L1")
        with django_assert_max_num_queries(60) as counted:
            assert client.get(url_of(order)).status_code == 200
        return len(counted.captured_queries)

    cost(5)
    assert cost(10) == cost(100)


@pytest.mark.rule("ITL-141")
def test_given_one_lot_then_its_quantity_to_handle_follows_the_line_with_one_click(
    client, seller, wine
):
    order = sales_order(wine, 10, line={"to_handle": 4})
    tracked(order.lines.get(), lot_no="L1", quantity=10)
    page = text_of(client.get(url_of(order)))

    answer = client.post(url_of(order, "tracking_match"), headers=HTMX)

    assert "Match Qty. to Handle</button>" in page
    assert "1 row follows the line&#x27;s Qty. to Handle." in text_of(answer)
    assert "Match Qty. to Handle</button>" not in text_of(answer)


@pytest.mark.rule("ITL-141")
def test_given_two_lots_then_the_button_says_why_it_cannot_be_used(client, seller, wine):
    order = sales_order(wine, 10, line={"to_handle": 4})
    for number in ("L1", "L2"):
        tracked(order.lines.get(), lot_no=number, quantity=5)

    page = text_of(client.get(url_of(order)))
    answer = client.post(url_of(order, "tracking_match"), headers=HTMX)

    assert 'aria-disabled="true" title="Several numbers could be left out.' in page
    assert answer.status_code == 422
    assert "Several numbers could be left out." in text_of(answer)


@pytest.mark.rule("ITL-028", "ITL-056")
def test_given_one_row_is_deleted_then_the_answer_is_the_matrix_and_not_the_page(
    client, seller, wine
):
    order = sales_order(wine, 10)
    session = page_for(seller, order)
    in_stock(wine, 3, lot_no="L1")
    first = rows.add_row(session=session, by=seller, lot_no="L1", quantity=Decimal(2))
    for number in range(150):
        rows.add_row(session=session, by=seller, lot_no=f"X{number}", quantity=Decimal(0))

    answer = client.post(
        url_of(order, "tracking_delete_rows"), {"row": first.pk, "alone": "yes"}, headers=HTMX
    )
    again = client.post(
        url_of(order, "tracking_delete_rows"), {"row": first.pk, "alone": "yes"}, headers=HTMX
    )

    assert 'id="tracking-head"' in text_of(answer)
    assert "150 rows" in text_of(answer)
    assert "data-line-row" not in text_of(answer)
    assert again.status_code == 200
    assert session.rows.count() == 150


@pytest.mark.rule("ITL-159", "ITL-168")
def test_given_a_lock_that_lets_rows_go_then_they_can_be_deleted_and_none_added(
    client, purchaser, wine
):
    order = purchase_order(wine, 10)
    row = tracked(order.lines.get(), lot_no="L1", quantity=4)
    fetched = locks.Lock("Fetched.", open_fields=frozenset({"quantity"}), may_delete=True)
    locks.register(question := lambda line: fetched)
    try:
        session = page_for(purchaser, order)
        page = text_of(client.get(url_of(order)))
        with pytest.raises(Refused):
            rows.add_row(session=session, by=purchaser, lot_no="L2")
        with pytest.raises(Refused):
            rows.change_row(
                session=session, row_id=session.rows.get().pk, by=purchaser, lot_no="L2"
            )
        rows.change_row(
            session=session, row_id=session.rows.get().pk, by=purchaser, quantity=Decimal(3)
        )
        deleted = rows.delete_rows(session=session, row_ids=None)
    finally:
        locks.unregister(question)

    assert 'aria-disabled="true" title="Fetched."' in page
    assert "Delete L1" in page
    assert deleted == 1
    assert row.quantity == 4
