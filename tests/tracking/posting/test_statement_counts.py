"""Ten rows or a thousand: the same number of statements, and not many."""

from collections.abc import Callable
from decimal import Decimal
from itertools import cycle

import pytest
from django.db import connection
from django.db.models import F, Value
from django.db.models.functions import Concat
from django.test.utils import CaptureQueriesContext

from tests.factories import (
    ItemFactory,
    code_with,
    journal,
    lot_code,
    purchase_order,
    reclassification,
    sales_order,
    serial_code,
    transfer_order,
)
from tests.tracking.posting.desk import DEC_31, JUN_30, at
from tracking.models import ItemTrackingCode, TrackingLine
from tracking.posting import post_document, preview_document
from wms.core.errors import Refused
from wms.documents.kinds import EntryType, Step
from wms.documents.models import Document, DocumentLine
from wms.ledger.models import ItemLedgerEntry

MOST = 60
FEW, MANY = 10, 1000


def lines(document: Document, item, quantities, *, entry_types=None, **values):
    """Lines in one insert: ``quantities`` one a line."""
    rules = document.rules
    quantities = [Decimal(quantity) for quantity in quantities]
    entry_types = entry_types or [rules.entry_type] * len(quantities)
    if rules.is_journal:
        values = {"posting_date": document.posting_date, "document_no": document.no} | values
    to_handle = rules.has_qty_to_handle
    variant = item.variants.get(code="")
    return DocumentLine.objects.bulk_create(
        DocumentLine(
            document=document,
            line_no=(number + 1) * 10,
            item=item,
            variant=variant,
            location=document.location,
            entry_type=entry_type,
            unit_of_measure=item.base_unit_of_measure,
            quantity=quantity,
            quantity_base=quantity,
            qty_to_handle=quantity if to_handle else 0,
            qty_to_handle_base=quantity if to_handle else 0,
            **values,
        )
        for number, (quantity, entry_type) in enumerate(zip(quantities, entry_types, strict=True))
    )


def numbers(pairs, **values) -> None:
    """Tracking lines in one insert: ``pairs`` of line and its numbers."""
    TrackingLine.objects.bulk_create(
        TrackingLine(
            line=line,
            item=line.item,
            variant=line.variant,
            location=line.location,
            outbound=line.outbound,
            changed_by_id=line.document.created_by_id,
            **{"quantity": Decimal(1), "qty_to_handle": Decimal(1)} | row | values,
        )
        for line, row in pairs
    )


def serials(count, prefix="S"):
    return [{"serial_no": f"{prefix}{number:05}"} for number in range(count)]


def one_line(document, item, rows, **values):
    [line] = lines(document, item, [len(rows)], **values.pop("line", {}))
    numbers([(line, row) for row in rows], **values)
    return document


def a_line_each(document, item, rows, **values):
    made = lines(document, item, [1] * len(rows), **values)
    numbers(list(zip(made, rows, strict=True)))
    return document


def post(document):
    return post_document(document=document, by=document.created_by)


def lamps(**switches):
    return ItemFactory(item_tracking_code=serial_code(**switches))


def receive_serials(count):
    item = lamps(
        use_expiration_dates=True, warranty_date_formula="1Y", create_sn_info_on_posting=True
    )
    rows = [row | {"lot_no": "L1", "expiration_date": JUN_30} for row in serials(count)]
    return one_line(purchase_order(), item, rows)


def receive_a_line_each(count):
    return a_line_each(purchase_order(), lamps(), serials(count))


def ship_serials(count):
    item = lamps(
        strict_expiration_posting=True,
        sn_info_outbound_must_exist=True,
        create_sn_info_on_posting=True,
    )
    rows = [row | {"expiration_date": JUN_30} for row in serials(count)]
    post(one_line(purchase_order(), item, rows))
    return one_line(sales_order(), item, serials(count))


def ship_a_line_each(count):
    item = lamps()
    post(one_line(purchase_order(), item, serials(count)))
    return a_line_each(sales_order(), item, serials(count))


def ship_lots(count):
    item = ItemFactory(item_tracking_code=lot_code())
    rows = [{"lot_no": f"L{number}"} for number in range(count)]
    post(one_line(purchase_order(), item, rows))
    post(one_line(purchase_order(), item, rows))
    return one_line(sales_order(), item, rows)


def ship_plain_goods(count):
    item = ItemFactory()
    order = purchase_order()
    lines(order, item, [1] * count)
    post(order)
    order = sales_order()
    lines(order, item, [Decimal("0.5")] * (count * 2 - 1))
    return order


def capture_serials_at_shipment(count):
    item = ItemFactory(
        item_tracking_code=code_with(
            "SNSALES", sn_sales_outbound_tracking=True, sn_sales_inbound_tracking=True
        )
    )
    order = purchase_order()
    lines(order, item, [count])
    post(order)
    return one_line(sales_order(), item, serials(count))


def adjust_upwards(count):
    return a_line_each(
        journal(), lamps(), serials(count), entry_types=[EntryType.POSITIVE_ADJMT] * count
    )


def adjust_downwards(count):
    item = lamps()
    post(one_line(purchase_order(), item, serials(count)))
    return a_line_each(
        journal(), item, serials(count), entry_types=[EntryType.NEGATIVE_ADJMT] * count
    )


