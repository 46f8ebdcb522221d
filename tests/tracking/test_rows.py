"""Typing rows on an open page: quantities, numbers and dates (rule book 02, sections 3 to 6)."""

from datetime import date
from decimal import Decimal

import pytest

from tests.factories import (
    ItemFactory,
    UserFactory,
    code_with,
    journal,
    lot_code,
    purchase_order,
    reclassification,
    sales_order,
    serial_code,
    tracked,
)
from tests.tracking.stock import in_stock
from tracking.models import NumberInformation, TrackingLine
from tracking.services import rows
from wms.core.errors import Refused
from wms.documents.kinds import EntryType

pytestmark = pytest.mark.django_db
DEC_31 = date(2026, 12, 31)
JUN_30 = date(2026, 6, 30)


def add(session, **fields):
    return rows.add_row(session=session, by=session.user, **fields)


def change(session, row, **changes):
    return rows.change_row(session=session, row_id=row.pk, by=session.user, **changes)


def refused(attempt, *args, **fields):
    with pytest.raises(Refused) as refusal:
        attempt(*args, **fields)
    return str(refusal.value)


def numbers(session):
    rows_of_page = session.rows.order_by("lot_no", "serial_no", "package_no")
    return [(row.serial_no, row.lot_no, row.package_no, row.quantity) for row in rows_of_page]


# --- quantities ---


@pytest.mark.rule("ITL-053")
def test_given_a_serial_is_typed_then_its_quantity_is_one(chair, opened):
    session = opened(purchase_order(chair, 3))

    row = add(session, serial_no="s1 ")

    assert (row.serial_no, row.quantity, row.qty_to_handle, row.qty_to_invoice) == ("S1", 1, 1, 1)


@pytest.mark.rule("ITL-053")
def test_given_a_lot_is_typed_then_it_gets_what_is_still_undefined(wine, opened):
    session = opened(purchase_order(wine, 10))
    add(session, lot_no="L1", quantity=Decimal(4))

    row = add(session, lot_no="L2")

    assert row.quantity == 6


@pytest.mark.rule("ITL-053", "ITL-054")
def test_given_nothing_is_undefined_when_a_lot_is_typed_then_its_quantity_is_zero(wine, opened):
    session = opened(purchase_order(wine, 4))
    add(session, lot_no="L1", quantity=Decimal(5))

    row = add(session, lot_no="L2")

    assert row.quantity == 0


@pytest.mark.rule("ITL-047")
@pytest.mark.parametrize(
    ("line_quantity", "typed", "message"),
    [
        (5, -1, "Quantity must be positive, as on the document line, not -1."),
        (-5, 1, "Quantity must be negative, as on the document line, not 1."),
    ],
)
def test_given_the_wrong_sign_when_typed_then_it_is_refused(
    wine, opened, line_quantity, typed, message
):
    session = opened(purchase_order(wine, line_quantity))

    assert refused(add, session, lot_no="L1", quantity=Decimal(typed)) == message
    assert not session.rows.exists()


@pytest.mark.rule("ITL-021", "ITL-047")
def test_given_a_negative_line_then_its_rows_are_typed_negative_and_the_direction_turns(
    wine, opened
):
    session = opened(sales_order(wine, -2))

    row = add(session, lot_no="L1", quantity=Decimal(-2))

    assert row.quantity == 2
    assert row.outbound is False


@pytest.mark.rule("ITL-048")
def test_given_a_handled_part_then_the_quantity_cannot_go_below_it(wine, opened):
    order = purchase_order(wine, 10)
    tracked(order.lines.get(), lot_no="L1", quantity=10, qty_handled=4)
    session = opened(order)
    row = session.rows.get()

    message = refused(change, session, row, quantity=Decimal(3))
    change(session, row, quantity=Decimal(4))

    assert message == "Quantity cannot be less than Quantity Handled, which is 4, not 3."
    assert session.rows.get().quantity == 4


@pytest.mark.rule("ITL-049", "POST-055")
def test_given_the_quantity_is_changed_then_to_handle_and_to_invoice_follow(wine, opened):
    order = purchase_order(wine, 10)
    tracked(order.lines.get(), lot_no="L1", quantity=10, qty_handled=4, qty_invoiced=1)
    session = opened(order)

    row = change(session, session.rows.get(), quantity=Decimal(8))

    assert (row.qty_to_handle, row.qty_to_invoice) == (4, 7)


