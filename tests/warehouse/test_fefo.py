"""First expired first out at inventory picks (SET-069, SET-139, WHS-111…120, WHS-122)."""

from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from tests.factories import (
    ItemFactory,
    UserFactory,
    add_line,
    code_with,
    journal,
    lot_code,
    reclassification,
    serial_code,
    tracked,
)
from tests.warehouse.scenes import JAN_2, contents, pick_location, put, released_order
from tracking.models import NumberInformation, TrackingLine
from tracking.posting import post_document
from warehouse.models import Activity, ActivityLine
from warehouse.services.pick_creation import create_pick
from warehouse.services.pick_posting import post_activity
from warehouse.services.pick_work import autofill
from wms.core.errors import Refused
from wms.documents.kinds import EntryType
from wms.ledger.models import ItemLedgerEntry

pytestmark = pytest.mark.django_db

MAY_15 = date(2026, 5, 15)
MAY_1 = date(2026, 5, 1)
JUN_1 = date(2026, 6, 1)
JUN_30 = date(2026, 6, 30)


def fefo_location(**values):
    return pick_location(pick_according_to_fefo=True, **values)


def created(order, *, work_date=MAY_15):
    return create_pick(document=order, by=UserFactory(), work_date=work_date)


def lots_of(activity) -> list[tuple]:
    return [(line.lot_no, line.quantity) for line in activity.lines.order_by("line_no")]


def block(item, number, kind="lot"):
    NumberInformation.objects.create(
        kind=kind, item=item, variant=item.variants.get(), number=number, blocked=True
    )


def worked_example(location, *, strict):
    """WHS-120: D, B, A, E (blocked) and C, as in the book."""
    glue = ItemFactory(
        no="GLUE",
        item_tracking_code=lot_code(use_expiration_dates=True, strict_expiration_posting=strict),
    )
    put(location, "B1", glue, lots={"A": 10}, expiration_date=JUN_30)
    put(location, "B2", glue, lots={"A": 20}, expiration_date=JUN_30)
    put(location, "B1", glue, lots={"D": 10}, expiration_date=MAY_1)
    put(location, "B2", glue, lots={"B": 20}, expiration_date=JUN_1)
    put(location, "B2", glue, lots={"E": 5}, expiration_date=JUN_1)
    put(location, "B3", glue, lots={"C": 40})
    block(glue, "E")
    return glue


SKIPPED = "Expired numbers of item GLUE were skipped: lot D expired on 2026-05-01 (10 free)."


# --- the worked example ---------------------------------------------------------------------------


@pytest.mark.rule("WHS-120", "WHS-112", "WHS-114", "WHS-115", "WHS-080", "SET-069", "SET-139")
def test_given_strict_expiration_when_60_are_picked_then_b_a_and_the_undated_c():
    silver = pick_location()
    order = released_order(worked_example(silver, strict=True), 60, silver)

    made = created(order)

    assert lots_of(made.activity) == [("B", 20), ("A", 10), ("A", 20), ("C", 10)]
    assert [str(item) for item in made.left_out] == [SKIPPED]
    assert made.shortages == ()


@pytest.mark.rule("WHS-120", "WHS-114", "WHS-123")
@pytest.mark.parametrize(
    ("always", "last"), [(False, []), (True, [("", 10)])], ids=["no-line", "one-blank-line"]
)
def test_given_strict_expiration_when_100_are_picked_then_10_remain(always, last):
    silver = pick_location(always_create_pick_line=always)
    order = released_order(worked_example(silver, strict=True), 100, silver)

    made = created(order)

    assert lots_of(made.activity) == [("B", 20), ("A", 10), ("A", 20), ("C", 40), *last]
    assert [line.bin for line in made.activity.lines.filter(lot_no="")] == [None] * len(last)
    if not always:
        assert str(made.shortages[0]) == (
            "Line 10000: 90 of 100 of item GLUE could be put on the pick: 10 expired (lot D expired on "
            "2026-05-01)."
        )


@pytest.mark.rule("WHS-120", "WHS-111", "WHS-114")
def test_given_no_strict_expiration_then_what_expired_leaves_first():
    silver = fefo_location()
    order = released_order(worked_example(silver, strict=False), 60, silver)

    made = created(order)

    assert lots_of(made.activity) == [("D", 10), ("B", 20), ("A", 10), ("A", 20)]
    assert made.left_out == ()


