"""Work of the ground floor that a worker does."""

from celery import shared_task

from wms.core import jobs, logs
from wms.core.pages.exportjobs import work as export_list
from wms.core.tables.jobs import work as import_setup

__all__ = ["export_list", "import_setup", "mark_interrupted_jobs", "run_job"]


@shared_task(name="core.run_job", ignore_result=True)
def run_job(job_id: int) -> None:
    """May be delivered twice; the job runs once."""
    with logs.named(f"job-{job_id}"):
        jobs.run(job_id)


@shared_task(name="core.mark_interrupted_jobs", ignore_result=True)
def mark_interrupted_jobs() -> None:
    jobs.mark_interrupted()
