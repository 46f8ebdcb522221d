"""Expiration dates: whose they are, and where they come from."""

from datetime import date

import pytest

from tests.factories import ItemFactory, code_with, lot_code, serial_code
from tests.tracking.posting.desk import (
    DEC_31,
    JAN_2,
    JAN_5,
    JAN_10,
    JUL_31,
    JUN_30,
    adjustment,
    at,
    dates,
    lot,
    moving,
    package,
    post,
    purchase,
    receive,
    refusal,
    renamed,
    sales,
    serial,
    ship,
)
from tests.tracking.stock import in_stock
from wms.documents.kinds import EntryType
from wms.inventory.models import ItemVariant
from wms.ledger.models import ItemLedgerEntry

# Where the date of an entry comes from


@pytest.mark.rule("POST-084", "SET-062")
def test_without_the_switch_entries_have_no_date():
    item = ItemFactory(item_tracking_code=lot_code(), expiration_calculation="6M")

    receive(item, lot("A", 2))
    ship(item, lot("A", 1))

    assert dates() == [None, None]


@pytest.mark.rule("POST-084", "SET-062")
def test_without_the_switch_nothing_expires():
    code = lot_code(strict_expiration_posting=True)
    item = ItemFactory(item_tracking_code=code)
    receive(item, lot("A", 2, expiration_date=JAN_5))
    code.use_expiration_dates = code.strict_expiration_posting = False
    code.save()

    assert ship(item, lot("A", 1), posting_date=DEC_31).entry_count == 1


@pytest.mark.rule("POST-086", "SET-064")
def test_a_known_lot_without_a_date_takes_the_one_it_has(milk):
    receive(milk, lot("A", 2, expiration_date=JUN_30))

    receive(milk, lot("A", 3))
    post(adjustment(milk, lot("A", 1)))

    assert dates() == [JUN_30] * 3


@pytest.mark.rule("POST-086", "SET-064")
def test_it_does_so_when_none_of_it_is_left_too(milk):
    receive(milk, lot("A", 2, expiration_date=JUN_30))
    ship(milk, lot("A", 2))

    receive(milk, lot("A", 3), location=at("WEST"))

    assert dates() == [JUN_30] * 3


@pytest.mark.rule("POST-086", "RCL-043")
def test_open_entries_count_before_closed_ones_then_the_last_one(milk):
    receive(milk, lot("A", 2, expiration_date=JUN_30))
    post(moving(milk, renamed(lot("A", 2), lot="A", expires=DEC_31)))

    receive(milk, lot("A", 1))
    ship(milk, lot("A", 3))
    receive(milk, lot("A", 1))

    assert dates() == [JUN_30, JUN_30, DEC_31, DEC_31, DEC_31, DEC_31]


@pytest.mark.rule("POST-086")
def test_the_last_closed_entry_decides_where_nothing_is_open(milk):
    in_stock(milk, 5, lot_no="A", expiration_date=JUN_30, remaining=0)
    in_stock(milk, 5, lot_no="A", expiration_date=JUL_31, remaining=0)

    receive(milk, lot("A", 1))

    assert dates()[2] == JUL_31


@pytest.mark.rule("POST-086")
def test_what_left_does_not_decide(milk):
    in_stock(milk, 5, lot_no="A", expiration_date=JUN_30, remaining=0)
    in_stock(milk, -5, lot_no="A", expiration_date=JUL_31, remaining=0)

    receive(milk, lot("A", 1))

    assert dates()[2] == JUN_30


@pytest.mark.rule("POST-086")
def test_an_open_entry_decides_before_a_later_closed_one(milk):
    in_stock(milk, 5, lot_no="A", expiration_date=JUN_30)
    in_stock(milk, 5, lot_no="A", expiration_date=JUL_31, remaining=0)

    receive(milk, lot("A", 1))

    assert dates()[2] == JUN_30


@pytest.mark.rule("POST-086", "SET-026")
def test_the_date_of_another_item_or_variant_is_not_taken(milk):
    cheese = ItemFactory(item_tracking_code=milk.item_tracking_code)
    red = ItemVariant.objects.create(item=milk, code="RED")
    receive(milk, lot("A", 2, expiration_date=JUN_30))

    receive(cheese, lot("A", 1))
    receive(milk, lot("A", 1), line={"variant": red})

    assert dates() == [JUN_30, None, None]


