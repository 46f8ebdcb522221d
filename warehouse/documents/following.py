"""Postings at locations with Require Receive or Require Shipment: they come from a warehouse document (WHS-005)."""

from collections.abc import Iterable, Iterator
from typing import Any

from django.db.models import Q

from tracking.models import PostingRow
from tracking.posting.context import Posting
from warehouse import errors
from warehouse.documentkinds import KINDS, Kind, WarehouseDocumentKind
from warehouse.documents.errors import StandsOnDocument
from warehouse.documents.selectors import standing_on
from warehouse.models import WarehouseDocument
from wms.core import sql
from wms.core.errors import RuleViolation
from wms.documents.kinds import PurchasingCode

_ROW = PostingRow._meta.db_table

# WHS-192, WHS-208: goods lie in the bin that the line of the warehouse document names.
_BINS = f"""
update {_ROW} set {{column}} = w.bin_id from warehouse_warehousedocumentline w
where w.document_id = %s and w.source_line_id = {_ROW}.line_id
"""


def violations(posting: Posting) -> Iterator[RuleViolation]:
    """What is not posted from here, because it passes through a warehouse document."""
    shipment = KINDS[WarehouseDocumentKind.SHIPMENT]
    receipt = KINDS[WarehouseDocumentKind.RECEIPT]
    stock = posting.rows.filter(item__type="inventory").exclude(
        line__purchasing_code=PurchasingCode.DROP_SHIPMENT  # WHS-046
    )
    for rules, outbound in ((receipt, False), (shipment, True)):
        rows = stock.filter(Q(outbound=outbound, **{f"location__{rules.switch}": True}))
        yield from _refusals(posting, rules, _named(rows, "location__code"))
    arriving = posting.rows.filter(is_transfer=True, new_location__require_receive=True)
    yield from _refusals(posting, receipt, _named(arriving, "new_location__code"), arrives=True)


def take_bins(posting: Posting) -> None:
    """The staged rows get the bins of the warehouse document that they come from."""
    column = "new_bin_id" if posting.is_transfer_receipt else "bin_id"
    sql.execute(_BINS.format(column=column), [posting.whse_document_id])


def written_for(posting: Posting) -> dict[str, str]:
    """How the warehouse entries name the warehouse document."""
    assert posting.whse_document_id is not None  # noqa: S101 (asked only then)
    document = WarehouseDocument.objects.get(pk=posting.whse_document_id)
    return {"whse_document_kind": document.kind, "whse_document_no": document.no}


_Row = tuple[int, int, str, str]


def _named(rows: Any, code: str) -> Iterable[_Row]:
    return rows.order_by("line_no").values_list("line_id", "line_no", "item__no", code).distinct()


def _refusals(
    posting: Posting, rules: Kind, rows: Iterable[_Row], *, arrives: bool = False
) -> Iterator[RuleViolation]:
    found = list(rows)
    if not found:
        return
    on = standing_on([line for line, *_ in found], rules.kind)
    for line, line_no, item, code in found:
        where: dict[str, Any] = {
            "document": str(posting.document),
            "line_no": line_no,
            "item": item,
            "location": f"location {code}" if code else "the blank location",
            "switch": rules.switch_caption,
        }
        if (document := on.get(line)) is not None:
            field = "qty_to_receive" if arrives else "qty_to_handle"
            yield StandsOnDocument(field=field, whse_document=document.in_words, **where)
        else:
            error = errors.ArrivesThroughWarehouse if arrives else errors.PostedThroughWarehouse
            yield error(whse_document=rules.title.lower(), **where)
