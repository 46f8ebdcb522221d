"""One row of the report."""

import statistics
from collections.abc import Sequence
from dataclasses import dataclass

from benchmarks.meter import Sample


@dataclass
class Figures:
    """Seconds are medians; ``floor_s`` and ``ratio`` are None where there is no floor."""

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


def figures(
    job: str, engine: str, n: int, m: int, samples: Sequence[Sample], floors: Sequence[float] = ()
) -> Figures:
    """Of several runs of one job; counts and memory are those of the dearest run."""
    median = statistics.median(sample.seconds for sample in samples)
    floor = statistics.median(floors) if floors else None
    return Figures(
        job=job,
        engine=engine,
        n=n,
        m=m,
        median_s=round(median, 4),
        floor_s=None if floor is None else round(floor, 4),
        ratio=None if floor is None else round(median / floor, 2),
        statements=max(sample.statements for sample in samples),
        commits=max(sample.commits for sample in samples),
        peak_mib=round(max(0.0, *(sample.peak_mib for sample in samples)), 1),
    )
