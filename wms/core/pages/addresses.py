"""Where a record is shown: its own page, or the page of the record that it belongs to."""

from collections.abc import Callable
from typing import Any

from django.db.models import CASCADE, ForeignKey, Model
from django.urls import reverse

_CARDS: dict[type[Model], Callable[[Any], str]] = {}
_NEW: dict[type[Model], str] = {}
_LINES: set[type[Model]] = set()


def register(model: type[Model], address: Callable[[Any], str]) -> None:
    """The first page that shows records of a model is theirs."""
    _CARDS.setdefault(model, address)


def register_lines(model: type[Model]) -> None:
    """Records that stand on the card of the one they belong to."""
    _LINES.add(model)


def register_new(model: type[Model], url_name: str) -> None:
    """The first page that makes records of a model."""
    _NEW.setdefault(model, url_name)


def new_address(model: type[Model]) -> str:
    """The page that makes one; "" for a model without such a page."""
    url_name = _NEW.get(model, "")
    return reverse(url_name) if url_name else ""


def is_set_up(model: type[Model]) -> bool:
    return model in _CARDS or model in _LINES


def address_of(record: Model) -> str:
    """The address of its page; "" for a record that no page shows."""
    if hasattr(record, "get_absolute_url"):
        return str(record.get_absolute_url())
    if address := _CARDS.get(type(record)):
        return address(record)
    for field in record._meta.concrete_fields:
        if isinstance(field, ForeignKey) and field.remote_field.on_delete is CASCADE:
            owner = getattr(record, field.name)
            if isinstance(owner, Model) and (found := address_of(owner)):
                return found
    return ""


def tables() -> list[type[Model]]:
    """The models that have cards."""
    return list(_CARDS)


def card_at(model: type[Model], pk: int) -> str:
    """The address of the card of a record that is known by its key alone."""
    address = _CARDS.get(model)
    return address(model(pk=pk)) if address else ""


def by_key(url_name: str) -> Callable[[Any], str]:
    return lambda record: reverse(url_name, args=[record.pk])
