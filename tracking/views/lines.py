"""The Item Tracking Lines page itself, and its rows (rule book 02, sections 1 to 6)."""

from __future__ import annotations

import json
import re
from datetime import date
from decimal import Decimal
from functools import reduce
from operator import or_
from typing import Any

from django.contrib import messages
from django.db.models import Q
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from tracking import openers
from tracking.availability import Combination
from tracking.forms import NewRowForm
from tracking.models import TrackingLine
from tracking.numbers.links import CardLink, card_links
from tracking.page import Page, page_with, read_page
from tracking.selectors import entries, figures, judgement, lines_page
from tracking.selectors.lines_page import Column
from tracking.services import rows, selection, sessions
from tracking.switches import NUMBER_FIELD
from tracking.views.access import line_of, may_change, page_of, tells_when_closed
from tracking.views.answers import dialog, head_context, page_context, whole
from wms.core.errors import Refused
from wms.core.pages.requests import PageRequest
from wms.core.pages.workdate import work_date
from wms.core.quantity import rounded

DATES = {
    "expiration_date",
    "new_expiration_date",
    "new_lot_no",
}  # what other rows of a lot take over
NEIGHBOURS_SHOWN = 200  # other rows whose marks or dates are shown anew after a change


@require_GET
def tracking_lines(request: PageRequest, line_id: int) -> HttpResponse:
    """Open the page, or go on with the one that has unsaved changes."""
    line = line_of(request, line_id, verb="view")
    try:
        session = sessions.open_page(line, request.user)
        sessions.remember_opener(session, openers.key_in(request, remembered=session.opened_from))
    except Refused as refused:
        messages.error(request, str(refused))
        return redirect(line.document)
    context = page_context(request, page_with(session.line, request.user))
    return render(request, "tracking/lines.html", context | {"title": "Item Tracking Lines"})


@require_http_methods(["GET", "POST"])
@tells_when_closed
def tracking_rows(request: PageRequest, line_id: int) -> HttpResponse:
    """GET: the next rows, or those that are looked for.  POST: a row typed into the empty line."""
    if request.method == "POST":
        return _add(request, page_of(request, line_id))
    page = page_of(request, line_id, verb="view")
    after = request.GET.get("after", "")
    if not after or not request.htmx:
        context = page_context(request, page)
    else:
        search, warnings_only = request.GET.get("search", ""), "warnings" in request.GET
        context = {
            "page": page,
            "line": page.line,
            "may_change": may_change(request, page),
            "search": search,
            "warnings_only": warnings_only,
            "rows": lines_page.rows_page(
                page,
                on=work_date(request),
                may_change=may_change(request, page),
                after=int(after) if after.isascii() and after.isdigit() else 0,
                search=search,
                warnings_only=warnings_only,
            ),
        }
    if not request.htmx:
        return render(request, "tracking/lines.html", context | {"title": "Item Tracking Lines"})
    return render(request, "tracking/_more_rows.html" if after else "tracking/_rows.html", context)


def _add(request: PageRequest, page: Page) -> HttpResponse:
    form = NewRowForm(request.POST, page=page)
    if form.is_valid():
        try:
            row = rows.add_row(
                session=page.session,
                by=request.user,
                accept_blocked=form.cleaned_data["accept_blocked"],
                **form.given(),
            )
        except Refused as refused:
            form.add_refusal(refused)
            form.asks_blocked = _asks_blocked(refused)  # type: ignore[attr-defined]
        else:
            if not request.htmx:
                return redirect("tracking_lines", page.line.pk)
            return _row_answer(
                request,
                page,
                row,
                new_row=NewRowForm(page=page),
                is_new=True,
                dated="expiration_date" in form.given(),
            )
    if not request.htmx:
        context = page_context(request, page) | {"new_row": form, "title": "Item Tracking Lines"}
        return render(request, "tracking/lines.html", context, status=422)
    context = {
        "page": page,
        "line": page.line,
        "new_row": form,
        "columns": lines_page.columns_of(page),
    }
    response = render(request, "tracking/_new_row.html", context, status=422)
    response["HX-Retarget"] = "#tracking-new"
    response["HX-Reswap"] = "outerHTML"
    return response


