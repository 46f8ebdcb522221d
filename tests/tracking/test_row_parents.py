"""Tracking rows hang on their line and on their open page, whatever goes around the services."""

import pytest
from django.db import IntegrityError, connection, transaction

from tests.factories import ItemFactory, UserFactory, lot_code, purchase_order, tracked
from tracking.models import TrackingLine
from tracking.services.sessions import open_page

pytestmark = pytest.mark.django_db(transaction=True)

NOBODY = 999_999_999


@pytest.fixture
def line():
    return purchase_order(ItemFactory(item_tracking_code=lot_code()), 8).lines.get()


@pytest.fixture
def saved(line):
    return tracked(line, lot_no="L1", quantity=5)


@pytest.fixture
def session(line, saved):
    return open_page(line, UserFactory())


def refused(statement: str, *values: object) -> None:
    before = list(TrackingLine.objects.order_by("pk").values_list("pk", "line_id", "session_id"))
    with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement, values)
    assert before == list(
        TrackingLine.objects.order_by("pk").values_list("pk", "line_id", "session_id")
    )


def copied(column: str) -> str:
    """Another row like it, but for its number and the column."""
    columns = [field.column for field in TrackingLine._meta.local_concrete_fields[1:]]
    values = ["'L2'" if one == "lot_no" else "%s" if one == column else one for one in columns]
    return (
        f"insert into tracking_trackingline ({', '.join(columns)})"
        f" select {', '.join(values)} from tracking_trackingline where id = %s"
    )


@pytest.mark.parametrize("column", ["line_id", "session_id"])
def test_a_row_of_nothing_is_refused(saved, column):
    refused(copied(column), NOBODY, saved.pk)


@pytest.mark.parametrize("column", ["line_id", "session_id"])
def test_a_row_cannot_be_moved_to_nothing(saved, column):
    refused(f"update tracking_trackingline set {column} = %s where id = %s", NOBODY, saved.pk)


def test_a_line_stays_while_it_has_saved_rows(line, saved):
    refused("delete from documents_documentline where id = %s", line.pk)


def test_a_page_stays_while_it_has_rows(session):
    assert session.rows.exists()
    refused("delete from tracking_trackingsession where id = %s", session.pk)


def test_a_line_stays_while_only_an_open_page_has_rows(line, session):
    TrackingLine.objects.filter(session=None).delete()
    refused("delete from documents_documentline where id = %s", line.pk)


def test_row_and_line_may_go_in_any_order_within_a_transaction(line, saved):
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("delete from documents_documentline where id = %s", [line.pk])
        cursor.execute("delete from tracking_trackingline where id = %s", [saved.pk])

    assert not TrackingLine.objects.exists()


@pytest.mark.postgres
def test_many_rows_look_their_line_up_once():
    """A foreign key would ask for each of them again."""
    with connection.cursor() as cursor:
        keys = connection.introspection.get_constraints(cursor, "tracking_trackingline")
        cursor.execute(
            "select count(*) from pg_trigger where tgrelid = 'tracking_trackingline'::regclass"
            " and tgname like '%%added' and tgtype & 1 = 0"
        )
        assert cursor.fetchone() == (2,)
    assert not [name for name, key in keys.items() if key["foreign_key"]]
