"""One file becomes one reclassification journal and one posting; or a list of what is wrong with it."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING

from django.db import transaction

from tracking.posting import errors as posting_errors
from tracking.posting import post_document
from tracking.reclassification.errors import FileRefused, KeyUsedOtherwise
from tracking.reclassification.failures import Failures
from tracking.reclassification.journal import entries_by_line, make_journal, remove_journal
from tracking.reclassification.plans import Book, Plan, doubles, plan_of
from tracking.reclassification.reading import Row
from tracking.reclassification.stock import Stock
from tracking.reclassification.wanted import Wanted, wanted_of
from wms.core.errors import MOST_SHOWN, Refused, RuleViolation
from wms.core.retry import StillBusy, retrying
from wms.inventory.models import ItemVariant
from wms.ledger.models import Register

if TYPE_CHECKING:
    from django.contrib.auth.models import User

SOURCE = "reclassify_tracking"


@dataclass(frozen=True, kw_only=True)
class Options:
    """``posting_date``, ``document_no`` and ``reason_code`` hold for rows that name none of their own.

    ``document_no``: "" draws the next number of the reclassification series; a dry run draws none.
    ``key``: the same key posts once; "" makes one of the content.  ``most_errors``: more are only counted.
    """

    posting_date: date
    document_no: str = ""
    reason_code: str = ""
    dry_run: bool = False
    key: str = ""
    most_errors: int = 1000


@dataclass
class Outcome:
    """What became of the file.  ``entries``: by file line, what was written, or would be."""

    rows: list[Row]
    failures: Failures
    document_no: str = ""
    register_no: int | None = None
    entries: dict[int, list[str]] = field(default_factory=dict)
    warnings: tuple[RuleViolation, ...] = ()
    was_posted_before: bool = False

    @property
    def is_clean(self) -> bool:
        return not self.failures


class _NothingKept(Exception):
    """Carries the outcome out of the transaction that it rolls back."""

    def __init__(self, outcome: Outcome) -> None:
        self.outcome = outcome


@dataclass(frozen=True)
class Batch:
    """A file under way."""

    rows: list[Row]
    by: User
    options: Options

    def run(self) -> Outcome:
        """All of it in one transaction, tried again when it meets a deadlock."""
        try:
            return retrying(self._work)
        except _NothingKept as nothing:
            return nothing.outcome

    def _work(self) -> Outcome:
        with transaction.atomic():
            if (before := self._posted_before()) is not None:
                return before
            wanted = [wanted_of(row) for row in self.rows]
            failures = Failures(self.rows, most=self.options.most_errors)
            plans = self._plans(wanted, failures)
            _lock(plans)
            if (before := self._posted_before()) is not None:
                return before  # the same key won the lock
            plans = self._with_quantities(plans, failures)
            outcome = self._post(plans, failures)
            if failures or self.options.dry_run:
                raise _NothingKept(outcome)
            return outcome

    def _plans(self, wanted: list[Wanted], failures: Failures) -> list[Plan]:
        book = Book.of(wanted)
        twice = list(doubles(wanted))
        failures.add(twice)
        plans = []
        for row in wanted:
            plan = plan_of(row, book)
            if isinstance(plan, Plan):
                plans.append(plan)
            else:
                failures.add(plan)
        failed = {violation.line_no for violation in twice}
        return [plan for plan in plans if plan.wanted.no not in failed]

    def _with_quantities(self, plans: list[Plan], failures: Failures) -> list[Plan]:
        stock = Stock(plans)
        kept = []
        for plan in plans:
            nothing = stock.take(plan)
            if nothing is None:
                kept.append(plan)
            else:
                failures.add([nothing])
        return kept

    def _post(self, plans: list[Plan], failures: Failures) -> Outcome:
        """Post; where that is refused, leave out the rows at fault and ask again while some may be unseen."""
        outcome = Outcome(self.rows, failures)
        while plans:
            point = transaction.savepoint()
            try:
                self._post_once(plans, outcome)
            except Refused as refused:
                transaction.savepoint_rollback(point)
                found = [_usable(violation) for violation in refused.violations]
                failures.add(found)
                failed = {violation.line_no for violation in found}
                plans = [plan for plan in plans if plan.wanted.no not in failed]
                if failures.is_full or not _may_hide_more(found):
                    break
            else:
                transaction.savepoint_commit(point)
                break
        return outcome

    def _post_once(self, plans: list[Plan], outcome: Outcome) -> None:
        journal = make_journal(
            plans,
            by=self.by,
            posting_date=self.options.posting_date,
            document_no=self.options.document_no,
            reason_code=self.options.reason_code,
            is_trial=self.options.dry_run or bool(outcome.failures),
        )
        posted = post_document(
            document=journal.document,
            by=self.by,
            request_key=self._request_key(),
            source=SOURCE,
            whole_lots_together=True,
        )
        outcome.document_no = journal.document_no
        outcome.register_no = posted.register.no
        outcome.warnings = posted.warnings
        outcome.entries = entries_by_line(posted.register, planned=self.options.dry_run)
        remove_journal(journal.document)

    # --- the key ---

    def _content(self) -> str:
        """The rows in one spelling, whatever the order of columns, with what else decides (RCL-067)."""
        lines = ["\x1f".join(f"{name}={value}" for name, value in sorted(row.cells.items()) if value)
                 for row in self.rows]  # fmt: skip
        options = f"{self.options.posting_date.isoformat()}\x1f{self.options.document_no}"
        return hashlib.sha256("\x1e".join([options, *lines]).encode()).hexdigest()

    def _request_key(self) -> str:
        """The caller's key, or the content's, and the content: one register can have it."""
        content = self._content()
        key = hashlib.sha256(self.options.key.encode()).hexdigest() if self.options.key else content
        return f"reclassify:{key[:40]}:{content[:40]}"

    def _posted_before(self) -> Outcome | None:
        """The register of an earlier run with this key.  Raises KeyUsedOtherwise (RCL-067)."""
        key, _, content = self._request_key().rpartition(":")
        register = Register.objects.filter(request_key__startswith=f"{key}:").order_by("no").first()
        if register is None:
            return None
        if not register.request_key.endswith(f":{content}"):
            raise KeyUsedOtherwise(
                f"The key {self.options.key} was used for another content, posted as register {register.no}."
                " Nothing was posted. Use a new key."
            )
        return Outcome(
            self.rows,
            Failures(self.rows, most=self.options.most_errors),
            document_no=register.document_no,
            register_no=register.no,
            entries=entries_by_line(register),
            was_posted_before=True,
        )


def _lock(plans: Iterable[Plan]) -> None:
    """The stock keys of all rows, in primary-key order, before stock is read (RCL-072, POST-167)."""
    keys = ItemVariant.objects.filter(pk__in={plan.variant.pk for plan in plans})
    list(keys.order_by("pk").select_for_update(no_key=True).values_list("pk"))


def _usable(violation: RuleViolation) -> RuleViolation:
    """What the posting says of the whole document is no row's fault."""
    if isinstance(violation, posting_errors.Busy):
        raise StillBusy
    if violation.line_no is None:
        raise FileRefused(violation.text)
    violation.document = ""
    return violation


def _may_hide_more(found: list[RuleViolation]) -> bool:
    """A rule tells its first hundred rows."""
    return any(count >= MOST_SHOWN for count in Counter(type(one) for one in found).values())


def reclassify(*, rows: list[Row], by: User, options: Options) -> Outcome:
    """Work the rows in file order as reclassification lines, all of them or none (RCL-060, RCL-064).

    Raises FileRefused, KeyUsedOtherwise and StillBusy; nothing is kept then.  Faults of rows are in the
    outcome, and nothing is kept either.
    """
    return Batch(rows, by, options).run()
