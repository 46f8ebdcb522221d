"""Every invariant of the book, from all floors, the bins' included (WHS-044)."""

import tracking.checks  # noqa: F401  (importing registers its checks)
from wms.ledger.checks import Check, checks


def all_checks() -> list[Check]:
    return checks()
