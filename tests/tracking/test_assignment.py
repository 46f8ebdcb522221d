"""Assign Serial / Lot / Package No. and Create Customized SN (rule book 02, section 7)."""

from datetime import date
from decimal import Decimal

import pytest

from tests.factories import (
    ItemFactory,
    NumberSeriesFactory,
    code_with,
    purchase_order,
    reclassification,
    sales_order,
    serial_code,
    tracked,
)
from tests.tracking.stock import in_stock
from tracking.models import NumberInformation, TrackingLine, TrackingSession
from tracking.services import assignment, rows
from tracking.services.assignment import Extras
from wms.core.errors import Refused
from wms.core.models import NumberSeriesLine
from wms.inventory.models import InventorySetup

pytestmark = pytest.mark.django_db
JAN_2 = date(2026, 1, 2)


def assign_serials(session, quantity, **how):
    return assignment.assign_serial_numbers(
        session=session, by=session.user, on=JAN_2, quantity=Decimal(quantity), **how
    )


def customized(session, start, quantity, *, increment=1, **how):
    return assignment.create_customized_serials(
        session=session,
        by=session.user,
        on=JAN_2,
        start=start,
        increment=increment,
        quantity=Decimal(quantity),
        **how,
    )


def assign_lot(session, selected=()):
    return assignment.assign_lot_number(
        session=session, by=session.user, on=JAN_2, selected=selected
    )


def assign_package(session, selected=()):
    return assignment.assign_package_number(
        session=session, by=session.user, on=JAN_2, selected=selected
    )


def add(session, **fields):
    return rows.add_row(session=session, by=session.user, **fields)


def on_page(session):
    found = session.rows.order_by("lot_no", "serial_no", "package_no")
    return [(row.serial_no, row.lot_no, row.package_no, row.quantity) for row in found]


def refusal_of(attempt, *args, **how):
    with pytest.raises(Refused) as refusal:
        attempt(*args, **how)
    return str(refusal.value)


def drawn_of(code):
    return NumberSeriesLine.objects.get(series__code=code).last_no_used


@pytest.fixture
def package_series(db):
    setup = InventorySetup.objects.get()
    setup.package_nos = NumberSeriesFactory(code="PACK", first="P001")
    setup.save()


# --- Assign Serial No. ---


@pytest.mark.rule("ITL-085", "ITL-091")
@pytest.mark.parametrize("quantity", [3, -3])
def test_given_serial_nos_when_assigned_then_rows_of_one_are_added(chair, opened, quantity):
    session = opened(purchase_order(chair, quantity))

    serials = assign_serials(session, 3)

    assert serials == ["SN00001", "SN00002", "SN00003"]
    assert on_page(session) == [(serial, "", "", 1) for serial in serials]


@pytest.mark.rule("ITL-086", "SET-088")
def test_given_no_series_then_it_is_refused_and_no_lot_is_drawn(chair, opened):
    chair.serial_nos = None
    chair.save()
    session = opened(purchase_order(chair, 3))

    message = refusal_of(assign_serials, session, 3, extras=Extras(new_lot=True))

    assert message == (
        "Serial Nos. is blank on item 1900-S. Name a number series there, or type the numbers."
    )
    assert drawn_of("CHAIR-LOT") == ""


@pytest.mark.rule("ITL-080", "ITL-081", "ITL-083")
def test_given_part_is_assigned_then_only_the_undefined_quantity_can_be_created(chair, opened):
    order = purchase_order(chair, 10)
    for number in range(3):
        tracked(order.lines.get(), f"OLD{number}", qty_handled=1)
    session = opened(order)
    assign_serials(session, 2)

    message = refusal_of(assign_serials, session, 6)

    assert message == "Quantity to Create is 6, but only 5 are still undefined."
    assert session.rows.count() == 5


