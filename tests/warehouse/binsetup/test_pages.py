"""The pages and the admin of zones, bin types, bins, bin contents and Warehouse Setup."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from tests.factories import (
    BinFactory,
    ItemFactory,
    LocationFactory,
    NumberSeriesFactory,
    UserFactory,
    user_with_role,
)
from tests.inventory.places import directed
from tests.warehouse.scenes import pick_location, put
from warehouse.models import Bin, BinContent, BinType, SpecialEquipment, WarehouseSetup, Zone
from wms.inventory.models import Location

pytestmark = pytest.mark.django_db

HTMX = {"HX-Request": "true"}
BOTH = pytest.mark.parametrize("headers", [{}, HTMX])


@pytest.fixture
def boss(client):
    client.force_login(UserFactory())
    return client


@pytest.fixture
def white() -> Location:
    return directed()


@pytest.fixture
def silver() -> Location:
    return LocationFactory(code="SILVER", bin_mandatory=True, default_bin_selection="fixed")


def a_zone() -> Zone:
    return Zone.objects.create(location=LocationFactory(code="SILVER"), code="A")


def a_content() -> BinContent:
    item = ItemFactory()
    place = BinFactory()
    return BinContent.objects.create(
        bin=place, location=place.location, item=item, variant=item.variants.get()
    )


RECORDS = {
    "zone": a_zone,
    "bin": BinFactory,
    "bin_content": a_content,
    "bin_type": lambda: BinType.objects.get(code="QC"),
    "special_equipment": lambda: SpecialEquipment.objects.create(code="TRUCK"),
}
LISTS = {name: f"{name}s" for name in RECORDS}


# ---- who may


@pytest.mark.parametrize("name", RECORDS)
def test_who_is_not_logged_in_is_led_to_the_log_in(client, name):
    record = RECORDS[name]()

    for url in (reverse(LISTS[name]), reverse(f"{name}_new"), reverse(name, args=[record.pk])):
        assert client.get(url).url == f"{reverse('login')}?next={url}"


@BOTH
@pytest.mark.parametrize("name", RECORDS)
def test_an_auditor_looks_and_changes_nothing(client, name, headers):
    record = RECORDS[name]()
    client.force_login(user_with_role("auditor"))

    assert client.get(reverse(LISTS[name]), headers=headers).status_code == 200
    assert client.get(reverse(name, args=[record.pk]), headers=headers).status_code == 200
    for url in (
        reverse(name, args=[record.pk]),
        reverse(f"{name}_new"),
        reverse(f"{name}_delete", args=[record.pk]),
    ):
        assert client.post(url, {}, headers=headers).status_code == 403
    assert type(record).objects.filter(pk=record.pk).exists()


@pytest.mark.parametrize(
    ("name", "may"),
    [("zone", True), ("bin_content", True), ("bin_type", False), ("special_equipment", False)],
)
def test_a_warehouse_manager_sets_up_places_and_looks_at_their_types(client, name, may):
    record = RECORDS[name]()
    client.force_login(user_with_role("warehouse manager"))

    assert client.get(reverse(name, args=[record.pk])).status_code == 200
    assert client.get(reverse(f"{name}_new")).status_code == (200 if may else 403)


def test_a_sales_clerk_sees_no_bin_types(client):
    client.force_login(user_with_role("sales"))

    assert client.get(reverse("bin_types")).status_code == 403
    assert reverse("bin_types") not in client.get(reverse("home")).text


# ---- saving and deleting


@BOTH
@pytest.mark.rule("WHS-018")
def test_a_zone_and_a_bin_in_it_are_made_on_their_pages(boss, white, headers):
    boss.post(
        reverse("zone_new"),
        {"location": "white", "code": "fresh", "bin_type": "putpick", "ranking": "50"},
        headers=headers,
    )
    boss.post(
        reverse("bin_new"),
        {"location": "WHITE", "code": "f-01", "zone": "fresh", "ranking": "0", "max_weight": "12.5",
         "max_cubage": ""},
        headers=headers,
    )  # fmt: skip

    bin_ = Bin.objects.get()
    assert (bin_.zone.code, bin_.bin_type.code, bin_.ranking) == ("FRESH", "PUTPICK", 50)
    assert (bin_.max_weight, bin_.max_cubage) == (12.5, 0)
    assert "FRESH" in boss.get(reverse("bin", args=[bin_.pk])).text
    assert "F-01" in boss.get(f"{reverse('bins')}?zone=fresh&bin_type=putpick").text


@BOTH
def test_a_bin_content_is_made_on_its_page_and_its_key_stays(boss, silver, headers):
    place, item = BinFactory(location=silver, code="A"), ItemFactory(no="1928")
    sent = {"location": "silver", "bin": "a", "item": "1928", "variant": "", "is_default": "on",
            "min_qty": "", "max_qty": "7.123456"}  # fmt: skip

    boss.post(reverse("bin_content_new"), sent, headers=headers)
    made = BinContent.objects.get()
    url = reverse("bin_content", args=[made.pk])
    boss.post(url, sent | {"bin": "OTHER", "item": "NONE", "max_qty": "8"}, headers=headers)

    made.refresh_from_db()
    assert (made.bin, made.item, made.is_default) == (place, item, True)
    assert (made.min_qty, made.max_qty) == (0, 8)


def test_a_new_content_begins_with_the_bin_it_was_asked_for(boss, silver):
    BinFactory(location=silver, code="A-01")

    text = boss.get(f"{reverse('bin_content_new')}?location=silver&bin=a-01").text

    assert 'value="SILVER"' in text
    assert 'value="A-01"' in text


@pytest.mark.parametrize("name", RECORDS)
def test_what_nothing_uses_is_deleted(boss, name):
    record = RECORDS[name]()

    answer = boss.post(reverse(f"{name}_delete", args=[record.pk]))

    assert answer.status_code == 302
    assert not type(record).objects.filter(pk=record.pk).exists()


@BOTH
@pytest.mark.parametrize(
    ("page", "sent", "message"),
    [
        ("zone", {"code": ""}, "Code must be filled."),
        ("zone", {"code": "X" * 11}, "Code may have at most 10 characters; this has 11."),
        ("zone", {"bin_type": "NONE"}, "Bin Type Code NONE does not exist."),
        ("zone", {"bin_type": "PICK"}, "Bin Type Code stays blank: location SILVER does not have"),
        ("zone", {"special_equipment": "NONE"}, "Special Equipment Code NONE does not exist."),
        ("zone", {"ranking": "first"}, "Enter a whole number."),
        ("zone", {"ranking": "99999999999999"}, "Zone Ranking must be"),
        ("zone", {"location": ""}, "Location must be filled."),
        ("bin", {"zone": "NONE"}, "Zone Code NONE does not exist for location SILVER."),
        ("bin", {"location": "NONE", "zone": "A"}, "Location NONE does not exist."),
        ("bin", {"max_weight": "-1"}, "must be 0 or more, not -"),
        ("bin", {"max_weight": "heavy"}, "Enter a number."),
        ("bin", {"max_cubage": "1e30"}, "Maximum Cubage may have at most"),
        (
            "bin",
            {"block_movement": "often"},
            "is not one of the choices. Choose one from the list.",
        ),
        ("bin", {"warehouse_class": "HOT"}, "Warehouse Class Code HOT does not exist."),
        ("bin", {"zone": "\x07"}, "Zone Code has a control character in it."),
        ("bin_content", {"bin": "NONE"}, "Bin Code NONE does not exist for location SILVER."),
        ("bin_content", {"bin": ""}, "Bin Code must be filled."),
        ("bin_content", {"item": "NONE"}, "Item NONE does not exist."),
        ("bin_content", {"variant": "RED"}, "Variant Code RED does not exist for item 1928."),
        ("bin_content", {"location": "EAST"}, "Location EAST does not exist."),
        ("bin_content", {"min_qty": "5", "max_qty": "4"}, "Max. Qty. 4 is below Min. Qty. 5."),
        ("bin_type", {"receive": "on", "pick": "on"}, "Receive excludes every other ability"),
        ("bin_type", {"pick": "on"}, "Bin type PICK has these abilities already."),
        ("special_equipment", {"code": "TRUCK"}, "Code TRUCK already exists."),
    ],
)
def test_given_a_wrong_field_then_it_is_told_and_the_rest_is_kept(
    boss, silver, headers, page, sent, message
):
    SpecialEquipment.objects.create(code="TRUCK")
    LocationFactory(code="EAST")
    BinFactory(location=silver, code="A")
    ItemFactory(no="1928")
    right = {
        "zone": {"location": "SILVER", "code": "Z", "description": "<kept>", "ranking": "0"},
        "bin": {"location": "SILVER", "code": "B", "description": "<kept>", "ranking": "0"},
        "bin_content": {"location": "SILVER", "bin": "A", "item": "1928", "max_qty": "0"},
        "bin_type": {"code": "NEW", "description": "<kept>"},
        "special_equipment": {"code": "LIFT", "description": "<kept>"},
    }[page]
    before = {model: model.objects.count() for model in (Zone, Bin, BinContent, BinType)}

    answer = boss.post(reverse(f"{page}_new"), right | sent, headers=headers)

    assert answer.status_code == 422
    assert message in answer.text
    assert "<kept>" not in answer.text
    assert page == "bin_content" or "&lt;kept&gt;" in answer.text
    assert {model: model.objects.count() for model in before} == before


# ---- by pattern


def ask(client, headers=None, **sent):
    asked = {"location": "SILVER", "pattern": "A-[1-3]", "ranking": "0", "step": "preview"} | sent
    return client.post(reverse("bins_by_pattern"), asked, headers=headers or {})


@BOTH
@pytest.mark.rule("WHS-019")
def test_the_preview_lists_what_is_new_what_stays_and_what_is_refused(boss, silver, headers):
    BinFactory(location=silver, code="A-2")

    answer = ask(boss, headers, pattern="A-[1-2,123456789,1234567890]" + "X" * 9)
    sound = ask(boss, headers)

    assert answer.status_code == 200
    assert "3 new" in answer.text
    assert "1 refused" in answer.text
    assert "Nothing is created while a code is refused." in answer.text
    assert "2 new" in sound.text
    assert "1 already there" in sound.text
    assert silver.bins.count() == 1


@BOTH
def test_given_a_refused_code_when_it_is_created_all_the_same_then_nothing_is(
    boss, silver, headers
):
    answer = ask(boss, headers, pattern="A-[1,1234567890]" + "X" * 9, step="create")

    assert answer.status_code == 422
    assert "may have at most 20 characters; this has 21. Shorten it." in answer.text
    assert not silver.bins.exists()


@pytest.mark.rule("WHS-018")
def test_bins_of_a_pattern_take_over_from_their_zone(boss, white):
    zone = Zone.objects.create(
        location=white, code="PICK", bin_type=BinType.objects.get(code="PICK"), ranking=70
    )

    answer = ask(boss, location="WHITE", pattern="[A-C]-01", zone="pick", step="create")

    assert answer.status_code == 302
    assert set(zone.bins.values_list("code", "bin_type__code", "ranking")) == {
        (f"{letter}-01", "PICK", 70) for letter in "ABC"
    }


@BOTH
@pytest.mark.rule("WHS-019")
def test_given_a_directed_location_without_zone_then_the_preview_says_so(boss, white, headers):
    answer = ask(boss, headers, location="WHITE")

    assert answer.status_code == 422
    assert "Zone Code must be filled: location WHITE has Directed Put-away and Pick." in answer.text
    assert not Bin.objects.exists()


def test_a_long_preview_is_shown_in_part(boss, silver):
    answer = ask(boss, pattern="A-[001-500]")

    assert "500 new" in answer.text
    assert "… and 300 more." in answer.text


# ---- the admin


@pytest.mark.rule("WHS-019")
def test_the_admin_asks_the_same_rules(boss, silver):
    sent = {"location": silver.pk, "code": "a", "ranking": "0",
            "bin_type": BinType.objects.get(code="PICK").pk}  # fmt: skip

    answer = boss.post(reverse("admin:warehouse_bin_add"), sent)

    assert "Bin Type Code stays blank" in answer.text
    assert not Bin.objects.exists()


def test_zones_types_equipment_and_contents_are_set_up_in_the_admin(boss, silver):
    place, item = BinFactory(location=silver, code="A"), ItemFactory()
    for model, sent in (
        ("zone", {"location": silver.pk, "code": "z", "ranking": "0"}),
        ("bintype", {"code": "new", "put_away": "on", "pick": ""}),
        ("specialequipment", {"code": "truck"}),
        (
            "bincontent",
            {"bin": place.pk, "item": item.pk, "variant": item.variants.get().pk,
             "is_fixed": "on", "min_qty": "0", "max_qty": "0"},
        ),
    ):  # fmt: skip
        boss.post(reverse(f"admin:warehouse_{model}_add"), sent)

    assert Zone.objects.get().code == "Z"
    assert SpecialEquipment.objects.get().code == "TRUCK"
    assert BinContent.objects.get().location == silver
    assert not BinType.objects.filter(code="NEW").exists()  # PUT AWAY has that ability already


@pytest.mark.rule("SET-130")
def test_the_admin_saves_the_switches_of_lines_without_location(boss):
    series = NumberSeriesFactory(code="IP")
    url = reverse("admin:warehouse_warehousesetup_change", args=[1])

    boss.post(url, {"inventory_pick_nos": series.pk, "require_pick": "on"})

    assert Location.objects.get(code="").require_pick
    assert WarehouseSetup.objects.get().inventory_pick_nos == series
    assert 'name="require_pick" id="id_require_pick" checked' in boss.get(url).text


def test_new_records_are_registered_with_permissions_of_their_own(boss):
    for page in ("zone", "bintype", "specialequipment", "bincontent"):
        assert boss.get(reverse(f"admin:warehouse_{page}_changelist")).status_code == 200
    assert boss.get(reverse("admin:inventory_warehouseclass_changelist")).status_code == 200


# ---- the facts of a bin


@pytest.mark.rule("WHS-019")
def test_the_card_of_a_bin_says_what_it_holds_and_what_it_is_for(boss):
    location, item = pick_location(), ItemFactory(no="1928")
    put(location, "B1", item, 5)
    location.adjustment_bin = location.bins.get(code="B3")
    location.save()

    full = boss.get(reverse("bin", args=[location.bins.get(code="B1").pk])).text
    empty = boss.get(reverse("bin", args=[location.adjustment_bin.pk])).text

    assert "<dt>Empty</dt><dd>No</dd>" in full
    numbers = f"{reverse('numbers_by_bin')}?location=SILVER&amp;bin=B1&amp;item=1928"
    assert f'<dt>1928</dt><dd><a href="{numbers}">5</a></dd>' in full
    assert "<dt>Default of items</dt>" in full
    assert "<dt>Empty</dt><dd>Yes</dd>" in empty
    assert "<dt>Adjustment Bin</dt>" in empty


@pytest.mark.rule("WHS-019")
def test_a_bin_with_many_items_costs_no_more_than_one_with_few(boss):
    location = pick_location()
    for _ in range(2):
        put(location, "B1", ItemFactory(), 1)
    for _ in range(12):
        put(location, "B2", ItemFactory(), 1)

    def statements(code: str) -> int:
        url = reverse("bin", args=[location.bins.get(code=code).pk])
        boss.get(url)
        with CaptureQueriesContext(connection) as asked:
            boss.get(url)
        return len(asked)

    assert statements("B2") == statements("B1")
