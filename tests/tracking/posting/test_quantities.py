"""Tracked quantities and the quantity of the document."""

from decimal import Decimal

import pytest
from django.db import IntegrityError, transaction

from tests.factories import ItemFactory, UnitFactory, code_with, lot_code, serial_code, tracked
from tests.tracking.posting.desk import (
    adjustment,
    at,
    entries,
    entry,
    lot,
    moving,
    package,
    post,
    purchase,
    receive,
    refusal,
    refused,
    sales,
    serial,
    ship,
    the_line,
    with_line,
)
from tracking.models import TrackingLine, TrackingSession
from wms.documents.kinds import EntryType
from wms.documents.models import PostedDocumentLine
from wms.inventory.models import ItemUnit


def free_code():
    return code_with("FREEENTRY")


def in_boxes(order, per_box):
    """The line of the order, whose quantity is in pieces so far, in boxes."""
    line = the_line(order)
    box = UnitFactory(code="BOX")
    ItemUnit.objects.get_or_create(
        item=line.item, unit_of_measure=box, defaults={"qty_per_unit": per_box}
    )
    line.unit_of_measure, line.qty_per_unit = box, Decimal(per_box)
    line.quantity, line.qty_to_handle = line.quantity / per_box, line.qty_to_handle / per_box
    line.save()
    return order


# Nothing to post


@pytest.mark.rule("POST-002")
def test_a_line_with_nothing_to_post_leaves_no_entry_and_no_posted_line():
    item = ItemFactory()
    order = purchase(item, quantity=5, line={"to_handle": 0})
    with_line(order, item, quantity=3)

    posted = post(order)

    assert entries("quantity", "document_line_no") == [(3, 20000)]
    assert [line.line_no for line in posted.posted_document.lines.all()] == [20000]
    idle = order.lines.get(line_no=10000)
    assert (idle.qty_handled, idle.qty_to_handle) == (0, 0)


@pytest.mark.rule("POST-002")
@pytest.mark.parametrize(
    ("make", "caption", "title"),
    [
        (purchase, "Qty. to Receive", "Purchase order"),
        (sales, "Qty. to Ship", "Sales order"),
    ],
)
def test_when_every_line_is_zero_there_is_nothing_to_post(make, caption, title):
    order = make(ItemFactory(), quantity=5, line={"to_handle": 0}, no="ORDER1")

    assert refusal(order) == [
        f"{title} ORDER1: Nothing to post: the quantity to post of every line is 0."
        f" Fill {caption} of the lines to be posted."
    ]


@pytest.mark.rule("POST-002")
def test_an_empty_journal_has_nothing_to_post():
    item = ItemFactory()
    document = adjustment(item, quantity=1, no="IJ1")
    document.lines.all().delete()

    assert refusal(document) == [
        "Item journal IJ1: Nothing to post: the quantity to post of every line is 0."
        " Fill Quantity of the lines to be posted."
    ]


# Signs


@pytest.mark.rule("POST-001", "POST-003")
@pytest.mark.parametrize(("make", "entry_type"), [(purchase, "purchase"), (sales, "sale")])
@pytest.mark.parametrize("sign", [1, -1])
def test_the_sign_of_an_order_line_turns_its_direction(make, entry_type, sign):
    item = ItemFactory(item_tracking_code=lot_code())
    receive(item, lot("A", 5))

    post(make(item, lot("A", 2), quantity=2 * sign))

    leaving = (entry_type == "sale") == (sign > 0)
    assert entries("entry_type", "quantity", "remaining_quantity")[1] == (
        entry_type,
        -2 if leaving else 2,
        0 if leaving else 2,
    )
    assert entry(1).remaining_quantity == (3 if leaving else 5)


@pytest.mark.rule("POST-004", "RCL-002")
def test_a_move_is_entered_as_a_positive_quantity():
    item = ItemFactory()
    receive(item, quantity=5)
    document = moving(item, quantity=-2, to=at("WEST"), no="RJ1")

    [violation] = refused(document).violations

    assert violation.field == "quantity"
    assert (violation.document, violation.line_no) == ("Reclassification journal RJ1", 10000)
    assert "-2" in violation.text


