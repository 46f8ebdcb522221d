"""Django's SQLite, with fair turns among those who write."""

from __future__ import annotations

from typing import Any

from django.db import OperationalError
from django.db.backends.sqlite3 import base

from wms.core.sqlite.turns import TooLong, Turns

PATIENCE = 20  # seconds


class DatabaseWrapper(base.DatabaseWrapper):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._turns: Turns | None = None

    def _start_transaction_under_autocommit(self) -> None:
        turns = self._turns = self._turns or self._turns_of_file()
        try:
            turns.take(seconds=self.settings_dict["OPTIONS"].get("timeout", PATIENCE))
        except TooLong:
            raise OperationalError("database is locked") from None
        try:
            super()._start_transaction_under_autocommit()  # type: ignore[misc]
        except BaseException:
            turns.give_up()
            raise

    def _turns_of_file(self) -> Turns:
        in_file = not self.is_in_memory_db()
        return Turns(f"{self.settings_dict['NAME']}-turn" if in_file else "")

    def _commit(self) -> None:
        super()._commit()  # type: ignore[misc]
        self._give_up_turn()

    def _rollback(self) -> None:
        try:
            super()._rollback()  # type: ignore[misc]
        finally:
            self._give_up_turn()

    def _close(self) -> None:
        try:
            super()._close()  # type: ignore[misc]
        finally:
            self._give_up_turn()

    def _give_up_turn(self) -> None:
        if self._turns is not None:
            self._turns.give_up()