@pytest.mark.rule("ITL-082")
@pytest.mark.parametrize(
    ("line_quantity", "to_create", "message"),
    [
        (
            "2.5",
            1,
            "Undefined Quantity is 2.5; serial numbers need a whole number greater than 0.",
        ),
        (
            5,
            "1.5",
            "Quantity to Create is 1.5; serial numbers need a whole number greater than 0.",
        ),
        (5, 0, "Quantity to Create is 0; serial numbers need a whole number greater than 0."),
        (5, -1, "Quantity to Create is -1; serial numbers need a whole number greater than 0."),
    ],
)
def test_given_a_quantity_that_is_not_whole_then_it_is_refused(
    chair, opened, line_quantity, to_create, message
):
    session = opened(purchase_order(chair, line_quantity))

    assert refusal_of(assign_serials, session, to_create) == message
    assert refusal_of(customized, session, "A1", to_create) == message


@pytest.mark.rule("ITL-087")
def test_given_a_new_lot_and_package_then_all_rows_get_them(chair, opened, package_series):
    session = opened(purchase_order(chair, 2))

    assign_serials(session, 2, extras=Extras(new_lot=True, new_package=True))

    assert on_page(session) == [
        ("SN00001", "LOT0001", "P001", 1),
        ("SN00002", "LOT0001", "P001", 1),
    ]


@pytest.mark.rule("ITL-087", "ITL-095")
def test_given_the_current_row_has_a_lot_or_the_item_no_series_then_a_new_lot_is_refused(
    chair, opened
):
    session = opened(purchase_order(chair, 3))
    row = add(session, serial_no="S1", lot_no="L1")

    has_lot = refusal_of(assign_serials, session, 1, extras=Extras(new_lot=True), selected=[row.pk])
    chair.lot_nos = None
    chair.save()
    no_series = refusal_of(assign_serials, session, 1, extras=Extras(new_lot=True))

    assert has_lot == (
        "The selected row already has Lot No. L1. Clear it, or switch off Create New Lot No."
    )
    assert no_series.startswith("Lot Nos. is blank on item 1900-S.")
    assert drawn_of("CHAIR-SN") == ""


@pytest.mark.rule("ITL-088")
def test_given_a_selected_row_with_lot_and_package_then_new_rows_take_them(chair, opened):
    session = opened(purchase_order(chair, 3))
    row = add(session, serial_no="S1", lot_no="L1", package_no="P9")

    assign_serials(session, 1, selected=[row.pk])

    assert ("SN00001", "L1", "P9", 1) in on_page(session)


@pytest.mark.rule("ITL-089", "SET-124")
def test_given_serials_are_used_anywhere_then_the_series_skips_them(chair, opened):
    in_stock(chair, serial_no="SN00001", remaining=0)
    tracked(sales_order(chair, 1).lines.get(), "SN00002")
    add(opened(purchase_order(chair, 1)), serial_no="SN00003")
    renamed = reclassification(chair, 1).lines.get()
    tracked(renamed, "X", new_serial_no="SN00004")
    session = opened(purchase_order(chair, 3))
    add(session, serial_no="SN00005")

    serials = assign_serials(session, 2)

    assert serials == ["SN00006", "SN00007"]


@pytest.mark.rule("SET-124")
def test_given_another_item_uses_the_number_then_it_is_not_skipped(chair, opened):
    in_stock(ItemFactory(item_tracking_code=serial_code("SN2")), serial_no="SN00001")

    assert assign_serials(opened(purchase_order(chair, 1)), 1) == ["SN00001"]


@pytest.mark.rule("ITL-090", "SET-163")
def test_given_cards_are_wanted_then_each_serial_without_one_gets_it(chair, opened):
    variant = chair.variants.get()
    NumberInformation.objects.create(
        kind="serial", item=chair, variant=variant, number="SN00002", description="Kept"
    )
    session = opened(purchase_order(chair, 3))

    assign_serials(session, 3, extras=Extras(create_cards=True))

    cards = NumberInformation.objects.order_by("number").values_list("number", "description")
    assert list(cards) == [("SN00001", ""), ("SN00002", "Kept"), ("SN00003", "")]


