"""The search box, and the page of one number."""

from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from tests.factories import (
    BinFactory,
    CustomerFactory,
    ItemFactory,
    LocationFactory,
    VendorFactory,
    lot_code,
    purchase_order,
    sales_order,
    serial_code,
    setup_series,
    tracked,
    user_with_role,
)
from tests.tracking.stock import in_stock, many_in_stock
from tests.warehouse.scenes import pick_location, put
from tracking.models import NumberInformation
from tracking.posting import post_document
from warehouse.search.finders import RECORDS
from warehouse.search.walk import items_of, numbers_from
from wms.inventory.models import Location
from wms.ledger.models import ItemLedgerEntry

HTMX = {"HX-Request": "true"}


@pytest.fixture
def auditor(client, db):
    user = user_with_role("auditor", username="auditor")
    client.force_login(user)
    return user


@pytest.fixture
def chair(db):
    return ItemFactory(
        no="1900-S", description="PARIS Guest Chair, black", item_tracking_code=serial_code()
    )


def search(client, text):
    return client.get(reverse("search"), {"q": text})


def number_url(kind, item, number):
    return f"{reverse('number', args=[kind, item.pk])}?no={number}"


# --- one hit opens it --------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "text", ["tracking codes", "Item Tracking CODES", " item  tracking codes "]
)
def test_given_words_of_a_page_when_they_are_typed_then_the_page_opens(client, auditor, text):
    assert search(client, text).url == reverse("tracking_codes")


@pytest.mark.rule("SET-001")
@pytest.mark.parametrize("text", ["1900-S", " 1900-s ", "1900\u2060-s\u200b"])
def test_given_an_item_no_when_it_is_typed_in_any_case_then_the_item_opens(
    client, auditor, chair, text
):
    ItemFactory(no="1900-S2")

    assert search(client, text).url == reverse("item", args=[chair.pk])


@pytest.mark.parametrize("text", ["guest chair", "paris", "1900"])
def test_given_words_or_a_beginning_when_one_item_fits_then_it_opens(client, auditor, chair, text):
    ItemFactory(no="1908-S", description="LONDON Swivel Chair")

    assert search(client, text).url == reverse("item", args=[chair.pk])


def test_given_a_document_no_when_it_is_typed_then_the_document_opens(client, auditor):
    order = purchase_order(no="PO-1042")
    purchase_order(no="PO-10420")

    assert search(client, "po-1042").url == order.get_absolute_url()


def test_given_a_posted_document_no_when_it_is_typed_then_it_opens(client, auditor):
    setup_series()
    order = purchase_order(ItemFactory(), 1, no="PO-1")
    posted = post_document(document=order, by=auditor).posted_document

    assert search(client, posted.no).url == posted.get_absolute_url()


def test_given_a_bin_a_location_or_a_partner_when_its_code_is_typed_then_it_opens(client, auditor):
    shelf = BinFactory(code="A-01-02")
    vendor = VendorFactory(no="V20000", name="Oak Yard")
    customer = CustomerFactory(no="C30000", name="Harbour Furniture")

    assert search(client, "a-01-02").url == reverse("bin", args=[shelf.pk])
    assert search(client, "SILVER").url == reverse("location", args=[shelf.location_id])
    assert search(client, "oak").url == reverse("vendor", args=[vendor.pk])
    assert search(client, "C3").url == reverse("customer", args=[customer.pk])


@pytest.mark.rule("SCAN-004")
@pytest.mark.parametrize("number", ["(21)ABC", "A*B?", "50%", "S_1", "a'b", "S/N|1", "<B>&"])
def test_given_a_serial_with_special_characters_when_it_is_scanned_then_exactly_it_opens(
    client, auditor, chair, number
):
    in_stock(chair, serial_no=number)
    many_in_stock(chair, [("(21)ABCD", "", ""), ("AXBY", "", ""), ("50X", "", ""), ("SX1", "", "")])

    response = search(client, number)

    assert response.status_code == 302
    assert client.get(response.url).status_code == 200
    assert f"item={chair.pk}" not in response.url
    assert response.url.startswith(reverse("number", args=["serial", chair.pk]))


