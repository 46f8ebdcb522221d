"""Serials captured at the inventory pick (CAP-026…039, CAP-047, CAP-049, SET-169, WHS-067, WHS-068, WHS-071)."""

import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext

from tests.factories import (
    ItemFactory,
    NumberSeriesFactory,
    UserFactory,
    code_with,
    tracked,
)
from tests.tracking.groups.scenes import capturing_code
from tests.warehouse.scenes import contents, pick_location, put, released_order
from tests.warehouse.test_pick_reservations import reserved
from tracking.groups.services import save_group
from tracking.models import (
    NumberInformation,
    Reservation,
    SerialCapture,
    TrackingDimensionGroup,
    TrackingLine,
)
from warehouse.capture.services import add_serials, assign_numbers, remove_serial
from warehouse.models import CapturedSerial, PostedActivityLine
from warehouse.services.pick_creation import create_inventory_pick
from warehouse.services.pick_deletion import delete_activity, delete_line
from warehouse.services.pick_posting import post_activity, preview_activity
from warehouse.services.pick_work import autofill, change_line
from wms.core.errors import Refused
from wms.ledger.models import ItemLedgerEntry

from tests.warehouse.scenes import JAN_2  # isort: skip

pytestmark = pytest.mark.django_db


@pytest.fixture
def silver():
    return pick_location()


def capturing_item(step="picking", **values):
    return ItemFactory(no="HS-100", item_tracking_code=capturing_code(step, **values))


def picked(item, quantity, location, *, stock=10, serials=()):
    """The only line of the pick of an order, with stock without serials in B1."""
    if stock:
        put(location, "B1", item, stock)
    order = released_order(item, quantity, location, serials=serials)
    return create_inventory_pick(document=order, by=UserFactory()).lines.get()


def add(line, *serials, **values):
    return add_serials(line=line, by=UserFactory(), serials=serials, **values)


def fresh(line):
    return type(line).objects.get(pk=line.pk)


def listed(line) -> list[str]:
    return list(line.captured.order_by("pk").values_list("serial_no", flat=True))


def texts(added) -> list[str]:
    return [violation.text for violation in added.refused]


def post(line, **values):
    return post_activity(activity=line.activity, by=UserFactory(), **values)


def refused(work) -> str:
    before = ItemLedgerEntry.objects.count()
    with pytest.raises(Refused) as refusal:
        work()
    assert ItemLedgerEntry.objects.count() == before
    return str(refusal.value)


# --- the list of a line ---------------------------------------------------------------------------


@pytest.mark.rule("CAP-026", "SET-169", "CAP-039")
@pytest.mark.parametrize("step", ["picking", "packing"])
def test_given_three_units_then_one_line_with_a_list_of_its_serials(silver, step):
    line = picked(capturing_item(step), 3, silver)

    added = add(line, " s1 ", "S2")

    assert (line.quantity, line.serial_no) == (3, "")
    assert (listed(line), texts(added)) == (["S1", "S2"], [])
    assert fresh(line).qty_to_handle == 2


@pytest.mark.rule("CAP-026")
def test_a_serial_typed_on_the_line_itself_is_sent_to_the_list(silver):
    line = picked(capturing_item(), 1, silver)

    assert "captured in the list of the line" in refused(
        lambda: change_line(line=line, by=UserFactory(), serial_no="S1")
    )


@pytest.mark.rule("CAP-028")
def test_a_serial_that_is_taken_off_is_free_at_once(silver):
    item = capturing_item()
    line, other = picked(item, 2, silver), picked(item, 2, silver)
    add(line, "S1", "S2")

    remove_serial(line=line, by=UserFactory(), serial="S1")

    assert (listed(line), fresh(line).qty_to_handle) == (["S2"], 1)
    assert texts(add(other, "S1")) == []


@pytest.mark.rule("CAP-029", "ERR-003")
def test_each_serial_is_judged_alone_and_good_ones_are_kept(silver):
    line = picked(capturing_item(), 9, silver)
    add(line, "S1")

    added = add(line, "S1", "S2", "S2", "", "X" * 51, "S\x01")

    assert added.serials == ["S2"]
    assert texts(added) == [
        "Serial number S2 is captured on this line already.",
        "A serial number cannot be blank. Scan or type it without that.",
        "A serial number has at most 50 characters, not 51. Scan or type it without that.",
        "A serial number has a control character in it. Scan or type it without that.",
        "Serial number S1 is captured on this line already.",
    ]


