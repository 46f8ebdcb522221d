from django.urls import path

from warehouse.binsetup.views import bins, contents, patterns, setup, zones

urlpatterns = [
    path("bins/", bins.bins, name="bins"),
    path("bins/new/", bins.bin_card, name="bin_new"),
    path("bins/by-pattern/", patterns.bins_by_pattern, name="bins_by_pattern"),
    path("bins/<int:pk>/", bins.bin_card, name="bin"),
    path("bins/<int:pk>/delete/", bins.bin_delete, name="bin_delete"),
    path("bin-contents/", contents.bin_contents, name="bin_contents"),
    path("bin-contents/new/", contents.bin_content, name="bin_content_new"),
    path("bin-contents/<int:pk>/", contents.bin_content, name="bin_content"),
    path("bin-contents/<int:pk>/delete/", contents.bin_content_delete, name="bin_content_delete"),
    path("zones/", zones.zones, name="zones"),
    path("zones/new/", zones.zone, name="zone_new"),
    path("zones/<int:pk>/", zones.zone, name="zone"),
    path("zones/<int:pk>/delete/", zones.zone_delete, name="zone_delete"),
    path("bin-types/", zones.bin_types, name="bin_types"),
    path("bin-types/new/", zones.bin_type, name="bin_type_new"),
    path("bin-types/<int:pk>/", zones.bin_type, name="bin_type"),
    path("bin-types/<int:pk>/delete/", zones.bin_type_delete, name="bin_type_delete"),
    path("special-equipment/", zones.special_equipments, name="special_equipments"),
    path("special-equipment/new/", zones.special_equipment, name="special_equipment_new"),
    path("special-equipment/<int:pk>/", zones.special_equipment, name="special_equipment"),
    path(
        "special-equipment/<int:pk>/delete/",
        zones.special_equipment_delete,
        name="special_equipment_delete",
    ),
    path("setup/warehouse/", setup.warehouse_setup, name="warehouse_setup"),
]
