"""Opening, continuing, saving and discarding a page (rule book 02, sections 1, 9, 10 and 15)."""

from decimal import Decimal
from threading import Thread

import pytest
from django.db import IntegrityError, connection, transaction

from tests.factories import (
    ItemFactory,
    UserFactory,
    journal,
    purchase_order,
    reclassification,
    sales_order,
    serial_code,
    tracked,
)
from tests.tracking.stock import in_stock, many_in_stock
from tracking import totals
from tracking.availability import Combination
from tracking.models import AvailabilityFigure, TrackingLine, TrackingSession
from tracking.services import rows, sessions
from tracking.services.sessions import Asked
from wms.core.errors import Refused
from wms.documents.models import Document, DocumentLine

pytestmark = pytest.mark.django_db


def add(session, **fields):
    return rows.add_row(session=session, by=session.user, **fields)


def save(session, **answers):
    return sessions.save(session, by=session.user, **answers)


def saved(document):
    found = TrackingLine.objects.filter(session=None, line__document=document)
    return [
        (row.serial_no, row.lot_no, row.quantity)
        for row in found.order_by("lot_no", "serial_no", "package_no")
    ]


def refusal_of(attempt, *args, **fields):
    with pytest.raises(Refused) as refusal:
        attempt(*args, **fields)
    return str(refusal.value)


def questions_of(session):
    with pytest.raises(Asked) as asked:
        save(session)
    return asked.value.questions


# --- opening ---


@pytest.mark.rule("ITL-001")
def test_given_an_order_line_of_zero_then_the_page_does_not_open(wine, opened):
    order = purchase_order(wine, 0)

    assert refusal_of(opened, order) == (
        f"Purchase order {order.no}, line 10000: Quantity is 0."
        " Fill it on the line before assigning numbers."
    )


@pytest.mark.rule("ITL-001")
def test_given_a_journal_line_of_zero_then_the_page_opens(wine, opened):
    assert opened(journal(wine, 0)).pk


@pytest.mark.rule("ITL-002", "POST-010")
def test_given_the_item_has_no_tracking_code_then_the_page_does_not_open(opened):
    order = purchase_order(ItemFactory(no="PLAIN"), 3)

    assert refusal_of(opened, order) == (
        f"Purchase order {order.no}, line 10000: Item PLAIN has no Item Tracking Code."
        " Fill it on the item card to assign numbers."
    )


@pytest.mark.rule("ITL-003")
def test_given_a_released_order_then_its_page_opens_and_saves(wine, opened):
    order = purchase_order(wine, 3, status=Document.Status.RELEASED)
    session = opened(order)
    add(session, lot_no="L1")

    save(session)

    assert saved(order) == [("", "L1", 3)]


@pytest.mark.rule("ITL-122")
def test_given_rows_are_typed_when_the_page_is_not_saved_then_nothing_is_stored(wine, opened):
    order = purchase_order(wine, 3)

    add(opened(order), lot_no="L1")

    assert saved(order) == []


@pytest.mark.rule("ITL-122", "ERR-002")
def test_given_unsaved_rows_when_the_page_is_opened_again_then_they_are_still_there(wine, opened):
    order = purchase_order(wine, 3)
    first = opened(order)
    add(first, lot_no="L1")

    again = opened(order)

    assert again == first
    assert again.is_changed
    assert [row.lot_no for row in again.rows.all()] == ["L1"]


@pytest.mark.rule("ITL-204")
def test_given_nothing_was_changed_when_the_page_is_opened_again_then_it_reads_everything_anew(
    wine, opened
):
    order = sales_order(wine, 3)
    first = opened(order)
    in_stock(wine, 7, lot_no="L1")
    tracked(order.lines.get(), lot_no="L1", quantity=2)
    DocumentLine.objects.update(tracking_version=1)

    again = opened(order)

    assert again == first
    assert again.figures.get().total == 7
    assert again.rows.get().quantity == 2


@pytest.mark.rule("ITL-228", "ITL-229")
def test_given_two_people_open_one_line_then_each_has_a_page_of_their_own(wine, opened):
    order = purchase_order(wine, 3)
    mine, theirs = opened(order), opened(order, user=UserFactory())

    add(mine, lot_no="L1")

    assert not theirs.rows.exists()


