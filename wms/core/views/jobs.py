"""Background jobs: the list, one job while it runs and afterwards, what it refused, what it made."""

from pathlib import PurePosixPath

import django_filters
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import FileResponse, Http404, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from wms.core import jobs
from wms.core.errors import Refused
from wms.core.jobs import selectors
from wms.core.models import Job
from wms.core.models.jobs import JobState
from wms.core.pages.exports import exported
from wms.core.pages.lists import Column, ListPage, list_view
from wms.core.pages.requests import PageRequest


class JobFilters(django_filters.FilterSet):  # type: ignore[misc]  # it has no types
    state = django_filters.ChoiceFilter(label="State", choices=JobState, empty_label="all")


JOBS = ListPage(
    title="Jobs",
    name="jobs",
    permission="",  # everybody sees the own ones
    queryset=lambda request: selectors.visible_to(request.user).defer("arguments", "refusals"),
    columns=(
        Column("Title", "title", wrap=True),
        Column("No.", "pk", numeric=True),
        Column("State", "get_state_display", sort="state", tone=selectors.tone_of),
        Column("Owner", "owner.username"),
        Column("Asked for at", "created_at"),
        Column("Begun at", "started_at", hidden=True),
        Column("Finished at", "finished_at"),
        Column("Done", "done", numeric=True, hidden=True),
        Column("Total", "total", numeric=True, hidden=True),
    ),
    filterset=JobFilters,
    search=("title",),
    search_label="Search jobs by title",
    default_sort=("-pk",),
    key="pk",
    row_url=lambda job: reverse("job", args=[job.pk]),
    empty="No jobs yet. Work that takes long, such as posting many lines, is followed here.",
)


def job_list(request: PageRequest) -> HttpResponseBase:
    jobs.mark_interrupted()
    return list_view(request, JOBS)


@require_safe
def job(request: PageRequest, pk: int) -> HttpResponse:
    shown = _visible_job(request, pk)
    if shown.is_silent and jobs.mark_interrupted():
        shown.refresh_from_db()
    page = selectors.job_page(shown, request.user)
    if request.htmx and request.htmx.target == "job-status":
        # the live region is only sent when it has something new to say
        is_news = request.GET.get("said") != page.announcement
        return render(request, "jobs/_status.html", {"page": page, "is_news": is_news})
    return render(request, "jobs/job.html", {"title": shown.title, "page": page})


@require_POST
def job_cancel(request: PageRequest, pk: int) -> HttpResponse:
    shown = _own_job(request, pk)
    try:
        jobs.cancel(job=shown)
    except Refused as refused:
        messages.error(request, str(refused))
    return redirect("job", pk=pk)


@require_POST
def job_start_again(request: PageRequest, pk: int) -> HttpResponse:
    shown = _own_job(request, pk)
    try:
        jobs.start_again(job=shown)
    except Refused as refused:
        messages.error(request, str(refused))
    return redirect("job", pk=pk)


@require_safe
def job_refusals(request: PageRequest, pk: int) -> HttpResponseBase:
    shown = _visible_job(request, pk)
    return exported(
        f"job-{pk}-refused",
        file_format="csv",
        heads=("Row", "Column", "Value", "Reason"),
        rows=(
            [row.get(name) for name in ("row", "column", "value", "reason")]
            for row in shown.refusals
        ),
    )


@require_safe
def job_file(request: PageRequest, pk: int) -> FileResponse:
    shown = _own_job(request, pk)
    if not shown.result_file:
        raise Http404("This job made no file.")
    try:
        file = shown.result_file.open("rb")
    except FileNotFoundError as error:
        raise Http404("The file of this job is no longer kept.") from error
    return FileResponse(
        file, as_attachment=True, filename=PurePosixPath(str(shown.result_file)).name
    )


def _visible_job(request: PageRequest, pk: int) -> Job:
    shown = get_object_or_404(Job.objects.select_related("owner"), pk=pk)
    if not selectors.may_see(shown, request.user):
        raise PermissionDenied
    return shown


def _own_job(request: PageRequest, pk: int) -> Job:
    shown = get_object_or_404(Job.objects.select_related("owner"), pk=pk)
    if not selectors.may_steer(shown, request.user):
        raise PermissionDenied
    return shown
