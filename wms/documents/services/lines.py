"""Add, change and delete the lines of a source document."""

import copy
from collections.abc import Mapping
from typing import Any

from django.contrib.auth.models import User
from django.db import transaction

from wms.core.errors import Refused, refuse_if_any
from wms.core.quantity import ZERO
from wms.documents import binding, components, errors, guards, invoices, policies, providers
from wms.documents.defaults import settle, spelled_out
from wms.documents.models import Document, DocumentLine
from wms.documents.selectors import shown_values
from wms.documents.services.copies import STEP, last_line_no
from wms.documents.services.locking import (
    grown,
    lock_document,
    lock_line,
    refuse_closed,
    refuse_unless_open,
)
from wms.inventory.models import Item

# What people enter.  The rest of a line follows from it.
LINE_FIELDS = frozenset(
    {
        "item", "variant", "description", "location", "bin", "entry_type", "unit_of_measure",
        "quantity", "qty_to_handle", "qty_to_receive", "qty_to_invoice", "posting_date", "document_no", "reason_code",
        "new_location", "new_bin",
        "serial_no", "lot_no", "package_no", "expiration_date", "warranty_date", "qty_counted",
        "output_line_no", "qty_per_output", "applies_to_entry_no", "applies_from_entry_no", "purchasing_code",
    }
)  # fmt: skip
# These may change on a released document: they do not alter what goes where (ITL-003).
FREE_WHEN_RELEASED = frozenset(
    {
        "qty_to_handle",
        "qty_to_invoice",
        "qty_to_receive",
        "description",
        "bin",
        "new_bin",
        "reason_code",
    }
)


@transaction.atomic
def add_line(
    *,
    document: Document,
    by: User,
    item: Item,
    version: int | None = None,
    **fields: Any,
) -> DocumentLine:
    """A further line at the end of an open document.

    ``quantity`` is in the line's unit, 0 unless given; negative reverses the direction (POST-003).
    What is not given is proposed: description and unit from the item, location from the header,
    the default bin, Qty. to Handle all that is open (WHS-005), entry type, posting date and
    document no. of journals.  None as variant, unit or location means the item itself, its base
    unit (SET-024), no location.

    Raises Refused with everything that is wrong with the line.
    Rules: SET-020…025, SET-130, SET-131, ITL-184, ITL-185, ITL-188,
    POST-004, POST-011, POST-082, POST-120, POST-170, WHS-002.
    """
    _only_line_fields(fields)
    document = lock_document(document, version=version)
    refuse_unless_open(document, what="Lines")

    line = DocumentLine(document=document, line_no=_next_line_no(document))
    given = _proposals(document) | {"item": item} | spelled_out(fields, item=item)
    violations = settle(line, given)
    refuse_if_any([*violations, *policies.line_violations(line)])

    line.save(force_insert=True)
    grown(document)
    return line


@transaction.atomic
def change_line(
    *,
    line: DocumentLine,
    by: User,
    version: int | None = None,
    seen: Mapping[str, str] | None = None,
    **changes: Any,
) -> DocumentLine:
    """Change fields of a line, and what follows from them.

    ``seen`` are the values that were on the screen, as ``selectors.shown_values`` writes them:
    where the stored line has others by now, the refusal tells which (ERR-006).

    Raises Refused with everything that is wrong, or that tracking or warehouse forbid.
    Rules: as ``add_line``, and POST-054, POST-056, POST-057, POST-117, ITL-003, ITL-143…149,
    ITL-154.
    """
    _only_line_fields(changes)
    before = lock_line(line, version=version)
    document = before.document
    _refuse_closed_to(changes, before, seen=seen)
    changes = spelled_out(changes, item=changes.get("item", before.item))
    changes = {name: value for name, value in changes.items() if getattr(before, name) != value}
    if changes.keys() - FREE_WHEN_RELEASED:
        refuse_unless_open(document, what=_captions(changes.keys() - FREE_WHEN_RELEASED))

    after = copy.copy(before)
    violations = settle(after, changes)
    changed = guards.LineChange(before, after, _differing(before, after))
    refuse_if_any(
        [
            *violations,
            *policies.change_violations(before, after),
            *invoices.change_violations(before, frozenset(changes)),
            *binding.change_violations(before, _differing(before, after)),
            *components.output_kept_violations(before, after=after),
            *policies.line_violations(after),
            *guards.change_violations(changed),
        ]
    )

    if changed.touches("item", "variant", "location") or before.outbound != after.outbound:
        after.tracking_version += 1  # a tracking page opened before speaks of other stock (ITL-227)
    after.save(force_update=True)
    components.make_components_follow(before, after)
    guards.follow(changed, by=by)
    grown(document)
    return after


@transaction.atomic
def delete_line(
    *,
    line: DocumentLine,
    by: User,
    version: int | None = None,
    with_tracking: bool = False,
) -> None:
    """Delete a line of which nothing was posted.

    Its item tracking lines go with it only when ``with_tracking`` says so: without, and where there
    are any, the refusal is the question to ask (ITL-151).
    Rules: ITL-151, ITL-153, ITL-154, POST-118.
    """
    line = lock_line(line, version=version)
    refuse_unless_open(line.document, what="Lines")
    this_line = DocumentLine.objects.filter(pk=line.pk)
    refuse_if_any(
        [
            *policies.deletion_violations(line),
            *binding.deletion_violations(this_line),
            *components.output_kept_violations(line),
            *guards.deletion_violations(this_line),
        ]
    )
    rows = providers.tracked([line])[line.pk].rows
    if rows and not with_tracking:
        raise Refused(
            [errors.TrackingWouldGo(document=str(line.document), line_no=line.line_no, rows=rows)]
        )

    line.delete()
    grown(line.document)


def _refuse_closed_to(
    changes: Mapping[str, Any], before: DocumentLine, *, seen: Mapping[str, str] | None
) -> None:
    """A line that others changed is shown before it is overwritten."""
    refuse_closed(before.document)
    now = shown_values(before) if seen is not None else {}
    differing = {name: text for name, text in (seen or {}).items() if now.get(name, text) != text}
    if differing:
        told = [
            f"{policies.caption(name)} is now {now[name] or 'empty'}, not {text or 'empty'}"
            for name, text in differing.items()
        ]
        raise Refused(
            [
                errors.LineChanged(
                    document=str(before.document), line_no=before.line_no, changed="; ".join(told)
                )
            ]
        )


def _proposals(document: Document) -> dict[str, Any]:
    """What a new line of this document starts with."""
    rules = document.rules
    proposed: dict[str, Any] = {
        "location": document.location,
        "quantity": ZERO,
        "entry_type": rules.entry_type or rules.line_entry_types[0],
    }
    if rules.makes_goods:
        proposed |= components.proposals(document)
    if rules.is_transfer:
        proposed |= {"new_location": document.transfer_to}
    if rules.is_journal:
        proposed |= {"posting_date": document.posting_date, "document_no": document.no}
    return proposed


def _next_line_no(document: Document) -> int:
    return last_line_no(document) + STEP


def _differing(before: DocumentLine, after: DocumentLine) -> frozenset[str]:
    return frozenset(
        field.name
        for field in DocumentLine._meta.concrete_fields
        if getattr(before, field.attname) != getattr(after, field.attname)
    )


def _captions(fields: Any) -> str:
    return " and ".join(sorted(map(policies.caption, fields)))


def _only_line_fields(fields: Mapping[str, Any]) -> None:
    if unknown := fields.keys() - LINE_FIELDS:
        raise TypeError(f"not fields of a document line: {', '.join(sorted(unknown))}")
