"""Inventory periods: closed in their order, with what stands against it, by whom and when (POST-109)."""

from datetime import date

import pytest
from django.contrib.auth.models import Permission
from django.db import IntegrityError, transaction
from django.urls import reverse

from tests.factories import ItemFactory, UserFactory, setup_series, user_with_role
from tests.inventory.sending import BOTH
from tests.tracking.posting.desk import JAN_2, JAN_5, receive, setup, ship
from wms.core.errors import Refused
from wms.core.models import SetupChange
from wms.ledger.models import InventoryPeriod
from wms.ledger.periods import close_period, delete_period, reopen_period, save_period

pytestmark = [pytest.mark.django_db, pytest.mark.rule("POST-109")]

JAN_31, FEB_28, MAR_31 = date(2026, 1, 31), date(2026, 2, 28), date(2026, 3, 31)


@pytest.fixture
def admin(client):
    client.force_login(user_with_role("administrator", username="ada"))
    return client


def period(until, *, closed=False) -> InventoryPeriod:
    return InventoryPeriod.objects.create(ending_date=until, closed=closed)


def refusal(turn, one: InventoryPeriod) -> str:
    with pytest.raises(Refused) as refused:
        turn(period=one)
    return str(refused.value)


def is_closed(one: InventoryPeriod) -> bool:
    one.refresh_from_db()
    return one.closed


def test_periods_close_in_their_order_and_open_again_from_the_last():
    first, second = period(JAN_31), period(FEB_28)

    assert refusal(close_period, second) == (
        "The inventory period to 2026-02-28 cannot be closed while the one to 2026-01-31 is open. Close that"
        " one first."
    )
    close_period(period=first)
    close_period(period=second)
    assert refusal(reopen_period, first) == (
        "The inventory period to 2026-01-31 cannot be reopened while the one to 2026-02-28 is closed. Reopen"
        " that one first."
    )
    reopen_period(period=second)
    reopen_period(period=first)

    assert (is_closed(first), is_closed(second)) == (False, False)


@pytest.mark.rule("POST-105")
def test_what_is_owed_keeps_a_period_open():
    setup_series()
    setup(prevent_negative_inventory=False)
    tea = ItemFactory(no="TEA")
    ship(tea, quantity=2, posting_date=JAN_5)
    ship(tea, quantity=1, posting_date=MAR_31)
    january = period(JAN_31)

    assert refusal(close_period, january) == (
        "The inventory period to 2026-01-31 cannot be closed: 1 of its item ledger entries took out more than"
        " there was, first entry 1 of item TEA. Post what came in first."
    )
    assert not is_closed(january)
    receive(tea, quantity=2, posting_date=JAN_2)
    close_period(period=january)
    assert is_closed(january)


def test_a_closed_period_keeps_its_date_and_stays():
    january = period(JAN_31, closed=True)
    january.ending_date = FEB_28

    assert refusal(save_period, january) == (
        "The inventory period to 2026-01-31 is closed, so its Ending Date stays. Reopen it first."
    )
    january.refresh_from_db()
    assert refusal(delete_period, january) == (
        "The inventory period to 2026-01-31 is closed, so it cannot be deleted. Reopen it first."
    )
    january.name = "January"
    save_period(period=january)
    reopen_period(period=january)
    delete_period(period=january)
    assert not InventoryPeriod.objects.exists()


@pytest.mark.parametrize(("until", "fits"), [(JAN_31, False), (FEB_28, False), (MAR_31, True)])
def test_no_period_is_opened_within_what_is_closed(until, fits):
    period(FEB_28, closed=True)
    if fits:
        assert save_period(period=InventoryPeriod(ending_date=until)).pk
        return

    said = refusal(save_period, InventoryPeriod(ending_date=until))

    assert f"Ending Date {until} is in a period that is closed already, up to 2026-02-28." in said


def test_what_was_deleted_meanwhile_is_told():
    january = period(JAN_31)
    InventoryPeriod.objects.all().delete()

    assert "is gone: somebody deleted it" in refusal(close_period, january)


def test_closing_what_is_closed_changes_nothing():
    january = period(JAN_31, closed=True)

    close_period(period=january)

    assert is_closed(january)
    assert not SetupChange.objects.exists()


