"""Replays the posted entries of a period against the changed switches of a code.  Nothing is kept.

The changed code is put in place inside a transaction that is always rolled back, the entries are staged
as rows to post, and the conditions of posting are asked of them: a number of statements that does not
grow with the entries.
"""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial

from django.db import transaction
from django.db.models import QuerySet

from tracking.codes.switchsets import SWITCHES
from tracking.models import ItemTrackingCode, PostingRow
from tracking.posting import cards, known
from tracking.simulation import errors, findings, staging
from tracking.simulation.rules import OTHER_NUMBERS, REPLAYED, Replayed
from tracking.simulation.staging import Period
from wms.core.errors import Refused
from wms.core.retry import retrying
from wms.ledger.models import ItemLedgerEntry

MOST_ROWS = 50_000
PER_PAGE = 100
_RULES = (*REPLAYED, OTHER_NUMBERS)


@dataclass(frozen=True)
class Count:
    rule: Replayed
    rows: int


@dataclass(frozen=True)
class Finding:
    """One entry that one rule would have refused, and what it would have said."""

    entry: ItemLedgerEntry
    rule: Replayed
    text: str


@dataclass(frozen=True)
class Replay:
    """``entries`` were replayed; ``refused`` of them, on ``documents``, break some rule."""

    entries: int
    refused: int = 0
    documents: int = 0
    counts: Sequence[Count] = ()
    findings: Sequence[Finding] = ()
    page: int = 1
    pages: int = 1


def replay(
    *,
    before: ItemTrackingCode,
    after: ItemTrackingCode,
    period: Period,
    only: str = "",
    page: int = 1,
) -> Replay:
    """What posting would have refused in this period, had the code been ``after``.

    ``before`` is the code as it is stored; ``only`` is the key of one rule.  Writes nothing.
    Raises Refused when the period has too much, StillBusy when others kept the locks.
    """
    return retrying(
        partial(_replay, before=before, after=after, period=period, only=only, page=page)
    )


def _replay(
    *, before: ItemTrackingCode, after: ItemTrackingCode, period: Period, only: str, page: int
) -> Replay:
    with transaction.atomic(), _rolled_back():
        if staging.count(before, period, most=MOST_ROWS) > MOST_ROWS:
            raise Refused([errors.TooMuchToReplay(most=MOST_ROWS)])
        _put_in_place(before, after)
        entries = staging.stage(before, period)
        if not entries:
            return Replay(0)
        _make_cards()
        _forget_dates(before, after)
        _ask_all()
        return _told(entries, only, page)


@contextmanager
def _rolled_back() -> Iterator[None]:
    point = transaction.savepoint()
    try:
        yield
    finally:
        transaction.savepoint_rollback(point)


def _put_in_place(before: ItemTrackingCode, after: ItemTrackingCode) -> None:
    names = (*SWITCHES, "warranty_date_formula")
    changed = {
        name: getattr(after, name)
        for name in names
        if getattr(after, name) != getattr(before, name)
    }
    if changed:
        ItemTrackingCode.objects.filter(pk=before.pk).update(**changed)


def _make_cards() -> None:
    if known.summary().makes_cards:
        cards.create_missing()


def _forget_dates(before: ItemTrackingCode, after: ItemTrackingCode) -> None:
    if not after.use_expiration_dates:
        staging.forget_what_stock_tells()
    staging.forget_what_formulas_made(before)


def _ask_all() -> None:
    findings.begin()
    for number, rule in enumerate(_RULES):
        if rule is OTHER_NUMBERS:
            staging.narrow_matches()
        findings.note(number, rule.broken(_rows()))


def _told(entries: int, only: str, page: int) -> Replay:
    counts = findings.counts()
    chosen = [number for number, rule in enumerate(_RULES) if only in ("", rule.key)]
    pages = max(1, -(-sum(counts.get(number, 0) for number in chosen) // PER_PAGE))
    page = min(max(page, 1), pages)
    found = findings.page(chosen, start=(page - 1) * PER_PAGE, length=PER_PAGE)
    refused, documents = findings.refused()
    return Replay(
        entries,
        refused,
        documents,
        [Count(rule, counts[number]) for number, rule in enumerate(_RULES) if counts.get(number)],
        _worded(found),
        page,
        pages,
    )


def _worded(found: list[tuple[int, int]]) -> list[Finding]:
    rows_of = defaultdict(list)
    for row_id, number in found:
        rows_of[number].append(row_id)
    texts: dict[tuple[int, int], list[str]] = defaultdict(list)
    # backwards: the last rule is worded while the matches are narrowed, the others by all of them
    for number in sorted(rows_of, reverse=True):
        rule = _RULES[number]
        if rule is not OTHER_NUMBERS:
            staging.match()
        for violation in rule.told(_rows().filter(pk__in=rows_of[number])):
            assert violation.row_id is not None  # noqa: S101 (rules answer with rows)
            texts[violation.row_id, number].append(violation.text)
    entries = ItemLedgerEntry.objects.select_related("item", "variant").in_bulk(
        [row_id for row_id, _ in found]
    )
    return [
        Finding(entries[row_id], _RULES[number], "\n".join(texts[row_id, number]))
        for row_id, number in found
    ]


class _ReplayedRows(QuerySet[PostingRow]):
    """Rows of the ledger have no source document to name: their entries name the posted one."""

    def _fetch_all(self) -> None:
        super()._fetch_all()
        for row in self._result_cache or ():
            if isinstance(row, PostingRow):
                row.name_no_document()


def _rows() -> QuerySet[PostingRow]:
    return _ReplayedRows(PostingRow).select_related("item", "variant", "location").order_by("id")
