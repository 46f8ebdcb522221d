"""Documents with their lines and tracking, written straight into the tables."""

from datetime import date
from decimal import Decimal

from tests.factories.setup import CustomerFactory, LocationFactory, UserFactory, VendorFactory
from tracking.models import TrackingLine
from wms.documents.kinds import DocumentKind, EntryType, Partner, kinds_of
from wms.documents.models import Document, DocumentLine
from wms.inventory.models import Item, Location

JAN_2 = date(2026, 1, 2)
_count = 0


def _next_no(prefix: str) -> str:
    global _count
    _count += 1
    return f"{prefix}{_count:05}"


def _document(kind, prefix, **values) -> Document:
    values.setdefault("no", _next_no(prefix))
    values.setdefault("location", LocationFactory())
    values.setdefault("order_date", JAN_2)
    values.setdefault("posting_date", JAN_2)
    values.setdefault("created_by", None)
    values["created_by"] = values["created_by"] or UserFactory()
    return Document.objects.create(kind=kind, **values)


def add_line(
    document: Document,
    item: Item,
    quantity,
    *,
    to_handle=None,
    to_invoice=0,
    entry_type=None,
    **values,
) -> DocumentLine:
    """A line in base units; Qty. to Handle is the whole quantity unless said."""
    quantity = Decimal(quantity)
    kind = document.rules
    to_handle = (
        Decimal(quantity if to_handle is None else to_handle)
        if kind.has_qty_to_handle
        else Decimal(0)
    )
    if kind.is_journal:
        values = {"posting_date": document.posting_date, "document_no": document.no} | values
    if kind.is_transfer:
        values = {"new_location": document.transfer_to} | values
    last = document.lines.order_by("-line_no").values_list("line_no", flat=True).first() or 0
    return DocumentLine.objects.create(
        **{
            "document": document,
            "line_no": last + 10000,
            "item": item,
            "variant": item.variants.get(code=""),
            "location": document.location,
            "entry_type": entry_type or kind.entry_type,
            "unit_of_measure": item.base_unit_of_measure,
            "quantity": quantity,
            "quantity_base": quantity,
            "qty_to_handle": to_handle,
            "qty_to_handle_base": to_handle,
            "qty_to_invoice": Decimal(to_invoice),
            "qty_to_invoice_base": Decimal(to_invoice),
        }
        | values
    )


def purchase_order(item: Item | None = None, quantity=1, *, line=None, **values) -> Document:
    document = _document(Document.Kind.PURCHASE_ORDER, "PO", **{"vendor": VendorFactory()} | values)
    if item is not None:
        add_line(document, item, quantity, **(line or {}))
    return document


def sales_order(item: Item | None = None, quantity=1, *, line=None, **values) -> Document:
    document = _document(
        Document.Kind.SALES_ORDER, "SO", **{"customer": CustomerFactory()} | values
    )
    if item is not None:
        add_line(document, item, quantity, **(line or {}))
    return document


def trade_document(
    kind: DocumentKind, item: Item | None = None, quantity=1, *, line=None, **values
) -> Document:
    """A return order, an invoice or a credit memo."""
    partner = (
        {"vendor": VendorFactory()}
        if kind in kinds_of(Partner.VENDOR)
        else {"customer": CustomerFactory()}
    )
    prefix = "".join(word[0] for word in kind.split("_")).upper()
    document = _document(kind, prefix, **partner | values)
    if item is not None:
        add_line(document, item, quantity, **(line or {}))
    return document


def journal(
    item: Item | None = None,
    quantity=1,
    *,
    entry_type=EntryType.POSITIVE_ADJMT,
    line=None,
    **values,
):
    document = _document(Document.Kind.ITEM_JOURNAL, "IJ", **values)
    if item is not None:
        add_line(document, item, quantity, entry_type=entry_type, **(line or {}))
    return document


def reclassification(
    item: Item | None = None, quantity=1, *, new_location: Location | None = None, **values
):
    document = _document(Document.Kind.RECLASSIFICATION_JOURNAL, "RJ", **values)
    if item is not None:
        add_line(document, item, quantity, new_location=new_location or document.location)
    return document


def transfer_order(
    item: Item | None = None, quantity=1, *, to=None, over=None, line=None, **values
) -> Document:
    """A released order from EAST over TRANSIT to WEST; ``direct_transfer=True`` goes over nothing."""
    if over is None and not values.get("direct_transfer"):
        over = LocationFactory(code="TRANSIT", use_as_in_transit=True)
    document = _document(
        Document.Kind.TRANSFER_ORDER,
        "TO",
        **{
            "status": Document.Status.RELEASED,
            "transfer_to": to or LocationFactory(code="WEST"),
            "in_transit": over,
        }
        | values,
    )
    if item is not None:
        add_line(document, item, quantity, **(line or {}))
    return document


def tracked(
    line: DocumentLine, serial_no="", lot_no="", package_no="", *, quantity=1, **values
) -> TrackingLine:
    """A saved tracking line; Qty. to Handle is all that is open unless said."""
    values.setdefault("qty_to_handle", Decimal(quantity) - Decimal(values.get("qty_handled", 0)))
    values.setdefault("qty_to_invoice", Decimal(quantity) - Decimal(values.get("qty_invoiced", 0)))
    return TrackingLine.objects.create(
        line=line,
        item=line.item,
        variant=line.variant,
        location=line.location,
        outbound=line.outbound,
        serial_no=serial_no,
        lot_no=lot_no,
        package_no=package_no,
        quantity=Decimal(quantity),
        changed_by=line.document.created_by,
        **values,
    )
