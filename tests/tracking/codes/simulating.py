"""Item tracking codes tried on what was posted."""

from copy import copy
from datetime import date

from tests.factories import (
    ItemFactory,
)
from tests.tracking.posting.desk import (
    everything,
)
from tracking.models import ItemTrackingCode
from tracking.simulation.replay import Replay, replay
from tracking.simulation.staging import Period

YEAR = Period(date(2026, 1, 1), date(2026, 12, 31))


def tried(code: ItemTrackingCode, *, period=YEAR, only="", page=1, **changes) -> Replay:
    """The replay with these settings changed; nothing at all is written."""
    stored = ItemTrackingCode.objects.get(pk=code.pk)
    after = copy(stored)
    for name, value in changes.items():
        setattr(after, name, value)
    before = everything()
    found = replay(before=stored, after=after, period=period, only=only, page=page)
    assert everything() == before
    return found


def told(found: Replay) -> list[tuple[str, str, str]]:
    """(document, rule, text) of each finding."""
    return [
        (finding.entry.document_no, finding.rule.rule_id, finding.text)
        for finding in found.findings
    ]


def counted(found: Replay) -> dict[str, int]:
    return {count.rule.key: count.rows for count in found.counts}


def an_item(code, **values):
    return ItemFactory(no="GOODS", item_tracking_code=code, **values)
