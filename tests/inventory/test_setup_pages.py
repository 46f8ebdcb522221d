"""Pages of locations, item tracking fields, references, employees and classes: live, locked, refused."""

import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from tests.factories import (
    ItemFactory,
    LocationFactory,
    UnitFactory,
    UserFactory,
    VendorFactory,
    code_with,
    lot_code,
    user_with_role,
)
from tests.inventory.test_locations import saved
from wms.inventory.models import (
    InventorySetup,
    Item,
    ItemReference,
    Location,
    WarehouseClass,
    WarehouseEmployee,
)

pytestmark = pytest.mark.django_db

HTMX = {"HX-Request": "true"}
BOTH = pytest.mark.parametrize("headers", [{}, HTMX])
LOCATION = {"code": "EAST", "name": "East", "default_bin_selection": "", "pick_bin_policy": "default",
            "put_away_bin_policy": "default", "bin_capacity_policy": "never"}  # fmt: skip


@pytest.fixture
def boss(client):
    client.force_login(UserFactory())
    return client


def field(text: str, name: str) -> str:
    """The tag of a field of the form."""
    return re.search(rf'<(?:input|select)[^>]*\bname="{name}"[^>]*>', text)[0]


# ---- locations, live


def click(client, switch: str, **sent):
    return client.post(
        reverse("location_switches"),
        LOCATION | {switch: "on"} | sent,
        headers=HTMX | {"HX-Trigger-Name": switch},
    )


@pytest.mark.rule("SET-129")
def test_a_click_on_a_switch_says_at_once_how_goods_will_move(boss):
    card = boss.get(reverse("location_new")).text
    assert "Goods are shipped by posting the order or journal." in card

    answer = click(boss, "require_pick")

    assert "Goods are picked with an inventory pick" in answer.text
    assert not Location.objects.exclude(code="").exists()


@pytest.mark.rule("SET-136", "SET-132")
def test_a_click_brings_along_what_follows_and_locks_it_with_its_reason(boss):
    text = click(boss, "bin_mandatory", receipt_bin="B-01").text
    assert '<option value="fixed" selected>' in text
    assert "disabled" not in field(text, "directed_put_away_and_pick")

    text = click(boss, "directed_put_away_and_pick", bin_mandatory="on").text
    for name in ("require_receive", "bin_mandatory"):
        assert " checked" in field(text, name)
        assert 'aria-disabled="true"' in field(text, name)
    assert "Stays on while Directed Put-away and Pick is on." in text
    assert field(text, "driven").count("directed_put_away_and_pick") == 1


@pytest.mark.rule("SET-138")
def test_a_click_that_takes_away_what_fefo_needs_switches_it_off(boss):
    sent = LOCATION | {"pick_according_to_fefo": "on"}
    headers = HTMX | {"HX-Trigger-Name": "require_pick"}

    text = boss.post(reverse("location_switches"), sent, headers=headers).text

    assert " checked" not in field(text, "pick_according_to_fefo")
    assert "Needs Require Pick." in text


@pytest.mark.rule("SET-137")
def test_a_click_keeps_what_was_typed_and_clears_what_goes(boss):
    location = saved(Location(code="EAST", bin_mandatory=True), require_receive=True)
    typed = {"name": '"><b>x', "receipt_bin": "b-77", "location": location.pk, "seen": "abc"}

    kept = click(boss, "require_receive", bin_mandatory="on", **typed).text
    sent = LOCATION | typed  # Bin Mandatory was clicked off
    headers = HTMX | {"HX-Trigger-Name": "bin_mandatory"}
    cleared = boss.post(reverse("location_switches"), sent, headers=headers).text

    assert 'value="b-77"' in field(kept, "receipt_bin")
    assert 'value="&quot;&gt;&lt;b&gt;x"' in kept
    assert 'value="abc"' in field(kept, "seen")
    assert "b-77" not in cleared


@pytest.mark.rule("SET-136")
def test_what_was_changed_after_a_switch_was_followed_on_the_page_is_kept(boss):
    sent = LOCATION | {"bin_mandatory": "on", "default_bin_selection": "last_used",
                       "pick_bin_policy": "ranking"}  # fmt: skip

    boss.post(reverse("location_new"), sent | {"driven": "bin_mandatory"})
    boss.post(reverse("location_new"), sent | {"code": "WEST"})

    assert Location.objects.get(code="EAST").pick_bin_policy == "ranking"
    assert Location.objects.get(code="WEST").pick_bin_policy == "default"


