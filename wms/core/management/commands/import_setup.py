"""Imports a set-up table from a CSV or XLSX file, by the rules of its page."""

import os
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.contrib.auth.models import User
from django.core.management.base import BaseCommand, CommandError

from wms.core import sheets
from wms.core.errors import Refused
from wms.core.models.changes import ChangeSource
from wms.core.records import acting
from wms.core.tables import named, tables
from wms.core.tables.importing import import_rows

MOST_ROWS = 200_000  # a command may read more than a page
MOST_BYTES = 100 * 1024 * 1024


class Command(BaseCommand):
    help = (
        "Imports a set-up table from a CSV or XLSX file, all rows or none. Exit status: 0 imported, or "
        "clean when checked; 1 rows are wrong, or the file cannot be read."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        names = [table.name for table in tables()]
        parser.add_argument("table", choices=names, metavar="TABLE", help=", ".join(names))
        parser.add_argument(
            "file", type=Path, metavar="FILE", help="The first row names the columns."
        )
        parser.add_argument(
            "--dry-run", action="store_true", help="Check and report, store nothing."
        )
        parser.add_argument(
            "--keep-good", action="store_true", help="Take the good rows, list the others."
        )
        parser.add_argument(
            "--user",
            default=os.environ.get("WMS_SERVICE_USER", ""),
            help="Who stands in the change log. Default: the user named in WMS_SERVICE_USER.",
        )

    def handle(self, *_: Any, **options: Any) -> None:
        table = named(options["table"])
        by = _user(options["user"])
        path: Path = options["file"]
        try:
            with path.open("rb") as file, acting(ChangeSource.COMMAND, by=by):
                result = import_rows(
                    table=table,
                    rows=sheets.file_rows(
                        path.name, path.stat().st_size, file, most_bytes=MOST_BYTES
                    ),
                    dry_run=options["dry_run"],
                    keep_good=options["keep_good"],
                    most=MOST_ROWS,
                )
        except OSError as error:
            raise CommandError(f"{path} cannot be read: {error.strerror}.") from error
        except Refused as refused:
            raise CommandError(str(refused)) from refused
        for fault in result.faults:
            where = f"line {fault.line}, {fault.column}" if fault.column else f"line {fault.line}"
            self.stderr.write(f"{where}: {fault.reason}")
        if result.faults:
            raise CommandError(result.summary)
        self.stdout.write(result.summary)


def _user(name: str) -> User | None:
    if not name:
        return None
    try:
        return User.objects.get(username=name)
    except User.DoesNotExist as error:
        raise CommandError(f"There is no user {name}.") from error
