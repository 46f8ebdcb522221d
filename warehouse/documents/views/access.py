"""The warehouse document that a view is about, and whether the user works there."""

from django.shortcuts import get_object_or_404

from warehouse.documentkinds import WarehouseDocumentKind
from warehouse.documents.selectors import lines_of
from warehouse.models import WarehouseDocument, WarehouseDocumentLine
from warehouse.views.access import refuse_elsewhere
from wms.core.pages.requests import PageRequest

VIEW = "warehouse.view_warehousedocument"
ADD = "warehouse.add_warehousedocument"
WORK = "warehouse.work_warehousedocument"
DELETE = "warehouse.delete_warehousedocument"


def document_of(request: PageRequest, kind: WarehouseDocumentKind, pk: int) -> WarehouseDocument:
    found = WarehouseDocument.objects.select_related("location", "created_by")
    document = get_object_or_404(found, kind=kind, pk=pk)
    refuse_elsewhere(request, document.location)
    return document


def still_there(
    request: PageRequest, kind: WarehouseDocumentKind, pk: int
) -> WarehouseDocument | None:
    if not WarehouseDocument.objects.filter(kind=kind, pk=pk).exists():
        return None
    return document_of(request, kind, pk)


def line_of(document: WarehouseDocument, line_id: int) -> WarehouseDocumentLine:
    line = get_object_or_404(lines_of(document), pk=line_id)
    line.document = document
    return line
