"""Fixed application: rows that name the entry they take from, or the one that comes back (POST-035…038).

An outbound row with an Appl.-to entry consumes that entry alone; an inbound row with an Appl.-from entry
brings back what left with that one, and is open stock.
"""

from collections.abc import Iterator

from django.db.models import Q

from tracking.models import PostingRow
from tracking.posting import errors, tables
from tracking.posting.context import Posting
from wms.core import sql
from wms.core.errors import MOST_SHOWN, RuleViolation
from wms.core.quantity import shown, unscaled
from wms.core.rules import row_rule
from wms.documents.kinds import EntryType
from wms.ledger.models import ItemLedgerEntry

_NUMBERS = {"serial_no": "sn", "lot_no": "lot", "package_no": "package"}
_SPECIFIC = " or ".join(f"r.{p}_specific and e.{n} <> r.{n}" for n, p in _NUMBERS.items())
_ANY = " or ".join(f"e.{name} <> r.{name}" for name in _NUMBERS)

# Rows whose entry does not fit, with what this posting wants of the entry up to and with the row.
_FAULTY = """
select r.id, r.{field}, r.wanted
from (select s.*, sum(quantity) over (partition by {field} order by id) as wanted
      from {row} s where {field} is not null and wave = %s) r
left join ledger_itemledgerentry e on e.entry_no = r.{field}
where e.entry_no is null or {misfit} or e.item_id <> r.item_id or e.variant_id <> r.variant_id
order by r.id limit {limit}
"""
_FAULTY_TO = _FAULTY.format(
    field="applies_to_entry_no",
    row=tables.ROW,
    limit=MOST_SHOWN + 1,
    misfit=f"not r.outbound or e.quantity < 0 or e.location_id <> r.location_id or {_SPECIFIC}"
    " or e.remaining_quantity < r.wanted",
)
_FAULTY_FROM = _FAULTY.format(
    field="applies_from_entry_no",
    row=tables.ROW,
    limit=MOST_SHOWN + 1,
    misfit=f"r.outbound or e.quantity > 0 or {_ANY} or -e.shipped_qty_not_returned < r.wanted",
)

_MATCH = f"""
insert into {tables.MATCH} (row_id, wave, entry_no, quantity)
select id, wave, applies_to_entry_no, quantity
from {tables.ROW} where wave = %s and outbound and is_stock and applies_to_entry_no is not null
"""

# POST-038: the entry that comes back stays closed; less of it is still to come back.
_RETURN = f"""
update ledger_itemledgerentry
set shipped_qty_not_returned = shipped_qty_not_returned + back.quantity
from (select applies_from_entry_no as entry_no, cast(sum(quantity) as bigint) as quantity
      from {tables.ROW}
      where wave = %s and not outbound and is_stock and applies_from_entry_no is not null
      group by applies_from_entry_no) back
where back.entry_no = ledger_itemledgerentry.entry_no
"""


_TRACKED = Q(tracking_line_id__isnull=False)


@row_rule(errors.AppliesToMissing)
def applies_to_missing() -> Q:
    """Exact reversal of purchases: what goes back names the entry it came in by (POST-137)."""
    return Q(entry_type=EntryType.PURCHASE, outbound=True, applies_to_entry_no=None) & _TRACKED


@row_rule(errors.AppliesFromMissing)
def applies_from_missing() -> Q:
    """Exact reversal of sales: what comes back names the entry it left by (POST-137)."""
    return Q(entry_type=EntryType.SALE, outbound=False, applies_from_entry_no=None) & _TRACKED


def misapplied(posting: Posting, wave: int) -> Iterator[RuleViolation]:
    """Rows whose Appl.-to or Appl.-from entry does not fit, after the waves before (POST-035…037, POST-136)."""
    for question, error in (
        (_FAULTY_TO, errors.AppliesToNotFitting),
        (_FAULTY_FROM, errors.AppliesFromNotFitting),
    ):
        found = {row_id: rest for row_id, *rest in sql.rows(question, [wave])}
        if not found:
            continue
        entries = ItemLedgerEntry.objects.select_related("item", "variant", "location").in_bulk(
            {entry_no for entry_no, _ in found.values()}
        )
        rows = posting.rows.filter(pk__in=found)
        for row in rows.select_related("document", "item", "variant", "location"):
            entry_no, wanted = found[row.pk]
            yield error(
                document=str(row.document),
                line_no=row.line_no,
                number=row.dated_number,
                entry_no=entry_no,
                why=_why_not(row, entries.get(entry_no), int(wanted), comes_back=error.comes_back),
            )


def match(wave: int) -> None:
    """Outbound rows of this wave take what they name, before any other row takes its share."""
    sql.execute(_MATCH, [wave])


def take_back(wave: int) -> None:
    """Reckon what came back in this wave against the entries that it left by."""
    sql.execute(_RETURN, [wave])


def _why_not(
    row: PostingRow, entry: ItemLedgerEntry | None, wanted: int, *, comes_back: bool
) -> str:
    if row.outbound is comes_back:
        return f"it is filled only when goods {'come in' if comes_back else 'go out'}"
    if entry is None:
        return "there is no such item ledger entry"
    if (entry.quantity < 0) is not comes_back:
        return f"it is an {'incoming' if comes_back else 'outgoing'} entry"
    for caption, theirs, ours in _compared(row, entry, comes_back=comes_back):
        if str(theirs) != str(ours):
            return f"its {caption} is {str(theirs) or 'blank'}, not {str(ours) or 'blank'}"
    if comes_back:
        left, words = -entry.shipped_qty_not_returned, "have not come back yet"
    else:
        left, words = entry.remaining_quantity, "are left"
    return f"only {shown(left)} of it {words}, and {shown(unscaled(wanted))} are wanted"


def _compared(
    row: PostingRow, entry: ItemLedgerEntry, *, comes_back: bool
) -> Iterator[tuple[str, object, object]]:
    """A return may come to another place than it left from; free numbers need not agree when goods leave."""
    yield "Item No.", entry.item, row.item
    yield "Variant Code", entry.variant, row.variant
    if not comes_back:
        yield "Location Code", entry.location, row.location
    for name, prefix in _NUMBERS.items():
        if comes_back or getattr(row, f"{prefix}_specific"):
            caption = f"{name.removesuffix('_no').capitalize()} No."
            yield caption, getattr(entry, name), getattr(row, name)
