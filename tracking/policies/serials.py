"""Serial numbers: one unit each, and once in stock (POST section 7)."""

from django.db.models import (
    Case,
    CharField,
    Count,
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
from django.db.models.expressions import RawSQL
from django.db.models.functions import RowNumber

from tracking.posting import errors, tables
from wms.core.quantity import qty
from wms.core.rules import Rule, row_rule, rule
from wms.documents.kinds import EntryType
from wms.ledger.models import ItemLedgerEntry


@row_rule(errors.SerialQuantityNotOne)
def serial_quantity_not_one() -> Q:
    """A serial number, specific or not, stands for exactly one base unit (POST-063)."""
    return ~Q(serial_no="", new_serial_no="") & ~Q(quantity=qty(1))


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


# By the unique index of serials in stock: the columns stand in its order, with its condition.
_IN_STOCK = f"""
select r.id
from (select id, item_id, variant_id, case when is_transfer then new_serial_no else serial_no end as serial_no
      from {tables.ROW} where is_transfer or not outbound) r
join ledger_itemledgerentry e
    on e.item_id = r.item_id and e.variant_id = r.variant_id and e.serial_no = r.serial_no
where e.remaining_quantity > 0 and e.serial_is_specific and r.serial_no <> ''
"""


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
        .filter(pk__in=RawSQL(_IN_STOCK, []))
        .annotate(
            stock_entry=Subquery(in_stock.values("entry_no")[:1]),
            stock_location=Subquery(in_stock.annotate(place=place).values("place")[:1]),
        )
    )


def _after_the_first(rows: QuerySet, serial: str) -> QuerySet:
    """Rows whose serial stands on an earlier row, with ``first_line_no``."""
    times = rows.order_by().values("variant", serial).annotate(times=Count("pk"))
    if not times.filter(times__gt=1).exists():  # most of the time: cheaper than numbering every row
        return rows.none()
    same = [F("variant"), F(serial)]
    return rows.annotate(
        occurrence=Window(RowNumber(), order_by="id", partition_by=same),
        first_line_no=Window(Min("line_no"), partition_by=same),
    ).filter(occurrence__gt=1)


@rule(errors.SerialTwiceInPosting)
def serial_twice_in_posting(rows: QuerySet) -> QuerySet:
    return _after_the_first(_bringing_in_a_serial(rows), "incoming_serial")


# The last that the ledger knows of a serial is that it left.
_LEFT = f"""
select r.id from {tables.ROW} r
join ledger_itemledgerentry e on e.entry_no = (
    select max(l.entry_no) from ledger_itemledgerentry l
    where l.serial_no = r.serial_no and not (l.serial_no = '') and l.item_id = r.item_id
      and l.variant_id = r.variant_id)
where r.outbound and not r.sn_specific and r.serial_no <> '' and e.quantity < 0
"""


def _captured_at_sale(rows: QuerySet) -> QuerySet:
    """Rows that give stock without serials its serial on the way out."""
    return rows.filter(
        entry_type=EntryType.SALE,
        outbound=True,
        sn_specific=False,
        item__item_tracking_code__sn_sales_outbound_tracking=True,
    ).exclude(serial_no="")


@rule(errors.SerialShippedAlready)
def serial_shipped_already(rows: QuerySet) -> QuerySet:
    """A serial captured at the sale may be sold again only after it came back (POST-030, D7)."""
    last = (
        ItemLedgerEntry.objects.filter(
            item=OuterRef("item"), variant=OuterRef("variant"), serial_no=OuterRef("serial_no")
        )
        .exclude(serial_no="")
        .order_by("-entry_no")
    )
    gone = _captured_at_sale(rows).filter(pk__in=RawSQL(_LEFT, []))
    return gone.annotate(
        shipped_document=Subquery(last.values("document_no")[:1]),
        shipped_entry=Subquery(last.values("entry_no")[:1]),
    )


@rule(errors.SerialLeavesTwice)
def serial_leaves_twice(rows: QuerySet) -> QuerySet:
    return _after_the_first(_captured_at_sale(rows), "serial_no")


SERIALS: tuple[Rule, ...] = (serial_quantity_not_one,)
SERIALS_COMING_IN: tuple[Rule, ...] = (serial_in_stock, serial_twice_in_posting)
SERIALS_GOING_OUT: tuple[Rule, ...] = (serial_shipped_already, serial_leaves_twice)
