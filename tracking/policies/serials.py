"""Serial numbers: one unit each, and once in stock (POST section 7)."""

from django.db.models import (
    Case,
    CharField,
    Exists,
    F,
    Min,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    Value,
    When,
    Window,
)
from django.db.models.functions import RowNumber

from tracking.posting import errors
from wms.core.quantity import qty
from wms.core.rules import Rule, rule
from wms.ledger.models import ItemLedgerEntry


@rule(errors.SerialQuantityNotOne)
def serial_quantity_not_one(rows: QuerySet) -> QuerySet:
    """A serial number, specific or not, stands for exactly one base unit (POST-063)."""
    return rows.exclude(serial_no="", new_serial_no="").exclude(quantity=qty(1))


def _bringing_in_a_serial(rows: QuerySet) -> QuerySet:
    """Rows that bring a specific serial into stock; one that a transfer keeps is taken out first."""
    incoming = Case(
        When(is_transfer=True, then=F("new_serial_no")),
        default=F("serial_no"),
        output_field=CharField(),
    )
    return (
        rows.filter(sn_specific=True)
        .filter(
            Q(outbound=False) & ~Q(serial_no="")
            | Q(is_transfer=True) & ~Q(new_serial_no="") & ~Q(new_serial_no=F("serial_no"))
        )
        .annotate(incoming_serial=incoming)
    )


@rule(errors.SerialInStock)
def serial_in_stock(rows: QuerySet) -> QuerySet:
    """Stock blocks a serial, at any location; history does not (POST-059, POST-060)."""
    in_stock = ItemLedgerEntry.objects.in_inventory().filter(
        item=OuterRef("item"),
        variant=OuterRef("variant"),
        serial_no=OuterRef("incoming_serial"),
        serial_is_specific=True,
    )
    place = Case(
        When(location__code="", then=Value("the blank location")),
        default=F("location__code"),
        output_field=CharField(),
    )
    return (
        _bringing_in_a_serial(rows)
        .filter(Exists(in_stock))
        .annotate(
            stock_entry=Subquery(in_stock.values("entry_no")[:1]),
            stock_location=Subquery(in_stock.annotate(place=place).values("place")[:1]),
        )
    )


@rule(errors.SerialTwiceInPosting)
def serial_twice_in_posting(rows: QuerySet) -> QuerySet:
    same = {"partition_by": [F("variant"), F("incoming_serial")]}
    return (
        _bringing_in_a_serial(rows)
        .annotate(
            occurrence=Window(RowNumber(), order_by="id", **same),
            first_line_no=Window(Min("line_no"), **same),
        )
        .filter(occurrence__gt=1)
    )


SERIALS: tuple[Rule, ...] = (serial_quantity_not_one,)
SERIALS_COMING_IN: tuple[Rule, ...] = (serial_in_stock, serial_twice_in_posting)
