"""Check setup: each question finds the damage that somebody did around the services, and nothing else."""

from datetime import date
from io import StringIO

import pytest
from django.contrib.auth.models import Permission
from django.core.management import CommandError, call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from tests.factories import (
    BinFactory,
    ItemFactory,
    LocationFactory,
    NumberSeriesFactory,
    UnitFactory,
    UserFactory,
    code_with,
    lot_code,
    serial_code,
    setup_series,
    user_with_role,
)
from warehouse.models import Bin, BinContent, BinType, WarehouseSetup, Zone
from wms.core.models import NumberSeriesLine
from wms.core.setupchecks import checks, run_all
from wms.inventory.models import (
    InventorySetup,
    Item,
    ItemReference,
    ItemUnit,
    ItemVariant,
    Location,
    WarehouseClass,
    WarehouseEmployee,
)
from wms.inventory.services.items import save_item

pytestmark = pytest.mark.django_db

JUN_1 = date(2026, 6, 1)
HTMX = {"HX-Request": "true"}


@pytest.fixture(autouse=True)
def _sound() -> None:
    """A company whose documents can all be numbered."""
    setup_series()


def found(on: date = JUN_1) -> dict[str, list[str]]:
    """By rule: what Check setup says."""
    return {
        result.check.rule: [str(finding) for finding in result.findings]
        for result in run_all(on=on)
        if result.findings
    }


def around(model, pk, **values) -> None:
    """Damage: write past services, policies and forms."""
    columns = ", ".join(f'"{model._meta.get_field(name).column}" = %s' for name in values)
    with connection.cursor() as cursor:
        cursor.execute(
            f'UPDATE "{model._meta.db_table}" SET {columns} WHERE id = %s', [*values.values(), pk]
        )


def series(code="LOT", first="LOT0001", **values):
    made = NumberSeriesFactory(code=code, first=first)
    if values:
        around(NumberSeriesLine, made.lines.get().pk, **values)
    return made


@pytest.mark.rule("CHECK-001")
def test_given_a_sound_set_up_then_nothing_is_found():
    serial = serial_code(use_expiration_dates=True)
    ItemFactory(item_tracking_code=serial, serial_nos=series(), expiration_calculation="1Y")
    location = LocationFactory(
        code="SILVER", bin_mandatory=True, default_bin_selection="fixed", require_pick=True
    )
    BinFactory(location=location)
    WarehouseEmployee.objects.create(user=UserFactory(), location=location)

    assert found() == {}


# ---- number series


@pytest.mark.rule("CHECK-101")
def test_a_series_without_lines_or_with_later_ones_or_used_up_is_found():
    series("EMPTY").lines.all().delete()
    series("LATER", starting_date=date(2026, 6, 2))
    series("USED-UP", is_open=False)
    series("GOOD")

    assert found()["CHECK-101"] == [
        f"No. series {code}: No number can be drawn on 2026-06-01: {reason}. Add a line with new "
        "numbers, or raise Ending No."
        for code, reason in (
            ("EMPTY", "it has no lines"),
            ("LATER", "its lines begin later than 2026-06-01"),
            ("USED-UP", "its numbers are used up"),
        )
    ]
    assert "LATER" not in str(found(on=date(2026, 6, 2)).get("CHECK-101"))


@pytest.mark.rule("CHECK-102")
@pytest.mark.parametrize(("last", "is_found"), [("LOT0089", False), ("LOT0090", True), ("", False)])
def test_a_warning_that_was_passed_is_found(last, is_found):
    series(ending_no="LOT0099", warning_no="LOT0090", last_no_used=last)

    assert ("CHECK-102" in found()) is is_found


@pytest.mark.rule("CHECK-103")
@pytest.mark.parametrize(
    ("values", "problem"),
    [
        ({"ending_no": "SER9999"}, "Ending No. SER9999 is of another pattern"),
        ({"last_no_used": "LOTS"}, "Last No. Used LOTS is of another pattern"),
        ({"starting_no": "LOT0500", "ending_no": "LOT0100"}, "Ending No. LOT0100 is before"),
        ({"starting_no": "LOT"}, "Starting No. LOT has no digit to count with"),
    ],
)
def test_a_line_of_mixed_patterns_is_found(values, problem):
    series(**values)

    assert problem in found()["CHECK-103"][0]


