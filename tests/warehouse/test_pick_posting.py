"""Posting inventory picks (WHS-048, WHS-152, WHS-156, WHS-163…180, WHS-267)."""

from datetime import date
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.factories import (
    ItemFactory,
    UnitFactory,
    UserFactory,
    add_line,
    code_with,
    lot_code,
    sales_order,
    serial_code,
    tracked,
    user_with_role,
)
from tests.warehouse.scenes import (
    JAN_2,
    JAN_5,
    bin_of,
    contents,
    pick_location,
    put,
    released_order,
)
from tracking.models import NumberInformation, TrackingLine
from tracking.posting import post_document
from warehouse.models import (
    Activity,
    ActivityLine,
    PostedActivity,
    PostedActivityLine,
    WarehouseEntry,
    WarehouseSetup,
)
from warehouse.selectors import bin_differences
from warehouse.services.pick_creation import create_inventory_pick
from warehouse.services.pick_deletion import delete_activity
from warehouse.services.pick_posting import post_activity, preview_activity
from warehouse.services.pick_work import autofill, change_line, split_line
from wms.core.errors import Refused
from wms.documents.models import Document
from wms.inventory.models import ItemUnit
from wms.ledger.models import ItemApplicationEntry, ItemLedgerEntry, Register

pytestmark = pytest.mark.django_db


@pytest.fixture
def silver():
    return pick_location()


@pytest.fixture
def chair(silver):
    chair = ItemFactory(no="CHAIR", item_tracking_code=serial_code())
    put(silver, "B1", chair, serials=["S1", "S2", "S3", "S4"])
    return chair


@pytest.fixture
def paint(silver):
    return ItemFactory(no="PAINT", item_tracking_code=lot_code())


def picked(order, *, fill=True) -> Activity:
    activity = create_inventory_pick(document=order, by=UserFactory())
    if fill:
        autofill(activity=activity, by=UserFactory())
    return activity


def handle(activity, **quantities):
    """``handle(activity, S1=1, L1=20)``; everything else 0."""
    for line in activity.lines.all():
        number = line.serial_no or line.lot_no
        change_line(line=line, by=UserFactory(), qty_to_handle=Decimal(quantities.get(number, 0)))


def post(activity, **values):
    return post_activity(activity=activity, by=UserFactory(), **{"posting_date": JAN_5} | values)


def refused(activity, **values) -> str:
    before = state()
    with pytest.raises(Refused) as refusal:
        post(activity, **values)
    assert state() == before
    return str(refusal.value)


def state() -> list:
    """Everything that a refused posting must leave alone."""
    return [
        list(model.objects.order_by("pk").values())
        for model in (
            ItemLedgerEntry,
            WarehouseEntry,
            Register,
            PostedActivity,
            Activity,
            ActivityLine,
            TrackingLine,
        )
    ] + [list(Document.objects.order_by("pk").values("pk", "status", "lines__qty_to_handle_base"))]


def shipped() -> list[tuple]:
    entries = ItemLedgerEntry.objects.filter(quantity__lt=0).order_by("pk")
    return [(e.serial_no or e.lot_no, e.quantity) for e in entries]


def to_handle(order) -> list[tuple]:
    rows = TrackingLine.objects.filter(line__document=order).order_by("pk")
    return [(r.serial_no or r.lot_no, r.quantity, r.qty_to_handle, r.qty_handled) for r in rows]


# --- the main job ---------------------------------------------------------------------------------


@pytest.mark.rule("WHS-171", "WHS-173", "WHS-163", "WHS-044")
def test_given_a_filled_pick_when_it_is_posted_then_exactly_these_serials_are_shipped(
    silver, chair
):
    order = released_order(chair, 2, silver, serials=["S2", "S3"])
    activity = picked(order)

    work = post(activity)

    assert shipped() == [("S2", -1), ("S3", -1)]
    consumed = ItemApplicationEntry.objects.filter(outbound_entry__quantity__lt=0)
    assert sorted(consumed.values_list("inbound_entry__serial_no", flat=True)) == ["S2", "S3"]
    assert contents(silver) == {("B1", "S1", ""): 1, ("B1", "S4", ""): 1}
    assert list(bin_differences()) == []
    posted = work.posted_activity
    assert (posted.activity_no, posted.source, posted.posting_date) == (activity.no, order, JAN_5)
    assert posted.posted_document == work.posted_document
    assert [(x.serial_no, x.bin.code, x.quantity) for x in posted.lines.order_by("line_no")] == [
        ("S2", "B1", 1),
        ("S3", "B1", 1),
    ]
    entry = WarehouseEntry.objects.filter(quantity__lt=0).order_by("pk")[0]
    assert (entry.whse_document_kind, entry.whse_document_no) == ("inventory_pick", activity.no)
    assert work.activity is None
    assert not Activity.objects.exists()
    line = order.lines.get()
    assert (line.qty_handled_base, line.qty_to_handle_base) == (2, 0)


