"""All jobs on one engine, in a process of its own: ``python -m benchmarks.engine N,N M REPEATS``."""

import json
import os
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import asdict
from itertools import chain

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "wms.settings")
django.setup()

from django.core.management import call_command  # noqa: E402
from django.db import connection  # noqa: E402

from benchmarks import (  # noqa: E402
    background,
    clients,
    company,
    jobs,
    meter,
    page,
    pages,
    replay,
    setup_lists,
)
from benchmarks.figures import Figures, figures  # noqa: E402
from tracking.tracing.request import TraceRequest  # noqa: E402
from tracking.tracing.tree import trace  # noqa: E402
from warehouse.checks import all_checks  # noqa: E402
from wms.core import garbage  # noqa: E402


class Bench:
    def __init__(self, m: int, repeats: int, *, profile: bool) -> None:
        self.m, self.repeats, self.profile = m, repeats, profile
        self.engine = connection.vendor
        started = time.perf_counter()
        call_command("migrate", verbosity=0)
        self.company = company.build(items=max(20, min(company.ITEMS, m // 5000)))
        say(f"{self.engine}: company made in {time.perf_counter() - started:.1f} s")
        started = time.perf_counter()
        background.load(
            m,
            items=self.company.items,
            location=self.company.location,
            user_id=self.company.by.pk,
        )
        background.settle()
        garbage.settle()  # as the processes of the web server do
        say(f"{self.engine}: {m:,} entries loaded in {time.perf_counter() - started:.1f} s")

    def all(self, n: int) -> Iterator[Figures]:
        yield self.posting("receive", n, jobs.receive)
        yield self.posting("ship", n, jobs.ship)
        yield self.posting("transfer", n, jobs.transfer)
        yield self.posting("undo", n, jobs.undo)
        yield self.posting("receive, 10 a line", n, jobs.receive_lines)
        yield self.posting("ship, FIFO", n, jobs.ship_first_in_first_out)
        stock = pages.OpenStock.of(self.company, n)
        background.settle()
        yield self.reading("availability", n, stock.availability, floor=stock.bare_query)
        stock.assign_all()
        yield self.reading("availability, all asked", n, stock.availability, floor=stock.bare_query)
        yield self.reading("open page", n, stock.open, after=stock.close)
        yield self.reading("open page (HTTP)", n, stock.request, after=stock.close)

    def page(self, n: int) -> Iterator[Figures]:
        """The Item Tracking Lines page under the hand."""
        if n > page.FEW:
            for job, ready in page.STORING:
                yield self.posting(job, n, ready)
        opened = page.demand(self.company, n, has_rows=True, wanted_elsewhere=True)
        background.settle()
        yield self.reading("page: open", n, opened.open, after=opened.close)
        opened.open()
        for job, work in page.looking(opened):
            yield self.reading(job, n, work, floor=opened.read_rows)
        for job, work, after in page.Small(opened).jobs():
            yield self.reading(job, n, work, after=after)
        opened.close()

    def once(self) -> Iterator[Figures]:
        """What is asked of the whole ledger, whatever is posted now."""
        asked = TraceRequest(serial_no=background.A_SOLD_SERIAL)
        yield self.reading("trace", 1, lambda: trace(asked))
        sample, results = meter.measured(lambda: [check.run() for check in all_checks()])
        assert not any(result.differences for result in results), results
        yield figures("check_ledger", self.engine, self.m, self.m, [sample])

    def lists(self) -> Iterator[Figures]:
        """Lists and look-ups over HTTP; they come last, as they bring a million rows of their own."""
        started = time.perf_counter()
        lists = setup_lists.SetupLists(self.company, self.m)
        lists.load()
        background.settle()
        say(f"{self.engine}: {lists.said} loaded in {time.perf_counter() - started:.1f} s")
        for job, work in lists.jobs():
            yield self.reading(job, self.m, work)

    def clients(self) -> Iterator[Figures]:
        """Last of all: the rows of the minimal loop are in no register."""
        ours, least = clients.rush(self.company)
        for job, sample, floor in (
            (f"{clients.CLIENTS} clients, a posting", 1 / ours.a_second, 1 / least.a_second),
            (f"{clients.CLIENTS} clients, longest", ours.longest, least.longest),
        ):
            seconds = meter.Sample(seconds=sample)
            yield figures(job, self.engine, ours.postings, self.m, [seconds], [floor])

    def posting(self, job: str, n: int, ready: Callable[..., jobs.Ready]) -> Figures:
        """The job measured, and its floor replayed, turn by turn on orders of their own."""
        samples, floors = [], []
        for _ in range(self.repeats):
            sample, _ = meter.measured(ready(self.company, n).run)
            samples.append(sample)
            other = ready(self.company, n)
            dumps = replay.prepared(replay.recorded(other.steps, other.where))
            floors.append(replay.replay(dumps))
        if self.profile:
            self._tell_slowest(job, n, ready(self.company, n).run)
        return figures(job, self.engine, n, self.m, samples, floors)

    def reading(
        self,
        job: str,
        n: int,
        work: Callable[[], object],
        *,
        floor: Callable[[], object] | None = None,
        after: Callable[[], object] = lambda: None,
    ) -> Figures:
        """A job that can be repeated as it is; ``after`` puts back, untimed, what it changed."""
        samples, floors = [], []
        for turn in range(self.repeats + 1):
            sample, _ = meter.measured(work)
            after()
            least = meter.measured(floor)[0].seconds if floor else 0.0
            if turn:  # the first turn only warms the caches of both
                samples.append(sample)
                floors.append(least)
        if self.profile:
            self._tell_slowest(job, n, work)
            after()
        return figures(job, self.engine, n, self.m, samples, floors if floor else ())

    def _tell_slowest(self, job: str, n: int, work: Callable[[], object]) -> None:
        say(f"{self.engine}: {job} {n:,}, slowest statements")
        for seconds, sql in meter.slowest(work):
            say(f"  {seconds:7.3f} s  {' '.join(sql.split())[:160]}")


def say(text: str) -> None:
    print(text, file=sys.stderr, flush=True)


def main(arguments: Sequence[str]) -> None:
    sizes, m, repeats = arguments[:3]
    bench = Bench(int(m), int(repeats), profile="--profile" in arguments)
    each = [int(size) for size in sizes.split(",")]
    under_the_hand = [bench.page(n) for n in (page.FEW, *each)]
    if "--page" in arguments:
        work = under_the_hand
    elif "--quick" in arguments:
        work = [*map(bench.all, each), bench.once()]
    else:
        rest = (bench.once(), bench.lists(), bench.clients())
        work = [*map(bench.all, each), *under_the_hand, *rest]
    for one in chain.from_iterable(work):
        print(json.dumps(asdict(one)), flush=True)


if __name__ == "__main__":
    main(sys.argv[1:])
