"""A second connection to the same database, beside the one whose transaction is open."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connection, connections

OWN = "own"


@contextmanager
def own_connection() -> Iterator[str]:
    """The alias of a connection of this thread alone, closed at the end.

    What is committed there stays, whatever becomes of the caller's transaction; and it sees nothing
    that the caller has not committed yet.  With a pool it takes from a pool of its own, so that
    threads which hold a connection each never wait for one another's second.  For PostgreSQL: SQLite
    has one writer.
    """
    connections[OWN] = own = connection.copy(alias=OWN)
    try:
        yield OWN
    finally:
        own.close()
        del connections[OWN]
