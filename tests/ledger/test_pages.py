"""Item ledger entries and registers: lists with their filters, one entry with what it is applied to."""

import re
from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from tests.factories import (
    ItemFactory,
    LocationFactory,
    journal,
    lot_code,
    purchase_order,
    reclassification,
    sales_order,
    serial_code,
    setup_series,
    tracked,
    user_with_role,
)
from tests.tracking.stock import many_in_stock
from tracking.posting import post_document
from wms.inventory.models import ItemVariant
from wms.ledger.models import ItemLedgerEntry, Register

HTMX = {"HX-Request": "true"}


@pytest.fixture
def auditor(client, db):
    setup_series()
    user = user_with_role("auditor", username="auditor")
    client.force_login(user)
    return user


@pytest.fixture
def history(auditor):
    """Paint: 5 of lot L1 and 3 of L2 received, 2 of L1 sold, 1 of L2 moved; one plain lamp found."""
    paint = ItemFactory(no="PAINT", item_tracking_code=lot_code())
    order = purchase_order(paint, 8, no="PO-1")
    tracked(order.lines.get(), lot_no="L1", quantity=5)
    tracked(order.lines.get(), lot_no="L2", quantity=3)
    post_document(document=order, by=auditor, posting_date=date(2026, 1, 3))
    sale = sales_order(paint, 2, no="SO-1")
    tracked(sale.lines.get(), lot_no="L1", quantity=2)
    post_document(document=sale, by=auditor, posting_date=date(2026, 1, 4))
    move = reclassification(paint, 1, new_location=LocationFactory(code="WEST"))
    tracked(move.lines.get(), lot_no="L2", new_lot_no="L2", quantity=1)
    post_document(document=move, by=auditor)
    lamp = ItemFactory(no="LAMP")
    ItemVariant.objects.create(item=lamp, code="RED")
    found = journal(lamp, 1, no="IJ-1", line={"variant": lamp.variants.get(code="RED")})
    post_document(document=found, by=auditor)
    return list(ItemLedgerEntry.objects.order_by("entry_no"))


def listed(client, query=""):
    """The entry numbers on the page, in their order."""
    html = client.get(f"{reverse('ledger_entries')}?{query}").content.decode()
    return entry_links(html)


def entry_links(html):
    return [int(entry_no) for entry_no in re.findall(r'href="/ledger/entries/(\d+)/"', html)]


@pytest.mark.rule("POST-178")
def test_given_a_history_when_the_entries_are_listed_then_the_newest_comes_first(client, history):
    assert listed(client) == [6, 5, 4, 3, 2, 1]


@pytest.mark.rule("POST-178")
@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("item=paint", [5, 4, 3, 2, 1]),
        ("item=LA*", [6]),
        ("item=LAMP&variant=RED", [6]),
        ("variant=BLUE", []),
        ("location=WEST", [5]),
        ("lot_no=l1", [3, 1]),
        ("lot_no=L*", [5, 4, 3, 2, 1]),
        ("serial_no=S1", []),
        ("package_no=P1", []),
        ("entry_type=sale", [3]),
        ("document_no=IJ-1", [6]),
        ("order=PO-1", [2, 1]),
        ("posted_from=2026-01-03", [3, 2, 1]),
        ("posted_from=2026-01-03&posted_to=2026-01-03", [2, 1]),
        ("open=yes", [6, 5, 2, 1]),
        ("open=no", [4, 3]),
        ("register=2", [3]),
        ("q=l1", [3, 1]),
        ("q=IJ-1", [6]),
        ("q=L", []),
    ],
)
def test_given_a_history_when_it_is_filtered_then_only_what_fits_is_listed(
    client, history, query, expected
):
    assert listed(client, query) == expected


@pytest.mark.rule("POST-178")
@pytest.mark.parametrize("query", ["serial_no=s2", "lot_no=l2", "package_no=p2", "package_no=P2*"])
def test_given_numbers_of_each_kind_when_entries_are_filtered_then_theirs_are_listed(
    client, auditor, query
):
    many_in_stock(ItemFactory(), [("S1", "L1", "P1"), ("S2", "L2", "P2"), ("", "", "")])

    assert listed(client, query) == [2]


@pytest.mark.parametrize(
    "query",
    [
        "lot_no=" + "X" * 60,
        "posted_from=2026-02-30",
        "entry_type=gift",
        "open=perhaps",
        "register=-1",
        "register=99999999999999999999999",
        "item=%01",
        "q=" + "X" * 300,
    ],
)
def test_given_a_filter_that_cannot_be_read_when_it_is_asked_then_the_page_says_so(
    client, history, query
):
    response = client.get(f"{reverse('ledger_entries')}?{query}")

    assert response.status_code == 200
    assert "errorlist" in response.content.decode()
    assert listed(client, query) == []


@pytest.mark.rule("POST-178")
def test_given_many_entries_when_they_are_paged_then_every_page_costs_the_same(client, auditor):
    item = ItemFactory(item_tracking_code=serial_code())
    many_in_stock(item, [(f"S{number:04}", "", "") for number in range(1000)])
    url = reverse("ledger_entries")
    client.get(url)

    counts = []
    for query in ("", "after=500", "serial_no=S0500", "item=" + item.no):
        with CaptureQueriesContext(connection) as asked:
            client.get(f"{url}?{query}")
        counts.append(len(asked))

    assert listed(client, "after=500")[0] == 499
    assert max(counts) <= 8