def adjust_up_and_down_in_turn(count):
    """As after a count: serials that were found and serials that were not, in the order of the shelf."""
    item = lamps()
    post(one_line(purchase_order(), item, serials(count, "LOST")))
    found, lost = serials(count // 2, "FOUND"), serials(count // 2, "LOST")
    rows = [row for pair in zip(found, lost, strict=True) for row in pair]
    types = [EntryType.POSITIVE_ADJMT, EntryType.NEGATIVE_ADJMT] * (count // 2)
    return a_line_each(journal(), item, rows, entry_types=types)


def stocked_for_moves(count, **switches):
    item = lamps(**switches)
    rows = serials(count)
    if switches:
        rows = [row | {"expiration_date": JUN_30, "lot_no": "L"} for row in rows]
    post(one_line(purchase_order(), item, rows))
    return item


def move_serials(count):
    item = stocked_for_moves(count)
    return one_line(
        reclassification(),
        item,
        [row | {"new_serial_no": row["serial_no"]} for row in serials(count)],
        line={"new_location": at("WEST")},
    )


def rename_serials_a_line_each(count):
    item = stocked_for_moves(count)
    document = reclassification()
    return a_line_each(
        document,
        item,
        [row | {"new_serial_no": f"T{row['serial_no']}"} for row in serials(count)],
        new_location=document.location,
    )


def re_date_a_lot_of_serials(count):
    item = stocked_for_moves(count, use_expiration_dates=True)
    document = reclassification()
    return one_line(
        document,
        item,
        [
            row | {"lot_no": "L", "new_serial_no": row["serial_no"], "new_lot_no": "L"}
            for row in serials(count)
        ],
        new_expiration_date=DEC_31,
        line={"new_location": document.location},
    )


def transfer_serials(count):
    item = lamps(strict_expiration_posting=True)
    rows = [row | {"expiration_date": JUN_30} for row in serials(count)]
    post(one_line(purchase_order(), item, rows))
    order = transfer_order()
    return one_line(order, item, serials(count), line={"new_location": order.transfer_to})


def transfer_serials_at_once(count):
    item = lamps()
    post(one_line(purchase_order(), item, serials(count)))
    order = transfer_order(direct_transfer=True)
    return a_line_each(order, item, serials(count), new_location=order.transfer_to)


def receive_transferred_serials(count):
    order = transfer_serials(count)
    post_document(document=order, by=order.created_by)
    order.refresh_from_db()
    return order


ALL = [
    receive_serials,
    receive_a_line_each,
    ship_serials,
    ship_a_line_each,
    ship_lots,
    ship_plain_goods,
    capture_serials_at_shipment,
    adjust_upwards,
    adjust_downwards,
    transfer_serials,
    transfer_serials_at_once,
    move_serials,
    rename_serials_a_line_each,
    re_date_a_lot_of_serials,
]


def statements(work: Callable[[], object]) -> int:
    with CaptureQueriesContext(
        connection,
    ) as captured:
        work()
    return len(captured)


def statements_of_posting(make, *counts):
    """What posting costs, for each number of rows."""
    found = []
    for count in counts:
        document = make(count)
        found.append(statements(lambda document=document: post(document)))
        free_codes()
    assert ItemLedgerEntry.objects.count() >= sum(counts)
    return found


ENDINGS = cycle("ABCDEFGH")


def free_codes() -> None:
    """Free the codes that a smaller round has used: by an ending that none of them has yet."""
    ItemTrackingCode.objects.update(code=Concat(F("code"), Value(next(ENDINGS))))


@pytest.mark.rule("POST-111", "POST-018")
@pytest.mark.parametrize("make", ALL)
def test_posting_a_thousand_rows_costs_the_statements_of_ten(make):
    few, many = statements_of_posting(make, FEW, MANY)

    assert few == many <= MOST


@pytest.mark.rule("POST-111", "POST-147")
def test_receiving_a_thousand_transferred_serials_costs_the_statements_of_ten():
    found = []
    for count in (FEW, MANY):
        order = receive_transferred_serials(count)
        found.append(
            statements(
                lambda order=order: post_document(
                    document=order, by=order.created_by, step=Step.RECEIVE
                )
            )
        )
        free_codes()

    assert found[0] == found[1] <= MOST


@pytest.mark.rule("POST-107", "POST-111")
def test_so_does_a_journal_that_goes_up_and_down_with_other_numbers_on_every_line():
    few, many = statements_of_posting(adjust_up_and_down_in_turn, FEW, 10 * FEW)

    assert few == many <= MOST


@pytest.mark.rule("POST-173")
@pytest.mark.parametrize("make", [receive_serials, ship_serials, rename_serials_a_line_each])
def test_so_does_a_preview(make):
    counts = []
    for count in (FEW, MANY):
        document = make(count)
        counts.append(
            statements(
                lambda document=document: preview_document(
                    document=document, by=document.created_by
                )
            )
        )
        free_codes()

    assert counts[0] == counts[1] <= MOST + 5  # it also reads what it shows, and takes it back


def ship_what_is_not_there(count):
    return one_line(sales_order(), lamps(), serials(count))


def receive_what_is_there(count):
    item = lamps()
    post(one_line(purchase_order(), item, serials(count)))
    return one_line(purchase_order(), item, serials(count))


def receive_without_numbers(count):
    order = purchase_order()
    lines(order, lamps(), [1] * count)
    return order


@pytest.mark.rule("POST-112", "ERR-003")
@pytest.mark.parametrize(
    "make", [ship_what_is_not_there, receive_what_is_there, receive_without_numbers]
)
def test_refusing_a_thousand_rows_costs_the_statements_of_ten(make):
    counts = []
    for count in (FEW, MANY):
        document = make(count)

        def refused(document=document):
            with pytest.raises(Refused):
                post(document)

        counts.append(statements(refused))
        free_codes()

    assert counts[0] == counts[1] <= MOST
