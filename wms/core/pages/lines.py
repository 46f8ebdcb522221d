"""Lines of a record on its card: a small grid with a form of its own, saved as one.

UNITS = LinesTab(
    name="units", caption="Units of measure", parent=Item, model=ItemUnit, fk="item",
    form=ItemUnitForm, fields=("unit_of_measure", "qty_per_unit"), url="item_units",
    permission="inventory.change_item",
    save=lambda unit: save_item_unit(unit=unit), delete=lambda unit: delete_item_unit(unit=unit),
)
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Page, Paginator
from django.db import transaction
from django.db.models import Model, QuerySet
from django.forms import BaseInlineFormSet, inlineformset_factory
from django.http import HttpResponse, HttpResponseNotAllowed
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse

from wms.core.errors import Refused
from wms.core.fields import QuantityFormField
from wms.core.pages.addresses import register_lines
from wms.core.pages.places import shown_places
from wms.core.pages.requests import PageRequest
from wms.core.recordforms import RecordForm
from wms.core.records.errors import LineGone

PER_PAGE = 40  # rows times fields stays well below the limit of 1,000 fields a form


@dataclass(frozen=True, kw_only=True)
class LinesTab:
    """``rows`` narrows and orders a parent's lines; ``url`` saves them, ``card_url`` shows them.

    ``note`` says above the grid what somebody who is new must know to fill it.
    """

    name: str
    caption: str
    noun: str
    parent: type[Model]
    model: type[Model]
    fk: str
    form: type[RecordForm]
    fields: Sequence[str]
    url: str
    card_url: str
    permission: str
    save: Callable[[Any], Any]
    delete: Callable[[Any], None]
    rows: Callable[[QuerySet], QuerySet] = lambda rows: rows.order_by("pk")
    note: str = ""

    def __post_init__(self) -> None:
        register_lines(self.model)

    def lines(self, parent: Model) -> QuerySet:
        return self.rows(self.model._default_manager.filter(**{self.fk: parent}))

    def formset(self, *, may_change: bool) -> Any:
        """The class of the form; it is bound to the parent as ``instance``."""
        return inlineformset_factory(
            self.parent,
            self.model,
            form=self.form,
            formset=BaseInlineFormSet,
            fk_name=self.fk,
            fields=self.fields,
            extra=1,
            can_delete=may_change,
            can_delete_extra=False,
        )


@dataclass(frozen=True)
class ShownLines:
    """What the template reads."""

    tab: LinesTab
    parent: Model
    formset: BaseInlineFormSet
    page: Page
    may_change: bool

    @property
    def url(self) -> str:
        return f"{reverse(self.tab.url, args=[self.parent.pk])}?page={self.page.number}"

    @property
    def card_url(self) -> str:
        return reverse(self.tab.card_url, args=[self.parent.pk])

    @property
    def hint(self) -> str:
        count = self.page.paginator.count
        return "1 line" if count == 1 else f"{count} lines"

    @property
    def column_count(self) -> int:
        return len(self.tab.fields) + 1

    @property
    def visible(self) -> list[Any]:
        """The rows, without the blank one for somebody who may not add."""
        return [form for form in self.formset if self.may_change or form.instance.pk]

    @property
    def heads(self) -> list[tuple[str, bool]]:
        """The label of each column, and whether quantities stand in it."""
        fields = self.formset.empty_form.fields
        return [
            (str(fields[name].label), isinstance(fields[name], QuantityFormField))
            for name in self.tab.fields
        ]


def shown_lines(tab: LinesTab, parent: Model, request: PageRequest) -> ShownLines:
    """For the card that the lines stand on."""
    return _shown(tab, parent, request, data=None)


def lines_view(request: PageRequest, tab: LinesTab, pk: int) -> HttpResponse:
    """Save the lines: all of them or none, each text at its field.  A GET pages through them."""
    if request.method not in ("GET", "HEAD", "POST"):
        return HttpResponseNotAllowed(["GET", "HEAD", "POST"])
    view = f"{tab.parent._meta.app_label}.view_{tab.parent._meta.model_name}"
    if not request.user.has_perm(tab.permission if request.method == "POST" else view):
        raise PermissionDenied
    parent = get_object_or_404(tab.parent, pk=pk)
    shown = _shown(tab, parent, request, data=request.POST if request.method == "POST" else None)
    status = 200
    if shown.formset.is_bound:
        if _saved(tab, shown.formset):
            messages.success(request, f"{tab.caption} saved.")
            if not request.htmx:
                return redirect(shown.card_url)
            shown = _shown(tab, parent, request, data=None)
        else:
            status = 422
    template = "pages/_lines.html" if request.htmx else "pages/lines.html"
    context = {"lines": shown, "title": f"{tab.caption} of {parent}", "oob": bool(request.htmx)}
    return render(request, template, context, status=status)


def _shown(tab: LinesTab, parent: Model, request: PageRequest, *, data: Any) -> ShownLines:
    may_change = request.user.has_perm(tab.permission)
    match = request.resolver_match
    number = request.GET.get("page", "1") if match and match.url_name == tab.url else "1"
    page = Paginator(tab.lines(parent), PER_PAGE).get_page(number)
    made = tab.formset(may_change=may_change)
    rows = tab.lines(parent).filter(pk__in=[row.pk for row in page.object_list])
    formset = made(data, instance=parent, queryset=rows, prefix=tab.name)
    if not may_change:
        for form in formset:
            for field in form.fields.values():
                field.disabled = True
    return ShownLines(tab, parent, formset, page, may_change)


class _NothingSaved(Exception):
    """Some line was refused: take back the others."""


def _saved(tab: LinesTab, formset: Any) -> bool:
    """Deleted lines first, so that their keys are free again."""
    if not formset.is_valid():
        _tell_what_is_gone(tab, formset)
        return False
    deleted = formset.deleted_forms
    changed = [form for form in formset if form.has_changed() and form not in deleted]
    try:
        with transaction.atomic():
            refused = [_deletion_refused(tab, form) for form in deleted]
            refused += [_refused(tab.save, form) for form in changed]
            if any(refused):
                raise _NothingSaved
    except _NothingSaved:
        return False
    return True


def _tell_what_is_gone(tab: LinesTab, formset: Any) -> None:
    """A line is known by a hidden field, where nobody would read that it does not fit any more."""
    hidden = tab.model._meta.pk.name
    for form in formset:
        if hidden in form.errors:
            form.add_error(None, str(LineGone()))


def _deletion_refused(tab: LinesTab, form: RecordForm) -> bool:
    """Beside the reason stands where the line is used, as links (SET-007)."""
    refused = _refused(tab.delete, form)
    if refused:
        form.places = shown_places(form.instance)  # type: ignore[attr-defined]  # for the template
    return refused


def _refused(step: Callable[[Any], Any], form: RecordForm) -> bool:
    try:
        step(form.instance)
    except Refused as refused:
        form.add_refusal(refused)
        return True
    return False
