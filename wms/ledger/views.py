"""The pages of the book: entries and registers, read-only."""

from django.contrib.auth.decorators import permission_required
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import NoReverseMatch, reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.views.decorators.http import require_GET, require_http_methods, require_safe

from wms.core.pages.lists import Action, list_view
from wms.core.pages.requests import PageRequest
from wms.core.wording import in_company_words
from wms.documents.kinds import KINDS, DocumentKind
from wms.documents.links import KINDS_OF_NUMBER, number_of
from wms.ledger import proofs, selectors
from wms.ledger.lists import ENTRIES, REGISTERS
from wms.ledger.models import ItemLedgerEntry, LedgerProof

CAPTIONS = {"serial": "Serial No.", "lot": "Lot No.", "package": "Package No."}


@require_GET
def ledger_entries(request: PageRequest) -> HttpResponseBase:
    return list_view(request, ENTRIES)


@require_GET
@permission_required("ledger.view_itemledgerentry", raise_exception=True)
def ledger_entry(request: PageRequest, entry_no: int) -> HttpResponse:
    rows = ItemLedgerEntry.objects.select_related(
        "item", "variant", "location", "register__posted_by", "vendor", "customer",
        "posted_line__document__source", "posted_line__source_line", "order",
    )  # fmt: skip
    entry = get_object_or_404(rows, pk=entry_no)
    document = entry.posted_line.document if entry.posted_line else None
    sees_document = document is not None and request.user.has_perm(
        KINDS[DocumentKind(document.source.kind)].permission("view")
    )
    context = {
        "title": f"Item ledger entry {entry.entry_no}",
        "entry": entry,
        "applications": selectors.applications_of(entry),
        "is_completely_invoiced": entry.entry_no in selectors.completely_invoiced([entry.entry_no]),
        "document": document,
        "is_drop_shipment": entry.posted_line is not None
        and entry.posted_line.source_line.is_drop_shipment,
        "sees_document": sees_document,
        "sees_order": entry.order is not None
        and request.user.has_perm(entry.order.rules.permission("view")),
        "numbers": [
            (in_company_words(CAPTIONS[kind]), getattr(entry, f"{kind}_no"), number_of(entry, kind))
            for kind in KINDS_OF_NUMBER
        ],
        "actions": _actions(entry),
    }
    return render(request, "ledger/entry.html", context)


@require_GET
def registers(request: PageRequest) -> HttpResponseBase:
    return list_view(request, REGISTERS)


@require_GET
@permission_required("ledger.view_register", raise_exception=True)
def register(request: PageRequest, no: int) -> HttpResponse:
    found = get_object_or_404(selectors.registers(), pk=no)
    entries = f"{reverse('ledger_entries')}?register={found.pk}"
    context = {
        "title": f"Register {found.no}",
        "register": found,
        "entry_count": found.to_entry_no - found.from_entry_no + 1,
        "entries_url": entries,
        "actions": [Action("Item ledger entries", entries, primary=True)]
        if request.user.has_perm("ledger.view_itemledgerentry")
        else [],
    }
    return render(request, "ledger/register.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@permission_required("ledger.view_ledgerproof", raise_exception=True)
def ledger_checks(request: PageRequest) -> HttpResponse:
    """What the last check of the book found; POST checks it again, as a job."""
    if request.method == "POST":
        return redirect("job", proofs.start_check(by=request.user).pk)
    return _check_page(request, proofs.proofs().first())


@require_safe
@permission_required("ledger.view_ledgerproof", raise_exception=True)
def ledger_check(request: PageRequest, pk: int) -> HttpResponse:
    return _check_page(request, get_object_or_404(proofs.proofs(), pk=pk))


def _check_page(request: PageRequest, proof: LedgerProof | None) -> HttpResponse:
    context = {
        "title": "Check of the ledger",
        "proof": proof,
        "earlier": proofs.proofs()[:20],
        "is_overdue": proof is not None and proofs.is_overdue(proof, now=timezone.now()),
        "actions": [Action("Check now", reverse("ledger_checks"), primary=True, post=True)],
    }
    if proof is not None:
        context |= proofs.as_context(proof)
    return render(request, "ledger/check.html", context)


def _actions(entry: ItemLedgerEntry) -> list[Action]:
    """Tracing starts from the entry itself."""
    try:
        trace = reverse("trace")
    except NoReverseMatch:
        return []
    numbers = {f"{kind}_no": getattr(entry, f"{kind}_no") for kind in KINDS_OF_NUMBER}
    asked = {"entry": entry.entry_no} | {name: number for name, number in numbers.items() if number}
    if entry.variant.code:
        asked["variant"] = entry.variant.code
    query = urlencode({"item": entry.item.no} | asked)
    return [
        Action("Trace usage → origin", f"{trace}?{query}&direction=backward", icon="trace"),
        Action("Trace origin → usage", f"{trace}?{query}&direction=forward", icon="trace"),
    ]
