"""Check setup: what does not fit together in the set-up, with what to do about it.

    @setup_check("CHECK-201", "Items", "A Base Unit of Measure is one of the item's units, with 1")
    def base_units(on: date) -> Iterator[Finding]: ...

Each app asks its questions in a module named ``setup_checks``.  A question costs one or two statements,
however large the tables are, and changes nothing.  The page and ``manage.py check_setup`` ask them all.
"""

from wms.core.setupchecks.registry import (
    MOST_TOLD,
    Finding,
    Result,
    SetupCheck,
    checks,
    run_all,
    setup_check,
)

__all__ = [
    "MOST_TOLD",
    "Finding",
    "Result",
    "SetupCheck",
    "checks",
    "run_all",
    "setup_check",
]
