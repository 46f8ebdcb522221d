"""The addresses of tracking."""

from django.urls import path

from tracking.binding.urls import urlpatterns as binding_patterns
from tracking.fetching.urls import urlpatterns as fetching_patterns
from tracking.quotes.urls import urlpatterns as quote_patterns
from tracking.reservations.urls import urlpatterns as reservation_patterns
from tracking.transfers.urls import urlpatterns as transfer_patterns
from tracking.undoing.urls import urlpatterns as undo_patterns
from tracking.views import (
    line_actions,
    line_numbers,
    lines,
    lists,
    posting,
    scans,
    several,
    to_handle,
)

urlpatterns = [
    path(
        "documents/<slug:kind>/<int:pk>/update-tracking/",
        line_numbers.update_tracking_lines,
        name="update_tracking_lines",
    ),
    *binding_patterns,
    *fetching_patterns,
    *quote_patterns,
    *reservation_patterns,
    *transfer_patterns,
    *undo_patterns,
    path("documents/<slug:kind>/post-several/", several.post_several, name="post_several"),
    path("documents/<slug:kind>/<int:pk>/post/", posting.post, name="post_document"),
    path("documents/<slug:kind>/<int:pk>/preview/", posting.preview, name="preview_posting"),
    path("tracking/lines/<int:line_id>/", lines.tracking_lines, name="tracking_lines"),
    path("tracking/lines/<int:line_id>/rows/", lines.tracking_rows, name="tracking_rows"),
    path(
        "tracking/lines/<int:line_id>/rows/<int:row_id>/", lines.tracking_row, name="tracking_row"
    ),
    path(
        "tracking/lines/<int:line_id>/rows/<int:row_id>/figures/",
        lines.tracking_row_figures,
        name="tracking_row_figures",
    ),
    path(
        "tracking/lines/<int:line_id>/rows/<int:row_id>/lookup/<slug:kind>/",
        lines.tracking_lookup,
        name="tracking_lookup",
    ),
    path(
        "tracking/lines/<int:line_id>/delete/",
        lines.tracking_delete_rows,
        name="tracking_delete_rows",
    ),
    path(
        "tracking/lines/<int:line_id>/create/<slug:how>/",
        line_actions.tracking_create,
        name="tracking_create",
    ),
    path(
        "tracking/lines/<int:line_id>/assign/<slug:kind>/",
        line_actions.tracking_assign,
        name="tracking_assign",
    ),
    path(
        "tracking/lines/<int:line_id>/select/",
        line_actions.tracking_select,
        name="tracking_select",
    ),
    path(
        "tracking/lines/<int:line_id>/select/<int:figure_id>/",
        line_actions.tracking_select_entry,
        name="tracking_select_entry",
    ),
    path(
        "tracking/lines/<int:line_id>/upload/",
        lists.tracking_upload,
        name="tracking_upload",
    ),
    path(
        "tracking/lines/<int:line_id>/template/",
        lists.tracking_template,
        name="tracking_template",
    ),
    path("tracking/lines/<int:line_id>/paste/", lists.tracking_paste, name="tracking_paste"),
    path(
        "tracking/lines/<int:line_id>/rejected/",
        lists.tracking_rejected,
        name="tracking_rejected",
    ),
    path("tracking/lines/<int:line_id>/report/", lists.tracking_report, name="tracking_report"),
    path(
        "tracking/lines/<int:line_id>/rejected/<int:rejected_id>/",
        lists.tracking_take_rejected,
        name="tracking_take_rejected",
    ),
    path("tracking/lines/<int:line_id>/scan/", scans.tracking_scan, name="tracking_scan"),
    path(
        "tracking/lines/<int:line_id>/scan/undo/",
        scans.tracking_undo_scan,
        name="tracking_undo_scan",
    ),
    path(
        "tracking/lines/<int:line_id>/refresh/",
        line_actions.tracking_refresh,
        name="tracking_refresh",
    ),
    path(
        "tracking/lines/<int:line_id>/match/",
        to_handle.tracking_match,
        name="tracking_match",
    ),
    path("tracking/lines/<int:line_id>/close/", line_actions.tracking_close, name="tracking_close"),
    path(
        "tracking/lines/<int:line_id>/apply/",
        line_actions.tracking_apply_anew,
        name="tracking_apply_anew",
    ),
]
