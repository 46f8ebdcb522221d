"""What a posting may take of stock that is reserved (POST-028, POST-108, ITL-218, ITL-219)."""

from decimal import Decimal

import pytest
from django.urls import reverse

from tests.factories import ItemFactory, code_with, lot_code, serial_code, user_with_role
from tests.tracking.posting.desk import (
    adjustment,
    applications,
    entries,
    lot,
    moving,
    post,
    receive,
    refusal,
    renamed,
    sales,
    serial,
    the_line,
    with_line,
)
from tests.tracking.posting.test_statement_counts import statements
from tracking.checks import reservations_are_covered
from tracking.models import Reservation
from tracking.reservations import services
from wms.documents.kinds import EntryType

pytestmark = pytest.mark.django_db


@pytest.fixture
def bolt():
    """Without numbers: 6 by entry 1, 4 by entry 2."""
    item = ItemFactory(no="BOLT")
    receive(item, quantity=6)
    receive(item, quantity=4)
    return item


@pytest.fixture
def tea():
    """Lots A, B and C of 10 each."""
    item = ItemFactory(no="TEA", item_tracking_code=lot_code())
    receive(item, *(lot(number, 10) for number in "ABC"))
    return item


def reserve(document, quantity=None, *numbers):
    line = the_line(document)
    return services.reserve(
        line=line,
        by=document.created_by,
        quantity=None if quantity is None else Decimal(quantity),
        numbers=numbers or None,
    )


def held(document):
    found = Reservation.objects.filter(line__document=document).order_by("entry_id")
    return list(found.values_list("entry_id", "quantity"))


def consumed():
    """(inbound entry, quantity) of every consumption."""
    return [(link[1], -link[4]) for link in applications(quantity__lt=0)]


@pytest.mark.rule("POST-028")
def test_what_is_reserved_for_another_line_is_passed_over(bolt):
    other = sales(bolt, quantity=5, no="SO1")
    reserve(other)

    post(sales(bolt, quantity=5))

    assert consumed() == [(1, 1), (2, 4)]
    assert held(other) == [(1, 5)]


@pytest.mark.rule("POST-028", "ITL-219")
def test_more_than_is_free_is_refused_and_says_for_whom_the_rest_is_reserved(bolt):
    reserve(sales(bolt, quantity=7, no="SO1"))

    assert refusal(sales(bolt, quantity=5, no="SO2")) == [
        "Sales order SO2, line 10000: Item BOLT at location EAST: wanted 5, available 3."
        " 7 reserved for Sales order SO1, line 10000."
        " Lower the quantity, or choose another number."
    ]


@pytest.mark.rule("POST-028")
def test_what_is_reserved_for_this_very_line_is_consumed_first(bolt):
    before = sales(bolt, quantity=6)
    reserve(before)
    order = sales(bolt, quantity=4)
    reserve(order)
    services.cancel(line=the_line(before), by=before.created_by)

    post(order)

    assert consumed() == [(2, 4)]
    assert not Reservation.objects.exists()


@pytest.mark.rule("POST-028")
def test_a_part_that_is_shipped_leaves_the_rest_of_the_hold(bolt):
    order = sales(bolt, quantity=8, line={"to_handle": 3})
    reserve(order)

    post(order)

    assert consumed() == [(1, 3)]
    assert held(order) == [(1, 3), (2, 2)]


@pytest.mark.rule("POST-028", "ITL-218")
def test_others_that_state_no_number_give_way_to_the_lot_that_is_shipped(tea):
    other = sales(tea, quantity=10)
    reserve(other)

    post(sales(tea, lot("A", 8)))

    assert consumed() == [(1, 8)]
    assert held(other) == [(1, 2), (2, 8)]


@pytest.mark.rule("POST-028", "ITL-218")
def test_a_lot_that_another_line_states_is_not_taken(tea):
    other = sales(tea, lot("A", 10), no="SO1")
    reserve(other, 10, "A")

    assert refusal(sales(tea, lot("A", 8), no="SO2")) == [
        "Sales order SO2, line 10000: Item TEA, lot A at location EAST: wanted 8, available 0."
        " 10 reserved for Sales order SO1, line 10000."
        " Lower the quantity, or choose another number."
    ]


@pytest.mark.rule("ITL-219")
def test_what_cannot_give_way_is_refused_though_part_of_it_could(tea):
    other = sales(tea, quantity=27, no="SO1")
    reserve(other)

    (sentence,) = refusal(sales(tea, lot("A", 10), no="SO2"))

    assert "Item TEA, lot A at location EAST: wanted 10, available 3." in sentence
    assert "Sales order SO1, line 10000" in sentence


@pytest.mark.rule("POST-028", "ITL-217")
def test_a_line_may_ship_another_lot_than_it_holds(tea):
    order = sales(tea, lot("B", 10))
    reserve(order)
    other = sales(tea, quantity=20)
    reserve(other)

    post(order)

    assert consumed() == [(2, 10)]
    assert held(other) == [(1, 10), (3, 10)]
    assert held(order) == []


@pytest.mark.rule("POST-028", "ITL-218")
def test_a_serial_held_by_others_leaves_only_if_they_can_have_another():
    chair = ItemFactory(no="CHAIR", item_tracking_code=serial_code())
    receive(chair, serial("S1"), serial("S2"))
    other = sales(chair, quantity=1, no="SO1")
    reserve(other)

    post(sales(chair, serial("S1")))

    assert held(other) == [(2, 1)]
    assert "reserved for Sales order SO1, line 10000" in refusal(sales(chair, serial("S2")))[0]


