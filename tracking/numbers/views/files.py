"""Files of a card: added and taken off there, handed out only to those who may see the card."""

from django.contrib import messages
from django.contrib.auth.decorators import permission_required
from django.core.files.base import File
from django.http import FileResponse, Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from tracking.models import FileType, NumberFile, NumberInformation
from tracking.numbers import files
from tracking.numbers.forms import FileForm
from tracking.numbers.views.asked import CHANGE, VIEW
from wms.core.errors import Refused
from wms.core.pages.cards import went_well
from wms.core.pages.requests import PageRequest


@require_http_methods(["GET", "POST"])
@permission_required(CHANGE, raise_exception=True)
def number_file_new(request: PageRequest, pk: int) -> HttpResponse:
    card = get_object_or_404(NumberInformation.objects.select_related("item", "variant"), pk=pk)
    form = FileForm(request.POST or None, request.FILES or None)
    if request.method == "POST":
        form = FileForm(request.POST, request.FILES)
        if form.is_valid():
            try:
                file = files.attach_file(
                    card=card, upload=form.cleaned_data["file"], by=request.user
                )
            except Refused as refused:
                form.add_refusal(refused)
            else:
                messages.success(request, f"{file.name} added.")
                return went_well(request, card.get_absolute_url())
    context = {"title": f"Add a file to {card}", "card": card, "form": form}
    return render(
        request, "tracking/numbers/file.html", context, status=422 if form.errors else 200
    )


@require_POST
@permission_required(CHANGE, raise_exception=True)
def number_file_remove(request: PageRequest, pk: int) -> HttpResponse:
    file = get_object_or_404(NumberFile.objects.select_related("card"), pk=pk)
    card, name = file.card, file.name
    files.remove_file(file=file)
    messages.success(request, f"{name} removed.")
    return redirect(card)


@require_safe
@permission_required(VIEW, raise_exception=True)
def number_file(request: PageRequest, pk: int) -> FileResponse:
    """To be saved, never to be shown: nothing that somebody attached runs on our pages."""
    file = get_object_or_404(NumberFile, pk=pk)
    return _handed_out(file.file, file.content_type, name=file.name)


@require_safe
@permission_required(VIEW, raise_exception=True)
def number_thumbnail(request: PageRequest, pk: int) -> FileResponse:
    """The small picture that was drawn by the application."""
    file = get_object_or_404(NumberFile.objects.exclude(thumbnail=""), pk=pk)
    return _handed_out(file.thumbnail, FileType.PNG, name="")


def _handed_out(stored: File, content_type: str, *, name: str) -> FileResponse:
    try:
        content = stored.open("rb")
    except FileNotFoundError as error:
        raise Http404("This file is no longer kept.") from error
    response = FileResponse(
        content, as_attachment=bool(name), filename=name, content_type=str(content_type)
    )
    response["X-Content-Type-Options"] = "nosniff"
    response["Content-Security-Policy"] = "default-src 'none'; sandbox"
    response["Cross-Origin-Resource-Policy"] = "same-origin"
    response["Cache-Control"] = "private, max-age=3600"
    return response
