"""What tracking forbids on document lines (rule book 02, section 11)."""

from decimal import Decimal

import pytest

from tests.factories import (
    ItemFactory,
    LocationFactory,
    add_line,
    code_with,
    purchase_order,
    sales_order,
    serial_code,
    tracked,
)
from tests.tracking.stock import in_stock
from tracking.models import TrackingLine
from tracking.services import rows
from wms.core.errors import Refused
from wms.documents import providers, services

pytestmark = pytest.mark.django_db


def change(line, **changes):
    return services.change_line(line=line, by=line.document.created_by, **changes)


def refusal_of(line, **changes):
    with pytest.raises(Refused) as refusal:
        change(line, **changes)
    return str(refusal.value)


@pytest.fixture
def shipped_partly(chair):
    """Line 10, 4 shipped, open rows 6."""
    line = add_line(
        sales_order(), chair, 10, to_handle=6, qty_handled=Decimal(4), qty_handled_base=Decimal(4)
    )
    for number in range(10):
        tracked(line, f"S{number}", qty_handled=1 if number < 4 else 0)
    return line


@pytest.mark.rule("ITL-143", "POST-056")
def test_given_open_rows_when_less_would_be_outstanding_then_it_is_refused(shipped_partly):
    line = shipped_partly

    message = refusal_of(line, quantity=Decimal(9))

    assert message == (
        f"{line.document}, line 10000: Item 1900-S has 6 tracked and not yet handled,"
        " but only 5 would be outstanding (base units). Adjust the item tracking lines first."
    )
    assert change(line, quantity=Decimal(10)).quantity == 10


@pytest.mark.rule("ITL-143")
def test_given_the_rows_were_reduced_first_then_the_quantity_may_be_lowered(shipped_partly):
    TrackingLine.objects.filter(serial_no="S9").delete()

    assert change(shipped_partly, quantity=Decimal(9)).quantity == 9


@pytest.mark.rule("ITL-144")
def test_given_no_kind_is_specific_then_it_is_refused_all_the_same():
    desk = ItemFactory(no="DESK", item_tracking_code=code_with("FREE"))
    line = purchase_order(desk, 10).lines.get()
    tracked(line, lot_no="L1", quantity=8)

    assert "has 8 tracked and not yet handled, but only 7" in refusal_of(line, quantity=Decimal(7))


@pytest.mark.rule("ITL-142")
def test_given_the_quantity_is_raised_then_the_rows_stay(chair):
    line = purchase_order(chair, 1).lines.get()
    tracked(line, "S1")

    change(line, quantity=Decimal(5))

    assert TrackingLine.objects.get().serial_no == "S1"


@pytest.mark.rule("ITL-146")
def test_given_rows_when_the_sign_changes_then_it_is_refused(chair):
    line = sales_order(chair, 1).lines.get()
    tracked(line, "S1")

    assert refusal_of(line, quantity=Decimal(-1)).endswith(
        "The sign of the quantity cannot change while 1 tracking lines exist for item 1900-S."
        " Delete the item tracking lines first."
    )


@pytest.mark.rule("ITL-148", "POST-057")
@pytest.mark.parametrize("field", ["item", "variant", "location"])
def test_given_rows_when_what_they_are_about_changes_then_it_is_refused(chair, field):
    line = sales_order(chair, 2).lines.get()
    tracked(line, "S1")
    tracked(line, "S2")
    values = {
        "item": ItemFactory(item_tracking_code=serial_code("SN2")),
        "variant": chair.variants.create(code="RED"),
        "location": LocationFactory(code="WEST"),
    }
    captions = {"item": "Item No.", "variant": "Variant Code", "location": "Location Code"}

    message = refusal_of(line, **{field: values[field]})

    assert (
        f"{captions[field]} cannot be changed while 2 tracking lines exist for item 1900-S."
        " Delete the item tracking lines first."
    ) in message


@pytest.mark.rule("ITL-148")
def test_given_rows_of_an_open_page_only_then_the_line_may_change(chair, opened):
    order = purchase_order(chair, 2)
    session = opened(order)
    rows.add_row(session=session, by=session.user, serial_no="S1")

    line = change(order.lines.get(), location=LocationFactory(code="WEST"))

    assert line.location.code == "WEST"


@pytest.mark.rule("ITL-151")
def test_given_a_tracked_line_when_deleted_then_it_asks_for_the_tracking_too(chair):
    line = sales_order(chair, 1).lines.get()
    tracked(line, "S1")

    with pytest.raises(Refused):
        services.delete_line(line=line, by=line.document.created_by)
    services.delete_line(line=line, by=line.document.created_by, with_tracking=True)

    assert not TrackingLine.objects.exists()


@pytest.mark.rule("ITL-027")
def test_given_many_lines_then_what_is_tracked_on_them_costs_one_statement(
    chair, django_assert_num_queries
):
    order = sales_order()
    lines = [add_line(order, chair, 3) for _ in range(3)]
    tracked(lines[0], "S1")
    tracked(lines[0], "S2", qty_to_handle=0)
    in_stock(chair, serial_no="S1")

    with django_assert_num_queries(1):
        found = providers.tracked(lines)

    figures = [(one.rows, one.quantity, one.qty_to_handle) for one in found.values()]
    assert figures == [(2, 2, 1), (0, 0, 0), (0, 0, 0)]
