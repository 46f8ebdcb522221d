"""Special orders posted and taken by several at once: the goods are their sale's, and nobody meets a deadlock."""

import pytest

from tests.factories import ItemFactory, lot_code, setup_series
from tests.tracking.posting.desk import lot, post, sales
from tests.tracking.posting.test_races import at_once
from tests.tracking.specialorders import held, special
from tracking.binding.releasing import release
from tracking.posting import Posted
from wms.core.errors import Refused
from wms.documents.models import DocumentLine
from wms.ledger.checks import ledger_differences

pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True)]


@pytest.fixture(autouse=True)
def company(transactional_db) -> None:
    setup_series()


@pytest.fixture
def both(company):
    return special(ItemFactory(no="BOLT", item_tracking_code=lot_code()), lot("A", 5))


@pytest.mark.rule("ITL-223", "POST-167")
def test_a_rival_never_gets_what_comes_in_for_another_sale(both):
    sale, order = both
    item = sale.lines.get().item
    rivals = [sales(item, lot("A", 1), no=f"SO{no}") for no in range(2, 5)]

    answers = at_once([lambda: post(order), *(lambda one=one: post(one) for one in rivals)])

    assert [type(answer) for answer in answers] == [Posted, Refused, Refused, Refused]
    assert [quantity for _, quantity in held(sale)] == [5]
    assert ledger_differences() == []


@pytest.mark.rule("ITL-223", "POST-167")
def test_both_sides_posted_at_once_leave_the_book_in_order(both):
    sale, order = both

    answers = at_once([lambda: post(order), lambda: post(sale)] * 3)

    assert {type(answer) for answer in answers} <= {Posted, Refused}
    assert sum(isinstance(answer, Posted) for answer in answers) in (1, 2)
    assert ledger_differences() == []


@pytest.mark.rule("ITL-223", "POST-167")
def test_a_release_from_both_sides_at_once_happens_once(both):
    by = both[0].created_by
    lines = [document.lines.get() for document in both]

    answers = at_once([lambda one=one: release(line=one, by=by) for one in lines])

    assert [isinstance(answer, Refused) for answer in answers].count(True) == 1
    assert not DocumentLine.objects.exclude(sales_line=None).exists()
