"""Warehouse journals beside each other and beside the packing station, and what is wrongly sent to them."""

from decimal import Decimal

import pytest
from django.urls import reverse

from tests.factories import (
    BinFactory,
    ItemFactory,
    LocationFactory,
    NumberSeriesFactory,
    UserFactory,
    lot_code,
    setup_series,
)
from tests.warehouse.documents.pick_scenes import picked, picked_location, register, shipment_of
from tests.warehouse.packing_scenes import packed
from tests.warehouse.scenes import bin_of, pick_location, put, released_order
from tests.warehouse.test_journal import (
    clerk,
    held,
    journal_of,
    moved,
    place,
    refusal,
    stocked,
)
from warehouse.documents.services import delete_document
from warehouse.journal import services
from warehouse.models import WarehouseJournalLine, WarehouseSetup
from warehouse.services.pick_creation import create_pick
from wms.inventory.services.locations import save_location

__all__ = ["clerk", "place"]
pytestmark = pytest.mark.django_db


@pytest.mark.rule("WHS-237", "WHS-028")
def test_what_an_earlier_journal_takes_is_left_to_it(place, clerk):
    item = stocked(place, 10)
    first, second = journal_of(place, clerk), journal_of(place, clerk)
    moved(first, clerk, item, 7)
    moved(second, clerk, item, 4, to="A-3")

    told = refusal(lambda: services.register_journal(journal=second, by=clerk))

    assert told == (
        f"{second}, line 10: Item {item.no}: 4 are to be taken from bin A-1, but 3 are free there, as warehouse "
        f"journal {first.no} takes the rest. Take less, or from another bin, or finish or delete that first."
    )
    services.register_journal(journal=first, by=clerk)
    assert held(item) == {("A-1", ""): 3, ("A-2", ""): 7}


@pytest.mark.rule("WHS-237", "WHS-028")
def test_another_lot_is_free_beside_an_earlier_journal(place, clerk):
    item = stocked(place, 5, code=lot_code(), lot_no="L1")
    stocked(place, 5, item=item, lot_no="L2")
    first, second = journal_of(place, clerk), journal_of(place, clerk)
    moved(first, clerk, item, 5, lot_no="L1")
    moved(second, clerk, item, 5, lot_no="L2")

    services.register_journal(journal=second, by=clerk)

    assert held(item) == {("A-1", "L1"): 5, ("A-2", "L2"): 5}


@pytest.mark.rule("WHS-237", "PACK-009")
def test_packed_quantities_stay_in_the_bin_that_they_leave_from(place, clerk):
    place.require_pick, place.require_packing = False, True
    save_location(location=place)
    item = stocked(place, 10)
    order = released_order(item, 6, place, bin=bin_of(place, "A-1"))
    container = packed(order, place, quantity=6)
    journal = journal_of(place, clerk)
    moved(journal, clerk, item, 5)

    told = refusal(lambda: services.register_journal(journal=journal, by=clerk))

    assert f"as container {container.no} takes the rest" in told
    assert held(item) == {("A-1", ""): 10}


@pytest.mark.rule("WHS-231")
def test_a_line_stays_in_its_location_and_its_item(place, clerk):
    item, other = stocked(place, 5), ItemFactory(no="OTHER")
    strange = BinFactory(location=LocationFactory(code="WEST"), code="W-1")
    journal = journal_of(place, clerk)
    good = {
        "item": item,
        "variant": item.variants.get(code=""),
        "from_bin": bin_of(place, "A-1"),
        "to_bin": bin_of(place, "A-2"),
        "quantity": Decimal(1),
    }

    told = refusal(
        lambda: services.add_line(journal=journal, by=clerk, **(good | {"to_bin": strange}))
    )
    assert told == "Bin W-1 is not one of location EAST. Choose a bin of that location."
    told = refusal(
        lambda: services.add_line(
            journal=journal, by=clerk, **(good | {"variant": other.variants.get(code="")})
        )
    )
    assert told == f"Variant (blank) is not one of item {item.no}. Choose one of its variants."


