"""Warehouse picks: made from a released shipment, registered, and shipped from its bin."""

from decimal import Decimal

import pytest

from tests.factories import (
    ItemFactory,
    UserFactory,
    lot_code,
    serial_code,
    tracked,
)
from tests.tracking.groups.scenes import capturing_code
from tests.warehouse.documents.pick_scenes import (
    handle,
    lines,
    moves,
    pick,
    picked,
    picked_location,
    refused,
    register,
    rows_of,
    shipment_of,
)
from tests.warehouse.documents.scenes import SHIPMENT, figures, post
from tests.warehouse.documents.scenes import made as made_shipment
from tests.warehouse.scenes import contents, put, released_order
from tracking.models import NumberInformation
from warehouse.allocated import on_picks
from warehouse.documents.services import (
    change_line,
    delete_document,
    delete_line,
    release,
    reopen,
)
from warehouse.models import Activity, PickedNumber, RegisteredActivity, WarehouseDocument
from warehouse.services import pick_work
from warehouse.services.pick_deletion import delete_activity
from wms.core.errors import Refused
from wms.documents.models import Document
from wms.inventory.services.locations import save_location
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


# --- releasing, and what a pick fixes -------------------------------------------------------------


@pytest.mark.rule("WHS-205")
def test_picks_are_made_for_a_released_shipment_only(paint, yellow):
    put(yellow, "B1", paint, lots={"L1": 5})
    shipment = reopen(document=shipment_of(paint, 5, yellow), by=UserFactory())

    with refused("It is open. Release it first; then its picks can be made."):
        pick(shipment)

    assert not Activity.objects.exists()


@pytest.mark.rule("WHS-205")
def test_a_released_shipment_keeps_its_lines_and_is_reopened_without_picks_only(paint, yellow):
    put(yellow, "B1", paint, lots={"L1": 5})
    shipment = shipment_of(paint, 5, yellow)
    by = UserFactory()
    line = shipment.lines.get()

    with refused("It is released for picking. Reopen it first"):
        change_line(line=line, by=by, bin=yellow.bins.get(code="B2"))
    with refused("It is released for picking. Reopen it first"):
        delete_line(line=line, by=by)
    made = picked(shipment)
    with refused(f"It cannot be reopened while warehouse pick {made.no} is"):
        reopen(document=shipment, by=by)

    delete_activity(activity=made, by=by)
    assert reopen(document=shipment, by=by).status == "open"


@pytest.mark.rule("WHS-078", "WHS-205", "WHS-206")
def test_what_is_picked_or_on_a_pick_is_not_picked_again(paint, yellow):
    put(yellow, "B1", paint, lots={"L1": 6})
    shipment = shipment_of(paint, 10, yellow, lots={"L1": 10})
    first = picked(shipment)
    register(handle(first, 2))
    put(yellow, "B2", paint, lots={"L1": 9})

    second = picked(shipment)

    assert lines(second) == [("take", "B2", "", "L1", 4)]
    with refused("Everything on it is picked or on a pick already."):
        pick(shipment)


@pytest.mark.rule("WHS-123")
def test_what_cannot_be_picked_is_told_with_its_reason(paint, yellow):
    put(yellow, "B1", paint, lots={"L1": 3})
    shipment = shipment_of(paint, 5, yellow, lots={"L1": 5})

    made = pick(shipment)

    order = made.picks[0].activity.source
    assert made.shortages == [
        f"{order}, line 10000: 3 of 5 of item PAINT could be put on the pick: lot L1: 2 not in stock at "
        "location YELLOW."
    ]


@pytest.mark.rule("WHS-205")
def test_directed_locations_are_not_half_offered(paint, yellow):
    put(yellow, "B1", paint, lots={"L1": 3})
    shipment = shipment_of(paint, 3, yellow)
    type(yellow).objects.filter(pk=yellow.pk).update(directed_put_away_and_pick=True)
    shipment.refresh_from_db()

    with refused("Directed Put-away and Pick, whose picks this version does not"):
        pick(WarehouseDocument.objects.get(pk=shipment.pk))
    order = released_order(paint, 1, type(yellow).objects.get(pk=yellow.pk))
    with refused(
        "Location YELLOW has Directed Put-away and Pick, whose picks this version does not"
    ):
        made_shipment(SHIPMENT, order)


