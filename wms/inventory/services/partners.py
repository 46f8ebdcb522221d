"""Saving and deleting vendors and customers, and the company's settings."""

from collections.abc import Sequence
from datetime import date

from django.db import transaction

from wms.core import wording
from wms.core.errors import RuleViolation
from wms.core.models import NumberSeries
from wms.core.records import delete_record, save_record, save_records
from wms.inventory.models import Customer, InventorySetup, Vendor
from wms.inventory.policies.partners import CUSTOMER, INVENTORY_SETUP, VENDOR
from wms.inventory.services.numbers import drawn_if_blank, refusals_of_numbers


@transaction.atomic
def save_vendor(*, vendor: Vendor, on: date, series: NumberSeries | None = None) -> Vendor:
    """A blank No. is drawn from Vendor Nos. for the work date ``on``, or from the related ``series``."""
    drawn_if_blank(vendor, setting="vendor_nos", on=on, series=series)
    return save_record(vendor, policy=VENDOR)


@transaction.atomic
def save_vendors(*, vendors: Sequence[Vendor], on: date) -> list[Sequence[RuleViolation]]:
    refused = refusals_of_numbers(vendors, setting="vendor_nos", on=on)
    return save_records(vendors, policy=VENDOR, refused=refused)


def delete_vendor(*, vendor: Vendor) -> None:
    delete_record(vendor, policy=VENDOR)


@transaction.atomic
def save_customer(*, customer: Customer, on: date, series: NumberSeries | None = None) -> Customer:
    """A blank No. is drawn from Customer Nos. for the work date ``on``, or from the related ``series``."""
    drawn_if_blank(customer, setting="customer_nos", on=on, series=series)
    return save_record(customer, policy=CUSTOMER)


@transaction.atomic
def save_customers(*, customers: Sequence[Customer], on: date) -> list[Sequence[RuleViolation]]:
    refused = refusals_of_numbers(customers, setting="customer_nos", on=on)
    return save_records(customers, policy=CUSTOMER, refused=refused)


def delete_customer(*, customer: Customer) -> None:
    delete_record(customer, policy=CUSTOMER)


def save_inventory_setup(*, setup: InventorySetup) -> InventorySetup:
    save_record(setup, policy=INVENTORY_SETUP)
    wording.forget()
    return setup
