"""The dates that posting would fill into rows that leave them blank (SET-072).

They are shown, not stored: another document date gives other ones, and a typed date stays as it is.
"""

from dataclasses import dataclass
from datetime import date

from tracking.models import TrackingLine
from tracking.page import Page
from tracking.selectors.known import Known
from wms.core import dateformulas
from wms.core.errors import Refused


@dataclass(frozen=True)
class Proposals:
    """What the formulas make of the document date of the line; None where there is nothing to propose."""

    expiration: date | None
    warranty: date | None

    def of(self, row: TrackingLine, field: str, known: Known | None) -> date | None:
        """For this field of the row; only a number that is not known yet has its expiration reckoned."""
        if not (row.serial_no or row.lot_no or row.package_no) or getattr(row, field, None):
            return None
        if field == "warranty_date":
            return self.warranty
        if field == "expiration_date" and not (known is not None and known.is_fixed):
            return self.expiration
        return None


def proposals_of(page: Page) -> Proposals:
    day = _document_date(page)
    if day is None or page.is_reclassification:
        return Proposals(None, None)
    code = page.code
    reckons = page.takes_dates and not code.require_expiration_date_entry
    warrants = not code.require_warranty_date_entry
    return Proposals(
        expiration=_reckoned(page.item.expiration_calculation, day) if reckons else None,
        warranty=_reckoned(code.warranty_date_formula, day) if warrants else None,
    )


def _document_date(page: Page) -> date | None:
    """The day that posting reckons from: the document's, else that of posting."""
    document = page.line.document
    return (
        document.document_date
        or (page.line.posting_date if page.kind.is_journal else None)
        or document.posting_date
    )


def _reckoned(formula: str, day: date) -> date | None:
    try:
        return dateformulas.parse(formula).applied_to(day)
    except Refused:
        return None  # posting will say so
