"""The number that an address names."""

from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404
from django.shortcuts import get_object_or_404

from tracking.numbers.errors import NumberBlank
from tracking.numbers.keys import NumberKey
from tracking.switches import CAPTION, NUMBER_FIELD
from wms.core.errors import refuse_if_any
from wms.core.pages.requests import PageRequest
from wms.core.text import folded
from wms.core.wording import in_company_words
from wms.inventory.models import Item

VIEW = "tracking.view_numberinformation"
ADD = "tracking.add_numberinformation"
CHANGE = "tracking.change_numberinformation"
SEES_BOOK = "ledger.view_itemledgerentry"


def typed(request: PageRequest, name: str) -> str:
    """A code in the address as it is stored; "" when it cannot be one."""
    try:
        return folded(request.GET.get(name, ""))
    except ValidationError:
        return ""


def item_asked(request: PageRequest, kind: str, item_id: int) -> Item:
    """403 without the right to see cards, 404 for a kind or an item that is not there."""
    if not request.user.has_perm(VIEW):
        raise PermissionDenied
    if kind not in NUMBER_FIELD:
        raise Http404(f"There is no kind of number named {kind}.")
    return get_object_or_404(Item, pk=item_id)


def number_asked(request: PageRequest, kind: str, item_id: int) -> NumberKey:
    """404 for what is not there; raises Refused, naming the field, when the number is blank (SET-147)."""
    item = item_asked(request, kind, item_id)
    variant = get_object_or_404(item.variants, code=typed(request, "variant"))
    try:
        number = folded(request.GET.get("no", ""))
    except ValidationError as error:
        raise Http404(" ".join(error.messages)) from error
    if len(number) > 50:
        raise Http404("Numbers have at most 50 characters.")
    if not number:
        label = in_company_words(CAPTION[kind])
        refuse_if_any([NumberBlank(field=NUMBER_FIELD[kind], label=label)])
    return NumberKey(kind, item, variant, number)
