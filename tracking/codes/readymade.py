"""Ready-made item tracking codes and number series: the configurations to begin with (SET-171…177).

Nothing that exists is overwritten: a code that is there already stays as it is, whatever its settings.
"""

from collections.abc import Callable, Iterator
from functools import partial

from tracking.codes import driving
from tracking.codes.services import save_tracking_code
from tracking.codes.switchsets import SWITCHES, switches_of
from tracking.models import ItemTrackingCode
from wms.core.models import NumberSeries, NumberSeriesLine
from wms.core.readymade import Piece, State, make_missing
from wms.core.seriessetup.services import save_series, save_series_line
from wms.inventory.models import InventorySetup
from wms.inventory.services.partners import save_inventory_setup

_SN_SALES = ("sn_sales_inbound_tracking", "sn_sales_outbound_tracking")
_LOT, _SN = ("lot_specific_tracking",), ("sn_specific_tracking",)
# code, description, the switches beside Use Expiration Dates; a specific one brings what it drives
CODES: tuple[tuple[str, str, tuple[str, ...]], ...] = (
    ("FREEENTRY", "Free entry of tracking", ()),
    ("LOTALL", "Lot specific tracking", _LOT),
    (
        "LOTALLEXP",
        "Lot specific tracking, manual expiration",
        (*_LOT, "require_expiration_date_entry"),
    ),
    ("LOTSNSALES", "Lot specific, SN sales tracking", (*_LOT, *_SN_SALES)),
    ("SNALL", "SN specific tracking", _SN),
    ("SNSALES", "SN sales tracking", _SN_SALES),
)
# code, description, first and last number
SERIES: tuple[tuple[str, str, str, str], ...] = (
    ("LOT", "Lot numbers", "LOT0001", "LOT9999"),
    ("SN1", "Serial numbers SN", "SN00001", "SN99999"),
    ("SN2", "Serial numbers XYZ", "XYZ00001", "XYZ99999"),
    ("PACKAGE", "Package numbers", "PKG00001", "PKG99999"),
)
PACKAGE_SERIES = "PACKAGE"


def pieces() -> list[Piece]:
    """How each ready-made code, series and setting stands; nothing is changed."""
    return [*_codes_now(), *_series_now(), _package_nos_now()]


def load() -> list[Piece]:
    """Make what is missing, each piece by itself, through the services; answers how each stands now.

    Rules: SET-171…177.
    """
    return make_missing(pieces(), _makers())


def _makers() -> list[Callable[[], None]]:
    """What makes each of ``pieces``, in the same order."""
    return [
        *(partial(_make_code, *row) for row in CODES),
        *(partial(_make_series, *row) for row in SERIES),
        _name_package_series,
    ]


def _make_code(code: str, description: str, switches: tuple[str, ...]) -> None:
    save_tracking_code(code=_code(code, description, switches))


def _make_series(code: str, description: str, first: str, last: str) -> None:
    series = save_series(series=NumberSeries(code=code, description=description))
    save_series_line(
        line=NumberSeriesLine(series=series, starting_no=first, ending_no=last, allow_gaps=True)
    )


def _name_package_series() -> None:
    setup = InventorySetup.objects.get()
    setup.package_nos = NumberSeries.objects.filter(code=PACKAGE_SERIES).first()
    save_inventory_setup(setup=setup)


def _code(code: str, description: str, switches: tuple[str, ...]) -> ItemTrackingCode:
    return ItemTrackingCode(
        code=code,
        description=description,
        use_expiration_dates=True,
        **dict.fromkeys(switches, True),
    )


def _codes_now() -> Iterator[Piece]:
    stored = ItemTrackingCode.objects.in_bulk([row[0] for row in CODES], field_name="code")
    for code, description, switches in CODES:
        what = f"Item tracking code {code}"
        if code not in stored:
            yield Piece(what, description, State.MISSING)
            continue
        wanted = switches_of(_code(code, description, switches))
        for prefix in driving.PREFIXES:
            if wanted[driving.specific(prefix)]:
                driving.follow_specific(wanted, prefix)
        here = switches_of(stored[code])
        others = [driving.caption(name) for name in SWITCHES if here[name] != wanted[name]]
        if stored[code].warranty_date_formula:
            others.append(driving.caption("warranty_date_formula"))
        yield Piece(what, description, State.DIFFERENT if others else State.THERE, _few(others))


def _few(captions: list[str]) -> str:
    shown = ", ".join(captions[:3])
    return f"{shown} and {len(captions) - 3} more" if len(captions) > 3 else shown


def _series_now() -> Iterator[Piece]:
    stored = set(
        NumberSeries.objects.filter(code__in=[row[0] for row in SERIES]).values_list(
            "code", flat=True
        )
    )
    for code, description, first, last in SERIES:
        state = State.THERE if code in stored else State.MISSING
        yield Piece(f"No. series {code}", f"{description}, {first} to {last}", state)


def _package_nos_now() -> Piece:
    series = InventorySetup.objects.select_related("package_nos").get().package_nos
    what, description = "Package Nos. in Inventory setup", f"Series {PACKAGE_SERIES}"
    if series is None:
        return Piece(what, description, State.MISSING)
    if series.code != PACKAGE_SERIES:
        return Piece(what, description, State.DIFFERENT, f"series {series.code}")
    return Piece(what, description, State.THERE)
