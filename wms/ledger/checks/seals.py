"""Seals: what nothing may change is as it was posted, register by register (SEAL-001…003)."""

from collections.abc import Iterator

from wms.ledger import seals
from wms.ledger.checks.registry import Difference, check
from wms.ledger.models import LedgerCounter, Register, RegisterSeal


@check("SEAL-002", "Every register is as it was sealed, and fits the one before", over=RegisterSeal)
def seals_hold() -> Iterator[Difference]:
    """A changed, lost or added row of a posting breaks the seal of its register."""
    for no, found, sealed in seals.broken():
        yield Difference(
            where=f"Register {no}, its entries or its applications",
            expected=f"seal {sealed[:12]}…",
            found=f"{found[:12]}…: something was changed after posting",
        )


@check("SEAL-003", "Every register up to the last posting is there, with its seal", over=Register)
def no_register_is_missing() -> Iterator[Difference]:
    """Numbers of registers have no gaps, so one that was torn out leaves its number behind."""
    for no, has_seal in seals.unsealed():
        expected, found = ("a register", "its seal alone") if has_seal else ("a seal", "none")
        yield Difference(where=f"Register {no}", expected=expected, found=found)
    next_no = LedgerCounter.objects.values_list("next_register_no", flat=True).get()
    numbers = Register.objects.order_by("no").values_list("no", flat=True)
    before = 0
    for no in [*numbers.iterator(), next_no]:
        if no > before + 1:
            told = f"{before + 1} to {no - 1}" if no > before + 2 else str(no - 1)
            yield Difference(where=f"Registers {told}", expected="there", found="missing")
        before = no
