"""Adding and changing lines: what is proposed and what follows."""

from decimal import Decimal

import pytest

from tests.documents.conftest import JAN_5
from tests.documents.lines import boxed
from tests.factories import BinFactory, ItemFactory, LocationFactory
from warehouse.models import BinContent
from wms.documents import services
from wms.documents.models import Document
from wms.documents.selectors import shown_values
from wms.inventory.models import ItemVariant

# --- what is proposed ------------------------------------------------------------------------------


@pytest.mark.django_db
def test_given_an_order_when_an_item_is_added_then_the_rest_is_proposed(new_document, clerk, lamp):
    order = new_document(location=LocationFactory(code="WEST"))

    line = services.add_line(document=order, by=clerk, item=lamp, quantity=10)

    assert {name: text for name, text in shown_values(line).items() if text} == {
        "item": "LAMP",
        "description": "Desk lamp",
        "location": "WEST",
        "unit_of_measure": "PCS",
        "quantity": "10",
        "qty_to_handle": "10",
        "qty_to_invoice": "10",
        "entry_type": "purchase",
    }
    assert (line.quantity_base, line.qty_to_handle_base) == (10, 10)
    assert Document.objects.get().version == 2


@pytest.mark.django_db
def test_given_lines_when_another_is_added_then_it_comes_ten_thousand_later(
    new_document, clerk, lamp
):
    order = new_document()

    numbers = [services.add_line(document=order, by=clerk, item=lamp).line_no for _ in range(3)]

    assert numbers == [10000, 20000, 30000]


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("kind", "unit"), [("purchase_order", "BOX"), ("sales_order", "PAIR"), ("item_journal", "PCS")]
)
def test_given_units_for_buying_and_selling_when_a_line_is_added_then_its_own_is_proposed(
    new_document, clerk, lamp, kind, unit
):
    lamp.purchase_unit_of_measure = boxed(lamp, pieces=6)
    lamp.sales_unit_of_measure = boxed(lamp, pieces=2, code="PAIR")
    lamp.save()
    entry_type = {"entry_type": "positive_adjmt"} if kind == "item_journal" else {}

    line = services.add_line(
        document=new_document(kind), by=clerk, item=lamp, quantity=1, **entry_type
    )

    assert line.unit_of_measure.code == unit


@pytest.mark.django_db
def test_given_a_journal_when_a_line_is_added_then_date_number_and_type_are_proposed(
    new_document, clerk, lamp
):
    journal = new_document("item_journal")

    line = services.add_line(document=journal, by=clerk, item=lamp, quantity=1)

    assert (line.posting_date, line.document_no, line.entry_type, line.qty_to_handle) == (
        JAN_5,
        journal.no,
        "purchase",
        0,
    )


@pytest.mark.django_db
def test_given_a_reclassification_when_a_line_is_added_then_it_stays_where_it_is_until_told(
    new_document, clerk, lamp
):
    shelf = BinFactory()
    journal = new_document("reclassification_journal", location=shelf.location)

    line = services.add_line(document=journal, by=clerk, item=lamp, quantity=1, bin=shelf)

    assert (line.entry_type, line.new_location, line.new_bin) == (
        "transfer",
        shelf.location,
        shelf,
    )


@pytest.mark.django_db
def test_given_a_default_bin_when_an_item_is_added_at_its_location_then_it_is_proposed(
    new_document, clerk, lamp
):
    shelf = BinFactory()
    BinContent.objects.create(
        bin=shelf,
        location=shelf.location,
        item=lamp,
        variant=lamp.variants.get(),
        is_fixed=True,
        is_default=True,
    )

    line = services.add_line(
        document=new_document(location=shelf.location), by=clerk, item=lamp, quantity=1
    )

    assert line.bin == shelf


# --- changing ----------------------------------------------------------------------------------------


@pytest.mark.django_db
def test_given_a_line_when_its_quantity_is_changed_then_qty_to_handle_follows(line, clerk):
    line = services.change_line(line=line, by=clerk, quantity=Decimal(7))

    assert (line.quantity_base, line.qty_to_handle, line.qty_to_handle_base) == (7, 7, 7)
    assert Document.objects.get().version == 3


@pytest.mark.django_db
def test_given_a_line_when_its_item_is_changed_then_what_hangs_on_it_changes(line, clerk):
    chair = ItemFactory(no="CHAIR", description="Chair")
    chair.purchase_unit_of_measure = boxed(chair, pieces=4)
    chair.save()

    line = services.change_line(line=line, by=clerk, item=chair)

    line.refresh_from_db()
    assert (line.item, line.variant.item, line.description) == (chair, chair, "Chair")
    assert (line.unit_of_measure.code, line.quantity, line.quantity_base) == ("BOX", 10, 40)


@pytest.mark.django_db
def test_given_a_line_when_its_variant_is_changed_then_the_description_is_the_variants(
    line, clerk, lamp
):
    red = ItemVariant.objects.create(item=lamp, code="RED", description="Red desk lamp")

    line = services.change_line(line=line, by=clerk, variant=red)

    assert (line.description, line.quantity) == ("Red desk lamp", 10)


@pytest.mark.django_db
def test_given_a_line_when_it_is_saved_unchanged_then_nothing_follows(line, clerk, lamp):
    services.change_line(line=line, by=clerk, qty_to_handle=Decimal(4), description="Mine")

    line = services.change_line(
        line=line, by=clerk, item=lamp, variant=None, quantity=Decimal(10), location=line.location
    )

    assert (line.qty_to_handle, line.description) == (4, "Mine")


@pytest.mark.django_db
@pytest.mark.rule("ITL-227")
def test_given_an_open_tracking_page_when_the_line_moves_then_its_version_is_outdated(line, clerk):
    moved = services.change_line(line=line, by=clerk, location=LocationFactory(code="WEST"))
    counted = services.change_line(line=line, by=clerk, quantity=Decimal(5))
    turned = services.change_line(line=line, by=clerk, quantity=Decimal(-5))

    assert [moved.tracking_version, counted.tracking_version, turned.tracking_version] == [1, 1, 2]