@pytest.mark.rule("ITL-050", "POST-054")
def test_given_too_much_to_handle_when_typed_then_the_maximum_is_named(wine, opened):
    order = purchase_order(wine, 10)
    tracked(order.lines.get(), lot_no="L1", quantity=10, qty_handled=4)
    session = opened(order)
    row = session.rows.get()

    message = refused(change, session, row, qty_to_handle=Decimal(7))
    parked = change(session, row, qty_to_handle=Decimal(0))

    assert message == "Qty. to Handle can be at most 6, not 7."
    assert (parked.qty_to_handle, parked.qty_to_invoice) == (0, 4)


@pytest.mark.rule("ITL-051", "POST-054")
def test_given_too_much_to_invoice_when_typed_then_the_maximum_is_named(wine, opened):
    session = opened(purchase_order(wine, 10))
    row = add(session, lot_no="L1", quantity=Decimal(5))
    change(session, row, qty_to_handle=Decimal(4))

    message = refused(change, session, row, qty_to_invoice=Decimal(5))
    row = change(session, row, qty_to_invoice=Decimal(2))

    assert message == "Qty. to Invoice can be at most 4, not 5."
    assert row.qty_to_invoice == 2


@pytest.mark.rule("ITL-052")
@pytest.mark.parametrize("field", ["quantity", "qty_to_handle", "qty_to_invoice"])
def test_given_a_serial_then_every_quantity_of_it_is_none_or_one(chair, opened, field):
    session = opened(purchase_order(chair, 3))
    row = add(session, serial_no="S1")

    message = refused(change, session, row, **{field: Decimal("0.5")})

    caption = {
        "quantity": "Quantity",
        "qty_to_handle": "Qty. to Handle",
        "qty_to_invoice": "Qty. to Invoice",
    }[field]
    assert message == f"{caption} of serial no. S1 must be 0 or 1, not 0.5."


@pytest.mark.rule("ITL-052")
def test_given_a_lot_of_ten_when_a_serial_is_put_on_it_then_it_is_refused(chair, opened):
    session = opened(purchase_order(chair, 10))
    row = add(session, lot_no="L1")

    message = refused(change, session, row, serial_no="S1")

    assert message == "Quantity of serial no. S1 must be 0 or 1, not 10."


@pytest.mark.rule("SET-021")
def test_given_a_rounding_precision_then_other_quantities_are_refused(wine, opened):
    wine.rounding_precision = Decimal(1)
    wine.save()
    session = opened(purchase_order(wine, 10))

    message = refused(add, session, lot_no="L1", quantity=Decimal("2.5"))

    assert message == (
        "Quantity must be a multiple of 1, the rounding precision of item WINE, not 2.5."
    )


@pytest.mark.rule("SET-004")
def test_given_more_than_five_decimals_then_they_are_rounded(wine, opened):
    session = opened(purchase_order(wine, 10))

    row = add(session, lot_no="L1", quantity=Decimal("1.234565"))

    assert row.quantity == Decimal("1.23457")


@pytest.mark.rule("ITL-057")
@pytest.mark.parametrize(("quantity", "kept"), [(2, True), (3, False)])
def test_given_an_applied_row_of_an_order_when_its_quantity_leaves_to_invoice_then_it_is_released(
    wine, opened, quantity, kept
):
    entry = in_stock(wine, 9, lot_no="L1")
    order = sales_order(wine, 9, line={"qty_to_invoice_base": Decimal(2)})
    tracked(order.lines.get(), lot_no="L1", quantity=1, applies_to_entry_no=entry.pk)
    session = opened(order)

    row = change(session, session.rows.get(), quantity=Decimal(quantity))

    assert (row.applies_to_entry_no == entry.pk) is kept


@pytest.mark.rule("ITL-046")
def test_given_a_reference_that_does_not_fit_then_the_failing_field_is_named(wine, opened):
    entry = in_stock(wine, 2, lot_no="L1")
    session = opened(sales_order(wine, 9))
    row = add(session, lot_no="L2", quantity=Decimal(2))
    fitting = add(session, lot_no="L1", quantity=Decimal(2))

    wrong_lot = refused(change, session, row, applies_to_entry_no=entry.pk)
    too_little = refused(
        change, session, fitting, applies_to_entry_no=entry.pk, quantity=Decimal(3)
    )
    wrong_way = refused(change, session, row, applies_from_entry_no=entry.pk)
    unknown = refused(change, session, row, applies_to_entry_no=4711)
    change(session, fitting, applies_to_entry_no=entry.pk)

    assert wrong_lot == f"Appl.-to Item Entry {entry.pk} does not fit: its Lot No. is L1, not L2."
    assert too_little == (
        f"Appl.-to Item Entry {entry.pk} does not fit: only 2 of it are left, not 3."
    )
    assert wrong_way == (
        f"Appl.-from Item Entry {entry.pk} does not fit: it is filled only when goods go in."
    )
    assert unknown == "Appl.-to Item Entry 4711 does not fit: there is no such item ledger entry."
    assert TrackingLine.objects.get(pk=fitting.pk).applies_to_entry_no == entry.pk


