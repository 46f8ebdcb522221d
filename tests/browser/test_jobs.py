"""The job page in a real browser: it follows the job and stops when it is over."""

import pytest
from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import expect

from tests.core import job_handlers  # noqa: F401
from wms.core import jobs
from wms.core.models import Job

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def job(signed_in_page, django_user_model):
    job = jobs.start(
        kind="test-partly",
        title="Receive PO-1",
        owner=django_user_model.objects.get(),
        arguments={},
        may_cancel=True,
    )
    set_to(
        job,
        state=Job.State.RUNNING,
        heard_at=timezone.now(),
        message="",
        refusals=[],
        result_file="",
    )
    return job


def set_to(job, **values):
    Job.objects.filter(pk=job.pk).update(**values)


def test_the_page_follows_the_job_and_stops_asking_when_it_is_over(signed_in_page, job):
    page, asked = signed_in_page, []
    page.on(
        "request", lambda request: asked.append(request.url) if "said=" in request.url else None
    )
    set_to(job, done=10, total=40, step="Checking")
    page.goto(reverse("job", args=[job.pk]))
    announcement = page.locator("#job-announcement")
    expect(page.get_by_text("10 of 40 (25 %)")).to_be_visible()

    page.locator("#job-cancel").focus()
    set_to(job, done=30, step="Posting", heard_at=timezone.now())

    expect(page.get_by_text("30 of 40 (75 %)")).to_be_visible()
    expect(announcement).to_have_text("Running. Posting. 70 %")
    expect(page.locator("#job-cancel")).to_be_focused()  # asking again does not take the focus away

    rows = [
        {
            "row": 3,
            "column": "serial_no",
            "value": "<b>S1</b>",
            "reason": "Serial <b>S1</b> is used.",
        }
    ]
    set_to(
        job, state=Job.State.DONE, message="R-1 posted.", result={"url": "/jobs/"}, refusals=rows
    )

    expect(page.get_by_role("link", name="Show the result")).to_be_visible()
    expect(announcement).to_have_text("Done. R-1 posted.")
    expect(page.get_by_role("cell", name="Serial <b>S1</b> is used.")).to_be_visible()
    asked.clear()
    page.wait_for_timeout(2500)
    assert asked == []


def test_cancelling_is_one_click(signed_in_page, job):
    signed_in_page.goto(reverse("job", args=[job.pk]))

    signed_in_page.get_by_role("button", name="Cancel the job").click()

    expect(signed_in_page.get_by_text("Asked to stop; it stops at its next step.")).to_be_visible()
    job.refresh_from_db()
    assert job.cancel_asked
