"""Rows of the page over HTTP: shown, typed, changed, deleted, looked through."""

from decimal import Decimal

import pytest

from tests.factories import (
    ItemFactory,
    purchase_order,
    sales_order,
    serial_code,
    tracked,
)
from tests.tracking.pages.asking import HTMX, add, change, matrix_of, page_for, text_of, url_of
from tests.tracking.stock import in_stock, many_in_stock
from tracking.models import NumberInformation, TrackingLine
from tracking.services import rows

pytestmark = pytest.mark.django_db


@pytest.mark.rule("ITL-004", "ITL-025")
def test_given_an_order_then_the_page_shows_what_it_is_about_and_thematrix_of(
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
    assert matrix_of(page) == [["Quantity", "7", "1", "6"], ["Qty. to Handle", "4", "1", "3"]]


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
    assert matrix_of(page)[0] == ["Quantity", "3", "1", "2"]


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


def test_given_a_field_is_left_then_only_what_differs_is_changed(client, purchaser, wine):
    order = purchase_order(wine, 9)
    row = rows.add_row(session=page_for(purchaser, order), by=purchaser, lot_no="L1")

    response = change(client, order, row, lot_no="L1", quantity="4", qty_to_handle="9")

    row.refresh_from_db()
    assert (row.quantity, row.qty_to_handle) == (4, 4)
    assert response.status_code == 200
    assert matrix_of(text_of(response))[0] == ["Quantity", "9", "4", "5"]


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


@pytest.mark.rule("ITL-043")
def test_given_the_dialog_of_a_row_then_it_says_what_the_row_is_about(client, purchaser, wine):
    order = purchase_order(wine, 9, line={"description": "Red <b>"})
    row = rows.add_row(session=page_for(purchaser, order), by=purchaser, lot_no="L1")

    shown = client.get(url_of(order, "tracking_row", row.pk), headers=HTMX)

    where = order.lines.get().location.code
    assert f"Item No. WINE · Location Code {where} · Description Red &lt;b&gt;</p>" in text_of(
        shown
    )


def test_given_the_dialog_of_a_row_then_the_rarer_fields_can_be_changed(client, purchaser, wine):
    order = purchase_order(wine, 9)
    row = rows.add_row(session=page_for(purchaser, order), by=purchaser, lot_no="L1")

    shown = client.get(url_of(order, "tracking_row", row.pk), headers=HTMX)
    change(client, order, row, dialog="yes", warranty_date="2027-01-01")

    assert "Warranty Date" in text_of(shown)
    assert "Quantity Invoiced" not in text_of(shown)
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