@pytest.mark.rule("CAP-029", "CAP-033")
def test_given_a_serial_on_another_pick_or_order_then_it_is_named(silver):
    item = capturing_item()
    first, line = picked(item, 2, silver), picked(item, 2, silver)
    add(first, "S1")
    order = released_order(item, 1, silver, serials=["S2"])

    assert texts(add(line, "S1", "S2")) == [
        f"Serial number S1 of item HS-100 stands on line 10000 of {first.activity} already. Use another one.",
        f"Serial number S2 of item HS-100 stands on line 10000 of {order} already. Use another one.",
    ]


@pytest.mark.rule("CAP-033")
def test_the_database_lets_one_of_two_have_a_serial(silver):
    item = capturing_item()
    first, line = picked(item, 2, silver), picked(item, 2, silver)
    add(first, "S1")
    copy = first.captured.get()
    copy.pk, copy.line = None, line

    with pytest.raises(IntegrityError), transaction.atomic():
        copy.save()


@pytest.mark.rule("CAP-029")
def test_given_a_blocked_serial_then_refused(silver):
    item = capturing_item()
    line = picked(item, 2, silver)
    NumberInformation.objects.create(
        kind="serial", item=item, variant=item.variants.get(), number="S1", blocked=True
    )

    assert texts(add(line, "S1")) == [
        "Serial number S1 of item HS-100 is blocked by its information card. Use another one."
    ]


@pytest.mark.rule("CAP-029")
def test_given_cards_must_exist_then_a_serial_without_is_refused(silver):
    line = picked(capturing_item(sn_info_outbound_must_exist=True), 2, silver)

    assert "has no information card" in texts(add(line, "S1"))[0]


@pytest.mark.rule("CAP-026", "CAP-047")
def test_given_all_units_have_one_then_no_further_serial_is_taken(silver):
    line = picked(capturing_item(), 1, silver)

    added = add(line, "S1", "S2")

    assert added.serials == ["S1"]
    assert texts(added) == ["All 1 serial numbers of the line are captured; S2 is one too many."]


@pytest.mark.rule("CAP-031")
def test_given_units_with_serials_then_theirs_are_taken_and_others_need_a_unit_without(silver):
    item = capturing_item()
    put(silver, "B1", item, serials=["S7", "S8"])
    line = picked(item, 3, silver, stock=1)

    added = add(line, "S7", "NEW1", "NEW2")

    assert added.serials == ["S7", "NEW1"]
    assert texts(added) == [
        "No unit of item HS-100 without serial number is left at location SILVER for NEW2. In stock "
        "there: S7, S8."
    ]


@pytest.mark.rule("CAP-031")
def test_given_a_serial_at_another_location_then_the_place_is_named(silver):
    item = capturing_item()
    put(pick_location("GREEN", bins=("G1",)), "G1", item, serials=["S1"])
    line = picked(item, 1, silver)

    assert texts(add(line, "S1")) == [
        "Serial number S1 of item HS-100 is on hand at location GREEN. Pick it there or use another one."
    ]


@pytest.mark.rule("CAP-030", "SET-170")
@pytest.mark.parametrize(
    ("setting", "without", "way_out"),
    [
        ("error", True, "Use another one."),
        ("confirm", True, "Give the reason to capture it all the same."),
        ("allow", False, ""),
    ],
)
def test_given_a_serial_that_was_shipped_then_the_group_decides(silver, setting, without, way_out):
    item = capturing_item(shipped=setting)
    first = picked(item, 1, silver)
    add(first, "S1")
    shipped = post(first).posted_document
    line = picked(item, 1, silver, stock=0)

    added = add(line, "S1")

    if not without:
        assert added.serials == ["S1"]
        return
    assert texts(added) == [
        f"Serial number S1 of item HS-100 was shipped with {shipped.no} to customer C10000 on 2026-01-02 "
        f"and has not come back. {way_out}"
    ]
    again = add(line, "S1", reason="Label used twice")
    assert again.serials == (["S1"] if setting == "confirm" else [])


@pytest.mark.rule("CAP-030")
def test_given_a_reason_then_it_is_posted_and_the_reason_kept(silver):
    item = capturing_item()
    first = picked(item, 1, silver)
    add(first, "S1")
    post(first)
    line = picked(item, 1, silver, stock=0)
    add(line, "S1", reason="Label used twice")

    post(line)

    assert SerialCapture.objects.latest("pk").reason == "Label used twice"


