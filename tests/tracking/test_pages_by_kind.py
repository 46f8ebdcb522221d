"""Item Tracking Lines opens from the lines of counts, inventory documents, assembly and production."""

import pytest
from django.urls import reverse

from tests.factories import ItemFactory, LocationFactory, UserFactory, lot_code, setup_series
from tests.factories import add_line as line_of
from tests.factories.documents import JAN_2
from tracking.page import read_page
from tracking.selectors.lines_page import columns_of, matrix_of
from tracking.services import sessions
from wms.documents.kinds import DocumentKind
from wms.documents.models import Document, DocumentLine

pytestmark = pytest.mark.django_db
NUMBERS = ["Serial No.", "Lot No.", "Package No."]
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


@pytest.mark.rule("ITL-021")
@pytest.mark.parametrize(("kind", "entry_type", "demand", "handles"), LINES)
def test_a_negative_line_turns_it_around(kind, entry_type, demand, handles):
    made = line(kind, entry_type, quantity=-3)

    page = read_page(sessions.open_page(made, made.document.created_by))

    assert page.outbound is not demand
