"""What is read from the set-up of the company."""

from wms.inventory.models import InventorySetup


def package_caption() -> str:
    """The company's own word for a package; "" where it has none (SET-034)."""
    return InventorySetup.objects.values_list("package_caption", flat=True).first() or ""
