from django.urls import path

from tracking.fetching import views

urlpatterns = [
    path("documents/<slug:kind>/<int:pk>/get-lines/", views.fetch_lines, name="fetch_lines"),
    path(
        "documents/<slug:kind>/<int:pk>/reverse-lines/", views.reverse_lines, name="reverse_lines"
    ),
]
