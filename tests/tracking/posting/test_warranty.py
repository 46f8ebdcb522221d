"""Warranty dates: reckoned, entered, demanded, and carried along."""

from datetime import date

import pytest

from tests.factories import ItemFactory, code_with, lot_code, serial_code
from tests.tracking.posting.desk import (
    DEC_31,
    JAN_2,
    JAN_5,
    JAN_10,
    JUN_30,
    adjustment,
    at,
    entries,
    lot,
    moving,
    post,
    purchase,
    receive,
    refused,
    renamed,
    sales,
    serial,
    ship,
    with_line,
)
from tracking.posting import errors
from wms.documents.kinds import EntryType


@pytest.fixture
def saw(db):
    """Two years less a day, from the document date."""
    return ItemFactory(no="SAW", item_tracking_code=serial_code(warranty_date_formula="2Y-1D"))


@pytest.fixture
def strict_saw(db):
    return ItemFactory(
        no="SAW",
        item_tracking_code=serial_code(
            warranty_date_formula="2Y-1D", require_warranty_date_entry=True
        ),
    )


def warranties(**which):
    return [day for (day,) in entries("warranty_date", **which)]


@pytest.mark.rule("POST-102", "SET-070")
def test_the_formula_reckons_from_the_document_date_on_the_way_in_and_out(saw):
    receive(saw, serial("S1"), document_date=JAN_2, posting_date=JAN_10)
    ship(saw, serial("S1"), document_date=JAN_5, posting_date=JAN_10)

    assert warranties() == [date(2028, 1, 1), date(2028, 1, 4)]


@pytest.mark.rule("POST-102")
def test_without_a_document_date_it_is_the_posting_date(saw):
    receive(saw, serial("S1"), posting_date=JAN_10)
    post(
        adjustment(
            saw,
            serial("S1"),
            entry_type=EntryType.NEGATIVE_ADJMT,
            line={"posting_date": JAN_5},
        )
    )

    assert warranties() == [date(2028, 1, 9), date(2028, 1, 4)]


@pytest.mark.rule("POST-102", "SET-070")
def test_a_date_that_was_entered_is_kept(saw):
    receive(saw, serial("S1", warranty_date=DEC_31), serial("S2"))

    assert warranties() == [DEC_31, date(2028, 1, 1)]


@pytest.mark.rule("POST-102")
def test_without_a_formula_there_is_none(db):
    receive(ItemFactory(item_tracking_code=serial_code()), serial("S1"))

    assert warranties() == [None]


@pytest.mark.rule("POST-103")
def test_goods_without_tracking_lines_get_none_and_need_none(db):
    code = lot_code(require_warranty_date_entry=True)
    for prefix in (
        "lot_specific_tracking",
        "lot_warehouse_tracking",
        "lot_purchase_inbound_tracking",
    ):
        setattr(code, prefix, False)
    code.save()

    receive(ItemFactory(item_tracking_code=code), quantity=5)

    assert warranties() == [None]


@pytest.mark.rule("POST-102", "POST-103")
def test_the_formula_is_for_tracked_postings_only(db):
    code = serial_code(warranty_date_formula="1Y")
    code.sn_specific_tracking = code.sn_warehouse_tracking = False
    code.sn_purchase_inbound_tracking = False
    code.save()

    receive(ItemFactory(item_tracking_code=code), quantity=5)

    assert warranties() == [None]


@pytest.mark.rule("POST-103", "SET-071")
@pytest.mark.parametrize(
    "make",
    [
        purchase,
        sales,
        adjustment,
        lambda *rows, **how: adjustment(*rows, entry_type=EntryType.NEGATIVE_ADJMT, **how),
    ],
    ids=["in", "out", "found", "lost"],
)
def test_a_required_date_is_asked_for_both_ways_and_the_formula_does_not_do(strict_saw, make):
    receive(strict_saw, serial("S0", warranty_date=JUN_30))
    no = "S0" if make not in (purchase, adjustment) else "S1"

    [violation] = refused(make(strict_saw, serial(no))).violations

    assert isinstance(violation, errors.WarrantyMissing)
    assert violation.text == (
        f"Warranty Date is blank for number {no} of item SAW, whose tracking code requires it."
        " Enter the date on the Item Tracking Lines page."
    )
    assert (violation.field, violation.line_no) == ("warranty_date", 10000)
    post(make(strict_saw, serial(no, warranty_date=JUN_30)))


@pytest.mark.rule("POST-104", "SET-070", "RCL-046")
def test_a_move_carries_the_date_over_and_never_starts_a_new_warranty(saw):
    receive(saw, serial("S1", warranty_date=JUN_30), serial("S2"))

    post(
        moving(
            saw,
            renamed(serial("S1"), serial="T1"),
            renamed(serial("S2")),
            to=at("WEST"),
            posting_date=DEC_31,
        )
    )

    assert entries("serial_no", "warranty_date", quantity__gt=0) == [
        ("S1", JUN_30),
        ("S2", date(2028, 1, 1)),
        ("T1", JUN_30),
        ("S2", date(2028, 1, 1)),
    ]


@pytest.mark.rule("POST-104", "RCL-046", "RCL-048")
def test_each_positive_half_has_the_date_of_the_entry_it_descends_from(db):
    item = ItemFactory(item_tracking_code=lot_code())
    receive(item, lot("A", 4, warranty_date=JUN_30))
    receive(item, lot("A", 2, warranty_date=DEC_31))

    post(moving(item, renamed(lot("A", 5), lot="B")))

    assert entries("lot_no", "quantity", "warranty_date", lot_no="B") == [
        ("B", 4, JUN_30),
        ("B", 1, DEC_31),
    ]


@pytest.mark.rule("POST-104", "POST-103")
def test_a_required_date_is_carried_over_before_it_is_asked_for(strict_saw):
    receive(strict_saw, serial("S1", warranty_date=JUN_30))

    post(moving(strict_saw, renamed(serial("S1"), serial="T1")))

    assert warranties(serial_no="T1") == [JUN_30]


@pytest.mark.rule("POST-104", "POST-103")
def test_a_move_of_a_unit_without_the_required_date_is_refused(db):
    item = ItemFactory(no="SAW", item_tracking_code=serial_code())
    receive(item, serial("S1"))
    item.item_tracking_code.require_warranty_date_entry = True
    item.item_tracking_code.save()

    [violation] = refused(moving(item, renamed(serial("S1"), serial="T1"))).violations

    assert isinstance(violation, errors.WarrantyMissing)


@pytest.mark.rule("POST-103", "POST-102")
def test_goods_without_numbers_need_no_warranty_and_get_none(db):
    item = ItemFactory(item_tracking_code=code_with("W", require_warranty_date_entry=True))
    order = purchase(item, lot("A", 1, warranty_date=DEC_31))
    with_line(order, item, quantity=1)

    post(order)

    assert warranties() == [DEC_31, None]
