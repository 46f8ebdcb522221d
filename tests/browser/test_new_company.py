"""A company is set up from an empty database, by hand, on the pages, in the order of the first steps."""

import re
from contextlib import contextmanager

import pytest
from django.urls import reverse

from tests.browser import axe
from tracking.codes import readymade as ready_codes
from tracking.codes.switchsets import switches_of
from tracking.models import ItemTrackingCode
from warehouse.models import Bin
from wms.core.models import NumberSeries
from wms.core.readymade import State
from wms.inventory.models import InventorySetup, Item, Location

sync_api = pytest.importorskip("playwright.sync_api")
expect = sync_api.expect
pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

SALES = ("SN Sales Inbound Tracking", "SN Sales Outbound Tracking")


class Administrator:
    """Somebody who fills forms by the words on them."""

    def __init__(self, tab):
        self.tab = tab

    def follow(self, *captions):
        for caption in captions:
            self.tab.get_by_role("main").get_by_role("link", name=caption, exact=True).first.click()

    def begin(self, way):
        """From the first steps to a page where one of them is done."""
        self.tab.goto(reverse("first_steps"))
        self.follow(way)

    def fill(self, **fields):
        for label, value in fields.items():
            self.tab.get_by_label(label.replace("_", " "), exact=True).first.fill(value)

    def fill_in(self, fields):
        for label, value in fields.items():
            self.tab.get_by_label(label, exact=True).first.fill(value)

    def unfold(self, caption):
        fold = self.tab.locator("details.fasttab").filter(
            has=self.tab.locator("summary", has_text=re.compile(f"^{re.escape(caption)}"))
        )
        if fold.first.get_attribute("open") is None:
            fold.first.locator("summary").click()

    @contextmanager
    def answer(self):
        """A click that the page asks the server about."""
        with self.tab.expect_response(lambda response: response.request.method == "POST"):
            yield

    def switch_on(self, name):
        with self.answer():
            self.tab.locator(f"input[name={name}]").check()

    def save(self, said):
        self.tab.get_by_role("button", name="Save", exact=True).click()
        expect(self.tab.locator(".messages")).to_contain_text(said)

    def line(self, tab, **fields):
        """The new line of a small grid."""
        for name, value in fields.items():
            field = self.tab.locator(f"#lines-{tab} tr.new [name$='-{name}']")
            field.check() if value is True else field.fill(value)
        with self.answer():
            self.tab.locator(f"#lines-{tab}").get_by_role(
                "button", name=re.compile("^Save")
            ).click()


@pytest.fixture
def admin(signed_in_page):
    signed_in_page.goto(reverse("home"))
    return Administrator(signed_in_page)


def make_code(admin, code, description, switches):
    admin.begin("New code")
    admin.fill(Code=code, Description=description)
    for tab, name in switches:
        admin.unfold(tab)
        admin.switch_on(name)
    admin.save(f"Item Tracking Code {code.strip().upper()} saved.")


def make_series(admin, code, first, last):
    admin.begin("2. Number series")
    admin.follow("New series")
    admin.fill(Code=code, Description=f"Numbers from {first}")
    admin.save(f"No. Series {code} saved.")
    admin.line("lines", starting_no=first, ending_no=last, allow_gaps=True)
    expect(admin.tab.locator("#lines-lines")).to_contain_text("Save lines")


@pytest.mark.rule("SET-171", "SET-172", "SET-173", "SET-174", "SET-175", "SET-176", "SET-177")
def test_the_codes_and_series_of_the_book_are_made_by_hand(admin):
    sn_in, sn_out = "sn_sales_inbound_tracking", "sn_sales_outbound_tracking"
    dates = ("Misc.", "use_expiration_dates")
    lot = ("Lot No.", "lot_specific_tracking")
    sales = [("Serial No.", sn_in), ("Serial No.", sn_out)]

    make_code(admin, " freeentry", "Free entry of tracking", [dates])
    make_code(admin, "LOTALL", "Lot specific tracking", [dates, lot])
    make_code(
        admin,
        "LOTALLEXP",
        "Lot specific tracking, manual expiration",
        [dates, ("Misc.", "require_expiration_date_entry"), lot],
    )
    make_code(admin, "LOTSNSALES", "Lot specific, SN sales tracking", [dates, lot, *sales])
    make_code(
        admin, "SNALL", "SN specific tracking", [dates, ("Serial No.", "sn_specific_tracking")]
    )
    make_code(admin, "SNSALES", "SN sales tracking", [dates, *sales])
    for code, first, last in (
        ("LOT", "LOT0001", "LOT9999"),
        ("SN1", "SN00001", "SN99999"),
        ("SN2", "XYZ00001", "XYZ99999"),
        ("PACKAGE", "PKG00001", "PKG99999"),
    ):
        make_series(admin, code, first, last)
    admin.begin("Inventory setup")
    admin.fill_in({"Package Nos.": "package"})
    admin.save("saved.")

    # what was clicked together is what the one action would have made
    assert {piece.state for piece in ready_codes.pieces()} == {State.THERE}
    assert switches_of(ItemTrackingCode.objects.get(code="LOTSNSALES"))[sn_out]
    assert NumberSeries.objects.get(code="SN1").lines.get().allow_gaps
    assert InventorySetup.objects.get().package_nos.code == "PACKAGE"


