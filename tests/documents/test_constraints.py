"""What the database itself refuses, asked past the services."""

from decimal import Decimal

import pytest
from django.db import IntegrityError, transaction

from tests.factories import CustomerFactory, ItemFactory, purchase_order
from wms.documents.models import Document, DocumentLine


@pytest.fixture
def line(db):
    order = purchase_order(ItemFactory(), 10, no="PO-1")
    return order.lines.get()


def refused_by_the_database(change):
    with pytest.raises(IntegrityError), transaction.atomic():
        change()


@pytest.mark.rule("SET-003")
def test_a_number_stands_once_for_each_kind_of_document(line):
    other = purchase_order(no="PO-2")

    refused_by_the_database(lambda: Document.objects.filter(pk=other.pk).update(no="PO-1"))


@pytest.mark.rule("SET-003")
def test_a_document_has_a_number(line):
    refused_by_the_database(lambda: Document.objects.update(no=""))


@pytest.mark.rule("SET-005")
def test_a_purchase_order_has_no_customer(line):
    customer = CustomerFactory()

    refused_by_the_database(lambda: Document.objects.update(customer=customer))


def test_a_line_no_stands_once_in_a_document(line):
    line.pk = None

    refused_by_the_database(lambda: line.save(force_insert=True))


def test_a_unit_holds_something(line):
    refused_by_the_database(lambda: DocumentLine.objects.update(qty_per_unit=Decimal(0)))


@pytest.mark.rule("POST-117")
@pytest.mark.parametrize("handled", ["11", "-1"])
def test_what_is_handled_lies_within_the_quantity(line, handled):
    refused_by_the_database(
        lambda: DocumentLine.objects.update(
            qty_handled_base=Decimal(handled), qty_to_handle_base=Decimal(0)
        )
    )


@pytest.mark.rule("POST-054")
@pytest.mark.parametrize("to_handle", ["10.00001", "-0.00001"])
def test_what_is_to_handle_lies_within_the_rest(line, to_handle):
    refused_by_the_database(
        lambda: DocumentLine.objects.update(qty_to_handle_base=Decimal(to_handle))
    )
