"""Comments on numbers (SET-157)."""

from datetime import date

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse

from tests.factories import ItemFactory, user_with_role
from tests.tracking.numbers.cards import a_card, commented, comments_of
from tracking.models import NumberComment
from tracking.numbers.services import delete_number_card, save_number_card
from wms.core.models import SetupChange

HTMX = {"HX-Request": "true"}


def sent(*lines, initial=0):
    """What the grid sends: (pk, date, comment, delete) a line."""
    form = {"comments-TOTAL_FORMS": str(len(lines)), "comments-INITIAL_FORMS": str(initial)}
    for place, (pk, day, text, delete) in enumerate(lines):
        form |= {f"comments-{place}-id": str(pk or ""), f"comments-{place}-date": day}
        form[f"comments-{place}-comment"] = text
        if delete:
            form[f"comments-{place}-DELETE"] = "on"
    return form


def said(client, card, *lines, initial=0, headers=None):
    url = reverse("number_comments", args=[card.pk])
    return client.post(url, sent(*lines, initial=initial), headers=headers or {})


@pytest.mark.rule("SET-157")
@pytest.mark.parametrize("headers", [{}, HTMX])
def test_comments_are_added_one_after_the_other_and_shown_on_the_card(boss, table, headers):
    card = a_card(table)

    for text in ("Seal broken", "Seal replaced"):
        first = comments_of()
        rows = list(NumberComment.objects.order_by("line_no"))
        lines = [(row.pk, str(row.date), row.comment, False) for row in rows]
        answer = said(
            boss,
            card,
            *lines,
            (None, "2026-01-05", text, False),
            initial=len(first),
            headers=headers,
        )
        assert answer.status_code == (200 if headers else 302)

    assert comments_of() == ["Seal broken", "Seal replaced"]
    assert [row.line_no for row in NumberComment.objects.order_by("line_no")] == [10000, 20000]
    page = boss.get(reverse("number_card", args=[card.pk])).text
    assert page.index("Seal broken") < page.index("Seal replaced")


@pytest.mark.rule("SET-157", "POST-177")
def test_a_comment_is_changed_and_taken_away(boss, table):
    card = a_card(table)
    commented(table, "Late", "Wrong")
    rows = {row.comment: row for row in NumberComment.objects.all()}

    said(
        boss,
        card,
        (rows["Late"].pk, "2026-02-01", "Late by a week", False),
        (rows["Wrong"].pk, "2026-01-05", "Wrong", True),
        initial=2,
    )

    assert comments_of() == ["Late by a week"]
    assert NumberComment.objects.get().date == date(2026, 2, 1)
    assert SetupChange.objects.filter(field="comment", new="Late by a week").exists()


@pytest.mark.rule("SET-157", "SET-002")
@pytest.mark.parametrize(
    ("day", "text", "message"),
    [
        ("2026-01-05", "X" * 81, "Comment may have at most 80 characters; this has 81."),
        ("2026-01-05", "", "Comment must be filled."),
        ("", "Seal broken", "Date must be filled."),
        ("2026-02-30", "Seal broken", "Date"),
        ("2026-01-05", "a\x07b", "Comment has a control character in it."),
    ],
)
def test_given_a_wrong_comment_then_the_fault_stands_at_it_and_nothing_is_kept(
    boss, table, day, text, message
):
    answer = said(boss, a_card(table), (None, day, text, False))

    assert answer.status_code == 422
    assert message in answer.text
    assert comments_of() == []


@pytest.mark.rule("SET-157")
def test_hostile_comments_are_shown_as_text(boss, table):
    card = a_card(table)
    commented(table, "<script>alert(1)</script>")

    page = boss.get(reverse("number_card", args=[card.pk])).text

    assert "<script>alert(1)" not in page
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in page


@pytest.mark.rule("SET-157")
def test_the_list_says_which_numbers_have_comments_and_can_be_narrowed_to_them(boss, table):
    a_card(table, "LOT1")
    a_card(table, "LOT2")
    commented(table, "Seal broken", number="LOT2")

    page = boss.get(reverse("number_cards"), {"commented": "yes"}).text

    assert '<td data-label="Comment" class="">Yes</td>' in page
    assert "LOT2" in page
    assert ">LOT1<" not in page


@pytest.mark.rule("SET-157")
def test_comments_are_kept_without_a_card_and_stand_on_the_one_made_later(boss, table):
    commented(table, "Seal broken")

    card = a_card(table)

    assert "Seal broken" in boss.get(reverse("number_card", args=[card.pk])).text


@pytest.mark.rule("SET-157")
def test_comments_of_another_item_variant_or_kind_are_not_shown(boss, table):
    other = ItemFactory(no="1930")
    commented(other, "Of another item")
    commented(table, "Of another kind", kind="serial")
    commented(table, "Of another number", number="LOT2")

    page = boss.get(reverse("number_card", args=[a_card(table).pk])).text

    assert "Of another" not in page


@pytest.mark.rule("SET-157")
def test_given_a_corrected_number_then_its_comments_follow_behind_those_that_are_there(table):
    card = a_card(table, "LOT1")
    commented(table, "First", "Second")
    commented(table, "Older", number="LOT2")

    card.number = "LOT2"
    save_number_card(card=card)

    assert comments_of("LOT1") == []
    assert comments_of("LOT2") == ["Older", "First", "Second"]


@pytest.mark.rule("SET-158")
def test_comments_are_deleted_with_their_card(table):
    card = a_card(table)
    commented(table, "Seal broken")
    commented(table, "Stays", number="LOT2")

    delete_number_card(card=card)

    assert comments_of() == []
    assert comments_of("LOT2") == ["Stays"]


@pytest.mark.rule("SET-157")
def test_who_may_not_change_cards_reads_comments_only(client, table):
    card = a_card(table)
    commented(table, "Seal broken")
    url = reverse("number_comments", args=[card.pk])
    client.force_login(user_with_role("purchaser"))

    page = client.get(reverse("number_card", args=[card.pk])).text

    assert "Seal broken" in page
    assert "Save comments" not in page
    for headers in ({}, HTMX):
        assert (
            said(client, card, (None, "2026-01-05", "No", False), headers=headers).status_code
            == 403
        )
    client.logout()
    assert client.post(url, {}).url.startswith(reverse("login"))


@pytest.mark.rule("SET-157")
def test_the_database_keeps_no_blank_comment_and_no_two_on_one_line(table):
    (comment,) = commented(table, "Seal broken")
    twin = NumberComment(
        item=table, variant=comment.variant, kind="lot", number="LOT1",
        line_no=10000, date="2026-01-05", comment="Twin",
    )  # fmt: skip
    blank = NumberComment(
        item=table, variant=comment.variant, kind="lot", number="LOT1",
        line_no=20000, date="2026-01-05", comment="",
    )  # fmt: skip
    for wrong in (twin, blank):
        with pytest.raises(IntegrityError), transaction.atomic():
            NumberComment.objects.bulk_create([wrong])
