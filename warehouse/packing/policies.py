"""What is packed where, and which numbers a unit needs when it goes into a container."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal

from django.db.models import F, Q, QuerySet, Sum

from tracking.models import TrackingLine
from tracking.models.posting import words_for
from tracking.switches import CAPTION, NUMBER_FIELD, Situation, need
from warehouse.capture import rules as capture
from warehouse.models import Container, ContainerLine
from warehouse.models.packing import ContainerStatus
from warehouse.packing import errors
from wms.core.errors import RuleViolation
from wms.core.quantity import ZERO
from wms.documents.kinds import DocumentKind, EntryType
from wms.documents.models import DocumentLine
from wms.inventory.models import Item, Location
from wms.ledger.models import ItemLedgerEntry

PACKED_KINDS = (DocumentKind.SALES_ORDER, DocumentKind.TRANSFER_ORDER)
PACKS = {"require_packing": True, "require_shipment": False, "require_pick": False}
WORDS = {"serial": "serial number", "lot": "lot", "package": "package"}
UNSHIPPED = Q(is_shipped=False)


def packs(location: Location) -> bool:
    """Whether goods leave this location through the packing station (docs/adr/0016)."""
    return all(getattr(location, name) is wanted for name, wanted in PACKS.items())


def packed_at(path: str) -> Q:
    """The same, of the location that ``path`` leads to, such as ``location``."""
    return Q(**{f"{path}__{name}": wanted for name, wanted in PACKS.items()})


@dataclass(frozen=True)
class Goods:
    """Units of an order's line that are being packed, as the checks of captured serials want them."""

    line: DocumentLine
    lot_no: str = ""
    package_no: str = ""
    pk: int | None = None

    @property
    def item(self) -> Item:
        return self.line.item

    @property
    def item_id(self) -> int:
        return self.line.item_id

    @property
    def variant_id(self) -> int:
        return self.line.variant_id

    @property
    def location(self) -> Location:
        return self.line.location

    @property
    def location_id(self) -> int:
        return self.line.location_id

    @property
    def source_line_id(self) -> int:
        return self.line.pk


def captures(line: DocumentLine) -> bool:
    """Whether units of this line get their serial at the packing station (CAP-043, CAP-039)."""
    return capture.captures_serials(line.item, line.entry_type)


def needs(line: DocumentLine, kind: str) -> bool:
    """Whether nothing of the line is shipped without a number of this kind."""
    if kind == "serial" and captures(line):
        return True
    situation = Situation(EntryType(line.entry_type), outbound=True)
    return need(line.item.item_tracking_code, kind, situation).is_required


def must_be_here(line: DocumentLine, kind: str) -> bool:
    """Whether only numbers can be packed that lie in stock: those that are followed (POST-026, D18)."""
    code = line.item.item_tracking_code
    if code is None:
        return False
    if code.is_specific(kind):
        return True
    group = code.tracking_dimension_group
    return kind == "serial" and group is not None and group.is_active and not captures(line)


def packed_of(line: DocumentLine) -> Decimal:
    """What unshipped containers hold of the line."""
    held = ContainerLine.objects.filter(UNSHIPPED, source_line=line.pk)
    return held.aggregate(held=Sum("quantity"))["held"] or ZERO


# --- serials --------------------------------------------------------------------------------------


def not_named(
    line: DocumentLine, serials: Collection[str], *, to_pack: Decimal
) -> Iterator[tuple[str, RuleViolation]]:
    """CAP-045, PACK-012: where the order names the serials, others only take the units that are left over."""
    rows = TrackingLine.objects.filter(line=line.pk, session=None, quantity__gt=F("qty_handled"))
    named = set(rows.exclude(serial_no="").values_list("serial_no", flat=True))
    if not named:
        return
    packed = ContainerLine.objects.filter(UNSHIPPED, source_line=line.pk, serial_no__in=named)
    open_ones = sorted(named - set(packed.values_list("serial_no", flat=True)))
    free = to_pack - len(open_ones)
    for serial in serials:
        if serial in named:
            continue
        if free > 0:
            free -= 1
            continue
        some = ", ".join(open_ones[: capture.MOST_OFFERED])
        yield (
            serial,
            errors.SerialNotNamed(
                number=serial,
                item=line.item,
                source=line.document,
                named=f" Not packed yet: {some}." if some else "",
            ),
        )


def not_here(goods: Goods, serials: Collection[str]) -> Iterator[tuple[str, RuleViolation]]:
    """PACK-012: a serial that is followed is packed only where it lies."""
    if not must_be_here(goods.line, "serial"):
        return
    here = capture.in_stock_here(goods, serials)
    for serial in serials:
        if serial not in here:
            yield (
                serial,
                errors.SerialNotHere(
                    number=serial,
                    item=goods.item,
                    location=goods.location,
                    offers=capture.offers(goods),
                ),
            )


def lying_elsewhere(
    line: DocumentLine, lying: Mapping[str, tuple[str, str]], *, numbers: tuple[str, str]
) -> Iterator[tuple[str, RuleViolation]]:
    """PACK-011, PACK-012: a serial in stock lies in the lot and package that are given with it."""
    for serial, (lot, package) in lying.items():
        for word, here, given in zip(("lot", "package"), (lot, package), numbers, strict=True):
            if given and given != here:
                yield (
                    serial,
                    errors.SerialInOtherLot(
                        number=serial,
                        item=line.item,
                        where=f"in {word} {here}" if here else f"in no {word}",
                        word=word,
                        given=given,
                    ),
                )
                break


