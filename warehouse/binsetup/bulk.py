"""Many bins at once from a pattern: looked at first, then created in a fixed number of statements."""

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Max

from warehouse.binsetup.patterns import expanded
from warehouse.binsetup.policies import BIN
from warehouse.models import Bin
from wms.core import sql
from wms.core.errors import Refused, RuleViolation
from wms.core.quantity import QuantityField, scaled
from wms.core.records import changelog, violations_of_record
from wms.core.records.errors import ControlCharacter, FieldMissing, TooLong
from wms.core.text import folded
from wms.inventory.models import Location

_COLUMNS = tuple(field for field in Bin._meta.concrete_fields if not field.primary_key)
_LONGEST = 20  # characters of a bin code (SET-002)


@dataclass(frozen=True)
class PlannedBin:
    """One code of the pattern.  ``fault``: why it cannot be a bin; None when it can."""

    code: str
    exists: bool = False
    fault: RuleViolation | None = None

    @property
    def is_new(self) -> bool:
        return not self.exists and self.fault is None


@dataclass(frozen=True)
class Plan:
    """What a pattern leads to."""

    rows: list[PlannedBin]

    @property
    def new(self) -> list[str]:
        return [row.code for row in self.rows if row.is_new]

    @property
    def existing(self) -> int:
        return sum(row.exists for row in self.rows)

    @property
    def faults(self) -> list[RuleViolation]:
        return [row.fault for row in self.rows if row.fault is not None]


def planned(*, like: Bin, pattern: str) -> Plan:
    """What creating the bins of ``pattern`` would do; nothing is written.

    ``like``: a bin without code, with the location, zone and settings that all of them get.
    Raises Refused when the pattern cannot be read, or when no bin could have those settings.
    """
    try:
        codes = dict.fromkeys(code.strip() for code in expanded(folded(pattern)))
    except ValidationError as error:
        raise Refused([ControlCharacter(field="pattern", label="Pattern")]) from error
    existing = set(Bin.objects.filter(location=like.location).values_list("code", flat=True))
    rows = [PlannedBin(code, code in existing, _fault(code)) for code in codes]
    plan = Plan(rows)
    if plan.new:
        like.code = plan.new[0]  # they differ in nothing else, so one answers for all
        if found := violations_of_record(like, stored=None, policy=BIN):
            raise Refused(found)
    return plan


def _fault(code: str) -> RuleViolation | None:
    if not code:
        return FieldMissing(field="pattern", label="Code")
    if len(code) > _LONGEST:
        return TooLong(field="pattern", label=f"Code {code}", limit=_LONGEST, length=len(code))
    return None


@transaction.atomic
def create_bins(*, like: Bin, pattern: str) -> Plan:
    """Create the bins of a pattern; those that exist stay as they are.

    Raises Refused when the pattern cannot be read, or when one of its codes is no bin code; nothing is
    created then.  Rules: WHS-018, WHS-019.
    """
    Location.objects.select_for_update().get(pk=like.location_id)
    plan = planned(like=like, pattern=pattern)
    if plan.faults:
        raise Refused(plan.faults)
    if not plan.new:
        return plan
    last = Bin.objects.aggregate(last=Max("pk"))["last"] or 0
    sql.insert_rows(Bin, [field.name for field in _COLUMNS], _rows(like, plan.new))
    made = set(plan.new)
    created = Bin.objects.filter(location=like.location, pk__gt=last)
    changelog.note_made([bin_ for bin_ in created if bin_.code in made])
    return plan


def _rows(like: Bin, codes: list[str]) -> Iterator[list[object]]:
    values = [_stored(like, field) for field in _COLUMNS]
    place = [field.name for field in _COLUMNS].index("code")
    for code in codes:
        yield [*values[:place], code, *values[place + 1 :]]


def _stored(like: Bin, field: object) -> object:
    value = getattr(like, field.attname)  # type: ignore[attr-defined]  # a concrete field has it
    return scaled(Decimal(value)) if isinstance(field, QuantityField) else value
