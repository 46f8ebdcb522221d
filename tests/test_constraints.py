"""What the database refuses, whoever goes around the services: every constraint that the models promise.

``./run mutations`` takes each of them away and looks which test notices.
"""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.db import IntegrityError, connection, models, transaction
from django.utils import timezone

from tests.factories import (
    ItemFactory,
    UserFactory,
    lot_code,
    serial_code,
    setup_series,
    transfer_order,
)
from tests.mutation_plugin import constraints
from tests.tracking.posting.desk import (
    lot,
    post,
    purchase,
    receive,
    sales,
    serial,
    the_line,
    to_invoice,
    with_line,
)
from tracking.models import AvailabilityFigure, Reservation, Scan, TrackingLine, TrackingSession
from tracking.services import rows, sessions
from wms.core.models import Job
from wms.documents.kinds import Step
from wms.documents.models import DocumentLine, PostedDocument, PostedDocumentLine
from wms.inventory.models import InventorySetup, ItemUnit, ItemVariant
from wms.ledger.models import (
    InvoicedEntry,
    ItemApplicationEntry,
    ItemLedgerEntry,
    LedgerCounter,
    LedgerProof,
    Register,
)


@pytest.mark.parametrize("name", sorted(constraints()))
def test_what_the_models_promise_stands_in_the_database(db, name):
    with connection.cursor() as cursor:
        table = constraints()[name]._meta.db_table
        found = connection.introspection.get_constraints(cursor, table)

    assert name in found


def again(row: models.Model, **changes: Any) -> Callable[[], object]:
    """The row once more, under a key of its own, past everything but the database."""
    model = type(row)
    values = {field.attname: getattr(row, field.attname) for field in model._meta.concrete_fields}
    if model._meta.pk.name == "id":
        values["id"] = None
    return lambda: model.objects.bulk_create([model(**values | changes)])


@pytest.fixture
def company(db) -> None:
    setup_series()


@pytest.fixture
def bolt(company):
    return ItemFactory(no="BOLT", item_tracking_code=lot_code())


@pytest.fixture
def lamp(company):
    return ItemFactory(no="LAMP", item_tracking_code=serial_code())


@pytest.fixture
def order(bolt):
    """Received, invoiced in part, and with a row for the rest."""
    order = purchase(bolt, lot("A", 4), lot("B", 2, qty_to_handle=0), line={"to_handle": 4})
    post(order, request_key="received")
    post(to_invoice(order, 3), step=Step.INVOICE, request_key="invoiced")
    return order


@pytest.fixture
def session(order) -> TrackingSession:
    return sessions.open_page(the_line(order), order.created_by)


def refused(*attempts: Callable[[], object]) -> None:
    for attempt in attempts:
        with pytest.raises(IntegrityError), transaction.atomic():
            attempt()


@pytest.mark.rule("POST-171", "POST-174")
def test_a_register_holds_entries_and_answers_one_request(order):
    [register] = Register.objects.all()

    refused(
        again(register, no=99),  # the same request key
        again(register, no=99, request_key="", to_entry_no=register.from_entry_no - 1),
    )


def test_there_is_one_counter_and_one_set_up(db):
    refused(
        again(LedgerCounter.objects.get(), id=2),
        again(InventorySetup.objects.get(), id=2),
    )


@pytest.mark.rule("POST-168")
def test_an_entry_moves_something_and_a_serial_one_unit_that_is_in_stock_once(lamp):
    receive(lamp, serial("S1"))
    entry = ItemLedgerEntry.objects.get()

    refused(
        again(entry, entry_no=99),
        again(entry, entry_no=99, quantity=2, serial_no="S2"),
        again(entry, entry_no=99, quantity=0, remaining_quantity=0, invoiced_quantity=0),
    )


def test_an_application_and_an_invoiced_entry_are_of_some_quantity(order):
    invoiced = InvoicedEntry.objects.get()
    line = PostedDocumentLine.objects.exclude(pk=invoiced.posted_line_id).first()

    refused(
        again(ItemApplicationEntry.objects.get(), entry_no=99, quantity=0),
        again(invoiced),  # twice on one line
        again(invoiced, posted_line_id=line.pk, quantity=0),
    )


