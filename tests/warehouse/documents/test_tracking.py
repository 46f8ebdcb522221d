"""Item Tracking Lines opened from the line of a warehouse receipt or shipment."""

from decimal import Decimal

import pytest
from django.urls import reverse

from tests.factories import (
    ItemFactory,
    LocationFactory,
    UserFactory,
    lot_code,
    purchase_order,
    tracked,
    transfer_order,
    user_with_role,
)
from tests.warehouse.documents.scenes import RECEIPT, handle, made, receiving, released
from tests.warehouse.scenes import put
from tracking.models import TrackingLine, TrackingSession
from tracking.page import read_page
from tracking.posting import post_document
from tracking.selectors.lines_page import matrix_of
from tracking.services.sessions import open_page, remember_opener
from tracking.services.to_handle import match_to_line
from wms.documents.kinds import Step
from wms.inventory.models import WarehouseEmployee

pytestmark = pytest.mark.django_db


@pytest.fixture
def yellow():
    return receiving()


@pytest.fixture
def glue():
    return ItemFactory(no="GLUE", item_tracking_code=lot_code())


@pytest.fixture
def order(yellow, glue):
    return released(purchase_order(glue, 10, location=yellow, line={"to_invoice": 10}))


@pytest.fixture
def receipt(order):
    return handle(made(RECEIPT, order), 4)


def user_at(*places, role="warehouse clerk"):
    user = user_with_role(role)
    for place in places:
        WarehouseEmployee.objects.create(user=user, location=place)
    return user


def captions(matrix):
    return {row.caption: row.source for row in matrix.rows}


@pytest.mark.rule("ITL-020", "ITL-022", "ITL-039", "WHS-058", "WHS-190")
def test_quantity_is_that_of_the_order_and_to_handle_that_of_the_receipt_line(order, receipt):
    line, user = order.lines.get(), UserFactory()

    session = open_page(line, user)
    assert captions(matrix_of(read_page(session))) == {
        "Quantity": 10,
        "Qty. to Handle": 0,
        "Qty. to Invoice": 10,
    }
    remember_opener(session, receipt.lines.get().pk)
    assert captions(matrix_of(read_page(session))) == {"Quantity": 10, "Qty. to Handle": 4}


@pytest.mark.rule("ITL-020", "ITL-141")
def test_the_rows_follow_what_the_receipt_line_is_to_handle(order, receipt):
    line, user = order.lines.get(), UserFactory()
    tracked(line, "", "L1", quantity=10)
    session = open_page(line, user)
    remember_opener(session, receipt.lines.get().pk)

    match_to_line(session=session, by=user)

    assert session.rows.get().qty_to_handle == 4


@pytest.mark.rule("ITL-022", "WHS-058", "WHS-190", "ITL-166")
def test_the_clerk_of_the_location_enters_the_numbers_from_the_receipt(client, order, receipt):
    client.force_login(user_at(receipt.location))
    card = client.get(receipt.get_absolute_url()).text
    line = order.lines.get()
    url = f"{reverse('tracking_lines', args=[line.pk])}?whse_line={receipt.lines.get().pk}"
    assert url.replace("&", "&amp;") in card

    page = client.get(url).text
    assert f'from <a href="{receipt.get_absolute_url()}">{receipt}</a>' in page
    added = client.post(
        reverse("tracking_rows", args=[line.pk]), {"new-lot_no": "L7", "new-quantity": "4"}
    )
    assert added.status_code == 302
    saved = client.post(
        reverse("tracking_close", args=[line.pk]), {"action": "save", "accept_warnings": "on"}
    )

    row = TrackingLine.objects.get(session=None)
    assert (row.lot_no, row.quantity) == ("L7", Decimal(4))
    assert saved.status_code in (200, 302)
    assert "4 of 4" in client.get(receipt.get_absolute_url()).text


@pytest.mark.rule("WHS-190", "WHS-255")
def test_only_who_works_there_enters_them_and_only_while_it_stands_on_a_document(
    client, order, receipt
):
    rows = reverse("tracking_rows", args=[order.lines.get().pk])
    for user in (
        user_at(LocationFactory(code="EAST")),
        user_at(receipt.location, role="sales"),
    ):
        client.force_login(user)
        assert client.post(rows, {"new-lot_no": "L7", "new-quantity": "4"}).status_code == 403

    clerk = user_at(receipt.location)
    client.force_login(clerk)
    client.get(reverse("tracking_lines", args=[order.lines.get().pk]))
    receipt.delete()
    assert client.post(rows, {"new-lot_no": "L7", "new-quantity": "4"}).status_code == 403


@pytest.mark.rule("ITL-022")
@pytest.mark.parametrize("key", ["0", "x", "-1", "9" * 30, "", "²"])
def test_a_wrong_address_opens_the_page_of_the_order(client, order, receipt, key):
    client.force_login(user_at(receipt.location))
    line = order.lines.get()

    page = client.get(f"{reverse('tracking_lines', args=[line.pk])}?whse_line={key}")

    assert page.status_code == 200
    assert read_page(TrackingSession.objects.get()).qty_to_handle_base == 0


@pytest.mark.rule("WHS-255", "ITL-022")
def test_a_line_of_another_place_or_order_is_not_shown(order, receipt, glue, yellow):
    other = made(RECEIPT, released(purchase_order(glue, 7, location=yellow)))
    stranger = user_at(LocationFactory(code="EAST"))
    for user, key in ((stranger, receipt.lines.get().pk), (UserFactory(), other.lines.get().pk)):
        session = open_page(order.lines.get(), user)
        remember_opener(session, key)
        assert read_page(session).opener is None


@pytest.mark.rule("WHS-058")
def test_the_receipt_of_a_transfer_leads_to_what_was_shipped(client, glue):
    east = LocationFactory(code="EAST")
    put(east, "", glue, lots={"L1": 3})
    yellow = receiving()
    order = transfer_order(glue, 3, location=east, to=yellow)
    tracked(order.lines.get(), "", "L1", quantity=3)
    post_document(document=order, by=UserFactory(), step=Step.SHIP)
    receipt = made(RECEIPT, order, location=yellow)
    client.force_login(user_at(yellow))

    page = client.get(receipt.get_absolute_url()).text

    assert reverse("transfer_receipt_lines", args=[order.lines.get().pk]) in page
    assert "3 of 3" in page


@pytest.mark.rule("ITL-020", "ITL-022")
def test_without_script_an_action_leaves_the_page_with_its_receipt(client, order, receipt):
    client.force_login(user_at(receipt.location, role="warehouse manager"))
    line = order.lines.get()
    page = reverse("tracking_lines", args=[line.pk])
    client.get(f"{page}?whse_line={receipt.lines.get().pk}")
    back = f'from <a href="{receipt.get_absolute_url()}">{receipt}</a>'

    first = client.post(
        reverse("tracking_rows", args=[line.pk]),
        {"new-lot_no": "L7", "new-quantity": "4"},
        follow=True,
        headers={"referer": f"http://testserver{page}?whse_line={receipt.lines.get().pk}"},
    )
    again = client.get(page, headers={"referer": f"http://testserver{page}"})
    from_the_order = client.get(
        page, headers={"referer": f"http://testserver{order.get_absolute_url()}"}
    )

    assert back in first.text
    assert back in again.text
    assert back not in from_the_order.text
