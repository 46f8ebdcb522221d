"""The table of warehouse documents: what differs between receipts and shipments stands here (WHS-003, WHS-004).

Pages, policies and services read this table.
"""

from dataclasses import dataclass

from django.db import models

from warehouse.kinds import picks_directed
from wms.documents.kinds import KINDS as SOURCES
from wms.documents.kinds import DocumentKind, Step
from wms.inventory.models import Location


class WarehouseDocumentKind(models.TextChoices):
    RECEIPT = "warehouse_receipt", "Warehouse receipt"
    SHIPMENT = "warehouse_shipment", "Warehouse shipment"


@dataclass(frozen=True, kw_only=True)
class Kind:
    """One row of the table.

    ``outbound``: the direction of the source lines that it moves.
    ``switch``: of the location, which asks for this kind; ``bin_field``: where its goods lie by default.
    ``posted_as``: what posting makes of the source documents, in words.
    ``transfer_step``: the movement of a transfer order that it posts.
    ``numbers_from`` / ``posted_numbers_from``: the field of Warehouse Setup that names the series.
    """

    kind: WarehouseDocumentKind
    title: str
    plural: str
    posted_title: str
    posted_plural: str
    outbound: bool
    switch: str
    bin_field: str
    handle_caption: str
    handled_caption: str
    verb: str
    icon: str
    transfer_step: Step
    numbers_from: str
    posted_numbers_from: str

    @property
    def switch_caption(self) -> str:
        return self.switch.replace("_", " ").title()

    def serves(self, location: Location) -> bool:
        """Whether goods of the location pass through this kind; directed picks are not made (WHS-205)."""
        asked: bool = getattr(location, self.switch)
        return asked and not (self.outbound and picks_directed(location))

    def step(self, source: DocumentKind | str) -> Step:
        """How a source document of this kind is posted."""
        return self.transfer_step if SOURCES[DocumentKind(source)].is_transfer else Step.HANDLE


KINDS: dict[WarehouseDocumentKind, Kind] = {
    row.kind: row
    for row in (
        Kind(
            kind=WarehouseDocumentKind.RECEIPT,
            title="Warehouse receipt",
            plural="Warehouse receipts",
            posted_title="Posted warehouse receipt",
            posted_plural="Posted warehouse receipts",
            outbound=False,
            switch="require_receive",
            bin_field="receipt_bin",
            handle_caption="Qty. to Receive",
            handled_caption="Qty. Received",
            verb="received",
            icon="plus",
            transfer_step=Step.RECEIVE,
            numbers_from="whse_receipt_nos",
            posted_numbers_from="posted_whse_receipt_nos",
        ),
        Kind(
            kind=WarehouseDocumentKind.SHIPMENT,
            title="Warehouse shipment",
            plural="Warehouse shipments",
            posted_title="Posted warehouse shipment",
            posted_plural="Posted warehouse shipments",
            outbound=True,
            switch="require_shipment",
            bin_field="shipment_bin",
            handle_caption="Qty. to Ship",
            handled_caption="Qty. Shipped",
            verb="shipped",
            icon="plus",
            transfer_step=Step.SHIP,
            numbers_from="whse_shipment_nos",
            posted_numbers_from="posted_whse_shipment_nos",
        ),
    )
}


def _sources(*, leaves_stock: bool) -> tuple[DocumentKind, ...]:
    """Orders whose positive lines take goods out, or bring them in; transfers do both (WHS-047)."""
    return tuple(
        kind
        for kind, row in SOURCES.items()
        if row.goes_through_warehouse
        and not row.is_invoice
        and not row.is_transfer
        and row.leaves_stock is leaves_stock
    )


LEAVING = _sources(leaves_stock=True)
ARRIVING = _sources(leaves_stock=False)
SOURCE_KINDS = (*ARRIVING, *LEAVING, DocumentKind.TRANSFER_ORDER)