def test_given_one_person_then_the_database_keeps_one_page_a_line(wine, opened):
    session = opened(purchase_order(wine, 3))

    with pytest.raises(IntegrityError), transaction.atomic():
        TrackingSession.objects.create(
            line=session.line,
            user=session.user,
            tracking_version=0,
            availability_at=session.availability_at,
        )


# --- saving ---


@pytest.mark.rule("ITL-123")
def test_given_less_is_tracked_than_the_line_has_then_it_is_saved_without_question(wine, opened):
    order = purchase_order(wine, 10)
    session = opened(order)
    add(session, lot_no="L1", quantity=Decimal(4))

    save(session)

    assert saved(order) == [("", "L1", 4)]
    assert not TrackingSession.objects.exists()
    assert not AvailabilityFigure.objects.exists()


@pytest.mark.rule("ITL-124", "POST-053")
def test_given_more_is_tracked_than_the_line_has_then_nothing_is_saved(wine, opened):
    order = purchase_order(wine, 10)
    session = opened(order)
    add(session, lot_no="L1", quantity=Decimal(12))

    message = refusal_of(save, session)

    assert message == (
        "12 are tracked but the line has only 10: 2 too many."
        " Go back and lower the rows, or discard the changes."
    )
    assert saved(order) == []
    assert session.rows.count() == 1


@pytest.mark.rule("ITL-045")
def test_given_a_quantity_without_number_then_its_position_is_named(wine, opened):
    session = opened(purchase_order(wine, 10))
    row = add(session, lot_no="L1", quantity=Decimal(4))
    rows.change_row(session=session, row_id=row.pk, by=session.user, lot_no="")

    assert "Row 1 has quantity 4 but no number. Give it one, or delete it." in refusal_of(
        save, session
    )


@pytest.mark.rule("ITL-061")
def test_given_an_empty_row_then_it_is_dropped_without_a_word(wine, opened):
    order = purchase_order(wine, 10)
    session = opened(order)
    row = add(session, lot_no="L1", quantity=Decimal(4))
    rows.change_row(session=session, row_id=row.pk, by=session.user, lot_no="", quantity=Decimal(0))
    add(session, lot_no="L2", quantity=Decimal(4))

    save(session)

    assert saved(order) == [("", "L2", 4)]


@pytest.mark.rule("ITL-055", "ITL-125", "SCAN-028")
def test_given_a_number_with_quantity_zero_then_it_asks_and_yes_saves_the_others(wine, opened):
    order = purchase_order(wine, 10)
    tracked(order.lines.get(), lot_no="L1", quantity=4)
    session = opened(order)
    rows.change_row(
        session=session, row_id=session.rows.get().pk, by=session.user, quantity=Decimal(0)
    )
    add(session, lot_no="L2", quantity=Decimal(6))

    questions = questions_of(session)
    save(session, accept_zero=True)

    assert (questions.zero_numbers, questions.zero_count) == (["L1"], 1)
    assert saved(order) == [("", "L2", 6)]


@pytest.mark.rule("ITL-126", "ITL-206", "ITL-211", "ITL-212")
def test_given_stock_left_meanwhile_when_closing_then_it_is_read_again_and_asked(wine, opened):
    entry = in_stock(wine, 10, lot_no="L1")
    order = sales_order(wine, 8)
    session = opened(order)
    add(session, lot_no="L1")
    type(entry).objects.filter(pk=entry.pk).update(remaining_quantity=3)

    questions = questions_of(session)

    assert questions.warnings == ["Lot No. L1: 3 in stock, 8 here; 5 too many."]
    assert session.figures.get().total == 3
    assert saved(order) == []

    save(session, accept_warnings=True)
    assert saved(order) == [("", "L1", 8)]


@pytest.mark.rule("ITL-127")
def test_given_zero_rows_and_missing_stock_then_both_are_asked_together(wine, opened):
    order = sales_order(wine, 8)
    session = opened(order)
    add(session, lot_no="L1", quantity=Decimal(8))
    add(session, lot_no="L2", quantity=Decimal(0))

    questions = questions_of(session)

    assert questions.zero_numbers == ["L2"]
    assert questions.warning_count == 1


