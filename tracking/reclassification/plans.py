"""Rows with everything they name looked up: a few statements for the whole file."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Any, TypeVar

from tracking.reclassification import errors
from tracking.reclassification.wanted import Numbers, Wanted
from wms.core.errors import Refused, RuleViolation
from wms.core.quantity import ZERO
from wms.documents.models import DocumentLine
from wms.inventory.models import Item, ItemUnit, ItemVariant, Location
from wms.inventory.units import base_quantity

if TYPE_CHECKING:
    from wms.inventory.models import UnitOfMeasure

F = TypeVar("F")
# The floor of the bins lies above this one; the line knows their model.
_BIN: Any = DocumentLine._meta.get_field("bin").related_model


@dataclass
class Plan:
    """A row that could be looked up.  Quantities are filled by ``stock``, for ALL depends on the rows before.

    ``quantity`` is in the row's unit, ``quantity_base`` in base units.
    """

    wanted: Wanted
    item: Item
    variant: ItemVariant
    location: Location
    new_location: Location
    bin_id: int | None
    new_bin_id: int | None
    unit: UnitOfMeasure
    qty_per_unit: Decimal
    quantity: Decimal = ZERO
    quantity_base: Decimal = ZERO
    new_expiration_date: date | None = None

    @property
    def numbers(self) -> Numbers:
        return self.wanted.numbers

    @property
    def new_numbers(self) -> Numbers:
        return self.wanted.new_numbers


@dataclass(frozen=True)
class Book:
    """Set-up records by their codes, as far as the rows name them."""

    items: dict[str, Item]
    variants: dict[tuple[int, str], ItemVariant]
    with_variants: frozenset[int]
    locations: dict[str, Location]
    bins: dict[tuple[int, str], int]
    units: dict[tuple[int, str], ItemUnit]

    @classmethod
    def of(cls, rows: Iterable[Wanted]) -> Book:
        rows = list(rows)
        items = Item.objects.select_related("item_tracking_code", "base_unit_of_measure").filter(
            no__in={row.cell("item_no") for row in rows}
        )
        by_no = {item.no: item for item in items}
        variants = ItemVariant.objects.filter(item__in=items)
        codes = {row.cell(name) for row in rows for name in ("bin_code", "new_bin_code")} - {""}
        bins = _BIN.objects.filter(code__in=codes).values_list("location_id", "code", "pk")
        units = ItemUnit.objects.select_related("unit_of_measure").filter(
            item__in=items,
            unit_of_measure__code__in={row.cell("unit_of_measure") for row in rows} - {""},
        )
        return cls(
            items=by_no,
            variants={(variant.item_id, variant.code): variant for variant in variants},
            with_variants=frozenset(variant.item_id for variant in variants if variant.code),
            locations={location.code: location for location in Location.objects.all()},
            bins={(location_id, code): pk for location_id, code, pk in bins},
            units={(unit.item_id, unit.unit_of_measure.code): unit for unit in units},
        )


def plan_of(wanted: Wanted, book: Book) -> Plan | list[RuleViolation]:
    """The row with its records, or everything it names that cannot be used."""
    looked_up = _LookUp(wanted, book)
    plan = looked_up.plan()
    return plan if plan is not None and not looked_up.faults else looked_up.faults


class _LookUp:
    def __init__(self, wanted: Wanted, book: Book) -> None:
        self.wanted = wanted
        self.book = book
        self.faults: list[RuleViolation] = list(wanted.faults)

    def plan(self) -> Plan | None:
        item = self._item()
        location, new_location = self._location("location_code"), None
        if location is not None:
            new_location = (
                self._location("new_location_code")
                if self.wanted.cell("new_location_code")
                else location
            )
        if item is None or location is None or new_location is None:
            return None
        variant, unit = self._variant(item), self._unit(item)
        bin_id = self._bin("bin_code", location)
        new_bin_id = bin_id
        if self.wanted.cell("new_bin_code") or new_location != location:
            new_bin_id = self._bin("new_bin_code", new_location)
        self._serial_is_one(unit)
        if variant is None or unit is None or self.faults:
            return None
        return Plan(
            wanted=self.wanted,
            item=item,
            variant=variant,
            location=location,
            new_location=new_location,
            bin_id=bin_id,
            new_bin_id=new_bin_id,
            unit=unit[0],
            qty_per_unit=unit[1],
            quantity=self.wanted.quantity or ZERO,
            quantity_base=self._base(item, unit[1]),
        )

    def _item(self) -> Item | None:
        no = self.wanted.cell("item_no")
        return self._found(self.book.items.get(no), "item_no", "item") if no else None

    def _variant(self, item: Item) -> ItemVariant | None:
        code = self.wanted.cell("variant_code")
        if not code and item.pk in self.book.with_variants:
            self._refuse(errors.VariantMissing, item=item)
        found = self.book.variants.get((item.pk, code))
        return self._found(found, "variant_code", "variant", where=f" of item {item}")

    def _unit(self, item: Item) -> tuple[UnitOfMeasure, Decimal] | None:
        code = self.wanted.cell("unit_of_measure")
        # ALL is counted in base units, whatever unit is named
        if not code or self.wanted.quantity is None:
            return item.base_unit_of_measure, Decimal(1)
        found = self.book.units.get((item.pk, code))
        where = f" of item {item}"
        if self._found(found, "unit_of_measure", "unit of measure", where=where) is None:
            return None
        assert found is not None  # noqa: S101
        return found.unit_of_measure, found.qty_per_unit

    def _location(self, column: str) -> Location | None:
        location = self.book.locations.get(self.wanted.cell(column))
        if location is not None and location.directed_put_away_and_pick:
            self._refuse(errors.DirectedLocation, column=column, location=location)
        return self._found(location, column, "location")

    def _bin(self, column: str, location: Location) -> int | None:
        code = self.wanted.cell(column)
        if not code:
            if location.bin_mandatory:
                self._refuse(errors.BinMissing, column=column, location=location)
            return None
        found = self.book.bins.get((location.pk, code))
        where = f" at {f'location {location}' if location.code else 'the blank location'}"
        return self._found(found, column, "bin", where=where)

    def _serial_is_one(self, unit: tuple[UnitOfMeasure, Decimal] | None) -> None:
        """RCL-014.  A serial that gets none, and stock without serial that gets one, count as well."""
        number = self.wanted.numbers.serial_no or self.wanted.new_numbers.serial_no
        quantity = self.wanted.quantity
        if not number or unit is None or quantity is None or quantity * unit[1] == 1:
            return
        if not any(fault.field == "quantity" for fault in self.faults):
            self._refuse(
                errors.SerialNeedsOneUnit,
                number=number,
                quantity=quantity * unit[1],
                value=self.wanted.cell("quantity"),
            )

    def _base(self, item: Item, qty_per_unit: Decimal) -> Decimal:
        if self.wanted.quantity is None:
            return ZERO
        try:
            return base_quantity(self.wanted.quantity, qty_per_unit, item.rounding_precision)
        except Refused as refused:
            for violation in refused.violations:
                violation.line_no = self.wanted.no
            self.faults += refused.violations
            return ZERO

    def _found(self, found: F | None, column: str, what: str, *, where: str = "") -> F | None:
        if found is None:
            value = self.wanted.row.cells.get(column, "")
            self._refuse(errors.CodeUnknown, column=column, value=value, what=what, where=where)
        return found

    def _refuse(self, error: type[errors.RowError], **values: Any) -> None:
        self.faults.append(error(line_no=self.wanted.no, **values))


def doubles(rows: Iterable[Wanted]) -> Iterator[RuleViolation]:
    """The same serial taken twice, the same new serial given twice, one row_id twice (RCL-063)."""
    taken: dict[tuple[str, str, str], str] = {}
    given: dict[tuple[str, str, str], str] = {}
    named: dict[str, int] = {}
    for wanted in rows:
        of = (wanted.cell("item_no"), wanted.cell("variant_code"))
        old, new = wanted.numbers.serial_no, wanted.new_numbers.serial_no
        row_id = wanted.row.cells.get("row_id", "")
        if (
            old
            and (earlier := taken.setdefault((*of, old), wanted.row.row_id)) != wanted.row.row_id
        ):
            yield errors.SameSerialTwice(
                line_no=wanted.no, number=old, value=old, earlier=earlier, column="serial_no"
            )
        if new and new != old:
            earlier = given.setdefault((*of, new), wanted.row.row_id)
            if earlier != wanted.row.row_id:
                yield errors.SameNewSerialTwice(
                    line_no=wanted.no,
                    number=new,
                    value=new,
                    earlier=earlier,
                    column="new_serial_no",
                )
        if row_id and (line := named.setdefault(row_id, wanted.no)) != wanted.no:
            yield errors.SameRowIdTwice(
                line_no=wanted.no, value=row_id, earlier=line, column="row_id"
            )
