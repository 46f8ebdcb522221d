"""Importing a file of many rows in the background."""

from typing import IO, Any

from django.core.files.storage import default_storage
from django.db import transaction
from django.urls import reverse

from wms.core import sheets
from wms.core.errors import Refused
from wms.core.jobs import Outcome, Progress, handler, start
from wms.core.models import Job
from wms.core.tables.importing import import_rows
from wms.core.tables.registry import Table, named

IMPORT_JOB = "import-setup"


def start_import(
    *, table: Table, name: str, content: IO[bytes], owner: Any, dry_run: bool, keep_good: bool
) -> Job:
    """Keep the file until the job is done, and start it."""
    kept = default_storage.save(f"imports/{table.name}", content)
    doing = "Check" if dry_run else "Import"
    return start(
        kind=IMPORT_JOB,
        title=f"{doing} {table.caption.lower()} from {name}",
        owner=owner,
        arguments={"table": table.name, "kept": kept, "dry_run": dry_run, "keep_good": keep_good},
        may_cancel=True,
    )


@handler(IMPORT_JOB)
def work(progress: Progress, *, table: str, kept: str, dry_run: bool, keep_good: bool) -> Outcome:
    """The rows that were not taken over are those of the job.

    The file goes when the job is done or its file is refused; a job that fails can start again.
    """
    found = named(table)
    with default_storage.open(kept, "rb") as file:
        try:
            result = import_rows(
                table=found,
                rows=sheets.file_rows(kept, file.size, file),
                dry_run=dry_run,
                keep_good=keep_good,
                report=progress.report,
            )
        except Refused:
            default_storage.delete(kept)
            raise
    transaction.on_commit(lambda: default_storage.delete(kept))
    return Outcome(
        message=result.summary,
        url=reverse("setup_table", args=[found.name]),
        refusals=[fault.as_row() for fault in result.faults],
    )
