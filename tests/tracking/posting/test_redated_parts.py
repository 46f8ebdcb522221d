"""Reclassification: dates of lots that lie in serials or packages (X3, X7, X8)."""

import pytest

from tests.factories import ItemFactory, code_with, serial_code
from tests.tracking.posting.desk import (
    AUG_31,
    DEC_31,
    JUN_30,
    entries,
    lot,
    moving,
    open_dates,
    package,
    post,
    receive,
    refused,
    renamed,
    serial,
    the_violation,
    with_moving_line,
)
from tracking.posting import errors
from wms.ledger.models import ItemLedgerEntry

# X3: another package


@pytest.mark.rule("RCL-037")
@pytest.mark.parametrize("quantity", [4, 6])
def test_x3_a_lot_does_not_get_another_package_and_another_date_in_one_step(tea_in_boxes, quantity):
    receive(tea_in_boxes, lot("A", 6, package="P", expiration_date=JUN_30))
    row = renamed(lot("A", quantity, package="P"), package="Q", expires=DEC_31)

    violations = refused(moving(tea_in_boxes, row)).violations

    assert errors.PackageAndDateTogether in {type(violation) for violation in violations}


@pytest.mark.rule("RCL-037")
@pytest.mark.parametrize("quantity", [4, 6])
def test_x3_it_may_get_another_package_and_keep_its_date(tea_in_boxes, quantity):
    receive(tea_in_boxes, lot("A", 6, package="P", expiration_date=JUN_30))

    post(
        moving(tea_in_boxes, renamed(lot("A", quantity, package="P"), package="Q", expires=JUN_30))
    )

    assert open_dates("A") == [JUN_30]


@pytest.mark.rule("RCL-037")
def test_x3_first_the_package_then_the_date_in_one_journal(tea_in_boxes):
    receive(tea_in_boxes, lot("A", 6, package="P", expiration_date=JUN_30))
    document = moving(tea_in_boxes, renamed(lot("A", 6, package="P"), package="Q", expires=JUN_30))
    with_moving_line(document, tea_in_boxes, renamed(lot("A", 6, package="Q"), expires=DEC_31))

    post(document)

    assert open_dates("A") == [DEC_31]


# X7, X8: no lot


@pytest.mark.rule("RCL-028")
def test_x7_each_serial_without_lot_may_get_a_date_of_its_own(db):
    item = ItemFactory(item_tracking_code=serial_code(use_expiration_dates=True))
    receive(item, *(serial(no, expiration_date=JUN_30) for no in ("S1", "S2", "S3")))

    post(
        moving(
            item,
            renamed(serial("S1"), expires=DEC_31),
            renamed(serial("S2"), serial="T2", expires=AUG_31),
            renamed(serial("S3"), expires=None),
        )
    )

    assert entries("serial_no", "expiration_date", remaining_quantity__gt=0) == [
        ("S1", DEC_31),
        ("T2", AUG_31),
        ("S3", None),
    ]


@pytest.mark.rule("RCL-042")
@pytest.mark.parametrize("quantity", [2, 5])
def test_x8_a_package_without_lot_and_serial_may_get_any_date(quantity):
    item = ItemFactory(item_tracking_code=code_with("PKG", use_expiration_dates=True))
    receive(item, package("P", 5, expiration_date=JUN_30))

    post(moving(item, renamed(package("P", quantity), package="Q", expires=DEC_31)))

    assert entries("package_no", "expiration_date", "quantity")[1:] == [
        ("P", JUN_30, -quantity),
        ("Q", DEC_31, quantity),
    ]


# Lots that lie in serials or packages


@pytest.mark.rule("RCL-039")
def test_one_serial_of_a_lot_of_five_cannot_be_re_dated_alone(vaccine):
    receive(vaccine, *(serial(f"S{no}", lot="L", expiration_date=JUN_30) for no in range(5)))

    violation = the_violation(moving(vaccine, renamed(serial("S0", lot="L"), expires=AUG_31)))

    assert isinstance(violation, errors.WholeLotNeeded)
    assert "Lot L of item VAC has 5 in stock, 1 of it are on this line." in violation.text


@pytest.mark.rule("RCL-039")
def test_all_five_on_one_line_can(vaccine):
    receive(vaccine, *(serial(f"S{no}", lot="L", expiration_date=JUN_30) for no in range(5)))

    post(moving(vaccine, *(renamed(serial(f"S{no}", lot="L"), expires=AUG_31) for no in range(5))))

    assert open_dates("L") == [AUG_31]
    assert ItemLedgerEntry.objects.in_inventory().count() == 5


@pytest.mark.rule("RCL-039", "RCL-032")
def test_the_serials_of_a_lot_get_one_date(vaccine):
    receive(vaccine, *(serial(f"S{no}", lot="L", expiration_date=JUN_30) for no in range(3)))
    rows = [renamed(serial(f"S{no}", lot="L"), expires=AUG_31 if no else DEC_31) for no in range(3)]

    text = str(refused(moving(vaccine, *rows)))

    assert "2026-08-31" in text
    assert "2026-12-31" in text


@pytest.mark.rule("RCL-039", "RCL-047", "POST-022")
def test_the_worked_example_a5_4(vaccine):
    receive(vaccine, *(serial(f"S{no}", lot="L", expiration_date=JUN_30) for no in (1, 2, 3)))
    alone = moving(vaccine, renamed(serial("S1", lot="L"), expires=AUG_31))
    together = moving(
        vaccine,
        renamed(serial("S1", lot="L"), expires=AUG_31),
        renamed(serial("S2", lot="L"), expires=AUG_31),
        renamed(serial("S3", lot="L"), serial="T3", expires=AUG_31),
    )

    violation = the_violation(alone)
    post(together)

    assert "Lot L of item VAC has 3 in stock" in violation.text
    assert entries("serial_no", "lot_no", "quantity", "expiration_date")[3:] == [
        ("S1", "L", -1, JUN_30),
        ("S1", "L", 1, AUG_31),
        ("S2", "L", -1, JUN_30),
        ("S2", "L", 1, AUG_31),
        ("S3", "L", -1, JUN_30),
        ("T3", "L", 1, AUG_31),
    ]


@pytest.mark.rule("RCL-040")
def test_a_lot_in_two_packages_is_re_dated_as_a_whole_by_two_rows(tea_in_boxes):
    receive(
        tea_in_boxes,
        lot("A", 6, package="P1", expiration_date=JUN_30),
        lot("A", 4, package="P2", expiration_date=JUN_30),
    )

    post(
        moving(
            tea_in_boxes,
            renamed(lot("A", 6, package="P1"), expires=DEC_31),
            renamed(lot("A", 4, package="P2"), expires=DEC_31),
        )
    )

    assert open_dates("A") == [DEC_31]


@pytest.mark.rule("RCL-040")
def test_one_of_the_two_packages_is_not_enough(tea_in_boxes):
    receive(
        tea_in_boxes,
        lot("A", 6, package="P1", expiration_date=JUN_30),
        lot("A", 4, package="P2", expiration_date=JUN_30),
    )

    violation = the_violation(
        moving(tea_in_boxes, renamed(lot("A", 6, package="P1"), expires=DEC_31))
    )

    assert "has 10 in stock, 6 of it are on this line" in violation.text
