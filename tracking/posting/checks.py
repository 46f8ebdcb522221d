"""Every check of a posting, in the order of the book: setup, what can be told at once, then by wave."""

from collections.abc import Iterator

from django.db.models import QuerySet

from tracking.models import PostingRow
from tracking.policies.cards import cards_missing, numbers_blocked
from tracking.policies.dates import allowed_dates
from tracking.policies.expiration import (
    EXPIRATION,
    becomes_expired,
    comes_in_expired,
    dates_not_used,
    moved_without_warranty,
    open_entries_of_number_differ,
    warranty_missing,
)
from tracking.policies.movements import (
    IN_TRANSIT,
    MOVEMENTS,
    document_no_missing,
    location_missing,
    nothing_to_reclassify,
)
from tracking.policies.quantities import QUANTITIES, tracked_quantity_differs
from tracking.policies.reclassification import MERGING, RECLASSIFICATION, misdated, quantity_missing
from tracking.policies.requirements import BOTH_ENDS, REQUIREMENTS
from tracking.policies.serials import SERIALS, SERIALS_COMING_IN, SERIALS_GOING_OUT
from tracking.policies.stock import (
    expired_under_strict_posting,
    leaves_before_it_came,
    short_or_early,
    shortages,
)
from tracking.posting import (
    bound,
    capturing,
    errors,
    fixed,
    made,
    specialorders,
    transfers,
    winners,
)
from tracking.posting.context import Posting
from tracking.posting.followers import followers
from tracking.posting.known import Summary
from wms.core.errors import Refused, RuleViolation
from wms.core.rules import Rule, violations


def refuse_header(posting: Posting, *, version: int | None) -> None:
    """What the header alone decides, before any line is looked at (POST-113, POST-120, POST-170)."""
    document = posting.document
    kind = document.rules
    where = str(document)
    found: list[RuleViolation] = []
    if document.is_closed:
        just_now = winners.of_document(posting)
        found.append(errors.DocumentIsClosed(document=where, just_now=just_now))
    elif version is not None and version != document.version:
        found.append(errors.StaleDocument(document=where))
    setup = posting.setup
    row = posting.step_row
    for series in filter(None, (row.posted_numbers_from, row.invoice_numbers_from)):
        if getattr(setup, f"{series}_id"):
            continue
        caption = setup._meta.get_field(series).verbose_name  # type: ignore[union-attr]
        found.append(errors.SeriesMissing(document=where, caption=caption))
    if not kind.is_journal and posting.posting_date is None:
        found.append(errors.PostingDateMissing(document=where))
    if kind.is_transfer:
        found += transfers.header_violations(posting)
    partner = document.partner
    if partner is not None and partner.blocked:
        title = f"{partner._meta.verbose_name} {partner}"
        found.append(errors.PartnerBlocked(document=where, partner=title))
    if found:
        raise Refused(found)


def of_posting_date(posting: Posting) -> Iterator[RuleViolation]:
    """The date of a posting that has no rows to ask: of a pure invoice, of an undo (POST-109)."""
    allowed = allowed_dates(posting.setup, posting.by)
    if posting.posting_date is not None and allowed.shut_out(posting.posting_date):
        where = str(posting.posted_document or posting.document)
        yield errors.PostingDateOutOfRange(document=where, row=posting, allowed=allowed)


def of_rows(posting: Posting, what: Summary) -> Iterator[RuleViolation]:
    """What each row breaks by itself, for all lines (POST-112)."""
    yield from violations(
        _with_names(posting.rows),
        rules=_rules(posting, what),
        allowed=allowed_dates(posting.setup, posting.by),
    )


