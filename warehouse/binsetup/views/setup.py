"""Warehouse Setup."""

from django.http import HttpResponseBase

from warehouse.binsetup import services
from warehouse.binsetup.forms import WarehouseSetupForm
from warehouse.models import WarehouseSetup
from wms.core.pages.cards import Group, RecordCard, Tab, card_view
from wms.core.pages.requests import PageRequest
from wms.inventory.policies.locations import REQUIRE

WAREHOUSE_SETUP = RecordCard(
    model=WarehouseSetup,
    form=WarehouseSetupForm,
    noun="Warehouse setup",
    tabs=(
        Tab(
            "Lines without location",
            groups=(Group("Documents that move their goods", REQUIRE),),
        ),
        Tab(
            "Numbering",
            (
                "inventory_pick_nos",
                "posted_inventory_pick_nos",
                "whse_receipt_nos",
                "posted_whse_receipt_nos",
                "whse_shipment_nos",
                "posted_whse_shipment_nos",
                "whse_pick_nos",
                "registered_whse_pick_nos",
                "container_nos",
                "warehouse_journal_nos",
            ),
        ),
    ),
    list_url="",
    url="warehouse_setup",
    new_url="",
    delete_url="",
    save=lambda setup, request: services.save_warehouse_setup(
        setup=setup, require={name: name in request.POST for name in REQUIRE}
    ),
    delete=lambda setup, request: None,
    is_single=True,
)


def warehouse_setup(request: PageRequest) -> HttpResponseBase:
    return card_view(request, WAREHOUSE_SETUP, 1)
