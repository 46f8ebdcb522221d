"""What opening an Item Tracking Lines page costs, and the query that is its floor."""

from __future__ import annotations

from dataclasses import dataclass

from django.test import Client
from django.urls import reverse

from benchmarks.company import Company
from benchmarks.jobs import assign, receive
from tracking.availability import Scope, figures
from tracking.models import TrackingSession
from tracking.services.sessions import discard, open_page
from wms.core.sql import rows
from wms.documents.models import DocumentLine

OTHERS = 5  # one row of demand elsewhere for every five open serials

_GROUPED = """
select serial_no, lot_no, package_no, sum(remaining_quantity) as total from ledger_itemledgerentry
where item_id = %s and variant_id = %s and location_id = %s and remaining_quantity > 0
group by serial_no, lot_no, package_no
"""


@dataclass
class OpenStock:
    """An item with ``n`` serials in stock, a fifth of them asked for elsewhere, and an order line for all
    of them, which has none yet: ``assign_all`` gives it its tracking."""

    company: Company
    line: DocumentLine
    numbers: list[tuple[str, str]]
    client: Client

    @classmethod
    def of(cls, company: Company, n: int) -> OpenStock:
        item = company.new_item()
        receive(company, n, item=item).run()
        numbers = company.received.pop()
        elsewhere = company.sale(item, n // OTHERS).lines.get()
        assign(company, elsewhere, numbers[: n // OTHERS])
        line = company.sale(item, n).lines.get()
        return cls(company, line, numbers, _signed_in(company))

    def assign_all(self) -> None:
        assign(self.company, self.line, self.numbers)

    def availability(self) -> int:
        return len(figures(Scope.of(self.line), line=self.line))

    def bare_query(self) -> int:
        return len(rows(_GROUPED, [*Scope.of(self.line)]))

    def open(self) -> TrackingSession:
        return open_page(self.line, self.company.by)

    def close(self) -> None:
        for session in TrackingSession.objects.filter(line=self.line):
            discard(session)

    def request(self) -> int:
        """The page over HTTP, as Django's test client asks for it: opened, first rows rendered."""
        response = self.client.get(reverse("tracking_lines", args=[self.line.pk]))
        assert response.status_code == 200, response
        return len(response.content)


def _signed_in(company: Company) -> Client:
    """Whoever asks for a page has logged in long before."""
    client = Client(SERVER_NAME="localhost")
    client.force_login(company.by)
    return client
