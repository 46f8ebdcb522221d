"""The pages of warehouse receipts and shipments: made, filled, posted, and who may."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from tests.factories import (
    ItemFactory,
    LocationFactory,
    add_line,
    purchase_order,
    sales_order,
    serial_code,
    tracked,
    user_with_role,
)
from tests.warehouse.documents.scenes import (
    RECEIPT,
    SHIPMENT,
    figures,
    handle,
    made,
    post,
    receiving,
    released,
    shipping,
)
from tests.warehouse.scenes import put
from warehouse.models import PostedWarehouseDocument, WarehouseDocument
from wms.inventory.models import WarehouseEmployee
from wms.ledger.models import ItemLedgerEntry

pytestmark = pytest.mark.django_db


@pytest.fixture
def yellow():
    return receiving(bins=("B1", "B2"))


@pytest.fixture
def clerk(client, yellow):
    user = user_with_role("warehouse clerk")
    WarehouseEmployee.objects.create(user=user, location=yellow)
    client.force_login(user)
    return client


@pytest.fixture
def lamp():
    return ItemFactory(no="LAMP", description="Desk lamp")


@pytest.fixture
def order(yellow, lamp):
    return released(
        purchase_order(lamp, 10, location=yellow, line={"bin": yellow.bins.get(code="B1")})
    )


@pytest.fixture
def receipt(order):
    return made(RECEIPT, order)


def place(document, what="", line=None):
    prefix = f"{what}_" if what else ""
    args = [document.kind, document.pk]
    if line is not None:
        name = f"{prefix}warehouse_document_line"
        return reverse(name, args=[*args, line.pk])
    return reverse(f"{prefix}warehouse_document", args=args)


@pytest.mark.rule("WHS-005", "WHS-045")
def test_the_order_leads_to_its_receipt_and_tells_where_its_lines_stand(clerk, order):
    url = reverse("create_warehouse_receipt", args=[order.kind, order.pk])
    assert url in clerk.get(order.get_absolute_url()).text
    assert "Create warehouse receipt" in clerk.get(url).text

    answer = clerk.post(url, {"location": order.location_id}, follow=True)

    receipt = WarehouseDocument.objects.get()
    assert f"{receipt} is made from {order}." in answer.text
    page = clerk.get(order.get_absolute_url()).text
    assert f"On {receipt.in_words}" in page
    assert receipt.get_absolute_url() in page
    again = clerk.post(url, {"location": order.location_id})
    assert again.status_code == 422
    assert f"or it stands on {receipt.in_words}" in again.text
    assert receipt.get_absolute_url() in again.text


@pytest.mark.rule("WHS-045", "WHS-188")
def test_documents_of_a_location_are_chosen(clerk, yellow, lamp, order):
    other = released(purchase_order(lamp, 3, location=yellow))
    elsewhere = released(purchase_order(lamp, 3, location=receiving("GREEN")))
    url = reverse("new_warehouse_document", args=[RECEIPT])
    values = {"location": "YELLOW", "posting_date": "2026-01-03"}

    assert "Choose the location" in clerk.get(url).text
    page = clerk.get(url, values).text
    assert str(order) in page
    assert str(other) in page
    assert str(elsewhere) not in page
    nothing = clerk.post(url, values)
    assert nothing.status_code == 422
    assert "No document is chosen. Tick those whose goods are received." in nothing.text
    clerk.post(url, values | {"source": [order.pk]})

    receipt = WarehouseDocument.objects.get()
    assert figures(receipt) == [(10, 10, 0)]
    url = reverse("add_warehouse_sources", args=[receipt.kind, receipt.pk])
    assert str(other) in clerk.get(url).text
    stale = clerk.post(url, {"source": [other.pk], "version": receipt.version - 1 or 99})
    assert stale.status_code == 422
    assert "It was changed by another user" in stale.text
    clerk.post(url, {"source": [other.pk], "version": receipt.version})
    assert figures(receipt) == [(10, 10, 0), (3, 3, 0)]


@pytest.mark.parametrize(
    "values",
    [
        {"location": "NOWHERE", "posting_date": "2026-01-03"},
        {"location": "YELLOW", "posting_date": "soon"},
        {"location": "<b>", "posting_date": ""},
        {"location": "YELLOW", "posting_date": "2026-01-03", "source": ["0", "-1", "x", "9" * 40]},
    ],
)
def test_nonsense_makes_no_receipt(clerk, order, values):
    answer = clerk.post(reverse("new_warehouse_document", args=[RECEIPT]), values)

    assert answer.status_code == 422
    assert not WarehouseDocument.objects.exists()


@pytest.mark.rule("WHS-189")
def test_a_line_is_changed_in_the_grid(clerk, receipt, yellow):
    line = receipt.lines.get()
    values = {"qty_to_handle": "4", "bin": "B2", "seen": line.stamp}

    answer = clerk.post(place(receipt, line=line), values, headers={"HX-Request": "true"})

    assert answer.status_code == 200
    assert 'id="document-actions" hx-swap-oob="true"' in answer.text
    line.refresh_from_db()
    assert (line.qty_to_handle, line.bin) == (4, yellow.bins.get(code="B2"))
    stale = clerk.post(place(receipt, line=line), values, headers={"HX-Request": "true"})
    assert stale.status_code == 422
    assert "The line was changed by another user" in stale.text


@pytest.mark.rule("WHS-189")
@pytest.mark.parametrize("htmx", [True, False])
@pytest.mark.parametrize(
    ("values", "text"),
    [
        ({"qty_to_handle": "11"}, "Qty. to Receive of item LAMP lies between 0 and 10, not 11."),
        ({"qty_to_handle": "-1"}, "lies between 0 and 10, not -1."),
        ({"qty_to_handle": "many"}, "many"),
        ({"qty_to_handle": "1e99"}, "Qty. to Receive"),
        ({"qty_to_handle": "NaN"}, "Qty. to Receive"),
        ({"bin": "nowhere"}, "Location YELLOW has no bin NOWHERE."),
        ({"bin": "B" * 30}, "B" * 30),
    ],
)
def test_what_does_not_fit_is_told_at_the_line(clerk, receipt, values, text, htmx):
    line = receipt.lines.get()
    headers = {"HX-Request": "true"} if htmx else {}

    answer = clerk.post(place(receipt, line=line), {"seen": line.stamp} | values, headers=headers)

    assert answer.status_code == 422
    assert text in answer.text
    assert figures(receipt) == [(10, 10, 0)]


@pytest.mark.rule("WHS-192", "WHS-265", "WHS-267")
def test_it_is_posted_once_and_leads_both_ways(clerk, receipt, order):
    page = clerk.get(receipt.get_absolute_url()).text
    assert "1 of 1 lines to be received" in page
    values = {"posting_date": "2026-01-05", "request_key": "k1", "version": receipt.version}

    answers = [clerk.post(place(receipt, "post"), values) for _ in range(2)]

    posted = PostedWarehouseDocument.objects.get()
    assert [answer.url for answer in answers] == [posted.get_absolute_url()] * 2
    assert ItemLedgerEntry.objects.count() == 1
    page = clerk.get(posted.get_absolute_url()).text
    came_with = posted.lines.get().posted_line.document
    assert came_with.get_absolute_url() in page
    assert posted.get_absolute_url() in clerk.get(came_with.get_absolute_url()).text
    assert posted.no in clerk.get(reverse("posted_warehouse_documents", args=[RECEIPT])).text
    gone = clerk.post(place(receipt, "post"), values | {"request_key": "k2"}, follow=True)
    assert "The warehouse receipt no longer exists" in gone.text
    assert clerk.get(receipt.get_absolute_url()).status_code == 404


@pytest.mark.rule("WHS-192", "WHS-267")
def test_what_is_wrong_with_posting_is_told_on_the_page(clerk, receipt, yellow):
    receipt.lines.update(bin=None)
    values = {"posting_date": "2026-01-05", "request_key": "k1", "version": receipt.version}

    refused = clerk.post(place(receipt, "post"), values)
    assert refused.status_code == 422
    assert "Bin Code is blank for item LAMP" in refused.text
    wrong_day = clerk.post(place(receipt, "post"), values | {"posting_date": "soon"})
    assert wrong_day.status_code == 422
    incomplete = clerk.post(place(receipt, "post"), {"posting_date": "2026-01-05"})
    assert "The page was sent incompletely" in incomplete.text
    stale = clerk.post(place(receipt, "post"), values | {"version": 99})
    assert "It was changed by another user" in stale.text
    assert not ItemLedgerEntry.objects.exists()


def test_all_lines_are_filled_emptied_and_taken_off(clerk, receipt, yellow, order):
    clerk.post(place(receipt, "empty"), {"version": 1})
    assert figures(receipt) == [(10, 0, 0)]
    page = clerk.get(receipt.get_absolute_url()).text
    assert "Qty. to Receive is 0 on every line." in page
    assert clerk.post(place(receipt, "fill"), {"version": 1}).status_code == 422
    clerk.post(place(receipt, "fill"), {"version": 2})
    assert figures(receipt) == [(10, 10, 0)]
    line = receipt.lines.get()
    stale = clerk.post(place(receipt, "delete", line=line), {"version": 1})
    assert stale.status_code == 422
    answer = clerk.post(place(receipt, "delete", line=line), {"version": 3}, follow=True)
    assert "Line 10000 is off warehouse receipt" in answer.text
    assert not WarehouseDocument.objects.exists()
    again = made(RECEIPT, order)
    assert clerk.post(place(again, "delete"), {"version": 99}).status_code == 422
    answer = clerk.post(place(again, "delete"), {"version": 1}, follow=True)
    assert f"{again} is deleted." in answer.text
    answer = clerk.post(place(again, "delete"), {"version": 1}, follow=True)
    assert "no longer exists" in answer.text


@pytest.mark.rule("WHS-255")
def test_another_location_is_not_shown_nor_found(client, receipt):
    user = user_with_role("warehouse clerk")
    WarehouseEmployee.objects.create(user=user, location=LocationFactory(code="EAST"))
    client.force_login(user)
    posted = post(handle(receipt, 4)).posted

    assert client.get(receipt.get_absolute_url()).status_code == 403
    assert client.get(posted.get_absolute_url()).status_code == 403
    for kind in ("warehouse_documents", "posted_warehouse_documents"):
        listed = client.get(reverse(kind, args=[RECEIPT])).text
        assert receipt.no not in listed
        assert posted.no not in listed
    for what in ("post", "fill", "empty", "delete"):
        assert client.post(place(receipt, what), {"version": 1}).status_code == 403
    line = receipt.lines.get()
    assert client.post(place(receipt, line=line), {"qty_to_handle": "1"}).status_code == 403
    assert client.post(place(receipt, "delete", line=line)).status_code == 403
    for no in (receipt.no, posted.no):
        found = client.get(reverse("search"), {"q": no}, follow=True)
        assert receipt.get_absolute_url() not in found.text
        assert posted.get_absolute_url() not in found.text
    source = receipt.lines.get().source_line.document
    page = client.get(source.get_absolute_url()).text
    assert "Only those who work at its location open it." in page
    came_with = posted.lines.get().posted_line.document
    assert posted.get_absolute_url() not in client.get(came_with.get_absolute_url()).text


@pytest.mark.parametrize(
    ("role", "opens", "works"),
    [
        (None, 302, 302),
        ("sales", 403, 403),
        ("purchaser", 403, 403),
        ("auditor", 200, 403),
        ("administrator", 200, 422),
    ],
)
@pytest.mark.parametrize("headers", [{}, {"HX-Request": "true"}])
def test_each_role_sees_and_does_what_is_its(client, receipt, role, opens, works, headers):
    if role:
        client.force_login(user_with_role(role))
    lists = [reverse("warehouse_documents", args=[RECEIPT])]
    lists += [reverse("posted_warehouse_documents", args=[RECEIPT]), receipt.get_absolute_url()]
    line = receipt.lines.get()

    for url in lists:
        assert client.get(url, headers=headers).status_code == opens
    for what in ("post", "fill", "empty", "delete"):
        answer = client.post(place(receipt, what), {"version": 99}, headers=headers)
        assert answer.status_code == works, what
    answer = client.post(place(receipt, line=line), {"qty_to_handle": "x"}, headers=headers)
    assert answer.status_code == works
    new = client.post(reverse("new_warehouse_document", args=[RECEIPT]), {}, headers=headers)
    assert new.status_code in (works, 200)
    assert WarehouseDocument.objects.count() == 1
    assert client.get(place(receipt, "post"), headers=headers).status_code in (302, 403, 405)


def test_a_card_costs_the_same_for_few_and_many_lines(clerk, yellow, lamp):
    counts = []
    for lines in (2, 40):
        order = purchase_order(location=yellow)
        for _ in range(lines):
            add_line(order, lamp, 1)
        receipt = made(RECEIPT, released(order))
        clerk.get(receipt.get_absolute_url())
        with CaptureQueriesContext(connection) as queries:
            page = clerk.get(receipt.get_absolute_url())
        assert page.text.count("data-line-row") == lines
        counts.append(len(queries))

    assert counts[0] == counts[1]


def test_the_search_box_finds_it_by_its_number(clerk, receipt):
    assert clerk.get(reverse("search"), {"q": receipt.no}).url == receipt.get_absolute_url()


def test_a_shipment_has_pages_too(client):
    yellow = shipping()
    item = ItemFactory(no="CHAIR", item_tracking_code=serial_code())
    put(yellow, "", item, serials=["S1", "S2"])
    order = released(sales_order(item, 2, location=yellow))
    tracked(order.lines.get(), "S1")
    user = user_with_role("warehouse clerk")
    WarehouseEmployee.objects.create(user=user, location=yellow)
    client.force_login(user)
    url = reverse("create_warehouse_shipment", args=[order.kind, order.pk])
    assert url in client.get(order.get_absolute_url()).text

    page = client.post(url, {"location": yellow.pk}, follow=True).text

    shipment = made_last()
    assert "Qty. to Ship" in page
    assert "1 of 2" in page
    assert "differs" in page
    listed = client.get(reverse("warehouse_documents", args=[SHIPMENT])).text
    assert shipment.no in listed
    assert "Require Receive" in client.get(reverse("new_warehouse_document", args=[RECEIPT])).text


def made_last() -> WarehouseDocument:
    return WarehouseDocument.objects.order_by("-pk")[0]