@pytest.mark.rule("WHS-149", "WHS-152", "WHS-166", "WHS-177", "POST-116", "ITL-164")
def test_given_a_lot_is_not_found_when_the_rest_is_posted_then_it_is_picked_another_day(
    silver, paint
):
    put(silver, "B1", paint, lots={"L1": 20})
    put(silver, "B2", paint, lots={"L2": 30})
    order = released_order(paint, 50, silver, lots={"L1": 20, "L2": 30})
    activity = picked(order, fill=False)
    handle(activity, L1=0, L2=30)

    left = post(activity).activity

    assert shipped() == [("L2", -30)]
    assert to_handle(order) == [("L1", 20, 20, 0), ("L2", 30, 0, 30)]
    assert [(x.lot_no, x.quantity, x.qty_to_handle) for x in left.lines.all()] == [("L1", 20, 0)]

    delete_activity(activity=left, by=UserFactory())
    again = picked(order)
    assert [(x.lot_no, x.quantity) for x in again.lines.all()] == [("L1", 20)]
    post(again)

    assert shipped() == [("L2", -30), ("L1", -20)]
    assert contents(silver) == {}
    assert list(bin_differences()) == []


@pytest.mark.rule("WHS-177")
def test_given_a_pick_of_ten_when_four_and_then_six_are_posted_then_two_shipments_one_pick(
    silver, paint
):
    put(silver, "B1", paint, lots={"L1": 10})
    order = released_order(paint, 10, silver, lots={"L1": 10})
    activity = picked(order, fill=False)

    for quantity in (4, 6):
        handle(activity, L1=quantity)
        post(activity)

    assert shipped() == [("L1", -4), ("L1", -6)]
    assert list(PostedActivity.objects.values_list("activity_no", flat=True)) == [activity.no] * 2
    assert order.posted_documents.count() == 2
    assert not Activity.objects.exists()


@pytest.mark.rule("WHS-177")
def test_given_a_partly_handled_line_then_it_keeps_the_rest(silver, paint):
    put(silver, "B1", paint, lots={"L1": 10})
    activity = picked(released_order(paint, 10, silver, lots={"L1": 10}), fill=False)
    handle(activity, L1=4)

    left = post(activity).activity

    line = left.lines.get()
    assert (line.quantity, line.qty_handled, line.outstanding, line.qty_to_handle) == (10, 4, 6, 0)
    assert left.version == activity.version + 2


@pytest.mark.rule("WHS-165", "WHS-063")
def test_given_blank_lines_whose_serials_were_typed_then_the_source_gets_them(silver, chair):
    order = released_order(chair, 2, silver)
    activity = picked(order)
    for line, serial in zip(activity.lines.order_by("line_no"), ("S4", "S1"), strict=True):
        change_line(line=line, by=UserFactory(), serial_no=serial)

    post(activity)

    assert shipped() == [("S4", -1), ("S1", -1)]
    assert to_handle(order) == [("S4", 1, 0, 1), ("S1", 1, 0, 1)]


@pytest.mark.rule("WHS-173")
def test_given_another_line_has_qty_to_ship_then_only_the_handled_lines_are_shipped(silver, chair):
    lamp = ItemFactory()
    order = released_order(chair, 1, silver, serials=["S1"])
    other = add_line(
        order, lamp, 5, to_handle=3, location=pick_location("EAST", bins=(), require_pick=False)
    )

    post(picked(order))

    assert shipped() == [("S1", -1)]
    other.refresh_from_db()
    assert (other.qty_handled, other.qty_to_handle, other.qty_to_handle_base) == (0, 3, 3)


