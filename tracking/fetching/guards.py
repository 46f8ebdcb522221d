"""What a fetched line keeps: its numbers on the page, and no more than is left to invoice."""

from collections.abc import Iterable, Iterator

from django.db.models import QuerySet

from tracking.fetching import errors
from tracking.fetching.selectors import left_to_invoice
from tracking.locks import Lock
from wms.core.errors import RuleViolation
from wms.core.quantity import ZERO, rounded
from wms.documents.guards import LineChange
from wms.documents.models import DocumentLine


class FetchedLines:
    """The guard of lines that were fetched from a posted document (POST-128)."""

    def change_violations(self, change: LineChange) -> Iterator[RuleViolation]:
        line = change.after
        if line.invoiced_line is None or not change.touches("quantity_base"):
            return
        left = left_to_invoice(line)
        if (
            ZERO <= abs(line.quantity_base) <= left
            and line.is_negative is change.before.is_negative
        ):
            return
        sign = -1 if change.before.is_negative else 1
        yield errors.BeyondLeftToInvoice(
            document=str(line.document),
            line_no=line.line_no,
            left=sign * rounded(left / line.qty_per_unit),
            quantity=line.quantity,
            source=f"{line.invoiced_line.document}, line {line.invoiced_line.line_no}",
        )

    def deletion_violations(self, lines: QuerySet[DocumentLine]) -> Iterable[RuleViolation]:
        """A fetched line goes with its copied numbers, once that is confirmed (POST-133)."""
        return ()


def fetched(line: DocumentLine) -> Lock | None:
    """ITL-159: the numbers are those of the posted line; only how much of each is invoiced may change."""
    source = line.invoiced_line
    if source is None:
        return None
    return Lock(
        reason=f"The line came from {source.document}, line {source.line_no}, and has its numbers:"
        " only their quantities can be changed, and rows can be deleted.",
        url=source.document.get_absolute_url(),
        link_text=f"Open {source.document}",
        open_fields=frozenset({"quantity", "qty_to_invoice"}),
        may_delete=True,
    )