@pytest.mark.rule("CAP-026")
def test_given_an_item_that_captures_nothing_then_refused(silver):
    line = picked(ItemFactory(no="LAMP"), 2, silver)

    assert refused(lambda: add(line, "S1")).startswith(
        "Serial numbers of item LAMP are not captured"
    )


# --- posting --------------------------------------------------------------------------------------


@pytest.mark.rule("CAP-027", "SET-169")
@pytest.mark.parametrize("step", ["picking", "packing"])
def test_given_two_of_three_serials_then_three_are_not_posted(silver, step):
    line = picked(capturing_item(step), 3, silver)
    add(line, "S1", "S2")
    autofill(activity=line.activity, by=UserFactory())

    assert refused(lambda: post(line)) == (
        f"{line.activity}, line 10000: Item HS-100: 2 serial numbers captured, 3 needed. Capture the "
        "others, or handle less."
    )
    assert listed(line) == ["S1", "S2"]


@pytest.mark.rule("CAP-027", "CAP-034", "CAP-035", "CAP-036", "WHS-069")
def test_given_two_are_handled_then_two_are_posted_and_one_stays(silver):
    item = capturing_item()
    line = picked(item, 3, silver)
    add(line, "S1", "S2")

    done = post(line)

    entries = ItemLedgerEntry.objects.exclude(entry_type="positive_adjmt").order_by("entry_no")
    assert [(e.entry_type, e.serial_no, e.quantity) for e in entries] == [
        ("transfer", "", -1),
        ("transfer", "S1", 1),
        ("transfer", "", -1),
        ("transfer", "S2", 1),
        ("sale", "S1", -1),
        ("sale", "S2", -1),
    ]
    assert {e.document_no for e in entries if e.entry_type == "transfer"} == {line.activity.no}
    left = fresh(line)
    assert (left.outstanding, left.qty_to_handle, listed(left)) == (1, 0, [])
    assert list(
        TrackingLine.objects.order_by("serial_no").values_list("serial_no", "qty_handled")
    ) == [("S1", 1), ("S2", 1)]
    rows = PostedActivityLine.objects.filter(activity=done.posted_activity).order_by("line_no")
    assert [(row.serial_no, row.quantity) for row in rows] == [("S1", 1), ("S2", 1)]
    assert contents(silver) == {("B1", "", ""): 8}


@pytest.mark.rule("CAP-047")
def test_given_more_serials_than_handled_then_the_surplus_is_named(silver):
    line = picked(capturing_item(), 3, silver)
    add(line, "S1", "S2", "S3")
    change_line(line=line, by=UserFactory(), qty_to_handle=2)

    assert refused(lambda: post(line)) == (
        f"{line.activity}, line 10000: Item HS-100: 3 serial numbers captured, but Qty. to Handle is 2. "
        "Take off S3, or handle more."
    )


@pytest.mark.rule("CAP-013", "CAP-034")
def test_given_lots_then_the_unit_keeps_its_lot(silver):
    item = capturing_item(specific=("lot",))
    put(silver, "B1", item, lots={"L1": 5})
    order = released_order(item, 2, silver, lots={"L1": 2})
    line = create_inventory_pick(document=order, by=UserFactory()).lines.get()
    add(line, "S1", "S2")

    post(line)

    sold = ItemLedgerEntry.objects.filter(entry_type="sale").order_by("serial_no")
    assert [(e.serial_no, e.lot_no) for e in sold] == [("S1", "L1"), ("S2", "L1")]
    assert contents(silver) == {("B1", "", "L1"): 3}


@pytest.mark.rule("CAP-038")
def test_given_serials_on_the_order_then_they_stand_in_the_list(silver):
    line = picked(capturing_item(), 3, silver, serials=["S2", "S1"])

    assert listed(line) == ["S2", "S1"]
    assert line.qty_to_handle == 0
    assert "All" not in str(texts(add(line, "S3")))


@pytest.mark.rule("CAP-034")
def test_a_preview_captures_nothing(silver):
    line = picked(capturing_item(), 1, silver)
    add(line, "S1")

    preview = preview_activity(activity=line.activity, by=UserFactory())

    assert [entry.serial_no for entry in preview.entries] == ["S1"]
    assert listed(line) == ["S1"]
    assert not SerialCapture.objects.exists()


