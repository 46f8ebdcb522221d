"""Tags and filters of every page."""

from decimal import Decimal
from functools import lru_cache
from typing import Any

from django import template
from django.template import Context, Node
from django.template.base import FilterExpression, Parser, Token
from django.templatetags.static import static
from django.utils.html import format_html
from django.utils.safestring import SafeString

from wms.core.quantity import shown
from wms.core.wording import in_company_words

register = template.Library()


@register.filter
def quantity(number: Decimal | None) -> str:
    """``4``, ``0.5``, never ``4.00000``."""
    return shown(number)


@register.filter
def caption(text: str) -> str:
    """A caption in the company's words: ``{{ "Package No."|caption }}``."""
    return in_company_words(text)


@register.tag
def icon(parser: Parser, token: Token) -> Node:
    """``{% icon "edit" %}``: a picture of the sprite; with a label it is read out, without only for the eye.

    A node of its own: a page of rows has hundreds of them, and a simple tag takes four times as long.
    """
    name, *label = map(parser.compile_filter, token.split_contents()[1:])
    return _Icon(name, *label)


class _Icon(Node):
    def __init__(self, name: FilterExpression, label: FilterExpression | None = None) -> None:
        self.name, self.label = name, label

    def render(self, context: Context) -> SafeString:
        label = self.label.resolve(context) if self.label else ""
        return _drawn(self.name.resolve(context), label)


@lru_cache(maxsize=500)  # a page of rows has hundreds of the same dozen
def _drawn(name: str, label: str) -> SafeString:
    address = f"{static('icons.svg')}#{name}"
    if label:
        return format_html(
            '<svg class="icon" role="img" aria-label="{}"><use href="{}"></use></svg>',
            label,
            address,
        )
    return format_html('<svg class="icon" aria-hidden="true"><use href="{}"></use></svg>', address)


@register.simple_tag(takes_context=True)
def address_with(context: dict[str, Any], **changes: Any) -> str:
    """This page's query with some parameters changed; an empty value takes one out."""
    query = context["request"].GET.copy()
    for name, value in changes.items():
        if value in ("", None):
            query.pop(name, None)
        else:
            query[name] = value
    return f"?{query.urlencode()}"
