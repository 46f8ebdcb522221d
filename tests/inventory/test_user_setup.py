"""User Setup: the posting dates of one user, on its page and in the admin."""

from datetime import date

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse

from tests.factories import UserFactory, user_with_role
from tests.inventory.sending import BOTH
from wms.core.models import SetupChange
from wms.inventory.models import UserSetup

pytestmark = pytest.mark.django_db

JAN_1, JAN_31 = date(2026, 1, 1), date(2026, 1, 31)


@BOTH
@pytest.mark.rule("POST-109", "LOG-001")
def test_a_range_is_given_to_a_user_and_stands_in_the_change_log(boss, headers):
    clerk = UserFactory(username="clerk")
    sent = {"user": "CLERK", "allow_posting_from": "2026-01-01", "allow_posting_to": "2026-01-31"}

    boss.post(reverse("user_setup_new"), sent, headers=headers)

    made = UserSetup.objects.get()
    assert (made.user, made.allow_posting_from, made.allow_posting_to) == (clerk, JAN_1, JAN_31)
    assert set(SetupChange.objects.values_list("field", "new")) >= {
        ("allow_posting_from", "2026-01-01"),
        ("user", "clerk"),
    }


@BOTH
@pytest.mark.rule("POST-109")
@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"user": ""}, "User must be filled."),
        ({"user": "nobody"}, "User nobody does not exist or is not active."),
        ({"user": "other"}, "already exists"),
        ({"allow_posting_from": ""}, "Fill Allow Posting From or Allow Posting To"),
        ({"allow_posting_from": "soon"}, "Enter a valid date."),
        (
            {"allow_posting_to": "2025-12-31"},
            "Allow Posting To 2025-12-31 is before Allow Posting From 2026-01-01",
        ),
    ],
)
def test_given_a_wrong_field_then_it_is_told_and_nothing_is_stored(boss, headers, change, message):
    UserFactory(username="clerk")
    UserSetup.objects.create(user=UserFactory(username="other"), allow_posting_from=JAN_1)

    answer = boss.post(
        reverse("user_setup_new"),
        {"user": "clerk", "allow_posting_from": "2026-01-01"} | change,
        headers=headers,
    )

    assert answer.status_code == 422
    assert message in answer.text
    assert UserSetup.objects.count() == 1


@pytest.mark.rule("POST-109")
def test_ranges_are_listed_changed_and_deleted(boss):
    one = UserSetup.objects.create(user=UserFactory(username="clerk"), allow_posting_from=JAN_1)
    url = reverse("user_setup", args=[one.pk])

    assert "clerk" in boss.get(reverse("user_setups")).text
    boss.post(url, {"user": "clerk", "allow_posting_to": "2026-01-31"})
    one.refresh_from_db()
    assert (one.allow_posting_from, one.allow_posting_to) == (None, JAN_31)
    boss.post(reverse("user_setup_delete", args=[one.pk]))
    assert not UserSetup.objects.exists()


@pytest.mark.rule("POST-109")
def test_administrators_keep_it_auditors_read_it_and_nobody_else_sees_it(client):
    one = UserSetup.objects.create(user=UserFactory(username="clerk"), allow_posting_from=JAN_1)
    card, new = reverse("user_setup", args=[one.pk]), reverse("user_setup_new")
    assert client.get(card).status_code == 302
    for role in ("purchaser", "sales", "warehouse clerk", "warehouse manager"):
        client.force_login(user_with_role(role))
        assert client.get(card).status_code == 403
        assert client.get(reverse("user_setups")).status_code == 403
    client.force_login(user_with_role("auditor"))
    assert client.get(card).status_code == 200
    assert client.post(card, {"user": "clerk"}).status_code == 403
    assert client.get(new).status_code == 403
    client.force_login(user_with_role("administrator"))
    assert client.get(new).status_code == 200
    assert client.post(card, {"user": "clerk", "allow_posting_to": "2026-01-31"}).status_code == 302


@pytest.mark.rule("POST-109")
def test_it_is_kept_in_the_admin_too(boss):
    clerk = UserFactory(username="clerk")
    add = reverse("admin:inventory_usersetup_add")

    wrong = boss.post(add, {"user": clerk.pk})
    boss.post(add, {"user": clerk.pk, "allow_posting_from": "2026-01-01"})

    assert "Fill Allow Posting From or Allow Posting To" in wrong.text
    made = UserSetup.objects.get()
    assert made.allow_posting_from == JAN_1
    boss.post(reverse("admin:inventory_usersetup_delete", args=[made.pk]), {"post": "yes"})
    assert not UserSetup.objects.exists()


@pytest.mark.rule("POST-109")
@pytest.mark.parametrize("limits", [(None, None), (JAN_31, JAN_1)])
def test_the_database_keeps_no_row_that_says_nothing_or_the_impossible(limits):
    since, until = limits
    row = UserSetup(user=UserFactory(), allow_posting_from=since, allow_posting_to=until)

    with pytest.raises(IntegrityError), transaction.atomic():
        UserSetup.objects.bulk_create([row])
