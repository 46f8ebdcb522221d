"""The lists of item ledger entries and of registers."""

from functools import partial

from django.http import QueryDict
from django.urls import reverse

from wms.core.pages import exportjobs
from wms.core.pages.lists import Column, ListPage
from wms.documents.kinds import PostedKind
from wms.documents.links import card_of
from wms.ledger import selectors
from wms.ledger.filters import EntryFilters, RegisterFilters
from wms.ledger.models import ItemLedgerEntry, Register


def _document_type(entry: ItemLedgerEntry) -> str:
    return PostedKind(entry.document_type).label if entry.document_type else ""


def _register_url(register: Register) -> str:
    return reverse("register", args=[register.pk])


def _usual_sort(query: QueryDict) -> tuple[str, ...]:
    """Filtered by a day, in the order of that day: the index has them so, however many there are."""
    if query.get("posted_from") or query.get("posted_to"):
        return ("-posting_date", "-entry_no")
    if query.get("expires_from") or query.get("expires_to"):
        return ("expiration_date", "entry_no")
    return ("-entry_no",)


ENTRIES = ListPage(
    title="Item ledger entries",
    name="item-ledger-entries",
    permission="ledger.view_itemledgerentry",
    queryset=lambda request: selectors.entries(),
    columns=(
        Column("Entry No.", "entry_no", numeric=True),
        Column("Posting Date", "posting_date", sort=""),
        Column("Entry Type", "get_entry_type_display", sort=""),
        Column("Document Type", _document_type, hidden=True),
        Column("Document No.", "document_no", sort=""),
        Column("Item No.", "item.no", sort=""),
        Column("Variant Code", "variant.code", sort="", hidden=True),
        Column("Description", "description", sort="", wrap=True, hidden=True),
        Column("Location Code", "location.code", sort=""),
        Column("Serial No.", "serial_no", sort="", link=partial(card_of, kind="serial")),
        Column("Lot No.", "lot_no", sort="", link=partial(card_of, kind="lot")),
        Column("Package No.", "package_no", sort="", link=partial(card_of, kind="package")),
        Column("Quantity", "quantity", numeric=True, sort="", total="quantity"),
        Column(
            "Remaining Quantity",
            "remaining_quantity",
            numeric=True,
            sort="",
            total="remaining_quantity",
        ),
        Column("Expiration Date", "expiration_date", sort=""),
        Column("Warranty Date", "warranty_date", sort="", hidden=True),
        Column("Open", "is_open", sort=""),
    ),
    filterset=EntryFilters,
    search=("serial_no__exact", "lot_no__exact", "package_no__exact", "document_no__exact"),
    search_label="Serial, lot, package or document no.",
    default_sort=("-entry_no",),
    usual_sort=_usual_sort,
    exports_in_background=True,
    key="entry_no",
    row_url=lambda entry: entry.get_absolute_url(),
    empty="Nothing is posted yet.",
)
exportjobs.in_background(ENTRIES)
REGISTERS = ListPage(
    title="Registers",
    name="registers",
    permission="ledger.view_register",
    queryset=lambda request: selectors.registers(),
    columns=(
        Column("Register No.", "no", numeric=True),
        Column("Posted At", "posted_at", sort=""),
        Column("Posted By", "posted_by.username", sort=""),
        Column("Source", "source", sort=""),
        Column("Document No.", "document_no", sort=""),
        Column("From Entry No.", "from_entry_no", numeric=True, sort=""),
        Column("To Entry No.", "to_entry_no", numeric=True, sort=""),
    ),
    filterset=RegisterFilters,
    search=("document_no__exact",),
    search_label="Document no.",
    default_sort=("-no",),
    key="no",
    row_url=_register_url,
    empty="Nothing is posted yet.",
)
