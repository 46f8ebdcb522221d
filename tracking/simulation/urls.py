from django.urls import path

from tracking.simulation import views

urlpatterns = [
    path(
        "tracking/codes/<int:pk>/simulation/",
        views.tracking_code_simulation,
        name="tracking_code_simulation",
    ),
]
