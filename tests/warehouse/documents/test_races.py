"""Two clerks at the same receipt or shipment.  SQLite lets one writer in at a time anyway."""

import pytest

from tests.factories import ItemFactory, UserFactory, purchase_order
from tests.warehouse.documents.scenes import RECEIPT, made, post, receiving, released
from tests.warehouse.test_races import at_once
from warehouse.models import PostedWarehouseDocument, WarehouseDocumentLine
from wms.core.errors import Refused
from wms.ledger.models import ItemLedgerEntry

pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def order():
    return released(purchase_order(ItemFactory(no="LAMP"), 10, location=receiving()))


@pytest.mark.rule("WHS-267", "POST-171")
@pytest.mark.parametrize("keys", [("k1", "k1"), ("k1", "k2")])
def test_given_two_clicks_on_post_at_once_then_it_is_posted_once(order, keys):
    receipt, by = made(RECEIPT, order), UserFactory()

    outcomes = at_once(*(lambda key=key: post(receipt, by=by, request_key=key) for key in keys))

    refusals = [outcome for outcome in outcomes if isinstance(outcome, Refused)]
    assert len(refusals) == (0 if keys[0] == keys[1] else 1)
    assert PostedWarehouseDocument.objects.count() == 1
    assert ItemLedgerEntry.objects.count() == 1


@pytest.mark.rule("WHS-189")
def test_given_two_receipts_at_once_then_the_line_stands_on_one(order):
    by = UserFactory()

    outcomes = at_once(*(lambda: made(RECEIPT, order, by=by) for _ in range(2)))

    assert sum(isinstance(outcome, Refused) for outcome in outcomes) == 1
    assert WarehouseDocumentLine.objects.get().quantity == 10
