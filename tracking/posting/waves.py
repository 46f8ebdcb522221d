"""The order of work of a reclassification: a line waits for the lines whose effect it needs.

A→B then B→C works, and so does S2→S3 then S1→S2 (RCL-009, RCL-020, RCL-060).  Lines that need nothing of
each other share a wave, so that ten thousand renamings are one.
"""

from collections import defaultdict
from collections.abc import Hashable
from itertools import groupby
from operator import itemgetter
from typing import NamedTuple

from tracking.models import PostingRow
from tracking.posting import tables
from wms.core import sql

_FIELDS = (
    "line_id",
    "variant_id",
    "location_id",
    "new_location_id",
    "serial_no",
    "lot_no",
    "package_no",
    "new_serial_no",
    "new_lot_no",
    "new_package_no",
    "sn_specific",
    "lot_specific",
    "package_specific",
)


def order_reclassification() -> None:
    """Set ``wave`` of the staged rows.  One read, and one update when anything has to wait."""
    rows = PostingRow.objects.order_by("id").values_list(*_FIELDS)
    waves = {line: wave for line, wave in _waves_of_lines(rows).items() if wave}
    if waves:
        by_wave: dict[int, list[int]] = defaultdict(list)
        for line, wave in waves.items():
            by_wave[wave].append(line)
        cases = " ".join(
            f"when line_id in ({', '.join(map(str, lines))}) then {wave}"
            for wave, lines in by_wave.items()
        )
        sql.execute(f"update {tables.ROW} set wave = case {cases} else 0 end")


def _waves_of_lines(rows) -> dict[int, int]:  # type: ignore[no-untyped-def]
    """Line → wave.  Rows of one line stay together: they are judged as one."""
    earlier = _Earlier()
    waves: dict[int, int] = {}
    for line, of_line in groupby(rows, key=itemgetter(0)):
        moves = [_Move(*row[1:]) for row in of_line]
        waves[line] = wave = max(earlier.wave_for(move) for move in moves)
        for move in moves:
            earlier.note(move, wave)
    return waves


class _Move(NamedTuple):
    variant: int
    location: int
    new_location: int
    serial: str
    lot: str
    package: str
    new_serial: str
    new_lot: str
    new_package: str
    sn_specific: bool
    lot_specific: bool
    package_specific: bool

    @property
    def source(self) -> Hashable:
        return (self.variant, self.location, self.serial, self.lot, self.package)

    @property
    def target(self) -> Hashable:
        return (self.variant, self.new_location, self.new_serial, self.new_lot, self.new_package)

    @property
    def queue(self) -> Hashable:
        """The stock that is later taken first in, first out: where the new entries line up."""
        return (
            self.variant,
            self.new_location,
            self.sn_specific and self.new_serial,
            self.lot_specific and self.new_lot,
            self.package_specific and self.new_package,
        )


class _Earlier:
    """The last wave in which an earlier line did something."""

    def __init__(self) -> None:
        self.made: dict[Hashable, int] = defaultdict(lambda: -1)  # this combination
        self.took: dict[Hashable, int] = defaultdict(int)  # of this combination
        self.queued: dict[Hashable, int] = defaultdict(int)  # entries behind each other
        self.freed: dict[Hashable, int] = defaultdict(lambda: -1)  # a serial taken out
        self.redated: dict[Hashable, int] = defaultdict(lambda: -1)  # a lot given a new date
        self.used_up: dict[Hashable, int] = defaultdict(lambda: -1)  # a lot, perhaps

    def wave_for(self, move: _Move) -> int:
        wave = max(
            self.made[move.source] + 1,
            # Nobody overtakes: entry numbers decide who is taken first, and follow the lines (RCL-050).
            self.took[move.source],
            self.took[move.target],
            self.queued[move.queue],
        )
        if move.new_serial and move.new_serial != move.serial:
            wave = max(wave, self.freed[(move.variant, move.new_serial)] + 1)
        if move.new_lot and move.new_lot != move.lot:
            lot = (move.variant, move.new_lot)
            wave = max(wave, self.redated[lot] + 1, self.used_up[lot] + 1)
        return wave

    def note(self, move: _Move, wave: int) -> None:
        self.made[move.target] = self.queued[move.queue] = wave  # never less: nobody overtakes
        self.took[move.source] = wave
        if move.serial and move.serial != move.new_serial:
            _raise(self.freed, (move.variant, move.serial), wave)
        if move.lot:
            what = self.redated if move.lot == move.new_lot else self.used_up
            _raise(what, (move.variant, move.lot), wave)


def _raise(waves: dict[Hashable, int], key: Hashable, wave: int) -> None:
    waves[key] = max(waves[key], wave)
