"""What the ledger knows about set-up records."""

from wms.core.records import textcopies
from wms.inventory.models import UnitOfMeasure
from wms.ledger.models import ItemLedgerEntry

textcopies.register(UnitOfMeasure, "code", ItemLedgerEntry, "unit_of_measure_code")
