from django.urls import path

from tracking.groups import views

_ALL = "tracking/dimension-groups/"

urlpatterns = [
    path(_ALL, views.dimension_groups, name="dimension_groups"),
    path(f"{_ALL}new/", views.dimension_group, name="dimension_group_new"),
    path(f"{_ALL}<int:pk>/", views.dimension_group, name="dimension_group"),
    path(f"{_ALL}<int:pk>/delete/", views.dimension_group_delete, name="dimension_group_delete"),
]
