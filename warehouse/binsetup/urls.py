from django.urls import path

from warehouse.binsetup import views

urlpatterns = [
    path("bins/", views.bins, name="bins"),
    path("bins/new/", views.bin_card, name="bin_new"),
    path("bins/by-pattern/", views.bins_by_pattern, name="bins_by_pattern"),
    path("bins/<int:pk>/", views.bin_card, name="bin"),
    path("bins/<int:pk>/delete/", views.bin_delete, name="bin_delete"),
    path("setup/warehouse/", views.warehouse_setup, name="warehouse_setup"),
]