@pytest.mark.rule("ITL-066")
def test_given_a_serial_is_here_already_when_a_receipt_page_is_closed_then_it_asks(chair, opened):
    in_stock(chair, serial_no="S1")
    tracked(purchase_order(chair, 1).lines.get(), "S2")
    session = opened(purchase_order(chair, 2))
    add(session, serial_no="S1")
    add(session, serial_no="S2")

    questions = questions_of(session)

    assert questions.warnings == [
        "Serial no. S1 is in inventory already.",
        "Serial no. S2 stands on another receipt as well.",
    ]


@pytest.mark.rule("ITL-128")
def test_given_rows_are_saved_then_they_come_back_by_lot_serial_and_package(chair, opened):
    order = purchase_order(chair, 5)
    session = opened(order)
    for lot_no, serial_no in (("L2", "S1"), ("L1", "S3"), ("L1", "S2")):
        add(session, serial_no=serial_no, lot_no=lot_no)
    save(session)

    again = opened(order)

    in_order = again.rows.order_by("id").values_list("lot_no", "serial_no")
    assert list(in_order) == [("L1", "S2"), ("L1", "S3"), ("L2", "S1")]


@pytest.mark.rule("ITL-129")
def test_given_a_number_moves_between_rows_then_it_is_saved_in_one_go(chair, opened):
    order = purchase_order(chair, 2)
    tracked(order.lines.get(), "S1", "L1")
    tracked(order.lines.get(), "S2", "L2")
    session = opened(order)
    first, second = session.rows.order_by("id")
    for row, serial in ((first, "TEMP"), (second, "S1"), (first, "S2")):
        rows.change_row(session=session, row_id=row.pk, by=session.user, serial_no=serial)

    save(session)

    assert saved(order) == [("S2", "L1", 1), ("S1", "L2", 1)]


@pytest.mark.rule("ITL-130", "ITL-135")
def test_given_a_handled_part_when_saved_then_it_is_kept(wine, opened):
    order = purchase_order(wine, 10)
    tracked(order.lines.get(), lot_no="L1", quantity=10, qty_handled=4, qty_invoiced=1)
    session = opened(order)
    rows.change_row(
        session=session, row_id=session.rows.get().pk, by=session.user, quantity=Decimal(9)
    )

    save(session)

    row = TrackingLine.objects.get()
    assert (row.quantity, row.qty_handled, row.qty_invoiced, row.qty_to_handle) == (9, 4, 1, 5)


@pytest.mark.rule("ITL-178")
def test_given_merged_lots_with_two_dates_then_saving_names_the_new_lot(wine, opened):
    order = reclassification(wine, 10)
    line = order.lines.get()
    session = opened(order)
    for lot_no, day in (("L1", "2026-06-30"), ("L2", None)):
        TrackingLine.objects.create(
            session=session,
            line=line,
            item=wine,
            variant=line.variant,
            location=line.location,
            outbound=True,
            lot_no=lot_no,
            new_lot_no="NEW",
            new_expiration_date=day,
            quantity=Decimal(5),
            qty_to_handle=Decimal(5),
            changed_by=session.user,
        )
    totals.keep_anew(session, is_changed=True)

    assert refusal_of(save, session) == (
        "New lot no. NEW gets two different dates, blank and 2026-06-30."
        " Give all its rows the same New Expiration Date."
    )


def test_given_nothing_was_changed_when_saved_then_the_line_keeps_its_version(wine, opened):
    order = purchase_order(wine, 10)
    tracked(order.lines.get(), lot_no="L1", quantity=10)

    save(opened(order))

    assert order.lines.get().tracking_version == 0
    assert saved(order) == [("", "L1", 10)]


@pytest.mark.rule("ITL-122")
def test_given_discard_then_the_saved_rows_stand_as_they_were(wine, opened):
    order = purchase_order(wine, 10)
    tracked(order.lines.get(), lot_no="L1", quantity=10)
    session = opened(order)
    rows.delete_rows(session=session, row_ids=None)

    sessions.discard(session)

    assert saved(order) == [("", "L1", 10)]
    assert not TrackingSession.objects.exists()


@pytest.mark.rule("ITL-122")
def test_given_the_page_was_saved_in_another_window_when_a_row_is_added_then_it_says_so(
    wine, opened
):
    session = opened(purchase_order(wine, 10))
    sessions.discard(session)

    for attempt in (
        lambda: add(session, lot_no="L1"),
        lambda: save(session),
        lambda: sessions.discard(session),
        lambda: sessions.refresh(session),
    ):
        assert refusal_of(attempt) == (
            "This page was saved or discarded in another window."
            " Open it again from the document line."
        )


