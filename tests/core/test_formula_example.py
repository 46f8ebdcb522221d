"""What a date formula gives is shown while it is typed, or the first position that does not fit."""

import pytest
from django.urls import reverse
from django.utils import timezone

from tests.factories import ItemFactory, code_with, user_with_role
from wms.core.dateformulas import parse

pytestmark = pytest.mark.django_db
BOTH = pytest.mark.parametrize("headers", [{}, {"HX-Request": "true"}])


def example(client, formula, **headers) -> str:
    query = {"field": "expiration_calculation", "expiration_calculation": formula}
    answer = client.get(reverse("date_formula"), query, headers=headers)
    assert answer.status_code == 200
    return answer.text.strip()


@pytest.mark.rule("SET-092")
@BOTH
def test_a_formula_is_reckoned_from_today(boss, headers):
    today = timezone.localdate()

    assert example(boss, "1y+1m-1d", **headers) == (
        f"From today: {parse('1Y+1M-1D').applied_to(today):%Y-%m-%d}"
    )


@pytest.mark.rule("SET-009", "SET-100c")
def test_a_formula_is_reckoned_from_the_work_date(boss):
    boss.post(reverse("work_date"), {"work_date": "2024-01-31", "next": "/"})

    assert example(boss, "1M") == "From 2024-01-31: 2024-02-29"


@pytest.mark.rule("SET-073")
def test_a_date_before_the_day_itself_is_marked(boss):
    boss.post(reverse("work_date"), {"work_date": "2026-07-15", "next": "/"})

    assert example(boss, "-1W") == (
        'From 2026-07-15: 2026-07-08 <span class="chip warn">earlier</span>'
    )
    assert "earlier" not in example(boss, "0D")


@pytest.mark.rule("SET-098")
@pytest.mark.parametrize(
    ("formula", "position"),
    [("M", 1), ("5", 2), ("1X", 2), ("D32", 2), ("WD8", 3), ("1M+", 4), ("1WD", 3), ("W4", 2)],
)
def test_what_does_not_fit_is_told_with_its_first_bad_position(boss, formula, position):
    assert f"cannot be read at position {position}: expected" in example(boss, formula)


@pytest.mark.rule("SET-093")
def test_a_formula_that_leaves_the_calendar_says_so(boss):
    assert "leaves the calendar" in example(boss, "9999Y")


@pytest.mark.rule("SET-099")
@pytest.mark.parametrize("blank", ["", "  ", "<>"])
def test_a_blank_formula_gives_nothing(boss, blank):
    assert example(boss, blank) == ""


def test_hostile_text_is_shown_literally(boss):
    shown = example(boss, "<script>alert(1)</script>" * 50)

    assert "<script>" not in shown
    assert "&lt;script&gt;" in shown
    assert len(shown) < 500


def test_without_a_field_nothing_is_shown(boss):
    assert boss.get(reverse("date_formula")).text.strip() == ""


def test_everybody_in_the_house_may_ask_and_nobody_else(client):
    assert client.get(reverse("date_formula")).status_code == 302
    client.force_login(user_with_role("warehouse clerk"))
    assert "From today" in example(client, "1D")
    assert client.post(reverse("date_formula")).status_code == 405


@pytest.mark.parametrize("has_formula", [True, False])
def test_the_fields_ask_for_their_example(boss, has_formula):
    code = code_with("CODE", use_expiration_dates=True)
    code.warranty_date_formula = "1Y" if has_formula else ""
    code.save()
    item = ItemFactory(item_tracking_code=code)
    item.expiration_calculation = "6M" if has_formula else ""
    item.save()

    for url, field in (
        (reverse("item", args=[item.pk]), "expiration_calculation"),
        (reverse("tracking_code", args=[code.pk]), "warranty_date_formula"),
    ):
        page = boss.get(url).text
        assert f'hx-get="{reverse("date_formula")}?field={field}"' in page
        output = page.split(f"?field={field}")[1].split("</output>")[0]
        assert (", load" in output) is has_formula
