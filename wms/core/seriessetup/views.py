"""Number series with their lines."""

from django.http import HttpResponse, HttpResponseBase
from django.urls import reverse

from wms.core.errors import Refused
from wms.core.models import NumberSeries, NumberSeriesLine, RelatedSeries
from wms.core.numberseries import peek
from wms.core.pages import facts
from wms.core.pages.cards import RecordCard, Tab, card_view, delete_view
from wms.core.pages.lines import LinesTab, lines_view
from wms.core.pages.lists import Action, Column, ListPage, list_view
from wms.core.pages.requests import PageRequest
from wms.core.pages.workdate import work_date
from wms.core.seriessetup import services
from wms.core.seriessetup.forms import (
    LINE_FIELDS,
    NumberSeriesForm,
    NumberSeriesLineForm,
    RelatedSeriesForm,
)

SERIES_LIST = ListPage(
    title="No. series",
    name="no-series",
    permission="core.view_numberseries",
    queryset=lambda request: NumberSeries.objects.all(),
    columns=(
        Column("Code", "code"),
        Column("Description", "description", wrap=True),
        Column("Default Nos.", "default_nos"),
        Column("Manual Nos.", "manual_nos"),
        Column("Date Order", "date_order"),
    ),
    search=("code", "description"),
    default_sort=("code",),
    row_url=lambda series: reverse("number_series", args=[series.pk]),
    actions=lambda request: (
        Action(
            "New series",
            reverse("number_series_new"),
            "core.add_numberseries",
            "plus",
            primary=True,
        ),
        Action(
            "Ready-made number series", reverse("number_series_ready_made"), "core.add_numberseries"
        ),
    ),
    empty="There are no number series yet. Every document draws its number from one; Ready-made number "
    "series makes them all.",
)

LINES = LinesTab(
    name="lines",
    caption="Lines",
    noun="line",
    parent=NumberSeries,
    model=NumberSeriesLine,
    fk="series",
    form=NumberSeriesLineForm,
    fields=LINE_FIELDS,
    url="number_series_lines",
    card_url="number_series",
    permission="core.change_numberseries",
    save=lambda line: services.save_series_line(line=line),
    delete=lambda line: services.delete_series_line(line=line),
    rows=lambda rows: rows.order_by("starting_date", "pk"),
    note="Starting No. is the first number, such as SN00001: its last digits count up. Leave Starting Date "
    "blank unless the numbers begin anew on a day. Allow Gaps in Nos. suits serial, lot and package "
    "numbers: drawing them never waits for others.",
)

RELATED = LinesTab(
    name="related",
    caption="Related series",
    noun="series",
    parent=NumberSeries,
    model=RelatedSeries,
    fk="series",
    form=RelatedSeriesForm,
    fields=("related",),
    url="number_series_related",
    card_url="number_series",
    permission="core.change_numberseries",
    save=lambda relation: services.save_related_series(relation=relation),
    delete=lambda relation: services.delete_related_series(relation=relation),
    rows=lambda rows: rows.select_related("series", "related").order_by("related__code"),
    note="Other series to choose from wherever this one gives the number.",
)

SERIES = RecordCard(
    model=NumberSeries,
    form=NumberSeriesForm,
    noun="No. series",
    tabs=(Tab("General", ("code", "description", "default_nos", "manual_nos", "date_order")),),
    lines=(LINES, RELATED),
    list_url="number_series_list",
    url="number_series",
    new_url="number_series_new",
    delete_url="number_series_delete",
    save=lambda series, request: services.save_series(series=series),
    delete=lambda series, request: services.delete_series(series=series),
)


def _next_number(series: NumberSeries, request: PageRequest) -> facts.Facts:
    """What the series would give on the work date, or why it would not; nothing is used up."""
    try:
        text = peek(series, on=work_date(request))
    except Refused as refused:
        text = str(refused)
    return {"Next number": [facts.Fact(f"On {work_date(request)}", text)]}


facts.register(NumberSeries, _next_number)


def number_series_list(request: PageRequest) -> HttpResponseBase:
    return list_view(request, SERIES_LIST)


def number_series(request: PageRequest, pk: int | None = None) -> HttpResponseBase:
    return card_view(request, SERIES, pk)


def number_series_delete(request: PageRequest, pk: int) -> HttpResponseBase:
    return delete_view(request, SERIES, pk)


def number_series_lines(request: PageRequest, pk: int) -> HttpResponse:
    return lines_view(request, LINES, pk)


def number_series_related(request: PageRequest, pk: int) -> HttpResponse:
    return lines_view(request, RELATED, pk)
