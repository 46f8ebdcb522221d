"""A second connection to the same database, beside the one whose transaction is open."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import cast

from django.db import connection, connections

from wms.core.postgresql.base import DatabaseWrapper

OWN = "own"


@contextmanager
def own_connection() -> Iterator[str]:
    """The alias of a connection of this thread alone, which is closed when the thread's first one is.

    What is committed there stays, whatever becomes of the caller's transaction; and it sees nothing
    that the caller has not committed yet.  With a pool it takes from a pool of its own, so that
    threads which hold a connection each never wait for one another's second.  For PostgreSQL: SQLite
    has one writer.
    """
    own = cast(DatabaseWrapper, connection).second(OWN)
    connections[OWN] = own
    try:
        _settle(own)
        yield OWN
    finally:
        if own.errors_occurred:
            own.close()
        del connections[OWN]


# What is written there matters only to the caller's transaction: that one waits for the disk when it ends, and
# takes along whatever was committed before it.  Nobody is waited for who may be the caller itself.
_WAYS = "set synchronous_commit = off; set lock_timeout = '1s'"


def _settle(own: DatabaseWrapper) -> None:
    """Tell a new connection its ways."""
    own.ensure_connection()
    if own.settled != own.connection:
        with own.cursor() as cursor:
            cursor.execute(_WAYS)
        own.settled = own.connection
