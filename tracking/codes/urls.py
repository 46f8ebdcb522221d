from django.urls import include, path

from tracking.codes import views

urlpatterns = [
    path("", include("tracking.simulation.urls")),
    path("tracking/codes/", views.tracking_codes, name="tracking_codes"),
    path("tracking/codes/new/", views.tracking_code, name="tracking_code_new"),
    path(
        "tracking/codes/ready-made/",
        views.tracking_codes_ready_made,
        name="tracking_codes_ready_made",
    ),
    path("tracking/codes/switches/", views.tracking_code_switches, name="tracking_code_switches"),
    path(
        "tracking/codes/<int:pk>/switches/",
        views.tracking_code_switches,
        name="tracking_code_switches",
    ),
    path("tracking/codes/<int:pk>/", views.tracking_code, name="tracking_code"),
    path(
        "tracking/codes/<int:pk>/delete/", views.tracking_code_delete, name="tracking_code_delete"
    ),
]
