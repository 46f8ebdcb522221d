"""Which documents move goods at a location, in words and in deed."""

import pytest

from tests.factories import ItemFactory, UserFactory, purchase_order, sales_order, setup_series
from tests.inventory.places import saved
from tests.tracking.stock import in_stock
from tests.warehouse.scenes import JAN_5
from tracking.posting import post_document
from wms.core.errors import Refused
from wms.inventory import flows
from wms.inventory.models import Location

pytestmark = pytest.mark.django_db


@pytest.mark.rule("SET-129", "WHS-003")
@pytest.mark.parametrize(
    ("receive", "put_away", "documents"),
    [
        (False, False, ()),
        (False, True, ("inventory put-away",)),
        (True, False, ("warehouse receipt",)),
        (True, True, ("warehouse receipt", "warehouse put-away")),
    ],
)
def test_inbound_goods_pass_through_the_documents_of_the_table(receive, put_away, documents):
    setup_series()
    location = saved(Location(code="EAST"), require_receive=receive, require_put_away=put_away)
    order = purchase_order(ItemFactory(), 1, location=location, status="released")

    flow = flows.inbound(location)

    assert flow.documents == documents
    assert flow.text == flows.in_words(location)[0][: len(flow.text)]
    assert flow.from_order is posts(order)


@pytest.mark.rule("SET-129", "WHS-004")
@pytest.mark.parametrize(
    ("shipment", "pick", "documents"),
    [
        (False, False, ()),
        (False, True, ("inventory pick",)),
        (True, False, ("warehouse shipment",)),
        (True, True, ("warehouse pick", "warehouse shipment")),
    ],
)
def test_outbound_goods_pass_through_the_documents_of_the_table(shipment, pick, documents):
    setup_series()
    location = saved(Location(code="EAST"), require_shipment=shipment, require_pick=pick)
    item = ItemFactory()
    in_stock(item, 5, location=location)
    order = sales_order(item, 1, location=location, status="released")

    flow = flows.outbound(location)

    assert flow.documents == documents
    assert flow.from_order is posts(order)


def posts(order) -> bool:
    """Whether the order can be posted by itself."""
    try:
        post_document(document=order, by=UserFactory(), posting_date=JAN_5)
    except Refused as refusal:
        return {violation.rule for violation in refusal.violations} != {"WHS-005"}
    return True


@pytest.mark.rule("SET-129")
def test_documents_that_are_not_there_yet_are_told():
    location = Location(code="EAST", require_pick=True, require_receive=True, require_put_away=True)
    both = Location(code="WEST", require_pick=True, require_shipment=True)
    directed = Location(
        code="WHITE", require_pick=True, require_shipment=True, directed_put_away_and_pick=True
    )

    inbound, outbound = flows.in_words(location)

    assert inbound.endswith(
        "Not in this version yet: warehouse put-away; until then goods stay where the receipt puts them."
    )
    assert flows.in_words(both)[1].endswith("Shipping straight from the order is refused.")
    assert flows.in_words(directed)[1].endswith(
        "Not in this version yet: directed pick; until then no goods can go this way."
    )
    assert outbound == (
        "Goods are picked with an inventory pick; posting it posts the shipment. "
        "The order can be posted by itself as long as no pick stands for it."
    )


@pytest.mark.rule("SET-129", "SET-131")
def test_an_in_transit_location_says_that_nothing_is_received_or_shipped_there():
    assert flows.in_words(Location(code="OWN LOG.", use_as_in_transit=True)) == [
        "Goods are here only while a transfer order has them on their way. "
        "Nothing is received or shipped here, and there are no bins."
    ]


@pytest.mark.rule("WHS-001")
def test_the_flow_is_derived_from_the_switches_and_each_direction_by_itself():
    location = saved(
        Location(code="EAST"), require_receive=True, require_put_away=True, require_pick=True
    )

    assert flows.inbound(location).documents == ("warehouse receipt", "warehouse put-away")
    assert flows.outbound(location).documents == ("inventory pick",)
    assert not any("document" in field.name for field in Location._meta.concrete_fields)
