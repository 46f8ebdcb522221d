"""A period is closed while somebody posts: either the posting is in it already, or it is refused."""

import threading
import time
from concurrent.futures import ThreadPoolExecutor
from datetime import date

import pytest
from django.db import connection, transaction

from tests.factories import ItemFactory, setup_series
from tests.tracking.posting.desk import JAN_5, entries, post, purchase
from wms.core.errors import Refused
from wms.ledger.models import InventoryPeriod
from wms.ledger.periods import close_period

pytestmark = [
    pytest.mark.postgres,
    pytest.mark.django_db(transaction=True),
    pytest.mark.rule("POST-109", "POST-167"),
]


@pytest.fixture
def january(transactional_db) -> InventoryPeriod:
    setup_series()
    return InventoryPeriod.objects.create(ending_date=date(2026, 1, 31))


@pytest.fixture
def order(january):
    return purchase(ItemFactory(), quantity=1, posting_date=JAN_5)


def elsewhere(work):
    def run():
        try:
            return work()
        except Refused as refused:
            return str(refused)
        finally:
            connection.close()

    return ThreadPoolExecutor(1).submit(run)


def test_closing_waits_for_a_posting_under_way(january, order):
    with transaction.atomic():
        post(order)
        closing = elsewhere(lambda: close_period(period=january))
        time.sleep(0.5)
        assert not closing.done()

    assert closing.result(timeout=60).closed
    assert entries("posting_date") == [(JAN_5,)]


def test_a_posting_waits_for_the_closing_and_is_refused(january, order):
    began = threading.Event()
    with transaction.atomic():
        close_period(period=january)

        def late() -> object:
            began.set()
            return post(order)

        posting = elsewhere(late)
        began.wait(timeout=60)
        time.sleep(0.5)
        assert not posting.done()

    assert "outside the allowed range, from 2026-02-01 on" in posting.result(timeout=60)
    assert entries() == []
