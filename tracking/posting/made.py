"""Assembly and production: what their rows must satisfy, which order stands behind their entries, and that
nothing is made of itself (POST-033, POST-161…165)."""

from collections.abc import Iterator

from django.db import connection

from tracking.posting import errors, tables
from tracking.posting.context import Posting
from wms.core import sql
from wms.core.errors import RuleViolation
from wms.documents.kinds import OUTPUTS, EntryType, Kind

_IS_OUTPUT = f"entry_type in ({', '.join(repr(entry_type.value) for entry_type in OUTPUTS)})"

_NOTHING_MADE = f"""
select min(line_no) from {tables.ROW} having count(case when {_IS_OUTPUT} then 1 end) = 0
"""

_WITHOUT_OUTPUT_LINE = f"""
select r.line_no from {tables.ROW} r
join documents_documentline l on l.id = r.line_id
left join documents_documentline o on o.document_id = l.document_id and o.line_no = l.output_line_no
                                  and o.entry_type = '{EntryType.OUTPUT.value}'
where r.entry_type = '{EntryType.CONSUMPTION.value}' and o.id is null
group by r.line_no order by r.line_no
"""

# Whatever came of an entry {at}: what consumed it, where it was moved, and what was made with it.
_FOLLOWING = f"""
select a.outbound_entry_id from ledger_itemapplicationentry a
where a.inbound_entry_id = {{at}} and a.quantity < 0 and a.outbound_entry_id is not null
union all
select p.inbound_entry_id from ledger_itemapplicationentry a
join ledger_itemapplicationentry p
    on p.outbound_entry_id = a.outbound_entry_id and p.transferred_from_entry_id = a.inbound_entry_id
where a.inbound_entry_id = {{at}} and a.quantity < 0 and a.outbound_entry_id is not null
union all
select a.inbound_entry_id from ledger_itemapplicationentry a
where a.outbound_entry_id = {{at}} and a.quantity > 0 and a.transferred_from_entry_id is null
union all
select o.entry_no from ledger_itemledgerentry c
join ledger_itemledgerentry o on o.order_id = c.order_id and o.quantity > 0 and o.{_IS_OUTPUT}
    and (o.order_line_no = c.order_line_no
         or c.order_line_no is null and o.order_line_no is null and o.document_no = c.document_no)
where c.entry_no = {{at}} and c.quantity < 0 and c.order_id is not null
"""
# The same walk, as each engine finds it by its indexes.
_STEP = {
    "postgresql": f"cross join lateral ({_FOLLOWING.format(at='d.entry_no')}) n(entry_no)",
    "sqlite": "join ledger_itemledgerentry n"
    f" on n.entry_no in ({_FOLLOWING.format(at='d.entry_no')})",
}

_DESCENDANTS = """
with recursive d(order_line_no, entry_no) as (
    select e.order_line_no, e.entry_no from ledger_itemledgerentry e
    where e.order_id = {order} and e.entry_type = '{output}' and e.quantity > 0 {of_line}
    union
    select d.order_line_no, n.entry_no from d {step}
)
"""

# Output lines of which something could be taken by a component of the same line.
_CIRCLES = f"""
{{descendants}}
select distinct d.order_line_no
from d
join ledger_itemledgerentry e on e.entry_no = d.entry_no and e.remaining_quantity > 0
join {tables.ROW} r on r.variant_id = e.variant_id and r.outbound and r.wave = %s
join documents_documentline l on l.id = r.line_id and l.output_line_no = d.order_line_no
order by d.order_line_no
"""


def violations(posting: Posting) -> Iterator[RuleViolation]:
    """Components are consumed with what is made of them, and say what that is (POST-162, POST-164)."""
    document = str(posting.document)
    if posting.document.rules.has_output_lines:
        for (line_no,) in sql.rows(_WITHOUT_OUTPUT_LINE):
            yield errors.OutputLineNotNamed(document=document, line_no=line_no)
    else:
        for (line_no,) in sql.rows(_NOTHING_MADE):
            yield errors.NothingAssembled(document=document, line_no=line_no)


def order_columns(kind: Kind) -> str:
    """Order and order line of an entry, as SQL; the step of an assembly is told by its document no."""
    if kind.has_output_lines:
        return "r.document_id, coalesce(l.output_line_no, r.line_no)"
    return "r.document_id, cast(null as integer)"


def circles(posting: Posting, wave: int) -> list[tuple[str, str]]:
    """Which rows ``r`` may not take which entries ``e``, as SQL, so that nothing is made of itself.

    One question, and a condition for each output line that could meet its own output; mostly there is none.
    """
    document = posting.document
    if not document.rules.has_output_lines:
        if not posting.first_entry_no:  # nothing is made yet
            return []
        return [("r.outbound", f"e.entry_no < {posting.first_entry_no}")]
    found = sql.rows(_CIRCLES.format(descendants=_descendants(document.pk)), [wave])
    return [
        (
            "r.line_id in (select id from documents_documentline"
            f" where document_id = {document.pk} and output_line_no = {line_no})",
            f"e.entry_no not in ({_descendants(document.pk, line_no)} select entry_no from d)",
        )
        for (line_no,) in found
    ]


def _descendants(order: int, line_no: int | None = None) -> str:
    return _DESCENDANTS.format(
        order=order,
        output=EntryType.OUTPUT.value,
        of_line=f"and e.order_line_no = {line_no}" if line_no is not None else "",
        step=_STEP[connection.vendor],
    )
