"""Undo at locations with bins: back the way the goods came, bin by bin (WHS-249, WHS-252, WHS-254)."""

import pytest

from tests.factories import (
    ItemFactory,
    UserFactory,
    add_line,
    lot_code,
    purchase_order,
    sales_order,
    serial_code,
    tracked,
    transfer_order,
)
from tests.tracking.posting.desk import everything
from tests.warehouse.scenes import bin_of, contents, pick_location, put, released_order
from tracking.posting import post_document
from tracking.posting.undo import undo_lines
from warehouse.models import ActivityLine, BinContent, PostedActivity, WarehouseEntry
from warehouse.models.bins import BlockMovement
from warehouse.selectors import bin_differences
from warehouse.services.pick_creation import create_inventory_pick
from warehouse.services.pick_posting import post_activity
from warehouse.services.pick_work import autofill
from wms.core.errors import Refused
from wms.documents.kinds import Step
from wms.ledger.checks import ledger_differences

pytestmark = pytest.mark.django_db


@pytest.fixture
def silver():
    return pick_location()


@pytest.fixture
def bolt(silver):
    return ItemFactory(no="BOLT", item_tracking_code=lot_code(lot_warehouse_tracking=True))


@pytest.fixture
def chair(silver):
    return ItemFactory(no="CHAIR", item_tracking_code=serial_code(sn_warehouse_tracking=True))


def with_rows(order, serials=(), lots=None):
    line = order.lines.get()
    for serial in serials:
        tracked(line, serial)
    for lot, quantity in (lots or {}).items():
        tracked(line, "", lot, quantity=quantity)
    return order


def post(order, **how):
    return post_document(document=order, by=UserFactory(), **how).posted_document


def undo(posted):
    ids = [line.pk for line in posted.lines.all()]
    return undo_lines(document=posted, line_ids=ids, by=posted.posted_by)


def refused(posted):
    before = everything()
    with pytest.raises(Refused) as refusal:
        undo(posted)
    assert everything() == before
    return str(refusal.value).splitlines()


def assert_in_step():
    assert list(bin_differences()) == []
    assert ledger_differences() == []


@pytest.mark.rule("WHS-249", "POST-155")
def test_a_receipt_leaves_the_bin_that_it_went_into(silver, chair):
    order = purchase_order(chair, 2, location=silver, line={"bin": bin_of(silver, "B1")})
    posted = post(with_rows(order, ["S1", "S2"]))

    register = undo(posted)

    assert contents(silver) == {}
    assert not BinContent.objects.filter(bin__code="B1", is_fixed=False).exists()
    entries = WarehouseEntry.objects.filter(register=register).order_by("pk")
    assert [(e.entry_type, e.bin.code, e.serial_no, e.quantity) for e in entries] == [
        ("negative_adjmt", "B1", "S1", -1),
        ("negative_adjmt", "B1", "S2", -1),
    ]
    assert {(e.source_no, e.source_line_no) for e in entries} == {(order.no, 10000)}
    assert_in_step()


@pytest.mark.rule("WHS-249", "POST-155", "WHS-254")
def test_a_shipment_goes_back_into_the_bin_that_it_left(silver, bolt):
    put(silver, "B2", bolt, lots={"A": 6})
    before = contents(silver)
    order = sales_order(bolt, 4, location=silver, line={"bin": bin_of(silver, "B2")})
    posted = post(with_rows(order, lots={"A": 4}))
    assert contents(silver) == {("B2", "", "A"): 2}

    undo(posted)

    assert contents(silver) == before
    row = order.lines.get().tracking_lines.get()
    assert (row.lot_no, row.qty_to_handle) == ("A", 4)
    assert_in_step()


@pytest.mark.rule("WHS-249")
def test_the_bin_of_the_posting_counts_and_not_that_of_the_line_today(silver, bolt):
    order = purchase_order(bolt, 10, location=silver, line={"bin": bin_of(silver, "B1")})
    with_rows(order, lots={"A": 10})
    order.lines.update(qty_to_handle=4, qty_to_handle_base=4)
    first = post(order)
    order.lines.update(bin=bin_of(silver, "B3"))
    post(order)
    assert contents(silver) == {("B1", "", "A"): 4, ("B3", "", "A"): 6}

    undo(first)

    assert contents(silver) == {("B3", "", "A"): 6}
    assert_in_step()


