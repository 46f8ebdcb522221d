"""The addresses of the search box and of the pages of numbers."""

from django.urls import path

from warehouse.search import views

urlpatterns = [
    path("search/", views.search, name="search"),
    path("numbers/<slug:kind>/<int:item_id>/", views.number, name="number"),
]
