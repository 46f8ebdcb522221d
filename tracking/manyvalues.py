"""Lists of any length as one parameter of a statement, on both engines.

A list becomes a JSON text that the database takes apart again.  Planners reckon with few rows there and
look each value up through an index, which is right for lists that people type, scan or upload; joins of
freshly loaded rows, of which they know nothing yet, they get badly wrong.
"""

import json
from collections.abc import Iterable
from typing import Any

from django.db import connection


def values(parameter: str) -> str:
    """A source of rows with one text column ``value``: ``from {values('numbers')} n``."""
    if connection.vendor == "postgresql":
        return f"(select value from json_array_elements_text(cast(%({parameter})s as json)))"
    return f"(select value from json_each(%({parameter})s))"


def pairs(parameter: str) -> str:
    """A source of rows with an ``id`` and a text column ``value``."""
    if connection.vendor == "postgresql":
        return (
            "(select cast(v ->> 0 as bigint) as id, v ->> 1 as value"
            f" from json_array_elements(cast(%({parameter})s as json)) v)"
        )
    return (
        "(select json_extract(v.value, '$[0]') as id, json_extract(v.value, '$[1]') as value"
        f" from json_each(%({parameter})s) v)"
    )


def parameter(many: Iterable[Any]) -> str:
    return json.dumps(list(many))
