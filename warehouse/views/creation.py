"""Making inventory picks: the orders that wait, and the button that makes one."""

from django.contrib import messages
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_GET, require_http_methods

from warehouse.kinds import KINDS, ActivityKind
from warehouse.lists import DOCUMENTS_TO_PICK
from warehouse.selectors.activities import activities_on, places_to_pick
from warehouse.services.pick_creation import create_pick
from warehouse.views.access import number_in, permitted
from wms.core.errors import Refused
from wms.core.pages.lists import list_view
from wms.core.pages.requests import PageRequest
from wms.core.pages.workdate import work_date
from wms.documents.models import Document
from wms.inventory.models import Location

MOST_TOLD = 20


@require_GET
@permitted("warehouse.add_activity")
def documents_to_pick(request: PageRequest) -> HttpResponseBase:
    return list_view(request, DOCUMENTS_TO_PICK)


@require_http_methods(["GET", "POST"])
@permitted("warehouse.add_activity")
def create_inventory_pick(request: PageRequest, kind: str, pk: int) -> HttpResponse:
    """What of the document can be picked where; sent, makes the pick of one location."""
    document = get_object_or_404(
        Document.objects.select_related("customer", "location"), kind=kind, pk=pk
    )
    refusal = ""
    if request.method == "POST":
        location = None
        if location_id := number_in(request.POST.get("location", "")):
            location = get_object_or_404(Location, pk=location_id)
        try:
            made = create_pick(
                document=document,
                by=request.user,
                location=location,
                on=document.posting_date or work_date(request),
                work_date=work_date(request),
            )
        except Refused as refused:
            refusal = str(refused)
        else:
            messages.success(request, made.message)
            for expired in made.left_out[:MOST_TOLD]:
                messages.warning(request, str(expired))
            request.session[f"shortages-{made.activity.pk}"] = [
                str(shortage) for shortage in made.shortages[:MOST_TOLD]
            ]
            return redirect(made.activity)
    context = {
        "title": f"Create {KINDS[ActivityKind.INVENTORY_PICK].title.lower()}",
        "document": document,
        "places": list(places_to_pick(document, request.user)),
        "activities": list(activities_on(document)),
        "refusal": refusal,
        "may_see_document": request.user.has_perm(document.rules.permission("view")),
    }
    return render(request, "warehouse/create.html", context, status=422 if refusal else 200)
