"""Undone shipments: their containers stand closed again, with what is in them (CAP-051)."""

from collections.abc import Iterable, Iterator

from django.db.models import Exists, OuterRef, QuerySet

from tracking.posting import undo
from tracking.posting.context import Posting
from warehouse.models import Container, ContainerLine
from warehouse.models.packing import ContainerStatus
from warehouse.packing import errors
from warehouse.packing.policies import UNSHIPPED
from wms.core.errors import MOST_SHOWN, RuleViolation

_CAME_FROM_CONTAINERS = "came from containers"


class PackingUndoFollower:
    """A container comes back with its posted document, whole; other postings are not its business."""

    def violations(self, posting: Posting) -> Iterable[RuleViolation]:
        if posting.source != undo.SOURCE:
            return
        # asked first, as few postings came from containers, and the questions look at every row
        if not Container.objects.filter(posted_document=posting.posted_document).exists():
            return
        posting.notes[_CAME_FROM_CONTAINERS] = True
        yield from _left_behind(posting)
        yield from _packed_again(posting)

    def write(self, posting: Posting) -> None:
        if not posting.notes.get(_CAME_FROM_CONTAINERS):
            return
        keys = list(_coming_back(posting).values_list("pk", flat=True))
        if not keys:
            return
        ContainerLine.objects.filter(container__in=keys).update(is_shipped=False)
        Container.objects.filter(pk__in=keys).update(
            status=ContainerStatus.CLOSED, posted_document=None
        )


def _coming_back(posting: Posting) -> QuerySet[Container]:
    """Containers that were shipped with lines that are undone now."""
    undone = posting.rows.order_by().values("line")
    inside = ContainerLine.objects.filter(container=OuterRef("pk"), source_line__in=undone)
    return Container.objects.filter(Exists(inside), posted_document=posting.posted_document)


def _left_behind(posting: Posting) -> Iterator[RuleViolation]:
    """Goods of lines that are not undone, in a container that would come back: one answer each."""
    others = ContainerLine.objects.filter(container__in=_coming_back(posting)).exclude(
        source_line__in=posting.rows.order_by().values("line")
    )
    chosen = dict(
        ContainerLine.objects.filter(
            container__in=others.values("container"),
            source_line__in=posting.rows.order_by().values("line"),
        )
        .order_by("-source_line__line_no")
        .values_list("container", "source_line__line_no")
    )
    told = others.values_list(
        "container", "container__no", "item__no", "source_line__line_no"
    ).order_by("container", "source_line__line_no")
    for container, no, item, line_no in told.distinct()[: MOST_SHOWN + 1]:
        yield errors.ContainerComesBackWhole(
            document=str(posting.posted_document),
            line_no=chosen[container],
            container=no,
            item=item,
            other=line_no,
        )


def _packed_again(posting: Posting) -> Iterator[RuleViolation]:
    """Serials that lie in another container by now, which a serial does only once."""
    coming = ContainerLine.objects.filter(container__in=_coming_back(posting)).exclude(serial_no="")
    again = ContainerLine.objects.filter(
        UNSHIPPED,
        item=OuterRef("item"),
        variant=OuterRef("variant"),
        serial_no=OuterRef("serial_no"),
    ).exclude(serial_no="")
    found = coming.annotate(other=again.values("container__no")[:1]).exclude(other=None)
    for one in found.select_related("item", "source_line").order_by("pk")[: MOST_SHOWN + 1]:
        yield errors.SerialPackedSince(
            document=str(posting.posted_document),
            line_no=one.source_line.line_no,
            number=one.serial_no,
            item=one.item,
            container=one.other,
        )
