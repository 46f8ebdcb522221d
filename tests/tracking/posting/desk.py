"""The posting desk: documents with their numbers in one call, and the book read back.

receive(bolt, lot("A", 6), lot("B", 4))
sale = sales(bolt, lot("A", 5), no="SO1")
assert refusal(sale) == ["Sales order SO1, line 10000: …"]
"""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from django.db import connection

from tests.factories import (
    LocationFactory,
    add_line,
    code_with,
    journal,
    purchase_order,
    reclassification,
    sales_order,
    tracked,
    trade_document,
    transfer_order,
)
from tracking.models import NumberInformation
from tracking.posting import Posted, post_document
from wms.core.errors import Refused, RuleViolation
from wms.documents.kinds import EntryType, Step
from wms.documents.models import Document, DocumentLine
from wms.inventory.models import InventorySetup, Item, ItemVariant, Location
from wms.ledger.models import InvoicedEntry, ItemApplicationEntry, ItemLedgerEntry

JAN_1 = date(2026, 1, 1)
JAN_2 = date(2026, 1, 2)
JAN_5 = date(2026, 1, 5)
JAN_10 = date(2026, 1, 10)
JAN_11 = date(2026, 1, 11)
JAN_12 = date(2026, 1, 12)
JAN_14 = date(2026, 1, 14)
JUN_30 = date(2026, 6, 30)
JUL_1 = date(2026, 7, 1)
JUL_31 = date(2026, 7, 31)
AUG_15 = date(2026, 8, 15)
AUG_31 = date(2026, 8, 31)
DEC_31 = date(2026, 12, 31)

BOTH = Step.HANDLE_AND_INVOICE

Numbers = dict[str, Any]


# Numbers of a tracking line; what stands beside them are its other fields.


def serial(no: str, **values) -> Numbers:
    return _numbers({"serial_no": no, "quantity": 1} | values)


def lot(no: str, quantity=1, **values) -> Numbers:
    return _numbers({"lot_no": no, "quantity": quantity} | values)


def package(no: str, quantity=1, **values) -> Numbers:
    return _numbers({"package_no": no, "quantity": quantity} | values)


def _numbers(values: Numbers) -> Numbers:
    return {
        f"{name}_no" if name in ("serial", "lot", "package") else name: value
        for name, value in values.items()
    }


def renamed(old: Numbers, *, expires: date | None = None, **new: str) -> Numbers:
    """A row of a reclassification, prefilled as the page does: what ``new`` does not name stays.

    ``renamed(lot("A", 6), lot="B", expires=DEC_31)``; ``expires`` is the New Expiration Date.
    """
    kept = {f"new_{name}_no": old.get(f"{name}_no", "") for name in ("serial", "lot", "package")}
    return (
        old
        | kept
        | {f"new_{name}_no": number for name, number in new.items()}
        | {"new_expiration_date": expires}
    )


# Documents


def with_line(document: Document, item: Item, *numbers: Numbers, quantity=None, **line) -> Document:
    """Add a line; its quantity is that of its numbers unless said.  ``quantity=-2`` turns it around."""
    if quantity is None:
        quantity = sum(Decimal(row["quantity"]) for row in numbers)
    made = add_line(document, item, quantity, **line)
    for row in numbers:
        tracked(made, **row)
    return document


def purchase(item: Item, *numbers: Numbers, quantity=None, line=None, **header) -> Document:
    return with_line(purchase_order(**header), item, *numbers, quantity=quantity, **(line or {}))


def sales(item: Item, *numbers: Numbers, quantity=None, line=None, **header) -> Document:
    return with_line(sales_order(**header), item, *numbers, quantity=quantity, **(line or {}))


def purchase_return(item: Item, *numbers: Numbers, quantity=None, line=None, **header) -> Document:
    document = trade_document(Document.Kind.PURCHASE_RETURN_ORDER, **header)
    return with_line(document, item, *numbers, quantity=quantity, **(line or {}))


def sales_return(item: Item, *numbers: Numbers, quantity=None, line=None, **header) -> Document:
    document = trade_document(Document.Kind.SALES_RETURN_ORDER, **header)
    return with_line(document, item, *numbers, quantity=quantity, **(line or {}))


def invoice_document(
    kind: str, item: Item | None = None, *numbers: Numbers, quantity=None, line=None, **header
) -> Document:
    """A purchase or sales invoice or credit memo, with one typed line where an item is given."""
    document = trade_document(Document.Kind(kind), **header)
    if item is None:
        return document
    return with_line(document, item, *numbers, quantity=quantity, **(line or {}))


def to_invoice(document: Document, quantity) -> Document:
    """What its only line invoices next."""
    amount = Decimal(quantity)
    document.lines.update(qty_to_invoice=amount, qty_to_invoice_base=amount)
    return document


def invoiced(posted) -> list:
    """(line, entry, quantity) of a posted invoice."""
    rows = InvoicedEntry.objects.filter(posted_line__document=posted.posted_invoice)
    return list(rows.order_by("pk").values_list("posted_line__line_no", "entry_id", "quantity"))


def adjustment(
    item: Item,
    *numbers: Numbers,
    quantity=None,
    entry_type=EntryType.POSITIVE_ADJMT,
    line=None,
    **header,
) -> Document:
    """An item journal of one line."""
    return with_line(
        journal(**header),
        item,
        *numbers,
        quantity=quantity,
        entry_type=entry_type,
        **(line or {}),
    )


