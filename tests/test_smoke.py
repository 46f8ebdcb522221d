import pytest

from tests.factories import ItemFactory, purchase_order, serial_code, setup_series, tracked


@pytest.mark.django_db
def test_factories_make_an_order_with_tracking():
    setup_series()
    chair = ItemFactory(no="1900-S", item_tracking_code=serial_code())
    order = purchase_order(chair, 2)
    tracked(order.lines.get(), "s1")

    assert order.lines.get().tracking_lines.get().serial_no == "S1"
