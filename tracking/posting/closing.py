"""Documents that are neither invoiced nor used up: what a posting leaves on them (POST-119, POST-120).

Inventory receipts and shipments post as a whole; assembly orders post in steps and are closed behind the last
one; production orders stay open, whatever was posted.
"""

from tracking.posting import tables
from tracking.posting.context import Posting
from wms.core import prepared
from wms.documents.kinds import DocumentKind
from wms.documents.models import Document, DocumentStatus

# The lines of a document without Qty. to Handle are posted completely.
WHOLE_LINES = f"""
update documents_documentline set
    qty_handled = quantity, qty_handled_base = quantity_base, tracking_version = tracking_version + 1
where id in (select line_id from {tables.ROW})
"""
_DONE = """
update documents_document set status = %s
where id = %s and not exists (
    select 1 from documents_documentline l
    where l.document_id = documents_document.id and l.quantity_base <> l.qty_handled_base)
"""


def close_if_done(posting: Posting) -> None:
    """Closed, and kept, once every line is posted completely."""
    document: Document = posting.document
    if document.kind != DocumentKind.PRODUCTION_ORDER:
        prepared.execute(_DONE, [DocumentStatus.CLOSED, document.pk])
