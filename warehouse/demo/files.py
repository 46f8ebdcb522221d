"""Reading the data files, and the short forms that people write in them."""

import csv
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from django.conf import settings

from wms.core.numberseries import run_of

FOLDER = Path(settings.BASE_DIR) / "demo"
_MOST_IN_RUN = 20_000


def table(name: str) -> list[dict[str, str]]:
    """The rows of a CSV file, by the names in its first line."""
    with (FOLDER / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def document(name: str) -> Any:
    return json.loads((FOLDER / f"{name}.json").read_text(encoding="utf-8"))


def numbers(text: str) -> Iterator[str]:
    """``"1001..1004"`` counts from the first to the last; anything else stands for itself."""
    first, dots, last = text.partition("..")
    if not dots:
        yield text
        return
    for number in run_of(first, increment=1, count=_MOST_IN_RUN):
        yield number
        if number == last:
            return
    raise ValueError(f"{text}: counting from {first} does not lead to {last}")
