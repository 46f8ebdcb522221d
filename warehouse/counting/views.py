"""Calculate Inventory, from the page of a physical inventory journal."""

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from warehouse.counting.forms import CalculateForm
from warehouse.counting.services import calculate_inventory as calculated
from wms.core.errors import Refused
from wms.core.pages.requests import PageRequest
from wms.core.pages.workdate import work_date
from wms.documents.views.access import document_of


@require_http_methods(["GET", "POST"])
def calculate_inventory(request: PageRequest, kind: str, pk: int) -> HttpResponse:
    document = document_of(request, kind, pk, verb="change")
    if not document.rules.is_count:
        raise Http404(f"Inventory is not calculated in {document}.")
    initial = {
        "location": document.location if document.location.code else None,
        "posting_date": document.posting_date or work_date(request),
        "as_calculated": True,
        "version": document.version,
    }
    form = CalculateForm(request.POST or None, initial=initial)
    if form.is_valid():
        try:
            added = calculated(document=document, by=request.user, **form.cleaned_data)
        except Refused as refused:
            form.add_refusal(refused)
        else:
            told = f"{added} lines" if added != 1 else "1 line"
            messages.success(request, f"{told} added from the books.")
            return redirect(f"{document.get_absolute_url()}#lines")
    context = {
        "title": f"Calculate inventory in {document}",
        "form": form,
        "document": document,
    }
    status = 422 if form.errors else 200
    return render(request, "warehouse/calculate_inventory.html", context, status=status)
