"""Proves the invariants of the book, and names every row that breaks one."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError

from warehouse.checks import all_checks
from wms.ledger.checks import Result


class Command(BaseCommand):
    help = (
        "Checks that the item ledger agrees with itself, with its applications and registers and with "
        "the bins (POST-014…017, POST-168, POST-174, WHS-044). Changes nothing. Exit status 1 when "
        "anything differs."
    )

    def handle(self, *_: Any, **__: Any) -> None:
        results = [check.run() for check in all_checks()]
        differences = sum(result.differences for result in results)
        for result in results:
            self._tell(result)
        rows = sum(result.rows for result in results)
        self.stdout.write(f"{rows:,} rows checked, {differences:,} differences.")
        if differences:
            raise CommandError(f"The ledger has {differences:,} differences.")

    def _tell(self, result: Result) -> None:
        self.stdout.write(
            f"{result.check.rule:<9} {result.check.title}: {result.rows:,} rows checked, "
            f"{result.differences:,} differences"
        )
        for difference in result.told:
            self.stdout.write(f"          {difference}")
        if unshown := result.differences - len(result.told):
            self.stdout.write(f"          … and {unshown:,} more")