@pytest.mark.rule("SET-126")
def test_given_the_series_starts_later_then_the_usage_date_decides(chair, opened):
    NumberSeriesLine.objects.filter(series__code="CHAIR-SN").update(starting_date="2026-02-01")
    session = opened(purchase_order(chair, 1))

    assert "2026-01-02" in refusal_of(assign_serials, session, 1)


# --- Assign Lot No., Assign Package No. ---


@pytest.mark.rule("ITL-092")
def test_given_nothing_is_selected_then_one_row_with_the_undefined_quantity_is_added(wine, opened):
    session = opened(purchase_order(wine, "10.5"))
    add(session, lot_no="L1", quantity=Decimal(4))

    assign_lot(session)

    assert ("", "LOT0001", "", Decimal("6.5")) in on_page(session)


@pytest.mark.rule("ITL-092")
def test_given_the_page_is_over_assigned_then_the_new_lot_has_quantity_zero(wine, opened):
    session = opened(purchase_order(wine, 3))
    add(session, lot_no="L1", quantity=Decimal(4), package_no="P1")
    current = session.rows.get()

    assign_lot(session, selected=[current.pk])

    assert ("", "LOT0001", "P1", 0) in on_page(session)


@pytest.mark.rule("ITL-093")
def test_given_selected_serials_without_lot_then_one_lot_is_put_on_all_of_them(chair, opened):
    session = opened(purchase_order(chair, 5))
    chosen = [add(session, serial_no=f"S{number}").pk for number in range(3)]

    lot_no = assign_lot(session, selected=chosen[:2])

    assert lot_no == "LOT0001"
    assert on_page(session) == [
        ("S2", "", "", 1),
        ("S0", "LOT0001", "", 1),
        ("S1", "LOT0001", "", 1),
    ]


@pytest.mark.rule("ITL-065", "ITL-093")
def test_given_serials_with_one_date_when_they_become_a_lot_then_they_keep_it(wine, opened):
    session = opened(purchase_order(wine, 5))
    for number in range(2):
        add(session, serial_no=f"S{number}", expiration_date=JAN_2)

    assign_lot(session, selected=None)

    assert {row.expiration_date for row in session.rows.all()} == {JAN_2}


@pytest.mark.rule("ITL-095", "SET-088")
def test_given_no_lot_series_then_it_is_refused(wine, opened):
    wine.lot_nos = None
    wine.save()

    assert refusal_of(assign_lot, opened(purchase_order(wine, 3))) == (
        "Lot Nos. is blank on item WINE. Name a number series there, or type the numbers."
    )


@pytest.mark.rule("ITL-094", "SET-087")
def test_given_a_lot_without_package_then_the_package_is_put_on_it_and_next_a_row_is_added(
    wine, opened, package_series
):
    session = opened(purchase_order(wine, 6))
    row = add(session, lot_no="L1", quantity=Decimal(4))

    assign_package(session, selected=[row.pk])
    assign_package(session, selected=[row.pk])

    assert on_page(session) == [("", "L1", "P001", 4), ("", "L1", "P002", 2)]


@pytest.mark.rule("ITL-094", "SET-087")
def test_given_the_item_has_a_package_series_of_its_own_then_that_is_used(
    wine, opened, package_series
):
    wine.package_nos = NumberSeriesFactory(code="WINEPACK", first="W1")
    wine.save()

    assert assign_package(opened(purchase_order(wine, 3))) == "W1"


@pytest.mark.rule("ITL-094", "SET-088")
def test_given_no_package_series_anywhere_then_it_is_refused(wine, opened):
    assert refusal_of(assign_package, opened(purchase_order(wine, 3))) == (
        "Package Nos. is blank on item WINE and in Inventory Setup."
        " Name a number series there, or type the numbers."
    )


