"""Vendors and customers, and Inventory Setup."""

from collections.abc import Callable
from typing import Any
from urllib.parse import urlencode

from django.http import HttpResponseBase
from django.urls import reverse

from wms.core.numberforms import chosen_series
from wms.core.pages.cards import Chip, Group, RecordCard, Tab, card_view, delete_view
from wms.core.pages.lists import Action, Column, ListPage, list_view
from wms.core.pages.requests import PageRequest
from wms.core.pages.workdate import work_date
from wms.inventory.filters import PartnerFilters
from wms.inventory.forms.partners import CustomerForm, InventorySetupForm, VendorForm
from wms.inventory.models import Customer, InventorySetup, Vendor
from wms.inventory.services import partners as services

TABS = (
    Tab("General", ("no", "number_series", "name", "blocked")),
    Tab("Address", ("address", "post_code", "city", "country_code", "email")),
)


def _list(model: Any, *, title: str, noun: str) -> ListPage:
    name = model._meta.model_name
    return ListPage(
        title=title,
        name=title.lower(),
        permission=f"inventory.view_{name}",
        queryset=lambda request: model.objects.all(),
        columns=(
            Column("No.", "no"),
            Column("Name", "name", wrap=True),
            Column("Address", "address", hidden=True),
            Column("Post Code", "post_code"),
            Column("City", "city"),
            Column("Country", "country_code"),
            Column("Blocked", "blocked", tone=lambda partner: "bad"),
        ),
        filterset=PartnerFilters,
        search=("no", "name", "city"),
        search_label="No., name or city",
        default_sort=("no",),
        row_url=lambda partner: reverse(name, args=[partner.pk]),
        empty=f"There are no {title.lower()} yet.",
        actions=lambda request: (
            Action(
                f"New {noun}", reverse(f"{name}_new"), f"inventory.add_{name}", "plus", primary=True
            ),
        ),
    )


def _card(
    model: Any,
    *,
    form: Any,
    noun: str,
    save: Callable[[Any, PageRequest], Any],
    delete: Callable[[Any, PageRequest], None],
    orders: Action,
) -> RecordCard:
    """``orders``: the list of the partner's documents, which is narrowed to the partner."""
    name = model._meta.model_name

    def links(partner: Any, request: PageRequest) -> list[Action]:
        url = f"{reverse('documents', args=[orders.url])}?{urlencode({name: partner.no})}"
        return [Action(orders.caption, url, orders.permission)]

    return RecordCard(
        model=model,
        form=form,
        noun=noun,
        tabs=TABS,
        list_url=f"{name}s",
        url=name,
        new_url=f"{name}_new",
        delete_url=f"{name}_delete",
        save=save,
        delete=delete,
        chip=lambda partner: Chip("Blocked", "bad") if partner.blocked else None,
        actions=links,
    )


VENDORS = _list(Vendor, title="Vendors", noun="vendor")
VENDOR = _card(
    Vendor,
    form=VendorForm,
    noun="Vendor",
    save=lambda vendor, request: services.save_vendor(
        vendor=vendor, on=work_date(request), series=chosen_series(request)
    ),
    delete=lambda vendor, request: services.delete_vendor(vendor=vendor),
    orders=Action("Purchase orders", "purchase_order", "documents.view_purchasing"),
)
CUSTOMERS = _list(Customer, title="Customers", noun="customer")
CUSTOMER = _card(
    Customer,
    form=CustomerForm,
    noun="Customer",
    save=lambda customer, request: services.save_customer(
        customer=customer, on=work_date(request), series=chosen_series(request)
    ),
    delete=lambda customer, request: services.delete_customer(customer=customer),
    orders=Action("Sales orders", "sales_order", "documents.view_sales"),
)


def vendors(request: PageRequest) -> HttpResponseBase:
    return list_view(request, VENDORS)


def vendor(request: PageRequest, pk: int | None = None) -> HttpResponseBase:
    return card_view(request, VENDOR, pk)


def vendor_delete(request: PageRequest, pk: int) -> HttpResponseBase:
    return delete_view(request, VENDOR, pk)


def customers(request: PageRequest) -> HttpResponseBase:
    return list_view(request, CUSTOMERS)


def customer(request: PageRequest, pk: int | None = None) -> HttpResponseBase:
    return card_view(request, CUSTOMER, pk)


def customer_delete(request: PageRequest, pk: int) -> HttpResponseBase:
    return delete_view(request, CUSTOMER, pk)


INVENTORY_SETUP = RecordCard(
    model=InventorySetup,
    form=InventorySetupForm,
    noun="Inventory setup",
    tabs=(
        Tab(
            "General",
            (
                "location_mandatory",
                "package_caption",
                "allow_posting_from",
                "allow_posting_to",
                "prevent_negative_inventory",
                "exact_purchase_reversal",
                "exact_sales_reversal",
            ),
        ),
        Tab(
            "Numbering",
            groups=(
                Group("Cards", ("item_nos", "vendor_nos", "customer_nos", "package_nos")),
                Group(
                    "Documents",
                    (
                        "purchase_quote_nos",
                        "sales_quote_nos",
                        "purchase_order_nos",
                        "posted_receipt_nos",
                        "sales_order_nos",
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
                    ),
                ),
            ),
        ),
    ),
    list_url="",
    url="inventory_setup",
    new_url="",
    delete_url="",
    save=lambda setup, request: services.save_inventory_setup(setup=setup),
    delete=lambda setup, request: None,
    is_single=True,
)


def inventory_setup(request: PageRequest) -> HttpResponseBase:
    return card_view(request, INVENTORY_SETUP, 1)
