from datetime import date

import pytest

from tests.factories import (
    CustomerFactory,
    ItemFactory,
    LocationFactory,
    UserFactory,
    VendorFactory,
    purchase_order,
    setup_series,
    user_with_role,
)
from wms.documents import guards, providers, services
from wms.documents.kinds import DocumentKind, Partner, kinds_of

JAN_5 = date(2026, 1, 5)


@pytest.fixture
def clerk(db):
    return UserFactory(username="clerk")


@pytest.fixture
def lamp(db):
    return ItemFactory(no="LAMP", description="Desk lamp")


@pytest.fixture
def purchaser(client, db):
    user = user_with_role("purchaser", username="purchaser")
    client.force_login(user)
    return user


@pytest.fixture
def new_document(clerk):
    """Makes an open document by the service: ``new_document("sales_order", location=…)``."""
    setup_series()

    def make(kind=DocumentKind.PURCHASE_ORDER, **fields):
        fields = {"order_date": JAN_5, "location": LocationFactory()} | fields
        if kind in kinds_of(Partner.VENDOR):
            fields.setdefault("vendor", VendorFactory())
        if kind in kinds_of(Partner.CUSTOMER):
            fields.setdefault("customer", CustomerFactory())
        if kind == DocumentKind.TRANSFER_ORDER:
            fields.setdefault("transfer_to", LocationFactory(code="WEST"))
            fields.setdefault("in_transit", LocationFactory(code="TRANSIT", use_as_in_transit=True))
        return services.create_document(kind=kind, by=clerk, **fields)

    return make


@pytest.fixture
def line(new_document, clerk, lamp):
    return services.add_line(document=new_document(), by=clerk, item=lamp, quantity=10)


@pytest.fixture
def order(purchaser, lamp):
    setup_series()
    return purchase_order(lamp, 10, no="PO-1")


@pytest.fixture
def guard():
    """A guard that refuses what its two lists hold, and remembers what it was asked."""

    class Guard:
        def __init__(self):
            self.of_change, self.of_deletion, self.asked = [], [], []

        def change_violations(self, change):
            self.asked.append(change)
            return self.of_change

        def deletion_violations(self, lines):
            self.asked.append(list(lines))
            return self.of_deletion

    made = Guard()
    guards.register(made)
    yield made
    guards.unregister(made)


@pytest.fixture
def tracked_rows(monkeypatch):
    """What tracking would tell of each line: set ``tracked_rows[line_id] = Tracked(…)``."""
    figures = {}
    monkeypatch.setattr(providers, "_TRACKING", [lambda ids: figures])
    return figures
