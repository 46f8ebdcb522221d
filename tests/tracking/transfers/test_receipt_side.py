"""The receipt side of a transfer's tracking: only how much has arrived is said there."""

from decimal import Decimal

import pytest
from django.urls import reverse

from tests.factories import (
    ItemFactory,
    UserFactory,
    lot_code,
    serial_code,
    transfer_order,
    user_with_role,
)
from tests.tracking.posting.desk import (
    JUN_30,
    lot,
    post,
    receive,
    refusal,
    sales,
    serial,
    the_line,
    with_line,
)
from tracking.models import TrackingLine
from tracking.services.sessions import apply_anew, open_page, save
from tracking.transfers import services
from wms.core.errors import Refused
from wms.documents.kinds import Step
from wms.documents.services import change_line


@pytest.fixture
def clerk(db):
    return UserFactory(username="clerk")


@pytest.fixture
def line(db):
    """4 of lot A and 6 of lot B, of which all is in transit but 2 of B, which are not shipped."""
    bolt = ItemFactory(no="BOLT", item_tracking_code=lot_code(use_expiration_dates=True))
    receive(bolt, lot("A", 4, expiration_date=JUN_30), lot("B", 6))
    order = with_line(transfer_order(no="TO1"), bolt, lot("A", 4), lot("B", 6))
    _numbers(the_line(order)).filter(lot_no="B").update(qty_to_handle=4)
    order.lines.update(qty_to_handle=8, qty_to_handle_base=8)
    post(order, step=Step.SHIP)
    return the_line(order)


@pytest.fixture
def lamps(db):
    lamp = ItemFactory(no="LAMP", item_tracking_code=serial_code())
    receive(lamp, *(serial(f"S{number}") for number in range(3)))
    order = with_line(
        transfer_order(no="TO2"), lamp, *(serial(f"S{number}") for number in range(3))
    )
    post(order, step=Step.SHIP)
    return the_line(order)


def _numbers(line):
    return TrackingLine.objects.filter(line=line, session=None).order_by("lot_no", "serial_no")


def _to_receive(line):
    return [row.qty_to_receive for row in _numbers(line)]


def _refusal(does, **how):
    with pytest.raises(Refused) as refused:
        does(**how)
    return str(refused.value)


# What has arrived


@pytest.mark.rule("POST-146", "ITL-158", "ITL-172")
def test_less_than_was_shipped_can_be_received(line, clerk):
    services.set_to_receive(line=line, row_id=_numbers(line)[0].pk, quantity=Decimal(3), by=clerk)
    services.match_line(line=line, by=clerk)

    post(line.document, step=Step.RECEIVE)

    row = _numbers(line)[0]
    assert (row.qty_handled, row.qty_received, row.qty_to_receive) == (4, 3, 1)
    line.refresh_from_db()
    assert (line.qty_handled, line.qty_received) == (8, 7)


@pytest.mark.rule("POST-148", "POST-146")
def test_more_than_is_in_transit_is_refused_with_number_and_maximum(line, clerk):
    lot_b = _numbers(line)[1]

    assert _refusal(
        services.set_to_receive, line=line, row_id=lot_b.pk, quantity=Decimal(5), by=clerk
    ) == (
        "Qty. to Receive of B must lie between 0 and 4, not 5: that is what was shipped of it and has not"
        " arrived yet."
    )
    assert _to_receive(line) == [4, 4]


@pytest.mark.rule("POST-148")
def test_what_has_arrived_is_not_received_again(line, clerk):
    post(line.document, step=Step.RECEIVE)

    assert "between 0 and 0, not 1" in _refusal(
        services.set_to_receive,
        line=line,
        row_id=_numbers(line)[0].pk,
        quantity=Decimal(1),
        by=clerk,
    )


@pytest.mark.rule("POST-063")
def test_half_a_serial_does_not_arrive(lamps, clerk):
    row = _numbers(lamps)[0]

    assert (
        _refusal(
            services.set_to_receive, line=lamps, row_id=row.pk, quantity=Decimal("0.5"), by=clerk
        )
        == "Qty. to Receive of serial number S0 must be 0 or 1, not 0.5."
    )


@pytest.mark.rule("POST-147", "ITL-171", "ITL-174", "CAP-052")
def test_a_number_that_was_not_shipped_is_refused(lamps, clerk):
    assert _refusal(services.receive_number, line=lamps, number="S9", by=clerk) == (
        "S9 is not in transit for this line. Goods are received under the numbers that they were shipped with;"
        " give them another one by a reclassification after the receipt."
    )


