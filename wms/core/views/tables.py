"""Set-up tables as files: which there are, what columns they have, export and import."""

from itertools import islice
from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from wms.core import sheets
from wms.core.errors import Refused
from wms.core.forms import RefusableForm
from wms.core.pages.cards import went_well
from wms.core.pages.exports import MOST_ROWS, exported
from wms.core.pages.lists import Action
from wms.core.pages.requests import PageRequest
from wms.core.tables import Table, exporting, find, tables
from wms.core.tables.importing import Imported, import_rows
from wms.core.tables.jobs import start_import

MOST_AT_ONCE = 1000  # rows; a longer file is a job
MOST_SHOWN = 200  # faults on the page


class ImportForm(RefusableForm):
    file = forms.FileField(
        label="File",
        help_text="CSV in UTF-8, or XLSX; at most 20,000 rows and 10 MB. The first row names the columns.",
        widget=forms.FileInput(attrs={"accept": ".csv,.txt,.tsv,.xlsx"}),
    )
    keep_good = forms.BooleanField(
        label="Keep the good rows",
        required=False,
        help_text="Otherwise one faulty row keeps all of them out.",
    )


def may_import(request: PageRequest, table: Table) -> bool:
    return request.user.has_perms([table.permission("add"), table.permission("change")])


@require_safe
def setup_tables(request: PageRequest) -> HttpResponse:
    """Those that this user may see, in the order in which one is imported after the other."""
    found = [table for table in tables() if request.user.has_perm(table.permission("view"))]
    if not any(may_import(request, table) for table in found) and not request.user.has_perm(
        "core.view_setupchange"
    ):
        raise PermissionDenied
    rows = [(table, may_import(request, table)) for table in found]
    return render(
        request, "setup/tables/tables.html", {"title": "Import and export", "tables": rows}
    )


@require_http_methods(["GET", "HEAD", "POST"])
def setup_table(request: PageRequest, name: str) -> HttpResponseBase:
    table = find(name)
    if table is None:
        raise Http404
    if not request.user.has_perm(table.permission("view")):
        raise PermissionDenied
    if request.method != "POST":
        if file_format := request.GET.get("export", ""):
            return _export(request, table, file_format)
        return _page(request, table, ImportForm())
    if not may_import(request, table):
        raise PermissionDenied
    form = ImportForm(request.POST, request.FILES)
    if form.is_valid():
        try:
            return _import(request, table, form)
        except Refused as refused:
            form.add_refusal(refused)
    return _page(request, table, form)


def _import(request: PageRequest, table: Table, form: ImportForm) -> HttpResponse:
    file, dry_run = form.cleaned_data["file"], request.POST.get("do") == "check"
    keep_good = form.cleaned_data["keep_good"]
    rows = list(islice(sheets.file_rows(file.name, file.size, file), MOST_AT_ONCE + 2))
    if len(rows) > MOST_AT_ONCE + 1:  # the heading
        file.seek(0)
        job = start_import(
            table=table,
            name=file.name,
            content=file,
            owner=request.user,
            dry_run=dry_run,
            keep_good=keep_good,
        )
        return went_well(request, reverse("job", args=[job.pk]))
    result = import_rows(table=table, rows=rows, dry_run=dry_run, keep_good=keep_good)
    return _page(request, table, ImportForm(initial={"keep_good": keep_good}), result)


def _export(request: PageRequest, table: Table, file_format: str) -> HttpResponseBase:
    if file_format == "template":
        heads = exporting.headings(table)
        return exported(f"{table.name}-template", file_format="csv", heads=heads, rows=())
    most = MOST_ROWS.get(file_format)
    if most is None:
        messages.error(request, f"Tables are exported as csv or xlsx, not as {file_format[:20]}.")
    elif table.records()[most : most + 1]:
        messages.error(
            request,
            f"More than {most:,} rows cannot be exported as {file_format.upper()}. "
            f"Use the command export_setup {table.name} FILE.csv.",
        )
    else:
        return exported(
            table.name,
            file_format=file_format,
            heads=exporting.headings(table),
            rows=exporting.rows(table),
        )
    return redirect("setup_table", table.name)


def _page(
    request: PageRequest, table: Table, form: ImportForm, result: Imported | None = None
) -> HttpResponse:
    refused = result is not None and bool(result.faults) and not result.is_stored
    context: dict[str, Any] = {
        "title": f"Import and export {table.caption.lower()}",
        "table": table,
        "columns": [(column, column.name in table.key) for column in table.columns],
        "form": form if may_import(request, table) else None,
        "result": result,
        "faults": result.faults[:MOST_SHOWN] if result else [],
        "unshown": max(0, len(result.faults) - MOST_SHOWN) if result else 0,
        "actions": [Action("All tables", reverse("setup_tables"))],
    }
    template = "setup/tables/_table.html" if request.htmx else "setup/tables/table.html"
    return render(request, template, context, status=422 if form.errors or refused else 200)
