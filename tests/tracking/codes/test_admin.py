"""Codes in the Django admin: the same refusals, locks and warnings as on their own card."""

import pytest
from django.urls import reverse

from tests.factories import (
    ItemFactory,
    UserFactory,
    code_with,
    lot_code,
    purchase_order,
    serial_code,
    tracked,
    user_with_role,
)
from tests.tracking.stock import in_stock
from tracking.codes.switchsets import SWITCHES
from tracking.models import ItemTrackingCode

pytestmark = pytest.mark.django_db


@pytest.fixture
def boss(client):
    client.force_login(UserFactory())
    return client


def card(code: ItemTrackingCode) -> str:
    return reverse("admin:tracking_itemtrackingcode_change", args=[code.pk])


def sent(stored: ItemTrackingCode, **changes) -> dict[str, str]:
    """What the form sends: the switches that are on, and the texts."""
    values = {name: getattr(stored, name) for name in SWITCHES} | changes
    on = {name: "on" for name in SWITCHES if values.pop(name)}
    texts = {"code": stored.code, "description": "", "warranty_date_formula": ""}
    return texts | values | on


@pytest.mark.rule("SET-053", "SET-057", "SET-074")
def test_locked_switches_are_shown_with_the_reason(boss):
    code = serial_code()
    in_stock(ItemFactory(no="<1900>", item_tracking_code=code), serial_no="S1")

    page = boss.get(card(code)).text

    assert "Locked: SN Specific Tracking is on." in page
    assert "Locked: switch Use Expiration Dates on first." in page
    assert (
        "Locked: Lot Specific Tracking cannot be changed: item &lt;1900&gt; with this code has item "
        "ledger entries."
    ) in page
    switch = page.split('name="lot_specific_tracking"')[1].split(">")[0]
    assert 'aria-disabled="true"' in switch


@pytest.mark.rule("SET-053", "SET-055", "SET-058", "SET-098", "SET-002")
@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"sn_sales_inbound_tracking": False}, "SN Sales Inbound Tracking stays on while"),
        ({"lot_warehouse_tracking": True}, "Lot Warehouse Tracking needs Lot Specific Tracking."),
        ({"warranty_date_formula": "2X"}, "Date formula 2X cannot be read at position 2"),
        ({"code": ""}, "Code must be filled."),
        ({"code": "X" * 11}, "Code may have at most 10 characters; this has 11."),
        ({"code": "A\x07"}, "Code has a control character in it."),
        ({"description": "X" * 101}, "Description may have at most 100 characters"),
    ],
)
def test_given_a_wrong_field_then_the_same_words_stand_at_it(boss, changes, message):
    code = serial_code()

    page = boss.post(card(code), sent(code, **changes))

    assert page.status_code == 200
    assert message in page.text
    code.refresh_from_db()
    assert (code.code, code.sn_sales_inbound_tracking) == ("SNALL", True)


@pytest.mark.rule("SET-058")
def test_given_strict_posting_then_expiration_dates_stay_on(boss):
    code = lot_code(strict_expiration_posting=True)

    page = boss.post(card(code), sent(code, use_expiration_dates=False)).text

    assert "Use Expiration Dates stays on while Strict Expiration Posting is on." in page


@pytest.mark.rule("SET-059", "SET-060", "SET-074", "SET-075", "SET-083")
@pytest.mark.parametrize("what", ["entries", "tracking", "calculation"])
def test_given_a_past_that_forbids_it_then_the_change_is_refused(boss, what):
    code = lot_code(use_expiration_dates=True)
    item = ItemFactory(no="1920", item_tracking_code=code)
    change = {"lot_specific_tracking": False}
    if what == "entries":
        in_stock(item, 1, lot_no="L1")
    elif what == "tracking":
        tracked(purchase_order(item, 1).lines.get(), "", "L1")
    else:
        item.expiration_calculation = "6M"
        item.save()
        change = {"use_expiration_dates": False}

    page = boss.post(card(code), sent(code, **change)).text

    told = {
        "entries": "item 1920 with this code has item ledger entries",
        "tracking": "has tracking lines of item 1920 with this code",
        "calculation": "1 item with code LOTALL have an Expiration Calculation",
    }
    assert told[what] in page
    code.refresh_from_db()
    assert code.lot_specific_tracking
    assert code.use_expiration_dates


@pytest.mark.rule("SET-073")
def test_given_a_formula_that_goes_back_then_it_is_saved_with_a_warning(boss):
    code = code_with("A")

    page = boss.post(card(code), sent(code, warranty_date_formula="-1w"), follow=True).text

    assert "Warranty Date Formula -1W gives a date before the document date" in page
    code.refresh_from_db()
    assert code.warranty_date_formula == "-1W"


def test_given_somebody_who_may_only_look_then_the_card_opens_all_the_same(client):
    code = serial_code()
    user = user_with_role("auditor", is_staff=True)
    client.force_login(user)

    page = client.get(card(code))

    assert page.status_code == 200
    assert client.post(card(code), sent(code, description="X")).status_code == 403
