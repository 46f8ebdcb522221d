"""First steps, and the ready-made series of cards and documents."""

from django.contrib.auth.decorators import permission_required
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from wms.core import firststeps, readymade
from wms.core.pages.requests import PageRequest
from wms.core.seriessetup import readymade as ready_series


@require_safe
@permission_required("inventory.view_inventorysetup", raise_exception=True)
def first_steps(request: PageRequest) -> HttpResponse:
    steps = firststeps.shown_to(request)
    left = sum(step.is_needed and not step.is_done for step in steps)
    context = {"title": "First steps", "steps": steps, "left": left}
    return render(request, "setup/first_steps.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@permission_required(
    ("core.add_numberseries", "inventory.change_inventorysetup"), raise_exception=True
)
def number_series_ready_made(request: PageRequest) -> HttpResponse:
    """Which cards and documents have a series; the button makes and names the missing ones."""
    is_report = request.method == "POST"
    context = readymade.context(
        ready_series.load() if is_report else ready_series.pieces(),
        title="Ready-made number series",
        intro="A series for every kind of card and document; their numbers can be changed afterwards.",
        is_report=is_report,
    )
    context["list_url"] = reverse("number_series_list")
    return render(request, "setup/ready_made.html", context)
