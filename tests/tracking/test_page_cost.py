"""What the actions of the page cost: the same statements with ten rows and with many, and for one row the
same work of the database too."""

from decimal import Decimal
from itertools import count

import pytest
from django.db import connection
from django.db.models import F
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from tests.factories import (
    ItemFactory,
    NumberSeriesFactory,
    lot_code,
    purchase_order,
    sales_order,
    serial_code,
    user_with_role,
)
from tests.tracking.stock import many_in_stock
from tracking import totals
from tracking.models import TrackingLine, TrackingSession
from tracking.services import rows, scanning, sessions

pytestmark = [pytest.mark.django_db, pytest.mark.rule("ITL-230")]
HTMX = {"HX-Request": "true"}
FEW, MANY = 10, 1000
SPARE = 5  # in stock, but not on the page
MOST_ROWS = 200
UNSEEN = MANY // 10  # looking at all rows would be ten times as much


class Page:
    """The open page of a line with rows saved on it, in the browser of the user who opened it."""

    def __init__(self, client, document, user):
        self.client, self.document, self.user = client, document, user
        client.force_login(user)
        self.line = document.lines.get()
        self.get("tracking_lines")

    def get(self, view, *more, **values):
        return self._answered(self.client.get(self._url(view, more), values, headers=HTMX))

    def post(self, view, *more, **values):
        return self._answered(self.client.post(self._url(view, more), values, headers=HTMX))

    def _url(self, view, more):
        return reverse(view, args=[self.line.pk, *more])

    def _answered(self, response):
        assert response.status_code == 200, response.content.decode()
        assert response.content.count(b"data-line-row") <= MOST_ROWS
        return response

    @property
    def session(self):
        return TrackingSession.objects.get(line=self.line)

    def choose_a_row(self):
        """The one that is edited or deleted next; looked for before anything is counted."""
        self.row = self.session.rows.order_by("-id").first()


def numbers_of(size):
    return [f"S{number:05}" for number in range(size)]


def saved(line, numbers, **values):
    TrackingLine.objects.bulk_create(
        TrackingLine(
            **{
                "line": line,
                "item": line.item,
                "variant": line.variant,
                "location": line.location,
                "outbound": line.outbound,
                "serial_no": number,
                "quantity": Decimal(1),
                "qty_to_handle": Decimal(1),
                "changed_by": line.document.created_by,
            }
            | values
        )
        for number in numbers
    )


