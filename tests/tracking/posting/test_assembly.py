"""Assembly orders: components go out, what is assembled of them comes in, step by step."""

from decimal import Decimal

import pytest

from tests.factories import ItemFactory, lot_code, serial_code, tracked
from tests.tracking.posting.desk import (
    DEC_31,
    JUL_1,
    JUN_30,
    entries,
    lot,
    post,
    receive,
    refusal,
    serial,
)
from tests.tracking.posting.making import assembly, change, line
from tracking.models import TrackingLine
from tracking.posting import preview_document
from wms.core.errors import Refused
from wms.documents.models import PostedDocument
from wms.inventory.models import InventorySetup
from wms.ledger.models import ItemLedgerEntry

pytestmark = pytest.mark.django_db


@pytest.fixture
def bike():
    return ItemFactory(no="BIKE", item_tracking_code=serial_code())


@pytest.fixture
def frame():
    return ItemFactory(no="FRAME", item_tracking_code=lot_code())


@pytest.fixture
def wheel():
    return ItemFactory(no="WHEEL")


@pytest.mark.rule("POST-161", "POST-001")
def test_the_worked_example(bike, frame, wheel):
    """Book 03, 24.10: one bike from a frame of lot LOT1 and two wheels."""
    receive(frame, lot("LOT1", 3))
    receive(wheel, quantity=10)
    document = assembly(no="AO1")
    line(document, bike, 1, serial("SN1"))
    line(document, frame, 1, lot("LOT1", 1))
    line(document, wheel, 2)

    posted = post(document)

    made = posted.posted_document
    assert made.kind == "posted_assembly"
    assert entries(
        "entry_type", "item__no", "serial_no", "lot_no", "quantity", "invoiced_quantity",
        "document_type", "document_no", "order__no", "order_line_no",
    )[2:] == [
        ("assembly_output", "BIKE", "SN1", "", 1, 1, "posted_assembly", made.no, "AO1", None),
        ("assembly_consumption", "FRAME", "", "LOT1", -1, -1, "posted_assembly", made.no, "AO1", None),
        ("assembly_consumption", "WHEEL", "", "", -2, -2, "posted_assembly", made.no, "AO1", None),
    ]  # fmt: skip
    assert list(made.lines.order_by("line_no").values_list("item__no", "quantity")) == [
        ("BIKE", 1),
        ("FRAME", 1),
        ("WHEEL", 2),
    ]


@pytest.mark.rule("POST-162", "POST-120")
def test_each_step_has_its_own_document_and_the_last_one_closes_the_order(bike, frame):
    receive(frame, lot("LOT1", 1), lot("LOT2", 1))
    document = assembly()
    output = line(document, bike, 2, serial("SN1"), serial("SN2", qty_to_handle=0))
    component = line(document, frame, 2, lot("LOT1", 1), lot("LOT2", 1, qty_to_handle=0))
    change(output, qty_to_handle=Decimal(1))
    change(component, qty_to_handle=Decimal(1))

    first = post(document).posted_document
    document.refresh_from_db()
    assert not document.is_closed
    second = post(document).posted_document

    assert first.no != second.no
    assert entries("document_no", "serial_no", "lot_no")[2:] == [
        (first.no, "SN1", ""),
        (first.no, "", "LOT1"),
        (second.no, "SN2", ""),
        (second.no, "", "LOT2"),
    ]
    document.refresh_from_db()
    assert document.is_closed
    assert not TrackingLine.objects.filter(line__document=document, qty_to_handle__gt=0).exists()


@pytest.mark.rule("POST-161")
def test_an_assembly_order_makes_one_item(bike, frame):
    document = assembly(no="AO1")
    line(document, bike, 1)
    assert line(document, frame, 1).entry_type == "assembly_consumption"

    with pytest.raises(Refused) as refused:
        line(document, bike, 1, entry_type="assembly_output")

    assert str(refused.value) == (
        "Assembly order AO1, line 30000: An assembly order makes one item, which stands on line 10000."
        " Enter a component here."
    )


@pytest.mark.rule("POST-162")
def test_components_alone_are_not_consumed(bike, wheel):
    receive(wheel, quantity=5)
    document = assembly(no="AO1")
    output = line(document, bike, 1)
    line(document, wheel, 2)
    change(output, qty_to_handle=Decimal(0))

    assert refusal(document) == [
        "Assembly order AO1, line 20000: Components are consumed together with what is assembled of them."
        " Fill Qty. to Assemble/Consume of the output line."
    ]


@pytest.mark.rule("POST-161")
def test_components_follow_what_is_assembled(bike, wheel):
    document = assembly()
    output = line(document, bike, 3)
    wheels = line(document, wheel, qty_per_output=Decimal(2))
    assert (wheels.quantity, wheels.qty_to_handle) == (6, 6)

    change(output, qty_to_handle=Decimal(1))
    wheels.refresh_from_db()
    assert (wheels.quantity, wheels.qty_to_handle, wheels.qty_to_handle_base) == (6, 2, 2)

    change(output, quantity=Decimal(5))
    wheels.refresh_from_db()
    assert (wheels.quantity, wheels.quantity_base, wheels.qty_to_handle) == (10, 10, 10)

    wheels = change(wheels, qty_per_output=Decimal(3))
    assert (wheels.quantity, wheels.qty_to_handle) == (15, 15)