# --- closing --------------------------------------------------------------------------------------


def numbers_missing(container: Container) -> Iterator[RuleViolation]:
    """CAP-045, PACK-016: nothing in a container that is closed lacks a number that it needs."""
    lines = container.lines.select_related(
        "source_line__item__item_tracking_code__tracking_dimension_group"
    ).order_by("pk")
    missing: dict[tuple[Item, str], Decimal] = {}
    for content in lines:
        for kind, field in NUMBER_FIELD.items():
            if not getattr(content, field) and needs(content.source_line, kind):
                key = (content.source_line.item, kind)
                missing[key] = missing.get(key, ZERO) + content.quantity
    for (item, kind), quantity in missing.items():
        yield errors.NumbersMissing(
            container=container.no,
            item=item,
            missing=quantity,
            verb="has" if quantity == 1 else "have",
            word=WORDS[kind],
        )


def not_multiple(item: Item, quantity: Decimal) -> Iterator[RuleViolation]:
    """SET-021: goods that are counted in whole ones, or in halves, are packed in those."""
    if item.rounding_precision and quantity % item.rounding_precision:
        yield errors.NotMultiple(item=item, quantity=quantity, precision=item.rounding_precision)


def not_open(container: Container) -> Iterator[RuleViolation]:
    if container.is_open:
        return
    yield errors.ContainerNotOpen(
        container=container.no,
        status=container.get_status_display().lower(),
        way_out=" Reopen it first." if container.status == ContainerStatus.CLOSED else "",
    )


# --- lots and packages ----------------------------------------------------------------------------

Sets = dict[tuple[str, str], Decimal]


def in_stock(line: DocumentLine) -> QuerySet[ItemLedgerEntry]:
    return ItemLedgerEntry.objects.in_inventory().filter(
        item=line.item_id, variant=line.variant_id, location=line.location_id
    )


def sets_to_pack(line: DocumentLine) -> Sets:
    """Lots and packages of units without serial that lie at the line's location and in no container yet.

    Where the order names lots or packages, only those.  Three reads.
    """
    stock = in_stock(line).filter(serial_no="").values_list("lot_no", "package_no")
    left: Sets = {
        (lot, package): held
        for lot, package, held in stock.annotate(held=Sum("remaining_quantity")).order_by()
    }
    packed = capture.packed_without_serial(line).values_list("lot_no", "package_no")
    for lot, package, held in packed.annotate(held=Sum("quantity")):
        left[lot, package] = left.get((lot, package), ZERO) - held
    named = _named_sets(line)
    return {
        (lot, package): held
        for (lot, package), held in left.items()
        if held > 0
        and (not named or any(wanted in ("", lot) and of in ("", package) for wanted, of in named))
    }


def _named_sets(line: DocumentLine) -> set[tuple[str, str]]:
    rows = TrackingLine.objects.filter(line=line.pk, session=None, quantity__gt=F("qty_handled"))
    return set(rows.exclude(lot_no="", package_no="").values_list("lot_no", "package_no"))


def fitting_set(line: DocumentLine, sets: Sets, *, lot_no: str, package_no: str) -> tuple[str, str]:
    """The lot and package that are meant: filled in where only one can be (PACK-011).

    Raises the violation when it is another one, or when several could be meant.
    """
    given = {"lot": lot_no, "package": package_no}
    found = {"lot": "", "package": ""}
    for position, kind in enumerate(found):
        here = sorted({numbers[position] for numbers in sets if numbers[position]})
        wanted = given[kind]
        if wanted and line.item.item_tracking_code is None:
            raise errors.NumberNotTaken(item=line.item, caption=CAPTION[kind], number=wanted)
        if wanted:
            if wanted not in here and (must_be_here(line, kind) or _named_sets(line)):
                raise _not_to_pack(line, kind, wanted, here)
            found[kind] = wanted
        elif needs(line, kind):
            found[kind] = _the_only(line, kind, here)
        sets = {key: held for key, held in sets.items() if key[position] == found[kind]} or sets
    return found["lot"], found["package"]


def _the_only(line: DocumentLine, kind: str, here: list[str]) -> str:
    if len(here) == 1:
        return here[0]
    if here:
        raise errors.LotUndecided(item=line.item, plural=f"{WORDS[kind]}s", lots=_some(here))
    raise errors.LotMissing(item=line.item, caption=CAPTION[kind], location=line.location)


def _not_to_pack(
    line: DocumentLine, kind: str, number: str, here: list[str]
) -> errors.LotNotToPack:
    return errors.LotNotToPack(
        number=number,
        item=line.item,
        caption=CAPTION[kind],
        source=line.document,
        lots=f" There: {_some(here)}." if here else "",
    )


def _some(numbers: list[str]) -> str:
    return ", ".join(numbers[: capture.MOST_OFFERED])


def too_little(
    line: DocumentLine, sets: Sets, *, numbers: tuple[str, str], quantity: Decimal
) -> Iterator[RuleViolation]:
    """PACK-009: no more is packed than lies there; of a lot that is followed, no more than of that lot."""
    lot, package = numbers
    available = sum(
        (
            held
            for (lot_here, package_here), held in sets.items()
            if (lot_here == lot or not must_be_here(line, "lot"))
            and (package_here == package or not must_be_here(line, "package"))
        ),
        ZERO,
    )
    if quantity > available:
        yield errors.NotEnoughToPack(
            item=line.item,
            numbers=words_for("", lot, package),
            available=available,
            location=line.location,
            asked=quantity,
        )
