"""Capturing serials on the pages of an inventory pick: the line, the grid, the handheld worksheet."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from tests.factories import (
    ItemFactory,
    NumberSeriesFactory,
    UserFactory,
    add_line,
    code_with,
    user_with_role,
)
from tests.tracking.groups.scenes import capturing_code
from tests.warehouse.scenes import pick_location, put, released_order
from tests.warehouse.test_capture import add, capturing_item, fresh, listed, picked, post
from warehouse.services.pick_creation import create_inventory_pick
from wms.inventory.models import WarehouseEmployee

pytestmark = pytest.mark.django_db


@pytest.fixture
def silver():
    return pick_location()


@pytest.fixture
def clerk(client, silver):
    user = user_with_role("warehouse clerk")
    WarehouseEmployee.objects.create(user=user, location=silver)
    client.force_login(user)
    return client


def address(name, line):
    return reverse(name, args=[line.activity.kind, line.activity_id, line.pk])


@pytest.mark.rule("CAP-026", "CAP-028")
def test_the_grid_and_the_line_say_how_many_serials_are_captured(clerk, silver):
    line = picked(capturing_item(), 3, silver)
    add(line, "S1")

    assert "1 of 3 serials" in clerk.get(line.activity.get_absolute_url()).text
    page = clerk.get(address("activity_line", line)).text
    assert "1 of 3 captured" in page
    assert "S1" in page


@pytest.mark.rule("CAP-026", "ERR-002")
def test_a_paste_keeps_the_good_ones_and_shows_the_others_with_the_reason(clerk, silver):
    line = picked(capturing_item(), 3, silver)
    add(line, "S1")

    answer = clerk.post(address("add_line_serials", line), {"serials": "S2\nS1, S3"})

    assert answer.status_code == 422
    assert listed(line) == ["S1", "S2", "S3"]
    assert "Serial number S1 is captured on this line already." in answer.text
    assert ">\nS1</textarea>" in answer.text


@pytest.mark.rule("CAP-028")
def test_a_serial_is_taken_off(clerk, silver):
    line = picked(capturing_item(), 3, silver)
    add(line, "S1", "S2")

    answer = clerk.post(address("remove_line_serial", line), {"serial": "S1"}, follow=True)

    assert listed(line) == ["S2"]
    assert "Serial number S1 is off the line and free again." in answer.text


@pytest.mark.rule("CAP-028", "ERR-007")
@pytest.mark.parametrize(
    ("sent", "told"),
    [
        ("S9", "Serial number S9 is not captured on this line. Look at its list again."),
        ("S1\x01", "A serial number has a control character in it. Scan or type it without that."),
        ("", "A serial number cannot be blank. Scan or type it without that."),
        ("X" * 200, "A serial number has at most 50 characters, not 200."),
    ],
)
def test_a_serial_that_is_not_in_the_list_is_not_told_to_be_off_it(clerk, silver, sent, told):
    line = picked(capturing_item(), 3, silver)
    add(line, "S1")

    answer = clerk.post(address("remove_line_serial", line), {"serial": sent}, follow=True)

    assert told in answer.text
    assert "free again" not in answer.text
    assert listed(line) == ["S1"]


@pytest.mark.rule("WHS-067", "ERR-002")
@pytest.mark.parametrize(
    ("start", "increment"),
    [
        ("S1", "0"),
        ("S1", "-1"),
        ("S1", "9" * 60),
        ("S1", "9" * 5000),
        ("S1", "x"),
        ("\ufb0316" * 40, "1"),
    ],
)
def test_no_first_number_breaks_the_page(clerk, silver, start, increment):
    line = picked(capturing_item(), 3, silver)

    answer = clerk.post(
        address("assign_line_numbers", line), {"start": start, "increment": increment}
    )

    assert answer.status_code == 422
    assert listed(line) == []


@pytest.mark.rule("CAP-030")
def test_given_a_shipped_serial_then_the_page_asks_for_the_reason(clerk, silver):
    item = capturing_item()
    first = picked(item, 1, silver)
    add(first, "S1")
    post(first)
    line = picked(item, 1, silver, stock=0)

    answer = clerk.post(address("add_line_serials", line), {"serials": "S1"})
    assert "Give the reason to capture it all the same." in answer.text

    clerk.post(address("add_line_serials", line), {"serials": "S1", "reason": "Twice"})
    assert line.captured.get().reason == "Twice"


@pytest.mark.rule("CAP-040", "WHS-067")
def test_numbers_are_assigned_from_the_line(clerk, silver):
    item = capturing_item()
    item.serial_nos = NumberSeriesFactory(code="SN", first="SN001")
    item.save()
    line = picked(item, 2, silver)

    clerk.post(address("assign_line_numbers", line), {"start": "", "increment": "1"})

    assert listed(line) == ["SN001", "SN002"]
    assert "Assign numbers" not in clerk.get(address("activity_line", line)).text


@pytest.mark.rule("WHS-067")
def test_given_no_series_then_the_refusal_stands_at_the_first_number(clerk, silver):
    item = ItemFactory(
        no="P", item_tracking_code=code_with("SNSALES", sn_sales_outbound_tracking=True)
    )
    line = picked(item, 2, silver)

    answer = clerk.post(address("assign_line_numbers", line), {"start": "", "increment": "1"})

    assert answer.status_code == 422
    assert "Serial Nos. is blank on item P." in answer.text
    clerk.post(address("assign_line_numbers", line), {"start": "A1", "increment": "1"})
    assert line.activity.lines.count() == 2


@pytest.mark.rule("CAP-026", "SCAN-032", "SCAN-033")
def test_by_scan_each_serial_counts_one_and_the_last_can_be_undone(clerk, silver):
    line = picked(capturing_item(), 2, silver)
    url = reverse("activity_scan", args=[line.activity.kind, line.activity_id])

    def scan(text):
        return clerk.post(url, {"do": "scan", "scan": text}, follow=True).text

    assert "scan a serial number" in scan("B1")
    assert "Serial S1 is captured, 1 of 2." in scan("S1")
    assert "is captured on this line already" in scan("S1")
    assert "Serial S2 is captured, 2 of 2." in scan("S2")
    assert "All lines are done" in clerk.get(url).text

    assert "Serial S2 is off line 10000." in clerk.post(url, {"do": "undo"}, follow=True).text
    assert (listed(line), fresh(line).qty_to_handle) == (["S1"], 1)


@pytest.mark.rule("CAP-049")
def test_deleting_lists_the_captured_serials_first(clerk, silver):
    line = picked(capturing_item(), 2, silver)
    add(line, "S1")

    asked = clerk.get(reverse("delete_activity", args=[line.activity.kind, line.activity_id])).text
    assert "HS-100 serial S1" in asked
    assert "S1" in clerk.get(address("delete_activity_line", line)).text
    assert listed(line) == ["S1"]


@pytest.mark.parametrize("name", ["add_line_serials", "remove_line_serial", "assign_line_numbers"])
def test_who_may_not_work_here_is_refused(client, silver, name):
    line = picked(capturing_item(), 1, silver)

    assert client.post(address(name, line)).status_code == 302
    client.force_login(user_with_role("sales"))
    assert client.post(address(name, line)).status_code == 403
    client.force_login(user_with_role("warehouse clerk"))
    assert client.post(address(name, line)).status_code == 403  # works at no location
    client.force_login(UserFactory())
    assert client.get(address(name, line)).status_code == 405


def test_given_many_lines_then_the_grid_asks_no_more_for_each(client, silver):
    client.force_login(UserFactory())
    item = ItemFactory(item_tracking_code=capturing_code())
    put(silver, "B1", item, 40)
    one = create_inventory_pick(document=released_order(item, 1, silver), by=UserFactory())
    order = released_order(item, 1, silver)
    for _ in range(20):
        add_line(order, item, 1)
    many = create_inventory_pick(document=order, by=UserFactory())
    counts = []
    for activity in (one, many):
        client.get(activity.get_absolute_url())
        with CaptureQueriesContext(connection) as asked:
            client.get(activity.get_absolute_url())
        counts.append(len(asked.captured_queries))

    assert counts[0] == counts[1]
