"""Posting a document with many rows, as a background job."""

from datetime import date

from django.contrib.auth.models import User

from tracking.posting import post_document
from tracking.selectors.postings import POSTING_JOB, address_after, rows_to_post, told
from wms.core.errors import Refused
from wms.core.jobs import Outcome, Progress, handler
from wms.documents import errors
from wms.documents.kinds import Step
from wms.documents.models import Document


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
