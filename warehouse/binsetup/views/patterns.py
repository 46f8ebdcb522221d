"""Many bins at once: ``A-[01-04]-[1-3]``, looked at before they are created."""

from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.contrib.auth.decorators import permission_required
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from warehouse.binsetup import bulk
from warehouse.binsetup.forms import BinPatternForm
from wms.core.errors import Refused
from wms.core.pages.cards import went_well
from wms.core.pages.requests import PageRequest

MOST_SHOWN = 200


@require_http_methods(["GET", "POST"])
@permission_required("warehouse.add_bin", raise_exception=True)
def bins_by_pattern(request: PageRequest) -> HttpResponse:
    """Shows what a pattern would create, or creates it when asked to."""
    initial = {"location": request.GET.get("location", "")}
    form = BinPatternForm(request.POST or None, initial=initial)
    context: dict[str, Any] = {
        "form": form,
        "title": "Bins by pattern",
        "list_url": reverse("bins"),
    }
    if form.is_valid():
        asked = {"like": form.instance, "pattern": form.cleaned_data["pattern"]}
        try:
            if request.POST.get("step") == "create":
                return _created(request, bulk.create_bins(**asked), form)
            plan = bulk.planned(**asked)
        except Refused as refused:
            form.add_refusal(refused)
        else:
            # what is wrong first: it is what somebody has to do something about
            rows = sorted(plan.rows, key=lambda row: (row.fault is None, row.exists))
            context |= {
                "plan": plan,
                "rows": rows[:MOST_SHOWN],
                "more": max(0, len(rows) - MOST_SHOWN),
            }
    status = 422 if form.errors else 200
    return render(request, "setup/bin_pattern.html", context, status=status)


def _created(request: PageRequest, plan: bulk.Plan, form: BinPatternForm) -> HttpResponse:
    existing = f" {plan.existing} existed already." if plan.existing else ""
    messages.success(request, f"{len(plan.new)} bins created.{existing}")
    query = urlencode({"location": form.instance.location.code})
    return went_well(request, f"{reverse('bins')}?{query}")
