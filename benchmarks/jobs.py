"""The measured jobs.  Each knows how to make ready, what is timed, and which standing rows it may change."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from copy import copy
from dataclasses import dataclass
from io import BytesIO

from django.db import transaction

from benchmarks.company import EXPIRES, TODAY, Company
from tracking.models import TrackingLine
from tracking.posting import post_document
from tracking.posting.undo import undo_lines
from tracking.services.reading import read_file
from tracking.services.sessions import open_page, save
from tracking.services.uploads import import_rows
from wms.core.quantity import ONE
from wms.core.sql import insert_rows
from wms.documents.kinds import Step as PostingStep
from wms.documents.models import Document, DocumentLine, PostedDocument
from wms.inventory.models import Item

Step = Callable[[], object]
A_LINE = 10  # serials on each of many lines
UNITS = 200  # in each of many open entries


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
    batch = _in_stock(company, n)
    order = company.sale(company.item, n)
    assign(company, order.lines.get(), batch)
    return Ready(order=order, steps=[lambda: post(company, order)], where=_where(order))


def transfer(company: Company, n: int) -> Ready:
    """Timed: n serials shipped into transit, and received from it."""
    batch = _in_stock(company, n)
    order = company.transfer(company.item, n)
    assign(company, order.lines.get(), batch)
    steps = [
        lambda: post(company, order, step=PostingStep.SHIP),
        lambda: post(company, order, step=PostingStep.RECEIVE),
    ]
    return Ready(order=order, steps=steps, where=_where(order))


def undo(company: Company, n: int) -> Ready:
    """Timed: the receipt of n serials undone."""
    received = receive(company, n)
    received.run()
    company.received.pop()
    receipt = PostedDocument.objects.get(source=received.order)
    ids = list(receipt.lines.values_list("pk", flat=True))
    steps = [lambda: undo_lines(document=receipt, line_ids=ids, by=company.by)]
    return Ready(order=received.order, steps=steps, where=_where(received.order))


def receive_lines(company: Company, n: int) -> Ready:
    """Timed: the posting of an order with a line for every ten of n serials, which stand on them."""
    order = company.purchase(company.item, A_LINE)
    more_lines(order, n // A_LINE - 1)
    numbers = company.new_numbers(n)
    company.received.append(numbers)
    each = [line for line in order.lines.order_by("line_no") for _ in range(A_LINE)]
    _assign(company, zip(each, numbers, strict=True))
    return Ready(order=order, steps=[lambda: post(company, order)], where=_where(order))


def ship_first_in_first_out(company: Company, n: int) -> Ready:
    """Timed: an order of 100 n units without numbers, which lie in n / 2 open entries."""
    item, entries = company.new_item(tracked=False), n // 2
    stock = company.purchase(item, UNITS)
    more_lines(stock, entries - 1)
    post(company, stock)
    order = company.sale(item, entries * UNITS)
    return Ready(order=order, steps=[lambda: post(company, order)], where=_where(order))


def more_lines(order: Document, count: int) -> None:
    """The line of the order ``count`` times over."""
    line = order.lines.get()
    lines = []
    for number in range(count):
        copied = copy(line)
        copied.pk, copied.line_no = None, line.line_no + number + 1
        lines.append(copied)
    DocumentLine.objects.bulk_create(lines)


def _in_stock(company: Company, n: int) -> list[tuple[str, str]]:
    """Serials received by an earlier job, or now."""
    if not any(len(batch) == n for batch in company.received):
        receive(company, n).run()
    batch = next(one for one in company.received if len(one) == n)
    company.received.remove(batch)
    return batch


def assign(company: Company, line: DocumentLine, numbers: Sequence[tuple[str, str]]) -> None:
    """Saved tracking lines, one a serial, made ready without the clock running."""
    _assign(company, ((line, number) for number in numbers))


@transaction.atomic
def _assign(company: Company, rows: Iterable[tuple[DocumentLine, tuple[str, str]]]) -> None:
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
            for line, (serial_no, lot_no) in rows
        ),
    )


def post(company: Company, order: Document, *, step: PostingStep | None = None) -> None:
    post_document(document=order, by=company.by, step=step)


def _where(order: Document) -> dict[str, str]:
    item_ids = ", ".join(map(str, order.lines.values_list("item", flat=True).distinct()))
    lines = f"select id from documents_documentline where document_id = {order.pk}"
    return {
        "documents_document": f"id = {order.pk}",
        "documents_documentline": f"document_id = {order.pk}",
        "tracking_trackingline": f"line_id in ({lines})",
        "ledger_itemledgerentry": f"item_id in ({item_ids}) and remaining_quantity > 0",
        "ledger_ledgercounter": "id = 1",
        "core_numberseriesline": "id > 0",
        "inventory_itemvariant": f"item_id in ({item_ids})",
    }