@pytest.mark.rule("POST-146", "ITL-172")
def test_what_is_scanned_has_arrived(lamps, clerk):
    services.receive_none(line=lamps, by=clerk)

    assert services.receive_number(line=lamps, number=" s1 ", by=clerk) == 1

    assert _to_receive(lamps) == [0, 1, 0]
    services.receive_all(line=lamps, by=clerk)
    assert _to_receive(lamps) == [1, 1, 1]


@pytest.mark.rule("POST-048", "POST-146")
def test_the_line_follows_the_numbers_on_request(lamps, clerk):
    services.receive_none(line=lamps, by=clerk)
    services.receive_number(line=lamps, number="S1", by=clerk)
    assert (
        "have 1 to handle, but Qty. to Receive is 3"
        in refusal(lamps.document, step=Step.RECEIVE)[0]
    )

    services.match_line(line=lamps, by=clerk)
    post(lamps.document, step=Step.RECEIVE)

    lamps.refresh_from_db()
    assert (lamps.qty_received, lamps.qty_to_receive) == (1, 2)


@pytest.mark.rule("POST-120")
def test_a_closed_order_is_not_changed(lamps, clerk):
    post(lamps.document, step=Step.RECEIVE)

    assert "closed" in _refusal(services.receive_none, line=lamps, by=clerk)


@pytest.mark.rule("POST-148", "ITL-003")
def test_the_line_takes_no_more_than_is_in_transit(line, clerk):
    assert _refusal(change_line, line=line, by=clerk, qty_to_receive=Decimal(9)) == (
        "Transfer order TO1, line 10000: Qty. to Receive must lie between 0 and 8, not 9: that is what was"
        " shipped and has not arrived yet."
    )
    assert change_line(line=line, by=clerk, qty_to_receive=Decimal(5)).qty_to_receive_base == 5


# One set of rows


@pytest.mark.rule("POST-144", "ITL-170", "ITL-014", "ITL-015")
def test_the_shipment_side_is_an_ordinary_page_and_keeps_what_arrived(line, clerk):
    services.set_to_receive(line=line, row_id=_numbers(line)[0].pk, quantity=Decimal(1), by=clerk)
    line.refresh_from_db()
    page = open_page(line, clerk)
    assert page.line.outbound
    page.rows.filter(lot_no="B").update(quantity=5, qty_to_handle=1)
    page.is_changed = True
    page.save()

    save(page, by=clerk, accept_warnings=True)

    rows = _numbers(line)
    assert [(r.quantity, r.qty_handled, r.qty_to_receive) for r in rows] == [(4, 4, 1), (5, 4, 4)]


@pytest.mark.rule("ITL-225", "POST-144")
def test_a_page_that_is_open_takes_over_what_arrived_meanwhile(line, clerk):
    page = open_page(line, clerk)
    page.rows.filter(lot_no="B").update(quantity=5, qty_to_handle=1)
    page.is_changed = True
    page.save()
    post(line.document, step=Step.RECEIVE)
    with pytest.raises(Refused):
        save(page, by=clerk, accept_warnings=True)

    save(apply_anew(page), by=clerk, accept_warnings=True)

    rows = _numbers(line)
    assert [(r.quantity, r.qty_received, r.qty_to_receive) for r in rows] == [(4, 4, 0), (5, 4, 0)]


# The page


@pytest.fixture
def arrivals(client, line):
    client.force_login(user_with_role("warehouse clerk"))
    return reverse("transfer_receipt_lines", args=[line.pk])


@pytest.mark.rule("ITL-015", "ITL-172", "POST-146")
def test_the_page_shows_what_was_shipped_and_what_arrived(client, arrivals, line):
    html = client.get(arrivals).content.decode()

    assert "Item Tracking Lines, receipt" in html
    assert html.count('name="qty_to_receive"') == 2
    assert "2026-06-30" in html
    for name in ("serial_no", "lot_no", "quantity", "expiration_date"):
        assert f'name="{name}"' not in html


@pytest.mark.rule("ITL-172", "ITL-173")
def test_rows_that_were_not_shipped_have_nothing_to_receive(client, arrivals, line):
    _numbers(line).filter(lot_no="B").update(qty_handled=0, qty_to_receive=0, qty_to_handle=6)

    html = client.get(arrivals).content.decode()

    assert html.count('name="qty_to_receive"') == 1
    assert "not shipped yet" in html


@pytest.mark.rule("POST-146")
@pytest.mark.parametrize("htmx", [True, False])
def test_qty_to_receive_is_stored_when_the_field_is_left(client, arrivals, line, htmx):
    row = _numbers(line)[0]
    url = reverse("transfer_receipt_row", args=[line.pk, row.pk])

    answer = client.post(url, {"qty_to_receive": "1.5"}, **_headers(htmx))

    assert answer.status_code == (200 if htmx else 302)
    assert _to_receive(line) == [Decimal("1.5"), 4]


