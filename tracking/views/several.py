"""Posting several documents at once, each in a transaction of its own (POST-142)."""

from typing import Any
from uuid import uuid4

from django import forms
from django.contrib import messages
from django.db.models import Exists, OuterRef, QuerySet
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from tracking.jobs.posting import start_posting
from tracking.quotes.views import none_posted
from wms.core.fields import DayInput
from wms.core.forms import RefusableForm
from wms.core.pages.requests import PageRequest
from wms.core.pages.workdate import work_date
from wms.documents.kinds import Kind
from wms.documents.models import Document, DocumentLine, DocumentStatus
from wms.documents.views.access import rules_of

MOST_OFFERED = 200


class SeveralForm(RefusableForm):
    """``request_key`` was made with the page: each document is posted once by it (POST-171)."""

    step = forms.ChoiceField(label="Post")
    posting_date = forms.DateField(label="Posting Date", widget=DayInput())
    documents = forms.ModelMultipleChoiceField(Document.objects.none(), label="Documents")
    request_key = forms.CharField(max_length=60, widget=forms.HiddenInput())

    def __init__(self, data: Any = None, *, rules: Kind, **kwargs: Any) -> None:
        super().__init__(data, **kwargs)
        choices = [(row.step.value, row.caption) for row in rules.steps]
        self.fields["step"].choices = choices  # type: ignore[attr-defined]
        self.fields["documents"].queryset = postable(rules)  # type: ignore[attr-defined]


def postable(rules: Kind) -> QuerySet[Document]:
    """Documents of this kind that are not closed and have something on them, the oldest first."""
    lines = DocumentLine.objects.filter(document=OuterRef("pk")).exclude(quantity_base=0)
    documents = Document.objects.filter(Exists(lines), kind=rules.kind)
    return documents.exclude(status=DocumentStatus.CLOSED).order_by("pk")


@require_http_methods(["GET", "POST"])
def post_several(request: PageRequest, kind: str) -> HttpResponse:
    """Choose documents; each is a job of its own, so that one that fails keeps no other from being posted."""
    rules = rules_of(request, kind, verb="post")
    if rules.is_quote:
        return none_posted(request, rules)
    initial = {"posting_date": work_date(request), "request_key": uuid4().hex}
    form = SeveralForm(request.POST or None, rules=rules, initial=initial)
    if form.is_valid():
        return _posted(request, form)
    context = {
        "title": f"Post several {rules.plural.lower()}",
        "rules": rules,
        "form": form,
        "offered": postable(rules).select_related("vendor", "customer")[:MOST_OFFERED],
        "most": MOST_OFFERED,
        "chosen": {int(text) for text in request.POST.getlist("documents") if text.isdecimal()},
    }
    return render(request, "tracking/several.html", context, status=422 if form.errors else 200)


def _posted(request: PageRequest, form: SeveralForm) -> HttpResponse:
    started = [
        start_posting(
            document=document,
            by=request.user,
            step=form.cleaned_data["step"],
            posting_date=form.cleaned_data["posting_date"],
            request_key=f"{form.cleaned_data['request_key']}-{document.pk}",
            version=document.version,
        )
        for document in form.cleaned_data["documents"]
    ]
    count = len(started)
    what = "1 document is" if count == 1 else f"{count} documents are"
    messages.success(
        request, f"{what} posted, each by a job of its own, which tells what came of it."
    )
    return redirect("jobs")
