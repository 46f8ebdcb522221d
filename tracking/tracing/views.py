"""The trace page."""

from django.contrib.auth.decorators import permission_required
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render
from django.views.decorators.http import require_safe

from tracking.switches import NUMBER_FIELD
from tracking.tracing.forms import TraceForm
from tracking.tracing.graph import Direction
from tracking.tracing.tree import MOST_LINES, trace
from wms.documents.kinds import KINDS


@require_safe
@permission_required("ledger.view_itemledgerentry", raise_exception=True)
def trace_page(request: HttpRequest) -> HttpResponse:
    """Reads only; what is asked stands in the address, so it can be kept and sent (TRC-001, TRC-005)."""
    asked = _question(request.GET)
    form = TraceForm(asked or None)
    context = {
        "title": "Trace",
        "form": form,
        "most_lines": MOST_LINES,
        "sees_vendors": request.user.has_perm("inventory.view_vendor"),
        "sees_customers": request.user.has_perm("inventory.view_customer"),
        "sees_documents": {
            posted_kind
            for kind in KINDS.values()
            if request.user.has_perm(kind.permission("view"))
            for posted_kind in kind.posted_kinds
        },
    }
    status = 200
    if asked and form.is_valid():
        question = form.asked()
        context |= {
            "question": question,
            "result": trace(question),
            "opposite": question.direction.opposite,
            "opposite_query": _changed(asked, direction=question.direction.opposite),
            "continues": bool(question.entry_no),
        }
    elif asked:
        status = 422
    template = "tracing/_result.html" if getattr(request, "htmx", False) else "tracing/trace.html"
    return render(request, template, context, status=status)


def _question(parameters: QueryDict) -> QueryDict:
    """Links may say ``kind=serial&number=S1`` in place of ``serial_no=S1``."""
    asked = parameters.copy()
    field = NUMBER_FIELD.get(asked.get("kind", ""))
    if field and "number" in asked:
        asked[field] = asked.get("number", "")
    for name in ("kind", "number"):
        asked.pop(name, None)
    return asked


def _changed(asked: QueryDict, *, direction: Direction) -> str:
    other = asked.copy()
    other["direction"] = direction.value
    other.pop("after", None)
    return other.urlencode()
