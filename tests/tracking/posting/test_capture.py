"""Serials captured on the way out (CAP-018, CAP-020, CAP-030, CAP-034, CAP-035, CAP-039, POST-026, SET-170)."""

from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.factories import (
    ItemFactory,
    UserFactory,
    journal,
    purchase_order,
    sales_order,
    setup_series,
    tracked,
    transfer_order,
)
from tests.tracking.groups.scenes import capturing_code
from tracking.models import SerialCapture
from tracking.posting import post_document, preview_document
from wms.core.errors import Refused
from wms.documents.kinds import EntryType, Step
from wms.documents.models import Document
from wms.ledger.models import ItemLedgerEntry

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def series():
    setup_series()


def item_with(step="picking", **values):
    return ItemFactory(no="HS-100", item_tracking_code=capturing_code(step, **values))


def received(item, quantity, *, lot="", serials=()):
    order = purchase_order(item, quantity)
    line = order.lines.get()
    if lot:
        tracked(line, "", lot, quantity=quantity)
    for serial in serials:
        tracked(line, serial)
    return post_document(document=order, by=UserFactory())


def sold(item, *serials, lot="", **values):
    order = sales_order(item, len(serials))
    for serial in serials:
        tracked(order.lines.get(), serial, lot)
    return post_document(document=order, by=UserFactory(), **values)


def refused(work) -> str:
    before = ItemLedgerEntry.objects.count()
    with pytest.raises(Refused) as refusal:
        work()
    assert ItemLedgerEntry.objects.count() == before
    return str(refusal.value)


def on_hand(item) -> dict:
    found: dict = {}
    for serial, left in (
        ItemLedgerEntry.objects.in_inventory()
        .filter(item=item)
        .values_list("serial_no", "remaining_quantity")
    ):
        found[serial] = found.get(serial, Decimal(0)) + left
    return found


@pytest.mark.rule("CAP-018", "CAP-020", "SET-168")
@pytest.mark.parametrize("step", ["picking", "packing"])
def test_goods_come_in_and_lie_in_stock_without_serial(step):
    item = item_with(step)

    received(item, 10)

    assert on_hand(item) == {"": 10}


@pytest.mark.rule("CAP-034", "CAP-035", "CAP-039")
@pytest.mark.parametrize("step", ["picking", "packing"])
def test_the_sale_gives_units_their_serials_first_and_then_ships_them(step):
    item = item_with(step, specific=("lot",))
    received(item, 10, lot="L1")

    posted = sold(item, "S1", "S2", lot="L1")

    entries = ItemLedgerEntry.objects.exclude(entry_type="purchase").order_by("entry_no")
    assert [(e.entry_type, e.serial_no, e.lot_no, e.quantity) for e in entries] == [
        ("transfer", "", "L1", -1),
        ("transfer", "S1", "L1", 1),
        ("transfer", "", "L1", -1),
        ("transfer", "S2", "L1", 1),
        ("sale", "S1", "L1", -1),
        ("sale", "S2", "L1", -1),
    ]
    pair, sale = entries[1], entries[4]
    assert (pair.reason_code, pair.location) == ("CAPTURE", sale.location)
    assert (pair.remaining_quantity, on_hand(item)) == (0, {"": 8})
    assert sale.outbound_applications.get().inbound_entry == pair
    assert posted.posted_document.lines.get().quantity == 2
    assert not Document.objects.filter(kind="reclassification_journal").exists()


@pytest.mark.rule("CAP-034")
def test_who_captured_what_and_when_is_kept():
    item = item_with()
    received(item, 2)

    sold(item, "S1")

    kept = SerialCapture.objects.get()
    assert (kept.serial_no, kept.item, kept.reason) == ("S1", item, "")
    assert (
        kept.document_no
        == ItemLedgerEntry.objects.get(serial_no="S1", entry_type="transfer").document_no
    )
    assert kept.register.source == "serial_capture"


@pytest.mark.rule("CAP-035", "CAP-039", "SET-168")
def test_given_no_serial_then_the_shipment_is_refused():
    item = item_with()
    received(item, 2)

    assert "Serial No. is blank" in refused(
        lambda: post_document(document=sales_order(item, 2), by=UserFactory())
    ) or "erial" in refused(lambda: post_document(document=sales_order(item, 2), by=UserFactory()))


@pytest.mark.rule("POST-026", "POST-106")
def test_a_unit_with_serial_leaves_under_it_and_blank_rows_take_blank_units():
    item = item_with()
    received(item, 2, serials=["S1", "S2"])
    received(item, 1)
    out = journal(item, 1, entry_type=EntryType.NEGATIVE_ADJMT)

    post_document(document=out, by=UserFactory())
    sold(item, "S2")

    assert on_hand(item) == {"S1": 1}
    assert SerialCapture.objects.count() == 0


