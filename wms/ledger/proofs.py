"""Checking the whole book, and keeping what was found (POST-014…017, SEAL-002…004)."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from django.contrib.auth import get_user_model
from django.db.models import QuerySet
from django.urls import reverse
from django.utils import timezone

from wms.core.jobs import Outcome, Progress, handler, start
from wms.core.models import Job
from wms.ledger import seals
from wms.ledger.checks import Check, Result, checks
from wms.ledger.checks.registry import Counted
from wms.ledger.models import LedgerProof

if TYPE_CHECKING:
    from django.contrib.auth.models import User

JOB = "check-ledger"
ASKED_AGAIN = 2  # times that a difference must show itself again
NIGHTLY = timedelta(days=1)
Report = Callable[[int, int, str], None]


def prove(
    *, by: User | None = None, report: Report | None = None
) -> tuple[LedgerProof, list[Result]]:
    """Ask every check; what they find is kept and answered.  Changes nothing in the book.

    Postings go on meanwhile.  A check that needs two statements may see one of them half, so whatever is
    found is asked for again: what is wrong with the book stays wrong.  Rules: SEAL-004.
    """
    began, asked = timezone.now(), checks()
    counted: Counted = {}
    results = []
    for place, check in enumerate(asked):
        if report is not None:
            report(place, len(asked), check.title)
        results.append(_asked(check, counted))
    return _kept(results, by=by, began=began), results


def _asked(check: Check, counted: Counted) -> Result:
    result = check.run(counted)
    for _ in range(ASKED_AGAIN):
        if result.differences:
            result = check.run(counted)
    return result


def _kept(results: list[Result], *, by: User | None, began: datetime) -> LedgerProof:
    return LedgerProof.objects.create(
        started_at=began,
        finished_at=timezone.now(),
        asked_by=by,
        rows=sum(result.rows for result in results),
        differences=sum(result.differences for result in results),
        seal=seals.last_seal(),
        results=[
            {
                "rule": result.check.rule,
                "title": result.check.title,
                "rows": result.rows,
                "differences": result.differences,
                "told": [str(difference) for difference in result.told],
            }
            for result in results
        ],
    )


def proofs() -> QuerySet[LedgerProof]:
    return LedgerProof.objects.select_related("asked_by").order_by("-pk")


def start_check(*, by: User) -> Job:
    return start(kind=JOB, title="Check the ledger", owner=by, arguments={"by": by.pk})


@handler(JOB)
def work(progress: Progress, *, by: int) -> Outcome:
    proof, _ = prove(by=get_user_model().objects.get(pk=by), report=progress.report)
    return Outcome(message=summary(proof), url=reverse("ledger_check", args=[proof.pk]))


def summary(proof: LedgerProof) -> str:
    found = f"{proof.differences:,} differences" if proof.differences else "no difference"
    return f"{proof.rows:,} rows checked, {found}."


def is_overdue(proof: LedgerProof, *, now: datetime) -> bool:
    """Whether a night has passed without a check."""
    return now - proof.finished_at > NIGHTLY * 2


def as_context(proof: LedgerProof) -> dict[str, Any]:
    results = proof.results
    return {
        "wrong": [one for one in results if one["differences"]],
        "right": [one for one in results if not one["differences"]],
        "results": results,
        "seconds": (proof.finished_at - proof.started_at).total_seconds(),
    }
