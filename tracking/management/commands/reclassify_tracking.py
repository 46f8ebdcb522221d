"""Gives stock new serial, lot and package numbers, dates and places, from a CSV file (RCL-057…069)."""

import os
from argparse import ArgumentParser, ArgumentTypeError
from datetime import date
from pathlib import Path
from typing import Any, NoReturn

from django.contrib.auth.models import User
from django.core.management.base import BaseCommand, CommandError
from django.db import OperationalError
from django.utils import timezone

from tracking.reclassification import Options, Outcome, reclassify
from tracking.reclassification.errors import FileRefused, KeyUsedOtherwise
from tracking.reclassification.reading import Row, read
from tracking.reclassification.report import report_rows, write_report
from wms.core.errors import Refused
from wms.core.retry import StillBusy
from wms.documents.kinds import KINDS, DocumentKind

ROW_ERRORS, USAGE, KEY_CONFLICT, BUSY = 1, 2, 3, 4
DELIMITERS = {",": ",", ";": ";", "tab": "\t"}


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise ArgumentTypeError(f"{text} is no date: write it as YYYY-MM-DD") from error


class Command(BaseCommand):
    help = (
        "Reclassifies stock from a CSV file, all rows or none. Exit status: 0 posted, dry run clean or "
        "already posted; 1 errors in rows; 2 file or usage error; 3 key used for another content; "
        "4 busy or database error, nothing saved."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", metavar="FILE", help="CSV with a heading; see README.md")
        parser.add_argument(
            "--dry-run", action="store_true", help="Post, report, and roll everything back."
        )
        parser.add_argument(
            "--key", default="", help="The same key posts once; made of the content when not given."
        )
        parser.add_argument("--posting-date", type=_day, help="Default: today.")
        parser.add_argument("--document-no", default="", help="Default: the series' next number.")
        parser.add_argument("--reason-code", default="")
        parser.add_argument(
            "--user", default="", help="Who posts. Default: the user named in WMS_SERVICE_USER."
        )
        parser.add_argument("--delimiter", choices=DELIMITERS, default=",")
        parser.add_argument("--encoding", default="utf-8")
        parser.add_argument("--report", type=Path, metavar="PATH", help="CSV, or JSON by its name.")
        parser.add_argument("--max-errors", type=int, default=1000, metavar="N")

    def handle(self, *_: Any, **options: Any) -> None:
        by = _user(options["user"])
        if options["max_errors"] < 1:
            _stop("--max-errors must be 1 or more.")
        rows = _rows(options)
        try:
            outcome = reclassify(
                rows=rows,
                by=by,
                options=Options(
                    posting_date=options["posting_date"] or timezone.localdate(),
                    document_no=options["document_no"],
                    reason_code=options["reason_code"],
                    dry_run=options["dry_run"],
                    key=options["key"],
                    most_errors=options["max_errors"],
                ),
            )
        except (FileRefused, Refused) as refused:
            _stop(str(refused))
        except KeyUsedOtherwise as conflict:
            _stop(str(conflict), KEY_CONFLICT)
        except (StillBusy, OperationalError) as error:
            reason = "Others hold the same stock" if isinstance(error, StillBusy) else str(error)
            _stop(f"Nothing was saved. {reason}; try again.", BUSY)
        self._tell(outcome, options)

    def _tell(self, outcome: Outcome, options: dict[str, Any]) -> None:
        if options["report"]:
            write_report(outcome, options["report"])
        else:
            for row in report_rows(outcome):
                if row["status"] != "ok":
                    self.stderr.write(f"line {row['line']}, row {row['row_id']}: {row['message']}")
        for warning in outcome.warnings:
            self.stderr.write(f"Warning: {warning}")
        self.stdout.write(_summary(outcome, dry_run=options["dry_run"]))
        if not outcome.is_clean:
            raise CommandError("Nothing was posted.", returncode=ROW_ERRORS)


def _summary(outcome: Outcome, *, dry_run: bool) -> str:
    rows = len(outcome.rows)
    entries = sum(len(entries) for entries in outcome.entries.values())
    if outcome.was_posted_before:
        return (
            f"Already posted: register {outcome.register_no}, document {outcome.document_no}, "
            f"{entries} entries. Nothing was posted now."
        )
    if not outcome.is_clean:
        faults = len(outcome.failures.faults) + outcome.failures.uncounted
        return f"{rows} rows, {faults} faults in {len(outcome.failures.lines)} rows."
    if dry_run:
        return (
            f"{rows} rows are fine and would make {entries} entries. Nothing was posted (dry run)."
        )
    return (
        f"{rows} rows posted: register {outcome.register_no}, document {outcome.document_no}, "
        f"{entries} entries."
    )


def _user(name: str) -> User:
    name = name or os.environ.get("WMS_SERVICE_USER", "")
    if not name:
        _stop("Say who posts: --user NAME, or set WMS_SERVICE_USER.")
    user = User.objects.filter(username=name).first()
    if user is None or not user.is_active:
        _stop(f"There is no active user {name}.")
    if not user.has_perm(KINDS[DocumentKind.RECLASSIFICATION_JOURNAL].permission("post")):
        _stop(f"User {name} may not post reclassifications.")
    return user


def _rows(options: dict[str, Any]) -> list[Row]:
    try:
        content = Path(options["file"]).read_bytes()
    except OSError as error:
        _stop(f"{options['file']}: {error.strerror}.")
    try:
        return read(
            content, delimiter=DELIMITERS[options["delimiter"]], encoding=options["encoding"]
        )
    except FileRefused as refused:
        _stop(f"{options['file']}: {refused}")


def _stop(message: str, status: int = USAGE) -> NoReturn:
    raise CommandError(message, returncode=status)
