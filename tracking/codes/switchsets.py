"""The switches of a code as a whole: all their names, their values, and where two codes differ."""

from tracking.codes import driving
from tracking.models import ItemTrackingCode

SWITCHES = tuple(
    field.name
    for field in ItemTrackingCode._meta.concrete_fields
    if field.get_internal_type() == "BooleanField"
)


def switches_of(code: ItemTrackingCode) -> dict[str, bool]:
    return {name: bool(getattr(code, name)) for name in SWITCHES}


def differing(
    one: ItemTrackingCode | None, other: ItemTrackingCode | None, *, warehouse: bool = True
) -> list[str]:
    """The specific and warehouse switches that differ; no code has all of them off."""
    before = switches_of(one or ItemTrackingCode())
    after = switches_of(other or ItemTrackingCode())
    names = [*map(driving.specific, driving.PREFIXES)]
    if warehouse:
        names += map(driving.warehouse, driving.PREFIXES)
    return [name for name in names if before[name] != after[name]]