@pytest.mark.rule("POST-028")
def test_two_lines_of_one_order_share_what_one_of_them_holds(bolt):
    order = sales(bolt, quantity=4)
    reserve(order)
    with_line(order, bolt, quantity=6)

    post(order)

    assert entries("remaining_quantity", quantity__gt=0) == [(0,), (0,)]
    assert not Reservation.objects.exists()


@pytest.mark.rule("POST-108")
def test_a_journal_asks_before_it_takes_what_is_reserved(bolt):
    order = sales(bolt, quantity=7, no="SO1")
    reserve(order)
    taking = adjustment(bolt, quantity=5, entry_type=EntryType.NEGATIVE_ADJMT, no="IJ1")

    assert refusal(taking) == [
        "Item journal IJ1, line 10000: 2 of item BOLT that this takes are reserved for"
        " Sales order SO1, line 10000."
    ]
    post(taking, accept_reserved=True)

    assert sum(left for (left,) in entries("remaining_quantity", quantity__gt=0)) == 5
    assert sum(quantity for _, quantity in held(order)) == 5


@pytest.mark.rule("POST-108")
def test_a_journal_that_finds_enough_free_stock_asks_nothing(bolt):
    order = sales(bolt, quantity=7)
    reserve(order)

    post(adjustment(bolt, quantity=3, entry_type=EntryType.NEGATIVE_ADJMT))

    assert sum(quantity for _, quantity in held(order)) == 7


@pytest.mark.rule("POST-108", "POST-027")
def test_a_journal_that_takes_more_than_there_is_is_not_asked_but_refused(bolt):
    reserve(sales(bolt, quantity=7, no="SO1"))

    assert refusal(
        adjustment(bolt, quantity=11, entry_type=EntryType.NEGATIVE_ADJMT, no="IJ1")
    ) == [
        "Item journal IJ1, line 10000: Item BOLT at location EAST: wanted 11, available 3."
        " 7 reserved for Sales order SO1, line 10000. Lower the quantity, or choose another number."
    ]


@pytest.mark.rule("POST-108")
def test_yes_does_not_make_stock_that_is_not_there(bolt):
    reserve(sales(bolt, quantity=7))

    (sentence,) = refusal(
        adjustment(bolt, quantity=11, entry_type=EntryType.NEGATIVE_ADJMT), accept_reserved=True
    )

    assert "wanted 11, available 10" in sentence


@pytest.mark.rule("RCL-024", "POST-108")
def test_a_reclassification_does_not_ask_but_is_refused(tea):
    order = sales(tea, lot("A", 10), no="SO1")
    reserve(order, 10, "A")

    (sentence,) = refusal(moving(tea, renamed(lot("A", 10), lot="D")))

    assert "10 reserved for Sales order SO1, line 10000" in sentence


def test_an_item_of_which_nothing_is_reserved_costs_no_statement_more(bolt):
    first, second = sales(bolt, quantity=1), sales(bolt, quantity=1)
    plain = statements(lambda: post(first))
    other = ItemFactory(no="OTHER")
    receive(other, quantity=5)
    reserve(sales(other, quantity=5))

    assert statements(lambda: post(second)) == plain


def test_the_statements_do_not_grow_with_rows_and_reservations():
    counts = []
    for size in (2, 30):
        chair = ItemFactory(item_tracking_code=serial_code(f"SN{size}"))
        receive(chair, *(serial(f"S{number}") for number in range(2 * size)))
        for _ in range(size):
            reserve(sales(chair, quantity=1))
        order = sales(chair, *(serial(f"S{number}") for number in range(size)))
        counts.append(statements(lambda order=order: post(order)))

    assert counts[0] == counts[1]


def test_a_number_that_is_information_only_leaves_with_what_the_line_holds():
    phone = ItemFactory(no="PHONE", item_tracking_code=code_with("FREE"))
    receive(phone, lot("A", 3), lot("B", 3))
    order = sales(phone, lot("B", 3))
    reserve(order)

    post(order)

    assert consumed() == [(1, 3)]
    assert not Reservation.objects.exists()


@pytest.mark.rule("POST-028")
def test_the_checker_names_an_entry_of_which_more_is_held_than_remains(bolt):
    reserve(sales(bolt, quantity=6))
    before = list(reservations_are_covered.ask())
    Reservation.objects.update(quantity=Decimal(7))

    (difference,) = reservations_are_covered.ask()

    assert before == []
    assert str(difference) == (
        "entry 1, Σ of its reservations: expected at most 6 (Remaining Quantity), found 7"
    )


@pytest.mark.rule("POST-108")
@pytest.mark.parametrize("headers", [{}, {"HX-Request": "true"}], ids=["plain", "htmx"])
def test_the_post_page_asks_and_takes_yes_for_an_answer(client, bolt, headers):
    order = sales(bolt, quantity=7, no="SO1")
    reserve(order)
    taking = adjustment(bolt, quantity=5, entry_type=EntryType.NEGATIVE_ADJMT, no="IJ1")
    client.force_login(user_with_role("warehouse manager"))
    url = reverse("post_document", args=[taking.kind, taking.pk])
    form = {"request_key": "one", "step": "handle"}

    asked = client.post(url, form, headers=headers)
    client.post(url, form | {"accept_reserved": "yes"}, headers=headers)

    assert asked.status_code == 422
    assert "2 of item BOLT that this takes are reserved for" in asked.content.decode()
    assert "Take the reserved stock all the same" in asked.content.decode()
    assert sum(left for (left,) in entries("remaining_quantity", quantity__gt=0)) == 5
