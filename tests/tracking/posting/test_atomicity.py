"""A posting is all or nothing, whatever goes wrong."""

from collections.abc import Callable, Iterator

import pytest
from django.db import OperationalError, connection, transaction

from tests.factories import ItemFactory, UserFactory, lot_code, serial_code, setup_series
from tests.tracking.posting.desk import (
    JUL_1,
    JUN_30,
    adjustment,
    at,
    card,
    entries,
    everything,
    lot,
    moving,
    post,
    purchase,
    receive,
    refusal,
    refused,
    renamed,
    sales,
    serial,
    with_line,
    with_moving_line,
)
from tracking.posting import followers
from wms.core.models import NumberSeriesLine
from wms.documents.kinds import EntryType
from wms.ledger.checks import ledger_differences
from wms.ledger.models import ItemLedgerEntry


class Stumbling:
    """Posts along, and fails after everything of the posting but its source has been written."""

    def __init__(self, error: Exception, *, times: int) -> None:
        self.error = error
        self.times = times

    def violations(self, posting) -> tuple:
        return ()

    def write(self, posting) -> None:
        assert ItemLedgerEntry.objects.filter(register=posting.register_no).exists()
        if self.times:
            self.times -= 1
            raise self.error


@pytest.fixture
def stumbling() -> Iterator[Callable[..., Stumbling]]:
    made = []

    def make(error: Exception, *, times: int = 1) -> Stumbling:
        follower = Stumbling(error, times=times)
        followers.register(follower)
        made.append(follower)
        return follower

    yield make
    for follower in made:
        followers._FOLLOWERS.remove(follower)


def deadlock() -> OperationalError:
    class DeadlockDetected(Exception):
        sqlstate = "40P01"

    error = OperationalError("deadlock detected")
    error.__cause__ = DeadlockDetected()
    return error


@pytest.fixture
def lamp(db):
    return ItemFactory(
        no="LAMP",
        item_tracking_code=serial_code(
            create_sn_info_on_posting=True, create_lot_info_on_posting=True
        ),
    )


def orders(lamp):
    """One document of each kind that has something to post, and makes cards on the way."""
    receive(lamp, serial("S1"), serial("S2"), serial("S3"))
    return {
        "purchase": purchase(lamp, serial("N1", lot="L1")),
        "sales": sales(lamp, serial("S1", lot="L2")),
        "journal": adjustment(lamp, serial("N2", lot="L3")),
        "move": moving(lamp, renamed(serial("S2"), serial="T2"), to=at("WEST")),
    }


KINDS = ["purchase", "sales", "journal", "move"]


@pytest.mark.rule("POST-166", "POST-081")
@pytest.mark.parametrize("kind", KINDS)
def test_after_a_crash_everything_is_as_it_was(lamp, stumbling, kind):
    document = orders(lamp)[kind]
    before = everything()
    stumbling(RuntimeError("the lights go out"))

    with pytest.raises(RuntimeError, match="the lights go out"):
        post(document)

    assert everything() == before
    assert post(document).entry_count == (2 if kind == "move" else 1)


@pytest.mark.rule("POST-166", "POST-113")
@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("kind", KINDS)
def test_so_it_is_in_a_transaction_of_its_own_with_a_series_without_gaps(stumbling, kind):
    setup_series()
    NumberSeriesLine.objects.update(allow_gaps=False)
    lamp = ItemFactory(item_tracking_code=serial_code(create_sn_info_on_posting=True))
    document = orders(lamp)[kind]
    before = everything()
    stumbling(RuntimeError("the lights go out"))

    with pytest.raises(RuntimeError):
        post(document)

    assert everything() == before
    assert not connection.in_atomic_block


@pytest.mark.rule("POST-166")
def test_a_refusal_by_the_database_leaves_nothing_either(lamp, stumbling):
    receive(lamp, serial("S1"))
    document = sales(lamp, serial("S1"))
    before = everything()

    class Spoiling(Stumbling):
        def write(self, posting) -> None:
            ItemLedgerEntry.objects.filter(serial_no="S1").update(remaining_quantity=2)

    followers.register(spoiling := Spoiling(RuntimeError(), times=0))
    try:
        with pytest.raises(Exception, match="ile_remaining_within_quantity"):
            post(document)
    finally:
        followers._FOLLOWERS.remove(spoiling)

    assert everything() == before


