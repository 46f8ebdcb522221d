"""Bin types, zones, and what a bin takes over, keeps and refuses (WHS-017…022)."""

from decimal import Decimal

import pytest
from django.db import IntegrityError, transaction

from tests.factories import BinFactory, ItemFactory, LocationFactory, UserFactory, lot_code
from tests.inventory.places import directed, saved
from tests.inventory.refusals import refused
from tests.warehouse.binsetup.steps import take
from tests.warehouse.scenes import JAN_5, pick_location, put, released_order
from warehouse.binsetup.services import (
    delete_bin_type,
    delete_zone,
    save_bin,
    save_bin_type,
    save_zone,
)
from warehouse.models import Bin, BinType, Zone
from warehouse.services.pick_creation import create_inventory_pick
from wms.inventory.models import Location, WarehouseClass

pytestmark = pytest.mark.django_db


@pytest.fixture
def white() -> Location:
    return directed()


@pytest.fixture
def silver() -> Location:
    return LocationFactory(code="SILVER", bin_mandatory=True)


def kind(code: str) -> BinType:
    return BinType.objects.get(code=code)


def changed(record, **changes):
    for name, value in changes.items():
        setattr(record, name, value)
    return record


# ---- bin types


@pytest.mark.rule("WHS-017")
def test_the_six_bin_types_are_ready_made():
    assert {
        (one.code, one.receive, one.ship, one.put_away, one.pick) for one in BinType.objects.all()
    } == {
        ("RECEIVE", True, False, False, False),
        ("SHIP", False, True, False, False),
        ("PUT AWAY", False, False, True, False),
        ("PICK", False, False, False, True),
        ("PUTPICK", False, False, True, True),
        ("QC", False, False, False, False),
    }


@pytest.mark.rule("WHS-017")
@pytest.mark.parametrize(
    ("abilities", "field", "message"),
    [
        (
            ("receive", "pick"),
            "receive",
            "Receive excludes every other ability; Pick is on. Switch one of them off.",
        ),
        (
            ("ship", "put_away", "pick"),
            "ship",
            "Ship excludes every other ability; Put Away and Pick is on. Switch one of them off.",
        ),
        (
            ("put_away", "pick"),
            "",
            "Bin type PUTPICK has these abilities already. Use that one, or choose others.",
        ),
    ],
)
def test_abilities_that_exclude_each_other_or_exist_are_refused(abilities, field, message):
    bin_type = BinType(code="NEW", **dict.fromkeys(abilities, True))

    assert refused(lambda: save_bin_type(bin_type=bin_type)) == {field: [message]}
    with pytest.raises(IntegrityError), transaction.atomic():
        BinType.objects.bulk_create([bin_type])


@pytest.mark.rule("WHS-017")
def test_given_a_type_in_use_then_deleting_it_names_a_user(white):
    Zone.objects.create(location=white, code="BULK", bin_type=kind("PUTPICK"))

    assert "Zone BULK" in str(refused(lambda: delete_bin_type(bin_type=kind("PUTPICK"))))
    delete_bin_type(bin_type=kind("QC"))
    assert not BinType.objects.filter(code="QC").exists()


@pytest.mark.rule("WHS-020")
def test_given_a_filled_bin_of_a_type_then_its_abilities_stay():
    location = pick_location()
    Bin.objects.filter(location=location, code="B1").update(bin_type=kind("PUTPICK"))
    put(location, "B1", ItemFactory(no="1928"), 5)

    BinType.objects.filter(code="SHIP").delete()  # whose ability PUTPICK shall have

    found = refused(
        lambda: save_bin_type(
            bin_type=changed(kind("PUTPICK"), ship=True, put_away=False, pick=False)
        )
    )

    assert found["ship"] == [
        "Ship of bin type PUTPICK cannot be changed: bin B1 at SILVER holds 5 of item 1928. Empty its "
        "bins, or make a new type."
    ]
    assert (
        save_bin_type(bin_type=changed(kind("PUTPICK"), description="Both")).description == "Both"
    )


# ---- zones


