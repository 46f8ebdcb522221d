"""Inventory periods as a file."""

from wms.core import tables
from wms.core.tables import Table, columns_of
from wms.ledger import periods
from wms.ledger.models import InventoryPeriod

tables.register(
    Table(
        name="inventory-periods",
        model=InventoryPeriod,
        key=("ending_date",),
        columns=columns_of(InventoryPeriod),
        save=lambda period: periods.save_period(period=period),
        order=("ending_date",),
        rank=62,
        note="Periods are closed and reopened on their page, one after the other.",
    )
)
