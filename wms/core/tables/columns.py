"""The columns of a set-up table: a cell of a file into a value of a record, and back."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.core.exceptions import ValidationError
from django.db.models import BooleanField, DateField, Field, ForeignKey, Model

from wms.core.fields import QuantityFormField, refuse_control_characters
from wms.core.quantity import QuantityField
from wms.core.records.faults import label_of, worded
from wms.core.sheets import Cell

YES = frozenset({"yes", "y", "true", "1", "x", "on"})
NO = frozenset({"", "no", "n", "false", "0", "off"})


class CellFault(Exception):
    """A cell that cannot be read as what its column holds."""


@dataclass(frozen=True, kw_only=True)
class Column:
    """One column.  ``caption`` heads it in exports; imports know it by caption and by field name.

    For a column that points to another record, ``key`` is the field of that record that the cell names,
    and ``within`` names the field of it that must agree with a field of ours: a variant of the item,
    a bin of the location (``"pk"`` for the record itself).  ``blank_is_row``: a blank cell names the
    record with a blank code.  ``opposite``: the switch of the field the other way round, which is only
    read, never exported.
    """

    field: Field
    caption: str
    key: str = ""
    within: tuple[str, str] | None = None
    blank_is_row: bool = False
    opposite: bool = False

    @property
    def name(self) -> str:
        return self.field.name

    @property
    def attname(self) -> str:
        return str(self.field.attname)

    @property
    def related(self) -> type[Model] | None:
        return self.field.related_model if isinstance(self.field, ForeignKey) else None

    @property
    def holds(self) -> str:
        """What may stand in a cell, in words."""
        if self.related is not None:
            what = str(self.related._meta.verbose_name).lower()
            return f"{'user name' if self.key == 'username' else f'{self.key} of the {what}'}"
        if isinstance(self.field, BooleanField):
            return "Yes or No" + (", the other way round" if self.opposite else "")
        if self.field.choices:
            offered = [str(label) for value, label in self.field.flatchoices if value != ""]
            return _one_of(offered) + (", or nothing" if self.field.blank else "")
        if isinstance(self.field, DateField):
            return "a day, such as 2026-01-31"
        if (most := self.field.max_length) is not None:
            return f"text of at most {most} characters"
        return "a number"

    def exported(self, record: Model) -> Any:
        """What the cell of a record says."""
        if self.related is not None:
            other = getattr(record, self.name)
            return "" if other is None else getattr(other, self.key)
        value = getattr(record, self.attname)
        if isinstance(value, bool):
            return "Yes" if value else "No"
        if self.field.choices:
            return str(dict(self.field.flatchoices).get(value, value)) if value != "" else ""
        return value

    def read(self, cell: Cell) -> Any:
        """The value that a cell stands for; for another record its key, as text.

        Raises CellFault, in words.
        """
        if cell.fault:
            raise CellFault(f"{self.caption} {cell.fault}.")
        if isinstance(self.field, DateField):
            return self._day(cell.value)
        text = unescaped(cell.value.isoformat() if isinstance(cell.value, date) else cell.value)
        if isinstance(self.field, BooleanField):
            return self._switch(text)
        if self.related is not None:
            return text
        if self.field.choices:
            return self._choice(text)
        try:
            refuse_control_characters(text)
            return self._reader(text)
        except ValidationError as error:
            faults = [
                str(worded(fault, field=self.name, label=self.caption, value=text))
                for fault in error.error_list
            ]
            raise CellFault(" ".join(faults)) from error

    def _reader(self, text: str) -> Any:
        """Text stays as it is: what is wrong with it is told when the record is checked."""
        if isinstance(self.field, QuantityField):
            return QuantityFormField(required=not self.field.blank).clean(text)
        if self.field.get_internal_type() in ("CharField", "TextField"):
            return self.field.to_python(text)
        form_field = self.field.formfield()
        return text if form_field is None else form_field.clean(text)

    def _day(self, value: str | date) -> date | None:
        if isinstance(value, date):
            return value
        if not value:
            return None
        try:
            return date.fromisoformat(value)
        except ValueError as error:
            raise CellFault(
                f"{self.caption} {value[:50]} is no date. Write it like 2026-01-31."
            ) from error

    def _switch(self, text: str) -> bool:
        word = text.lower()
        if word in YES:
            return not self.opposite
        if word in NO:
            return self.opposite
        raise CellFault(f"{self.caption} is Yes or No, not {text[:50]}.")

    def _choice(self, text: str) -> str:
        offered = {str(label): str(value) for value, label in self.field.flatchoices if value != ""}
        by_word = {
            word.lower(): value for label, value in offered.items() for word in (label, value)
        }
        if not text and self.field.blank:
            return ""
        if (value := by_word.get(text.lower())) is None:
            raise CellFault(
                f"{self.caption} is {_one_of(list(offered))}, not {text[:50] or 'blank'}."
            )
        return value


def columns_of(
    model: type[Model],
    *names: str,
    keys: dict[str, str] | None = None,
    within: dict[str, tuple[str, str]] | None = None,
    blank_is_row: tuple[str, ...] = (),
    leave_out: tuple[str, ...] = (),
) -> tuple[Column, ...]:
    """Columns for fields of a model, all that people fill unless some are named, headed by their labels.

    ``keys``: for a field that points to another record, the field that names it there; by default its
    ``code``, ``no`` or ``username``.
    """
    chosen = names or [
        field.name
        for field in model._meta.concrete_fields
        if field.editable and not field.primary_key
    ]
    return tuple(
        Column(
            field=_field(model, name),
            caption=label_of(model, name),
            key=(keys or {}).get(name) or _key_of(_field(model, name)),
            within=(within or {}).get(name),
            blank_is_row=name in blank_is_row,
        )
        for name in chosen
        if name not in leave_out
    )


def unescaped(text: str) -> str:
    """Without the apostrophe that exports put before what a spreadsheet would take for a formula."""
    return text[1:] if text.startswith("'") and text[1:2] in tuple("=+-@") else text


def _field(model: type[Model], name: str) -> Field:
    field = model._meta.get_field(name)
    assert isinstance(field, Field)  # noqa: S101
    return field


def _key_of(field: Field) -> str:
    if not isinstance(field, ForeignKey):
        return ""
    names = {one.name for one in field.related_model._meta.get_fields()}
    return next(name for name in ("code", "no", "username") if name in names)


def _one_of(words: list[str]) -> str:
    return f"{', '.join(words[:-1])} or {words[-1]}" if len(words) > 1 else words[0]
