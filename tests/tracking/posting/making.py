"""Assembly and production orders by the service, with the numbers of their lines."""

from decimal import Decimal

from tests.factories import LocationFactory, UserFactory, tracked
from tests.tracking.posting.desk import JAN_2, Numbers
from wms.documents import services
from wms.documents.kinds import DocumentKind
from wms.documents.models import Document, DocumentLine
from wms.inventory.models import Item


def made_by(kind: DocumentKind, **header) -> Document:
    """An open document of any kind that needs no partner, at EAST unless said."""
    header = {"order_date": JAN_2, "location": LocationFactory(), "by": UserFactory()} | header
    return services.create_document(kind=kind, **header)


def assembly(**header) -> Document:
    return made_by(DocumentKind.ASSEMBLY_ORDER, **header)


def production(**header) -> Document:
    return made_by(DocumentKind.PRODUCTION_ORDER, **header)


def line(
    document: Document, item: Item, quantity=None, *numbers: Numbers, **fields
) -> DocumentLine:
    """A further line; the first one is what is made, unless its entry type is said."""
    if quantity is not None:
        fields["quantity"] = Decimal(quantity)
    made = services.add_line(document=document, by=document.created_by, item=item, **fields)
    for row in numbers:
        tracked(made, **row)
    return made


def change(made: DocumentLine, **changes) -> DocumentLine:
    return services.change_line(line=made, by=made.document.created_by, **changes)
