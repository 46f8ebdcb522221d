"""What the page says about availability: the marks of rows, their figures, what a refresh changed."""

from datetime import date
from decimal import Decimal

import pytest

from tests.factories import (
    ItemFactory,
    purchase_order,
    sales_order,
    serial_code,
    tracked,
)
from tests.tracking.pages.asking import HTMX, page_for, text_of, url_of
from tests.tracking.stock import in_stock
from tracking.models import NumberInformation
from tracking.services import rows

pytestmark = pytest.mark.django_db


def marks_of(client, document):
    views = client.get(url_of(document)).context["rows"].rows
    return {view.name: [mark.text for mark in view.marks] for view in views}


@pytest.mark.rule("ITL-207", "ITL-212", "ITL-213", "ITL-064")
def test_given_an_outbound_page_then_each_row_says_what_is_wrong_with_it(client, seller):
    code = serial_code(strict_expiration_posting=True)
    item = ItemFactory(item_tracking_code=code)
    in_stock(item, serial_no="OK")
    in_stock(item, serial_no="OLD", expiration_date=date(2020, 1, 1))
    in_stock(item, serial_no="MOVED", lot_no="L2")
    in_stock(item, serial_no="BLOCKED")
    NumberInformation.objects.create(
        kind="serial", item=item, variant=item.variants.get(), number="BLOCKED", blocked=True
    )
    order = sales_order(item, 9)
    for serial in ("OK", "OLD", "BLOCKED", "NONE"):
        tracked(order.lines.get(), serial)
    tracked(order.lines.get(), "MOVED", "L1")

    assert marks_of(client, order) == {
        "OK": ["OK"],
        "OLD": ["OK", "Expired 2020-01-01"],
        "BLOCKED": ["OK", "Serial blocked"],
        "NONE": ["Not in stock"],
        "MOVED": ["OK", "Stock has L2"],
    }


@pytest.mark.rule("ITL-066", "ITL-070")
def test_given_an_inbound_page_then_each_row_says_what_posting_will_refuse(client, purchaser):
    code = serial_code(
        require_expiration_date_entry=True,
        require_warranty_date_entry=True,
        sn_info_inbound_must_exist=True,
    )
    item = ItemFactory(item_tracking_code=code)
    in_stock(item, serial_no="HERE")
    other = purchase_order(item, 1)
    tracked(other.lines.get(), "TWICE")
    order = purchase_order(item, 9)
    for serial in ("HERE", "TWICE"):
        tracked(order.lines.get(), serial)
    tracked(order.lines.get(), lot_no="L1", quantity=2)

    missing = ["Expiration Date missing", "Warranty Date missing"]
    assert marks_of(client, order) == {
        "HERE": ["OK", "In inventory", *missing, "No card"],
        "TWICE": ["OK", f"On {other.no}", *missing, "No card"],
        "L1": ["OK", "Serial No. missing", *missing],
    }


@pytest.mark.rule("ITL-031", "ITL-203")
def test_given_the_icon_is_clicked_then_the_figures_and_what_they_sum_up_are_shown(
    client, seller, wine
):
    entry = in_stock(wine, 10, lot_no="L1")
    other = sales_order(wine, 3)
    tracked(other.lines.get(), lot_no="L1", quantity=3)
    order = sales_order(wine, 9)
    row = rows.add_row(session=page_for(seller, order), by=seller, lot_no="L1", quantity=Decimal(8))

    response = client.get(url_of(order, "tracking_row_figures", row.pk), headers=HTMX)

    figures = response.context["figures"]
    assert (figures.total, figures.requested, figures.pending, figures.available) == (10, 3, 8, -1)
    assert [found.pk for found in figures.entries] == [entry.pk]
    assert other.no in text_of(response)


@pytest.mark.rule("ITL-205")
@pytest.mark.parametrize("headers", [{}, HTMX], ids=["plain", "htmx"])
def test_given_refresh_then_what_changed_is_shown(client, seller, chair, headers):
    in_stock(chair, serial_no="S1")
    order = sales_order(chair, 2)
    client.get(url_of(order))
    in_stock(chair, serial_no="S2")

    response = client.post(url_of(order, "tracking_refresh"), headers=headers, follow=True)

    page = text_of(response)
    assert "Availability was read again" in page
    assert "no warnings" in page
    if headers:
        assert "S2" in page