@pytest.mark.rule("CHECK-104")
def test_lines_that_give_the_same_numbers_are_found():
    series("A", "LOT0001", ending_no="LOT0500")
    series("B", "LOT0500")
    series("C", "SER0001")

    assert found()["CHECK-104"] == [
        "No. series B: The numbers from LOT0500 on are also given by series A, from LOT0001 on. End "
        "one of the lines before the other begins, or write one differently."
    ]


# ---- item tracking codes


@pytest.mark.rule("CHECK-201")
@pytest.mark.parametrize(
    ("values", "is_found"),
    [
        ({}, True),
        ({"sn_info_inbound_must_exist": True}, False),
        ({"create_sn_info_on_posting": True}, False),
    ],
)
def test_cards_that_are_asked_for_only_when_goods_leave_are_found(values, is_found):
    code = serial_code(**values)
    around(type(code), code.pk, sn_info_outbound_must_exist=True)

    assert ("CHECK-201" in found()) is is_found


@pytest.mark.rule("CHECK-202")
def test_a_warranty_formula_that_is_never_used_is_found():
    code = code_with("W", require_warranty_date_entry=True)
    around(type(code), code.pk, warranty_date_formula="2Y")

    assert "Warranty Date Formula is 2Y" in found()["CHECK-202"][0]


@pytest.mark.rule("CHECK-203")
def test_a_warranty_formula_that_cannot_be_read_is_found():
    code = code_with("W")
    around(type(code), code.pk, warranty_date_formula="2 YEARS")

    assert found()["CHECK-203"][0].startswith(
        "Item tracking code W: Warranty Date Formula 2 YEARS: "
    )


# ---- items


@pytest.mark.rule("CHECK-301")
@pytest.mark.parametrize("damage", ["deleted", "other quantity"])
def test_a_base_unit_that_is_no_unit_of_the_item_is_found(damage):
    unit = ItemFactory(no="1928").units.get()
    if damage == "deleted":
        ItemUnit.objects.all().delete()
    else:
        around(ItemUnit, unit.pk, qty_per_unit=200_000)

    assert found()["CHECK-301"] == [
        "Item 1928: PCS is its base unit, but not among its units with quantity 1. Add the unit with "
        "Qty. per Unit of Measure 1."
    ]


@pytest.mark.rule("CHECK-302")
@pytest.mark.parametrize(
    "field",
    ["sales_unit_of_measure", "purchase_unit_of_measure", "put_away_unit_of_measure"],
)
def test_a_unit_that_the_item_lacks_is_found(field):
    around(Item, ItemFactory(no="1928").pk, **{field: UnitFactory(code="BOX").pk})

    assert "BOX is not one of its units" in found()["CHECK-302"][0]


@pytest.mark.rule("CHECK-303")
def test_a_unit_that_does_not_fit_the_precision_is_found():
    item = ItemFactory(no="1928")
    ItemUnit.objects.create(item=item, unit_of_measure=UnitFactory(code="BOX"), qty_per_unit="2.5")
    assert "CHECK-303" not in found()

    around(Item, item.pk, rounding_precision=100_000)

    assert found()["CHECK-303"] == [
        "Item 1928: 2.5 per BOX is not a multiple of its Qty. Rounding Precision 1. Change the unit "
        "or the precision."
    ]


@pytest.mark.rule("CHECK-304")
def test_an_item_without_its_blank_variant_is_found_and_saving_mends_it():
    item = ItemFactory(no="1928")
    ItemVariant.objects.all().delete()
    assert "lacks the variant with a blank code" in found()["CHECK-304"][0]

    save_item(item=item, on=JUN_1)

    assert "CHECK-304" not in found()


