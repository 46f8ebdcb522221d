"""Lines of which something is received or tracked: what they keep."""

from decimal import Decimal

import pytest

from tests.documents.lines import refused_text
from tests.factories import ItemFactory, LocationFactory, tracked
from wms.documents import services
from wms.documents.models import Document, DocumentLine
from wms.documents.providers import Tracked


@pytest.fixture
def received(line):
    """4 of the 10 are received."""
    DocumentLine.objects.update(
        qty_handled=Decimal(4),
        qty_handled_base=Decimal(4),
        qty_to_handle=Decimal(6),
        qty_to_handle_base=Decimal(6),
    )
    return line


@pytest.mark.django_db
@pytest.mark.rule("POST-117")
@pytest.mark.parametrize("quantity", [3, 0, -10])
def test_given_four_received_when_the_quantity_becomes_less_then_it_is_refused(
    received, clerk, quantity
):
    text = refused_text(services.change_line, line=received, by=clerk, quantity=Decimal(quantity))

    assert text == (
        f"Purchase order PON00001, line 10000: Quantity cannot be {quantity}: "
        "4 is posted already (Quantity Received)."
    )


@pytest.mark.django_db
@pytest.mark.rule("POST-117")
def test_given_four_received_when_the_quantity_becomes_just_that_then_nothing_is_to_handle(
    received, clerk
):
    line = services.change_line(line=received, by=clerk, quantity=Decimal(4))

    assert (line.outstanding, line.qty_to_handle) == (0, 0)


@pytest.mark.django_db
@pytest.mark.rule("POST-057")
def test_given_four_received_when_item_or_location_is_changed_then_it_is_refused(received, clerk):
    text = refused_text(
        services.change_line,
        line=received,
        by=clerk,
        item=ItemFactory(no="CHAIR"),
        location=LocationFactory(code="WEST"),
    )

    assert text == (
        "Purchase order PON00001, line 10000: Item No. and Variant Code and Location Code cannot be "
        "changed, because 4 is posted already (Quantity Received)."
    )


@pytest.mark.django_db
@pytest.mark.rule("POST-118", "ITL-153")
def test_given_four_received_when_the_line_is_deleted_then_it_is_refused(received, clerk):
    text = refused_text(services.delete_line, line=received, by=clerk, with_tracking=True)

    assert text == (
        "Purchase order PON00001, line 10000: The line cannot be deleted, "
        "because 4 is posted already (Quantity Received)."
    )
    assert DocumentLine.objects.exists()


@pytest.mark.django_db
@pytest.mark.rule("ITL-151")
def test_given_a_tracked_line_when_it_is_deleted_then_it_asks_first(line, clerk, tracked_rows):
    tracked(line, lot_no="L1", quantity=10)
    tracked_rows[line.pk] = Tracked(rows=1, quantity=Decimal(10))

    text = refused_text(services.delete_line, line=line, by=clerk)

    assert text == (
        "Purchase order PON00001, line 10000: 1 item tracking lines go with it. "
        "Confirm that they shall be deleted too, or keep both."
    )
    services.delete_line(line=line, by=clerk, with_tracking=True)
    assert not DocumentLine.objects.exists()
    assert Document.objects.get().version == 3
