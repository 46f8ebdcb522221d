"""Setting up a location in a real browser: switches answer at once, locked ones stay, bins are previewed."""

import pytest
from django.urls import reverse
from playwright.sync_api import expect

from tests.factories import LocationFactory, code_with
from wms.inventory.models import Item, Location

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.mark.rule("SET-129", "SET-132")
def test_a_directed_location_is_set_up_click_by_click(signed_in_page):
    tab = signed_in_page
    tab.goto(reverse("location_new"))
    tab.get_by_label("Code", exact=True).fill("white")
    flow = tab.get_by_role("status").filter(has_text="How goods move here")
    expect(flow).to_contain_text("Goods are shipped by posting the order or journal.")

    tab.get_by_label("Bin Mandatory").check()
    expect(tab.get_by_label("Default Bin Selection")).to_have_value("fixed")
    tab.get_by_label("Directed Put-away and Pick").check()

    expect(flow).to_contain_text("then shipped with a warehouse shipment")
    receive = tab.get_by_label("Require Receive")
    expect(receive).to_be_checked()
    receive.click(force=True)  # locked: nothing happens
    expect(receive).to_be_checked()
    expect(tab.get_by_label("Code", exact=True)).to_have_value("white")
    tab.get_by_role("button", name="Save").click()
    expect(tab.get_by_text("Location WHITE saved.")).to_be_visible()
    assert Location.objects.get(code="WHITE").use_cross_docking


@pytest.mark.rule("SET-089")
def test_choosing_a_code_opens_the_fields_that_it_needs(signed_in_page, db):
    tab = signed_in_page
    code_with("LOTEXP", use_expiration_dates=True)
    tab.goto(reverse("item_new"))
    formula = tab.get_by_label("Expiration Calculation")
    expect(formula).not_to_be_editable()

    tab.get_by_label("Item Tracking Code").fill("lotexp")
    tab.get_by_label("Item Tracking Code").press("Tab")

    expect(formula).to_be_editable()
    expect(tab.get_by_label("Item Tracking Code")).to_have_value("lotexp")
    assert not Item.objects.exists()


@pytest.mark.rule("WHS-019")
def test_bins_of_a_pattern_are_looked_at_before_they_are_made(signed_in_page):
    tab = signed_in_page
    silver = LocationFactory(code="SILVER", bin_mandatory=True, default_bin_selection="fixed")
    tab.goto(f"{reverse('bins_by_pattern')}?location=SILVER")
    tab.get_by_label("Pattern").fill("a-[01-02]-[a-c]")

    tab.get_by_role("button", name="Preview").click()
    expect(tab.get_by_text("6 new")).to_be_visible()
    assert not silver.bins.exists()
    tab.get_by_role("button", name="Create bins").click()

    expect(tab.get_by_text("6 bins created.")).to_be_visible()
    assert silver.bins.count() == 6
