"""Goods without specific numbers may leave before they came, where the item or the company allows it."""

from decimal import Decimal

import pytest

from tests.factories import ItemFactory, LocationFactory, code_with, lot_code, setup_series
from tests.factories import transfer_order as new_transfer
from tests.tracking.posting.desk import (
    JAN_2,
    JAN_5,
    JAN_10,
    adjustment,
    lot,
    moving,
    post,
    purchase,
    purchase_return,
    receive,
    refusal,
    renamed,
    sales,
    with_line,
)
from tests.tracking.posting.making import assembly, line, production
from tracking.posting.undo import undo_lines
from wms.documents.kinds import EntryType
from wms.inventory.models import InventorySetup, Item
from wms.ledger.checks import ledger_differences
from wms.ledger.models import ItemApplicationEntry, ItemLedgerEntry

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def company(db) -> None:
    setup_series()
    InventorySetup.objects.update(prevent_negative_inventory=False)


def left() -> list[tuple]:
    entries = ItemLedgerEntry.objects.order_by("entry_no")
    return list(entries.values_list("quantity", "remaining_quantity"))


def applied() -> list[tuple]:
    rows = ItemApplicationEntry.objects.order_by("entry_no")
    return list(
        rows.values_list(
            "item_ledger_entry", "inbound_entry", "outbound_entry", "quantity", "posting_date"
        )
    )


@pytest.mark.rule("POST-105", "POST-016", "POST-017")
def test_what_is_not_there_stays_open_on_the_entry_as_less_than_nothing():
    bolt = ItemFactory()
    receive(bolt, quantity=2)

    post(sales(bolt, quantity=5))

    assert left() == [(2, 0), (-5, -3)]
    assert ItemLedgerEntry.objects.get(pk=2).is_open
    assert ledger_differences() == []


@pytest.mark.rule("POST-105")
@pytest.mark.parametrize(
    ("company_prevents", "item_prevents", "posts"),
    [
        (True, "", False),
        (True, "no", True),
        (True, "yes", False),
        (False, "", True),
        (False, "no", True),
        (False, "yes", False),
    ],
)
def test_the_item_decides_and_where_it_says_nothing_the_company(
    company_prevents, item_prevents, posts
):
    InventorySetup.objects.update(prevent_negative_inventory=company_prevents)
    bolt = ItemFactory(no="BOLT", prevent_negative_inventory=item_prevents)
    order = sales(bolt, quantity=5)

    if posts:
        post(order)
        assert left() == [(-5, -5)]
    else:
        assert "Item BOLT at location EAST: wanted 5, available 0" in refusal(order)[0]
        assert left() == []


@pytest.mark.rule("POST-105")
@pytest.mark.parametrize(
    "make",
    [
        lambda item: sales(item, quantity=3),
        lambda item: purchase_return(item, quantity=3),
        lambda item: purchase(item, quantity=-3),
        lambda item: adjustment(item, quantity=3, entry_type=EntryType.NEGATIVE_ADJMT),
        lambda item: adjustment(item, quantity=-3, entry_type=EntryType.POSITIVE_ADJMT),
    ],
    ids=["sale", "purchase return", "negative purchase", "negative adjmt.", "positive adjmt. < 0"],
)
def test_sales_purchases_and_adjustments_may_leave_before_they_came(make):
    post(make(ItemFactory()))

    assert left() == [(-3, -3)]
    assert ledger_differences() == []


@pytest.mark.rule("POST-106")
def test_moves_never_do():
    bolt = ItemFactory()
    over = with_line(new_transfer(), bolt, quantity=3)
    inside = moving(bolt, quantity=3, to=LocationFactory(code="WEST"))

    assert "wanted 3, available 0" in refusal(over)[0]
    assert "wanted 3, available 0" in refusal(inside)[0]
    assert left() == []


@pytest.mark.rule("POST-106", "POST-164")
@pytest.mark.parametrize("made_in", [assembly, production])
def test_components_never_do(made_in):
    order = made_in(no="MO1")
    line(order, ItemFactory(), 1)
    line(order, ItemFactory(no="WHEEL"), 2)

    assert [sentence.partition(" Lower")[0] for sentence in refusal(order)] == [
        f"{order}, line 20000: Item WHEEL at location EAST: wanted 2, available 0."
    ]
    assert left() == []


@pytest.mark.rule("POST-106", "POST-027")
def test_specific_numbers_never_do():
    bolt = ItemFactory(item_tracking_code=lot_code())

    assert "wanted 3, available 0" in refusal(sales(bolt, lot("A", 3)))[0]


@pytest.mark.rule("POST-105", "POST-106", "POST-099")
def test_what_has_expired_under_strict_posting_does_not_leave_that_way():
    code = code_with(
        "STRICT",
        lot_purchase_inbound_tracking=True,
        use_expiration_dates=True,
        strict_expiration_posting=True,
    )
    milk = ItemFactory(item_tracking_code=code)
    receive(milk, lot("A", 3, expiration_date=JAN_2))

    assert refusal(sales(milk, quantity=3, posting_date=JAN_10))
    assert left() == [(3, 3)]


