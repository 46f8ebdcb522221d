"""Barcodes as drawings that a page can show without script or style."""

from dataclasses import dataclass

from zint import InputMode, Symbol, Symbology

UTF_8 = 26  # how a QR code says so
LONGEST_CODE_128 = 30  # more is wider than a label


@dataclass(frozen=True)
class Barcode:
    """Dark parts of a symbol as an SVG path, measured in modules; the quiet zone is inside."""

    symbology: str
    path: str
    width: int
    height: int

    @property
    def is_square(self) -> bool:
        return self.width == self.height


def fits_code_128(text: str) -> bool:
    return text.isascii() and text.isprintable() and 0 < len(text) <= LONGEST_CODE_128


def code_128(text: str) -> Barcode:
    """For printable ASCII of at most LONGEST_CODE_128 characters."""
    symbol = _symbol(Symbology.CODE128)
    symbol.height = 40
    return _drawn("Code 128", symbol, text)


def qr(text: str) -> Barcode:
    """For any text; letters beyond Latin are written as UTF-8."""
    symbol = _symbol(Symbology.QRCODE)
    symbol.input_mode = InputMode.UNICODE
    if not text.isascii():
        symbol.eci = UTF_8
    symbol.option_1 = 2  # error correction M: about 15 % may be unreadable
    return _drawn("QR", symbol, text)


def _symbol(symbology: Symbology) -> Symbol:
    symbol = Symbol()
    symbol.symbology = symbology
    symbol.scale = 0.5  # one module is one unit
    symbol.show_text = False
    return symbol


QUIET = {"Code 128": 10, "QR": 4}  # modules that stay white around the symbol


def _drawn(name: str, symbol: Symbol, text: str) -> Barcode:
    symbol.encode(text)
    symbol.buffer_vector()
    vector, quiet = symbol.vector, QUIET[name]
    assert vector is not None  # noqa: S101
    path = "".join(
        f"M{round(rect.x) + quiet} {round(rect.y) + quiet}"
        f"h{round(rect.width)}v{round(rect.height)}h-{round(rect.width)}z"
        for rect in vector.rectangles
    )
    return Barcode(name, path, round(vector.width) + 2 * quiet, round(vector.height) + 2 * quiet)
