"""The pages of warehouse picks: from the released shipment to what is registered, and who may."""

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
from tests.warehouse.documents.pick_scenes import (
    pick,
    picked,
    picked_location,
    register,
    shipment_of,
)
from tests.warehouse.documents.scenes import SHIPMENT, WORK_DAY, made, post, shipping
from tests.warehouse.scenes import put, released_order
from warehouse.documents.services import create_document, release, reopen
from warehouse.models import Activity, RegisteredActivity, WarehouseDocument
from wms.inventory.models import WarehouseEmployee
from wms.ledger.models import ItemLedgerEntry

pytestmark = pytest.mark.django_db


@pytest.fixture
def paint():
    return ItemFactory(no="PAINT", item_tracking_code=lot_code())


@pytest.fixture
def yellow():
    return picked_location()


@pytest.fixture
def shipment(paint, yellow):
    put(yellow, "B1", paint, lots={"L1": 9})
    return shipment_of(paint, 5, yellow, lots={"L1": 5})


@pytest.fixture
def clerk(client, yellow):
    user = user_with_role("warehouse clerk")
    WarehouseEmployee.objects.create(user=user, location=yellow)
    client.force_login(user)
    return client


def place(shipment, what):
    return reverse(what, args=[shipment.kind, shipment.pk])


def filled(activity, key="key"):
    return {"posting_date": "2026-01-05", "request_key": key, "version": activity.version}


@pytest.mark.rule("WHS-077", "WHS-160", "WHS-202", "WHS-205", "WHS-265")
def test_from_the_open_shipment_to_the_posted_one(clerk, shipment):
    shipment = reopen(document=shipment, by=UserFactory())
    page = clerk.get(shipment.get_absolute_url()).text
    assert place(shipment, "release_warehouse_document") in page
    assert place(shipment, "create_picks_of") not in page

    page = clerk.post(
        place(shipment, "release_warehouse_document"), {"version": shipment.version}, follow=True
    ).text
    assert "It is released; picks can be made for it." in page
    assert "Qty. Picked" in page
    page = clerk.post(place(shipment, "create_picks_of"), follow=True).text
    pick = Activity.objects.get()
    assert f"{pick} was made with 1 line." in page
    assert "SHIP" in page
    assert "Preview posting" not in page
    assert pick.get_absolute_url() in clerk.get(shipment.get_absolute_url()).text

    done = clerk.post(
        reverse("post_activity", args=[pick.kind, pick.pk]), filled(pick), follow=True
    )
    registered = RegisteredActivity.objects.get()
    assert f"{registered} is registered; {shipment} can ship it." in done.text
    assert "Completely Picked" in done.text
    listed = clerk.get(reverse("posted_activities", args=["warehouse_pick"])).text
    assert registered.get_absolute_url() in listed
    page = clerk.get(registered.get_absolute_url()).text
    assert "Place" in page
    assert str(shipment) in page


@pytest.mark.rule("POST-171", "WHS-267")
def test_a_second_click_on_register_leads_to_what_the_first_registered(clerk, shipment):
    pick = picked(shipment)
    url = reverse("post_activity", args=[pick.kind, pick.pk])
    sent = filled(pick)
    clerk.post(url, sent)

    again = clerk.post(url, sent)

    assert again.url == RegisteredActivity.objects.get().get_absolute_url()
    assert not ItemLedgerEntry.objects.filter(quantity__lt=0).exists()


@pytest.mark.rule("WHS-155", "WHS-156")
def test_a_refused_registration_says_why_and_keeps_the_page(clerk, paint, yellow):
    put(yellow, "B1", paint, lots={"L1": 5})
    pick = picked(shipment_of(paint, 5, yellow))

    answer = clerk.post(reverse("post_activity", args=[pick.kind, pick.pk]), filled(pick))

    assert answer.status_code == 422
    assert "Lot No. is blank for item PAINT, 5 to handle." in answer.text
    assert "Registering Date" in answer.text


