"""What is on hand under a number (SET-149, SET-150)."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.db.models import Case, Exists, F, OuterRef, Q, QuerySet, Subquery, Sum, When
from django.db.models.functions import Coalesce

from tracking.models import NumberComment, NumberInformation
from tracking.numbers.keys import NumberKey
from tracking.switches import NUMBER_FIELD
from wms.core.quantity import ZERO, QuantityField, qty
from wms.ledger.models import ItemLedgerEntry

FEW = 20_000  # open entries that are read to find their cards


@dataclass(frozen=True)
class OnHand:
    inventory: Decimal
    expired: Decimal


def inventory_of(
    card: NumberInformation, *, on: date | None, location: str | None = None
) -> OnHand:
    """Σ Remaining Quantity of the open incoming entries of the card's number.

    ``location``: the code of the only location that counts; None for all of them.
    ``expired``: what of it has an expiration date earlier than ``on``; 0 when no day is given.
    """
    entries = NumberKey.of_card(card).entries.filter(remaining_quantity__gt=0)
    if location is not None:
        entries = entries.filter(location__code=location)
    late = Q(expiration_date__lt=on) if on is not None else Q(pk__in=[])
    found = entries.aggregate(
        inventory=Sum("remaining_quantity"), expired=Sum("remaining_quantity", filter=late)
    )
    return OnHand(found["inventory"] or ZERO, found["expired"] or ZERO)


def cards_with_inventory(*, on: date, location: str | None = None) -> QuerySet[NumberInformation]:
    """Cards with ``inventory`` and ``expired_inventory`` and whether they have comments, in the one
    statement that reads them."""
    there = Q(location__code=location) if location is not None else Q()
    comments = NumberComment.objects.filter(
        **{name: OuterRef(name) for name in ("item", "variant", "kind", "number")}
    )
    return NumberInformation.objects.select_related("item", "variant").annotate(
        inventory=_on_hand(there),
        expired_inventory=_on_hand(there & Q(expiration_date__lt=on)),
        has_comments=Exists(comments),
    )


def in_stock(cards: QuerySet, condition: Q, *, kind: str = "") -> QuerySet:
    """Cards whose number has open incoming entries that meet ``condition``.

    ``kind``: the only one there is among the cards, if that is known.  Few entries lead to their cards;
    among many, cards are looked at in the order of the list until there are enough.
    """
    open_entries = ItemLedgerEntry.objects.in_inventory().filter(condition)
    are_few = open_entries.values("item")[: FEW + 1].count() <= FEW  # what its index holds
    found = Q(pk__in=[])
    for each in [kind] if kind else NUMBER_FIELD:
        number = NUMBER_FIELD[each]
        is_one = Q(kind=each) & Q(Exists(_entries(number, condition)))
        if are_few:
            numbers = open_entries.filter(~Q(**{number: ""})).values(number)
            is_one &= Q(number__in=numbers)
        found |= is_one
    if not are_few:
        if kind == "serial":
            cards = _between_ends(cards)
        # one of two possibilities, so that PostgreSQL does not read all stock for the first page
        found |= Q(number="")
    return cards.filter(found)


def _between_ends(cards: QuerySet) -> QuerySet:
    """Serial cards from the first to the last serial in stock: stock is mostly what came last, and the
    cards of all that left before need not be looked at."""
    numbers = (
        ItemLedgerEntry.objects.in_inventory()
        .filter(~Q(serial_no=""))
        .values_list("serial_no", flat=True)
    )
    first, last = numbers.order_by("serial_no").first(), numbers.order_by("-serial_no").first()
    return cards.none() if first is None else cards.filter(number__range=(first, last))


def without_stock(cards: QuerySet, condition: Q, *, kind: str = "") -> QuerySet:
    found = Q()
    for each in [kind] if kind else NUMBER_FIELD:
        found &= ~Q(kind=each) | ~Q(Exists(_entries(NUMBER_FIELD[each], condition)))
    return cards.filter(found)


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
        _entries(number, condition)
        .order_by()
        .values("item")
        .annotate(on_hand=Sum(F("remaining_quantity")))
        .values("on_hand")
    )
    return Subquery(entries, output_field=QuantityField())


def _entries(number: str, condition: Q) -> QuerySet[ItemLedgerEntry]:
    """Open incoming entries of the card around; says that the number is not blank, for its index."""
    return ItemLedgerEntry.objects.in_inventory().filter(
        condition,
        ~Q(**{number: ""}),
        item=OuterRef("item"),
        variant=OuterRef("variant"),
        **{number: OuterRef("number")},
    )


MOST_LINES = 10_000  # open lines are counted that far


def open_line_count(number: NumberKey) -> int:
    """How many document lines still have something to handle of the number (SET-155)."""
    lines = number.open_tracking_lines.order_by().values("line").distinct()
    return lines[: MOST_LINES + 1].count()


def open_lines_said(number: NumberKey) -> str:
    """``"3 open lines use it"``; "" for none."""
    count = open_line_count(number)
    if not count:
        return ""
    if count > MOST_LINES:
        return f"More than {MOST_LINES:,} open lines use it"
    return "1 open line uses it" if count == 1 else f"{count:,} open lines use it"
