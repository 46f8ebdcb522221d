"""Kinds of jobs for tests; a real worker loads them too (``tests/worker_fixture.py``)."""

import os
import time
from datetime import date

from django.core.files.base import ContentFile

from wms.core.errors import Refused, RuleViolation, WmsError
from wms.core.jobs import Outcome, Progress, handler
from wms.core.models import NumberSeries
from wms.core.numberseries import draw_one
from wms.core.retry import StillBusy


class NotEnough(RuleViolation):
    code = "not-enough"
    rule = "JOB-002"
    field = "quantity"
    template = "Serial {number} is not in stock."


@handler("test-make-series")
def make_series(progress: Progress, *, codes: list[str]) -> Outcome:
    for done, code in enumerate(codes):
        progress.report(done, len(codes), f"Making {code}")
        NumberSeries.objects.create(code=code)
    progress.report(len(codes), len(codes), "All made")
    return Outcome(message=f"{len(codes)} series made.", url="/jobs/")


@handler("test-refuse")
def refuse(progress: Progress, *, count: int = 2) -> Outcome:
    NumberSeries.objects.create(code="TRACE")
    raise Refused(
        [
            NotEnough(document="order SO-1", line_no=10000 * n, number=f"S{n}")
            for n in range(1, count + 1)
        ]
    )


@handler("test-refuse-in-words")
def refuse_in_words(progress: Progress) -> Outcome:
    NumberSeries.objects.create(code="TRACE")
    raise WmsError("The document was deleted meanwhile.")


@handler("test-busy")
def busy(progress: Progress) -> Outcome:
    raise StillBusy


@handler("test-fail")
def fail(progress: Progress) -> Outcome:
    NumberSeries.objects.create(code="TRACE")
    raise ZeroDivisionError("a fault of ours")


@handler("test-partly")
def partly(progress: Progress) -> Outcome:
    rows = [
        {"row": 7, "column": "serial_no", "value": "=1+1", "reason": "Serial =1+1 is on the page."}
    ]
    return Outcome(
        message="9 of 10 rows kept.",
        refusals=rows,
        file=ContentFile("S1;kept\r\n", name="report.csv"),
    )


@handler("test-file-then-overtaken")
def file_then_overtaken(progress: Progress) -> Outcome:
    """Somebody takes the job for dead while it is still at work."""
    from wms.core.models import Job

    NumberSeries.objects.create(code="TRACE")
    Job.objects.filter(pk=progress.job.pk).update(state=Job.State.INTERRUPTED)
    return Outcome(file=ContentFile("x", name="overtaken.txt"))


@handler("test-slow")
def slow(progress: Progress, *, seconds: float) -> Outcome:
    """Writes first, then works on for a while; says which process it is."""
    NumberSeries.objects.create(code="HALF")
    steps = int(seconds * 20)
    for done in range(steps):
        progress.report(done, steps, f"process {os.getpid()}")
        time.sleep(0.05)
    return Outcome(message="Slowly done.")


@handler("test-draw")
def draw_twice(progress: Progress, *, series: str) -> Outcome:
    one = NumberSeries.objects.get(code=series)
    drawn = [draw_one(one, on=date(2026, 1, 2)) for _ in range(2)]
    return Outcome(message=f"{' and '.join(drawn)} drawn.")
