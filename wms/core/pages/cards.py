"""Cards: one record, its FastTabs, its actions, its facts; saved and deleted through services.

UNIT_CARD = RecordCard(
    model=UnitOfMeasure, form=UnitForm, noun="Unit of measure",
    tabs=(Tab("General", fields=("code", "description")),),
    list_url="units", url="unit", new_url="unit_new", delete_url="unit_delete",
    save=lambda unit, request: save_unit(unit=unit), delete=lambda unit: delete_unit(unit=unit),
)

def unit(request, pk=None): return card_view(request, UNIT_CARD, pk)
def unit_delete(request, pk): return delete_view(request, UNIT_CARD, pk)
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db.models import Model, QuerySet
from django.forms import BoundField
from django.http import HttpResponse, HttpResponseBase, HttpResponseNotAllowed
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django_htmx.http import HttpResponseClientRedirect

from wms.core.errors import Refused
from wms.core.pages import addresses
from wms.core.pages.facts import facts_of
from wms.core.pages.lines import LinesTab, shown_lines
from wms.core.pages.lists import Action
from wms.core.pages.places import ShownPlace, may_see, shown_places
from wms.core.pages.requests import PageRequest
from wms.core.recordforms import RecordForm
from wms.core.records.errors import Question
from wms.core.records.naming import named
from wms.core.wording import in_company_words


@dataclass(frozen=True)
class Group:
    """Fields under a caption inside a tab."""

    caption: str
    fields: tuple[str, ...]


@dataclass(frozen=True)
class Tab:
    """A FastTab.  ``hint``: what the summary says while the tab is folded."""

    caption: str
    fields: tuple[str, ...] = ()
    groups: tuple[Group, ...] = ()
    hint: Callable[[Any], str] = lambda record: ""
    is_open: bool = True

    @property
    def all_fields(self) -> tuple[str, ...]:
        return (*self.fields, *(name for group in self.groups for name in group.fields))


@dataclass(frozen=True)
class Chip:
    text: str
    tone: str = ""


@dataclass(frozen=True, kw_only=True)
class RecordCard:
    """How the records of one model are shown and changed.

    ``save(record, request)`` and ``delete(record, request)`` call the service.  ``lines`` are further
    FastTabs, each with a small grid of its own.  ``is_single``: the one row of a table, which has no
    list and is never made or deleted.
    """

    model: type[Model]
    form: type[RecordForm]
    noun: str
    tabs: Sequence[Tab]
    list_url: str
    url: str
    new_url: str
    delete_url: str
    save: Callable[[Any, PageRequest], Any]
    delete: Callable[[Any, PageRequest], None]
    rows: Callable[[], QuerySet] | None = None
    new: Callable[[PageRequest], Model] | None = None
    title: Callable[[Any], str] = named
    chip: Callable[[Any], Chip | None] = lambda record: None
    actions: Callable[[Any, PageRequest], Sequence[Action]] = lambda record, request: ()
    lines: Sequence[LinesTab] = ()
    context: Callable[[Any, PageRequest], dict[str, Any]] = lambda record, request: {}
    delete_question: Callable[[Any], str] = lambda record: f"Delete {named(record)}?"
    is_single: bool = False
    template: str = "pages/card.html"

    def __post_init__(self) -> None:
        addresses.register(self.model, self.address)
        if self.new_url:
            addresses.register_new(self.model, self.new_url)

    def address(self, record: Model) -> str:
        return reverse(self.url) if self.is_single else reverse(self.url, args=[record.pk])

    def permission(self, verb: str) -> str:
        return f"{self.model._meta.app_label}.{verb}_{self.model._meta.model_name}"

    def record(self, pk: int | None, request: PageRequest) -> Any:
        if pk is None:
            return self.new(request) if self.new else self.model()
        return get_object_or_404(
            self.rows() if self.rows else self.model._default_manager.all(), pk=pk
        )


def card_view(request: PageRequest, card: RecordCard, pk: int | None = None) -> HttpResponseBase:
    """Shows the card, or saves what was typed: 422 with the texts at their fields when refused."""
    if request.method not in ("GET", "HEAD", "POST"):
        return HttpResponseNotAllowed(["GET", "HEAD", "POST"])
    may_change = request.user.has_perm(card.permission("add" if pk is None else "change"))
    if not may_change and (
        pk is None or request.method == "POST" or not request.user.has_perm(card.permission("view"))
    ):
        raise PermissionDenied
    record = card.record(pk, request)
    form = card.form(request.POST if request.method == "POST" else None, instance=record)
    if form.is_bound and form.is_valid():
        try:
            saved = card.save(form.instance, request)
        except Refused as refused:
            form.add_refusal(refused)
        else:
            messages.success(request, f"{named(saved)} saved.")
            return went_well(request, _save_url(card, saved))
    if not may_change:
        _lock(form)
    return _shown(request, card, form, card.record(pk, request) if form.is_bound else record)


def delete_view(request: PageRequest, card: RecordCard, pk: int) -> HttpResponseBase:
    if request.method != "POST":
        return HttpResponseNotAllowed(["POST"])
    if not request.user.has_perm(card.permission("delete")):
        raise PermissionDenied
    record = card.record(pk, request)
    name = named(record)
    try:
        card.delete(record, request)
    except Refused as refused:
        record = card.record(pk, request)
        form = card.form(instance=record)
        asks = all(isinstance(violation, Question) for violation in refused.violations)
        places = [] if asks else shown_places(record)
        return _shown(request, card, form, record, refusal=str(refused), asks=asks, places=places)
    messages.success(request, f"{name} deleted.")
    return went_well(request, reverse(card.list_url))


def went_well(request: PageRequest, url: str) -> HttpResponse:
    """On to ``url``: a redirect that HTMX follows as a whole page, or a plain one."""
    return HttpResponseClientRedirect(url) if request.htmx else redirect(url)


@dataclass(frozen=True)
class ShownGroup:
    caption: str
    fields: list[BoundField]


@dataclass(frozen=True)
class ShownTab:
    """A tab with its fields as the form binds them; it is open when something in it is wrong."""

    caption: str
    hint: str
    is_open: bool
    groups: list[ShownGroup]
    wrong: int


def shown_tabs(form: Any, tabs: Sequence[Tab], record: Any) -> list[ShownTab]:
    return [_shown_tab(form, tab, record) for tab in tabs]


def _shown_tab(form: Any, tab: Tab, record: Any) -> ShownTab:
    groups = [Group("", tab.fields)] if tab.fields else []
    wrong = sum(name in form.errors for name in tab.all_fields)
    return ShownTab(
        caption=in_company_words(tab.caption),
        hint=tab.hint(record),
        is_open=tab.is_open or bool(wrong),
        groups=[
            ShownGroup(
                in_company_words(group.caption),
                [form[name] for name in group.fields if name in form.fields],
            )
            for group in (*groups, *tab.groups)
        ],
        wrong=wrong,
    )


def _lock(form: RecordForm) -> None:
    for field in form.fields.values():
        field.disabled = True


def _shown(
    request: PageRequest,
    card: RecordCard,
    form: Any,
    record: Any,
    *,
    refusal: str = "",
    asks: bool = False,
    places: Sequence[ShownPlace] = (),
) -> HttpResponse:
    is_new = record.pk is None
    context = {
        "title": f"New {card.noun.lower()}" if is_new else card.title(record),
        "card": card,
        "record": record,
        "form": form,
        "refusal": refusal,
        "asks": asks,
        "places": places,
        "tabs": shown_tabs(form, card.tabs, record),
        "chip": None if is_new else card.chip(record),
        "actions": [] if is_new else _permitted(card.actions(record, request), request),
        "facts": {} if is_new else facts_of(record, request),
        "list_url": "" if card.is_single else reverse(card.list_url),
        "save_url": _save_url(card, record),
        "delete_url": "" if is_new else _delete_url(card, record, request),
        "delete_question": "" if is_new else card.delete_question(record),
        "may_save": any(not field.disabled for field in form.fields.values()),
    }
    if not is_new:
        context |= _log_and_usage(card, record, request)
        context["lines_tabs"] = [shown_lines(tab, record, request) for tab in card.lines]
        context |= card.context(record, request)
    status = 422 if form.errors or refusal else 200
    return render(request, card.template, context, status=status)


def _log_and_usage(card: RecordCard, record: Any, request: PageRequest) -> dict[str, str]:
    """The addresses of what is known about the record itself, for those who may see them."""
    at = [type(record)._meta.label_lower, record.pk]
    found = {}
    if request.user.has_perm("core.view_setupchange"):
        found["changes_url"] = reverse("record_changes", args=at)
    if not card.is_single and may_see(request, card.model):
        found["usage_url"] = reverse("where_used", args=at)
    return found


def _permitted(actions: Sequence[Action], request: PageRequest) -> list[Action]:
    return [
        action
        for action in actions
        if not action.permission or request.user.has_perm(action.permission)
    ]


def _save_url(card: RecordCard, record: Any) -> str:
    if card.is_single:
        return reverse(card.url)
    return reverse(card.new_url) if record.pk is None else reverse(card.url, args=[record.pk])


def _delete_url(card: RecordCard, record: Any, request: PageRequest) -> str:
    if card.is_single or not request.user.has_perm(card.permission("delete")):
        return ""
    return reverse(card.delete_url, args=[record.pk])
