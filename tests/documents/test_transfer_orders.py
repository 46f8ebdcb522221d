"""Entering transfer orders: the way the goods take, and lines that follow it (POST-143)."""

from decimal import Decimal

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse

from tests.documents.conftest import JAN_5
from tests.factories import (
    BinFactory,
    ItemFactory,
    LocationFactory,
    UserFactory,
    serial_code,
    user_with_role,
)
from wms.core.errors import Refused
from wms.documents import services
from wms.documents.kinds import KINDS, DocumentKind, Step
from wms.documents.models import Document, DocumentLine
from wms.documents.providers import Tracked
from wms.inventory.models import Location


@pytest.fixture
def places(db):
    LocationFactory(code="TRANSIT", use_as_in_transit=True)
    return {code: LocationFactory(code=code) for code in ("EAST", "WEST", "NORTH")}


@pytest.fixture
def order(new_document, places):
    return new_document(DocumentKind.TRANSFER_ORDER, no="TO1")


def _faults(does, **how):
    with pytest.raises(Refused) as refused:
        does(**how)
    return [(one.rule, one.field) for one in refused.value.violations]


# The way


@pytest.mark.rule("POST-143")
@pytest.mark.parametrize(
    ("header", "field"),
    [
        ({"transfer_to": None}, "transfer_to"),
        ({"location": None}, "location"),
        ({"in_transit": None}, "in_transit"),
    ],
)
def test_every_place_of_the_way_is_needed(new_document, places, header, field):
    assert _faults(new_document, kind=DocumentKind.TRANSFER_ORDER, **header) == [
        ("POST-143", field)
    ]


@pytest.mark.rule("POST-143")
def test_goods_leave_and_arrive_at_different_places(new_document, places):
    assert _faults(new_document, kind=DocumentKind.TRANSFER_ORDER, transfer_to=places["EAST"]) == [
        ("POST-143", "transfer_to")
    ]


@pytest.mark.rule("POST-143", "SET-131")
def test_only_an_in_transit_location_is_between(new_document, places):
    transit = Location.objects.get(code="TRANSIT")

    assert _faults(new_document, kind=DocumentKind.TRANSFER_ORDER, in_transit=places["NORTH"]) == [
        ("POST-143", "in_transit")
    ]
    assert _faults(
        new_document, kind=DocumentKind.TRANSFER_ORDER, location=transit, transfer_to=transit
    ) == [("SET-131", "location"), ("SET-131", "transfer_to"), ("POST-143", "transfer_to")]


@pytest.mark.rule("POST-143", "POST-150")
def test_a_direct_transfer_is_never_in_transit(new_document, places):
    direct = new_document(DocumentKind.TRANSFER_ORDER, in_transit=None, direct_transfer=True)
    in_two = new_document(DocumentKind.TRANSFER_ORDER)

    assert [row.step for row in direct.steps] == [Step.HANDLE]
    assert [row.step for row in in_two.steps] == [Step.SHIP, Step.RECEIVE]


@pytest.mark.rule("POST-143")
@pytest.mark.parametrize(
    "change",
    [
        {"transfer_to": None},
        {"in_transit": None},
        {"transfer_to_same": True},
        {"kind": "sales_order"},
    ],
)
def test_the_database_keeps_no_transfer_without_its_way(order, change):
    if change.pop("transfer_to_same", False):
        change["transfer_to"] = order.location

    with pytest.raises(IntegrityError), transaction.atomic():
        Document.objects.filter(pk=order.pk).update(**change)


# Lines


@pytest.mark.rule("POST-143")
def test_lines_take_the_way_of_the_header(order, lamp, clerk, places):
    line = services.add_line(document=order, item=lamp, by=clerk, quantity=5)

    assert (line.location, line.new_location) == (places["EAST"], places["WEST"])
    assert (line.qty_to_handle, line.qty_to_receive) == (5, 0)
    assert _faults(services.change_line, line=line, by=clerk, new_location=places["NORTH"]) == [
        ("POST-143", "location")
    ]


@pytest.mark.rule("POST-004")
def test_goods_are_transferred_forwards(order, lamp, clerk):
    assert _faults(services.add_line, document=order, item=lamp, by=clerk, quantity=-1) == [
        ("POST-004", "quantity")
    ]


@pytest.mark.rule("POST-009")
@pytest.mark.parametrize("kind", ["service", "non_inventory"])
def test_there_must_be_stock_of_what_is_transferred(order, clerk, kind):
    item = ItemFactory(type=kind)

    assert _faults(services.add_line, document=order, item=item, by=clerk, quantity=1) == [
        ("POST-009", "item")
    ]


