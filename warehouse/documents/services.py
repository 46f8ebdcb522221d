"""Making, filling and deleting warehouse receipts and shipments."""

from collections.abc import Collection, Iterable, Iterator
from datetime import date
from typing import Any

from django.contrib.auth.models import User
from django.db import transaction
from django.db.models import F

from warehouse import errors as warehouse_errors
from warehouse.documentkinds import KINDS, SOURCE_KINDS, Kind, WarehouseDocumentKind
from warehouse.documents import errors
from warehouse.documents.selectors import at_location, lines_moving, sources_of, standing_on
from warehouse.models import Bin, WarehouseDocument, WarehouseDocumentLine
from warehouse.policies.employees import not_employed
from warehouse.services.pick_creation import series_of
from warehouse.services.picked_sync import take_back
from wms.core import numberseries
from wms.core.errors import Refused, RuleViolation, refuse_if_any
from wms.core.quantity import ZERO
from wms.documents.models import Document, DocumentLine
from wms.inventory.models import Location

STEP = 10_000  # between line numbers


@transaction.atomic
def create_document(
    *,
    kind: WarehouseDocumentKind,
    location: Location,
    sources: Collection[Document],
    by: User,
    on: date,
) -> WarehouseDocument:
    """A new receipt or shipment with what is outstanding on these released documents at the location.

    ``on``: the posting date.  Qty. to Receive or to Ship starts at all that is outstanding and stands on no
    other document of the kind (WHS-189, WHS-204).

    Locks the source documents.  Raises Refused with everything that is wrong with any of them.
    Where goods are picked first it starts at 0.
    Rules: WHS-003, WHS-004, WHS-045…048, WHS-188, WHS-189, WHS-202…204, WHS-255.
    """
    rules = KINDS[kind]
    sources = _locked_sources(sources)
    refuse_if_any(_place_violations(rules, location, by))
    lines = _lines_to_take(rules, location, sources)
    document = WarehouseDocument.objects.create(
        kind=kind,
        no=numberseries.draw_one(series_of(rules.numbers_from), on=on),
        location=location,
        posting_date=on,
        created_by=by,
    )
    _take(document, lines)
    return document


@transaction.atomic
def add_sources(
    *,
    document: WarehouseDocument,
    sources: Collection[Document],
    by: User,
    version: int | None = None,
) -> WarehouseDocument:
    """Put what is outstanding on further documents on it (WHS-188, WHS-202).

    Locks the source documents, then the warehouse document.
    """
    sources = _locked_sources(sources)
    document = lock_document(document, by=by, version=version)
    _refuse_if_released(document)
    refuse_if_any(_place_violations(document.rules, document.location, by))
    _take(document, _lines_to_take(document.rules, document.location, sources))
    return changed(document)


@transaction.atomic
def change_line(
    *,
    line: WarehouseDocumentLine,
    by: User,
    seen: str | None = None,
    **changes: Any,
) -> WarehouseDocumentLine:
    """Change ``qty_to_handle``, 0 to what is outstanding or picked, or ``bin``, of the location; base units.

    ``seen``: the stamp of the line that was on the screen.
    Rules: WHS-002, WHS-189, WHS-203…205, WHS-267.
    """
    document = lock_document(line.document, by=by)
    line = _locked_line(document, line)
    if seen is not None and seen != line.stamp:
        raise Refused([errors.LineChanged(document=str(document), line_no=line.line_no)])
    if "bin" in changes and changes["bin"] != line.bin:
        _refuse_if_released(document)
    for name, value in changes.items():
        setattr(line, name, value)
    refuse_if_any(_line_violations(line))
    line.save(update_fields=list(changes))
    changed(document)
    return line


@transaction.atomic
def fill_lines(*, document: WarehouseDocument, by: User, version: int | None = None) -> None:
    """Autofill: every line has to handle all that is outstanding, or picked (WHS-189, WHS-204)."""
    document = lock_document(document, by=by, version=version)
    document.lines.update(qty_to_handle=F(most_of(document)) - F("qty_handled"))
    changed(document)


@transaction.atomic
def empty_lines(*, document: WarehouseDocument, by: User, version: int | None = None) -> None:
    """Delete Qty. to Receive, or to Ship, of every line (WHS-189, WHS-204)."""
    document = lock_document(document, by=by, version=version)
    document.lines.update(qty_to_handle=ZERO)
    changed(document)


