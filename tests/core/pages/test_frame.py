"""The frame of every page: navigation, menus, work date, theme, log-in, home."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from tests.factories import (
    ItemFactory,
    UserFactory,
    lot_code,
    purchase_order,
    user_with_role,
)
from tests.tracking.stock import in_stock
from tracking.models import NumberInformation
from wms.core.models import Job
from wms.core.pages.navigation import AREAS

pytestmark = pytest.mark.django_db


def links(page: str) -> list[str]:
    """The captions in the left navigation."""
    nav = page.split('<nav class="nav"')[1].split("</nav>")[0]
    return [part.split("</a>")[0].rsplit(">", 1)[-1].strip() for part in nav.split("<a ")[1:]]


# ---- navigation


def test_every_entry_of_the_navigation_is_a_page_that_opens(client):
    client.force_login(UserFactory())

    for area in AREAS:
        for entry in area.entries:
            url = reverse(entry.url_name, args=entry.args)
            assert client.get(url).status_code == 200, entry


@pytest.mark.parametrize(
    ("role", "shown", "hidden"),
    [
        ("purchaser", {"Purchase orders", "Vendors", "Items"}, {"Sales orders", "No. series"}),
        ("sales", {"Sales orders", "Customers"}, {"Purchase orders", "Locations setup"}),
        ("warehouse clerk", {"Inventory picks", "Bins"}, {"Item journals", "Inventory setup"}),
        ("administrator", {"No. series", "Inventory setup", "Warehouse setup", "Jobs"}, set()),
    ],
)
def test_what_a_role_may_not_do_is_not_shown(client, role, shown, hidden):
    client.force_login(user_with_role(role))

    captions = set(links(client.get(reverse("home")).text))

    assert shown <= captions
    assert not hidden & captions


def test_what_is_shown_opens_for_that_role(client):
    for role in ("purchaser", "sales", "warehouse clerk", "warehouse manager", "auditor"):
        client.force_login(user_with_role(role))
        page = client.get(reverse("home")).text
        nav = page.split('<nav class="nav"')[1].split("</nav>")[0]
        for part in nav.split("<a ")[1:]:
            url = part.split('href="')[1].split('"')[0]
            assert client.get(url).status_code == 200, (role, url)


def test_the_page_that_is_open_is_marked(client):
    client.force_login(UserFactory())

    page = client.get(reverse("items")).text

    assert f'<a href="{reverse("items")}" aria-current="page">' in page
    assert page.count('aria-current="page"') == 1


def test_the_search_box_stands_on_every_page(client):
    client.force_login(UserFactory())

    assert f'action="{reverse("search")}"' in client.get(reverse("home")).text


# ---- log-in


def test_given_a_wrong_password_then_the_form_says_so(client):
    answer = client.post(reverse("login"), {"username": "nobody", "password": "wrong"})

    assert answer.status_code == 422
    assert "Please enter a correct username and password" in answer.text
    assert 'value="nobody"' in answer.text


def test_the_log_in_page_tells_pages_that_the_session_has_ended(client):
    answer = client.get(reverse("items"), headers={"HX-Request": "true"}, follow=True)

    assert answer["WMS-Login"] == "required"


def test_logging_out_leads_to_the_log_in_page(client):
    client.force_login(UserFactory())

    assert client.post(reverse("logout")).url == reverse("login")
    assert client.get(reverse("home")).status_code == 302


# ---- theme and work date


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_a_theme_is_remembered(client, theme):
    client.force_login(UserFactory())

    client.post(reverse("theme"), {"theme": theme, "next": reverse("items")})

    assert f'data-theme="{theme}"' in client.get(reverse("home")).text


@pytest.mark.parametrize("theme", ["", "pink", "<script>"])
def test_any_other_theme_is_that_of_the_system(client, theme):
    client.force_login(UserFactory())
    client.cookies["wms_theme"] = "pink"

    client.post(reverse("theme"), {"theme": theme})

    assert "data-theme=" not in client.get(reverse("home")).text


@pytest.mark.rule("SET-009")
def test_the_work_date_is_today_unless_another_day_is_chosen(client):
    client.force_login(UserFactory())
    assert timezone.localdate().isoformat() in client.get(reverse("home")).text

    answer = client.post(
        reverse("work_date"), {"work_date": "2026-01-31", "next": reverse("items")}
    )

    assert answer.url == reverse("items")
    page = client.get(reverse("home")).text
    assert "2026-01-31" in page
    assert "not today" in page
    client.post(reverse("work_date"), {"work_date": ""})
    assert "not today" not in client.get(reverse("home")).text


@pytest.mark.rule("SET-009")
def test_given_a_work_date_that_is_none_then_it_is_refused(client):
    client.force_login(UserFactory())

    answer = client.post(reverse("work_date"), {"work_date": "yesterday"}, follow=True)

    assert "<span>Work date: Enter a valid date.</span>" in answer.text


@pytest.mark.parametrize("target", ["https://elsewhere.example/", "//elsewhere.example", "x:y"])
def test_no_form_of_the_frame_leads_elsewhere(client, target):
    client.force_login(UserFactory())

    for name in ("work_date", "theme"):
        assert client.post(reverse(name), {"next": target}).url == reverse("home")


def test_the_work_date_needs_a_log_in_and_a_form(client):
    assert client.post(reverse("work_date")).status_code == 302
    client.force_login(UserFactory())
    assert client.get(reverse("work_date")).status_code == 405


# ---- home


def test_each_pile_opens_a_list_with_as_many_rows(client):
    boss = UserFactory()
    client.force_login(boss)
    today = timezone.localdate()
    table = ItemFactory(item_tracking_code=lot_code(use_expiration_dates=True))
    days = {"LATE": -1, "TODAY": 0, "SOON": 30, "LATER": 31}
    for lot, distance in days.items():
        in_stock(table, 5, lot_no=lot, expiration_date=today + timedelta(days=distance))
    in_stock(table, 5, lot_no="GONE", expiration_date=today, remaining=0)
    purchase_order(table, 5, status="released")
    purchase_order(table, 5)
    NumberInformation.objects.create(
        kind="lot", item=table, variant=table.variants.get(), number="LATE", blocked=True
    )
    Job.objects.create(kind="x", title="Broken", owner=boss, state="failed")

    page = client.get(reverse("home")).text

    piles = {}
    for part in page.split('<a class="pile')[1:]:
        caption = part.split('class="caption">')[1].split("<")[0]
        count = int(part.split('class="number">')[1].split("<")[0])
        piles[caption] = (count, part.split('href="')[1].split('"')[0].replace("&amp;", "&"))
    assert {caption: count for caption, (count, _) in piles.items() if count} == {
        "To receive": 1,
        "Expired": 1,
        "Expiring in 30 days": 2,
        "Blocked numbers": 1,
        "Failed jobs": 1,
    }
    for caption, (count, url) in piles.items():
        rows = client.get(url).text.count('<th scope="row"')
        assert rows - (1 if "<tfoot>" in client.get(url).text else 0) == count, caption


def test_a_role_sees_its_own_piles(client):
    client.force_login(user_with_role("purchaser"))

    page = client.get(reverse("home")).text

    assert "To receive" in page
    assert "To ship" not in page


def test_the_home_page_asks_one_question_for_each_pile(client, django_assert_max_num_queries):
    client.force_login(UserFactory())

    with django_assert_max_num_queries(21):
        client.get(reverse("home"))


# ---- pages for what went wrong


def test_a_page_that_does_not_exist_says_so_in_the_frame(client):
    client.force_login(UserFactory())

    answer = client.get("/nowhere/")

    assert answer.status_code == 404
    assert "There is nothing at this address." in answer.text
    assert 'class="nav"' in answer.text


def test_a_page_that_is_not_permitted_says_so_in_the_frame(client):
    client.force_login(user_with_role("purchaser"))

    answer = client.get(reverse("number_series_list"))

    assert answer.status_code == 403
    assert "Your role may not open this page" in answer.text


def test_no_page_has_inline_script_or_style(client):
    client.force_login(UserFactory())

    for name in ("home", "items", "item_new", "tracking_code_new", "login"):
        page = client.get(reverse(name)).text
        assert " style=" not in page
        assert "<style" not in page
        assert " onclick=" not in page
        assert "<script>" not in page
