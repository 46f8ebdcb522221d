"""The label of a number: what a scanner reads from it is the number (SET-164)."""

import re

import pytest
import zxingcpp
from django.urls import reverse
from PIL import Image, ImageDraw

from tests.tracking.numbers.cards import a_card
from wms.core.barcodes import Barcode, code_128, fits_code_128, qr

_BAR = re.compile(r"M(\d+) (\d+)h(\d+)v(\d+)h-\d+z")


def scanned(path: str, width: int, height: int) -> tuple[str, str]:
    """The drawing as a scanner sees it: its text and its symbology."""
    scale = 4
    seen = Image.new("L", (width * scale, height * scale), 255)
    pen = ImageDraw.Draw(seen)
    for bar in _BAR.finditer(path):
        x, y, wide, high = (int(group) * scale for group in bar.groups())
        pen.rectangle((x, y, x + wide - 1, y + high - 1), fill=0)
    (found,) = zxingcpp.read_barcodes(seen)
    return found.text, found.format.name


def read(barcode: Barcode) -> tuple[str, str]:
    return scanned(barcode.path, barcode.width, barcode.height)


@pytest.mark.rule("SET-164")
@pytest.mark.parametrize(
    "number",
    ["S/N-VEND0001", "LOT0001", "1", "12345678901234567890", "A B", "(10)X*%", "X" * 30, "<B>&\"'"],
)
def test_lines_are_read_back(number):
    assert fits_code_128(number)
    assert read(code_128(number)) == (number, "Code128")


@pytest.mark.rule("SET-164")
@pytest.mark.parametrize("number", ["S/N-VEND0001", "ÉTÉ-1", "中文", "X" * 50, "\U0001f4e6"])
def test_squares_are_read_back(number):
    assert read(qr(number)) == (number, "QRCode")


@pytest.mark.parametrize("number", ["", "X" * 31, "É", "A\tB"])
def test_what_does_not_fit_lines(number):
    assert not fits_code_128(number)


@pytest.mark.rule("SET-164")
@pytest.mark.parametrize(
    ("number", "query", "symbology"),
    [
        ("LOT1", {}, "Code128"),
        ("LOT1", {"code": "qr"}, "QRCode"),
        ("LOT1", {"code": "<script>"}, "Code128"),
        ("X" * 31, {}, "QRCode"),
        ("É1", {}, "QRCode"),
        ("<B>&'\"", {}, "Code128"),
    ],
)
def test_the_page_draws_the_barcode_of_the_number(boss, table, number, query, symbology):
    card = a_card(table, number, description="<i>")

    page = boss.get(reverse("number_label", args=[card.pk]), query).text

    svg = page.split("<svg viewBox=")[1].split("</svg>")[0]
    width, height = map(int, re.findall(r'"0 0 (\d+) (\d+)"', svg)[0])
    path = re.findall(r' d="([^"]+)"', svg)[0]
    assert scanned(path, width, height) == (number, symbology)
    assert "<B>" not in page
    assert "<script>" not in page.split("<main")[1]
    assert " style=" not in page
    assert "1920" in page
