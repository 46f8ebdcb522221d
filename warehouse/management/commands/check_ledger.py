"""Proves the invariants of the book, and names every row that breaks one."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError

from wms.ledger.checks import Result
from wms.ledger.proofs import prove


class Command(BaseCommand):
    help = (
        "Checks that the item ledger agrees with itself, with its applications, registers and seals and "
        "with the bins (POST-009…017, POST-024…034, POST-168…176, SEAL-002, SEAL-003, WHS-044). Changes "
        "nothing in them; the result stands on the page Check of the ledger too. Exit status 1 when "
        "anything differs."
    )

    def handle(self, *_: Any, **__: Any) -> None:
        proof, results = prove()
        for result in results:
            self._tell(result)
        if proof.seal:
            self.stdout.write(f"Seal of the last register: {proof.seal}")
        self.stdout.write(f"{proof.rows:,} rows checked, {proof.differences:,} differences.")
        if proof.differences:
            raise CommandError(f"The ledger has {proof.differences:,} differences.")

    def _tell(self, result: Result) -> None:
        self.stdout.write(
            f"{result.check.rule:<9} {result.check.title}: {result.rows:,} rows checked, "
            f"{result.differences:,} differences"
        )
        for difference in result.told:
            self.stdout.write(f"          {difference}")
        if unshown := result.differences - len(result.told):
            self.stdout.write(f"          … and {unshown:,} more")
