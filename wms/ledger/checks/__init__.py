"""What must be true of the book at any time, and who proves it (POST-009…034, POST-168…176, SEAL-001…003).

A check is a question about the whole ledger, answered by one or two statements, however many entries there are.
Higher floors register their own (``tracking.checks``, ``warehouse.checks``); ``manage.py check_ledger``
asks them all.
"""

from wms.ledger.checks import (
    applications,
    entries,
    invoices,
    matches,
    registers,
    seals,
    transit,
)
from wms.ledger.checks.registry import (
    Check,
    Difference,
    Result,
    check,
    checks,
    ledger_differences,
    register,
)

__all__ = [
    "Check",
    "Difference",
    "Result",
    "applications",
    "check",
    "checks",
    "entries",
    "invoices",
    "ledger_differences",
    "matches",
    "register",
    "registers",
    "seals",
    "transit",
]
