from django.urls import path

from tracking.quotes import views

urlpatterns = [
    path("documents/<slug:kind>/<int:pk>/make-order/", views.make_order, name="make_order"),
]