# --- when it applies ------------------------------------------------------------------------------


@pytest.mark.rule("WHS-111")
def test_given_neither_location_nor_code_want_it_then_lines_stay_blank():
    silver = pick_location()
    order = released_order(worked_example(silver, strict=False), 60, silver)

    assert {lot for lot, _ in lots_of(created(order).activity)} == {""}


@pytest.mark.rule("WHS-111", "SET-139")
def test_given_the_warehouse_knows_no_numbers_of_the_item_then_lines_stay_blank():
    silver = fefo_location()
    lamp = ItemFactory(item_tracking_code=None)
    put(silver, "B1", lamp, 4)

    assert lots_of(created(released_order(lamp, 4, silver)).activity) == [("", 4)]


@pytest.mark.rule("WHS-116", "WHS-122")
def test_given_the_order_names_a_lot_then_it_comes_first_and_the_rest_by_date():
    silver = fefo_location()
    glue = ItemFactory(item_tracking_code=lot_code(use_expiration_dates=True))
    put(silver, "B1", glue, lots={"A": 30}, expiration_date=JUN_30)
    put(silver, "B1", glue, lots={"B": 20}, expiration_date=MAY_15)
    put(silver, "B1", glue, lots={"N": 50}, expiration_date=JUN_1)
    order = released_order(glue, 50, silver, lots={"A": 20})

    activity = created(order).activity

    assert lots_of(activity) == [("A", 20), ("B", 20), ("N", 10)]
    assert [line.number_is_fixed for line in activity.lines.order_by("line_no")] == [
        True,
        False,
        False,
    ]


@pytest.mark.rule("WHS-116")
def test_given_another_line_of_the_order_names_the_earliest_lot_then_it_keeps_it():
    silver = fefo_location()
    glue = ItemFactory(item_tracking_code=lot_code(use_expiration_dates=True))
    put(silver, "B1", glue, lots={"A": 5}, expiration_date=MAY_15)
    put(silver, "B1", glue, lots={"B": 5}, expiration_date=JUN_30)
    order = released_order(glue, 5, silver)
    tracked(add_line(order, glue, 5), "", "A", quantity=5)

    assert lots_of(created(order).activity) == [("B", 5), ("A", 5)]


@pytest.mark.rule("WHS-111", "WHS-112")
def test_given_no_bins_then_the_lines_carry_the_numbers_all_the_same():
    east = pick_location("EAST", bins=(), pick_according_to_fefo=True)
    glue = ItemFactory(item_tracking_code=lot_code(use_expiration_dates=True))
    put(east, "", glue, lots={"A": 5}, expiration_date=JUN_30)
    put(east, "", glue, lots={"B": 5}, expiration_date=JUN_1)

    assert lots_of(created(released_order(glue, 7, east)).activity) == [("B", 5), ("A", 2)]


# --- the order of numbers -------------------------------------------------------------------------


@pytest.mark.rule("WHS-112", "SET-139")
def test_given_equal_dates_then_the_lowest_number_first_and_within_it_the_bins_in_their_order():
    silver = fefo_location(pick_bin_policy="ranking")
    silver.bins.filter(code="B2").update(ranking=50)
    chair = ItemFactory(item_tracking_code=lot_code(use_expiration_dates=True))
    put(silver, "B1", chair, lots={"L2": 3}, expiration_date=JUN_1)
    put(silver, "B1", chair, lots={"L1": 2}, expiration_date=JUN_1)
    put(silver, "B2", chair, lots={"L1": 2}, expiration_date=JUN_1)

    activity = created(released_order(chair, 5, silver)).activity

    assert [
        (line.bin.code, line.lot_no, line.quantity)
        for line in activity.lines.select_related("bin").order_by("line_no")
    ] == [("B2", "L1", 2), ("B1", "L1", 2), ("B1", "L2", 1)]