@pytest.mark.rule("POST-178")
@pytest.mark.parametrize("field", ["serial_no", "lot_no", "package_no"])
def test_given_a_number_when_entries_are_filtered_by_it_then_its_index_serves(auditor, field):
    from wms.ledger.filters import EntryFilters

    item = ItemFactory()
    many_in_stock(item, [("", f"L{number}", f"P{number}") for number in range(500)])
    chosen = EntryFilters({field: "L7"}, ItemLedgerEntry.objects.all()).qs.order_by("-entry_no")

    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("analyze ledger_itemledgerentry")
            cursor.execute("set local enable_seqscan = off")

    assert f"ile_{field.removesuffix('_no')}" in chosen.explain()


# --- one entry ---------------------------------------------------------------------------------------


def linked(html, heading):
    section = html.split(f'id="{heading}">')[1].split('class="applied"')[0].split("<aside")[0]
    return entry_links(section)


@pytest.mark.rule("POST-178")
def test_given_an_entry_when_it_is_opened_then_what_it_is_applied_to_is_there_both_ways(
    client, history
):
    def applied(entry_no):
        html = client.get(reverse("ledger_entry", args=[entry_no])).content.decode()
        return linked(html, "came-from"), linked(html, "went-to")

    assert applied(1) == ([], [3])  # received lot L1, sold
    assert applied(3) == ([1], [])
    assert applied(2) == ([], [4])  # received lot L2, moved
    assert applied(4) == ([2], [5])  # leaves EAST
    assert applied(5) == ([4], [])  # arrives at WEST
    assert applied(6) == ([], [])


@pytest.mark.rule("POST-178")
def test_given_an_entry_when_it_is_opened_then_document_register_number_and_trace_are_reached(
    client, history
):
    html = client.get(reverse("ledger_entry", args=[1])).content.decode()

    posted = history[0].posted_line.document
    for address in (
        posted.get_absolute_url(),
        posted.source.get_absolute_url(),
        reverse("register", args=[1]),
        f"{reverse('number', args=['lot', history[0].item_id])}?no=L1",
        f"{reverse('trace')}?item=PAINT&amp;entry=1&amp;lot_no=L1&amp;direction=forward",
    ):
        assert f'href="{address}"' in html


@pytest.mark.django_db
def test_given_no_right_to_the_document_when_an_entry_is_opened_then_it_is_named_without_link(
    client, history
):
    client.force_login(user_with_role("sales"))

    html = client.get(reverse("ledger_entry", args=[1])).content.decode()

    assert history[0].document_no in html
    assert "/posted/purchase_receipt/" not in html


def test_given_many_uses_when_an_entry_is_opened_then_the_first_are_shown_and_it_says_so(
    client, auditor, monkeypatch
):
    monkeypatch.setattr("wms.ledger.selectors.MOST_APPLICATIONS", 2)
    paint = ItemFactory()
    post_document(document=journal(paint, 5), by=auditor)
    for _ in range(3):
        post_document(document=sales_order(paint, 1), by=auditor)

    html = client.get(reverse("ledger_entry", args=[1])).content.decode()

    assert linked(html, "went-to") == [2, 3]
    assert "The trace shows all of them." in html


# --- registers ---------------------------------------------------------------------------------------


def test_given_postings_when_registers_are_listed_then_each_leads_to_its_entries(client, history):
    html = client.get(reverse("registers")).content.decode()
    assert html.index("/ledger/registers/4/") < html.index("/ledger/registers/1/")

    one = client.get(reverse("register", args=[1])).content.decode()

    assert "1–2 (2)" in one
    assert f"{reverse('ledger_entries')}?register=1" in one


def test_given_registers_when_they_are_filtered_then_only_what_fits_is_listed(client, history):
    def registers(query):
        html = client.get(f"{reverse('registers')}?{query}").content.decode()
        return [int(no) for no in re.findall(r'href="/ledger/registers/(\d+)/"', html)]

    assert registers("source=sales") == [2]
    assert registers(f"q={history[2].document_no}") == [2]
    assert registers("user=auditor") == [4, 3, 2, 1]
    assert registers("posted_from=2099-01-01") == []


# --- who and how -------------------------------------------------------------------------------------

ADDRESSES = [
    ("ledger_entries", []),
    ("ledger_entry", [1]),
    ("registers", []),
    ("register", [1]),
]


@pytest.mark.django_db
@pytest.mark.parametrize(("name", "args"), ADDRESSES)
@pytest.mark.parametrize("headers", [{}, HTMX])
def test_given_a_stranger_when_the_book_is_asked_for_then_it_is_refused(
    client, name, args, headers
):
    url = reverse(name, args=args)
    assert client.get(url, headers=headers).url.startswith("/login/")
    nobody = user_with_role("sales")
    nobody.groups.clear()
    client.force_login(nobody)

    assert client.get(url, headers=headers).status_code == 403


@pytest.mark.parametrize(("name", "args"), ADDRESSES)
def test_given_the_book_when_something_is_sent_to_it_then_it_is_not_allowed(
    client, history, name, args
):
    assert client.post(reverse(name, args=args), {"quantity": "1"}).status_code == 405


def test_given_no_such_entry_or_register_when_it_is_asked_for_then_it_is_not_found(client, auditor):
    assert client.get("/ledger/entries/77/").status_code == 404
    assert client.get("/ledger/registers/77/").status_code == 404
    assert not Register.objects.exists()
