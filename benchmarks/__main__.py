"""``./run bench``: what the main jobs cost beside a large ledger, and what the database alone would need."""

from __future__ import annotations

import argparse
import json
import os
import platform
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from functools import partial
from itertools import chain
from pathlib import Path

from tests.embedded_postgres_server import EmbeddedPostgres

ROOT = Path(__file__).resolve().parent.parent
ENGINES = ("sqlite", "postgresql")
HEADINGS = (
    "job",
    "engine",
    "n",
    "median s",
    "floor s",
    "ratio",
    "growth",
    "stmts",
    "commits",
    "MiB",
)
WIDTHS = (24, 10, 7, 9, 9, 6, 7, 6, 8, 7)


def main() -> int:
    options = _options()
    sizes, m, repeats = ("1000", 20_000, 3) if options.quick else ("1000,10000", 1_000_000, 5)
    engines = ENGINES if options.engine == "both" else (options.engine,)
    work = partial(_of_engine, sizes=sizes, m=m, repeats=repeats, options=options)
    # for a quick look both at once, each beside its own floor
    with ThreadPoolExecutor(len(engines) if options.quick else 1) as pool:
        rows = list(chain.from_iterable(pool.map(work, engines)))
    _print(rows, m)
    if options.json:
        Path(options.json).write_text(json.dumps(rows, indent=1) + "\n")
    return 0


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="./run bench", description=__doc__)
    parser.add_argument(
        "--quick",
        action="store_true",
        help="the main jobs with 1,000 serials beside 20,000 entries, under a minute",
    )
    parser.add_argument("--json", metavar="PATH", help="write the figures there as well")
    parser.add_argument("--engine", choices=(*ENGINES, "both"), default="both")
    parser.add_argument("--page", action="store_true", help="the Item Tracking Lines page alone")
    parser.add_argument(
        "--profile", action="store_true", help="also name the slowest statements of each job"
    )
    return parser.parse_args()


@contextmanager
def _database(engine: str) -> Iterator[str]:
    """A database of its own that survives a power cut, gone afterwards."""
    if engine == "postgresql":
        server = EmbeddedPostgres(durable=True).start()
        try:
            yield server.url()
        finally:
            server.stop()
        return
    folder = tempfile.mkdtemp(prefix="wms-bench-")
    try:
        yield f"sqlite:///{folder}/wms.sqlite3"
    finally:
        shutil.rmtree(folder)


def _of_engine(
    engine: str, *, sizes: str, m: int, repeats: int, options: argparse.Namespace
) -> list[dict]:
    with _database(engine) as url:
        flags = [f"--{flag}" for flag in ("page", "profile", "quick") if getattr(options, flag)]
        return _run(url, sizes, m, repeats, flags)


def _run(url: str, sizes: str, m: int, repeats: int, flags: list[str]) -> list[dict]:
    """One process an engine: Django reads its database once."""
    environment = {**os.environ, "DATABASE_URL": url, "REDIS_URL": "", "WMS_ENV": "demo"}
    command = [sys.executable, "-m", "benchmarks.engine", sizes, str(m), str(repeats), *flags]
    done = subprocess.run(
        command, cwd=ROOT, env=environment, stdout=subprocess.PIPE, text=True, check=False
    )
    if done.returncode:
        sys.exit(done.returncode)
    return [json.loads(line) for line in done.stdout.splitlines()]


def _print(rows: list[dict], m: int) -> None:
    from benchmarks.meter import MEMORY_IS

    print(
        f"\nMedians beside {m:,} ledger entries; Python {platform.python_version()}, durable settings."
    )
    print(
        "receive = upload of a CSV on the order's page, save, post; ship = post; "
        "floor = the same rows loaded in bulk,\nor for availability the bare grouped query; "
        "lists and searches are whole pages over HTTP; "
        f"MiB = {MEMORY_IS}."
    )
    print(_line(HEADINGS))
    small = {(row["engine"], row["job"]): row for row in reversed(rows)}
    for row in rows:
        first = small[row["engine"], row["job"]]
        growth = f"{row['median_s'] / first['median_s']:.1f}x" if row["n"] > first["n"] else ""
        print(
            _line(
                (
                    row["job"],
                    row["engine"],
                    f"{row['n']:,}",
                    f"{row['median_s']:.3f}",
                    "" if row["floor_s"] is None else f"{row['floor_s']:.3f}",
                    "" if row["ratio"] is None else f"{row['ratio']:.2f}",
                    growth,
                    row["statements"],
                    row["commits"],
                    f"{row['peak_mib']:.1f}",
                )
            )
        )


def _line(values: tuple) -> str:
    return " ".join(
        str(value).ljust(width) if at < 2 else str(value).rjust(width)
        for at, (value, width) in enumerate(zip(values, WIDTHS, strict=True))
    )


if __name__ == "__main__":
    sys.exit(main())
