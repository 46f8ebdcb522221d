"""What is moved before its invoice came: Completely Invoiced only once the goods are (POST-015)."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.factories import ItemFactory, serial_code, user_with_role
from tests.tracking.posting.desk import (
    at,
    entries,
    into,
    lot,
    moving,
    out,
    post,
    purchase,
    receive,
    renamed,
    sales,
    serial,
    to_invoice,
    transfer,
)
from tracking.posting.undo import undo_lines
from wms.documents.kinds import Step
from wms.documents.models import Document
from wms.ledger.selectors import completely_invoiced

pytestmark = [pytest.mark.django_db, pytest.mark.rule("POST-015")]


def completely() -> list[int]:
    return sorted(completely_invoiced([no for (no,) in entries("entry_no")]))


def received(item, *numbers) -> Document:
    order = purchase(item, *numbers)
    post(order)
    return order


def invoice(order: Document, quantity) -> None:
    post(to_invoice(order, quantity), step=Step.INVOICE)


@pytest.mark.rule("POST-131")
def test_the_half_that_came_follows_what_it_was_applied_to(bolt):
    order = received(bolt, lot("A", 10))
    post(moving(bolt, renamed(lot("A", 4)), to=at("WEST")))
    assert entries("quantity", "invoiced_quantity") == [(10, 0), (-4, -4), (4, 4)]

    assert completely() == [2]
    invoice(order, 9)
    assert completely() == [2]
    invoice(order, 1)
    assert completely() == [1, 2, 3]


def test_one_move_of_two_receipts_makes_two_halves_each_like_its_own(bolt):
    first = received(bolt, lot("A", 2))
    received(bolt, lot("A", 3))
    invoice(first, 2)

    post(moving(bolt, renamed(lot("A", 5)), to=at("WEST")))

    assert entries("quantity")[3:] == [(2,), (3,)]
    assert completely() == [1, 3, 4]


@pytest.mark.rule("POST-145", "POST-147")
def test_it_follows_through_transit_and_on(bolt):
    order = received(bolt, lot("A", 5))
    journey = transfer(bolt, lot("A", 5))
    out(journey)
    assert completely() == [2]
    into(journey)
    west = at("WEST")
    post(moving(bolt, renamed(lot("A", 5), lot="B"), location=west, to=west))
    assert completely() == [2, 4, 6]

    invoice(order, 5)

    assert completely() == [1, 2, 3, 4, 5, 6, 7]


@pytest.mark.rule("POST-159")
def test_what_an_undone_transfer_brought_back_is_still_not_invoiced(bolt):
    order = received(bolt, lot("A", 5))
    shipment = out(transfer(bolt, lot("A", 5))).posted_document
    ids = [line.pk for line in shipment.lines.all()]

    undo_lines(document=shipment, line_ids=ids, by=shipment.posted_by)

    [(back,)] = entries("entry_no", remaining_quantity__gt=0)
    assert back not in completely()
    invoice(order, 5)
    assert back in completely()


@pytest.mark.rule("POST-007", "POST-001")
def test_what_was_never_moved_says_what_its_own_figures_say(bolt):
    receive(bolt, lot("A", 1))
    post(sales(bolt, lot("A", 1)))

    assert completely() == []
    assert completely_invoiced([]) == set()


def test_many_entries_cost_one_statement(db):
    lamp = ItemFactory(item_tracking_code=serial_code())
    numbers = [serial(f"S{no}") for no in range(30)]
    received(lamp, *numbers)
    post(moving(lamp, *(renamed(number) for number in numbers), to=at("WEST")))
    asked = [no for (no,) in entries("entry_no", quantity__gt=0)]

    with CaptureQueriesContext(connection) as statements:
        found = completely_invoiced(asked)

    assert len(statements) == 1
    assert found == set()


def test_the_page_of_the_entry_says_so(client, bolt):
    order = received(bolt, lot("A", 2))
    post(moving(bolt, renamed(lot("A", 2)), to=at("WEST")))
    client.force_login(user_with_role("auditor"))

    def said() -> str:
        page = client.get("/ledger/entries/3/").text
        return page.split("<dt>Completely Invoiced</dt><dd>")[1].split("<")[0]

    assert said() == "No"
    invoice(order, 2)
    assert said() == "Yes"
