"""What lies in the bin of a document line, for its Item Tracking Lines page (ITL-200)."""

from django.db.models import QuerySet

from warehouse.models import WarehouseEntry
from wms.documents.models import DocumentLine


def in_bin_of(line: DocumentLine) -> QuerySet[WarehouseEntry] | None:
    """The warehouse entries of the line's item and variant in its bin; None where it has no bin."""
    if line.bin_id is None:
        return None
    return WarehouseEntry.objects.filter(
        bin=line.bin_id, item=line.item_id, variant=line.variant_id
    )
