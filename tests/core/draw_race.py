"""Eight threads draw from one series of an SQLite file (for test_numberseries_races.py).

A process of its own (see the fixture ``sqlite_file``).  Prints every number drawn, one a line.
"""

import os
import sys
from concurrent.futures import ThreadPoolExecutor
from datetime import date

import django
from django.db import connection, transaction

THREADS, BATCHES, NUMBERS = 8, 25, 4


def main(path: str) -> None:
    os.environ["DATABASE_URL"] = f"sqlite:///{path}"
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "wms.settings")
    django.setup()
    from wms.core.models import NumberSeries

    series = NumberSeries.objects.create(code="SN")
    series.lines.create(starting_no="SN00001", allow_gaps=True)
    with ThreadPoolExecutor(THREADS) as threads:
        for numbers in threads.map(drawn_by_one_thread, [series] * THREADS):
            sys.stdout.write("".join(f"{number}\n" for number in numbers))


def drawn_by_one_thread(series):
    from wms.core.numberseries import draw

    numbers = []
    for _ in range(BATCHES):
        with transaction.atomic():
            numbers += draw(series, on=date(2026, 1, 2), count=NUMBERS)
    connection.close()
    return numbers


if __name__ == "__main__":
    main(sys.argv[1])
