from wms.ledger.models.entries import ItemApplicationEntry, ItemLedgerEntry
from wms.ledger.models.invoices import InvoicedEntry
from wms.ledger.models.periods import InventoryPeriod
from wms.ledger.models.proofs import LedgerProof
from wms.ledger.models.registers import LedgerCounter, Register
from wms.ledger.models.seals import RegisterSeal

__all__ = [
    "InventoryPeriod",
    "InvoicedEntry",
    "ItemApplicationEntry",
    "ItemLedgerEntry",
    "LedgerCounter",
    "LedgerProof",
    "Register",
    "RegisterSeal",
]