@transaction.atomic
def delete_line(
    *, line: WarehouseDocumentLine, by: User, version: int | None = None
) -> WarehouseDocument | None:
    """Take one line off; what is outstanding of it can be put on another document.

    What is picked for it stays in its bin; numbers that the pick brought leave the order's tracking (WHS-154).
    Answers with the document, or None when that was its last line.
    """
    lock_sources_of(line.document)
    document = lock_document(line.document, by=by, version=version)
    _refuse_if_released(document)
    line = _locked_line(document, line)
    take_back(document.lines.filter(pk=line.pk), by=by)
    line.delete()
    if document.lines.exists():
        return changed(document)
    document.delete()
    return None


@transaction.atomic
def delete_document(*, document: WarehouseDocument, by: User, version: int | None = None) -> None:
    """With all its lines; what was posted stays, and the source documents are as they were.

    What is picked for it stays in the bin of the shipment (WHS-154).
    """
    lock_sources_of(document)
    document = lock_document(document, by=by, version=version)
    refuse_if_any(_picks_open(document, "It cannot be deleted"))
    take_back(document.lines.all(), by=by)
    document.delete()


@transaction.atomic
def release(
    *, document: WarehouseDocument, by: User, version: int | None = None
) -> WarehouseDocument:
    """Let picks be made for a shipment; its lines and bins are fixed from now on (WHS-205)."""
    document = lock_document(document, by=by, version=version)
    refuse_if_any(_not_ready(document))
    return _with_status(document, WarehouseDocument.Status.RELEASED)


@transaction.atomic
def reopen(
    *, document: WarehouseDocument, by: User, version: int | None = None
) -> WarehouseDocument:
    """Let the lines of a released shipment be changed again; not while picks are open (WHS-205)."""
    document = lock_document(document, by=by, version=version)
    refuse_if_any(_picks_open(document, "It cannot be reopened"))
    return _with_status(document, WarehouseDocument.Status.OPEN)


def _with_status(document: WarehouseDocument, status: str) -> WarehouseDocument:
    document.status = status
    document.save(update_fields=["status"])
    return changed(document)


def _not_ready(document: WarehouseDocument) -> Iterator[RuleViolation]:
    if not document.is_picked:
        yield errors.NotPicked(document=str(document), location=document.location.code or "(blank)")
    elif document.location.bin_mandatory:
        for line in document.lines.filter(bin=None).select_related("item").order_by("line_no"):
            yield errors.BinBlank(document=str(document), line_no=line.line_no, item=line.item)


def _picks_open(document: WarehouseDocument, what: str) -> Iterator[RuleViolation]:
    first = document.activities.order_by("pk").first()
    if first is not None:
        name = f"{first.rules.title.lower()} {first.no}"
        yield errors.PicksOpen(document=str(document), what=what, pick=name)


def _refuse_if_released(document: WarehouseDocument) -> None:
    if document.is_released:
        raise Refused([errors.LinesFixed(document=str(document))])


def most_of(document: WarehouseDocument) -> str:
    """The field of its lines that says how much may be handled in all (WHS-204)."""
    return "qty_picked" if document.is_picked else "quantity"


def lock_document(
    document: WarehouseDocument, *, by: User, version: int | None = None
) -> WarehouseDocument:
    """The document as it is now, locked until the transaction ends.

    Raises Refused when it is gone, has another version than the one shown (WHS-267), or belongs to a
    location where the user does not work (WHS-255).
    """
    found = WarehouseDocument.objects.select_for_update(of=("self",), no_key=True)
    locked = found.select_related("location").filter(pk=document.pk).first()
    if locked is None:
        raise Refused([errors.DocumentGone(document=str(document))])
    if version is not None and locked.version != version:
        raise Refused([errors.DocumentChanged(document=str(locked))])
    refuse_if_any(not_employed(by, locked.location))
    return locked


def changed(document: WarehouseDocument) -> WarehouseDocument:
    """The next version; whoever shows an older one will be told."""
    document.version += 1
    WarehouseDocument.objects.filter(pk=document.pk).update(version=F("version") + 1)
    return document


def lock_sources_of(document: WarehouseDocument) -> None:
    """Source documents come first in the order of locks, then the warehouse document."""
    _locked_sources(sources_of(document))


def _locked_sources(sources: Iterable[Document]) -> list[Document]:
    """By primary key, in one statement; those that are gone are left out."""
    found = Document.objects.select_for_update(of=("self",), no_key=True)
    return list(found.filter(pk__in=[one.pk for one in sources]).order_by("pk"))


def _locked_line(document: WarehouseDocument, line: WarehouseDocumentLine) -> WarehouseDocumentLine:
    found = document.lines.select_related("item", "bin").filter(pk=line.pk).first()
    if found is None:
        raise Refused([errors.LineGone(document=str(document))])
    found.document = document
    return found


