"""Reservations against stock (rule book 02, section 14)."""

from datetime import date
from decimal import Decimal

import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from tests.factories import (
    ItemFactory,
    LocationFactory,
    add_line,
    journal,
    lot_code,
    purchase_order,
    sales_order,
    serial_code,
    tracked,
    user_with_role,
)
from tests.tracking.stock import in_stock, many_in_stock
from tracking.models import Reservation, TrackingLine
from tracking.reservations import services
from tracking.services import rows, sessions
from warehouse.models import Activity, ActivityLine
from wms.core.errors import Refused
from wms.documents import services as documents

pytestmark = pytest.mark.django_db
HTMX = {"HX-Request": "true"}
JAN_2, JAN_3 = date(2026, 1, 2), date(2026, 1, 3)


@pytest.fixture
def tea():
    """Lot-specific; lots A, B and C, each of 10."""
    item = ItemFactory(no="TEA", item_tracking_code=lot_code())
    for number in "ABC":
        in_stock(item, 10, lot_no=number)
    return item


@pytest.fixture
def bolt():
    """An item without numbers, of which 10 are in stock."""
    item = ItemFactory(no="BOLT")
    in_stock(item, 10)
    return item


def line_of(item, quantity, **values):
    return sales_order(item, quantity, **values).lines.get()


def reserve(line, quantity=None, lot=None):
    return services.reserve(
        line=line,
        by=line.document.created_by,
        quantity=None if quantity is None else Decimal(quantity),
        numbers=None if lot is None else (lot,),
    )


def refusal(line, *args, **values):
    with pytest.raises(Refused) as refused:
        reserve(line, *args, **values)
    return str(refused.value)


def held(line):
    """What a line holds: lot, whether it states it, quantity."""
    found = Reservation.objects.filter(line=line).order_by("entry_id", "is_specific")
    return list(found.values_list("entry__lot_no", "is_specific", "quantity"))


def assign(line, **lots):
    """Save these lots on the page of the line."""
    session = sessions.open_page(line, line.document.created_by)
    for row in session.rows.all():
        rows.delete_rows(session=session, row_ids=[row.pk])
    for number, quantity in lots.items():
        rows.add_row(session=session, by=session.user, lot_no=number, quantity=Decimal(quantity))
    sessions.save(session, by=session.user, accept_warnings=True)


# --- reserve from stock ---


@pytest.mark.rule("ITL-215")
def test_a_line_without_numbers_holds_the_oldest_stock_and_states_none_of_it(tea):
    line = line_of(tea, 14)

    assert reserve(line) == 14

    assert held(line) == [("A", False, 10), ("B", False, 4)]


@pytest.mark.rule("ITL-215", "ITL-216")
def test_a_number_of_the_rows_is_reserved_from_its_own_stock_alone(tea):
    line = line_of(tea, 14)
    tracked(line, lot_no="B", quantity=6)

    assert reserve(line, 6, lot="B") == 6

    assert held(line) == [("B", True, 6)]


@pytest.mark.rule("ITL-216")
def test_no_more_of_a_number_is_reserved_than_the_rows_ask_for(tea):
    line = line_of(tea, 14)
    tracked(line, lot_no="B", quantity=6)

    assert refusal(line, 7, lot="B") == "At most 6 can still be reserved for this line, not 7."


@pytest.mark.rule("ITL-216")
def test_no_more_is_reserved_than_is_open_on_the_line(tea):
    line = line_of(tea, 5)
    reserve(line, 4)

    assert refusal(line, 2) == "At most 1 can still be reserved for this line, not 2."
    assert reserve(line) == 1
    assert refusal(line) == "All that is open on the line is reserved."


@pytest.mark.rule("ITL-219")
def test_what_others_hold_is_not_free(bolt):
    reserve(line_of(bolt, 7))
    line = line_of(bolt, 5)

    assert reserve(line) == 3
    assert refusal(line_of(bolt, 1)) == (
        "Nothing of item BOLT is free at EAST: 10 in stock, 10 reserved."
        " Cancel another reservation, or wait for goods."
    )


@pytest.mark.rule("ITL-216", "ITL-220")
@pytest.mark.parametrize(
    ("make", "sentence"),
    [
        (purchase_order, "Goods come in on this line; stock is reserved where goods go out."),
        (journal, "Stock is reserved for the lines of open orders only."),
    ],
)
def test_stock_is_reserved_for_lines_of_orders_that_take_it_out(bolt, make, sentence):
    assert refusal(make(bolt, 1).lines.get()) == sentence


@pytest.mark.rule("ITL-220")
def test_what_is_ordered_and_not_received_cannot_be_reserved(bolt):
    tracked_purchase = purchase_order(bolt, 50)
    line = line_of(bolt, 20)

    assert reserve(line) == 10
    assert tracked_purchase.lines.get().reservations.count() == 0


