"""Posting a document with many rows, as a background job."""

from datetime import date

from django.contrib.auth.models import User

from tracking.posting import post_document
from tracking.selectors.postings import POSTING_JOB, address_after, rows_to_post, told
from wms.core.errors import Refused
from wms.core.jobs import Outcome, Progress, handler, start
from wms.core.models import Job
from wms.documents import errors
from wms.documents.kinds import Step
from wms.documents.models import Document


def start_posting(
    *,
    document: Document,
    by: User,
    step: str,
    posting_date: date | None,
    request_key: str,
    version: int | None,
) -> Job:
    """Start the job that posts this document; the same key starts one job."""
    caption = document.step_row(Step(step) if step else None).caption
    return start(
        kind=POSTING_JOB,
        title=f"{caption} {document}",
        owner=by,
        arguments={
            "document_id": document.pk,
            "user_id": by.pk,
            "posting_date": posting_date.isoformat() if posting_date else "",
            "request_key": request_key,
            "version": version,
            "step": step,
        },
        key=request_key,
    )


@handler(POSTING_JOB)
def post(
    progress: Progress,
    *,
    document_id: int,
    user_id: int,
    posting_date: str,
    request_key: str,
    version: int | None,
    step: str = "",
) -> Outcome:
    """All or nothing, and once: the request key is that of the page (POST-171)."""
    document = Document.objects.filter(pk=document_id).first()
    if document is None:
        raise Refused([errors.DocumentGone()])
    rows = rows_to_post(document)
    progress.report(0, rows, f"Posting {document}")
    posted = post_document(
        document=document,
        by=User.objects.get(pk=user_id),
        step=Step(step) if step else None,
        posting_date=date.fromisoformat(posting_date) if posting_date else None,
        request_key=request_key,
        version=version,
    )
    progress.report(rows, rows, "Posted")
    warnings = [str(warning) for warning in posted.warnings]
    return Outcome(
        message="\n".join([told(posted), *warnings]), url=address_after(posted, document)
    )
