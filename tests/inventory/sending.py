"""What a browser sends, and the fields that it shows."""

import re

import pytest

HTMX = {"HX-Request": "true"}


BOTH = pytest.mark.parametrize("headers", [{}, HTMX])


def field(text: str, name: str) -> str:
    """The tag of a field of the form."""
    return re.search(rf'<(?:input|select)[^>]*\bname="{name}"[^>]*>', text)[0]
