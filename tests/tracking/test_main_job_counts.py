"""Goods come in, from the open page to the ledger: few statements, however many serials."""

from io import BytesIO

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.factories import ItemFactory, purchase_order, serial_code, setup_series
from tracking.posting import post_document
from tracking.services.reading import read_file
from tracking.services.sessions import open_page, save
from tracking.services.uploads import import_rows
from wms.ledger.models import ItemLedgerEntry

MOST = 58
FRAME = ("BEGIN", "COMMIT", "SAVEPOINT", "RELEASE")


def receive(order, line, by, prefix):
    """Upload a serial, lot and date for each unit, close the page, and post the receipt."""
    rows = [f"{prefix}{number:05},{prefix},2027-06-30" for number in range(int(line.quantity))]
    content = "\n".join(["Serial No.,Lot No.,Expiration Date", *rows]).encode()
    page = open_page(line, by)
    sheet = read_file("serials.csv", len(content), BytesIO(content))
    import_rows(session=page, by=by, sheet=sheet)
    save(page, by=by)
    post_document(document=order, by=by)


def statements(order, prefix):
    line, by = order.lines.get(), order.created_by
    connection.temporary_small = (
        set()
    )  # whatever was posted before, the planner is told of the rows
    with CaptureQueriesContext(connection) as captured:
        receive(order, line, by, prefix)
    return sum(not query["sql"].startswith(FRAME) for query in captured.captured_queries)


@pytest.mark.rule("POST-111", "ITL-129", "ITL-204")
@pytest.mark.django_db(transaction=True)
def test_receiving_a_thousand_serials_from_a_file_costs_the_statements_of_ten_and_at_most_sixty():
    setup_series()
    code = serial_code(use_expiration_dates=True, warranty_date_formula="1Y")
    item = ItemFactory(item_tracking_code=code)
    connection.temporary_tables = set()  # as on a connection that has posted nothing yet

    first = statements(purchase_order(item, quantity=10), "FIRST")
    few = statements(purchase_order(item, quantity=10), "FEW")
    many = statements(purchase_order(item, quantity=1000), "MANY")

    assert ItemLedgerEntry.objects.count() == 1020
    assert few == many
    assert max(first, many) <= MOST