@pytest.mark.rule("WHS-089", "WHS-135")
def test_nothing_is_taken_from_the_bin_where_the_goods_go(paint):
    place = picked_location(bins=("B1", "B2", "GATE", "SHIP"))
    put(place, "B1", paint, lots={"L1": 2})
    put(place, "GATE", paint, lots={"L1": 9})
    shipment = reopen(document=shipment_of(paint, 5, place, lots={"L1": 5}), by=UserFactory())
    gate = place.bins.get(code="GATE")
    change_line(line=shipment.lines.get(), by=UserFactory(), bin=gate)
    shipment.status = "released"
    shipment.save()

    made = picked(shipment)

    assert lines(made) == [("take", "B1", "", "L1", 2)]
    with refused("is where the goods go"):
        pick_work.change_line(line=made.lines.get(), by=UserFactory(), bin=gate)


@pytest.mark.rule("WHS-096", "WHS-109")
def test_what_is_picked_into_another_bin_is_not_free_there(paint):
    place = picked_location(bins=("B1", "GATE", "SHIP"))
    put(place, "B1", paint, lots={"L1": 5})
    first = reopen(document=shipment_of(paint, 5, place), by=UserFactory())
    change_line(line=first.lines.get(), by=UserFactory(), bin=place.bins.get(code="GATE"))
    first.status = "released"
    first.save()
    made = picked(first)
    pick_work.change_line(line=made.lines.get(), by=UserFactory(), lot_no="L1")
    register(made)
    assert contents(place) == {("GATE", "", "L1"): 5}

    with refused(f"1 on {first.in_words}"):
        pick(shipment_of(paint, 1, place))


# --- registering ----------------------------------------------------------------------------------


@pytest.mark.rule("WHS-155", "WHS-267")
def test_nothing_to_handle_is_nothing_to_register(paint, yellow):
    put(yellow, "B1", paint, lots={"L1": 5})
    made = handle(picked(shipment_of(paint, 5, yellow, lots={"L1": 5})), 0)

    with refused("Nothing to register: Qty. to Handle is 0 on every line."):
        register(made)

    assert not RegisteredActivity.objects.exists()


@pytest.mark.rule("WHS-155", "WHS-048")
def test_a_reopened_order_keeps_its_pick_from_being_registered(paint, yellow):
    put(yellow, "B1", paint, lots={"L1": 5})
    made = picked(shipment_of(paint, 5, yellow, lots={"L1": 5}))
    Document.objects.filter(pk=made.source_id).update(status=Document.Status.OPEN)

    with refused("open"):
        register(made)

    assert moves() == []


@pytest.mark.rule("WHS-156")
def test_a_blank_number_is_named_and_nothing_moves(paint, yellow):
    put(yellow, "B1", paint, lots={"L1": 5})
    made = picked(shipment_of(paint, 5, yellow))

    with refused("Lot No. is blank for item PAINT, 5 to handle."):
        register(made)

    assert moves() == []
    assert not PickedNumber.objects.exists()


@pytest.mark.rule("WHS-103")
def test_a_number_blocked_since_is_not_registered(paint, yellow):
    put(yellow, "B1", paint, lots={"L1": 5})
    made = picked(shipment_of(paint, 5, yellow, lots={"L1": 5}))
    NumberInformation.objects.create(
        item=paint, variant=paint.variants.get(), kind="lot", number="L1", blocked=True
    )

    with refused("L1"):
        register(made)

    assert moves() == []


@pytest.mark.rule("WHS-034", "WHS-159")
def test_a_bin_gives_no_more_than_it_holds(paint, yellow):
    put(yellow, "B1", paint, lots={"L1": 5})
    made = picked(shipment_of(paint, 5, yellow, lots={"L1": 5}))
    made.lines.update(bin=yellow.bins.get(code="B2"))

    with refused("B2"):
        register(made)

    assert contents(yellow) == {("B1", "", "L1"): 5}


@pytest.mark.rule("WHS-022", "WHS-159")
def test_a_bin_blocked_inbound_takes_no_picked_goods(paint, yellow):
    put(yellow, "B1", paint, lots={"L1": 5})
    made = picked(shipment_of(paint, 5, yellow, lots={"L1": 5}))
    yellow.bins.filter(code="SHIP").update(block_movement="inbound")

    with refused("SHIP"):
        register(made)

    assert contents(yellow) == {("B1", "", "L1"): 5}