@pytest.mark.rule("SET-025")
def test_serials_arrive_in_whole_units(order, clerk, serial_lamp):
    line = services.add_line(document=order, item=serial_lamp, by=clerk, quantity=2)
    DocumentLine.objects.filter(pk=line.pk).update(
        qty_to_handle=0, qty_to_handle_base=0, qty_handled=2, qty_handled_base=2
    )

    assert _faults(services.change_line, line=line, by=clerk, qty_to_receive=Decimal("0.5")) == [
        ("SET-025", "qty_to_receive")
    ]


@pytest.fixture
def serial_lamp(db):
    return ItemFactory(no="SLAMP", item_tracking_code=serial_code())


@pytest.mark.rule("WHS-002", "SET-005")
def test_bins_belong_to_either_end(order, lamp, clerk, places):
    Location.objects.filter(code="WEST").update(bin_mandatory=True)
    order.refresh_from_db()
    bin_ = BinFactory(location=Location.objects.get(code="WEST"))
    line = services.add_line(document=order, item=lamp, by=clerk, quantity=1)

    line = services.change_line(line=line, by=clerk, new_bin=bin_)

    assert line.new_bin == bin_
    assert _faults(services.change_line, line=line, by=clerk, bin=bin_) == [("WHS-002", "bin")]


# Changing the way


@pytest.mark.rule("POST-143", "POST-057")
def test_the_lines_follow_the_header(order, lamp, clerk, places):
    line = services.add_line(document=order, item=lamp, by=clerk, quantity=5)
    Location.objects.filter(code="NORTH").update(require_shipment=True)
    north = Location.objects.get(code="NORTH")

    services.change_document(document=order, by=clerk, location=north, transfer_to=places["EAST"])

    line.refresh_from_db()
    assert (line.location, line.new_location) == (north, places["EAST"])
    assert line.qty_to_handle == 0  # a warehouse shipment says how much (WHS-005)


@pytest.mark.rule("POST-057")
@pytest.mark.parametrize("field", ["location", "transfer_to", "in_transit", "direct_transfer"])
def test_the_way_stays_once_something_is_shipped(order, clerk, places, field, lamp):
    line = services.add_line(document=order, item=lamp, by=clerk, quantity=5)
    other = {
        "location": places["NORTH"],
        "transfer_to": places["NORTH"],
        "in_transit": LocationFactory(code="ROAD", use_as_in_transit=True),
        "direct_transfer": True,
    }
    order.posted_documents.create(
        kind="transfer_shipment", no="TS1", posting_date=JAN_5, document_date=JAN_5, posted_by=clerk
    )
    assert line.pk

    assert _faults(services.change_document, document=order, by=clerk, **{field: other[field]}) == [
        ("POST-057", field)
    ]


@pytest.mark.rule("ITL-003")
def test_a_released_order_keeps_its_way(order, clerk, places, lamp):
    services.add_line(document=order, item=lamp, by=clerk, quantity=5)
    services.release(document=order, by=clerk)

    assert _faults(
        services.change_document, document=order, by=clerk, transfer_to=places["NORTH"]
    ) == [("ITL-003", "")]
    services.change_document(document=order, by=clerk, description="Urgent")


@pytest.mark.rule("POST-057", "ITL-148")
def test_where_goods_leave_stays_while_their_numbers_are_chosen(
    order, clerk, places, lamp, tracked_rows
):
    line = services.add_line(document=order, item=lamp, by=clerk, quantity=5)
    tracked_rows[line.pk] = Tracked(rows=2)

    assert _faults(
        services.change_document, document=order, by=clerk, location=places["NORTH"]
    ) == [("POST-057", "location")]
    services.change_document(document=order, by=clerk, transfer_to=places["NORTH"])


# The pages


@pytest.mark.rule("POST-143", "ROLE-002")
def test_a_clerk_makes_an_order_on_the_page(client, places, lamp, new_document):
    client.force_login(user_with_role("warehouse clerk"))
    address = reverse("new_document", args=["transfer_order"])
    form = client.get(address).content.decode()
    for label in ("Transfer-from Code", "Transfer-to Code", "In-Transit Code", "Shipment Date"):
        assert label in form

    answer = client.post(
        address,
        {
            "location": "EAST", "transfer_to": "WEST", "in_transit": "TRANSIT",
            "order_date": "2026-01-05", "shipment_date": "2026-01-06",
        },
    )  # fmt: skip

    made = Document.objects.get(kind="transfer_order")
    assert answer.headers["Location"].startswith(made.get_absolute_url())
    assert str(made.shipment_date) == "2026-01-06"


