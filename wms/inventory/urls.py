from django.urls import path

from wms.inventory.views import items, locations, partners

urlpatterns = [
    path("items/", items.items, name="items"),
    path("items/new/", items.item, name="item_new"),
    path("items/<int:pk>/", items.item, name="item"),
    path("items/<int:pk>/delete/", items.item_delete, name="item_delete"),
    path("items/<int:pk>/units/", items.item_units, name="item_units"),
    path("items/<int:pk>/variants/", items.item_variants, name="item_variants"),
    path("units/", items.units, name="units"),
    path("units/new/", items.unit, name="unit_new"),
    path("units/<int:pk>/", items.unit, name="unit"),
    path("units/<int:pk>/delete/", items.unit_delete, name="unit_delete"),
    path("locations/", locations.locations, name="locations"),
    path("locations/new/", locations.location, name="location_new"),
    path("locations/<int:pk>/", locations.location, name="location"),
    path("locations/<int:pk>/delete/", locations.location_delete, name="location_delete"),
    path("vendors/", partners.vendors, name="vendors"),
    path("vendors/new/", partners.vendor, name="vendor_new"),
    path("vendors/<int:pk>/", partners.vendor, name="vendor"),
    path("vendors/<int:pk>/delete/", partners.vendor_delete, name="vendor_delete"),
    path("customers/", partners.customers, name="customers"),
    path("customers/new/", partners.customer, name="customer_new"),
    path("customers/<int:pk>/", partners.customer, name="customer"),
    path("customers/<int:pk>/delete/", partners.customer_delete, name="customer_delete"),
    path("setup/inventory/", partners.inventory_setup, name="inventory_setup"),
]
