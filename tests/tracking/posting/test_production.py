"""Production orders in the simple form: output and consumption of an order line."""

from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.factories import ItemFactory, lot_code, serial_code
from tests.tracking.posting.desk import (
    applications,
    at,
    entries,
    entry,
    lot,
    moving,
    post,
    receive,
    refusal,
    serial,
)
from tests.tracking.posting.making import line, production
from wms.core.errors import Refused
from wms.documents import services
from wms.documents.models import DocumentLine

pytestmark = pytest.mark.django_db


@pytest.fixture
def pump():
    return ItemFactory(no="PUMP", item_tracking_code=serial_code())


@pytest.fixture
def seal():
    return ItemFactory(no="SEAL", item_tracking_code=lot_code())


@pytest.mark.rule("POST-163", "POST-001")
def test_entries_carry_the_order_and_its_line(pump, seal):
    receive(seal, lot("A", 10))
    document = production(no="MO1")
    line(document, pump, 1, serial("S1"))
    line(document, seal, 2, lot("A", 2))
    line(document, pump, 1, serial("S2"), entry_type="output")
    line(document, seal, 3, lot("A", 3))

    posted = post(document)

    assert posted.posted_document is None
    assert entries(
        "entry_type", "quantity", "document_type", "document_no", "order__no", "order_line_no"
    )[1:] == [
        ("output", 1, "", "MO1", "MO1", 10000),
        ("consumption", -2, "", "MO1", "MO1", 10000),
        ("output", 1, "", "MO1", "MO1", 30000),
        ("consumption", -3, "", "MO1", "MO1", 30000),
    ]


@pytest.mark.rule("POST-163")
def test_output_and_consumption_are_posted_by_themselves_and_the_order_stays_open(pump, seal):
    receive(seal, lot("A", 10))
    document = production(no="MO1")
    output = line(document, pump, 2, serial("S1"), serial("S2", qty_to_handle=0))
    taken = line(document, seal, 2, lot("A", 2))
    services.change_line(line=output, by=document.created_by, qty_to_handle=Decimal(0))

    with pytest.raises(Refused):  # a serial is to be handled, though nothing is output
        services.change_line(line=output, by=document.created_by, qty_to_handle=Decimal(9))
    output.tracking_lines.update(qty_to_handle=0)
    post(document)
    taken.refresh_from_db()
    assert taken.qty_handled == 2
    output.refresh_from_db()
    services.change_line(line=output, by=document.created_by, qty_to_handle=Decimal(2))
    output.tracking_lines.update(qty_to_handle=1)
    post(document)

    assert entries("entry_type", "order_line_no")[1:] == [
        ("consumption", 10000),
        ("output", 10000),
        ("output", 10000),
    ]
    document.refresh_from_db()
    assert not document.is_closed


@pytest.mark.rule("POST-164")
def test_a_component_names_its_output_line(pump, seal):
    document = production(no="MO1")
    line(document, pump, 1)
    assert line(document, seal, 1).output_line_no == 10000

    with pytest.raises(Refused) as missing:
        line(document, seal, 1, output_line_no=None)
    with pytest.raises(Refused) as unknown:
        line(document, seal, 1, output_line_no=Decimal(20000))

    assert str(missing.value) == (
        "Production order MO1, line 30000: Output Line No. must be filled: say into which output line the"
        " component goes."
    )
    assert str(unknown.value) == (
        "Production order MO1, line 30000: Output Line No. 20000 is not an output line of this order."
    )


@pytest.mark.rule("POST-164")
def test_a_component_without_output_line_is_not_posted(pump, seal):
    receive(seal, lot("A", 10))
    document = production(no="MO1")
    line(document, pump, 1, serial("S1"))
    taken = line(document, seal, 2, lot("A", 2))
    DocumentLine.objects.filter(pk=taken.pk).update(output_line_no=None)

    assert refusal(document) == [
        "Production order MO1, line 20000: Output Line No. must name the output line of this order that the"
        " component goes into."
    ]