@BOTH
@pytest.mark.rule("LOG-001")
def test_it_is_made_closed_and_reopened_on_its_page_and_the_log_says_by_whom(admin, headers):
    admin.post(
        reverse("inventory_period_new"),
        {"ending_date": "2026-01-31", "name": "January"},
        headers=headers,
    )
    made = InventoryPeriod.objects.get()
    card = reverse("inventory_period", args=[made.pk])

    admin.post(reverse("inventory_period_close", args=[made.pk]), headers=headers)
    shown = admin.get(card).text
    assert is_closed(made)
    assert "Inventory period to 2026-01-31 closed." in shown
    assert reverse("inventory_period_reopen", args=[made.pk]) in shown
    assert reverse("inventory_period_close", args=[made.pk]) not in shown
    admin.post(reverse("inventory_period_reopen", args=[made.pk]), headers=headers)
    assert not is_closed(made)

    log = SetupChange.objects.filter(field="closed").order_by("pk")
    assert list(log.values_list("changed_by__username", "old", "new")) == [
        ("ada", "No", "Yes"),
        ("ada", "Yes", "No"),
    ]


@BOTH
def test_what_is_refused_is_told_on_the_page(admin, headers):
    period(JAN_31)
    february = period(FEB_28)

    admin.post(reverse("inventory_period_close", args=[february.pk]), headers=headers)

    shown = admin.get(reverse("inventory_period", args=[february.pk])).text
    assert "cannot be closed while the one to 2026-01-31 is open" in shown
    assert not is_closed(february)


@BOTH
@pytest.mark.parametrize(
    ("until", "told"),
    [
        ("", "Ending Date must be filled."),
        ("soon", "Enter a valid date."),
        ("2026-02-28", "already exists"),
    ],
)
def test_a_wrong_date_is_told_at_its_field(admin, headers, until, told):
    period(FEB_28)

    answer = admin.post(reverse("inventory_period_new"), {"ending_date": until}, headers=headers)

    assert answer.status_code == 422
    assert told in answer.text
    assert InventoryPeriod.objects.count() == 1


def test_whoever_has_not_the_right_neither_closes_nor_reopens(client):
    one = period(JAN_31)
    close, reopen = (
        reverse(f"inventory_period_{verb}", args=[one.pk]) for verb in ("close", "reopen")
    )
    assert client.post(close).status_code == 302
    for role in ("purchaser", "sales", "warehouse clerk", "warehouse manager", "auditor"):
        client.force_login(user_with_role(role))
        assert client.post(close).status_code == 403
        assert client.post(reopen).status_code == 403
    assert not is_closed(one)
    keeper = user_with_role("auditor")  # reads, and may change what is open
    keeper.user_permissions.add(*Permission.objects.filter(codename="change_inventoryperiod"))
    client.force_login(keeper)
    card = client.get(reverse("inventory_period", args=[one.pk])).text
    assert close not in card
    assert client.post(close).status_code == 403
    client.force_login(user_with_role("administrator"))
    assert client.get(close).status_code == 405
    assert client.post(close).status_code == 302
    assert is_closed(one)


@pytest.mark.parametrize(
    ("role", "sees"), [("auditor", 200), ("administrator", 200), ("purchaser", 403)]
)
def test_who_sees_the_periods(client, role, sees):
    one = period(JAN_31)
    client.force_login(user_with_role(role))

    assert client.get(reverse("inventory_periods")).status_code == sees
    assert client.get(reverse("inventory_period", args=[one.pk])).status_code == sees


def test_it_is_made_in_the_admin_and_closed_on_its_page(client):
    client.force_login(UserFactory())

    client.post(
        reverse("admin:ledger_inventoryperiod_add"), {"ending_date": "2026-01-31", "closed": "on"}
    )
    made = InventoryPeriod.objects.get()
    assert not made.closed
    client.post(reverse("admin:ledger_inventoryperiod_delete", args=[made.pk]), {"post": "yes"})
    assert not InventoryPeriod.objects.exists()


def test_a_day_ends_one_period_only():
    period(JAN_31)

    with pytest.raises(IntegrityError), transaction.atomic():
        InventoryPeriod.objects.bulk_create([InventoryPeriod(ending_date=JAN_31)])
