"""What the card says of each document is what posting does: the whole matrix, posted."""

import pytest

from tests.factories import (
    CustomerFactory,
    ItemFactory,
    LocationFactory,
    UserFactory,
    VendorFactory,
    add_line,
    code_with,
    setup_series,
    tracked,
)
from tests.factories.documents import JAN_2
from tests.tracking.stock import in_stock
from tracking.codes.matrix import Way, matrix, ways
from tracking.models import ItemTrackingCode
from tracking.posting import post_document
from tracking.switches import CAPTION, KINDS, NUMBER_FIELD, Need, need, switch_field
from wms.core.errors import Refused
from wms.documents.kinds import OUTPUTS, Partner
from wms.documents.models import Document

pytestmark = pytest.mark.django_db
WAYS = [pytest.param(way, id=f"{way.caption}, {way.direction}") for way in ways()]


@pytest.fixture(autouse=True)
def series(db):
    setup_series()


def document_of(way: Way, item, **number: str) -> Document:
    """A document of one unit, whatever its kind: the table of kinds says what it needs."""
    document = Document.objects.create(
        kind=way.kind.kind,
        no=f"WALK{Document.objects.count()}",
        location=LocationFactory(),
        order_date=JAN_2,
        posting_date=JAN_2,
        created_by=UserFactory(),
        vendor=VendorFactory() if way.kind.partner is Partner.VENDOR else None,
        customer=CustomerFactory() if way.kind.partner is Partner.CUSTOMER else None,
        **_transfer() if way.kind.is_transfer else {},
    )
    values = {"new_location": LocationFactory(code="WEST")} if way.kind.is_reclassification else {}
    if way.kind.makes_goods and way.entry_type not in OUTPUTS:
        output = add_line(document, ItemFactory(), 1, entry_type=way.kind.line_entry_types[0])
        values |= {"output_line_no": output.line_no}
    line = add_line(document, item, -1 if way.negative else 1, entry_type=way.entry_type, **values)
    if number:
        is_renamed = way.kind.is_reclassification
        new = {f"new_{name}": text for name, text in number.items()} if is_renamed else {}
        tracked(line, **number, **new)
    return document


def _transfer() -> dict:
    west = LocationFactory(code="WEST")
    return {"transfer_to": west, "direct_transfer": True, "status": Document.Status.RELEASED}


def refused_fields(document: Document) -> set[str]:
    """Where posting refuses; empty when it posts."""
    try:
        post_document(document=document, by=document.created_by)
    except Refused as refused:
        return {violation.field for violation in refused.violations}
    return set()


def codes_for(way: Way) -> dict[str, ItemTrackingCode | None]:
    """Codes that ask for numbers in each of the ways a code can."""
    own = {kind: switch_field(kind, way.situation) for kind in KINDS}
    others = {
        switch_field(kind, other.situation): True
        for kind in KINDS
        for other in ways()
        if other.situation != way.situation
    }
    return {
        "no code": None,
        "free entry": code_with("FREE"),
        "all specific": code_with("SPECIFIC", specific=KINDS),
        "its own switch": code_with("OWN", **dict.fromkeys(own.values(), True)),
        "every other switch": code_with("OTHERS", **others | dict.fromkeys(own.values(), False)),
        "mixed": code_with("MIXED", specific=("serial",), **{own["lot"]: True}),
    }


@pytest.mark.rule("SET-036", "SET-037", "SET-038", "SET-040", "SET-041", "SET-042", "POST-010")
@pytest.mark.parametrize("way", WAYS)
def test_each_cell_is_what_posting_does(way):
    numbers = {field: f"{kind}-1" for kind, field in NUMBER_FIELD.items()}
    for how, code in codes_for(way).items():
        needs = {field: need(code, kind, way.situation) for kind, field in NUMBER_FIELD.items()}
        required = {field for field, need in needs.items() if need is Need.REQUIRED}
        allowed = Need.NOT_ALLOWED not in needs.values()
        plain, numbered = ItemFactory(item_tracking_code=code), ItemFactory(item_tracking_code=code)
        if way.situation.outbound:
            in_stock(plain)
            in_stock(numbered, **(numbers if allowed else {}))

        refused = {field.removeprefix("new_") for field in refused_fields(document_of(way, plain))}
        told = refused_fields(document_of(way, numbered, **numbers))

        assert refused == required, how
        assert bool(told) is not allowed, (how, told)


def test_the_matrix_has_every_document_in_both_directions():
    rows = {(row.caption, row.direction) for row in matrix(ItemTrackingCode())}

    assert {
        ("Purchase order", "into stock"),
        ("Purchase order", "out of stock, negative quantity"),
        ("Sales order", "out of stock"),
        ("Item journal, Negative Adjmt.", "into stock, negative quantity"),
        ("Reclassification journal", "old and new number"),
    } <= rows
    assert len(rows) == len(matrix(None))


def test_an_item_without_code_carries_no_numbers():
    assert {need for row in matrix(None) for need in row.needs} == {Need.NOT_ALLOWED}


def test_the_matrix_shows_each_kind_under_its_own_caption():
    code = ItemTrackingCode(lot_purchase_inbound_tracking=True)
    row = next(row for row in matrix(code) if row.caption == "Purchase order")

    assert row.cells == [
        (CAPTION["serial"], Need.OPTIONAL),
        (CAPTION["lot"], Need.REQUIRED),
        (CAPTION["package"], Need.OPTIONAL),
    ]
