"""Locations where goods cannot be posted."""

import pytest

from tests.factories import ItemFactory
from tests.tracking.posting.desk import (
    adjustment,
    at,
    moving,
    purchase,
    receive,
    refusal,
    refused,
    sales,
    setup,
)


@pytest.mark.rule("POST-011")
@pytest.mark.parametrize("make", [purchase, sales, adjustment])
def test_an_in_transit_location_is_for_transfer_orders_only(make):
    item = ItemFactory()
    document = make(item, quantity=1, location=at("OWN LOG.", use_as_in_transit=True), no="X1")

    sentences = refusal(document)

    assert (
        "X1, line 10000: Location Code OWN LOG. is an in-transit location; only transfer orders use it."
        " Choose another location." in sentences[0]
    )


@pytest.mark.rule("POST-011", "RCL-003")
@pytest.mark.parametrize("side", ["old", "new"])
def test_neither_side_of_a_move_is_an_in_transit_location(side):
    item = ItemFactory()
    receive(item, quantity=1)
    road = at("OWN LOG.", use_as_in_transit=True)
    if side == "old":
        document = moving(item, quantity=1, location=road, to=at("EAST"))
    else:
        document = moving(item, quantity=1, location=at("EAST"), to=road)

    violation = refused(document).violations[0]

    caption = "Location Code" if side == "old" else "New Location Code"
    assert violation.text == (
        f"{caption} OWN LOG. is an in-transit location; only transfer orders use it."
        " Choose another location."
    )
    assert violation.field == ("location" if side == "old" else "new_location")


@pytest.mark.rule("SET-130")
def test_the_blank_location_is_allowed_unless_a_location_is_mandatory(db):
    item = ItemFactory(no="NUT")
    receive(item, quantity=1, location=at(""))
    setup(location_mandatory=True)

    assert refusal(sales(item, quantity=1, location=at(""), no="SO1")) == [
        "Sales order SO1, line 10000: Location Code is blank for item NUT, but Location Mandatory is on."
        " Choose a location."
    ]
