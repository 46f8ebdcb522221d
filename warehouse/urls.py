"""The addresses of warehouse activities, posted activities and bin contents."""

from django.urls import path, register_converter

from warehouse.capture import views as capturing
from warehouse.converters import ActivityKindConverter
from warehouse.documents import urls as documents
from warehouse.journal import urls as journal
from warehouse.packing import urls as packing
from warehouse.views import activities, creation, lines, posted, scanning

register_converter(ActivityKindConverter, "activity_kind")

_ACTIVITY = "warehouse/<activity_kind:kind>/<int:pk>/"
_LINE = f"{_ACTIVITY}lines/<int:line_id>/"

urlpatterns = [
    *packing.urlpatterns,
    *documents.urlpatterns,
    *journal.urlpatterns,
    path("warehouse/to-pick/", creation.documents_to_pick, name="documents_to_pick"),
    path(
        "warehouse/to-pick/<slug:kind>/<int:pk>/",
        creation.create_inventory_pick,
        name="create_inventory_pick",
    ),
    path("warehouse/numbers-by-bin/", posted.numbers_by_bin, name="numbers_by_bin"),
    path(
        "warehouse/posted/<activity_kind:kind>/", posted.posted_activities, name="posted_activities"
    ),
    path(
        "warehouse/posted/<activity_kind:kind>/<int:pk>/",
        posted.posted_activity,
        name="posted_activity",
    ),
    path("warehouse/<activity_kind:kind>/", activities.activities, name="activities"),
    path(_ACTIVITY, activities.activity, name="activity"),
    path(f"{_ACTIVITY}fill/", activities.fill_activity, name="fill_activity"),
    path(f"{_ACTIVITY}reset/", activities.reset_activity, name="reset_activity"),
    path(f"{_ACTIVITY}post/", activities.post_activity, name="post_activity"),
    path(f"{_ACTIVITY}preview/", activities.preview_activity, name="preview_activity"),
    path(f"{_ACTIVITY}delete/", activities.delete_activity, name="delete_activity"),
    path(f"{_ACTIVITY}scan/", scanning.activity_scan, name="activity_scan"),
    path(_LINE, lines.activity_line, name="activity_line"),
    path(f"{_LINE}numbers/", lines.line_numbers, name="activity_line_numbers"),
    path(f"{_LINE}serials/", capturing.add_serials, name="add_line_serials"),
    path(f"{_LINE}serials/take-off/", capturing.remove_serial, name="remove_line_serial"),
    path(f"{_LINE}assign/", capturing.assign_numbers, name="assign_line_numbers"),
    path(f"{_LINE}split/", lines.split_line, name="split_activity_line"),
    path(f"{_LINE}delete/", lines.delete_line, name="delete_activity_line"),
    path(f"{_ACTIVITY}tracking/", posted.not_from_here, {"page": "tracking"}),
    path(f"{_ACTIVITY}reservation/", posted.not_from_here, {"page": "reservation"}),
    path(f"{_LINE}tracking/", posted.not_from_here, {"page": "tracking"}),
    path(f"{_LINE}reservation/", posted.not_from_here, {"page": "reservation"}),
]
