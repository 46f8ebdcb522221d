from django.urls import path

from tracking.binding import views

urlpatterns = [
    path(
        "documents/<slug:kind>/<int:pk>/get-sales-order/",
        views.get_sales_order,
        name="get_sales_order",
    ),
]
