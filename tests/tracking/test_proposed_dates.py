"""Dates that posting will fill in are shown before (SET-072)."""

from datetime import date

import pytest

from tests.factories import (
    ItemFactory,
    code_with,
    journal,
    lot_code,
    purchase_order,
    sales_order,
    setup_series,
    user_with_role,
)
from tests.tracking.pages.asking import page_for, text_of, url_of
from tests.tracking.stock import in_stock
from tracking.posting import post_document
from tracking.services import rows, sessions
from wms.ledger.models import ItemLedgerEntry

pytestmark = pytest.mark.django_db
MAR_15 = date(2026, 3, 15)
SEP_15 = date(2026, 9, 15)


@pytest.fixture
def purchaser(client):
    user = user_with_role("purchaser")
    client.force_login(user)
    return user


@pytest.fixture
def glue(db):
    code = lot_code(use_expiration_dates=True, warranty_date_formula="2Y")
    return ItemFactory(no="GLUE", item_tracking_code=code, expiration_calculation="6M")


def order_of(item, **values):
    return purchase_order(item, 4, document_date=MAR_15, **values)


def row_of(user, order, **values):
    return rows.add_row(
        session=page_for(user, order), by=user, **{"lot_no": "L1", "quantity": 4} | values
    )


def dialog(client, order, row) -> str:
    return text_of(client.get(url_of(order, "tracking_row", row.pk)))


@pytest.mark.rule("SET-072")
def test_given_a_new_number_then_the_dates_that_posting_makes_are_shown_before(
    client, purchaser, glue
):
    setup_series()
    order = order_of(glue)
    row = row_of(purchaser, order)

    assert "2026-09-15 if left blank" in text_of(client.get(url_of(order)))
    assert "2028-03-15 if left blank" in dialog(client, order, row)

    sessions.save(page_for(purchaser, order), by=purchaser)
    post_document(document=order, by=purchaser)
    entry = ItemLedgerEntry.objects.get()
    assert (entry.expiration_date, entry.warranty_date) == (SEP_15, date(2028, 3, 15))


@pytest.mark.rule("SET-072")
def test_given_another_document_date_then_the_proposal_is_another(client, purchaser, glue):
    order = order_of(glue)
    row_of(purchaser, order)
    order.document_date = date(2026, 4, 1)
    order.save()

    assert "2026-10-01 if left blank" in text_of(client.get(url_of(order)))


@pytest.mark.rule("SET-072")
def test_given_a_typed_date_then_it_stays_and_nothing_is_proposed(client, purchaser, glue):
    order = order_of(glue)
    row_of(purchaser, order, expiration_date=date(2027, 1, 1))
    order.document_date = date(2026, 4, 1)
    order.save()

    page = text_of(client.get(url_of(order)))

    assert 'value="2027-01-01"' in page
    assert "if left blank" not in page


@pytest.mark.rule("SET-072")
@pytest.mark.parametrize("known", [date(2026, 7, 1), None])
def test_given_a_known_number_then_its_own_date_stands_there(client, purchaser, glue, known):
    in_stock(glue, 1, lot_no="L1", expiration_date=known)
    order = order_of(glue)
    row_of(purchaser, order)

    assert "if left blank" not in text_of(client.get(url_of(order)))


@pytest.mark.rule("SET-072")
@pytest.mark.parametrize(
    "switches",
    [
        {"require_expiration_date_entry": True, "require_warranty_date_entry": True},
        {"use_expiration_dates": False, "warranty_date_formula": ""},
    ],
)
def test_given_dates_must_be_entered_or_are_not_used_then_nothing_is_proposed(
    client, purchaser, switches
):
    values = {"use_expiration_dates": True, "warranty_date_formula": "2Y"} | switches
    item = ItemFactory(item_tracking_code=code_with("A", **values), expiration_calculation="6M")
    order = order_of(item)
    row = row_of(purchaser, order)

    assert "if left blank" not in text_of(client.get(url_of(order)))
    assert "if left blank" not in dialog(client, order, row)


@pytest.mark.rule("SET-072")
def test_given_goods_go_out_then_only_the_warranty_is_proposed(client, glue):
    seller = user_with_role("sales")
    client.force_login(seller)
    in_stock(glue, 4, lot_no="L1", expiration_date=SEP_15)
    order = sales_order(glue, 4, document_date=MAR_15)
    row = row_of(seller, order)

    assert "if left blank" not in text_of(client.get(url_of(order)))
    assert dialog(client, order, row).count("2028-03-15 if left blank") == 1


@pytest.mark.rule("SET-072")
def test_given_a_journal_then_the_date_of_its_line_counts(client, glue):
    manager = user_with_role("warehouse manager")
    client.force_login(manager)
    batch = journal(glue, 4, line={"posting_date": MAR_15})
    row_of(manager, batch)

    assert "2026-09-15 if left blank" in text_of(client.get(url_of(batch)))