@pytest.mark.rule("ITL-224")
def test_stock_of_another_location_is_not_reserved(bolt):
    line = line_of(bolt, 5, location=LocationFactory(code="WEST"))

    assert refusal(line).startswith("Nothing of item BOLT is free at WEST: 0 in stock")


# --- numbers are wanted that others hold without stating them ---


@pytest.mark.rule("ITL-218", "ITL-219")
def test_others_that_state_no_number_give_way_to_who_states_one(tea):
    other = line_of(tea, 10)
    reserve(other)
    line = line_of(tea, 8)
    tracked(line, lot_no="A", quantity=8)

    assert reserve(line, 8, lot="A") == 8

    assert held(line) == [("A", True, 8)]
    assert held(other) == [("A", False, 2), ("B", False, 8)]


@pytest.mark.rule("ITL-218")
def test_who_states_a_number_never_gives_way(tea):
    other = line_of(tea, 10)
    tracked(other, lot_no="A", quantity=10)
    reserve(other, 10, lot="A")
    line = line_of(tea, 8)
    tracked(line, lot_no="A", quantity=8)

    assert refusal(line, 8, lot="A").startswith(
        "Nothing of A of item TEA is free at EAST: 10 in stock, 10 reserved."
    )
    assert held(other) == [("A", True, 10)]


@pytest.mark.rule("ITL-219")
def test_as_much_gives_way_as_finds_other_free_stock(tea):
    other = line_of(tea, 27)
    reserve(other)
    line = line_of(tea, 10)
    tracked(line, lot_no="A", quantity=10)

    assert reserve(line, 10, lot="A") == 3

    assert sum(quantity for *_, quantity in held(other)) == 27


@pytest.mark.rule("ITL-217", "ITL-133")
def test_a_line_that_holds_lot_a_and_is_assigned_lot_b_holds_lot_b(tea):
    line = line_of(tea, 6)
    reserve(line)
    before = held(line)

    assign(line, B=6)

    assert before == [("A", False, 6)]
    assert held(line) == [("B", True, 6)]


@pytest.mark.rule("ITL-217", "ITL-218")
def test_another_line_gives_way_onto_the_stock_that_was_held_before(tea):
    line = line_of(tea, 10)
    reserve(line)
    other = line_of(tea, 20)
    reserve(other)

    assign(line, B=10)

    assert held(line) == [("B", True, 10)]
    assert held(other) == [("A", False, 10), ("C", False, 10)]


@pytest.mark.rule("ITL-217", "ITL-219")
def test_the_hold_stays_where_it_is_as_far_as_the_number_is_not_free(tea):
    stated = line_of(tea, 7)
    tracked(stated, lot_no="B", quantity=7)
    reserve(stated, 7, lot="B")
    line = line_of(tea, 6)
    reserve(line)

    assign(line, B=6)

    assert held(line) == [("A", False, 3), ("B", True, 3)]
    assert held(stated) == [("B", True, 7)]


@pytest.mark.rule("ITL-218")
def test_a_number_that_is_assigned_without_a_reservation_is_freed_as_well(tea):
    other = line_of(tea, 10)
    reserve(other)

    assign(line_of(tea, 4), A=4)

    assert held(other) == [("A", False, 6), ("B", False, 4)]


@pytest.mark.rule("ITL-133")
def test_numbers_go_on_what_is_held_of_them_already_and_the_hold_is_split(tea):
    line = line_of(tea, 14)
    reserve(line)

    assign(line, A=4, B=4)

    assert held(line) == [("A", False, 6), ("A", True, 4), ("B", True, 4)]


@pytest.mark.rule("ITL-134")
def test_numbers_taken_off_the_page_stay_held_without_being_stated(tea):
    line = line_of(tea, 6)
    tracked(line, lot_no="B", quantity=6)
    reserve(line, 6, lot="B")

    assign(line, B=2)

    assert held(line) == [("B", False, 4), ("B", True, 2)]


@pytest.mark.rule("ITL-134")
def test_rows_taken_off_leave_nothing_untracked_behind(tea):
    line = line_of(tea, 6)
    tracked(line, lot_no="B", quantity=6)

    assign(line)

    assert not TrackingLine.objects.exists()
    assert not Reservation.objects.exists()


