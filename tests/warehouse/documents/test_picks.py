"""Warehouse picks: made from a released shipment, registered, and shipped from its bin."""

import pytest

from tests.factories import ItemFactory, UserFactory, lot_code, serial_code
from tests.warehouse.documents.pick_scenes import (
    handle,
    lines,
    moves,
    pick,
    picked,
    picked_location,
    register,
    rows_of,
    shipment_of,
)
from tests.warehouse.documents.scenes import figures, post
from tests.warehouse.scenes import contents, put
from warehouse.models import Activity, PickedNumber, WarehouseDocument
from warehouse.services import pick_work
from wms.ledger.models import ItemLedgerEntry

pytestmark = pytest.mark.django_db


@pytest.fixture
def paint(db):
    return ItemFactory(no="PAINT", item_tracking_code=lot_code())


@pytest.fixture
def chair(db):
    return ItemFactory(no="CHAIR", item_tracking_code=serial_code())


@pytest.fixture
def yellow(db):
    return picked_location()


@pytest.mark.rule("WHS-004", "WHS-064", "WHS-081", "WHS-086", "WHS-087")
def test_a_pick_has_the_numbers_of_the_order_and_is_filled(paint, yellow):
    put(yellow, "B1", paint, lots={"L1": 30, "L2": 5})
    put(yellow, "B2", paint, lots={"L2": 20})
    shipment = shipment_of(paint, 50, yellow, lots={"L1": 30, "L2": 20})

    made = picked(shipment)

    assert lines(made) == [
        ("take", "B1", "", "L1", 30),
        ("take", "B1", "", "L2", 5),
        ("take", "B2", "", "L2", 15),
    ]
    assert [line.qty_to_handle for line in made.lines.order_by("line_no")] == [30, 5, 15]
    assert all(line.number_is_fixed for line in made.lines.all())
    assert made.whse_document == shipment


@pytest.mark.rule("WHS-038", "WHS-160", "WHS-161", "WHS-162", "WHS-204", "WHS-208", "WHS-210")
def test_what_is_registered_can_be_shipped_and_no_more(paint, yellow):
    put(yellow, "B1", paint, lots={"L1": 20, "L2": 30})
    shipment = shipment_of(paint, 50, yellow, lots={"L1": 20, "L2": 30})
    made = handle(picked(shipment), 20, 10)
    before = ItemLedgerEntry.objects.count()

    work = register(made)

    assert figures(shipment) == [(50, 30, 0)]
    assert shipment.lines.get().qty_picked == 30
    assert ItemLedgerEntry.objects.count() == before
    assert moves() == [
        ("B1", "", "L1", -20, "movement"),
        ("SHIP", "", "L1", 20, "movement"),
        ("B1", "", "L2", -10, "movement"),
        ("SHIP", "", "L2", 10, "movement"),
    ]
    assert rows_of(shipment) == [("", "L1", 20, 20, 0), ("", "L2", 30, 10, 0)]
    assert [(line.quantity, line.qty_handled, line.qty_to_handle) for line in made.lines.all()] == [
        (30, 10, 20)
    ]
    assert [
        (line.action_type, line.bin.code, line.lot_no, line.quantity)
        for line in work.registered.lines.order_by("line_no")
    ] == [
        ("take", "B1", "L1", 20),
        ("place", "SHIP", "L1", 20),
        ("take", "B1", "L2", 10),
        ("place", "SHIP", "L2", 10),
    ]

    post(shipment)

    assert figures(shipment) == [(50, 0, 30)]
    assert contents(yellow) == {("B1", "", "L2"): 20}
    assert not PickedNumber.objects.exists()

    register(made)
    post(shipment)

    assert not WarehouseDocument.objects.exists()
    assert not Activity.objects.exists()
    assert contents(yellow) == {}
    shipped = ItemLedgerEntry.objects.filter(quantity__lt=0).order_by("pk")
    assert [(entry.lot_no, entry.quantity) for entry in shipped] == [
        ("L1", -20),
        ("L2", -10),
        ("L2", -20),
    ]


@pytest.mark.rule("WHS-055", "WHS-063", "WHS-069", "WHS-129", "WHS-165")
def test_numbers_typed_on_the_pick_reach_the_order(chair, yellow):
    put(yellow, "B1", chair, serials=["S1", "S2", "S3"])
    shipment = shipment_of(chair, 2, yellow)
    made = picked(shipment)
    assert [(one[0], one[1], one[4]) for one in lines(made)] == [("take", "B1", 1)] * 2

    for line, serial in zip(made.lines.order_by("line_no"), ("S3", "S1"), strict=True):
        pick_work.change_line(line=line, by=UserFactory(), serial_no=serial)
    register(made)
    post(shipment)

    assert contents(yellow) == {("B1", "S2", ""): 1}
    assert sorted(
        ItemLedgerEntry.objects.filter(quantity__lt=0).values_list("serial_no", flat=True)
    ) == ["S1", "S3"]


@pytest.mark.rule("WHS-087", "WHS-092", "WHS-095")
def test_without_bins_a_line_has_no_action_and_picked_goods_are_not_picked_again(paint):
    place = picked_location("GREY", bins=())
    put(place, "", paint, lots={"L1": 10})
    first = shipment_of(paint, 6, place)
    made = picked(first)
    assert lines(made) == [("", "", "", "", 6)]
    pick_work.change_line(line=made.lines.get(), by=UserFactory(), lot_no="L1")
    register(made)
    second = shipment_of(paint, 6, place)

    [again] = pick(second).picks

    assert lines(again.activity) == [("", "", "", "", 4)]
    assert str(again.shortages[0]) == (
        f"Line 10000: 4 of 6 of item PAINT could be put on the pick: 2 on {first.in_words}."
    )
    assert not moves()
    post(first)
    assert ItemLedgerEntry.objects.get(quantity__lt=0).lot_no == "L1"
