"""The addresses of source documents and posted documents."""

from django.urls import path

from wms.documents.views import documents, lines, posted

urlpatterns = [
    path("documents/<slug:kind>/", documents.documents, name="documents"),
    path("documents/<slug:kind>/new/", documents.new_document, name="new_document"),
    path("documents/<slug:kind>/lookup/<slug:field>/", lines.lookup, name="document_lookup"),
    path("documents/<slug:kind>/<int:pk>/", documents.document, name="document"),
    path(
        "documents/<slug:kind>/<int:pk>/release/",
        documents.release_document,
        name="release_document",
    ),
    path(
        "documents/<slug:kind>/<int:pk>/reopen/", documents.reopen_document, name="reopen_document"
    ),
    path(
        "documents/<slug:kind>/<int:pk>/delete/", documents.delete_document, name="delete_document"
    ),
    path("documents/<slug:kind>/<int:pk>/lines/", lines.document_lines, name="document_lines"),
    path(
        "documents/<slug:kind>/<int:pk>/lines/<int:line_id>/",
        lines.document_line,
        name="document_line",
    ),
    path(
        "documents/<slug:kind>/<int:pk>/lines/<int:line_id>/delete/",
        lines.delete_document_line,
        name="delete_document_line",
    ),
    path("posted/<slug:kind>/", posted.posted_documents, name="posted_documents"),
    path("posted/<slug:kind>/<int:pk>/", posted.posted_document, name="posted_document"),
    path(
        "posted/<slug:kind>/<int:pk>/lines/<int:line_id>/", posted.posted_line, name="posted_line"
    ),
]