@pytest.mark.parametrize("kind", ["serial", "lot", "package"])
def test_given_a_number_in_the_ledger_when_it_is_scanned_then_its_page_opens(client, auditor, kind):
    item = ItemFactory()
    in_stock(item, **{f"{kind}_no": "N-77"})

    assert search(client, "n-77").url == number_url(kind, item, "N-77")


@pytest.mark.parametrize("kind", ["serial", "lot", "package"])
def test_given_a_number_on_an_open_order_only_when_it_is_scanned_then_its_page_opens(
    client, auditor, kind
):
    item = ItemFactory()
    tracked(purchase_order(item, 1).lines.get(), **{f"{kind}_no": "N-77"})

    assert search(client, "n-77").url == number_url(kind, item, "N-77")


def test_given_a_number_with_a_card_only_when_it_is_scanned_then_its_page_opens(
    client, auditor, chair
):
    NumberInformation.objects.create(
        kind="serial", item=chair, variant=chair.variants.get(), number="N-77"
    )

    assert search(client, "n-77").url == number_url("serial", chair, "N-77")


def test_given_a_serial_that_others_begin_with_when_it_is_scanned_then_it_alone_opens(
    client, auditor, chair
):
    many_in_stock(chair, [(f"S{number}", "", "") for number in (1, 10, 11)])

    assert search(client, "s1").url == number_url("serial", chair, "S1")


# --- several are listed ------------------------------------------------------------------------------


def test_given_several_hits_when_they_are_searched_then_they_are_listed_by_kind(
    client, auditor, chair
):
    in_stock(chair, serial_no="77")
    in_stock(ItemFactory(no="CHAIR", item_tracking_code=lot_code()), lot_no="77")
    sales_order(no="77")

    html = search(client, "77").content.decode()

    for text in ("Serial Nos.", "Lot Nos.", "Documents", "Sales order 77", "1900-S PARIS Guest"):
        assert text in html


def test_given_a_beginning_when_many_numbers_have_it_then_ten_are_listed_and_it_says_more(
    client, auditor, chair
):
    many_in_stock(chair, [(f"S{number:02}", "", "") for number in range(30)])

    html = search(client, "S").content.decode()

    assert html.count("?no=S") == 10
    assert "?no=S09" in html
    assert "… and more. Type more of it." in html


def test_given_one_lot_with_many_entries_when_its_beginning_is_typed_then_the_next_lot_is_found_too(
    client, auditor
):
    paint = ItemFactory(item_tracking_code=lot_code())
    many_in_stock(paint, [("", "L1", "")] * 200)
    in_stock(paint, lot_no="L2")

    html = search(client, "L").content.decode()

    assert "?no=L1" in html
    assert "?no=L2" in html


def test_given_the_same_serial_for_two_items_when_it_is_scanned_then_both_are_listed(
    client, auditor, chair
):
    in_stock(chair, serial_no="S1")
    in_stock(ItemFactory(no="STOOL", item_tracking_code=serial_code("SN2")), serial_no="S1")

    html = search(client, "S1").content.decode()

    assert html.count("?no=S1") == 2


def test_given_the_blank_location_when_something_is_searched_then_it_is_never_a_hit(
    client, auditor
):
    LocationFactory(code="OAK")
    VendorFactory(no="OAK1")

    html = search(client, "o").content.decode()

    assert "OAK1" in html
    assert reverse("location", args=[Location.objects.get(code="").pk]) not in html


# --- nothing found, bad input, rights ----------------------------------------------------------------


@pytest.mark.rule("SCAN-005")
def test_given_nothing_fits_when_it_is_searched_then_it_says_what_was_searched(client, auditor):
    response = search(client, "<script>alert(1)</script>")

    html = response.content.decode()
    assert response.status_code == 200
    assert "“&lt;script&gt;alert(1)&lt;/script&gt;” not found. Searched as page, item" in html
    assert "<script>alert" not in html


