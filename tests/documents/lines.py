"""Lines of documents, and what they are refused with."""

from decimal import Decimal

import pytest

from tests.factories import UnitFactory
from wms.core.errors import Refused
from wms.inventory.models import ItemUnit


def boxed(item, *, pieces, code="BOX"):
    """The item also comes in boxes."""
    box = UnitFactory(code=code)
    ItemUnit.objects.create(item=item, unit_of_measure=box, qty_per_unit=Decimal(pieces))
    return box


def refused_text(call, **arguments):
    with pytest.raises(Refused) as refusal:
        call(**arguments)
    return str(refusal.value)
