"""What the database refuses of warehouse documents, whoever goes around the services."""

from decimal import Decimal

import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext

from tests.factories import ItemFactory, UserFactory, add_line, purchase_order
from tests.warehouse.documents.scenes import (
    RECEIPT,
    WORK_DAY,
    handle,
    made,
    post,
    receiving,
    released,
)
from tracking.posting import post_document
from warehouse.models import (
    PostedWarehouseDocument,
    PostedWarehouseDocumentLine,
    WarehouseDocument,
    WarehouseDocumentLine,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def order():
    return released(purchase_order(ItemFactory(no="LAMP"), 10, location=receiving()))


@pytest.fixture
def receipt(order) -> WarehouseDocument:
    return made(RECEIPT, order)


def refused(work) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        work()


def values_of(row, **changes) -> dict:
    values = {field.attname: getattr(row, field.attname) for field in row._meta.concrete_fields}
    return values | {"id": None} | changes


@pytest.mark.parametrize(
    "changes",
    [
        {"quantity": 0, "qty_to_handle": 0},
        {"quantity": -1, "qty_to_handle": 0},
        {"qty_to_handle": -1},
        {"qty_to_handle": Decimal("10.00001")},
        {"qty_handled": 8, "qty_to_handle": 3},
        {"qty_handled": 11, "qty_to_handle": 0},
        {"qty_handled": -1, "qty_to_handle": 0},
    ],
)
def test_the_quantities_of_a_line_stay_in_their_range(receipt, changes):
    refused(lambda: receipt.lines.update(**changes))


def test_numbers_lines_and_sources_stand_once(receipt, order):
    line = receipt.lines.get()
    other = add_line(order, line.item, 1)

    refused(lambda: WarehouseDocument.objects.create(**values_of(receipt)))
    refused(lambda: WarehouseDocument.objects.create(**values_of(receipt, no="")))
    refused(lambda: WarehouseDocumentLine.objects.create(**values_of(line, line_no=20)))
    same_number = values_of(line, source_line_id=other.pk)
    refused(lambda: WarehouseDocumentLine.objects.create(**same_number))


def test_what_is_posted_stands_once_and_is_never_changed(receipt, delete_guards):
    posted = post(handle(receipt, 4), request_key="k").posted
    line = posted.lines.get()

    refused(lambda: PostedWarehouseDocument.objects.create(**values_of(posted, request_key="")))
    refused(lambda: PostedWarehouseDocument.objects.create(**values_of(posted, no="PWR9")))
    refused(lambda: PostedWarehouseDocumentLine.objects.create(**values_of(line, line_no=20)))
    straight = purchase_order(line.item, 1)
    free = post_document(document=straight, by=UserFactory()).posted_document.lines.get()
    for changes in ({"quantity": 0, "line_no": 20}, {"line_no": line.line_no}):
        wrong = values_of(line, posted_line_id=free.pk, **changes)
        refused(lambda wrong=wrong: PostedWarehouseDocumentLine.objects.create(**wrong))
    refused(lambda: PostedWarehouseDocument.objects.update(posting_date=WORK_DAY.replace(day=9)))
    refused(lambda: PostedWarehouseDocumentLine.objects.update(quantity=9))
    refused(lambda: PostedWarehouseDocumentLine.objects.all()._raw_delete("default"))


def test_posting_costs_the_same_for_few_and_many_lines(order):
    counts = []
    item = order.lines.get().item
    for lines in (2, 60):
        many = purchase_order(location=order.location)
        for _ in range(lines):
            add_line(many, item, 1)
        document = made(RECEIPT, released(many))
        with CaptureQueriesContext(connection) as queries:
            post(document)
        counts.append(len(queries))

    assert counts[0] == counts[1]
