"""What a changed code would have refused of what was posted."""

from copy import copy
from datetime import date, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.factories import (
    ItemFactory,
    code_with,
    lot_code,
)
from tests.tracking.codes.simulating import YEAR, an_item, counted, told, tried
from tests.tracking.posting.desk import (
    JAN_2,
    JAN_10,
    JUL_1,
    JUN_30,
    adjustment,
    at,
    card,
    lot,
    moving,
    post,
    receive,
    renamed,
    serial,
    ship,
)
from tests.tracking.stock import many_in_stock
from tracking.codes import driving
from tracking.models import NumberInformation
from tracking.simulation.replay import replay
from tracking.simulation.rules import NOT_REPLAYED, REPLAYED
from tracking.simulation.staging import Period
from wms.core.errors import Refused
from wms.core.rules import ALL_RULES
from wms.documents.kinds import EntryType

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("series")]


# ---- numbers


def test_given_sales_without_serials_then_each_is_told_with_the_rule_and_its_words():
    item = an_item(code_with("FREE"))
    receive(item, quantity=5)
    ship(item, quantity=2)
    ship(item, serial("S1"))

    found = tried(item.item_tracking_code, sn_sales_outbound_tracking=True)

    ((document, rule, text),) = told(found)
    assert rule == "POST-041"
    assert text == (
        "Serial No. is required for item GOODS, quantity 2. "
        "Assign it on the Item Tracking Lines page."
    )
    assert (found.entries, found.refused, found.documents) == (3, 1, 1)
    assert counted(found) == {"serial": 1}
    assert document == found.findings[0].entry.document_no


def test_given_nothing_is_changed_then_nothing_is_refused():
    item = an_item(lot_code(use_expiration_dates=True, strict_expiration_posting=True))
    receive(item, lot("A", 5, expiration_date=JUL_1))
    ship(item, lot("A", 2), posting_date=JUN_30)
    post(moving(item, renamed(lot("A", 3), lot="B", expires=JUL_1), to=at("WEST")))

    found = tried(item.item_tracking_code)

    assert (found.entries, found.refused, told(found)) == (3, 0, [])


def test_given_a_move_then_its_old_and_new_number_are_judged_as_one_row():
    item = an_item(code_with("FREE"))
    receive(item, lot("A", 5))
    post(moving(item, renamed(lot("A", 3), lot="B"), to=at("WEST")))

    found = tried(item.item_tracking_code, package_transfer_tracking=True)

    assert found.entries == 2
    assert counted(found) == {"package": 1, "new-package": 1}
    assert (found.refused, found.documents) == (1, 1)
    assert tried(item.item_tracking_code, lot_transfer_tracking=True).refused == 0


def specific(prefix: str) -> dict[str, bool]:
    switches = (driving.specific(prefix), driving.warehouse(prefix), *driving.driven(prefix))
    return dict.fromkeys(switches, True)


def test_given_lots_become_specific_then_what_was_taken_from_other_lots_is_told():
    item = an_item(code_with("FREE"))
    receive(item, lot("A", 2))
    receive(item, lot("B", 5))
    ship(item, lot("A", 2))  # takes A
    ship(item, lot("A", 3))  # takes B: free entry follows no lots
    ship(item, quantity=1)

    found = tried(item.item_tracking_code, **specific("lot"))

    assert counted(found) == {"lot": 1, "stock": 1}
    assert told(found)[0][1:] == (
        "POST-027",
        "3 of item GOODS, lot A left, but only 0 of it was taken from stock under that number. "
        "A specific number leaves only from stock of its own.",
    )


# ---- dates


@pytest.mark.parametrize(
    ("shipped", "expired"), [(JUN_30 - timedelta(1), False), (JUN_30, False), (JUL_1, True)]
)
def test_given_strict_posting_then_what_had_expired_is_told_and_the_day_itself_is_good(
    shipped, expired
):
    item = an_item(lot_code(use_expiration_dates=True))
    receive(item, lot("A", 5, expiration_date=JUN_30))
    ship(item, lot("A", 2), posting_date=shipped)
    post(adjustment(item, lot("A", 1), entry_type=EntryType.NEGATIVE_ADJMT, posting_date=shipped))

    found = tried(item.item_tracking_code, strict_expiration_posting=True)

    assert counted(found) == ({"expired": 1} if expired else {})
    if expired:
        assert told(found)[0][2].startswith(
            "Lot A of item GOODS at location EAST expired on 2026-06-30, before the posting date"
        )


def test_given_dates_must_be_entered_then_blank_and_reckoned_ones_are_told_and_known_ones_pass():
    item = an_item(lot_code(use_expiration_dates=True), expiration_calculation="6M")
    receive(item, lot("RECKONED", 1))
    receive(item, lot("ENTERED", 1, expiration_date=date(2027, 5, 5)))
    receive(item, lot("ENTERED", 1))  # known by now
    plain = ItemFactory(no="PLAIN", item_tracking_code=item.item_tracking_code)
    receive(plain, lot("BLANK", 1))

    found = tried(item.item_tracking_code, require_expiration_date_entry=True)

    assert counted(found) == {"expiration": 2}
    assert [finding.entry.lot_no for finding in found.findings] == ["RECKONED", "BLANK"]


def test_given_expiration_dates_go_off_then_only_entered_ones_are_told():
    item = an_item(lot_code(use_expiration_dates=True), expiration_calculation="6M")
    receive(item, lot("RECKONED", 2))
    receive(item, lot("ENTERED", 2, expiration_date=date(2027, 5, 5)))
    ship(item, lot("ENTERED", 1))

    found = tried(item.item_tracking_code, use_expiration_dates=False)

    assert counted(found) == {"dates": 1}
    assert found.findings[0].entry.lot_no == "ENTERED"
    assert found.findings[0].entry.quantity > 0


