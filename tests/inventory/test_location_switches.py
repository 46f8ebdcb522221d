"""What goes off with what at a location, what locks what, and which bins may be its default bins."""

import pytest

from tests.factories import BinFactory, ItemFactory
from tests.inventory.places import directed, saved
from tests.inventory.refusals import refused
from tests.warehouse.scenes import pick_location, put
from warehouse import documentkinds, kinds, locationguards
from warehouse.models import Bin
from wms.inventory.models import Location
from wms.inventory.policies.locations import REQUIRE, locks

pytestmark = pytest.mark.django_db


# ---- directed switched off


def bin_at(location: Location, code: str = "ADJ") -> Bin:
    return BinFactory(location=location, code=code)


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


def test_every_kind_of_warehouse_document_says_which_switches_it_holds():
    assert set(locationguards.HOLDS) == {*kinds.KINDS, *documentkinds.KINDS}


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


BINS = "Needs Bin Mandatory."
DIRECTED = "Needs Directed Put-away and Pick."
WORKSHEET = "Needs Require Receive and Require Put-away."
STAYS_ON = "Stays on while Directed Put-away and Pick is on."
IN_TRANSIT = "Stays off while Use As In-Transit is on."


@pytest.mark.rule("SET-131", "SET-132", "SET-138", "SET-140", "SET-141", "WHS-007", "WHS-015")
@pytest.mark.parametrize(
    ("on", "locked"),
    [
        (
            (),
            {
                "allow_breakbulk": DIRECTED,
                "directed_put_away_and_pick": BINS,
                "always_create_pick_line": BINS,
                "use_cross_docking": "Needs all four Require switches.",
                "use_put_away_worksheet": WORKSHEET,
                "pick_according_to_fefo": "Needs Require Pick.",
            },
        ),
        (
            REQUIRE,
            {
                "use_as_in_transit": "Switch Require Receive off first.",
                "allow_breakbulk": DIRECTED,
                "directed_put_away_and_pick": BINS,
                "always_create_pick_line": BINS,
                "pick_according_to_fefo": BINS,
            },
        ),
        (
            ("bin_mandatory", "directed_put_away_and_pick", "use_cross_docking", *REQUIRE),
            {
                "use_as_in_transit": "Switch Require Receive off first.",
                "bin_mandatory": STAYS_ON,
                **dict.fromkeys(REQUIRE, STAYS_ON),
            },
        ),
        (
            ("use_as_in_transit",),
            {
                "bin_mandatory": IN_TRANSIT,
                "use_cross_docking": IN_TRANSIT,
                **dict.fromkeys(REQUIRE, IN_TRANSIT),
                "allow_breakbulk": DIRECTED,
                "directed_put_away_and_pick": BINS,
                "always_create_pick_line": BINS,
                "use_put_away_worksheet": WORKSHEET,
                "pick_according_to_fefo": "Needs Require Pick.",
            },
        ),
        (  # what is on though it may not be stays open, so that it can be switched off
            (
                "allow_breakbulk",
                "always_create_pick_line",
                "use_cross_docking",
                "use_put_away_worksheet",
                "pick_according_to_fefo",
            ),
            {
                "use_as_in_transit": "Switch Use Cross-Docking off first.",
                "directed_put_away_and_pick": BINS,
            },
        ),
    ],
)
def test_every_switch_that_another_rules_out_is_locked_and_no_other(on, locked):
    assert locks(Location(**dict.fromkeys(on, True))) == locked


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


@pytest.mark.rule("WHS-011", "SET-142")
def test_given_stock_in_the_new_adjustment_bin_then_it_is_not_taken():
    location = pick_location()
    put(location, "B2", ItemFactory(no="1928"), 3)

    assert refused(lambda: saved(location, adjustment_bin=location.bins.get(code="B2"))) == {
        "adjustment_bin": [
            "Adjustment Bin cannot be changed: bin B2 holds 3 of item 1928. Empty it first."
        ]
    }
