"""Create, change and delete source documents of any kind."""

import copy
from collections.abc import Iterator
from datetime import date
from typing import Any

from django.contrib.auth.models import User
from django.db import transaction

from wms.core import numberseries
from wms.core.errors import Refused, RuleViolation, refuse_if_any
from wms.core.models import NumberSeries
from wms.core.text import folded
from wms.documents import binding, errors, guards, policies, transfers
from wms.documents.kinds import KINDS, DocumentKind, Kind
from wms.documents.models import Document
from wms.documents.selectors import series_of_kind, tracked_rows
from wms.documents.services.locking import grown, lock_document, refuse_closed
from wms.inventory.models import InventorySetup, Location

HEADER_FIELDS = frozenset(
    {
        "description", "vendor", "customer", "location", "order_date", "posting_date",
        "document_date", "external_document_no", "transfer_to", "in_transit", "direct_transfer",
        "shipment_date", "receipt_date",
        "tracking_on_lines",
    }
)  # fmt: skip


@transaction.atomic
def create_document(
    *,
    kind: DocumentKind | str,
    by: User,
    order_date: date,
    no: str = "",
    number_series: NumberSeries | None = None,
    **fields: Any,
) -> Document:
    """A new open document without lines.

    Without ``no`` the number is drawn from the series that Inventory Setup names for the kind, or from
    ``number_series``, which must be related to that one.
    ``location`` is proposed for the lines (the blank location when it is not given);
    ``posting_date`` is the order date unless given.

    Raises Refused when the partner is missing or blocked, the series is missing, or the number is
    taken or may not be typed.  Rules: SET-003, SET-118…120, POST-113.
    """
    rules = KINDS[DocumentKind(kind)]
    _only_header_fields(fields)
    fields.setdefault("posting_date", order_date)
    if fields.get("location") is None:
        fields["location"] = Location.objects.get(code="")
    document = Document(kind=rules.kind, order_date=order_date, created_by=by, **fields)
    series = series_of_kind(rules)
    no = folded(no)

    document.no = no
    refuse_if_any(
        [
            *policies.header_violations(document),
            *_number_violations(no, rules, series, number_series),
        ]
    )

    if not no and series is not None:
        document.no = _next_free_no(rules, number_series or series, on=order_date)
    document.save(force_insert=True)
    return document


@transaction.atomic
def change_document(
    *, document: Document, by: User, version: int | None = None, **changes: Any
) -> Document:
    """Change header fields.  A new location is proposed for lines added from now on.

    Raises Refused when the document is closed or another one than shown, or a value does not fit.
    Rules: ITL-003, POST-057, POST-120, POST-170.
    """
    _only_header_fields(changes)
    document = lock_document(document, version=version)
    refuse_closed(document)
    before = copy.copy(document)
    for field, value in changes.items():
        setattr(document, field, value)
    refuse_if_any(
        [
            *policies.header_violations(document),
            *policies.header_change_violations(before, document),
            *guards.header_violations(before, document),
        ]
    )
    if document.rules.is_transfer:
        transfers.lines_follow(document)
    return grown(document, fields=list(changes))


@transaction.atomic
def delete_document(
    *,
    document: Document,
    by: User,
    version: int | None = None,
    with_tracking: bool = False,
) -> None:
    """Delete a document with its lines, of which nothing was posted.

    Item tracking lines go with it only when ``with_tracking`` says so: without, and where there are
    any, the refusal is the question to ask (ITL-152).
    Rules: ITL-152, ITL-153, ITL-154, POST-118, POST-120.
    """
    document = lock_document(document, version=version)
    refuse_closed(document)
    lines = document.lines.all()
    refuse_if_any(
        [
            *_deletion_violations(document),
            *binding.deletion_violations(lines),
            *guards.deletion_violations(lines),
        ]
    )
    rows = tracked_rows(document)
    if rows and not with_tracking:
        raise Refused([errors.DocumentTrackingWouldGo(document=str(document), rows=rows)])

    document.delete()


def _deletion_violations(document: Document) -> Iterator[RuleViolation]:
    handled = document.lines.exclude(qty_handled_base=0).exists()
    if handled or document.posted_documents.exists():
        yield errors.AlreadyPosted(document=str(document))


def _number_violations(
    no: str, rules: Kind, series: NumberSeries | None, chosen: NumberSeries | None
) -> Iterator[RuleViolation]:
    if series is not None:
        yield from numberseries.violations_of_choice(series, no=no, chosen=chosen)
    elif not no:
        yield errors.SeriesMissing(caption=_series_caption(rules))
    if no and Document.objects.filter(kind=rules.kind, no=no).exists():
        yield errors.NumberTaken(title=rules.title, no=no)


def _next_free_no(rules: Kind, series: NumberSeries, *, on: date) -> str:
    """The next number of the series that nobody has typed before."""
    documents = Document.objects.filter(kind=rules.kind)
    drawn = numberseries.draw_unused(
        series,
        on=on,
        count=1,
        taken=lambda numbers: documents.filter(no__in=numbers).values_list("no", flat=True),
    )
    return drawn.numbers[0]


def _series_caption(rules: Kind) -> str:
    return str(InventorySetup._meta.get_field(rules.numbers_from).verbose_name)  # type: ignore[union-attr]


def _only_header_fields(fields: dict[str, Any]) -> None:
    if unknown := fields.keys() - HEADER_FIELDS:
        raise TypeError(f"not fields of a document header: {', '.join(sorted(unknown))}")
