"""Sixteen clients take from one lot at once, each in a process of its own: how many postings a second.

The floor is what a minimal Django loop does in the same place: lock the lot's entry, insert an entry and an
application, update what remains.  Its rows belong to no register, so it comes after everything else.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from itertools import count
from multiprocessing import get_context
from multiprocessing.queues import SimpleQueue
from multiprocessing.synchronize import Barrier
from typing import Any

from django.db import connection, connections, transaction
from django.db.models import F

from benchmarks.company import Company
from benchmarks.jobs import post
from tests.factories import ItemFactory, code_with, tracked
from wms.core.quantity import ZERO
from wms.documents.models import Document
from wms.inventory.models import Item
from wms.ledger.models import ItemApplicationEntry, ItemLedgerEntry

# factory_boy says nothing of what its classes make
_ITEM: Any = ItemFactory
CLIENTS, EACH = 16, 10
STOCK = 2 * CLIENTS * EACH + 1
LOT = "ONE"
Work = Callable[[], object]


@dataclass(frozen=True)
class Rush:
    """``seconds`` from the start of the first to the end of the last; ``longest``: the longest single wait."""

    seconds: float
    longest: float
    postings: int

    @property
    def a_second(self) -> float:
        return self.postings / self.seconds


def rush(company: Company) -> tuple[Rush, Rush]:
    """The postings of this application, and the minimal loop."""
    item: Item = _ITEM(item_tracking_code=code_with("RUSH", specific=("lot",)))
    stock = company.purchase(item, STOCK)
    tracked(stock.lines.get(), lot_no=LOT, quantity=STOCK)
    post(company, stock)
    orders = [[_sale(company, item) for _ in range(EACH)] for _ in range(CLIENTS)]
    ours = _at_once([[partial(post, company, order) for order in some] for some in orders])
    sample = ItemLedgerEntry.objects.filter(item=item, quantity__lt=0).latest("entry_no")
    application = ItemApplicationEntry.objects.get(item_ledger_entry=sample)
    last = ItemApplicationEntry.objects.latest("entry_no")
    numbers = count(max(sample.entry_no, last.entry_no) + 1)
    works = [
        [partial(_minimal, sample, application, next(numbers)) for _ in range(EACH)]
        for _ in range(CLIENTS)
    ]
    return ours, _at_once(works)


def _sale(company: Company, item: Item) -> Document:
    order = company.sale(item, 1)
    tracked(order.lines.get(), lot_no=LOT)
    return order


def _minimal(entry: ItemLedgerEntry, application: ItemApplicationEntry, entry_no: int) -> None:
    """One unit leaves the lot: the same two rows and the same update as a posting's, and nothing asked."""
    with transaction.atomic():
        lot = ItemLedgerEntry.objects.select_for_update(no_key=True, of=("self",)).get(
            pk=application.inbound_entry_id
        )
        entry.entry_no = application.entry_no = entry_no
        entry.remaining_quantity = ZERO
        entry.save(force_insert=True)
        application.item_ledger_entry = application.outbound_entry = entry
        application.save(force_insert=True)
        ItemLedgerEntry.objects.filter(pk=lot.pk).update(
            remaining_quantity=F("remaining_quantity") + entry.quantity
        )


def _at_once(clients: Sequence[Sequence[Work]]) -> Rush:
    """Each client does its works one after the other; all of them start at the same moment."""
    connections.close_all()
    context = get_context("fork")
    told: SimpleQueue[tuple[float, float, float]] = context.SimpleQueue()
    gate = context.Barrier(len(clients))
    children = [context.Process(target=_client, args=(works, gate, told)) for works in clients]
    for child in children:
        child.start()
    for child in children:
        child.join()
    assert not any(child.exitcode for child in children), "a client came to grief"
    times = [told.get() for _ in children]
    begun, ended, waits = zip(*times, strict=True)
    return Rush(
        seconds=max(ended) - min(begun),
        longest=max(waits),
        postings=sum(map(len, clients)),
    )


def _client(
    works: Sequence[Work], gate: Barrier, told: SimpleQueue[tuple[float, float, float]]
) -> None:
    connection.ensure_connection()
    gate.wait()
    begun, longest = time.monotonic(), 0.0
    for work in works:
        started = time.monotonic()
        work()
        longest = max(longest, time.monotonic() - started)
    told.put((begun, time.monotonic(), longest))
    connection.close()