@pytest.mark.rule("CAP-049", "CAP-028")
def test_given_the_line_or_the_pick_is_deleted_then_its_serials_are_free(silver):
    item = capturing_item()
    first, second = picked(item, 1, silver), picked(item, 1, silver)
    add(first, "S1")
    add(second, "S2")

    delete_line(line=first, by=UserFactory())
    delete_activity(activity=second.activity, by=UserFactory())

    assert not CapturedSerial.objects.exists()


@pytest.mark.rule("CAP-034")
def test_given_ten_or_two_hundred_serials_then_adding_and_posting_cost_the_same(silver):
    item = capturing_item()
    counts = []
    for prefix, many in (("A", 10), ("B", 200)):
        line = picked(item, many, silver, stock=many)
        by = UserFactory()
        serials = [f"{prefix}{number:04}" for number in range(many)]
        with CaptureQueriesContext(connection) as asked:
            add_serials(line=line, by=by, serials=serials)
            post_activity(activity=line.activity, by=by)
        counts.append(len(asked.captured_queries))

    assert counts[0] == counts[1]


@pytest.mark.rule("CAP-015")
def test_given_an_open_pick_then_picking_does_not_become_packing(silver):
    line = picked(capturing_item(), 1, silver)
    group = TrackingDimensionGroup.objects.get()
    group.capture_serial_no = "packing"

    assert refused(lambda: save_group(group=group)) == (
        f"Capture Serial No. cannot be changed: item HS-100 stands on {line.activity}. Post or delete that "
        "first."
    )
    delete_activity(activity=line.activity, by=UserFactory())
    save_group(group=group)


@pytest.mark.rule("CAP-036", "POST-028")
def test_given_the_order_holds_the_units_then_they_are_captured_and_shipped(silver):
    item = capturing_item()
    put(silver, "B1", item, 2)
    order = reserved(item, 2, silver)
    line = create_inventory_pick(document=order, by=UserFactory()).lines.get()
    add(line, "S1")

    post(line)

    assert ItemLedgerEntry.objects.get(entry_type="sale").serial_no == "S1"
    left = ItemLedgerEntry.objects.in_inventory()
    assert [(entry.serial_no, entry.remaining_quantity) for entry in left] == [("", 1)]
    assert Reservation.objects.get().quantity == 1


# --- assigning ------------------------------------------------------------------------------------


@pytest.mark.rule("CAP-040")
def test_assigning_fills_the_list_from_the_series(silver):
    item = capturing_item()
    item.serial_nos = NumberSeriesFactory(code="SN", first="SN001")
    item.save()
    line = picked(item, 3, silver)
    add(line, "SN002")

    count = assign_numbers(line=line, by=UserFactory(), on=JAN_2)

    assert (count, listed(line)) == (2, ["SN002", "SN001", "SN003"])


@pytest.mark.rule("WHS-067", "WHS-071", "WHS-062", "WHS-069")
def test_the_worked_example_of_numbers_assigned_on_the_way_out(silver):
    pump = ItemFactory(
        no="P",
        item_tracking_code=code_with("SNSALES", sn_sales_outbound_tracking=True),
        serial_nos=NumberSeriesFactory(code="PS", first="PS0042"),
    )
    line = picked(pump, 3, silver, stock=50)
    assert line.quantity == 3

    assign_numbers(line=line, by=UserFactory(), on=JAN_2)

    lines = line.activity.lines.order_by("line_no")
    assert [(x.serial_no, x.quantity, x.qty_to_handle) for x in lines] == [
        ("PS0042", 1, 1),
        ("PS0043", 1, 1),
        ("PS0044", 1, 1),
    ]
    post(line)
    sold = ItemLedgerEntry.objects.filter(entry_type="sale").order_by("serial_no")
    assert [(e.serial_no, e.quantity) for e in sold] == [
        ("PS0042", -1),
        ("PS0043", -1),
        ("PS0044", -1),
    ]
    assert contents(silver) == {("B1", "", ""): 47}
    rows = TrackingLine.objects.order_by("serial_no")
    assert [(row.serial_no, row.qty_handled) for row in rows] == [
        ("PS0042", 1),
        ("PS0043", 1),
        ("PS0044", 1),
    ]


def sold_with_serials(**values):
    return ItemFactory(
        no="P", item_tracking_code=code_with("SNSALES", sn_sales_outbound_tracking=True), **values
    )


