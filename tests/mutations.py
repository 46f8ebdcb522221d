"""``./run mutations [NAME ...]``: takes away each lock and each constraint in turn; a test must fail.

Works on PostgreSQL, where locks and constraints are what they are for companies.  Prints a line for each,
and exits with 1 when one was not missed.  All of them take an hour or two; NAME picks some.
"""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Iterator
from functools import cache

import django

from tests.embedded_postgres_server import EmbeddedPostgres

# The models whose rows are locked, in the order of docs/adr, and the tests in which many meet.
LOCKS = (
    "documents.Document",
    "documents.DocumentLine",
    "inventory.ItemVariant",
    "ledger.LedgerCounter",
    "core.NumberSeriesLine",
    "tracking.TrackingSession",
    "warehouse.Activity",
)
MEETING = ("-k", "race or races or contests")
# Where the tests of a constraint stand, by the app of its table.
HOMES = {
    "core": ("tests/core",),
    "inventory": ("tests/inventory", "tests/core"),
    "documents": ("tests/documents", "tests/tracking/posting"),
    "ledger": ("tests/ledger", "tests/tracking/posting"),
    "tracking": ("tests/tracking",),
    "warehouse": ("tests/warehouse",),
}


def main(names: list[str]) -> int:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "wms.settings")
    server = EmbeddedPostgres().start()
    os.environ["DATABASE_URL"] = server.url()
    django.setup()
    try:
        unnoticed = [
            name for name, arguments in _mutations(names) if not _is_noticed(name, arguments)
        ]
    finally:
        server.stop()
    print(f"{len(unnoticed)} not noticed" + "".join(f"\n  {name}" for name in unnoticed))
    return bool(unnoticed)


def _mutations(names: list[str]) -> Iterator[tuple[str, list[str], list[str]]]:
    """Name, what takes it away, and the tests that shall notice."""
    from tests.mutation_plugin import constraints

    for model in LOCKS:
        if not names or model in names:
            yield model, ["--without-lock", model], ["tests", *MEETING]
    for name, model in sorted(constraints().items()):
        if not names or name in names:
            where = HOMES[model._meta.app_label]
            yield name, ["--without-constraint", name], [*where, "-m", "not browser"]


def _is_noticed(name: str, taken: list[str], tests: list[str]) -> bool:
    started = time.monotonic()
    if why := _failure(tuple(tests)):
        sys.exit(f"With nothing taken away a test fails already: {why}")
    failed = _failing([*taken, *tests])
    verdict = f"{time.monotonic() - started:6.0f} s  {name}: {failed or 'no test failed'}"
    print(f"{'ok ' if failed else 'NOT'} {verdict}", flush=True)
    return bool(failed)


@cache
def _failure(tests: tuple[str, ...]) -> str:
    return _failing(list(tests))


def _failing(arguments: list[str]) -> str:
    """The first test that fails, or "" when all pass."""
    done = subprocess.run(
        [sys.executable, "-m", "pytest", "-q", "-x", "-p", "tests.mutation_plugin", *arguments],
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode not in (0, 1):
        sys.exit(done.stdout[-2000:] + done.stderr[-2000:])
    failed = [line for line in done.stdout.splitlines() if line.startswith(("FAILED", "ERROR"))]
    return failed[0].split(" - ")[0] if failed else ""


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
