"""The chain of seals: each register with its entries and applications, and the seal of the one before.

A seal is a SHA-256 over columns that nothing may ever change; Remaining Quantity, the invoiced figures,
Shipped Qty. Not Returned and the unit's code move on and stay out of it.  They are bound to the sealed
quantities by the other checks.  The text that is hashed is the same on SQLite and PostgreSQL, so a book
keeps its seals when it moves from one to the other.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from typing import Any

from django.db import connection

from wms.core import sql

VERSION = 1
# What version 1 reads.  A later column needs a new version: sealed registers keep theirs.
_NUMBERS = (
    "entry_no", "register_id", "item_id", "variant_id", "location_id", "document_line_no",
    "posted_line_id", "order_id", "order_line_no", "quantity", "applies_to_entry_no", "qty_per_unit",
    "vendor_id", "customer_id",
)  # fmt: skip
_DAYS = ("posting_date", "document_date", "expiration_date", "warranty_date")
_SWITCHES = ("correction", "serial_is_specific")
_TEXTS = (
    "entry_type", "document_type", "document_no", "serial_no", "lot_no", "package_no", "reason_code",
)  # fmt: skip
_FREE_TEXTS = ("external_document_no", "description")  # people may type anything: their length too
_APPLIED = (
    "entry_no", "item_id", "item_ledger_entry_id", "inbound_entry_id", "outbound_entry_id",
    "transferred_from_entry_id", "quantity",
)  # fmt: skip
UNIT, ROW = "\x1f", "\x1e"  # between columns, after each row


def _sha256(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


def give_functions(sender: Any, connection: Any, **_: Any) -> None:
    """SQLite has no SHA-256 of its own; every connection gets one."""
    if connection.vendor == "sqlite":
        connection.connection.create_function("wms_sha256", 1, _sha256, deterministic=True)


def sealing() -> str:
    """Seals a posting that is written in full, as SQL; whoever runs it holds the ledger counter.

    Of register ``no``, whose applications are those from ``first`` to ``last``.  Rules: SEAL-001.
    """
    return (
        "insert into ledger_registerseal"
        " (register_id, first_application_no, last_application_no, version, digest)"
        f" select r.no, %(first)s, %(last)s, {VERSION}, {_digest('%(first)s', '%(last)s', _BEFORE)}"
        " from ledger_register r where r.no = %(no)s"
    )


def seal_unsealed() -> int:
    """Seal the registers that have none, oldest first: books from before there were seals.

    Answers how many they were.
    """
    last = sql.rows(
        "select digest, last_application_no from ledger_registerseal order by register_id desc limit 1"
    )
    sealed = list(_chained(*(last[0] if last else ("", 0))))
    marks = "insert into ledger_registerseal values (%s, %s, %s, %s, %s)"
    with connection.cursor() as cursor:
        cursor.executemany(marks, sealed)
    return len(sealed)


def _chained(before: str, applied_until: int) -> Iterator[tuple[int, int, int, int, str]]:
    for no, first, last, told, entries, applications in sql.rows(_unsealed()):
        if first is None:  # nothing was applied
            first, last = applied_until + 1, applied_until
        applied_until = last
        before = _sha256(UNIT.join((before, told, entries, applications)))
        yield no, first, last, VERSION, before


def broken() -> list[tuple[int, str, str]]:
    """The registers whose seal does not fit what stands in the book: number, digest as it is, as it was.

    One statement over all of them.
    """
    return sql.rows(
        "select * from ("
        f"select r.no, {_digest('s.first_application_no', 's.last_application_no', _BEFORE)} as found,"
        " s.digest as sealed from ledger_register r"
        " join ledger_registerseal s on s.register_id = r.no) seals"
        " where found <> sealed order by no"
    )


def unsealed() -> list[tuple[int, bool]]:
    """Registers without a seal, and seals without a register: the number, and whether the seal is there."""
    found = sql.rows(
        "select r.no, 0 from ledger_register r where not exists"
        " (select 1 from ledger_registerseal s where s.register_id = r.no)"
        " union select s.register_id, 1 from ledger_registerseal s where not exists"
        " (select 1 from ledger_register r where r.no = s.register_id) order by 1"
    )
    return [(no, bool(has_seal)) for no, has_seal in found]


def last_seal() -> str:
    """The seal that stands for the whole book; "" while nothing is posted."""
    last = sql.rows("select digest from ledger_registerseal order by register_id desc limit 1")
    return str(last[0][0]) if last else ""


# ---- the texts that are hashed

_BEFORE = (
    "coalesce((select b.digest from ledger_registerseal b where b.register_id < r.no"
    " order by b.register_id desc limit 1), '')"
)


def _digest(first: str, last: str, before: str) -> str:
    parts = [before, _register(), _entries(), _applications(first, last)]
    return _hashed(f" || {_char(UNIT)} || ".join(f"({part})" for part in parts))


def _hashed(text: str) -> str:
    if connection.vendor == "postgresql":
        return f"encode(sha256(convert_to({text}, 'UTF8')), 'hex')"
    return f"wms_sha256({text})"


def _all(table: str, text: str, condition: str) -> str:
    """The hash over many rows of a table in the order of their numbers."""
    if connection.vendor == "postgresql":
        together = f"coalesce(string_agg({text}, '' order by x.entry_no), '')"
        return f"select {_hashed(together)} from {table} x where {condition}"
    # rows come in the order of the inner statement: SQLite keeps it for group_concat
    rows = f"select {text} as t from {table} x where {condition} order by x.entry_no"
    together = "coalesce(group_concat(t, ''), '')"
    return f"select {_hashed(together)} from ({rows})"


def _entries() -> str:
    within = "x.entry_no between r.from_entry_no and r.to_entry_no"
    return _all("ledger_itemledgerentry", _entry(), within)


def _applications(first: str, last: str) -> str:
    columns = [*(_number(f"x.{name}") for name in _APPLIED), _day("x.posting_date")]
    within = f"x.entry_no between {first} and {last}"
    return _all("ledger_itemapplicationentry", _row(columns), within)


def _entry() -> str:
    columns = [_number(f"x.{name}") for name in _NUMBERS]
    columns += [_day(f"x.{name}") for name in _DAYS]
    columns += [f"case when x.{name} then '1' else '0' end" for name in _SWITCHES]
    columns += [f"x.{name}" for name in _TEXTS]
    for name in _FREE_TEXTS:
        columns += [f"length(x.{name})", f"x.{name}"]
    return _row(columns)


def _register() -> str:
    columns = ["no", "from_entry_no", "to_entry_no", "posted_by_id", "source", "document_no"]
    return _row([*(f"r.{name}" for name in columns), "r.request_key", _moment("r.posted_at")])


def _row(columns: list[str]) -> str:
    if connection.vendor == "postgresql":
        return f"concat_ws({_char(UNIT)}, {', '.join(columns)}) || {_char(ROW)}"
    return f"printf({_text(UNIT.join(['%%s'] * len(columns)) + ROW)}, {', '.join(columns)})"


def _number(column: str) -> str:
    """Absent numbers are blank; concat_ws would leave them out."""
    return f"coalesce({column}::text, '')" if connection.vendor == "postgresql" else column


def _day(column: str) -> str:
    if connection.vendor == "postgresql":
        return f"coalesce(to_char({column}, 'YYYY-MM-DD'), '')"
    return column


def _moment(column: str) -> str:
    """To the microsecond, in UTC; SQLite leaves out a fraction of nothing."""
    if connection.vendor == "postgresql":
        return f"to_char({column} at time zone 'UTC', 'YYYY-MM-DD HH24:MI:SS.US')"
    return f"{column} || case when length({column}) = 19 then '.000000' else '' end"


def _char(sign: str) -> str:
    return f"chr({ord(sign)})" if connection.vendor == "postgresql" else f"char({ord(sign)})"


def _text(text: str) -> str:
    return f"'{text}'"


def _unsealed() -> str:
    """Registers in their order, with the range of their applications and the texts and hashes of all."""
    applied = (
        "select e.register_id, min(a.entry_no) as first, max(a.entry_no) as last"
        " from ledger_itemapplicationentry a"
        " join ledger_itemledgerentry e on e.entry_no = a.item_ledger_entry_id group by e.register_id"
    )
    return (
        f"select r.no, p.first, p.last, {_register()}, ({_entries()}),"
        f" ({_applications('p.first', 'p.last')})"
        f" from ledger_register r left join ({applied}) p on p.register_id = r.no"
        " where not exists (select 1 from ledger_registerseal s where s.register_id = r.no)"
        " order by r.no"
    )
