"""How assignments are stored, what posting makes of them, and what the line may do under them
(rule book 02, sections 2, 10 and 11)."""

from datetime import date
from decimal import Decimal

import pytest

from tests.factories import (
    BinFactory,
    ItemFactory,
    LocationFactory,
    UnitFactory,
    add_line,
    code_with,
    journal,
    lot_code,
    purchase_order,
    reclassification,
    sales_order,
    serial_code,
    setup_series,
    tracked,
)
from tests.tracking.posting.desk import (
    adjustment,
    at,
    entries,
    lot,
    moving,
    post,
    purchase,
    receive,
    refusal,
    renamed,
    sales,
    serial,
)
from tests.tracking.stock import in_stock
from tracking.models import TrackingLine
from tracking.page import read_page
from tracking.selectors.lines_page import matrix_of
from tracking.selectors.marks import marks_of
from tracking.services import rows, sessions, to_handle
from warehouse.models import WarehouseEntry
from wms.core.errors import Refused
from wms.documents import services
from wms.inventory.models import ItemUnit

pytestmark = pytest.mark.django_db
JAN_1 = date(2026, 1, 1)
JAN_2 = date(2026, 1, 2)
JUN_30 = date(2026, 6, 30)
DEC_31 = date(2026, 12, 31)


@pytest.fixture
def series():
    setup_series()


def matrix(session):
    return matrix_of(read_page(session.pk))


def texts_of(session, **which):
    page = read_page(session.pk)
    row = session.rows.get(**which)
    return [mark.text for mark in marks_of(page, [row], on=JAN_2).marks[row.pk]]


def change(line, **changes):
    return services.change_line(line=line, by=line.document.created_by, **changes)


# --- the header matrix ---


def in_boxes(item, boxes, *, of):
    """A purchase line in another unit than the item's base unit."""
    box = UnitFactory(code="BOX")
    ItemUnit.objects.create(item=item, unit_of_measure=box, qty_per_unit=of)
    values = {"quantity_base": Decimal(boxes * of)}
    return add_line(
        purchase_order(),
        item,
        boxes,
        **values,
        unit_of_measure=box,
        qty_per_unit=Decimal(of),
        qty_to_handle=Decimal(1),
        qty_to_handle_base=Decimal(of),
        qty_to_invoice=Decimal(1),
        qty_to_invoice_base=Decimal(of),
    )


@pytest.mark.rule("ITL-026")
def test_given_two_boxes_of_six_then_all_nine_figures_are_in_base_units(wine, opened):
    line = in_boxes(wine, 2, of=6)
    session = opened(line.document)
    rows.add_row(session=session, by=session.user, lot_no="L1", quantity=Decimal(5))

    figures = {
        row.caption: (row.source, row.tracked, row.undefined) for row in matrix(session).rows
    }

    assert figures == {
        "Quantity": (12, 5, 7),
        "Qty. to Handle": (6, 5, 1),
        "Qty. to Invoice": (6, 5, 1),
    }


@pytest.mark.rule("ITL-029")
@pytest.mark.parametrize(
    ("quantity", "to_handle_now", "is_complete", "is_ready"),
    [(4, 4, False, True), (7, 7, True, False), (7, 4, True, True)],
)
def test_completely_tracked_is_one_thing_and_ready_to_post_another(
    wine, opened, quantity, to_handle_now, is_complete, is_ready
):
    session = opened(purchase_order(wine, 7, line={"to_handle": 4}))
    row = rows.add_row(session=session, by=session.user, lot_no="L1", quantity=Decimal(quantity))

    rows.change_row(
        session=session, row_id=row.pk, by=session.user, qty_to_handle=Decimal(to_handle_now)
    )

    found = matrix(session)
    assert (found.is_complete, found.is_ready) == (is_complete, is_ready)


# --- numbers: what is only warned about here ---


@pytest.mark.rule("ITL-067")
def test_a_serial_that_is_information_only_may_come_in_though_it_is_here(opened):
    phone = ItemFactory(item_tracking_code=code_with("SN-INFO", sn_purchase_inbound_tracking=True))
    in_stock(phone, serial_no="S1")
    order = purchase_order(phone, 1)
    session = opened(order)

    rows.add_row(session=session, by=session.user, serial_no="S1")

    assert texts_of(session, serial_no="S1") == ["OK"]
    sessions.save(session, by=session.user)  # and closing asks nothing