# One entry for each combination


@pytest.mark.rule("POST-018", "POST-023")
def test_one_entry_for_each_combination_in_the_order_of_the_tracking_lines():
    item = ItemFactory(item_tracking_code=free_code())
    order = purchase(item, lot("B", 2), lot("A", 3), lot("A", 4, package="P1"), serial("S1"))

    posted = post(order)

    assert entries("entry_no", "lot_no", "package_no", "serial_no", "quantity") == [
        (1, "B", "", "", 2),
        (2, "A", "", "", 3),
        (3, "A", "P1", "", 4),
        (4, "", "", "S1", 1),
    ]
    assert set(
        entries("document_no", "document_line_no", "posting_date", "register", "document_type")
    ) == {
        (
            posted.posted_document.no,
            10000,
            order.posting_date,
            posted.register.no,
            "purchase_receipt",
        )
    }


@pytest.mark.rule("POST-018")
def test_a_line_without_tracking_makes_exactly_one_entry():
    item = ItemFactory(item_tracking_code=free_code())

    assert receive(item, quantity=1000).entry_count == 1


@pytest.mark.rule("POST-020")
def test_tracking_lines_with_nothing_to_handle_are_left_alone():
    item = ItemFactory(item_tracking_code=lot_code())
    order = purchase(
        item,
        lot("A", 4),
        lot("B", 6, qty_to_handle=0),
        line={"to_handle": 4},
    )

    post(order)

    assert entries("lot_no", "quantity") == [("A", 4)]
    parked = TrackingLine.objects.get(lot_no="B")
    assert (parked.quantity, parked.qty_handled) == (6, 0)


@pytest.mark.rule("POST-018")
def test_rows_of_a_page_that_is_still_open_are_not_posted():
    item = ItemFactory(item_tracking_code=free_code())
    order = purchase(item, lot("A", 3))
    page = TrackingSession.objects.create(
        line=the_line(order),
        user=order.created_by,
        tracking_version=0,
        availability_at="2026-01-02T00:00Z",
    )
    tracked(the_line(order), lot_no="DRAFT", quantity=9, session=page)

    post(order)

    assert entries("lot_no", "quantity") == [("A", 3)]
    assert TrackingLine.objects.get(session=page).qty_handled == 0


# Tracked sum and document quantity


@pytest.mark.rule("POST-048")
@pytest.mark.parametrize(("tracked_quantity", "to_post"), [(3, 4), (4, 3)])
@pytest.mark.parametrize(
    ("make", "title", "caption"),
    [
        (purchase, "Purchase order", "Qty. to Receive"),
        (sales, "Sales order", "Qty. to Ship"),
    ],
)
def test_tracking_covers_all_of_a_posting_or_nothing(
    make, title, caption, tracked_quantity, to_post
):
    item = ItemFactory(no="BOLT", item_tracking_code=free_code())
    receive(item, quantity=10)
    order = make(item, lot("A", 2), lot("B", tracked_quantity - 2), quantity=to_post, no="X1")

    assert refusal(order) == [
        f"{title} X1, line 10000: Item BOLT: the item tracking lines have {tracked_quantity} to handle,"
        f" but {caption} is {to_post} (base units). Make the two equal, for example at number A."
    ]


@pytest.mark.rule("POST-048")
def test_tracking_of_a_journal_line_covers_its_quantity():
    item = ItemFactory(no="BOLT", item_tracking_code=free_code())

    assert refusal(adjustment(item, lot("A", 2), quantity=3, no="IJ1")) == [
        "Item journal IJ1, line 10000: Item BOLT: the item tracking lines have 2 to handle, but Quantity"
        " is 3 (base units). Make the two equal, for example at number A."
    ]