@pytest.mark.rule("POST-094")
@pytest.mark.parametrize(
    "make",
    [
        sales,
        lambda *rows: purchase(*rows, quantity=-1),
        lambda *rows: adjustment(*rows, entry_type=EntryType.NEGATIVE_ADJMT),
    ],
    ids=["sale", "purchase -1", "negative"],
)
def test_what_leaves_has_the_date_of_its_number(milk, make):
    receive(milk, lot("A", 2, expiration_date=JUN_30))

    post(make(milk, lot("A", 1)))

    assert dates() == [JUN_30, JUN_30]


@pytest.mark.rule("POST-094")
def test_what_leaves_has_that_date_whatever_stands_on_the_line(milk):
    receive(milk, lot("A", 2, expiration_date=JUN_30))

    post(sales(milk, lot("A", 1, expiration_date=DEC_31)))

    assert dates() == [JUN_30, JUN_30]


@pytest.mark.rule("POST-093", "SET-063")
def test_a_new_number_without_date_gets_it_by_the_items_formula_from_the_document_date(milk):
    milk.expiration_calculation = "6M-1D"
    milk.save()

    receive(milk, lot("A", 1), document_date=JAN_2, posting_date=JAN_10)
    receive(milk, lot("B", 1), posting_date=JAN_10)
    receive(milk, lot("C", 1, expiration_date=DEC_31))
    post(adjustment(milk, lot("D", 1), line={"posting_date": JAN_5}))

    assert dates() == [date(2026, 7, 1), date(2026, 7, 9), DEC_31, date(2026, 7, 4)]


@pytest.mark.rule("POST-093", "SET-064")
def test_the_date_of_a_known_number_wins_over_the_formula(milk):
    receive(milk, lot("A", 1, expiration_date=JUN_30))
    milk.expiration_calculation = "1Y"
    milk.save()

    receive(milk, lot("A", 1))

    assert dates() == [JUN_30, JUN_30]


@pytest.mark.rule("POST-093", "POST-087")
def test_a_known_number_in_stock_without_date_stays_without(milk):
    receive(milk, lot("A", 1))
    milk.expiration_calculation = "1Y"
    milk.save()

    receive(milk, lot("A", 1))

    assert dates() == [None, None]


@pytest.mark.rule("POST-093", "SET-063")
def test_goods_without_numbers_get_no_date(milk):
    milk.item_tracking_code = code_with("FREE", use_expiration_dates=True)
    milk.expiration_calculation = "1Y"
    milk.save()

    receive(milk, quantity=1)

    assert dates() == [None]


# Whose date it is


@pytest.mark.rule("POST-086", "POST-087")
def test_the_date_belongs_to_the_lot_where_there_is_one(db):
    item = ItemFactory(
        no="PILL",
        item_tracking_code=code_with("BOTH", specific=("serial", "lot"), use_expiration_dates=True),
    )
    receive(item, serial("S1", lot="A", expiration_date=JUN_30))
    ship(item, serial("S1", lot="A"))

    receive(item, serial("S2", lot="A"))
    receive(item, serial("S1", lot="B", expiration_date=DEC_31))

    assert dates() == [JUN_30, JUN_30, JUN_30, DEC_31]


@pytest.mark.rule("POST-086", "POST-087")
@pytest.mark.parametrize("kind", ["serial", "package"])
def test_else_to_the_serial_else_to_the_package(kind):
    item = ItemFactory(no="PILL", item_tracking_code=code_with("FREE", use_expiration_dates=True))
    row = {f"{kind}_no": "X1", "quantity": 1}
    receive(item, row | {"expiration_date": JUN_30})

    receive(item, row)
    [sentence] = refusal(purchase(item, row | {"expiration_date": JUL_31}, no="PO9"))

    assert dates() == [JUN_30, JUN_30]
    assert sentence == (
        "Purchase order PO9, line 10000: Expiration Date 2026-07-31 of number X1, item PILL, differs from"
        " 2026-06-30, its date in the ledger. Enter that date; to change it, reclassify the number."
    )


@pytest.mark.rule("POST-086")
def test_a_serials_package_does_not_decide_where_there_is_a_serial(db):
    item = ItemFactory(item_tracking_code=serial_code(use_expiration_dates=True))
    receive(item, serial("S1", package="P", expiration_date=JUN_30))

    receive(item, serial("S2", package="P", expiration_date=JUL_31))

    assert dates() == [JUN_30, JUL_31]


@pytest.mark.rule("RCL-042")
def test_a_move_that_keeps_the_lot_keeps_its_date(milk):
    receive(milk, package("P", 5, lot="A", expiration_date=JUN_30))

    post(moving(milk, renamed(package("P", 2, lot="A"), expires=JUN_30), to=at("WEST")))

    assert dates() == [JUN_30] * 3
    assert set(ItemLedgerEntry.objects.values_list("package_no", flat=True)) == {"P"}
