"""Django's PostgreSQL, with a second connection that lives as long as the first (ADR 0004)."""

from __future__ import annotations

from typing import Any

from django.db.backends.postgresql import base


class DatabaseWrapper(base.DatabaseWrapper):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._second: DatabaseWrapper | None = None

    def second(self, alias: str) -> DatabaseWrapper:
        """A connection of the same thread beside this one, closed with it; made when first asked for."""
        if self._second is None:
            self._second = self.copy(alias=alias)
        return self._second

    def _close(self) -> None:
        second, self._second = self._second, None
        try:
            if second is not None:
                second.close()
        finally:
            super()._close()  # type: ignore[misc]
