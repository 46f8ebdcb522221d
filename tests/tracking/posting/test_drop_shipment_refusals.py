"""Drop shipments that one side keeps from being posted (POST-058)."""

import pytest
from django.db import IntegrityError, transaction

from tests.factories import (
    add_line,
)
from tests.tracking.posting.desk import (
    JAN_10,
    post,
    receive,
    refusal,
    sales,
    serial,
    the_line,
)
from tests.tracking.posting.dropping import DROP, dropped
from tracking.models import TrackingLine
from tracking.posting import bound
from tracking.posting.undo import undo_lines
from wms.core.errors import Refused
from wms.core.prepared import Kept
from wms.documents.models import DocumentLine


@pytest.mark.rule("POST-058")
@pytest.mark.parametrize("side", ["sale", "purchase"])
def test_another_quantity_on_the_other_side_is_refused_naming_both_lines(nail, side):
    sale, order = dropped(nail, quantity=5)
    order.lines.update(qty_to_handle=3, qty_to_handle_base=3)

    told = refusal(sale if side == "sale" else order)

    here, there = ("5", "3") if side == "sale" else ("3", "5")
    captions = ("Qty. to Ship", "Qty. to Receive")
    mine, other = captions if side == "sale" else captions[::-1]
    where, name = "Sales order SO1", "Purchase order PO1"
    if side == "purchase":
        where, name = name, where
    assert told == [
        f"{where}, line 10000: {mine} is {here}, but {other} is {there} on {name}, line 10000. "
        "The two lines are one drop shipment: enter the same quantity on both."
    ]


@pytest.mark.rule("POST-058", "ITL-183")
@pytest.mark.parametrize("side", ["sale", "purchase"])
def test_other_numbers_on_the_other_side_are_refused_naming_both_lines(chair, side):
    sale, order = dropped(chair, serial("S1"), serial("S2"))
    TrackingLine.objects.filter(line__document=order, serial_no="S2").update(serial_no="S3")

    told = refusal(sale if side == "sale" else order)

    assert len(told) == 2
    where, name = "Sales order SO1", "Purchase order PO1"
    here, there = (1, 0) if side == "sale" else (0, 1)
    if side == "purchase":
        where, name = name, where
    assert told[0] == (
        f"{where}, line 10000: S2: {here} to handle here, {there} on {name}, line 10000. The two lines are one "
        "drop shipment: open Item Tracking Lines of one of them, and copy its rows to the other."
    )


@pytest.mark.rule("POST-058", "POST-112")
def test_everything_wrong_is_told_at_once(nail, bolt):
    sale, order = dropped(nail, quantity=5)
    order.lines.update(qty_to_handle=3, qty_to_handle_base=3)
    add_line(sale, bolt, 1)

    told = refusal(sale)

    assert len(told) == 2
    assert "one drop shipment" in told[0]
    assert "line 20000" in told[1]


@pytest.mark.rule("POST-058", "POST-112")
def test_what_is_wrong_on_the_other_side_is_told_in_its_words(nail):
    sale, order = dropped(nail, quantity=5)
    order.vendor.blocked = True
    order.vendor.save()

    told = refusal(sale)

    assert len(told) == 1
    assert told[0].startswith("Purchase order PO1: Vendor V10000")


@pytest.mark.rule("POST-058")
def test_a_drop_shipment_that_nobody_ordered_is_refused(nail):
    sale = sales(nail, quantity=5, no="SO1", line={"purchasing_code": DROP})

    assert refusal(sale) == [
        "Sales order SO1, line 10000: The line is a drop shipment that nobody has ordered. Take it over into a "
        "purchase order with Get Sales Order, or set its Qty. to Ship to 0."
    ]


@pytest.mark.rule("POST-058", "POST-059")
def test_a_serial_that_is_in_stock_does_not_come_in_again(chair):
    receive(chair, serial("S1"))
    sale, _ = dropped(chair, serial("S1"))

    told = refusal(sale)

    assert len(told) == 1
    assert told[0].startswith("Purchase order PO1, line 10000: Serial number S1")


@pytest.mark.rule("POST-158")
def test_a_drop_shipment_is_not_undone(nail):
    sale, _ = dropped(nail, quantity=5)
    posted = post(sale).posted_document

    with pytest.raises(Refused) as refused:
        undo_lines(document=posted, line_ids=[posted.lines.get().pk], by=sale.created_by)

    assert "The line cannot be undone: a drop shipment never was in stock." in str(refused.value)


@pytest.mark.rule("ITL-183")
def test_the_database_keeps_one_purchase_line_a_sales_line(nail):
    sale, order = dropped(nail, quantity=5)

    with pytest.raises(IntegrityError), transaction.atomic():
        add_line(order, nail, 5, purchasing_code=DROP, sales_line=the_line(sale))
    with pytest.raises(IntegrityError), transaction.atomic():
        DocumentLine.objects.filter(document=order).update(purchasing_code="")


@pytest.mark.rule("POST-058")
def test_an_order_bound_meanwhile_is_not_posted_without_its_lock(nail, monkeypatch):
    sale, _ = dropped(nail, quantity=5)
    monkeypatch.setattr(bound, "_WITH_BOUND", "select %s where %s = %s")
    monkeypatch.setattr(bound, "_LOCKED", Kept(bound._locked))

    assert "changed" in refusal(sale, posting_date=JAN_10)[0]
