"""Formulas that lead back in time."""

from datetime import date

import pytest
from django.urls import reverse

from tests.factories import ItemFactory, UserFactory, lot_code
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


@pytest.mark.rule("SET-073")
@pytest.mark.django_db
def test_given_an_item_with_such_a_calculation_then_it_is_saved_with_a_warning(client):
    code = lot_code(use_expiration_dates=True)
    item = ItemFactory(no="GLUE", item_tracking_code=code)
    client.force_login(UserFactory())
    sent = {
        "no": "GLUE",
        "type": "inventory",
        "base_unit_of_measure": "PCS",
        "costing_method": "fifo",
        "item_tracking_code": "LOTALL",
        "expiration_calculation": "-1w",
        "rounding_precision": "0",
    }

    page = client.post(reverse("item", args=[item.pk]), sent, follow=True).text

    assert "Expiration Calculation -1W gives a date before the document date" in page
    item.refresh_from_db()
    assert item.expiration_calculation == "-1W"
