"""What is there, row by row: each row sees what the rows before it leave (RCL-060).

Read in a few statements for the whole file and carried forward in memory, to say how much ALL is and which
date an empty cell keeps.  Whether there is enough is judged by the posting.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from datetime import date
from decimal import Decimal

from django.db.models import Max, Q, QuerySet, Sum

from tracking.reclassification import errors
from tracking.reclassification.plans import Plan
from tracking.reclassification.wanted import Numbers
from wms.core.quantity import ZERO
from wms.ledger.models import ItemLedgerEntry

Place = tuple[int, int, int, Numbers]  # item, variant, location, numbers
Owner = tuple[int, int, str, str]  # item, variant, kind of number, number


class Stock:
    def __init__(self, plans: Iterable[Plan]) -> None:
        plans = list(plans)
        self._quantity: dict[Place, Decimal] = defaultdict(lambda: ZERO)
        self._date: dict[Owner, date | None] = {}
        for entries in _questions(plans):
            self._read(entries)

    def take(self, plan: Plan) -> errors.NothingThere | None:
        """Fill in the quantity of ALL and the new date, and carry the stock over to the new numbers."""
        place = _place(plan, plan.location.pk, plan.numbers)
        if plan.wanted.quantity is None:
            plan.quantity = plan.quantity_base = max(self._quantity[place], ZERO)
            if not plan.quantity:
                return errors.NothingThere(
                    line_no=plan.wanted.no,
                    number=plan.numbers.serial_no or plan.numbers.lot_no,
                    value="ALL",
                    what=f"item {plan.item}, {plan.numbers}",
                    place=plan.location.code or "the blank location",
                )
        self._quantity[place] -= plan.quantity_base
        self._quantity[_place(plan, plan.new_location.pk, plan.new_numbers)] += plan.quantity_base
        self._carry_date(plan)
        return None

    def _carry_date(self, plan: Plan) -> None:
        wanted = plan.wanted.new_expiration_date
        plan.new_expiration_date = (
            self._date.get(_owner(plan, plan.numbers)) if isinstance(wanted, str) else wanted
        )
        self._date[_owner(plan, plan.new_numbers)] = plan.new_expiration_date

    def _read(self, entries: QuerySet[ItemLedgerEntry]) -> None:
        found = entries.values_list(
            "item_id", "variant_id", "location_id", "serial_no", "lot_no", "package_no"
        ).annotate(left=Sum("remaining_quantity"), expires=Max("expiration_date"))
        for item_id, variant_id, location_id, serial_no, lot_no, package_no, left, expires in found:
            numbers = Numbers(serial_no, lot_no, package_no)
            self._quantity[item_id, variant_id, location_id, numbers] = left
            for owner in (("lot", lot_no), ("serial", serial_no), ("package", package_no)):
                if owner[1]:
                    known = self._date.get((item_id, variant_id, *owner))
                    self._date[item_id, variant_id, *owner] = max(
                        filter(None, (known, expires)), default=None
                    )


def _place(plan: Plan, location_id: int, numbers: Numbers) -> Place:
    return plan.item.pk, plan.variant.pk, location_id, numbers


def _owner(plan: Plan, numbers: Numbers) -> Owner:
    """A date belongs to the lot if there is one, else to the serial, else to the package."""
    named = (
        ("lot", numbers.lot_no),
        ("serial", numbers.serial_no),
        ("package", numbers.package_no),
    )
    kind, number = next(((kind, number) for kind, number in named if number), ("", ""))
    return plan.item.pk, plan.variant.pk, kind, number


def _questions(plans: list[Plan]) -> list[QuerySet[ItemLedgerEntry]]:
    """The open entries of everything the file takes from, each kind of number by its index."""
    stock = ItemLedgerEntry.objects.in_inventory()
    serials = {plan.numbers.serial_no for plan in plans} - {""}
    lots = {plan.numbers.lot_no for plan in plans} - {""}
    packages = {
        plan.numbers.package_no
        for plan in plans
        if not plan.numbers.serial_no and not plan.numbers.lot_no
    } - {""}
    blank = {plan.variant.pk for plan in plans if not any(plan.numbers)}
    asked: list[QuerySet[ItemLedgerEntry]] = []
    if serials:
        asked.append(stock.filter(serial_no__in=serials).exclude(serial_no=""))
    if lots:
        asked.append(stock.filter(lot_no__in=lots).exclude(lot_no=""))
    if packages:
        asked.append(stock.filter(package_no__in=packages).exclude(package_no=""))
    if blank:
        asked.append(stock.filter(Q(variant__in=blank), serial_no="", lot_no="", package_no=""))
    return asked
