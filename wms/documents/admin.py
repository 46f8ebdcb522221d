"""Documents are worked on their own pages; here they are only read."""

from django.contrib import admin

from wms.core.adminpages import ReadOnlyAdmin
from wms.documents.models import Document, DocumentLine, PostedDocument, PostedDocumentLine


@admin.register(Document)
class DocumentAdmin(ReadOnlyAdmin):
    list_display = ["no", "kind", "status", "vendor", "customer", "order_date"]
    list_filter = ["kind", "status"]
    list_select_related = ["vendor", "customer"]
    search_fields = ["no", "description"]
    ordering = ["-pk"]


@admin.register(DocumentLine)
class DocumentLineAdmin(ReadOnlyAdmin):
    list_display = ["document", "line_no", "item", "location", "quantity", "qty_handled"]
    list_select_related = ["document", "item", "location"]
    search_fields = ["document__no", "item__no"]
    ordering = ["-pk"]


@admin.register(PostedDocument)
class PostedDocumentAdmin(ReadOnlyAdmin):
    list_display = ["no", "kind", "vendor", "customer", "posting_date", "posted_by"]
    list_filter = ["kind"]
    list_select_related = ["vendor", "customer", "posted_by"]
    search_fields = ["no"]
    ordering = ["-pk"]


@admin.register(PostedDocumentLine)
class PostedDocumentLineAdmin(ReadOnlyAdmin):
    list_display = ["document", "line_no", "item", "location", "quantity"]
    list_select_related = ["document", "item", "location"]
    search_fields = ["document__no", "item__no"]
    ordering = ["-pk"]