@pytest.mark.rule("ITL-068")
@pytest.mark.usefixtures("series")
def test_more_of_a_lot_than_there_is_warns_on_the_page_and_is_refused_by_posting(wine, opened):
    receive(wine, lot("L1", 3))
    order = sales_order(wine, 5, no="SO1")
    session = opened(order)

    rows.add_row(session=session, by=session.user, lot_no="L1", quantity=Decimal(5))
    told = texts_of(session, lot_no="L1")
    sessions.save(session, by=session.user, accept_warnings=True)

    assert told == ["2 too many"]
    (sentence,) = refusal(order)
    assert sentence.startswith("Sales order SO1, line 10000: ")
    assert "WINE" in sentence
    assert "L1" in sentence


@pytest.mark.rule("ITL-076")
@pytest.mark.usefixtures("series")
def test_two_rows_of_a_lot_reach_posting_with_two_dates_and_are_refused():
    vaccine = ItemFactory(
        no="VACCINE",
        item_tracking_code=code_with(
            "SNLOT", specific=("serial", "lot"), use_expiration_dates=True
        ),
    )
    order = purchase(
        vaccine,
        serial("S1", lot="L1", expiration_date=JUN_30),
        serial("S2", lot="L1", expiration_date=DEC_31),
        no="PO1",
    )

    (sentence,) = refusal(order)

    assert "L1" in sentence
    assert "2026-06-30" in sentence
    assert "2026-12-31" in sentence


@pytest.mark.rule("ITL-076")
@pytest.mark.usefixtures("series")
def test_open_entries_of_a_lot_with_two_dates_let_no_more_of_it_in(wine):
    in_stock(wine, 1, lot_no="L1", expiration_date=JUN_30)
    in_stock(wine, 1, lot_no="L1", expiration_date=DEC_31)

    sentences = refusal(purchase(wine, lot("L1", 1)))

    assert any("L1" in sentence for sentence in sentences)


# --- how rows are stored ---


@pytest.mark.rule("ITL-131", "ITL-132")
@pytest.mark.parametrize(
    ("make", "status"),
    [
        (purchase_order, "Surplus"),
        (sales_order, "Surplus"),
        (journal, "Prospect"),
        (reclassification, "Prospect"),
    ],
)
def test_a_new_assignment_is_surplus_on_orders_and_prospect_elsewhere(wine, make, status):
    document = make(wine, 1)

    row = tracked(document.lines.get(), lot_no="L1")

    assert row.status == status


@pytest.mark.rule("ITL-136")
@pytest.mark.usefixtures("series")
def test_each_combination_becomes_an_entry_and_the_posted_line_leads_to_all_of_them(wine):
    posted = receive(wine, lot("L1", 2), lot("L1", 3, package="P1"), lot("L2", 1))

    (posted_line,) = posted.posted_document.lines.all()
    found = posted_line.entries.order_by("entry_no")
    assert [(one.lot_no, one.package_no, one.quantity) for one in found] == [
        ("L1", "", 2),
        ("L1", "P1", 3),
        ("L2", "", 1),
    ]


@pytest.mark.rule("ITL-139")
@pytest.mark.usefixtures("series")
@pytest.mark.parametrize("to_handle_now", [3, 5])
def test_once_rows_exist_their_quantity_to_handle_is_that_of_the_line(to_handle_now):
    desk = ItemFactory(no="DESK", item_tracking_code=code_with("FREE"))
    order = purchase(
        desk, lot("A", 2), lot("B", to_handle_now - 2), quantity=9, line={"to_handle": 4}, no="PO1"
    )

    assert refusal(order) == [
        f"Purchase order PO1, line 10000: Item DESK: the item tracking lines have {to_handle_now} to"
        " handle, but Qty. to Receive is 4 (base units). Make the two equal, for example at number A."
    ]


@pytest.mark.rule("ITL-139")
@pytest.mark.usefixtures("series")
def test_a_part_posted_earlier_without_numbers_is_no_obstacle():
    desk = ItemFactory(no="DESK", item_tracking_code=code_with("FREE"))
    order = purchase(desk, quantity=5, line={"to_handle": 2})
    post(order)
    line = order.lines.get()
    tracked(line, lot_no="A", quantity=3)

    post(order)

    assert entries("lot_no", "quantity") == [("", 2), ("A", 3)]


