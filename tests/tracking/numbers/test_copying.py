"""Copy Info (SET-159…162, RCL-054…056)."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from tests.factories import ItemFactory, user_with_role
from tests.tracking.numbers.cards import a_card, commented, comments_of
from tracking.models import NumberInformation
from tracking.numbers.copying import copy_info, sources_for
from tracking.numbers.keys import NumberKey
from wms.core.errors import Refused
from wms.core.models import SetupChange
from wms.inventory.models import ItemVariant

FIELDS = {
    "lot": {"test_quality": "good", "certificate_number": "C-1"},
    "serial": {},
    "package": {"certificate_number": "C-1", "country_code": "DE"},
}


def key(item, number, kind="lot", variant=""):
    return NumberKey(kind, item, item.variants.get(code=variant), number)


def copy_page(number: NumberKey, **more) -> str:
    return number.url("number_copy_info", **more)


@pytest.mark.rule("SET-159", "SET-161", "RCL-055")
@pytest.mark.parametrize("kind", ["serial", "lot", "package"])
def test_every_field_blocked_included_and_the_comments_are_copied(table, kind):
    values = {"description": "Inspected", "blocked": True} | FIELDS[kind]
    source = a_card(table, "OLD", kind, **values)
    commented(table, "Seal broken", "Seal replaced", number="OLD", kind=kind)

    copied = copy_info(source=source, target=key(table, "NEW", kind))

    copied.refresh_from_db()
    assert {name: getattr(copied, name) for name in values} == values
    assert comments_of("NEW", kind) == comments_of("OLD", kind) == ["Seal broken", "Seal replaced"]
    assert NumberInformation.objects.count() == 2
    assert SetupChange.objects.filter(field="comment", new="Seal broken").exists()


@pytest.mark.rule("SET-160", "RCL-055")
@pytest.mark.parametrize("has", ["card", "comments"])
def test_given_the_target_has_information_then_it_is_asked_for_and_no_changes_nothing(table, has):
    source = a_card(table, "OLD", description="Inspected")
    commented(table, "Seal broken", number="OLD")
    if has == "card":
        a_card(table, "NEW", description="As it was")
    else:
        commented(table, "As it was", number="NEW")

    with pytest.raises(Refused) as refusal:
        copy_info(source=source, target=key(table, "NEW"))

    assert str(refusal.value) == (
        "Lot No. NEW of item 1920 has information already. Copying from Lot No. OLD puts that "
        "number's fields and comments in place of it."
    )
    if has == "card":
        assert NumberInformation.objects.get(number="NEW").description == "As it was"
    else:
        assert comments_of("NEW") == ["As it was"]
    copy_info(source=source, target=key(table, "NEW"), confirmed=True)
    assert NumberInformation.objects.get(number="NEW").description == "Inspected"
    assert comments_of("NEW") == ["Seal broken"]


@pytest.mark.rule("SET-159")
def test_only_cards_of_the_same_kind_item_and_variant_are_offered(table):
    ItemVariant.objects.create(item=table, code="RED")
    fitting = a_card(table, "OLD")
    a_card(table, "OTHER", "serial")
    a_card(ItemFactory(), "OTHER")
    red = a_card(table, "OTHER", variant=table.variants.get(code="RED"))
    a_card(table, "NEW")

    assert list(sources_for(key(table, "NEW"))) == [fitting]
    with pytest.raises(Refused) as refusal:
        copy_info(source=red, target=key(table, "NEW"), confirmed=True)
    assert str(refusal.value) == "Choose the card of another Lot No. of item 1920 to copy from."


@pytest.mark.rule("SET-159", "RCL-056")
def test_the_page_begins_at_the_old_number_and_says_what_blocked_means(boss, table):
    for number in ("A1", "B1", "C1"):
        a_card(table, number, blocked=number == "B1")

    page = boss.get(copy_page(key(table, "NEW"), old="B1")).text

    assert ">A1<" not in page
    assert page.index(">B1<") < page.index(">C1<")
    assert "old number" in page
    assert "Blocked: would block NEW too" in page
    assert ">A1<" in boss.get(copy_page(key(table, "NEW"), **{"from": "A"})).text


@pytest.mark.rule("SET-159", "SET-160")
@pytest.mark.parametrize("headers", [{}, {"HX-Request": "true"}])
def test_the_page_asks_before_it_overwrites_and_goes_on_with_yes(boss, table, headers):
    source = a_card(table, "OLD", description="Inspected", blocked=True)
    target = a_card(table, "NEW", description="As it was")
    url = copy_page(key(table, "NEW"))

    asked = boss.post(url, {"source": source.pk}, headers=headers)

    assert asked.status_code == 422
    assert "has information already" in asked.text
    assert "Copy all the same" in asked.text
    target.refresh_from_db()
    assert target.description == "As it was"
    boss.post(url, {"source": source.pk, "confirmed": "yes"}, headers=headers)
    target.refresh_from_db()
    assert (target.description, target.blocked) == ("Inspected", True)
    told = boss.get(target.get_absolute_url()).text
    assert "Lot No. NEW is blocked, as Lot No. OLD is." in told


@pytest.mark.rule("SET-159")
def test_given_many_cards_then_they_are_paged_by_number(boss, table):
    for number in range(60):
        a_card(table, f"L{number:02}")

    first = boss.get(copy_page(key(table, "NEW"))).text

    assert ">L49<" in first
    assert ">L50<" not in first
    assert "from=L50" in first
    assert ">L59<" in boss.get(copy_page(key(table, "NEW"), **{"from": "L50"})).text


@pytest.mark.rule("SET-159")
@pytest.mark.parametrize("chosen", ["", "x", "0", "999999999999999999999", "-1", "1 or 1=1"])
def test_given_a_card_that_is_not_there_then_nothing_is_copied(boss, table, chosen):
    a_card(table, "OLD")

    assert boss.post(copy_page(key(table, "NEW")), {"source": chosen}).status_code == 404
    assert not NumberInformation.objects.filter(number="NEW").exists()


@pytest.mark.rule("SET-159")
def test_who_may_not_change_cards_may_not_copy(client, table):
    source = a_card(table, "OLD")
    url = copy_page(key(table, "NEW"))

    assert client.get(url).url.startswith(reverse("login"))
    client.force_login(user_with_role("sales"))
    for headers in ({}, {"HX-Request": "true"}):
        assert client.get(url, headers=headers).status_code == 403
        assert client.post(url, {"source": source.pk}, headers=headers).status_code == 403
    assert not NumberInformation.objects.filter(number="NEW").exists()


@pytest.mark.rule("SET-161")
def test_copying_many_comments_takes_no_statement_for_each(table):
    def statements(source, target):
        with CaptureQueriesContext(connection) as asked:
            copy_info(source=source, target=target)
        return len(asked)

    few, many = a_card(table, "FEW"), a_card(table, "MANY")
    commented(table, "One", "Two", number="FEW")
    commented(table, *[f"Line {n}" for n in range(200)], number="MANY")

    # the change log is written in batches, and nothing else grows
    assert statements(many, key(table, "N1")) <= statements(few, key(table, "N2")) + 20