@pytest.mark.rule("POST-143", "ERR-002")
def test_what_is_wrong_with_the_way_stands_at_its_field(client, places, lamp, new_document):
    client.force_login(UserFactory())

    answer = client.post(
        reverse("new_document", args=["transfer_order"]),
        {"location": "EAST", "transfer_to": "EAST", "order_date": "2026-01-05"},
    )

    html = answer.content.decode()
    assert answer.status_code == 422
    assert "Transfer-to Code must be another location than Transfer-from Code EAST." in html
    assert "In-Transit Code must be filled" in html


@pytest.mark.rule("ROLE-002")
@pytest.mark.parametrize(("role", "sees"), [("purchaser", False), ("sales", False),
    ("warehouse clerk", True), ("warehouse manager", True), ("auditor", True)])  # fmt: skip
def test_transfers_are_an_area_of_their_own(client, order, role, sees):
    client.force_login(user_with_role(role))
    home = client.get(reverse("home")).content.decode()

    addresses = [
        reverse("documents", args=["transfer_order"]),
        order.get_absolute_url(),
        *(reverse("posted_documents", args=[kind]) for kind in KINDS[order.kind].posted_kinds),
    ]
    for address in addresses:
        assert client.get(address).status_code == (200 if sees else 403)
    assert ("Transfer orders" in home) is sees


@pytest.mark.rule("POST-143")
def test_the_card_shows_both_quantities_on_the_way(client, order, lamp, clerk):
    services.add_line(document=order, item=lamp, by=clerk, quantity=5)
    client.force_login(user_with_role("warehouse clerk"))

    html = client.get(order.get_absolute_url()).content.decode()

    for caption in (
        "EAST → WEST", "Qty. to Ship", "Qty. to Receive", "Quantity Shipped", "Quantity Received",
        "Transfer-from Bin Code", "Transfer-to Bin Code", "In transit",
    ):  # fmt: skip
        assert caption in html
    assert "Only released documents can be picked." in html


@pytest.mark.rule("SET-005")
def test_bins_are_looked_up_at_the_ends_of_the_way(client, order, lamp, clerk):
    Location.objects.filter(code="WEST").update(bin_mandatory=True)
    BinFactory(location=Location.objects.get(code="WEST"), code="W-01")
    line = services.add_line(document=order, item=lamp, by=clerk, quantity=5)
    client.force_login(UserFactory())
    address = reverse("document_line", args=["transfer_order", order.pk, line.pk])

    client.post(address, {"new_bin": "w-01", "seen": '{"new_bin": ""}'})

    line.refresh_from_db()
    assert line.new_bin.code == "W-01"


@pytest.fixture
def on_its_way(order, lamp, clerk):
    """5 of 8 are shipped."""
    line = services.add_line(document=order, item=lamp, by=clerk, quantity=8)
    services.release(document=order, by=clerk)
    DocumentLine.objects.filter(pk=line.pk).update(
        qty_handled=5, qty_handled_base=5, qty_to_handle=3, qty_to_handle_base=3,
        qty_to_receive=5, qty_to_receive_base=5,
    )  # fmt: skip
    return order


@pytest.mark.rule("POST-149")
def test_what_is_on_its_way_is_found_from_home(client, on_its_way, new_document):
    other = new_document(DocumentKind.TRANSFER_ORDER, no="TO2")
    client.force_login(user_with_role("warehouse clerk"))
    home = client.get(reverse("home")).content.decode()
    address = f"{reverse('documents', args=['transfer_order'])}?goods_in_transit=yes"

    html = client.get(address).content.decode()

    assert "Transfers to ship" in home
    assert address in home
    assert on_its_way.no in html
    assert other.no not in html


@pytest.mark.rule("POST-143", "POST-149")
def test_the_next_movement_is_offered_and_the_other_says_why_not(client, order, on_its_way, clerk):
    client.force_login(UserFactory())
    lines = DocumentLine.objects.filter(document=on_its_way)

    def offered():
        html = client.get(on_its_way.get_absolute_url()).content.decode()
        return [words for words in REASONS if words in html]

    assert offered() == []
    lines.update(qty_to_handle=0, qty_to_handle_base=0)
    assert offered() == [REASONS[0]]
    lines.update(qty_to_receive=0, qty_to_receive_base=0)
    assert offered() == REASONS[:2]
    services.reopen(document=on_its_way, by=clerk)
    assert offered() == [REASONS[2]]


REASONS = [
    "Nothing is to be shipped.",
    "Nothing in transit is to be received.",
    "Release it first.",
]
