"""First steps of a new company: what is to do, in which order, and the series that are made at one click."""

import pytest
from django.db.models import ForeignKey
from django.urls import reverse

from tests.factories import (
    BinFactory,
    CustomerFactory,
    ItemFactory,
    LocationFactory,
    NumberSeriesFactory,
    UserFactory,
    VendorFactory,
    code_with,
    user_with_role,
)
from tests.factories.documents import JAN_2
from warehouse.models import WarehouseSetup, Zone
from wms.core import firststeps, numberseries
from wms.core.models import NumberSeries, SetupChange
from wms.core.readymade import State
from wms.core.seriessetup import readymade
from wms.inventory.models import InventorySetup, UnitOfMeasure

pytestmark = pytest.mark.django_db


def asked_by(user, rf):
    request = rf.get("/")
    request.user = user
    return request


def test_an_empty_company_begins_with_codes_and_is_told_so_at_home(client, rf):
    admin = UserFactory()
    client.force_login(admin)

    steps = firststeps.shown_to(asked_by(admin, rf))

    assert [step.caption for step in steps if step.is_needed and not step.is_done] == [
        "Item tracking codes",
        "Number series",
        "Units of measure",
        "Locations",
        "Items",
        "Vendors",
        "Customers",
    ]
    home = client.get(reverse("home")).text
    assert "Next: Item tracking codes." in home
    assert f'href="{reverse("first_steps")}"' in home


def test_each_step_is_done_once_something_is_there(client, rf):
    admin = UserFactory()
    client.force_login(admin)
    code_with("LOT")
    readymade.load()
    LocationFactory(code="WHITE")
    ItemFactory()
    VendorFactory()
    CustomerFactory()

    steps = firststeps.shown_to(asked_by(admin, rf))

    assert [step.caption for step in steps if step.is_needed and not step.is_done] == []
    assert firststeps.next_of(asked_by(admin, rf)) == ""
    assert "all done" in client.get(reverse("first_steps")).text
    assert "The set-up is not complete" not in client.get(reverse("home")).text


def test_bins_are_to_do_while_a_location_that_needs_them_has_none(rf):
    admin = UserFactory()
    place = LocationFactory(code="SILVER", bin_mandatory=True, default_bin_selection="fixed")

    def bins():
        steps = firststeps.shown_to(asked_by(admin, rf))
        return next(step for step in steps if step.caption == "Bins").is_done

    assert not bins()
    BinFactory(location=place, code="A-1")
    assert bins()


def test_zones_are_to_do_while_a_directed_location_has_none(rf):
    admin = UserFactory()
    LocationFactory(code="PLAIN", bin_mandatory=True, default_bin_selection="fixed")
    directed = LocationFactory(
        code="WHITE",
        bin_mandatory=True,
        directed_put_away_and_pick=True,
        **dict.fromkeys(
            ("require_receive", "require_shipment", "require_put_away", "require_pick"), True
        ),
    )

    def zones():
        steps = firststeps.shown_to(asked_by(admin, rf))
        return next(step for step in steps if step.caption == "Zones").is_done

    assert not zones()
    Zone.objects.create(location=directed, code="PICK")
    assert zones()


@pytest.mark.parametrize(
    ("role", "status"),
    [("administrator", 200), ("auditor", 200), ("warehouse manager", 403), ("sales", 403)],
)
def test_who_may_see_the_steps(client, role, status):
    client.force_login(user_with_role(role))

    answer = client.get(reverse("first_steps"))

    assert answer.status_code == status
    assert client.post(reverse("first_steps")).status_code in (403, 405)


def test_only_whoever_sets_up_is_told_at_home_and_offered_the_ways(client):
    client.force_login(user_with_role("auditor"))

    assert "The set-up is not complete" not in client.get(reverse("home")).text
    assert reverse("number_series_ready_made") not in client.get(reverse("first_steps")).text


def test_given_nobody_is_logged_in_then_the_pages_lead_to_the_log_in(client):
    for name in ("first_steps", "number_series_ready_made"):
        assert client.get(reverse(name)).status_code == 302


# ---- ready-made series


def test_every_field_of_the_set_up_that_names_a_series_is_offered_one():
    fields = {
        (model, field.name)
        for model in (InventorySetup, WarehouseSetup)
        for field in model._meta.concrete_fields
        if isinstance(field, ForeignKey) and field.related_model is NumberSeries
    }

    offered = {(one.setup, field) for one in readymade.offered() for field in one.series}

    # the series of packages comes with the ready-made codes
    assert fields - offered == {(InventorySetup, "package_nos")}
    codes = [numbers.code for one in readymade.offered() for numbers in one.series.values()]
    assert len(codes) == len(set(codes))


def test_one_click_makes_and_names_every_series(client):
    client.force_login(UserFactory())
    url = reverse("number_series_ready_made")
    count = len(readymade.pieces())

    assert f"{count} of {count} are not there yet" in client.get(url).text
    assert f"{count} of {count} were made." in client.post(url).text
    assert "Nothing is left to make." in client.get(url).text

    setup = InventorySetup.objects.select_related("purchase_order_nos").get()
    assert numberseries.draw_one(setup.purchase_order_nos, on=JAN_2) == "PO10001"
    assert WarehouseSetup.objects.get().inventory_pick_nos.code == "INVPICK"
    assert SetupChange.objects.filter(table_name="inventory.inventorysetup").exists()


def test_given_series_are_there_then_they_stay_and_one_of_that_code_is_named():
    mine = NumberSeriesFactory(code="MINE")
    orders = NumberSeriesFactory(code="S-ORD", first="X-1")
    InventorySetup.objects.update(purchase_order_nos=mine)

    told = {piece.what: (piece.state, piece.text) for piece in readymade.load()}

    setup = InventorySetup.objects.get()
    assert setup.purchase_order_nos == mine
    assert told["Purchase Order Nos. in Inventory Setup"] == (State.THERE, "series MINE")
    assert setup.sales_order_nos == orders
    assert orders.lines.get().starting_no == "X-1"
    assert told["Sales Order Nos. in Inventory Setup"] == (State.MADE, "")


@pytest.mark.parametrize("role", ["warehouse manager", "auditor", "sales"])
def test_given_a_role_without_set_up_then_no_series_is_made(client, role):
    client.force_login(user_with_role(role))

    assert client.post(reverse("number_series_ready_made")).status_code == 403
    assert not NumberSeries.objects.exists()


# ---- what a form says when the thing to name is not there yet


def test_a_field_that_must_be_filled_leads_to_where_the_first_one_is_made(client):
    client.force_login(UserFactory())

    page = client.get(reverse("item_new")).text
    assert f'There are none yet. <a href="{reverse("unit_new")}">Add one first</a>' in page
    assert page.count("There are none yet.") == 1

    UnitOfMeasure.objects.create(code="PCS")
    assert "There are none yet." not in client.get(reverse("item_new")).text


def test_an_empty_list_leads_to_the_first_record(client):
    client.force_login(UserFactory())

    page = client.get(reverse("units")).text

    assert (
        f'There are no units of measure yet. <a href="{reverse("unit_new")}">New unit</a>' in page
    )


def test_a_new_card_tells_what_follows_once_it_is_saved(client):
    client.force_login(UserFactory())

    page = client.get(reverse("number_series_new")).text

    assert "Lines and Related series can be filled in once this is saved." in page
    series = NumberSeriesFactory(code="SN1")
    card = client.get(reverse("number_series", args=[series.pk])).text
    assert "Starting No. is the first number, such as SN00001" in card
    assert "once this is saved" not in card
