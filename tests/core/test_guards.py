"""What was posted is kept by the database itself, on both engines."""

import pytest
from django.db import IntegrityError, connection, transaction

from tests.factories import ItemFactory, UserFactory, purchase_order, setup_series
from tracking.posting import post_document

GUARDED = [
    ("ledger_itemledgerentry", "description", "'x'"),
    ("ledger_itemledgerentry", "serial_no", "'S9'"),
    ("ledger_itemledgerentry", "quantity", "quantity + 1"),
    ("ledger_itemledgerentry", "posting_date", "'2030-01-01'"),
    ("ledger_itemapplicationentry", "quantity", "quantity + 1"),
    ("ledger_register", "source", "'x'"),
    ("ledger_registerseal", "digest", "'x'"),
    ("documents_posteddocument", "external_document_no", "'x'"),
    ("documents_posteddocumentline", "description", "'x'"),
]


@pytest.fixture
def posted(delete_guards):
    setup_series()
    return post_document(document=purchase_order(ItemFactory(), 3), by=UserFactory())


def refuses(statement):
    with (
        pytest.raises(IntegrityError, match="never changed or deleted"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(statement)


@pytest.mark.rule("POST-175", "POST-124")
@pytest.mark.parametrize(("table", "column", "value"), GUARDED)
def test_a_posted_row_cannot_be_changed_around_the_models(posted, table, column, value):
    refuses(f"update {table} set {column} = {value}")


@pytest.mark.rule("POST-175", "POST-124")
@pytest.mark.parametrize("table", sorted({table for table, *_ in GUARDED}))
def test_a_posted_row_cannot_be_deleted_around_the_models(posted, table):
    refuses(f"delete from {table}")


@pytest.mark.rule("POST-175")
def test_what_the_engine_keeps_up_to_date_may_change(posted):
    with connection.cursor() as cursor:
        cursor.execute(
            "update ledger_itemledgerentry set remaining_quantity = remaining_quantity - 1"
        )

    assert posted.entry_count == 1