# --- several users ---


@pytest.mark.rule("ITL-225", "ITL-226", "ERR-006")
@pytest.mark.parametrize("change", [{"quantity": Decimal(3)}, {"qty_to_handle": Decimal(1)}])
def test_given_another_user_saved_first_when_saving_then_it_is_refused_and_the_rows_stay(
    wine, opened, change
):
    order = purchase_order(wine, 10)
    tracked(order.lines.get(), lot_no="L1", quantity=4)
    mine, theirs = opened(order), opened(order, user=UserFactory(username="maria"))
    rows.change_row(session=theirs, row_id=theirs.rows.get().pk, by=theirs.user, **change)
    add(mine, lot_no="L2", quantity=Decimal(6))
    save(theirs)

    message = refusal_of(save, mine)

    assert message == (
        "The line was changed by maria since you opened this page."
        " Nothing was saved; your rows are still here."
    )
    assert mine.rows.count() == 2
    assert [lot_no for _, lot_no, _ in saved(order)] == ["L1"]


@pytest.mark.rule("ITL-225", "ERR-006")
def test_given_a_refused_page_when_my_rows_are_applied_anew_then_they_can_be_saved(wine, opened):
    order = purchase_order(wine, 10)
    tracked(order.lines.get(), lot_no="L1", quantity=4)
    mine, theirs = opened(order), opened(order, user=UserFactory())
    add(mine, lot_no="L2", quantity=Decimal(6))
    add(theirs, lot_no="L3", quantity=Decimal(1))
    save(theirs)

    differences = sessions.differences_from_saved(mine, most=10)
    sessions.apply_anew(mine)
    save(mine)

    assert [(d.number, d.saved, d.here) for d in differences] == [("L2", 0, 6), ("L3", 1, 0)]
    assert saved(order) == [("", "L1", 4), ("", "L2", 6)]


@pytest.mark.rule("ITL-227")
def test_given_the_line_was_posted_meanwhile_when_applied_anew_then_what_is_handled_stays(
    wine, opened
):
    order = purchase_order(wine, 10)
    row = tracked(order.lines.get(), lot_no="L1", quantity=4)
    session = opened(order)
    rows.delete_rows(session=session, row_ids=None)
    add(session, lot_no="L2", quantity=Decimal(6))
    row.qty_handled, row.qty_to_handle = Decimal(3), Decimal(1)
    row.save()
    DocumentLine.objects.update(tracking_version=1)

    message = refusal_of(save, session)
    sessions.apply_anew(session)
    save(session)

    assert message == (
        "The line was changed since you opened this page."
        " Nothing was saved; your rows are still here."
    )
    assert saved(order) == [("", "L1", 4), ("", "L2", 6)]
    assert TrackingLine.objects.get(lot_no="L1").qty_handled == 3


@pytest.mark.rule("ITL-227")
def test_given_the_line_was_deleted_meanwhile_then_the_page_is_gone(wine, opened):
    order = purchase_order(wine, 10)
    session = opened(order)
    order.lines.all().delete()

    assert "Open it again" in refusal_of(save, session)


@pytest.mark.rule("ITL-225")
def test_given_a_save_then_line_and_document_have_new_versions(wine, opened):
    order = purchase_order(wine, 10)
    session = opened(order)
    add(session, lot_no="L1")

    save(session)

    fresh = Document.objects.get(pk=order.pk)
    assert (fresh.version, fresh.lines.get().tracking_version) == (order.version + 1, 1)


@pytest.mark.postgres
@pytest.mark.rule("ITL-225")
@pytest.mark.django_db(transaction=True)
def test_given_two_people_save_at_once_then_exactly_one_wins(wine, opened):
    order = purchase_order(wine, 10)
    pages = [opened(order, user=UserFactory()) for _ in range(2)]
    for place, page in enumerate(pages):
        add(page, lot_no=f"L{place}")
    outcomes = []

    def attempt(page):
        try:
            save(page)
            outcomes.append("saved")
        except Refused:
            outcomes.append("refused")
        finally:
            connection.close()

    threads = [Thread(target=attempt, args=(page,)) for page in pages]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert sorted(outcomes) == ["refused", "saved"]
    assert len(saved(order)) == 1


