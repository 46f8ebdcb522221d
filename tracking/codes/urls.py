from django.urls import path

from tracking.codes import numbers, views

urlpatterns = [
    path("tracking/codes/", views.tracking_codes, name="tracking_codes"),
    path("tracking/codes/new/", views.tracking_code, name="tracking_code_new"),
    path("tracking/codes/switches/", views.tracking_code_switches, name="tracking_code_switches"),
    path("tracking/codes/<int:pk>/", views.tracking_code, name="tracking_code"),
    path(
        "tracking/codes/<int:pk>/delete/", views.tracking_code_delete, name="tracking_code_delete"
    ),
    path("tracking/numbers/", numbers.number_cards, name="number_cards"),
    path("tracking/numbers/new/", numbers.number_card, name="number_card_new"),
    path("tracking/numbers/<int:pk>/", numbers.number_card, name="number_card"),
    path(
        "tracking/numbers/<int:pk>/delete/", numbers.number_card_delete, name="number_card_delete"
    ),
]
