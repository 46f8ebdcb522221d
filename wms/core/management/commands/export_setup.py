"""Exports a set-up table to a CSV or XLSX file that import_setup reads again."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from wms.core.pages.exports import MOST_ROWS, written
from wms.core.tables import exporting, named, tables


class Command(BaseCommand):
    help = "Exports a set-up table to a file, as CSV, or as XLSX when the file is called so."

    def add_arguments(self, parser: ArgumentParser) -> None:
        names = [table.name for table in tables()]
        parser.add_argument("table", choices=names, metavar="TABLE", help=", ".join(names))
        parser.add_argument("file", type=Path, metavar="FILE")

    def handle(self, *_: Any, **options: Any) -> None:
        table, path = named(options["table"]), options["file"]
        file_format = "xlsx" if path.suffix.lower() == ".xlsx" else "csv"
        count = table.records().count()
        if file_format == "xlsx" and count > MOST_ROWS["xlsx"]:
            raise CommandError(
                f"{count:,} rows are too many for XLSX, which takes {MOST_ROWS['xlsx']:,}. Write a .csv file."
            )
        try:
            with path.open("wb") as file:
                heads, rows = exporting.headings(table), exporting.rows(table)
                file.writelines(written(heads, rows, file_format))
        except OSError as error:
            raise CommandError(f"{path} cannot be written: {error.strerror}.") from error
        self.stdout.write(f"{count:,} rows of {table.caption.lower()} written to {path}.")