@pytest.mark.rule("CHECK-305")
def test_formulas_that_cannot_be_read_are_found_once():
    for number in range(3):
        item = ItemFactory(no=f"I{number}", item_tracking_code=dated(f"D{number}"))
        around(Item, item.pk, expiration_calculation="SOON")

    (text,) = found()["CHECK-305"]
    assert text.startswith("Item I0: Expiration Calculation SOON, as 2 more items: ")


def dated(code: str = "DATED"):
    return lot_code(code, use_expiration_dates=True)


@pytest.mark.rule("CHECK-306")
def test_a_bar_code_of_two_items_is_found():
    for number in ("1928", "1929"):
        item = ItemFactory(no=number)
        ItemReference.objects.create(
            item=item,
            variant=item.variants.get(),
            type="bar_code",
            reference_no="4012345",
            starting_date=date(2026, 1, 1),
        )
    assert len(found()["CHECK-306"]) == 2

    ItemReference.objects.filter(item__no="1928").update(ending_date=date(2026, 5, 31))
    assert "CHECK-306" not in found()


@pytest.mark.rule("CHECK-307")
@pytest.mark.parametrize("damage", ["unit", "variant"])
def test_a_reference_that_names_what_is_not_the_items_is_found(damage):
    item, other = ItemFactory(no="1928"), ItemFactory()
    values = (
        {"unit_of_measure": UnitFactory(code="BOX"), "variant": item.variants.get()}
        if damage == "unit"
        else {"variant": other.variants.get()}
    )
    ItemReference.objects.create(item=item, reference_no="R-1", **values)

    assert "Reference R-1 names a unit or variant" in found()["CHECK-307"][0]


@pytest.mark.rule("CHECK-308")
def test_a_calculation_without_a_code_that_uses_dates_is_found():
    item = ItemFactory(no="1928", item_tracking_code=lot_code())
    around(Item, item.pk, expiration_calculation="6M")

    assert found()["CHECK-308"] == [
        "Item 1928: Expiration Calculation is 6M, but LOTALL does not use expiration dates. Clear it, "
        "or choose a code that uses expiration dates."
    ]


@pytest.mark.rule("CHECK-309")
@pytest.mark.parametrize("field", ["serial_nos", "lot_nos", "package_nos"])
def test_an_item_whose_series_is_used_up_is_found(field):
    used_up = series("USED-UP", is_open=False)
    ItemFactory(no="1928", item_tracking_code=code_with("FREE"), **{field: used_up})

    assert (
        "USED-UP gives no number on 2026-06-01: its numbers are used up" in found()["CHECK-309"][0]
    )


@pytest.mark.rule("CHECK-310")
def test_a_unit_with_half_a_serial_number_is_found():
    item = ItemFactory(no="1928", item_tracking_code=serial_code())
    ItemUnit.objects.create(item=item, unit_of_measure=UnitFactory(code="HALF"), qty_per_unit="0.5")

    assert "HALF holds 0.5 base units" in found()["CHECK-310"][0]


# ---- locations


def east(**values) -> Location:
    location = LocationFactory(code="EAST")
    if values:
        around(Location, location.pk, **values)
    WarehouseEmployee.objects.create(user=UserFactory(), location=location)
    return location


@pytest.mark.rule("CHECK-401")
@pytest.mark.parametrize(
    "values", [{"require_pick": False}, {"require_pick": True, "require_shipment": True}]
)
def test_fefo_without_what_it_needs_is_found(values):
    east(pick_according_to_fefo=True, **values)

    assert found()["CHECK-401"][0].startswith("Location EAST: Pick According to FEFO is on")


@pytest.mark.rule("CHECK-402")
def test_a_directed_location_that_lacks_something_is_found():
    east(bin_mandatory=True, directed_put_away_and_pick=True, require_pick=True)

    assert found()["CHECK-402"] == [
        "Location EAST: It has Directed Put-away and Pick, but lacks Require Receive, Require "
        "Shipment, Require Put-away, Receipt Bin, Shipment Bin, Adjustment Bin. Fill it in before the "
        "first document."
    ]


@pytest.mark.rule("CHECK-403")
def test_cross_docking_without_its_documents_is_found():
    east(use_cross_docking=True, require_pick=True)

    assert "not all four Require switches are" in found()["CHECK-403"][0]


