"""The table of areas: what stands in the left navigation, and who sees it.

An entry is a page by its url name and arguments, and the permission that opens it ("" for everybody
who is logged in).  What a role may not do is not shown; the views check the same permissions again.
"""

from dataclasses import dataclass

from django.http import HttpRequest
from django.urls import reverse

from wms.core.wording import in_company_words


@dataclass(frozen=True)
class Entry:
    caption: str
    url_name: str
    permission: str = ""
    args: tuple[str, ...] = ()


@dataclass(frozen=True)
class Area:
    caption: str
    icon: str
    entries: tuple[Entry, ...]


AREAS: tuple[Area, ...] = (
    Area("", "home", (Entry("Home", "home"),)),
    Area(
        "Purchasing",
        "purchase",
        (
            Entry("Purchase quotes", "documents", "documents.view_purchasing", ("purchase_quote",)),
            Entry("Purchase orders", "documents", "documents.view_purchasing", ("purchase_order",)),
            Entry(
                "Purchase invoices",
                "documents",
                "documents.view_purchasing",
                ("purchase_invoice",),
            ),
            Entry(
                "Purchase return orders",
                "documents",
                "documents.view_purchasing",
                ("purchase_return_order",),
            ),
            Entry(
                "Purchase credit memos",
                "documents",
                "documents.view_purchasing",
                ("purchase_credit_memo",),
            ),
            Entry(
                "Posted receipts",
                "posted_documents",
                "documents.view_purchasing",
                ("purchase_receipt",),
            ),
            Entry(
                "Posted purchase invoices",
                "posted_documents",
                "documents.view_purchasing",
                ("purchase_invoice",),
            ),
            Entry(
                "Posted return shipments",
                "posted_documents",
                "documents.view_purchasing",
                ("return_shipment",),
            ),
            Entry(
                "Posted purchase credit memos",
                "posted_documents",
                "documents.view_purchasing",
                ("purchase_credit_memo",),
            ),
            Entry("Vendors", "vendors", "inventory.view_vendor"),
        ),
    ),
    Area(
        "Sales",
        "sale",
        (
            Entry("Sales quotes", "documents", "documents.view_sales", ("sales_quote",)),
            Entry("Sales orders", "documents", "documents.view_sales", ("sales_order",)),
            Entry(
                "Sales invoices",
                "documents",
                "documents.view_sales",
                ("sales_invoice",),
            ),
            Entry(
                "Sales return orders",
                "documents",
                "documents.view_sales",
                ("sales_return_order",),
            ),
            Entry(
                "Sales credit memos",
                "documents",
                "documents.view_sales",
                ("sales_credit_memo",),
            ),
            Entry(
                "Posted shipments",
                "posted_documents",
                "documents.view_sales",
                ("sales_shipment",),
            ),
            Entry(
                "Posted sales invoices",
                "posted_documents",
                "documents.view_sales",
                ("sales_invoice",),
            ),
            Entry(
                "Posted return receipts",
                "posted_documents",
                "documents.view_sales",
                ("return_receipt",),
            ),
            Entry(
                "Posted sales credit memos",
                "posted_documents",
                "documents.view_sales",
                ("sales_credit_memo",),
            ),
            Entry("Customers", "customers", "inventory.view_customer"),
        ),
    ),
    Area(
        "Transfers",
        "transfer",
        (
            Entry("Transfer orders", "documents", "documents.view_transfers", ("transfer_order",)),
            Entry(
                "Posted transfer shipments",
                "posted_documents",
                "documents.view_transfers",
                ("transfer_shipment",),
            ),
            Entry(
                "Posted transfer receipts",
                "posted_documents",
                "documents.view_transfers",
                ("transfer_receipt",),
            ),
            Entry(
                "Posted direct transfers",
                "posted_documents",
                "documents.view_transfers",
                ("direct_transfer",),
            ),
        ),
    ),
    Area(
        "Inventory",
        "item",
        (
            Entry("Items", "items", "inventory.view_item"),
            Entry("Item ledger entries", "ledger_entries", "ledger.view_itemledgerentry"),
            Entry("Registers", "registers", "ledger.view_register"),
            Entry("Check of the ledger", "ledger_checks", "ledger.view_ledgerproof"),
            Entry("Item journals", "documents", "documents.view_journals", ("item_journal",)),
            Entry(
                "Physical inventory journals",
                "documents",
                "documents.view_journals",
                ("physical_inventory",),
            ),
            Entry(
                "Inventory receipts",
                "documents",
                "documents.view_journals",
                ("inventory_receipt",),
            ),
            Entry(
                "Posted inventory receipts",
                "posted_documents",
                "documents.view_journals",
                ("inventory_receipt",),
            ),
            Entry(
                "Inventory shipments",
                "documents",
                "documents.view_journals",
                ("inventory_shipment",),
            ),
            Entry(
                "Posted inventory shipments",
                "posted_documents",
                "documents.view_journals",
                ("inventory_shipment",),
            ),
            Entry(
                "Reclassification journals",
                "documents",
                "documents.view_reclassification",
                ("reclassification_journal",),
            ),
            Entry("Trace", "trace", "ledger.view_itemledgerentry"),
        ),
    ),
    Area(
        "Assembly",
        "assembly",
        (
            Entry("Assembly orders", "documents", "documents.view_assembly", ("assembly_order",)),
            Entry(
                "Posted assembly orders",
                "posted_documents",
                "documents.view_assembly",
                ("posted_assembly",),
            ),
            Entry(
                "Production orders", "documents", "documents.view_assembly", ("production_order",)
            ),
        ),
    ),
    Area(
        "Warehouse",
        "bin",
        (
            Entry(
                "Warehouse receipts",
                "warehouse_documents",
                "warehouse.view_warehousedocument",
                ("warehouse_receipt",),
            ),
            Entry(
                "Warehouse shipments",
                "warehouse_documents",
                "warehouse.view_warehousedocument",
                ("warehouse_shipment",),
            ),
            Entry(
                "Posted warehouse receipts",
                "posted_warehouse_documents",
                "warehouse.view_postedwarehousedocument",
                ("warehouse_receipt",),
            ),
            Entry(
                "Posted warehouse shipments",
                "posted_warehouse_documents",
                "warehouse.view_postedwarehousedocument",
                ("warehouse_shipment",),
            ),
            Entry("Inventory picks", "activities", "warehouse.view_activity", ("inventory_pick",)),
            Entry(
                "Posted inventory picks",
                "posted_activities",
                "warehouse.view_postedactivity",
                ("inventory_pick",),
            ),
            Entry("Warehouse picks", "activities", "warehouse.view_activity", ("warehouse_pick",)),
            Entry(
                "Registered warehouse picks",
                "posted_activities",
                "warehouse.view_postedactivity",
                ("warehouse_pick",),
            ),
            Entry("Orders to pick", "documents_to_pick", "warehouse.add_activity"),
            Entry("Orders to pack", "documents_to_pack", "warehouse.work_container"),
            Entry("Containers", "containers", "warehouse.view_container"),
            Entry("Warehouse journals", "warehouse_journals", "warehouse.view_warehousejournal"),
            Entry("Numbers by bin", "numbers_by_bin", "warehouse.view_warehouseentry"),
            Entry("Bins", "bins", "warehouse.view_bin"),
            Entry("Bin contents", "bin_contents", "warehouse.view_bincontent"),
            Entry("Zones", "zones", "warehouse.view_zone"),
        ),
    ),
    Area(
        "Item tracking",
        "serial",
        (
            Entry("Item tracking codes", "tracking_codes", "tracking.view_itemtrackingcode"),
            Entry(
                "Tracking dimension groups",
                "dimension_groups",
                "tracking.view_trackingdimensiongroup",
            ),
            Entry(
                "Serial No. information",
                "number_cards_of_kind",
                "tracking.view_numberinformation",
                ("serial",),
            ),
            Entry(
                "Lot No. information",
                "number_cards_of_kind",
                "tracking.view_numberinformation",
                ("lot",),
            ),
            Entry(
                "Package No. information",
                "number_cards_of_kind",
                "tracking.view_numberinformation",
                ("package",),
            ),
        ),
    ),
    Area(
        "Set-up",
        "setup",
        (
            Entry("First steps", "first_steps", "inventory.view_inventorysetup"),
            Entry("No. series", "number_series_list", "core.view_numberseries"),
            Entry("Locations", "locations", "inventory.view_location"),
            Entry("Warehouse employees", "employees", "inventory.view_warehouseemployee"),
            Entry("User setup", "user_setups", "inventory.view_usersetup"),
            Entry("Inventory periods", "inventory_periods", "ledger.view_inventoryperiod"),
            Entry("Bin types", "bin_types", "warehouse.view_bintype"),
            Entry("Warehouse classes", "warehouse_classes", "inventory.view_warehouseclass"),
            Entry("Special equipment", "special_equipments", "warehouse.view_specialequipment"),
            Entry("Units of measure", "units", "inventory.view_unitofmeasure"),
            Entry("Import and export", "setup_tables", "core.view_setupchange"),
            Entry("Change log", "changes", "core.view_setupchange"),
            Entry("Inventory setup", "inventory_setup", "inventory.view_inventorysetup"),
            Entry("Warehouse setup", "warehouse_setup", "warehouse.view_warehousesetup"),
            Entry("Check setup", "check_setup", "inventory.view_inventorysetup"),
        ),
    ),
    Area("", "job", (Entry("Jobs", "jobs"),)),
)


@dataclass(frozen=True)
class Link:
    caption: str
    url: str
    is_current: bool


@dataclass(frozen=True)
class Section:
    caption: str
    icon: str
    links: tuple[Link, ...]


def sections(request: HttpRequest) -> list[Section]:
    """The areas with the pages that this user may open; the page that is open is marked."""
    found = []
    for area in AREAS:
        links = tuple(
            _link(entry, request)
            for entry in area.entries
            if not entry.permission or request.user.has_perm(entry.permission)
        )
        if links:
            found.append(Section(area.caption, area.icon, links))
    return found


def _link(entry: Entry, request: HttpRequest) -> Link:
    url = reverse(entry.url_name, args=entry.args)
    is_current = request.path == url or (url != "/" and request.path.startswith(url))
    return Link(in_company_words(entry.caption), url, is_current)
