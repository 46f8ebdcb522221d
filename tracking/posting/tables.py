"""The temporary tables of a posting.  They live on this connection; each posting empties them first."""

from django.db import connection

from tracking.models import PostingRow
from wms.core import sql

ROW = PostingRow._meta.db_table
NUMBER = "tracking_posting_number"
MATCH = "tracking_posting_match"
DATES = "tracking_posting_dates"

_NUMBER_COLUMNS = """
    kind text not null, item_id bigint not null, variant_id bigint not null, number text not null,
    open_entries bigint not null, first_date date, last_date date, undated bigint not null,
    entry_no bigint, expiration_date date, location_id bigint
"""
_MATCH_COLUMNS = """
    row_id bigint not null, wave integer not null, entry_no bigint not null, quantity bigint not null
"""
_DATES_COLUMNS = """
    item_id bigint not null, document_date date not null, expiration_date date, warranty_date date
"""


def prepare() -> None:
    """Make the tables if this connection has none yet, and empty them."""
    columns = ", ".join(
        f'"{field.column}" {field.db_type(connection)}{" primary key" if field.primary_key else ""}'
        for field in PostingRow._meta.local_concrete_fields
    )
    for table, definition in (
        (ROW, columns),
        (NUMBER, _NUMBER_COLUMNS),
        (MATCH, _MATCH_COLUMNS),
        (DATES, _DATES_COLUMNS),
    ):
        sql.execute(f"create temporary table if not exists {table} ({definition})")
        sql.execute(f"delete from {table}")  # noqa: S608


def analyze(*tables: str) -> None:
    """Tell PostgreSQL's planner how many rows there are; SQLite needs no such thing."""
    if connection.vendor == "postgresql":
        sql.execute(f"analyze {', '.join(tables)}")