@pytest.mark.rule("ITL-140")
@pytest.mark.usefixtures("series")
def test_one_lot_gives_what_the_line_posts_and_keeps_its_row(wine):
    receive(wine, lot("L1", 10))
    order = sales(wine, lot("L1", 10), line={"to_handle": 4})

    post(order)

    row = TrackingLine.objects.get(line__document=order)
    assert entries("lot_no", "quantity", entry_type="sale") == [("L1", -4)]
    assert (row.quantity, row.qty_handled, row.qty_to_handle) == (10, 4, 6)


@pytest.mark.rule("ITL-140")
@pytest.mark.usefixtures("series")
def test_one_lot_of_which_too_little_is_tracked_is_refused(wine):
    receive(wine, lot("L1", 10))
    order = sales(wine, lot("L1", 3), quantity=10, line={"to_handle": 4})

    assert "have 3 to handle, but Qty. to Ship is 4" in refusal(order)[0]


# --- Qty. to Handle of rows and line ---


@pytest.mark.rule("ITL-141")
def test_a_changed_quantity_to_ship_leaves_the_rows_alone(wine):
    line = sales_order(wine, 10).lines.get()
    tracked(line, lot_no="L1", quantity=10)

    change(line, qty_to_handle=Decimal(4))

    assert TrackingLine.objects.get().qty_to_handle == 10


@pytest.mark.rule("ITL-141", "ITL-050")
@pytest.mark.parametrize(
    ("lots", "wanted", "expected"),
    [
        pytest.param({"L1": 10}, 4, {"L1": 4}, id="one row takes it"),
        pytest.param({"L1": 6, "L2": 4}, 10, {"L1": 6, "L2": 4}, id="all that is tracked"),
        pytest.param({"L1": 6, "L2": 4}, 0, {"L1": 0, "L2": 0}, id="nothing at all"),
    ],
)
def test_given_one_way_only_then_the_rows_follow_the_line(wine, opened, lots, wanted, expected):
    line = sales_order(wine, 10, line={"to_handle": wanted}).lines.get()
    for number, quantity in lots.items():
        tracked(line, lot_no=number, quantity=quantity, qty_to_handle=1, qty_to_invoice=1)
    session = opened(line.document)

    to_handle.match_to_line(session=session, by=session.user)

    assert dict(session.rows.values_list("lot_no", "qty_to_handle")) == expected
    assert dict(session.rows.values_list("lot_no", "qty_to_invoice")) == expected
    assert matrix(session).is_ready


@pytest.mark.rule("ITL-141")
@pytest.mark.parametrize(
    ("quantity", "wanted", "sentence"),
    [
        (4, 5, "Several numbers could be left out. Set Qty. to Handle on the rows."),
        (2, 9, "Only 8 are tracked and open; assign 1 more."),
    ],
)
def test_given_it_had_to_be_guessed_then_it_is_refused(wine, opened, quantity, wanted, sentence):
    line = sales_order(wine, 10, line={"to_handle": wanted}).lines.get()
    tracked(line, lot_no="L1", quantity=6)
    tracked(line, lot_no="L2", quantity=quantity)
    session = opened(line.document)

    with pytest.raises(Refused) as refused:
        to_handle.match_to_line(session=session, by=session.user)

    assert str(refused.value) == sentence
    assert not session.is_changed


@pytest.mark.rule("ITL-141")
def test_a_handled_row_is_not_handled_again(wine, opened):
    line = sales_order(
        wine,
        10,
        line={"to_handle": 3, "qty_handled": Decimal(4), "qty_handled_base": Decimal(4)},
    ).lines.get()
    tracked(line, lot_no="L1", quantity=4, qty_handled=4)
    tracked(line, lot_no="L2", quantity=6)
    session = opened(line.document)

    to_handle.match_to_line(session=session, by=session.user)

    assert dict(session.rows.values_list("lot_no", "qty_to_handle")) == {"L1": 0, "L2": 3}


# --- changes to the line ---


