"""Several people post at the same moment: exactly what stock allows, and the others are told in words."""

import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from decimal import Decimal

import pytest
from django.db import IntegrityError, connection, transaction

from tests.factories import ItemFactory, UserFactory, code_with, lot_code, serial_code, setup_series
from tests.tracking.posting.desk import (
    adjustment,
    at,
    entries,
    lot,
    moving,
    post,
    purchase,
    receive,
    renamed,
    sales,
    serial,
    with_line,
)
from tests.tracking.stock import in_stock
from tracking.posting import Posted, post_document
from wms.core.errors import Refused
from wms.documents.models import Document, PostedDocument
from wms.ledger.checks import ledger_differences
from wms.ledger.models import ItemLedgerEntry, Register

pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True)]


@pytest.fixture(autouse=True)
def company(transactional_db) -> None:
    setup_series()


def at_once(works: list[Callable[[], object]]) -> list:
    """Each piece of work in a thread of its own; its answer, or the refusal it met."""
    ready = threading.Barrier(len(works))

    def one(work):
        try:
            ready.wait(timeout=60)
            return work()
        except Refused as refusal:
            return refusal
        finally:
            connection.close()

    with ThreadPoolExecutor(len(works)) as threads:
        return list(threads.map(one, works))


def post_at_once(documents: list[Document], **how) -> tuple[list[Posted], list[Refused]]:
    answers = at_once([lambda document=document: post(document, **how) for document in documents])
    posted = [answer for answer in answers if isinstance(answer, Posted)]
    refused = [answer for answer in answers if isinstance(answer, Refused)]
    assert len(posted) + len(refused) == len(documents)
    assert ledger_differences() == []
    return posted, refused


def by_eight(make: Callable[..., Document]) -> list[Document]:
    return [make(created_by=UserFactory(username=f"clerk-{number}")) for number in range(8)]


def winners_are_named(posted: list[Posted], refused: list[Refused]) -> bool:
    """Whether each loser is told of a posting just now, by its document and its user (POST-167)."""
    names = [
        (
            one.posted_document.no if one.posted_document else one.register.document_no,
            one.register.posted_by.username,
        )
        for one in posted
    ]
    return all(
        any(document in str(loser) and user in str(loser) for document, user in names)
        for loser in refused
    )


@pytest.mark.rule("POST-167", "POST-027", "POST-072")
def test_eight_shipments_of_a_lot_get_no_more_than_it_has():
    bolt = ItemFactory(no="BOLT", item_tracking_code=lot_code())
    receive(bolt, lot("A", 5))
    orders = by_eight(lambda **header: sales(bolt, lot("A", 2), **header))

    posted, refused = post_at_once(orders)

    assert (len(posted), len(refused)) == (2, 6)
    assert ItemLedgerEntry.objects.get(pk=1).remaining_quantity == 1
    assert all(
        "Item BOLT, lot A at location EAST: wanted 2, available 1" in str(r) for r in refused
    )


@pytest.mark.rule("POST-167", "POST-066", "POST-069")
def test_eight_shipments_of_a_serial_one_wins():
    lamp = ItemFactory(no="LAMP", item_tracking_code=serial_code())
    receive(lamp, serial("S1"))
    orders = by_eight(lambda **header: sales(lamp, serial("S1"), **header))

    posted, refused = post_at_once(orders)

    assert (len(posted), len(refused)) == (1, 7)
    assert entries("serial_no", "quantity", "remaining_quantity") == [("S1", 1, 0), ("S1", -1, 0)]
    assert all("Item LAMP, serial S1" in str(loser) for loser in refused)


@pytest.mark.rule("POST-167")
def test_who_lost_a_serial_just_now_is_told_to_whom():
    lamp = ItemFactory(item_tracking_code=serial_code())
    receive(lamp, serial("S1"))
    orders = by_eight(lambda **header: sales(lamp, serial("S1"), **header))

    assert winners_are_named(*post_at_once(orders))


@pytest.mark.rule("POST-167", "POST-168", "POST-059")
def test_eight_receipts_of_a_serial_one_wins():
    lamp = ItemFactory(no="LAMP", item_tracking_code=serial_code())
    orders = by_eight(
        lambda **header: purchase(
            lamp, serial("S1"), serial(f"OF-{header['created_by']}"), **header
        )
    )

    posted, refused = post_at_once(orders)

    assert (len(posted), len(refused)) == (1, 7)
    assert ItemLedgerEntry.objects.in_inventory().filter(serial_no="S1").count() == 1
    assert len(entries("pk")) == 2
    assert all("Serial number S1 of item LAMP is already in stock" in str(r) for r in refused)


