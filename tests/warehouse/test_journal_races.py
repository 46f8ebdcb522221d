"""Two warehouse journals at the same moment: what lies in a bin is moved once (WHS-034, WHS-267)."""

from decimal import Decimal

import pytest

from tests.factories import ItemFactory, NumberSeriesFactory, UserFactory
from tests.factories.documents import JAN_2
from tests.warehouse.scenes import bin_of, contents, pick_location, put
from tests.warehouse.test_races import at_once
from warehouse.journal import services
from warehouse.models import WarehouseJournal, WarehouseSetup
from wms.core.errors import Refused

pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True)]


def journal_of(place, item, quantity, by):
    journal = services.create_journal(location=place, on=JAN_2, by=by)
    services.add_line(
        journal=journal,
        by=by,
        item=item,
        variant=item.variants.get(code=""),
        from_bin=bin_of(place, "A-1"),
        to_bin=bin_of(place, "A-2"),
        quantity=Decimal(quantity),
    )
    return journal


@pytest.fixture
def place(transactional_db):
    location = pick_location("EAST", bins=("A-1", "A-2"))
    WarehouseSetup.objects.update(warehouse_journal_nos=NumberSeriesFactory(code="WJ"))
    return location


@pytest.mark.rule("WHS-034")
def test_given_two_journals_that_want_the_same_goods_then_one_moves_them(place):
    item, by = ItemFactory(), UserFactory()
    put(place, "A-1", item, 3)
    journals = [journal_of(place, item, 3, by) for _ in range(2)]

    outcomes = at_once(
        *(lambda one=one: services.register_journal(journal=one, by=by) for one in journals)
    )

    assert sum(isinstance(outcome, Refused) for outcome in outcomes) == 1
    assert contents(place) == {("A-2", "", ""): 3}


@pytest.mark.rule("WHS-267")
def test_given_one_journal_registered_twice_at_once_then_its_goods_move_once(place):
    item, by = ItemFactory(), UserFactory()
    put(place, "A-1", item, 6)
    journal = journal_of(place, item, 3, by)

    outcomes = at_once(
        *(
            lambda: services.register_journal(journal=journal, by=by, request_key="once")
            for _ in range(2)
        )
    )

    assert all(isinstance(outcome, WarehouseJournal) for outcome in outcomes)
    assert contents(place) == {("A-1", "", ""): 3, ("A-2", "", ""): 3}
