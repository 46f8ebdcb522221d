"""Posting a document from its page: options, preview, and the posting itself, once (POST-171)."""

from datetime import date
from typing import Any
from uuid import uuid4

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods
from django_htmx.http import HttpResponseClientRedirect

from tracking.jobs.posting import start_posting
from tracking.posting import post_document, preview_document
from tracking.quotes.views import not_posted
from tracking.selectors.postings import MOST_AT_ONCE, address_after, rows_to_post, told
from wms.core.errors import Refused
from wms.core.fields import DayInput
from wms.core.forms import RefusableForm
from wms.core.pages.requests import PageRequest
from wms.core.pages.workdate import work_date
from wms.documents.kinds import Step
from wms.documents.models import Document
from wms.documents.views.access import document_of


class PostingForm(RefusableForm):
    """``request_key`` was made when the page was rendered, so a double click posts once."""

    step = forms.ChoiceField(label="Post", widget=forms.RadioSelect(), required=False)
    posting_date = forms.DateField(label="Posting Date", widget=DayInput())
    request_key = forms.CharField(max_length=100, widget=forms.HiddenInput())
    version = forms.IntegerField(required=False, min_value=0, widget=forms.HiddenInput())

    def __init__(self, data: Any = None, *, document: Document, **kwargs: Any) -> None:
        super().__init__(data, auto_id="post_%s", **kwargs)  # the card has a Posting Date too
        _offer_steps(self, document)
        if document.rules.is_journal:  # each line has its own date
            del self.fields["posting_date"]


class PreviewForm(RefusableForm):
    step = forms.ChoiceField(label="Post")
    posting_date = forms.DateField(label="Posting Date", widget=DayInput())

    def __init__(self, data: Any, *, document: Document) -> None:
        super().__init__(data)
        _offer_steps(self, document)


def _offer_steps(form: RefusableForm, document: Document) -> None:
    """The ways of posting this document, where it has several."""
    rows = document.steps
    if len(rows) == 1:
        del form.fields["step"]
    else:
        form.fields["step"].choices = [(row.step.value, row.caption) for row in rows]  # type: ignore[attr-defined]


@require_http_methods(["GET", "POST"])
def post(request: PageRequest, kind: str, pk: int) -> HttpResponse:
    """The options, and the posting.  A refusal is told in words, with what was typed (ERR-002)."""
    document = document_of(request, kind, pk, verb="post")
    if document.rules.is_quote:
        return not_posted(request, document)
    refusals: list[str] = []
    asks = False
    if request.method == "POST":
        form = PostingForm(request.POST, document=document)
        if form.is_valid():
            try:
                return _gone_to(request, _post(request, document, **form.cleaned_data))
            except Refused as refused:
                refusals = str(refused).splitlines()
                asks = all(one.code == "takes-reserved" for one in refused.violations)
    else:
        form = PostingForm(document=document, initial=_initial(request, document))
    wrong = bool(form.errors or refusals)
    caption = _caption(document)
    context = {
        "title": f"{caption} {document.rules.title.lower()} {document.no}",
        "caption": caption,
        "document": document,
        "form": form,
        "refusals": refusals,
        "asks_reserved": asks,
        "rows": rows_to_post(document),
        "most_at_once": MOST_AT_ONCE,
    }
    template = "documents/_post.html" if request.htmx else "documents/post.html"
    return render(request, template, context, status=422 if wrong else 200)


@require_GET
def preview(request: PageRequest, kind: str, pk: int) -> HttpResponse:
    """The entries that posting would make, or what it would refuse; nothing is kept (POST-173)."""
    document = document_of(request, kind, pk, verb="post")
    if document.rules.is_quote:
        return not_posted(request, document)
    asked = request.GET.copy()
    asked.setdefault("posting_date", _day(request, document).isoformat())
    asked.setdefault("step", document.steps[0].step)
    form = PreviewForm(asked, document=document)
    step = _step_asked(request, document)
    context: dict[str, Any] = {
        "title": f"Preview of posting {document.rules.title.lower()} {document.no}",
        "document": document,
        "form": form,
        "step": document.step_row(step),
    }
    if form.is_valid():
        try:
            context["preview"] = preview_document(
                document=document,
                by=request.user,
                step=step,
                posting_date=form.cleaned_data["posting_date"],
            )
        except Refused as refused:
            context["refusals"] = str(refused).splitlines()
    status = 200 if "preview" in context else 422
    return render(request, "documents/preview.html", context, status=status)


def _post(
    request: PageRequest,
    document: Document,
    *,
    request_key: str,
    version: int | None,
    step: str = "",
    posting_date: date | None = None,
) -> str:
    """Post at once, or start the job; answers with the address to go to."""
    if rows_to_post(document) > MOST_AT_ONCE:
        job = start_posting(
            document=document,
            by=request.user,
            step=step,
            posting_date=posting_date,
            request_key=request_key,
            version=version,
        )
        return reverse("job", args=[job.pk])
    posted = post_document(
        document=document,
        by=request.user,
        step=Step(step) if step else None,
        posting_date=posting_date,
        request_key=request_key,
        version=version,
        accept_reserved="accept_reserved" in request.POST,
    )
    messages.success(request, told(posted))
    for warning in posted.warnings:
        messages.warning(request, str(warning))
    return address_after(posted, document)


def _gone_to(request: PageRequest, url: str) -> HttpResponse:
    return HttpResponseClientRedirect(url) if request.htmx else redirect(url)


def _initial(request: PageRequest, document: Document) -> dict[str, Any]:
    """``version`` is that of the card the page was opened from, not that of a minute later."""
    version = request.GET.get("version", "")
    shown = int(version) if version.isascii() and version.isdigit() and len(version) < 10 else None
    return {
        "step": _step_asked(request, document),
        "posting_date": _day(request, document),
        "request_key": uuid4().hex,
        "version": shown if shown is not None else document.version,
    }


def _step_asked(request: PageRequest, document: Document) -> Step:
    """The way of posting that the address names, or the first one."""
    asked = request.GET.get("step")
    rows = document.steps
    return next((row.step for row in rows if row.step == asked), rows[0].step)


def _caption(document: Document, step: str = "") -> str:
    """What is done: of several ways, before one is chosen, no more than that it is posted."""
    rows = document.steps
    return next((row.caption for row in rows if row.step == step or len(rows) == 1), "Post")


def _day(request: PageRequest, document: Document) -> date:
    return document.posting_date or work_date(request)
