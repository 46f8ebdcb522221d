"""Writing what could be made again without waiting until it is on the disk."""

from django.db import connection

from wms.core import sql


def need_not_last() -> None:
    """What this transaction writes is a copy of what is stored already: its commit need not wait.

    On PostgreSQL a crash of the database server in the following moment may lose it, whole and never half;
    whatever is committed afterwards takes it along to the disk.  Inside another transaction, which has
    more to keep, it does nothing, and neither does it on SQLite.
    """
    is_outermost = connection.in_atomic_block and not connection.savepoint_ids
    if connection.vendor == "postgresql" and is_outermost:
        sql.execute("set local synchronous_commit = off")
