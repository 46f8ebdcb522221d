"""The first steps of units, places, items and partners, and the series of cards and documents."""

from django.contrib.auth import get_user_model

from wms.core.firststeps import Step, Way, register
from wms.core.seriessetup.readymade import Numbers, SeriesOffer, offer, offered
from wms.inventory.models import Customer, InventorySetup, Item, Location, UnitOfMeasure, Vendor
from wms.inventory.models import WarehouseEmployee as Employee
from wms.inventory.services.partners import save_inventory_setup

offer(
    SeriesOffer(
        setup=InventorySetup,
        save=lambda setup: save_inventory_setup(setup=setup),
        series={
            "item_nos": Numbers("ITEM", "Items", "I10001", "I99999"),
            "vendor_nos": Numbers("VENDOR", "Vendors", "V10001", "V99999"),
            "customer_nos": Numbers("CUSTOMER", "Customers", "C10001", "C99999"),
            "purchase_quote_nos": Numbers("P-QUO", "Purchase quotes", "PQ10001", "PQ99999"),
            "sales_quote_nos": Numbers("S-QUO", "Sales quotes", "SQ10001", "SQ99999"),
            "purchase_order_nos": Numbers("P-ORD", "Purchase orders", "PO10001", "PO99999"),
            "posted_receipt_nos": Numbers("P-RCPT", "Posted receipts", "PR10001", "PR99999"),
            "sales_order_nos": Numbers("S-ORD", "Sales orders", "SO10001", "SO99999"),
            "posted_shipment_nos": Numbers("S-SHPT", "Posted shipments", "SS10001", "SS99999"),
            "purchase_return_order_nos": Numbers(
                "P-RETORD", "Purchase return orders", "PRO10001", "PRO99999"
            ),
            "posted_return_shipment_nos": Numbers(
                "P-RETSHPT", "Posted return shipments", "PRS10001", "PRS99999"
            ),
            "purchase_invoice_nos": Numbers("P-INV", "Purchase invoices", "PI10001", "PI99999"),
            "posted_purchase_invoice_nos": Numbers(
                "P-INV+", "Posted purchase invoices", "PPI10001", "PPI99999"
            ),
            "purchase_credit_memo_nos": Numbers(
                "P-CR", "Purchase credit memos", "PC10001", "PC99999"
            ),
            "posted_purchase_credit_memo_nos": Numbers(
                "P-CR+", "Posted purchase credit memos", "PPC10001", "PPC99999"
            ),
            "sales_return_order_nos": Numbers(
                "S-RETORD", "Sales return orders", "SRO10001", "SRO99999"
            ),
            "posted_return_receipt_nos": Numbers(
                "S-RETRCPT", "Posted return receipts", "SRR10001", "SRR99999"
            ),
            "sales_invoice_nos": Numbers("S-INV", "Sales invoices", "SI10001", "SI99999"),
            "posted_sales_invoice_nos": Numbers(
                "S-INV+", "Posted sales invoices", "PSI10001", "PSI99999"
            ),
            "sales_credit_memo_nos": Numbers("S-CR", "Sales credit memos", "SC10001", "SC99999"),
            "posted_sales_credit_memo_nos": Numbers(
                "S-CR+", "Posted sales credit memos", "PSC10001", "PSC99999"
            ),
            "item_journal_nos": Numbers("IJNL", "Item journals", "IJ10001", "IJ99999"),
            "reclassification_nos": Numbers(
                "RCLS", "Reclassification journals", "RJ10001", "RJ99999"
            ),
            "transfer_order_nos": Numbers("T-ORD", "Transfer orders", "TO10001", "TO99999"),
            "posted_transfer_shipment_nos": Numbers(
                "T-SHPT", "Posted transfer shipments", "TS10001", "TS99999"
            ),
            "posted_transfer_receipt_nos": Numbers(
                "T-RCPT", "Posted transfer receipts", "TR10001", "TR99999"
            ),
            "posted_direct_transfer_nos": Numbers(
                "T-DIRECT", "Posted direct transfers", "TD10001", "TD99999"
            ),
            "physical_inventory_nos": Numbers(
                "PHYSINV", "Physical inventory journals", "PHI10001", "PHI99999"
            ),
            "inventory_receipt_nos": Numbers("I-RCPT", "Inventory receipts", "IR10001", "IR99999"),
            "posted_inventory_receipt_nos": Numbers(
                "I-RCPT+", "Posted inventory receipts", "PIR10001", "PIR99999"
            ),
            "inventory_shipment_nos": Numbers(
                "I-SHPT", "Inventory shipments", "IS10001", "IS99999"
            ),
            "posted_inventory_shipment_nos": Numbers(
                "I-SHPT+", "Posted inventory shipments", "PIS10001", "PIS99999"
            ),
            "assembly_order_nos": Numbers("A-ORD", "Assembly orders", "AO10001", "AO99999"),
            "posted_assembly_nos": Numbers(
                "A-ORD+", "Posted assembly orders", "PA10001", "PA99999"
            ),
            "production_order_nos": Numbers("M-ORD", "Production orders", "MO10001", "MO99999"),
        },
    )
)

