"""Every write to source documents: one function for each verb of the trade.

All lock the document first, then its lines, and raise ``Refused`` with everything that is wrong;
then nothing is written.  ``version`` is the version that was on the screen; without it nothing is
compared.
"""

from wms.documents.services.documents import change_document, create_document, delete_document
from wms.documents.services.lines import add_line, change_line, delete_line
from wms.documents.services.status import release, reopen

__all__ = [
    "add_line",
    "change_document",
    "change_line",
    "create_document",
    "delete_document",
    "delete_line",
    "release",
    "reopen",
]