@pytest.mark.rule("SET-124")
def test_given_the_next_lot_exists_then_it_is_skipped(wine, opened):
    in_stock(wine, 3, lot_no="LOT0001")

    assert assign_lot(opened(purchase_order(wine, 3))) == "LOT0002"


# --- Create Customized SN ---


@pytest.mark.rule("ITL-096", "SCAN-039")
def test_given_the_first_number_then_the_others_are_counted_on_in_a_new_lot(chair, opened):
    session = opened(purchase_order(chair, 3))

    customized(session, "S/N-Vend0001", 3, extras=Extras(new_lot=True))

    assert on_page(session) == [
        ("S/N-VEND0001", "LOT0001", "", 1),
        ("S/N-VEND0002", "LOT0001", "", 1),
        ("S/N-VEND0003", "LOT0001", "", 1),
    ]


@pytest.mark.rule("ITL-097")
def test_given_an_increment_then_the_numbers_grow_by_it(chair, opened):
    session = opened(purchase_order(chair, 3))

    assert customized(session, "A001", 3, increment=5) == ["A001", "A006", "A011"]


@pytest.mark.rule("ITL-097", "ITL-098", "SCAN-039")
@pytest.mark.parametrize(
    ("start", "increment", "message"),
    [
        ("A001", 0, "Increment must be 1 or more, not 0."),
        ("VENDOR", 1, "VENDOR has no digit, so it cannot be incremented."),
        ("", 1, "Customized SN is blank. Enter the first serial number, such as S/N-Vend0001."),
        ("X" * 49 + "9", 1, "would be longer than 50 characters."),
    ],
)
def test_given_a_start_that_cannot_be_counted_then_none_is_created(
    chair, opened, start, increment, message
):
    session = opened(purchase_order(chair, 3))

    assert message in refusal_of(customized, session, start, 3, increment=increment)
    assert not session.rows.exists()


@pytest.mark.rule("ITL-099", "SET-118")
def test_given_the_series_allows_no_manual_numbers_then_it_is_refused(chair, opened):
    chair.serial_nos.manual_nos = False
    chair.serial_nos.save()

    assert refusal_of(customized, opened(purchase_order(chair, 3)), "A1", 1) == (
        "No. series CHAIR-SN does not allow numbers of one's own: Manual Nos. is off."
        " Use Assign Serial No."
    )


@pytest.mark.rule("ITL-099")
def test_given_the_item_has_no_serial_series_then_it_is_allowed(chair, opened):
    chair.serial_nos = None
    chair.save()

    assert customized(opened(purchase_order(chair, 3)), "A1", 1) == ["A1"]


@pytest.mark.rule("ITL-100")
def test_given_one_of_them_is_on_the_page_or_used_then_it_is_named_and_none_is_added(chair, opened):
    in_stock(chair, serial_no="B2")
    session = opened(purchase_order(chair, 9))
    add(session, serial_no="A3")

    on_this_page = refusal_of(customized, session, "A1", 5, extras=Extras(new_lot=True))
    used = refusal_of(customized, session, "B1", 5)

    assert on_this_page == (
        "Serial no. A3 of item 1900-S is already on these tracking lines. No number was created."
    )
    assert used == "Serial no. B2 of item 1900-S is already used. No number was created."
    assert session.rows.count() == 1
    assert drawn_of("CHAIR-LOT") == ""


# --- new numbers of a reclassification ---


@pytest.mark.rule("RCL-015")
def test_given_old_serials_and_lots_then_new_ones_are_filled_from_the_series(chair, opened):
    for number in range(3):
        in_stock(chair, serial_no=f"S{number}", lot_no="L1")
    session = opened(reclassification(chair, 3))
    for number in range(3):
        add(session, serial_no=f"S{number}")

    for kind in ("serial", "lot"):
        assignment.assign_new_numbers(session=session, by=session.user, on=JAN_2, kind=kind)

    found = session.rows.order_by("serial_no").values_list("new_serial_no", "new_lot_no")
    assert list(found) == [
        ("SN00001", "LOT0001"),
        ("SN00002", "LOT0001"),
        ("SN00003", "LOT0001"),
    ]


