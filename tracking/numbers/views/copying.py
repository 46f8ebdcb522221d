"""Copy Info: choose the number whose card shall be copied (SET-159, SET-160)."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods

from tracking.numbers.copying import copy_info, sources_for
from tracking.numbers.errors import ConfirmOverwrite
from tracking.numbers.notices import tell_what_blocking_means
from tracking.numbers.views.asked import ADD, CHANGE, number_asked, typed
from wms.core.errors import Refused
from wms.core.pages.cards import went_well
from wms.core.pages.requests import PageRequest

SHOWN = 50


@require_http_methods(["GET", "POST"])
def number_copy_info(request: PageRequest, kind: str, item_id: int) -> HttpResponse:
    """GET: the cards from the old number on, or from what is looked for.  POST: the one to copy."""
    try:
        target = number_asked(request, kind, item_id)
    except Refused as refused:
        messages.error(request, str(refused))
        return redirect("number_cards_of_kind", kind)
    before = target.card
    if not request.user.has_perm(ADD if before is None else CHANGE):
        raise PermissionDenied
    old = typed(request, "old")
    begins = typed(request, "from") or old
    sources = sources_for(target)
    shown = list(
        sources.filter(number__gte=begins)[: SHOWN + 1] if begins else sources[: SHOWN + 1]
    )
    asked = {"old": old} if old else {}
    last = shown[SHOWN].number if len(shown) > SHOWN else ""
    context = {
        "title": f"Copy information to {target}",
        "target": target,
        "card": before,
        "old": old,
        "begins": begins,
        "sources": shown[:SHOWN],
        "next_from": last,
        "next_url": target.url("number_copy_info", **asked, **{"from": last}),
        "first_url": target.url("number_copy_info"),
        "here": target.url("number_copy_info", **asked),
    }
    if request.method == "GET":
        return render(request, "tracking/numbers/copy.html", context)
    chosen = request.POST.get("source", "")
    key = int(chosen) if chosen.isascii() and chosen.isdigit() and len(chosen) < 19 else 0
    source = get_object_or_404(sources, pk=key)
    try:
        saved = copy_info(
            source=source, target=target, confirmed=request.POST.get("confirmed") == "yes"
        )
    except Refused as refused:
        asks = all(isinstance(one, ConfirmOverwrite) for one in refused.violations)
        context |= {"refusal": str(refused), "asks": asks, "source": source}
        return render(request, "tracking/numbers/copy.html", context, status=422)
    messages.success(request, f"{saved} has the information of {source} now.")
    if saved.blocked:
        messages.warning(request, f"{saved} is blocked, as {source} is.")
    tell_what_blocking_means(before, saved, request)
    return went_well(request, saved.get_absolute_url())
