"""Log records as one JSON line each, tied together by the request (or job) they belong to."""

import json
import logging
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import UTC, datetime

_request_id: ContextVar[str] = ContextVar("request_id", default="")


def name(request_id: str) -> None:
    """What this thread logs from now on belongs to this request."""
    _request_id.set(request_id)


@contextmanager
def named(request_id: str) -> Iterator[None]:
    """What is logged inside belongs to this request."""
    token = _request_id.set(request_id)
    try:
        yield
    finally:
        _request_id.reset(token)


class JsonLines(logging.Formatter):
    """``{"time": …, "level": …, "logger": …, "message": …, "request_id": …}``, on one line."""

    def format(self, record: logging.LogRecord) -> str:
        line = {
            "time": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname,
            "logger": record.name,
            "message": record.getMessage(),
        }
        if request_id := _request_id.get():
            line["request_id"] = request_id
        if record.exc_info:
            line["exception"] = self.formatException(record.exc_info)
        return json.dumps(line, ensure_ascii=False)