# --- cost ---


@pytest.mark.rule("ITL-230")
def test_given_ten_or_a_thousand_rows_then_opening_and_saving_cost_the_same_statements(
    django_assert_max_num_queries,
):
    def cost(act):
        with django_assert_max_num_queries(100) as counted:
            act()
        return len(counted.captured_queries)

    def costs(size):
        order = _tracked_order(size)
        opening = cost(lambda: sessions.open_page(order.lines.get(), order.created_by))
        session = TrackingSession.objects.get(line__document=order)
        rows.delete_rows(session=session, row_ids=[session.rows.first().pk])
        return opening, cost(lambda: sessions.refresh(session)), cost(lambda: save(session))

    few, many = costs(10), costs(1000)

    assert few == many
    assert few[0] <= 14


def _tracked_order(size):
    """A sales order whose serials are all in stock and assigned."""
    chair = ItemFactory(item_tracking_code=serial_code(f"SN{size}"))
    order = sales_order(chair, size)
    line = order.lines.get()
    many_in_stock(chair, [(f"S{number:05}", "", "") for number in range(size)])
    TrackingLine.objects.bulk_create(
        TrackingLine(
            line=line,
            item=chair,
            variant=line.variant,
            location=line.location,
            outbound=True,
            serial_no=f"S{number:05}",
            quantity=Decimal(1),
            qty_to_handle=Decimal(1),
            changed_by=order.created_by,
        )
        for number in range(size)
    )
    return order


@pytest.mark.rule("ITL-225", "ERR-006")
def test_given_a_refused_page_then_mine_and_theirs_are_chosen_line_by_line(wine, opened):
    order = purchase_order(wine, 20)
    tracked(order.lines.get(), lot_no="L1", quantity=4)
    mine, theirs = opened(order), opened(order, user=UserFactory())
    for session, quantity, other in ((mine, 5, "L2"), (theirs, 7, "L3")):
        row = session.rows.get()
        rows.change_row(session=session, row_id=row.pk, by=session.user, quantity=Decimal(quantity))
        add(session, lot_no=other, quantity=Decimal(1))
    save(theirs)
    before = [(d.number, d.saved, d.here) for d in sessions.differences_from_saved(mine, most=9)]

    taken = [Combination(lot_no="L1"), Combination(lot_no="L3")]
    sessions.apply_anew(mine, take_saved=taken)
    save(mine)

    assert before == [("L1", 7, 5), ("L2", 0, 1), ("L3", 1, 0)]
    assert saved(order) == [("", "L1", 7), ("", "L2", 1), ("", "L3", 1)]


@pytest.mark.rule("ITL-225")
def test_given_they_deleted_a_number_then_theirs_takes_it_off_my_page_too(chair, opened):
    order = purchase_order(chair, 9)
    line = order.lines.get()
    tracked(line, "S1", lot_no="OLD")
    tracked(line, "S2")
    mine, theirs = opened(order), opened(order, user=UserFactory())
    add(mine, serial_no="S3")
    rows.delete_rows(session=theirs, row_ids=None)
    add(theirs, serial_no="S1", lot_no="NEW")
    save(theirs)

    differing = sessions.differences_from_saved(mine, most=9)
    theirs_of = [one.numbers for one in differing if one.numbers.serial_no != "S3"]
    sessions.apply_anew(mine, take_saved=theirs_of)

    found = mine.rows.order_by("serial_no").values_list("serial_no", "lot_no")
    assert list(found) == [("S1", "NEW"), ("S3", "")]


@pytest.mark.rule("ITL-226")
def test_given_only_qty_to_handle_differs_then_it_is_shown(wine, opened):
    order = purchase_order(wine, 9)
    tracked(order.lines.get(), lot_no="L1", quantity=4)
    mine, theirs = opened(order), opened(order, user=UserFactory())
    add(mine, lot_no="L2", quantity=Decimal(1))
    row = theirs.rows.get()
    rows.change_row(session=theirs, row_id=row.pk, by=theirs.user, qty_to_handle=Decimal(1))
    save(theirs)

    first, *_ = sessions.differences_from_saved(mine, most=9)

    assert (first.number, first.is_to_handle) == ("L1", True)
    assert (first.saved_to_handle, first.here_to_handle) == (1, 4)
