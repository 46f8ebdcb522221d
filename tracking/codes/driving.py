"""How the switches of an item tracking code drive and lock each other (SET-052…058).

Plain functions over ``{switch: on}``: the page asks them after each click, the service when it saves.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass

from tracking.codes import errors
from tracking.models import ItemTrackingCode
from tracking.switches import DIRECTIONAL, PREFIX
from wms.core.errors import RuleViolation
from wms.core.records.faults import label_of

PREFIXES = tuple(PREFIX.values())
USE, NEEDS_USE = (
    "use_expiration_dates",
    ("require_expiration_date_entry", "strict_expiration_posting"),
)


def specific(prefix: str) -> str:
    return f"{prefix}_specific_tracking"


def warehouse(prefix: str) -> str:
    return f"{prefix}_warehouse_tracking"


def driven(prefix: str) -> tuple[str, ...]:
    """What the specific switch turns on and locks; cards and creating cards stay free."""
    return tuple(f"{prefix}_{name}" for name in DIRECTIONAL)


def caption(switch: str) -> str:
    return label_of(ItemTrackingCode, switch)


@dataclass(frozen=True)
class Clicked:
    switches: dict[str, bool]
    refusal: RuleViolation | None = None


def clicked(switches: Mapping[str, bool], switch: str) -> Clicked:
    """All switches after this click, which ``switches`` already has in it; a refused one goes back."""
    after = dict(switches)
    for prefix in PREFIXES:
        if switch == specific(prefix):
            follow_specific(after, prefix)
        elif switch in driven(prefix) and after[specific(prefix)]:
            after[switch] = True
            return Clicked(after, driven_refusal(prefix, switch))
        elif switch == warehouse(prefix) and after[switch] and not after[specific(prefix)]:
            after[switch] = False
            return Clicked(after, warehouse_refusal(prefix))
    if switch in NEEDS_USE and after[switch]:
        after[USE] = True
    if switch == USE and not after[USE] and (refusal := use_refusal(after)):
        after[USE] = True
        return Clicked(after, refusal)
    return Clicked(after)


def follow_specific(switches: dict[str, bool], prefix: str) -> None:
    """On: warehouse and all per-document switches on (SET-052); off: warehouse off (SET-054)."""
    if switches[specific(prefix)]:
        switches |= dict.fromkeys((warehouse(prefix), *driven(prefix)), True)
    else:
        switches[warehouse(prefix)] = False


def followed(switches: Mapping[str, bool]) -> list[str]:
    """The kinds that are specific with all their per-document switches on already, as when they were
    clicked or exported; whether their warehouse tracking is on is then said, and not to be guessed."""
    return [
        prefix
        for prefix in PREFIXES
        if all(switches[name] for name in (specific(prefix), *driven(prefix)))
    ]


def follow_all(switches: dict[str, bool], *, driven: Collection[str]) -> None:
    """Catch up on specific switches that were clicked since the page followed those of ``driven``."""
    for prefix in PREFIXES:
        if switches[specific(prefix)] is not (prefix in driven):
            follow_specific(switches, prefix)


def driven_refusal(prefix: str, switch: str) -> RuleViolation:
    return errors.SwitchDrivenBySpecific(
        field=switch, label=caption(switch), specific=caption(specific(prefix))
    )


def warehouse_refusal(prefix: str) -> RuleViolation:
    return errors.WarehouseNeedsSpecific(
        field=warehouse(prefix),
        label=caption(warehouse(prefix)),
        specific=caption(specific(prefix)),
    )


def use_refusal(switches: Mapping[str, bool]) -> RuleViolation | None:
    needing = [caption(name) for name in NEEDS_USE if switches[name]]
    return errors.ExpirationDatesStillNeeded(fields=" and ".join(needing)) if needing else None


def locks(switches: Mapping[str, bool]) -> dict[str, str]:
    """The switches that cannot be clicked now, each with the reason."""
    locked = {
        name: f"Locked: {caption(specific(prefix))} is on."
        for prefix in PREFIXES
        if switches[specific(prefix)]
        for name in driven(prefix)
    }
    for prefix in PREFIXES:
        if not switches[specific(prefix)] and not switches[warehouse(prefix)]:
            locked[warehouse(prefix)] = f"Locked: switch {caption(specific(prefix))} on first."
    if not switches[USE]:
        locked |= {
            name: f"Locked: switch {caption(USE)} on first."
            for name in NEEDS_USE
            if not switches[name]
        }
    return locked
