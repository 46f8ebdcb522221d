from typing import Any

from django.apps import AppConfig
from django.db.backends.signals import connection_created
from django.db.models.signals import post_migrate


class LedgerConfig(AppConfig):
    name = "wms.ledger"
    label = "ledger"

    def ready(self) -> None:
        from wms.documents import providers
        from wms.ledger.attempts import watch
        from wms.ledger.seals import give_functions
        from wms.ledger.selectors import facts_of_entry

        providers.register_entries(facts_of_entry)
        post_migrate.connect(make_counter, sender=self)
        connection_created.connect(give_functions, dispatch_uid="ledger-seals")
        connection_created.connect(watch, dispatch_uid="ledger-attempts")


def make_counter(sender: Any, using: str, **_: Any) -> None:
    """The counter of entry numbers always exists."""
    from wms.ledger.models import LedgerCounter

    LedgerCounter.objects.using(using).get_or_create(pk=1)