@pytest.mark.rule("WHS-173", "WHS-217")
def test_given_the_order_is_in_boxes_then_boxes_and_base_units_agree(silver, paint):
    put(silver, "B1", paint, lots={"L1": 24})
    box = UnitFactory(code="BOX")
    ItemUnit.objects.create(item=paint, unit_of_measure=box, qty_per_unit=12)
    order = sales_order(location=silver, status="released")
    line = add_line(
        order,
        paint,
        2,
        unit_of_measure=box,
        qty_per_unit=12,
        quantity_base=24,
        qty_to_handle_base=24,
    )
    tracked(line, "", "L1", quantity=24)
    activity = picked(order, fill=False)

    handle(activity, L1=6)
    post(activity)
    line.refresh_from_db()
    assert (line.qty_handled, line.qty_handled_base) == (Decimal("0.5"), 6)

    handle(activity, L1=18)
    post(activity)
    line.refresh_from_db()
    assert (line.qty_handled, line.qty_handled_base) == (2, 24)


@pytest.mark.rule("WHS-172", "POST-173")
def test_given_a_preview_then_the_entries_are_shown_and_nothing_is_kept(silver, chair):
    activity = picked(released_order(chair, 1, silver, serials=["S1"]))
    before = state()

    preview = preview_activity(activity=activity, by=UserFactory(), posting_date=JAN_5)

    assert [(e.serial_no, e.quantity) for e in preview.entries] == [("S1", -1)]
    assert state() == before


def test_given_no_bins_then_the_pick_posts_and_writes_no_warehouse_entries():
    east = pick_location("EAST", bins=())
    paint = ItemFactory(item_tracking_code=lot_code())
    put(east, "", paint, lots={"L1": 4})

    post(picked(released_order(paint, 3, east, lots={"L1": 3})))

    assert shipped() == [("L1", -3)]
    assert not WarehouseEntry.objects.exists()


@pytest.mark.rule("WHS-178", "WHS-180")
def test_given_one_lot_in_two_bins_then_it_is_posted_from_both(silver, paint):
    put(silver, "B1", paint, lots={"L1": 4})
    put(silver, "B2", paint, lots={"L1": 2})
    activity = picked(released_order(paint, 6, silver, lots={"L1": 6}))

    post(activity)

    assert shipped() == [("L1", -6)]
    out = WarehouseEntry.objects.filter(quantity__lt=0).order_by("pk")
    assert [(e.bin.code, e.quantity) for e in out] == [("B1", -4), ("B2", -2)]


@pytest.mark.rule("WHS-056")
def test_given_lots_in_the_warehouse_and_serials_on_the_order_then_these_serials_are_shipped(
    silver,
):
    code = code_with("BOTH", specific=("serial", "lot"))
    code.sn_warehouse_tracking = False
    code.save()
    drill = ItemFactory(item_tracking_code=code)
    from tests.factories import journal
    from wms.documents.kinds import EntryType

    batch = journal(location=silver)
    line = add_line(batch, drill, 3, entry_type=EntryType.POSITIVE_ADJMT, bin=bin_of(silver, "B1"))
    for serial in ("S1", "S2", "S3"):
        tracked(line, serial, "L1")
    post_document(document=batch, by=UserFactory())
    order = released_order(drill, 2, silver)
    for serial in ("S1", "S3"):
        tracked(order.lines.get(), serial, "L1")

    post(picked(order))

    assert shipped() == [("S1", -1), ("S3", -1)]
    assert list(bin_differences()) == []


@pytest.mark.rule("WHS-066", "WHS-069", "WHS-040")
def test_given_serials_captured_at_the_pick_then_the_ledger_has_them_and_the_bin_does_not(silver):
    phone = ItemFactory(
        no="PHONE", item_tracking_code=code_with("SNOUT", sn_sales_outbound_tracking=True)
    )
    put(silver, "B1", phone, 5)
    order = released_order(phone, 1, silver)
    activity = picked(order)
    change_line(line=activity.lines.get(), by=UserFactory(), serial_no="P1")

    post(activity)

    assert shipped() == [("P1", -1)]
    assert to_handle(order) == [("P1", 1, 0, 1)]
    assert contents(silver) == {("B1", "", ""): 4}


# --- what is refused ------------------------------------------------------------------------------


@pytest.mark.rule("WHS-171")
def test_given_nothing_to_handle_then_refused(silver, chair):
    activity = picked(released_order(chair, 1, silver, serials=["S1"]), fill=False)

    assert refused(activity) == (
        f"{activity}: Nothing to post: Qty. to Handle is 0 on every line. Fill it on the lines that are done."
    )


@pytest.mark.rule("WHS-048", "WHS-171")
def test_given_the_order_was_reopened_then_refused(silver, chair):
    order = released_order(chair, 1, silver, serials=["S1"])
    activity = picked(order)
    Document.objects.filter(pk=order.pk).update(status="open")

    assert f"{order}: Its status is open. Release it first" in refused(activity)


