"""The pages of background jobs: who sees them, what they say, and when they ask again."""

import re
from datetime import timedelta

import pytest
from django.contrib.auth.models import Permission
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from tests.core import job_handlers  # noqa: F401
from tests.factories import UserFactory, user_with_role
from wms.core import jobs
from wms.core.models import Job, NumberSeries

pytestmark = pytest.mark.django_db
HTMX = {"HX-Request": "true", "HX-Target": "job-status"}


@pytest.fixture(autouse=True)
def files(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path


@pytest.fixture
def owner():
    return user_with_role("purchaser", username="owner")


@pytest.fixture
def job(owner):
    return jobs.start(
        kind="test-make-series", title="Receive PO-1", owner=owner, arguments={"codes": ["A"]}
    )


def set_to(job, **values):
    Job.objects.filter(pk=job.pk).update(**values)


def running(job, **values):
    now = timezone.now()
    set_to(job, **{"state": Job.State.RUNNING, "started_at": now, "heard_at": now} | values)


def text_of(response) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", response.content.decode()).split())


PAGES = ["job", "job_refusals", "job_file"]
STEPS = ["job_cancel", "job_start_again"]


@pytest.mark.rule("JOB-006")
@pytest.mark.parametrize("name", PAGES + STEPS)
@pytest.mark.parametrize("headers", [{}, HTMX])
def test_given_nobody_is_logged_in_then_the_log_in_page_comes_first(client, job, name, headers):
    url = reverse(name, args=[job.pk])

    response = (
        client.post(url, headers=headers) if name in STEPS else client.get(url, headers=headers)
    )

    assert response.status_code == 302
    assert response.url == f"{reverse('login')}?next={url}"


@pytest.mark.rule("JOB-006")
@pytest.mark.parametrize("name", PAGES + STEPS)
@pytest.mark.parametrize("headers", [{}, HTMX])
def test_given_the_job_of_somebody_else_then_it_is_not_shown(client, job, name, headers):
    client.force_login(user_with_role("purchaser", username="other"))
    url = reverse(name, args=[job.pk])

    response = (
        client.post(url, headers=headers) if name in STEPS else client.get(url, headers=headers)
    )

    assert response.status_code == 403
    job.refresh_from_db()
    assert job.state == Job.State.QUEUED


@pytest.mark.parametrize("name", PAGES + STEPS)
def test_the_wrong_method_is_refused(client, owner, job, name):
    client.force_login(owner)
    url = reverse(name, args=[job.pk])

    assert (client.get(url) if name in STEPS else client.post(url)).status_code == 405


@pytest.mark.parametrize("name", PAGES)
def test_a_job_that_is_not_there_is_not_found(client, owner, name):
    client.force_login(owner)

    assert client.get(reverse(name, args=[4711])).status_code == 404


@pytest.mark.rule("JOB-006")
def test_people_list_their_own_jobs_and_auditors_those_of_everybody(client, owner, job):
    auditor = user_with_role("auditor", username="auditor")
    jobs.start(kind="test-partly", title="Check the book", owner=auditor, arguments={})

    client.force_login(owner)
    own = client.get(reverse("jobs"))
    client.force_login(auditor)
    everybodys = client.get(reverse("jobs"))

    assert "Receive PO-1" in text_of(own)
    assert "Check the book" not in text_of(own)
    assert "Receive PO-1" in text_of(everybodys)
    assert "Check the book" in text_of(everybodys)


def test_the_list_needs_the_same_statements_for_one_job_and_for_fifty(client, owner, job):
    client.force_login(owner)
    with CaptureQueriesContext(connection) as one:
        client.get(reverse("jobs"))
    Job.objects.bulk_create(
        [Job(kind="test-partly", title=f"Job {n}", owner=owner) for n in range(49)]
    )
    with CaptureQueriesContext(connection) as fifty:
        client.get(reverse("jobs"))

    assert len(one) == len(fifty)


@pytest.mark.rule("JOB-006")
def test_an_auditor_sees_a_job_but_does_not_steer_it(client, job):
    client.force_login(user_with_role("auditor", username="auditor"))

    page = client.get(reverse("job", args=[job.pk]))

    assert page.status_code == 200
    assert "Cancel the job" not in text_of(page)
    assert client.post(reverse("job_cancel", args=[job.pk])).status_code == 403
    assert client.get(reverse("job_file", args=[job.pk])).status_code == 403


@pytest.mark.rule("JOB-006")
def test_an_administrator_may_steer_the_job_of_somebody_else(client, job):
    client.force_login(user_with_role("administrator", username="admin"))

    client.post(reverse("job_cancel", args=[job.pk]))

    job.refresh_from_db()
    assert job.state == Job.State.CANCELLED


def test_given_a_running_job_then_its_page_shows_the_progress_and_asks_again(client, owner, job):
    running(job, done=25, total=100, step="Checking <numbers>")
    client.force_login(owner)
    url = reverse("job", args=[job.pk])

    page = client.get(url)
    part = client.get(url, headers=HTMX)

    for response in (page, part):
        assert "25 of 100 (25 %)" in text_of(response)
        assert b"Checking &lt;numbers&gt;" in response.content
        assert b'hx-trigger="every 1s"' in response.content
    assert b"<html" in page.content
    assert b"<html" not in part.content
    for response in (page, part):
        assert "HX-Request" in response["Vary"]


def test_given_a_job_that_is_over_then_its_page_stops_asking(client, owner, job):
    set_to(job, state=Job.State.DONE, message="R-1 posted.", result={"url": "/posted/1/"})
    client.force_login(owner)

    part = client.get(reverse("job", args=[job.pk]), headers=HTMX)

    assert b"hx-get" not in part.content
    assert "Done R-1 posted. Show the result" in text_of(part)
    assert b'href="/posted/1/"' in part.content


def test_the_state_is_read_out_only_when_it_has_news(client, owner, job):
    running(job, done=25, total=100, step="Checking")
    client.force_login(owner)
    url = reverse("job", args=[job.pk])

    page = client.get(url)
    same = client.get(url, {"said": "Running. Checking. 20 %"}, headers=HTMX)
    set_to(job, done=31)
    news = client.get(url, {"said": "Running. Checking. 20 %"}, headers=HTMX)

    assert b'role="status" aria-live="polite">Running. Checking. 20 %</p>' in page.content
    assert b"aria-live" not in same.content
    assert b'aria-live="polite" hx-swap-oob="true">Running. Checking. 30 %</p>' in news.content


@pytest.mark.rule("JOB-003", "JOB-004")
def test_given_a_silent_job_when_its_page_is_opened_then_it_can_be_started_again(
    client, owner, job, django_capture_on_commit_callbacks
):
    running(job, heard_at=timezone.now() - timedelta(minutes=1))
    client.force_login(owner)

    page = client.get(reverse("job", args=[job.pk]))

    assert (
        "Interrupted The worker stopped. Nothing of this job was posted. Start it again. Start again"
        in text_of(page)
    )

    with django_capture_on_commit_callbacks(execute=True):
        again = client.post(reverse("job_start_again", args=[job.pk]))

    assert again.url == reverse("job", args=[job.pk])
    job.refresh_from_db()
    assert job.state == Job.State.DONE
    assert NumberSeries.objects.get().code == "A"


@pytest.mark.rule("JOB-005")
def test_a_waiting_job_offers_to_be_cancelled_and_a_running_one_only_where_safe(client, owner, job):
    client.force_login(owner)
    url = reverse("job", args=[job.pk])

    assert "Cancel the job" in text_of(client.get(url))
    running(job)
    assert "Cancel the job" not in text_of(client.get(url))
    set_to(job, may_cancel=True)
    assert "Cancel the job" in text_of(client.get(url))

    client.post(reverse("job_cancel", args=[job.pk]))

    page = text_of(client.get(url))
    assert "Asked to stop; it stops at its next step." in page
    assert "Cancel the job" not in page


@pytest.mark.rule("JOB-004", "JOB-005")
@pytest.mark.parametrize(
    ("name", "message"),
    [
        ("job_cancel", "Job Receive PO-1 cannot be cancelled: it is over."),
        ("job_start_again", "Job Receive PO-1 is done, so it cannot be started again."),
    ],
)
def test_a_step_that_comes_too_late_is_answered_on_the_page(client, owner, job, name, message):
    set_to(job, state=Job.State.DONE)
    client.force_login(owner)

    page = client.post(reverse(name, args=[job.pk]), follow=True)

    assert message in text_of(page)


def test_refused_rows_are_listed_up_to_a_hundred_and_all_are_in_the_file(client, owner, job):
    rows = [
        {
            "row": n,
            "column": "serial_no",
            "value": "=1+1",
            "reason": f"Serial S{n} <is> on the page.",
        }
        for n in range(1, 151)
    ]
    set_to(job, state=Job.State.DONE, refusals=rows)
    client.force_login(owner)

    page = client.get(reverse("job", args=[job.pk]))
    response = client.get(reverse("job_refusals", args=[job.pk]))
    lines = b"".join(response.streaming_content).decode("utf-8-sig").splitlines()

    assert "The first 100 of 150." in text_of(page)
    assert b"Serial S100 &lt;is&gt; on the page." in page.content
    assert b"Serial S101" not in page.content
    assert response["Content-Type"] == "text/csv; charset=utf-8"
    assert lines[0] == "Row,Column,Value,Reason"
    assert lines[1] == "1,serial_no,'=1+1,Serial S1 <is> on the page."
    assert len(lines) == 151


def test_violations_without_row_or_number_leave_their_cells_blank(client, owner, job):
    set_to(job, state=Job.State.REFUSED, refusals=[{"row": None, "reason": "The order is closed."}])
    client.force_login(owner)

    page = client.get(reverse("job", args=[job.pk]))
    lines = (
        b"".join(client.get(reverse("job_refusals", args=[job.pk])).streaming_content)
        .decode()
        .splitlines()
    )

    assert b"None" not in page.content
    assert lines[1] == ",,,The order is closed."


def test_the_owner_downloads_the_file_under_its_name(
    client, owner, django_capture_on_commit_callbacks
):
    with django_capture_on_commit_callbacks(execute=True):
        job = jobs.start(kind="test-partly", title="Upload", owner=owner, arguments={})
    client.force_login(owner)

    response = client.get(reverse("job_file", args=[job.pk]))

    assert b"".join(response.streaming_content) == b"S1;kept\r\n"
    assert response["Content-Disposition"] == 'attachment; filename="report.csv"'
    assert response["X-Content-Type-Options"] == "nosniff"


def test_a_job_without_file_or_whose_file_is_gone_has_none_to_download(client, owner, job):
    client.force_login(owner)

    assert client.get(reverse("job_file", args=[job.pk])).status_code == 404
    set_to(job, result_file="jobs/gone.csv")
    assert client.get(reverse("job_file", args=[job.pk])).status_code == 404


def test_a_user_with_only_the_permission_to_view_all_jobs_sees_them(client, job):
    viewer = UserFactory(is_superuser=False)
    viewer.user_permissions.add(Permission.objects.get(codename="view_all_jobs"))
    client.force_login(viewer)

    assert client.get(reverse("job", args=[job.pk])).status_code == 200
