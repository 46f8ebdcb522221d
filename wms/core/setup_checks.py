"""Check setup: number series."""

from collections import defaultdict
from collections.abc import Iterator
from datetime import date

from django.urls import reverse

from wms.core.digits import Counter
from wms.core.models import NumberSeries, NumberSeriesLine
from wms.core.setupchecks import Finding, setup_check

AREA = "Number series"


def _finding(series: NumberSeries, problem: str, fix: str) -> Finding:
    return Finding(f"No. series {series}", problem, fix, reverse("number_series", args=[series.pk]))


def lines_by_series() -> dict[NumberSeries, list[NumberSeriesLine]]:
    """Every series with its lines in the order in which they are used; two statements."""
    series = {one.pk: one for one in NumberSeries.objects.order_by("code")}
    found: dict[NumberSeries, list[NumberSeriesLine]] = {one: [] for one in series.values()}
    for line in NumberSeriesLine.objects.order_by("pk"):
        found[series[line.series_id]].append(line)
    return found


def current_lines(lines: list[NumberSeriesLine], on: date) -> list[NumberSeriesLine]:
    """Those that count on a day: the latest starting date that has come (SET-103)."""
    begun = [line for line in lines if line.starting_date is None or line.starting_date <= on]
    if not begun:
        return []
    latest = max(line.starting_date or date.min for line in begun)
    return [line for line in begun if (line.starting_date or date.min) == latest]


def series_without_numbers(on: date) -> dict[int, str]:
    """By id of the series: why it gives no number on that day."""
    reasons = {}
    for series, lines in lines_by_series().items():
        current = current_lines(lines, on)
        if not lines:
            reasons[series.pk] = "it has no lines"
        elif not current:
            reasons[series.pk] = f"its lines begin later than {on.isoformat()}"
        elif not any(line.is_open for line in current):
            reasons[series.pk] = "its numbers are used up"
    return reasons


@setup_check("CHECK-101", AREA, "Every series gives a number on the work date")
def series_give_numbers(on: date) -> Iterator[Finding]:
    reasons = series_without_numbers(on)
    for series in NumberSeries.objects.filter(pk__in=reasons).order_by("code"):
        yield _finding(
            series,
            f"No number can be drawn on {on.isoformat()}: {reasons[series.pk]}.",
            "Add a line with new numbers, or raise Ending No.",
        )


@setup_check("CHECK-102", AREA, "No series has passed its Warning No.")
def warnings_not_passed(on: date) -> Iterator[Finding]:
    for series, lines in lines_by_series().items():
        for line in current_lines(lines, on):
            last, warning = Counter.of(line.last_no_used), Counter.of(line.warning_no)
            if line.is_open and last and warning and last.value >= warning.value:
                yield _finding(
                    series,
                    f"{line.last_no_used} is used, past Warning No. {line.warning_no}; "
                    f"the last is {line.ending_no}.",
                    "Add a line with new numbers, or raise Ending No.",
                )


@setup_check("CHECK-103", AREA, "The numbers of a line are of one pattern, in order")
def lines_count_alike(on: date) -> Iterator[Finding]:
    for series, lines in lines_by_series().items():
        for line in lines:
            if fault := _fault(line):
                yield _finding(
                    series,
                    fault,
                    "Write the numbers of the line alike, from Starting to Ending No.",
                )


def _fault(line: NumberSeriesLine) -> str:
    start = Counter.of(line.starting_no)
    if start is None:
        return f"Starting No. {line.starting_no} has no digit to count with."
    for field in ("ending_no", "warning_no", "last_no_used"):
        number = getattr(line, field)
        label = str(line._meta.get_field(field).verbose_name)  # type: ignore[union-attr]
        counter = Counter.of(number)
        if number and (counter is None or counter.text != start.text):
            return f"{label} {number} is of another pattern than Starting No. {line.starting_no}."
        if counter and counter.value < start.value:
            return f"{label} {number} is before Starting No. {line.starting_no}."
    return ""


@setup_check("CHECK-104", AREA, "No two lines give the same numbers")
def lines_do_not_meet(on: date) -> Iterator[Finding]:
    """Lines that count alike, sorted by their first number: each begins after the one before ends."""
    runs: dict[tuple[str, str], list[tuple[int, float, NumberSeries, str]]] = defaultdict(list)
    for series, lines in lines_by_series().items():
        for line in lines:
            if start := Counter.of(line.starting_no):
                end = Counter.of(line.ending_no)
                last = end.value if end and end.text == start.text else float("inf")
                runs[start.text].append((start.value, last, series, line.starting_no))
    for alike in runs.values():
        alike.sort(key=lambda run: run[:2])
        reached = alike[0]
        for run in alike[1:]:
            if run[0] <= reached[1]:
                yield _finding(
                    run[2],
                    f"The numbers from {run[3]} on are also given by series {reached[2]}, from "
                    f"{reached[3]} on.",
                    "End one of the lines before the other begins, or write one differently.",
                )
            reached = max(reached, run, key=lambda one: one[1])
