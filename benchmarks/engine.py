"""All jobs on one engine, in a process of its own: ``python -m benchmarks.engine N,N M REPEATS``."""

import json
import os
import statistics
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import asdict, dataclass

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "wms.settings")
django.setup()

from django.core.management import call_command  # noqa: E402
from django.db import connection  # noqa: E402

from benchmarks import background, company, jobs, meter, pages, replay  # noqa: E402
from tracking.tracing.request import TraceRequest  # noqa: E402
from tracking.tracing.tree import trace  # noqa: E402
from warehouse.checks import all_checks  # noqa: E402


@dataclass
class Figures:
    """One row of the report; ``floor_s`` and ``ratio`` are None where there is no floor."""

    job: str
    engine: str
    n: int
    m: int
    median_s: float
    floor_s: float | None
    ratio: float | None
    statements: int
    commits: int
    peak_mib: float


class Bench:
    def __init__(self, m: int, repeats: int, *, profile: bool) -> None:
        self.m, self.repeats, self.profile = m, repeats, profile
        self.engine = connection.vendor
        call_command("migrate", verbosity=0)
        self.company = company.build()
        started = time.perf_counter()
        background.load(
            m,
            items=self.company.items,
            location=self.company.location,
            user_id=self.company.by.pk,
        )
        background.settle()
        say(f"{self.engine}: {m:,} entries loaded in {time.perf_counter() - started:.1f} s")

    def all(self, n: int) -> Iterator[Figures]:
        yield self.posting("receive", n, jobs.receive)
        yield self.posting("ship", n, jobs.ship)
        stock = pages.OpenStock.of(self.company, n)
        background.settle()
        yield self.reading("availability", n, stock.availability, floor=stock.bare_query)
        yield self.reading("open page (service)", n, stock.open, after=stock.close)
        yield self.reading("open page (HTTP)", n, stock.request, after=stock.close)

    def once(self) -> Iterator[Figures]:
        """What is asked of the whole ledger, whatever is posted now."""
        asked = TraceRequest(serial_no=background.A_SOLD_SERIAL)
        yield self.reading("trace a serial", 1, lambda: trace(asked))
        sample, results = meter.measured(lambda: [check.run() for check in all_checks()])
        assert not any(result.differences for result in results), results
        yield self._figures("check_ledger", self.m, [sample], None)

    def posting(self, job: str, n: int, ready: Callable[..., jobs.Ready]) -> Figures:
        """The job measured, and its floor replayed, turn by turn on orders of their own."""
        samples, floors = [], []
        for _ in range(self.repeats):
            timed = ready(self.company, n)
            sample, _ = meter.measured(lambda: [step() for step in timed.steps])  # noqa: B023
            samples.append(sample)
            other = ready(self.company, n)
            dumps = replay.recorded(other.steps, other.where)
            floors.append(replay.replay(replay.prepared(dumps)))
        if self.profile:
            self._tell_slowest(job, n, ready(self.company, n).steps)
        return self._figures(job, n, samples, statistics.median(floors))

    def _tell_slowest(self, job: str, n: int, steps: Sequence[jobs.Step]) -> None:
        say(f"{self.engine}: {job} {n:,}, slowest statements")
        for seconds, sql in meter.slowest(lambda: [step() for step in steps]):
            say(f"  {seconds:7.3f} s  {' '.join(sql.split())[:160]}")

    def reading(
        self,
        job: str,
        n: int,
        work: Callable[[], object],
        *,
        floor: Callable[[], object] | None = None,
        after: Callable[[], object] | None = None,
    ) -> Figures:
        """A job that can be repeated as it is; ``after`` puts back, untimed, what it changed."""
        samples, floors = [], []
        for _ in range(self.repeats + 1):
            sample, _ = meter.measured(work)
            samples.append(sample)
            if after:
                after()
            if floor:
                floors.append(meter.measured(floor)[0].seconds)
        # the first round only warms the caches of both
        return self._figures(job, n, samples[1:], statistics.median(floors[1:]) if floors else None)

    def _figures(
        self, job: str, n: int, samples: list[meter.Sample], floor: float | None
    ) -> Figures:
        median = statistics.median(sample.seconds for sample in samples)
        return Figures(
            job=job,
            engine=self.engine,
            n=n,
            m=self.m,
            median_s=round(median, 4),
            floor_s=round(floor, 4) if floor else None,
            ratio=round(median / floor, 2) if floor else None,
            statements=max(sample.statements for sample in samples),
            commits=max(sample.commits for sample in samples),
            peak_mib=round(max(sample.peak_mib for sample in samples), 1),
        )


def say(text: str) -> None:
    print(text, file=sys.stderr, flush=True)


def main() -> None:
    sizes, m, repeats = sys.argv[1:4]
    bench = Bench(int(m), int(repeats), profile="--profile" in sys.argv)
    for n in map(int, sizes.split(",")):
        for figures in bench.all(n):
            print(json.dumps(asdict(figures)), flush=True)
    for figures in bench.once():
        print(json.dumps(asdict(figures)), flush=True)


if __name__ == "__main__":
    main()
