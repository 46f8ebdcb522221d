"""Codes that fit what is being typed into a field of a card, where there are too many to offer all."""

from typing import Any

from django.apps import apps
from django.core.exceptions import PermissionDenied, ValidationError
from django.db.models import Q
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from wms.core.pages.requests import PageRequest
from wms.core.text import CodeField, folded

MOST_FOUND = 20
MOST_TYPED = 50


@require_GET
def offers(request: PageRequest, label: str) -> HttpResponse:
    """Options below the field: codes that begin so, or whose words have it; at most 20.

    What was typed comes under the name of the field.
    """
    model = _looked_up(label)
    if not request.user.has_perm(f"{model._meta.app_label}.view_{model._meta.model_name}"):
        raise PermissionDenied
    names = {field.name for field in model._meta.concrete_fields}
    key = "code" if "code" in names else "no"
    words = next((name for name in ("description", "name") if name in names), key)
    typed = str(next(iter(request.GET.values()), ""))[:MOST_TYPED].strip()
    fits = Q(**{f"{key}__startswith": _readable(typed)})
    if typed and words != key:
        fits |= Q(**{f"{words}__icontains": typed})
    rows = model._default_manager.filter(fits).exclude(**{key: ""}).order_by(key)
    found = [
        {"code": code, "words": said} for code, said in rows.values_list(key, words)[:MOST_FOUND]
    ]
    return render(request, "pages/_offers.html", {"offers": found})


def _looked_up(label: str) -> type[Any]:
    """404 for what is no table of ours with a code."""
    try:
        model = apps.get_model(label)
    except (LookupError, ValueError) as error:
        raise Http404(f"There is no table named {label[:50]}.") from error
    if not any(
        isinstance(field, CodeField) and field.unique and field.name in ("code", "no")
        for field in model._meta.concrete_fields
    ):
        raise Http404(f"Records of {label} are not found by a code.")
    return model


def _readable(typed: str) -> str:
    try:
        return folded(typed)
    except ValidationError:
        return "\uffff"  # nothing begins so