def _asks_blocked(refused: Refused) -> bool:
    return any(violation.code == "blocked" for violation in refused.violations)


@require_http_methods(["GET", "POST"])
@tells_when_closed
def tracking_row(request: PageRequest, line_id: int, row_id: int) -> HttpResponse:
    """GET: all fields of a row, the rarer ones too.  POST: fields of it were left."""
    if request.method == "GET":
        return _row_dialog(request, page_of(request, line_id, verb="view"), row_id)
    page = page_of(request, line_id)
    before = page.rows.filter(pk=row_id).first()
    if before is None:
        return whole(request, page, refused="This row was deleted in another window.")
    in_dialog = "dialog" in request.POST
    columns = _dialog_columns(page) if in_dialog else lines_page.columns_of(page)
    typed, changes, faults = _changes(request, page, before, columns)
    row, refused = _change(request, page, before, changes)
    for field, texts in (refused.by_field() if refused else {}).items():
        faults.setdefault(field, []).extend(texts)
    kept = {field: text for field, text in typed.items() if field in faults}
    if in_dialog:
        if faults:
            return _row_dialog(request, page, row_id, typed=kept, faults=faults)
        return whole(request, page)
    if not request.htmx:
        for texts in faults.values():
            for text in texts:
                messages.error(request, text)
        return redirect("tracking_lines", page.line.pk)
    return _row_answer(
        request,
        page,
        row or before,
        typed=kept,
        faults=faults,
        asks_blocked=bool(refused and _asks_blocked(refused)),
        before=before,
        dated=not DATES.isdisjoint(changes),
    )


def _change(
    request: PageRequest, page: Page, before: TrackingLine, changes: dict[str, Any]
) -> tuple[TrackingLine | None, Refused | None]:
    """Each field counts for itself: a fault in one does not keep the others from being saved."""
    first: Refused | None = None
    while changes:
        try:
            row = rows.change_row(
                session=page.session,
                row_id=before.pk,
                by=request.user,
                accept_blocked="accept_blocked" in request.POST,
                **changes,
            )
        except Refused as refused:
            first = first or refused
            wrong = {violation.field for violation in refused.violations} & changes.keys()
            if not wrong:
                return None, first
            changes = {field: value for field, value in changes.items() if field not in wrong}
        else:
            return row, first
    return None, first


def _changes(
    request: PageRequest, page: Page, row: TrackingLine, columns: tuple[Column, ...]
) -> tuple[dict[str, str], dict[str, Any], dict[str, list[str]]]:
    """What was typed, what of it differs from what was shown, and what cannot be read."""
    seen = _seen(request)
    typed: dict[str, str] = {}
    changes: dict[str, Any] = {}
    faults: dict[str, list[str]] = {}
    for column in columns:
        if column.field not in request.POST:
            continue
        text = request.POST[column.field].strip()
        shown = seen.get(column.field, lines_page.stored_value(row, column, page.sign))
        if text == shown:
            continue
        typed[column.field] = text
        try:
            changes[column.field] = _read(column, text)
        except ValueError as error:
            faults[column.field] = [str(error)]
    return typed, changes, faults


_NUMBER = re.compile(r"[+-]?[0-9]{0,13}(\.[0-9]*)?")


def _read(column: Column, text: str) -> Any:
    """Raises ValueError with what to write instead."""
    if column.is_entry:
        if text and not (text.isascii() and text.isdigit() and len(text) <= 18):
            raise ValueError(f"{column.caption} {text[:30]} is not an entry number.")
        return int(text) if text else None
    if column.is_number:
        if not _NUMBER.fullmatch(text) or text in ("+", "-", "."):
            raise ValueError(f"{column.caption} {text[:30]} is not a number. Write it as 4 or 0.5.")
        return rounded(Decimal(text or 0))
    if column.is_day:
        try:
            return date.fromisoformat(text) if text else None
        except ValueError as error:
            raise ValueError(
                f"{column.caption} {text[:30]} is not a date. Write it as 2026-12-31."
            ) from error
    return text


def _seen(request: PageRequest) -> dict[str, str]:
    try:
        seen = json.loads(request.POST.get("seen", "{}"))
    except ValueError:
        return {}
    return {str(name): str(text) for name, text in seen.items()} if isinstance(seen, dict) else {}


