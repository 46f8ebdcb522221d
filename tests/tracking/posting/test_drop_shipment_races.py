"""Both sides of drop shipments posted at the same moment: one wins, nobody meets a deadlock."""

import pytest

from tests.factories import ItemFactory, UserFactory, lot_code, purchase_order, setup_series
from tests.tracking.posting.desk import entries, lot, post, sales
from tests.tracking.posting.test_races import at_once
from tracking.binding import services as binding
from tracking.posting import Posted
from wms.core.errors import Refused
from wms.ledger.checks import ledger_differences

pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True)]


@pytest.fixture(autouse=True)
def company(transactional_db) -> None:
    setup_series()


def bought(*lots):
    """A purchase order for a sale of each lot."""
    by = UserFactory()
    bolt = ItemFactory(no="BOLT", item_tracking_code=lot_code())
    drop = {"purchasing_code": "drop_shipment"}
    found = [sales(bolt, lot(one, 5), no=f"SO{one}", line=drop, created_by=by) for one in lots]
    order = purchase_order(no="PO1", created_by=by)
    ids = [line.pk for sale in found for line in sale.lines.all()]
    binding.get_sales_lines(document=order, line_ids=ids, by=by)
    return order, found


@pytest.mark.rule("POST-058", "POST-167")
def test_of_both_sides_posted_at_once_one_wins():
    order, [sale] = bought("A")

    answers = at_once([lambda: post(order), lambda: post(sale)] * 3)

    assert [type(answer) for answer in answers].count(Posted) == 1
    assert [type(answer) for answer in answers].count(Refused) == 5
    assert entries("quantity", "remaining_quantity") == [(5, 0), (-5, 0)]
    assert ledger_differences() == []


@pytest.mark.rule("POST-058", "POST-167")
def test_sales_of_one_purchase_order_posted_at_once_are_all_posted():
    _, found = bought("A", "B", "C", "D")

    answers = at_once([lambda sale=sale: post(sale) for sale in found])

    assert [type(answer) for answer in answers] == [Posted] * 4
    assert sorted(entries("lot_no", "quantity")) == sorted(
        (one, quantity) for one in "ABCD" for quantity in (5, -5)
    )
    assert ledger_differences() == []
