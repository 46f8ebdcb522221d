"""Update Item Tracking Lines: the numbers typed on the lines of a journal become its tracking (ITL-186)."""

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_POST

from tracking.services.line_numbers import update_tracking_lines as updated
from wms.core.errors import Refused
from wms.core.pages.requests import PageRequest
from wms.documents.views.access import document_of


@require_POST
def update_tracking_lines(request: PageRequest, kind: str, pk: int) -> HttpResponse:
    document = document_of(request, kind, pk, verb="change")
    if not document.has_numbers_on_lines:
        raise Http404(f"No numbers are typed on the lines of {document}.")
    try:
        made = updated(document=document, by=request.user)
    except Refused as refused:
        messages.error(request, str(refused))
    else:
        told = f"{made} item tracking lines" if made != 1 else "1 item tracking line"
        messages.success(request, f"{told} made from the numbers on the lines.")
    return redirect(f"{document.get_absolute_url()}#lines")
