"""Check setup: Inventory Setup."""

from collections.abc import Iterator
from datetime import date

from django.db.models import F
from django.urls import reverse

from wms.core.setupchecks import Finding, setup_check
from wms.inventory.models import InventorySetup

COMPANY = "Company"


@setup_check(
    "CHECK-701", COMPANY, "Something can be posted: the first allowed day is not after the last"
)
def posting_dates(on: date) -> Iterator[Finding]:
    for setup in InventorySetup.objects.filter(allow_posting_to__lt=F("allow_posting_from")):
        yield Finding(
            "Inventory Setup",
            f"Allow Posting To {setup.allow_posting_to} is before Allow Posting From "
            f"{setup.allow_posting_from}.",
            "Exchange them, or clear one.",
            reverse("inventory_setup"),
        )
