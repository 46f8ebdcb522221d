"""What is in stock, for tests about pages: entries written straight into the ledger."""

from datetime import date
from decimal import Decimal

from tests.factories import LocationFactory, UserFactory
from wms.documents.kinds import EntryType
from wms.ledger import seals
from wms.ledger.models import ItemLedgerEntry, LedgerCounter, Register

JAN_1 = date(2026, 1, 1)


def in_stock(item, quantity=1, *, serial_no="", lot_no="", package_no="", location=None, **values):
    """An inbound ledger entry; ``remaining`` says what is left of it, all unless said."""
    (entry,) = many_in_stock(
        item,
        [(serial_no, lot_no, package_no)],
        quantity=quantity,
        location=location,
        **values,
    )
    return entry


def many_in_stock(item, combinations, *, quantity=1, location=None, remaining=None, **values):
    quantity = Decimal(quantity)
    location = location or LocationFactory()
    counter = LedgerCounter.objects.get()
    first = counter.next_entry_no
    counter.next_entry_no += len(combinations)
    counter.next_register_no += 1
    counter.save()
    register = Register.objects.create(
        no=counter.next_register_no - 1,
        from_entry_no=first,
        to_entry_no=counter.next_entry_no - 1,
        source="test",
        posted_by=UserFactory(),
    )
    code = item.item_tracking_code
    entries = ItemLedgerEntry.objects.bulk_create(
        ItemLedgerEntry(
            **{
                "entry_no": first + place,
                "register": register,
                "item": item,
                "variant": item.variants.get(code=""),
                "location": location,
                "entry_type": EntryType.POSITIVE_ADJMT,
                "posting_date": JAN_1,
                "document_date": JAN_1,
                "document_no": "OPENING",
                "document_line_no": 10000,
                "quantity": quantity,
                "invoiced_quantity": Decimal(0),
                "remaining_quantity": quantity if remaining is None else Decimal(remaining),
                "shipped_qty_not_returned": Decimal(0),
                "serial_no": serial,
                "lot_no": lot,
                "package_no": package,
                "serial_is_specific": bool(serial and code and code.sn_specific_tracking),
                "unit_of_measure_code": item.base_unit_of_measure.code,
                "qty_per_unit": Decimal(1),
            }
            | values
        )
        for place, (serial, lot, package) in enumerate(combinations)
    )
    seals.seal_unsealed()
    return entries
