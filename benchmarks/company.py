"""The company of the benchmark: items with serial and lot numbers, one place, one user."""

from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.contrib.auth.models import User
from django.db import transaction

from tests.factories import (
    ItemFactory,
    LocationFactory,
    UserFactory,
    code_with,
    purchase_order,
    sales_order,
    setup_series,
    transfer_order,
)
from tracking.models import ItemTrackingCode
from wms.documents.models import Document
from wms.inventory.models import Item, Location

# factory_boy says nothing of what its classes make
_ITEM: Any = ItemFactory
_USER: Any = UserFactory
_LOCATION: Any = LocationFactory
TODAY = date(2026, 1, 5)
EXPIRES = date(2027, 12, 31)
ITEMS = 200


@dataclass
class Company:
    """``items``: whose history is the background; the first of them is received and shipped."""

    by: User
    location: Location
    code: ItemTrackingCode
    items: list[Item]
    _serial: int = 0
    received: list[list[tuple[str, str]]] = field(default_factory=list)

    @property
    def item(self) -> Item:
        return self.items[0]

    def purchase(self, item: Item, n: int) -> Document:
        return purchase_order(item, n, created_by=self.by, posting_date=TODAY)

    def sale(self, item: Item, n: int) -> Document:
        return sales_order(item, n, created_by=self.by, posting_date=TODAY)

    def new_numbers(self, n: int) -> list[tuple[str, str]]:
        """Serial and lot, a new lot every thousand serials."""
        first, self._serial = self._serial + 1, self._serial + n
        return [(f"N{serial:08}", f"L{serial // 1000:05}") for serial in range(first, first + n)]

    def transfer(self, item: Item, n: int) -> Document:
        """From where the goods are, over a place in transit, to another."""
        return transfer_order(item, n, created_by=self.by, posting_date=TODAY)

    def new_item(self, *, tracked: bool = True) -> Item:
        made: Item = _ITEM(item_tracking_code=self.code if tracked else None)
        return made


@transaction.atomic
def build(items: int = ITEMS) -> Company:
    """Serials and lots both follow the goods, with strict expiration dates and a warranty: the dear case."""
    setup_series()
    code = code_with(
        "BENCH",
        specific=("serial", "lot"),
        use_expiration_dates=True,
        strict_expiration_posting=True,
        warranty_date_formula="1Y",
    )
    return Company(
        by=_USER(username="bench"),
        location=_LOCATION(),
        code=code,
        items=[_ITEM(no=f"BENCH{n:03}", item_tracking_code=code) for n in range(items)],
    )