@pytest.mark.rule("WHS-255")
@pytest.mark.parametrize(
    "name", ["release_warehouse_document", "reopen_warehouse_document", "create_picks_of"]
)
def test_only_who_works_at_the_location_works_on_its_picks(client, shipment, name):
    url = place(shipment, name)
    assert "/login/" in client.post(url).url
    client.force_login(user_with_role("sales"))
    assert client.post(url).status_code == 403
    client.force_login(user_with_role("warehouse clerk"))
    elsewhere = client.post(url)
    assert elsewhere.status_code == 403
    assert "YELLOW" in elsewhere.text
    assert client.get(url).status_code == 405
    assert not Activity.objects.exists()
    assert WarehouseDocument.objects.get().is_released


@pytest.mark.rule("WHS-255")
def test_a_registered_pick_is_shown_at_its_location_only(client, shipment):
    registered = register(picked(shipment)).registered
    url = registered.get_absolute_url()
    assert "/login/" in client.get(url).url
    client.force_login(user_with_role("purchaser"))
    assert client.get(url).status_code == 403
    client.force_login(user_with_role("warehouse clerk"))
    assert client.get(url).status_code == 403
    listed = client.get(reverse("posted_activities", args=["warehouse_pick"])).text
    assert registered.no not in listed


def test_there_is_nothing_to_preview(clerk, shipment):
    pick = picked(shipment)

    assert clerk.get(reverse("preview_activity", args=[pick.kind, pick.pk])).status_code == 404


@pytest.mark.rule("WHS-205")
def test_where_nothing_is_picked_first_no_pick_is_offered(client, paint):
    place_ = shipping("PINK")
    put(place_, "", paint, lots={"L1": 5})
    order = released_order(paint, 5, place_, lots={"L1": 5})
    shipment = made(SHIPMENT, order)
    user = user_with_role("warehouse clerk")
    WarehouseEmployee.objects.create(user=user, location=place_)
    client.force_login(user)

    page = client.get(shipment.get_absolute_url()).text
    assert place(shipment, "create_picks_of") not in page
    assert place(shipment, "release_warehouse_document") not in page
    refused = client.post(place(shipment, "create_picks_of"))

    assert refused.status_code == 422
    assert "Location PINK ships without picks, as Require Pick is off." in refused.text


@pytest.mark.rule("WHS-123", "WHS-206")
def test_several_orders_get_a_pick_each_and_short_ones_are_told(clerk, paint, yellow, shipment):
    put(yellow, "B2", paint, lots={"L2": 2})
    orders = [released_order(paint, quantity, yellow) for quantity in (1, 50)]
    second = release(
        document=create_document(
            kind=SHIPMENT, location=yellow, sources=orders, by=UserFactory(), on=WORK_DAY
        ),
        by=UserFactory(),
    )

    page = clerk.post(place(second, "create_picks_of"), follow=True).text

    assert Activity.objects.filter(whse_document=second).count() == 2
    assert f"{orders[1]}, line 10000: 10 of 50 of item PAINT could be put on the pick" in page


@pytest.mark.rule("WHS-260", "WHS-261")
def test_the_worksheet_asks_for_the_number_of_a_filled_line(clerk, yellow):
    chair = ItemFactory(no="CHAIR", item_tracking_code=serial_code())
    put(yellow, "B1", chair, serials=["S1", "S2"])
    pick = picked(shipment_of(chair, 1, yellow))
    url = reverse("activity_scan", args=[pick.kind, pick.pk])
    assert "0 of 1" in clerk.get(url).text

    clerk.post(url, {"do": "scan", "scan": "B1"})
    page = clerk.post(url, {"do": "scan", "scan": "S2"}, follow=True).text

    assert pick.lines.get().serial_no == "S2"
    assert "All lines are done. Register the pick." in page


