"""What is sent twice, late, too long or by mistake to the packing station."""

from decimal import Decimal

import pytest
from django.urls import reverse

from tests.factories import ItemFactory, UserFactory, lot_code
from tests.warehouse.packing_scenes import (
    PACK_DAY,
    closed,
    contents_of,
    opened,
    pack_it,
    packed,
    refused,
)
from tests.warehouse.scenes import put
from tests.warehouse.test_packing_pages import clerk, east, order_of, pump, send
from warehouse.models import Container
from warehouse.packing.services import unpack

__all__ = ["clerk", "east", "pump"]
pytestmark = pytest.mark.django_db


def by_form(client, container, **values):
    return client.post(reverse("pack_by_form", args=[container.pk]), values)


@pytest.mark.rule("SCAN-020")
def test_a_form_that_is_sent_again_packs_once_also_when_nothing_is_left(clerk, east):
    lamp = ItemFactory(no="LAMP")
    put(east, "B1", lamp, 5)
    container = opened(order_of(lamp, 2, east), east)
    form = {"line": container.source.lines.get().pk, "quantity": "2", "key": "k1"}

    first, again = by_form(clerk, container, **form), by_form(clerk, container, **form)

    assert (first.status_code, again.status_code) == (302, 302)
    assert contents_of(container) == [("", "", 2)]


@pytest.mark.rule("SCAN-020")
def test_what_is_taken_out_by_a_scan_sent_again_is_taken_out_once(clerk, east):
    lamp = ItemFactory(no="LAMP")
    put(east, "B1", lamp, 5)
    container = packed(order_of(lamp, 4, east), east, quantity=4)
    send(clerk, container, "turn")

    for _ in range(2):
        text = send(clerk, container, "scan", scan="LAMP", key="k7")

    assert contents_of(container) == [("", "", 3)]
    assert "1 of item LAMP is out of container" in text


@pytest.mark.rule("PACK-009", "SET-021")
def test_no_part_of_a_unit_is_packed_of_goods_that_are_counted_in_whole_ones(east):
    lamp = ItemFactory(no="LAMP", rounding_precision=1)
    put(east, "B1", lamp, 5)
    container = opened(order_of(lamp, 4, east), east)

    told = refused(lambda: pack_it(container, quantity="0.5"))

    assert told == (
        "0.5 of item LAMP is not a multiple of 1, its Qty. Rounding Precision. Enter one that is."
    )
    pack_it(container, quantity=2)
    told = refused(
        lambda: unpack(
            line=container.lines.get(), by=UserFactory(), on=PACK_DAY, quantity=Decimal("0.5")
        )
    )
    assert "0.5" in told
    assert contents_of(container) == [("", "", 2)]


@pytest.mark.rule("SET-002", "ERR-007")
@pytest.mark.parametrize("field", ["lot_no", "package_no"])
@pytest.mark.parametrize("number", ["\ufb03" * 50, "a\x01b", "X" * 51])
def test_no_number_breaks_the_form(clerk, east, field, number):
    item = ItemFactory(no="LAMP")
    put(east, "B1", item, 5)
    container = opened(order_of(item, 2, east), east)

    answer = by_form(
        clerk, container, line=container.source.lines.get().pk, quantity="1", **{field: number}
    )

    assert answer.status_code == 422
    assert contents_of(container) == []


@pytest.mark.rule("PACK-009", "ERR-002")
@pytest.mark.parametrize("quantity", ["0", "-1", "1e400", "NaN", "Infinity", "9" * 30, "<b>", ""])
@pytest.mark.parametrize("how", ["form", "scan"])
def test_no_quantity_breaks_the_bench(clerk, east, quantity, how):
    lamp = ItemFactory(no="LAMP")
    put(east, "B1", lamp, 5)
    container = opened(order_of(lamp, 2, east), east)
    line = container.source.lines.get()

    if how == "form":
        assert by_form(clerk, container, line=line.pk, quantity=quantity).status_code == 422
    else:
        send(clerk, container, "choose", line=line.pk)
        send(clerk, container, "quantity", quantity=quantity)

    assert contents_of(container) == []


@pytest.mark.rule("PACK-011")
def test_goods_without_lot_take_no_lot_that_is_nowhere(clerk, east):
    item = ItemFactory(no="BOLT", item_tracking_code=lot_code())
    put(east, "B1", item, lots={"A": 5})
    container = opened(order_of(item, 2, east), east)

    told = refused(lambda: pack_it(container, quantity=1, lot_no="NOWHERE"))

    assert "Lot No. NOWHERE of item BOLT is not to be packed" in told


@pytest.mark.rule("PACK-012")
def test_goods_that_carry_no_numbers_are_packed_under_none(east):
    lamp = ItemFactory(no="LAMP")
    put(east, "B1", lamp, 5)
    container = opened(order_of(lamp, 2, east), east)

    for kind, caption in (("lot_no", "Lot No."), ("package_no", "Package No.")):
        told = refused(lambda kind=kind: pack_it(container, quantity=1, **{kind: "X1"}))
        assert told == (
            f"Item LAMP carries no {caption} here, so X1 is not packed with it. Leave the field blank."
        )


@pytest.mark.rule("WHS-267")
@pytest.mark.parametrize(
    "name",
    ["close_container", "reopen_container", "cancel_container", "ship_container", "container_scan",
     "pack_by_form"],
)  # fmt: skip
def test_nothing_is_done_by_looking_or_on_what_is_not_there(clerk, east, name):
    lamp = ItemFactory(no="LAMP")
    put(east, "B1", lamp, 5)
    container = closed(order_of(lamp, 2, east), east, quantity=1)

    assert clerk.get(reverse(name, args=[container.pk])).status_code == 405
    for pk in (container.pk + 1, 10**30):
        assert clerk.post(reverse(name, args=[pk])).status_code == 404
    container.refresh_from_db()
    assert container.status == "closed"


@pytest.mark.rule("PACK-018")
def test_a_container_is_closed_once_and_cancelled_only_open(clerk, east):
    lamp = ItemFactory(no="LAMP")
    put(east, "B1", lamp, 5)
    container = closed(order_of(lamp, 2, east), east, quantity=1)

    for name in ("close_container", "cancel_container"):
        answer = clerk.post(reverse(name, args=[container.pk]))
        assert answer.status_code == 422
        assert f"Container {container.no} is closed" in answer.text
    assert Container.objects.get().status == "closed"
