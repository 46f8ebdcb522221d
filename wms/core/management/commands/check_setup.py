"""Lists everything in the set-up that does not fit together, with its fix."""

from argparse import ArgumentParser
from datetime import date
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from wms.core.setupchecks import MOST_TOLD, run_all


class Command(BaseCommand):
    help = (
        "Checks that codes, items, number series, locations, bins and employees fit together. "
        "Changes nothing. Exit status 1 when anything is found."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--on",
            type=date.fromisoformat,
            metavar="YYYY-MM-DD",
            help="as of this day instead of today: which lines of a number series count",
        )

    def handle(self, *_: Any, **options: Any) -> None:
        results = run_all(on=options["on"] or timezone.localdate())
        found = 0
        for result in results:
            found += len(result.findings)
            if result.findings:
                self.stdout.write(f"{result.check.rule} {result.check.area}: {result.check.title}")
            for finding in result.findings:
                self.stdout.write(f"  {finding}")
            if result.has_more:
                self.stdout.write(f"  … and more than these {MOST_TOLD}")
        self.stdout.write(f"{len(results)} checks, {found:,} findings.")
        if found:
            raise CommandError(f"The set-up has {found:,} findings.")
