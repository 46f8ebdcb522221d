"""A rule is a question about many rows."""

import pytest
from django.db.models import Q

from tests.factories import ItemFactory
from wms.core import rules
from wms.core.errors import Refused, RuleViolation
from wms.inventory.models import Item


class Named(RuleViolation):
    code = "named"
    rule = "POST-141"
    template = "Item {row.no} is called {word}."

    @classmethod
    def of(cls, row):
        return cls(row=row, word="so")


@pytest.fixture
def questions(monkeypatch):
    monkeypatch.setattr(rules, "ALL_RULES", [])

    @rules.rule(Named)
    def starting_with(items, letter):
        return items.filter(no__startswith=letter)

    @rules.row_rule(Named)
    def ending_with(letter) -> Q:
        return Q(no__endswith=letter)

    return starting_with, ending_with


@pytest.mark.django_db
def test_all_rules_answer_in_words(questions):
    ItemFactory(no="AX")
    ItemFactory(no="XA")

    with pytest.raises(Refused) as refusal:
        rules.refuse_broken(Item.objects.order_by("no"), rules=questions, letter="A")

    assert str(refusal.value) == "Item AX is called so.\nItem XA is called so."


@pytest.mark.django_db
def test_conditions_that_nothing_breaks_cost_one_statement_together(
    questions, django_assert_num_queries
):
    _, ending_with = questions
    ItemFactory(no="AX")

    with django_assert_num_queries(1):
        rules.refuse_broken(Item.objects.all(), rules=[ending_with] * 5, letter="Z")


@pytest.mark.django_db
def test_at_most_a_hundred_and_one_rows_are_read(questions):
    starting_with, _ = questions
    unit = ItemFactory(no="B").base_unit_of_measure
    Item.objects.bulk_create([Item(no=f"A{n}", base_unit_of_measure=unit) for n in range(150)])

    found = list(rules.violations(Item.objects.all(), rules=[starting_with], letter="A"))

    assert len(found) == 101


@pytest.mark.django_db
def test_a_question_asked_again_is_answered_by_what_stands_now_and_by_what_is_asked(questions):
    _, ending_with = questions

    def broken(items, letter):
        found = rules.violations(items, rules=[ending_with], letter=letter)
        return [str(one).split()[1] for one in found]

    ItemFactory(no="AX")
    assert broken(Item.objects.all(), "X") == ["AX"]
    assert broken(Item.objects.all(), "Y") == []
    ItemFactory(no="AY")
    assert broken(Item.objects.all(), "Y") == ["AY"]
    assert broken(Item.objects.filter(no="AX"), "Y") == []
    Item.objects.filter(no="AX").delete()
    assert broken(Item.objects.all(), "X") == []
