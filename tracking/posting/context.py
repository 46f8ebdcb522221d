"""What the steps of one posting hand to each other."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import TYPE_CHECKING

from django.db.models import QuerySet

from tracking.models import PostingRow
from wms.documents.kinds import Step, StepRow

if TYPE_CHECKING:
    from django.contrib.auth.models import User

    from wms.core.errors import RuleViolation
    from wms.documents.models import Document, PostedDocument
    from wms.inventory.models import InventorySetup
    from wms.ledger.models import ItemApplicationEntry, ItemLedgerEntry, Register


@dataclass(frozen=True)
class Captures:
    """How serials of this posting were captured.

    ``document_no``: the document they were captured on; the posted one when not given.  ``reasons``: why a
    serial that had been shipped is captured again, by item, variant and serial (CAP-030).
    """

    document_no: str = ""
    reasons: Mapping[tuple[int, int, str], str] = field(default_factory=dict)


@dataclass
class Posting:
    """One posting under way.

    ``activity_id``: the warehouse activity it comes from, if any; the warehouse's follower reads it.
    ``whse_document_id``: likewise the warehouse receipt or shipment.
    ``whole_lots_together``: the rule that a lot is re-dated as a whole is judged over all lines of the
    posting and not line by line (RCL-061).  ``accept_reserved``: whether stock that is reserved for others is
    taken all the same (POST-108).  ``bound``: the orders on the other side of its lines, locked as well;
    ``others``: what was posted of them along with it; ``only_lines``: of such a posting, the lines that it is
    about, as SQL over document line ``l``, and ``earlier``, how many were before it (POST-058).
    ``has_locked_stock``: the variants of all lines are locked.  ``leaves_early``: some of it left before it came.
    """

    document: Document
    step: Step
    by: User
    posting_date: date | None
    source: str
    setup: InventorySetup
    asked_at: datetime
    request_key: str = ""
    activity_id: int | None = None
    whse_document_id: int | None = None
    whole_lots_together: bool = False
    accept_reserved: bool = False
    capture: Captures = field(default_factory=Captures)
    is_preview: bool = False
    register_no: int = 0
    register: Register | None = None
    first_entry_no: int = 0
    next_entry_no: int = 0
    first_application_no: int = 0
    next_application_no: int = 0
    posted_document: PostedDocument | None = None
    posted_invoice: PostedDocument | None = None
    invoices_lines: bool = False
    waves: int = 0
    row_count: int = 0
    notes: dict[str, object] = field(default_factory=dict)
    has_drop_shipments: bool = False
    has_special_orders: bool = False
    has_locked_stock: bool = False
    leaves_early: bool = False
    bound: tuple[Document, ...] = ()
    only_lines: str = ""
    earlier: int = 0
    others: list[Posting] = field(default_factory=list)

    @property
    def step_row(self) -> StepRow:
        """What this way of posting makes, by the table of kinds."""
        return self.document.rules.step_row(self.step)

    @property
    def is_transfer_receipt(self) -> bool:
        """Goods arrive that a transfer order has in transit."""
        return self.document.rules.is_transfer and self.step is Step.RECEIVE

    @property
    def to_post(self) -> str:
        """What it wants of a document line ``l``, in base units, as SQL."""
        if self.is_transfer_receipt:
            return "l.qty_to_receive_base"
        return (
            "l.qty_to_handle_base" if self.document.rules.has_qty_to_handle else "l.quantity_base"
        )

    @property
    def to_post_caption(self) -> str:
        if self.is_transfer_receipt:
            return "Qty. to Receive"
        if not self.step_row.moves_goods:
            return "Qty. to Invoice"
        return self.document.rules.handle_caption or "Quantity"

    @property
    def rows(self) -> QuerySet[PostingRow]:
        """The staged rows, in posting order."""
        return PostingRow.objects.order_by("id")


@dataclass(frozen=True)
class Posted:
    """What a posting did.  ``warnings`` are told and do not stop it (POST-100, POST-110).

    ``entry_count``: the entries it made; ``invoiced_count``: those that ``posted_invoice`` invoices.
    ``along``: what was posted of the other side of drop shipments (POST-058).
    """

    made: Register | None
    posted_document: PostedDocument | None
    entry_count: int
    warnings: tuple[RuleViolation, ...] = ()
    was_posted_before: bool = False
    posted_invoice: PostedDocument | None = None
    invoiced_count: int = 0
    along: tuple[PostedDocument, ...] = ()

    @property
    def register(self) -> Register:
        """The register of the entries; ``made`` is None where a posting invoiced and moved nothing."""
        assert self.made is not None  # noqa: S101
        return self.made


@dataclass(frozen=True)
class Preview:
    """What a posting would do; nothing of it was kept (POST-173)."""

    entries: list[ItemLedgerEntry]
    applications: list[ItemApplicationEntry]
    entry_count: int
    warnings: tuple[RuleViolation, ...] = ()
    invoiced_count: int = 0
