"""The set-up pages: who may, what is saved, what is refused where, plain and for HTMX."""

import pytest
from django.urls import reverse

from tests.factories import (
    BinFactory,
    ItemFactory,
    LocationFactory,
    UnitFactory,
    VendorFactory,
    lot_code,
    purchase_order,
    serial_code,
    user_with_role,
)
from tests.tracking.stock import in_stock
from wms.inventory.models import Customer, InventorySetup, Item, Location, UnitOfMeasure, Vendor

pytestmark = pytest.mark.django_db


HTMX = {"HX-Request": "true"}


CARDS = {
    "item": ItemFactory,
    "unit": UnitFactory,
    "location": LocationFactory,
    "vendor": VendorFactory,
}


ITEM = {"no": "1900-s", "description": "PARIS Guest Chair", "type": "inventory", "costing_method": "fifo",
        "base_unit_of_measure": "pcs", "rounding_precision": "0"}  # fmt: skip


# ---- who may


@pytest.mark.parametrize("name", CARDS)
def test_given_nobody_logged_in_then_every_page_leads_to_the_log_in(client, name):
    record = CARDS[name]()
    urls = [reverse(f"{name}s"), reverse(f"{name}_new"), reverse(name, args=[record.pk])]

    for url in urls:
        assert client.get(url).url == f"{reverse('login')}?next={url}"
        assert client.get(url, headers=HTMX).status_code == 302
    assert client.post(reverse(f"{name}_delete", args=[record.pk])).status_code == 302


@pytest.mark.parametrize("headers", [{}, HTMX])
@pytest.mark.parametrize("name", CARDS)
def test_given_a_role_that_may_only_look_then_it_changes_nothing(client, name, headers):
    record = CARDS[name]()
    client.force_login(user_with_role("auditor"))

    card = client.get(reverse(name, args=[record.pk]), headers=headers)

    assert card.status_code == 200
    assert ">Save</button>" not in card.text
    assert " disabled" in card.text
    for method, url in (
        ("post", reverse(name, args=[record.pk])),
        ("get", reverse(f"{name}_new")),
        ("post", reverse(f"{name}_new")),
        ("post", reverse(f"{name}_delete", args=[record.pk])),
    ):
        assert getattr(client, method)(url, headers=headers).status_code == 403, url


def test_given_a_role_without_vendors_then_their_pages_are_refused(client):
    vendor = VendorFactory()
    client.force_login(user_with_role("sales"))

    for url in (reverse("vendors"), reverse("vendor", args=[vendor.pk])):
        assert client.get(url).status_code == 403


def test_given_another_method_then_it_is_refused(boss):
    item = ItemFactory()

    assert boss.put(reverse("item", args=[item.pk])).status_code == 405
    assert boss.get(reverse("item_delete", args=[item.pk])).status_code == 405
    assert boss.delete(reverse("item_units", args=[item.pk])).status_code == 405


def test_given_a_record_that_is_gone_then_the_page_says_so(boss):
    assert boss.get(reverse("item", args=[4711])).status_code == 404
    assert boss.post(reverse("item_delete", args=[4711])).status_code == 404


def test_the_blank_location_has_no_card(boss):
    blank = Location.objects.get(code="")

    assert boss.get(reverse("location", args=[blank.pk])).status_code == 404
    assert "No location" not in boss.get(reverse("locations")).text


# ---- saving


def test_a_new_item_is_saved_and_its_card_opened(boss):
    UnitFactory()

    answer = boss.post(reverse("item_new"), ITEM, follow=True)

    item = Item.objects.get()
    assert answer.redirect_chain[-1][0] == reverse("item", args=[item.pk])
    assert item.no == "1900-S"
    assert "Item 1900-S saved." in answer.text


def test_for_htmx_saving_leads_to_the_card_as_a_whole_page(boss):
    UnitFactory()

    answer = boss.post(reverse("item_new"), ITEM, headers=HTMX)

    assert answer["HX-Redirect"] == reverse("item", args=[Item.objects.get().pk])