@pytest.mark.rule("WHS-156", "WHS-171")
def test_given_blank_serials_then_every_line_is_named(silver, chair):
    activity = picked(released_order(chair, 2, silver))

    assert refused(activity) == (
        f"{activity}, line 10000: Serial No. is blank for item CHAIR, 1 to handle. Enter or scan it.\n"
        f"{activity}, line 20000: Serial No. is blank for item CHAIR, 1 to handle. Enter or scan it."
    )


@pytest.mark.rule("WHS-156", "ERR-003")
def test_given_a_blank_lot_and_an_expired_lot_then_both_are_told_at_once(silver):
    paint = ItemFactory(no="PAINT", item_tracking_code=lot_code(strict_expiration_posting=True))
    put(silver, "B1", paint, lots={"L1": 5}, expiration_date=date(2026, 1, 4))
    put(silver, "B2", paint, lots={"L2": 5}, expiration_date=date(2027, 1, 4))
    order = released_order(paint, 8, silver)
    tracked(order.lines.get(), "", "L1", quantity=5)
    activity = picked(order)
    activity.lines.filter(lot_no="L2").update(lot_no="")

    text = refused(activity)

    assert "Lot No. is blank for item PAINT, 3 to handle" in text
    assert "Serial No." not in text


@pytest.mark.rule("WHS-174")
@pytest.mark.parametrize(("day", "passes"), [(3, True), (4, True), (5, False)])
def test_given_strict_expiration_then_a_lot_leaves_until_its_date(silver, day, passes):
    paint = ItemFactory(no="PAINT", item_tracking_code=lot_code(strict_expiration_posting=True))
    put(silver, "B1", paint, lots={"L1": 5}, expiration_date=date(2026, 1, 4))
    activity = picked(released_order(paint, 5, silver, lots={"L1": 5}))

    if passes:
        post(activity, posting_date=date(2026, 1, day))
        assert shipped() == [("L1", -5)]
    else:
        text = refused(activity, posting_date=date(2026, 1, day))
        assert "L1" in text
        assert "2026-01-04" in text
        assert "2026-01-05" in text


@pytest.mark.rule("WHS-171")
def test_given_a_line_without_bin_then_refused(silver, paint):
    silver.always_create_pick_line = True
    silver.save()
    activity = picked(released_order(paint, 2, silver, lots={"L1": 2}))

    assert (
        "line 10000: Bin Code is blank for item PAINT, 2 to handle. Enter or scan it."
        in refused(activity)
    )


@pytest.mark.rule("WHS-180", "WHS-034")
def test_given_less_in_the_bin_than_handled_then_refused_until_it_is_split(silver, paint):
    put(silver, "B1", paint, lots={"L1": 4})
    put(silver, "B2", paint, lots={"L1": 2})
    activity = picked(released_order(paint, 6, silver, lots={"L1": 6}))
    first, second = activity.lines.order_by("line_no")
    second.delete()
    ActivityLine.objects.filter(pk=first.pk).update(quantity=6, qty_to_handle=6)

    assert "Bin B1 holds 4 of item PAINT, lot L1; 6 are to be taken, 2 too many." in refused(
        activity
    )

    ActivityLine.objects.filter(pk=first.pk).update(qty_to_handle=4)
    below = split_line(line=first, by=UserFactory())
    change_line(line=below, by=UserFactory(), bin=bin_of(silver, "B2"))
    post(activity)

    assert contents(silver) == {}


@pytest.mark.rule("WHS-103", "SET-152", "SET-155")
def test_given_a_number_is_blocked_after_the_pick_was_made_then_refused_naming_it(silver, chair):
    activity = picked(released_order(chair, 1, silver, serials=["S1"]))
    NumberInformation.objects.create(
        kind="serial", item=chair, variant=chair.variants.get(), number="S1", blocked=True
    )

    text = refused(activity)

    assert "S1" in text
    assert "blocked" in text


@pytest.mark.rule("WHS-167")
def test_given_the_order_names_other_lots_for_everything_then_another_lot_is_refused(silver, paint):
    put(silver, "B1", paint, lots={"L1": 20, "L2": 20})
    order = released_order(paint, 20, silver)
    activity = picked(order)
    change_line(line=activity.lines.get(), by=UserFactory(), lot_no="L2")
    tracked(order.lines.get(), "", "L1", quantity=20)

    assert refused(activity) == (
        f"{order}, line 10000: Item PAINT, lot L2: {order} names other numbers for its whole quantity, 20 "
        "too many. Handle the numbers that it names, or change its Item Tracking Lines."
    )