@pytest.mark.rule("WHS-012")
def test_saving_tells_what_went_off(boss):
    location = saved(Location(code="EAST", require_pick=True), pick_according_to_fefo=True)
    sent = LOCATION | {"pick_according_to_fefo": "on"}

    answer = boss.post(reverse("location", args=[location.pk]), sent, follow=True)

    assert "Switched off, because what it needs is off: Pick According to FEFO." in answer.text
    location.refresh_from_db()
    assert not location.pick_according_to_fefo


def test_given_no_bins_yet_then_saving_leads_to_them(boss):
    sent = LOCATION | {"bin_mandatory": "on", "driven": ""}

    answer = boss.post(reverse("location_new"), sent, follow=True)

    assert "Nothing can be posted here until there are bins. Create them next." in answer.text
    assert f'href="{reverse("bins_by_pattern")}?location=EAST"' in answer.text


def test_given_no_units_yet_then_a_new_item_leads_to_them(boss):
    link = f'<a href="{reverse("unit_new")}">Add one first</a>'

    assert link in boss.get(reverse("item_new")).text
    UnitFactory()
    assert link not in boss.get(reverse("item_new")).text


def test_only_who_may_change_locations_asks_for_switches(client):
    url = reverse("location_switches")
    headers = HTMX | {"HX-Trigger-Name": "require_pick"}
    assert client.post(url, headers=headers).status_code == 302
    client.force_login(user_with_role("warehouse manager"))
    assert client.post(url, LOCATION, headers=headers).status_code == 403
    client.force_login(UserFactory())
    assert client.get(url).status_code == 405
    assert client.post(url, LOCATION, headers=HTMX | {"HX-Trigger-Name": "code"}).status_code == 404


@BOTH
@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"code": ""}, "Code must be filled."),
        ({"code": "X" * 11}, "Code may have at most 10 characters; this has 11. Shorten it."),
        ({"name": "a\x07"}, "Name has a control character in it."),
        ({"pick_bin_policy": "nearest"}, "is not one of the choices. Choose one from the list."),
        ({"always_create_pick_line": "on"}, "Always Create Pick Line needs Bin Mandatory."),
        ({"use_as_in_transit": "on", "require_pick": "on"}, "Use As In-Transit cannot be on while"),
        ({"allow_breakbulk": "on"}, "Allow Breakbulk needs Directed Put-away and Pick."),
    ],
)
def test_given_a_wrong_field_of_a_location_then_it_is_told_and_the_rest_is_kept(
    boss, headers, change, message
):
    sent = LOCATION | {"require_packing": "on", "driven": ""} | change

    answer = boss.post(reverse("location_new"), sent, headers=headers)

    assert answer.status_code == 422
    assert message in answer.text
    assert " checked" in field(answer.text, "require_packing")
    assert not Location.objects.exclude(code="").exists()


# ---- the tracking fields of an item


@pytest.mark.rule("SET-086", "SET-089")
def test_tracking_fields_that_mean_nothing_yet_are_locked_with_the_reason(boss):
    plain, lot = ItemFactory(), ItemFactory(item_tracking_code=lot_code())

    of_plain = boss.get(reverse("item", args=[plain.pk])).text
    of_lot = boss.get(reverse("item", args=[lot.pk])).text

    for name in ("serial_nos", "lot_nos", "package_nos", "expiration_calculation"):
        assert " readonly" in field(of_plain, name)
    assert "Needs an Item Tracking Code." in of_plain
    assert " readonly" not in field(of_lot, "lot_nos")
    assert " readonly" in field(of_lot, "expiration_calculation")
    assert "Item Tracking Code LOTALL does not use expiration dates." in of_lot


@pytest.mark.rule("SET-086", "SET-089")
def test_the_admin_says_why_tracking_fields_mean_nothing_yet(boss):
    item = ItemFactory(item_tracking_code=code_with("<B>"))

    text = boss.get(reverse("admin:inventory_item_change", args=[item.pk])).text

    assert "Item Tracking Code &lt;B&gt; does not use expiration dates." in text
    assert " readonly" in field(text, "expiration_calculation")
    assert "<B>" not in boss.get(reverse("item", args=[item.pk])).text


@pytest.mark.rule("SET-089")
def test_a_formula_that_is_there_stays_open_so_that_it_can_be_cleared(boss):
    item = ItemFactory(item_tracking_code=lot_code())
    Item.objects.update(expiration_calculation="6M")

    text = boss.get(reverse("item", args=[item.pk])).text

    assert " readonly" not in field(text, "expiration_calculation")