@pytest.mark.rule("WHS-067")
def test_given_no_series_then_refused_and_own_numbers_can_be_made(silver):
    line = picked(sold_with_serials(), 3, silver)

    assert refused(lambda: assign_numbers(line=line, by=UserFactory(), on=JAN_2)) == (
        "Serial Nos. is blank on item P. Name a number series there, or enter a first number of your own."
    )
    assign_numbers(line=line, by=UserFactory(), on=JAN_2, start="own-08", increment=2)
    found = line.activity.lines.order_by("line_no").values_list("serial_no", flat=True)
    assert list(found) == ["OWN-08", "OWN-10", "OWN-12"]


@pytest.mark.rule("WHS-067")
def test_given_a_lot_is_captured_then_one_new_lot_for_the_whole_line(silver):
    item = ItemFactory(
        item_tracking_code=code_with("LOTSALES", lot_sales_outbound_tracking=True),
        lot_nos=NumberSeriesFactory(code="LN", first="LN01"),
    )
    line = picked(item, 4, silver)

    assign_numbers(line=line, by=UserFactory(), on=JAN_2)

    assert [(x.lot_no, x.quantity, x.qty_to_handle) for x in line.activity.lines.all()] == [
        ("LN01", 4, 4)
    ]


@pytest.mark.rule("WHS-067")
def test_given_a_fraction_then_no_serials_are_assigned(silver):
    line = picked(sold_with_serials(), "2.5", silver)

    assert "2.5 of item P cannot get serial numbers" in refused(
        lambda: assign_numbers(line=line, by=UserFactory(), on=JAN_2, start="A1")
    )


@pytest.mark.rule("WHS-068")
def test_given_own_numbers_in_use_then_none_is_assigned(silver):
    item = sold_with_serials()
    other = picked(item, 1, silver)
    change_line(line=other, by=UserFactory(), serial_no="A2")
    line = picked(item, 3, silver)

    text = refused(lambda: assign_numbers(line=line, by=UserFactory(), on=JAN_2, start="A1"))

    assert text == (
        f"Serial number A2 of item P stands on line 10000 of {other.activity} already. Use another one."
    )
    assert line.activity.lines.count() == 1


@pytest.mark.rule("WHS-068")
def test_given_a_new_serial_that_was_shipped_or_stands_on_an_order_then_the_line_refuses_it(silver):
    item = sold_with_serials()
    first = picked(item, 1, silver)
    change_line(line=first, by=UserFactory(), serial_no="A1", qty_to_handle=1)
    shipped = post(first).posted_document
    order = released_order(item, 1, silver)
    tracked(order.lines.get(), "A2")
    line = picked(item, 1, silver)

    assert f"was shipped with {shipped.no}" in refused(
        lambda: change_line(line=line, by=UserFactory(), serial_no="A1")
    )
    assert f"stands on line 10000 of {order} already" in refused(
        lambda: change_line(line=line, by=UserFactory(), serial_no="A2")
    )


@pytest.mark.rule("WHS-067")
def test_given_nothing_to_assign_then_the_action_says_so(silver):
    line = picked(ItemFactory(no="LAMP"), 3, silver)

    assert "No number is to be assigned on the line: item LAMP" in refused(
        lambda: assign_numbers(line=line, by=UserFactory(), on=JAN_2)
    )


@pytest.mark.rule("WHS-065", "WHS-040")
def test_given_lots_in_bins_and_serials_at_the_sale_then_both_are_asked_for_and_bins_know_the_lot(
    silver,
):
    item = ItemFactory(
        no="P",
        item_tracking_code=code_with("LOTSN", specific=("lot",), sn_sales_outbound_tracking=True),
    )
    put(silver, "B1", item, lots={"L1": 5})
    order = released_order(item, 2, silver, lots={"L1": 2})
    line = create_inventory_pick(document=order, by=UserFactory()).lines.get()
    autofill(activity=line.activity, by=UserFactory())
    assert "erial" in refused(lambda: post(line))

    assign_numbers(line=line, by=UserFactory(), on=JAN_2, start="A1")
    post(line)

    sold = ItemLedgerEntry.objects.filter(entry_type="sale").order_by("serial_no")
    assert [(e.serial_no, e.lot_no) for e in sold] == [("A1", "L1"), ("A2", "L1")]
    assert contents(silver) == {("B1", "", "L1"): 3}
