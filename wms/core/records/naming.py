"""What a record is called in messages."""

import re

from django.db.models import Model
from django.utils.text import capfirst


def named(record: Model) -> str:
    """``"Item 1900-S"``: the noun before a code; a name in words stands by itself."""
    name = str(record)
    if any(character.islower() for character in name.split(" ", 1)[0]):
        return f"{name[0].upper()}{name[1:]}"
    return f"{capfirst(str(record._meta.verbose_name))} {name}".strip()


def plural(model: type[Model]) -> str:
    """``"Items"``, ``"Item ledger entries"``; Django itself would write entrys."""
    word = str(capfirst(str(model._meta.verbose_name_plural)))
    return re.sub("([^aeiou])ys$", r"\1ies", word)