@pytest.mark.rule("ITL-062", "POST-040")
def test_given_an_applied_row_when_a_number_is_changed_then_the_reference_must_be_cleared_first(
    wine, opened
):
    entry = in_stock(wine, 9, lot_no="L1")
    order = sales_order(wine, 9)
    tracked(order.lines.get(), lot_no="L1", quantity=1, applies_to_entry_no=entry.pk)
    session = opened(order)
    row = session.rows.get()

    message = refused(change, session, row, lot_no="L2")
    change(session, row, lot_no="L2", applies_to_entry_no=None)

    assert message == (
        "Lot No. cannot be changed while Appl.-to Item Entry is filled."
        " Clear Appl.-to Item Entry first."
    )
    assert session.rows.get().lot_no == "L2"


@pytest.mark.rule("ITL-062", "POST-117")
def test_given_a_handled_part_when_a_number_is_changed_then_it_is_refused(wine, opened):
    order = purchase_order(wine, 10)
    tracked(order.lines.get(), lot_no="L1", quantity=10, qty_handled=4)
    session = opened(order)

    message = refused(change, session, session.rows.get(), lot_no="L2")

    assert message == (
        "Lot No. cannot be changed: Quantity Handled of this row is 4."
        " Use a row of its own for another number."
    )


@pytest.mark.rule("ITL-056")
def test_given_a_handled_row_when_rows_are_deleted_then_none_is(wine, opened):
    order = purchase_order(wine, 10)
    tracked(order.lines.get(), lot_no="L1", quantity=4, qty_handled=4)
    tracked(order.lines.get(), lot_no="L2", quantity=6)
    session = opened(order)

    with pytest.raises(Refused) as refusal:
        rows.delete_rows(session=session, row_ids=None)

    assert "Row L1 cannot be deleted: its Quantity Handled is 4." in str(refusal.value)
    assert session.rows.count() == 2


@pytest.mark.rule("ITL-056")
def test_given_several_rows_are_chosen_when_deleted_then_they_go_together(wine, opened):
    session = opened(purchase_order(wine, 10))
    chosen = [add(session, lot_no=f"L{number}", quantity=Decimal(1)).pk for number in range(3)]

    deleted = rows.delete_rows(session=session, row_ids=chosen[:2])

    assert deleted == 2
    assert [row.lot_no for row in session.rows.all()] == ["L2"]


# --- numbers ---


@pytest.mark.rule("ITL-044")
def test_given_no_number_at_all_then_the_row_is_refused(wine, opened):
    session = opened(purchase_order(wine, 10))

    message = refused(add, session, quantity=Decimal(1), lot_no="  ")

    assert message == (
        "Enter a serial no., a lot no. or a package no.; a row needs at least one of them."
    )


@pytest.mark.rule("ITL-058", "SCAN-022")
def test_given_a_serial_is_on_the_page_then_it_is_refused_with_any_lot(chair, opened):
    session = opened(purchase_order(chair, 10))
    add(session, serial_no="S1", lot_no="L1")

    message = refused(add, session, serial_no="s1", lot_no="L2", package_no="P1")

    assert message == "Serial no. S1 of item 1900-S is already on these tracking lines."


@pytest.mark.rule("ITL-059", "ITL-060", "POST-070")
def test_given_lot_and_package_are_on_the_page_then_the_pair_is_refused_and_others_are_not(
    wine, opened
):
    session = opened(purchase_order(wine, 10))
    for fields in (
        {"lot_no": "L1", "package_no": "P1"},
        {"lot_no": "L1", "package_no": "P2"},
        {"lot_no": "L1"},
        {"lot_no": "L1", "serial_no": "S1"},
    ):
        add(session, quantity=Decimal(1), **fields)

    message = refused(add, session, lot_no="L1", package_no="P1", quantity=Decimal(1))

    assert message == (
        "Lot no. L1 and package no. P1 of item WINE is already on these tracking lines."
        " Change the quantity of that row."
    )
    assert session.rows.count() == 4


