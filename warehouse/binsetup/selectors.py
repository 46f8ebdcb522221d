"""What stands in the way of changing or deleting a bin or a bin content, in words."""

from django.db.models import Q, Sum

from warehouse.models import ActivityLine, Bin, BinContent, BinType, WarehouseEntry
from wms.core.quantity import shown
from wms.documents.models import Document, DocumentLine


def first_use_of_bin(bin_: Bin) -> str:
    """``"it holds 5 of item 1928"``; "" when the bin is really empty (WHS-020)."""
    return _held(Q(bin=bin_)) or _activity(Q(bin=bin_)) or _document(bin_)


def first_use_of_content(content: BinContent) -> str:
    """ "" when nothing of the item is in the bin or under way there (WHS-026)."""
    where = Q(bin=content.bin, item=content.item, variant=content.variant)
    return _held(where) or _activity(where)


def first_filled_bin_of(bin_type: BinType) -> str:
    """``"bin A-01 at WHITE holds 5 of item 1928"``; "" when all bins of the type are empty."""
    row = (
        WarehouseEntry.objects.filter(bin__bin_type=bin_type)
        .values("location__code", "bin__code", "item__no", "variant")
        .annotate(held=Sum("quantity"))
        .exclude(held=0)
        .order_by("location__code", "bin__code", "item__no")
        .first()
    )
    if row is None:
        return ""
    place = f"bin {row['bin__code']} at {row['location__code']}"
    return f"{place} holds {shown(row['held'])} of item {row['item__no']}"


def _held(where: Q) -> str:
    row = (
        WarehouseEntry.objects.filter(where)
        .values("item__no", "variant", "serial_no", "lot_no", "package_no")
        .annotate(held=Sum("quantity"))
        .exclude(held=0)
        .order_by("item__no")
        .first()
    )
    return f"it holds {shown(row['held'])} of item {row['item__no']}" if row else ""


def _activity(where: Q) -> str:
    line = ActivityLine.objects.filter(where).select_related("activity").order_by("pk").first()
    return f"{_small(line.activity)} names it" if line else ""


def _document(bin_: Bin) -> str:
    line = (
        DocumentLine.objects.filter(Q(bin=bin_) | Q(new_bin=bin_))
        .exclude(document__status=Document.Status.CLOSED)
        .select_related("document")
        .order_by("pk")
        .first()
    )
    return f"{_small(line.document)} names it" if line else ""


def _small(record: object) -> str:
    name = str(record)
    return f"{name[0].lower()}{name[1:]}"