@pytest.mark.parametrize("headers", [{}, HTMX])
@pytest.mark.parametrize(
    ("rule", "change", "message"),
    [
        ("SET-003", {"no": ""}, "No. must be filled."),
        ("SET-002", {"no": "X" * 21}, "No. may have at most 20 characters; this has 21. Shorten it."),
        ("SET-001", {"no": "19\x1b"}, "No. has a control character in it. Type it again without."),
        (
            "SET-001",
            {"description": "a\x07b"},
            "Description has a control character in it. Type it again without.",
        ),
        (
            "SET-005",
            {"item_tracking_code": "nothing"},
            "Item Tracking Code NOTHING does not exist. Choose one from the list.",
        ),
        (
            "SET-005",
            {"base_unit_of_measure": "{0}"},
            "Base Unit of Measure {0} does not exist. Choose one from the list.",
        ),
        ("SET-003", {"base_unit_of_measure": ""}, "Base Unit of Measure must be filled."),
        (
            "SET-008",
            {"rounding_precision": "-1"},
            "Qty. Rounding Precision lies between 0 and 1 (SET-019).",
        ),
        ("SET-008", {"rounding_precision": "much"}, "Qty. Rounding Precision: Enter a number."),
        ("SET-008", {"rounding_precision": "NaN"}, "Qty. Rounding Precision: Enter a number."),
        (
            "SET-008",
            {"rounding_precision": "1" + "0" * 30},
            "Qty. Rounding Precision may have at most",
        ),
        ("SET-008", {"type": "spoon"}, "Type spoon is not one of the choices. Choose one from the list."),
        ("SET-012", {"type": "service", "item_tracking_code": "snall"}, "Only items of Type Inventory"),
        ("SET-098", {"item_tracking_code": "snall", "expiration_calculation": "M6"}, "position 1"),
        ("SET-089", {"expiration_calculation": "6M"}, "Expiration Calculation can be filled only"),
    ],
)  # fmt: skip
def test_given_a_wrong_field_then_it_is_told_there_and_the_rest_is_kept(
    boss, rule, change, message, headers
):
    UnitFactory()
    serial_code()

    answer = boss.post(
        reverse("item_new"), ITEM | {"description": "Kept"} | change, headers=headers
    )

    assert answer.status_code == 422
    assert message in answer.text
    assert ('value="Kept"' in answer.text) is ("description" not in change)
    assert answer.text.count(" autofocus") == 2  # the field, and No of the dialog
    assert not Item.objects.exists()


@pytest.mark.rule("SET-001", "SET-002", "SET-003", "SET-005", "SET-008", "SET-012", "SET-089")
def test_given_several_wrong_fields_then_all_are_told_and_nothing_is_stored(boss):
    item = ItemFactory(no="1900-S", description="Chair")
    wrong = {"no": "", "type": "spoon", "item_tracking_code": "X1", "description": "New"}

    answer = boss.post(reverse("item", args=[item.pk]), ITEM | wrong)

    for message in (
        "No. must be filled.",
        "spoon is not one",
        "Item Tracking Code X1 does not exist",
    ):
        assert message in answer.text
    assert Item.objects.get().description == "Chair"


def test_given_a_nul_character_then_the_request_is_refused(boss):
    UnitFactory()

    assert boss.post(reverse("item_new"), ITEM | {"description": "a\x00"}).status_code == 400
    assert not Item.objects.exists()


def test_hostile_text_is_kept_and_shown_literally(boss):
    UnitFactory()
    text = "<img src=x onerror=alert(1)>' OR 1=1 --"

    boss.post(reverse("item_new"), ITEM | {"description": text})

    page = boss.get(reverse("item", args=[Item.objects.get().pk])).text
    assert "<img" not in page
    assert "&lt;img src=x onerror=alert(1)&gt;" in page


@pytest.mark.rule("SET-004")
def test_given_more_than_5_decimals_then_the_quantity_is_rounded(boss):
    UnitFactory()

    boss.post(reverse("item_new"), ITEM | {"rounding_precision": "0.123456"})

    assert str(Item.objects.get().rounding_precision) == "0.12346"


@pytest.mark.rule("SET-003")
def test_given_a_key_that_exists_then_it_is_told_at_its_field(boss):
    ItemFactory(no="1900-S")

    answer = boss.post(reverse("item_new"), ITEM)

    assert answer.status_code == 422
    assert "No. 1900-S already exists." in answer.text


@pytest.mark.rule("ERR-006")
def test_given_somebody_changed_the_card_meanwhile_then_it_is_told_and_nothing_lost(boss):
    item = ItemFactory(no="1900-S", description="Old")
    seen = boss.get(reverse("item", args=[item.pk])).text.split('name="seen" value="')[1][:16]
    Item.objects.update(description="Theirs")
    mine = ITEM | {"description": "Mine", "seen": seen}

    answer = boss.post(reverse("item", args=[item.pk]), mine)

    assert answer.status_code == 422
    assert "Somebody changed Item 1900-S since you opened it." in answer.text
    assert 'value="Mine"' in answer.text
    assert Item.objects.get().description == "Theirs"
    mine["seen"] = answer.text.split('name="seen" value="')[1][:16]
    assert boss.post(reverse("item", args=[item.pk]), mine).status_code == 302
    assert Item.objects.get().description == "Mine"


