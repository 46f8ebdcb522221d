"""The addresses of warehouse receipts and shipments."""

from django.urls import path, register_converter

from warehouse.converters import WarehouseDocumentKindConverter
from warehouse.documentkinds import WarehouseDocumentKind
from warehouse.documents.views import creation, documents, lines

register_converter(WarehouseDocumentKindConverter, "whse_kind")

_ALL = "warehouse/<whse_kind:kind>/"
_ONE = f"{_ALL}<int:pk>/"
_LINE = f"{_ONE}lines/<int:line_id>/"

urlpatterns = [
    path(
        "warehouse/receive/<slug:kind>/<int:pk>/",
        creation.create_from_source,
        {"whse_kind": WarehouseDocumentKind.RECEIPT},
        name="create_warehouse_receipt",
    ),
    path(
        "warehouse/ship/<slug:kind>/<int:pk>/",
        creation.create_from_source,
        {"whse_kind": WarehouseDocumentKind.SHIPMENT},
        name="create_warehouse_shipment",
    ),
    path(_ALL, documents.warehouse_documents, name="warehouse_documents"),
    path(f"{_ALL}new/", creation.new_warehouse_document, name="new_warehouse_document"),
    path(_ONE, documents.warehouse_document, name="warehouse_document"),
    path(f"{_ONE}sources/", creation.add_warehouse_sources, name="add_warehouse_sources"),
    path(f"{_ONE}fill/", documents.fill_warehouse_document, name="fill_warehouse_document"),
    path(f"{_ONE}empty/", documents.empty_warehouse_document, name="empty_warehouse_document"),
    path(
        f"{_ONE}release/", documents.release_warehouse_document, name="release_warehouse_document"
    ),
    path(f"{_ONE}reopen/", documents.reopen_warehouse_document, name="reopen_warehouse_document"),
    path(f"{_ONE}picks/", documents.create_picks_of, name="create_picks_of"),
    path(f"{_ONE}post/", documents.post_document, name="post_warehouse_document"),
    path(f"{_ONE}delete/", documents.delete_warehouse_document, name="delete_warehouse_document"),
    path(_LINE, lines.warehouse_document_line, name="warehouse_document_line"),
    path(
        f"{_LINE}delete/",
        lines.delete_warehouse_document_line,
        name="delete_warehouse_document_line",
    ),
    path(
        "warehouse/posted/<whse_kind:kind>/",
        documents.posted_warehouse_documents,
        name="posted_warehouse_documents",
    ),
    path(
        "warehouse/posted/<whse_kind:kind>/<int:pk>/",
        documents.posted_warehouse_document,
        name="posted_warehouse_document",
    ),
]