@pytest.mark.rule("WHS-175")
def test_given_another_pick_holds_the_lot_then_refused_naming_it(silver, paint):
    put(silver, "B1", paint, lots={"L1": 10})
    other = picked(released_order(paint, 8, silver, lots={"L1": 8}))
    activity = picked(released_order(paint, 2, silver, lots={"L1": 2}))
    activity.lines.update(quantity=5, qty_to_handle=5)

    assert (
        f"Item PAINT, lot L1: 2 available, 5 to handle; 8 are held by inventory pick {other.no}. Handle "
        "less, or post or delete the other document first."
    ) in refused(activity)


@pytest.mark.rule("WHS-006")
def test_given_the_line_stands_on_a_pick_then_the_order_is_not_posted_directly(silver, chair):
    order = released_order(chair, 1, silver, serials=["S1"], bin=bin_of(silver, "B1"))
    activity = picked(order)

    with pytest.raises(Refused) as refusal:
        post_document(document=order, by=UserFactory(), posting_date=JAN_5)

    assert str(refusal.value) == (
        f"Sales order {order.no}, line 10000: Item CHAIR stands on inventory pick {activity.no}. Post it "
        "there, or delete its line there first."
    )
    assert shipped() == []


@pytest.mark.rule("POST-113")
def test_given_no_series_for_posted_picks_then_refused(silver, chair):
    activity = picked(released_order(chair, 1, silver, serials=["S1"]))
    WarehouseSetup.objects.update(posted_inventory_pick_nos=None)

    assert refused(activity) == (
        "Posted Inventory Pick Nos. is blank in Warehouse Setup. Name the number series there."
    )


@pytest.mark.rule("WHS-255")
def test_given_a_clerk_of_another_location_then_refused(silver, chair):
    activity = picked(released_order(chair, 1, silver, serials=["S1"]))

    with pytest.raises(Refused, match="is not a warehouse employee of location SILVER"):
        post_activity(activity=activity, by=user_with_role("warehouse clerk"))


# --- the same request twice, two people at once ---------------------------------------------------


@pytest.mark.rule("WHS-267", "POST-171")
def test_given_a_double_click_then_it_is_posted_once_and_both_get_the_same_answer(silver, chair):
    activity = picked(released_order(chair, 2, silver, serials=["S1", "S2"]))

    first = post(activity, request_key="k1", version=2)
    second = post(activity, request_key="k1", version=2)

    assert second.was_posted_before
    assert second.posted_activity == first.posted_activity
    assert len(shipped()) == 2


@pytest.mark.rule("WHS-267")
def test_given_the_pick_was_changed_meanwhile_then_refused(silver, chair):
    activity = picked(released_order(chair, 1, silver, serials=["S1"]))

    assert "It was changed by another user" in refused(activity, version=1)


@pytest.mark.rule("WHS-267")
def test_given_the_pick_is_gone_then_refused(silver, chair):
    activity = picked(released_order(chair, 1, silver, serials=["S1"]))
    delete_activity(activity=activity, by=UserFactory())
    activity.pk = activity.pk or 1

    assert "It no longer exists" in refused(activity)


@pytest.mark.rule("POST-171")
def test_given_the_key_was_used_for_another_order_then_refused(silver, chair):
    post(picked(released_order(chair, 1, silver, serials=["S1"])), request_key="k1")
    activity = picked(released_order(chair, 1, silver, serials=["S2"]))

    assert "The request key was used for another posting" in refused(activity, request_key="k1")


def test_given_ten_or_a_thousand_serials_then_posting_costs_the_same_statements():
    counts = []
    for many, code in ((10, "SILVER"), (1000, "GREEN")):
        location = pick_location(code)
        chair = ItemFactory(item_tracking_code=serial_code(code))
        serials = [f"{code}{n:04}" for n in range(many)]
        put(location, "B1", chair, serials=serials)
        order = released_order(chair, many, location, serials=serials)
        activity = picked(order)
        activity.lines.filter(line_no=10000).update(qty_to_handle=0)
        by = UserFactory()

        with CaptureQueriesContext(connection) as asked:
            post_activity(activity=activity, by=by, posting_date=JAN_2)

        counts.append(len(asked.captured_queries))
        assert PostedActivityLine.objects.filter(activity__location=location).count() == many - 1
    assert counts[0] == counts[1]