def test_given_warranty_dates_must_be_entered_then_those_of_the_formula_do_not_do():
    code = lot_code(warranty_date_formula="2Y")
    item = an_item(code)
    receive(item, lot("FORMULA", 2))
    receive(item, lot("ENTERED", 2, warranty_date=date(2030, 1, 1)))
    ship(item, lot("ENTERED", 1, warranty_date=date(2030, 1, 1)))
    ship(item, lot("FORMULA", 1))

    found = tried(code, require_warranty_date_entry=True)

    assert counted(found) == {"warranty": 2}
    assert [finding.entry.lot_no for finding in found.findings] == ["FORMULA", "FORMULA"]


def test_given_moves_then_new_dates_and_carried_warranties_are_judged():
    item = an_item(lot_code(use_expiration_dates=True))
    receive(item, lot("A", 2))
    post(moving(item, renamed(lot("A", 2), lot="A"), to=at("WEST")))

    dated = tried(item.item_tracking_code, require_expiration_date_entry=True)
    warranted = tried(item.item_tracking_code, require_warranty_date_entry=True)

    assert counted(dated) == {"expiration": 1, "new-expiration": 1}
    assert counted(warranted) == {"warranty": 1, "moved-warranty": 1}


# ---- cards


def test_given_cards_must_exist_then_missing_ones_are_told_unless_posting_makes_them():
    item = an_item(lot_code())
    card("lot", item, "WITH")
    receive(item, lot("WITH", 1))
    receive(item, lot("WITHOUT", 1))

    found = tried(item.item_tracking_code, lot_info_inbound_must_exist=True)
    made = tried(
        item.item_tracking_code, lot_info_inbound_must_exist=True, create_lot_info_on_posting=True
    )

    assert [text for *_, text in told(found)] == [
        "Lot WITHOUT of item GOODS has no information card, which the item tracking code requires. "
        "Create the card first."
    ]
    assert made.refused == 0
    assert NumberInformation.objects.count() == 1


# ---- which rows, and how many


def test_only_the_period_and_items_with_the_code_are_replayed():
    item, other = an_item(code_with("FREE")), ItemFactory(item_tracking_code=code_with("OTHER"))
    receive(item, quantity=9)
    receive(other, quantity=9)
    ship(item, quantity=1, posting_date=JAN_2)
    ship(item, quantity=1, posting_date=JAN_10)
    ship(other, quantity=1, posting_date=JAN_10)

    found = tried(
        item.item_tracking_code, period=Period(JAN_10, JAN_10), sn_sales_outbound_tracking=True
    )

    assert (found.entries, found.refused) == (1, 1)
    assert tried(item.item_tracking_code, period=Period(JUL_1, JUL_1)).entries == 0


def in_the_book(item, count: int) -> None:
    many_in_stock(item, [("", f"L{number:05}", "") for number in range(count)])


def test_the_statements_do_not_grow_with_the_entries():
    spent = []
    for count in (10, 1000):
        item = ItemFactory(item_tracking_code=lot_code(f"LOT{count}", use_expiration_dates=True))
        in_the_book(item, count)
        stored = item.item_tracking_code
        after = copy(stored)
        after.require_expiration_date_entry = after.require_warranty_date_entry = True
        after.sn_pos_adjmt_inbound_tracking = True
        after.lot_info_inbound_must_exist = True
        with CaptureQueriesContext(
            connection,
        ) as queries:
            found = replay(before=stored, after=after, period=YEAR)
        spent.append(len(queries))
        assert counted(found) == {
            "serial": count,
            "expiration": count,
            "warranty": count,
            "card": count,
        }

    assert spent[0] == spent[1]


def test_findings_come_in_pages_of_100_and_by_rule():
    item = an_item(lot_code())
    in_the_book(item, 130)
    changes = {"sn_pos_adjmt_inbound_tracking": True, "require_warranty_date_entry": True}

    first, last = (tried(item.item_tracking_code, page=page, **changes) for page in (1, 3))
    serials = tried(item.item_tracking_code, only="serial", page=2, **changes)

    assert (first.pages, len(first.findings), len(last.findings)) == (3, 100, 60)
    assert (serials.pages, len(serials.findings)) == (2, 30)
    assert {finding.rule.key for finding in serials.findings} == {"serial"}
    assert counted(serials) == counted(first) == {"serial": 130, "warranty": 130}
    assert tried(item.item_tracking_code, page=9, **changes).page == 3
    assert tried(item.item_tracking_code, only="nothing", **changes).findings == []


def test_given_more_than_can_be_replayed_at_once_then_a_shorter_period_is_asked_for(monkeypatch):
    monkeypatch.setattr("tracking.simulation.replay.MOST_ROWS", 2)
    item = an_item(lot_code())
    in_the_book(item, 3)

    with pytest.raises(Refused) as refusal:
        tried(item.item_tracking_code)

    assert str(refusal.value) == (
        "The period has more than 2 entries of items with this code, which is more than is replayed "
        "at once. Choose a shorter period."
    )


def test_every_condition_of_posting_that_asks_the_code_is_replayed_or_says_why_not():
    replayed = {one.rule for one in REPLAYED}
    for rule in ALL_RULES:
        if rule.condition is None or rule.context:
            continue
        if "item_tracking_code" in str(rule.broken_if({})):
            assert rule in replayed or NOT_REPLAYED.get(rule), rule