@pytest.mark.rule("RCL-015")
def test_given_no_old_number_then_there_is_nothing_to_rename(chair, opened):
    session = opened(reclassification(chair, 3))

    message = refusal_of(
        assignment.assign_new_numbers, session=session, by=session.user, on=JAN_2, kind="serial"
    )

    assert message == (
        "There is no row whose New Serial No. can be filled. Choose the old numbers first."
    )


# --- cost ---


@pytest.mark.rule("ITL-100", "ITL-230")
@pytest.mark.parametrize(
    "create", [assign_serials, lambda s, n, **e: customized(s, "A00001", n, **e)]
)
def test_given_ten_or_a_thousand_then_creating_costs_the_same_statements(
    chair, opened, django_assert_max_num_queries, create
):
    costs = []
    for size in (10, 1000):
        TrackingLine.objects.all().delete()
        TrackingSession.objects.all().delete()
        session = opened(purchase_order(chair, size))
        with django_assert_max_num_queries(40) as counted:
            create(session, size, extras=Extras(new_lot=True, create_cards=True))
        costs.append(len(counted.captured_queries))
        assert session.rows.count() == size

    assert costs[0] == costs[1]


@pytest.fixture
def vaccine(db):
    """Serials in lots, with expiration dates."""
    return ItemFactory(
        no="VACCINE",
        item_tracking_code=code_with(
            "SNEXP", specific=("serial", "lot"), use_expiration_dates=True
        ),
        serial_nos=NumberSeriesFactory(code="VAC-SN", first="V00001"),
        lot_nos=NumberSeriesFactory(code="VAC-LOT", first="LOT0001"),
    )


def assign_dated(session, quantity, day, **extras):
    assignment.assign_serial_numbers(
        session=session,
        by=session.user,
        on=date(2026, 1, 2),
        quantity=Decimal(quantity),
        extras=assignment.Extras(expiration_date=day, **extras),
        selected=[row.pk for row in session.rows.all()[:1]],
    )


@pytest.mark.rule("ITL-084", "ITL-075")
@pytest.mark.parametrize("new_lot", [True, False])
def test_given_a_date_then_all_the_new_serials_have_it(vaccine, opened, new_lot):
    session = opened(purchase_order(vaccine, 50))

    assign_dated(session, 50, date(2027, 6, 30), new_lot=new_lot)

    assert set(session.rows.values_list("expiration_date", flat=True)) == {date(2027, 6, 30)}
    assert session.rows.count() == 50


@pytest.mark.rule("ITL-075", "ITL-088")
def test_given_a_date_and_the_lot_of_a_row_then_the_whole_lot_has_it(vaccine, opened):
    session = opened(purchase_order(vaccine, 50))
    assign_dated(session, 2, None, new_lot=True)

    assign_dated(session, 3, date(2027, 6, 30))

    found = set(session.rows.values_list("lot_no", "expiration_date"))
    assert found == {("LOT0001", date(2027, 6, 30))}


@pytest.mark.rule("ITL-073", "SET-062")
def test_given_a_date_that_cannot_be_then_no_number_is_drawn(vaccine, chair, opened):
    session = opened(purchase_order(vaccine, 50))
    assign_dated(session, 1, None, new_lot=True)
    in_stock(vaccine, lot_no="LOT0001", serial_no="OLD", expiration_date=date(2026, 3, 1))
    undated = opened(purchase_order(chair, 5))

    with pytest.raises(Refused) as known:
        assign_dated(session, 1, date(2027, 6, 30))
    with pytest.raises(Refused) as unused:
        assign_dated(undated, 1, date(2027, 6, 30))

    assert "Expiration Date of Lot No. LOT0001 is 2026-03-01, fixed by existing entries" in str(
        known.value
    )
    assert "has no expiration dates" in str(unused.value)
    assert session.rows.count() == 1
