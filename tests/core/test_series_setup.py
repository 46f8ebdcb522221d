"""Setting up number series, by service and page."""

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse

from tests.factories import (
    ItemFactory,
    NumberSeriesFactory,
    UserFactory,
    serial_code,
    user_with_role,
)
from tests.inventory.refusals import refused
from wms.core.models import NumberSeries, NumberSeriesLine
from wms.core.seriessetup.services import delete_series, save_series, save_series_line

pytestmark = pytest.mark.django_db


def saved(series: NumberSeries, **changes) -> NumberSeries:
    for name, value in changes.items():
        setattr(series, name, value)
    return save_series(series=series)


@pytest.mark.rule("SET-101")
def test_given_one_switch_off_when_the_other_goes_off_then_the_first_comes_on():
    series = saved(NumberSeries(code="LOT", manual_nos=False))

    assert saved(series, default_nos=False).manual_nos
    assert saved(series, manual_nos=False).default_nos


@pytest.mark.rule("SET-101")
def test_both_switches_off_is_impossible():
    assert refused(lambda: saved(NumberSeries(code="A", default_nos=False, manual_nos=False))) == {
        "default_nos": ["Default Nos. and Manual Nos. cannot both be off (SET-101)."]
    }
    series = saved(NumberSeries(code="A"))
    with pytest.raises(IntegrityError), transaction.atomic():
        NumberSeries.objects.filter(pk=series.pk).update(default_nos=False, manual_nos=False)


@pytest.mark.rule("SET-003", "SET-002")
@pytest.mark.parametrize(
    ("code", "message"),
    [
        ("", "Code must be filled."),
        ("X" * 21, "Code may have at most 20 characters; this has 21. Shorten it."),
        ("lot", "Code LOT already exists. Choose another, or open the one that exists."),
    ],
)
def test_given_a_wrong_code_then_it_is_refused(code, message):
    saved(NumberSeries(code="LOT"))

    assert refused(lambda: saved(NumberSeries(code=code))) == {"code": [message]}


@pytest.mark.rule("SET-007")
def test_given_an_item_that_draws_from_it_then_a_series_is_not_deleted():
    series = NumberSeriesFactory(code="SN1")
    ItemFactory(no="1900-S", item_tracking_code=serial_code(), serial_nos=series)

    assert refused(lambda: delete_series(series=series)) == {
        "": ["No. Series SN1 cannot be deleted: it is used by Item 1900-S (Serial Nos.)."]
    }


def test_given_a_series_that_nothing_draws_from_then_it_goes_with_its_lines():
    delete_series(series=NumberSeriesFactory())

    assert not NumberSeriesLine.objects.exists()


@pytest.mark.rule("SET-127")
def test_given_an_increment_of_0_then_it_is_refused_at_its_field():
    line = NumberSeriesLine(series=NumberSeriesFactory(), starting_no="A1", increment_by=0)

    assert list(refused(lambda: save_series_line(line=line))) == ["increment_by"]


@pytest.mark.rule("SET-115")
def test_given_a_number_without_digit_then_it_is_refused_at_its_field():
    line = NumberSeriesLine(series=NumberSeriesFactory(), starting_no="LOT")

    assert list(refused(lambda: save_series_line(line=line))) == ["starting_no"]


@pytest.mark.rule("SET-113")
def test_given_a_warning_without_an_end_then_it_is_refused_at_its_field():
    line = NumberSeriesLine(series=NumberSeriesFactory(), starting_no="A1", warning_no="A5")

    assert refused(lambda: save_series_line(line=line)) == {
        "warning_no": ["Warning No. needs an Ending No. (SET-113)."]
    }


def test_given_a_later_end_then_a_closed_line_opens_again():
    line = NumberSeriesFactory(code="A", first="A1").lines.get()
    NumberSeriesLine.objects.filter(pk=line.pk).update(
        ending_no="A3", last_no_used="A3", is_open=False
    )
    line.refresh_from_db()
    line.ending_no = "A9"

    assert save_series_line(line=line).is_open


# ---- pages


def lines_form(series, *rows, **extra):
    """What the browser sends for the lines of a series."""
    existing = list(series.lines.order_by("pk"))
    data = {
        "lines-TOTAL_FORMS": str(len(rows)),
        "lines-INITIAL_FORMS": str(len(existing)),
        "lines-MIN_NUM_FORMS": "0",
        "lines-MAX_NUM_FORMS": "1000",
    }
    for place, row in enumerate(rows):
        data |= {f"lines-{place}-{name}": value for name, value in row.items()}
        if place < len(existing):
            data[f"lines-{place}-id"] = str(existing[place].pk)
    return data | extra


def test_the_card_shows_the_lines_and_the_next_number(client):
    series = NumberSeriesFactory(code="LOT", first="LOT0001")
    client.force_login(UserFactory())

    page = client.get(reverse("number_series", args=[series.pk])).text

    assert 'value="LOT0001"' in page
    assert "Next number" in page


@pytest.mark.parametrize("headers", [{}, {"HX-Request": "true"}])
def test_lines_are_added_changed_and_deleted_in_one_step(client, headers):
    series = NumberSeriesFactory(code="LOT", first="LOT0001")
    client.force_login(UserFactory())
    data = lines_form(
        series,
        {"starting_no": "LOT0001", "increment_by": "1", "DELETE": "on"},
        {"starting_no": "new001", "ending_no": "new999", "increment_by": "2"},
    )

    answer = client.post(reverse("number_series_lines", args=[series.pk]), data, headers=headers)

    assert answer.status_code == (200 if headers else 302)
    assert list(series.lines.values_list("starting_no", "increment_by")) == [("NEW001", 2)]


@pytest.mark.rule("SET-008", "SET-115")
@pytest.mark.parametrize("headers", [{}, {"HX-Request": "true"}])
def test_given_one_wrong_line_then_none_is_stored_and_all_is_kept(client, headers):
    series = NumberSeriesFactory(code="LOT", first="LOT0001")
    client.force_login(UserFactory())
    data = lines_form(
        series,
        {"starting_no": "LOT0005", "increment_by": "1"},
        {"starting_no": "NODIGIT", "increment_by": "0"},
    )

    answer = client.post(reverse("number_series_lines", args=[series.pk]), data, headers=headers)

    assert answer.status_code == 422
    assert "Starting No. NODIGIT has no digit to count with." in answer.text
    assert "Increment-by No. must be 1 or more" in answer.text
    assert 'value="LOT0005"' in answer.text
    assert series.lines.get().starting_no == "LOT0001"


def test_a_role_that_may_only_look_changes_nothing(client):
    series = NumberSeriesFactory(code="LOT")
    client.force_login(user_with_role("auditor"))

    assert client.get(reverse("number_series_list")).status_code == 200
    assert "Save" not in client.get(reverse("number_series", args=[series.pk])).text
    assert client.post(reverse("number_series_lines", args=[series.pk])).status_code == 403
    assert client.post(reverse("number_series", args=[series.pk])).status_code == 403
    assert client.get(reverse("number_series_new")).status_code == 403


def test_a_role_without_the_set_up_does_not_see_it(client):
    client.force_login(user_with_role("purchaser"))

    assert client.get(reverse("number_series_list")).status_code == 403
