"""What the posting under way moves into and out of bins: a table of this connection only."""

from decimal import Decimal

from django.db import models

from tracking.models.posting import words_for
from warehouse.models.bins import Bin
from warehouse.models.entries import WarehouseEntryType
from wms.core.quantity import ZERO, QuantityField
from wms.documents.models import Document, DocumentLine
from wms.inventory.models import Item, ItemVariant, Location


def _to(model: type[models.Model], *, null: bool = False) -> models.ForeignKey:
    return models.ForeignKey(model, on_delete=models.DO_NOTHING, related_name="+", null=null)


class BinMovement(models.Model):
    """One half of a staged posting row, seen by bin: a future warehouse entry, before it is checked.

    A temporary table, filled by ``warehouse.services.bin_staging``.  ``quantity`` is signed base units:
    negative leaves the bin.  ``serial_no``, ``lot_no`` and ``package_no`` are only those of
    warehouse-tracked kinds (WHS-040).  ``balance`` is what the bin holds of the tracking set after
    this row, in posting order.  ``found_in``: a bin of the location that keeps the serial (WHS-041).
    """

    id = models.BigIntegerField(primary_key=True)
    document = _to(Document)
    line = _to(DocumentLine)
    line_no = models.IntegerField()
    entry_type = models.CharField(max_length=14, choices=WarehouseEntryType)
    registering_date = models.DateField()
    item = _to(Item)
    variant = _to(ItemVariant)
    location = _to(Location)
    bin = _to(Bin, null=True)
    serial_no = models.CharField(max_length=50)
    lot_no = models.CharField(max_length=50)
    package_no = models.CharField(max_length=50)
    expiration_date = models.DateField(null=True)
    quantity = QuantityField()
    balance = QuantityField(null=True)
    found_in = _to(Bin, null=True)

    class Meta:
        managed = False
        db_table = "warehouse_bin_movement"

    def __str__(self) -> str:
        return f"{self.quantity} in bin {self.bin_id}"

    # Words for the refusals that name this row.

    @property
    def numbers_text(self) -> str:
        return words_for(self.serial_no, self.lot_no, self.package_no)

    @property
    def location_text(self) -> str:
        return f"location {self.location}" if self.location.code else "the blank location"

    @property
    def block_text(self) -> str:
        return self.bin.get_block_movement_display() if self.bin else ""

    @property
    def verb(self) -> str:
        return "taken from" if self.quantity < 0 else "placed in"

    @property
    def taken(self) -> Decimal:
        return -self.quantity

    @property
    def there(self) -> Decimal:
        """What the bin holds of the tracking set before this row."""
        return max(ZERO, (self.balance or ZERO) - self.quantity)

    @property
    def shortage(self) -> Decimal:
        return self.taken - self.there
