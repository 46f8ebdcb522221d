"""Tags and filters of every page."""

from decimal import Decimal

from django import template

from wms.core.quantity import shown

register = template.Library()


@register.filter
def quantity(number: Decimal | None) -> str:
    """``4``, ``0.5``, never ``4.00000``."""
    return shown(number)