@pytest.mark.rule("SET-012", "SET-089")
@pytest.mark.parametrize(
    ("sent", "locked"),
    [
        ({"item_tracking_code": " lotexp "}, set()),
        ({"item_tracking_code": "LOTALL"}, {"expiration_calculation"}),
        ({"item_tracking_code": "NO\x07"}, {"serial_nos", "expiration_calculation"}),
        ({"type": "service"}, {"item_tracking_code", "serial_nos", "expiration_calculation"}),
    ],
)
def test_choosing_type_or_code_opens_and_locks_at_once(boss, sent, locked):
    code_with("LOTEXP", use_expiration_dates=True)
    lot_code()
    typed = {"no": "1", "type": "inventory", "description": "<i>x"} | sent

    answer = boss.post(reverse("item_tracking_fields"), typed, headers=HTMX)

    names = ("item_tracking_code", "serial_nos", "expiration_calculation")
    assert {name for name in names if " readonly" in field(answer.text, name)} == locked
    assert "&lt;i&gt;x" in answer.text
    assert not Item.objects.exists()


def test_only_who_may_change_items_asks_for_their_fields(client):
    url = reverse("item_tracking_fields")
    assert client.post(url, headers=HTMX).status_code == 302
    client.force_login(user_with_role("auditor"))
    assert client.post(url, headers=HTMX).status_code == 403
    assert client.get(url).status_code == 405


# ---- references


def lines(**row) -> dict[str, str]:
    values = {"type": "bar_code", "reference_no": "4012345", "vendor": "", "customer": "",
              "variant": "", "unit_of_measure": "", "description": "", "starting_date": "",
              "ending_date": ""} | row  # fmt: skip
    sent = {f"references-0-{name}": value for name, value in values.items()}
    return sent | {"references-TOTAL_FORMS": "1", "references-INITIAL_FORMS": "0"}


@BOTH
@pytest.mark.rule("SCAN-018")
def test_a_bar_code_is_added_on_the_card(boss, headers):
    item = ItemFactory()
    unit = UnitFactory(code="BOX")
    item.units.create(unit_of_measure=unit, qty_per_unit=4)
    item.variants.create(code="BLUE")

    boss.post(
        reverse("item_references", args=[item.pk]),
        lines(variant="blue", unit_of_measure="box", starting_date="2026-06-01"),
        headers=headers,
    )

    made = ItemReference.objects.get()
    assert (made.variant.code, made.unit_of_measure, made.reference_no) == ("BLUE", unit, "4012345")
    assert "4012345" in boss.get(reverse("item", args=[item.pk])).text


@BOTH
@pytest.mark.rule("SCAN-018")
@pytest.mark.parametrize(
    ("row", "message"),
    [
        ({"reference_no": ""}, "Reference No. must be filled."),
        ({"reference_no": "4\x00"}, ""),
        ({"type": "sticker"}, "is not one of the choices. Choose one from the list."),
        ({"variant": "GREEN"}, "Variant GREEN does not exist for item CHAIR."),
        ({"unit_of_measure": "CASE"}, "Unit of Measure CASE does not exist."),
        ({"type": "vendor"}, "Vendor No. must be filled for a reference of Type Vendor."),
        ({"vendor": "V10000"}, "Vendor No. stays blank for a reference of Type Bar Code."),
        ({"starting_date": "2026-06-31"}, "Enter a valid date."),
        (
            {"starting_date": "2026-06-30", "ending_date": "2026-06-01"},
            "Ending Date is before Starting Date.",
        ),
    ],
)
def test_given_a_wrong_reference_then_it_is_told_and_nothing_is_stored(boss, headers, row, message):
    item = ItemFactory(no="CHAIR")
    VendorFactory()

    answer = boss.post(
        reverse("item_references", args=[item.pk]),
        lines(**{"description": "<kept>"} | row),
        headers=headers,
    )

    assert answer.status_code in (400, 422)
    assert message in answer.text
    assert answer.status_code == 400 or "&lt;kept&gt;" in answer.text
    assert not ItemReference.objects.exists()


@pytest.mark.rule("SCAN-018")
def test_a_card_with_many_references_asks_as_often_as_one_with_few(boss):
    few, many = ItemFactory(), ItemFactory()
    VendorFactory()
    for item, count in ((few, 1), (many, 30)):
        for number in range(count):
            item.references.create(variant=item.variants.get(), reference_no=f"R{number}")

    def statements(item: Item) -> int:
        url = reverse("item", args=[item.pk])
        boss.get(url)
        with CaptureQueriesContext(connection) as asked:
            boss.get(url)
        return len(asked)

    assert statements(many) == statements(few)


# ---- warehouse employees