@pytest.mark.rule("CHECK-404")
def test_bins_without_a_default_bin_selection_are_found():
    east(bin_mandatory=True, default_bin_selection="")

    assert found()["CHECK-404"][0].startswith("Location EAST: Default Bin Selection is None.")


@pytest.mark.rule("CHECK-405")
@pytest.mark.parametrize("damage", ["other location", "no bins", "switch off"])
def test_a_default_bin_that_does_not_fit_is_found(damage):
    location = east(bin_mandatory=damage != "no bins", require_receive=damage != "switch off")
    at = (
        LocationFactory(code="WEST", bin_mandatory=True) if damage == "other location" else location
    )
    around(Location, location.pk, receipt_bin=BinFactory(location=at, code="IN").pk)

    assert "Location EAST: Receipt Bin IN is of location" in found()["CHECK-405"][0]


@pytest.mark.rule("CHECK-406")
@pytest.mark.parametrize("switch", ["always_create_pick_line", "allow_breakbulk"])
def test_switches_without_their_bins_are_found(switch):
    east(**{switch: True})

    assert "CHECK-406" in found()


@pytest.mark.rule("CHECK-407")
@pytest.mark.parametrize(
    ("field", "values", "problem"),
    [
        ("receipt_bin", {"block_movement": "inbound"}, "Receipt Bin X has Block Movement Inbound."),
        ("shipment_bin", {"block_movement": "all"}, "Shipment Bin X has Block Movement All."),
        ("shipment_bin", {"dedicated": True}, "Shipment Bin X is dedicated."),
    ],
)
def test_a_blocked_or_dedicated_default_bin_is_found(field, values, problem):
    location = east(bin_mandatory=True, require_receive=True, require_shipment=True)
    bin_ = BinFactory(location=location, code="X")
    around(Location, location.pk, **{field: bin_.pk})
    around(Bin, bin_.pk, **values)

    assert problem in found()["CHECK-407"][0]


@pytest.mark.rule("CHECK-408")
def test_bin_mandatory_without_a_bin_is_found():
    east(bin_mandatory=True)

    assert "there is no bin" in found()["CHECK-408"][0]


# ---- zones and bins


@pytest.mark.rule("CHECK-501")
def test_bins_where_they_are_never_used_are_found():
    BinFactory(location=east())

    assert found()["CHECK-501"][0].startswith(
        "Location EAST: It has bins, but Bin Mandatory is off"
    )


@pytest.mark.rule("CHECK-502")
def test_bins_whose_type_does_not_fit_the_location_are_found():
    basic = east(bin_mandatory=True, default_bin_selection="fixed")
    directed = LocationFactory(code="WHITE", bin_mandatory=True, directed_put_away_and_pick=True)
    BinFactory(location=basic, code="B", bin_type=BinType.objects.get(code="PICK"))
    BinFactory(location=directed, code="W")

    assert [text.split(":")[0] for text in found()["CHECK-502"]] == [
        "Bin W at WHITE",
        "Bin B at EAST",
    ]


@pytest.mark.rule("CHECK-503")
def test_a_zone_of_another_location_is_found():
    zone = Zone.objects.create(location=LocationFactory(code="WEST"), code="Z")
    BinFactory(location=east(bin_mandatory=True), code="B", zone=zone)

    assert found()["CHECK-503"][0].startswith(
        "Bin B at EAST: Its zone belongs to another location."
    )


@pytest.mark.rule("CHECK-504")
def test_a_zone_with_a_type_at_a_basic_location_is_found():
    Zone.objects.create(location=east(), code="Z", bin_type=BinType.objects.get(code="PICK"))

    assert found()["CHECK-504"][0].startswith("Zone Z at EAST: It has a bin type")


def place(**values) -> BinContent:
    location = east(bin_mandatory=True, default_bin_selection="fixed")
    item = ItemFactory(no="1928")
    made = BinContent(
        bin=BinFactory(location=location, code="B"),
        location=location,
        item=item,
        variant=item.variants.get(),
    )
    for name, value in values.items():
        setattr(made, name, value)
    made.save()
    return made


