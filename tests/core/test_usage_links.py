"""What is used is not deleted, and every place of use is a link away (SET-007)."""

import pytest
from django.urls import reverse

from tests.factories import (
    ItemFactory,
    NumberSeriesFactory,
    UnitFactory,
    UserFactory,
    VendorFactory,
    purchase_order,
    serial_code,
    user_with_role,
)
from tests.tracking.stock import in_stock
from wms.core.pages.addresses import address_of
from wms.core.records.usage import places_of_use
from wms.inventory.models import Item, ItemVariant

pytestmark = pytest.mark.django_db


@pytest.fixture
def series(db):
    """A series that one item names twice and another once."""
    series = NumberSeriesFactory(code="SN1")
    code = serial_code()
    ItemFactory(no="1900-S", item_tracking_code=code, serial_nos=series, lot_nos=series)
    ItemFactory(no="1928-S", item_tracking_code=code, serial_nos=series)
    return series


@pytest.mark.rule("SET-007")
def test_each_place_is_told_with_its_count(series):
    told = [(place.key, place.count, str(place)) for place in places_of_use(series)]

    assert told == [
        ("inventory.item.serial_nos", 2, "Item 1900-S (Serial Nos.) and others"),
        ("inventory.item.lot_nos", 1, "Item 1900-S (Lot Nos.)"),
    ]


@pytest.mark.rule("SET-007")
@pytest.mark.parametrize("headers", [{}, {"HX-Request": "true"}])
def test_given_a_series_in_use_when_deleted_on_its_card_then_links_lead_there(
    boss, series, headers
):
    answer = boss.post(reverse("number_series_delete", args=[series.pk]), headers=headers)

    rows = reverse(
        "where_used_rows", args=["core.numberseries", series.pk, "inventory.item.serial_nos"]
    )
    item = reverse("item", args=[Item.objects.get(no="1900-S").pk])
    assert answer.status_code == 422
    assert (
        "No. Series SN1 cannot be deleted: it is used by Item 1900-S (Serial Nos.)" in answer.text
    )
    assert f'<a href="{rows}">2 Items (Serial Nos.)</a>' in answer.text
    assert f'<a href="{item}">Item 1900-S (Lot Nos.)</a>' in answer.text


@pytest.mark.rule("SET-007")
def test_given_a_series_in_use_when_deleted_in_the_admin_then_links_lead_there(boss, series):
    url = reverse("admin:core_numberseries_delete", args=[series.pk])
    answer = boss.post(url, {"post": "yes"}, follow=True)

    rows = reverse(
        "where_used_rows", args=["core.numberseries", series.pk, "inventory.item.serial_nos"]
    )
    assert "cannot be deleted" in answer.text
    assert f'<a href="{rows}">2 Items (Serial Nos.)</a>' in answer.text


@pytest.mark.rule("SET-007")
def test_the_rows_of_a_place_lead_to_their_cards(boss, series):
    url = reverse(
        "where_used_rows", args=["core.numberseries", series.pk, "inventory.item.serial_nos"]
    )

    page = boss.get(url).text

    for item in Item.objects.all():
        assert f'<a href="{reverse("item", args=[item.pk])}">Item {item.no}</a>' in page


@pytest.mark.rule("SET-007")
def test_lines_of_documents_lead_to_their_document(boss):
    order = purchase_order(ItemFactory(no="1900-S"), vendor=VendorFactory())
    item = order.lines.get().item

    page = boss.get(reverse("where_used", args=["inventory.item", item.pk])).text

    assert (
        f'<a href="{order.get_absolute_url()}">Purchase order {order.no}, line 10000 (Item)' in page
    )


def test_many_rows_are_paged_and_cost_no_more_than_few(boss, django_assert_max_num_queries):
    item = ItemFactory(item_tracking_code=serial_code())
    for number in range(60):
        in_stock(item, serial_no=f"S{number}")
    url = reverse(
        "where_used_rows", args=["inventory.item", item.pk, "ledger.itemledgerentry.item"]
    )

    with django_assert_max_num_queries(12):
        first = boss.get(url).text

    assert "Page 1 of 2" in first
    assert boss.get(f"{url}?page=2").text.count("<li><a") < first.count("<li><a")


def test_what_nothing_uses_says_so(boss):
    unit = UnitFactory(code="BOX")

    page = boss.get(reverse("where_used", args=["inventory.unitofmeasure", unit.pk])).text

    assert "Nothing points to it" in page


def test_a_record_without_a_page_has_no_address():
    assert address_of(UserFactory()) == ""


@pytest.mark.rule("SET-007")
@pytest.mark.parametrize("headers", [{}, {"HX-Request": "true"}])
def test_given_a_variant_in_use_when_its_line_is_deleted_then_links_lead_there(boss, headers):
    item = ItemFactory(no="1900-S")
    red = ItemVariant.objects.create(item=item, code="RED")
    order = purchase_order(item, 1, line={"variant": red})
    in_stock(item, variant=red)
    in_stock(item, variant=red)
    sent = {
        "variants-TOTAL_FORMS": "1",
        "variants-INITIAL_FORMS": "1",
        "variants-0-id": str(red.pk),
        "variants-0-code": "RED",
        "variants-0-DELETE": "on",
    }

    answer = boss.post(reverse("item_variants", args=[item.pk]), sent, headers=headers)

    entries = reverse(
        "where_used_rows", args=["inventory.itemvariant", red.pk, "ledger.itemledgerentry.variant"]
    )
    assert answer.status_code == 422
    assert f'<a href="{order.get_absolute_url()}">' in answer.text
    assert f'<a href="{entries}">2 Item Ledger Entries (Variant)</a>' in answer.text
    assert "Item ledger entry" in boss.get(entries).text
    assert ItemVariant.objects.filter(pk=red.pk).exists()


# ---- who may, and bad input


def test_nobody_logged_in_is_asked_to_log_in(client, series):
    at = ["core.numberseries", series.pk]
    assert client.get(reverse("where_used", args=at)).status_code == 302


@pytest.mark.parametrize(
    ("role", "status"),
    [("auditor", 200), ("administrator", 200), ("purchaser", 403), ("warehouse manager", 403)],
)
@pytest.mark.parametrize("headers", [{}, {"HX-Request": "true"}])
def test_who_may_see_where_a_record_is_used(client, series, role, status, headers):
    client.force_login(user_with_role(role))
    at = ["core.numberseries", series.pk]

    for url in (
        reverse("where_used", args=at),
        reverse("where_used_rows", args=[*at, "inventory.item.lot_nos"]),
    ):
        assert client.get(url, headers=headers).status_code == status


@pytest.mark.parametrize(
    "args",
    [
        ["core.numberseries", 999],
        ["core.nothing", 1],
        ["auth.user", 1],
        ["core.numberseries", 1, "nonsense"],
    ],
)
def test_what_is_not_there_is_not_found(boss, args):
    url = reverse("where_used_rows" if len(args) == 3 else "where_used", args=args)

    assert boss.get(url).status_code == 404


def test_the_places_are_only_read(boss, series):
    at = ["core.numberseries", series.pk]
    assert boss.post(reverse("where_used", args=at)).status_code == 405
