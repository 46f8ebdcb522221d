from typing import Any

from django.apps import AppConfig
from django.db.models.signals import post_migrate

# WHS-017
READY_MADE_TYPES = (
    ("RECEIVE", "Goods that have come in", ("receive",)),
    ("SHIP", "Goods ready to go", ("ship",)),
    ("PUT AWAY", "Filled by put-aways only", ("put_away",)),
    ("PICK", "Emptied by picks only", ("pick",)),
    ("PUTPICK", "Filled by put-aways, emptied by picks", ("put_away", "pick")),
    ("QC", "Filled and emptied by movements", ()),
)


class WarehouseConfig(AppConfig):
    name = "warehouse"

    def ready(self) -> None:
        from tracking import availability, inuse, locks, openers
        from tracking.posting import followers
        from tracking.reservations.services import register_allocated
        from warehouse.allocated import on_picks
        from warehouse.capture.inuse import numbers_on_activities
        from warehouse.counting.selectors import stock_of
        from warehouse.documents import steps, tracking
        from warehouse.guards import ActivityGuard
        from warehouse.lineguards import BinGuard
        from warehouse.locks import picked_for_shipment, worked_on
        from warehouse.packing.guards import PackingGuard, packed_on
        from warehouse.packing.lists import posted_actions_of
        from warehouse.packing.undoing import PackingUndoFollower
        from warehouse.posting import BinFollower
        from warehouse.selectors.bin_contents import in_bin_of
        from warehouse.undoing import UndoFollower
        from wms.documents import guards, offers, providers

        availability.register_bin_contents(in_bin_of)
        followers.register(BinFollower())
        followers.register(UndoFollower())
        followers.register(PackingUndoFollower())
        guards.register(ActivityGuard())
        guards.register(BinGuard())
        guards.register(PackingGuard())
        inuse.register(numbers_on_activities)
        locks.register(worked_on)
        locks.register(picked_for_shipment)
        locks.register(packed_on)
        register_allocated(on_picks)
        providers.register_stock(stock_of)
        openers.register(opener_of=tracking.opener_of, may_change=tracking.may_change)
        offers.register(steps.steps_of)
        offers.register_posted(steps.posted_actions_of)
        offers.register_posted(posted_actions_of)
        post_migrate.connect(make_setup, sender=self)


def make_setup(sender: Any, using: str, **_: Any) -> None:
    """The one row of Warehouse Setup always exists, and there are always bin types to begin with."""
    from warehouse.models import BinType, WarehouseSetup

    WarehouseSetup.objects.using(using).get_or_create(pk=1)
    if not BinType.objects.using(using).exists():
        BinType.objects.using(using).bulk_create(
            BinType(code=code, description=description, **dict.fromkeys(abilities, True))
            for code, description, abilities in READY_MADE_TYPES
        )
