"""Item Tracking Lines opens from the lines of every kind of document, and fits each."""

from decimal import Decimal

import pytest
from django.urls import reverse

from tests.factories import (
    ItemFactory,
    LocationFactory,
    UserFactory,
    lot_code,
    reclassification,
    setup_series,
    trade_document,
)
from tests.factories import add_line as line_of
from tests.factories.documents import JAN_2
from tracking.page import read_page
from tracking.selectors.lines_page import columns_of, matrix_of
from tracking.services import sessions
from wms.documents.kinds import DocumentKind
from wms.documents.models import Document, DocumentLine
from wms.documents.services import add_line

pytestmark = pytest.mark.django_db
NUMBERS = ["Serial No.", "Lot No.", "Package No."]
BOTH = ["Qty. to Handle", "Qty. to Invoice"]
K = DocumentKind
LINES = [
    # kind, entry type, whether it is a demand page, whether Qty. to Handle is shown
    pytest.param(K.PHYSICAL_INVENTORY, "positive_adjmt", False, False, marks=pytest.mark.rule("ITL-016")),
    pytest.param(K.PHYSICAL_INVENTORY, "negative_adjmt", True, False, marks=pytest.mark.rule("ITL-016")),
    pytest.param(K.INVENTORY_RECEIPT, "positive_adjmt", False, False, marks=pytest.mark.rule("ITL-018")),
    pytest.param(K.INVENTORY_SHIPMENT, "negative_adjmt", True, False, marks=pytest.mark.rule("ITL-018")),
    pytest.param(K.ASSEMBLY_ORDER, "assembly_output", False, True, marks=pytest.mark.rule("ITL-019")),
    pytest.param(K.ASSEMBLY_ORDER, "assembly_consumption", True, True, marks=pytest.mark.rule("ITL-019")),
    pytest.param(K.PRODUCTION_ORDER, "output", False, True, marks=pytest.mark.rule("ITL-019")),
    pytest.param(K.PRODUCTION_ORDER, "consumption", True, True, marks=pytest.mark.rule("ITL-019")),
]  # fmt: skip


def line(kind: DocumentKind, entry_type: str, quantity=3) -> DocumentLine:
    document = Document.objects.create(
        kind=kind,
        no="D1",
        location=LocationFactory(),
        order_date=JAN_2,
        posting_date=JAN_2,
        created_by=UserFactory(),
    )
    item = ItemFactory(item_tracking_code=lot_code())
    return line_of(document, item, quantity, entry_type=entry_type)


@pytest.mark.parametrize(("kind", "entry_type", "demand", "handles"), LINES)
def test_the_page_fits_the_line(client, kind, entry_type, demand, handles):
    setup_series()
    made = line(kind, entry_type)
    client.force_login(made.document.created_by)

    page = read_page(sessions.open_page(made, made.document.created_by))

    assert page.outbound is demand
    assert ("Qty. to Handle" in [row.caption for row in matrix_of(page).rows]) is handles
    captions = [column.caption for column in columns_of(page)]
    assert captions == [*NUMBERS, "Quantity", *(["Qty. to Handle"] if handles else [])]
    assert client.get(reverse("tracking_lines", args=[made.pk])).status_code == 200


IN_TRADE = [
    # kind, whether it is a demand page, the rows of the matrix below Quantity
    pytest.param(K.PURCHASE_ORDER, False, BOTH, marks=pytest.mark.rule("ITL-006")),
    pytest.param(K.PURCHASE_INVOICE, False, [], marks=pytest.mark.rule("ITL-007")),
    pytest.param(K.PURCHASE_RETURN_ORDER, True, BOTH, marks=pytest.mark.rule("ITL-008")),
    pytest.param(K.PURCHASE_CREDIT_MEMO, True, [], marks=pytest.mark.rule("ITL-009")),
    pytest.param(K.SALES_ORDER, True, BOTH, marks=pytest.mark.rule("ITL-010")),
    pytest.param(K.SALES_INVOICE, True, [], marks=pytest.mark.rule("ITL-011")),
    pytest.param(K.SALES_RETURN_ORDER, False, BOTH, marks=pytest.mark.rule("ITL-012")),
    pytest.param(K.SALES_CREDIT_MEMO, False, [], marks=pytest.mark.rule("ITL-013")),
]


@pytest.mark.parametrize(("kind", "demand", "below"), IN_TRADE)
def test_the_page_of_a_line_in_trade(client, kind, demand, below):
    setup_series()
    document = trade_document(kind)
    made = add_line(
        document=document,
        by=document.created_by,
        item=ItemFactory(item_tracking_code=lot_code()),
        quantity=Decimal(3),
    )
    client.force_login(document.created_by)

    page = read_page(sessions.open_page(made, document.created_by))

    assert page.outbound is demand
    assert [row.caption for row in matrix_of(page).rows] == ["Quantity", *below]
    assert [column.caption for column in columns_of(page)] == [*NUMBERS, "Quantity", *below]
    assert client.get(reverse("tracking_lines", args=[made.pk])).status_code == 200


@pytest.mark.rule("ITL-017", "ITL-033", "ITL-035")
def test_the_page_of_a_reclassification_has_old_and_new_numbers_and_dates():
    item = ItemFactory(item_tracking_code=lot_code(use_expiration_dates=True))
    made = reclassification(item, 3).lines.get()

    page = read_page(sessions.open_page(made, made.document.created_by))

    assert page.outbound
    assert [row.caption for row in matrix_of(page).rows] == ["Quantity"]
    assert [column.caption for column in columns_of(page)] == [
        *NUMBERS,
        *(f"New {name}" for name in NUMBERS),
        "Expiration Date",
        "New Expiration Date",
        "Quantity",
    ]


@pytest.mark.rule("ITL-021")
@pytest.mark.parametrize(("kind", "entry_type", "demand", "handles"), LINES)
def test_a_negative_line_turns_it_around(kind, entry_type, demand, handles):
    made = line(kind, entry_type, quantity=-3)

    page = read_page(sessions.open_page(made, made.document.created_by))

    assert page.outbound is not demand
