"""Which set-up tables there are."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.core.exceptions import ImproperlyConfigured
from django.db.models import Model, QuerySet

from wms.core.errors import RuleViolation
from wms.core.records.naming import plural
from wms.core.tables.columns import Column
from wms.core.wording import in_company_words


def _all(rows: QuerySet) -> QuerySet:
    return rows


@dataclass(frozen=True, kw_only=True)
class Table:
    """One table.  ``name`` stands in addresses and commands.

    ``key``: the fields that tell records apart; a row whose key exists changes that record, any other
    makes one.  ``save`` is the service that pages use too; ``save_all`` the one for many records, which
    answers for each what is wrong with it; only short tables do without.  ``rows`` leaves out what is no
    set-up of anybody, such as the blank location.  ``order``: by what an export is sorted.  ``rank``:
    where it stands among the tables, so that whoever imports them one after the other finds what they
    point to.
    ``is_single``: the one row of its table, which has no key.
    """

    name: str
    model: type[Model]
    key: Sequence[str]
    columns: Sequence[Column]
    save: Callable[[Any], Any]
    save_all: Callable[[list[Any]], Sequence[Sequence[RuleViolation]]] | None = None
    rows: Callable[[QuerySet], QuerySet] = _all
    order: Sequence[str] = ()
    rank: int = 50
    is_single: bool = False
    note: str = ""
    title: str = ""
    by_name: dict[str, Column] = field(init=False, repr=False)

    def __post_init__(self) -> None:
        by_name: dict[str, Column] = {}
        for column in self.columns:
            for name in {plain(column.caption), plain(column.name) if not column.opposite else ""}:
                if name and by_name.setdefault(name, column) is not column:
                    raise ImproperlyConfigured(f"{self.name}: two columns are called {name}")
        object.__setattr__(self, "by_name", by_name)

    @property
    def caption(self) -> str:
        return in_company_words(self.title or plural(self.model))

    @property
    def exported_columns(self) -> list[Column]:
        return [column for column in self.columns if not column.opposite]

    @property
    def key_columns(self) -> list[Column]:
        """In the order of the key: the first is what known records are looked up by."""
        own = {column.name: column for column in self.columns if not column.opposite}
        return [own[name] for name in self.key]

    def column(self, heading: str) -> Column | None:
        """The column that a file calls so: by caption or field name, in any spelling of them."""
        return self.by_name.get(plain(heading))

    def records(self) -> QuerySet:
        """All records with what their cells say, in the order of an export."""
        related = [column.name for column in self.columns if column.related is not None]
        rows = self.rows(self.model._default_manager.all())
        return (rows.select_related(*related) if related else rows).order_by(*self.order, "pk")

    def permission(self, verb: str) -> str:
        return f"{self.model._meta.app_label}.{verb}_{self.model._meta.model_name}"


def plain(heading: str) -> str:
    """``Serial Nos.``, ``serial_nos`` and ``SERIAL NOS`` are one heading."""
    return "".join(sign for sign in heading.lower() if sign.isalnum())


_TABLES: dict[str, Table] = {}


def register(table: Table) -> None:
    if _TABLES.setdefault(table.name, table) is not table:
        raise ImproperlyConfigured(f"two set-up tables are called {table.name}")


def tables() -> list[Table]:
    return sorted(_TABLES.values(), key=lambda table: (table.rank, table.name))


def find(name: str) -> Table | None:
    return _TABLES.get(name)


def named(name: str) -> Table:
    return _TABLES[name]


def of_model(model: type[Model]) -> Table | None:
    return next((table for table in _TABLES.values() if table.model is model), None)
