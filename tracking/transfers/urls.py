from django.urls import path

from tracking.transfers import views

urlpatterns = [
    path(
        "tracking/lines/<int:line_id>/receipt/",
        views.transfer_receipt_lines,
        name="transfer_receipt_lines",
    ),
    path(
        "tracking/lines/<int:line_id>/receipt/scan/",
        views.transfer_receipt_scan,
        name="transfer_receipt_scan",
    ),
    path(
        "tracking/lines/<int:line_id>/receipt/<int:row_id>/",
        views.transfer_receipt_row,
        name="transfer_receipt_row",
    ),
    path(
        "tracking/lines/<int:line_id>/receipt/<slug:what>/",
        views.transfer_receipt_set,
        name="transfer_receipt_set",
    ),
]
