"""Filters that lists share.  One FilterSet a list; what is chosen stands in the address."""

from typing import Any

import django_filters
from django import forms
from django.core.exceptions import ValidationError
from django.db.models import Q, QuerySet

from wms.core.fields import DayInput
from wms.core.text import folded


class CodeFormField(forms.CharField):
    """A code as people type it; ``*`` at its end stands for anything."""

    def to_python(self, value: Any) -> str:
        return folded(super().to_python(value) or "")


class CodeFilter(django_filters.CharFilter):  # type: ignore[misc]  # it has no types
    """``1900-S`` is that code, ``19*`` every code that begins so."""

    field_class = CodeFormField

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("max_length", 51)
        super().__init__(*args, **kwargs)

    def filter(self, qs: QuerySet, value: str) -> QuerySet:
        if not value:
            return qs
        if value.endswith("*"):
            return qs.filter(**{f"{self.field_name}__startswith": value.rstrip("*")})
        return qs.filter(**{self.field_name: value})


class TextFilter(django_filters.CharFilter):  # type: ignore[misc]  # it has no types
    """Any part of the text, in upper or lower case."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("lookup_expr", "icontains")
        kwargs.setdefault("max_length", 100)
        super().__init__(*args, **kwargs)


class DayFilter(django_filters.DateFilter):  # type: ignore[misc]  # it has no types
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("widget", DayInput())
        super().__init__(*args, **kwargs)


class YesNoFilter(django_filters.ChoiceFilter):  # type: ignore[misc]  # it has no types
    """Yes, no, or not asked; with ``method`` the condition is the FilterSet's own."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("choices", [("yes", "Yes"), ("no", "No")])
        kwargs.setdefault("empty_label", "all")
        super().__init__(*args, **kwargs)

    def filter(self, qs: QuerySet, value: str) -> QuerySet:
        if not value:
            return qs
        if self.method:
            asked: QuerySet = super().filter(qs, value)
            return asked
        return qs.filter(**{self.field_name: value == "yes"})


def searched(rows: QuerySet, fields: tuple[str, ...], text: str) -> QuerySet:
    """Rows in which every word of ``text`` stands in some field.

    A field may name its lookup (``serial_no__exact``), otherwise any part of it may match.
    """
    for word in text.split():
        anywhere = Q()
        for field in fields:
            has_lookup = field.rsplit("__", 1)[-1] in ("exact", "startswith", "istartswith")
            if has_lookup and not _can_be_code(word):
                continue
            fits = Q(**{field if has_lookup else f"{field}__icontains": _word(word, field)})
            if has_lookup:  # said aloud, so that an index of filled numbers serves
                fits &= ~Q(**{field.rpartition("__")[0]: ""})
            anywhere |= fits
        rows = rows.filter(anywhere) if anywhere else rows.none()
    return rows


def _word(word: str, field: str) -> str:
    return folded(word) if field.endswith(("__exact", "__startswith")) else word


def _can_be_code(word: str) -> bool:
    try:
        folded(word)
    except ValidationError:
        return False
    return True
