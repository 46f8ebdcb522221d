"""What could be made again need not wait for the disk; what people typed must."""

import pytest
from django.db import connection, transaction

from wms.core.durability import need_not_last

pytestmark = pytest.mark.django_db(transaction=True)
LASTS, NEED_NOT = "on", "off"


@pytest.fixture(autouse=True)
def waiting_for_the_disk():
    """The test server is told never to wait; companies' servers do."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("set synchronous_commit = on")


def now() -> str:
    if connection.vendor != "postgresql":
        return LASTS  # it has no such switch
    with connection.cursor() as cursor:
        cursor.execute("show synchronous_commit")
        return cursor.fetchone()[0]


def test_given_a_copy_when_written_then_only_its_own_transaction_does_not_wait():
    expected = NEED_NOT if connection.vendor == "postgresql" else LASTS

    with transaction.atomic():
        need_not_last()
        assert now() == expected

    assert now() == LASTS


def test_given_more_to_keep_around_it_then_all_of_it_waits():
    with transaction.atomic():
        with transaction.atomic():
            need_not_last()
        assert now() == LASTS


def test_given_no_transaction_then_nothing_is_said():
    need_not_last()

    assert now() == LASTS
