"""Jobs, and what machines ask."""

from django.urls import path

from wms.core.views import health, jobs

urlpatterns = [
    path("healthz", health.healthz, name="healthz"),
    path("readyz", health.readyz, name="readyz"),
    path("jobs/", jobs.job_list, name="jobs"),
    path("jobs/<int:pk>/", jobs.job, name="job"),
    path("jobs/<int:pk>/cancel/", jobs.job_cancel, name="job_cancel"),
    path("jobs/<int:pk>/start-again/", jobs.job_start_again, name="job_start_again"),
    path("jobs/<int:pk>/refusals.csv", jobs.job_refusals, name="job_refusals"),
    path("jobs/<int:pk>/file/", jobs.job_file, name="job_file"),
]