@pytest.mark.parametrize(
    ("text", "fault"),
    [("X" * 201, "at most 200 characters"), ("a\x1db", "Control characters cannot be part")],
)
def test_given_text_that_cannot_be_searched_when_it_is_sent_then_it_says_why(
    client, auditor, text, fault
):
    response = search(client, text)

    assert response.status_code == 422
    assert fault in response.content.decode()


@pytest.mark.parametrize("text", ["", "   "])
def test_given_nothing_typed_when_the_box_is_sent_then_it_says_what_can_be_found(
    client, auditor, text
):
    assert "any serial, lot or package number" in search(client, text).content.decode()


def test_given_no_right_when_something_is_searched_then_it_is_not_found(client, chair):
    order = purchase_order(no="PO-1")
    in_stock(chair, serial_no="S1")
    sales = user_with_role("sales")
    client.force_login(sales)
    assert "not found" in search(client, "PO-1").content.decode()
    assert search(client, "S1").status_code == 302

    sales.groups.clear()

    for text in (order.no, "S1", "1900-S", "tracking codes", "V10000"):
        assert "not found" in search(client, text).content.decode()


@pytest.mark.django_db
@pytest.mark.parametrize("headers", [{}, HTMX])
def test_given_a_stranger_when_something_is_searched_then_the_log_in_opens(client, chair, headers):
    assert client.get("/search/?q=S1", headers=headers).url.startswith("/login/")
    url = reverse("number", args=["serial", chair.pk])
    assert client.get(url, headers=headers).url.startswith("/login/")
    nobody = user_with_role("sales")
    nobody.groups.clear()
    client.force_login(nobody)
    assert client.get(url, headers=headers).status_code == 403


def test_given_the_search_when_something_is_sent_to_it_then_it_is_not_allowed(
    client, auditor, chair
):
    assert client.post("/search/", {"q": "S1"}).status_code == 405
    assert client.post(reverse("number", args=["serial", chair.pk])).status_code == 405


# --- its cost ----------------------------------------------------------------------------------------


# Each table of records is asked twice: for the number itself, and for what begins with it.
BESIDES_RECORDS = 30


def test_given_few_or_many_entries_when_something_is_searched_then_it_asks_the_same(
    client, auditor, chair
):
    def asked(text):
        with CaptureQueriesContext(connection) as queries:
            search(client, text)
        return len(queries)

    in_stock(chair, serial_no="S-A")
    in_stock(chair, serial_no="S-B")
    few = asked("S"), asked("S-A"), asked("NOPE")
    many_in_stock(chair, [(f"S{number:04}", f"L{number}", "") for number in range(1000)])
    many = asked("S"), asked("S-A"), asked("NOPE")

    assert many == few
    assert max(few) <= 2 * len(RECORDS) + BESIDES_RECORDS


def test_given_a_large_ledger_when_numbers_are_walked_then_only_the_index_is_read(chair):
    many_in_stock(chair, [(f"S{number:04}", "L1", "") for number in range(500)])
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("analyze ledger_itemledgerentry")

    with CaptureQueriesContext(connection) as queries:
        found = numbers_from(ItemLedgerEntry, "serial_no", "S04", most=3)
        owners = items_of(ItemLedgerEntry, "lot_no", ["L1"], most=3)

    assert found == ["S0400", "S0401", "S0402"]
    assert owners == [("L1", chair.pk)]
    for query in queries:
        explain = "explain query plan " if connection.vendor == "sqlite" else "explain "
        with connection.cursor() as cursor:
            cursor.execute(explain + query["sql"])
            plan = str(cursor.fetchall())
        assert "ile_" in plan
        assert "Seq Scan" not in plan
        assert "SCAN ledger" not in plan


# --- the page of a number ----------------------------------------------------------------------------


@pytest.fixture
def scene(auditor, chair):
    """S1 and S2 lie in bin B1 at SILVER; S1 is on a sales order, S2 was found at EAST before."""
    silver = pick_location("SILVER", bins=["B1"])
    put(silver, "B1", chair, serials=["S1", "S2"])
    order = sales_order(chair, 1, location=silver, no="SO-1")
    tracked(order.lines.get(), serial_no="S1")
    return chair