@pytest.mark.rule("POST-166", "POST-107")
def test_what_earlier_lines_wrote_goes_with_the_line_that_fails(lamp):
    document = adjustment(lamp, serial("N1"))
    with_line(document, lamp, serial("N1"), entry_type=EntryType.SALE)
    with_line(document, lamp, serial("N9"), entry_type=EntryType.SALE)

    refused(document)  # compares all tables

    assert entries("pk") == []


@pytest.mark.rule("POST-166", "RCL-009")
def test_so_it_is_in_a_chain_of_renamings(lamp):
    receive(lamp, serial("S1"))
    document = moving(lamp, renamed(serial("S1"), serial="S2"))
    with_moving_line(document, lamp, renamed(serial("S2"), serial="S3"))
    with_moving_line(document, lamp, renamed(serial("S9"), serial="S4"))

    refused(document)

    assert entries("serial_no", "remaining_quantity") == [("S1", 1)]


@pytest.mark.rule("POST-166", "POST-112")
def test_after_a_refusal_the_next_posting_is_judged_afresh(lamp):
    receive(lamp, serial("S1"))
    refused(purchase(lamp, serial("S1"), serial("S2")))
    refused(sales(lamp, serial("S7")))

    receive(lamp, serial("S2"))
    assert "S7" not in str(refusal(sales(lamp, serial("S8"))))

    assert entries("serial_no") == [("S1",), ("S2",)]


@pytest.mark.rule("POST-166")
def test_every_kind_of_refusal_leaves_everything_as_it_was(db):
    milk = ItemFactory(item_tracking_code=lot_code(strict_expiration_posting=True))
    receive(milk, lot("A", 5, expiration_date=JUN_30), lot("BAD", 5))
    card("lot", milk, "BAD", blocked=True)

    # ``refused`` compares every table before and after
    refused(sales(milk, quantity=1))
    refused(sales(milk, lot("A", 6)))
    refused(sales(milk, lot("A", 1), posting_date=JUL_1))
    refused(sales(milk, lot("BAD", 1)))
    refused(sales(milk, lot("A", 1), quantity=2))
    refused(purchase(milk, lot("A", 1, expiration_date=JUL_1)))
    refused(sales(milk, lot("A", 1), location=at("ROAD", use_as_in_transit=True)))

    assert ledger_differences() == []


@pytest.mark.rule("POST-166")
def test_what_is_posted_inside_a_transaction_that_is_given_up_is_given_up_with_it(lamp):
    document = purchase(lamp, serial("S1"))
    before = everything()

    with transaction.atomic():
        post(document)
        transaction.set_rollback(True)

    assert everything() == before
    assert post(document).entry_count == 1


@pytest.mark.rule("POST-172")
@pytest.mark.django_db(transaction=True)
def test_a_posting_that_loses_against_another_is_tried_again_from_the_start(stumbling):
    setup_series()
    lamp = ItemFactory(item_tracking_code=serial_code())
    document = purchase(lamp, serial("S1"))
    follower = stumbling(deadlock(), times=2)

    posted = post(document)

    assert follower.times == 0
    assert posted.entry_count == ItemLedgerEntry.objects.count() == 1


@pytest.mark.rule("POST-172", "POST-166")
@pytest.mark.django_db(transaction=True)
def test_when_it_loses_again_and_again_it_says_so_and_nothing_is_saved(stumbling):
    setup_series()
    NumberSeriesLine.objects.update(allow_gaps=False)
    document = purchase(ItemFactory(), quantity=1, no="PO1", created_by=UserFactory())
    stumbling(deadlock(), times=1000)

    assert refusal(document) == [
        "Purchase order PO1: Others are posting the same goods just now. Nothing was posted; try again in a"
        " moment."
    ]


@pytest.mark.rule("POST-172")
@pytest.mark.django_db(transaction=True)
def test_an_error_of_another_kind_is_not_tried_again(stumbling):
    setup_series()
    document = purchase(ItemFactory(), quantity=1)
    follower = stumbling(OperationalError("disk full"), times=1000)

    with pytest.raises(OperationalError, match="disk full"):
        post(document)

    assert follower.times == 999