@pytest.mark.rule("ITL-147", "ITL-143")
def test_another_unit_keeps_the_rows_as_long_as_they_fit(wine):
    box = UnitFactory(code="BOX")
    ItemUnit.objects.create(item=wine, unit_of_measure=box, qty_per_unit=6)
    line = purchase_order(wine, 12).lines.get()
    tracked(line, lot_no="L1", quantity=12)

    with pytest.raises(Refused) as refused:
        change(line, unit_of_measure=box, quantity=Decimal(1))
    changed = change(line, unit_of_measure=box, quantity=Decimal(2))

    assert "has 12 tracked and not yet handled, but only 6 would be outstanding" in str(
        refused.value
    )
    assert changed.quantity_base == 12
    assert TrackingLine.objects.get().quantity == 12


@pytest.fixture
def shelves():
    """Two bins at EAST: the first holds 4 of lot L1, the second 3."""
    location = LocationFactory(bin_mandatory=True)
    return BinFactory(location=location, code="A"), BinFactory(location=location, code="B")


def lies_in(shelf, item, quantity, **numbers):
    WarehouseEntry.objects.create(
        entry_type="positive_adjmt",
        registering_date=JAN_1,
        location=shelf.location,
        bin=shelf,
        item=item,
        variant=item.variants.get(),
        quantity=Decimal(quantity),
        **numbers,
    )


@pytest.mark.rule("ITL-149")
def test_a_tracked_line_goes_to_another_bin_only_if_that_holds_its_numbers(wine, shelves):
    first, second = shelves
    lies_in(first, wine, 4, lot_no="L1")
    lies_in(second, wine, 3, lot_no="L1")
    line = sales_order(wine, 4, line={"bin": first}).lines.get()
    tracked(line, lot_no="L1", quantity=4)

    with pytest.raises(Refused) as refused:
        change(line, bin=second)

    assert str(refused.value) == (
        f"{line.document}, line 10000: Bin B holds 3 of Lot No. L1, but 4 are tracked on the line."
        " Choose a bin that holds them, or adjust the item tracking lines first."
    )
    assert change(line, bin=None).bin is None
    lies_in(second, wine, 1, lot_no="L1")
    assert change(line, bin=second).bin == second


@pytest.mark.rule("ITL-149")
@pytest.mark.parametrize("case", ["comes in", "not tracked by the warehouse"])
def test_any_bin_will_do_where_goods_come_in_or_bins_know_no_numbers(shelves, case):
    first, second = shelves
    code = lot_code() if case == "comes in" else code_with("FREE", lot_sales_outbound_tracking=True)
    item = ItemFactory(item_tracking_code=code)
    make = purchase_order if case == "comes in" else sales_order
    line = make(item, 4, line={"bin": first}).lines.get()
    tracked(line, lot_no="L1", quantity=4)

    assert change(line, bin=second).bin == second


@pytest.mark.rule("ITL-150")
def test_another_shipment_date_keeps_the_rows(wine):
    order = sales_order(wine, 4)
    tracked(order.lines.get(), lot_no="L1", quantity=4)

    services.change_document(
        document=order, by=order.created_by, posting_date=DEC_31, order_date=DEC_31
    )

    assert TrackingLine.objects.get().quantity == 4


# --- locked modes ---


@pytest.fixture
def directed():
    return LocationFactory(code="WHITE", bin_mandatory=True, directed_put_away_and_pick=True)


@pytest.mark.rule("ITL-161")
@pytest.mark.parametrize("field", ["lot_no", "quantity", "qty_to_handle"])
def test_a_journal_at_a_directed_location_leaves_numbers_to_the_warehouse(
    wine, opened, directed, field
):
    document = journal(wine, 4, location=directed)
    tracked(document.lines.get(), lot_no="L1", quantity=4)
    session = opened(document)
    values = {"lot_no": "L2", "quantity": Decimal(1), "qty_to_handle": Decimal(1)}

    with pytest.raises(Refused) as refused:
        rows.change_row(
            session=session,
            row_id=session.rows.get().pk,
            by=session.user,
            **{field: values[field]},
        )
    with pytest.raises(Refused):
        rows.delete_rows(session=session, row_ids=None)
    with pytest.raises(Refused):
        rows.add_row(session=session, by=session.user, lot_no="L2")

    assert str(refused.value) == (
        "Location WHITE uses Directed Put-away and Pick: numbers of item WINE are adjusted by"
        " warehouse journals and not on this page."
    )


