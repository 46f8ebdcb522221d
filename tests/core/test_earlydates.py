"""Formulas that lead back in time."""

from datetime import date

import pytest

from tracking.models import ItemTrackingCode
from wms.core.earlydates import dates_before

JUL_15 = date(2026, 7, 15)


def warnings(formula: str) -> list[str]:
    code = ItemTrackingCode(warranty_date_formula=formula)
    return [str(warning) for warning in dates_before(code, "warranty_date_formula", on=JUL_15)]


@pytest.mark.rule("SET-073")
def test_given_a_formula_that_goes_back_then_the_first_day_is_named():
    assert warnings("-1W") == [
        "Warranty Date Formula -1W gives a date before the document date: for a document of 2026-07-15 "
        "it gives 2026-07-08. It is kept as it is; correct it if that was not meant."
    ]


@pytest.mark.rule("SET-073")
def test_given_a_formula_that_goes_back_on_some_days_only_then_such_a_day_is_named():
    assert "for a document of 2026-07-22 it gives 2026-07-21." in warnings("CM-10D")[0]


@pytest.mark.rule("SET-073")
@pytest.mark.parametrize("formula", ["", "0D", "1Y+1M-1D", "CM", "2X", "9999Y"])
def test_given_any_other_formula_then_nothing_is_told(formula):
    assert warnings(formula) == []