@pytest.mark.rule("ITL-069")
def test_given_a_number_on_another_open_line_then_the_page_does_not_refuse_it(chair, opened):
    tracked(purchase_order(chair, 1).lines.get(), "S1")
    session = opened(purchase_order(chair, 1))

    assert add(session, serial_no="S1").quantity == 1


@pytest.mark.rule("SET-001", "SET-002")
@pytest.mark.parametrize(
    ("typed", "message"),
    [
        ("X" * 51, "Serial No. can have at most 50 characters; this one has 51."),
        ("A\x07B", "Serial No. has a control character in it. Type the number without it."),
    ],
)
def test_given_a_number_that_cannot_be_stored_then_it_is_refused(chair, opened, typed, message):
    session = opened(purchase_order(chair, 1))

    assert refused(add, session, serial_no=typed) == message


def test_given_several_faults_in_one_row_then_all_are_told(chair, opened):
    session = opened(purchase_order(chair, 5))
    add(session, serial_no="S1")

    with pytest.raises(Refused) as refusal:
        add(session, serial_no="S1", quantity=Decimal(-2), expiration_date=DEC_31)

    assert sorted(violation.code for violation in refusal.value.violations) == [
        "dup-in-line",
        "expiration-not-used",
        "quantity-has-wrong-sign",
    ]


@pytest.mark.rule("ITL-063", "ITL-103")
def test_given_stock_holds_the_serial_in_a_lot_when_it_is_typed_then_the_row_is_filled(
    chair, opened
):
    in_stock(chair, serial_no="S1", lot_no="L1", package_no="P1", warranty_date=DEC_31)
    session = opened(sales_order(chair, 1))

    row = add(session, serial_no="S1")

    assert (row.lot_no, row.package_no, row.warranty_date) == ("L1", "P1", DEC_31)


@pytest.mark.rule("ITL-064")
def test_given_a_lot_was_typed_when_stock_has_another_or_none_then_the_typed_one_stays(
    chair, opened
):
    in_stock(chair, serial_no="S1", lot_no="L1")
    session = opened(sales_order(chair, 2))

    other = add(session, serial_no="S1", lot_no="L9")
    unknown = add(session, serial_no="S2", lot_no="L9")

    assert (other.lot_no, unknown.lot_no) == ("L9", "L9")


@pytest.mark.rule("SET-154")
def test_given_a_blocked_number_then_it_is_taken_only_when_somebody_says_so(wine, opened):
    NumberInformation.objects.create(
        kind="lot", item=wine, variant=wine.variants.get(), number="L1", blocked=True
    )
    session = opened(purchase_order(wine, 5))

    message = refused(add, session, lot_no="L1")
    row = add(session, lot_no="L1", accept_blocked=True)

    assert message == (
        "Lot No. L1 of item WINE is blocked. Nothing with it can be posted until it is unblocked."
    )
    assert row.lot_no == "L1"


# --- dates ---


@pytest.mark.rule("ITL-071")
def test_given_another_row_has_the_lot_then_its_date_is_copied(wine, opened):
    session = opened(purchase_order(wine, 10))
    add(session, lot_no="L1", serial_no="S1", expiration_date=DEC_31)

    row = add(session, lot_no="L1", serial_no="S2")

    assert row.expiration_date == DEC_31


@pytest.mark.rule("ITL-072", "ITL-073", "POST-085")
def test_given_entries_know_the_date_then_it_is_filled_in_and_locked(wine, opened):
    in_stock(wine, 5, lot_no="L1", expiration_date=DEC_31, remaining=0)
    session = opened(purchase_order(wine, 10))

    row = add(session, lot_no="L1")
    message = refused(change, session, row, expiration_date=JUN_30)

    assert row.expiration_date == DEC_31
    assert message == (
        "Expiration Date of Lot no. L1 is 2026-12-31, fixed by existing entries, not 2026-06-30."
        " Change it with the reclassification journal."
    )
    assert session.rows.get().expiration_date == DEC_31


@pytest.mark.rule("ITL-072")
def test_given_several_entries_then_the_last_open_one_knows_the_date(wine, opened):
    in_stock(wine, 5, lot_no="L1", expiration_date=JUN_30)
    in_stock(wine, 5, lot_no="L1", expiration_date=DEC_31, remaining=0)
    session = opened(purchase_order(wine, 10))

    assert add(session, lot_no="L1").expiration_date == JUN_30