@pytest.mark.rule("WHS-018")
def test_a_new_bin_takes_over_from_its_zone_what_it_leaves_blank(white):
    cold = WarehouseClass.objects.create(code="COLD")
    zone = save_zone(
        zone=Zone(
            location=white,
            code="fresh",
            bin_type=kind("PUTPICK"),
            warehouse_class=cold,
            ranking=50,
            is_cross_dock=True,
        )
    )

    blank = save_bin(bin_=Bin(location=white, zone=zone, code="F-01"))
    own = save_bin(
        bin_=Bin(location=white, zone=zone, code="F-02", ranking=80, bin_type=kind("PICK"))
    )

    assert zone.code == "FRESH"
    assert (blank.bin_type, blank.warehouse_class, blank.ranking) == (kind("PUTPICK"), cold, 50)
    assert blank.is_cross_dock
    assert (own.bin_type, own.ranking) == (kind("PICK"), 80)


@pytest.mark.rule("WHS-018")
def test_given_a_bin_when_its_zone_changes_then_the_bin_stays_as_it_is(white):
    zone = save_zone(zone=Zone(location=white, code="FRESH", bin_type=kind("PICK"), ranking=50))
    bin_ = save_bin(bin_=Bin(location=white, zone=zone, code="F-01"))

    save_zone(zone=changed(zone, ranking=10, bin_type=kind("QC")))

    bin_.refresh_from_db()
    assert (bin_.ranking, bin_.bin_type) == (50, kind("PICK"))


@pytest.mark.rule("SET-003", "WHS-018")
def test_given_a_zone_that_exists_at_the_location_then_a_second_is_refused(white, silver):
    save_zone(zone=Zone(location=white, code="A"))

    assert refused(lambda: save_zone(zone=Zone(location=white, code=" a "))) == {
        "code": ["Code A already exists. Choose another, or open the one that exists."]
    }
    assert save_zone(zone=Zone(location=silver, code="A")).pk


@pytest.mark.rule("SET-007")
def test_given_a_zone_with_bins_then_it_is_not_deleted(silver):
    zone = save_zone(zone=Zone(location=silver, code="A"))
    BinFactory(location=silver, code="A-01", zone=zone)

    assert "Bin A-01" in str(refused(lambda: delete_zone(zone=zone)))


@pytest.mark.rule("WHS-019")
def test_given_a_zone_then_it_stays_at_its_location(silver, white):
    zone = save_zone(zone=Zone(location=silver, code="A"))

    assert refused(lambda: save_zone(zone=changed(zone, location=white))) == {
        "location": [
            "Zone A belongs to location SILVER for good. Make a new zone at the other one."
        ]
    }


# ---- bins of directed and basic locations


@pytest.mark.rule("WHS-019")
def test_given_a_directed_location_then_zone_and_bin_type_are_needed(white):
    assert refused(lambda: save_bin(bin_=Bin(location=white, code="A"))) == {
        field: [f"{label} must be filled: location WHITE has Directed Put-away and Pick."]
        for field, label in (("zone", "Zone Code"), ("bin_type", "Bin Type Code"))
    }


@pytest.mark.rule("WHS-019")
def test_given_a_basic_location_then_the_bin_type_stays_blank(silver):
    message = [
        "Bin Type Code stays blank: location SILVER does not have Directed Put-away and Pick."
    ]

    for record, save in (
        (Bin(location=silver, code="A", bin_type=kind("PICK")), lambda one: save_bin(bin_=one)),
        (Zone(location=silver, code="A", bin_type=kind("PICK")), lambda one: save_zone(zone=one)),
    ):
        assert refused(lambda save=save, record=record: save(record)) == {"bin_type": message}


@pytest.mark.rule("SET-005", "WHS-019")
def test_given_a_zone_of_another_location_then_it_is_refused(silver):
    zone = Zone.objects.create(location=LocationFactory(code="WEST", bin_mandatory=True), code="W")

    assert refused(lambda: save_bin(bin_=Bin(location=silver, code="A", zone=zone))) == {
        "zone": ["Zone W is not a zone of location SILVER. Choose one of its zones."]
    }


@pytest.mark.rule("WHS-019")
@pytest.mark.parametrize("field", ["max_cubage", "max_weight"])
def test_given_a_capacity_below_0_then_it_is_refused(silver, field):
    bin_ = Bin(location=silver, code="A", **{field: Decimal(-1)})

    assert "0 or more" in str(refused(lambda: save_bin(bin_=bin_)))
    with pytest.raises(IntegrityError), transaction.atomic():
        Bin.objects.bulk_create([bin_])