def moving(
    item: Item, *rows: Numbers, quantity=None, to: Location | None = None, line=None, **header
) -> Document:
    """A reclassification journal of one line, to the same location unless said."""
    document = reclassification(**header)
    return with_moving_line(document, item, *rows, quantity=quantity, to=to, **(line or {}))


def with_moving_line(
    document: Document,
    item: Item,
    *rows: Numbers,
    quantity=None,
    to: Location | None = None,
    **line,
) -> Document:
    source = line.get("location") or document.location
    return with_line(document, item, *rows, quantity=quantity, new_location=to or source, **line)


def transfer(item: Item, *numbers: Numbers, quantity=None, line=None, **header) -> Document:
    """A released transfer order from EAST by TRANSIT to WEST unless said."""
    return with_line(transfer_order(**header), item, *numbers, quantity=quantity, **(line or {}))


def to_handle(order: Document, **quantities: int) -> None:
    """How much of each lot of its only line is handled next."""
    for number, quantity in quantities.items():
        order.lines.get().tracking_lines.filter(lot_no=number).update(qty_to_handle=quantity)
    total = sum(quantities.values())
    order.lines.update(qty_to_handle=total, qty_to_handle_base=total)


def to_receive(order: Document, **quantities: int) -> None:
    """How much of each lot of its only line is received next."""
    for number, quantity in quantities.items():
        order.lines.get().tracking_lines.filter(lot_no=number).update(qty_to_receive=quantity)
    total = sum(quantities.values())
    order.lines.update(qty_to_receive=total, qty_to_receive_base=total)


def figures(order: Document) -> dict[str, tuple]:
    """Lot → handled, received, to receive."""
    rows = order.lines.get().tracking_lines.filter(session=None)
    return {row.lot_no: (row.qty_handled, row.qty_received, row.qty_to_receive) for row in rows}


def free_code():
    """Numbers may be stated and follow nothing."""
    return code_with("FREEENTRY")


def at(code: str, **values) -> Location:
    return LocationFactory(code=code, **values)


def red(item: Item) -> dict[str, ItemVariant]:
    """What a line says that is about its red ones: ``line=red(lamp)``."""
    return {"variant": ItemVariant.objects.get_or_create(item=item, code="RED")[0]}


def setup(**values) -> None:
    """Inventory Setup."""
    InventorySetup.objects.update(**values)


def card(kind: str, item: Item, number: str, **values) -> NumberInformation:
    return NumberInformation.objects.create(
        kind=kind, item=item, variant=item.variants.get(code=""), number=number, **values
    )


# Posting


def post(document: Document, **how) -> Posted:
    return post_document(document=document, by=document.created_by, **how)


def out(order: Document, **how) -> Posted:
    """Ship a transfer order."""
    return post(order, step=Step.SHIP, **how)


def into(order: Document, **how) -> Posted:
    """Receive a transfer order."""
    return post(order, step=Step.RECEIVE, **how)


def receive(item: Item, *numbers: Numbers, **values) -> Posted:
    return post(purchase(item, *numbers, **values))


def ship(item: Item, *numbers: Numbers, **values) -> Posted:
    return post(sales(item, *numbers, **values))


def refused(document: Document, **how) -> Refused:
    """Post what must be refused; whatever the reason, nothing at all is left behind (POST-166)."""
    before = everything()
    with pytest.raises(Refused) as refusal:
        post(document, **how)
    assert everything() == before
    return refusal.value


def refusal(document: Document, **how) -> list[str]:
    """The sentences of the refusal, one a violation."""
    return str(refused(document, **how)).splitlines()


def warnings(posted) -> list[str]:
    return [str(warning) for warning in posted.warnings]


def the_violation(document: Document) -> RuleViolation:
    [violation] = refused(document).violations
    return violation


# The book


def dates(**which) -> list:
    return [day for (day,) in entries("expiration_date", **which)]


def open_dates(lot_no: str) -> list:
    """The expiration dates of what is open of a lot."""
    return sorted(set(dates(lot_no=lot_no, remaining_quantity__gt=0)), key=str)


def entries(*fields: str, **which) -> list:
    return list(ItemLedgerEntry.objects.filter(**which).order_by("entry_no").values_list(*fields))


def applications(**which) -> list:
    """(entry, inbound, outbound, transferred-from, quantity), as the books write them; 0 for none."""
    return [
        (
            link.item_ledger_entry_id,
            link.inbound_entry_id,
            link.outbound_entry_id or 0,
            link.transferred_from_entry_id or 0,
            link.quantity,
        )
        for link in ItemApplicationEntry.objects.filter(**which).order_by("entry_no")
    ]


def entry(no: int) -> ItemLedgerEntry:
    return ItemLedgerEntry.objects.get(pk=no)


def on_hand(item, **numbers):
    open_entries = ItemLedgerEntry.objects.filter(item=item, remaining_quantity__gt=0, **numbers)
    return sum(found.remaining_quantity for found in open_entries)


def status(document: Document) -> str:
    return Document.objects.get(pk=document.pk).status


def the_line(document: Document) -> DocumentLine:
    return document.lines.get()


def everything() -> dict[str, list]:
    """Every row of every table, so that a trace of anything shows."""
    with connection.cursor() as cursor:
        found = {}
        for table in connection.introspection.table_names(cursor):
            if table.startswith("tracking_posting_"):  # temporary tables of this connection
                continue
            cursor.execute(f'select * from "{table}"')
            found[table] = sorted(cursor.fetchall(), key=repr)
    return found
