"""What bin types, zones, bins and bin contents must meet (WHS-011, WHS-017…026, WHS-031)."""

from collections.abc import Collection, Iterator

from django.db.models import QuerySet

from warehouse.binsetup import errors
from warehouse.binsetup.selectors import (
    first_filled_bin_of,
    first_use_of_bin,
    first_use_of_content,
)
from warehouse.models import (
    Bin,
    BinContent,
    BinType,
    SpecialEquipment,
    WarehouseSetup,
    Zone,
)
from warehouse.models.bins import BlockMovement
from wms.core.errors import RuleViolation
from wms.core.records import RecordPolicy
from wms.core.records.faults import label_of
from wms.core.records.questions import Rows
from wms.inventory.models import Item, Location
from wms.inventory.policies.locations import INBOUND_BINS, OUTBOUND_BINS

ABILITIES = ("receive", "ship", "put_away", "pick")
ALONE = ("receive", "ship")
# what a new bin takes over from its zone (WHS-018)
FROM_ZONE = ("bin_type", "warehouse_class", "ranking", "is_cross_dock")
FIXED_WHILE_USED = ("zone", "bin_type", "warehouse_class", "dedicated")
CONTENT_KEY = ("bin", "item", "variant")


# ---- bin types


def _abilities(bin_type: BinType) -> tuple[bool, ...]:
    return tuple(getattr(bin_type, name) for name in ABILITIES)


# there can be no more of them than there are combinations
types_by_abilities = Rows(
    BinType, _abilities, lambda keys: BinType.objects.order_by("pk") if keys else ()
)


def _violations_of_type(stored: BinType | None, bin_type: BinType) -> Iterator[RuleViolation]:
    on = [name for name in ABILITIES if getattr(bin_type, name)]
    for name in ALONE:
        others = [label_of(BinType, other) for other in on if other != name]
        if name in on and others:
            yield errors.AbilitiesExclude(
                field=name, label=label_of(BinType, name), others=" and ".join(others)
            )
            return
    if others_alike := types_by_abilities.others(bin_type):
        yield errors.AbilitiesTaken(type=others_alike[0])
    if stored is not None:
        yield from _abilities_of_filled_bins(stored, bin_type)


def _abilities_of_filled_bins(stored: BinType, bin_type: BinType) -> Iterator[RuleViolation]:
    """WHS-020: another type for bins that are not empty, by the back door."""
    changed = [name for name in ABILITIES if getattr(stored, name) != getattr(bin_type, name)]
    if changed and (what := first_filled_bin_of(stored.pk)):
        for name in changed:
            yield errors.TypeOfFilledBin(
                field=name, label=label_of(BinType, name), type=stored, what=what
            )


BIN_TYPE = RecordPolicy[BinType](
    violations=_violations_of_type,
    places={"bin_type_code_filled": "code"},
    covered=["bin_type_abilities", "bin_type_combination_once"],
)
SPECIAL_EQUIPMENT = RecordPolicy[SpecialEquipment](places={"special_equipment_code_filled": "code"})


# ---- zones and bins


def _place(stored: Zone | Bin | None, place: Zone | Bin) -> Iterator[RuleViolation]:
    """What holds for zones and bins alike."""
    noun = str(place._meta.verbose_name)
    if not place.location.code or place.location.use_as_in_transit:
        yield errors.BinWithoutLocation(nouns=f"{noun}s")
    if stored is not None and stored.location_id != place.location_id:
        yield errors.BinLocationFixed(
            name=f"{noun} {stored}", noun=noun.lower(), location=stored.location
        )
    if place.bin_type is not None and not place.location.directed_put_away_and_pick:
        yield errors.BinTypeNotHere(location=place.location)


ZONE = RecordPolicy[Zone](
    violations=_place, places={"zone_once": "code", "zone_code_filled": "code"}
)


def _follow_zone(stored: Bin | None, bin_: Bin) -> None:
    """WHS-018: a new bin takes over what it leaves blank; later changes of the zone do not reach it."""
    if stored is None and bin_.zone is not None:
        take_over(bin_, bin_.zone)


def take_over(bin_: Bin, zone: Zone) -> None:
    for name in FROM_ZONE:
        if not getattr(bin_, name):
            setattr(bin_, name, getattr(zone, name))


def _violations_of_bin(stored: Bin | None, bin_: Bin) -> Iterator[RuleViolation]:
    yield from _place(stored, bin_)
    yield from _negative(bin_, "max_cubage", "max_weight")
    if bin_.zone is not None and bin_.zone.location_id != bin_.location_id:
        yield errors.ZoneOfOtherLocation(zone=bin_.zone, location=bin_.location)
    if bin_.location.directed_put_away_and_pick:
        for name in ("zone", "bin_type"):
            if getattr(bin_, name) is None:
                yield errors.NeededAtDirected(
                    field=name, label=label_of(Bin, name), location=bin_.location
                )
    if stored is not None:
        yield from _used_bin_stays_as_it_is(stored, bin_)
        yield from _default_bin_lets_goods_pass(stored, bin_)


def _negative(record: Bin | BinContent, *names: str) -> Iterator[RuleViolation]:
    for name in names:
        if (value := getattr(record, name)) < 0:
            yield errors.LimitNegative(field=name, label=label_of(type(record), name), value=value)


