"""The pages of the packing station: orders that wait, the bench by scan and by form, shipping, who may."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from tests.factories import (
    ItemFactory,
    UserFactory,
    add_line,
    lot_code,
    serial_code,
    user_with_role,
)
from tests.tracking.groups.scenes import capturing_code
from tests.warehouse.packing_scenes import (
    closed,
    contents_of,
    opened,
    packed,
    packing_location,
    ship,
)
from tests.warehouse.scenes import put, released_order
from warehouse.models import Container
from wms.inventory.models import WarehouseEmployee
from wms.ledger.models import ItemLedgerEntry

pytestmark = pytest.mark.django_db


@pytest.fixture
def east():
    return packing_location()


@pytest.fixture
def clerk(client, east):
    user = user_with_role("warehouse clerk")
    WarehouseEmployee.objects.create(user=user, location=east)
    client.force_login(user)
    return client


@pytest.fixture
def pump(east):
    """Serials are captured at packing."""
    item = ItemFactory(no="HS-200", item_tracking_code=capturing_code("packing"))
    put(east, "B1", item, 10)
    return item


def order_of(item, quantity, location):
    return released_order(item, quantity, location, bin=location.bins.get(code="B1"))


def place_of(order, location, name="pack_order"):
    return reverse(name, args=[location.pk, order.pk])


def entries_of(shipment):
    return ItemLedgerEntry.objects.filter(posted_line__document=shipment)


def send(client, container, do="scan", **values) -> str:
    url = reverse("container_scan", args=[container.pk])
    return client.post(url, {"do": do, **values}, follow=True).text


def scan(client, container, text, **values) -> str:
    return send(client, container, scan=text, **values)


@pytest.mark.rule("PACK-007", "CAP-042")
def test_the_list_leads_to_the_order_and_says_which_serials_are_needed(clerk, east, pump):
    order = order_of(pump, 3, east)

    listed = clerk.get(reverse("documents_to_pack")).text
    assert order.no in listed
    assert place_of(order, east) in listed
    page = clerk.get(place_of(order, east)).text
    assert "serial needed" in page
    made = clerk.post(place_of(order, east, "open_container"))

    container = Container.objects.get()
    assert made.url == container.get_absolute_url()
    assert "scan an item, a serial or a lot" in clerk.get(made.url).text
    assert container.no in clerk.get(reverse("containers")).text


@pytest.mark.rule("PACK-007")
def test_the_order_leads_to_the_station(clerk, east, pump):
    order = order_of(pump, 3, east)
    url = reverse("pack_document", args=[order.kind, order.pk])

    assert url in clerk.get(order.get_absolute_url()).text
    assert clerk.get(url).url == place_of(order, east)
    closed(order, east, "B1", "B2", "B3")
    ship(order, east)
    assert "is packed at a location where you work" in clerk.get(url, follow=True).text


@pytest.mark.rule("CAP-043", "CAP-044", "PACK-012", "PACK-007")
def test_by_scan_each_serial_packs_one_unit(clerk, east, pump):
    container = opened(order_of(pump, 3, east), east)

    assert "Item HS-200. Scan a serial number, 3 to pack." in scan(clerk, container, "hs-200")
    assert "Serial B1 is packed. Item HS-200: 2 to pack." in scan(clerk, container, "b1")
    assert "already packed in container" in scan(clerk, container, "B1")
    assert "Item HS-200: scan 2 serial numbers." in send(clerk, container, "quantity", quantity="2")
    assert "1 of 2 packed." in scan(clerk, container, "B2")
    assert "1 of 2 packed." in send(clerk, container, "leave")
    assert contents_of(container) == [("B1", "", 1), ("B2", "", 1)]

    scan(clerk, container, "HS-200")
    assert "Everything is packed. Close the container." in scan(clerk, container, "B3")
    assert "Everything is packed. Close the container." in scan(clerk, container, "B4")


@pytest.mark.rule("CAP-044")
@pytest.mark.parametrize("quantity", ["0", "1.5", "4", "x", ""])
def test_as_many_serials_as_are_to_pack_can_be_asked_for(clerk, east, pump, quantity):
    container = opened(order_of(pump, 3, east), east)
    scan(clerk, container, "HS-200")

    page = send(clerk, container, "quantity", quantity=quantity)

    assert "enter whole units, at most 3" in page or "Enter the quantity as a number" in page


@pytest.mark.rule("CAP-046", "PACK-015", "SCAN-027")
def test_what_was_packed_is_undone_and_taken_out_by_scan_and_by_row(clerk, east, pump):
    container = packed(order_of(pump, 4, east), east, "B1", "B2")
    scan(clerk, container, "HS-200")
    scan(clerk, container, "B3")

    assert "Serial B3 is out of container" in send(clerk, container, "undo")
    assert "There is nothing to undo." in send(clerk, container, "undo")
    assert "Scan what comes out of the container." in send(clerk, container, "turn")
    assert f"B9 is not in container {container.no}." in scan(clerk, container, "B9")
    assert f"Serial B2 is out of container {container.no} and free again." in scan(
        clerk, container, "B2", reason="Wrong one"
    )
    assert "Scan what goes into the container." in send(clerk, container, "turn")
    row = container.lines.get()
    assert "Serial B1 is out of container" in send(clerk, container, "unpack", line=row.pk)
    assert "That is no longer in the container." in send(clerk, container, "unpack", line=row.pk)
    assert contents_of(container) == []


@pytest.mark.rule("PACK-007", "PACK-011", "PACK-008")
def test_by_scan_items_count_one_and_of_lots_the_quantity_is_asked_for(clerk, east):
    lamp = ItemFactory(no="LAMP")
    paint = ItemFactory(no="PAINT", item_tracking_code=lot_code())
    put(east, "B1", lamp, 5)
    put(east, "B1", paint, lots={"L1": 5, "L2": 5})
    order = order_of(lamp, 3, east)
    add_line(order, paint, 6, bin=east.bins.get())
    container = opened(order, east)

    assert "Item LAMP: 1 packed, 2 to pack." in scan(clerk, container, "LAMP")
    assert "Item LAMP: 2 packed, 0 to pack." in send(clerk, container, "quantity", quantity="2")
    assert "Item PAINT. Scan the lot: L1, L2." in scan(clerk, container, "PAINT")
    assert "Lot L2 of item PAINT." in scan(clerk, container, "L2")
    assert "4 packed, 2 to pack." in send(clerk, container, "quantity", quantity="4")
    send(clerk, container, "leave")
    assert "Lot L1 of item PAINT. How many?" in scan(clerk, container, "L1")
    assert "XX is no item, lot or serial that is still to pack" in scan(clerk, container, "XX")
    send(clerk, container, "quantity", quantity="2")
    assert contents_of(container) == [("", "", 3), ("", "L2", 4), ("", "L1", 2)]


@pytest.mark.rule("PACK-012")
def test_a_serial_in_stock_finds_its_line(clerk, east):
    chair = ItemFactory(no="CHAIR", item_tracking_code=serial_code())
    lamp = ItemFactory(no="LAMP")
    put(east, "B1", chair, serials=["S1", "S2"])
    put(east, "B1", lamp, 5)
    order = order_of(lamp, 3, east)
    add_line(order, chair, 1, bin=east.bins.get())
    container = opened(order, east)

    assert "Serial S1 is packed." in scan(clerk, container, "S1")
    line = order.lines.get(item=lamp)
    assert "Item LAMP: 3 to pack." in send(clerk, container, "choose", line=line.pk)
    assert "Nothing of that line is to pack" in send(clerk, container, "choose", line=0)


@pytest.mark.rule("SCAN-020")
def test_a_scan_that_is_sent_again_counts_once_on_the_page_too(clerk, east):
    lamp = ItemFactory(no="LAMP")
    put(east, "B1", lamp, 5)
    container = opened(order_of(lamp, 3, east), east)

    first = scan(clerk, container, "LAMP", key="k1")
    again = scan(clerk, container, "LAMP", key="k1")

    assert "Item LAMP: 1 packed, 2 to pack." in first
    assert "Item LAMP: 1 packed, 2 to pack." in again
    assert contents_of(container) == [("", "", 1)]


def test_what_can_be_done_follows_each_scan_without_a_reload(clerk, east):
    lamp = ItemFactory(no="LAMP")
    put(east, "B1", lamp, 5)
    container = opened(order_of(lamp, 3, east), east)
    assert "Cancel container" in clerk.get(container.get_absolute_url()).text

    answer = clerk.post(
        reverse("container_scan", args=[container.pk]),
        {"do": "scan", "scan": "LAMP"},
        headers={"HX-Request": "true"},
    )

    assert "<html" not in answer.text
    assert "Close container" in answer.text
    assert "Cancel container" not in answer.text


@pytest.mark.parametrize("text", ["", "S\x01", "X" * 201])
def test_bad_scans_are_answered_in_words(clerk, east, text):
    lamp = ItemFactory(no="LAMP")
    put(east, "B1", lamp, 5)
    container = opened(order_of(lamp, 3, east), east)

    assert "Wrong:" in scan(clerk, container, text)
    assert contents_of(container) == []


@pytest.mark.rule("CAP-044", "ERR-002", "ERR-003")
def test_by_form_good_serials_are_packed_and_the_others_stay_with_the_reason(clerk, east, pump):
    container = packed(order_of(pump, 5, east), east, "B1")
    line = container.source.lines.get()

    answer = clerk.post(
        reverse("pack_by_form", args=[container.pk]), {"line": line.pk, "serials": "B2\nB1, B3"}
    )

    assert answer.status_code == 422
    assert [serial for serial, *_ in contents_of(container)] == ["B1", "B2", "B3"]
    assert "Serial number B1 of item HS-200 is already packed" in answer.text
    assert ">\nB1</textarea>" in answer.text
    nothing = clerk.post(reverse("pack_by_form", args=[container.pk]), {"line": line.pk})
    assert "Serial number needed: item HS-200" in nothing.text
    assert clerk.post(reverse("pack_by_form", args=[container.pk]), {"line": 0}).status_code == 422


@pytest.mark.rule("CAP-030")
def test_given_a_shipped_serial_then_the_reason_is_asked_for(clerk, east, pump):
    first = order_of(pump, 1, east)
    closed(first, east, "B1")
    ship(first, east)
    container = opened(order_of(pump, 1, east), east)
    scan(clerk, container, "HS-200")

    assert "Give the reason to capture it all the same." in scan(clerk, container, "B1")
    assert "Serial B1 is packed." in scan(clerk, container, "B1", reason="Label used twice")


@pytest.mark.rule("PACK-016", "PACK-018", "PACK-026", "CAP-048")
def test_a_container_is_closed_reopened_and_shipped_on_its_page(clerk, east, pump):
    container = packed(order_of(pump, 3, east), east, "B1")

    def press(name, **values):
        return clerk.post(reverse(name, args=[container.pk]), values, follow=True)

    assert f"{container} is closed." in press("close_container").text
    assert "Reopen" in press("close_container").text
    assert f"{container} is open again." in press("reopen_container").text
    assert (
        "is still open."
        in press("ship_container", posting_date="2026-01-03", request_key="k1").text
    )
    press("close_container")
    done = press("ship_container", posting_date="2026-01-03", request_key="k1")
    assert f"Container {container.no} is shipped with" in done.text
    press("ship_container", posting_date="2026-01-03", request_key="k1")
    assert ItemLedgerEntry.objects.filter(entry_type="sale").count() == 1
    assert "sent incompletely" in press("ship_container", posting_date="2026-01-03").text


@pytest.mark.rule("PACK-025", "PACK-027", "CAP-048")
def test_closed_containers_are_shipped_from_the_order(clerk, east, pump):
    order = order_of(pump, 3, east)
    closed(order, east, "B1")
    second = packed(order, east, "B2")
    sent = {"posting_date": "2026-01-03", "request_key": "k1"}

    refused = clerk.post(place_of(order, east, "ship_order"), sent)
    assert refused.status_code == 422
    assert f"Container {second.no} is still open." in refused.text
    done = clerk.post(
        place_of(order, east, "ship_order"), sent | {"closed_only": "yes"}, follow=True
    )

    shipment = Container.objects.get(status="shipped").posted_document
    assert f"is shipped with {shipment}." in done.text
    shown = clerk.get(Container.objects.get(status="shipped").get_absolute_url()).text
    assert shipment.get_absolute_url() in shown
    assert "B1" in shown
    assert [entry.serial_no for entry in entries_of(shipment)] == ["B1"]


@pytest.mark.rule("PACK-018")
def test_an_empty_container_is_cancelled(clerk, east, pump):
    container = opened(order_of(pump, 3, east), east)

    done = clerk.post(reverse("cancel_container", args=[container.pk]), follow=True)

    assert "is cancelled; its number is not used again." in done.text


@pytest.mark.rule("PACK-029")
def test_a_search_finds_the_container_of_a_number_before_and_after_it_is_shipped(clerk, east, pump):
    order = order_of(pump, 3, east)
    container = closed(order, east, "B1")

    assert container.get_absolute_url() in clerk.get(reverse("search"), {"q": "b1"}).text
    ship(order, east)
    assert container.get_absolute_url() in clerk.get(reverse("search"), {"q": "B1"}).text


# --- who may --------------------------------------------------------------------------------------

OF_ORDER = ["pack_order", "open_container", "ship_order"]
READ = ("pack_order", "pack_document")
OF_CONTAINER = [
    "close_container",
    "reopen_container",
    "cancel_container",
    "ship_container",
    "container_scan",
    "pack_by_form",
]


@pytest.mark.rule("PACK-006", "WHS-255")
@pytest.mark.parametrize("headers", [{}, {"HX-Request": "true"}])
@pytest.mark.parametrize("name", ["pack_document", *OF_ORDER, *OF_CONTAINER])
def test_who_may_not_pack_here_is_refused(client, east, pump, name, headers):
    order = order_of(pump, 3, east)
    container = packed(order, east, "B1")
    args = {name: [east.pk, order.pk] for name in OF_ORDER}
    args["pack_document"] = [order.kind, order.pk]
    url = reverse(name, args=args.get(name, [container.pk]))

    def ask():
        method = client.get if name in READ else client.post
        return method(url, headers=headers)

    assert "login" in (ask().headers.get("Location", "") + ask().headers.get("HX-Redirect", ""))
    for role in ("sales", "purchaser", "auditor"):
        client.force_login(user_with_role(role))
        assert ask().status_code == 403
    client.force_login(user_with_role("warehouse clerk"))  # works at no location
    assert ask().status_code == (302 if name == "pack_document" else 403)
    client.force_login(UserFactory())
    other = client.post if name in READ else client.get
    assert other(url).status_code == 405
    assert contents_of(container) == [("B1", "", 1)]
    assert Container.objects.count() == 1


@pytest.mark.rule("PACK-006")
def test_an_auditor_looks_and_cannot_work(client, east, pump):
    container = packed(order_of(pump, 3, east), east, "B1")
    client.force_login(user_with_role("auditor"))

    page = client.get(container.get_absolute_url())

    assert "B1" in page.text
    assert "Close container" not in page.text
    assert "Pack by form" not in page.text
    assert 'id="scan"' not in page.text
    client.force_login(user_with_role("sales"))
    assert client.get(container.get_absolute_url()).status_code == 403


def test_given_many_lines_and_rows_then_the_pages_ask_no_more(client, east, pump):
    client.force_login(UserFactory())
    counts = []
    for many in (2, 30):
        order = order_of(pump, 1, east)
        for _ in range(many):
            add_line(order, ItemFactory(), 1)
        container = opened(order, east)
        client.get(container.get_absolute_url())
        with CaptureQueriesContext(connection) as asked:
            client.get(container.get_absolute_url())
            client.get(place_of(order, east))
        counts.append(len(asked.captured_queries))

    assert counts[0] == counts[1]
