from typing import Any

from django.apps import AppConfig
from django.db.models.signals import post_migrate


class LedgerConfig(AppConfig):
    name = "wms.ledger"
    label = "ledger"

    def ready(self) -> None:
        post_migrate.connect(make_counter, sender=self)


def make_counter(sender: Any, using: str, **_: Any) -> None:
    """The counter of entry numbers always exists."""
    from wms.ledger.models import LedgerCounter

    LedgerCounter.objects.using(using).get_or_create(pk=1)
