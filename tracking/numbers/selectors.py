"""What is on hand under a number (SET-149, SET-150)."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.db.models import Case, F, OuterRef, Q, QuerySet, Subquery, Sum, When
from django.db.models.functions import Coalesce

from tracking.models import NumberInformation
from tracking.switches import NUMBER_FIELD
from wms.core.quantity import ZERO, QuantityField, qty
from wms.ledger.models import ItemLedgerEntry


@dataclass(frozen=True)
class OnHand:
    inventory: Decimal
    expired: Decimal


def inventory_of(card: NumberInformation, *, on: date | None) -> OnHand:
    """Σ Remaining Quantity of the open incoming entries of the card's number, at all locations.

    ``expired``: what of it has an expiration date earlier than ``on``; 0 when no day is given.
    """
    number = NUMBER_FIELD[card.kind]
    entries = ItemLedgerEntry.objects.in_inventory().filter(
        ~Q(**{number: ""}), item=card.item_id, variant=card.variant_id, **{number: card.number}
    )
    late = Q(expiration_date__lt=on) if on is not None else Q(pk__in=[])
    found = entries.aggregate(
        inventory=Sum("remaining_quantity"), expired=Sum("remaining_quantity", filter=late)
    )
    return OnHand(found["inventory"] or ZERO, found["expired"] or ZERO)


def cards_with_inventory(*, on: date) -> QuerySet[NumberInformation]:
    """Cards with ``inventory`` and ``expired_inventory``, all in the one statement that reads them."""
    return NumberInformation.objects.select_related("item", "variant").annotate(
        inventory=_on_hand(Q()), expired_inventory=_on_hand(Q(expiration_date__lt=on))
    )


def _on_hand(condition: Q) -> Coalesce:
    return Coalesce(
        Case(
            *(
                When(kind=kind, then=_sum(number, condition))
                for kind, number in NUMBER_FIELD.items()
            )
        ),
        qty(0),
        output_field=QuantityField(),
    )


def _sum(number: str, condition: Q) -> Subquery:
    entries = (
        ItemLedgerEntry.objects.in_inventory()
        .filter(
            condition,
            ~Q(**{number: ""}),
            item=OuterRef("item"),
            variant=OuterRef("variant"),
            **{number: OuterRef("number")},
        )
        .order_by()
        .values("item")
        .annotate(on_hand=Sum(F("remaining_quantity")))
        .values("on_hand")
    )
    return Subquery(entries, output_field=QuantityField())