@pytest.mark.rule("POST-056")
def test_a_component_keeps_what_is_tracked(bike, frame):
    document = assembly(no="AO1")
    output = line(document, bike, 3)
    frames = line(document, frame, qty_per_output=Decimal(1))
    tracked(frames, lot_no="LOT1", quantity=3)

    with pytest.raises(Refused) as refused:
        change(output, quantity=Decimal(2))

    assert str(refused.value) == (
        "Assembly order AO1, line 20000: It would have 2 of component FRAME, but 3 are tracked or posted."
        " Delete item tracking lines of the component first."
    )
    output.refresh_from_db()
    assert output.quantity == 3


@pytest.mark.rule("SET-025")
def test_a_component_with_serials_stays_whole(bike):
    motor = ItemFactory(no="MOTOR", item_tracking_code=serial_code("SN2"))
    document = assembly(no="AO1")
    output = line(document, ItemFactory(), 2)
    line(document, motor, qty_per_output=Decimal("0.5"))

    with pytest.raises(Refused) as refused:
        change(output, quantity=Decimal(3))

    assert "must be whole in base units, not 1.5" in str(refused.value)


@pytest.mark.rule("POST-161")
def test_quantity_per_is_not_negative(bike, wheel):
    document = assembly()
    line(document, bike, 1)

    with pytest.raises(Refused) as refused:
        line(document, wheel, qty_per_output=Decimal(-1))

    assert "cannot be -1" in str(refused.value)


@pytest.mark.rule("POST-164", "POST-041", "SET-039g")
def test_numbers_are_asked_for_on_both_sides(bike, frame):
    receive(frame, lot("LOT1", 1))
    document = assembly(no="AO1")
    line(document, bike, 1)
    line(document, frame, 1)

    told = refusal(document)

    assert [text.split(": ")[0] for text in told] == [
        "Assembly order AO1, line 10000",
        "Assembly order AO1, line 20000",
    ]


@pytest.mark.rule("POST-164", "POST-096", "POST-097")
def test_expired_components_stay_where_they_are(bike):
    glue = ItemFactory(no="GLUE", item_tracking_code=lot_code(strict_expiration_posting=True))
    receive(glue, lot("OLD", 5, expiration_date=JUN_30))
    document = assembly(no="AO1", posting_date=JUL_1)
    line(document, bike, 1, serial("SN1"))
    line(document, glue, 1, lot("OLD", 1))

    assert "2026-06-30" in refusal(document)[0]


@pytest.mark.rule("POST-164", "POST-091")
def test_what_is_assembled_needs_its_date():
    cake = ItemFactory(no="CAKE", item_tracking_code=lot_code(require_expiration_date_entry=True))
    document = assembly(no="AO1")
    made = line(document, cake, 1, lot("C1", 1))
    assert "Expiration Date" in refusal(document)[0]

    TrackingLine.objects.filter(line=made).update(expiration_date=DEC_31)
    post(document)

    assert entries("lot_no", "expiration_date") == [("C1", DEC_31)]


@pytest.mark.rule("POST-164", "POST-106")
def test_no_component_is_ever_missing(bike, wheel):
    receive(wheel, quantity=1)
    document = assembly(no="AO1")
    line(document, bike, 1, serial("SN1"))
    line(document, wheel, 2)

    assert "wanted 2, available 1" in refusal(document)[0]


@pytest.mark.rule("POST-033", "POST-165")
def test_nothing_is_assembled_of_itself(frame):
    receive(frame, lot("LOT1", 1))
    document = assembly(no="AO1")
    line(document, frame, 2, lot("LOT1", 2))
    line(document, frame, 2, lot("LOT1", 2), entry_type="assembly_consumption")

    assert "wanted 2, available 1" in refusal(document)[0]


@pytest.mark.rule("POST-033")
def test_a_later_step_may_take_what_an_earlier_one_made(frame):
    receive(frame, lot("LOT1", 1))
    document = assembly()
    output = line(document, frame, 2, lot("LOT1", 1), lot("LOT2", 1, qty_to_handle=0))
    taken = line(
        document, frame, 2, lot("LOT1", 2, qty_to_handle=1), entry_type="assembly_consumption"
    )
    change(output, qty_to_handle=Decimal(1))
    change(taken, qty_to_handle=Decimal(1))
    post(document)

    post(document)

    assert entries("quantity", "lot_no")[1:] == [
        (1, "LOT1"),
        (-1, "LOT1"),
        (1, "LOT2"),
        (-1, "LOT1"),
    ]


@pytest.mark.rule("POST-003")
def test_a_negative_order_takes_apart(bike, frame):
    receive(bike, serial("SN1"))
    document = assembly()
    output = line(document, bike, -1)
    tracked(output, serial_no="SN1")
    tracked(line(document, frame, -1), lot_no="BACK", quantity=1)

    post(document)

    assert entries("entry_type", "quantity")[1:] == [
        ("assembly_output", -1),
        ("assembly_consumption", 1),
    ]


@pytest.mark.rule("POST-113")
def test_a_missing_series_is_told(bike):
    document = assembly()
    line(document, bike, 1, serial("SN1"))
    InventorySetup.objects.update(posted_assembly_nos=None)

    assert "Posted Assembly Nos." in refusal(document)[0]


@pytest.mark.rule("POST-173")
def test_a_preview_leaves_nothing_behind(bike, wheel):
    receive(wheel, quantity=2)
    document = assembly()
    line(document, bike, 1, serial("SN1"))
    line(document, wheel, 2)

    preview = preview_document(document=document, by=document.created_by)

    assert [entry.quantity for entry in preview.entries] == [1, -2]
    assert ItemLedgerEntry.objects.count() == 1
    assert not PostedDocument.objects.filter(kind="posted_assembly").exists()
