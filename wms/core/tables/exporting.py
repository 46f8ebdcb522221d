"""A set-up table as a file."""

from collections.abc import Iterator
from typing import Any

from wms.core.tables.registry import Table

AT_ONCE = 2000


def headings(table: Table) -> list[str]:
    return [column.caption for column in table.exported_columns]


def rows(table: Table) -> Iterator[list[Any]]:
    """The cells of every record, read in portions."""
    columns = table.exported_columns
    for record in table.records().iterator(chunk_size=AT_ONCE):
        yield [column.exported(record) for column in columns]