@pytest.mark.rule("POST-031", "POST-017", "POST-024")
def test_what_comes_in_closes_what_is_owed_oldest_first():
    bolt = ItemFactory()
    post(sales(bolt, quantity=4, posting_date=JAN_10))
    post(sales(bolt, quantity=3, posting_date=JAN_5))

    receive(bolt, quantity=5, posting_date=JAN_2)

    assert left() == [(-4, -2), (-3, 0), (5, 0)]
    # the application has the later of the two dates
    assert applied() == [
        (3, 3, None, 5, JAN_2),
        (1, 3, 1, -2, JAN_10),
        (2, 3, 2, -3, JAN_5),
    ]
    assert ledger_differences() == []

    receive(bolt, quantity=5, posting_date=JAN_10)

    assert left()[0] == (-4, 0)
    assert left()[-1] == (5, 3)
    assert ledger_differences() == []


@pytest.mark.rule("POST-031")
def test_of_the_same_day_the_lower_entry_is_closed_first():
    bolt = ItemFactory()
    post(sales(bolt, quantity=4, posting_date=JAN_5))
    post(sales(bolt, quantity=3, posting_date=JAN_5))

    receive(bolt, quantity=5, posting_date=JAN_10)

    assert left() == [(-4, 0), (-3, -2), (5, 0)]
    # the later of the two dates, whichever entry it is of
    assert applied()[1:] == [(1, 3, 1, -4, JAN_10), (2, 3, 2, -1, JAN_10)]


@pytest.mark.rule("POST-031")
def test_only_goods_of_the_same_variant_and_place_do():
    bolt, nut = ItemFactory(), ItemFactory()
    west = LocationFactory(code="WEST")
    post(sales(bolt, quantity=4))

    receive(nut, quantity=5)
    receive(bolt, quantity=5, line={"location": west})

    assert left() == [(-4, -4), (5, 5), (5, 5)]


@pytest.mark.rule("POST-031")
def test_goods_that_arrive_by_a_move_close_it_too():
    bolt = ItemFactory()
    west = LocationFactory(code="WEST")
    post(sales(bolt, quantity=4, line={"location": west}))
    receive(bolt, quantity=6)

    post(moving(bolt, quantity=6, to=west))

    assert left() == [(-4, 0), (6, 0), (-6, 0), (6, 2)]
    assert ledger_differences() == []


@pytest.mark.rule("POST-031", "POST-107")
def test_within_one_journal_a_later_line_closes_an_earlier_one():
    bolt = ItemFactory()
    journal = adjustment(bolt, quantity=4, entry_type=EntryType.NEGATIVE_ADJMT)
    with_line(journal, bolt, quantity=7, entry_type=EntryType.POSITIVE_ADJMT)

    post(journal)

    assert left() == [(-4, 0), (7, 3)]
    assert ledger_differences() == []


@pytest.mark.rule("POST-031")
def test_a_number_given_for_information_does_not_matter():
    phone = ItemFactory(item_tracking_code=code_with("INFO", lot_purchase_inbound_tracking=True))
    post(sales(phone, quantity=2))

    receive(phone, lot("A", 3))

    assert left() == [(-2, 0), (3, 1)]


@pytest.mark.rule("POST-031", "POST-105")
def test_many_entries_owed_cost_no_more_statements_than_a_few(django_assert_max_num_queries):
    counts = []
    for many in (2, 10, 200):  # the first makes what a connection makes once
        bolt = ItemFactory()
        order = sales(bolt, quantity=1)
        for _ in range(many - 1):
            with_line(order, bolt, quantity=1)
        post(order)
        with django_assert_max_num_queries(60) as counted:
            receive(bolt, quantity=many + 1)
        counts.append(len(counted))
        entry = ItemLedgerEntry.objects.order_by("-entry_no")[0]
        assert entry.remaining_quantity == Decimal(1)
    assert counts[1] == counts[2]


@pytest.mark.rule("POST-155", "POST-105", "POST-017")
def test_a_shipment_that_ran_short_is_undone_by_as_much_as_there_was():
    bolt = ItemFactory()
    receive(bolt, quantity=2)
    owing = post(sales(bolt, quantity=4))
    posted = post(sales(bolt, quantity=5)).posted_document
    receive(bolt, quantity=3)
    assert left() == [(2, 0), (-4, 0), (-5, -4), (3, 0)]

    undo_lines(document=posted, line_ids=[posted.lines.get().pk], by=posted.posted_by)

    assert left() == [(2, 0), (-4, 0), (-5, 0), (3, 0), (5, 1)]
    assert ledger_differences() == []
    assert owing.posted_document.lines.count() == 1


@pytest.mark.rule("POST-105")
def test_the_reclassified_never_leave_that_way_either():
    bolt = ItemFactory(item_tracking_code=lot_code())
    receive(bolt, lot("A", 2))

    assert refusal(moving(bolt, renamed(lot("A", 3), lot="B")))
    assert Item.objects.count() == 1
