"""Loading the demo company, all of it or nothing."""

from datetime import date

from django.contrib.auth.models import User
from django.db import transaction

from warehouse.demo import files, records, story
from wms.documents.models import Document
from wms.inventory.models import Item, Vendor

DEMO_PASSWORD = "demo-warehouse"  # noqa: S105 (printed by ./run demo, for demo data only)


def is_empty() -> bool:
    """Whether nobody has set up a company here yet."""
    return not (Item.objects.exists() or Document.objects.exists() or Vendor.objects.exists())


def is_loaded() -> bool:
    """Whether the demo company is what stands here."""
    demo_items = {row["no"] for row in files.table("items")}
    return demo_items <= set(Item.objects.values_list("no", flat=True))


@transaction.atomic
def load(*, today: date, password: str) -> None:
    """Set up the company and let its story happen, ending ``today``.

    Raises Refused when a rule turns something down; then nothing is loaded.
    """
    records.load_records(today=today, password=password)
    story.tell(today=today)


def set_passwords(password: str) -> None:
    """Bring the demo users' password in step with what is printed."""
    names = [row["username"] for row in files.table("users")]
    for user in User.objects.filter(username__in=names):
        if not user.check_password(password):
            user.set_password(password)
            user.save(update_fields=["password"])
