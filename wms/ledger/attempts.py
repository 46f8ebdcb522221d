"""Whoever tries to change what was posted is refused by the database, and that is logged (POST-175)."""

import logging
from collections.abc import Callable
from typing import Any

from django.db import IntegrityError
from django.db.backends.base.base import BaseDatabaseWrapper

from wms.core.guards import POSTED

logger = logging.getLogger(__name__)


def watch(connection: BaseDatabaseWrapper, **_: Any) -> None:
    """Log what the guards of posted rows refuse on this connection, whoever runs the statement."""
    if _tell not in connection.execute_wrappers:
        connection.execute_wrappers.append(_tell)


def _tell(
    execute: Callable[..., Any], statement: str, params: Any, many: Any, context: dict[str, Any]
) -> Any:
    try:
        return execute(statement, params, many, context)
    except IntegrityError as error:
        if POSTED in str(error):
            logger.warning("Refused: %s", str(error).partition("\n")[0])
        raise
