"""What a kind of job does, and what comes of it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from django.core.files import File

from wms.core.errors import Refused, RuleViolation, WmsError

if TYPE_CHECKING:
    pass

Handler = Callable[..., "Outcome"]
HANDLERS: dict[str, Handler] = {}


class Cancelled(WmsError):
    """Raised inside a handler, by ``progress.report``, when its job was asked to stop."""


@dataclass(frozen=True, kw_only=True)
class Outcome:
    """What a handler answers with when its work is done.

    ``url``: where to see what was made.  ``refusals``: rows that were left out, each a dict with ``row``,
    ``column``, ``value`` and ``reason``.  ``file``: a named file to download, such as ``ContentFile``.
    """

    message: str = ""
    url: str = ""
    refusals: list[dict[str, Any]] = field(default_factory=list)
    file: File | None = None


def handler(kind: str) -> Callable[[Handler], Handler]:
    """Register ``def work(progress: Progress, **arguments) -> Outcome`` for jobs of this kind."""

    def register(work: Handler) -> Handler:
        if HANDLERS.setdefault(kind, work) is not work:
            raise ValueError(f"two handlers for jobs of kind {kind}")
        return work

    return register


def refused_rows(refused: Refused) -> list[dict[str, Any]]:
    """The violations of a refused request, as rows of a job."""
    return [_row(violation) for violation in refused.violations]


def _row(violation: RuleViolation) -> dict[str, Any]:
    return {
        "row": violation.line_no,
        "column": violation.field.replace("_", " ").capitalize(),
        "value": violation.number,
        "reason": str(violation),
        "code": violation.code,
        "rule": violation.rule,
    }
