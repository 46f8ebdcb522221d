"""What an item tracking code must meet."""

from collections.abc import Collection, Iterator

from django.core.exceptions import ValidationError
from django.db.models import Exists, OuterRef

from tracking.codes import driving, errors
from tracking.models import ItemTrackingCode
from wms.core import dateformulas
from wms.core.errors import RuleViolation
from wms.core.records import RecordPolicy
from wms.core.records.faults import label_of
from wms.inventory import guards
from wms.inventory.errors import FormulaUnreadable
from wms.inventory.models import Item
from wms.ledger.models import ItemLedgerEntry

SWITCHES = tuple(
    field.name
    for field in ItemTrackingCode._meta.concrete_fields
    if field.get_internal_type() == "BooleanField"
)


def switches_of(code: ItemTrackingCode) -> dict[str, bool]:
    return {name: bool(getattr(code, name)) for name in SWITCHES}


def code_policy(driven: Collection[str] = ()) -> RecordPolicy[ItemTrackingCode]:
    """``driven``: kinds ("sn", "lot", "package") whose specific switch was followed on the page.

    There somebody may have switched the warehouse tracking off again (SET-055).
    """

    def follow(stored: ItemTrackingCode | None, code: ItemTrackingCode) -> None:
        _follow(stored, code, driven)

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
    try:
        code.warranty_date_formula = str(dateformulas.parse(code.warranty_date_formula))
    except ValidationError:
        return  # told by the rule on formulas, with the text as typed


def _violations_of_code(
    stored: ItemTrackingCode | None, code: ItemTrackingCode
) -> Iterator[RuleViolation]:
    after = switches_of(code)
    for prefix in driving.PREFIXES:
        if after[driving.specific(prefix)]:
            off = [name for name in driving.driven(prefix) if not after[name]]
            yield from (driving.driven_refusal(prefix, name) for name in off)
        elif after[driving.warehouse(prefix)]:
            yield driving.warehouse_refusal(prefix)
    if not after[driving.USE] and (refusal := driving.use_refusal(after)):
        yield refusal
    yield from _formula_unreadable(code)
    if stored is not None:
        fixed = list(_fixed_by_history(stored, code))
        yield from fixed
        told = {violation.field for violation in fixed}
        for violation in guards.violations(stored, code):
            if violation.field not in told:
                yield violation


def _formula_unreadable(code: ItemTrackingCode) -> Iterator[RuleViolation]:
    name = "warranty_date_formula"
    try:
        dateformulas.parse(code.warranty_date_formula)
    except ValidationError as error:
        yield FormulaUnreadable(
            field=name, label=label_of(ItemTrackingCode, name), message=" ".join(error.messages)
        )


def _fixed_by_history(stored: ItemTrackingCode, code: ItemTrackingCode) -> Iterator[RuleViolation]:
    """SET-074, SET-075: any ledger entry counts, open or closed."""
    changed = differing(stored, code)
    if not changed:
        return
    entries = ItemLedgerEntry.objects.filter(item=OuterRef("pk"))
    item = Item.objects.filter(Exists(entries), item_tracking_code=stored).order_by("no").first()
    if item is None:
        return
    for name in changed:
        if name.endswith("specific_tracking"):
            yield errors.SpecificFixedByHistory(field=name, label=driving.caption(name), item=item)
        else:
            yield errors.WarehouseFixedByHistory(
                field=name, label=driving.caption(name), item=item, what="item ledger entries"
            )


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
