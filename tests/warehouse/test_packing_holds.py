"""What is packed stays for its order: other postings and moves leave it where it is (PACK-009, WHS-237)."""

from datetime import date

import pytest

from tests.factories import (
    ItemFactory,
    LocationFactory,
    UserFactory,
    add_line,
    code_with,
    journal,
    lot_code,
    reclassification,
    tracked,
)
from tests.warehouse.packing_scenes import (
    books_are_right,
    closed,
    contents_of,
    opened,
    pack_it,
    packed,
    packing_location,
    refused,
    ship,
    texts,
)
from tests.warehouse.scenes import put, released_order
from tracking.posting import post_document
from wms.documents.kinds import EntryType, PurchasingCode
from wms.documents.models import Document
from wms.documents.services.lines import change_line

pytestmark = pytest.mark.django_db


@pytest.fixture
def east():
    return packing_location(bins=("B1", "B2"))


def order_of(item, quantity, location, **values):
    return released_order(item, quantity, location, bin=location.bins.get(code="B1"), **values)


def write_off(item, quantity, location, *, lot="", bin_code="B1"):
    batch = journal(location=location)
    line = add_line(
        batch,
        item,
        quantity,
        entry_type=EntryType.NEGATIVE_ADJMT,
        bin=location.bins.get(code=bin_code),
    )
    if lot:
        tracked(line, "", lot, quantity=quantity)
    return post_document(document=batch, by=UserFactory())


@pytest.mark.rule("PACK-009")
def test_goods_without_numbers_that_are_packed_are_not_written_off(east):
    lamp = ItemFactory(no="LAMP")
    put(east, "B1", lamp, 10)
    order = order_of(lamp, 6, east)
    container = closed(order, east, quantity=6)

    told = refused(lambda: write_off(lamp, 5, east))

    assert told.endswith(
        f"Item LAMP: of 10 at location EAST 6 are packed, {container} for {order}, so at most 4 can leave, "
        "not 5. Post less, or take them out there first."
    )
    write_off(lamp, 4, east)
    ship(order, east)
    assert books_are_right()


@pytest.mark.rule("PACK-009")
def test_a_lot_that_is_packed_stays_and_others_go(east):
    bolt = ItemFactory(no="BOLT", item_tracking_code=lot_code())
    put(east, "B1", bolt, lots={"A": 5, "B": 5})
    container = packed(order_of(bolt, 3, east), east, quantity=3, lot_no="A")

    told = refused(lambda: write_off(bolt, 3, east, lot="A"))

    assert told.endswith(
        f"Item BOLT, lot A: of 5 at location EAST 3 are packed, {container} for {container.source}, so at "
        "most 2 can leave, not 3. Post less, or take them out there first."
    )
    write_off(bolt, 2, east, lot="A")
    write_off(bolt, 5, east, lot="B")
    assert books_are_right()


@pytest.mark.rule("PACK-009")
def test_packed_goods_are_not_moved_to_another_location_by_a_journal(east):
    lamp, west = ItemFactory(no="LAMP"), LocationFactory(code="WEST")
    put(east, "B1", lamp, 10)
    packed(order_of(lamp, 6, east), east, quantity=6)
    batch = reclassification(location=east)
    add_line(batch, lamp, 5, new_location=west, bin=east.bins.get(code="B1"))

    assert "6 are packed" in refused(lambda: post_document(document=batch, by=UserFactory()))


@pytest.mark.rule("PACK-012", "PACK-009")
def test_units_that_are_packed_under_new_serials_are_not_packed_twice(east):
    item = ItemFactory(
        no="CHAIR", item_tracking_code=code_with("SNOUT", sn_sales_outbound_tracking=True)
    )
    put(east, "B1", item, 2)
    packed(order_of(item, 2, east), east, "S1", "S2")

    done = pack_it(opened(order_of(item, 2, east), east), "T1")

    assert done.lines == []
    assert "No unit of item CHAIR without serial number is left" in texts(done)[0]


@pytest.mark.rule("CAP-036")
def test_a_packed_line_does_not_become_a_drop_shipment(east):
    lamp = ItemFactory(no="LAMP")
    put(east, "B1", lamp, 5)
    order = order_of(lamp, 4, east)
    container = packed(order, east, quantity=3)
    Document.objects.filter(pk=order.pk).update(status="open")

    told = refused(
        lambda: change_line(
            line=order.lines.get(), by=UserFactory(), purchasing_code=PurchasingCode.DROP_SHIPMENT
        )
    )

    assert f"Purchasing Code cannot be changed, because the line stands on {container}" in told


@pytest.mark.rule("PACK-009")
def test_of_one_lot_the_date_changes_while_a_part_of_it_is_packed(east):
    bolt = ItemFactory(no="BOLT", item_tracking_code=lot_code(use_expiration_dates=True))
    put(east, "B1", bolt, lots={"A": 5}, expiration_date=date(2026, 6, 30))
    packed(order_of(bolt, 3, east), east, quantity=3)
    batch = reclassification(location=east)
    line = add_line(batch, bolt, 5, new_location=east, bin=east.bins.get(code="B1"))
    line.new_bin = east.bins.get(code="B1")
    line.save()
    tracked(
        line, "", "A", quantity=5, new_lot_no="A", expiration_date=date(2026, 6, 30),
        new_expiration_date=date(2026, 7, 31),
    )  # fmt: skip

    post_document(document=batch, by=UserFactory())

    assert books_are_right()


@pytest.mark.rule("PACK-012")
def test_a_serial_is_packed_with_the_lot_that_it_lies_in(east):
    item = ItemFactory(
        no="CHAIR", item_tracking_code=code_with("SNLOT", specific=("serial", "lot"))
    )
    batch = journal(location=east)
    line = add_line(
        batch, item, 2, entry_type=EntryType.POSITIVE_ADJMT, bin=east.bins.get(code="B1")
    )
    tracked(line, "S1", "A")
    tracked(line, "S2", "B")
    post_document(document=batch, by=UserFactory())
    container = opened(order_of(item, 2, east), east)

    done = pack_it(container, "S1", "S2", lot_no="A")

    assert contents_of(container) == [("S1", "A", 1)]
    assert texts(done) == [
        "Serial number S2 of item CHAIR lies in lot B, not in lot A. Scan one of that lot, or leave the lot "
        "blank."
    ]