@pytest.mark.rule("POST-167")
def test_who_lost_the_receipt_of_a_serial_just_now_is_told_to_whom():
    lamp = ItemFactory(item_tracking_code=serial_code())
    orders = by_eight(lambda **header: purchase(lamp, serial("S1"), **header))

    assert winners_are_named(*post_at_once(orders))


@pytest.mark.rule("POST-167", "POST-059")
def test_the_same_serial_by_receipt_and_by_journal_and_by_renaming_one_wins():
    lamp = ItemFactory(item_tracking_code=serial_code())
    receive(lamp, *(serial(f"OLD{number}") for number in range(3)))
    documents = [
        *(purchase(lamp, serial("NEW")) for _ in range(2)),
        *(adjustment(lamp, serial("NEW")) for _ in range(3)),
        *(moving(lamp, renamed(serial(f"OLD{number}"), serial="NEW")) for number in range(3)),
    ]

    posted, refused = post_at_once(documents)

    assert (len(posted), len(refused)) == (1, 7)
    assert ItemLedgerEntry.objects.in_inventory().filter(serial_no="NEW").count() == 1


@pytest.mark.rule("POST-167", "RCL-023")
def test_eight_renamings_of_a_serial_one_wins():
    lamp = ItemFactory(item_tracking_code=serial_code())
    receive(lamp, serial("S1"))
    documents = [moving(lamp, renamed(serial("S1"), serial=f"T{number}")) for number in range(8)]

    posted, refused = post_at_once(documents)

    assert (len(posted), len(refused)) == (1, 7)
    assert len(entries("pk")) == 3
    assert ItemLedgerEntry.objects.in_inventory().count() == 1


@pytest.mark.rule("POST-167", "POST-030")
def test_a_serial_captured_by_eight_shipments_leaves_once():
    lamp = ItemFactory(item_tracking_code=code_with("SNSALES", sn_sales_outbound_tracking=True))
    receive(lamp, quantity=20)
    orders = [sales(lamp, serial("S1")) for _ in range(8)]

    posted, refused = post_at_once(orders)

    assert (len(posted), len(refused)) == (1, 7)
    assert "left with" in str(refused[0])


@pytest.mark.rule("POST-171")
def test_the_same_request_eight_times_posts_once_and_all_get_its_result():
    order = purchase(ItemFactory(), quantity=10, line={"to_handle": 1})

    answers = at_once([lambda: post(order, request_key="K1")] * 8)

    assert {answer.register.pk for answer in answers} == {1}
    assert sorted(answer.was_posted_before for answer in answers) == [False] + [True] * 7
    assert {answer.posted_document.no for answer in answers} == {"PRN00001"}
    assert len(entries("pk")) == Register.objects.count() == 1


@pytest.mark.rule("POST-171")
@pytest.mark.parametrize("share_stock", [True, False])
def test_the_same_key_on_two_documents_at_once_is_good_for_one_of_them(share_stock):
    item = ItemFactory()
    orders = [purchase(item if share_stock else ItemFactory(), quantity=1) for _ in range(4)]

    posted, refused = post_at_once(orders, request_key="K1")

    assert (len(posted), len(refused)) == (1, 3)
    assert {r.violations[0].code for r in refused} == {"request-key-conflict"}
    assert len(entries("pk")) == 1


@pytest.mark.rule("POST-171", "POST-166")
@pytest.mark.parametrize("make", [purchase, adjustment])
def test_without_a_key_a_document_posted_eight_times_at_once_is_posted_once(make):
    item = ItemFactory(item_tracking_code=lot_code())
    document = make(item, lot("A", 3))

    posted, refused = post_at_once([document] * 8)

    assert (len(posted), len(refused)) == (1, 7)
    assert {r.violations[0].code for r in refused} == {"nothing-to-post"}
    assert entries("quantity") == [(3,)]