@pytest.mark.rule("CHECK-505")
@pytest.mark.parametrize("damage", ["location", "variant"])
def test_a_content_of_another_location_or_variant_is_found(damage):
    made = place()
    other = LocationFactory(code="WEST") if damage == "location" else ItemFactory().variants.get()
    around(BinContent, made.pk, **{damage: other.pk})

    assert found()["CHECK-505"][0].startswith("Item 1928 in bin B: ")


@pytest.mark.rule("CHECK-506")
def test_a_fixed_content_in_a_bin_that_nothing_enters_is_found():
    made = place(is_fixed=True)
    around(Bin, made.bin_id, block_movement="inbound")

    assert "the bin has Block Movement Inbound" in found()["CHECK-506"][0]


@pytest.mark.rule("CHECK-507")
def test_a_content_of_another_class_is_found_where_classes_are_checked():
    made = place()
    around(Item, made.item_id, warehouse_class=WarehouseClass.objects.create(code="COLD").pk)
    assert "CHECK-507" not in found()

    around(Location, made.location_id, check_warehouse_class=True)

    assert "different warehouse classes" in found()["CHECK-507"][0]


# ---- employees


@pytest.mark.rule("CHECK-601")
def test_a_location_where_nobody_works_is_found():
    location = east(require_pick=True)
    assert "CHECK-601" not in found()

    WarehouseEmployee.objects.update(location=LocationFactory(code="WEST"))
    assert found()["CHECK-601"][0].startswith("Location EAST: No active user")

    around(Location, location.pk, require_pick=False)
    assert "CHECK-601" not in found()


@pytest.mark.rule("CHECK-602")
def test_a_clerk_without_a_location_is_found():
    user_with_role("warehouse clerk", username="carla")
    user_with_role("sales", username="sam")
    user_with_role("administrator", username="ada")
    own = user_with_role("sales", username="paul")
    own.user_permissions.add(Permission.objects.get(codename="work_activity"))

    assert [text.split(":")[0] for text in found()["CHECK-602"]] == ["User carla", "User paul"]


@pytest.mark.rule("CHECK-603")
def test_an_employee_who_has_left_is_found():
    east()
    user = WarehouseEmployee.objects.get().user
    around(type(user), user.pk, is_active=False)

    assert "The user is not active" in found()["CHECK-603"][0]


@pytest.mark.rule("CHECK-604")
def test_an_employee_of_two_locations_without_a_default_is_found():
    east()
    user = WarehouseEmployee.objects.get().user
    second = WarehouseEmployee.objects.create(user=user, location=LocationFactory(code="WEST"))
    assert "none is the default" in found()["CHECK-604"][0]

    around(WarehouseEmployee, second.pk, is_default=True)
    assert "CHECK-604" not in found()


# ---- the company


@pytest.mark.rule("CHECK-701")
def test_posting_dates_that_let_nothing_through_are_found():
    around(
        InventorySetup, 1, allow_posting_from=date(2026, 2, 1), allow_posting_to=date(2026, 1, 1)
    )

    assert "Allow Posting To 2026-01-01 is before" in found()["CHECK-701"][0]


@pytest.mark.rule("CHECK-702")
def test_packages_that_cannot_be_numbered_are_found():
    code = code_with("PKG", specific=("package",))
    ItemFactory(item_tracking_code=code)
    assert "CHECK-702" not in found()

    around(InventorySetup, 1, package_nos=None)

    assert "items with code PKG need package numbers" in found()["CHECK-702"][0]


@pytest.mark.rule("CHECK-703")
def test_documents_that_cannot_be_numbered_are_found():
    around(InventorySetup, 1, sales_order_nos=None)
    used_up = InventorySetup.objects.get().purchase_order_nos
    around(NumberSeriesLine, used_up.lines.get().pk, is_open=False)

    assert [text.split(":", 1)[1].strip()[:45] for text in found()["CHECK-703"]] == [
        "The series of Purchase Order Nos. gives no nu",
        "Sales Order Nos. is blank, so such documents ",
    ]


