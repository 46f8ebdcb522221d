"""Check setup finds what is wrong with item tracking codes, and nothing else."""

import pytest

from tests.core.setupchecks.damage import around, found
from tests.factories import code_with, serial_code

pytestmark = pytest.mark.django_db


@pytest.mark.rule("CHECK-201")
@pytest.mark.parametrize(
    ("values", "is_found"),
    [
        ({}, True),
        ({"sn_info_inbound_must_exist": True}, False),
        ({"create_sn_info_on_posting": True}, False),
    ],
)
def test_cards_that_are_asked_for_only_when_goods_leave_are_found(values, is_found):
    code = serial_code(**values)
    around(type(code), code.pk, sn_info_outbound_must_exist=True)

    assert ("CHECK-201" in found()) is is_found


@pytest.mark.rule("CHECK-202")
def test_a_warranty_formula_that_is_never_used_is_found():
    code = code_with("W", require_warranty_date_entry=True)
    around(type(code), code.pk, warranty_date_formula="2Y")

    assert "Warranty Date Formula is 2Y" in found()["CHECK-202"][0]


@pytest.mark.rule("CHECK-203")
def test_a_warranty_formula_that_cannot_be_read_is_found():
    code = code_with("W")
    around(type(code), code.pk, warranty_date_formula="2 YEARS")

    assert found()["CHECK-203"][0].startswith(
        "Item tracking code W: Warranty Date Formula 2 YEARS: "
    )