@pytest.mark.rule("POST-164")
def test_an_output_line_stays_while_components_go_into_it(pump, seal):
    document = production(no="MO1")
    output = line(document, pump, 1)
    line(document, seal, 1)
    told = (
        "Production order MO1, line 10000: It stays an output line while components go into it, such as"
        " line 20000."
    )

    with pytest.raises(Refused) as deleted:
        services.delete_line(line=output, by=document.created_by)
    with pytest.raises(Refused) as turned:
        services.change_line(
            line=output, by=document.created_by, entry_type="consumption", output_line_no=10000
        )

    assert str(deleted.value) == told
    assert told in str(turned.value)


@pytest.mark.rule("POST-165", "SET-039f", "POST-037", "POST-038")
def test_what_is_consumed_comes_back_against_its_entry(pump, seal):
    receive(seal, lot("A", 10))
    document = production()
    line(document, pump, 1, serial("S1"))
    line(document, seal, 4, lot("A", 4))
    post(document)
    line(document, seal, -1, lot("A", 1, applies_from_entry_no=3))

    post(document)

    assert entries("entry_type", "quantity", "remaining_quantity", "lot_no")[3:] == [
        ("consumption", 1, 1, "A")
    ]
    assert applications(item_ledger_entry=4) == [(4, 4, 3, 0, 1)]
    assert entry(3).shipped_qty_not_returned == -3


@pytest.mark.rule("POST-003", "SET-039f")
def test_output_is_taken_back(pump):
    document = production()
    line(document, pump, 1, serial("S1"))
    post(document)
    line(document, pump, -1, serial("S1"), entry_type="output")

    post(document)

    assert entries("entry_type", "quantity", "remaining_quantity") == [
        ("output", 1, 0),
        ("output", -1, 0),
    ]


@pytest.mark.rule("POST-033", "POST-165")
def test_nothing_is_made_of_itself(seal):
    receive(seal, lot("A", 1))
    document = production(no="MO1")
    line(document, seal, 5, lot("A", 5))
    line(document, seal, 2, lot("A", 2))

    assert "wanted 2, available 1" in refusal(document)[0]


@pytest.mark.rule("POST-033", "POST-165")
def test_nor_after_it_was_moved_away_and_back(seal):
    receive(seal, lot("A", 1))
    document = production(no="MO1")
    line(document, seal, 5, lot("A", 5))
    post(document)
    there, here = at("WEST"), at("EAST")
    row = lot("A", 6) | {"new_lot_no": "A"}
    post(moving(seal, row, to=there))
    post(moving(seal, row, to=here, location=there))
    line(document, seal, 2, lot("A", 2))

    assert "wanted 2, available 1" in refusal(document)[0]


@pytest.mark.rule("POST-033")
def test_what_another_line_of_the_order_made_is_taken(pump, seal):
    document = production()
    line(document, seal, 5, lot("A", 5))
    line(document, pump, 1, serial("S1"), entry_type="output")
    line(document, seal, 2, lot("A", 2), output_line_no=20000)

    post(document)

    assert applications(item_ledger_entry=3) == [(3, 1, 3, 0, -2)]


@pytest.mark.rule("POST-111", "POST-163")
def test_a_thousand_serials_cost_the_statements_of_ten():
    costs = []
    for many in (10, 1000):
        pump = ItemFactory(item_tracking_code=serial_code(f"SN{many}"))
        part = ItemFactory(item_tracking_code=serial_code(f"PN{many}"))
        receive(part, *(serial(f"P{number}") for number in range(many)))
        document = production()
        line(document, pump, many, *(serial(f"S{number}") for number in range(many)))
        line(document, part, many, *(serial(f"P{number}") for number in range(many)))
        with CaptureQueriesContext(connection) as asked:
            post(document)
        costs.append(len(asked))

    assert costs[0] == costs[1]
    assert costs[0] <= 60
