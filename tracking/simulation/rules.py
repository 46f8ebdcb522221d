"""Which of the rules of a posting are asked again, and why the others are not.

The conditions are those of posting themselves: nothing is stated here a second time.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from django.db.models import QuerySet
from django.db.models.expressions import RawSQL

from tracking.policies.cards import cards_missing, rows_without_cards
from tracking.policies.expiration import (
    dates_not_used,
    differs_from_known_date,
    expiration_missing,
    moved_without_warranty,
    two_dates_for_one_lot,
    warranty_missing,
)
from tracking.policies.reclassification import merged_dates_differ, new_expiration_missing
from tracking.policies.requirements import (
    lot_no_missing,
    new_lot_no_missing,
    new_package_no_missing,
    new_serial_no_missing,
    numbers_without_tracking_code,
    package_no_missing,
    serial_no_missing,
)
from tracking.policies.serials import serial_leaves_twice, serial_shipped_already
from tracking.policies.stock import SHORT_ROWS, expired_under_strict_posting
from tracking.posting import tables
from tracking.simulation.errors import TakenFromOtherNumber
from wms.core.errors import RuleViolation
from wms.core.quantity import QuantityField
from wms.core.rules import Rule


@dataclass(frozen=True)
class Replayed:
    """A rule that is asked again.

    ``broken`` answers the rows that break it; ``told`` words them.  ``key`` stands in addresses.
    """

    key: str
    caption: str
    rule_id: str
    broken: Callable[[QuerySet], QuerySet]
    told: Callable[[QuerySet], Iterator[RuleViolation]]
    rule: Rule | None = None


def _of(key: str, caption: str, rule: Rule) -> Replayed:
    def told(rows: QuerySet) -> Iterator[RuleViolation]:
        return (rule.error.of(row) for row in rule.broken_by(rows))

    return Replayed(key, caption, rule.id, rule.broken_by, told, rule)


def _taken_from_other_numbers(rows: QuerySet) -> QuerySet:
    """Asked when only the matches under the same specific numbers are left."""
    matched = RawSQL(
        f"(select coalesce(sum(m.quantity), 0) from {tables.MATCH} m where m.row_id = {tables.ROW}.id)",
        [],
        output_field=QuantityField(),
    )
    short = rows.filter(pk__in=RawSQL(f"select r.id {SHORT_ROWS}", []))
    return short.annotate(matched_quantity=matched)


def _told_of_other_numbers(rows: QuerySet) -> Iterator[RuleViolation]:
    return (TakenFromOtherNumber.of(row) for row in _taken_from_other_numbers(rows))


# In the order of a posting; the last one is asked when the matches were narrowed down to specific numbers.
REPLAYED: tuple[Replayed, ...] = (
    _of("serial", "Serial No. missing", serial_no_missing),
    _of("lot", "Lot No. missing", lot_no_missing),
    _of("package", "Package No. missing", package_no_missing),
    _of("new-serial", "New Serial No. missing", new_serial_no_missing),
    _of("new-lot", "New Lot No. missing", new_lot_no_missing),
    _of("new-package", "New Package No. missing", new_package_no_missing),
    _of("dates", "Expiration date not used", dates_not_used),
    _of("expiration", "Expiration date missing", expiration_missing),
    _of("new-expiration", "New expiration date missing", new_expiration_missing),
    _of("warranty", "Warranty date missing", warranty_missing),
    _of("moved-warranty", "Moved without warranty date", moved_without_warranty),
    Replayed("card", "Information card missing", "POST-079", rows_without_cards, cards_missing),
    _of("expired", "Expired on the posting date", expired_under_strict_posting),
)
OTHER_NUMBERS = Replayed(
    "stock",
    "Taken from stock of another number",
    TakenFromOtherNumber.rule,
    _taken_from_other_numbers,
    _told_of_other_numbers,
)

# Rules that look at the code and are not asked again, each with the reason.
NOT_REPLAYED: dict[Rule, str] = {
    numbers_without_tracking_code: "every replayed item has a code",
    differs_from_known_date: "a date that differs was refused at the time, whatever the switches",
    two_dates_for_one_lot: "judges the rows of one posting, and a period has many",
    merged_dates_differ: "judges the rows of one posting, and a period has many",
    serial_shipped_already: "asks the ledger as it is now, which has the replayed shipment in it",
    serial_leaves_twice: "judges the rows of one posting, and a period has many",
}
