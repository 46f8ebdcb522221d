"""Special orders on the pages: Get Sales Order, the locked page, the reservation page, release (ITL-223)."""

import pytest
from django.urls import reverse

from tests.factories import ItemFactory, lot_code, purchase_order, setup_series, user_with_role
from tests.tracking.posting.desk import lot, post, sales, the_line
from tests.tracking.specialorders import special
from tracking.models import TrackingLine

pytestmark = pytest.mark.django_db
SPECIAL = "special_order"
LINE = "Purchase order PO1, line 10000"


@pytest.fixture(autouse=True)
def company(db):
    setup_series()


@pytest.fixture
def bolt():
    return ItemFactory(no="BOLT", item_tracking_code=lot_code())


@pytest.fixture
def nail():
    return ItemFactory(no="NAIL")


@pytest.mark.rule("ITL-223")
@pytest.mark.parametrize("headers", [{}, {"HX-Request": "true"}])
def test_a_purchaser_gets_a_special_order(client, nail, headers):
    sale = sales(nail, quantity=5, no="SO1", line={"purchasing_code": SPECIAL, "to_handle": 0})
    order = purchase_order(no="PO1")
    address = reverse("get_special_order", args=[order.kind, order.pk])
    client.force_login(user_with_role("purchaser"))

    offered = client.get(address, headers=headers).content.decode()
    answer = client.post(address, {"line": the_line(sale).pk, "version": order.version})
    nothing = client.get(address).content.decode()

    assert "SO1, line 10000" in offered
    assert answer.status_code == 302
    assert the_line(order).sales_line == the_line(sale)
    assert "Choose Purchasing Code Special Order on the line of a sales order first." in nothing
    assert (
        "Special Order – Get Sales Order…" in client.get(order.get_absolute_url()).content.decode()
    )


@pytest.mark.rule("ITL-223")
def test_the_locked_page_links_to_the_supply_side_for_who_may_see_it(client, bolt):
    sale, order = special(bolt, lot("A", 6))
    address = reverse("tracking_lines", args=[the_line(sale).pk])
    there = reverse("tracking_lines", args=[the_line(order).pk])

    shown = {}
    for role in ("administrator", "sales"):
        client.force_login(user_with_role(role))
        shown[role] = client.get(address).content.decode()

    assert f'href="{there}"' in shown["administrator"]
    assert f'href="{there}"' not in shown["sales"]
    for text in shown.values():
        assert f"its numbers are set on {LINE}" in text


@pytest.mark.rule("ITL-223")
def test_the_reservation_page_tells_what_is_still_to_come_and_releases(client, bolt):
    sale, order = special(bolt, lot("A", 10))
    order.lines.update(qty_to_handle=4, qty_to_handle_base=4)
    TrackingLine.objects.filter(line__document=order).update(qty_to_handle=4)
    post(order)
    client.force_login(user_with_role("administrator"))
    address = reverse("reservations", args=[the_line(sale).pk])

    shown = client.get(address).content.decode()
    there = client.get(reverse("reservations", args=[the_line(order).pk])).content.decode()
    answer = client.post(reverse("release_binding", args=[the_line(sale).pk]), follow=True)

    assert "10 ordered, 4 received, 6 still to come; 0 of what came in are shipped." in shown
    assert "Bought by" in shown
    assert "Cancel all" not in shown
    assert "Bought for" in there
    assert "held for the sales line that they are bought for." in there
    assert f"The line is bound to {LINE} no more." in answer.content.decode()
    assert the_line(sale).bound_line is None
    assert "Cancel all" in answer.content.decode()


@pytest.mark.rule("ITL-223")
@pytest.mark.parametrize("role", ["purchaser", "warehouse clerk", "auditor"])
def test_who_may_not_change_sales_does_not_release_a_sales_line(client, nail, role):
    sale, _ = special(nail, quantity=5)
    address = reverse("release_binding", args=[the_line(sale).pk])

    anonymous = client.post(address)
    client.force_login(user_with_role(role))

    assert anonymous.status_code == 302
    assert client.post(address).status_code == 403
    assert client.get(address).status_code in (403, 405)
    assert the_line(sale).bound_line is not None


@pytest.mark.rule("ITL-223")
def test_a_second_release_is_told(client, nail):
    sale, order = special(nail, quantity=5)
    client.force_login(user_with_role("administrator"))
    client.post(reverse("release_binding", args=[the_line(order).pk]))

    again = client.post(reverse("release_binding", args=[the_line(sale).pk]), follow=True)

    assert "bound to no other" in again.content.decode()
