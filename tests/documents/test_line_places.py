"""Locations and bins on lines."""

import pytest

from tests.documents.lines import refused_text
from tests.factories import BinFactory, LocationFactory
from wms.documents import services
from wms.inventory.models import InventorySetup, Location


@pytest.mark.django_db
@pytest.mark.rule("SET-131", "POST-011")
def test_given_an_in_transit_location_when_it_is_typed_then_it_is_refused(line, clerk):
    text = refused_text(
        services.change_line,
        line=line,
        by=clerk,
        location=LocationFactory(code="OWN LOG.", use_as_in_transit=True),
    )

    assert text == (
        "Purchase order PON00001, line 10000: Location Code OWN LOG. is an in-transit location, "
        "which only transfer orders use."
    )


@pytest.mark.django_db
@pytest.mark.rule("SET-131")
def test_given_a_reclassification_when_goods_go_to_an_in_transit_location_then_it_is_refused(
    new_document, clerk, lamp
):
    text = refused_text(
        services.add_line,
        document=new_document("reclassification_journal"),
        by=clerk,
        item=lamp,
        quantity=1,
        new_location=LocationFactory(code="OWN LOG.", use_as_in_transit=True),
    )

    assert text == (
        "Reclassification journal RN00001, line 10000: New Location Code OWN LOG. is an in-transit "
        "location, which only transfer orders use."
    )


@pytest.mark.django_db
@pytest.mark.rule("SET-130")
def test_given_locations_are_mandatory_when_none_is_given_then_it_is_refused(
    new_document, clerk, lamp
):
    order = new_document(location=None)
    line = services.add_line(document=order, by=clerk, item=lamp, quantity=1)
    assert line.location == Location.objects.get(code="")
    InventorySetup.objects.update(location_mandatory=True)

    text = refused_text(services.add_line, document=order, by=clerk, item=lamp, quantity=1)

    assert text == (
        "Purchase order PON00001, line 20000: Location Code must be filled, "
        "because Location Mandatory is on in Inventory Setup."
    )


@pytest.mark.django_db
@pytest.mark.rule("WHS-002")
@pytest.mark.parametrize(("code", "where"), [("", "no location"), ("EAST", "location EAST")])
def test_given_a_location_without_bins_when_a_bin_is_entered_then_it_is_refused(
    new_document, clerk, lamp, code, where
):
    text = refused_text(
        services.add_line,
        document=new_document(location=LocationFactory(code=code)),
        by=clerk,
        item=lamp,
        quantity=1,
        bin=BinFactory(code="B-01"),
    )

    assert text == (
        f"Purchase order PON00001, line 10000: Bin Code B-01 cannot be entered: {where} has no bins."
    )


@pytest.mark.django_db
@pytest.mark.rule("SET-005")
def test_given_a_bin_elsewhere_when_it_is_entered_then_it_is_refused(new_document, clerk, lamp):
    here = LocationFactory(code="BLUE", bin_mandatory=True)

    text = refused_text(
        services.add_line,
        document=new_document("reclassification_journal", location=here),
        by=clerk,
        item=lamp,
        quantity=1,
        bin=BinFactory(code="B-01"),
        new_bin=BinFactory(code="B-02"),
    )

    assert text == (
        "Reclassification journal RN00001, line 10000: Bin Code B-01 is not a bin of location BLUE.\n"
        "Reclassification journal RN00001, line 10000: New Bin Code B-02 is not a bin of location "
        "BLUE."
    )
