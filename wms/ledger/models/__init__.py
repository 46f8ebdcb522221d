from wms.ledger.models.entries import ItemApplicationEntry, ItemLedgerEntry
from wms.ledger.models.registers import LedgerCounter, Register

__all__ = ["ItemApplicationEntry", "ItemLedgerEntry", "LedgerCounter", "Register"]
