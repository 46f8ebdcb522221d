"""The addresses of warehouse journals."""

from django.urls import path

from warehouse.journal import views

_JOURNAL = "warehouse/journals/<int:pk>/"
_LINE = f"{_JOURNAL}lines/<int:line_id>/"

urlpatterns = [
    path("warehouse/journals/", views.warehouse_journals, name="warehouse_journals"),
    path("warehouse/journals/new/", views.warehouse_journal_new, name="warehouse_journal_new"),
    path(_JOURNAL, views.warehouse_journal, name="warehouse_journal"),
    path(
        f"{_JOURNAL}register/", views.warehouse_journal_register, name="warehouse_journal_register"
    ),
    path(f"{_JOURNAL}delete/", views.warehouse_journal_delete, name="warehouse_journal_delete"),
    path(
        f"{_LINE}delete/",
        views.warehouse_journal_line_delete,
        name="warehouse_journal_line_delete",
    ),
    path(f"{_LINE}tracking/", views.warehouse_item_tracking, name="warehouse_item_tracking"),
    path(
        f"{_LINE}tracking/delete/",
        views.warehouse_numbers_delete,
        name="warehouse_numbers_delete",
    ),
]
