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
        yield OWN
    finally:
        if own.errors_occurred:
            own.close()
        del connections[OWN]