@pytest.mark.rule("RCL-012", "POST-048")
@pytest.mark.parametrize(("tracked_quantity", "quantity"), [(2, 3), (3, 2)])
def test_tracking_of_a_move_covers_its_quantity(tracked_quantity, quantity):
    item = ItemFactory(no="BOLT", item_tracking_code=lot_code())
    receive(item, lot("A", 9))
    document = moving(item, lot("A", tracked_quantity, new_lot_no="B"), quantity=quantity, no="RJ1")

    assert refusal(document)[0] == (
        f"Reclassification journal RJ1, line 10000: Item BOLT: the item tracking lines have"
        f" {tracked_quantity} to handle, but Quantity is {quantity} (base units). Make the two equal,"
        " for example at number A."
    )


@pytest.mark.rule("POST-048")
def test_nothing_tracked_is_right_where_nothing_is_mandatory():
    item = ItemFactory(item_tracking_code=free_code())

    receive(item, quantity=7)

    assert entries("lot_no", "quantity") == [("", 7)]


@pytest.mark.rule("POST-048", "POST-020")
def test_a_line_whose_numbers_are_all_parked_has_tracked_nothing():
    item = ItemFactory(no="BOLT", item_tracking_code=free_code())
    order = purchase(item, lot("A", 3, qty_to_handle=0), quantity=3, no="PO1")

    assert refusal(order) == [
        "Purchase order PO1, line 10000: Item BOLT: the item tracking lines have 0 to handle, but"
        " Qty. to Receive is 3 (base units). Make the two equal, for example at number A."
    ]


@pytest.mark.rule("POST-049")
def test_only_what_is_posted_now_must_be_tracked():
    item = ItemFactory(item_tracking_code=lot_code())
    receive(item, lot("A", 10))
    order = sales(item, lot("A", 2), lot("A", 2, package="P"), quantity=10, line={"to_handle": 4})

    post(order)

    line = the_line(order)
    assert (line.qty_handled, line.qty_to_handle) == (4, 6)
    assert entries("quantity", entry_type="sale") == [(-2,), (-2,)]


@pytest.mark.rule("POST-050")
def test_the_worked_example_24_9_a_single_lot_gives_what_is_shipped():
    item = ItemFactory(item_tracking_code=lot_code())
    receive(item, lot("A", 10))
    order = sales(item, lot("A", 10), line={"to_handle": 4})

    post(order)

    assert entries("lot_no", "quantity", entry_type="sale") == [("A", -4)]
    row = TrackingLine.objects.get(line__document=order)
    assert (row.quantity, row.qty_handled, row.qty_to_handle) == (10, 4, 6)


@pytest.mark.rule("POST-051")
def test_the_worked_example_24_9_with_two_lots_nobody_guesses():
    item = ItemFactory(no="BOLT", item_tracking_code=lot_code())
    receive(item, lot("A", 6), lot("B", 4))
    order = sales(item, lot("A", 6), lot("B", 4), line={"to_handle": 4}, no="SO1")

    assert refusal(order) == [
        "Sales order SO1, line 10000: Item BOLT: the item tracking lines have 10 to handle, but"
        " Qty. to Ship is 4 (base units). Make the two equal, for example at number A."
    ]


@pytest.mark.rule("POST-050")
def test_a_single_package_of_a_lot_gives_what_is_received_too():
    item = ItemFactory(item_tracking_code=free_code())
    order = purchase(item, lot("A", 10, package="P"), line={"to_handle": "2.5"})

    post(order)

    assert entries("lot_no", "package_no", "quantity") == [("A", "P", Decimal("2.5"))]
    assert TrackingLine.objects.get(line__document=order).qty_to_handle == Decimal("7.5")


@pytest.mark.rule("POST-050", "POST-020")
def test_a_second_set_that_is_parked_does_not_stand_in_the_way_of_the_single_set():
    item = ItemFactory(item_tracking_code=lot_code())
    receive(item, lot("A", 10), lot("B", 10))
    order = sales(item, lot("A", 6), lot("B", 4, qty_to_handle=0), line={"to_handle": 4})

    post(order)

    assert entries("lot_no", "quantity", entry_type="sale") == [("A", -4)]


