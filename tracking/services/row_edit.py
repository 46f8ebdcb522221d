"""What happens to a row when some of its fields are filled in: checks, and the fields that follow."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from django.core.exceptions import ValidationError
from django.db.models import Q

from tracking import availability, errors
from tracking.availability import Combination
from tracking.models import AvailabilityFigure, NumberInformation, TrackingLine
from tracking.page import Page
from tracking.selectors.known import Known, known_of
from tracking.services.applications import application_violations
from tracking.switches import NUMBER_FIELD
from wms.core.errors import RuleViolation, refuse_if_any
from wms.core.quantity import ZERO, rounded
from wms.core.text import folded

NUMBERS = tuple(NUMBER_FIELD.values())
NEW_NUMBERS = tuple(f"new_{field}" for field in NUMBERS)
REFERENCES = "applies_to_entry_no", "applies_from_entry_no"
LONGEST = 50


def caption(field: str) -> str:
    return str(TrackingLine._meta.get_field(field).verbose_name).removesuffix(" (Base)")  # type: ignore[union-attr]


class RowEdit:
    """One row and the fields that somebody filled in; ``run`` applies them or raises Refused with all faults.

    Quantities come with the sign of the document line and are kept positive.  Nothing is stored here.
    """

    def __init__(
        self, page: Page, row: TrackingLine, changes: Mapping[str, Any], *, accept_blocked: bool
    ) -> None:
        self.page = page
        self.row = row
        self.changes = dict(changes)
        self.accept_blocked = accept_blocked
        self.violations: list[RuleViolation] = []
        self.known: Known | None = None
        self.had_number = bool(_combination(row))

    def run(self) -> None:
        lock = self.page.lock
        if lock is not None and not self.changes.keys() <= lock.open_fields:
            self.page.refuse_if_locked()
        self._fold_numbers()
        self._refuse_handled_numbers()
        refuse_if_any(self.violations)
        if self._changes_any(NUMBERS):
            self._set_numbers()
        self._set_new_numbers()
        self._refuse_blocked()
        self._set_dates()
        self._set_quantity()
        self._set_qty_to_handle()
        self._set_qty_to_invoice()
        self._set_references()
        refuse_if_any(self.violations)

    # --- numbers ---

    def _fold_numbers(self) -> None:
        for field in (*NUMBERS, *NEW_NUMBERS):
            if field not in self.changes:
                continue
            try:
                self.changes[field] = number = folded(str(self.changes[field] or ""))
            except ValidationError:
                self._refuse(errors.NumberHasBadCharacter, field, caption=caption(field))
                continue
            if len(number) > LONGEST:
                self._refuse(
                    errors.NumberTooLong, field, caption=caption(field), length=len(number)
                )
            if number and field in NEW_NUMBERS and not self.page.is_reclassification:
                self._refuse(errors.NewNumberHere, field, caption=caption(field))

    def _refuse_handled_numbers(self) -> None:
        """ITL-062, POST-040: what is handled or applied keeps its numbers."""
        for field in self._changed((*NUMBERS, *NEW_NUMBERS)):
            if self.row.qty_handled:
                self._refuse(
                    errors.NumberOfHandledRow,
                    field,
                    caption=caption(field),
                    handled=self._shown(self.row.qty_handled),
                )
        for field in self._changed(NUMBERS):
            for reference in REFERENCES:
                if getattr(self.row, reference) and self.changes.get(reference, True):
                    self._refuse(
                        errors.NumberOfAppliedRow,
                        field,
                        caption=caption(field),
                        reference=caption(reference),
                    )

    def _set_numbers(self) -> None:
        for field in self._changed(NUMBERS):
            setattr(self.row, field, self.changes[field])
        stock = self._number_in_stock()
        if stock is not None and "serial_no" in self.changes:
            # ITL-063, ITL-064: a lot that was typed stays; the page then asks which is right
            self.row.lot_no = self.row.lot_no or stock.lot_no
            self.row.package_no = self.row.package_no or stock.package_no
        self._refuse_duplicates()
        self._determine_dates(stock)
        if self.page.is_reclassification:
            for field in NUMBERS:  # RCL-010, ITL-175
                setattr(self.row, f"new_{field}", getattr(self.row, field))

    def _number_in_stock(self) -> AvailabilityFigure | None:
        """What the page's snapshot says of the row's numbers, of the serial if it has one."""
        numbers = _combination(self.row)
        if not numbers:
            return None
        availability.collect_missing(self.page.session, Combination(*numbers))
        figures = self.page.session.figures.order_by("-total", "id")
        if self.row.serial_no:
            return figures.filter(serial_no=self.row.serial_no).first()
        return figures.filter(**dict(zip(NUMBERS, numbers, strict=True))).first()

    def _refuse_duplicates(self) -> None:
        """ITL-058, ITL-059: a combination stands once under one document line."""
        row, others = self.row, self.page.rows.exclude(pk=self.row.pk)
        if row.serial_no:
            # the exclusion lets SQLite find it through the unique index
            if others.filter(serial_no=row.serial_no).exclude(serial_no="").exists():
                self._refuse(
                    errors.SerialTwice, "serial_no", number=row.serial_no, item=self.page.item
                )
        elif row.lot_no or row.package_no:
            same = others.filter(serial_no="", lot_no=row.lot_no, package_no=row.package_no)
            if same.exists():
                field = "lot_no" if row.lot_no else "package_no"
                self._refuse(errors.LotTwice, field, numbers=numbers_text(row), item=self.page.item)

    def _set_new_numbers(self) -> None:
        for field in self._changed(NEW_NUMBERS):
            setattr(self.row, field, self.changes[field])
        if "new_lot_no" in self.changes and self.row.new_lot_no:
            same = self.page.rows.filter(new_lot_no=self.row.new_lot_no).exclude(pk=self.row.pk)
            if (other := same.first()) is not None:  # ITL-178: merged lots get one date
                self.row.new_expiration_date = other.new_expiration_date

    def _refuse_blocked(self) -> None:
        """SET-154: a blocked number is taken only when somebody said so."""
        wanted = Q()
        for kind, field in NUMBER_FIELD.items():
            for name in (field, f"new_{field}"):
                if self.changes.get(name):
                    wanted |= Q(kind=kind, number=getattr(self.row, name))
        if not wanted or self.accept_blocked:
            return
        cards = NumberInformation.objects.filter(
            wanted, item=self.page.item, variant=self.page.line.variant, blocked=True
        )
        for card in cards:
            self._refuse(
                errors.NumberBlocked,
                NUMBER_FIELD[card.kind],
                caption=card.get_kind_display(),
                number=card.number,
                item=self.page.item,
            )

    # --- dates ---

    def _determine_dates(self, stock: AvailabilityFigure | None) -> None:
        """ITL-065, ITL-071, ITL-072, ITL-077, ITL-103."""
        row = self.row
        row.expiration_date = None
        if self.page.outbound:
            if stock is not None:
                row.warranty_date = stock.warranty_date
            if self.page.is_reclassification and self.page.code.use_expiration_dates:
                known = self._known()
                row.new_expiration_date = known.date if known else None
        elif self.page.takes_dates:
            known = self._known()
            if known is not None and known.is_fixed:
                row.expiration_date = known.date
            elif row.lot_no:
                same = self.page.rows.filter(lot_no=row.lot_no).exclude(pk=row.pk)
                row.expiration_date = (
                    same.order_by("id").values_list("expiration_date", flat=True).first()
                )

    def _known(self) -> Known | None:
        numbers = _combination(self.row)
        if not numbers:
            return None
        line = self.page.line
        return known_of(
            item_id=line.item_id, variant_id=line.variant_id, numbers=Combination(*numbers)
        )

    def _set_dates(self) -> None:
        if "expiration_date" in self.changes:
            self._set_expiration_date(self.changes["expiration_date"])
        if "new_expiration_date" in self.changes:
            self._set_new_expiration_date(self.changes["new_expiration_date"])
        if "warranty_date" in self.changes:
            self.row.warranty_date = self.changes["warranty_date"]

    def _set_expiration_date(self, day: date | None) -> None:
        if day is not None and not self.page.code.use_expiration_dates:
            self._refuse(
                errors.ExpirationNotUsed,
                "expiration_date",
                item=self.page.item,
                code=self.page.code,
            )
        elif self.page.outbound:
            if day is not None:
                self._refuse(errors.ExpirationFromStock, "expiration_date")
        else:
            known = self._known()
            if known is not None and known.is_fixed and day != known.date:
                self._refuse(
                    errors.ExpirationKnown,
                    "expiration_date",
                    numbers=numbers_text(self.row),
                    known=known.date or "blank",
                    date=day or "blank",
                )
            else:
                self.row.expiration_date = day

    def _set_new_expiration_date(self, day: date | None) -> None:
        if not self.page.is_reclassification:
            if day is not None:
                name = caption("new_expiration_date")
                self._refuse(errors.NewNumberHere, "new_expiration_date", caption=name)
        elif day is not None and not self.page.code.use_expiration_dates:
            self._refuse(
                errors.ExpirationNotUsed,
                "new_expiration_date",
                item=self.page.item,
                code=self.page.code,
            )
        else:
            self.row.new_expiration_date = day

    # --- quantities ---

    def _set_quantity(self) -> None:
        if "quantity" in self.changes:
            quantity = self._entered("quantity")
            if quantity is not None:
                self._change_quantity(quantity)
        elif not self.had_number and self.row.quantity == 0 and _combination(self.row):
            # ITL-053: one for a serial, what is still undefined for a lot or package
            has_serial = self.row.serial_no or self.row.new_serial_no
            self._change_quantity(Decimal(1) if has_serial else max(self._undefined(), ZERO))
        elif self._has_serial and self.row.quantity not in (0, 1):
            self._refuse_serial_quantity("quantity", self.row.quantity)

    def _undefined(self) -> Decimal:
        return self.page.undefined()  # this row has quantity 0

    def _change_quantity(self, quantity: Decimal) -> None:
        row = self.row
        if self._has_serial and quantity not in (0, 1):
            self._refuse_serial_quantity("quantity", quantity)
        elif quantity < row.qty_handled:
            self._refuse(
                errors.QuantityBelowHandled,
                "quantity",
                handled=self._shown(row.qty_handled),
                quantity=self._shown(quantity),
            )
        elif quantity != row.quantity:
            row.quantity = quantity
            row.qty_to_handle = quantity - row.qty_handled  # ITL-049
            row.qty_to_invoice = quantity - row.qty_invoiced
            self._release_application()

    def _release_application(self) -> None:
        """ITL-057: another quantity needs another entry, but for orders within Qty. to Invoice."""
        keeps = self.page.is_order and self.row.quantity <= abs(self.page.line.qty_to_invoice_base)
        if not keeps:
            self.row.applies_to_entry_no = None

    def _set_qty_to_handle(self) -> None:
        if "qty_to_handle" not in self.changes:
            return
        row, quantity = self.row, self._entered("qty_to_handle")
        if quantity is None:
            return
        most = row.quantity - row.qty_handled
        if self._has_serial and quantity not in (0, 1):
            self._refuse_serial_quantity("qty_to_handle", quantity)
        elif quantity > most:
            self._refuse(
                errors.QtyToHandleTooLarge,
                "qty_to_handle",
                maximum=self._shown(most),
                quantity=self._shown(quantity),
            )
        else:
            row.qty_to_handle = quantity
            row.qty_to_invoice = row.qty_handled + quantity - row.qty_invoiced  # ITL-050

    def _set_qty_to_invoice(self) -> None:
        if "qty_to_invoice" not in self.changes:
            return
        row, quantity = self.row, self._entered("qty_to_invoice")
        if quantity is None:
            return
        most = row.qty_to_handle + row.qty_handled - row.qty_invoiced
        if self._has_serial and quantity not in (0, 1):
            self._refuse_serial_quantity("qty_to_invoice", quantity)
        elif quantity > most:
            self._refuse(
                errors.QtyToInvoiceTooLarge,
                "qty_to_invoice",
                maximum=self._shown(most),
                quantity=self._shown(quantity),
            )
        else:
            row.qty_to_invoice = quantity

    def _entered(self, field: str) -> Decimal | None:
        """What was typed, positive; None when it was refused (ITL-047, SET-004, SET-021)."""
        given = rounded(Decimal(self.changes[field] or 0))
        if given * self.page.sign < 0:
            self._refuse(
                errors.QuantityHasWrongSign,
                field,
                caption=caption(field),
                expected="positive" if self.page.sign > 0 else "negative",
                quantity=given,
            )
            return None
        precision = self.page.item.rounding_precision
        if precision and given % precision:
            self._refuse(
                errors.QuantityNotMultiple,
                field,
                caption=caption(field),
                precision=precision,
                item=self.page.item,
                quantity=given,
            )
            return None
        return abs(given)

    @property
    def _has_serial(self) -> bool:
        return bool(self.row.serial_no or self.row.new_serial_no)

    def _refuse_serial_quantity(self, field: str, quantity: Decimal) -> None:
        self._refuse(
            errors.SerialQuantityNotOne,
            field,
            caption=caption(field),
            number=self.row.serial_no or self.row.new_serial_no,
            allowed="0 or 1" if self.page.sign > 0 else "0 or -1",
            quantity=self._shown(quantity),
        )

    # --- references and words ---

    def _set_references(self) -> None:
        for field in REFERENCES:
            if field in self.changes:
                setattr(self.row, field, self.changes[field])
        if self._changes_any((*REFERENCES, "quantity")):
            self.violations += application_violations(self.page, self.row)

    def _changes_any(self, fields: tuple[str, ...]) -> bool:
        return not self.changes.keys().isdisjoint(fields)

    def _changed(self, fields: tuple[str, ...]) -> list[str]:
        """The fields among these that get another value."""
        return [
            field
            for field in fields
            if field in self.changes and self.changes[field] != getattr(self.row, field)
        ]

    def _shown(self, quantity: Decimal) -> Decimal:
        return quantity * self.page.sign

    def _refuse(self, error: type[RuleViolation], field: str, **values: Any) -> None:
        violation = error(**values)
        violation.field = field  # one rule, several fields
        self.violations.append(violation)


def numbers_text(row: Any) -> str:
    """``Lot no. L1 and package no. P1``: the numbers of a row, named."""
    named = [
        f"{word} no. {number}"
        for word, number in (
            ("serial", row.serial_no),
            ("lot", row.lot_no),
            ("package", row.package_no),
        )
        if number
    ]
    text = " and ".join(named)
    return text[:1].upper() + text[1:]


def _combination(row: TrackingLine) -> tuple[str, str, str] | None:
    numbers = row.serial_no, row.lot_no, row.package_no
    return numbers if any(numbers) else None
