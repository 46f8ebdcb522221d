"""Every invariant of the book, from all floors, the bins' included (WHS-044)."""

from collections.abc import Iterator

import tracking.checks  # noqa: F401  (importing registers its checks)
from warehouse.models import WarehouseEntry
from warehouse.selectors import bin_differences
from wms.core.quantity import shown
from wms.ledger.checks import Check, Difference, check, checks


@check("WHS-044", "Bins hold what the ledger says of their location", over=WarehouseEntry)
def bins_agree() -> Iterator[Difference]:
    for difference in bin_differences():
        yield Difference(
            where=f"{difference.where}, Σ of its bins",
            expected=f"{shown(difference.in_ledger)} (Σ of its ledger entries)",
            found=shown(difference.in_bins),
        )


def all_checks() -> list[Check]:
    return checks()
