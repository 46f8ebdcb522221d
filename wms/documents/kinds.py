"""The table of document kinds: what differs between them stands here and nowhere else.

Pages, policies and posting read this table.  A new kind is a row here plus its pages.
"""

from dataclasses import dataclass
from enum import StrEnum

from django.db import models


class DocumentKind(models.TextChoices):
    PURCHASE_ORDER = "purchase_order", "Purchase order"
    SALES_ORDER = "sales_order", "Sales order"
    ITEM_JOURNAL = "item_journal", "Item journal"
    RECLASSIFICATION_JOURNAL = "reclassification_journal", "Item reclassification journal"
    TRANSFER_ORDER = "transfer_order", "Transfer order"
    PHYSICAL_INVENTORY = "physical_inventory", "Physical inventory journal"
    INVENTORY_RECEIPT = "inventory_receipt", "Inventory receipt"
    INVENTORY_SHIPMENT = "inventory_shipment", "Inventory shipment"
    ASSEMBLY_ORDER = "assembly_order", "Assembly order"
    PRODUCTION_ORDER = "production_order", "Production order"


class EntryType(models.TextChoices):
    PURCHASE = "purchase", "Purchase"
    SALE = "sale", "Sale"
    POSITIVE_ADJMT = "positive_adjmt", "Positive Adjmt."
    NEGATIVE_ADJMT = "negative_adjmt", "Negative Adjmt."
    TRANSFER = "transfer", "Transfer"
    CONSUMPTION = "consumption", "Consumption"
    OUTPUT = "output", "Output"
    ASSEMBLY_CONSUMPTION = "assembly_consumption", "Assembly Consumption"
    ASSEMBLY_OUTPUT = "assembly_output", "Assembly Output"


# Whether a positive quantity of this entry type leaves stock.  A transfer leaves here and arrives there.
LEAVES_STOCK = {
    EntryType.PURCHASE: False,
    EntryType.SALE: True,
    EntryType.POSITIVE_ADJMT: False,
    EntryType.NEGATIVE_ADJMT: True,
    EntryType.TRANSFER: True,
    EntryType.CONSUMPTION: True,
    EntryType.OUTPUT: False,
    EntryType.ASSEMBLY_CONSUMPTION: True,
    EntryType.ASSEMBLY_OUTPUT: False,
}


class PostedKind(models.TextChoices):
    PURCHASE_RECEIPT = "purchase_receipt", "Purchase Receipt"
    SALES_SHIPMENT = "sales_shipment", "Sales Shipment"
    TRANSFER_SHIPMENT = "transfer_shipment", "Transfer Shipment"
    TRANSFER_RECEIPT = "transfer_receipt", "Transfer Receipt"
    DIRECT_TRANSFER = "direct_transfer", "Direct Transfer"
    INVENTORY_RECEIPT = "inventory_receipt", "Inventory Receipt"
    INVENTORY_SHIPMENT = "inventory_shipment", "Inventory Shipment"
    POSTED_ASSEMBLY = "posted_assembly", "Posted Assembly"


class Partner(StrEnum):
    NONE = "none"
    VENDOR = "vendor"
    CUSTOMER = "customer"


class Step(StrEnum):
    """The ways of posting one document."""

    HANDLE = "handle"  # receive, ship, or post what a journal holds
    INVOICE = "invoice"
    HANDLE_AND_INVOICE = "handle_and_invoice"
    SHIP = "ship"  # transfers have two movements
    RECEIVE = "receive"


@dataclass(frozen=True, kw_only=True)
class StepRow:
    """What one step of a kind makes.

    ``posted_kind``: the document of the movement; None where only ledger entries are made, or none.
    ``posted_numbers_from``: the field of Inventory Setup that names its series.
    """

    step: Step = Step.HANDLE
    caption: str = "Post"
    posted_kind: PostedKind | None = None
    posted_numbers_from: str = ""


