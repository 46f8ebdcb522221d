"""Django's PostgreSQL, with a second connection that lives as long as the first (ADR 0004)."""

from __future__ import annotations

import os
from typing import Any

from django.db.backends.postgresql import base, operations

# Connections of the process that this one was forked from: theirs to use and to close, so they are kept here
# until the process ends, where nobody finds them.
_OF_PARENT: list[DatabaseWrapper] = []


class DatabaseOperations(operations.DatabaseOperations):
    def last_executed_query(self, cursor: Any, sql: str, params: Any) -> str:
        """Of a prepared statement its own words: what went to the server was its name."""
        return super().last_executed_query(cursor, sql, params) or sql


class DatabaseWrapper(base.DatabaseWrapper):
    ops_class = DatabaseOperations

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._second: DatabaseWrapper | None = None
        self._made_by = 0  # the process that made it
        self.settled: Any = (
            None  # the connection that was told its ways, by ``wms.core.ownconnection``
        )

    def init_connection_state(self) -> None:
        """Statements that are kept (``wms.core.prepared``) are planned once, not once for each of the first runs."""
        super().init_connection_state()
        self.connection.execute("set plan_cache_mode = force_generic_plan")
        if not self.connection.autocommit:
            self.connection.commit()

    def second(self, alias: str) -> DatabaseWrapper:
        """A connection of the same thread beside this one, closed with it; made when first asked for."""
        second = self._own_second()
        if second is None:
            second = self._second = self.copy(alias=alias)
            self._made_by = os.getpid()
        return second

    def _own_second(self) -> DatabaseWrapper | None:
        """That of this process, if there is one: a fork inherits the socket, and must not speak on it."""
        if self._second is not None and self._made_by != os.getpid():
            _OF_PARENT.append(self._second)
            self._second = None
        return self._second

    def _close(self) -> None:
        second, self._second = self._own_second(), None
        try:
            if second is not None:
                second.close()
        finally:
            super()._close()  # type: ignore[misc]
