"""Jobs, and what machines ask."""

from django.urls import path

from wms.core.views import changes, firststeps, formulas, health, jobs, offers, tables, usage

urlpatterns = [
    path("healthz", health.healthz, name="healthz"),
    path("readyz", health.readyz, name="readyz"),
    path("offers/<str:label>/", offers.offers, name="offers"),
    path("setup/date-formula/", formulas.date_formula, name="date_formula"),
    path("setup/first-steps/", firststeps.first_steps, name="first_steps"),
    path(
        "number-series/ready-made/",
        firststeps.number_series_ready_made,
        name="number_series_ready_made",
    ),
    path("setup/changes/", changes.changes, name="changes"),
    path("setup/changes/<str:table>/<int:pk>/", changes.record_changes, name="record_changes"),
    path("setup/where-used/<str:table>/<int:pk>/", usage.where_used, name="where_used"),
    path(
        "setup/where-used/<str:table>/<int:pk>/<str:place>/",
        usage.where_used_rows,
        name="where_used_rows",
    ),
    path("setup/tables/", tables.setup_tables, name="setup_tables"),
    path("setup/tables/<slug:name>/", tables.setup_table, name="setup_table"),
    path("jobs/", jobs.job_list, name="jobs"),
    path("jobs/<int:pk>/", jobs.job, name="job"),
    path("jobs/<int:pk>/cancel/", jobs.job_cancel, name="job_cancel"),
    path("jobs/<int:pk>/start-again/", jobs.job_start_again, name="job_start_again"),
    path("jobs/<int:pk>/refusals.csv", jobs.job_refusals, name="job_refusals"),
    path("jobs/<int:pk>/file/", jobs.job_file, name="job_file"),
]
