"""The temporary tables of a posting.  They live on this connection; each use empties them first."""

from tracking.models import PostingRow
from wms.core import sql

ROW = PostingRow._meta.db_table
NUMBER = "tracking_posting_number"
MATCH = "tracking_posting_match"
INVOICE = "tracking_posting_invoice"
OWED = "tracking_posting_owed"
ALLOTTED = "tracking_posting_allotted"

# Pieces of two queues carry entry numbers along, behind their place in the queue: joined to the queue again
# they would be compared with all of it, by a planner that expects a row or two.
FAR = 10**12  # no entry has so high a number; 9 million places fit before it

_COLUMNS = {
    NUMBER: """
        kind text not null, item_id bigint not null, variant_id bigint not null, number text not null,
        open_entries bigint not null, first_date date, last_date date, undated bigint not null,
        entry_no bigint, expiration_date date, location_id bigint
    """,
    MATCH: """
        row_id bigint not null, wave integer not null, entry_no bigint not null, quantity bigint not null
    """,
    INVOICE: """
        line_id bigint not null, tracking_line_id bigint, serial_no text not null, lot_no text not null,
        package_no text not null, available bigint not null, wanted bigint not null
    """,
    OWED: """
        inbound_no bigint not null, outbound_no bigint not null, quantity bigint not null,
        posting_date date not null
    """,
    ALLOTTED: """
        line_id bigint not null, tracking_line_id bigint, entry_no bigint not null,
        quantity bigint not null
    """,
}


def make(table: str) -> None:
    """Make the table if this connection has none yet."""
    sql.make_temporary(table, _columns(table))


def empty(table: str) -> None:
    """Make the table if this connection has none yet, and empty it."""
    sql.empty_temporary(table, _columns(table))


def _columns(table: str) -> str:
    return _COLUMNS.get(table) or sql.columns_of(PostingRow)


analyze = sql.analyze_temporary
filled = sql.filled_temporary
