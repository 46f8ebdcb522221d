"""The action bar of a document: what can be done next, and why something cannot."""

from dataclasses import dataclass

from django.contrib.auth.models import User
from django.urls import NoReverseMatch, reverse

from wms.documents import offers
from wms.documents.binding import documents_bound_to
from wms.documents.kinds import Step as PostingStep
from wms.documents.kinds import plural_of
from wms.documents.models import Document
from wms.documents.quotes import why_closed
from wms.documents.selectors import Totals


@dataclass(frozen=True)
class Step:
    """``why_not``: the reason for which the button is grey; "" when it can be used.

    ``is_form``: it changes something, so it is sent with the version that is on the screen.
    ``query``: what else a dialog is asked.
    """

    key: str
    caption: str
    url: str
    icon: str = ""
    why_not: str = ""
    primary: bool = False
    is_form: bool = False
    opens_dialog: bool = False
    query: str = ""


def steps(document: Document, user: User, *, totals: Totals) -> list[Step]:
    """What this user sees, the next sensible step first.  Nothing is shown that the role may not do."""
    rules = document.rules
    offered: list[Step] = []
    if rules.steps and user.has_perm(rules.permission("post")):
        offered += _posting(document, totals)
    if user.has_perm(rules.permission("change")):
        offered += _quote(document, totals)
        offered += _status(document, totals)
        offered += _journal_work(document)
        offered += _fetching(document)
    offered += _picks(document, user)
    offered += _packing(document, user)
    offered += offers.steps_of(document, user)
    offered += _links(document, user)
    if user.has_perm(rules.permission("change")):
        offered.append(_deletion(document, totals))
    return offered


def _posting(document: Document, totals: Totals) -> list[Step]:
    why_not = ""
    if document.is_closed:
        why_not = "Everything on it is posted."
    elif not totals.lines:
        why_not = "It has no lines."
    first, *others = document.steps
    nothing = _nothing_to_do(document, totals)
    offered = [
        _step(
            document, "post", f"{first.caption}…", "post_document", icon="post",
            why_not=why_not or nothing.get(first.step, ""), primary=True, opens_dialog=True,
        ),
        *(
            _step(
                document, f"post-{row.step}", f"{row.caption}…", "post_document",
                query=f"step={row.step}",
                why_not=why_not or nothing.get(row.step, ""), opens_dialog=True,
                primary=first.step in nothing and row.step not in nothing,
            )
            for row in others
            if row.step != PostingStep.HANDLE_AND_INVOICE  # offered inside the dialogs
        ),
        _step(document, "preview", "Preview posting", "preview_posting", why_not=why_not),
    ]  # fmt: skip
    return [step for step in offered if step.url]


def _quote(document: Document, totals: Totals) -> list[Step]:
    """What a quote is for."""
    if not document.rules.is_quote:
        return []
    why_not = ""
    if document.is_closed:
        why_not = f"It is closed, because {why_closed(document)}."
    elif not totals.with_quantity:
        why_not = "It has no line with a quantity."
    step = _step(
        document, "make-order", "Make Order…", "make_order", why_not=why_not,
        primary=True, opens_dialog=True,
    )  # fmt: skip
    return [step] if step.url else []


def _nothing_to_do(document: Document, totals: Totals) -> dict[PostingStep, str]:
    """Why a movement of a transfer order cannot be posted now."""
    if not document.rules.is_transfer:
        return {}
    if document.status == Document.Status.OPEN:
        return dict.fromkeys(PostingStep, "Release it first.")
    found = {}
    if not totals.to_handle:
        found = dict.fromkeys(PostingStep, "Nothing is to be shipped.")
        del found[PostingStep.RECEIVE]
    if not totals.to_receive:
        found[PostingStep.RECEIVE] = "Nothing in transit is to be received."
    return found


def _status(document: Document, totals: Totals) -> list[Step]:
    if document.rules.is_journal:
        return []
    if document.status == Document.Status.RELEASED:
        return [_step(document, "reopen", "Reopen", "reopen_document", is_form=True)]
    why_not = ""
    if document.is_closed:
        why_not = "It is closed."
    elif not totals.quantity:
        why_not = "It has no line with a quantity."
    return [
        _step(document, "release", "Release", "release_document", is_form=True, why_not=why_not)
    ]


