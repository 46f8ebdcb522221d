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
    PURCHASE_RETURN_ORDER = "purchase_return_order", "Purchase return order"
    PURCHASE_INVOICE = "purchase_invoice", "Purchase invoice"
    PURCHASE_CREDIT_MEMO = "purchase_credit_memo", "Purchase credit memo"
    SALES_RETURN_ORDER = "sales_return_order", "Sales return order"
    SALES_INVOICE = "sales_invoice", "Sales invoice"
    SALES_CREDIT_MEMO = "sales_credit_memo", "Sales credit memo"
    TRANSFER_ORDER = "transfer_order", "Transfer order"
    PHYSICAL_INVENTORY = "physical_inventory", "Physical inventory journal"
    INVENTORY_RECEIPT = "inventory_receipt", "Inventory receipt"
    INVENTORY_SHIPMENT = "inventory_shipment", "Inventory shipment"
    ASSEMBLY_ORDER = "assembly_order", "Assembly order"
    PRODUCTION_ORDER = "production_order", "Production order"
    PURCHASE_QUOTE = "purchase_quote", "Purchase quote"
    SALES_QUOTE = "sales_quote", "Sales quote"


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


OUTPUTS = (EntryType.OUTPUT, EntryType.ASSEMBLY_OUTPUT)
CONSUMPTIONS = (EntryType.CONSUMPTION, EntryType.ASSEMBLY_CONSUMPTION)

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
    RETURN_SHIPMENT = "return_shipment", "Purchase Return Shipment"
    RETURN_RECEIPT = "return_receipt", "Sales Return Receipt"
    PURCHASE_INVOICE = "purchase_invoice", "Purchase Invoice"
    PURCHASE_CREDIT_MEMO = "purchase_credit_memo", "Purchase Credit Memo"
    SALES_INVOICE = "sales_invoice", "Sales Invoice"
    SALES_CREDIT_MEMO = "sales_credit_memo", "Sales Credit Memo"
    TRANSFER_SHIPMENT = "transfer_shipment", "Transfer Shipment"
    TRANSFER_RECEIPT = "transfer_receipt", "Transfer Receipt"
    DIRECT_TRANSFER = "direct_transfer", "Direct Transfer"
    INVENTORY_RECEIPT = "inventory_receipt", "Inventory Receipt"
    INVENTORY_SHIPMENT = "inventory_shipment", "Inventory Shipment"
    POSTED_ASSEMBLY = "posted_assembly", "Posted Assembly"


class PurchasingCode(models.TextChoices):
    """How the goods of a sales line are bought for it; "" where they come from stock."""

    DROP_SHIPMENT = "drop_shipment", "Drop Shipment"
    SPECIAL_ORDER = "special_order", "Special Order"


# The documents whose lines can be undone: both the line and its correction say so (POST-154).
CORRECTED = (
    PostedKind.PURCHASE_RECEIPT,
    PostedKind.RETURN_SHIPMENT,
    PostedKind.SALES_SHIPMENT,
    PostedKind.RETURN_RECEIPT,
    PostedKind.TRANSFER_SHIPMENT,
)


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
    SHIP_AND_RECEIVE = "ship_and_receive"


@dataclass(frozen=True, kw_only=True)
class StepRow:
    """What one step of a kind makes.

    ``posted_kind``: the document of the movement; None where only ledger entries are made, or none.
    ``invoice_kind``: the invoice or credit memo, where the step invoices.
    ``posted_numbers_from``, ``invoice_numbers_from``: the fields of Inventory Setup that name their series.
    """

    step: Step = Step.HANDLE
    caption: str = "Post"
    posted_kind: PostedKind | None = None
    posted_numbers_from: str = ""
    invoice_kind: PostedKind | None = None
    invoice_numbers_from: str = ""

    @property
    def moves_goods(self) -> bool:
        return self.step != Step.INVOICE

    @property
    def invoices(self) -> bool:
        return self.invoice_kind is not None


class NumbersOnLines(StrEnum):
    """Whether serial, lot and package numbers are typed on the lines themselves (ITL-184)."""

    NEVER = "never"
    BY_DOCUMENT = "by document"  # Item Tracking on Lines of the journal decides
    ALWAYS = "always"


