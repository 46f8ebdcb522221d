"""Inventory and expired inventory of numbers, by location and day; the lists of cards (SET-149, SET-150)."""

from datetime import date

import pytest
from django.db import connection
from django.db.models import Q
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from tests.factories import ItemFactory, LocationFactory, code_with, user_with_role
from tests.tracking.numbers.cards import a_card
from tests.tracking.stock import in_stock, many_in_stock
from tracking.models import NumberInformation
from tracking.numbers import selectors
from tracking.numbers.views import cards

JAN_31, FEB_1 = date(2026, 1, 31), date(2026, 2, 1)
HTMX = {"HX-Request": "true"}


@pytest.fixture
def lot(table):
    """LOT1: 10 at EAST, good until 31 January; 4 at WEST without a date."""
    in_stock(table, 10, lot_no="LOT1", expiration_date=JAN_31)
    in_stock(table, 4, lot_no="LOT1", location=LocationFactory(code="WEST"))
    return a_card(table)


def figures(page: str) -> tuple[str, str]:
    """Inventory and Expired Inventory as the card shows them."""
    facts = page.split("<dt>Inventory</dt>")[1].split("</dl>")[0]
    inventory, expired = facts.split("<dt>Expired Inventory</dt>")
    return tuple(part.split("</a>")[0].rsplit(">", 1)[1] for part in (inventory, expired))


@pytest.mark.rule("SET-149", "SET-150", "SET-151")
@pytest.mark.parametrize(
    ("asked", "shown"),
    [
        ({"expired_on": "2026-01-31"}, ("14", "0")),  # the date itself is the last good day
        ({"expired_on": "2026-02-01"}, ("14", "10")),
        ({"expired_on": "2026-02-01", "location": "west"}, ("4", "0")),
        ({"expired_on": "2026-02-01", "location": "EAST"}, ("10", "10")),
    ],
)
def test_the_card_shows_stock_by_location_and_day(boss, lot, asked, shown):
    assert figures(boss.get(lot.get_absolute_url(), asked).text) == shown


@pytest.mark.rule("SET-150", "SET-009")
def test_without_another_day_the_work_date_counts(boss, lot):
    boss.post(reverse("work_date"), {"work_date": "2026-01-31"})
    assert figures(boss.get(lot.get_absolute_url()).text) == ("14", "0")

    boss.post(reverse("work_date"), {"work_date": "2026-02-01"})
    assert figures(boss.get(lot.get_absolute_url()).text) == ("14", "10")


@pytest.mark.rule("SET-149", "SET-005")
@pytest.mark.parametrize(
    ("asked", "message"),
    [
        ({"location": "NOPE"}, "Location NOPE does not exist. Choose one from the list."),
        ({"location": "A\x07"}, "control character"),
        ({"expired_on": "31.1.2026"}, "Enter a valid date."),
    ],
)
def test_given_a_location_or_day_that_cannot_be_read_then_the_card_says_so(
    boss, lot, asked, message
):
    answer = boss.get(lot.get_absolute_url(), asked)

    assert answer.status_code == 200
    assert message.lower() in answer.text.lower()


@pytest.mark.rule("SET-149")
def test_figures_lead_to_the_entries_behind_them(boss, lot):
    page = boss.get(lot.get_absolute_url(), {"expired_on": "2026-02-01", "location": "EAST"}).text

    entries = f"{reverse('ledger_entries')}?item=1920&amp;lot_no=LOT1&amp;in_stock=yes"
    assert f'href="{entries}&amp;location=EAST"' in page
    assert f'href="{entries}&amp;expires_to=2026-01-31&amp;location=EAST"' in page


@pytest.mark.rule("SET-149")
def test_who_may_not_see_entries_sees_no_inventory(client, lot):
    user = user_with_role("sales")
    user.groups.clear()
    permission = "view_numberinformation"
    user.user_permissions.add(*_permissions(permission))
    client.force_login(user)

    page = client.get(lot.get_absolute_url()).text

    assert "<dt>Inventory</dt>" not in page
    assert reverse("ledger_entries") not in page


def _permissions(codename):
    from django.contrib.auth.models import Permission

    return Permission.objects.filter(codename=codename)


# ---- lists


@pytest.mark.rule("SET-149", "SET-150")
def test_the_list_can_be_asked_for_another_location_and_day(boss, lot):
    asked = {"location": "WEST", "expired_on": "2026-02-01"}

    page = boss.get(reverse("number_cards"), asked).text

    assert '<td data-label="Inventory" class="num">4</td>' in page
    assert '<td data-label="Expired Inventory" class="num">0</td>' in page
    assert "Stock at location: WEST" in page


