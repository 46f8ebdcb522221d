"""The temporary tables of a posting.  They live on this connection; each use empties them first."""

from django.db import connection

from tracking.models import PostingRow
from wms.core import sql

ROW = PostingRow._meta.db_table
NUMBER = "tracking_posting_number"
MATCH = "tracking_posting_match"

_COLUMNS = {
    NUMBER: """
        kind text not null, item_id bigint not null, variant_id bigint not null, number text not null,
        open_entries bigint not null, first_date date, last_date date, undated bigint not null,
        entry_no bigint, expiration_date date, location_id bigint
    """,
    MATCH: """
        row_id bigint not null, wave integer not null, entry_no bigint not null, quantity bigint not null
    """,
}


def make(table: str) -> None:
    """Make the table if this connection has none yet."""
    columns = _COLUMNS.get(table) or ", ".join(
        f'"{field.column}" {field.db_type(connection)}{" primary key" if field.primary_key else ""}'
        for field in PostingRow._meta.local_concrete_fields
    )
    sql.execute(f"create temporary table if not exists {table} ({columns})")


def empty(table: str) -> None:
    """Make the table if this connection has none yet, and empty it."""
    make(table)
    sql.execute(f"delete from {table}")


def analyze(table: str) -> None:
    """Tell the planner how many rows there are; SQLite would guess a million and prepare for them."""
    where = "" if connection.vendor == "postgresql" else "temp."
    sql.execute(f"analyze {where}{table}")
