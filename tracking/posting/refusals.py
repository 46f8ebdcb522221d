"""All failures of a posting in one answer (POST-112, ERR-003)."""

from collections.abc import Iterable

from tracking.models import PostingRow
from tracking.posting import errors, tables
from tracking.posting.context import Posting
from tracking.posting.winners import name_winners
from wms.core import sql
from wms.core.errors import Refused, RuleViolation

LOOKED_AT = 50  # the registers of the last moments


class Failures:
    """Collects what is wrong.

    Lines that failed are taken out of the rows, so that the waves after them can still be judged; a line
    of a later wave that fails beside them is told as their follower.  Nothing of it is kept in the end.
    """

    def __init__(self, posting: Posting) -> None:
        self._posting = posting
        self._found: list[RuleViolation] = []
        self._failed: dict[int, set[tuple[int, str]]] = {}  # line no. → what it would have made

    def add(self, wave: int, found: Iterable[RuleViolation]) -> list[RuleViolation]:
        """Keep these failures; answers with them."""
        told = [self._as_follower(violation) if wave else violation for violation in found]
        self._found += told
        return told

    def stop_writing(self, wave: int, found: list[RuleViolation]) -> bool:
        """Whether this wave shall not be written; takes failed lines out if later waves are to be judged."""
        if not self._found:
            return False
        if self._posting.waves == 1:
            return True
        failed = {violation.line_no for violation in self._found if violation.line_no is not None}
        self._remember(failed - self._failed.keys())
        if not failed:
            return True
        marks = ", ".join(map(str, sorted(failed)))
        tables.make(tables.MATCH)
        sql.execute(
            f"delete from {tables.MATCH} where row_id in"
            f" (select id from {tables.ROW} where line_no in ({marks}))"
        )
        sql.execute(f"delete from {tables.ROW} where line_no in ({marks})")
        return not PostingRow.objects.filter(wave=wave).exists()

    def refuse_if_any(self) -> None:
        if self._found:
            name_winners(self._posting, self._found)
            raise Refused(self._found)

    def _remember(self, lines: set[int]) -> None:
        rows = PostingRow.objects.filter(line_no__in=lines)
        for row in rows:
            made = self._failed.setdefault(row.line_no, set())
            made |= {(row.variant_id, number) for number in _numbers(row)}

    def _as_follower(self, violation: RuleViolation) -> RuleViolation:
        row = violation.values.get("row")
        if row is None:
            return violation
        needed = {(row.variant_id, number) for number in _numbers(row)}
        for line_no, made in sorted(self._failed.items()):
            if line_no != row.line_no and needed & made:
                return errors.FailsWithEarlierLine(
                    document=violation.document,
                    line_no=violation.line_no,
                    number=violation.number,
                    earlier=line_no,
                    reason=violation.text,
                )
        return violation


def _numbers(row: PostingRow) -> set[str]:
    """The numbers a row deals with; an item without numbers depends on every earlier line of the item."""
    return {
        number
        for number in (
            row.serial_no,
            row.lot_no,
            row.package_no,
            row.new_serial_no,
            row.new_lot_no,
            row.new_package_no,
        )
        if number
    } or {""}