@pytest.mark.rule("POST-170")
def test_of_eight_who_saw_the_same_version_one_posts():
    order = purchase(ItemFactory(), quantity=10, line={"to_handle": 1})

    posted, refused = post_at_once([order] * 8, version=order.version)

    assert (len(posted), len(refused)) == (1, 7)
    assert {r.violations[0].code for r in refused} == {"stale"}


@pytest.mark.rule("POST-167", "POST-172")
def test_documents_that_touch_the_same_items_crosswise_all_post():
    items = [ItemFactory() for _ in range(3)]
    for item in items:
        receive(item, quantity=100)
    orders = []
    for number in range(8):
        order = sales(items[number % 3], quantity=1)
        with_line(order, items[(number + 1 + number % 2) % 3], quantity=2)
        with_line(order, items[(number + 2 - number % 2) % 3], quantity=3)
        orders.append(order)

    posted, refused = post_at_once(orders)

    assert (len(posted), refused) == (8, [])
    assert sum(quantity for (quantity,) in entries("quantity")) == 300 - 8 * 6


@pytest.mark.rule("POST-176", "POST-174", "POST-167")
def test_entry_numbers_of_postings_at_once_are_in_one_piece_each_and_in_the_order_of_registers():
    orders = [purchase(ItemFactory(), quantity=1, created_by=UserFactory()) for _ in range(8)]
    for order in orders:
        item = order.lines.get().item
        for _ in range(4):
            with_line(order, item, quantity=1)

    posted, _ = post_at_once(orders)

    assert len(posted) == 8
    registers = Register.objects.order_by("no").values_list("from_entry_no", "to_entry_no")
    assert list(registers) == [(1 + 5 * number, 5 + 5 * number) for number in range(8)]
    numbers = PostedDocument.objects.values_list("no", flat=True)
    assert len(set(numbers)) == 8


@pytest.mark.rule("POST-107", "POST-167", "POST-017")
def test_receipts_shipments_and_moves_at_once_keep_the_book_in_balance():
    bolt = ItemFactory(item_tracking_code=lot_code())
    receive(bolt, lot("A", 10))
    documents = [
        purchase(bolt, lot("A", 3)),
        sales(bolt, lot("A", 4)),
        sales(bolt, lot("A", 4)),
        moving(bolt, renamed(lot("A", 5), lot="B")),
        moving(bolt, renamed(lot("A", 5)), to=at("WEST")),
        adjustment(bolt, lot("A", 2), quantity=-2),
    ]

    posted, refused = post_at_once(documents)

    assert posted
    left = sum(e.remaining_quantity for e in ItemLedgerEntry.objects.in_inventory())
    moved = sum(quantity for (quantity,) in entries("quantity"))
    assert left == moved >= Decimal(0)
    assert all("available" in str(loser) for loser in refused)


@pytest.mark.rule("POST-168")
def test_even_past_the_posting_two_people_cannot_open_the_same_serial():
    lamp = ItemFactory(item_tracking_code=serial_code())
    in_stock(lamp, serial_no="S1", remaining=0)
    in_stock(lamp, serial_no="S1", remaining=0)
    ready = threading.Barrier(2)

    def open_entry(number: int) -> str:
        try:
            with transaction.atomic():
                ready.wait(timeout=60)
                ItemLedgerEntry.objects.filter(pk=number).update(remaining_quantity=1)
        except IntegrityError as error:
            return str(error)
        else:
            return "opened"
        finally:
            connection.close()

    with ThreadPoolExecutor(2) as threads:
        answers = sorted(threads.map(open_entry, [1, 2]))

    assert answers[1] == "opened"
    assert "ile_serial_once_in_inventory" in answers[0]


@pytest.mark.rule("POST-167", "POST-111")
def test_a_posting_reads_again_what_changed_while_it_waited_for_the_lock():
    bolt = ItemFactory(no="BOLT", item_tracking_code=lot_code())
    receive(bolt, lot("A", 5))
    first, second = sales(bolt, lot("A", 5)), sales(bolt, lot("A", 5))
    answers: list = []

    def late() -> None:
        try:
            post_document(document=second, by=second.created_by)
        except Refused as refusal:
            answers.append(str(refusal))
        finally:
            connection.close()

    with transaction.atomic():
        post(first)
        waiting = threading.Thread(target=late)
        waiting.start()
        waiting.join(timeout=0.5)
        assert waiting.is_alive()  # it waits for the item
    waiting.join(timeout=60)

    assert "wanted 5, available 0" in answers[0]
