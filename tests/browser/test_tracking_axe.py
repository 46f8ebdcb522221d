"""Axe finds nothing on the Item Tracking Lines page, its states and its dialogs."""

from datetime import date

import pytest
from django.urls import reverse

from tests.browser import axe
from tests.factories import (
    ItemFactory,
    lot_code,
    purchase_order,
    reclassification,
    sales_order,
    tracked,
)
from tests.tracking.stock import in_stock
from tracking.models import RejectedInput
from tracking.services import rows, sessions

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
LOOKS = [(1440, "light"), (1440, "dark"), (390, "light")]


@pytest.fixture
def wine(db):
    code = lot_code(use_expiration_dates=True, strict_expiration_posting=True)
    wine = ItemFactory(no="WINE", description="House wine", item_tracking_code=code)
    in_stock(wine, 5, lot_no="L1", expiration_date=date(2020, 1, 1))
    in_stock(wine, 5, lot_no="L2", expiration_date=date(2030, 1, 1))
    return wine


def url_of(document, name="tracking_lines", *args):
    return reverse(name, args=[document.lines.get().pk, *args])


def test_the_page_and_its_rows(signed_in_page, wine, django_user_model):
    order = sales_order(wine, 20)
    for lot_no, quantity in (("L1", 6), ("L2", 2)):
        tracked(order.lines.get(), lot_no=lot_no, quantity=quantity)
    user = django_user_model.objects.get(username="clerk")
    session = sessions.open_page(order.lines.get(), user)
    rows.add_row(session=session, by=user, lot_no="L9")
    RejectedInput.objects.create(
        session=session, row=2, column="Lot No.", value="X", code="dup", reason="It is there."
    )
    new = purchase_order(wine, 3)
    renamed = reclassification(wine, 3)
    tracked(renamed.lines.get(), lot_no="L2", new_lot_no="N2", quantity=3)
    signed_in_page.goto("/")

    found = [
        fault
        for document in (order, new, renamed)
        for width, theme in LOOKS
        for fault in axe.faults(signed_in_page, url_of(document), width=width, theme=theme)
    ]

    assert found == []


def test_its_steps_as_pages_and_as_dialogs(signed_in_page, wine):
    order = sales_order(wine, 20)
    tracked(order.lines.get(), lot_no="L1", quantity=6)
    signed_in_page.goto(url_of(order))
    row = order.lines.get().tracking_sessions.get().rows.get()
    steps = [
        url_of(order, "tracking_create", "customized"),
        url_of(order, "tracking_upload"),
        url_of(order, "tracking_paste"),
        url_of(order, "tracking_select"),
        url_of(order, "tracking_row", row.pk),
        url_of(order, "tracking_row_figures", row.pk),
        url_of(order, "tracking_lookup", row.pk, "lot"),
    ]

    found = [fault for url in steps for fault in axe.faults(signed_in_page, url)]
    for name in ("Select Entries", "Create Customized SN", "Upload"):

        def opened(tab, name=name):
            tab.get_by_role("link", name=name).click()
            tab.get_by_role("dialog", name=name).wait_for()

        for width, theme in LOOKS:
            found += axe.faults(
                signed_in_page, url_of(order), width=width, theme=theme, first=opened
            )

    assert found == []