@pytest.mark.rule("POST-171")
def test_a_posted_document_has_a_number_and_a_request_of_its_own(order):
    invoice = PostedDocument.objects.get(kind="purchase_invoice")

    refused(
        again(invoice, request_key="another"),
        again(invoice, no="ANOTHER"),
        again(invoice.lines.get()),
    )


def test_a_proof_began_before_it_was_over(db):
    now = timezone.now()
    values = {"started_at": now, "finished_at": now, "rows": 1, "differences": 0}

    refused(
        again(LedgerProof(**values), rows=-1),
        again(LedgerProof(**values), differences=-1),
        again(LedgerProof(**values), finished_at=now - timedelta(seconds=1)),
    )


@pytest.mark.rule("POST-148")
def test_no_more_arrives_than_is_on_its_way(bolt):
    receive(bolt, lot("A", 6))
    transfer = with_line(transfer_order(), bolt, lot("A", 6))
    post(transfer, step=Step.SHIP)
    lines, numbers = DocumentLine.objects.filter(document=transfer), TrackingLine.objects.all()

    refused(
        lambda: lines.update(qty_received_base=7, qty_to_receive_base=0),
        lambda: lines.update(qty_to_receive_base=7),
        lambda: numbers.filter(line__document=transfer).update(qty_received=7, qty_to_receive=0),
        lambda: numbers.filter(line__document=transfer).update(qty_to_receive=7),
    )


@pytest.mark.rule("POST-063", "POST-065", "POST-070", "POST-117")
def test_a_saved_row_names_goods_and_stands_once(order, lamp):
    row = the_line(order).tracking_lines.get(lot_no="B")
    unit = the_line(purchase(lamp, serial("S1"))).tracking_lines.get()

    refused(
        again(row),
        again(unit, lot_no="L1"),
        again(unit, serial_no="S2", quantity=2),
        again(row, lot_no=""),
        again(row, lot_no="C", quantity=0, qty_to_handle=0, qty_to_invoice=0),
        again(row, lot_no="C", quantity=-1, qty_to_handle=0),
        again(row, lot_no="C", qty_handled=3, qty_to_handle=0),
        again(row, lot_no="C", qty_to_handle=3),
    )


@pytest.mark.rule("ITL-058", "ITL-059")
def test_an_open_page_is_one_and_holds_a_number_once(session, lamp):
    by = session.user
    of_lot = rows.add_row(session=session, by=by, lot_no="C", quantity=1)
    page = sessions.open_page(the_line(purchase(lamp, quantity=2, created_by=by)), by)
    of_serial = rows.add_row(session=page, by=by, serial_no="S1")

    refused(
        again(session),
        again(of_lot),
        again(of_serial, lot_no="L1"),
        again(of_lot, lot_no="D", quantity=-1, qty_to_handle=0),
    )


def test_what_a_page_remembers_fits_together(session):
    figure = AvailabilityFigure(
        session=session, lot_no="A", total=1, requested=1, current_requested=2, parked=0
    )
    scan = Scan(session=session, key="1", number="A", refused="Why not.")
    Scan.objects.bulk_create([scan])

    refused(
        again(figure),
        again(scan),
        again(scan, key="2", refused=""),
    )


@pytest.mark.rule("POST-028")
def test_a_reservation_holds_something_once(order, bolt):
    held = Reservation(
        line=the_line(sales(bolt, lot("A", 1))),
        entry=ItemLedgerEntry.objects.get(),
        item=bolt,
        quantity=1,
        reserved_by=UserFactory(),
    )
    Reservation.objects.bulk_create([held])

    refused(again(held), again(held, is_specific=True, quantity=0))


def test_an_item_has_a_unit_and_a_variant_once(bolt):
    refused(
        again(ItemVariant.objects.get(item=bolt, code="")),
        again(ItemUnit.objects.filter(item=bolt).first()),
    )


def test_a_job_answers_one_key(db):
    job = Job(kind="anything", title="Anything", owner=UserFactory(), key="once")
    Job.objects.bulk_create([job])

    refused(again(job))