def test_hostile_text_on_a_line_is_shown_as_text(clerk, paint, yellow):
    put(yellow, "B1", paint, lots={"<B>L</B>": 5})
    pick = picked(shipment_of(paint, 5, yellow, lots={"<B>L</B>": 5}))

    registered = register(pick).registered

    page = clerk.get(registered.get_absolute_url()).text
    assert "<B>L</B>" not in page
    assert "&lt;B&gt;L&lt;/B&gt;" in page


@pytest.mark.rule("WHS-268")
def test_given_ten_or_a_thousand_serials_then_each_step_costs_the_same_statements(db):
    counts = []
    for many, code in ((10, "RED"), (1000, "BLUE")):
        place_ = picked_location(code)
        chair = ItemFactory(item_tracking_code=serial_code(code))
        serials = [f"{code}{n:04}" for n in range(many)]
        put(place_, "B1", chair, serials=serials)
        shipment = shipment_of(chair, many, place_, serials=serials)
        by = UserFactory()
        of_place = []
        with CaptureQueriesContext(connection) as asked:
            [created] = pick(shipment, by=by).picks
        of_place.append(len(asked))
        with CaptureQueriesContext(connection) as asked:
            register(created.activity, by=by)
        of_place.append(len(asked))
        with CaptureQueriesContext(connection) as asked:
            post(shipment, by=by)
        of_place.append(len(asked))
        counts.append(of_place)
    assert counts[0] == counts[1]


@pytest.mark.rule("WHS-205")
def test_the_card_of_a_picked_shipment_costs_the_same_for_few_and_many_lines(clerk, yellow):
    counts = []
    for many in (2, 40):
        item = ItemFactory()
        put(yellow, "B1", item, many)
        order = released_order(item, 1, yellow)
        for _ in range(many - 1):
            add_line(order, item, 1, location=yellow)
        shipment = release(document=made(SHIPMENT, order), by=UserFactory())
        activity = picked(shipment)
        of_page = []
        for one in (shipment, activity):
            clerk.get(one.get_absolute_url())
            with CaptureQueriesContext(connection) as queries:
                page = clerk.get(one.get_absolute_url())
            assert page.text.count("data-line-row") == many
            of_page.append(len(queries))
        counts.append(of_page)
    assert counts[0] == counts[1]


@pytest.mark.rule("WHS-205")
def test_while_all_is_on_an_open_pick_the_shipment_leads_to_that_pick(clerk, shipment):
    assert "Open pick WP" not in clerk.get(shipment.get_absolute_url()).text
    pick = picked(shipment)

    page = clerk.get(shipment.get_absolute_url()).text

    assert f'<a class="button primary" href="{pick.get_absolute_url()}">Open pick {pick.no}' in page
    assert "Everything on it is picked or on a pick already." in page
    assert place(shipment, "create_picks_of") not in page
    register(pick)
    page = clerk.get(shipment.get_absolute_url()).text
    assert "Open pick WP" not in page
    assert "Everything on it is picked or on a pick already." in page


@pytest.mark.rule("WHS-205")
def test_what_is_on_no_pick_yet_can_be_put_on_one_beside_the_open_pick(clerk, shipment):
    [line] = picked(shipment).lines.all()
    line.quantity, line.qty_to_handle = 3, 3
    line.save(update_fields=["quantity", "qty_to_handle"])

    page = clerk.get(shipment.get_absolute_url()).text

    assert "Open pick WP" in page
    assert place(shipment, "create_picks_of") in page


@pytest.mark.rule("WHS-156")
def test_a_pick_that_lacks_numbers_says_so_before_it_is_registered(clerk, paint, yellow):
    put(yellow, "B1", paint, lots={"L1": 5})
    pick = picked(shipment_of(paint, 5, yellow))

    page = clerk.get(pick.get_absolute_url()).text
    assert "1 line lacks a number or a bin" in page
    pick.lines.update(lot_no="L1")

    page = clerk.get(pick.get_absolute_url()).text
    assert "a number or a bin" not in page