def test_the_statements_of_saving_do_not_grow_with_rows_and_holds():
    counts = []
    for size in (2, 40):
        chair = ItemFactory(item_tracking_code=serial_code(f"SN{size}"))
        many_in_stock(chair, [(f"S{number}", "", "") for number in range(2 * size)])
        other = line_of(chair, size)
        reserve(other)
        line = line_of(chair, size)
        for number in range(size):
            tracked(line, f"S{number}")
        with CaptureQueriesContext(connection) as captured:
            services.after_saving(line, by=line.document.created_by)
        counts.append(len(captured))
        assert held(other) == [("", False, 1)] * size

    assert counts[0] == counts[1]


# --- cancelling, and changes to the line ---


@pytest.mark.rule("ITL-222")
def test_a_cancelled_reservation_keeps_the_numbers_of_the_row(tea):
    line = line_of(tea, 6)
    tracked(line, lot_no="B", quantity=6)
    reserve(line, 6, lot="B")

    assert services.cancel(line=line, by=line.document.created_by) == 1

    assert held(line) == []
    assert TrackingLine.objects.get().lot_no == "B"


@pytest.mark.rule("ITL-222")
def test_one_hold_is_cancelled_and_the_others_stay(tea):
    line = line_of(tea, 14)
    reserve(line)
    first = Reservation.objects.order_by("entry_id").first()

    services.cancel(line=line, by=line.document.created_by, reservation_id=first.pk)

    assert held(line) == [("B", False, 4)]
    with pytest.raises(Refused):
        services.cancel(line=line, by=line.document.created_by, reservation_id=first.pk)


@pytest.mark.rule("ITL-145")
def test_less_quantity_gives_back_what_states_no_number_first(tea):
    line = line_of(tea, 14)
    tracked(line, lot_no="A", quantity=4)
    reserve(line, 4, lot="A")
    reserve(line)

    documents.change_line(line=line, by=line.document.created_by, quantity=Decimal(5))

    assert sum(quantity for *_, quantity in held(line)) == 5
    assert ("A", True, 4) in held(line)


@pytest.mark.rule("ITL-145", "ITL-143")
def test_the_rows_are_asked_about_after_reservations_without_number(tea):
    line = line_of(tea, 14)
    tracked(line, lot_no="A", quantity=4)
    reserve(line)

    with pytest.raises(Refused) as refused:
        documents.change_line(line=line, by=line.document.created_by, quantity=Decimal(3))

    assert "has 4 tracked and not yet handled, but only 3" in str(refused.value)
    assert sum(quantity for *_, quantity in held(line)) == 14


@pytest.mark.rule("ITL-148")
@pytest.mark.parametrize("field", ["item", "location"])
def test_a_reserved_line_stays_what_and_where_it_is(bolt, field):
    line = line_of(bolt, 5)
    reserve(line)
    values = {"item": ItemFactory(), "location": LocationFactory(code="WEST")}

    with pytest.raises(Refused) as refused:
        documents.change_line(line=line, by=line.document.created_by, **{field: values[field]})

    assert "cannot be changed while stock is reserved for this line." in str(refused.value)


@pytest.mark.rule("ITL-150")
def test_the_date_of_a_reserved_line_is_changed_but_not_cleared(bolt):
    line = line_of(bolt, 5)
    reserve(line)
    order = line.document

    documents.change_document(document=order, by=order.created_by, posting_date=JAN_3)
    with pytest.raises(Refused) as refused:
        documents.change_document(document=order, by=order.created_by, posting_date=None)

    assert str(refused.value).endswith(
        "Posting Date cannot be cleared while stock is reserved for line 10000."
        " Cancel the reservations first."
    )


@pytest.mark.rule("ITL-155")
def test_a_line_that_is_deleted_ends_its_reservations(bolt):
    line = line_of(bolt, 5)
    reserve(line)

    documents.delete_line(line=line, by=line.document.created_by)

    assert not Reservation.objects.exists()
    assert reserve(line_of(bolt, 10)) == 10


@pytest.mark.parametrize("quantity", [0, -1])
def test_the_database_holds_no_reservation_of_nothing(bolt, quantity):
    line = line_of(bolt, 5)
    reserve(line)

    with pytest.raises(IntegrityError), transaction.atomic():
        Reservation.objects.update(quantity=Decimal(quantity))


def test_the_database_holds_a_line_and_an_entry_together_once(bolt):
    line = line_of(bolt, 5)
    reserve(line, 2)
    hold = Reservation.objects.get()
    hold.pk = None

    with pytest.raises(IntegrityError), transaction.atomic():
        hold.save(force_insert=True)


# --- the page ---


def url_of(line, name="reservations"):
    return reverse(name, args=[line.pk])


def text_of(response):
    return response.content.decode()


@pytest.fixture
def seller(client):
    user = user_with_role("sales")
    client.force_login(user)
    return user


