from django.urls import path

from tracking.numbers import views

urlpatterns = [
    path("tracking/numbers/", views.number_cards, name="number_cards"),
    path("tracking/numbers/new/", views.number_card, name="number_card_new"),
    path("tracking/numbers/<int:pk>/", views.number_card, name="number_card"),
    path("tracking/numbers/<int:pk>/delete/", views.number_card_delete, name="number_card_delete"),
]
