"""Release and reopen: the moves of a document that people make."""

from django.contrib.auth.models import User
from django.db import transaction

from wms.core.errors import Refused, refuse_if_any
from wms.documents import errors, policies
from wms.documents.models import Document, DocumentStatus
from wms.documents.services.locking import grown, lock_document
from wms.documents.states import may_become


@transaction.atomic
def release(*, document: Document, by: User, version: int | None = None) -> Document:
    """Settle items, quantities and locations, so that the warehouse can work.

    Raises Refused when no line has a quantity, or the partner is missing or blocked.
    Rules: ITL-003, POST-120, POST-170.
    """
    document = lock_document(document, version=version)
    _refuse_move(document, DocumentStatus.RELEASED)
    refuse_if_any(policies.release_violations(document))

    document.status = DocumentStatus.RELEASED
    return grown(document, fields=["status"])


@transaction.atomic
def reopen(*, document: Document, by: User, version: int | None = None) -> Document:
    """Let items, quantities and locations be changed again.  Rules: ITL-003, POST-120, POST-170."""
    document = lock_document(document, version=version)
    _refuse_move(document, DocumentStatus.OPEN)

    document.status = DocumentStatus.OPEN
    return grown(document, fields=["status"])


def _refuse_move(document: Document, then: DocumentStatus) -> None:
    """Journals have no status: they stay open, and what is posted leaves them."""
    if document.rules.is_journal or not may_become(document.status, then):
        raise Refused(
            [
                errors.StatusNotPossible(
                    document=str(document),
                    now=document.get_status_display().lower(),
                    then=then.label.lower(),
                )
            ]
        )