@BOTH
def test_an_employee_is_added_by_user_name_in_any_case(boss, headers):
    clerk, _ = user_with_role("warehouse clerk", username="clerk"), LocationFactory(code="EAST")
    sent = {"user": " Clerk ", "location": "east", "is_default": "on"}

    boss.post(reverse("employee_new"), sent, headers=headers)

    made = WarehouseEmployee.objects.get()
    assert (made.user, made.location.code, made.is_default) == (clerk, "EAST", True)


@BOTH
@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"user": ""}, "User must be filled."),
        ({"user": "nobody"}, "User nobody does not exist or is not active."),
        ({"user": "gone"}, "User gone does not exist or is not active."),
        ({"user": "<b>"}, "User &lt;b&gt; does not exist or is not active."),
        ({"location": "NOWHERE"}, "Location NOWHERE does not exist."),
        ({"location": "OWN LOG."}, "Location OWN LOG. does not exist."),
        ({"location": "WEST"}, "already exists"),
        ({"is_default": "on"}, "A user has one default location only."),
    ],
)
def test_given_a_wrong_field_of_an_employee_then_it_is_told(boss, headers, change, message):
    user = UserFactory(username="clerk")
    UserFactory(username="gone", is_active=False)
    LocationFactory(code="OWN LOG.", use_as_in_transit=True)
    LocationFactory(code="EAST")
    WarehouseEmployee.objects.create(
        user=user, location=LocationFactory(code="WEST"), is_default=True
    )

    answer = boss.post(
        reverse("employee_new"), {"user": "clerk", "location": "EAST"} | change, headers=headers
    )

    assert answer.status_code == 422
    assert message in answer.text
    assert WarehouseEmployee.objects.count() == 1


def test_users_whose_names_differ_by_case_only_are_told_apart(boss):
    LocationFactory(code="EAST")
    UserFactory(username="Anna")
    small = UserFactory(username="anna")

    boss.post(reverse("employee_new"), {"user": "anna", "location": "EAST"})
    answer = boss.post(reverse("employee_new"), {"user": "ANNA", "location": "EAST"})

    assert WarehouseEmployee.objects.get().user == small
    assert answer.status_code == 422


def test_employees_are_listed_changed_and_deleted(boss):
    one = WarehouseEmployee.objects.create(
        user=UserFactory(username="clerk"), location=LocationFactory(code="EAST")
    )
    url = reverse("employee", args=[one.pk])

    assert "clerk" in boss.get(f"{reverse('employees')}?location=east").text
    boss.post(url, {"user": "clerk", "location": "EAST", "is_default": "on"})
    one.refresh_from_db()
    assert one.is_default
    boss.post(reverse("employee_delete", args=[one.pk]))
    assert not WarehouseEmployee.objects.exists()


def test_who_works_where_is_shown_to_managers_and_changed_by_administrators(client):
    one = WarehouseEmployee.objects.create(user=UserFactory(), location=LocationFactory())
    card = reverse("employee", args=[one.pk])
    assert client.get(card).status_code == 302
    client.force_login(user_with_role("sales"))
    assert client.get(card).status_code == 403
    client.force_login(user_with_role("warehouse manager"))
    assert client.get(card).status_code == 200
    assert client.post(card, {}).status_code == 403
    assert client.get(reverse("employee_new")).status_code == 403


# ---- warehouse classes, Inventory Setup


@BOTH
def test_a_warehouse_class_is_saved_and_used_by_an_item(boss, headers):
    boss.post(reverse("warehouse_class_new"), {"code": "cold"}, headers=headers)

    assert WarehouseClass.objects.get().code == "COLD"
    assert "COLD" in boss.get(reverse("warehouse_classes")).text


@pytest.mark.rule("SET-007")
def test_given_a_class_that_an_item_has_then_it_is_not_deleted(boss):
    cold = WarehouseClass.objects.create(code="COLD")
    ItemFactory(no="ICE", warehouse_class=cold)

    answer = boss.post(reverse("warehouse_class_delete", args=[cold.pk]))

    assert answer.status_code == 422
    assert "ICE" in answer.text
    assert WarehouseClass.objects.exists()


@BOTH
@pytest.mark.rule("SET-008")
def test_given_posting_dates_in_the_wrong_order_then_nothing_is_stored(boss, headers):
    sent = {"package_caption": "Pallet", "allow_posting_from": "2026-02-01",
            "allow_posting_to": "2026-01-31"}  # fmt: skip

    answer = boss.post(reverse("inventory_setup"), sent, headers=headers)

    assert answer.status_code == 422
    assert "Allow Posting To 2026-01-31 is before Allow Posting From 2026-02-01" in answer.text
    assert 'value="Pallet"' in answer.text
    assert InventorySetup.objects.get().package_caption == ""
