"""The pages of warehouse employees."""

import pytest
from django.urls import reverse

from tests.factories import LocationFactory, UserFactory, user_with_role
from tests.inventory.sending import BOTH
from wms.inventory.models import WarehouseEmployee

pytestmark = pytest.mark.django_db


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