@pytest.mark.rule("WHS-115", "SET-139")
def test_given_numbers_without_date_then_last_and_first_registered_first():
    silver = fefo_location()
    chair = ItemFactory(item_tracking_code=serial_code(use_expiration_dates=True))
    put(silver, "B1", chair, serials=["Z"])
    put(silver, "B1", chair, serials=["A"])
    put(silver, "B1", chair, serials=["M"], expiration_date=JUN_30)

    activity = created(released_order(chair, 3, silver)).activity

    assert list(activity.lines.order_by("line_no").values_list("serial_no", flat=True)) == [
        "M",
        "Z",
        "A",
    ]


@pytest.mark.rule("WHS-114", "SET-069")
@pytest.mark.parametrize(
    ("day", "skipped"), [(date(2026, 4, 30), 0), (MAY_1, 0), (date(2026, 5, 2), 1)]
)
def test_given_strict_expiration_then_the_date_itself_is_still_picked(day, skipped):
    silver = pick_location()
    glue = worked_example(silver, strict=True)

    made = created(released_order(glue, 5, silver), work_date=day)

    assert lots_of(made.activity) == [("B", 5) if skipped else ("D", 5)]
    assert len(made.left_out) == skipped


@pytest.mark.rule("WHS-114")
def test_given_the_expired_lot_is_claimed_or_blocked_then_nothing_is_said_of_it():
    silver = pick_location()
    glue = worked_example(silver, strict=True)
    block(glue, "D")

    assert created(released_order(glue, 5, silver)).left_out == ()


@pytest.mark.rule("WHS-114", "WHS-123")
def test_given_only_expired_stock_then_no_pick_is_made_and_the_reason_is_told():
    silver = pick_location()
    glue = ItemFactory(no="GLUE", item_tracking_code=lot_code(strict_expiration_posting=True))
    put(silver, "B1", glue, lots={"D": 10}, expiration_date=MAY_1)
    order = released_order(glue, 4, silver)

    with pytest.raises(Refused) as refusal:
        created(order)

    assert str(refusal.value) == (
        f"Sales order {order.no}, line 10000: None of 4 of item GLUE could be put on the pick: 4 expired "
        "(lot D expired on 2026-05-01)."
    )
    assert not Activity.objects.exists()


@pytest.mark.rule("WHS-113", "SET-139")
def test_given_numbers_claimed_by_another_pick_then_only_their_rest_is_offered():
    silver = fefo_location()
    glue = worked_example(silver, strict=False)
    created(released_order(glue, 25, silver))

    assert lots_of(created(released_order(glue, 10, silver)).activity) == [("B", 5), ("A", 5)]


@pytest.mark.rule("WHS-113")
def test_given_the_order_names_a_lot_of_serials_then_its_serials_are_not_promised_twice():
    silver = fefo_location()
    chair = ItemFactory(item_tracking_code=code_with("BOTH", specific=("serial", "lot")))
    for serial, lot in (("S1", "L1"), ("S2", "L1"), ("S3", "L2")):
        batch_of(silver, chair, serial, lot)
    order = released_order(chair, 1, silver)
    tracked(add_line(order, chair, 2), "", "L1", quantity=2)

    activity = created(order).activity

    assert sorted(activity.lines.values_list("serial_no", "lot_no")) == [
        ("", "L1"),
        ("", "L1"),
        ("S3", "L2"),
    ]


def batch_of(location, item, serial, lot):
    batch = journal(location=location)
    line = add_line(
        batch, item, 1, entry_type=EntryType.POSITIVE_ADJMT, bin=location.bins.get(code="B1")
    )
    tracked(line, serial, lot)
    post_document(document=batch, by=UserFactory())


# --- from the pick to the ledger ------------------------------------------------------------------


@pytest.mark.rule("WHS-118", "WHS-061", "WHS-163")
def test_given_a_proposed_lot_then_the_source_learns_it_when_the_pick_is_posted():
    silver = fefo_location()
    glue = worked_example(silver, strict=False)
    order = released_order(glue, 15, silver)

    activity = created(order).activity
    assert not TrackingLine.objects.filter(line__document=order).exists()
    autofill(activity=activity, by=UserFactory())
    post_activity(activity=activity, by=UserFactory(), posting_date=JAN_2)

    shipped = ItemLedgerEntry.objects.filter(entry_type="sale").order_by("lot_no")
    assert [(entry.lot_no, entry.quantity) for entry in shipped] == [("B", -5), ("D", -10)]
    rows = TrackingLine.objects.filter(line__document=order).order_by("lot_no")
    assert [(row.lot_no, row.qty_handled) for row in rows] == [("B", 5), ("D", 10)]
    assert contents(silver)["B2", "", "B"] == 15