@pytest.mark.rule("POST-051")
def test_one_set_with_too_little_to_handle_is_refused():
    item = ItemFactory(item_tracking_code=lot_code())
    receive(item, lot("A", 10))
    order = sales(item, lot("A", 10, qty_to_handle=3), line={"to_handle": 4})

    [sentence] = refusal(order)

    assert "have 3 to handle, but Qty. to Ship is 4" in sentence


@pytest.mark.rule("POST-051")
def test_with_a_serial_nobody_guesses_either():
    item = ItemFactory(item_tracking_code=serial_code())
    receive(item, serial("S1"), serial("S2"))
    order = sales(item, serial("S1"), serial("S2"), line={"to_handle": 1})

    [sentence] = refusal(order)

    assert "have 2 to handle, but Qty. to Ship is 1" in sentence


@pytest.mark.rule("POST-050")
def test_the_convenience_is_not_for_journals_which_have_no_quantity_to_handle():
    item = ItemFactory(item_tracking_code=lot_code())

    [sentence] = refusal(adjustment(item, lot("A", 10), quantity=4))

    assert "have 10 to handle, but Quantity is 4" in sentence


@pytest.mark.rule("POST-052")
def test_an_order_posted_partly_without_numbers_must_be_tracked_in_full_once_it_is_tracked():
    item = ItemFactory(no="BOLT", item_tracking_code=free_code())
    order = purchase(item, quantity=10, line={"to_handle": 4}, no="PO1")
    post(order)
    line = the_line(order)
    tracked(line, lot_no="A", quantity=3)
    tracked(line, lot_no="B", quantity=2)

    [sentence] = refusal(order)
    tracked(line, lot_no="C", quantity=1)
    post(order)

    assert sentence == (
        "Purchase order PO1, line 10000: Item BOLT: the item tracking lines have 5 to handle, but"
        " Qty. to Receive is 6 (base units). Make the two equal, for example at number A."
    )
    assert entries("lot_no", "quantity") == [("", 4), ("A", 3), ("B", 2), ("C", 1)]


@pytest.mark.rule("POST-054")
@pytest.mark.parametrize(
    "change",
    [
        {"qty_to_handle": 5},
        {"qty_to_handle": -1},
        {"qty_handled": 5},
        {"qty_handled": 2, "qty_to_handle": 3},
        {"quantity": -4, "qty_to_handle": -4},
    ],
)
def test_no_way_around_the_models_stores_more_to_handle_than_is_open(change):
    order = purchase(ItemFactory(item_tracking_code=free_code()), lot("A", 4))

    with pytest.raises(IntegrityError), transaction.atomic():
        TrackingLine.objects.filter(line__document=order).update(
            **{name: Decimal(value) for name, value in change.items()}
        )


# Units of measure


@pytest.mark.rule("POST-021", "SET-023")
def test_a_box_of_three_serials_is_posted_as_one_box():
    item = ItemFactory(item_tracking_code=serial_code())
    order = purchase(item, serial("S1"), serial("S2"), serial("S3"))

    post(in_boxes(order, 3))

    line = PostedDocumentLine.objects.get()
    assert (line.quantity, line.quantity_base, line.unit_of_measure.code) == (1, 3, "BOX")
    source = the_line(order)
    assert (source.qty_handled, source.qty_handled_base, source.qty_to_handle) == (1, 3, 0)
    assert entries("quantity", "unit_of_measure_code", "qty_per_unit") == [(1, "BOX", 3)] * 3


@pytest.mark.rule("POST-064", "SET-028")
def test_two_boxes_of_six_need_twelve_serials():
    item = ItemFactory(no="LAMP", item_tracking_code=serial_code())
    short = purchase(item, serial("S1"), serial("S2"), quantity=12, no="PO1")
    full = purchase(item, *(serial(f"T{number}") for number in range(12)))

    [sentence] = refusal(in_boxes(short, 6))
    post(in_boxes(full, 6))

    assert sentence == (
        "Purchase order PO1, line 10000: Item LAMP: the item tracking lines have 2 to handle, but"
        " Qty. to Receive is 12 (base units). Make the two equal, for example at number S1."
    )
    assert len(entries("pk")) == 12