@dataclass(frozen=True, kw_only=True)
class Kind:
    """One row of the table.

    ``entry_type``: of the ledger entries; None where each line has its own (journals).
    ``area``: names the permissions ``documents.view_AREA``, ``change_AREA`` and ``post_AREA``.
    ``handle_caption``: "" where lines have no quantity to handle apart from their quantity.
    ``steps``: the ways of posting it; the first one is proposed.
    ``numbers_from``: the field of Inventory Setup that names the series.
    """

    kind: DocumentKind
    title: str
    plural: str
    area: str
    partner: Partner = Partner.NONE
    entry_type: EntryType | None = None
    line_entry_types: tuple[EntryType, ...] = ()
    handle_caption: str = ""
    handled_caption: str = ""
    steps: tuple[StepRow, ...] = (StepRow(),)
    numbers_from: str = ""
    is_journal: bool = False
    is_reclassification: bool = False
    is_transfer: bool = False

    @property
    def makes_pairs(self) -> bool:
        """Whether each row leaves at one place or number and arrives at another: two entries."""
        return self.is_reclassification or self.is_transfer

    @property
    def has_qty_to_handle(self) -> bool:
        return bool(self.handle_caption)

    @property
    def posted_kinds(self) -> tuple[PostedKind, ...]:
        """Every kind of document that posting it makes."""
        return tuple(row.posted_kind for row in self.steps if row.posted_kind)

    def step_row(self, step: Step | None = None) -> StepRow:
        """The row of this step, the first one for None.  KeyError where the kind has no such step."""
        return self.steps[0] if step is None else {row.step: row for row in self.steps}[step]

    def permission(self, verb: str) -> str:
        """The permission to ``view``, ``change`` or ``post`` documents of this kind."""
        return f"documents.{verb}_{self.area}"


KINDS: dict[DocumentKind, Kind] = {
    row.kind: row
    for row in (
        Kind(
            kind=DocumentKind.PURCHASE_ORDER,
            title="Purchase order",
            plural="Purchase orders",
            area="purchasing",
            partner=Partner.VENDOR,
            entry_type=EntryType.PURCHASE,
            handle_caption="Qty. to Receive",
            handled_caption="Quantity Received",
            steps=(
                StepRow(
                    caption="Receive",
                    posted_kind=PostedKind.PURCHASE_RECEIPT,
                    posted_numbers_from="posted_receipt_nos",
                ),
            ),
            numbers_from="purchase_order_nos",
        ),
        Kind(
            kind=DocumentKind.SALES_ORDER,
            title="Sales order",
            plural="Sales orders",
            area="sales",
            partner=Partner.CUSTOMER,
            entry_type=EntryType.SALE,
            handle_caption="Qty. to Ship",
            handled_caption="Quantity Shipped",
            steps=(
                StepRow(
                    caption="Ship",
                    posted_kind=PostedKind.SALES_SHIPMENT,
                    posted_numbers_from="posted_shipment_nos",
                ),
            ),
            numbers_from="sales_order_nos",
        ),
        Kind(
            kind=DocumentKind.ITEM_JOURNAL,
            title="Item journal",
            plural="Item journals",
            area="journals",
            line_entry_types=(
                EntryType.PURCHASE,
                EntryType.SALE,
                EntryType.POSITIVE_ADJMT,
                EntryType.NEGATIVE_ADJMT,
            ),
            numbers_from="item_journal_nos",
            is_journal=True,
        ),
        Kind(
            kind=DocumentKind.RECLASSIFICATION_JOURNAL,
            title="Reclassification journal",
            plural="Reclassification journals",
            area="reclassification",
            entry_type=EntryType.TRANSFER,
            line_entry_types=(EntryType.TRANSFER,),
            numbers_from="reclassification_nos",
            is_journal=True,
            is_reclassification=True,
        ),
        Kind(
            kind=DocumentKind.TRANSFER_ORDER,
            title="Transfer order",
            plural="Transfer orders",
            area="transfers",
            entry_type=EntryType.TRANSFER,
            handle_caption="Qty. to Ship",
            handled_caption="Quantity Shipped",
            steps=(
                StepRow(
                    step=Step.SHIP,
                    caption="Ship",
                    posted_kind=PostedKind.TRANSFER_SHIPMENT,
                    posted_numbers_from="posted_transfer_shipment_nos",
                ),
                StepRow(
                    step=Step.RECEIVE,
                    caption="Receive",
                    posted_kind=PostedKind.TRANSFER_RECEIPT,
                    posted_numbers_from="posted_transfer_receipt_nos",
                ),
                StepRow(
                    caption="Transfer",
                    posted_kind=PostedKind.DIRECT_TRANSFER,
                    posted_numbers_from="posted_direct_transfer_nos",
                ),
            ),
            numbers_from="transfer_order_nos",
            is_transfer=True,
        ),
    )
}
AREAS = tuple(dict.fromkeys(row.area for row in KINDS.values()))


def leaves_stock(entry_type: EntryType | str, *, negative: bool) -> bool:
    """Whether a line takes goods out of stock: its real direction, after its sign (POST-003)."""
    return LEAVES_STOCK[EntryType(entry_type)] is not negative