# cards may be numbered by hand, documents are not
_BY_HAND = ("item_nos", "vendor_nos", "customer_nos")


def _documents_are_numbered() -> bool:
    return not any(
        one.setup._default_manager.filter(**{f"{field}__isnull": True}).exists()
        for one in offered()
        for field in one.series
        if field not in _BY_HAND
    )


for step in (
    Step(
        caption="Number series",
        why="Every document draws its number from a series that the set-up names for its kind.",
        is_done=_documents_are_numbered,
        ways=(
            Way(
                caption="Ready-made number series",
                url_name="number_series_ready_made",
                permission="core.add_numberseries",
            ),
            Way(
                caption="Inventory setup",
                url_name="inventory_setup",
                permission="inventory.change_inventorysetup",
            ),
        ),
        list_url="number_series_list",
        permission="core.view_numberseries",
        order=20,
    ),
    Step(
        caption="Units of measure",
        why="Pieces, boxes, kilograms: what goods are counted in.",
        is_done=lambda: UnitOfMeasure.objects.exists(),
        ways=(
            Way(caption="New unit", url_name="unit_new", permission="inventory.add_unitofmeasure"),
        ),
        list_url="units",
        permission="inventory.view_unitofmeasure",
        order=30,
    ),
    Step(
        caption="Locations",
        why="The warehouses where goods lie, and which documents move goods there.",
        is_done=lambda: Location.objects.exclude(code="").exists(),
        ways=(
            Way(
                caption="New location", url_name="location_new", permission="inventory.add_location"
            ),
        ),
        list_url="locations",
        permission="inventory.view_location",
        order=40,
    ),
    Step(
        caption="Users",
        why="Everybody gets a log-in and a group: purchaser, sales, warehouse clerk, warehouse manager, "
        "administrator or auditor.",
        is_done=lambda: get_user_model()._default_manager.filter(is_active=True).count() > 1,
        ways=(Way(caption="New user", url_name="admin:auth_user_add", permission="auth.add_user"),),
        list_url="admin:auth_user_changelist",
        permission="auth.view_user",
        order=55,
        is_needed=False,
    ),
    Step(
        caption="Warehouse employees",
        why="Who works at which location. Without it nobody can pick there.",
        is_done=lambda: Employee.objects.exists(),
        ways=(
            Way(
                caption="New employee",
                url_name="employee_new",
                permission="inventory.add_warehouseemployee",
            ),
        ),
        list_url="employees",
        permission="inventory.view_warehouseemployee",
        order=60,
        is_needed=False,
    ),
    Step(
        caption="Items",
        why="What is bought, kept and sold. An item needs a unit; one whose numbers are followed, a code.",
        is_done=lambda: Item.objects.exists(),
        ways=(Way(caption="New item", url_name="item_new", permission="inventory.add_item"),),
        list_url="items",
        permission="inventory.view_item",
        order=70,
    ),
    Step(
        caption="Vendors",
        why="From whom goods come. A purchase order needs one.",
        is_done=lambda: Vendor.objects.exists(),
        ways=(Way(caption="New vendor", url_name="vendor_new", permission="inventory.add_vendor"),),
        list_url="vendors",
        permission="inventory.view_vendor",
        order=80,
    ),
    Step(
        caption="Customers",
        why="To whom goods go. A sales order needs one.",
        is_done=lambda: Customer.objects.exists(),
        ways=(
            Way(
                caption="New customer", url_name="customer_new", permission="inventory.add_customer"
            ),
        ),
        list_url="customers",
        permission="inventory.view_customer",
        order=90,
    ),
):
    register(step)