@pytest.mark.rule("POST-075", "SET-021")
def test_a_finer_quantity_than_the_base_unit_is_rounded_to_is_refused():
    item = ItemFactory(no="CAN", rounding_precision=Decimal("0.5"), item_tracking_code=lot_code())
    receive(item, lot("A", "1.5"))
    order = purchase(item, lot("B", "0.25"), lot("C", "0.75"), no="PO1")

    refusal_ = refused(order)

    assert {violation.number for violation in refusal_.violations} == {"B", "C"}
    assert all("0.5" in violation.text for violation in refusal_.violations)
    assert entries("quantity") == [(Decimal("1.5"),)]


@pytest.mark.rule("POST-075")
def test_a_lot_may_have_five_decimals():
    item = ItemFactory(item_tracking_code=lot_code())

    receive(item, lot("A", "0.00001"), lot("B", "2.99999"))
    ship(item, lot("B", "2.99998"))

    assert entry(2).remaining_quantity == Decimal("0.00001")


# Serials are whole units


@pytest.mark.rule("POST-063")
@pytest.mark.parametrize("code", [serial_code, free_code])
def test_half_a_serial_is_refused_at_posting(code):
    item = ItemFactory(no="LAMP", item_tracking_code=code())
    order = purchase(
        item,
        serial("S1", qty_to_handle=Decimal("0.5")),
        lot("L", 1, serial="S2", qty_to_handle=Decimal("0.5")),
        line={"to_handle": 1},
        no="PO1",
    )

    assert refusal(order) == [
        f"Purchase order PO1, line 10000: Quantity must be 1 for serial number {number}, not 0.5."
        " Give every unit a serial number of its own."
        for number in ("S1", "S2")
    ]


@pytest.mark.rule("POST-063", "RCL-014")
@pytest.mark.parametrize("field", ["serial_no", "new_serial_no"])
@pytest.mark.parametrize("quantity", [2, "0.5", "1.00001"])
def test_no_way_around_the_models_stores_a_serial_for_another_quantity_than_one(field, quantity):
    document = moving(ItemFactory(item_tracking_code=free_code()), lot("A", quantity))

    with pytest.raises(IntegrityError), transaction.atomic():
        TrackingLine.objects.filter(line__document=document).update(**{field: "S1"})


@pytest.mark.rule("POST-065", "SET-001")
def test_no_way_around_the_models_stores_a_serial_twice_on_a_line():
    order = purchase(ItemFactory(item_tracking_code=free_code()), serial("S1"), quantity=2)

    with pytest.raises(IntegrityError), transaction.atomic():
        tracked(the_line(order), " s1 ", "L2")


@pytest.mark.rule("RCL-013")
def test_no_way_around_the_models_stores_an_old_combination_twice_on_a_line():
    document = moving(
        ItemFactory(item_tracking_code=free_code()),
        package("P", lot="A", new_lot_no="B"),
        quantity=2,
    )

    with pytest.raises(IntegrityError), transaction.atomic():
        tracked(the_line(document), lot_no="A", package_no="P", new_lot_no="C")


@pytest.mark.rule("POST-003", "POST-048")
def test_a_negative_line_takes_its_numbers_out_of_stock():
    item = ItemFactory(item_tracking_code=serial_code())
    receive(item, serial("S1"), serial("S2"))

    post(
        adjustment(
            item, serial("S1"), serial("S2"), quantity=-2, entry_type=EntryType.POSITIVE_ADJMT
        )
    )

    assert entries("serial_no", "entry_type", "quantity", "remaining_quantity")[2:] == [
        ("S1", "positive_adjmt", -1, 0),
        ("S2", "positive_adjmt", -1, 0),
    ]
