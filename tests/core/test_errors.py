"""Refusals tell everything at once, in line order."""

from datetime import date
from decimal import Decimal

import pytest

from wms.core.errors import Refused, RuleViolation, refuse_if_any


class TooMuch(RuleViolation):
    code = "too-much"
    rule = "POST-141"
    field = "quantity"
    template = "Number {number}: {wanted} is more than {available} on {day}. Lower the quantity."


def too_much(line_no, **values):
    return TooMuch(
        document="Sales order SO1",
        line_no=line_no,
        number="S1",
        wanted=Decimal("2.50000"),
        available=Decimal("1.00000"),
        day=date(2026, 1, 2),
        **values,
    )


@pytest.mark.rule("POST-141", "ERR-001")
def test_a_violation_names_where_what_and_the_way_out():
    assert str(too_much(10000)) == (
        "Sales order SO1, line 10000: Number S1: 2.5 is more than 1 on 2026-01-02. Lower the quantity."
    )


@pytest.mark.rule("POST-141", "ERR-004")
def test_programs_get_the_same_in_parts():
    assert too_much(10000).as_dict() == {
        "code": "too-much",
        "rule": "POST-141",
        "document": "Sales order SO1",
        "line": 10000,
        "field": "quantity",
        "number": "S1",
        "message": str(too_much(10000)),
    }


@pytest.mark.rule("ERR-003")
def test_all_violations_come_together_in_line_order():
    with pytest.raises(Refused) as refusal:
        refuse_if_any([too_much(20000), too_much(10000)])

    assert [violation.line_no for violation in refusal.value.violations] == [10000, 20000]
    assert list(refusal.value.by_field()) == ["quantity"]


@pytest.mark.rule("ERR-003")
def test_more_than_a_hundred_are_counted():
    refused = Refused([too_much(n) for n in range(1, 121)])

    assert str(refused).splitlines()[-1] == "… and 20 more."
    assert len(str(refused).splitlines()) == 101


def test_nothing_wrong_is_not_refused():
    refuse_if_any([])
