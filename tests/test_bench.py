"""The benchmark: its parts measure what they say, and a tiny run goes through from end to end."""

import json
import os
import subprocess
import sys
from dataclasses import fields
from pathlib import Path

import pytest
from django.db import transaction

from benchmarks import background, company, jobs, meter, replay
from benchmarks.figures import Figures
from tests.factories import ItemFactory, LocationFactory, UserFactory, serial_code
from warehouse.checks import all_checks
from wms.inventory.models import Item, UnitOfMeasure
from wms.ledger.models import ItemLedgerEntry, Register

ROOT = Path(__file__).parent.parent
KEYS = [
    "job",
    "engine",
    "n",
    "m",
    "median_s",
    "floor_s",
    "ratio",
    "statements",
    "commits",
    "peak_mib",
]


@pytest.mark.django_db(transaction=True)
def test_the_background_is_a_sound_ledger_of_its_size():
    items = [ItemFactory(item_tracking_code=code) for code in [serial_code()] * 3]

    background.load(400, items=items, location=LocationFactory(), user_id=UserFactory().pk)

    assert ItemLedgerEntry.objects.count() == 400
    assert Register.objects.count() == 4
    assert {check.title: list(check.ask()) for check in all_checks() if list(check.ask())} == {}


@pytest.mark.django_db(transaction=True)
def test_statements_and_commits_are_counted_reads_are_no_commits():
    def work():
        with transaction.atomic():
            UnitOfMeasure.objects.create(code="A")
            UnitOfMeasure.objects.create(code="B")
        list(Item.objects.all())

    sample, _ = meter.measured(work)

    assert (sample.statements, sample.commits) == (3, 1)
    assert sample.seconds > 0


@pytest.mark.django_db(transaction=True)
def test_a_replay_writes_exactly_what_the_posting_wrote():
    made = company.build(items=2)
    ready = jobs.receive(made, 5)
    before = ItemLedgerEntry.objects.count()

    dumps = replay.recorded(ready.steps, ready.where)

    assert ItemLedgerEntry.objects.count() == before  # recording keeps nothing
    replay.replay(replay.prepared(dumps))
    assert ItemLedgerEntry.objects.count() == before + 5
    assert {check.title: list(check.ask()) for check in all_checks() if list(check.ask())} == {}
    line = ready.order.lines.get()
    assert line.qty_handled_base == 5
    assert line.tracking_lines.filter(qty_handled=1).count() == 5

    shipping = jobs.ship(made, 5)
    replay.replay(replay.prepared(replay.recorded(shipping.steps, shipping.where)))
    assert ItemLedgerEntry.objects.in_inventory().count() == 0
    assert {check.title: list(check.ask()) for check in all_checks() if list(check.ask())} == {}


def test_figures_have_the_keys_that_others_read():
    assert [field.name for field in fields(Figures)] == KEYS


@pytest.mark.sqlite
@pytest.mark.skipif(sys.platform == "win32", reason="needs a POSIX platform")
def test_a_tiny_run_goes_through_and_prints_its_figures(tmp_path):
    url = f"sqlite:///{tmp_path}/bench.sqlite3"
    done = subprocess.run(
        [sys.executable, "-m", "benchmarks.engine", "20", "200", "1"],
        cwd=ROOT,
        env={**os.environ, "DATABASE_URL": url, "REDIS_URL": "", "PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        check=False,
    )

    assert done.returncode == 0, done.stderr
    rows = [json.loads(line) for line in done.stdout.splitlines()]
    jobs = {row["job"] for row in rows}
    assert {"receive", "ship", "availability", "open page"} <= jobs
    assert {"items", "serial cards", "serial cards, in stock", "search, typing"} <= jobs
    for row in rows:
        assert list(row) == KEYS
        assert row["median_s"] > 0
