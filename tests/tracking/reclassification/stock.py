"""Stock for the tests, posted as a person would post it, and what the ledger says of it."""

from datetime import date

from tests.factories import LocationFactory, journal, tracked
from tracking.posting import post_document
from wms.documents.models import Document
from wms.ledger.models import ItemLedgerEntry, Register


def received(item, quantity, *, location="EAST", expiration_date=None, bin=None, **numbers):
    document = journal(item, quantity, location=LocationFactory(code=location), line={"bin": bin})
    if numbers:
        day = date.fromisoformat(expiration_date) if expiration_date else None
        tracked(document.lines.get(), quantity=quantity, expiration_date=day, **numbers)
    post_document(document=document, by=document.created_by)
    document.delete()


def open_stock(item) -> dict[tuple, str]:
    """(location, serial, lot, package) → open quantity and date, as text."""
    found = {}
    for entry in ItemLedgerEntry.objects.in_inventory().filter(item=item).order_by("pk"):
        key = (entry.location.code, entry.serial_no or entry.lot_no or entry.package_no)
        found.setdefault(key, []).append(
            f"{entry.remaining_quantity.normalize():f} {entry.expiration_date or ''}".strip()
        )
    return {key: ", ".join(values) for key, values in found.items()}


def counts() -> tuple[int, int, int]:
    """Entries, registers and documents: a refused run leaves them alone."""
    return (
        ItemLedgerEntry.objects.count(),
        Register.objects.count(),
        Document.objects.count(),
    )
