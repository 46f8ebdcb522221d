"""Faults by row: which rows are wrong, and which only follow one that is (RCL-065)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from tracking.posting import errors as posting_errors
from tracking.reclassification.reading import COLUMNS, Row
from tracking.reclassification.wanted import Numbers, wanted_of
from wms.core.errors import RuleViolation

# How the posting calls what the file calls otherwise.
_COLUMN = {
    "item": "item_no",
    "location": "location_code",
    "bin": "bin_code",
    "new_location": "new_location_code",
    "new_bin": "new_bin_code",
    "expiration_date": "new_expiration_date",
    "qty_to_handle": "quantity",
}
# What a row may fail by only because an earlier one failed.
_FOLLOWING = (posting_errors.NotEnoughStock, posting_errors.WholeLotNeeded)


@dataclass(frozen=True)
class Fault:
    row: Row
    column: str
    value: str
    violation: RuleViolation
    follows: Row | None = None  # the failed row that this one depends on

    @property
    def message(self) -> str:
        if self.follows is not None:
            return f"Skipped, because row {self.follows.row_id} failed, which it depends on."
        return self.violation.text


@dataclass
class Failures:
    """The first ``most`` faults in the order of the file; the rest is counted."""

    rows: list[Row]
    most: int
    faults: list[Fault] = field(default_factory=list)
    uncounted: int = 0

    def __bool__(self) -> bool:
        return bool(self.faults)

    def __iter__(self) -> Iterator[Fault]:
        return iter(sorted(self.faults, key=lambda fault: fault.row.line))

    @property
    def is_full(self) -> bool:
        return len(self.faults) >= self.most

    @property
    def lines(self) -> set[int]:
        return {fault.row.line for fault in self.faults}

    def add(self, violations: Iterable[RuleViolation]) -> None:
        by_line = {row.line: row for row in self.rows}
        earlier = self._numbers_of_failed()
        for violation in violations:
            assert violation.line_no is not None  # noqa: S101
            row = by_line[violation.line_no]
            if self.is_full:
                self.uncounted += 1
                continue
            column = _COLUMN.get(violation.field, violation.field)
            self.faults.append(
                Fault(
                    row=row,
                    column=column if column in COLUMNS else "",
                    value=row.cells.get(column, ""),
                    violation=violation,
                    follows=self._followed(row, violation, earlier, by_line),
                )
            )

    def _followed(
        self,
        row: Row,
        violation: RuleViolation,
        earlier: list[tuple[Row, str, Numbers]],
        by_line: dict[int, Row],
    ) -> Row | None:
        if isinstance(violation, posting_errors.FailsWithEarlierLine):
            return by_line[violation.values["earlier"]]
        if not isinstance(violation, _FOLLOWING):
            return None
        item_no, numbers, _ = _named(row)
        for other, its_item, its_new_numbers in earlier:
            if other.line == row.line or its_item != item_no:
                continue
            if other.line < row.line and any(
                number and number in its_new_numbers for number in numbers
            ):
                return other
        return None

    def _numbers_of_failed(self) -> list[tuple[Row, str, Numbers]]:
        named = []
        for fault in self.faults:
            item_no, _, new_numbers = _named(fault.row)
            named.append((fault.row, item_no, new_numbers))
        return named


def _named(row: Row) -> tuple[str, Numbers, Numbers]:
    wanted = wanted_of(row)
    return wanted.cell("item_no"), wanted.numbers, wanted.new_numbers