@pytest.mark.rule("SET-149", "SET-150")
@pytest.mark.parametrize("few", [0, 100])
@pytest.mark.parametrize("name", ["number_cards", "number_cards_of_kind"])
@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ({"in_stock": "yes"}, {"LOT1", "LOT2"}),
        ({"in_stock": "no"}, {"LOT3", "LOT4"}),
        ({"in_stock": "yes", "location": "WEST"}, {"LOT1"}),
        ({"expired": "yes", "expired_on": "2026-02-01"}, {"LOT1"}),
        ({"expired": "yes", "expired_on": "2026-01-31"}, set()),
        ({"expired": "no", "expired_on": "2026-02-01"}, {"LOT2", "LOT3", "LOT4"}),
        ({"expired": "yes", "expired_on": "2026-02-01", "location": "WEST"}, set()),
        ({"blocked": "yes"}, {"LOT4"}),
        ({"description": "seal"}, {"LOT3"}),
        ({"q": "lot3"}, {"LOT3"}),
        ({"q": "OT3"}, set()),
        ({"number": "LOT*"}, {"LOT1", "LOT2", "LOT3", "LOT4"}),
    ],
)
def test_cards_are_found_by_what_is_known_of_them(
    boss, lot, table, monkeypatch, few, name, asked, found
):
    monkeypatch.setattr(selectors, "FEW", few)  # both ways of looking find the same
    in_stock(table, 5, lot_no="LOT2", expiration_date=FEB_1)
    in_stock(table, 5, lot_no="LOT3", remaining=0)
    a_card(table, "LOT2")
    a_card(table, "LOT3", description="Seal broken")
    a_card(table, "LOT4", blocked=True)
    other = ItemFactory(no="OTHER")
    in_stock(other, 5, lot_no="LOT4", expiration_date=JAN_31)
    in_stock(table, 1, serial_no="LOT4", expiration_date=JAN_31)
    url = reverse(name, args=["lot"] if name == "number_cards_of_kind" else [])

    page = boss.get(url, asked).text

    assert {number for number in ("LOT1", "LOT2", "LOT3", "LOT4") if f">{number}<" in page} == found


@pytest.mark.rule("SET-145")
@pytest.mark.parametrize("kind", ["serial", "lot", "package"])
def test_each_kind_has_its_list(boss, kind):
    item = ItemFactory()
    for each in ("serial", "lot", "package"):
        for number in ("A1", "B1"):
            a_card(item, f"{each}-{number}", each)
    url = reverse("number_cards_of_kind", args=[kind])

    page = boss.get(url, {"sort": "-number"}).text

    assert page.index(f"{kind.upper()}-B1") < page.index(f"{kind.upper()}-A1")
    assert page.count('<tr><th scope="row" data-label') == 2
    assert f"{reverse('number_card_new')}?kind={kind}" in page
    assert boss.get(reverse("number_cards_of_kind", args=["box"])).status_code == 404


@pytest.mark.rule("SET-145")
@pytest.mark.parametrize("headers", [{}, HTMX])
def test_who_may_not_see_cards_sees_no_list(client, table, headers):
    card = a_card(table)
    urls = [
        reverse("number_cards"),
        reverse("number_cards_of_kind", args=["lot"]),
        card.get_absolute_url(),
    ]
    for url in urls:
        assert client.get(url, headers=headers).url.startswith(reverse("login"))
    user = user_with_role("sales")
    user.groups.clear()
    client.force_login(user)
    for url in urls:
        assert client.get(url, headers=headers).status_code == 403


@pytest.mark.rule("SET-149")
def test_a_list_of_cards_takes_as_many_statements_for_60_as_for_600(boss):
    item = ItemFactory(item_tracking_code=code_with("ALL", specific=("lot",)))

    def statements(first, last):
        NumberInformation.objects.bulk_create(
            NumberInformation(
                kind="lot", item=item, variant=item.variants.get(), number=f"L{number:04}"
            )
            for number in range(first, last)
        )
        many_in_stock(item, [("", f"L{number:04}", "") for number in range(first, last)])
        with CaptureQueriesContext(connection) as asked:
            boss.get(reverse("number_cards"), {"in_stock": "yes"})
        return len(asked)

    assert statements(0, 60) == statements(60, 600)


@pytest.mark.rule("SET-149")
def test_cards_that_are_looked_for_by_stock_are_counted_less_far(boss, monkeypatch):
    monkeypatch.setattr(cards, "MOST_BY_STOCK", 60)
    item = ItemFactory(item_tracking_code=code_with("ALL", specific=("lot",)))
    for number in range(61):
        a_card(item, f"L{number:02}")
    many_in_stock(item, [("", f"L{number:02}", "") for number in range(61)])

    assert "more than 60 rows" in boss.get(reverse("number_cards"), {"in_stock": "yes"}).text
    assert "61 rows" in boss.get(reverse("number_cards")).text


@pytest.mark.rule("SET-149")
def test_among_much_stock_cards_are_looked_at_in_the_order_of_the_list(lot):
    few = selectors.in_stock(NumberInformation.objects.all(), Q(), kind="lot")

    assert list(few) == [lot]


@pytest.mark.rule("SET-149")
@pytest.mark.parametrize("few", [0, 100])
@pytest.mark.parametrize(
    ("there", "found"), [(("S3", "S7"), ["S3", "S7"]), (("S9",), ["S9"]), ((), []), (("X",), [])]
)
def test_serial_cards_in_stock_are_found_between_the_first_and_the_last_of_it(
    table, monkeypatch, few, there, found
):
    monkeypatch.setattr(selectors, "FEW", few)
    for number in range(1, 10):
        a_card(table, f"S{number}", "serial")
    in_stock(table, 3, lot_no="S5")
    if there:
        many_in_stock(table, [(serial, "", "") for serial in there])
    in_stock(table, 1, serial_no="S1", remaining=0)

    cards = selectors.in_stock(NumberInformation.objects.all(), Q(), kind="serial")

    assert sorted(card.number for card in cards) == found
