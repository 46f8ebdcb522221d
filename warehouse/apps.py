from typing import Any

from django.apps import AppConfig
from django.db.models.signals import post_migrate


class WarehouseConfig(AppConfig):
    name = "warehouse"

    def ready(self) -> None:
        from tracking import availability, locks
        from tracking.posting import followers
        from warehouse.guards import ActivityGuard
        from warehouse.locks import worked_on
        from warehouse.posting import BinFollower
        from warehouse.selectors.bin_contents import in_bin_of
        from wms.documents import guards

        availability.register_bin_contents(in_bin_of)
        followers.register(BinFollower())
        guards.register(ActivityGuard())
        locks.register(worked_on)
        post_migrate.connect(make_setup, sender=self)


def make_setup(sender: Any, using: str, **_: Any) -> None:
    """The one row of Warehouse Setup always exists."""
    from warehouse.models import WarehouseSetup

    WarehouseSetup.objects.using(using).get_or_create(pk=1)