@pytest.mark.parametrize("headers", [{}, HTMX], ids=["plain", "htmx"])
@pytest.mark.parametrize(
    ("method", "name"),
    [("get", "reservations"), ("post", "reservations"), ("post", "cancel_reservation")],
)
def test_nobody_and_who_may_not_see_the_order_see_no_reservations(
    client, bolt, method, name, headers
):
    line = line_of(bolt, 5)

    nobody = getattr(client, method)(url_of(line, name), headers=headers)
    client.force_login(user_with_role("purchaser"))
    purchaser = getattr(client, method)(url_of(line, name), headers=headers)

    assert "/login/" in (nobody.get("Location", "") + nobody.get("WMS-Login", ""))
    assert purchaser.status_code == 403


def test_who_may_only_look_reserves_nothing(client, bolt):
    line = line_of(bolt, 5)
    reserve(line, 2)
    client.force_login(user_with_role("auditor"))

    page = client.get(url_of(line))
    answer = client.post(url_of(line), {"quantity": "1"})

    assert page.status_code == 200
    assert "Reserve from all stock" not in text_of(page)
    assert answer.status_code == 403
    assert held(line) == [("", False, 2)]


def test_a_line_that_is_not_there_is_not_found(client, seller):
    assert client.get(reverse("reservations", args=[4711])).status_code == 404
    assert client.put(reverse("reservations", args=[4711])).status_code == 405


@pytest.mark.rule("ITL-216", "ITL-221")
def test_the_page_offers_all_stock_and_each_number_and_says_what_may_move(client, seller, tea):
    line = line_of(tea, 14)
    tracked(line, lot_no="B", quantity=6)
    reserve(line, 3)

    page = text_of(client.get(url_of(line)))

    assert "Reserve from all stock" in page
    assert "Reserve 6 of B" in page
    assert (
        "3 of the 3 reserved state no number: this part moves to other stock when somebody wants"
        " just these numbers." in page
    )


@pytest.mark.rule("ITL-216")
def test_a_number_is_reserved_with_one_click(client, seller, tea):
    line = line_of(tea, 14)
    tracked(line, lot_no="B", quantity=6)

    answer = client.post(url_of(line), {"quantity": "6", "lot_no": "B"}, follow=True)

    assert held(line) == [("B", True, 6)]
    assert "6 reserved." in text_of(answer)
    assert "this number" in text_of(answer)


def test_less_than_asked_says_so_and_a_refusal_keeps_what_was_typed(client, seller, bolt):
    line = line_of(bolt, 14)

    answer = client.post(url_of(line), {"quantity": "12"}, follow=True)
    refused = client.post(url_of(line), {"quantity": "99"})
    unread = client.post(url_of(line), {"quantity": "many"})

    assert "10 reserved. No more of the 12 is free." in text_of(answer)
    assert refused.status_code == 422
    assert "At most 4 can still be reserved for this line, not 99." in text_of(refused)
    assert 'value="99"' in text_of(refused)
    assert unread.status_code == 422


@pytest.mark.rule("ITL-222")
def test_reservations_are_cancelled_on_the_page(client, seller, tea):
    line = line_of(tea, 14)
    reserve(line)
    first = Reservation.objects.order_by("entry_id").first()

    one = client.post(url_of(line, "cancel_reservation"), {"reservation": first.pk}, follow=True)
    again = client.post(url_of(line, "cancel_reservation"), {"reservation": first.pk}, follow=True)
    client.post(url_of(line, "cancel_reservation"))

    assert "1 reservation was cancelled." in text_of(one)
    assert "This reservation is no longer there." in text_of(again)
    assert held(line) == []


def test_the_page_of_an_order_leads_to_it(client, seller, bolt):
    line = line_of(bolt, 5)

    assert url_of(line) in text_of(client.get(line.document.get_absolute_url()))


def test_a_second_line_is_added_beside(bolt):
    order = sales_order(bolt, 5)
    add_line(order, bolt, 5)

    for line in order.lines.all():
        reserve(line)

    assert Reservation.objects.count() == 2


@pytest.mark.rule("ITL-224")
def test_what_stands_on_a_pick_for_another_line_cannot_be_reserved(bolt):
    other = line_of(bolt, 7)
    pick = Activity.objects.create(
        kind=Activity.Kind.INVENTORY_PICK,
        no="IP1",
        location=other.location,
        source=other.document,
        posting_date=JAN_2,
        created_by=other.document.created_by,
    )
    ActivityLine.objects.create(
        activity=pick,
        line_no=10000,
        source_line=other,
        item=bolt,
        variant=other.variant,
        location=other.location,
        quantity=Decimal(7),
    )

    assert reserve(line_of(bolt, 10)) == 3
    assert reserve(other) == 7  # its own pick does not stand in its way
    assert "7 on picks" not in refusal(line_of(bolt, 1))
