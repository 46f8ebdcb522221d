"""Reading the change log: on its page, on the card of a record, and who may."""

import csv

import pytest
from django.contrib.auth.models import Group
from django.urls import reverse

from tests.core.changelog import noted
from tests.factories import NumberSeriesFactory, UnitFactory, UserFactory, user_with_role
from wms.core.models.changes import ChangeSource
from wms.core.records import acting
from wms.core.seriessetup.services import delete_series, save_series, save_series_line

pytestmark = pytest.mark.django_db


@pytest.fixture
def changed_series(db):
    series = NumberSeriesFactory(code="LOT", first="LOT1")
    with acting(ChangeSource.PAGE, by=UserFactory(username="anna")):
        series.description = "<b>Lots</b>"
        save_series(series=series)
        line = series.lines.get()
        line.ending_no = "LOT9"
        save_series_line(line=line)
    return series


@pytest.mark.rule("LOG-006")
@pytest.mark.parametrize("role", ["auditor", "administrator"])
def test_auditors_and_administrators_read_the_log(client, changed_series, role):
    client.force_login(user_with_role(role))
    at = ["core.numberseries", changed_series.pk]

    everything = client.get(reverse("changes")).text
    card = client.get(reverse("number_series", args=[changed_series.pk])).text
    part = client.get(
        reverse("record_changes", args=at), headers={"HX-Request": "true", "HX-Target": "changes"}
    ).text

    assert "&lt;b&gt;Lots&lt;/b&gt;" in everything
    assert "<b>Lots" not in everything + part
    assert reverse("record_changes", args=at) in card
    assert "anna" in part
    assert "Ending No." in part
    assert "<html" not in part


@pytest.mark.rule("LOG-006")
@pytest.mark.parametrize("role", ["purchaser", "sales", "warehouse clerk", "warehouse manager"])
@pytest.mark.parametrize("headers", [{}, {"HX-Request": "true"}])
def test_others_do_not(client, changed_series, role, headers):
    client.force_login(user_with_role(role))

    at = reverse("record_changes", args=["core.numberseries", changed_series.pk])
    for url in (reverse("changes"), at):
        assert client.get(url, headers=headers).status_code == 403
    unit = UnitFactory()
    assert "change-log" not in client.get(reverse("unit", args=[unit.pk])).text


def test_nobody_logged_in_is_asked_to_log_in(client):
    assert client.get(reverse("changes")).status_code == 302


def test_the_log_is_only_read(boss, changed_series):
    assert boss.post(reverse("changes")).status_code == 405
    at = reverse("record_changes", args=["core.numberseries", changed_series.pk])
    assert boss.post(at).status_code == 405


@pytest.mark.parametrize("table", ["nonsense", "core.nothing", "core.job", "auth.user", "a.b.c"])
def test_what_is_no_set_up_has_no_log(boss, table):
    assert boss.get(reverse("record_changes", args=[table, 1])).status_code == 404


@pytest.mark.parametrize(
    ("query", "fields"),
    [
        ("?card_table=core.numberseries", {"description", "ending_no"}),
        ("?card_table=inventory.item", set()),
        ("?field=Ending+No.", {"ending_no"}),
        ("?user=ANNA&record=line", {"ending_no"}),
        ("?source=admin", set()),
        ("?changed_to=2020-01-01", set()),
        ("?q=lots", {"description"}),
    ],
)
def test_the_log_is_filtered_and_exported(boss, changed_series, query, fields):
    answer = boss.get(f"{reverse('changes')}{query}&export=csv")

    rows = list(csv.DictReader(answer.getvalue().decode("utf-8-sig").splitlines()))
    captions = {"description": "Description", "ending_no": "Ending No."}
    assert {row["Field"] for row in rows} == {captions[field] for field in fields}


def test_the_log_of_a_record_is_paged_on_its_card(boss):
    series = NumberSeriesFactory(code="LOT")
    for number in range(45):
        series.description = f"text {number}"
        save_series(series=series)
    url = reverse("record_changes", args=["core.numberseries", series.pk])
    part = {"HX-Request": "true", "HX-Target": "changes"}

    assert "text 44" in boss.get(url, headers=part).text
    last = boss.get(f"{url}?page=3", headers=part).text
    assert "text 0" in last
    assert "text 44" not in last


def test_an_auditor_sees_the_log_of_a_deleted_record(client):
    series = NumberSeriesFactory(code="GONE")
    url = reverse("record_changes", args=["core.numberseries", series.pk])
    delete_series(series=series)
    client.force_login(user_with_role("auditor"))

    assert "GONE" in client.get(url).text


def test_nobody_has_the_right_to_write_the_log():
    for group in Group.objects.all():
        codes = set(group.permissions.values_list("codename", flat=True))
        assert not codes & {"add_setupchange", "change_setupchange", "delete_setupchange"}


def test_the_unit_that_a_page_makes_is_in_the_log_once(boss):
    UnitFactory(code="BOX")
    boss.post(reverse("unit_new"), {"code": "box"})

    assert noted() == []