@pytest.mark.rule("ITL-072")
def test_given_no_lot_then_the_serial_and_then_the_package_owns_the_date(opened):
    code = code_with("FREE", use_expiration_dates=True)
    desk = ItemFactory(item_tracking_code=code)
    in_stock(desk, serial_no="S1", lot_no="L1", expiration_date=JUN_30)
    in_stock(desk, 3, package_no="P1", expiration_date=DEC_31)
    session = opened(purchase_order(desk, 10))

    serial = add(session, serial_no="S1", lot_no="")
    package = add(session, package_no="P1")

    assert (serial.expiration_date, package.expiration_date) == (JUN_30, DEC_31)


@pytest.mark.rule("ITL-074")
@pytest.mark.parametrize(("remaining", "accepted"), [(0, True), (5, False)])
def test_given_the_known_date_is_blank_then_a_first_one_needs_empty_stock(
    wine, opened, remaining, accepted
):
    in_stock(wine, 5, lot_no="L1", remaining=remaining)
    session = opened(purchase_order(wine, 10))
    row = add(session, lot_no="L1")

    if accepted:
        assert change(session, row, expiration_date=DEC_31).expiration_date == DEC_31
    else:
        assert "is blank, fixed by existing entries" in refused(
            change, session, row, expiration_date=DEC_31
        )


@pytest.mark.rule("ITL-075", "POST-089")
@pytest.mark.parametrize("day", [JUN_30, None])
def test_given_a_date_is_changed_then_all_rows_of_the_lot_have_it(wine, opened, day):
    session = opened(purchase_order(wine, 10))
    first = add(session, lot_no="L1", serial_no="S1", expiration_date=DEC_31)
    add(session, lot_no="L1", serial_no="S2")
    other = add(session, lot_no="L2", serial_no="S3", expiration_date=DEC_31)

    change(session, first, expiration_date=day)

    assert set(session.rows.filter(lot_no="L1").values_list("expiration_date", flat=True)) == {day}
    assert session.rows.get(pk=other.pk).expiration_date == DEC_31


@pytest.mark.rule("ITL-065")
def test_given_the_lot_is_changed_then_the_date_is_determined_again(wine, opened):
    in_stock(wine, 5, lot_no="L2", expiration_date=JUN_30)
    session = opened(purchase_order(wine, 10))
    row = add(session, lot_no="L1", expiration_date=DEC_31)

    known = change(session, row, lot_no="L2").expiration_date
    unknown = change(session, row, lot_no="L3").expiration_date

    assert (known, unknown) == (JUN_30, None)


@pytest.mark.rule("ITL-077")
def test_given_goods_go_out_then_the_date_is_not_stored_and_cannot_be_entered(wine, opened):
    in_stock(wine, 5, lot_no="L1", expiration_date=DEC_31)
    session = opened(sales_order(wine, 5))

    row = add(session, lot_no="L1")
    message = refused(change, session, row, expiration_date=JUN_30)

    assert row.expiration_date is None
    assert message == "Expiration Date comes from stock when goods go out; it cannot be entered."


@pytest.mark.rule("SET-062")
def test_given_the_code_uses_no_dates_then_one_that_arrives_is_refused(chair, opened):
    session = opened(purchase_order(chair, 5))

    message = refused(add, session, serial_no="S1", expiration_date=DEC_31)

    assert message == (
        "Item 1900-S has no expiration dates: Use Expiration Dates is off in item tracking code SNALL."
        " Leave the date out."
    )


@pytest.mark.rule("ITL-078")
def test_given_a_warranty_date_then_existing_entries_do_not_lock_it(wine, opened):
    in_stock(wine, 5, lot_no="L1", warranty_date=JUN_30)
    session = opened(purchase_order(wine, 10))
    row = add(session, lot_no="L1")

    assert change(session, row, warranty_date=DEC_31).warranty_date == DEC_31


# --- reclassification ---


@pytest.mark.rule("ITL-175", "RCL-010")
def test_given_an_old_number_is_entered_then_the_new_ones_are_filled_from_it(opened):
    wine = ItemFactory(item_tracking_code=lot_code(use_expiration_dates=True))
    in_stock(wine, 5, lot_no="L1", package_no="P1", expiration_date=DEC_31)
    session = opened(reclassification(wine, 5))

    row = add(session, lot_no="L1", package_no="P1")

    assert (row.new_lot_no, row.new_package_no) == ("L1", "P1")
    assert row.new_expiration_date == DEC_31
    assert row.expiration_date is None


