"""Codes and numbers as people type them, folded to the one form that is stored and compared."""

import unicodedata
from typing import Any

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models.lookups import StartsWith

# Characters that nobody sees; a copied number often carries them (SET-001, ERR-007).
_UNSEEN = dict.fromkeys(map(ord, "\u200b\u200c\u200d\u2060\ufeff\u00ad\u200e\u200f\u00a0\u202f"))


def folded(text: str) -> str:
    """Upper case, without blanks around it, zero-width characters or non-breaking spaces (SET-001).

    Raises ValidationError when a control character is inside.
    """
    if text.isascii() and text.isprintable():  # nearly always, and ten thousand at a time
        return text.strip().upper()
    clean = text.translate(_UNSEEN).strip().upper()
    if any(unicodedata.category(character) == "Cc" for character in clean):
        raise ValidationError(
            "Control characters cannot be part of a code or number.", code="control_character"
        )
    return clean


class CodeField(models.CharField):
    """A code or number: stored folded (SET-001), never cut off (SET-002), "" when absent."""

    def to_python(self, value: Any) -> Any:
        text = super().to_python(value)
        return folded(text) if isinstance(text, str) else text

    def get_prep_value(self, value: Any) -> Any:
        prepared = super().get_prep_value(value)
        return folded(prepared) if isinstance(prepared, str) else prepared

    def pre_save(self, model_instance: models.Model, add: bool) -> Any:  # noqa: FBT001 (Django's signature)
        value = super().pre_save(model_instance, add)
        if isinstance(value, str):
            value = folded(value)
            setattr(model_instance, self.attname, value)
        return value


@CodeField.register_lookup
class CodeStartsWith(StartsWith):
    """``startswith`` of a code, found by its index on both engines.

    SQLite's LIKE folds letters, and so reads every row; codes are folded already, and lie between their
    beginning and what follows it.  PostgreSQL finds a pattern by index where text is ordered as in C.
    """

    def get_prep_lookup(self) -> Any:
        return self.rhs.upper() if isinstance(self.rhs, str) else self.rhs

    def as_sqlite(self, compiler: Any, connection: Any) -> tuple[str, list[Any]]:
        beginning = str(self.rhs)
        if not self.rhs_is_direct_value() or not beginning or ord(beginning[-1]) >= _LAST:
            text, values = self.as_sql(compiler, connection)
            return text, list(values)
        lhs, params = self.process_lhs(compiler, connection)
        behind = beginning[:-1] + chr(ord(beginning[-1]) + 1)
        return f"({lhs} >= %s AND {lhs} < %s)", [*params, beginning, *params, behind]


_LAST = 0xD7FF  # beyond it come code points that are no characters
