"""The addresses of the book."""

from django.urls import path

from wms.ledger import periodviews, views

urlpatterns = [
    path("ledger/entries/", views.ledger_entries, name="ledger_entries"),
    path("ledger/entries/<int:entry_no>/", views.ledger_entry, name="ledger_entry"),
    path("ledger/registers/", views.registers, name="registers"),
    path("ledger/registers/<int:no>/", views.register, name="register"),
    path("ledger/checks/", views.ledger_checks, name="ledger_checks"),
    path("ledger/checks/<int:pk>/", views.ledger_check, name="ledger_check"),
    path("ledger/periods/", periodviews.inventory_periods, name="inventory_periods"),
    path("ledger/periods/new/", periodviews.inventory_period, name="inventory_period_new"),
    path("ledger/periods/<int:pk>/", periodviews.inventory_period, name="inventory_period"),
    path(
        "ledger/periods/<int:pk>/delete/",
        periodviews.inventory_period_delete,
        name="inventory_period_delete",
    ),
    path(
        "ledger/periods/<int:pk>/close/",
        periodviews.inventory_period_close,
        name="inventory_period_close",
    ),
    path(
        "ledger/periods/<int:pk>/reopen/",
        periodviews.inventory_period_reopen,
        name="inventory_period_reopen",
    ),
]
