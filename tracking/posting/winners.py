"""Who was first, told to who came second (POST-167).

A posting that waited for another one's lock sees what that one left; the refusal then says who it was.
"""

from collections.abc import Iterable
from datetime import datetime

from django.db.models import Q, QuerySet

from tracking.posting import errors
from tracking.posting.context import Posting
from wms.core.errors import RuleViolation
from wms.documents.models import PostedDocument
from wms.ledger.models import InvoicedEntry, ItemApplicationEntry, ItemLedgerEntry, Register

LOOKED_AT = 50  # the registers of the last moments


def name_winners(posting: Posting, found: Iterable[RuleViolation]) -> None:
    """Complete the refusals whose stock, number or entry another posting used while this one waited."""
    contested = [one for one in found if isinstance(one, errors.Contested)]
    by_row = [one for one in contested if "row" in one.values]
    by_entry = [one for one in contested if "entry_no" in one.values]
    if by_row and (recent := _recent(posting.asked_at)):
        _name_by_number(by_row, recent)
    if by_entry:
        entries = ItemLedgerEntry.objects.filter(
            pk__in={one.values["entry_no"] for one in by_entry}
        )
        users = users_of(entries, since=posting.asked_at)
        for one in by_entry:
            one.values["just_now"] = users.get(one.values["entry_no"], "")


def users_of(entries: QuerySet[ItemLedgerEntry], *, since: datetime) -> dict[int, str]:
    """What was posted since then against these entries, in words, by entry number."""
    used = {}
    if recent := _recent(since):
        links = ItemApplicationEntry.objects.filter(
            Q(inbound_entry__in=entries) | Q(outbound_entry__in=entries),
            item_ledger_entry__gte=min(register.from_entry_no for register in recent.values()),
        )
        for inbound, outbound, no in links.order_by("pk").values_list(
            "inbound_entry_id", "outbound_entry_id", "item_ledger_entry__register_id"
        ):
            if no in recent:
                used[inbound] = used[outbound] = _words(recent[no])
    invoices = InvoicedEntry.objects.filter(
        entry__in=entries, posted_line__document__posted_at__gte=since
    )
    for row in invoices.select_related("posted_line__document__posted_by").order_by("pk"):
        invoice = row.posted_line.document
        used[row.entry_id] = _said(invoice.no, invoice.posted_by.get_username())
    return used


def of_document(posting: Posting) -> str:
    """Who posted this document, or undid what it posted, since it was asked for; "" when nobody did."""
    made = PostedDocument.objects.filter(source=posting.document).select_related("posted_by")
    if last := made.filter(posted_at__gte=posting.asked_at).order_by("-pk").first():
        return f" {last.posted_by.get_username()} posted it just now, as {last}."
    recent = _recent(posting.asked_at)
    numbers = {register.document_no: register for register in recent.values()}
    if undone := made.filter(no__in=numbers).order_by("-pk").first():
        return f" {numbers[undone.no].posted_by.get_username()} undid {undone} just now."
    return ""


def _recent(since: datetime) -> dict[int, Register]:
    latest = Register.objects.select_related("posted_by").order_by("-no")[:LOOKED_AT]
    return {register.no: register for register in latest if register.posted_at >= since}


def _name_by_number(contested: list[errors.Contested], recent: dict[int, Register]) -> None:
    """By variant and number; of untracked goods by variant alone."""
    entries = ItemLedgerEntry.objects.filter(
        entry_no__gte=min(register.from_entry_no for register in recent.values()),
        variant__in={one.values["row"].variant_id for one in contested},
    ).order_by("entry_no")
    used = {}
    for key in entries.values_list(
        "variant_id", "serial_no", "lot_no", "package_no", "register_id"
    ):
        variant, *numbers, register_no = key
        for number in filter(None, numbers):
            used[variant, number] = register_no
        used[variant, ""] = register_no
    for one in contested:
        register = recent.get(used.get((one.values["row"].variant_id, one.number), 0))
        if register is not None:
            one.values["just_now"] = _words(register)


def _words(register: Register) -> str:
    return _said(register.document_no, register.posted_by.get_username())


def _said(document_no: str, user: str) -> str:
    return f" {document_no} of {user} used it just now."
