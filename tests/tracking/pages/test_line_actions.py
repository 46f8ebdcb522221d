"""The actions of the page over HTTP: creating and choosing numbers, matching Qty. to Handle."""

from decimal import Decimal

import pytest

from tests.factories import (
    purchase_order,
    reclassification,
    sales_order,
    tracked,
    user_with_role,
)
from tests.tracking.pages.asking import HTMX, matrix_of, page_for, text_of, url_of
from tests.tracking.stock import in_stock, many_in_stock
from tracking.services import rows

pytestmark = pytest.mark.django_db


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
    assert matrix_of(text_of(response))[0][:3] == ["Quantity", "10", "10"]


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
