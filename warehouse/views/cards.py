"""What the card of an activity shows, whole or in parts."""

from dataclasses import dataclass
from typing import Any
from uuid import uuid4

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse

from tracking.switches import CAPTION, KINDS, NUMBER_FIELD
from warehouse.capture.rules import captures
from warehouse.forms import LineForm, PostingForm
from warehouse.lists import source_tracking_url
from warehouse.models import Activity, ActivityLine, WarehouseDocument
from warehouse.selectors.activities import (
    captured_units,
    columns_of,
    filled_and_unready,
    lines_page,
    missing_of,
    open_kinds,
    place_bins_of,
    totals,
)
from warehouse.views.access import number_in
from wms.core.pages.requests import PageRequest
from wms.core.quantity import shown


@dataclass(frozen=True)
class Cell:
    """A number of a line: its field when it can be entered, else what stands there.

    ``captured``: how many of how many serials stand in the list of the line, which is opened from here.
    """

    caption: str
    number: str
    field: Any = None
    captured: str = ""


@dataclass(frozen=True)
class Row:
    """One line of the grid.  ``may_work``: whether this user may change anything on it."""

    line: ActivityLine
    form: LineForm
    seen: str
    cells: list[Cell]
    missing: list[str]
    may_work: bool
    may_delete: bool
    tracking_url: str
    notice: str = ""
    place_bin: str = ""

    @property
    def may_split(self) -> bool:
        return self.may_work and 0 < self.line.qty_to_handle < self.line.outstanding


def row_of(
    request: PageRequest,
    line: ActivityLine,
    *,
    kinds: tuple[str, ...] = KINDS,
    form: LineForm | None = None,
    seen: str | None = None,
    notice: str = "",
    place_bin: str = "",
) -> Row:
    """``kinds``: the kinds of number that have a column.  ``seen``: the stamp that a refused form came
    with, so that sending it again is refused again.
    ``place_bin``: where a warehouse pick puts what it takes."""
    form = form or LineForm(line=line)
    may_work = request.user.has_perm("warehouse.work_activity")
    opened = open_kinds(line) if may_work else []
    return Row(
        line=line,
        form=form,
        seen=line.stamp if seen is None else seen,
        cells=[
            Cell(
                CAPTION[kind],
                getattr(line, NUMBER_FIELD[kind]),
                form[NUMBER_FIELD[kind]] if kind in opened else None,
                _captured(line) if kind == "serial" else "",
            )
            for kind in kinds
        ],
        missing=missing_of(line) if line.qty_to_handle else [],
        may_work=may_work,
        may_delete=request.user.has_perm("warehouse.delete_activity"),
        tracking_url=source_tracking_url(line.source_line_id),
        notice=notice,
        place_bin=place_bin,
    )


def _captured(line: ActivityLine) -> str:
    return f"{captured_units(line)} of {shown(line.outstanding)}" if captures(line) else ""


def state_of(request: PageRequest, activity: Activity) -> dict[str, Any]:
    """What changes with every line: figures, version, buttons."""
    figures = totals(activity)
    columns = columns_of(activity)
    return {
        "activity": activity,
        "columns": columns,
        "captions": [CAPTION[kind] for kind in columns.kinds],
        "shows_dates": columns.dates,
        "rules": activity.rules,
        "totals": figures,
        "unready": filled_and_unready(activity),
        "may_work": request.user.has_perm("warehouse.work_activity"),
        "may_delete": request.user.has_perm("warehouse.delete_activity"),
        "may_see_source": request.user.has_perm(activity.source.rules.permission("view")),
        "place_bins": place_bins_of(activity),
        "why_not_post": "" if figures.filled else "Qty. to Handle is 0 on every line.",
    }


def card(
    request: PageRequest,
    activity: Activity,
    *,
    posting_form: PostingForm | None = None,
    refusal: str = "",
    status: int = 200,
) -> HttpResponse:
    """The whole page; with the refusal of whatever was asked of the activity as a whole."""
    page = lines_page(activity, number_in(request.GET.get("page", "")) or 1)
    state = state_of(request, activity)
    kinds = state["columns"].kinds
    context = state | {
        "title": str(activity),
        "page": page,
        "rows": [
            row_of(
                request,
                line,
                kinds=kinds,
                place_bin=state["place_bins"].get(line.source_line_id, ""),
            )
            for line in page.object_list
        ],
        "posting_form": posting_form or fresh_posting_form(activity),
        "refusal": refusal,
        "list_url": reverse("activities", args=[activity.kind]),
        "shortages": request.session.pop(f"shortages-{activity.pk}", []),
    }
    return render(request, "warehouse/activity.html", context, status=422 if refusal else status)


def fresh_posting_form(activity: Activity | WarehouseDocument) -> PostingForm:
    """With a request key of its own, so that sending it twice posts once (POST-171)."""
    form = PostingForm(activity=activity)
    form.initial["request_key"] = uuid4().hex
    return form
