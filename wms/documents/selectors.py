"""Everything that pages read about source documents and posted documents."""

from wms.core.quantity import shown
from wms.documents.models import DocumentLine

CODES = {
    "item": "no",
    "variant": "code",
    "location": "code",
    "bin": "code",
    "unit_of_measure": "code",
    "new_location": "code",
    "new_bin": "code",
}
QUANTITIES = ("quantity", "qty_to_handle")
DATES = ("posting_date",)
TEXTS = ("description", "entry_type", "document_no", "reason_code")


def shown_values(line: DocumentLine) -> dict[str, str]:
    """The fields that people enter, as texts: what stands in the row of a grid."""
    values = {
        field: getattr(getattr(line, field), code) if getattr(line, field) else ""
        for field, code in CODES.items()
    }
    values |= {field: shown(getattr(line, field)) for field in QUANTITIES}
    values |= {
        field: getattr(line, field).isoformat() if getattr(line, field) else "" for field in DATES
    }
    return values | {field: getattr(line, field) for field in TEXTS}
