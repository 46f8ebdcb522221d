"""The measured jobs.  Each knows how to make ready, what is timed, and which standing rows it may change."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from io import BytesIO

from django.db import transaction

from benchmarks.company import EXPIRES, TODAY, Company
from tracking.models import TrackingLine
from tracking.posting import post_document
from tracking.services.reading import read_file
from tracking.services.sessions import open_page, save
from tracking.services.uploads import import_rows
from wms.core.quantity import ONE
from wms.core.sql import insert_rows
from wms.documents.models import Document, DocumentLine
from wms.inventory.models import Item

Step = Callable[[], object]


@dataclass(frozen=True)
class Ready:
    """``steps`` are timed together; ``where``: by table, the rows that stood there and may be changed."""

    order: Document
    steps: Sequence[Step]
    where: dict[str, str]

    def run(self) -> None:
        for step in self.steps:
            step()


def receive(company: Company, n: int, *, item: Item | None = None) -> Ready:
    """Timed: a CSV of n serials with lot and expiration date uploaded on the order's page, saved, posted."""
    order = company.purchase(item or company.item, n)
    numbers = company.new_numbers(n)
    company.received.append(numbers)
    line, content = order.lines.get(), _csv(numbers)
    return Ready(
        order=order,
        steps=[lambda: upload(company, line, content), lambda: post(company, order)],
        where=_where(order),
    )


def upload(company: Company, line: DocumentLine, content: bytes) -> None:
    session = open_page(line, company.by)
    sheet = read_file("serials.csv", len(content), BytesIO(content))
    imported = import_rows(session=session, by=company.by, sheet=sheet)
    assert not imported.rejected, imported
    save(session, by=company.by)


def _csv(numbers: Sequence[tuple[str, str]]) -> bytes:
    lines = ["Serial No.,Lot No.,Expiration Date"]
    lines += [f"{serial_no},{lot_no},{EXPIRES}" for serial_no, lot_no in numbers]
    return "\n".join(lines).encode()


def ship(company: Company, n: int) -> Ready:
    """Timed: the posting of a sales order on which n serials were chosen."""
    order = company.sale(company.item, n)
    batch = next(one for one in company.received if len(one) == n)
    company.received.remove(batch)
    assign(company, order.lines.get(), batch)
    return Ready(order=order, steps=[lambda: post(company, order)], where=_where(order))


@transaction.atomic
def assign(company: Company, line: DocumentLine, numbers: Sequence[tuple[str, str]]) -> None:
    """Saved tracking lines, one a serial, made ready without the clock running."""
    insert_rows(
        TrackingLine,
        (
            "line",
            "item",
            "variant",
            "location",
            "outbound",
            "serial_no",
            "lot_no",
            "package_no",
            "new_serial_no",
            "new_lot_no",
            "new_package_no",
            "expiration_date",
            "quantity",
            "qty_to_handle",
            "qty_to_invoice",
            "qty_handled",
            "qty_invoiced",
            "changed_by",
            "changed_at",
        ),
        (
            (
                line.pk,
                line.item_id,
                line.variant_id,
                line.location_id,
                line.outbound,
                serial_no,
                lot_no,
                *("", "", "", ""),
                None,
                *(ONE, ONE, 0, 0, 0),
                company.by.pk,
                TODAY,
            )
            for serial_no, lot_no in numbers
        ),
    )


def post(company: Company, order: Document) -> None:
    post_document(document=order, by=company.by)


def _where(order: Document) -> dict[str, str]:
    line = order.lines.get()
    return {
        "documents_document": f"id = {order.pk}",
        "documents_documentline": f"document_id = {order.pk}",
        "tracking_trackingline": f"line_id = {line.pk}",
        "ledger_itemledgerentry": f"item_id = {line.item_id} and remaining_quantity > 0",
        "ledger_ledgercounter": "id = 1",
        "core_numberseriesline": "id > 0",
        "inventory_itemvariant": f"item_id = {line.item_id}",
    }
