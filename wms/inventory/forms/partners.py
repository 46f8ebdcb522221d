from wms.core.models import NumberSeries
from wms.core.numberforms import NumberedRecordForm
from wms.core.recordforms import RecordForm, page_field
from wms.inventory.models import Customer, InventorySetup, Vendor
from wms.inventory.policies.partners import CUSTOMER, INVENTORY_SETUP, VENDOR

FIELDS = ["no", "name", "address", "post_code", "city", "country_code", "email", "blocked"]


class VendorForm(NumberedRecordForm):
    policy = VENDOR

    class Meta:
        model = Vendor
        fields = FIELDS
        formfield_callback = page_field

    def first_series(self) -> NumberSeries | None:
        return InventorySetup.objects.select_related("vendor_nos").get().vendor_nos


class CustomerForm(NumberedRecordForm):
    policy = CUSTOMER

    class Meta:
        model = Customer
        fields = FIELDS
        formfield_callback = page_field

    def first_series(self) -> NumberSeries | None:
        return InventorySetup.objects.select_related("customer_nos").get().customer_nos


class InventorySetupForm(RecordForm):
    policy = INVENTORY_SETUP

    class Meta:
        model = InventorySetup
        fields = [
            "location_mandatory",
            "package_caption",
            "allow_posting_from",
            "allow_posting_to",
            "prevent_negative_inventory",
            "exact_purchase_reversal",
            "exact_sales_reversal",
            "item_nos",
            "vendor_nos",
            "customer_nos",
            "package_nos",
            "purchase_quote_nos",
            "sales_quote_nos",
            "purchase_order_nos",
            "sales_order_nos",
            "posted_receipt_nos",
            "posted_shipment_nos",
            "purchase_return_order_nos",
            "posted_return_shipment_nos",
            "purchase_invoice_nos",
            "posted_purchase_invoice_nos",
            "purchase_credit_memo_nos",
            "posted_purchase_credit_memo_nos",
            "sales_return_order_nos",
            "posted_return_receipt_nos",
            "sales_invoice_nos",
            "posted_sales_invoice_nos",
            "sales_credit_memo_nos",
            "posted_sales_credit_memo_nos",
            "item_journal_nos",
            "reclassification_nos",
            "transfer_order_nos",
            "posted_transfer_shipment_nos",
            "posted_transfer_receipt_nos",
            "posted_direct_transfer_nos",
            "physical_inventory_nos",
            "inventory_receipt_nos",
            "posted_inventory_receipt_nos",
            "inventory_shipment_nos",
            "posted_inventory_shipment_nos",
            "assembly_order_nos",
            "posted_assembly_nos",
            "production_order_nos",
        ]
        formfield_callback = page_field
