"""The quick flush between tests leaves what Django's own leaves."""

from collections.abc import Iterator
from typing import Any

import pytest
from django.contrib.auth.models import Group, Permission
from django.contrib.contenttypes.models import ContentType
from django.core.management import call_command
from django.db import DatabaseError, connection

from tests.factories import ItemFactory, UserFactory, lot_code, sales_order, tracked
from tests.flush_fixture import KeptRows
from tests.tracking.stock import in_stock
from wms.inventory.models import InventorySetup, Location
from wms.ledger.models import ItemLedgerEntry, LedgerCounter

pytestmark = pytest.mark.django_db(transaction=True)

# Numbers that the database gives: after Django's flush the fixed rows have others.
GIVEN = {"id", "content_type_id", "permission_id", "group_id"}


@pytest.fixture
def kept() -> Iterator[KeptRows]:
    assert KeptRows.can_be_put_back(), "the user of the tests is no superuser of this PostgreSQL"
    _flush_of_django()
    yield KeptRows("kept_by_test")
    with connection.cursor() as cursor:
        sqlite = connection.vendor == "sqlite"
        cursor.execute(
            "detach database kept_by_test" if sqlite else "drop schema kept_by_test cascade"
        )


def test_whatever_a_test_committed_then_the_database_is_as_after_the_flush_of_django(kept):
    _work()
    worked = _everything()
    _flush_of_django()
    expected = _everything()

    _work()
    kept.put_back()

    assert worked != expected
    assert _everything() == expected
    assert not kept._changed(connection.cursor())


def test_given_a_role_lost_a_right_then_it_has_it_again(kept):
    rights = _rights()
    Group.objects.first().permissions.first().delete()

    kept.put_back()

    assert _rights() == rights
    assert Permission.objects.filter(content_type__model="item").exists()


def test_the_type_of_a_model_that_was_made_meanwhile_is_forgotten(kept):
    made = ContentType.objects.create(app_label="nowhere", model="thing")
    ContentType.objects.get_for_id(made.pk)

    kept.put_back()

    with pytest.raises(ContentType.DoesNotExist):
        ContentType.objects.get_for_id(made.pk)


def test_a_test_may_have_closed_the_connection(kept):
    ItemFactory(no="1900")
    connection.close()

    kept.put_back()

    assert not kept._changed(connection.cursor())


@pytest.mark.postgres
def test_the_guards_of_the_book_stand_after_it(kept):
    kept.put_back()
    in_stock(ItemFactory(item_tracking_code=lot_code()), 5, lot_no="A")

    with pytest.raises(DatabaseError, match="ledger"):
        ItemLedgerEntry.objects.all()._raw_delete("default")
    assert ItemLedgerEntry.objects.count() == 1


def _flush_of_django() -> None:
    call_command("flush", verbosity=0, interactive=False, reset_sequences=False)


def _work() -> None:
    """Rows in many tables, posted ones among them; fixed rows changed, added and taken away."""
    item = ItemFactory(no="1900", item_tracking_code=lot_code())
    in_stock(item, 5, lot_no="A")
    tracked(sales_order(item, 1).lines.get(), "", "A")
    Group.objects.create(name="night shift").user_set.add(UserFactory())
    Group.objects.get(name="sales").delete()
    Permission.objects.first().delete()
    ContentType.objects.create(app_label="nowhere", model="thing")
    InventorySetup.objects.update(package_caption="Crate No.")
    Location.objects.filter(code="").update(name="Nowhere")
    assert LedgerCounter.objects.get().next_entry_no > 1


def _everything() -> dict[str, Any]:
    """All rows of all tables, without the numbers that the database gave them; and who may do what."""
    found: dict[str, Any] = {"rights": _rights()}
    with connection.cursor() as cursor:
        for table in connection.introspection.django_table_names(only_existing=True):
            cursor.execute(f'select * from "{table}"')
            told = [i for i, column in enumerate(cursor.description) if column[0] not in GIVEN]
            found[table] = sorted(repr([row[i] for i in told]) for row in cursor.fetchall())
    return found


def _rights() -> list[tuple]:
    return sorted(
        Group.objects.values_list(
            "name", "permissions__content_type__app_label", "permissions__codename"
        )
    )
