"""Two people at one document: both are served, one after the other."""

from concurrent.futures import ThreadPoolExecutor
from decimal import Decimal

import pytest
from django.db import connections

from tests.documents.conftest import JAN_5
from tests.factories import ItemFactory, UserFactory, VendorFactory, purchase_order, setup_series
from wms.core.errors import Refused
from wms.documents import services
from wms.documents.models import Document, DocumentLine

pytestmark = pytest.mark.django_db(transaction=True)


def at_once(*works):
    """Run them in threads; each answers with its result, or with what was refused."""

    def done(work):
        try:
            return work()
        except Refused as refused:
            return refused
        finally:
            connections.close_all()

    with ThreadPoolExecutor(len(works)) as threads:
        return list(threads.map(done, works))


@pytest.mark.postgres
def test_lines_added_at_the_same_moment_get_numbers_of_their_own():
    item, by, order = ItemFactory(), UserFactory(), purchase_order()

    at_once(*[lambda: services.add_line(document=order, by=by, item=item, quantity=1)] * 6)

    numbers = list(DocumentLine.objects.order_by("line_no").values_list("line_no", flat=True))
    assert numbers == [10000, 20000, 30000, 40000, 50000, 60000]
    assert Document.objects.get().version == 7


@pytest.mark.postgres
@pytest.mark.rule("POST-170")
def test_of_two_changes_from_the_same_page_exactly_one_is_taken():
    by, order = UserFactory(), purchase_order(ItemFactory(), 10)
    line = order.lines.get()

    results = at_once(
        *(
            lambda quantity=quantity: services.change_line(
                line=line, by=by, version=1, quantity=Decimal(quantity)
            )
            for quantity in (7, 8)
        )
    )

    refused = [result for result in results if isinstance(result, Refused)]
    assert [violation.code for violation in refused[0].violations] == ["STALE"]
    assert len(refused) == 1
    assert DocumentLine.objects.get().quantity in (7, 8)


@pytest.mark.postgres
@pytest.mark.rule("SET-003")
def test_documents_made_at_the_same_moment_get_numbers_of_their_own():
    setup_series()
    by, vendor = UserFactory(), VendorFactory()

    at_once(
        *[
            lambda: services.create_document(
                kind="purchase_order", by=by, order_date=JAN_5, vendor=vendor
            )
        ]
        * 6
    )

    assert Document.objects.values("no").distinct().count() == 6
