"""Traces lead through assembly and production: from what was made to its components, and back."""

from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from tests.factories import ItemFactory, lot_code, serial_code, setup_series, user_with_role
from tests.tracking.posting.desk import lot, post, receive, serial, ship
from tests.tracking.posting.making import assembly, change, line, production
from tracking.tracing.graph import Direction
from tracking.tracing.request import TraceRequest
from tracking.tracing.tree import trace

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("series")]


@pytest.fixture
def series(db):
    setup_series()


@pytest.fixture
def bike():
    return ItemFactory(no="BIKE", item_tracking_code=serial_code())


@pytest.fixture
def frame():
    return ItemFactory(no="FRAME", item_tracking_code=lot_code())


def told(direction=Direction.BACKWARD, **asked) -> list[tuple]:
    """(level, entry type, number, linked quantity, possibly) of every line."""
    return [
        (
            line.level,
            line.entry.entry_type,
            line.entry.serial_no or line.entry.lot_no,
            line.linked_quantity,
            line.is_possible,
        )
        for line in trace(TraceRequest(direction=direction, **asked)).lines
    ]


def one_bike(bike, frame, wheel):
    document = assembly()
    line(document, bike, 1, serial("SN1"))
    line(document, frame, 1, lot("LOT1", 1))
    line(document, wheel, 2)
    post(document)


@pytest.mark.rule("TRC-022")
def test_back_from_what_was_assembled_to_the_receipt_of_its_component(bike, frame):
    wheel = ItemFactory(no="WHEEL")
    receive(frame, lot("LOT1", 3))
    receive(wheel, quantity=5)
    one_bike(bike, frame, wheel)
    ship(bike, serial("SN1"))

    assert told(serial_no="SN1")[:4] == [
        (0, "sale", "SN1", None, False),
        (1, "assembly_output", "SN1", 1, False),
        (2, "assembly_consumption", "LOT1", 1, False),
        (3, "purchase", "LOT1", 1, False),
    ]


@pytest.mark.rule("TRC-022")
def test_forward_from_the_receipt_of_a_component_to_the_customer(bike, frame):
    wheel = ItemFactory(no="WHEEL")
    receive(frame, lot("LOT1", 3))
    receive(wheel, quantity=5)
    one_bike(bike, frame, wheel)
    ship(bike, serial("SN1"))

    assert told(Direction.FORWARD, lot_no="LOT1") == [
        (0, "purchase", "LOT1", None, False),
        (1, "assembly_consumption", "LOT1", 1, False),
        (2, "assembly_output", "SN1", 1, False),
        (3, "sale", "SN1", 1, False),
    ]


@pytest.mark.rule("TRC-022", "POST-162")
def test_the_steps_of_an_assembly_stay_apart(bike, frame):
    receive(frame, lot("LOT1", 1), lot("LOT2", 1))
    document = assembly()
    output = line(document, bike, 2, serial("SN1"), serial("SN2", qty_to_handle=0))
    component = line(document, frame, 2, lot("LOT1", 1), lot("LOT2", 1, qty_to_handle=0))
    change(output, qty_to_handle=Decimal(1))
    change(component, qty_to_handle=Decimal(1))
    post(document)
    post(document)

    assert [number for _, _, number, *_ in told(serial_no="SN1")] == ["SN1", "LOT1", "LOT1"]
    assert [number for _, _, number, *_ in told(serial_no="SN2")] == ["SN2", "LOT2", "LOT2"]


@pytest.mark.rule("TRC-022", "POST-163")
def test_output_and_consumption_of_an_order_line_belong_together(bike, frame):
    receive(frame, lot("LOT1", 1), lot("LOT2", 1))
    document = production()
    line(document, bike, 1, serial("SN1"))
    line(document, frame, 1, lot("LOT1", 1))
    post(document)
    line(document, bike, 1, serial("SN2"), entry_type="output")
    line(document, frame, 1, lot("LOT2", 1))
    post(document)

    assert [number for _, _, number, *_ in told(serial_no="SN1")] == ["SN1", "LOT1", "LOT1"]
    assert [number for _, _, number, *_ in told(serial_no="SN2")] == ["SN2", "LOT2", "LOT2"]


@pytest.mark.rule("TRC-024")
def test_several_levels_are_followed_to_the_end(bike, frame):
    tube = ItemFactory(no="TUBE", item_tracking_code=lot_code("TUBES"))
    receive(tube, lot("T1", 4))
    document = production()
    line(document, frame, 1, lot("LOT1", 1))
    line(document, tube, 4, lot("T1", 4))
    post(document)
    document = assembly()
    line(document, bike, 1, serial("SN1"))
    line(document, frame, 1, lot("LOT1", 1))
    post(document)

    backward = told(serial_no="SN1")

    assert [(level, number) for level, _, number, *_ in backward] == [
        (0, "SN1"),
        (1, "LOT1"),
        (2, "LOT1"),
        (3, "T1"),
        (4, "T1"),
    ]
    forward = told(Direction.FORWARD, lot_no="T1")
    assert [number for _, _, number, *_ in forward] == ["T1", "T1", "LOT1", "LOT1", "SN1"]


@pytest.mark.rule("TRC-022")
def test_a_thousand_units_cost_the_statements_of_ten(frame):
    costs = []
    for many in (10, 300):
        bike = ItemFactory(item_tracking_code=serial_code(f"SN{many}"))
        number = f"LOT{many}"
        receive(frame, lot(number, many))
        document = production()
        line(document, bike, many, *(serial(f"S{one}") for one in range(many)))
        line(document, frame, many, lot(number, many))
        post(document)
        with CaptureQueriesContext(connection) as asked:
            lines = trace(TraceRequest(direction=Direction.FORWARD, lot_no=number)).lines
        assert len(lines) == many + 2
        costs.append(len(asked))

    assert costs[0] == costs[1]


@pytest.mark.rule("TRC-022")
def test_the_page_shows_what_it_was_made_of(client, bike, frame):
    receive(frame, lot("LOT1", 3))
    wheel = ItemFactory(no="WHEEL")
    receive(wheel, quantity=2)
    one_bike(bike, frame, wheel)
    client.force_login(user_with_role("warehouse manager"))

    html = client.get(
        reverse("trace"), {"serial_no": "SN1", "direction": "backward"}
    ).content.decode()

    assert "FRAME" in html
    assert "LOT1" in html
    assert "Assembly Consumption" in html
