"""Background jobs: work that takes longer than a page may wait, followed on a page of its own.

    @handler("post-document")
    def post(progress: Progress, *, document_id: int, …) -> Outcome:
        progress.report(3, 10, "Checking")
        return Outcome(message="Receipt R-1 posted.", url=receipt.get_absolute_url())

    job = start(kind="post-document", title="Receive PO-1", owner=user, arguments={…}, key=request_key)

Handlers stand in the ``tasks`` module of their app, which every process loads.  The whole of a handler is
one transaction, and the job's own "done" is part of it: work that is not wholly done leaves no trace,
whatever happened to the process (docs/rules.md, JOB-002).
"""

from wms.core.jobs.handlers import Cancelled, Outcome, handler
from wms.core.jobs.progress import Progress
from wms.core.jobs.running import cancel, mark_interrupted, run, start, start_again

__all__ = [
    "Cancelled",
    "Outcome",
    "Progress",
    "cancel",
    "handler",
    "mark_interrupted",
    "run",
    "start",
    "start_again",
]
