"""The addresses of the packing station."""

from django.urls import path

from warehouse.packing.views import bench, containers, orders

_ORDER = "warehouse/packing/<int:location_id>/<int:pk>/"
_CONTAINER = "warehouse/containers/<int:pk>/"

urlpatterns = [
    path("warehouse/packing/", orders.documents_to_pack, name="documents_to_pack"),
    path("warehouse/pack/<slug:kind>/<int:pk>/", orders.pack_document, name="pack_document"),
    path(_ORDER, orders.pack_order, name="pack_order"),
    path(f"{_ORDER}open/", orders.open_container, name="open_container"),
    path(f"{_ORDER}ship/", orders.ship_order, name="ship_order"),
    path("warehouse/containers/", containers.containers, name="containers"),
    path(_CONTAINER, containers.container, name="container"),
    path(f"{_CONTAINER}close/", containers.close_container, name="close_container"),
    path(f"{_CONTAINER}reopen/", containers.reopen_container, name="reopen_container"),
    path(f"{_CONTAINER}cancel/", containers.cancel_container, name="cancel_container"),
    path(f"{_CONTAINER}ship/", containers.ship_container, name="ship_container"),
    path(f"{_CONTAINER}scan/", bench.container_scan, name="container_scan"),
    path(f"{_CONTAINER}pack/", bench.pack_by_form, name="pack_by_form"),
]
