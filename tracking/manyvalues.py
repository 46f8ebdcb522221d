"""Lists of any length as one parameter of a statement, on both engines.

A list becomes a JSON text that the database takes apart again.  Planners reckon with few rows there and
look each value up through an index, which is right for lists that people type, scan or upload; joins of
freshly loaded rows, of which they know nothing yet, they get badly wrong.
"""

import json
from collections.abc import Iterable, Mapping
from typing import Any

from django.db import connection


def values(parameter: str) -> str:
    """A source of rows with one text column ``value``: ``from {values('numbers')} n``."""
    if connection.vendor == "postgresql":
        return f"(select value from json_array_elements_text(cast(%({parameter})s as json)))"
    return f"(select value from json_each(%({parameter})s))"


def rows(parameter: str, columns: Mapping[str, str]) -> str:
    """A source of rows with these columns, of the types that they are mapped to."""
    each = columns.items()
    if connection.vendor == "postgresql":
        found = [f"cast(v ->> {at} as {kind}) as {name}" for at, (name, kind) in enumerate(each)]
        source = f"json_array_elements(cast(%({parameter})s as json)) v"
    else:
        found = [f"json_extract(v.value, '$[{at}]') as {name}" for at, name in enumerate(columns)]
        source = f"json_each(%({parameter})s) v"
    return f"(select {', '.join(found)} from {source})"


def pairs(parameter: str) -> str:
    """A source of rows with an ``id`` and a text column ``value``."""
    return rows(parameter, {"id": "bigint", "value": "text"})


def parameter(many: Iterable[Any]) -> str:
    return json.dumps(list(many))