def test_codes_that_fit_are_offered_and_no_others(boss):
    lot_code()
    item = ItemFactory()
    UnitFactory(code="BOX")

    page = boss.get(reverse("item", args=[item.pk])).text

    offers = page.split('<datalist id="id_sales_unit_of_measure_offers">')[1].split("</datalist>")[
        0
    ]
    assert "PCS" in offers
    assert "BOX" not in offers
    assert '<option value="LOTALL">' in page


def test_a_card_asks_the_same_number_of_questions_however_many_entries_there_are(
    boss, django_assert_max_num_queries
):
    item = ItemFactory(item_tracking_code=lot_code())
    for place in range(20):
        in_stock(item, 2, lot_no=f"L{place}", location=LocationFactory(code=f"W{place}"))

    with django_assert_max_num_queries(30):
        page = boss.get(reverse("item", args=[item.pk])).text

    assert "On hand" in page
    assert ">40</a>" in page


# ---- deleting


@pytest.mark.rule("SET-007")
@pytest.mark.parametrize("headers", [{}, HTMX])
def test_given_a_record_in_use_then_deleting_says_where(boss, headers):
    order = purchase_order(ItemFactory())

    answer = boss.post(reverse("vendor_delete", args=[order.vendor.pk]), headers=headers)

    assert answer.status_code == 422
    assert f"it is used by Purchase order {order.no} (Vendor)" in answer.text
    assert Vendor.objects.exists()


def test_given_a_record_not_in_use_then_it_goes_and_the_list_opens(boss):
    vendor = VendorFactory()

    answer = boss.post(reverse("vendor_delete", args=[vendor.pk]), follow=True)

    assert answer.redirect_chain[-1][0] == reverse("vendors")
    assert "Vendor V10000 deleted." in answer.text


# ---- the other cards


def test_a_location_with_bins_leads_to_them(boss):
    silver = BinFactory().location

    page = boss.get(reverse("location", args=[silver.pk])).text

    assert f'href="{reverse("bins")}?location=SILVER"' in page


@pytest.mark.rule("SET-005")
def test_given_a_bin_code_of_another_location_then_it_does_not_exist_here(boss):
    silver = LocationFactory(code="SILVER", bin_mandatory=True, default_bin_selection="fixed")
    BinFactory(location=LocationFactory(code="WEST"), code="W-1")

    answer = boss.post(
        reverse("location", args=[silver.pk]),
        {
            "code": "SILVER",
            "bin_mandatory": "on",
            "default_bin_selection": "fixed",
            "pick_bin_policy": "default",
            "put_away_bin_policy": "default",
            "adjustment_bin": "w-1",
        },
    )

    assert answer.status_code == 422
    assert "Adjustment Bin W-1 does not exist. Choose one from the list." in answer.text


def test_a_customer_is_saved(boss):
    boss.post(reverse("customer_new"), {"no": "c10000", "name": "Harbour Furniture"})

    assert Customer.objects.get().no == "C10000"


def test_a_unit_is_saved(boss):
    boss.post(reverse("unit_new"), {"code": "box", "description": "Box"})

    assert UnitOfMeasure.objects.get().code == "BOX"


def test_the_inventory_set_up_is_one_page(boss):
    answer = boss.post(
        reverse("inventory_setup"), {"location_mandatory": "on", "item_nos": ""}, follow=True
    )

    assert "Inventory Setup saved." in answer.text
    assert InventorySetup.objects.get().location_mandatory
    assert "Delete" not in answer.text


@pytest.mark.rule("SET-005")
def test_given_a_series_that_does_not_exist_then_the_set_up_says_so(boss):
    answer = boss.post(reverse("inventory_setup"), {"item_nos": "nope"})

    assert answer.status_code == 422
    assert "Item Nos. NOPE does not exist. Choose one from the list." in answer.text


def test_every_link_on_a_card_leads_to_a_page(boss):
    order = purchase_order(ItemFactory(item_tracking_code=lot_code()))
    item = order.lines.get().item
    in_stock(item, 5, lot_no="L1")
    silver = BinFactory().location

    for record, name in ((item, "item"), (order.vendor, "vendor"), (silver, "location")):
        page = boss.get(reverse(name, args=[record.pk])).text.split('<main id="main"')[1]
        for part in page.split("<a ")[1:]:
            url = part.split('href="')[1].split('"')[0].replace("&amp;", "&")
            assert boss.get(url).status_code == 200, url
    orders = reverse("documents", args=["purchase_order"])
    assert order.no in boss.get(orders, {"vendor": order.vendor.no}).text
    assert order.no in boss.get(orders, {"item": item.no}).text


def test_the_search_of_a_list_does_not_stand_in_the_search_box_of_the_frame(boss):
    page = boss.get(reverse("items"), {"q": "lamp"}).text

    assert 'value="lamp"' not in page.split('id="search-box"')[1].split(">")[0]
    assert 'value="lamp"' in page.split('id="list-q"')[1].split(">")[0]