def demand_page(client, size, *, assigned=None):
    """Goods leave: so many serials are in stock and assigned, a fifth of them elsewhere as well."""
    item = ItemFactory(item_tracking_code=serial_code(f"D{size}"))
    numbers = numbers_of(size + SPARE)
    many_in_stock(item, [(number, "", "") for number in numbers])
    saved(sales_order(item, size).lines.get(), numbers[: size // 5])
    order = sales_order(item, size + SPARE)
    saved(order.lines.get(), numbers[: size if assigned is None else assigned])
    settle()
    return Page(client, order, user_with_role("sales"))


def supply_page(client, size, *, assigned=0):
    """Goods come in: the item has series of its own."""
    series = NumberSeriesFactory(code=f"C{size}", first=f"C{size}-00001")
    series.lines.update(allow_gaps=False)
    item = ItemFactory(item_tracking_code=serial_code(f"C{size}"), serial_nos=series)
    order = purchase_order(item, size + SPARE)
    saved(order.lines.get(), numbers_of(assigned))
    settle()
    return Page(client, order, user_with_role("purchaser"))


def settle():
    """Let the database look at what it holds, as it has long since where a thousand rows stand."""
    with connection.cursor() as cursor:
        cursor.execute("analyze")


def statements(act):
    with CaptureQueriesContext(connection) as captured:
        act()
    return len(captured)


def work(act):
    """How much the database had to look at: steps of its machine on SQLite, rows read on PostgreSQL."""
    if connection.vendor == "sqlite":
        steps = count()
        connection.connection.set_progress_handler(lambda: next(steps) < 0, 10)
        try:
            act()
        finally:
            connection.connection.set_progress_handler(None, 0)
        return next(steps)
    before = _rows_read()
    act()
    return _rows_read() - before


def _rows_read():
    with connection.cursor() as cursor:
        cursor.execute(
            "select sum(seq_tup_read + coalesce(idx_tup_fetch, 0))"
            " from pg_stat_xact_user_tables where relname like 'tracking%'"
        )
        return int(cursor.fetchone()[0])


# --- one row ---

_turn = count()


def edit(page):
    to_handle = 0 if page.row.qty_to_handle else 1
    page.post("tracking_row", page.row.pk, qty_to_handle=to_handle, seen="{}")


def type_a_number(page):
    page.post("tracking_rows", **{"new-serial_no": f"S{page.session.row_count:05}"})


def scan(page):
    number = f"S{page.session.row_count:05}"
    answer = page.post("tracking_scan", kind="serial", code=number, key=f"k{next(_turn)}")
    assert answer["WMS-Scan"] == "taken"


def scan_what_is_there(page):
    answer = page.post("tracking_scan", kind="serial", code="S00000", key=f"k{next(_turn)}")
    assert answer["WMS-Scan"] == "refused"


def delete(page):
    page.post("tracking_delete_rows", row=page.row.pk, alone="yes")


def costs_of_one(act, page):
    """Statements and work, once what is done once only has been done, such as that there is something to save."""
    found = []
    for measured in (work, statements, work):
        page.choose_a_row()
        found.append(measured(lambda: act(page)))
    return found[1:]


SMALL = [edit, type_a_number, scan, scan_what_is_there, delete]


@pytest.mark.parametrize("kind", [demand_page, supply_page])
@pytest.mark.parametrize("act", SMALL)
def test_given_many_rows_then_one_of_them_costs_what_it_costs_among_ten(client, act, kind):
    costs = []
    for size in (FEW, MANY):
        page = kind(client, size, assigned=size)
        scanning.scan(session=page.session, by=page.user, kind="serial", code=f"S{size:05}")
        costs.append(costs_of_one(act, page))

    (few, little), (many, much) = costs
    assert few == many
    assert much <= 1.3 * little + UNSEEN


@pytest.mark.parametrize("act", SMALL)
def test_the_line_and_all_around_it_are_read_once_for_an_answer(client, act):
    page = demand_page(client, FEW, assigned=FEW)
    page.choose_a_row()

    with CaptureQueriesContext(connection) as captured:
        act(page)

    whole = [one["sql"] for one in captured if _reads_lines_whole(one["sql"])]
    assert len(whole) == 1, whole


def _reads_lines_whole(statement):
    """With the item, its code, unit, variant, location and document: dear to plan for PostgreSQL."""
    return '"tracking_itemtrackingcode"' in statement and '"documents_document"' in statement


@pytest.mark.parametrize("act", [edit, delete])
def test_given_many_lots_then_one_of_them_costs_what_it_costs_among_ten(client, act):
    costs = []
    for size in (FEW, MANY):
        item = ItemFactory(item_tracking_code=lot_code(f"L{size}", use_expiration_dates=True))
        order = purchase_order(item, size)
        for number in range(size):
            saved(order.lines.get(), [""], lot_no=f"L{number:05}")
        settle()
        page = Page(client, order, user_with_role("purchaser"))
        costs.append(costs_of_one(act, page))

    (few, little), (many, much) = costs
    assert few == many
    assert much <= 1.3 * little + UNSEEN


# --- all rows ---


def open_again(page):
    page.get("tracking_lines")


def next_rows(page):
    page.get("tracking_rows", after=page.session.rows.order_by("serial_no").first().pk)


def only_warnings(page):
    page.get("tracking_rows", warnings="yes")


def search(page):
    page.get("tracking_rows", search="S0")


def refresh(page):
    page.post("tracking_refresh")


def delete_all(page):
    page.post("tracking_delete_rows", all="yes")


def save(page):
    page.post("tracking_close", action="save", accept_warnings="yes")


@pytest.mark.parametrize(
    "act", [open_again, next_rows, only_warnings, search, refresh, delete_all, save]
)
def test_given_many_rows_then_looking_at_all_costs_the_statements_of_ten(client, act):
    costs = []
    for size in (FEW, MANY):
        page = demand_page(client, size)
        page.choose_a_row()
        edit(page)
        costs.append(statements(lambda page=page: act(page)))

    assert costs[0] == costs[1]


def assign(page):
    page.post("tracking_create", "serial", quantity=page.line.quantity)


def paste(page):
    text = "\n".join(numbers_of(int(page.line.quantity) - SPARE))
    page.post("tracking_paste", kind="serial", text=text)


def select(page):
    page.get("tracking_select")
    page.post("tracking_select")


@pytest.mark.parametrize(
    ("act", "kind"),
    [(assign, supply_page), (paste, supply_page), (paste, demand_page), (select, demand_page)],
)
def test_given_many_numbers_then_storing_them_costs_the_statements_of_ten(client, act, kind):
    costs = []
    for size in (FEW, MANY):
        page = kind(client, size, assigned=0)
        costs.append(statements(lambda page=page: act(page)))
        assert page.session.row_count >= size * 4 // 5

    assert costs[0] == costs[1]


# --- the sums that the page keeps ---


@pytest.mark.rule("ITL-027")
def test_given_rows_of_every_kind_then_the_page_keeps_their_sums(client):
    page = supply_page(client, FEW, assigned=FEW)
    page.session.rows.filter(serial_no="S00003").update(qty_to_handle=0, qty_handled=Decimal(1))
    session = page.session

    totals.keep_anew(session)

    kept = TrackingSession.objects.get()
    assert (kept.row_count, kept.open_rows, kept.is_changed) == (10, 9, False)
    assert (kept.tracked, kept.to_handle, kept.handled, kept.to_invoice) == (10, 9, 1, 0)


@pytest.mark.rule("ITL-027")
def test_given_two_windows_then_each_edit_adds_to_the_sums_as_they_are_by_then(client):
    page = supply_page(client, FEW, assigned=FEW)
    stale = page.session
    rows.add_row(session=page.session, by=page.user, serial_no="FIRST")

    rows.add_row(session=stale, by=page.user, serial_no="SECOND")
    rows.delete_rows(session=stale, row_ids=list(stale.rows.values_list("pk", flat=True)[:4]))

    assert (page.session.row_count, page.session.tracked) == (8, 8)


@pytest.mark.rule("ITL-027")
def test_given_a_changed_line_then_opening_anew_adds_up_what_is_saved_now(client):
    page = supply_page(client, FEW, assigned=FEW)
    saved(page.line, ["MORE"])
    type(page.line).objects.filter(pk=page.line.pk).update(
        tracking_version=F("tracking_version") + 1
    )

    sessions.open_page(page.line, page.user)

    assert (page.session.row_count, page.session.tracked) == (11, 11)