@pytest.mark.rule("WHS-167", "WHS-158")
def test_a_number_beyond_the_complete_tracking_of_the_order_is_refused(paint, yellow):
    put(yellow, "B1", paint, lots={"L1": 5, "L2": 5})
    made = picked(shipment_of(paint, 5, yellow))
    pick_work.change_line(line=made.lines.get(), by=UserFactory(), lot_no="L2")
    tracked(made.lines.get().source_line, "", "L1", quantity=5)

    with refused("L2"):
        register(made)

    assert moves() == []


@pytest.mark.rule("WHS-166")
def test_a_number_left_at_0_is_parked_on_the_order(paint, yellow):
    put(yellow, "B1", paint, lots={"L1": 20, "L2": 30})
    shipment = shipment_of(paint, 50, yellow, lots={"L1": 20, "L2": 30})

    register(handle(picked(shipment), 0, 30))

    assert rows_of(shipment) == [("", "L1", 20, 0, 0), ("", "L2", 30, 30, 0)]


@pytest.mark.rule("WHS-267", "POST-171")
def test_the_same_request_registers_once(paint, yellow):
    put(yellow, "B1", paint, lots={"L1": 5})
    shipment = shipment_of(paint, 5, yellow, lots={"L1": 5})
    made = handle(picked(shipment), 2)
    first = register(made, request_key="one")

    again = register(made, request_key="one")

    assert again.was_registered_before
    assert again.registered == first.registered
    assert shipment.lines.get().qty_picked == 2
    with pytest.raises(Refused):
        register(picked(shipment_of(paint, 0 + 1, yellow)), request_key="one")


@pytest.mark.rule("WHS-065", "WHS-056")
def test_a_serial_that_the_sale_needs_is_named_on_the_line(yellow):
    code = lot_code("LOTSN", sn_sales_outbound_tracking=True)
    lamp = ItemFactory(no="LAMP", item_tracking_code=code)
    put(yellow, "B1", lamp, lots={"L1": 5})
    made = picked(shipment_of(lamp, 1, yellow, lots={"L1": 1}))

    with refused("Serial No. is blank for item LAMP, which is shipped with one."):
        register(made)

    pick_work.change_line(line=made.lines.get(), by=UserFactory(), serial_no="N1")
    shipment = made.whse_document
    register(made)
    post(shipment)
    assert moves() == [("B1", "", "L1", -1, "movement"), ("SHIP", "", "L1", 1, "movement")]
    assert ItemLedgerEntry.objects.get(quantity__lt=0).serial_no == "N1"


# --- shipping what is picked ----------------------------------------------------------------------


@pytest.mark.rule("WHS-204")
def test_no_more_is_shipped_than_is_picked(paint, yellow):
    put(yellow, "B1", paint, lots={"L1": 5})
    shipment = shipment_of(paint, 5, yellow, lots={"L1": 5})
    register(handle(picked(shipment), 3))
    line = shipment.lines.get()

    with refused("Qty. to Ship of item PAINT lies between 0 and 3, which is picked"):
        change_line(line=line, by=UserFactory(), qty_to_handle=Decimal(4))

    assert figures(shipment) == [(5, 3, 0)]


@pytest.mark.rule("WHS-207")
def test_no_number_is_shipped_beyond_what_is_picked_of_it(paint, yellow):
    put(yellow, "B1", paint, lots={"L1": 5, "L2": 5})
    shipment = shipment_of(paint, 10, yellow, lots={"L1": 5, "L2": 5})
    register(handle(picked(shipment), 5, 2))
    line = shipment.lines.get()
    change_line(line=line, by=UserFactory(), qty_to_handle=Decimal(5))
    line.source_line.tracking_lines.filter(lot_no="L1").update(qty_to_handle=0)
    line.source_line.tracking_lines.filter(lot_no="L2").update(qty_to_handle=5)

    with refused("Item PAINT, lot L2: 5 to be shipped, but 2 picked."):
        post(shipment)

    assert not ItemLedgerEntry.objects.filter(quantity__lt=0).exists()


@pytest.mark.rule("WHS-208", "WHS-203")
def test_each_shipment_of_an_order_ships_its_own_picks(paint, yellow):
    put(yellow, "B1", paint, lots={"L1": 5, "L2": 5})
    one = reopen(document=shipment_of(paint, 10, yellow, lots={"L1": 5, "L2": 5}), by=UserFactory())
    one.lines.update(quantity=5)
    one.status = "released"
    one.save()
    register(picked(one))
    source = one.lines.get().source_line.document
    two = release(document=made_shipment(SHIPMENT, source), by=UserFactory())
    register(picked(two))

    post(two)

    [entry] = ItemLedgerEntry.objects.filter(quantity__lt=0)
    assert (entry.lot_no, entry.quantity) == ("L2", -5)
    assert figures(one) == [(5, 5, 0)]


