"""The admin: set-up goes through the same services, books are only read."""

import pytest
from django.contrib import admin
from django.urls import reverse

from tests.factories import (
    ItemFactory,
    LocationFactory,
    NumberSeriesFactory,
    UnitFactory,
    UserFactory,
    VendorFactory,
    code_with,
    lot_code,
    purchase_order,
    serial_code,
    setup_series,
    tracked,
    user_with_role,
)
from tests.tracking.stock import in_stock
from tracking.codes import driving
from tracking.models import ItemTrackingCode, NumberInformation
from warehouse.models import Bin
from wms.core.adminpages import ReadOnlyAdmin
from wms.core.models import NumberSeriesLine
from wms.inventory.models import InventorySetup, Item, Location, WarehouseEmployee

pytestmark = pytest.mark.django_db

OURS = ("core", "inventory", "documents", "ledger", "tracking", "warehouse")
ITEM = {"no": "1900-s", "type": "inventory", "costing_method": "fifo", "rounding_precision": "0"}


def add(model: str) -> str:
    return reverse(f"admin:{model}_add")


def change(record) -> str:
    meta = record._meta
    return reverse(f"admin:{meta.app_label}_{meta.model_name}_change", args=[record.pk])


def delete(record) -> str:
    return change(record).replace("/change/", "/delete/")


def registered():
    return [model for model in admin.site._registry if model._meta.app_label in OURS]


# ---- who may


def test_given_a_clerk_then_the_admin_is_closed(client):
    client.force_login(user_with_role("warehouse clerk"))

    assert client.get(reverse("admin:index")).status_code == 302


def test_given_an_administrator_then_set_up_is_open_and_books_are_read(client):
    client.force_login(user_with_role("administrator", is_staff=True))
    vendor = VendorFactory()

    assert client.get(change(vendor)).status_code == 200
    assert client.get(add("inventory_item")).status_code == 200
    assert client.get(reverse("admin:ledger_itemledgerentry_changelist")).status_code == 200
    assert client.get(reverse("admin:ledger_itemledgerentry_add")).status_code == 403


@pytest.mark.parametrize("model", registered(), ids=lambda model: model.__name__)
def test_every_list_opens_and_searches(boss, model):
    url = reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_changelist")
    order = purchase_order(ItemFactory(item_tracking_code=serial_code()))
    tracked(order.lines.get(), "S1")

    assert boss.get(url).status_code == 200
    assert boss.get(url, {"q": "x"}).status_code == 200


def test_books_cannot_be_changed_by_anybody(boss):
    entry = in_stock(ItemFactory(), 5)

    for model, model_admin in admin.site._registry.items():
        if isinstance(model_admin, ReadOnlyAdmin):
            name = f"{model._meta.app_label}_{model._meta.model_name}"
            assert boss.get(reverse(f"admin:{name}_add")).status_code == 403, name
    assert boss.get(change(entry)).status_code == 200
    assert boss.post(change(entry), {"quantity": "7"}).status_code == 403
    assert boss.post(delete(entry)).status_code == 403


def test_which_models_are_books():
    books = {
        model.__name__
        for model, model_admin in admin.site._registry.items()
        if isinstance(model_admin, ReadOnlyAdmin)
    }

    assert {"ItemLedgerEntry", "ItemApplicationEntry", "Register", "WarehouseEntry"} <= books
    assert {"PostedDocument", "PostedDocumentLine", "PostedActivity", "Document"} <= books
    assert not {"Item", "Location", "ItemTrackingCode", "NumberSeries"} & books


# ---- set-up


@pytest.mark.rule("SET-014")
def test_an_item_is_saved_by_its_service(boss):
    unit = UnitFactory()

    answer = boss.post(add("inventory_item"), ITEM | {"base_unit_of_measure": unit.pk})

    assert answer.status_code == 302
    item = Item.objects.get(no="1900-S")
    assert item.units.count() == item.variants.count() == 1


