"""What is not asked again of goods that go back, or are invoiced only (POST-047, POST-083, POST-092)."""

import pytest

from tests.factories import ItemFactory, code_with, lot_code
from tests.tracking.posting.desk import (
    card,
    entries,
    lot,
    post,
    purchase,
    receive,
    refused,
    sales,
    sales_return,
    ship,
    the_line,
    to_invoice,
)
from tests.tracking.stock import in_stock
from tracking.models import NumberInformation
from tracking.posting import errors
from tracking.posting.undo import undo_lines
from wms.documents.kinds import Step
from wms.ledger.checks import ledger_differences

NUMBERS = {"serial_no": "S1", "lot_no": "L1", "package_no": "P1"}


@pytest.fixture
def free(db):
    return ItemFactory(no="FREE", item_tracking_code=code_with("FREEENTRY"))


@pytest.fixture
def dated_milk(db):
    """Its date must be entered."""
    return ItemFactory(no="MILK", item_tracking_code=lot_code(require_expiration_date_entry=True))


def undo(posted):
    document = posted.posted_document
    ids = [line.pk for line in document.lines.all()]
    return undo_lines(document=document, line_ids=ids, by=document.posted_by)


@pytest.mark.rule("POST-083", "POST-047")
@pytest.mark.parametrize("kind", ["serial", "lot", "package"])
def test_a_number_that_was_blocked_meanwhile_is_invoiced_and_undone(free, kind):
    unit = NUMBERS | {"quantity": 1}
    receive(free, unit)
    kept = sales(free, unit)
    post(kept)
    receive(free, unit)
    shipped = ship(free, unit)
    card(kind, free, NUMBERS[f"{kind}_no"], blocked=True)

    invoice = post(to_invoice(kept, 1), step=Step.INVOICE)
    undo(shipped)

    assert invoice.invoiced_count == 1
    assert the_line(kept).qty_invoiced == 1
    assert entries("quantity", correction=True) == [(1,)]
    assert isinstance(refused(sales(free, unit)).violations[0], errors.NumberBlocked)
    assert ledger_differences() == []


@pytest.mark.rule("POST-083", "POST-047")
def test_a_receipt_of_a_lot_that_was_blocked_meanwhile_is_undone(db):
    bolt = ItemFactory(no="BOLT", item_tracking_code=lot_code())
    posted = receive(bolt, lot("A", 6))
    card("lot", bolt, "A", blocked=True)

    undo(posted)

    assert entries("quantity", "remaining_quantity") == [(6, 0), (-6, 0)]


@pytest.mark.rule("POST-047", "POST-079")
def test_a_correction_asks_for_no_card(db):
    code = lot_code(lot_info_outbound_must_exist=True, lot_info_inbound_must_exist=True)
    bolt = ItemFactory(no="BOLT", item_tracking_code=code)
    card("lot", bolt, "A")
    receive(bolt, lot("A", 6))
    posted = ship(bolt, lot("A", 2))
    NumberInformation.objects.all().delete()

    undo(posted)

    assert entries("quantity", correction=True) == [(2,)]


@pytest.mark.rule("POST-092", "POST-091")
def test_an_exact_return_needs_no_expiration_date(dated_milk):
    in_stock(dated_milk, 1, lot_no="A")  # from before its tracking code required a date
    sold = post(sales(dated_milk, lot("A", 1)))
    [(entry_no,)] = entries("entry_no", register=sold.register)

    [violation] = refused(sales_return(dated_milk, lot("A", 1))).violations
    returned = post(sales_return(dated_milk, lot("A", 1, applies_from_entry_no=entry_no)))

    assert isinstance(violation, errors.ExpirationMissing)
    assert returned.entry_count == 1


@pytest.mark.rule("POST-092")
def test_a_correction_needs_no_expiration_date(dated_milk):
    in_stock(dated_milk, 5, lot_no="A")
    sold = ship(dated_milk, lot("A", 2))

    undo(sold)

    assert entries("quantity", "expiration_date", correction=True) == [(2, None)]


@pytest.mark.rule("POST-092")
def test_what_comes_in_by_any_other_way_needs_one(dated_milk):
    [violation] = refused(purchase(dated_milk, lot("B", 1))).violations

    assert violation.rule == "POST-091"