# --- deleting -------------------------------------------------------------------------------------


@pytest.mark.rule("WHS-147", "WHS-151")
def test_deleting_the_pick_leaves_what_is_registered_ready_to_ship(paint, yellow):
    put(yellow, "B1", paint, lots={"L1": 20, "L2": 30})
    shipment = shipment_of(paint, 50, yellow, lots={"L1": 20, "L2": 30})
    made = picked(shipment)
    register(handle(made, 20, 10))

    delete_activity(activity=made, by=UserFactory())

    assert rows_of(shipment) == [("", "L1", 20, 20, 0), ("", "L2", 30, 10, 0)]
    post(shipment)
    assert lines(picked(shipment)) == [("take", "B1", "", "L2", 20)]


@pytest.mark.rule("WHS-154")
def test_a_shipment_goes_with_the_numbers_that_its_pick_brought(paint, yellow):
    put(yellow, "B1", paint, lots={"L1": 5, "L2": 5})
    shipment = shipment_of(paint, 8, yellow, lots={"L1": 3})
    made = picked(shipment)
    blank = made.lines.get(lot_no="")
    pick_work.change_line(line=blank, by=UserFactory(), lot_no="L2")
    source = blank.source_line

    with refused(f"It cannot be deleted while warehouse pick {made.no} is open"):
        delete_document(document=shipment, by=UserFactory())
    register(made)
    assert rows_of(shipment) == [("", "L1", 3, 3, 0), ("", "L2", 5, 5, 0)]
    delete_document(document=shipment, by=UserFactory())

    rows = source.tracking_lines.filter(session=None)
    assert [(row.lot_no, row.quantity) for row in rows] == [("L1", 3)]
    assert contents(yellow)[("SHIP", "", "L2")] == 5
    assert not PickedNumber.objects.exists()


@pytest.mark.rule("WHS-123")
def test_goods_whose_serials_are_captured_while_packing_are_left_out_and_told(paint, yellow):
    tag = ItemFactory(no="TAG", item_tracking_code=capturing_code("packing"))
    put(yellow, "B1", tag, 5)
    shipment = shipment_of(tag, 2, yellow)

    with refused(
        "None of 2 of item TAG could be put on the pick: its serial numbers are captured while packing, and "
        "there is no packing station behind a warehouse pick."
    ):
        pick(shipment)


@pytest.mark.rule("SET-135", "WHS-008")
def test_the_location_keeps_its_switches_while_a_pick_is_open(paint, yellow):
    put(yellow, "B1", paint, lots={"L1": 5})
    shipment = shipment_of(paint, 5, yellow, lots={"L1": 5})
    picked(shipment)
    yellow.require_pick = False

    with refused("Require Pick of location YELLOW cannot be switched off while"):
        save_location(location=yellow)


@pytest.mark.rule("WHS-107")
def test_what_is_on_a_pick_or_picked_is_allocated_to_its_line(paint, yellow):
    put(yellow, "B1", paint, lots={"L1": 9})
    shipment = shipment_of(paint, 5, yellow, lots={"L1": 5})
    line = shipment.lines.get().source_line
    made = handle(picked(shipment), 2)
    assert on_picks(line) == {line.pk: 5}

    register(made)

    assert on_picks(line) == {line.pk: 5}
    post(shipment)
    assert on_picks(line) == {line.pk: 3}


@pytest.mark.rule("WHS-157")
def test_a_lot_that_another_pick_holds_is_not_registered_besides(paint, yellow):
    put(yellow, "B1", paint, lots={"L1": 5})
    put(yellow, "B2", paint, lots={"L1": 1, "L2": 5})
    first = picked(shipment_of(paint, 5, yellow, lots={"L1": 5}))
    second = picked(shipment_of(paint, 3, yellow))
    second.lines.update(lot_no="L1", bin=yellow.bins.get(code="B2"))

    with refused(
        f"Item PAINT, lot L1: 1 available, 3 to handle; 5 are held by warehouse pick {first.no}. Handle less, or "
        "post or delete the other document first."
    ):
        register(second)

    assert not moves()
