"""The first step of bins, and the series of warehouse documents."""

from django.db.models import Exists, OuterRef

from warehouse.binsetup.services import save_warehouse_setup
from warehouse.models import Bin, WarehouseSetup, Zone
from wms.core.firststeps import Step, Way, register
from wms.core.seriessetup.readymade import Numbers, SeriesOffer, offer
from wms.inventory.models import Location

offer(
    SeriesOffer(
        setup=WarehouseSetup,
        save=lambda setup: save_warehouse_setup(setup=setup, require={}),
        series={
            "inventory_pick_nos": Numbers("INVPICK", "Inventory picks", "IP10001", "IP99999"),
            "posted_inventory_pick_nos": Numbers(
                "PINVPICK", "Posted inventory picks", "PP10001", "PP99999"
            ),
            "container_nos": Numbers("CONTAINER", "Containers", "CTN10001", "CTN99999"),
            "whse_receipt_nos": Numbers("WHSERCPT", "Warehouse receipts", "WR10001", "WR99999"),
            "posted_whse_receipt_nos": Numbers(
                "PWHSERCPT", "Posted warehouse receipts", "PWR10001", "PWR99999"
            ),
            "whse_shipment_nos": Numbers("WHSESHPT", "Warehouse shipments", "WS10001", "WS99999"),
            "posted_whse_shipment_nos": Numbers(
                "PWHSESHPT", "Posted warehouse shipments", "PWS10001", "PWS99999"
            ),
            "whse_pick_nos": Numbers("WHSEPICK", "Warehouse picks", "WP10001", "WP99999"),
            "registered_whse_pick_nos": Numbers(
                "RWHSEPICK", "Registered warehouse picks", "RWP10001", "RWP99999"
            ),
            "warehouse_journal_nos": Numbers("WHSEJNL", "Warehouse journals", "WJ10001", "WJ99999"),
        },
    )
)


def _bins_are_there() -> bool:
    with_bins = Location.objects.filter(bin_mandatory=True)
    if not with_bins.exists():
        return Bin.objects.exists()
    return not with_bins.exclude(Exists(Bin.objects.filter(location=OuterRef("pk")))).exists()


def _zones_are_there() -> bool:
    directed = Location.objects.filter(directed_put_away_and_pick=True)
    if not directed.exists():
        return Zone.objects.exists()
    return not directed.exclude(Exists(Zone.objects.filter(location=OuterRef("pk")))).exists()


register(
    Step(
        caption="Zones",
        why="Only where Directed Put-away and Pick is on: the areas that bins lie in, and the bin type that "
        "says what bins there are for.",
        is_done=_zones_are_there,
        ways=(Way(caption="New zone", url_name="zone_new", permission="warehouse.add_zone"),),
        list_url="zones",
        permission="warehouse.view_zone",
        order=45,
        is_needed=False,
    )
)
register(
    Step(
        caption="Bins",
        why="The places inside a location where Bin Mandatory is on: many at once by a pattern.",
        is_done=_bins_are_there,
        ways=(
            Way(
                caption="Bins by pattern",
                url_name="bins_by_pattern",
                permission="warehouse.add_bin",
            ),
        ),
        list_url="bins",
        permission="warehouse.view_bin",
        order=50,
        is_needed=False,
    )
)
