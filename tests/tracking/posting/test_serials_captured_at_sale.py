"""Serials that only the customer's goods carry (POST-030)."""

import pytest

from tests.factories import ItemFactory
from tests.tracking.posting.desk import (
    applications,
    entries,
    post,
    receive,
    red,
    refusal,
    refused,
    sales,
    serial,
    ship,
    with_line,
)
from tracking.posting import errors


@pytest.mark.rule("POST-030", "SET-166", "SET-167")
def test_new_serials_are_put_on_blank_stock_when_it_is_sold(blank_lamp):
    receive(blank_lamp, quantity=2)
    receive(blank_lamp, quantity=4)

    ship(blank_lamp, serial("S1"), serial("S2"), serial("S3"))

    assert entries("serial_no", "quantity", "remaining_quantity") == [
        ("", 2, 0),
        ("", 4, 3),
        ("S1", -1, 0),
        ("S2", -1, 0),
        ("S3", -1, 0),
    ]
    assert applications()[2:] == [(3, 1, 3, 0, -1), (4, 1, 4, 0, -1), (5, 2, 5, 0, -1)]


@pytest.mark.rule("POST-030", "SET-167")
def test_a_sale_without_its_serials_is_refused(blank_lamp):
    receive(blank_lamp, quantity=2)

    assert "Serial No. is required for item LAMP" in refusal(sales(blank_lamp, quantity=1))[0]


@pytest.mark.rule("POST-030")
def test_a_serial_that_was_shipped_and_did_not_come_back_is_refused(blank_lamp):
    receive(blank_lamp, quantity=5)
    shipment = ship(blank_lamp, serial("S1")).posted_document

    [violation] = refused(sales(blank_lamp, serial("S1"), no="SO2")).violations

    assert isinstance(violation, errors.SerialShippedAlready)
    assert violation.text == (
        f"Serial number S1 of item LAMP left with {shipment.no} (entry 2) and has not come back since."
        " Enter another serial number."
    )


@pytest.mark.rule("POST-030", "POST-060")
def test_once_it_came_back_it_may_be_shipped_again(blank_lamp):
    receive(blank_lamp, quantity=5)
    ship(blank_lamp, serial("S1"))
    post(sales(blank_lamp, serial("S1"), quantity=-1))

    ship(blank_lamp, serial("S1"))

    assert entries("serial_no", "quantity", "remaining_quantity") == [
        ("", 5, 4),
        ("S1", -1, 0),
        ("S1", 1, 0),
        ("S1", -1, 0),
    ]


@pytest.mark.rule("POST-030", "POST-112")
def test_the_same_new_serial_on_two_lines_of_one_shipment_is_refused_on_the_second(blank_lamp):
    receive(blank_lamp, quantity=5)
    order = sales(blank_lamp, serial("S1"), serial("S2"))
    with_line(order, blank_lamp, serial("S1"))

    refusal_ = refused(order)

    assert [(violation.line_no, violation.number) for violation in refusal_.violations] == [
        (20000, "S1")
    ]


@pytest.mark.rule("POST-030")
def test_another_variant_or_item_may_leave_under_the_same_serial(blank_lamp):
    other = ItemFactory(item_tracking_code=blank_lamp.item_tracking_code)
    receive(blank_lamp, quantity=1)
    receive(blank_lamp, quantity=1, line=red(blank_lamp))
    receive(other, quantity=1)
    ship(blank_lamp, serial("S1"))

    ship(blank_lamp, serial("S1"), line=red(blank_lamp))
    ship(other, serial("S1"))

    assert [no for (no,) in entries("serial_no", quantity__lt=0)] == ["S1"] * 3