@dataclass(frozen=True, kw_only=True)
class Kind:
    """One row of the table.

    ``entry_type``: of the ledger entries; None where each line has its own (journals).
    ``area``: names the permissions ``documents.view_AREA``, ``change_AREA`` and ``post_AREA``.
    ``makes_goods``: lines are what is made and what it is made of; ``has_output_lines``: there may be several
    output lines, and a component names the one it goes into.
    ``names_entries``: lines of untracked goods may name the entry that they take from or bring back (POST-039).
    ``is_count``: quantity and entry type of a line follow from what was counted.
    ``handle_caption``: "" where lines have no quantity to handle apart from their quantity.
    ``steps``: the ways of posting it; the first one is proposed.  A quote has none: it is never posted.
    ``numbers_from``: the field of Inventory Setup that names the series.
    ``is_return``: goods go back, against the usual direction of the entry type.
    ``fetches_from``: on invoices and credit memos, the posted documents whose lines can be fetched (POST-126).
    ``is_bought_for``: its lines can say that their goods are bought for them; ``gets_sales_lines``: it is where.
    ``becomes``: of a quote, the kind of order that Make Order makes of it.
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
    is_count: bool = False
    makes_goods: bool = False
    names_entries: bool = False
    has_output_lines: bool = False
    numbers_on_lines: NumbersOnLines = NumbersOnLines.NEVER
    is_transfer: bool = False
    is_return: bool = False
    fetches_from: PostedKind | None = None
    is_bought_for: bool = False
    gets_sales_lines: bool = False
    becomes: DocumentKind | None = None

    @property
    def is_quote(self) -> bool:
        """An offer: it moves no goods and holds none, and an order is made of it."""
        return self.becomes is not None

    @property
    def has_purchasing_code(self) -> bool:
        """Whether its lines can be bound to those of another order: sales to purchase (ITL-183)."""
        return self.is_bought_for or self.gets_sales_lines

    @property
    def makes_pairs(self) -> bool:
        """Whether each row leaves at one place or number and arrives at another: two entries."""
        return self.is_reclassification or self.is_transfer

    @property
    def goes_through_warehouse(self) -> bool:
        """Whether warehouse receipts, shipments and picks can move its lines (WHS-005)."""
        trades = self.entry_type in (EntryType.PURCHASE, EntryType.SALE, EntryType.TRANSFER)
        return trades and not self.is_journal and not self.is_quote

    @property
    def has_qty_to_handle(self) -> bool:
        return bool(self.handle_caption)

    @property
    def posted_kinds(self) -> tuple[PostedKind, ...]:
        """Every kind of document that posting it makes, movements first."""
        moved = [row.posted_kind for row in self.steps if row.posted_kind]
        invoiced = [row.invoice_kind for row in self.steps if row.invoice_kind]
        return tuple(dict.fromkeys(moved + invoiced))

    @property
    def invoices(self) -> bool:
        """Whether its lines are invoiced, alone or with the movement."""
        return any(row.invoices for row in self.steps)

    @property
    def is_invoiced_in_parts(self) -> bool:
        """Whether each line says how much of it is invoiced next."""
        return self.invoices and not self.is_invoice

    @property
    def fetch_caption(self) -> str:
        """Such as "Get Receipt Lines" (POST-126)."""
        if self.fetches_from is None:
            return ""
        label = self.fetches_from.label
        return f"Get {label.removeprefix('Purchase ').removeprefix('Sales ')} Lines"

    @property
    def is_invoice(self) -> bool:
        """An invoice or credit memo: it posts once and as a whole, what it moves included (POST-006)."""
        return self.fetches_from is not None

    @property
    def leaves_stock(self) -> bool | None:
        """Whether its positive lines take goods out of stock; None where each line has its own type."""
        if self.entry_type is None:
            return None
        return leaves_stock(self.entry_type, negative=self.is_return)

    def step_row(self, step: Step | None = None) -> StepRow:
        """The row of this step, the first one for None.  KeyError where the kind has no such step.

        A quote has no step at all, and whoever posts has refused it before (``documents.quotes``).
        """
        return self.steps[0] if step is None else {row.step: row for row in self.steps}[step]

    def permission(self, verb: str) -> str:
        """The permission to ``view``, ``change`` or ``post`` documents of this kind."""
        return f"documents.{verb}_{self.area}"


# A posted document and the field of Inventory Setup that names its series.
_Made = tuple[PostedKind, str]
_RECEIPT = (PostedKind.PURCHASE_RECEIPT, "posted_receipt_nos")
_SHIPMENT = (PostedKind.SALES_SHIPMENT, "posted_shipment_nos")
_RETURN_SHIPMENT = (PostedKind.RETURN_SHIPMENT, "posted_return_shipment_nos")
_RETURN_RECEIPT = (PostedKind.RETURN_RECEIPT, "posted_return_receipt_nos")
_PURCHASE_INVOICE = (PostedKind.PURCHASE_INVOICE, "posted_purchase_invoice_nos")
_PURCHASE_CREDIT_MEMO = (PostedKind.PURCHASE_CREDIT_MEMO, "posted_purchase_credit_memo_nos")
_SALES_INVOICE = (PostedKind.SALES_INVOICE, "posted_sales_invoice_nos")
_SALES_CREDIT_MEMO = (PostedKind.SALES_CREDIT_MEMO, "posted_sales_credit_memo_nos")


def _at_once(moved: _Made, invoiced: _Made, *, caption: str = "Post") -> StepRow:
    return StepRow(
        step=Step.HANDLE_AND_INVOICE,
        caption=caption,
        posted_kind=moved[0],
        posted_numbers_from=moved[1],
        invoice_kind=invoiced[0],
        invoice_numbers_from=invoiced[1],
    )


def _moved_and_invoiced(caption: str, moved: _Made, invoiced: _Made) -> tuple[StepRow, ...]:
    """The three ways of posting an order."""
    return (
        StepRow(caption=caption, posted_kind=moved[0], posted_numbers_from=moved[1]),
        StepRow(
            step=Step.INVOICE,
            caption="Invoice",
            invoice_kind=invoiced[0],
            invoice_numbers_from=invoiced[1],
        ),
        _at_once(moved, invoiced, caption=f"{caption} and invoice"),
    )


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
            steps=_moved_and_invoiced("Receive", _RECEIPT, _PURCHASE_INVOICE),
            numbers_from="purchase_order_nos",
            gets_sales_lines=True,
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
            steps=_moved_and_invoiced("Ship", _SHIPMENT, _SALES_INVOICE),
            numbers_from="sales_order_nos",
            is_bought_for=True,
        ),
        Kind(
            kind=DocumentKind.PURCHASE_QUOTE,
            title="Purchase quote",
            plural="Purchase quotes",
            area="purchasing",
            partner=Partner.VENDOR,
            entry_type=EntryType.PURCHASE,
            steps=(),
            numbers_from="purchase_quote_nos",
            becomes=DocumentKind.PURCHASE_ORDER,
        ),
        Kind(
            kind=DocumentKind.SALES_QUOTE,
            title="Sales quote",
            plural="Sales quotes",
            area="sales",
            partner=Partner.CUSTOMER,
            entry_type=EntryType.SALE,
            steps=(),
            numbers_from="sales_quote_nos",
            becomes=DocumentKind.SALES_ORDER,
        ),
        Kind(
            kind=DocumentKind.PURCHASE_RETURN_ORDER,
            title="Purchase return order",
            plural="Purchase return orders",
            area="purchasing",
            partner=Partner.VENDOR,
            entry_type=EntryType.PURCHASE,
            handle_caption="Return Qty. to Ship",
            handled_caption="Return Qty. Shipped",
            steps=_moved_and_invoiced("Ship", _RETURN_SHIPMENT, _PURCHASE_CREDIT_MEMO),
            numbers_from="purchase_return_order_nos",
            is_return=True,
        ),
        Kind(
            kind=DocumentKind.SALES_RETURN_ORDER,
            title="Sales return order",
            plural="Sales return orders",
            area="sales",
            partner=Partner.CUSTOMER,
            entry_type=EntryType.SALE,
            handle_caption="Return Qty. to Receive",
            handled_caption="Return Qty. Received",
            steps=_moved_and_invoiced("Receive", _RETURN_RECEIPT, _SALES_CREDIT_MEMO),
            numbers_from="sales_return_order_nos",
            is_return=True,
        ),
        Kind(
            kind=DocumentKind.PURCHASE_INVOICE,
            title="Purchase invoice",
            plural="Purchase invoices",
            area="purchasing",
            partner=Partner.VENDOR,
            entry_type=EntryType.PURCHASE,
            steps=(_at_once(_RECEIPT, _PURCHASE_INVOICE),),
            numbers_from="purchase_invoice_nos",
            fetches_from=PostedKind.PURCHASE_RECEIPT,
        ),
        Kind(
            kind=DocumentKind.PURCHASE_CREDIT_MEMO,
            title="Purchase credit memo",
            plural="Purchase credit memos",
            area="purchasing",
            partner=Partner.VENDOR,
            entry_type=EntryType.PURCHASE,
            steps=(_at_once(_RETURN_SHIPMENT, _PURCHASE_CREDIT_MEMO),),
            numbers_from="purchase_credit_memo_nos",
            is_return=True,
            fetches_from=PostedKind.RETURN_SHIPMENT,
        ),
        Kind(
            kind=DocumentKind.SALES_INVOICE,
            title="Sales invoice",
            plural="Sales invoices",
            area="sales",
            partner=Partner.CUSTOMER,
            entry_type=EntryType.SALE,
            steps=(_at_once(_SHIPMENT, _SALES_INVOICE),),
            numbers_from="sales_invoice_nos",
            fetches_from=PostedKind.SALES_SHIPMENT,
        ),
        Kind(
            kind=DocumentKind.SALES_CREDIT_MEMO,
            title="Sales credit memo",
            plural="Sales credit memos",
            area="sales",
            partner=Partner.CUSTOMER,
            entry_type=EntryType.SALE,
            steps=(_at_once(_RETURN_RECEIPT, _SALES_CREDIT_MEMO),),
            numbers_from="sales_credit_memo_nos",
            is_return=True,
            fetches_from=PostedKind.RETURN_RECEIPT,
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
            names_entries=True,
            is_journal=True,
            numbers_on_lines=NumbersOnLines.BY_DOCUMENT,
        ),
        Kind(
            kind=DocumentKind.PHYSICAL_INVENTORY,
            title="Physical inventory journal",
            plural="Physical inventory journals",
            area="journals",
            line_entry_types=(EntryType.POSITIVE_ADJMT, EntryType.NEGATIVE_ADJMT),
            numbers_from="physical_inventory_nos",
            is_journal=True,
            is_count=True,
            numbers_on_lines=NumbersOnLines.ALWAYS,
        ),
        Kind(
            kind=DocumentKind.INVENTORY_RECEIPT,
            title="Inventory receipt",
            plural="Inventory receipts",
            area="journals",
            entry_type=EntryType.POSITIVE_ADJMT,
            steps=(
                StepRow(
                    posted_kind=PostedKind.INVENTORY_RECEIPT,
                    posted_numbers_from="posted_inventory_receipt_nos",
                ),
            ),
            numbers_from="inventory_receipt_nos",
            names_entries=True,
        ),
        Kind(
            kind=DocumentKind.INVENTORY_SHIPMENT,
            title="Inventory shipment",
            plural="Inventory shipments",
            area="journals",
            entry_type=EntryType.NEGATIVE_ADJMT,
            steps=(
                StepRow(
                    posted_kind=PostedKind.INVENTORY_SHIPMENT,
                    posted_numbers_from="posted_inventory_shipment_nos",
                ),
            ),
            numbers_from="inventory_shipment_nos",
            names_entries=True,
        ),
        Kind(
            kind=DocumentKind.ASSEMBLY_ORDER,
            title="Assembly order",
            plural="Assembly orders",
            area="assembly",
            line_entry_types=(EntryType.ASSEMBLY_OUTPUT, EntryType.ASSEMBLY_CONSUMPTION),
            handle_caption="Qty. to Assemble/Consume",
            handled_caption="Assembled/Consumed",
            steps=(
                StepRow(
                    posted_kind=PostedKind.POSTED_ASSEMBLY,
                    posted_numbers_from="posted_assembly_nos",
                ),
            ),
            numbers_from="assembly_order_nos",
            names_entries=True,
            makes_goods=True,
        ),
        Kind(
            kind=DocumentKind.PRODUCTION_ORDER,
            title="Production order",
            plural="Production orders",
            area="assembly",
            line_entry_types=(EntryType.OUTPUT, EntryType.CONSUMPTION),
            handle_caption="Qty. to Output/Consume",
            handled_caption="Output/Consumed",
            numbers_from="production_order_nos",
            names_entries=True,
            makes_goods=True,
            has_output_lines=True,
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
                    step=Step.SHIP_AND_RECEIVE,
                    caption="Ship and receive",
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
# The kinds of order that quotes become.
ORDERS_OF_QUOTES = tuple(row.becomes for row in KINDS.values() if row.becomes is not None)


def is_invoice(kind: PostedKind) -> bool:
    """Whether such a posted document is an invoice or credit memo, which moved nothing by itself."""
    return any(row.invoice_kind == kind for rules in KINDS.values() for row in rules.steps)


def kinds_of(partner: Partner) -> tuple[DocumentKind, ...]:
    """The kinds of document that are made with such a partner."""
    return tuple(row.kind for row in KINDS.values() if row.partner == partner)


def plural_of(kind: PostedKind) -> str:
    """``Posted purchase receipts``."""
    if kind is PostedKind.POSTED_ASSEMBLY:
        return "Posted assembly orders"
    return f"Posted {kind.label.lower()}s"


def leaves_stock(entry_type: EntryType | str, *, negative: bool) -> bool:
    """Whether a line takes goods out of stock: its real direction, after its sign (POST-003)."""
    return LEAVES_STOCK[EntryType(entry_type)] is not negative
