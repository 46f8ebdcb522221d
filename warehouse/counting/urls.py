"""The address of Calculate Inventory."""

from django.urls import path

from warehouse.counting import views

urlpatterns = [
    path(
        "documents/<slug:kind>/<int:pk>/calculate-inventory/",
        views.calculate_inventory,
        name="calculate_inventory",
    )
]
