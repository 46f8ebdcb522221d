"""Comments on a number: lines of text with their date, kept whether it has a card or not (SET-157)."""

from collections.abc import Collection

from django.db import transaction
from django.db.models import F, Max

from tracking.models import NumberComment
from tracking.numbers.keys import NumberKey
from wms.core.records import RecordPolicy, collected, delete_record, note_made, save_record
from wms.core.records.changelog import note_deleted
from wms.inventory.models import ItemVariant

STEP = 10_000


def comment_policy() -> RecordPolicy[NumberComment]:
    return RecordPolicy[NumberComment](
        drawn=_drawn, places={"comment_line_once": "comment", "comment_filled": "comment"}
    )


def _drawn(comment: NumberComment) -> Collection[str]:
    return ("line_no",)


@transaction.atomic
def save_comment(*, comment: NumberComment) -> NumberComment:
    """A new comment comes after the others of its number."""
    if comment.pk is None:
        # whoever writes about the same item at the same time comes after us
        ItemVariant.objects.select_for_update().get(pk=comment.variant_id)
        comment.line_no = _last_line(_number_of(comment)) + STEP
    return save_record(comment, policy=comment_policy())


def delete_comment(*, comment: NumberComment) -> None:
    delete_record(comment, policy=comment_policy())


@transaction.atomic
def replace(*, source: NumberKey, target: NumberKey) -> None:
    """The comments of ``source`` in place of those of ``target`` (SET-159, SET-161)."""
    with collected():
        clear(target)
        copies = [
            NumberComment(
                **target.columns,
                line_no=comment.line_no,
                date=comment.date,
                comment=comment.comment,
            )
            for comment in source.comments
        ]
        note_made(NumberComment.objects.bulk_create(copies, batch_size=500))


def clear(number: NumberKey) -> None:
    with collected():
        for comment in number.comments:
            note_deleted(comment)
    number.comments.delete()


def follow(*, old: NumberKey, new: NumberKey) -> None:
    """The number of a card was corrected: its comments come after those the new number has."""
    if old != new:
        old.comments.order_by().update(**new.columns, line_no=F("line_no") + _last_line(new))


def _number_of(comment: NumberComment) -> NumberKey:
    return NumberKey(comment.kind, comment.item, comment.variant, comment.number)


def _last_line(number: NumberKey) -> int:
    return number.comments.order_by().aggregate(last=Max("line_no"))["last"] or 0
