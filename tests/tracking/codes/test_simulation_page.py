"""The page that tries changed settings of a code on what was posted."""

import pytest
from django.urls import reverse

from tests.factories import (
    UserFactory,
    code_with,
    user_with_role,
)
from tests.inventory.sending import HTMX
from tests.tracking.codes.simulating import an_item
from tests.tracking.posting.desk import (
    receive,
    ship,
)
from tracking.models import ItemTrackingCode

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("series")]


@pytest.fixture
def boss(client):
    client.force_login(UserFactory())
    return client


@pytest.fixture
def sold(db):
    item = an_item(code_with("FREE"))
    receive(item, quantity=5)
    ship(item, quantity=2)
    return item


def address(code, **asked: str) -> str:
    query = "&".join(f"{name}={value}" for name, value in asked.items())
    return f"{reverse('tracking_code_simulation', args=[code.pk])}?{query}"


WHOLE_YEAR = {"first": "2026-01-01", "last": "2026-12-31"}


def test_the_page_tells_what_would_have_been_refused_and_saves_nothing(boss, sold):
    code = sold.item_tracking_code

    page = boss.get(address(code, sn_sales_outbound_tracking="on", **WHOLE_YEAR))

    assert page.status_code == 200
    assert "<strong>1</strong> on 1 document would have been refused" in page.text
    assert "Serial No. is required for item GOODS, quantity 2." in page.text
    assert "Serial No. missing (POST-041): 1" in page.text
    assert "SN Sales Outbound Tracking: on" in page.text
    assert not ItemTrackingCode.objects.get().sn_sales_outbound_tracking


def test_the_card_leads_to_the_page_with_what_is_changed_and_not_saved(boss):
    code = code_with("SNSALES", warranty_date_formula="1Y")
    url = reverse("tracking_code_simulation", args=[code.pk])

    card_page = boss.get(reverse("tracking_code", args=[code.pk])).text
    answer = boss.post(
        reverse("tracking_code_switches", args=[code.pk]),
        {"sn_sales_outbound_tracking": "on", "warranty_date_formula": "2Y"},
        headers=HTMX | {"HX-Trigger-Name": "sn_sales_outbound_tracking"},
    ).text

    assert f'href="{url}" target="_blank"' in card_page
    asked = "sn_sales_outbound_tracking=on&amp;warranty_date_formula=2Y"
    assert f'href="{url}?{asked}" target="_blank"' in answer
    assert "simulation" not in boss.get(reverse("tracking_code_new")).text


def test_given_a_change_that_cannot_be_saved_then_the_page_says_so_and_replays_all_the_same(
    boss, sold
):
    page = boss.get(address(sold.item_tracking_code, lot_specific_tracking="on", **WHOLE_YEAR))

    assert page.status_code == 200
    assert "Lot Specific Tracking cannot be changed: item GOODS" in page.text
    assert "Lot No. missing (POST-041): 2" in page.text


@pytest.mark.parametrize(
    ("asked", "message"),
    [
        ({"first": "soon"}, "Posted from"),
        ({"first": ""}, "Posted from must be filled."),
        ({"last": "2025-01-01"}, "Posted to 2025-01-01 is before Posted from 2026-01-01."),
        ({"sn_warehouse_tracking": "on"}, "SN Warehouse Tracking needs SN Specific Tracking."),
        ({"warranty_date_formula": "2X"}, "Date formula 2X cannot be read at position 2"),
    ],
)
def test_given_a_wrong_address_then_it_is_told_and_nothing_is_replayed(boss, sold, asked, message):
    page = boss.get(address(sold.item_tracking_code, **WHOLE_YEAR | asked))

    assert page.status_code == 422
    assert message in page.text
    assert "would have been refused" not in page.text


@pytest.mark.parametrize(
    "asked", [{"page": "x"}, {"page": "-1"}, {"page": "9" * 30}, {"rule": "?"}, {"no_such": "EVIL"}]
)
def test_given_nonsense_in_the_address_then_the_page_still_answers(boss, sold, asked):
    page = boss.get(address(sold.item_tracking_code, **WHOLE_YEAR, **asked))

    assert page.status_code == 200


def test_given_no_period_then_the_last_90_days_are_replayed(boss, sold):
    assert 'name="first" value="20' in boss.get(address(sold.item_tracking_code)).text


@pytest.mark.parametrize("role", ["warehouse manager", "auditor", "purchaser"])
def test_given_a_role_that_may_not_change_codes_then_it_tries_none(client, sold, role):
    client.force_login(user_with_role(role))

    assert client.get(address(sold.item_tracking_code)).status_code == 403
    card_page = client.get(reverse("tracking_code", args=[sold.item_tracking_code.pk])).text
    assert "Try on past postings" not in card_page


def test_given_nobody_or_the_wrong_method_then_nothing_is_replayed(client, boss, sold):
    assert boss.post(address(sold.item_tracking_code)).status_code == 405
    client.logout()
    assert client.get(address(sold.item_tracking_code)).status_code == 302
