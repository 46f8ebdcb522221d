"""The addresses of the application."""

from django.contrib import admin
from django.urls import include, path

urlpatterns = [
    path("admin/", admin.site.urls),
    path("", include("wms.core.pages.urls")),
    path("", include("wms.core.seriessetup.urls")),
    path("", include("wms.core.setupchecks.urls")),
    path("", include("wms.inventory.urls")),
    path("", include("tracking.codes.urls")),
    path("", include("tracking.groups.urls")),
    path("", include("tracking.numbers.urls")),
    path("", include("wms.core.urls")),
    path("", include("wms.documents.urls")),
    path("", include("wms.ledger.urls")),
    path("", include("warehouse.urls")),
    path("", include("warehouse.counting.urls")),
    path("", include("warehouse.search.urls")),
    path("", include("tracking.urls")),
    path("", include("tracking.tracing.urls")),
    path("", include("warehouse.binsetup.urls")),
]
