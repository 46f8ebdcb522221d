from django.urls import path

from wms.core.seriessetup import views

urlpatterns = [
    path("number-series/", views.number_series_list, name="number_series_list"),
    path("number-series/new/", views.number_series, name="number_series_new"),
    path("number-series/<int:pk>/", views.number_series, name="number_series"),
    path("number-series/<int:pk>/delete/", views.number_series_delete, name="number_series_delete"),
    path(
        "number-series/<int:pk>/related/", views.number_series_related, name="number_series_related"
    ),
    path("number-series/<int:pk>/lines/", views.number_series_lines, name="number_series_lines"),
]
