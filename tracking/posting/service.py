"""The one way into the ledger: lock, check, write, tell (POST-111)."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import date
from functools import partial
from typing import TYPE_CHECKING

from django.db import IntegrityError, transaction
from django.utils import timezone

from tracking.policies.dates import setup_for
from tracking.posting import (
    bound,
    capturing,
    cards,
    checks,
    errors,
    invoicing,
    known,
    locking,
    reserved,
    sources,
    specialorders,
    staging,
    tables,
    winners,
    writing,
)
from tracking.posting.context import Captures, Posted, Posting, Preview
from tracking.posting.followers import followers
from tracking.posting.known import Summary
from tracking.posting.matching import match
from tracking.posting.refusals import Failures
from tracking.services.line_numbers import make_rows_for_posting
from wms.core.errors import Refused, refuse_if_any
from wms.core.retry import StillBusy, retrying
from wms.documents import quotes
from wms.documents.kinds import Step
from wms.documents.models import Document, PostedDocument
from wms.ledger.models import InvoicedEntry, ItemApplicationEntry, ItemLedgerEntry, Register

if TYPE_CHECKING:
    from django.contrib.auth.models import User

NOTHING_CAPTURED = Captures()
PREVIEWED = 1000  # a preview lists this many entries and counts the rest


def post_document(
    *,
    document: Document,
    by: User,
    step: Step | None = None,
    posting_date: date | None = None,
    request_key: str = "",
    version: int | None = None,
    activity_id: int | None = None,
    whse_document_id: int | None = None,
    source: str = "",
    whole_lots_together: bool = False,
    accept_reserved: bool = False,
    capture: Captures = NOTHING_CAPTURED,
) -> Posted:
    """Post what the lines of ``document`` have to handle, all of it or nothing.

    ``step``: which way of posting it, of those that its kind has; the first one when not given.
    ``posting_date``: of orders; the header's when not given.  Journal lines have their own.
    ``version``: the document's version on the user's screen; another one is refused (POST-170).
    ``request_key``: posting the same key again answers with the first result (POST-171).
    ``accept_reserved``: of item journals; yes to taking what is reserved for others (POST-108).
    ``whse_document_id``: the warehouse receipt or shipment it comes from, where the location asks for one.
    ``capture``: on which document the serials were captured that nothing in stock carries (CAP-034).

    Locks the document, its lines, the variants (stock keys) by primary key, and last the ledger counter.
    Raises Refused with every violation of every line; then nothing is posted.
    """
    quotes.refuse_posting(document)
    begin = partial(
        _begin,
        asked_at=timezone.now(),
        document=document,
        step=document.step_row(step).step,
        by=by,
        posting_date=posting_date,
        request_key=request_key,
        activity_id=activity_id,
        whse_document_id=whse_document_id,
        source=source,
        whole_lots_together=whole_lots_together,
        accept_reserved=accept_reserved,
        capture=capture,
    )

    def work() -> Posted:
        with transaction.atomic():
            if (before := _posted_before(request_key, document, source)) is not None:
                return before
            posting = begin(version=version)
            if (before := _posted_before(request_key, document, source)) is not None:
                return before  # the same request won the lock
            return _post(posting)

    try:
        return retrying(work)
    except StillBusy as busy:
        raise Refused([errors.Busy(document=str(document))]) from busy
    except IntegrityError:
        # documents that share no stock meet only at the ledger: another one was posted with this key meanwhile
        if (before := _posted_before(request_key, document, source)) is None:
            raise
        return before


def preview_document(
    *,
    document: Document,
    by: User,
    step: Step | None = None,
    posting_date: date | None = None,
    activity_id: int | None = None,
    capture: Captures = NOTHING_CAPTURED,
) -> Preview:
    """The complete posting, rolled back: its entries, or the same refusal (POST-173)."""
    quotes.refuse_posting(document)
    with transaction.atomic(), _rolled_back():
        posting = _begin(
            asked_at=timezone.now(),
            document=document,
            step=document.step_row(step).step,
            by=by,
            posting_date=posting_date,
            request_key="",
            activity_id=activity_id,
            source="",
            whole_lots_together=False,
            capture=capture,
            is_preview=True,
            version=None,
        )
        posted = _post(posting)
        if posted.made is None:
            return Preview([], [], 0, invoiced_count=posted.invoiced_count)
        first_entry_no = posted.register.from_entry_no
        first_application_no = posting.first_application_no
        for other in posting.others:
            first_entry_no = min(first_entry_no, other.first_entry_no)
            first_application_no = min(first_application_no, other.first_application_no)
        entries = (
            ItemLedgerEntry.objects.filter(entry_no__gte=first_entry_no)
            .select_related("item", "variant", "location")
            .order_by("entry_no")[:PREVIEWED]
        )
        applications = ItemApplicationEntry.objects.filter(
            entry_no__gte=first_application_no
        ).order_by("entry_no")[:PREVIEWED]
        return Preview(
            list(entries),
            list(applications),
            posted.entry_count,
            posted.warnings,
            posted.invoiced_count,
        )


@contextmanager
def _rolled_back() -> Iterator[None]:
    point = transaction.savepoint()
    try:
        yield
    finally:
        transaction.savepoint_rollback(point)


def _begin(*, document: Document, version: int | None, **how: object) -> Posting:
    """Lock, re-read, and refuse what the header alone decides."""
    if document.rules.is_invoice:
        invoicing.lock_orders(document)
    others: list[Document] = []
    if document.rules.has_purchasing_code:
        fresh, others = bound.lock(document, "vendor", "customer")
    else:
        fresh = locking.lock_document(document)
    if fresh is None:
        raise Refused([errors.DocumentGone(document=str(document))])
    locking.lock_lines([fresh, *others])
    step = fresh.step_row(how["step"])  # type: ignore[arg-type]
    series = [one for one in (step.posted_numbers_from, step.invoice_numbers_from) if one]
    setup = setup_for(how["by"], *series)  # type: ignore[arg-type]
    posting = Posting(document=fresh, setup=setup, **how)  # type: ignore[arg-type]
    posting.posting_date = posting.posting_date or fresh.posting_date
    posting.source = posting.source or fresh.kind
    posting.bound = tuple(others)
    posting.has_drop_shipments = getattr(fresh, "has_drop_shipments", False)
    posting.has_special_orders = getattr(fresh, "has_special_orders", False)
    if posting.has_drop_shipments or step.invoices:
        locking.lock_stock(posting)  # they look into the ledger from the beginning
    checks.refuse_header(posting, version=version)
    return posting


def _posted_before(request_key: str, document: Document, source: str) -> Posted | None:
    register = Register.objects.filter(request_key=request_key).first() if request_key else None
    if register is None:
        return _invoiced_before(request_key, document) if request_key else None
    first = ItemLedgerEntry.objects.select_related("posted_line__document").get(
        pk=register.from_entry_no
    )
    posted_document = first.posted_line.document if first.posted_line else None
    is_same = (
        posted_document.source_id == document.pk
        if posted_document is not None
        else (register.source, register.document_no) == (source or document.kind, document.no)
    )
    if not is_same:
        raise Refused([errors.RequestKeyConflict(document=str(document), register=register.no)])
    count = register.to_entry_no - register.from_entry_no + 1
    invoiced = InvoicedEntry.objects.select_related("posted_line__document").filter(entry=first)
    invoice = invoiced.order_by("pk").first()
    return Posted(
        register,
        posted_document,
        count,
        was_posted_before=True,
        posted_invoice=invoice.posted_line.document if invoice else None,
    )


def _invoiced_before(request_key: str, document: Document) -> Posted | None:
    """The invoice that this request made, if it moved no goods."""
    invoice = PostedDocument.objects.filter(request_key=request_key).first()
    if invoice is None:
        return None
    if invoice.source_id != document.pk:
        raise Refused([errors.RequestKeyConflict(document=str(document), register=str(invoice))])
    return Posted(
        None,
        None,
        0,
        was_posted_before=True,
        posted_invoice=invoice,
        invoiced_count=InvoicedEntry.objects.filter(posted_line__document=invoice).count(),
    )


def _post(posting: Posting) -> Posted:
    if posting.step is Step.SHIP_AND_RECEIVE:
        return _ship_and_receive(posting)

    # Stage.
    if posting.step_row.moves_goods:
        make_rows_for_posting(posting.document, posting.by)
        staging.stage(posting)
        if posting.has_drop_shipments:
            bound.before(posting, _post_other, staging.stage)
    else:
        tables.empty(tables.ROW)
    if posting.step_row.invoices:
        invoicing.stage(posting)
    if posting.waves:
        return _move(posting)
    if not posting.invoices_lines:
        document, caption = str(posting.document), posting.to_post_caption
        just_now = winners.of_document(posting)
        raise Refused(
            [errors.AlreadyNothingToPost(document=document, caption=caption, just_now=just_now)]
        )

    # Invoice what was moved before.
    refuse_if_any([*checks.of_posting_date(posting), *invoicing.violations(posting)])
    count = invoicing.write(posting)
    sources.settle(posting)
    return Posted(None, None, 0, posted_invoice=posting.posted_invoice, invoiced_count=count)


def _ship_and_receive(posting: Posting) -> Posted:
    """Both movements of a transfer, one after the other, in this transaction (POST-150)."""
    locking.lock_stock(posting)
    shipment = replace(posting, step=Step.SHIP, request_key="", notes={})
    shipped = _post(shipment)
    received = _post(replace(posting, step=Step.RECEIVE, notes={}))
    posting.first_application_no = shipment.first_application_no
    return replace(
        received,
        made=shipped.made,
        entry_count=shipped.entry_count + received.entry_count,
        warnings=shipped.warnings + received.warnings,
    )


def _move(posting: Posting) -> Posted:
    """Post the staged rows, and invoice in the same breath where the step says so."""
    failures = Failures(posting)
    what = _arranged(posting, failures)
    failures.add(0, checks.before_stock(posting, what))
    if posting.invoices_lines:
        failures.add(0, invoicing.violations(posting))
    _match_and_write(posting, what, failures)
    failures.refuse_if_any()

    # Tell.
    warnings = tuple(checks.warnings(posting, what))
    register = writing.close_register(posting)
    for follower in followers():
        follower.write(posting)
    invoiced_count = invoicing.write(posting) if posting.invoices_lines else 0
    sources.settle(posting)
    if what.has_reservations:
        reserved.settle(posting)
    if posting.has_special_orders:
        specialorders.settle(posting)
    if posting.has_drop_shipments:
        bound.after(posting, _post_other)
    return Posted(
        register,
        posting.posted_document,
        register.to_entry_no - register.from_entry_no + 1,
        warnings,
        posted_invoice=posting.posted_invoice,
        invoiced_count=invoiced_count,
        along=tuple(one.posted_document for one in posting.others if one.posted_document),
    )


def _post_other(posting: Posting) -> Posted:
    """The other side of drop shipments, in the transaction of the side that was asked for (POST-058)."""
    checks.refuse_header(posting, version=None)
    return _post(posting)


def _arranged(posting: Posting, failures: Failures) -> Summary:
    """The rows in their waves, with what is known of their numbers, and the cards they make; judged one by one.

    While others have the stock, as far as a row needs nothing of what is known of its numbers.
    """
    what = known.summary(posting)
    if what.captures_serials:
        locking.lock_stock(posting)
        if capturing.capture(posting, post_document):
            staging.stage(posting)
            what = known.summary(posting)
    staging.arrange(posting, what)
    kind = posting.document.rules
    needs_dates = kind.is_reclassification or what.uses_expiration_dates or what.has_formulas
    if not needs_dates:
        failures.add(0, checks.of_rows(posting, what))
    locking.lock_stock(posting)
    what = known.fill(known.with_stock(what), waves=posting.waves)
    if kind.is_reclassification and not what.uses_expiration_dates:
        tables.empty(tables.NUMBER)  # its rules ask this table too
    if needs_dates:
        failures.add(0, checks.of_rows(posting, what))
    if what.makes_cards:
        cards.create_missing()
    return what


def _match_and_write(posting: Posting, what: Summary, failures: Failures) -> None:
    """Wave by wave: later waves see the effect of earlier ones (POST-107)."""
    if what.has_outbound:
        tables.empty(tables.MATCH)
    numbered = False
    for wave in range(posting.waves):
        if wave:
            known.fill_again(what)
        found = failures.add(wave, checks.before_arrival(posting, wave, what))
        if what.has_outbound:
            match(posting, wave, what)
        found += failures.add(wave, checks.after_matching(posting, wave, what))
        if failures.stop_writing(wave, found):
            continue
        if not numbered:
            writing.lock_counter(posting)
            sources.create_posted_document(posting)
            writing.open_register(posting, lines=sources.posted_lines(posting))
            numbered = True
        writing.write_wave(posting, wave, what)
