"""The journal that a file becomes, and what its posting wrote."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from django.db import connection
from django.utils import timezone

from tracking.models import TrackingLine
from tracking.reclassification.plans import Plan
from wms.core import numberseries
from wms.core.errors import Refused
from wms.core.quantity import scaled, shown
from wms.core.sql import insert_rows
from wms.documents.kinds import DocumentKind, EntryType
from wms.documents.models import Document, DocumentLine
from wms.documents.services.documents import create_document
from wms.inventory.models import InventorySetup, Location
from wms.ledger.models import ItemLedgerEntry, Register

if TYPE_CHECKING:
    from django.contrib.auth.models import User

TRIAL = "TRIAL RUN"

_LINE_FIELDS = (
    "document", "line_no", "item", "variant", "description", "location", "bin", "entry_type",
    "unit_of_measure", "qty_per_unit", "quantity", "quantity_base", "qty_to_handle", "qty_to_handle_base",
    "qty_handled", "qty_handled_base", "qty_to_invoice", "qty_to_invoice_base", "qty_invoiced",
    "qty_invoiced_base", "qty_to_receive", "qty_to_receive_base", "qty_received", "qty_received_base",
    "posting_date", "document_no", "reason_code", "new_location", "new_bin",
    "tracking_version", "serial_no", "lot_no", "package_no",
)  # fmt: skip
_TRACKING_FIELDS = (
    "line", "item", "variant", "location", "outbound", "serial_no", "lot_no", "package_no",
    "new_serial_no", "new_lot_no", "new_package_no", "new_expiration_date", "quantity", "qty_to_handle",
    "qty_to_invoice", "qty_handled", "qty_invoiced", "changed_by", "changed_at",
)  # fmt: skip


@dataclass(frozen=True)
class Journal:
    document: Document
    document_no: str


def make_journal(
    plans: list[Plan],
    *,
    by: User,
    posting_date: date,
    document_no: str,
    reason_code: str,
    is_trial: bool,
) -> Journal:
    """A line and a tracking line for each row, loaded at once; line numbers are those of the file.

    ``is_trial``: it will be rolled back, so no number is drawn (RCL-066).
    """
    if is_trial:
        document_no = document_no or _next_number(posting_date)
        document = Document.objects.create(
            kind=DocumentKind.RECLASSIFICATION_JOURNAL,
            no=TRIAL,
            location=Location.objects.get(code=""),
            order_date=posting_date,
            posting_date=posting_date,
            created_by=by,
        )
    else:
        document = create_document(
            kind=DocumentKind.RECLASSIFICATION_JOURNAL,
            by=by,
            order_date=posting_date,
            no=document_no,
        )
        document_no = document.no
    _load_lines(document, plans, document_no, reason_code, posting_date)
    _load_tracking(document, plans, by)
    return Journal(document, document_no)


def remove_journal(document: Document) -> None:
    """The posting has used up its lines; register and entries keep its number."""
    document.delete()


def _next_number(on: date) -> str:
    series = (
        InventorySetup.objects.select_related("reclassification_nos").get().reclassification_nos
    )
    if series is None:
        return TRIAL
    try:
        return numberseries.peek(series, on=on)
    except Refused:
        return TRIAL


def _load_lines(
    document: Document,
    plans: Iterable[Plan],
    document_no: str,
    reason_code: str,
    posting_date: date,
) -> None:
    insert_rows(
        DocumentLine,
        _LINE_FIELDS,
        (
            (
                document.pk,
                plan.wanted.no,
                plan.item.pk,
                plan.variant.pk,
                plan.item.description,
                plan.location.pk,
                plan.bin_id,
                EntryType.TRANSFER.value,
                plan.unit.pk,
                scaled(plan.qty_per_unit),
                scaled(plan.quantity),
                scaled(plan.quantity_base),
                *([0] * 12),
                plan.wanted.posting_date or posting_date,
                plan.wanted.cell("document_no") or document_no,
                plan.wanted.cell("reason_code") or reason_code,
                plan.new_location.pk,
                plan.new_bin_id,
                0,
                *("", "", ""),  # numbers stand on the tracking lines
            )
            for plan in plans
        ),
    )


def _load_tracking(document: Document, plans: Iterable[Plan], by: User) -> None:
    lines = dict(document.lines.values_list("line_no", "pk"))
    now = connection.ops.adapt_datetimefield_value(timezone.now())
    insert_rows(
        TrackingLine,
        _TRACKING_FIELDS,
        (
            (
                lines[plan.wanted.no],
                plan.item.pk,
                plan.variant.pk,
                plan.location.pk,
                True,
                *plan.numbers,
                *plan.new_numbers,
                plan.new_expiration_date,
                *([scaled(plan.quantity_base)] * 2),
                *(0, 0, 0),
                by.pk,
                now,
            )
            for plan in plans
            if any(plan.numbers) or any(plan.new_numbers)
        ),
    )


def entries_by_line(register: Register, *, planned: bool = False) -> dict[int, list[str]]:
    """The entries that each file line became: their numbers, or while planned what they say."""
    entries = (
        ItemLedgerEntry.objects.filter(
            entry_no__range=(register.from_entry_no, register.to_entry_no)
        )
        .order_by("entry_no")
        .values_list(
            "document_line_no",
            "entry_no",
            "quantity",
            "serial_no",
            "lot_no",
            "package_no",
            "location__code",
        )
    )
    told: dict[int, list[str]] = {}
    for line_no, entry_no, quantity, serial_no, lot_no, package_no, place in entries:
        text = str(entry_no)
        if planned:
            sign = "+" if quantity > 0 else ""
            numbers = " ".join(filter(None, (serial_no, lot_no, package_no)))
            text = f"{numbers} {sign}{shown(quantity)} {place}".strip()
        told.setdefault(line_no, []).append(text)
    return told