def _used_bin_stays_as_it_is(stored: Bin, bin_: Bin) -> Iterator[RuleViolation]:
    """WHS-020."""
    changed = [
        name
        for name in FIXED_WHILE_USED
        if getattr(stored, _column(name)) != getattr(bin_, _column(name))
    ]
    if changed and (what := first_use_of_bin(stored)):
        for name in changed:
            yield errors.BinNotEmpty(
                field=name, label=label_of(Bin, name), bin=stored, verb="changed", what=what
            )


def _column(name: str) -> str:
    return str(Bin._meta.get_field(name).attname)  # type: ignore[union-attr]  # no relation to many


def _default_bin_lets_goods_pass(stored: Bin, bin_: Bin) -> Iterator[RuleViolation]:
    """WHS-011, from the bin's side."""
    location = bin_.location
    if stored.block_movement != bin_.block_movement:
        for names, block in (
            (INBOUND_BINS, BlockMovement.INBOUND),
            (OUTBOUND_BINS, BlockMovement.OUTBOUND),
        ):
            for name in names:
                is_default = getattr(location, f"{name}_id") == bin_.pk
                if is_default and bin_.block_movement in (block, BlockMovement.ALL):
                    yield _still_default(
                        "block_movement", name, bin_, f"blocked {block.label.lower()}"
                    )
                    return
    if bin_.dedicated and not stored.dedicated and location.shipment_bin_id == bin_.pk:
        yield _still_default("dedicated", "shipment_bin", bin_, "dedicated")


def _still_default(field: str, use: str, bin_: Bin, state: str) -> RuleViolation:
    return errors.DefaultBinNotBlocked(
        field=field, bin=bin_, use=label_of(Location, use), location=bin_.location, state=state
    )


def _may_delete_bin(bin_: Bin) -> Iterator[RuleViolation]:
    if what := first_use_of_bin(bin_):
        yield errors.BinNotDeleted(bin=bin_, what=what)


BIN = RecordPolicy[Bin](
    follow=_follow_zone,
    violations=_violations_of_bin,
    violations_of_deletion=_may_delete_bin,
    places={"bin_once": "code", "bin_code_filled": "code"},
    covered=["bin_capacity_not_negative"],
)


# ---- bin contents


def _follow_bin(stored: BinContent | None, content: BinContent) -> None:
    if content.bin_id is not None:
        content.location = content.bin.location


def _violations_of_content(
    stored: BinContent | None, content: BinContent
) -> Iterator[RuleViolation]:
    if stored is not None:
        yield from _key_stays(stored, content)
    if content.item.type != Item.Type.INVENTORY:
        yield errors.ContentNotKept(item=content.item, type=content.item.get_type_display())
    yield from _negative(content, "min_qty", "max_qty")
    if content.max_qty > 0 and content.min_qty > content.max_qty:
        yield errors.MinimumAboveMaximum(most=content.max_qty, least=content.min_qty)
    yield from _of_other_class(content)
    if content.is_default:
        yield from _default_once(content)


def _key_stays(stored: BinContent, content: BinContent) -> Iterator[RuleViolation]:
    for name in CONTENT_KEY:
        if getattr(stored, f"{name}_id") != getattr(content, f"{name}_id"):
            yield errors.ContentKeyFixed(field=name, label=label_of(BinContent, name))


def _of_other_class(content: BinContent) -> Iterator[RuleViolation]:
    """WHS-035, as far as it can be known before goods move."""
    bin_, item = content.bin, content.item
    differs = bin_.warehouse_class_id != item.warehouse_class_id
    if content.location.check_warehouse_class and differs:
        yield errors.ContentOfOtherClass(
            bin=bin_,
            of_bin=bin_.warehouse_class or "none",
            item=item,
            of_item=item.warehouse_class or "none",
            location=content.location,
        )


def _default_once(content: BinContent) -> Iterator[RuleViolation]:
    if content.location.directed_put_away_and_pick:
        yield errors.DefaultAtDirected(location=content.location)
        return
    if others := _defaults.others(content):
        yield errors.SecondDefault(item=content.item, location=content.location, bin=others[0].bin)


def _place_of_default(content: BinContent) -> tuple[int, int, int] | None:
    if not content.is_default or content.bin_id is None:
        return None
    return content.bin.location_id, content.item_id, content.variant_id


def _default_contents(keys: Collection[tuple[int, int, int]]) -> QuerySet[BinContent]:
    items = {item for _, item, _ in keys}
    found = BinContent.objects.filter(is_default=True, item__in=items)
    return found.select_related("bin").order_by("pk")


_defaults = Rows(BinContent, key=_place_of_default, find=_default_contents)


def _may_delete_content(content: BinContent) -> Iterator[RuleViolation]:
    if what := first_use_of_content(content):
        yield errors.ContentNotDeleted(bin=content.bin, item=content.item, what=what)


BIN_CONTENT = RecordPolicy[BinContent](
    follow=_follow_bin,
    violations=_violations_of_content,
    violations_of_deletion=_may_delete_content,
    places={"bin_content_once": "item"},
    covered=["bin_content_one_default", "bin_content_min_max"],
)
WAREHOUSE_SETUP = RecordPolicy[WarehouseSetup]()
