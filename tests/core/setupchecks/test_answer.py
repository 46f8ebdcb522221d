"""What Check setup found is told on a page and by a command, and changes nothing."""

from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from tests.core.setupchecks.damage import JUN_1, around, east, found, place, series
from tests.factories import (
    BinFactory,
    ItemFactory,
    LocationFactory,
    UserFactory,
    lot_code,
    serial_code,
    user_with_role,
)
from warehouse.models import Bin
from wms.core.setupchecks import checks, run_all
from wms.inventory.models import InventorySetup, Item, Location, WarehouseEmployee

pytestmark = pytest.mark.django_db

HTMX = {"HX-Request": "true"}


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
