"""Quantities are exact on every database."""

from decimal import Decimal

import pytest
from django.db import IntegrityError, connection, transaction
from django.db.models import F, Sum
from hypothesis import given
from hypothesis import strategies as st

from tests.factories import ItemFactory, purchase_order
from wms.core.quantity import qty, rounded, scaled, shown, unscaled
from wms.documents.models import DocumentLine


@given(st.decimals(min_value=-(10**12), max_value=10**12, places=5))
def test_scaling_there_and_back_loses_nothing(number):
    assert unscaled(scaled(number)) == number


def test_a_finer_quantity_is_refused_and_not_rounded_silently():
    with pytest.raises(ValueError, match="more than 5 decimal places"):
        scaled(Decimal("0.000001"))


@pytest.mark.rule("SET-004")
@pytest.mark.parametrize(
    ("number", "precision", "result"),
    [
        ("0.000005", "0", "0.00001"),
        ("-0.000005", "0", "-0.00001"),
        ("0.000004", "0", "0"),
        ("2.5", "1", "3"),
        ("-2.5", "1", "-3"),
        ("0.126", "0.05", "0.15"),
    ],
)
def test_rounding_is_half_away_from_zero(number, precision, result):
    assert rounded(Decimal(number), Decimal(precision)) == Decimal(result)


@pytest.mark.parametrize(
    ("number", "text"),
    [("4.00000", "4"), ("0.50000", "0.5"), ("-1.25000", "-1.25"), ("0", "0"), ("100", "100")],
)
def test_a_quantity_is_shown_without_idle_zeros(number, text):
    assert shown(Decimal(number)) == text


@pytest.mark.django_db
def test_sums_in_the_database_are_exact():
    order = purchase_order()
    item = ItemFactory()
    for quantity in ("0.1", "0.2", "-0.3"):
        purchase = purchase_order(item, quantity, line={"to_handle": 0})
        purchase.lines.update(document=order, line_no=10000 + scaled(Decimal(quantity)) % 99991)

    assert order.lines.aggregate(total=Sum("quantity"))["total"] == 0


@pytest.mark.django_db
def test_an_update_that_would_mix_kinds_is_refused_by_the_database():
    line = purchase_order(ItemFactory(), 2).lines.get()

    DocumentLine.objects.filter(pk=line.pk).update(qty_to_handle=F("qty_to_handle") - qty("0.5"))

    line.refresh_from_db()
    assert line.qty_to_handle == Decimal("1.5")
    if connection.vendor == "sqlite":
        with pytest.raises(IntegrityError), transaction.atomic():
            DocumentLine.objects.update(qty_to_handle=F("qty_to_handle") - Decimal("0.5"))
