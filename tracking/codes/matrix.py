"""What every kind of document asks of each number, for one code: the table of kinds against the switches."""

from collections.abc import Iterator
from dataclasses import dataclass

from tracking.models import ItemTrackingCode
from tracking.switches import CAPTION, Need, Situation, need
from tracking.switches import KINDS as NUMBER_KINDS
from wms.documents.kinds import KINDS, EntryType, Kind, leaves_stock


@dataclass(frozen=True)
class Way:
    """A document line in one direction.  ``negative``: its quantity is below 0, which turns it around."""

    kind: Kind
    entry_type: EntryType
    negative: bool

    @property
    def situation(self) -> Situation:
        turned = self.negative is not self.kind.is_return
        outbound = leaves_stock(self.entry_type, negative=turned)
        return Situation(self.entry_type, outbound=outbound)

    @property
    def caption(self) -> str:
        has_own_types = len(self.kind.line_entry_types) > 1
        return f"{self.kind.title}, {self.entry_type.label}" if has_own_types else self.kind.title

    @property
    def direction(self) -> str:
        if self.kind.is_reclassification:
            return "old and new number"
        if self.kind.is_transfer:
            return "shipment and receipt"
        way = "out of stock" if self.situation.outbound else "into stock"
        return f"{way}, negative quantity" if self.negative else way


def ways() -> Iterator[Way]:
    """Every kind of document that is posted, in both directions; what moves goods has one, with two ends."""
    for kind in (row for row in KINDS.values() if row.steps):
        for entry_type in kind.line_entry_types or (kind.entry_type,):
            assert entry_type is not None  # noqa: S101 (the table of kinds)
            for negative in (False,) if kind.makes_pairs else (False, True):
                yield Way(kind, entry_type, negative)


@dataclass(frozen=True)
class MatrixRow:
    caption: str
    direction: str
    needs: tuple[Need, ...]  # serial, lot, package

    @property
    def cells(self) -> list[tuple[str, Need]]:
        return list(zip(CAPTION.values(), self.needs, strict=True))


def matrix(code: ItemTrackingCode | None) -> list[MatrixRow]:
    """``code`` need not be saved; None stands for an item without one."""
    return [
        MatrixRow(
            way.caption,
            way.direction,
            tuple(_need(code, kind, way) for kind in NUMBER_KINDS),
        )
        for way in ways()
    ]


def _need(code: ItemTrackingCode | None, kind: str, way: Way) -> Need:
    """Serials that are captured late are asked for when a transfer order is shipped too (CAP-037)."""
    group = code.tracking_dimension_group if code else None
    if kind == "serial" and group and group.captures and way.kind.is_transfer:
        return Need.REQUIRED
    return need(code, kind, way.situation)