@pytest.mark.rule("WHS-249", "POST-160")
def test_only_the_bins_of_the_chosen_lines_move(silver, bolt):
    order = purchase_order(bolt, 2, location=silver, line={"bin": bin_of(silver, "B1")})
    with_rows(order, lots={"A": 2})
    second = add_line(order, bolt, 3, location=silver, bin=bin_of(silver, "B2"))
    tracked(second, "", "B", quantity=3)
    posted = post(order)

    line = posted.lines.get(line_no=20000)
    undo_lines(document=posted, line_ids=[line.pk], by=posted.posted_by)

    assert contents(silver) == {("B1", "", "A"): 2}
    assert_in_step()


@pytest.mark.rule("WHS-249", "POST-159")
def test_a_transfer_shipment_goes_back_into_its_bin(silver, chair):
    put(silver, "B1", chair, serials=["S1", "S2"])
    before = contents(silver)
    order = transfer_order(chair, 2, location=silver, line={"bin": bin_of(silver, "B1")})
    posted = post(with_rows(order, ["S1", "S2"]), step=Step.SHIP)
    assert contents(silver) == {}

    undo(posted)

    assert contents(silver) == before
    assert_in_step()


@pytest.mark.rule("WHS-249")
def test_goods_that_were_moved_to_another_bin_are_not_undone(silver, bolt):
    order = purchase_order(bolt, 6, location=silver, line={"bin": bin_of(silver, "B1")})
    posted = post(with_rows(order, lots={"A": 6}))
    WarehouseEntry.objects.bulk_create(
        WarehouseEntry(
            entry_type="movement",
            registering_date=posted.posting_date,
            location=silver,
            bin=bin_of(silver, code),
            item=bolt,
            variant=bolt.variants.get(code=""),
            lot_no="A",
            quantity=quantity,
        )
        for code, quantity in (("B1", -6), ("B2", 6))
    )

    [told] = refused(posted)

    assert "B1" in told
    assert "A" in told


@pytest.mark.rule("WHS-249")
def test_a_bin_that_lets_nothing_out_keeps_what_would_be_undone(silver, bolt):
    order = purchase_order(bolt, 6, location=silver, line={"bin": bin_of(silver, "B1")})
    posted = post(with_rows(order, lots={"A": 6}))
    silver.bins.filter(code="B1").update(block_movement=BlockMovement.OUTBOUND)

    [told] = refused(posted)

    assert "B1" in told


@pytest.mark.rule("WHS-252", "POST-158")
def test_what_an_inventory_pick_posted_is_not_undone(silver, bolt):
    put(silver, "B1", bolt, lots={"A": 6})
    order = released_order(bolt, 4, silver, lots={"A": 4})
    clerk = UserFactory()
    pick = create_inventory_pick(document=order, by=clerk)
    autofill(activity=pick, by=clerk)
    post_activity(activity=pick, by=clerk)
    activity = PostedActivity.objects.get()

    assert refused(activity.posted_document) == [
        f"{activity.posted_document}: The goods went through {activity}, so nothing is undone. "
        "Post a return instead."
    ]


@pytest.mark.rule("WHS-252", "POST-158")
def test_nothing_is_undone_while_a_pick_waits_for_the_rest(silver, bolt):
    put(silver, "B1", bolt, lots={"A": 6})
    order = released_order(bolt, 6, silver, lots={"A": 6}, bin=bin_of(silver, "B1"))
    order.lines.get().tracking_lines.update(qty_to_handle=2)
    order.lines.update(qty_to_handle=2, qty_to_handle_base=2)
    posted = post(order)
    pick = create_inventory_pick(document=order, by=UserFactory())
    assert ActivityLine.objects.exists()

    assert refused(posted) == [
        f"{order}, line 10000: Item BOLT stands on {pick}. Delete its line there first."
    ]


@pytest.mark.rule("WHS-249")
@pytest.mark.parametrize("switch", ["require_shipment", "require_receive"])
def test_what_was_posted_before_the_warehouse_took_over_can_still_be_undone(silver, bolt, switch):
    order = purchase_order(bolt, 6, location=silver, line={"bin": bin_of(silver, "B1")})
    posted = post(with_rows(order, lots={"A": 6}))
    type(silver).objects.update(**{switch: True})

    undo(posted)

    assert contents(silver) == {}
    assert_in_step()