@pytest.mark.rule("RCL-010")
def test_given_another_old_number_is_chosen_then_the_new_ones_are_filled_again(wine, opened):
    in_stock(wine, 5, lot_no="L1", expiration_date=DEC_31)
    in_stock(wine, 5, lot_no="L2", expiration_date=JUN_30)
    session = opened(reclassification(wine, 5))
    row = add(session, lot_no="L1", new_lot_no="NEW")
    assert (row.new_lot_no, row.new_expiration_date) == ("NEW", DEC_31)

    row = change(session, row, lot_no="L2")

    assert (row.new_lot_no, row.new_expiration_date) == ("L2", JUN_30)


@pytest.mark.rule("ITL-178")
def test_given_two_lots_become_one_then_they_get_one_new_date(wine, opened):
    in_stock(wine, 5, lot_no="L1", expiration_date=DEC_31)
    in_stock(wine, 5, lot_no="L2", expiration_date=JUN_30)
    session = opened(reclassification(wine, 10))
    add(session, lot_no="L1", quantity=Decimal(5), new_lot_no="NEW")

    second = add(session, lot_no="L2", quantity=Decimal(5), new_lot_no="NEW")
    change(session, second, new_expiration_date=JUN_30)

    assert set(session.rows.values_list("new_expiration_date", flat=True)) == {JUN_30}


@pytest.mark.rule("ITL-176", "RCL-013")
def test_given_the_old_combination_is_there_twice_then_it_is_refused(wine, opened):
    session = opened(reclassification(wine, 10))
    add(session, lot_no="L1", quantity=Decimal(5), new_lot_no="A")

    message = refused(add, session, lot_no="L1", quantity=Decimal(5), new_lot_no="B")

    assert "Lot no. L1 of item WINE is already on these tracking lines." in message


@pytest.mark.rule("RCL-014", "ITL-177")
def test_given_a_new_serial_on_three_pieces_then_it_is_refused(wine, opened):
    session = opened(reclassification(wine, 3))

    message = refused(add, session, lot_no="L1", new_serial_no="S1", quantity=Decimal(3))

    assert message == "Quantity of serial no. S1 must be 0 or 1, not 3."


@pytest.mark.rule("ITL-033")
def test_given_any_other_line_then_new_numbers_are_refused(wine, opened):
    session = opened(purchase_order(wine, 3))

    message = refused(add, session, lot_no="L1", new_lot_no="L2")

    assert message == "New Lot No. is filled on reclassification lines only."


# --- kinds of line ---


@pytest.mark.rule("ITL-016", "ITL-021")
@pytest.mark.parametrize(
    ("entry_type", "outbound"),
    [
        (EntryType.PURCHASE, False),
        (EntryType.SALE, True),
        (EntryType.POSITIVE_ADJMT, False),
        (EntryType.NEGATIVE_ADJMT, True),
    ],
)
def test_given_an_item_journal_line_then_its_entry_type_decides_the_direction(
    wine, opened, entry_type, outbound
):
    session = opened(journal(wine, 3, entry_type=entry_type))

    assert add(session, lot_no="L1").outbound is outbound


def test_given_somebody_types_then_the_row_says_who(wine, opened):
    session = opened(purchase_order(wine, 3))
    other = UserFactory()

    row = rows.add_row(session=session, by=other, lot_no="L1")

    assert row.changed_by == other
    session.refresh_from_db()
    assert session.is_changed


def test_given_the_row_was_deleted_in_another_window_when_changed_then_it_says_so(wine, opened):
    session = opened(purchase_order(wine, 3))
    row = add(session, lot_no="L1")
    rows.delete_rows(session=session, row_ids=[row.pk])

    message = refused(change, session, row, quantity=Decimal(1))

    assert message == (
        "This row is no longer on the page; it was deleted in another window. Reload the page."
    )


@pytest.mark.rule("ITL-230")
def test_given_a_big_page_when_a_field_is_changed_then_it_costs_the_same_statements(
    opened, django_assert_max_num_queries
):
    def cost(size):
        chair = ItemFactory(item_tracking_code=serial_code(f"SN{size}"))
        order = purchase_order(chair, 1000)
        for number in range(size):
            tracked(order.lines.get(), f"S{number:04}", "L1")
        session = opened(order)
        row = session.rows.first()
        with django_assert_max_num_queries(20) as counted:
            change(session, row, serial_no="NEW")
        return len(counted.captured_queries)

    assert cost(5) == cost(200)
