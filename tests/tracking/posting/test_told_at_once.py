"""A refusal tells everything that is wrong, in line order, to people and to programs."""

import pytest

from tests.factories import ItemFactory, lot_code, serial_code
from tests.tracking.posting.desk import (
    JAN_1,
    JAN_2,
    adjustment,
    lot,
    purchase,
    receive,
    refusal,
    refused,
    sales,
    serial,
    setup,
    with_line,
)
from tracking.posting import errors


@pytest.mark.rule("POST-112", "POST-109", "POST-114", "ERR-003")
def test_everything_that_is_wrong_is_told_at_once_in_line_order(db):
    setup(allow_posting_from=JAN_2)
    bolt = ItemFactory(no="BOLT", item_tracking_code=lot_code())
    blocked = ItemFactory(no="NUT", blocked=True)
    lamp = ItemFactory(no="LAMP", item_tracking_code=serial_code())
    document = adjustment(bolt, quantity=3, line={"document_no": ""})
    with_line(document, blocked, quantity=1, entry_type="positive_adjmt", posting_date=JAN_1)
    with_line(document, lamp, serial("S1"), quantity=2, entry_type="positive_adjmt")
    with_line(document, lamp, serial("S1"), entry_type="negative_adjmt")

    violations = refused(document).violations

    assert {(violation.line_no, type(violation)) for violation in violations} == {
        (10000, errors.DocumentNoMissing),
        (10000, errors.LotNoMissing),
        (20000, errors.ItemBlocked),
        (20000, errors.PostingDateOutOfRange),
        (30000, errors.TrackedQuantityDiffers),
        (40000, errors.FailsWithEarlierLine),
    }
    assert [violation.line_no for violation in violations] == sorted(
        violation.line_no for violation in violations
    )


@pytest.mark.rule("ERR-003", "POST-112")
def test_a_hundred_faults_are_told_and_the_rest_is_counted(db):
    lamp = ItemFactory(item_tracking_code=serial_code())
    order = purchase(lamp, quantity=1)
    for _ in range(129):
        with_line(order, lamp, quantity=1)

    sentences = refusal(order)

    assert len(sentences) == 101
    assert all("Serial No. is required" in sentence for sentence in sentences[:100])
    assert sentences[100].startswith("… and ")


@pytest.mark.rule("POST-141")
def test_a_refusal_comes_in_a_shape_for_programs_too(db):
    bolt = ItemFactory(no="BOLT", item_tracking_code=lot_code())
    receive(bolt, lot("A", 1))

    [violation] = refused(sales(bolt, lot("A", 2), no="SO1")).violations

    assert violation.as_dict() == {
        "code": "not-enough-stock",
        "rule": "POST-027",
        "document": "Sales order SO1",
        "line": 10000,
        "field": "quantity",
        "number": "A",
        "message": str(violation),
    }
