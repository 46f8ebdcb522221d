"""Taking the rows of a file over into a set-up table, through the service that pages use.

Files are read, codes looked up and known records fetched in a few statements; the records are then checked
and saved by their service, which tells what is wrong with each: all at once where the table can be long.
The change log is written at the end, at once.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Model

from wms.core import sheets
from wms.core.errors import Refused, RuleViolation
from wms.core.fields import refuse_control_characters
from wms.core.models.changes import ChangeSource
from wms.core.records import acting, collected
from wms.core.records.questions import AT_ONCE, portions
from wms.core.sheets import Cell, Row
from wms.core.tables.columns import CellFault, Column, unescaped
from wms.core.tables.registry import Table
from wms.core.text import CodeField

Report = Callable[[int, int, str], None]


@dataclass(frozen=True)
class Fault:
    """What is wrong in one row; ``line`` counts as a spreadsheet does, the heading included."""

    line: int
    column: str
    value: str
    reason: str

    def as_row(self) -> dict[str, Any]:
        """The shape that the page of a job shows."""
        return {
            "row": self.line,
            "column": self.column,
            "value": self.value[:200],
            "reason": self.reason,
        }


@dataclass
class Imported:
    """What became of a file.  ``is_stored``: nothing is when it was a dry run, or all were to be good."""

    made: int = 0
    changed: int = 0
    unchanged: int = 0
    faults: list[Fault] = field(default_factory=list)
    is_dry_run: bool = False
    keep_good: bool = False

    @property
    def refused(self) -> int:
        return len({fault.line for fault in self.faults})

    @property
    def is_stored(self) -> bool:
        return not self.is_dry_run and (self.keep_good or not self.faults)

    @property
    def summary(self) -> str:
        would = "would be " if self.is_dry_run else ""
        told = f"{self.made:,} {would}made, {self.changed:,} {would}changed, {self.unchanged:,} unchanged"
        if self.is_dry_run:
            return f"Checked, nothing stored: {told}, {self.refused:,} refused."
        if not self.is_stored:
            are = "row is" if self.refused == 1 else "rows are"
            return f"Nothing was stored: {self.refused:,} {are} wrong. Mend them and import again."
        return f"Imported: {told}, {self.refused:,} refused."


class _TakenBack(Exception):
    """Nothing of the file shall stay."""


@dataclass
class _Row:
    """A row on its way: the texts as they stand in the file, and the values they stand for."""

    line: int
    texts: dict[Column, str] = field(default_factory=dict)
    values: dict[Column, Any] = field(default_factory=dict)
    faults: list[Fault] = field(default_factory=list)

    def refuse(self, column: Column | None, reason: str) -> None:
        value = self.texts.get(column, "") if column is not None else ""
        caption = column.caption if column is not None else ""
        self.faults.append(Fault(self.line, caption, value, reason))

    def key(self, table: Table) -> tuple[Any, ...]:
        return tuple(_stored(column, self.values.get(column)) for column in table.key_columns)


def import_rows(
    *,
    table: Table,
    rows: Iterable[Row],
    dry_run: bool = False,
    keep_good: bool = False,
    most: int | None = None,
    report: Report | None = None,
) -> Imported:
    """Make or change the records that the rows name by their key.

    A column that the file has not is left as it is; a blank cell empties its field.  One faulty row keeps
    all of them out, unless ``keep_good``; ``dry_run`` stores nothing.  Raises Refused when the file cannot
    be read as a whole: it is not the table's, or has more than ``most`` rows.
    Rules: IMP-001…005.
    """
    parsed = _parsed(table, rows, most)
    result = Imported(is_dry_run=dry_run, keep_good=keep_good)
    try:
        with transaction.atomic(), acting(ChangeSource.IMPORT), collected() as notes:
            _resolve_codes(parsed)
            known = _known(table, parsed)
            _refuse_twice(table, parsed)
            wanted = list(_wanted(table, parsed, known, result, report))
            if table.save_all is not None:
                _save_all(table, wanted, result)
            else:
                _save_each(table, wanted, result, notes)
            result.faults += [fault for row in parsed for fault in row.faults]
            result.faults.sort(key=lambda fault: fault.line)
            if not result.is_stored:
                raise _TakenBack
    except _TakenBack:
        return result
    return result


# ---- reading


def _parsed(table: Table, rows: Iterable[Row], most: int | None) -> list[_Row]:
    columns: dict[int, Column] | None = None
    found: list[_Row] = []
    for line, cells in rows:
        if not any(cell.value for cell in cells):
            continue
        if columns is None:
            columns = _columns(table, cells)
            continue
        found.append(_read(line, cells, columns))
        sheets.refuse_too_many(len(found), most)
    if columns is None:
        sheets.unreadable("The file is empty. Its first row must name the columns.")
    if table.is_single and len(found) > 1:
        sheets.unreadable(f"{table.caption} is one record, and the file has {len(found)} rows.")
    return found


def _columns(table: Table, heading: list[Cell]) -> dict[int, Column]:
    columns: dict[int, Column] = {}
    unknown = []
    for place, cell in enumerate(heading):
        text = str(cell.value)
        if not text:
            continue
        column = table.column(unescaped(text))
        if column is None:
            unknown.append(text[:50])
        elif column.name in {known.name for known in columns.values()}:
            sheets.unreadable(f"The column {text[:50]} is there twice.")
        else:
            columns[place] = column
    if unknown:
        known = ", ".join(column.caption for column in table.columns[:12])
        more = ", …" if len(table.columns) > 12 else ""
        sheets.unreadable(
            f"{table.caption} have no column {', '.join(unknown[:5])}. Columns are: {known}{more}."
        )
    missing = [
        column.caption
        for column in table.key_columns
        if column not in columns.values() and not _may_be_missing(column)
    ]
    if missing:
        sheets.unreadable(
            f"The column {' and '.join(missing)} is missing; it says which record it is."
        )
    # what the file leaves out of the key stands for blank, in cells that no row has
    absent = [column for column in table.key_columns if column not in columns.values()]
    return columns | {-1 - place: column for place, column in enumerate(absent)}


def _may_be_missing(column: Column) -> bool:
    is_blank_choice = bool(column.field.choices) and column.field.blank
    return column.blank_is_row or column.field.null or is_blank_choice


def _read(line: int, cells: list[Cell], columns: dict[int, Column]) -> _Row:
    row = _Row(line)
    blank = Cell("")
    for place, column in columns.items():
        cell = cells[place] if 0 <= place < len(cells) else blank
        row.texts[column] = _as_typed(cell)
        try:
            row.values[column] = column.read(cell)
        except CellFault as fault:
            row.refuse(column, str(fault))
    return row


def _as_typed(cell: Cell) -> str:
    return cell.value.isoformat() if isinstance(cell.value, date) else unescaped(cell.value)


# ---- codes of other records


def _resolve_codes(rows: list[_Row]) -> None:
    """Texts that name other records become those records; one statement a column."""
    columns = {column for row in rows for column in row.values if column.related is not None}
    # those that stand within another record come after it
    for column in sorted(columns, key=lambda column: column.within is not None):
        for row in rows:
            if column in row.values:
                row.values[column] = _code(row, column)
        candidates = _candidates(column, rows)
        for row in rows:
            if column in row.values:
                _point(row, column, candidates)


def _code(row: _Row, column: Column) -> str:
    text = str(row.values[column])
    try:
        refuse_control_characters(text)
        key = column.related._meta.get_field(column.key) if column.related else None
        return str(key.to_python(text)) if isinstance(key, CodeField) else text
    except ValidationError:
        row.refuse(
            column, f"{column.caption} has a control character in it. Type it again without."
        )
        return ""


Candidates = dict[tuple[str, Any], list[Model]]


def _candidates(column: Column, rows: list[_Row]) -> Candidates:
    """The records that the codes of a column may name, by code and by the record they stand within."""
    assert column.related is not None  # noqa: S101
    wanted = {row.values[column] for row in rows if column in row.values}
    codes = {code for code in wanted if code or column.blank_is_row}
    records = column.related._base_manager.order_by("pk")
    theirs, ours = column.within or ("", "")
    found: Candidates = {}
    if not theirs or ours == "pk":
        for some in portions(codes):
            for record in records.filter(**{f"{column.key}__in": some}):
                found.setdefault((getattr(record, column.key), None), []).append(record)
        return found
    owners = {owner.pk for row in rows if (owner := _owner(row, ours)) is not None}
    if len(codes) <= AT_ONCE:
        records = records.filter(**{f"{column.key}__in": codes})
    for some in portions(owners):
        for record in records.select_related(theirs).filter(**{f"{theirs}__in": some}):
            key = (getattr(record, column.key), getattr(record, f"{theirs}_id"))
            found.setdefault(key, []).append(record)
    return found


def _owner(row: _Row, name: str) -> Model | None:
    """The record that another column of the row names."""
    value = next((row.values[one] for one in row.values if one.name == name), None)
    return value if isinstance(value, Model) else None


def _point(row: _Row, column: Column, candidates: Candidates) -> None:
    code = row.values[column]
    if not code and not column.blank_is_row:
        row.values[column] = None
        is_told = any(fault.column == column.caption for fault in row.faults)
        if not column.field.null and not is_told:
            row.refuse(column, f"{column.caption} must be filled.")
        return
    depends_on_itself = column.within is not None and column.within[1] == "pk"
    owner = None
    if column.within is not None and not depends_on_itself:
        owner = getattr(_owner(row, column.within[1]), "pk", -1)
    fitting = candidates.get((code, owner), [])
    if depends_on_itself:
        row.values[column] = fitting  # which of them it is depends on the record itself
    elif fitting:
        row.values[column] = fitting[0]
    else:
        row.values[column] = None
        if code or not row.faults:
            row.refuse(column, f"{column.caption} {code[:50]} does not exist.")


# ---- records


def _known(table: Table, rows: list[_Row]) -> dict[tuple[Any, ...], Model]:
    """The records that exist already, by their key."""
    if table.is_single:
        return {(): table.records().get()}
    first = table.key_columns[0]
    values = {_stored(first, row.values.get(first)) for row in rows} - {None}
    known: dict[tuple[Any, ...], Model] = {}
    for some in portions(values):
        for record in table.records().filter(**{f"{first.attname}__in": some}):
            known[tuple(getattr(record, column.attname) for column in table.key_columns)] = record
    return known


def _refuse_twice(table: Table, rows: list[_Row]) -> None:
    seen: dict[tuple[Any, ...], int] = {}
    for row in rows:
        for column in table.key_columns:
            if row.values.get(column) == "" and not column.field.choices:
                row.refuse(column, f"{column.caption} must be filled.")
        first = seen.setdefault(row.key(table), row.line)
        if first != row.line and not row.faults:
            column = table.key_columns[-1]
            row.refuse(column, f"The same record stands in line {first} already.")


@dataclass
class _Wanted:
    """A record as the file wants it."""

    row: _Row
    record: Model
    is_new: bool


def _wanted(
    table: Table,
    rows: list[_Row],
    known: dict[tuple[Any, ...], Model],
    result: Imported,
    report: Report | None,
) -> Iterator[_Wanted]:
    """The records that are new or differ from what is stored, of rows that can be read."""
    for place, row in enumerate(rows):
        if report is not None:
            report(place, len(rows), f"Importing {table.caption.lower()}")
        if row.faults:
            continue
        stored = known.get(row.key(table))
        record = stored if stored is not None else table.model()
        before = None if stored is None else _state(record)
        _fill(record, row)
        if row.faults:
            continue
        if before is not None and before == _state(record):
            result.unchanged += 1
        else:
            yield _Wanted(row, record, is_new=stored is None)


def _save_all(table: Table, wanted: list[_Wanted], result: Imported) -> None:
    assert table.save_all is not None  # noqa: S101
    if not wanted:
        return
    answers = table.save_all([one.record for one in wanted])
    for one, violations in zip(wanted, answers, strict=True):
        _count(table, one, violations, result)


def _save_each(table: Table, wanted: list[_Wanted], result: Imported, notes: list[Any]) -> None:
    for one in wanted:
        noted = len(notes)
        violations: Sequence[RuleViolation] = ()
        try:
            with transaction.atomic():
                table.save(one.record)
        except Refused as refused:
            violations = refused.violations
            del notes[noted:]
        _count(table, one, violations, result)


def _count(
    table: Table, one: _Wanted, violations: Sequence[RuleViolation], result: Imported
) -> None:
    for violation in violations:
        _refuse(table, one.row, violation)
    if not violations:
        result.made += one.is_new
        result.changed += not one.is_new


def _fill(record: Model, row: _Row) -> None:
    for column, value in row.values.items():
        if isinstance(value, list):  # candidates that must stand within the record itself
            theirs = column.within[0] if column.within else ""
            own = [one for one in value if getattr(one, f"{theirs}_id") == record.pk]
            if not own:
                row.refuse(
                    column, f"{column.caption} {row.texts[column][:50]} does not exist here."
                )
                continue
            value = own[0]
        setattr(record, column.name, value)


def _refuse(table: Table, row: _Row, violation: RuleViolation) -> None:
    column = next((one for one in table.columns if one.name == violation.field), None)
    row.refuse(column, str(violation))


def _state(record: Model) -> dict[str, Any]:
    return {one.attname: getattr(record, one.attname) for one in record._meta.concrete_fields}


def _stored(column: Column, value: Any) -> Any:
    return value.pk if isinstance(value, Model) else value