@pytest.mark.rule("WHS-267")
def test_numbers_for_a_line_that_is_gone_are_refused(place, clerk):
    item = stocked(place, 5, code=lot_code(), lot_no="L1")
    journal = journal_of(place, clerk)
    line = moved(journal, clerk, item, 2)
    stale = WarehouseJournalLine.objects.get(pk=line.pk)
    services.delete_line(line=line, by=clerk)

    told = refusal(
        lambda: services.add_numbers(line=stale, by=clerk, quantity=Decimal(1), lot_no="L1")
    )

    assert told == f"{journal}: Line 10 is not there any more. Look at the journal again."


def posted(client, journal, name, **values):
    return client.post(reverse(name, args=[journal.pk]), values)


@pytest.mark.rule("WHS-231", "ERR-002")
@pytest.mark.parametrize(
    "quantity",
    [
        "0",
        "-1",
        "0.3",
        "1e400",
        "NaN",
        "Infinity",
        "1" * 400,
        "<b>",
        "",
        "0.000001",
    ],
)
def test_no_quantity_breaks_the_page(client, place, clerk, quantity):
    item = stocked(place, item=ItemFactory(rounding_precision=1))
    client.force_login(clerk)
    journal = journal_of(place, clerk)

    answer = posted(
        client, journal, "warehouse_journal", item=item.no, from_bin="A-1", to_bin="A-2",
        quantity=quantity, version="1",
    )  # fmt: skip

    assert answer.status_code == 422
    assert not journal.lines.exists()


@pytest.mark.rule("SET-002", "ERR-007")
@pytest.mark.parametrize("number", ["\ufb03" * 50, "X" * 51, "\u200b", "a\x01b", "<script>"])
def test_no_number_breaks_the_page(client, place, clerk, number):
    item = stocked(place, 5, code=lot_code(), lot_no="L1")
    client.force_login(clerk)
    line = moved(journal_of(place, clerk), clerk, item, 2)

    answer = client.post(
        reverse("warehouse_item_tracking", args=[line.journal_id, line.pk]),
        {"lot_no": number, "quantity": "1"},
    )

    assert answer.status_code == 422
    assert not line.tracking.exists()
    assert "<script>a" not in answer.text


@pytest.mark.rule("WHS-231")
def test_the_list_counts_the_lines_also_when_it_is_filtered_by_item(client, place, clerk):
    item = stocked(place, 5)
    client.force_login(clerk)
    journal = journal_of(place, clerk)
    for _ in range(3):
        moved(journal, clerk, item, 1)

    rows = client.get(reverse("warehouse_journals"), {"item": item.no}).context["list"].rows

    assert [row.line_count for row in rows] == [3]


@pytest.fixture
def numbered(db):
    """Journals draw their numbers, wherever they are made."""
    setup_series()
    WarehouseSetup.objects.update(warehouse_journal_nos=NumberSeriesFactory(code="WJ"))


@pytest.mark.rule("WHS-028")
def test_a_pick_leaves_what_an_open_journal_takes(numbered):
    silver = pick_location(bins=("B1", "B2"))
    paint = ItemFactory(no="PAINT", item_tracking_code=lot_code())
    put(silver, "B1", paint, lots={"L1": 5, "L2": 5})
    journal = journal_of(silver, UserFactory())
    moved(journal, UserFactory(), paint, 4, start="B1", to="B2", lot_no="L1")
    order = released_order(paint, 5, silver, lots={"L1": 5})

    made = create_pick(document=order, by=UserFactory())

    assert made.activity.lines.get().quantity == 1
    assert f"lot L1: 4 on warehouse journal {journal.no}" in str(made.shortages[0])


@pytest.mark.rule("WHS-028")
def test_goods_picked_for_a_shipment_are_not_moved_by_a_journal(numbered):
    yellow = picked_location()
    paint = ItemFactory(no="PAINT", item_tracking_code=lot_code())
    put(yellow, "B1", paint, lots={"L1": 5})
    shipment = shipment_of(paint, 5, yellow, lots={"L1": 5})
    register(picked(shipment))
    journal = journal_of(yellow, UserFactory())
    moved(journal, UserFactory(), paint, 1, start="SHIP", to="B1", lot_no="L1")

    told = refusal(lambda: services.register_journal(journal=journal, by=UserFactory()))

    assert f"as {shipment.in_words} takes the rest" in told
    delete_document(document=shipment, by=UserFactory())
    services.register_journal(journal=journal, by=UserFactory())
    assert held(paint) == {("SHIP", "L1"): 4, ("B1", "L1"): 1}