def test_a_blank_number_is_drawn(boss):
    InventorySetup.objects.update(item_nos=NumberSeriesFactory(code="ITEM", first="I0001"))

    boss.post(add("inventory_item"), ITEM | {"no": "", "base_unit_of_measure": UnitFactory().pk})

    assert Item.objects.get().no == "I0001"


@pytest.mark.rule("SET-003", "SET-012", "SET-089")
@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"no": ""}, "No. must be filled."),
        ({"no": "19\x07"}, "No. has a control character in it."),
        ({"no": "taken"}, "No. TAKEN already exists."),
        ({"expiration_calculation": "6M"}, "Expiration Calculation can be filled only with"),
        ({"rounding_precision": "2"}, "lies between 0 and 1"),
    ],
)
def test_given_a_wrong_field_then_the_same_words_stand_at_it(boss, changes, message):
    ItemFactory(no="TAKEN")

    answer = boss.post(
        add("inventory_item"), ITEM | {"base_unit_of_measure": UnitFactory().pk} | changes
    )

    assert answer.status_code == 200
    assert message in answer.text
    assert Item.objects.count() == 1


@pytest.mark.rule("SET-052")
def test_a_code_is_saved_with_what_its_switches_drive(boss):
    boss.post(add("tracking_itemtrackingcode"), {"code": "snall", "sn_specific_tracking": "on"})

    code = ItemTrackingCode.objects.get()
    assert all(getattr(code, name) for name in driving.driven("sn"))
    assert code.sn_warehouse_tracking


@pytest.mark.rule("SET-055", "SET-058", "SET-074")
def test_given_switches_that_do_not_fit_then_the_code_is_refused(boss):
    code = code_with("STRICT", strict_expiration_posting=True)

    for sent, message in (
        ({"lot_warehouse_tracking": "on"}, "Lot Warehouse Tracking needs Lot Specific Tracking."),
        ({"strict_expiration_posting": "on"}, "Use Expiration Dates stays on"),
    ):
        answer = boss.post(change(code), {"code": "STRICT"} | sent)
        assert message in answer.text
    assert ItemTrackingCode.objects.get().use_expiration_dates


@pytest.mark.rule("SET-007", "SET-077")
def test_given_a_code_in_use_then_deleting_it_is_refused_with_where(boss):
    code = serial_code()
    ItemFactory(no="1900-S", item_tracking_code=code)

    answer = boss.post(delete(code), {"post": "yes"}, follow=True)

    assert "it is used by Item 1900-S (Item Tracking Code)" in answer.text
    assert ItemTrackingCode.objects.exists()


@pytest.mark.rule("SET-007")
def test_given_several_chosen_when_one_is_in_use_then_none_is_deleted(boss):
    free, used = code_with("FREE"), lot_code()
    ItemFactory(item_tracking_code=used)
    url = reverse("admin:tracking_itemtrackingcode_changelist")

    answer = boss.post(
        url,
        {"action": "delete_selected", "_selected_action": [free.pk, used.pk], "post": "yes"},
        follow=True,
    )

    assert "Item Tracking Code LOTALL cannot be deleted" in answer.text
    assert ItemTrackingCode.objects.count() == 2


def inline(prefix, *rows, initial=0):
    data = {f"{prefix}-TOTAL_FORMS": str(len(rows)), f"{prefix}-INITIAL_FORMS": str(initial)}
    for place, row in enumerate(rows):
        data |= {f"{prefix}-{place}-{field}": value for field, value in row.items()}
    return data


@pytest.mark.rule("SET-115", "SET-127")
def test_lines_of_a_series_are_checked_and_saved(boss):
    series = NumberSeriesFactory(code="LOT", first="LOT0001")
    sent = {"code": "LOT", "default_nos": "on", "manual_nos": "on"} | inline("relations")
    line = {"id": series.lines.get().pk, "series": series.pk, "increment_by": "1"}

    wrong = boss.post(
        change(series), sent | inline("lines", line | {"starting_no": "X"}, initial=1)
    )
    assert "Starting No. X has no digit to count with." in wrong.text
    right = boss.post(
        change(series), sent | inline("lines", line | {"starting_no": "LOT0005"}, initial=1)
    )

    assert right.status_code == 302
    assert NumberSeriesLine.objects.get().starting_no == "LOT0005"