def before_stock(posting: Posting, what: Summary) -> Iterator[RuleViolation]:
    """Everything else that needs no other row of the posting."""
    if what.has_blocked and posting.source != capturing.REVERSAL:  # a correction (POST-083)
        yield from numbers_blocked(_with_names(posting.rows))
    if posting.document.rules.is_reclassification:
        yield from quantity_missing(posting.document)
    if posting.document.rules.is_transfer:
        yield from transfers.line_violations(posting)
    if posting.document.rules.makes_goods:
        yield from made.violations(posting)
    if posting.has_drop_shipments:
        yield from bound.violations(posting)
    if posting.has_special_orders:
        yield from specialorders.violations(posting)
    if what.needs_cards:
        yield from cards_missing(_with_names(posting.rows))
    if what.differs and (
        what.has_numbers or what.owners or posting.document.rules.has_qty_to_handle
    ):
        yield from tracked_quantity_differs(posting)
    for follower in followers():
        yield from follower.violations(posting)


def _rules(posting: Posting, what: Summary) -> Iterator[Rule]:
    """The rules that can be broken by such rows at all."""
    kind = posting.document.rules
    yield from MOVEMENTS
    yield from _exact_reversal(posting)
    if not kind.is_transfer:
        yield from IN_TRANSIT
    yield from QUANTITIES
    if posting.setup.location_mandatory:
        yield location_missing
    yield from REQUIREMENTS
    if what.has_numbers or what.owners:
        yield from (dates_not_used, warranty_missing, *SERIALS)
        if what.uses_expiration_dates and not kind.is_reclassification:
            yield from EXPIRATION
            if what.knows_numbers:
                yield open_entries_of_number_differ
    if kind.is_journal:
        yield document_no_missing
    if kind.is_reclassification:
        yield from (*BOTH_ENDS, nothing_to_reclassify)
        if what.uses_expiration_dates:
            yield from RECLASSIFICATION


def _exact_reversal(posting: Posting) -> Iterator[Rule]:
    if posting.document.rules.is_journal:
        return
    if posting.setup.exact_purchase_reversal:
        yield fixed.applies_to_missing
    if posting.setup.exact_sales_reversal:
        yield fixed.applies_from_missing


def before_arrival(posting: Posting, wave: int, what: Summary) -> Iterator[RuleViolation]:
    """What must hold before goods of this wave come in: after earlier waves, before this one."""
    if what.names_entries:
        yield from fixed.misapplied(posting, wave)
    if (what.has_numbers or what.owners) and (
        what.has_inbound or posting.document.rules.is_reclassification
    ):
        rows = _with_names(posting.rows).filter(wave=wave)
        yield from violations(rows, rules=SERIALS_COMING_IN)
    if (
        what.has_free_serials
        and what.has_outbound
        and not posting.document.rules.is_reclassification
    ):
        rows = _with_names(posting.rows).filter(wave=wave)
        yield from violations(rows, rules=SERIALS_GOING_OUT)
    if posting.document.rules.is_reclassification and what.uses_expiration_dates:
        rows = _with_names(posting.rows).filter(wave=wave)
        yield from violations(rows, rules=MERGING)
        yield from misdated(posting, wave)


def after_matching(posting: Posting, wave: int, what: Summary) -> Iterator[RuleViolation]:
    """Is there enough, and is it still good?"""
    if not what.has_outbound:
        return
    short, early = short_or_early(wave)
    posting.leaves_early |= early
    if short:
        yield from shortages(posting, wave)
    rows = _with_names(posting.rows).filter(wave=wave)
    if what.uses_expiration_dates:
        yield from violations(rows, rules=(expired_under_strict_posting,))
    if posting.document.rules.makes_pairs:
        yield from violations(rows, rules=(moved_without_warranty,))


def warnings(posting: Posting, what: Summary) -> Iterator[RuleViolation]:
    """Told, and posted all the same (POST-100, POST-110)."""
    rows = _with_names(posting.rows)
    if what.uses_expiration_dates and what.has_inbound:
        yield from violations(rows, rules=(comes_in_expired,))
    if posting.document.rules.is_reclassification and what.uses_expiration_dates:
        yield from violations(rows, rules=(becomes_expired,))
    if posting.leaves_early:
        yield from violations(rows, rules=(leaves_before_it_came,))


def _with_names(rows: QuerySet[PostingRow]) -> QuerySet[PostingRow]:
    """Refusals name the document, item, variant and location without asking again."""
    return rows.select_related("document", "item", "variant", "location")
