"""The addresses of the book."""

from django.urls import path

from wms.ledger import views

urlpatterns = [
    path("ledger/entries/", views.ledger_entries, name="ledger_entries"),
    path("ledger/entries/<int:entry_no>/", views.ledger_entry, name="ledger_entry"),
    path("ledger/registers/", views.registers, name="registers"),
    path("ledger/registers/<int:no>/", views.register, name="register"),
    path("ledger/checks/", views.ledger_checks, name="ledger_checks"),
    path("ledger/checks/<int:pk>/", views.ledger_check, name="ledger_check"),
]
