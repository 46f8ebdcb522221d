from django.urls import path

from tracking.binding import views

urlpatterns = [
    path(
        "documents/<slug:kind>/<int:pk>/get-sales-order/",
        views.get_sales_order,
        name="get_sales_order",
    ),
    path(
        "documents/<slug:kind>/<int:pk>/get-special-order/",
        views.get_special_order,
        name="get_special_order",
    ),
    path(
        "tracking/lines/<int:line_id>/release-binding/",
        views.release_binding,
        name="release_binding",
    ),
]
