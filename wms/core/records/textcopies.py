"""Codes that were copied as text into other tables: they follow when the code is renamed (SET-006).

Nearly everything points to set-up by its id and needs nothing.  A table that holds a code as text says
so, in the ``setup_guards`` module of its app:

    textcopies.register(UnitOfMeasure, "code", ItemLedgerEntry, "unit_of_measure_code")
"""

from collections.abc import Collection

from django.db.models import Model

_COPIES: dict[tuple[type[Model], str], list[tuple[type[Model], str]]] = {}


def register(model: type[Model], field: str, copied_to: type[Model], column: str) -> None:
    _COPIES.setdefault((model, field), []).append((copied_to, column))


def follow(stored: Model, record: Model, *, fields: Collection[str]) -> None:
    """Bring the copies in line: one statement each, whatever the number of rows."""
    for field in fields:
        for copied_to, column in _COPIES.get((type(record), field), ()):
            copies = copied_to._base_manager.filter(**{column: getattr(stored, field)})
            copies.update(**{column: getattr(record, field)})
