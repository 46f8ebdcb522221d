"""Invariants of specifically tracked numbers, which only the item tracking code knows (POST-017, POST-026)."""

from collections.abc import Iterator

from django.db.models import F, Min, Q, Sum

from tracking.models import Reservation
from tracking.switches import CAPTION, KINDS, NUMBER_FIELD, PREFIX
from wms.core.quantity import shown
from wms.ledger.checks import Difference, check
from wms.ledger.checks.entries import ENTRIES, PLACE
from wms.ledger.checks.registry import entry, place
from wms.ledger.models import ItemApplicationEntry, ItemLedgerEntry


@check("POST-026", "What is consumed carries the same specific numbers", over=ItemApplicationEntry)
def specific_numbers_are_consumed() -> Iterator[Difference]:
    for kind in KINDS:
        number = NUMBER_FIELD[kind]
        rows = (
            ItemApplicationEntry.objects.filter(
                quantity__lt=0,
                outbound_entry__isnull=False,
                **{f"item__item_tracking_code__{PREFIX[kind]}_specific_tracking": True},
            )
            .exclude(**{f"inbound_entry__{number}": F(f"outbound_entry__{number}")})
            .order_by("pk")
            .values_list(
                "outbound_entry_id",
                "inbound_entry_id",
                f"outbound_entry__{number}",
                f"inbound_entry__{number}",
            )
        )
        for outbound, inbound, wanted, found in rows:
            yield Difference(
                where=f"{entry(outbound)}, what it consumed",
                expected=f"{CAPTION[kind]} {wanted}",
                found=f"{found or '(blank)'} of entry {inbound}",
            )


@check("POST-017", "Specific numbers add up alike and are never negative", over=ItemLedgerEntry)
def specific_numbers_add_up() -> Iterator[Difference]:
    """Per item, variant, location and number, for each kind of number that follows the goods."""
    for kind in KINDS:
        number = NUMBER_FIELD[kind]
        rows = (
            ENTRIES.filter(**{f"item__item_tracking_code__{PREFIX[kind]}_specific_tracking": True})
            .exclude(**{number: ""})
            .values(*PLACE, number)
            .annotate(moved=Sum("quantity"), left=Sum("remaining_quantity"), first=Min("entry_no"))
            .filter(~Q(moved=F("left")) | Q(left__lt=0))
            .order_by("first")
        )
        for row in rows:
            where = f"{place(row)}, {CAPTION[kind]} {row[number]}, entries from {row['first']} on"
            if row["moved"] != row["left"]:
                yield Difference(
                    where=f"{where}, Σ Remaining Quantity",
                    expected=f"{shown(row['moved'])} (Σ Quantity)",
                    found=shown(row["left"]),
                )
            else:
                yield Difference(
                    where=f"{where}, Σ Quantity", expected="0 or more", found=shown(row["moved"])
                )


@check("POST-028", "Reservations hold no more than remains", over=Reservation)
def reservations_are_covered() -> Iterator[Difference]:
    """Per entry; what is held for a line is no more than is outstanding on it either (ITL-145)."""
    held = Reservation.objects.values("entry", "entry__remaining_quantity").annotate(
        held=Sum("quantity")
    )
    for row in held.filter(held__gt=F("entry__remaining_quantity")).order_by("entry"):
        yield Difference(
            where=f"entry {row['entry']}, Σ of its reservations",
            expected=f"at most {shown(row['entry__remaining_quantity'])} (Remaining Quantity)",
            found=shown(row["held"]),
        )
