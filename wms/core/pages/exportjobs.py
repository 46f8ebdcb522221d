"""Long lists as files, made by a job: what is filtered and shown, in the order of the page."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from django.contrib.auth import get_user_model
from django.core.files import File
from django.http import HttpRequest, QueryDict
from django.utils import timezone

from wms.core.errors import Refused, RuleViolation
from wms.core.jobs import Outcome, Progress, handler, start
from wms.core.models import Job
from wms.core.pages import exports
from wms.core.pages.shownlist import ShownList

if TYPE_CHECKING:
    from wms.core.pages.lists import ListPage
    from wms.core.pages.requests import PageRequest

JOB = "export-list"
LONG = 10_000  # rows; fewer are downloaded at once
MOST_ROWS = {"csv": 1_000_000, "xlsx": 100_000}
REPORTED = 5_000  # rows between two reports
_PAGES: dict[str, ListPage] = {}


class TooManyRows(RuleViolation):
    code = "too-many-rows"
    rule = "POST-178"
    template = "More than {most} rows cannot be exported as {format}. Filter the list first."


class NotAllowed(RuleViolation):
    code = "not-allowed"
    rule = "POST-178"
    template = "You may no longer see this list. Ask an administrator for the right to."


def in_background(page: ListPage) -> ListPage:
    """Let a job find the list again by its name."""
    return _PAGES.setdefault(page.name, page)


def is_long(shown: ShownList) -> bool:
    return bool(shown.sorted_rows[LONG : LONG + 1])


def start_export(request: PageRequest, page: ListPage, file_format: str) -> Job:
    query = request.GET.copy()
    query.pop("export", None)
    return start(
        kind=JOB,
        title=f"Export {page.title.lower()} as {file_format.upper()}",
        owner=request.user,
        arguments={
            "name": page.name,
            "query": query.urlencode(),
            "file_format": file_format,
            "by": request.user.pk,
        },
        may_cancel=True,
    )


@handler(JOB)
def work(progress: Progress, *, name: str, query: str, file_format: str, by: int) -> Outcome:
    """The rows as they are when the job runs, by the rights that its owner has then."""
    page, owner = _PAGES[name], get_user_model().objects.get(pk=by)
    if page.permission and not owner.has_perm(page.permission):
        raise Refused([NotAllowed()])
    shown = ShownList(_asked(query, owner), page)
    most = MOST_ROWS[file_format]
    count = shown.rows.order_by().values("pk")[: most + 1].count()
    if count > most:
        raise Refused([TooManyRows(most=f"{most:,}", format=file_format.upper())])
    file = tempfile.TemporaryFile()  # noqa: SIM115  (kept open until the job has stored it)
    rows = _reported(shown.values(), progress, count)
    for part in exports.written([column.label for column in shown.columns], rows, file_format):
        file.write(part)
    file.seek(0)
    day = timezone.localdate().isoformat()
    told = "1 row" if count == 1 else f"{count:,} rows"
    return Outcome(message=f"{told} exported.", file=File(file, name=f"{name}-{day}.{file_format}"))


def _asked(query: str, owner: Any) -> Any:
    """The request that asked for the list, as far as lists read it."""
    request = HttpRequest()
    request.method, request.GET, request.user = "GET", QueryDict(query), owner
    return request


def _reported(rows: Iterator[list[Any]], progress: Progress, count: int) -> Iterator[list[Any]]:
    for place, row in enumerate(rows):
        if place % REPORTED == 0:
            progress.report(place, count, "Writing rows")
        yield row