# ---- bins that are not empty


@pytest.mark.rule("WHS-020")
def test_given_stock_in_a_bin_then_zone_class_and_dedicated_stay():
    location = pick_location()
    put(location, "B1", ItemFactory(no="1928"), 5)
    bin_ = location.bins.get(code="B1")
    cold = WarehouseClass.objects.create(code="COLD")
    zone = Zone.objects.create(location=location, code="Z")

    found = refused(
        lambda: save_bin(bin_=changed(bin_, zone=zone, warehouse_class=cold, dedicated=True))
    )

    assert found == {
        field: [
            f"{label} of bin B1 cannot be changed: it holds 5 of item 1928. Empty the bin first."
        ]
        for field, label in (
            ("zone", "Zone Code"),
            ("warehouse_class", "Warehouse Class Code"),
            ("dedicated", "Dedicated"),
        )
    }


@pytest.mark.rule("WHS-020")
def test_given_a_bin_that_was_emptied_then_it_may_change():
    location, item = pick_location(), ItemFactory()
    put(location, "B1", item, 5)
    take(location, "B1", item, 5)

    assert save_bin(bin_=changed(location.bins.get(code="B1"), dedicated=True)).dedicated


@pytest.mark.rule("WHS-020")
def test_given_an_open_activity_or_journal_line_then_the_bin_stays():
    location, item = pick_location(), ItemFactory(item_tracking_code=lot_code())
    put(location, "B1", item, lots={"L1": 5})
    pick = create_inventory_pick(
        document=released_order(item, 5, location), by=UserFactory(), on=JAN_5
    )
    take_line = pick.lines.get()
    type(take_line).objects.filter(pk=take_line.pk).update(bin=location.bins.get(code="B2"))

    assert f"inventory pick {pick.no} names it" in str(
        refused(lambda: save_bin(bin_=changed(location.bins.get(code="B2"), dedicated=True)))
    )


# ---- what the bin's settings mean for what lies in it


@pytest.mark.rule("WHS-021")
def test_block_and_ranking_of_a_bin_count_at_once_for_all_that_lies_in_it():
    location, item = pick_location(), ItemFactory(item_tracking_code=lot_code())
    put(location, "B1", item, lots={"L1": 5})
    put(location, "B2", item, lots={"L1": 5})
    for code, values in (
        ("B1", {"block_movement": "outbound", "ranking": 100}),
        ("B2", {"ranking": 10}),
    ):
        save_bin(bin_=changed(location.bins.get(code=code), **values))

    pick = create_inventory_pick(
        document=released_order(item, 3, location), by=UserFactory(), on=JAN_5
    )

    assert [line.bin.code for line in pick.lines.all()] == ["B2"]


@pytest.mark.rule("WHS-022")
def test_given_a_default_bin_then_it_is_not_blocked_for_its_direction():
    location = saved(Location(code="EAST", bin_mandatory=True), require_shipment=True)
    out = BinFactory(location=location, code="OUT")
    saved(location, shipment_bin=out)
    out = Bin.objects.get(pk=out.pk)

    assert refused(lambda: save_bin(bin_=changed(out, block_movement="outbound"))) == {
        "block_movement": [
            "Bin OUT is the Shipment Bin of location EAST, so it cannot be blocked outbound. "
            "Choose another Shipment Bin there first."
        ]
    }
    assert save_bin(bin_=changed(out, block_movement="inbound")).block_movement == "inbound"


@pytest.mark.rule("WHS-011")
def test_given_the_shipment_bin_then_it_is_not_made_dedicated():
    location = saved(Location(code="EAST", bin_mandatory=True), require_shipment=True)
    out = BinFactory(location=location, code="OUT")
    saved(location, shipment_bin=out)

    assert refused(lambda: save_bin(bin_=changed(Bin.objects.get(pk=out.pk), dedicated=True))) == {
        "dedicated": [
            "Bin OUT is the Shipment Bin of location EAST, so it cannot be dedicated. "
            "Choose another Shipment Bin there first."
        ]
    }
