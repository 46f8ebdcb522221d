"""The rows of the posting under way: a table that lives as long as its transaction."""

from datetime import date

from django.db import models

from wms.core.quantity import QuantityField
from wms.documents.kinds import EntryType
from wms.documents.models import Document, DocumentLine
from wms.inventory.models import Item, ItemVariant, Location


class PostingRow(models.Model):
    """One split of a document line: a future ledger entry, before it is checked and matched (POST-018).

    A temporary table of this connection, filled by ``tracking.posting.staging``; rules ask it as they ask
    TrackingLine, by the same field names.  Quantities are positive base units; ``outbound`` is the real
    direction.  ``…_specific`` repeat the item tracking code; ``known_…`` is what the ledger knows of the
    number; ``entry_no`` is filled once the checks have passed.
    """

    id = models.BigIntegerField(primary_key=True)  # posting order: line, then tracking line
    wave = models.IntegerField()
    document = models.ForeignKey(Document, on_delete=models.DO_NOTHING, related_name="+")
    line = models.ForeignKey(DocumentLine, on_delete=models.DO_NOTHING, related_name="+")
    line_no = models.IntegerField()
    tracking_line_id = models.BigIntegerField(null=True)
    item = models.ForeignKey(Item, on_delete=models.DO_NOTHING, related_name="+")
    variant = models.ForeignKey(ItemVariant, on_delete=models.DO_NOTHING, related_name="+")
    location = models.ForeignKey(Location, on_delete=models.DO_NOTHING, related_name="+")
    bin = models.ForeignKey(
        "warehouse.Bin", on_delete=models.DO_NOTHING, related_name="+", null=True
    )
    entry_type = models.CharField(max_length=20, choices=EntryType)
    outbound = models.BooleanField()
    quantity = QuantityField()
    serial_no = models.CharField(max_length=50)
    lot_no = models.CharField(max_length=50)
    package_no = models.CharField(max_length=50)
    posting_date = models.DateField()
    document_date = models.DateField()
    document_no = models.CharField(max_length=20)
    expiration_date = models.DateField(null=True)
    warranty_date = models.DateField(null=True)
    sn_specific = models.BooleanField()
    lot_specific = models.BooleanField()
    package_specific = models.BooleanField()
    is_stock = (
        models.BooleanField()
    )  # services and non-inventory items are booked, never kept (POST-009)
    # a reclassification or transfer has a second half
    is_transfer = models.BooleanField()
    new_location = models.ForeignKey(
        Location, on_delete=models.DO_NOTHING, related_name="+", null=True
    )
    new_bin = models.ForeignKey(
        "warehouse.Bin", on_delete=models.DO_NOTHING, related_name="+", null=True
    )
    new_serial_no = models.CharField(max_length=50)
    new_lot_no = models.CharField(max_length=50)
    new_package_no = models.CharField(max_length=50)
    new_expiration_date = models.DateField(null=True)
    # what the ledger knows of the number, filled by staging
    known_expiration_date = models.DateField(null=True)
    is_known = models.BooleanField()
    has_stock = models.BooleanField()
    applies_to_entry_no = models.BigIntegerField(null=True)
    applies_from_entry_no = models.BigIntegerField(null=True)
    matched = QuantityField()
    # of a transfer order: it leaves for good, so that expired goods may not (POST-097); None elsewhere
    is_shipment = models.BooleanField(null=True)
    entry_no = models.BigIntegerField(null=True)

    class Meta:
        managed = False
        db_table = "tracking_posting_row"

    def __str__(self) -> str:
        return f"Line {self.line_no}: {self.quantity}"

    def name_no_document(self) -> None:
        """For rows that are no part of a document: refusals then name none."""
        self._state.fields_cache["document"] = ""

    # Words for the refusals that name this row.

    @property
    def variant_text(self) -> str:
        return f" variant {self.variant}" if self.variant.code else ""

    @property
    def location_text(self) -> str:
        return f"location {self.location}" if self.location.code else "the blank location"

    @property
    def numbers_text(self) -> str:
        return words_for(self.serial_no, self.lot_no, self.package_no)

    @property
    def any_serial(self) -> str:
        return self.serial_no or self.new_serial_no

    @property
    def new_number(self) -> str:
        return self.new_lot_no or self.new_serial_no or self.new_package_no

    @property
    def expired_number(self) -> str:
        for word, number in (
            ("Lot", self.lot_no),
            ("Serial number", self.serial_no),
            ("Package", self.package_no),
        ):
            if number:
                return f"{word} {number}"
        return "Stock without number"

    @property
    def dated_number(self) -> str:
        """The number that the expiration date belongs to."""
        return self.lot_no or self.serial_no or self.package_no

    @property
    def entered_date(self) -> date | None:
        return self.expiration_date or self.new_expiration_date

    @property
    def known_text(self) -> str:
        return _date_words(self.known_expiration_date)

    @property
    def date_text(self) -> str:
        return _date_words(self.expiration_date)

    @property
    def other_text(self) -> str:
        """The date on an earlier row, where a rule has annotated it."""
        return _date_words(getattr(self, "other_date", None))

    @property
    def target_text(self) -> str:
        """The date of the lot that stock is moved into, where a rule has annotated it."""
        return _date_words(getattr(self, "target_date", None))

    @property
    def new_date_text(self) -> str:
        return _date_words(self.new_expiration_date)


def words_for(serial_no: str, lot_no: str, package_no: str) -> str:
    """`` serial S1 lot L1``, or nothing."""
    numbers = (("serial", serial_no), ("lot", lot_no), ("package", package_no))
    return "".join(f", {word} {number}" for word, number in numbers if number)


def _date_words(day: date | None) -> str:
    return day.isoformat() if day else "no date"
