"""Bins keep what is picked, packed or on its way to a pick, whoever else takes from them (WHS-028)."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.factories import (
    ItemFactory,
    UserFactory,
    add_line,
    journal,
    lot_code,
    purchase_order,
    reclassification,
    serial_code,
    tracked,
)
from tests.warehouse.documents.pick_scenes import picked, picked_location, register, shipment_of
from tests.warehouse.documents.scenes import post as ship
from tests.warehouse.packing_scenes import packed, packing_location
from tests.warehouse.scenes import bin_of, contents, pick_location, put, released_order
from tracking.posting import post_document
from tracking.posting.undo import undo_lines
from warehouse.models import Activity, PickedNumber, RegisteredActivity, WarehouseEntry
from warehouse.services.pick_creation import create_inventory_pick
from wms.core.errors import Refused
from wms.documents.kinds import EntryType
from wms.ledger.models import ItemLedgerEntry

pytestmark = pytest.mark.django_db

WAY_OUT = "Take less, or from another bin, or finish or delete that first."


@pytest.fixture
def paint():
    return ItemFactory(no="PAINT", item_tracking_code=lot_code())


@pytest.fixture
def yellow():
    return picked_location()


def less(location, bin_code, item, quantity, *, lots=None, serials=()):
    """An item journal that takes goods out of a bin."""
    batch = journal(location=location)
    line = add_line(
        batch,
        item,
        quantity,
        entry_type=EntryType.NEGATIVE_ADJMT,
        bin=bin_of(location, bin_code),
    )
    for lot, of_lot in (lots or {}).items():
        tracked(line, "", lot, quantity=of_lot)
    for serial in serials:
        tracked(line, serial)
    return batch


def post(document):
    return post_document(document=document, by=UserFactory())


def written() -> list[list]:
    """The ledger and the bins."""
    books = (ItemLedgerEntry, WarehouseEntry, PickedNumber, RegisteredActivity)
    return [list(book.objects.order_by("pk").values()) for book in books]


def refusal(work) -> str:
    before = written()
    with pytest.raises(Refused) as refused:
        work()
    assert written() == before
    return str(refused.value)


@pytest.mark.rule("WHS-028", "WHS-269")
def test_what_is_picked_for_a_shipment_is_not_taken_by_an_item_journal(paint, yellow):
    put(yellow, "B1", paint, lots={"L1": 8})
    shipment = shipment_of(paint, 5, yellow, lots={"L1": 5})
    register(picked(shipment))
    put(yellow, "SHIP", paint, lots={"L1": 2, "L2": 9})

    batch = less(yellow, "SHIP", paint, 3, lots={"L1": 3})
    told = refusal(lambda: post(batch))

    assert told == (
        f"{batch}, line 10000: Item PAINT, lot L1: 3 are to be taken from bin SHIP, but 2 are free there, as "
        f"{shipment.in_words} takes the rest. {WAY_OUT}"
    )
    post(less(yellow, "SHIP", paint, 2, lots={"L1": 2}))
    ship(shipment)
    assert contents(yellow) == {("B1", "", "L1"): 3, ("SHIP", "", "L2"): 9}


@pytest.mark.rule("WHS-028", "WHS-269")
def test_what_an_open_pick_takes_is_left_in_its_bin(yellow):
    bolt = ItemFactory(no="BOLT")
    put(yellow, "B1", bolt, 10)
    pick = picked(shipment_of(bolt, 6, yellow))

    batch = less(yellow, "B1", bolt, 5)
    told = refusal(lambda: post(batch))

    assert told == (
        f"{batch}, line 10000: Item BOLT: 5 are to be taken from bin B1, but 4 are free there, as pick {pick.no} "
        f"takes the rest. {WAY_OUT}"
    )
    post(less(yellow, "B1", bolt, 4))
    register(pick)
    assert contents(yellow) == {("SHIP", "", ""): 6}


@pytest.mark.rule("WHS-028", "WHS-269")
def test_a_line_of_a_pick_that_has_no_number_yet_needs_any_of_them():
    silver = pick_location()
    chair = ItemFactory(no="CHAIR", item_tracking_code=serial_code())
    put(silver, "B1", chair, serials=["S1", "S2", "S3"])
    create_inventory_pick(document=released_order(chair, 2, silver), by=UserFactory())
    pick = Activity.objects.get()

    told = refusal(lambda: post(less(silver, "B1", chair, 2, serials=["S1", "S3"])))

    assert (
        f"Item CHAIR: 1 are to be taken from bin B1, but 0 are free there, as pick {pick.no}"
        in told
    )
    post(less(silver, "B1", chair, 1, serials=["S3"]))
    assert contents(silver) == {("B1", "S1", ""): 1, ("B1", "S2", ""): 1}


@pytest.mark.rule("WHS-028", "PACK-009")
def test_a_bin_keeps_what_is_packed_from_it_though_there_is_more_elsewhere():
    east = packing_location(bins=("B1", "B2"))
    bolt = ItemFactory(no="BOLT")
    put(east, "B1", bolt, 10)
    put(east, "B2", bolt, 10)
    order = released_order(bolt, 6, east, bin=bin_of(east, "B1"))
    container = packed(order, east, quantity=6)

    told = refusal(lambda: post(less(east, "B1", bolt, 5)))

    assert (
        f"5 are to be taken from bin B1, but 4 are free there, as container {container.no} takes"
        in told
    )
    post(less(east, "B2", bolt, 10))
    post(less(east, "B1", bolt, 4))


def renaming(location, bin_code, item, quantity):
    """A reclassification journal that makes lot L9 of so much of lot L1, in its bin."""
    batch = reclassification(item, quantity, location=location)
    batch.lines.update(bin=bin_of(location, bin_code), new_bin=bin_of(location, bin_code))
    tracked(batch.lines.get(), "", "L1", quantity=quantity, new_lot_no="L9")
    return batch


@pytest.mark.rule("WHS-028", "WHS-236", "RCL-024")
def test_a_picked_lot_is_not_renamed_where_it_waits(paint, yellow):
    put(yellow, "B1", paint, lots={"L1": 5})
    shipment = shipment_of(paint, 5, yellow, lots={"L1": 5})
    register(picked(shipment))
    put(yellow, "SHIP", paint, lots={"L1": 2})
    batch = renaming(yellow, "SHIP", paint, 3)

    told = refusal(lambda: post(batch))

    assert "Item PAINT, lot L1: 3 are to be taken from bin SHIP, but 2 are free there" in told
    assert shipment.in_words in told
    post(renaming(yellow, "SHIP", paint, 2))
    assert contents(yellow) == {("SHIP", "", "L1"): 5, ("SHIP", "", "L9"): 2}


@pytest.mark.rule("WHS-028", "WHS-208")
def test_shipments_that_share_a_bin_leave_each_other_theirs(paint, yellow):
    put(yellow, "B1", paint, lots={"L1": 5})
    first = shipment_of(paint, 3, yellow, lots={"L1": 3})
    second = shipment_of(paint, 2, yellow, lots={"L1": 2})
    register(picked(first))
    register(picked(second))

    ship(first)

    assert contents(yellow) == {("SHIP", "", "L1"): 2}
    ship(second)
    assert contents(yellow) == {}


@pytest.mark.rule("WHS-028", "WHS-249")
def test_a_receipt_is_not_undone_below_what_is_to_be_picked(paint):
    silver = pick_location()
    order = purchase_order(paint, 5, location=silver, line={"bin": bin_of(silver, "B1")})
    tracked(order.lines.get(), "", "L1", quantity=5)
    posted = post(order).posted_document
    create_inventory_pick(
        document=released_order(paint, 2, silver, lots={"L1": 2}), by=UserFactory()
    )
    ids = [line.pk for line in posted.lines.all()]

    told = refusal(lambda: undo_lines(document=posted, line_ids=ids, by=UserFactory()))

    assert (
        "Item PAINT, lot L1: 5 are to be taken from bin B1, but 3 are free there, as pick" in told
    )


@pytest.mark.rule("WHS-028", "WHS-155")
def test_a_pick_takes_nothing_that_another_pick_is_going_to_take(yellow):
    bolt = ItemFactory(no="BOLT")
    put(yellow, "B1", bolt, 6)
    put(yellow, "B2", bolt, 6)
    first = picked(shipment_of(bolt, 6, yellow))
    second = picked(shipment_of(bolt, 6, yellow))
    second.lines.update(bin=first.lines.get().bin)

    told = refusal(lambda: register(second))

    assert (
        f"Item BOLT: 6 are to be taken from bin B1, but 0 are free there, as pick {first.no}"
        in told
    )


@pytest.mark.rule("WHS-028")
def test_the_question_costs_the_same_for_ten_and_for_a_thousand_lots(paint, yellow):
    counts = []
    for many, lot in ((10, "A"), (1000, "B")):
        put(yellow, "B1", paint, lots={f"{lot}{n}": 2 for n in range(many)})
        register(picked(shipment_of(paint, 1, yellow, lots={f"{lot}0": 1})))
        batch = less(yellow, "B1", paint, many, lots={f"{lot}{n}": 1 for n in range(many)})
        with CaptureQueriesContext(connection) as asked:
            post(batch)
        counts.append(len(asked))

    assert counts[0] == counts[1]