# --- what may be put on it --------------------------------------------------------------------------


def _place_violations(rules: Kind, location: Location, by: User) -> Iterator[RuleViolation]:
    yield from not_employed(by, location)
    if not getattr(location, rules.switch):
        yield errors.NotServedHere(
            location=location.code or "(blank)",
            switch=rules.switch_caption,
            verb=rules.verb,
            kind=rules.title.lower(),
        )
    elif not rules.serves(location):
        yield errors.DirectedPick(location=location)


def _lines_to_take(
    rules: Kind, location: Location, sources: Collection[Document]
) -> list[DocumentLine]:
    """What is left of the documents at the location; every document must have something (ERR-003)."""
    if not sources:
        raise Refused([errors.NoSource(verb=rules.verb)])
    found = lines_moving(rules).filter(at_location(rules, location), document__in=sources)
    lines = list(
        found.select_related("document", "item", "variant", "bin", "new_bin").order_by(
            "document", "line_no"
        )
    )
    with_lines = {line.document_id for line in lines}
    refuse_if_any(
        violation
        for source in sources
        if source.pk not in with_lines
        for violation in _why_nothing(rules, location, source)
    )
    return lines


def _why_nothing(rules: Kind, location: Location, source: Document) -> Iterator[RuleViolation]:
    where = str(source)
    if source.kind not in SOURCE_KINDS or source.direct_transfer:
        yield errors.NotASource(document=where, kind=rules.title.lower())
    elif source.status != Document.Status.RELEASED:
        yield warehouse_errors.SourceNotReleased(
            document=where, status=source.get_status_display().lower()
        )
    else:
        on = standing_on(source.lines.values_list("pk", flat=True), rules.kind).values()
        names = ", ".join(sorted({one.in_words for one in on}))
        yield errors.NothingOutstanding(
            document=where,
            verb=rules.verb,
            location=f"location {location}" if location.code else "the blank location",
            on=f", or it stands on {names}" if names else "",
        )


def _take(document: WarehouseDocument, lines: list[DocumentLine]) -> None:
    """A line for each source line; one that stands here already grows by what is left of it."""
    here = {line.source_line_id: line for line in document.lines.all()}
    last = max((line.line_no for line in here.values()), default=0)
    grown, new = [], []
    for line in lines:
        left = line.left  # type: ignore[attr-defined]  # annotated
        if (known := here.get(line.pk)) is not None:
            known.quantity += left
            known.qty_to_handle += ZERO if document.is_picked else left
            grown.append(known)
            continue
        last += STEP
        new.append(
            WarehouseDocumentLine(
                document=document,
                line_no=last,
                source_line=line,
                item=line.item,
                variant=line.variant,
                bin=_bin_for(document, line),
                quantity=left,
                qty_to_handle=ZERO if document.is_picked else left,
            )
        )
    WarehouseDocumentLine.objects.bulk_update(grown, ["quantity", "qty_to_handle"], batch_size=500)
    WarehouseDocumentLine.objects.bulk_create(new, batch_size=500)


def _bin_for(document: WarehouseDocument, line: DocumentLine) -> Bin | None:
    """The receipt or shipment bin of the location, else that of the source line (WHS-189, WHS-203)."""
    location = document.location
    if not location.bin_mandatory:
        return None
    of_location: Bin | None = getattr(location, document.rules.bin_field)
    arrives = line.document.rules.is_transfer and not document.rules.outbound
    return of_location or (line.new_bin if arrives else line.bin)


def _line_violations(line: WarehouseDocumentLine) -> Iterator[RuleViolation]:
    document = line.document
    where: dict[str, Any] = {"document": str(document), "line_no": line.line_no}
    if document.is_picked and not ZERO <= line.qty_to_handle <= line.ready:
        yield errors.MoreThanPicked(
            label=document.rules.handle_caption,
            item=line.item,
            ready=line.ready,
            asked=line.qty_to_handle,
            **where,
        )
    elif not ZERO <= line.qty_to_handle <= line.outstanding:
        yield errors.QuantityOutOfRange(
            label=document.rules.handle_caption,
            item=line.item,
            outstanding=line.outstanding,
            asked=line.qty_to_handle,
            **where,
        )
    if line.bin is None:
        return
    if not document.location.bin_mandatory:
        yield errors.NoBinsAtLocation(location=document.location.code or "(blank)", **where)
    elif line.bin.location_id != document.location_id:
        yield warehouse_errors.BinUnknown(location=document.location, bin=line.bin.code, **where)