@pytest.mark.rule("SET-018")
def test_units_of_an_item_are_deleted_by_their_service(boss):
    item = ItemFactory(no="1900-S")
    unit = item.units.get()
    sent = ITEM | {"base_unit_of_measure": item.base_unit_of_measure.pk}
    rows = inline(
        "units",
        {"id": unit.pk, "item": item.pk, "unit_of_measure": unit.unit_of_measure.pk,
         "qty_per_unit": "1", "DELETE": "on"},
        initial=1,
    )  # fmt: skip

    sent |= rows | inline("variants") | inline("references")
    answer = boss.post(change(item), sent, follow=True)

    assert "so it cannot be deleted" in answer.text
    assert item.units.exists()


@pytest.mark.rule("SET-136")
def test_a_location_is_saved_with_what_its_switches_bring(boss):
    sent = {"code": "silver", "bin_mandatory": "on", "default_bin_selection": "",
            "pick_bin_policy": "ranking", "put_away_bin_policy": "default",
            "bin_capacity_policy": "never"}  # fmt: skip

    boss.post(add("inventory_location"), sent)

    silver = Location.objects.get(code="SILVER")
    assert silver.default_bin_selection == "fixed"
    assert silver.pick_bin_policy == "default"


@pytest.mark.rule("SET-003")
def test_a_second_blank_location_is_refused(boss):
    answer = boss.post(add("inventory_location"), {"code": " "})

    assert "Code must be filled." in answer.text


def test_bins_employees_cards_and_settings_are_saved(boss):
    silver = LocationFactory(code="SILVER", bin_mandatory=True)
    item = ItemFactory()
    clerk = UserFactory(username="clerk")

    boss.post(add("warehouse_bin"), {"location": silver.pk, "code": "a-1", "ranking": "0"})
    boss.post(
        add("inventory_warehouseemployee"),
        {"user": clerk.pk, "location": silver.pk, "is_default": "on"},
    )
    boss.post(
        add("tracking_numberinformation"),
        {"kind": "lot", "item": item.pk, "variant": item.variants.get().pk, "number": "l1"},
    )
    setup_series()

    assert Bin.objects.get().code == "A-1"
    assert WarehouseEmployee.objects.get().is_default
    assert NumberInformation.objects.get().number == "L1"
    assert boss.get(reverse("admin:inventory_inventorysetup_change", args=[1])).status_code == 200
    assert boss.get(reverse("admin:inventory_inventorysetup_add")).status_code == 403


def test_given_a_second_default_location_then_it_is_told_at_its_field(boss):
    clerk = UserFactory(username="clerk")
    WarehouseEmployee.objects.create(user=clerk, location=LocationFactory(), is_default=True)
    west = LocationFactory(code="WEST")

    answer = boss.post(
        add("inventory_warehouseemployee"),
        {"user": clerk.pk, "location": west.pk, "is_default": "on"},
    )

    assert "A user has one default location only." in answer.text


@pytest.mark.rule("SET-011", "SET-109")
def test_given_a_series_that_has_run_out_then_what_only_saving_knows_is_told_as_a_message(boss):
    series = NumberSeriesFactory(code="ITEM", first="I9")
    NumberSeriesLine.objects.update(ending_no="I9", last_no_used="I9")
    InventorySetup.objects.update(item_nos=series)
    sent = ITEM | {"no": "", "base_unit_of_measure": UnitFactory().pk}

    answer = boss.post(add("inventory_item"), sent, follow=True)

    assert "ITEM" in answer.text.split('class="messagelist"')[1].split("</ul>")[0]
    assert not Item.objects.exists()


def test_the_admin_counts_no_further_than_it_must(boss, monkeypatch):
    monkeypatch.setattr("wms.core.adminpages.MOST_COUNTED", 3)
    for number in range(5):
        UnitFactory(code=f"U{number}")

    assert (
        "3 units of measure"
        in boss.get(reverse("admin:inventory_unitofmeasure_changelist")).text.lower()
    )
