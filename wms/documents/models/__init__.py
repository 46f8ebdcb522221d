from wms.documents.models.documents import Document, DocumentLine, DocumentStatus
from wms.documents.models.posted import PostedDocument, PostedDocumentLine

__all__ = ["Document", "DocumentLine", "DocumentStatus", "PostedDocument", "PostedDocumentLine"]
