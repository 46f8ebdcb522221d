"""The packing station: containers, and serials captured as units are packed (CAP-042…048, PACK-001…027)."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.factories import ItemFactory, UserFactory, serial_code
from tests.tracking.groups.scenes import capturing_code
from tests.warehouse.packing_scenes import (
    PACK_DAY,
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
from tests.warehouse.scenes import contents, put, released_order
from tests.warehouse.test_pick_reservations import reserved
from tracking.models import (
    CaptureReversal,
    NumberInformation,
    Reservation,
    SerialCapture,
    TrackingLine,
)
from warehouse.models import Container, ContainerLine
from warehouse.packing.services import close_container, unpack
from wms.ledger.models import ItemLedgerEntry

pytestmark = pytest.mark.django_db


@pytest.fixture
def east():
    return packing_location()


def capturing_item(step="packing", **values):
    return ItemFactory(no="HS-200", item_tracking_code=capturing_code(step, **values))


def to_pack(item, quantity, location, *, stock=10, **values):
    """A released order, with stock without serials in B1."""
    if stock:
        put(location, "B1", item, stock)
    return released_order(item, quantity, location, bin=location.bins.get(code="B1"), **values)


def on_hand(item) -> dict[str, object]:
    """Remaining quantity by serial, blank as its own row."""
    found: dict = {}
    for entry in ItemLedgerEntry.objects.in_inventory().filter(item=item):
        found[entry.serial_no] = found.get(entry.serial_no, 0) + entry.remaining_quantity
    return found


def after_the_receipt():
    return ItemLedgerEntry.objects.exclude(entry_type="positive_adjmt").order_by("entry_no")


# --- capturing as units are packed ----------------------------------------------------------------


@pytest.mark.rule("CAP-043", "SET-169", "CAP-034")
@pytest.mark.parametrize("step", ["packing", "picking"])
def test_a_unit_that_is_packed_gets_its_serial_at_once_with_the_container_as_document(east, step):
    item = capturing_item(step)
    container = opened(to_pack(item, 2, east), east)

    done = pack_it(container, " b1 ")

    assert done.words == "Serial B1 is packed. Item HS-200: 1 to pack."
    assert contents_of(container) == [("B1", "", 1)]
    pair = list(after_the_receipt())
    assert [(e.entry_type, e.serial_no, e.quantity, e.document_no) for e in pair] == [
        ("transfer", "", -1, container.no),
        ("transfer", "B1", 1, container.no),
    ]
    assert on_hand(item) == {"": 9, "B1": 1}
    assert SerialCapture.objects.get().document_no == container.no
    assert contents(east) == {("B1", "", ""): 10}
    assert books_are_right()


@pytest.mark.rule("CAP-044", "SET-169")
def test_given_two_of_three_serials_then_two_are_packed_and_reported(east):
    item = capturing_item()
    container = opened(to_pack(item, 3, east), east)

    done = pack_it(container, "B1", "B2")

    assert done.words == "Item HS-200: 2 packed, 1 to pack."
    assert (done.quantity, done.left) == (2, 1)
    assert on_hand(item) == {"": 8, "B1": 1, "B2": 1}


@pytest.mark.rule("CAP-044", "SET-169")
@pytest.mark.parametrize("quantity", [1, 3])
def test_given_no_serial_then_no_quantity_is_packed(east, quantity):
    container = opened(to_pack(capturing_item(), 3, east), east)

    assert refused(lambda: pack_it(container, quantity=quantity)) == (
        f"Serial number needed: item HS-200, container {container.no}. Scan one for each unit."
    )
    assert contents_of(container) == []


@pytest.mark.rule("CAP-029", "ERR-003")
def test_each_serial_is_judged_alone_and_good_ones_are_kept(east):
    item = capturing_item()
    container = packed(to_pack(item, 9, east), east, "B1")
    NumberInformation.objects.create(
        item=item, variant=item.variants.get(), kind="serial", number="BAD", blocked=True
    )

    done = pack_it(container, "B1", "B2", "B2", "", "X" * 51, "B\x01", "BAD")

    assert [line.serial_no for line in done.lines] == ["B2"]
    assert texts(done) == [
        "Serial number B2 is captured on this line already.",
        "A serial number cannot be blank. Scan or type it without that.",
        "A serial number has at most 50 characters, not 51. Scan or type it without that.",
        "A serial number has a control character in it. Scan or type it without that.",
        f"Serial number B1 of item HS-200 is already packed in container {container.no}. Use another one, "
        "or take it out there.",
        "Serial number BAD of item HS-200 is blocked by its information card. Use another one.",
    ]


@pytest.mark.rule("CAP-029", "CAP-036")
def test_given_the_serial_is_in_another_container_or_on_another_order_then_it_is_named(east):
    item = capturing_item()
    first = packed(to_pack(item, 1, east), east, "B1")
    other = to_pack(item, 1, east, stock=0, serials=["B2"])
    container = opened(to_pack(item, 3, east, stock=0), east)

    done = pack_it(container, "B1", "B2")

    assert texts(done) == [
        f"Serial number B1 of item HS-200 is already packed in container {first.no}. Use another one, or take "
        "it out there.",
        f"Serial number B2 of item HS-200 stands on line 10000 of {other} already. Use another one.",
    ]


@pytest.mark.rule("CAP-030", "SET-170")
@pytest.mark.parametrize(
    ("setting", "with_reason"), [("error", False), ("confirm", True), ("allow", True)]
)
def test_given_a_serial_that_was_shipped_then_the_group_decides(east, setting, with_reason):
    item = capturing_item(shipped=setting)
    first = to_pack(item, 1, east)
    closed(first, east, "B1")
    shipment = ship(first, east).posted_document
    container = opened(to_pack(item, 1, east, stock=0), east)

    done = pack_it(container, "B1")
    if setting != "allow":
        assert f"was shipped with {shipment.no} to customer C10000" in texts(done)[0]
        done = pack_it(container, "B1", reason="Label used twice")

    assert bool(done.lines) is with_reason
    if setting == "confirm":
        assert SerialCapture.objects.latest("pk").reason == "Label used twice"


@pytest.mark.rule("CAP-031", "CAP-045")
def test_given_mixed_stock_then_a_unit_with_that_serial_is_taken_and_nothing_is_posted(east):
    item = capturing_item()
    put(east, "B1", item, serials=["B1"])
    order = to_pack(item, 2, east, stock=1)

    container = packed(order, east, "B1")

    assert not after_the_receipt().exists()
    assert not container.lines.get().is_captured
    assert pack_it(container, "B2").refused == []
    assert on_hand(item) == {"B1": 1, "B2": 1}


@pytest.mark.rule("CAP-031", "CAP-021")
def test_given_no_unit_without_serial_then_refused_and_others_are_offered(east):
    item = capturing_item()
    put(east, "B1", item, serials=["X1", "X2"])
    container = opened(to_pack(item, 2, east, stock=0), east)

    assert texts(pack_it(container, "B1")) == [
        "No unit of item HS-200 without serial number is left at location EAST for B1. In stock there: X1, X2."
    ]


@pytest.mark.rule("CAP-045", "PACK-012")
def test_given_the_order_names_serials_then_others_are_refused(east):
    item = capturing_item()
    container = opened(to_pack(item, 2, east, serials=["S1", "S2"]), east)

    done = pack_it(container, "S1", "S3")

    assert contents_of(container) == [("S1", "", 1)]
    assert texts(done) == [
        f"Serial number S3 of item HS-200 is not for {container.source}, whose item tracking names others. "
        "Not packed yet: S1, S2. Pack one of those, or change Item Tracking Lines there."
    ]


@pytest.mark.rule("CAP-013", "CAP-043", "PACK-011")
def test_the_worked_example_with_lots(east):
    """Book 06, 1.10."""
    item = capturing_item(specific=("lot",))
    put(east, "B1", item, lots={"L1": 5})
    order = to_pack(item, 2, east, stock=0, lots={"L1": 2})

    container = packed(order, east, "B1")
    assert contents_of(container) == [("B1", "L1", 1)]
    assert "is already packed in container" in texts(pack_it(container, "B1"))[0]
    close_container(container=container, by=UserFactory())
    shipped = ship(order, east)

    sold = ItemLedgerEntry.objects.get(entry_type="sale")
    assert (sold.serial_no, sold.lot_no, sold.quantity) == ("B1", "L1", -1)
    assert on_hand(item) == {"": 4}
    assert contents(east) == {("B1", "", "L1"): 4}
    line = order.lines.get()
    assert (line.qty_handled_base, line.outstanding_base) == (1, 1)
    assert shipped.containers[0].status == "shipped"
    assert books_are_right()


@pytest.mark.rule("CAP-034")
def test_given_ten_or_two_hundred_serials_then_packing_and_shipping_cost_the_same(east):
    item = capturing_item()
    counts = []
    for prefix, many in (("A", 10), ("B", 200)):
        order = to_pack(item, many, east, stock=many)
        container = opened(order, east)
        by = UserFactory()
        with CaptureQueriesContext(connection) as asked:
            pack_it(container, *(f"{prefix}{number:04}" for number in range(many)), by=by)
            close_container(container=container, by=by)
            ship(order, east)
        counts.append(len(asked.captured_queries))

    assert counts[0] == counts[1]


@pytest.mark.rule("CAP-031", "CAP-036", "POST-028")
def test_what_the_order_itself_holds_is_packed_and_what_others_hold_stays_held(east):
    item = capturing_item()
    put(east, "B1", item, 3)
    order = reserved(item, 2, east, bin=east.bins.get())
    held_by_another = reserved(item, 1, east, bin=east.bins.get())
    container = packed(order, east, "B1")

    held = Reservation.objects.order_by("pk").values_list("line__document", "quantity")
    assert set(held) == {(order.pk, 1), (held_by_another.pk, 1)}
    pack_it(container, "B2")
    close_container(container=container, by=UserFactory())
    ship(order, east)
    assert on_hand(item) == {"": 1}
    assert Reservation.objects.get().line.document == held_by_another
    assert books_are_right()


# --- taking out -----------------------------------------------------------------------------------


@pytest.mark.rule("CAP-046", "PACK-015")
def test_a_captured_serial_that_is_taken_out_is_free_and_its_unit_has_none(east):
    item = capturing_item()
    order = to_pack(item, 2, east)
    container = packed(order, east, "B1")

    words = unpack(
        line=container.lines.get(), by=UserFactory(username="ann"), on=PACK_DAY, reason="Scratched"
    )

    assert words == f"Serial B1 is out of container {container.no} and free again."
    assert on_hand(item) == {"": 10}
    back = CaptureReversal.objects.get()
    assert (back.serial_no, back.document_no, back.reason) == ("B1", container.no, "Scratched")
    assert back.reversed_by.username == "ann"
    assert [(e.serial_no, e.quantity) for e in after_the_receipt()[2:]] == [("B1", -1), ("", 1)]
    assert contents(east) == {("B1", "", ""): 10}
    assert pack_it(container, "B1").refused == []
    assert books_are_right()


@pytest.mark.rule("CAP-046", "POST-083")
def test_a_serial_that_was_blocked_meanwhile_is_taken_out_all_the_same(east):
    item = capturing_item()
    container = packed(to_pack(item, 1, east), east, "B1")
    NumberInformation.objects.create(
        item=item, variant=item.variants.get(), kind="serial", number="B1", blocked=True
    )

    unpack(line=container.lines.get(), by=UserFactory(), on=PACK_DAY)

    assert on_hand(item) == {"": 10}


@pytest.mark.rule("CAP-046", "PACK-015")
def test_a_serial_that_the_unit_had_before_stays_on_it(east):
    item = ItemFactory(no="CHAIR", item_tracking_code=serial_code())
    put(east, "B1", item, serials=["S1"])
    container = packed(to_pack(item, 1, east, stock=0), east, "S1")

    words = unpack(line=container.lines.get(), by=UserFactory(), on=PACK_DAY)

    assert words == f"Serial S1 is out of container {container.no}."
    assert on_hand(item) == {"S1": 1}
    assert not CaptureReversal.objects.exists()


@pytest.mark.rule("CAP-046")
def test_a_lot_and_its_dates_stay_on_the_unit_that_loses_its_serial(east):
    item = capturing_item(specific=("lot",))
    put(east, "B1", item, lots={"L1": 5})
    container = packed(to_pack(item, 1, east, stock=0), east, "B1")

    unpack(line=container.lines.get(), by=UserFactory(), on=PACK_DAY)

    left = ItemLedgerEntry.objects.in_inventory().filter(item=item)
    assert {(entry.lot_no, entry.serial_no) for entry in left} == {("L1", "")}


# --- closing and shipping -------------------------------------------------------------------------


@pytest.mark.rule("CAP-045", "SET-169", "PACK-016")
def test_given_a_unit_without_serial_then_the_container_is_not_closed(east):
    item = capturing_item()
    order = to_pack(item, 3, east)
    container = packed(order, east, "B1")
    ContainerLine.objects.create(
        container=container,
        source_line=order.lines.get(),
        item=item,
        variant=item.variants.get(),
        quantity=2,
        packed_by=UserFactory(),
    )

    assert refused(lambda: close_container(container=container, by=UserFactory())) == (
        f"Container {container.no}: 2 of item HS-200 have no serial number. Take them out and pack them "
        "with it."
    )


@pytest.mark.rule("CAP-048", "PACK-025", "PACK-027", "CAP-035", "CAP-036")
def test_only_closed_containers_are_shipped_and_the_rest_stays_outstanding(east):
    item = capturing_item()
    order = to_pack(item, 4, east)
    first = closed(order, east, "B1", "B2")
    second = packed(order, east, "B3")

    assert refused(lambda: ship(order, east)) == (
        f"{order}: Container {second.no} is still open. Close what is to go, or ship closed containers only."
    )
    done = ship(order, east, closed_only=True)

    assert [container.no for container in done.containers] == [first.no]
    assert Container.objects.get(pk=first.pk).posted_document == done.posted_document
    sold = ItemLedgerEntry.objects.filter(entry_type="sale").order_by("serial_no")
    assert [(e.serial_no, e.quantity, e.document_no) for e in sold] == [
        ("B1", -1, done.posted_document.no),
        ("B2", -1, done.posted_document.no),
    ]
    assert on_hand(item) == {"": 7, "B3": 1}
    line = order.lines.get()
    assert (line.qty_handled_base, line.outstanding_base) == (2, 2)
    rows = TrackingLine.objects.order_by("serial_no").values_list("serial_no", "qty_handled")
    assert list(rows) == [("B1", 1), ("B2", 1)]
    assert contents(east) == {("B1", "", ""): 8}
    assert books_are_right()