@pytest.mark.rule("CHECK-704")
def test_picks_that_cannot_be_numbered_are_found_where_they_are_needed():
    around(WarehouseSetup, 1, inventory_pick_nos=None)
    assert "CHECK-704" not in found()

    east(require_pick=True)

    assert "Inventory Pick Nos. is blank" in found()["CHECK-704"][0]


# ---- page and command


@pytest.mark.rule("CHECK-001")
def test_asking_costs_as_many_statements_for_many_as_for_few():
    def damage(count: int) -> int:
        for _ in range(count):
            around(Item, ItemFactory(item_tracking_code=lot_code(f"L{Item.objects.count()}")).pk,
                   expiration_calculation="6M")  # fmt: skip
        with CaptureQueriesContext(connection) as asked:
            run_all(on=JUN_1)
        return len(asked)

    assert damage(1) == damage(30)
    assert len(checks()) == len({check.rule for check in checks()})


@pytest.mark.rule("CHECK-001")
def test_more_than_a_hundred_findings_are_told_as_such():
    Location.objects.bulk_create(
        Location(code=f"L{number}", bin_mandatory=True, default_bin_selection="fixed")
        for number in range(101)
    )

    result = next(one for one in run_all(on=JUN_1) if one.check.rule == "CHECK-408")

    assert len(result.findings) == 100
    assert result.has_more


@pytest.mark.rule("CHECK-001")
def test_the_command_lists_what_it_finds_and_exits_with_1():
    out = StringIO()
    call_command("check_setup", "--on", "2026-06-01", stdout=out)
    assert out.getvalue() == f"{len(checks())} checks, 0 findings.\n"

    around(InventorySetup, 1, sales_order_nos=None)
    with pytest.raises(CommandError, match=r"The set-up has 1 findings\."):
        call_command("check_setup", "--on", "2026-06-01", stdout=out)
    assert (
        "CHECK-703 Company: Every kind of document has series that give numbers" in out.getvalue()
    )
    assert "Inventory Setup: Sales Order Nos. is blank" in out.getvalue()


@pytest.mark.rule("CHECK-001")
@pytest.mark.parametrize("headers", [{}, HTMX])
def test_the_page_lists_what_is_found_with_its_fix_and_a_link_and_changes_nothing(client, headers):
    location = east(bin_mandatory=True)
    client.force_login(user_with_role("auditor"))
    before = Location.objects.get(pk=location.pk)

    answer = client.get(reverse("check_setup"), headers=headers)

    assert answer.status_code == 200
    assert f'<a href="{reverse("location", args=[location.pk])}">Location EAST</a>' in answer.text
    assert "Create bins, one by one or by a pattern." in answer.text
    after = Location.objects.get(pk=location.pk)
    assert after.__dict__ | {"_state": None} == before.__dict__ | {"_state": None}


@pytest.mark.rule("CHECK-001")
def test_the_page_shows_hostile_text_literally(client):
    around(Location, east(bin_mandatory=True).pk, code="<B>X</B>")
    client.force_login(UserFactory())

    text = client.get(reverse("check_setup")).text

    assert "Location &lt;B&gt;X&lt;/B&gt;" in text
    assert "<B>X</B>" not in text


@pytest.mark.rule("CHECK-001")
def test_the_page_is_for_those_who_see_the_set_up(client):
    url = reverse("check_setup")
    assert client.get(url).url == f"{reverse('login')}?next={url}"
    client.force_login(user_with_role("sales"))
    assert client.get(url).status_code == 403
    assert url not in client.get(reverse("home")).text
    client.force_login(user_with_role("administrator"))
    assert client.post(url).status_code == 405
    assert url in client.get(reverse("home")).text


def test_every_finding_leads_to_a_page(client):
    series("EMPTY").lines.all().delete()
    place(is_fixed=True)
    around(Bin, Bin.objects.get().pk, block_movement="all")
    around(InventorySetup, 1, sales_order_nos=None)
    client.force_login(UserFactory())

    urls = {finding.url for result in run_all(on=JUN_1) for finding in result.findings}

    assert urls
    assert {client.get(url).status_code for url in urls} == {200}
