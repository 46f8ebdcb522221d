"""Bins when posted lines are undone: back the way they came, entry by entry (WHS-249, WHS-252)."""

from collections.abc import Iterable, Iterator

from tracking.posting import undo
from tracking.posting.context import Posting
from warehouse import errors
from warehouse.models import ActivityLine, PostedActivity, WarehouseDocumentLine
from warehouse.policies.bins import bin_violations
from warehouse.policies.held import held_violations, lacking
from warehouse.services import bin_staging, bin_writing
from wms.core.errors import RuleViolation

_MOVES_BINS = "undoes bins"


class UndoFollower:
    """What the warehouse checks and writes when lines are undone; other postings are not its business."""

    def violations(self, posting: Posting) -> Iterable[RuleViolation]:
        if posting.source != undo.SOURCE:
            return
        yield from _at_work(posting)
        yield from _handled_by_the_warehouse(posting)
        if bin_staging.stage_undone():
            posting.notes[_MOVES_BINS] = True
            yield from bin_violations()
            yield from held_violations(str(posting.document), lacking())

    def write(self, posting: Posting) -> None:
        if posting.notes.get(_MOVES_BINS):
            bin_writing.write(register_no=posting.register_no)


def _at_work(posting: Posting) -> Iterator[RuleViolation]:
    """Lines of the source document that stand on activities, or on warehouse receipts and shipments."""
    lines = posting.rows.order_by().values("line")
    for model, path in ((ActivityLine, "activity"), (WarehouseDocumentLine, "document")):
        open_lines = model.objects.filter(source_line__in=lines)
        for line in open_lines.select_related(path, "source_line", "item").order_by("pk"):
            yield errors.UndoneWhileAtWork(
                document=str(posting.document),
                line_no=line.source_line.line_no,
                item=line.item.no,
                activity=str(getattr(line, path)),
            )


def _handled_by_the_warehouse(posting: Posting) -> Iterator[RuleViolation]:
    """The activity that the posted document came from."""
    for activity in PostedActivity.objects.filter(posted_document=posting.posted_document).order_by(
        "pk"
    ):
        yield errors.UndoneAfterActivity(
            document=str(posting.posted_document), activity=str(activity)
        )
