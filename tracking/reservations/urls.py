from django.urls import path

from tracking.reservations import views

urlpatterns = [
    path("tracking/lines/<int:line_id>/reservations/", views.reservations, name="reservations"),
    path(
        "tracking/lines/<int:line_id>/reservations/cancel/",
        views.cancel_reservation,
        name="cancel_reservation",
    ),
]