@pytest.mark.rule("POST-026", "POST-106", "CAP-021")
def test_given_only_units_with_serials_then_a_blank_row_finds_nothing():
    item = item_with()
    received(item, 1, serials=["S1"])
    out = journal(item, 1, entry_type=EntryType.NEGATIVE_ADJMT)

    assert "HS-100" in refused(lambda: post_document(document=out, by=UserFactory()))
    assert on_hand(item) == {"S1": 1}


@pytest.mark.rule("CAP-033", "POST-059", "POST-168")
def test_given_a_serial_in_stock_then_it_does_not_come_in_again():
    item = item_with()
    received(item, 1, serials=["S1"])

    assert "S1" in refused(lambda: received(item, 1, serials=["S1"]))


@pytest.mark.rule("CAP-034", "CAP-031")
def test_given_no_blank_unit_left_then_refused_in_the_words_of_the_sale():
    item = item_with()
    received(item, 1)
    order = sales_order(item, 2)
    for serial in ("S1", "S2"):
        tracked(order.lines.get(), serial)

    text = refused(lambda: post_document(document=order, by=UserFactory()))

    assert text.startswith(f"Sales order {order.no}, line 10000")
    assert not SerialCapture.objects.exists()


@pytest.mark.rule("CAP-030", "SET-170")
@pytest.mark.parametrize("setting", ["error", "confirm"])
def test_given_a_serial_that_was_shipped_then_it_is_not_captured_again(setting):
    item = item_with(shipped=setting)
    received(item, 3)
    first = sold(item, "S1")
    order = sales_order(item, 1)
    tracked(order.lines.get(), "S1")

    text = refused(lambda: post_document(document=order, by=UserFactory()))

    entry = ItemLedgerEntry.objects.get(entry_type="sale")
    way_out = "Confirm it with a reason at the pick, or" if setting == "confirm" else "Either"
    assert text == (
        f"Sales order {order.no}, line 10000: Serial number S1 of item HS-100 was shipped with "
        f"{first.posted_document.no} to customer C10000 on 2026-01-02 (entry {entry.entry_no}) and has not "
        f"come back. {way_out} post its return first, or set Previously Shipped Serial of tracking "
        "dimension group G-SNCAP to Allow."
    )


@pytest.mark.rule("CAP-030", "SET-170")
def test_given_allow_then_a_shipped_serial_is_captured_again():
    item = item_with(shipped="allow")
    received(item, 3)
    sold(item, "S1")

    sold(item, "S1")

    assert SerialCapture.objects.filter(serial_no="S1").count() == 2


@pytest.mark.rule("POST-173", "CAP-034")
def test_a_preview_captures_nothing():
    item = item_with()
    received(item, 2)
    order = sales_order(item, 1)
    tracked(order.lines.get(), "S1")

    preview = preview_document(document=order, by=UserFactory())

    assert [entry.serial_no for entry in preview.entries] == ["S1"]
    assert on_hand(item) == {"": 2}
    assert not SerialCapture.objects.exists()


@pytest.mark.rule("CAP-037", "CAP-052")
@pytest.mark.parametrize("step", ["picking", "packing"])
def test_a_transfer_order_captures_as_it_is_shipped_and_arrives_unchanged(step):
    item = item_with(step)
    received(item, 5)
    order = transfer_order(item, 2)
    blank = refused(lambda: post_document(document=order, step=Step.SHIP, by=UserFactory()))
    for serial in ("S1", "S2"):
        tracked(order.lines.get(), serial)

    post_document(document=order, step=Step.SHIP, by=UserFactory())
    post_document(document=order, step=Step.RECEIVE, by=UserFactory())

    assert "Serial No." in blank
    there = ItemLedgerEntry.objects.in_inventory().filter(location__code="WEST")
    assert sorted(there.values_list("serial_no", flat=True)) == ["S1", "S2"]
    assert on_hand(item) == {"": 3, "S1": 1, "S2": 1}
    assert SerialCapture.objects.count() == 2


@pytest.mark.rule("CAP-037")
@pytest.mark.parametrize("entry_type", ["negative_adjmt", "purchase"])
def test_what_is_neither_sold_nor_transferred_leaves_without_serial(entry_type):
    item = item_with()
    received(item, 3)
    out = (
        journal(item, 1, entry_type=EntryType.NEGATIVE_ADJMT)
        if entry_type == "negative_adjmt"
        else purchase_order(item, -1)
    )

    post_document(document=out, by=UserFactory())

    assert on_hand(item) == {"": 2}


@pytest.mark.rule("CAP-034")
def test_given_ten_or_a_thousand_serials_then_capturing_costs_the_same_statements():
    item = item_with()
    received(item, 1010)
    counts = []
    for prefix, many in (("A", 10), ("B", 1000)):
        order = sales_order(item, many)
        for number in range(many):
            tracked(order.lines.get(), f"{prefix}{number:04}")
        with CaptureQueriesContext(connection) as asked:
            post_document(document=order, by=UserFactory())
        counts.append(len(asked.captured_queries))

    assert counts[0] == counts[1]
    assert on_hand(item) == {}