def test_given_a_serial_in_a_bin_when_its_page_opens_then_it_says_where_it_is_and_who_wants_it(
    client, scene
):
    html = client.get(number_url("serial", scene, "s1")).content.decode()

    assert "<h1>Serial No. S1</h1>" in html
    assert 'data-label="Location Code">SILVER<' in html
    assert 'data-label="Bin Code">B1<' in html
    assert "Sales order SO-1</a>, line 10000" in html
    assert "1 open" in html
    entry = ItemLedgerEntry.objects.get(serial_no="S1")
    assert f'href="/ledger/entries/{entry.entry_no}/"' in html
    assert f"{reverse('trace')}?item=1900-S&amp;serial_no=S1&amp;direction=forward" in html
    assert ">S2<" not in html


def test_given_a_serial_that_left_when_its_page_opens_then_it_is_not_in_stock(
    client, auditor, chair
):
    setup_series()
    in_stock(chair, serial_no="S1")
    order = sales_order(chair, 1)
    tracked(order.lines.get(), serial_no="S1")
    post_document(document=order, by=auditor)

    html = client.get(number_url("serial", chair, "S1")).content.decode()

    assert "It is not in stock." in html
    assert "No open document holds it." in html
    assert len(set(html.split('href="/ledger/entries/')[2:])) >= 2


@pytest.mark.rule("SET-149")
def test_given_a_lot_at_two_locations_when_its_page_opens_then_each_has_its_quantity(
    client, auditor
):
    paint = ItemFactory(no="PAINT", item_tracking_code=lot_code())
    in_stock(paint, 5, lot_no="L1", remaining=2, expiration_date=date(2027, 1, 31))
    in_stock(paint, 4, lot_no="L1", location=LocationFactory(code="WEST"))
    in_stock(paint, 9, lot_no="L2")

    html = client.get(number_url("lot", paint, "L1")).content.decode()

    assert "EAST 2 WEST 4" in html
    assert "2027-01-31" in html
    assert 'data-label="Quantity">9<' not in html


def test_given_a_blocked_card_when_the_page_of_its_number_opens_then_it_says_so(
    client, auditor, chair
):
    card = NumberInformation.objects.create(
        kind="serial",
        item=chair,
        variant=chair.variants.get(),
        number="S1",
        blocked=True,
        description="Scratched <b>leg</b>",
    )

    html = client.get(number_url("serial", chair, "S1")).content.decode()

    assert '<span class="chip bad">Blocked</span>' in html
    assert reverse("number_card", args=[card.pk]) in html
    assert "Scratched &lt;b&gt;leg&lt;/b&gt;" in html


def test_given_a_role_without_the_document_when_the_page_opens_then_it_is_named_without_link(
    client, chair
):
    order = purchase_order(chair, 1, no="PO-1")
    tracked(order.lines.get(), serial_no="S1")
    client.force_login(user_with_role("sales"))

    html = client.get(number_url("serial", chair, "S1")).content.decode()

    assert "Purchase order PO-1" in html
    assert order.get_absolute_url() not in html


def test_given_the_list_on_the_page_when_it_is_sorted_or_cleared_then_the_number_stays(
    client, auditor, chair
):
    in_stock(chair, serial_no="S1")

    html = client.get(f"{number_url('serial', chair, 'S1')}&sort=entry_no").content.decode()

    assert '<input type="hidden" name="no" value="S1">' in html
    assert 'href="?no=S1">Clear all<' in html


@pytest.mark.parametrize(
    "address",
    [
        "/numbers/colour/{item}/?no=S1",
        "/numbers/serial/999999/?no=S1",
        "/numbers/serial/{item}/",
        "/numbers/serial/{item}/?no=NOPE",
        "/numbers/lot/{item}/?no=S1",
        "/numbers/serial/{item}/?no=S%1d1",
    ],
)
def test_given_a_number_that_nothing_knows_when_it_is_asked_for_then_it_is_not_found(
    client, auditor, chair, address
):
    in_stock(chair, serial_no="S1")

    assert client.get(address.format(item=chair.pk)).status_code == 404