def _row_answer(
    request: PageRequest,
    page: Page,
    row: TrackingLine,
    *,
    before: TrackingLine | None = None,
    new_row: NewRowForm | None = None,
    is_new: bool = False,
    dated: bool = False,
    **how: Any,
) -> HttpResponse:
    """The row, and out of band what its change shows elsewhere: the matrix, rows of the same numbers."""
    page = read_page(page.session)
    on, changeable = work_date(request), may_change(request, page)
    row = page.rows.get(pk=row.pk)
    (view,) = lines_page.views_of(page, [row], on=on, may_change=changeable, **how)
    others = _neighbours(page, row, before, dated=dated)
    context = head_context(request, page) | {
        "row": view,
        "is_new": is_new,
        "neighbours": lines_page.views_of(page, others, on=on, may_change=changeable),
        "new_row": new_row,
        "columns": lines_page.columns_of(page),
        "oob": True,
    }
    status = 422 if how.get("faults") else 200
    return render(request, "tracking/_row_answer.html", context, status=status)


def _neighbours(
    page: Page, *versions: TrackingLine | None, dated: bool = False
) -> list[TrackingLine]:
    """Other rows that may look different now: of the same specific numbers; ``dated``: of the same lot.

    ``versions``: the row as it is and as it was.
    """
    wanted: list[dict[str, str]] = []
    for one in filter(None, versions):
        key = judgement.key_of(page, one)
        if any(key) and not (one.serial_no and "serial" in page.specific):
            wanted.append(dict(zip(page.key_fields, key, strict=True)))
        if dated and one.lot_no and page.takes_dates:
            wanted.append({"lot_no": one.lot_no})
        if dated and one.new_lot_no and page.is_reclassification:
            wanted.append({"new_lot_no": one.new_lot_no})
    different = {tuple(numbers.items()): Q(**numbers) for numbers in wanted}
    if not different:
        return []
    others = page.rows.filter(reduce(or_, different.values()))
    return list(
        others.exclude(pk=versions[0].pk if versions[0] else 0).order_by("id")[:NEIGHBOURS_SHOWN]
    )


def _dialog_columns(page: Page) -> tuple[Column, ...]:
    """The fields of a row that the page hides (ITL-036, ITL-040, ITL-041) after those it shows."""
    invoiced = page.line.qty_invoiced_base
    reference = (
        Column("applies_to_entry_no", "Appl.-to Item Entry", is_entry=True)
        if page.outbound
        else Column("applies_from_entry_no", "Appl.-from Item Entry", is_entry=True)
    )
    return (
        *lines_page.columns_of(page),
        Column("warranty_date", "Warranty Date", is_day=True),
        reference,
        *([Column("qty_invoiced", "Quantity Invoiced", is_number=True)] if invoiced else []),
    )


def _about(page: Page) -> list[tuple[str, str, str]]:
    """What is the same on all rows of the page (ITL-043), and where they came from (ITL-042): caption, text,
    address."""
    line, source = page.line, page.line.invoiced_line
    about = [
        ("Item No.", line.item.no, ""),
        ("Variant Code", line.variant.code, ""),
        ("Location Code", line.location.code, ""),
        ("Description", line.description or line.item.description, ""),
    ]
    if source is not None:
        where = f"{source.document}, line {source.line_no}"
        about.append(("Receipt/Shipment No.", where, source.document.get_absolute_url()))
    return [fact for fact in about if fact[1]]


def _row_dialog(
    request: PageRequest,
    page: Page,
    row_id: int,
    *,
    typed: dict[str, str] | None = None,
    faults: dict[str, list[str]] | None = None,
) -> HttpResponse:
    row = page.rows.filter(pk=row_id).first()
    if row is None:
        return whole(request, page, refused="This row was deleted in another window.")
    (view,) = lines_page.views_of(
        page,
        [row],
        on=work_date(request),
        may_change=may_change(request, page),
        typed=typed,
        faults=faults,
        columns=_dialog_columns(page),
    )
    context = {
        "row": view,
        "title": f"Row {view.name}",
        "numbers": _own_numbers(page, row),
        "about": _about(page),
        "may_change": may_change(request, page),
    }
    return dialog(request, page, "_row_form.html", context, status=422 if faults else 200)


