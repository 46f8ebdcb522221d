"""What pages and jobs tell about a posting: how much there is to do, and what was done."""

from tracking.models import TrackingLine
from tracking.posting import Posted
from wms.documents.models import Document

MOST_AT_ONCE = 2000  # rows that are posted while a page waits; more are a background job
POSTING_JOB = "post_document"


def rows_to_post(document: Document) -> int:
    """Tracking rows and lines that posting would read; not counted much beyond MOST_AT_ONCE."""
    tracked = TrackingLine.objects.filter(
        line__document=document, session=None, qty_to_handle__gt=0
    )
    return tracked[: MOST_AT_ONCE + 1].count() + document.lines.count()


def told(posted: Posted) -> str:
    """What a posting did, in one sentence."""
    many = posted.entry_count != 1
    entries = f"{posted.entry_count} item ledger entries" if many else "1 item ledger entry"
    made = f"{posted.posted_document}: " if posted.posted_document else ""
    moved = f"{made}{entries} posted, register {posted.register.no}." if posted.made else ""
    moved += "".join(f" {one} of {one.source} was posted along." for one in posted.along)
    if posted.posted_invoice is None:
        return moved
    count = posted.invoiced_count
    invoiced = f"{posted.posted_invoice}: {count} entr{'ies' if count != 1 else 'y'} invoiced."
    return f"{moved} {invoiced}".strip()


def address_after(posted: Posted, document: Document) -> str:
    """The posted invoice or movement; a journal makes none."""
    return (posted.posted_invoice or posted.posted_document or document).get_absolute_url()
