"""From rows and entries to cards, and from cards to whatever knows the number (SET-147…165)."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from tests.factories import (
    ItemFactory,
    add_line,
    code_with,
    purchase_order,
    reclassification,
    sales_order,
    serial_code,
    tracked,
    user_with_role,
)
from tests.tracking.numbers.cards import a_card, commented
from tests.tracking.stock import in_stock
from tracking.models import NumberInformation
from tracking.numbers.keys import NumberKey
from tracking.numbers.selectors import open_line_count
from tracking.services import sessions
from wms.inventory.models import InventorySetup, ItemVariant

HTMX = {"HX-Request": "true"}


def card_of(item, number, kind="lot", **more) -> str:
    key = NumberKey(kind, item, item.variants.get(code=more.pop("variant", "")), number)
    return key.url("number_card_of", **more)


def known(item, number, kind="lot") -> str:
    return NumberKey(kind, item, item.variants.get(code=""), number).url("number_card_known")


# ---- from a tracking row


@pytest.mark.rule("SET-147", "ITL-116")
def test_given_a_number_with_a_card_then_that_card_opens(boss, table):
    card = a_card(table)

    assert boss.get(card_of(table, " lot1 ")).url == card.get_absolute_url()


@pytest.mark.rule("SET-147", "ITL-116", "TRC-033", "RCL-054")
def test_given_a_number_without_a_card_then_a_new_one_is_proposed_with_what_is_known(boss, table):
    ItemVariant.objects.create(item=table, code="RED")

    page = boss.get(card_of(table, "LOT9", variant="RED"), follow=True).text

    assert "New number information" in page
    for value in ('value="1920"', 'value="RED"', 'value="LOT9"', '<option value="lot" selected>'):
        assert value in page
    assert not NumberInformation.objects.exists()


@pytest.mark.rule("SET-147", "ITL-116", "TRC-033", "RCL-054")
@pytest.mark.parametrize(
    ("kind", "words"), [("serial", "Serial No."), ("lot", "Lot No."), ("package", "Package No.")]
)
def test_given_a_blank_number_then_it_is_refused_naming_the_field(boss, table, kind, words):
    page = boss.get(card_of(table, "  ", kind), follow=True).text

    assert (
        f"{words} is blank. Fill it on the row first; then its information card can be opened."
        in page
    )


@pytest.mark.rule("SET-034", "SET-147")
def test_the_company_s_word_for_a_package_is_used(boss, table):
    InventorySetup.objects.update(package_caption="Pallet")

    card = a_card(table, "P1", "package")

    assert "Pallet No. is blank." in boss.get(card_of(table, "", "package"), follow=True).text
    assert "<h1>Pallet No. P1</h1>" in boss.get(card.get_absolute_url()).text
    pages = boss.get(reverse("number_cards_of_kind", args=["package"])).text
    assert "<h1>Pallet No. information</h1>" in pages
    assert "New Pallet No. card" in pages


@pytest.mark.rule("SET-157", "SET-007")
def test_a_comment_without_a_card_leads_to_where_it_can_be_taken_away(boss, table):
    (comment,) = commented(table, "Seal broken", number="LOT9")

    assert boss.get(comment.get_absolute_url()).url.startswith(reverse("number_card_new"))
    card = a_card(table, "LOT9")
    assert boss.get(comment.get_absolute_url()).url == card.get_absolute_url()


@pytest.mark.rule("SET-147", "ITL-116")
def test_the_dialog_of_a_row_leads_to_the_cards_of_its_numbers(boss):
    chair = ItemFactory(no="1900-S", item_tracking_code=serial_code())
    order = purchase_order(chair, 2)
    line = order.lines.get()
    tracked(line, "S1")
    session = sessions.open_page(line, order.created_by)
    boss.force_login(order.created_by)
    row = session.rows.get()

    page = boss.get(reverse("tracking_row", args=[line.pk, row.pk]), headers=HTMX).text

    assert f'<a href="{card_of(chair, "S1", "serial")}">Serial No. information card</a>' in page
    assert "Lot No. information card (the number is blank)" in page


@pytest.mark.rule("SET-162", "RCL-054", "ITL-116")
def test_a_reclassification_row_leads_to_the_card_of_its_new_number_too(boss, table):
    in_stock(table, 5, lot_no="OLD")
    document = reclassification(table, 5)
    line = document.lines.get()
    tracked(line, "", "OLD", quantity=5, new_lot_no="NEW")
    session = sessions.open_page(line, document.created_by)
    boss.force_login(document.created_by)
    a_card(table, "OLD", description="Inspected")

    page = boss.get(
        reverse("tracking_row", args=[line.pk, session.rows.get().pk]), headers=HTMX
    ).text
    address = card_of(table, "NEW", old="OLD").replace("&", "&amp;")
    assert f'<a href="{address}">New Lot No. information</a>' in page

    proposed = boss.get(card_of(table, "NEW", old="OLD"), follow=True).text
    copy = f"{reverse('number_copy_info', args=['lot', table.pk])}?no=NEW&amp;old=OLD"
    assert f'href="{copy}"' in proposed
    new = a_card(table, "NEW")
    opened = boss.get(card_of(table, "NEW", old="OLD"), follow=True).text
    assert f'href="{copy}"' in opened
    assert new.get_absolute_url() in opened


@pytest.mark.rule("SET-147")
@pytest.mark.parametrize(
    "change", [{"no": "L\x07"}, {"no": "X" * 51}, {"no": "LOT1", "variant": "BLUE"}]
)
def test_given_an_address_of_nothing_then_it_is_not_found(boss, table, change):
    url = reverse("number_card_of", args=["lot", table.pk])

    assert boss.get(url, change).status_code == 404
    assert boss.get(reverse("number_card_of", args=["box", table.pk]), change).status_code == 404
    assert boss.get(reverse("number_card_of", args=["lot", 0]), change).status_code == 404


@pytest.mark.rule("SET-147")
@pytest.mark.parametrize("name", ["number_card_of", "number_card_known"])
def test_who_may_not_see_cards_is_refused_and_who_may_not_add_one_is_told(client, table, name):
    url = card_of(table, "LOT1") if name == "number_card_of" else known(table, "LOT1")

    assert client.get(url).url.startswith(reverse("login"))
    client.force_login(user_with_role("sales"))
    assert "Lot No. LOT1 of item 1920 has no information card." in client.get(url, follow=True).text
    client.force_login(user_with_role("sales", is_active=True))
    user = user_with_role("sales")
    user.groups.clear()
    client.force_login(user)
    for headers in ({}, HTMX):
        assert client.get(url, headers=headers).status_code == 403


# ---- from an entry


@pytest.mark.rule("SET-165")
def test_given_a_card_then_a_number_in_the_entry_list_opens_it(boss, table):
    card = a_card(table)
    in_stock(table, 5, lot_no="LOT1")

    assert f'href="{known(table, "LOT1")}"' in boss.get(reverse("ledger_entries")).text
    assert boss.get(known(table, "LOT1")).url == card.get_absolute_url()


@pytest.mark.rule("SET-165")
def test_given_no_card_then_the_user_is_told_so_and_none_is_proposed(boss, table):
    in_stock(table, 5, lot_no="LOT1")

    page = boss.get(known(table, "LOT1"), follow=True).text

    assert "Lot No. LOT1 of item 1920 has no information card." in page
    assert "New number information" not in page


# ---- from a card


@pytest.mark.rule("SET-164")
def test_a_card_leads_to_entries_documents_trace_and_label(boss, table):
    card = a_card(table)

    page = boss.get(card.get_absolute_url()).text

    for address in (
        f"{reverse('ledger_entries')}?item=1920&amp;lot_no=LOT1",
        f"{reverse('trace')}?item=1920&amp;lot_no=LOT1",
        reverse("number_documents", args=[card.pk]),
        reverse("number_label", args=[card.pk]),
        f"{reverse('number_copy_info', args=['lot', table.pk])}?no=LOT1",
    ):
        assert f'href="{address}"' in page


@pytest.mark.rule("SET-164")
def test_the_documents_of_a_number_are_those_that_carry_it_and_may_be_seen(client, table):
    card = a_card(table)
    order, sale = purchase_order(table, 9), sales_order(table, 4)
    tracked(order.lines.get(), "", "LOT1", quantity=9)
    tracked(sale.lines.get(), "", "LOT1", quantity=4, qty_handled=4)
    tracked(sales_order(table, 2).lines.get(), "", "LOT2", quantity=2)
    renaming = reclassification(table, 3)
    tracked(renaming.lines.get(), "", "OTHER", quantity=3, new_lot_no="LOT1")
    url = reverse("number_documents", args=[card.pk])

    client.force_login(user_with_role("administrator"))
    page = client.get(url).text
    assert [str(one) in page for one in (order, sale, renaming)] == [True] * 3
    assert page.count('<tr><th scope="row" data-label') == 3
    only_open = client.get(url, {"open": "yes"}).text
    assert [str(one) in only_open for one in (order, sale)] == [True, False]

    client.force_login(user_with_role("purchaser"))
    seen = client.get(url).text
    assert [str(one) in seen for one in (order, sale, renaming)] == [True, False, False]

    client.force_login(user_with_role("warehouse clerk"))
    user = user_with_role("sales")
    user.groups.clear()
    client.force_login(user)
    assert client.get(url).status_code == 403
    assert client.get(url, headers=HTMX).status_code == 403


# ---- blocking


@pytest.mark.rule("SET-155")
@pytest.mark.parametrize(
    ("lines", "said"),
    [
        (0, ""),
        (1, "Lot No. LOT1 is blocked. 1 open line uses it; posting them will be refused."),
        (2, "Lot No. LOT1 is blocked. 2 open lines use it; posting them will be refused."),
    ],
)
def test_when_a_number_is_blocked_then_the_open_lines_that_use_it_are_told(
    boss, table, lines, said
):
    card = a_card(table)
    order = sales_order(table, 1)
    for line in [order.lines.get(), add_line(order, table, 1)][:lines]:
        tracked(line, "", "LOT1")
    done = sales_order(table, 1)
    tracked(done.lines.get(), "", "LOT1", qty_handled=1)
    sent = {"kind": "lot", "item": "1920", "variant": "", "number": "LOT1", "blocked": "on"}

    page = boss.post(card.get_absolute_url(), sent, follow=True).text

    assert NumberInformation.objects.get().blocked
    assert (said in page) if said else ("posting them will be refused" not in page)
    again = boss.post(card.get_absolute_url(), sent | {"description": "Held"}, follow=True).text
    assert "posting them will be refused" not in again


@pytest.mark.rule("SET-155")
def test_the_card_says_how_many_open_lines_would_be_stopped(boss, table):
    card = a_card(table)
    tracked(sales_order(table, 1).lines.get(), "", "LOT1")

    assert "1 open line uses it." in boss.get(card.get_absolute_url()).text


@pytest.mark.rule("SET-155")
@pytest.mark.parametrize("kind", ["serial", "lot", "package"])
@pytest.mark.django_db
def test_open_lines_are_counted_once_for_every_kind_as_old_and_as_new_number(kind):
    item = ItemFactory(item_tracking_code=code_with("ALL", specific=("serial", "lot", "package")))
    number = NumberKey(kind, item, item.variants.get(), "N1")
    field = f"{kind}_no"
    order = reclassification(item, 1)
    tracked(order.lines.get(), **{field: "N1", f"new_{field}": "N1"})
    tracked(sales_order(item, 1).lines.get(), **{field: "N1"})
    tracked(sales_order(item, 1).lines.get(), **{field: "N2"})

    with CaptureQueriesContext(connection) as asked:
        assert open_line_count(number) == 2
    assert len(asked) == 1


# ---- the label


@pytest.mark.rule("SET-164")
def test_the_label_may_be_seen_by_who_may_see_cards(client, table):
    url = reverse("number_label", args=[a_card(table).pk])

    assert client.get(url).url.startswith(reverse("login"))
    user = user_with_role("sales")
    client.force_login(user)
    assert client.get(url).status_code == 200
    assert client.post(url).status_code == 405
    user.groups.clear()
    client.force_login(type(user).objects.get(pk=user.pk))
    assert client.get(url).status_code == 403
