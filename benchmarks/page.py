"""What each action of an Item Tracking Lines page costs, over HTTP, as the server answers it.

Small actions are measured on a page of ten and on one of thousands of rows: they must cost the same.  Those
that store many rows have the replay of exactly these rows as their floor, the others the bare query.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import partial
from itertools import count
from typing import Any

from django.http import HttpResponse
from django.test import Client
from django.urls import reverse

from benchmarks.company import EXPIRES, Company
from benchmarks.jobs import Ready, assign, receive
from tests.factories import NumberSeriesFactory
from tracking.models import TrackingSession
from tracking.services import rows, sessions
from wms.core.sql import rows as sql_rows
from wms.documents.models import DocumentLine
from wms.inventory.models import Item

# factory_boy says nothing of what its classes make
_SERIES: Any = NumberSeriesFactory
SPARE = 40  # numbers in stock that are not on the page, to be typed and scanned
OTHERS = 5  # one row of demand elsewhere for every five open serials
FEW = 10


@dataclass
class OpenPage:
    """The page of one line in a browser of a user who has logged in long before."""

    company: Company
    line: DocumentLine
    numbers: list[tuple[str, str]] = field(default_factory=list)
    client: Client = field(default_factory=lambda: Client(SERVER_NAME="localhost"))

    def __post_init__(self) -> None:
        self.client.force_login(self.company.by)

    @property
    def session(self) -> TrackingSession:
        return TrackingSession.objects.get(line=self.line)

    def get(self, view: str, *more: object, **values: Any) -> HttpResponse:
        return self._answered(self.client.get(self._url(view, more), values, **_HTMX))

    def post(self, view: str, *more: object, **values: Any) -> HttpResponse:
        return self._answered(self.client.post(self._url(view, more), values, **_HTMX))

    def _url(self, view: str, more: tuple[object, ...]) -> str:
        return reverse(view, args=[self.line.pk, *more])

    def _answered(self, response: Any) -> HttpResponse:
        assert response.status_code == 200, response.content.decode()
        assert response.content.count(b"data-line-row") <= MOST_ROWS
        answer: HttpResponse = response
        return answer

    def open(self) -> None:
        self._answered(self.client.get(self._url("tracking_lines", ())))

    def close(self) -> None:
        for session in TrackingSession.objects.filter(line=self.line):
            sessions.discard(session)

    def read_rows(self) -> int:
        """The bare query for what the page has to look through when it looks through all of it."""
        return len(sql_rows(_ROWS, [self.session.pk]))

    def where(self) -> dict[str, str]:
        """The standing rows that an action may change."""
        document = self.line.document_id
        sessions_of = f"select id from tracking_trackingsession where line_id = {self.line.pk}"
        return {
            "documents_document": f"id = {document}",
            "documents_documentline": f"document_id = {document}",
            "tracking_trackingline": f"line_id = {self.line.pk}",
            "tracking_trackingsession": f"line_id = {self.line.pk}",
            "tracking_availabilityfigure": f"session_id in ({sessions_of})",
            "core_numberseriesline": "id > 0",
        }

    def ready(self, *steps: Callable[[], object]) -> Ready:
        return Ready(order=self.line.document, steps=steps, where=self.where())


_HTMX: dict[str, Any] = {"HTTP_HX_REQUEST": "true"}
MOST_ROWS = 200
_ROWS = "select id, serial_no, lot_no, package_no, quantity from tracking_trackingline where session_id = %s"


def demand(
    company: Company, n: int, *, has_rows: bool = False, wanted_elsewhere: bool = False
) -> OpenPage:
    """A page where goods leave: n serials and some more in stock.

    ``has_rows``: n of them are saved on its line; ``wanted_elsewhere``: a fifth of them on another as well.
    """
    item = company.new_item()
    receive(company, n + SPARE, item=item).run()
    numbers = company.received.pop()
    if wanted_elsewhere:
        elsewhere = company.sale(item, n // OTHERS).lines.get()
        assign(company, elsewhere, numbers[: n // OTHERS])
    line = company.sale(item, n + SPARE).lines.get()
    if has_rows:
        assign(company, line, numbers[:n])
    return OpenPage(company, line, numbers)


def supply(company: Company, n: int) -> OpenPage:
    """A page where goods come in, without rows; its item has series of its own for serials and lots."""
    item: Item = company.new_item()
    item.serial_nos = _series(f"PS{item.pk}")
    item.lot_nos = _series(f"PL{item.pk}")
    item.save()
    return OpenPage(company, company.purchase(item, n).lines.get())


def _series(code: str) -> Any:
    series = _SERIES(code=code, first=f"{code}-0000001")
    series.lines.update(allow_gaps=False)  # drawn where the recording of the floor sees it
    return series


@dataclass
class Small:
    """Actions on one row.  Each leaves the page as it was; what puts it back is not timed."""

    page: OpenPage
    last: int = 0
    _turn: Iterator[int] = field(default_factory=count)

    def __post_init__(self) -> None:
        self._look()

    def jobs(self) -> Iterator[tuple[str, Callable[[], object], Callable[[], object]]]:
        yield "page: edit a row", self.edit, _nothing
        yield "page: type a number", self.type, self._take_off
        yield "page: scan a number", self.scan, self._take_off
        yield "page: delete a row", self.delete, self._put_back

    def edit(self) -> None:
        turn = next(self._turn)
        self.page.post("tracking_row", self.last, qty_to_handle=turn % 2, seen="{}")

    def type(self) -> None:
        answer = self.page.post(
            "tracking_rows", **{"new-serial_no": self._spare(), "new-quantity": ""}
        )
        assert b"data-line-row" in answer.content, answer.content.decode()

    def scan(self) -> None:
        turn = next(self._turn)
        answer = self.page.post(
            "tracking_scan", kind="serial", code=self._spare(), key=f"bench-{turn}"
        )
        assert answer["WMS-Scan"] == "taken", answer.content.decode()

    def delete(self) -> None:
        self.page.post("tracking_delete_rows", row=self.last, alone="yes")

    def _spare(self) -> str:
        return self.page.numbers[-1][0]

    def _look(self) -> None:
        """Which row a browser would name: it has the page before it."""
        self.last = self.page.session.rows.latest("id").pk

    def _take_off(self) -> None:
        self._look()
        rows.delete_rows(session=self.page.session, row_ids=[self.last])
        self._look()

    def _put_back(self) -> None:
        on_page = set(self.page.session.rows.values_list("serial_no", flat=True))
        missing = next(serial for serial, _ in self.page.numbers if serial not in on_page)
        rows.add_row(session=self.page.session, by=self.page.company.by, serial_no=missing)
        self._look()


def _nothing() -> None:
    pass


def looking(page: OpenPage) -> Iterator[tuple[str, Callable[[], object]]]:
    """What looks at every row and changes none."""
    yield "page: only warnings", partial(page.get, "tracking_rows", warnings="yes")
    yield "page: refresh", partial(page.post, "tracking_refresh")


def assign_serials(company: Company, n: int) -> Ready:
    """Timed: Assign Serial No. with a new lot and an expiration date."""
    page = supply(company, n)
    page.open()
    return page.ready(
        partial(
            page.post,
            "tracking_create",
            "serial",
            quantity=n,
            new_lot="on",
            expiration_date=EXPIRES.isoformat(),
        )
    )


def paste_table(company: Company, n: int) -> Ready:
    """Timed: a table of serials, lots and dates pasted where goods come in."""
    page = supply(company, n)
    page.open()
    table = ["Serial No.\tLot No.\tExpiration Date"]
    table += [f"{serial}\t{lot}\t{EXPIRES}" for serial, lot in company.new_numbers(n)]
    return page.ready(partial(page.post, "tracking_paste", kind="serial", text="\n".join(table)))


def paste_list(company: Company, n: int) -> Ready:
    """Timed: a plain list of serials pasted where goods leave; lot and dates come from stock."""
    page = demand(company, n)
    page.open()
    text = "\n".join(serial for serial, _ in page.numbers[:n])
    return page.ready(partial(page.post, "tracking_paste", kind="serial", text=text))


def select(company: Company, n: int) -> Ready:
    """Timed: Select Entries opened, which proposes, and taken over."""
    page = demand(company, n)
    page.open()
    return page.ready(partial(page.get, "tracking_select"), partial(page.post, "tracking_select"))


def save(company: Company, n: int) -> Ready:
    """Timed: a changed page saved and closed, availability looked at once more; n rows replace n others."""
    page = demand(company, n, has_rows=True)
    page.open()
    Small(page).edit()
    return page.ready(partial(page.post, "tracking_close", action="save"))


STORING: Sequence[tuple[str, Callable[[Company, int], Ready]]] = (
    ("page: assign serials", assign_serials),
    ("page: paste a table", paste_table),
    ("page: paste from stock", paste_list),
    ("page: select entries", select),
    ("page: save & close", save),
)