@pytest.mark.rule("ITL-161")
def test_a_journal_there_is_open_for_items_whose_numbers_the_warehouse_does_not_follow(
    opened, directed
):
    plain = ItemFactory(item_tracking_code=code_with("FREE"))
    session = opened(journal(plain, 4, location=directed))

    assert rows.add_row(session=session, by=session.user, lot_no="L1").quantity == 4


# --- reclassification: what posting says to the rows of the page ---


@pytest.mark.rule("ITL-179", "ITL-180")
@pytest.mark.usefixtures("series")
def test_a_lot_gets_a_new_date_as_a_whole_or_not_at_all(wine):
    receive(wine, lot("L1", 6, expiration_date=JUN_30))
    part = moving(wine, renamed(lot("L1", 4), expires=DEC_31))
    whole = moving(wine, renamed(lot("L1", 6), expires=DEC_31))

    assert any("2026-06-30" in sentence for sentence in refusal(part))
    post(whole)

    assert entries("lot_no", "expiration_date", remaining_quantity__gt=0) == [("L1", DEC_31)]


@pytest.mark.rule("ITL-179")
@pytest.mark.usefixtures("series")
def test_a_lot_that_joins_another_takes_its_date(wine):
    receive(wine, lot("L1", 6, expiration_date=JUN_30))
    receive(wine, lot("L2", 2, expiration_date=DEC_31))

    sentences = refusal(moving(wine, renamed(lot("L1", 6), lot="L2", expires=JUN_30)))

    assert any("L2" in sentence and "2026-12-31" in sentence for sentence in sentences)


@pytest.mark.rule("ITL-179", "ITL-180")
@pytest.mark.usefixtures("series")
def test_whole_means_at_all_locations(wine):
    receive(wine, lot("L1", 6, expiration_date=JUN_30))
    receive(wine, lot("L1", 4, expiration_date=JUN_30), location=at("WEST"))

    assert refusal(moving(wine, renamed(lot("L1", 6), expires=DEC_31)))


@pytest.mark.rule("ITL-181")
@pytest.mark.usefixtures("series")
def test_a_blank_new_date_makes_the_date_blank(wine):
    receive(wine, lot("L1", 6, expiration_date=JUN_30))

    post(moving(wine, renamed(lot("L1", 6), expires=None)))

    assert entries("expiration_date", remaining_quantity__gt=0) == [(None,)]


@pytest.mark.rule("ITL-181")
@pytest.mark.usefixtures("series")
def test_a_blank_new_date_is_refused_where_dates_are_required():
    milk = ItemFactory(
        no="MILK", item_tracking_code=lot_code("LOTEXP", require_expiration_date_entry=True)
    )
    receive(milk, lot("L1", 6, expiration_date=JUN_30))

    assert any("L1" in text for text in refusal(moving(milk, renamed(lot("L1", 6), expires=None))))


@pytest.mark.rule("ITL-182")
@pytest.mark.usefixtures("series")
def test_a_line_on_which_nothing_changes_is_refused_and_one_row_that_does_takes_the_others_along(
    wine,
):
    receive(wine, lot("L1", 2, expiration_date=JUN_30), lot("L2", 2, expiration_date=JUN_30))
    same = [renamed(lot(number, 2), expires=JUN_30) for number in ("L1", "L2")]

    assert any("othing" in sentence for sentence in refusal(moving(wine, *same)))
    post(moving(wine, same[0], renamed(lot("L2", 2), lot="L3", expires=JUN_30)))

    found = entries("lot_no", "quantity", remaining_quantity__gt=0)
    assert found == [("L1", 2), ("L3", 2)]


@pytest.mark.rule("ITL-077", "ITL-068")
@pytest.mark.usefixtures("series")
def test_a_serial_that_is_elsewhere_is_refused_here():
    chair = ItemFactory(no="1900-S", item_tracking_code=serial_code())
    receive(chair, serial("S1"), location=at("WEST"))

    (sentence,) = refusal(adjustment(chair, serial("S1"), entry_type="negative_adjmt"))

    assert "S1" in sentence
    assert "1900-S" in sentence