# --- pages ----------------------------------------------------------------------------------------


@pytest.mark.rule("WHS-114", "SET-069")
def test_given_expired_stock_then_the_clerk_is_told_on_the_pick(client):
    silver = pick_location()
    order = released_order(worked_example(silver, strict=True), 5, silver)
    client.force_login(UserFactory())
    session = client.session
    session["work_date"] = MAY_15.isoformat()
    session.save()

    answer = client.post(reverse("create_inventory_pick", args=[order.kind, order.pk]), follow=True)

    assert SKIPPED in answer.content.decode()


# --- cost -----------------------------------------------------------------------------------------


@pytest.mark.rule("WHS-111")
def test_given_ten_or_a_thousand_serials_then_proposing_costs_the_same_statements():
    counts = []
    for many, code in ((10, "SILVER"), (1000, "GREEN")):
        location = fefo_location(code=code)
        chair = ItemFactory(item_tracking_code=serial_code(code, use_expiration_dates=True))
        serials = [f"{code}{n:04}" for n in range(many)]
        put(location, "B1", chair, serials=serials, expiration_date=JUN_1)
        order = released_order(chair, many, location)
        by = UserFactory()

        with CaptureQueriesContext(connection) as asked:
            activity = create_pick(document=order, by=by, work_date=MAY_15).activity

        counts.append(len(asked.captured_queries))
        assert (
            list(
                ActivityLine.objects.filter(activity=activity)
                .order_by("line_no")
                .values_list("serial_no", flat=True)
            )
            == serials
        )
    assert counts[0] == counts[1]


# --- the worker's choice, and changed dates -------------------------------------------------------


def chosen(client, silver, lot):
    """The clerk puts another lot on the line that proposes B."""
    glue = worked_example(silver, strict=False)
    block(glue, "D")
    activity = created(released_order(glue, 5, silver)).activity
    line = activity.lines.get()
    assert line.lot_no == "B"
    client.force_login(UserFactory())
    return client.post(
        reverse("activity_line", args=[activity.kind, activity.pk, line.pk]),
        {"seen": line.stamp, "qty_to_handle": "0", "lot_no": lot, "bin": ""},
        headers={"HX-Request": "true"},
    )


@pytest.mark.rule("WHS-117")
def test_given_a_later_number_is_chosen_then_the_free_earlier_one_is_named_and_nothing_refused(
    client,
):
    silver = fefo_location(bins=("B1", "B2", "B3"))

    page = chosen(client, silver, "A").text

    assert "Lot B expires earlier, on 2026-06-01, and is free." in page
    assert ActivityLine.objects.get().lot_no == "A"


@pytest.mark.rule("WHS-119")
def test_given_a_date_is_changed_then_the_open_pick_shows_and_posts_the_new_one(client):
    silver = fefo_location()
    glue = ItemFactory(item_tracking_code=lot_code(use_expiration_dates=True))
    put(silver, "B1", glue, lots={"A": 5, "B": 5}, expiration_date=JUN_30)
    put(silver, "B1", glue, lots={"C": 5}, expiration_date=JUN_30)
    activity = created(released_order(glue, 5, silver)).activity
    assert lots_of(activity) == [("A", 5)]
    batch = reclassification(glue, 5, location=silver, new_location=silver)
    line = batch.lines.get()
    line.bin = line.new_bin = silver.bins.get(code="B1")
    line.save()
    tracked(line, "", "A", quantity=5, new_lot_no="A", new_expiration_date=date(2026, 7, 31))
    post_document(document=batch, by=UserFactory())

    client.force_login(UserFactory())
    assert "2026-07-31" in client.get(activity.get_absolute_url()).text
    assert lots_of(created(released_order(glue, 5, silver)).activity) == [("B", 5)]
    autofill(activity=activity, by=UserFactory())
    done = post_activity(activity=activity, by=UserFactory())
    assert done.posted_activity.lines.get().expiration_date == date(2026, 7, 31)
