"""What an item tracking code must meet."""

from collections.abc import Collection, Iterator

from django.core.exceptions import ValidationError

from tracking.codes import driving
from tracking.codes.history import fixed_by_the_past
from tracking.codes.switchsets import switches_of
from tracking.groups.policies import contradictions, follow_group
from tracking.models import ItemTrackingCode
from wms.core import dateformulas
from wms.core.errors import RuleViolation
from wms.core.records import RecordPolicy
from wms.core.records.faults import label_of
from wms.inventory import guards
from wms.inventory.errors import FormulaUnreadable


def code_policy(driven: Collection[str] | None = ()) -> RecordPolicy[ItemTrackingCode]:
    """``driven``: kinds ("sn", "lot", "package") whose specific switch was followed on the page.

    There somebody may have switched the warehouse tracking off again (SET-055).  None: those that each
    code has with all that they drive, as in rows of a file.
    """

    def follow(stored: ItemTrackingCode | None, code: ItemTrackingCode) -> None:
        _follow(stored, code, driving.followed(switches_of(code)) if driven is None else driven)

    return RecordPolicy[ItemTrackingCode](
        follow=follow,
        violations=_violations_of_code,
        violations_of_deletion=lambda code: guards.violations(code, None),
        places={"tracking_code_filled": "code"},
        covered=[
            "tracking_code_expiration_switches",
            *(f"tracking_code_{prefix}_specific" for prefix in driving.PREFIXES),
            *(f"tracking_code_{prefix}_warehouse" for prefix in driving.PREFIXES),
        ],
    )


def _follow(
    stored: ItemTrackingCode | None, code: ItemTrackingCode, driven: Collection[str]
) -> None:
    before, after = switches_of(stored or ItemTrackingCode()), switches_of(code)
    for prefix in driving.PREFIXES:
        switch = driving.specific(prefix)
        if before[switch] != after[switch] and not (after[switch] and prefix in driven):
            driving.follow_specific(after, prefix)
    if not before[driving.USE] and any(after[name] for name in driving.NEEDS_USE):
        after[driving.USE] = True
    for name, is_on in after.items():
        setattr(code, name, is_on)
    follow_group(stored, code)
    try:
        code.warranty_date_formula = str(dateformulas.parse(code.warranty_date_formula))
    except ValidationError:
        return  # told by the rule on formulas, with the text as typed


def _violations_of_code(
    stored: ItemTrackingCode | None, code: ItemTrackingCode
) -> Iterator[RuleViolation]:
    yield from out_of_step(code)
    yield from contradictions(code)
    if stored is not None:
        yield from fixed_by_the_past(stored, code)


def out_of_step(code: ItemTrackingCode) -> Iterator[RuleViolation]:
    """What of the code contradicts itself, whatever its past (SET-053, SET-055, SET-058, SET-098)."""
    after = switches_of(code)
    for prefix in driving.PREFIXES:
        if after[driving.specific(prefix)]:
            off = [name for name in driving.driven(prefix) if not after[name]]
            yield from (driving.driven_refusal(prefix, name) for name in off)
        elif after[driving.warehouse(prefix)]:
            yield driving.warehouse_refusal(prefix)
    if not after[driving.USE] and (refusal := driving.use_refusal(after)):
        yield refusal
    yield from formula_unreadable(code)


def formula_unreadable(code: ItemTrackingCode) -> Iterator[RuleViolation]:
    name = "warranty_date_formula"
    try:
        dateformulas.parse(code.warranty_date_formula)
    except ValidationError as error:
        yield FormulaUnreadable(
            field=name, label=label_of(ItemTrackingCode, name), message=" ".join(error.messages)
        )
