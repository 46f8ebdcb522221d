from wms.ledger.models.entries import ItemApplicationEntry, ItemLedgerEntry
from wms.ledger.models.invoices import InvoicedEntry
from wms.ledger.models.registers import LedgerCounter, Register

__all__ = ["InvoicedEntry", "ItemApplicationEntry", "ItemLedgerEntry", "LedgerCounter", "Register"]