def _fetching(document: Document) -> list[Step]:
    """Lines that are taken over: posted ones to be invoiced or reversed, sales lines to be bought."""
    rules = document.rules
    why_not = "" if document.status == Document.Status.OPEN else "The document is not open."
    offered = []
    if rules.is_invoice:
        caption = f"{rules.fetch_caption}…"
        offered.append(_step(document, "fetch", caption, "fetch_lines", why_not=why_not))
    if rules.is_return:
        caption = "Get Posted Lines to Reverse…"
        offered.append(_step(document, "reverse", caption, "reverse_lines", why_not=why_not))
    if rules.gets_sales_lines:
        caption = "Drop Shipment – Get Sales Order…"
        offered.append(_step(document, "get-sales", caption, "get_sales_order", why_not=why_not))
        caption = "Special Order – Get Sales Order…"
        offered.append(
            _step(document, "get-special", caption, "get_special_order", why_not=why_not)
        )
    return [step for step in offered if step.url]


def _journal_work(document: Document) -> list[Step]:
    """What fills the lines of a journal, and what is made of the numbers on them."""
    offered = []
    if document.rules.is_count:
        step = _step(
            document, "calculate", "Calculate inventory", "calculate_inventory", icon="item"
        )
        offered.append(step)
    if document.has_numbers_on_lines:
        step = _step(
            document, "update-tracking", "Update item tracking lines", "update_tracking_lines",
            is_form=True,
        )  # fmt: skip
        offered.append(step)
    return [step for step in offered if step.url]


def _picks(document: Document, user: User) -> list[Step]:
    """Goods that leave on released documents are picked; only where the warehouse offers it."""
    rules = document.rules
    if not rules.goes_through_warehouse or rules.is_invoice or document.direct_transfer:
        return []
    if not rules.leaves_stock:
        return []
    if not user.has_perm("warehouse.add_activity"):
        return []
    released = document.status == Document.Status.RELEASED
    step = _step(
        document, "pick", "Create inventory pick", "create_inventory_pick", icon="bin",
        why_not="" if released else "Only released documents can be picked.",
    )  # fmt: skip
    return [step] if step.url else []


def _packing(document: Document, user: User) -> list[Step]:
    """Goods that leave a location with Require Packing are packed first; only where the warehouse offers it."""
    rules = document.rules
    if not (
        rules.goes_through_warehouse and rules.leaves_stock and document.location.require_packing
    ):
        return []
    if rules.is_invoice or rules.is_return or document.direct_transfer:
        return []
    if not user.has_perm("warehouse.work_container"):
        return []
    released = document.status == Document.Status.RELEASED
    step = _step(
        document, "pack", "Pack", "pack_document", icon="package",
        why_not="" if released else "Only released documents can be packed.",
    )  # fmt: skip
    return [step] if step.url else []


def _links(document: Document, user: User) -> list[Step]:
    found = []
    rules = document.rules
    kinds = rules.posted_kinds
    if rules.is_transfer:  # a direct one makes another document than the two movements
        kinds = tuple(row.posted_kind for row in document.steps if row.posted_kind)
    for kind in kinds:
        caption = "Posted documents" if len(kinds) == 1 else plural_of(kind)
        address = reverse("posted_documents", args=[kind])
        found.append(Step(f"posted-{kind}", caption, f"{address}?order={document.no}"))
    if rules.has_purchasing_code:
        found += [
            Step(f"bound-{other.pk}", str(other), other.get_absolute_url())
            for other in documents_bound_to(document)
            if user.has_perm(other.rules.permission("view"))
        ]
    found += [
        Step(f"quoted-{other.pk}", str(other), other.get_absolute_url())
        for other in (document.quote, document.order_made)
        if other is not None
    ]
    if rules.steps and user.has_perm("ledger.view_itemledgerentry"):
        by = "order" if kinds else "document_no"
        address = reverse("ledger_entries")
        found.append(Step("entries", "Item ledger entries", f"{address}?{by}={document.no}"))
    return found


def _deletion(document: Document, totals: Totals) -> Step:
    why_not = ""
    if document.is_closed:
        why_not = "It is closed."
    elif totals.handled:
        why_not = "Part of it is posted."
    return _step(
        document, "delete", "Delete…", "delete_document", icon="delete", opens_dialog=True,
        why_not=why_not,
    )  # fmt: skip


def _step(document: Document, key: str, caption: str, url_name: str, **rest: object) -> Step:
    try:
        url = reverse(url_name, args=[document.kind, document.pk])
    except NoReverseMatch:
        url = ""
    return Step(key, caption, url, **rest)  # type: ignore[arg-type]  # the fields of Step
