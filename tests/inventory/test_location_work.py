"""What open work at a location holds, what goes off with what, and what goes with a location."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from tests.factories import (
    BinFactory,
    ItemFactory,
    LocationFactory,
    UserFactory,
    lot_code,
    purchase_order,
    sales_order,
    setup_series,
)
from tests.inventory.refusals import refused
from tests.inventory.test_locations import directed, saved
from tests.tracking.stock import in_stock
from tests.warehouse.scenes import JAN_5, pick_location, put, released_order
from tracking.posting import post_document
from warehouse import kinds, locationguards
from warehouse.models import Bin, BinContent, Zone
from warehouse.services.pick_creation import create_inventory_pick
from wms.core.errors import Refused
from wms.inventory import flows
from wms.inventory.models import Location, WarehouseEmployee
from wms.inventory.policies.locations import REQUIRE, locks
from wms.inventory.services.locations import delete_location

pytestmark = pytest.mark.django_db


def with_open_pick(**values):
    """A location with an inventory pick under way; answers it and the pick."""
    location = pick_location(**values)
    item = ItemFactory(item_tracking_code=lot_code())
    put(location, "B1", item, lots={"L1": 5})
    order = released_order(item, 2, location)
    return location, create_inventory_pick(document=order, by=UserFactory(), on=JAN_5)


# ---- which documents move goods


@pytest.mark.rule("SET-129", "WHS-003")
@pytest.mark.parametrize(
    ("receive", "put_away", "documents"),
    [
        (False, False, ()),
        (False, True, ("inventory put-away",)),
        (True, False, ("warehouse receipt",)),
        (True, True, ("warehouse receipt", "warehouse put-away")),
    ],
)
def test_inbound_goods_pass_through_the_documents_of_the_table(receive, put_away, documents):
    setup_series()
    location = saved(Location(code="EAST"), require_receive=receive, require_put_away=put_away)
    order = purchase_order(ItemFactory(), 1, location=location, status="released")

    flow = flows.inbound(location)

    assert flow.documents == documents
    assert flow.text == flows.in_words(location)[0][: len(flow.text)]
    assert flow.from_order is posts(order)


@pytest.mark.rule("SET-129", "WHS-004")
@pytest.mark.parametrize(
    ("shipment", "pick", "documents"),
    [
        (False, False, ()),
        (False, True, ("inventory pick",)),
        (True, False, ("warehouse shipment",)),
        (True, True, ("warehouse pick", "warehouse shipment")),
    ],
)
def test_outbound_goods_pass_through_the_documents_of_the_table(shipment, pick, documents):
    setup_series()
    location = saved(Location(code="EAST"), require_shipment=shipment, require_pick=pick)
    item = ItemFactory()
    in_stock(item, 5, location=location)
    order = sales_order(item, 1, location=location, status="released")

    flow = flows.outbound(location)

    assert flow.documents == documents
    assert flow.from_order is posts(order)


def posts(order) -> bool:
    """Whether the order can be posted by itself."""
    try:
        post_document(document=order, by=UserFactory(), posting_date=JAN_5)
    except Refused as refusal:
        return {violation.rule for violation in refusal.violations} != {"WHS-005"}
    return True


@pytest.mark.rule("SET-129")
def test_documents_that_are_not_there_yet_are_told():
    location = Location(code="EAST", require_pick=True, require_receive=True)

    inbound, outbound = flows.in_words(location)

    assert inbound.endswith(
        "Not in this version yet: warehouse receipt; until then no goods can go this way."
    )
    assert outbound == (
        "Goods are picked with an inventory pick; posting it posts the shipment. "
        "The order can be posted by itself as long as no pick stands for it."
    )


@pytest.mark.rule("SET-129", "SET-131")
def test_an_in_transit_location_says_that_nothing_is_received_or_shipped_there():
    assert flows.in_words(Location(code="OWN LOG.", use_as_in_transit=True)) == [
        "Goods are here only while a transfer order has them on their way. "
        "Nothing is received or shipped here, and there are no bins."
    ]


@pytest.mark.rule("WHS-001")
def test_the_flow_is_derived_from_the_switches_and_each_direction_by_itself():
    location = saved(
        Location(code="EAST"), require_receive=True, require_put_away=True, require_pick=True
    )

    assert flows.inbound(location).documents == ("warehouse receipt", "warehouse put-away")
    assert flows.outbound(location).documents == ("inventory pick",)
    assert not any("document" in field.name for field in Location._meta.concrete_fields)


# ---- directed switched off


@pytest.mark.rule("SET-133")
def test_given_directed_when_it_is_switched_off_then_what_it_brought_goes():
    location = directed()
    location = saved(
        location,
        adjustment_bin=bin_at(location),
        use_put_away_worksheet=True,
        allow_breakbulk=True,
    )

    location = saved(location, directed_put_away_and_pick=False)

    assert location.adjustment_bin is None
    assert location.default_bin_selection == "fixed"
    assert not location.use_cross_docking
    assert not location.use_put_away_worksheet
    assert not location.allow_breakbulk


@pytest.mark.rule("SET-133", "SET-142")
def test_given_stock_in_the_adjustment_bin_then_directed_stays_on():
    location = pick_location()
    location = saved(location, adjustment_bin=location.bins.get(code="B1"))
    put(location, "B1", ItemFactory(no="1928"), 3)
    location = saved(location, directed_put_away_and_pick=True)

    assert refused(lambda: saved(location, directed_put_away_and_pick=False)) == {
        "adjustment_bin": [
            "Adjustment Bin cannot be changed: bin B1 holds 3 of item 1928. Empty it first."
        ]
    }


def bin_at(location: Location, code: str = "ADJ") -> Bin:
    return BinFactory(location=location, code=code)


# ---- open work


@pytest.mark.rule("SET-134", "WHS-008")
@pytest.mark.parametrize(
    ("changes", "field", "label"),
    [
        ({"bin_mandatory": False, "require_pick": True}, "bin_mandatory", "Bin Mandatory"),
        (
            {"directed_put_away_and_pick": True},
            "directed_put_away_and_pick",
            "Directed Put-away and Pick",
        ),
    ],
)
def test_given_an_open_activity_then_bins_stay_as_they_are(changes, field, label):
    location, pick = with_open_pick()

    assert (
        f"{label} of location SILVER cannot be changed while inventory pick {pick.no} is open there. "
        "Post or delete it first."
    ) in refused(lambda: saved(location, **changes))[field]


@pytest.mark.rule("SET-135", "WHS-008")
@pytest.mark.parametrize(
    ("name", "value", "label", "verb"),
    [
        ("require_pick", False, "Require Pick", "off"),
        ("require_shipment", True, "Require Shipment", "on"),
    ],
)
def test_given_an_open_inventory_pick_then_it_keeps_what_it_was_made_under(
    name, value, label, verb
):
    location, pick = with_open_pick()

    assert refused(lambda: saved(location, **{name: value})) == {
        name: [
            f"{label} of location SILVER cannot be switched {verb} while inventory pick {pick.no} is "
            "open there. Post or delete it first."
        ]
    }


@pytest.mark.rule("SET-135")
def test_given_an_open_inventory_pick_then_the_inbound_switches_may_change():
    location, _ = with_open_pick()

    assert saved(location, require_receive=True, require_put_away=True).require_receive


@pytest.mark.rule("SET-134", "SET-135")
def test_given_no_open_work_then_the_switches_may_change():
    location = pick_location()

    location = saved(location, require_pick=False, directed_put_away_and_pick=True)

    assert location.directed_put_away_and_pick


def test_every_kind_of_activity_says_which_switches_it_holds():
    assert set(locationguards.HOLDS) == set(kinds.KINDS)


# ---- first expired first out


@pytest.mark.rule("SET-138", "WHS-012")
@pytest.mark.parametrize(
    ("switches", "lacks"),
    [
        ({}, "Require Pick"),
        ({"require_shipment": True}, "Require Pick"),
        ({"require_pick": True}, ""),
        ({"require_pick": True, "require_shipment": True}, "Bin Mandatory"),
        ({"require_pick": True, "require_shipment": True, "bin_mandatory": True}, ""),
    ],
)
def test_fefo_needs_picks_and_bins_where_there_are_shipments(switches, lacks):
    location = saved(Location(code="EAST"), **switches)

    if not lacks:
        assert saved(location, pick_according_to_fefo=True).pick_according_to_fefo
        return
    assert refused(lambda: saved(location, pick_according_to_fefo=True)) == {
        "pick_according_to_fefo": [
            "Pick According to FEFO needs Require Pick, and Bin Mandatory where Require Shipment is "
            f"on; {lacks} is off. Switch that on first, or this off."
        ]
    }


@pytest.mark.rule("SET-138", "WHS-012")
@pytest.mark.parametrize("change", [{"require_pick": False}, {"bin_mandatory": False}])
def test_given_fefo_when_what_it_needs_goes_off_then_it_goes_off_too(change):
    location = saved(
        Location(code="EAST", bin_mandatory=True, require_pick=True, require_shipment=True),
        pick_according_to_fefo=True,
    )

    assert not saved(location, **change).pick_according_to_fefo


# ---- what locks what


@pytest.mark.rule("SET-131", "SET-132", "WHS-007")
def test_locked_switches_have_their_reason():
    in_transit = locks(Location(use_as_in_transit=True))
    on = locks(
        Location(
            bin_mandatory=True, directed_put_away_and_pick=True, **dict.fromkeys(REQUIRE, True)
        )
    )

    assert {in_transit[name] for name in (*REQUIRE, "bin_mandatory")} == {
        "Stays off while Use As In-Transit is on."
    }
    assert {on[name] for name in (*REQUIRE, "bin_mandatory")} == {
        "Stays on while Directed Put-away and Pick is on."
    }
    assert on["use_as_in_transit"] == "Switch Require Receive off first."
    assert locks(Location())["directed_put_away_and_pick"] == "Needs Bin Mandatory."


@pytest.mark.rule("WHS-015")
@pytest.mark.parametrize(
    ("name", "message"),
    [
        (
            "allow_breakbulk",
            "Allow Breakbulk needs Directed Put-away and Pick. Switch that on first, or this off.",
        ),
        (
            "use_put_away_worksheet",
            "Use Put-away Worksheet needs Require Receive and Require Put-away. Switch them on "
            "first, or this off.",
        ),
    ],
)
def test_breakbulk_and_the_worksheet_need_their_documents(name, message):
    assert refused(lambda: saved(Location(code="EAST"), **{name: True})) == {name: [message]}


@pytest.mark.rule("WHS-015")
def test_given_the_worksheet_when_put_aways_are_switched_off_then_it_goes_off():
    location = saved(
        Location(code="EAST", require_receive=True, require_put_away=True),
        use_put_away_worksheet=True,
    )

    assert not saved(location, require_put_away=False).use_put_away_worksheet


@pytest.mark.rule("WHS-013")
@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("pick_bin_policy", "template"),
        ("put_away_bin_policy", "ranking"),
        ("bin_capacity_policy", "often"),
    ],
)
def test_a_policy_that_is_not_among_the_choices_is_refused(name, value):
    assert list(refused(lambda: saved(Location(code="EAST"), **{name: value}))) == [name]


# ---- default bins


@pytest.mark.rule("WHS-011")
@pytest.mark.parametrize(
    ("name", "block", "verb"),
    [
        ("receipt_bin", "inbound", "placed in"),
        ("receipt_bin", "all", "placed in"),
        ("shipment_bin", "outbound", "taken from"),
        ("adjustment_bin", "outbound", "taken from"),
    ],
)
def test_given_a_bin_blocked_for_its_direction_then_it_is_no_default_bin(name, block, verb):
    location = saved(Location(code="EAST", bin_mandatory=True), **dict.fromkeys(REQUIRE, True))
    blocked = BinFactory(location=location, code="X", block_movement=block)

    assert refused(lambda: saved(location, **{name: blocked}))[name][0].endswith(
        f"so goods could not be {verb} it. Choose another bin, or clear Block Movement."
    )


@pytest.mark.rule("WHS-011")
def test_given_a_dedicated_bin_then_it_is_no_shipment_bin():
    location = saved(Location(code="EAST", bin_mandatory=True), require_shipment=True)

    assert refused(
        lambda: saved(
            location, shipment_bin=BinFactory(location=location, code="X", dedicated=True)
        )
    ) == {
        "shipment_bin": [
            "Shipment Bin X is dedicated. Choose another bin, or switch Dedicated off there."
        ]
    }


# ---- deleting


@pytest.mark.rule("SET-144")
def test_given_a_location_never_used_then_its_places_and_employees_go_with_it():
    location = saved(Location(code="WEST", bin_mandatory=True), require_receive=True)
    zone = Zone.objects.create(location=location, code="BULK")
    place = Bin.objects.create(location=location, code="A-01", zone=zone)
    item = ItemFactory()
    BinContent.objects.create(
        location=location, bin=place, item=item, variant=item.variants.get(), is_default=True
    )
    WarehouseEmployee.objects.create(user=UserFactory(), location=location)
    location = saved(location, receipt_bin=place)
    other = BinFactory(code="B-01")

    delete_location(location=location)

    assert not Location.objects.filter(code="WEST").exists()
    assert not Zone.objects.exists()
    assert not BinContent.objects.exists()
    assert not WarehouseEmployee.objects.exists()
    assert list(Bin.objects.all()) == [other]


@pytest.mark.rule("SET-144")
def test_given_bins_with_stock_then_the_location_stays_with_all_its_places():
    location = pick_location()
    put(location, "B2", ItemFactory(no="1928"), 5)

    found = refused(lambda: delete_location(location=location))[""][0]

    assert found.startswith("Location SILVER cannot be deleted: it is used by Warehouse entry ")
    assert "(bin B2)" in found
    assert location.bins.count() == 3


@pytest.mark.rule("SET-144")
def test_given_open_entries_without_bins_then_the_location_stays():
    location = LocationFactory(code="EAST")
    in_stock(ItemFactory(), 5, location=location)

    assert refused(lambda: delete_location(location=location))[""][0].startswith(
        "Location EAST cannot be deleted: it is used by Item ledger entry "
    )


@pytest.mark.rule("SET-144")
def test_given_an_open_activity_then_the_location_stays():
    location, pick = with_open_pick()

    assert pick.no in str(refused(lambda: delete_location(location=location)))


@pytest.mark.rule("SET-130")
def test_the_blank_location_is_never_deleted():
    assert refused(lambda: delete_location(location=Location.objects.get(code=""))) == {
        "": ["The blank location stands for no location and cannot be deleted."]
    }


def test_deleting_a_location_with_many_bins_costs_as_much_as_with_few():
    few, many = LocationFactory(code="FEW"), LocationFactory(code="MANY")
    Bin.objects.bulk_create(Bin(location=few, code=f"A{number}") for number in range(2))
    Bin.objects.bulk_create(Bin(location=many, code=f"A{number}") for number in range(1000))

    with CaptureQueriesContext(connection) as with_few:
        delete_location(location=few)
    with CaptureQueriesContext(connection) as with_many:
        delete_location(location=many)

    assert len(with_many) == len(with_few)


@pytest.mark.rule("WHS-011", "SET-142")
def test_given_stock_in_the_new_adjustment_bin_then_it_is_not_taken():
    location = pick_location()
    put(location, "B2", ItemFactory(no="1928"), 3)

    assert refused(lambda: saved(location, adjustment_bin=location.bins.get(code="B2"))) == {
        "adjustment_bin": [
            "Adjustment Bin cannot be changed: bin B2 holds 3 of item 1928. Empty it first."
        ]
    }


@pytest.mark.rule("WHS-016")
def test_given_a_released_order_when_picks_are_switched_on_then_it_can_be_picked():
    location = pick_location(require_pick=False)
    item = ItemFactory(item_tracking_code=lot_code())
    put(location, "B1", item, lots={"L1": 5})
    order = released_order(item, 2, location)
    with pytest.raises(Refused):
        create_inventory_pick(document=order, by=UserFactory(), on=JAN_5)

    saved(location, require_pick=True)

    pick = create_inventory_pick(document=order, by=UserFactory(), on=JAN_5)
    assert pick.lines.get().quantity == 2


@pytest.mark.rule("SET-134", "SET-135")
def test_switches_that_work_under_way_holds_are_shown_locked_with_what_holds_them(client):
    location, pick = with_open_pick()
    client.force_login(UserFactory())

    for url in (
        reverse("location", args=[location.pk]),
        reverse("admin:inventory_location_change", args=[location.pk]),
    ):
        text = client.get(url).text
        assert (
            f"Locked: Require Pick of location SILVER cannot be switched off while inventory pick {pick.no}"
            in text
        )
        assert "Locked: Bin Mandatory " in text