@pytest.mark.rule("SET-178", "SET-179")
def test_from_an_empty_database_to_a_company_that_check_setup_finds_in_order(admin):
    tab = admin.tab
    expect(tab.get_by_text("Next: Item tracking codes.")).to_be_visible()
    admin.follow("First steps", "Ready-made codes")
    tab.get_by_role("button", name="Make what is missing").click()
    expect(tab.get_by_text("11 of 11 were made.")).to_be_visible()
    admin.follow("First steps", "Ready-made number series")
    tab.get_by_role("button", name="Make what is missing").click()
    expect(tab.get_by_text("were made.")).to_be_visible()

    # an item leads to the unit that it needs, and the unit back to the items
    admin.begin("New item")
    admin.follow("Add one first")
    admin.fill(Code="pcs", Description="Piece")
    admin.save("Unit of Measure PCS saved.")
    admin.begin("New unit")
    admin.fill(Code="BAG", Description="Bag")
    admin.save("BAG saved.")

    _places(admin)
    _items(admin)
    for way, label in (("New vendor", "Vendor"), ("New customer", "Customer")):
        admin.begin(way)
        admin.fill(Name=f"{label} one")
        admin.save("saved.")

    tab.goto(reverse("first_steps"))
    expect(tab.get_by_text("all done")).to_be_visible()
    admin.follow("Check setup")
    expect(tab.get_by_text("4 found")).to_be_visible()
    _what_check_setup_asks_for(admin)
    tab.goto(reverse("check_setup"))
    expect(tab.get_by_role("main")).not_to_contain_text("to look at")
    tab.goto(reverse("home"))
    expect(tab.get_by_text("The set-up is not complete")).to_have_count(0)


def _what_check_setup_asks_for(admin):
    """The directed location needs bins and the people who work there; its page says which."""
    tab = admin.tab
    admin.begin("New zone")
    admin.fill(Location="WHITE", Code="PICK")
    admin.fill_in({"Bin Type Code": "PUTPICK"})
    admin.save("saved.")
    admin.begin("Bins by pattern")
    admin.fill(Location="WHITE", Pattern="W-[01-04]")
    admin.fill_in({"Zone Code": "PICK"})
    tab.get_by_role("button", name="Create bins").click()
    expect(tab.locator(".messages")).to_contain_text("4")
    tab.goto(reverse("check_setup"))
    admin.follow("Location WHITE")
    admin.unfold("Default bins")
    admin.fill_in({"Receipt Bin": "W-01", "Shipment Bin": "W-02", "Adjustment Bin": "W-03"})
    admin.save("Location WHITE saved.")
    for location in ("WHITE", "YELLOW"):
        admin.begin("New employee")
        admin.fill(User="clerk", Location=location)
        if location == "WHITE":
            tab.get_by_label("Default", exact=True).check()
        admin.save("saved.")


def _places(admin):
    tab = admin.tab
    for code, switches in {
        "SILVER": ["bin_mandatory"],
        "YELLOW": ["require_receive", "require_shipment", "require_put_away", "require_pick"],
        "WHITE": ["bin_mandatory", "directed_put_away_and_pick"],
        "OWN LOG.": ["use_as_in_transit"],
    }.items():
        admin.begin("New location")
        admin.fill(Code=code, Name=code.title())
        for name in switches:
            admin.switch_on(name)
        admin.save(f"Location {code} saved.")
    admin.begin("Bins by pattern")
    admin.fill(Location="silver", Pattern="S-[01-03]")
    tab.get_by_role("button", name="Preview").click()
    expect(tab.get_by_role("main")).to_contain_text("S-03")
    tab.get_by_role("button", name="Create bins").click()
    expect(tab.locator(".messages")).to_contain_text("3")

    white = Location.objects.get(code="WHITE")
    assert white.require_receive
    assert white.require_pick
    assert white.use_cross_docking
    assert Bin.objects.filter(location__code="SILVER").count() == 3
    assert Location.objects.get(code="OWN LOG.").use_as_in_transit


def _items(admin):
    for no, description, code, series in (
        ("1896-S", "Desk", "", {}),
        ("1928-S", "Lamp", "LOTALL", {}),
        ("1900-S", "Chair", "SNALL", {"Serial Nos.": "SN1"}),
        ("1996-S", "Glue", "LOTALLEXP", {"Lot Nos.": "LOT"}),
        ("1964-S", "Detector", "LOTSNSALES", {"Lot Nos.": "LOT"}),
    ):
        admin.begin("New item")
        admin.fill_in({"No.": no, "Description": description, "Base Unit of Measure": "PCS"})
        if code:
            field = admin.tab.get_by_label("Item Tracking Code", exact=True)
            field.fill(code)
            with admin.answer():
                field.press("Tab")
        admin.fill_in(series)
        admin.save(f"Item {no} saved.")
        if no in ("1896-S", "1928-S"):
            admin.line("units", unit_of_measure="BAG", qty_per_unit="48")

    assert Item.objects.get(no="1900-S").serial_nos.code == "SN1"
    assert Item.objects.get(no="1928-S").units.get(unit_of_measure__code="BAG").qty_per_unit == 48


@pytest.mark.parametrize(("width", "theme"), [(1440, "light"), (390, "dark")])
def test_axe_finds_nothing_on_the_pages_of_an_empty_company(admin, width, theme):
    pages = [
        reverse(name)
        for name in (
            "home",
            "first_steps",
            "number_series_ready_made",
            "item_new",
            "units",
            "number_series_new",
        )
    ]

    found = [
        fault for url in pages for fault in axe.faults(admin.tab, url, width=width, theme=theme)
    ]

    assert found == []
