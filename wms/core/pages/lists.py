"""Lists: search, filters, sort, paging, totals and export of any rows, everything in the address.

    ITEMS = ListPage(
        title="Items",
        name="items",
        permission="inventory.view_item",
        queryset=lambda request: Item.objects.select_related("item_tracking_code"),
        columns=(Column("No.", "no"), Column("Description", "description", wrap=True), …),
        filterset=ItemFilters,
        search=("no", "description"),
        default_sort=("no",),
        row_url=lambda item: reverse("item", args=[item.pk]),
    )

    def items(request): return list_view(request, ITEMS)

Rows are never counted beyond 10,000, so a list over a million rows opens as fast as any.  A list
whose rows are sorted by ``key`` (unique, indexed) is paged by it; any other by page number, up to
row 10,000.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import (
    HttpResponseBase,
    HttpResponseNotAllowed,
    QueryDict,
)
from django.shortcuts import redirect, render
from django.urls import reverse

from wms.core.forms import RefusableForm
from wms.core.pages import exportjobs, exports
from wms.core.pages.cells import Accessor
from wms.core.pages.requests import PageRequest
from wms.core.pages.shownlist import ShownList
from wms.core.tables.registry import of_model
from wms.core.wording import in_company_words


@dataclass(frozen=True)
class Column:
    """One column.

    ``accessor``: dotted path or function of the row.  ``sort``: what the database sorts by; by
    default the path, and nothing for a function; "" for not sortable.  ``total``: the path of the
    quantity to add up below the list.  ``link``: address that the cell opens.  ``tone`` makes it a
    chip ("good", "warn", "bad" or "").  ``hidden``: only shown when chosen.
    """

    caption: str
    accessor: Accessor
    numeric: bool = False
    sort: str | None = None
    total: str = ""
    link: Callable[[Any], str | None] | None = None
    tone: Callable[[Any], str] | None = None
    wrap: bool = False
    hidden: bool = False

    @property
    def label(self) -> str:
        """The caption in the company's words; the caption itself stands in addresses."""
        return in_company_words(self.caption)

    @property
    def sort_key(self) -> str:
        if self.sort is not None:
            return self.sort
        return self.accessor.replace(".", "__") if isinstance(self.accessor, str) else ""


@dataclass(frozen=True)
class Action:
    """A button above the list: a link, or with ``post`` a form that sends its ``fields``."""

    caption: str
    url: str
    permission: str = ""
    icon: str = ""
    primary: bool = False
    post: bool = False
    confirm: str = ""
    fields: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True)
class ListPage:
    """``most_counted``: how far rows are counted where that takes long; 10,000 unless said.

    ``usual_sort``: the order that an index has for what is filtered, where nobody chose one; ``key`` must
    be unique.  ``exports_in_background``: files of many rows are made by a job (``exportjobs``).
    """

    title: str
    name: str
    permission: str
    queryset: Callable[[PageRequest], QuerySet]
    columns: Sequence[Column]
    default_sort: tuple[str, ...]
    filterset: type | None = None
    search: tuple[str, ...] = ()
    search_label: str = "Search this list"
    key: str = ""
    row_url: Callable[[Any], str | None] | None = None
    actions: Callable[[PageRequest], Sequence[Action]] | Sequence[Action] = ()
    per_page: int = 50
    most_counted: Callable[[PageRequest], int] | None = None
    usual_sort: Callable[[QueryDict], tuple[str, ...]] | None = None
    exports_in_background: bool = False
    empty: str = "No rows."

    def __post_init__(self) -> None:
        if self.filterset is not None:
            # what cannot be read in a filter is told in the same words as in any other form
            self.filterset._meta.form = RefusableForm  # type: ignore[attr-defined]  # untyped


def list_view(
    request: PageRequest, page: ListPage, *, template: str = "pages/list.html", **context: Any
) -> HttpResponseBase:
    """The page, its table alone for HTMX, or its file.  ``context`` goes to the template."""
    if request.method not in ("GET", "HEAD"):
        return HttpResponseNotAllowed(["GET", "HEAD"])
    if page.permission and not request.user.has_perm(page.permission):
        raise PermissionDenied
    shown = ShownList(request, page)
    if file_format := request.GET.get("export", ""):
        return _export(request, page, shown, file_format)
    context |= {"title": page.title, "list": shown, "actions": _actions(request, page)}
    if request.htmx and request.htmx.target == "list":
        response = render(request, "pages/_list.html", context)
        response["HX-Push-Url"] = f"{request.path}{shown.address()}"
        return response
    return render(request, template, context)


def _actions(request: PageRequest, page: ListPage) -> list[Action]:
    offered = page.actions(request) if callable(page.actions) else page.actions
    return [
        action
        for action in (*offered, *_as_file(request, page))
        if not action.permission or request.user.has_perm(action.permission)
    ]


def _as_file(request: PageRequest, page: ListPage) -> Sequence[Action]:
    """The list of a set-up table leads to its import and to an export of all its columns."""
    table = of_model(page.queryset(request).model)
    if table is None or page.permission != table.permission("view"):
        return ()
    url = reverse("setup_table", args=[table.name])
    return (Action("Import and export", url, table.permission("change"), "upload"),)


def _export(
    request: PageRequest, page: ListPage, shown: ShownList, file_format: str
) -> HttpResponseBase:
    most = exports.MOST_ROWS.get(file_format)
    if most is not None and page.exports_in_background and exportjobs.is_long(shown):
        return redirect("job", exportjobs.start_export(request, page, file_format).pk)
    if most is None:
        messages.error(request, f"Lists are exported as csv or xlsx, not as {file_format[:20]}.")
    elif shown.sorted_rows[most : most + 1]:
        messages.error(
            request,
            f"More than {most:,} rows cannot be exported as {file_format.upper()}. "
            "Filter the list first.",
        )
    else:
        return exports.exported(
            page.name,
            file_format=file_format,
            heads=[column.label for column in shown.columns],
            rows=shown.values(),
        )
    return redirect(f"{request.path}{shown.address()}")
