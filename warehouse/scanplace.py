"""Where somebody with a scanner is, and what is answered: what picking and packing by scan share."""

from dataclasses import asdict, dataclass, field
from typing import Any

MOST_UNDONE = 50


@dataclass(frozen=True)
class Answer:
    """What the clerk is told: right or wrong, in words."""

    good: bool
    words: str


@dataclass
class ScanPlace:
    """The line that is worked on, and what each of the last scans did, for undoing it (SCAN-032).

    Kept in the user's session, so that it survives a reload; plain values only.
    """

    line_id: int | None = None
    undo: list[dict[str, Any]] = field(default_factory=list)

    def as_dict(self) -> dict[str, Any]:
        return asdict(self)

    def remember(self, before: dict[str, Any]) -> None:
        self.undo = [*self.undo[-MOST_UNDONE + 1 :], before]
