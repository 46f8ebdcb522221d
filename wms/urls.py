"""The addresses of the application."""

from django.contrib import admin
from django.urls import include, path

urlpatterns = [
    path("admin/", admin.site.urls),
    path("", include("wms.core.pages.urls")),
    path("", include("wms.inventory.urls")),
    path("", include("wms.core.urls")),
    path("", include("tracking.tracing.urls")),
]
