"""Files and photos attached to a card (CARD-001)."""

from collections.abc import Iterable

from django.conf import settings
from django.contrib.auth.models import User
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction

from tracking.models import FileType, NumberFile, NumberInformation
from tracking.numbers import errors, filetypes
from wms.core.errors import RuleViolation, refuse_if_any
from wms.core.records import RecordPolicy, delete_record, save_record

MOST_FILES = 20
_POLICY = RecordPolicy[NumberFile](owner="card")


def attach_file(*, card: NumberInformation, upload: UploadedFile, by: User) -> NumberFile:
    """Look into the file, and keep it under a random name with a small picture of it.

    At most WMS_UPLOAD_MAX_BYTES and MOST_FILES a card; pictures and PDF only, by their content.
    Raises Refused; then nothing is kept.
    """
    kind = _readable(upload)
    thumbnail = _thumbnail(upload, kind) if kind != FileType.PDF else b""
    file = NumberFile(
        card=card,
        name=filetypes.name_for(upload.name or "", kind),
        content_type=kind,
        size=upload.size or 0,
        added_by=by,
    )
    upload.seek(0)
    file.file = upload
    if thumbnail:
        file.thumbnail = ContentFile(thumbnail, name="thumbnail")
    try:
        with transaction.atomic():
            NumberInformation.objects.select_for_update().get(pk=card.pk)
            if card.files.count() >= MOST_FILES:
                refuse_if_any([errors.TooManyFiles(card=card, limit=MOST_FILES)])
            return save_record(file, policy=_POLICY)
    except BaseException:
        _delete(_stored(file))
        raise


@transaction.atomic
def remove_file(*, file: NumberFile) -> None:
    places = _stored(file)
    delete_record(file, policy=_POLICY)
    forget(places)


def places_of(card: NumberInformation) -> list[str]:
    """Where the files of a card are stored, for whoever deletes the card."""
    return [place for file in card.files.all() for place in _stored(file)]


def forget(places: Iterable[str]) -> None:
    """Delete stored files once the transaction that forgets them is through."""
    gone = list(places)
    if gone:
        transaction.on_commit(lambda: _delete(gone))


def _stored(file: NumberFile) -> list[str]:
    return [
        field.name
        for field in (file.file, file.thumbnail)
        if field.name and field._committed  # type: ignore[attr-defined]
    ]


def _delete(places: Iterable[str]) -> None:
    for place in places:
        default_storage.delete(place)


# ---- what may be attached


def _readable(upload: UploadedFile) -> FileType:
    name, size, limit = _shown_name(upload), upload.size or 0, settings.WMS_UPLOAD_MAX_BYTES
    found: list[RuleViolation] = []
    kind = None
    if not size:
        found.append(errors.FileEmpty(name=name))
    elif size > limit:
        found.append(errors.FileTooLarge(name=name, limit=limit // 2**20))
    elif (kind := filetypes.type_of(upload)) is None:
        found.append(errors.FileRefused(name=name))
    refuse_if_any(found)
    assert kind is not None  # noqa: S101
    return kind


def _thumbnail(upload: UploadedFile, kind: FileType) -> bytes:
    try:
        return filetypes.thumbnail_of(upload, kind)
    except filetypes.TooManyPixels:
        limit = filetypes.MOST_PIXELS // 1_000_000
        fault: RuleViolation = errors.PictureTooLarge(name=_shown_name(upload), limit=limit)
    except ValueError:
        fault = errors.PictureUnreadable(name=_shown_name(upload))
    refuse_if_any([fault])
    raise AssertionError("refused above")


def _shown_name(upload: UploadedFile) -> str:
    """As it was called, without what nobody sees, cut where it is long."""
    return (
        "".join(letter for letter in (upload.name or "") if letter.isprintable())[:80] or "The file"
    )
