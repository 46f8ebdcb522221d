"""The bench: a container filled by scan or by form, one task at a time, in big type (ui.md, page kind 5)."""

from typing import Any
from uuid import uuid4

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST

from warehouse.models import Container, ContainerLine
from warehouse.packing import scanning, services
from warehouse.packing.forms import PackForm
from warehouse.packing.lists import state_of
from warehouse.packing.scanning import Bench, Place
from warehouse.packing.selectors import (
    MOST_SHOWN,
    content_of,
    left_of,
    packing_lines,
)
from warehouse.packing.views.orders import fresh_shipping_form
from warehouse.scanplace import Answer
from warehouse.views.access import number_in, permitted, refuse_elsewhere
from wms.core.errors import Refused
from wms.core.fields import QuantityFormField
from wms.core.pages.requests import PageRequest
from wms.core.pages.workdate import work_date
from wms.core.quantity import ZERO, shown
from wms.documents.models import DocumentLine

LONGEST_SCAN = 200
LONGEST_KEY = LONGEST_REASON = 100
_KEY = "packing"


def container_of(request: PageRequest, pk: int) -> Container:
    found = Container.objects.select_related(
        "location",
        "source__customer",
        "source__transfer_to",
        "posted_document",
        "opened_by",
        "closed_by",
    )
    container = get_object_or_404(found, pk=pk)
    refuse_elsewhere(request, container.location)
    return container


@require_POST
@permitted("warehouse.work_container")
def container_scan(request: PageRequest, pk: int) -> HttpResponse:
    """What is sent is one of: a scan, a quantity, a line, leave, turn, undo, or a row to take out."""
    container = container_of(request, pk)
    place = _place(request, container)
    bench = Bench(
        container,
        place,
        by=request.user,
        on=work_date(request),
        key=request.POST.get("key", "")[:LONGEST_KEY],
        reason=request.POST.get("reason", "").strip()[:LONGEST_REASON],
    )
    answer = _done(request, bench)
    request.session[_KEY] = {str(container.pk): place.as_dict()}  # one bench at a time
    if request.htmx:
        context = _task(request, container_of(request, pk), answer) | {"oob": True}
        return render(request, "warehouse/packing/_task.html", context)
    request.session[f"{_KEY}-answer"] = [answer.good, answer.words]
    return redirect(container)


def _done(request: PageRequest, bench: Bench) -> Answer:
    step = request.POST.get("do", "scan")
    if step == "leave":
        return scanning.leave(bench)
    if step == "turn":
        return scanning.turn(bench)
    if step == "undo":
        return scanning.undo(bench)
    if step == "choose":
        return scanning.choose(bench, number_in(request.POST.get("line", "")))
    if step == "unpack":
        return _unpacked(request, bench)
    if step == "quantity":
        try:
            quantity = QuantityFormField().clean(request.POST.get("quantity", ""))
        except ValidationError:
            return Answer(good=False, words="Enter the quantity as a number, such as 4 or 2.5.")
        return scanning.enter_quantity(bench, quantity)
    text = request.POST.get("scan", "")
    if len(text) > LONGEST_SCAN:
        return Answer(good=False, words="The scan is too long; a number has at most 50 characters.")
    return scanning.scan(bench, text)


def _unpacked(request: PageRequest, bench: Bench) -> Answer:
    line = (
        ContainerLine.objects.select_related("item", "container__source")
        .filter(container=bench.container, pk=number_in(request.POST.get("line", "")))
        .first()
    )
    if line is None:
        return Answer(good=False, words="That is no longer in the container.")
    try:
        words = services.unpack(line=line, by=bench.by, on=bench.on, reason=bench.reason)
    except Refused as refused:
        return Answer(good=False, words=" ".join(one.text for one in refused.violations))
    return Answer(good=True, words=words)


@require_POST
@permitted("warehouse.work_container")
def pack_by_form(request: PageRequest, pk: int) -> HttpResponse:
    """Good serials are packed; the others stay in the field, with what is wrong with each."""
    container = container_of(request, pk)
    key = request.POST.get("key", "")[:LONGEST_KEY]
    if (before := services.done_before(container, key)) is not None:
        messages.success(request, before)
        return redirect(container)
    form = _form(container, request.POST)
    if not form.is_valid():
        return container_page(request, container, pack_form=form)
    typed = form.cleaned_data
    line = container.source.lines.select_related("item").get(pk=typed["line"])
    try:
        packed = services.pack(
            container=container,
            line=line,
            by=request.user,
            on=work_date(request),
            quantity=typed["quantity"] or ZERO,
            serials=form.numbers(),
            lot_no=typed["lot_no"],
            package_no=typed["package_no"],
            reason=typed["reason"],
            key=key,
        )
    except Refused as refused:
        form.add_refusal(refused)
        return container_page(request, container, pack_form=form)
    if packed.lines or packed.was_packed_before:
        messages.success(request, packed.words)
    if not packed.refused:
        return redirect(container)
    sent = request.POST.copy()
    sent["serials"] = "\n".join(dict.fromkeys(one.number for one in packed.refused if one.number))
    form = _form(container, sent, keeps=line.pk)
    form.is_valid()
    form.add_refusal(Refused(packed.refused))
    return container_page(request, container, pack_form=form)


def _form(container: Container, data: Any = None, *, keeps: int = 0) -> PackForm:
    """``keeps``: a line that is offered although everything of it is packed by now."""
    choices = [
        (
            one.line.pk,
            _choice(one.line),
        )
        for one in packing_lines(container.source, container.location)
        if not one.is_done or one.line.pk == keeps
    ]
    return PackForm(data, choices=choices)


def _choice(line: DocumentLine) -> str:
    words = f"{line.item.no} {line.description or line.item.description}".strip()
    return f"{words}, {shown(left_of(line))} to pack"


def container_page(
    request: PageRequest,
    container: Container,
    *,
    pack_form: PackForm | None = None,
    refusal: str = "",
) -> HttpResponse:
    kept = request.session.pop(f"{_KEY}-answer", None)
    context = _task(request, container, Answer(good=kept[0], words=kept[1]) if kept else None) | {
        "title": str(container),
        "state": state_of(container),
        "refusal": refusal,
        "shipping_form": fresh_shipping_form(container.source),
        "may_see_document": request.user.has_perm(container.source.rules.permission("view")),
    }
    if context["may_pack"] and (context["lines"] or pack_form):
        context["pack_form"] = pack_form or _form(container)
    status = 422 if refusal or (pack_form and pack_form.errors) else 200
    return render(request, "warehouse/packing/container.html", context, status=status)


def _task(request: PageRequest, container: Container, answer: Answer | None) -> dict[str, Any]:
    place = _place(request, container)
    may_work = request.user.has_perm("warehouse.work_container")
    may_pack = may_work and container.is_open
    content = content_of(container)
    return {
        "container": container,
        "answer": answer,
        "may_work": may_work,
        "may_pack": may_pack,
        "task": scanning.task_of(container, place) if may_pack else None,
        "lines": [
            line
            for line in (packing_lines(container.source, container.location) if may_pack else ())
            if not line.is_done
        ],
        "content": list(content[:MOST_SHOWN]),
        "content_count": content.count(),
        "may_undo": bool(place.undo),
        "key": uuid4().hex,
    }


def _place(request: PageRequest, container: Container) -> Place:
    kept = request.session.get(_KEY, {}).get(str(container.pk))
    return Place(**kept) if kept else Place()
