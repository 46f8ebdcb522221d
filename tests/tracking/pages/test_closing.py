"""Closing the page over HTTP: saved, asked about, in conflict, discarded."""

from decimal import Decimal

import pytest

from tests.factories import (
    purchase_order,
    sales_order,
    user_with_role,
)
from tests.tracking.pages.asking import HTMX, add, page_for, text_of, url_of
from tracking.models import TrackingLine, TrackingSession
from tracking.services import rows, sessions

pytestmark = pytest.mark.django_db


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
