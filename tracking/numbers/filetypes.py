"""What a file is, by its content; names and what a browser says of them count for nothing."""

import re
import unicodedata
import warnings
from io import BytesIO
from pathlib import PurePosixPath
from typing import IO

from PIL import Image, ImageOps

from tracking.models import FileType

MOST_PIXELS = 40_000_000
THUMBNAIL = (320, 320)
LONGEST_NAME = 120

_BEGINNINGS = (
    (FileType.PNG, re.compile(rb"\x89PNG\r\n\x1a\n")),
    (FileType.JPEG, re.compile(rb"\xff\xd8\xff")),
    (FileType.GIF, re.compile(rb"GIF8[79]a")),
    (FileType.WEBP, re.compile(rb"RIFF.{4}WEBP", re.DOTALL)),
    (FileType.PDF, re.compile(rb"%PDF-[12]\.\d")),
)
_SUFFIXES = {
    FileType.PNG: (".png",),
    FileType.JPEG: (".jpg", ".jpeg"),
    FileType.GIF: (".gif",),
    FileType.WEBP: (".webp",),
    FileType.PDF: (".pdf",),
}


class TooManyPixels(ValueError):
    pass


def type_of(content: IO[bytes]) -> FileType | None:
    """None for whatever is not allowed: pages, drawings with script, archives, programs."""
    content.seek(0)
    head = content.read(32)
    found = next((kind for kind, beginning in _BEGINNINGS if beginning.match(head)), None)
    if found == FileType.PDF and not _ends_as_pdf(content):
        return None
    return found


def _ends_as_pdf(content: IO[bytes]) -> bool:
    end = content.seek(0, 2)
    content.seek(max(0, end - 2048))
    return b"%%EOF" in content.read()


def thumbnail_of(content: IO[bytes], kind: FileType) -> bytes:
    """A small PNG drawn anew from the picture: nothing of the file itself is in it.

    Raises TooManyPixels, or ValueError for what only begins like a picture.
    """
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # of sizes that are refused below, of odd metadata
            _opened(content, kind).verify()
            picture = _opened(content, kind)
            picture.draft("RGB", THUMBNAIL)
            small = ImageOps.exif_transpose(picture)
            small.thumbnail(THUMBNAIL)
            drawn = BytesIO()
            small.convert("RGBA" if _is_clear(small) else "RGB").save(drawn, "PNG")
    except Image.DecompressionBombError as error:
        raise TooManyPixels from error
    except TooManyPixels:
        raise
    except (OSError, SyntaxError, ValueError, EOFError) as error:
        raise ValueError(f"not a {kind.label} picture") from error
    return drawn.getvalue()


def _opened(content: IO[bytes], kind: FileType) -> Image.Image:
    content.seek(0)
    picture = Image.open(content, formats=[kind.label])
    if picture.width * picture.height > MOST_PIXELS:
        raise TooManyPixels
    return picture


def _is_clear(picture: Image.Image) -> bool:
    return picture.mode in ("RGBA", "LA", "PA") or "transparency" in picture.info


def name_for(name: str, kind: FileType) -> str:
    """What people may call the file: no path, nothing unseen, the suffix of what it really is."""
    last = PurePosixPath(name.replace("\\", "/")).name
    seen = "".join(letter for letter in last if unicodedata.category(letter)[0] != "C")
    stem = PurePosixPath(" ".join(seen.split())).stem[:LONGEST_NAME].strip(". ") or "file"
    suffix = PurePosixPath(seen).suffix.lower()
    return stem + (suffix if suffix in _SUFFIXES[kind] else _SUFFIXES[kind][0])
