"""``./run mutations [NAME ...]``: takes away each lock and each constraint in turn; a test must fail.

Works on PostgreSQL, where locks and constraints are what they are for companies.  Prints a line for each,
and exits with 1 when one was not missed.  NAME picks some.  Constraints are taken away one after the other
in one run of the tests that go around the models; every lock has a run of its own.
"""

from __future__ import annotations

import os
import subprocess
import sys
import time
from functools import cache
from pathlib import Path

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
MEETING = ("test_*races.py", "test_*contests.py")
SLOWLY = ("-o", "timeout=600")  # the first test waits for its database
GOING_AROUND = "IntegrityError"  # what such tests expect
# It looks whether each constraint is there by its name, which is not to miss what the constraint does.
BY_NAME = "tests/test_constraints.py::test_what_the_models_promise_stands_in_the_database"
# What these refuse others refuse as well, so no row can miss one of them alone (tests/test_setup_constraints).
IMPLIED = {
    "ile_quantity_not_zero",
    "tracking_handled_within_quantity",
    "tracking_quantity_not_negative",
}


def main(names: list[str]) -> int:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "wms.settings")
    server = EmbeddedPostgres().start()
    os.environ["DATABASE_URL"] = server.url()
    django.setup()
    try:
        locks = [name for name in LOCKS if not names or name in names]
        unnoticed = [name for name in locks if not _is_noticed(name)]
        constraints = [name for name in names if name not in LOCKS]
        if constraints or not names:
            unnoticed += _constraints_unnoticed(constraints)
    finally:
        server.stop()
    print(f"{len(unnoticed)} not noticed" + "".join(f"\n  {name}" for name in unnoticed))
    return bool(unnoticed)


def _is_noticed(lock: str) -> bool:
    started = time.monotonic()
    if why := _failure():
        sys.exit(f"With nothing taken away a test fails already: {why}")
    failed = _failing(["--without-lock", lock, *_meeting()])
    verdict = f"{time.monotonic() - started:6.0f} s  {lock}: {failed or 'no test failed'}"
    print(f"{'ok ' if failed else 'NOT'} {verdict}", flush=True)
    return bool(failed)


@cache
def _failure() -> str:
    return _failing(_meeting())


def _meeting() -> list[str]:
    return sorted(str(file) for name in MEETING for file in Path("tests").rglob(name))


def _constraints_unnoticed(names: list[str]) -> list[str]:
    """The constraints, all of them for no names, that no test missed."""
    files = [
        str(f) for f in sorted(Path("tests").rglob("test_*.py")) if GOING_AROUND in f.read_text()
    ]
    option = f"--without-constraints={','.join(names) or 'all'}"
    chosen = ["--deselect", BY_NAME, "-m", "not browser and not worker"]
    done = _pytest([option, *files, *chosen])
    told = [line for line in done.stdout.splitlines() if line.startswith(("ok  ", "NOT "))]
    if not told or "failed" in done.stdout.splitlines()[-1]:
        sys.exit(done.stdout[-2000:] + done.stderr[-2000:])
    print("\n".join(told), flush=True)
    missed = [line.split()[1].rstrip(":") for line in told if line.startswith("NOT ")]
    return [name for name in missed if name not in IMPLIED]


def _failing(arguments: list[str]) -> str:
    """The first test that fails, or "" when all pass."""
    done = _pytest(["-x", *arguments])
    if done.returncode not in (0, 1):
        sys.exit(done.stdout[-2000:] + done.stderr[-2000:])
    failed = [line for line in done.stdout.splitlines() if line.startswith(("FAILED", "ERROR"))]
    return failed[0].split(" - ")[0] if failed else ""


def _pytest(arguments: list[str]) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "pytest", "-q", "-p", "tests.mutation_plugin", *SLOWLY, *arguments],
        capture_output=True,
        text=True,
        check=False,
    )


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
