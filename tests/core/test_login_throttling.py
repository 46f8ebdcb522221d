"""Whoever guesses a password too often has to wait."""

import re
from datetime import timedelta

import pytest
from axes.models import AccessAttempt
from django.test import RequestFactory
from django.urls import reverse
from django.utils import timezone

from tests.factories import UserFactory
from wms.core.addresses import client_address

pytestmark = pytest.mark.django_db


@pytest.fixture
def user():
    user = UserFactory(username="clerk", is_superuser=False)
    user.set_password("warehouse-7")
    user.save()
    return user


def log_in(client, password, *, username="clerk", address="10.0.0.1", url=None):
    return client.post(
        url or reverse("login"),
        {"username": username, "password": password},
        REMOTE_ADDR=address,
    )


def fail(client, times, **values):
    return [log_in(client, "wrong", **values).status_code for _ in range(times)]


@pytest.mark.rule("LOGIN-001")
def test_given_five_failures_then_even_the_right_password_has_to_wait(client, user):
    assert fail(client, 4) == [422] * 4

    fifth = log_in(client, "wrong")
    right = log_in(client, "warehouse-7")

    for response in (fifth, right):
        assert response.status_code == 429
        assert 590 <= int(response["Retry-After"]) <= 600
        text = " ".join(re.sub(r"<[^>]+>", " ", response.content.decode()).split())
        assert "5 log-ins with this user name failed from here" in text
        assert re.search(r"Try again at \d\d:\d\d:\d\d \( ?UTC ?\), in 10 minutes", text)
    assert "_auth_user_id" not in client.session


@pytest.mark.rule("LOGIN-001")
def test_given_the_time_has_passed_then_the_right_password_opens(client, user):
    fail(client, 6)
    AccessAttempt.objects.update(attempt_time=timezone.now() - timedelta(minutes=10, seconds=1))

    assert log_in(client, "warehouse-7").status_code == 302


@pytest.mark.rule("LOGIN-001")
def test_attempts_while_waiting_do_not_make_it_longer(client, user):
    fail(client, 5)
    nine_minutes_ago = timezone.now() - timedelta(minutes=9)
    AccessAttempt.objects.update(attempt_time=nine_minutes_ago)

    response = log_in(client, "wrong")

    assert int(response["Retry-After"]) <= 60
    assert b"in\n    1 minute." in response.content
    assert AccessAttempt.objects.get().attempt_time == nine_minutes_ago


@pytest.mark.rule("LOGIN-001")
def test_other_users_and_other_addresses_are_not_held_up(client, user):
    other = UserFactory(username="other")
    other.set_password("warehouse-8")
    other.save()
    fail(client, 5)

    assert log_in(client, "warehouse-8", username="other").status_code == 302
    client.logout()
    assert log_in(client, "warehouse-7", address="10.0.0.2").status_code == 302


@pytest.mark.rule("LOGIN-001")
def test_a_log_in_that_works_starts_the_count_afresh(client, user):
    fail(client, 4)
    assert log_in(client, "warehouse-7").status_code == 302

    assert fail(client, 4) == [422] * 4


@pytest.mark.rule("LOGIN-001")
def test_the_log_in_page_of_the_admin_counts_too(client, user):
    fail(client, 4, url=reverse("admin:login"))

    assert log_in(client, "wrong", url=reverse("admin:login")).status_code == 429


def test_the_passwords_that_were_tried_are_not_kept(client, user):
    log_in(client, "my-other-password")

    attempt = AccessAttempt.objects.get()
    assert "my-other-password" not in f"{attempt.post_data}{attempt.get_data}"


@pytest.mark.parametrize(
    ("behind_proxy", "forwarded", "address"),
    [
        (False, "192.0.2.1", "10.0.0.1"),
        (True, "192.0.2.1", "192.0.2.1"),
        (True, "6.6.6.6, 192.0.2.1", "192.0.2.1"),
        (True, "2001:db8::1", "2001:db8::1"),
        (True, "nonsense", "10.0.0.1"),
        (True, "", "10.0.0.1"),
    ],
)
def test_behind_a_proxy_its_last_word_is_the_address(settings, behind_proxy, forwarded, address):
    settings.WMS_BEHIND_PROXY = behind_proxy
    request = RequestFactory().get(
        "/", REMOTE_ADDR="10.0.0.1", headers={"X-Forwarded-For": forwarded}
    )

    assert client_address(request) == address


def test_a_socket_has_no_address():
    assert client_address(RequestFactory().get("/", REMOTE_ADDR="")) is None
