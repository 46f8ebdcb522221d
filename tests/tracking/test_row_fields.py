"""Which fields a row of Item Tracking Lines has, where they are shown, and who may change them (ITL-032…041)."""

from datetime import date

import pytest
from django.urls import reverse

from tests.factories import ItemFactory, lot_code, purchase_order, sales_order, tracked
from tests.tracking.stock import in_stock
from tracking.page import read_page
from tracking.selectors import lines_page
from tracking.services import sessions

pytestmark = pytest.mark.django_db
TO_INVOICE = {"to_invoice": 5}


@pytest.fixture
def wine():
    return ItemFactory(no="WINE", item_tracking_code=lot_code(use_expiration_dates=True))


def opened(order, **row):
    line = order.lines.get()
    tracked(line, lot_no="L1", quantity=5, **row)
    return read_page(sessions.open_page(line, line.document.created_by))


def locked(page, *, may_change=True):
    """Why each field of the row cannot be typed into; those that can are left out."""
    (view,) = lines_page.views_of(
        page, list(page.rows.all()), on=date(2026, 1, 1), may_change=may_change
    )
    return {cell.column.field: cell.locked_because for cell in view.cells if cell.locked_because}


@pytest.mark.rule("ITL-032", "ITL-034", "ITL-037", "ITL-038", "ITL-156")
def test_everything_on_a_supply_page_can_be_changed(wine):
    page = opened(purchase_order(wine, 5, line=TO_INVOICE))

    assert [column.field for column in lines_page.columns_of(page)] == [
        "serial_no",
        "lot_no",
        "package_no",
        "expiration_date",
        "quantity",
        "qty_to_handle",
        "qty_to_invoice",
    ]
    assert locked(page) == {}


@pytest.mark.rule("ITL-034", "ITL-156")
def test_the_date_of_what_leaves_comes_from_stock(wine):
    in_stock(wine, 5, lot_no="L1")

    page = opened(sales_order(wine, 5, line=TO_INVOICE))

    assert locked(page) == {"expiration_date": "Comes from stock."}


@pytest.mark.rule("ITL-034")
def test_without_expiration_dates_there_is_no_such_field():
    nut = ItemFactory(no="NUT", item_tracking_code=lot_code())

    page = opened(purchase_order(nut, 5))

    assert "expiration_date" not in [column.field for column in lines_page.columns_of(page)]


@pytest.mark.rule("ITL-032", "ITL-040")
def test_numbers_of_what_is_handled_are_fixed_and_what_is_handled_is_never_typed(wine):
    handled = {"qty_handled": 2, "qty_handled_base": 2, "to_handle": 3, "to_invoice": 5}

    page = opened(purchase_order(wine, 5, line=handled), qty_handled=2)

    found = locked(page)
    assert found["qty_handled"] == "Filled by posting."
    assert {found[name] for name in ("serial_no", "lot_no", "package_no")} == {
        "Quantity Handled is 2."
    }
    assert not {"quantity", "qty_to_handle", "qty_to_invoice"} & found.keys()


@pytest.mark.rule("ITL-032")
def test_numbers_of_what_is_applied_to_an_entry_are_fixed(wine):
    entry = in_stock(wine, 5, lot_no="L1")

    page = opened(sales_order(wine, 5), applies_to_entry_no=entry.entry_no)

    assert locked(page)["lot_no"] == "It is applied to an item ledger entry."


@pytest.mark.rule("ITL-156")
def test_who_may_only_look_changes_nothing(wine):
    page = opened(purchase_order(wine, 5, line=TO_INVOICE))

    assert set(locked(page, may_change=False).values()) == {
        "You may look at this page but not change it."
    }


@pytest.mark.rule("ITL-036", "ITL-041")
@pytest.mark.parametrize(
    ("order", "reference"),
    [(purchase_order, "Appl.-from Item Entry"), (sales_order, "Appl.-to Item Entry")],
    ids=["supply", "demand"],
)
def test_hidden_fields_stand_in_the_dialog_of_the_row(client, wine, order, reference):
    page = opened(order(wine, 5))
    client.force_login(page.session.user)
    row = page.rows.get()

    shown = client.get(reverse("tracking_row", args=[page.line.pk, row.pk]))

    text = shown.content.decode()
    assert shown.status_code == 200
    assert "Warranty Date" in text
    assert reference in text
    assert ("Appl.-from Item Entry" in text) is not ("Appl.-to Item Entry" in text)
    assert "warranty_date" not in [column.field for column in lines_page.columns_of(page)]