@pytest.mark.rule("POST-148")
@pytest.mark.parametrize("htmx", [True, False])
@pytest.mark.parametrize("typed", ["5", "-1", "many", "NaN", "1e30"])
def test_a_wrong_quantity_stays_at_its_field_with_the_reason(client, arrivals, line, typed, htmx):
    row = _numbers(line)[0]
    url = reverse("transfer_receipt_row", args=[line.pk, row.pk])

    answer = client.post(url, {"qty_to_receive": typed}, **_headers(htmx))

    assert answer.status_code == 422
    html = answer.content.decode()
    assert f'value="{typed}"' in html
    assert 'aria-invalid="true"' in html
    assert _to_receive(line) == [4, 4]


@pytest.mark.rule("POST-147")
@pytest.mark.parametrize("htmx", [True, False])
def test_a_scan_is_told_right_or_wrong(client, arrivals, line, htmx):
    url = reverse("transfer_receipt_scan", args=[line.pk])

    right = client.post(url, {"number": "a"}, follow=True, **_headers(htmx))
    wrong = client.post(url, {"number": "Z"}, **_headers(htmx))
    control = client.post(url, {"number": "A\x01"}, **_headers(htmx))

    assert right.status_code == 200
    assert wrong.status_code == control.status_code == 422
    assert "Z is not in transit" in wrong.content.decode()


@pytest.mark.rule("POST-146")
@pytest.mark.parametrize(("what", "expected"), [("none", [0, 0]), ("all", [4, 4])])
def test_all_rows_are_set_at_once(client, arrivals, line, what, expected):
    _numbers(line).update(qty_to_receive=1)

    client.post(reverse("transfer_receipt_set", args=[line.pk, what]))

    assert _to_receive(line) == expected


def test_there_is_no_receipt_side_where_nothing_is_in_transit(client, line):
    client.force_login(UserFactory())
    order = sales(line.item, lot("A", 1))
    direct = with_line(transfer_order(direct_transfer=True), line.item, lot("A", 1))

    for document in (order, direct):
        url = reverse("transfer_receipt_lines", args=[the_line(document).pk])
        assert client.get(url).status_code == 404
    assert client.post(reverse("transfer_receipt_set", args=[line.pk, "some"])).status_code == 404


@pytest.mark.rule("ITL-002")
def test_an_item_without_tracking_code_is_told(client, db):
    client.force_login(UserFactory())
    order = with_line(transfer_order(), ItemFactory(no="NUT"), quantity=1)

    answer = client.get(reverse("transfer_receipt_lines", args=[the_line(order).pk]))

    assert answer.status_code == 422
    assert "no Item Tracking Code" in answer.content.decode()


@pytest.mark.rule("ROLE-002")
@pytest.mark.parametrize("htmx", [True, False])
def test_only_those_who_work_on_transfers_come_in(client, line, htmx):
    page = reverse("transfer_receipt_lines", args=[line.pk])
    change = reverse("transfer_receipt_set", args=[line.pk, "none"])
    assert client.get(page, **_headers(htmx)).status_code in (302, 204, 200)
    assert "/login" in str(client.get(page).headers.get("Location", ""))
    client.force_login(user_with_role("sales"))
    assert client.get(page, **_headers(htmx)).status_code == 403
    client.force_login(user_with_role("auditor"))
    assert client.get(page, **_headers(htmx)).status_code == 200
    assert client.post(change, **_headers(htmx)).status_code == 403
    assert _to_receive(line) == [4, 4]


@pytest.mark.rule("POST-146")
def test_a_thousand_numbers_cost_no_more_statements_than_ten(
    client, lamps, django_assert_max_num_queries
):
    client.force_login(UserFactory())
    row = _numbers(lamps)[0]
    TrackingLine.objects.bulk_create(
        TrackingLine(
            line=lamps,
            item_id=row.item_id,
            variant_id=row.variant_id,
            location_id=row.location_id,
            outbound=True,
            serial_no=f"T{number:04}",
            quantity=1,
            qty_to_handle=0,
            qty_handled=1,
            qty_to_receive=1,
            changed_by_id=row.changed_by_id,
        )
        for number in range(1000)
    )
    url = reverse("transfer_receipt_lines", args=[lamps.pk])

    with django_assert_max_num_queries(14):
        html = client.get(url).content.decode()
    assert html.count('name="qty_to_receive"') == 100
    with django_assert_max_num_queries(14):
        services.receive_none(line=lamps, by=UserFactory())
    assert sum(_to_receive(lamps)) == 0


def _headers(htmx):
    return {"headers": {"HX-Request": "true"}} if htmx else {}