def _own_numbers(page: Page, row: TrackingLine) -> list[CardLink]:
    """The cards of the numbers of the row, and those of its new numbers (ITL-116, SET-147, SET-162)."""
    return card_links(row, captions={kind: page.caption_of(kind) for kind in NUMBER_FIELD})


@require_POST
@tells_when_closed
def tracking_delete_rows(request: PageRequest, line_id: int) -> HttpResponse:
    """Take the chosen rows off, or all that are looked for."""
    page = page_of(request, line_id)
    chosen = chosen_rows(request)
    if chosen is not None and not chosen:
        return whole(request, page, refused="No row is selected. Tick the rows to be deleted.")
    alone = "alone" in request.POST and chosen is not None and len(chosen) == 1
    gone = page.rows.filter(pk__in=chosen).first() if alone and chosen else None
    try:
        deleted = rows.delete_rows(
            session=page.session, row_ids=chosen, search=request.POST.get("search", "")
        )
    except Refused as refused:
        return whole(request, page, refused=str(refused))
    if request.htmx and gone is not None:
        return _row_gone(request, page, gone)
    return whole(
        request, page, told=f"{deleted:,} rows deleted." if deleted != 1 else "1 row deleted."
    )


def _row_gone(request: PageRequest, page: Page, gone: TrackingLine) -> HttpResponse:
    """Nothing in place of the row; out of band what its going shows elsewhere."""
    page = read_page(page.session)
    others = _neighbours(page, gone)
    context = head_context(request, page) | {
        "neighbours": lines_page.views_of(
            page, others, on=work_date(request), may_change=may_change(request, page)
        ),
        "oob": True,
    }
    return render(request, "tracking/_row_gone.html", context)


def chosen_rows(request: PageRequest) -> list[int] | None:
    """The ids of the ticked rows; None for every row of the page."""
    if "all" in request.POST:
        return None
    return [int(text) for text in request.POST.getlist("row") if text.isascii() and text.isdigit()]


@require_GET
@tells_when_closed
def tracking_row_figures(request: PageRequest, line_id: int, row_id: int) -> HttpResponse:
    """The figures behind the availability icon, and the entries behind the figures (ITL-031, ITL-203)."""
    page = page_of(request, line_id, verb="view")
    row = page.rows.filter(pk=row_id).first()
    if row is None:
        return whole(request, page, refused="This row was deleted in another window.")
    found = figures.figures_of_row(page, row)
    figure = request.GET.get("figure", "")
    context = {
        "figures": found,
        "row": row,
        "title": f"{found.names}: availability",
        "behind": figures.behind(page, found.numbers, figure)
        if figure in figures.CAPTIONS
        else None,
    }
    return dialog(request, page, "_figures.html", context)


@require_http_methods(["GET", "POST"])
@tells_when_closed
def tracking_lookup(request: PageRequest, line_id: int, row_id: int, kind: str) -> HttpResponse:
    """The numbers that fit a row; on demand pages one can be chosen (ITL-101…105)."""
    verb = "change" if request.method == "POST" else "view"
    page = page_of(request, line_id, verb=verb)
    row = page.rows.filter(pk=row_id).first()
    if row is None or kind not in NUMBER_FIELD:
        return whole(request, page, refused="This row was deleted in another window.")
    refusal = ""
    if request.method == "POST":
        numbers = Combination(*(request.POST.get(name, "") for name in NUMBER_FIELD.values()))
        try:
            selection.choose_number(
                session=page.session,
                row_id=row.pk,
                by=request.user,
                numbers=numbers,
                accept_blocked="accept_blocked" in request.POST,
            )
        except Refused as refused:
            refusal = str(refused)
        else:
            return whole(request, page)
    else:
        sessions.look_at_stock(page.session)
    search = request.GET.get("search", "")
    context = {
        "title": f"{page.caption_of(kind)} List",
        "lookup": entries.lookup(page, kind, row=row, search=search),
        "row": row,
        "kind": kind,
        "search": search,
        "refusal": refusal,
    }
    return dialog(request, page, "_lookup.html", context, status=422 if refusal else 200)
