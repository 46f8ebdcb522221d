"""Choose lines of a posted document and undo them, once that is confirmed (POST-154, POST-160)."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods

from tracking.posting.undo import undo_lines, undoable
from tracking.posting.undo_transfers import NEVER_UNDONE, kind_violations
from wms.core.errors import Refused
from wms.core.pages.requests import PageRequest
from wms.documents.kinds import CORRECTED, PostedKind
from wms.documents.lists import source_of
from wms.documents.models import PostedDocument


@require_http_methods(["GET", "POST"])
def undo_posted(request: PageRequest, kind: str, pk: int) -> HttpResponse:
    """The lines that are not undone yet, or why there are none.  Sending the form is the confirmation."""
    if kind not in (*CORRECTED, *NEVER_UNDONE):
        raise Http404("Such documents are not undone.")
    if not request.user.has_perm(source_of(PostedKind(kind)).permission("post")):
        raise PermissionDenied
    document = get_object_or_404(PostedDocument.objects.select_related("source"), kind=kind, pk=pk)
    refusals = [str(violation) for violation in kind_violations(document)]
    chosen = {int(text) for text in request.POST.getlist("line") if text.isdecimal()}
    if request.method == "POST":
        try:
            register = undo_lines(document=document, line_ids=chosen, by=request.user)
        except Refused as refused:
            refusals = str(refused).splitlines()
        else:
            count = register.to_entry_no - register.from_entry_no + 1
            entries = f"{count} item ledger entries" if count != 1 else "1 item ledger entry"
            messages.success(request, f"Undone: {entries} posted, register {register.no}.")
            return redirect(document)
    context = {
        "title": f"Undo lines of {document}",
        "document": document,
        "lines": undoable(document).select_related(
            "item", "variant", "location", "unit_of_measure"
        ),
        "is_final": kind in NEVER_UNDONE,
        "chosen": chosen,
        "refusals": refusals,
    }
    return render(request, "tracking/undoing/lines.html", context, status=422 if refusals else 200)
