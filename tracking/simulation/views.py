"""What a change of an item tracking code would have refused, shown before it is saved."""

from typing import Any
from urllib.parse import urlencode

from django.contrib.auth.decorators import permission_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from tracking.codes import driving
from tracking.codes.history import fixed_by_the_past
from tracking.codes.policies import code_policy, out_of_step
from tracking.codes.switchsets import switches_of
from tracking.models import ItemTrackingCode
from tracking.simulation.forms import (
    PeriodForm,
    changed_code,
    changes_of,
    in_words,
    usual_period,
)
from tracking.simulation.replay import Replay, replay
from tracking.simulation.staging import Period
from wms.core.errors import Refused
from wms.core.pages.requests import PageRequest
from wms.core.pages.workdate import work_date
from wms.core.retry import StillBusy


@require_safe
@permission_required(
    ("tracking.change_itemtrackingcode", "ledger.view_itemledgerentry"), raise_exception=True
)
def tracking_code_simulation(request: PageRequest, pk: int) -> HttpResponse:
    """Replays a past period.  The address names the changes, so that it can be reloaded and sent on."""
    stored = get_object_or_404(ItemTrackingCode, pk=pk)
    code = changed_code(stored, request.GET.dict())
    code_policy(driving.followed(switches_of(code))).follow(stored, code)
    changes = changes_of(stored, code)
    form = PeriodForm({**usual_period(work_date(request)), **_period(request)})
    wrong = list(out_of_step(code))
    found: Replay | None = None
    if not wrong and form.is_valid():
        found = _replayed(request, form, stored, code)
    context = {
        "title": f"Try {stored} on past postings",
        "code": stored,
        "form": form,
        "changes": changes,
        "changed_words": list(in_words(stored, changes)),
        "wrong": wrong,
        "not_savable": list(fixed_by_the_past(stored, code)),
        "replay": found,
        "only": request.GET.get("rule", ""),
        "address": urlencode({**changes, **_period(request)}),
    }
    is_bad = wrong or form.errors
    return render(
        request, "setup/tracking_code_simulation.html", context, status=422 if is_bad else 200
    )


def _period(request: PageRequest) -> dict[str, str]:
    return {name: request.GET[name] for name in ("first", "last") if name in request.GET}


def _replayed(
    request: PageRequest, form: Any, stored: ItemTrackingCode, code: ItemTrackingCode
) -> Replay | None:
    page = request.GET.get("page", "1")
    try:
        return replay(
            before=stored,
            after=code,
            period=Period(**form.cleaned_data),
            only=request.GET.get("rule", ""),
            page=int(page) if page.isdecimal() and len(page) < 7 else 1,
        )
    except Refused as refused:
        form.add_refusal(refused)
    except StillBusy:
        form.add_error(None, "Others are posting just now. Try again in a moment.")
    return None
