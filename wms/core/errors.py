"""What the application refuses, and how a refusal is worded.

A rule that is broken in one place is a ``RuleViolation``; a whole request that is turned down is
``Refused``, which carries every violation at once (POST-112, POST-141, ERR-001, ERR-003).
"""

import string
from collections.abc import Iterable, Mapping
from datetime import date
from decimal import Decimal
from typing import Any, ClassVar, Self

from wms.core.quantity import shown
from wms.core.wording import in_company_words

_NUMBER_FIELDS = (
    "serial_no",
    "lot_no",
    "package_no",
    "new_serial_no",
    "new_lot_no",
    "new_package_no",
)
_CAPTIONS = ("caption", "label", "differing", "kinds")  # values that are words of ours
MOST_SHOWN = 100  # ERR-003: up to 100 faults are told, then "and n more"


class _Wording(string.Formatter):
    """Writes quantities as on screen and dates as ISO days."""

    def format_field(self, value: Any, format_spec: str) -> str:
        if isinstance(value, Decimal):
            return shown(value)
        if isinstance(value, date):
            return value.isoformat()
        return str(super().format_field(value, format_spec))


class WmsError(Exception):
    """Anything the application refuses on purpose."""


class RuleViolation(WmsError):
    """One rule broken in one place.

    Subclasses give ``code`` (stable, for programs), ``rule`` (id in docs/rules.md), ``field`` (where the
    user can mend it) and ``template``, formatted with the keyword arguments given here.  The text names
    what, where, why and the way out.  ``told``: what the rule was asked with that the sentence names too.
    """

    code: ClassVar[str]
    rule: ClassVar[str]
    field: str = ""
    template: ClassVar[str]
    told: ClassVar[tuple[str, ...]] = ()

    def __init__(
        self, *, document: str = "", line_no: int | None = None, number: str = "", **values: Any
    ) -> None:
        self.document = document
        self.line_no = line_no
        self.number = number
        self.values = values
        self.row_id: int | None = None
        super().__init__(str(self))

    @classmethod
    def of(cls, row: Any, **told: Any) -> Self:
        """The violation of one row that a rule answered with; the template may say ``{row.…}``.

        A rule that looks at several fields annotates ``faulty_field``, the one to be mended.
        """
        field = getattr(row, "faulty_field", "") or cls.field
        filled = {name: getattr(row, name, "") for name in _NUMBER_FIELDS}
        violation = cls(
            document=str(row.document),
            line_no=row.line_no,
            number=filled.get(field) or next(filter(None, filled.values()), ""),
            row=row,
            **told,
        )
        violation.field = field
        violation.row_id = row.pk
        return violation

    @property
    def where(self) -> str:
        """``"Order PO-1, line 10000: "``, or as much of it as is known."""
        parts = [self.document] if self.document else []
        if self.line_no is not None:
            parts.append(f"line {self.line_no}")
        text = ", ".join(parts)
        return f"{text[0].upper()}{text[1:]}: " if text else ""

    @property
    def text(self) -> str:
        values = {
            name: in_company_words(value) if name in _CAPTIONS and isinstance(value, str) else value
            for name, value in self.values.items()
        }
        return _Wording().format(in_company_words(self.template), number=self.number, **values)

    def __str__(self) -> str:
        return self.where + self.text

    def as_dict(self) -> dict[str, Any]:
        """The shape that programs get (POST-141): code, rule, document, line, field, number, message."""
        return {
            "code": self.code,
            "rule": self.rule,
            "document": self.document,
            "line": self.line_no,
            "field": self.field,
            "number": self.number,
            "message": str(self),
        }


class Refused(WmsError):
    """Every violation of one request, in line order; nothing was written."""

    def __init__(self, violations: Iterable[RuleViolation], *, more: int = 0) -> None:
        self.violations = sorted(violations, key=lambda violation: violation.line_no or 0)
        self.more = more
        super().__init__(str(self))

    def __str__(self) -> str:
        lines = [str(violation) for violation in self.violations[:MOST_SHOWN]]
        unshown = len(self.violations) - len(lines) + self.more
        if unshown:
            lines.append(f"… and {unshown} more.")
        return "\n".join(lines)

    def by_field(self) -> Mapping[str, list[str]]:
        """Messages grouped under the field where each can be mended."""
        grouped: dict[str, list[str]] = {}
        for violation in self.violations[:MOST_SHOWN]:
            grouped.setdefault(violation.field, []).append(str(violation))
        return grouped


def refuse_if_any(violations: Iterable[RuleViolation]) -> None:
    if found := list(violations):
        raise Refused(found)
