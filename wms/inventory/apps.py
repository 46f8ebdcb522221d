from typing import Any

from django.apps import AppConfig
from django.db.models.signals import post_migrate


class InventoryConfig(AppConfig):
    name = "wms.inventory"
    label = "inventory"

    def ready(self) -> None:
        from wms.core import wording
        from wms.inventory.selectors import package_caption

        wording.register(package_caption)
        post_migrate.connect(make_fixed_rows, sender=self)


def make_fixed_rows(sender: Any, using: str, **_: Any) -> None:
    """The blank location and the one row of Inventory Setup always exist."""
    from wms.inventory.models import InventorySetup, Location

    Location.objects.using(using).get_or_create(code="", defaults={"name": "No location"})
    InventorySetup.objects.using(using).get_or_create(pk=1)
