"""Item Tracking Lines of a source line, opened from the line of a receipt or shipment (ITL-020, WHS-058)."""

from django.contrib.auth.models import AbstractBaseUser, User

from tracking.openers import Opener
from warehouse.models import WarehouseDocumentLine
from warehouse.policies.employees import locations_of
from wms.documents.models import DocumentLine


def opener_of(key: int, line: DocumentLine, user: AbstractBaseUser) -> Opener | None:
    """The line of the warehouse document, if it stands for this source line and the user works there."""
    found = WarehouseDocumentLine.objects.filter(
        pk=key,
        source_line=line.pk,
        document__location__in=locations_of(user),  # type: ignore[arg-type]
    )
    one = found.select_related("document").first()
    if one is None:
        return None
    document = one.document
    return Opener(one.qty_to_handle, document.get_absolute_url(), str(document))


def may_change(user: User, line: DocumentLine) -> bool:
    """Who fills and posts a warehouse document states the numbers of what he receives or ships (WHS-190)."""
    if not user.has_perm("warehouse.work_warehousedocument"):
        return False
    mine = WarehouseDocumentLine.objects.filter(document__location__in=locations_of(user))
    return mine.filter(source_line=line.pk).exists()
