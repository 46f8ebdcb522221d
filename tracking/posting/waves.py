"""The order of work of a reclassification: a line waits for the lines whose effect it needs.

A→B then B→C works, and so does S2→S3 then S1→S2 (RCL-009, RCL-020, RCL-060).  Lines that need nothing of
each other share a wave, so that ten thousand renamings are one.
"""

from collections import defaultdict
from collections.abc import Hashable

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
    made: dict[Hashable, int] = defaultdict(lambda: -1)  # a combination that an earlier line makes
    freed: dict[Hashable, int] = defaultdict(lambda: -1)  # a serial that an earlier line takes out
    # lots that an earlier line gives a new date, or may use up
    redated: dict[Hashable, int] = defaultdict(lambda: -1)
    taken: dict[Hashable, int] = defaultdict(lambda: -1)
    waves: dict[int, int] = {}
    pending: list = []
    current: int | None = None

    def settle() -> None:
        if current is None:
            return
        wave = 0
        for variant, location, _, serial, lot, package, to_serial, to_lot, _ in pending:
            wave = max(wave, made[(variant, location, serial, lot, package)] + 1)
            if to_serial and to_serial != serial:
                wave = max(wave, freed[(variant, to_serial)] + 1)
            if to_lot and to_lot != lot:
                wave = max(wave, redated[(variant, to_lot)] + 1, taken[(variant, to_lot)] + 1)
        for variant, _, new_location, serial, lot, _, to_serial, to_lot, to_package in pending:
            made[(variant, new_location, to_serial, to_lot, to_package)] = wave
            if serial and serial != to_serial:
                freed[(variant, serial)] = wave
            if lot and lot == to_lot:
                redated[(variant, lot)] = wave
            elif lot:
                taken[(variant, lot)] = wave
        waves[current] = wave

    for line, *row in rows:
        if line != current:
            settle()
            current, pending = line, []
        pending.append(row)
    settle()
    return waves
