"""The lists of documents and of posted documents: columns, filters, search."""

from collections.abc import Sequence
from functools import partial
from typing import Any

import django_filters
from django.db.models import QuerySet
from django.urls import NoReverseMatch, reverse

from wms.core.pages.filters import CodeFilter, DayFilter, YesNoFilter
from wms.core.pages.lists import Action, Column, ListPage
from wms.documents.kinds import KINDS, ORDERS_OF_QUOTES, Kind, Partner, PostedKind, plural_of
from wms.documents.models import Document, DocumentStatus, PostedDocument
from wms.documents.selectors import with_goods_in_transit, with_outstanding
from wms.documents.transfers import PLACES

TONES = {DocumentStatus.OPEN: "", DocumentStatus.RELEASED: "accent", DocumentStatus.CLOSED: "good"}


def document_list(rules: Kind) -> ListPage:
    partner = rules.partner.capitalize()
    return ListPage(
        title=rules.plural,
        name=rules.kind,
        permission=rules.permission("view"),
        queryset=lambda request: _documents(rules),
        columns=(
            Column("No.", "no"),
            *_partner_columns(rules.partner),
            *_place_columns(rules),
            Column("Posting Date", "posting_date"),
            *(
                []
                if rules.is_journal
                else [
                    Column("Order Date", "order_date"),
                    *_transfer_columns(rules),
                    Column(
                        "Status",
                        lambda document: document.get_status_display(),
                        sort="status",
                        tone=lambda document: TONES[DocumentStatus(document.status)],
                    ),
                    Column("External Document No.", "external_document_no"),
                    *_quote_columns(rules),
                ]
            ),
            Column("Description", "description", wrap=True),
        ),
        filterset=_document_filters(rules),
        search=("no", "description", "external_document_no", *_partner_paths(rules.partner)),
        search_label=f"No., description{f', {partner}' if rules.partner != Partner.NONE else ''}",
        default_sort=("-id",),
        key="id",
        row_url=lambda document: reverse("document", args=[document.kind, document.pk]),
        actions=(
            Action(
                "New",
                reverse("new_document", args=[rules.kind]),
                permission=rules.permission("change"),
                icon="plus",
                primary=True,
            ),
            *_posting_action(rules),
        ),
        empty=f"There are no {rules.plural.lower()} yet.",
    )


def _posting_action(rules: Kind) -> tuple[Action, ...]:
    """Several at once, where the floor above offers it."""
    if not rules.steps:
        return ()
    try:
        url = reverse("post_several", args=[rules.kind])
    except NoReverseMatch:
        return ()
    return (Action("Post several…", url, permission=rules.permission("post"), icon="post"),)


def posted_list(kind: PostedKind, *, rules: Kind) -> ListPage:
    """``rules``: the kind of document that posts this kind."""
    return ListPage(
        title=plural_of(kind),
        name=f"posted-{kind}",
        permission=rules.permission("view"),
        queryset=lambda request: _posted_documents(kind),
        columns=(
            Column("No.", "no"),
            Column("Order No.", "source.no", link=lambda posted: posted.source.get_absolute_url()),
            *_partner_columns(rules.partner),
            *(_place_columns(rules, prefix="source.") if rules.is_transfer else ()),
            Column("Posting Date", "posting_date"),
            Column("Document Date", "document_date", hidden=True),
            Column("External Document No.", "external_document_no"),
            Column("Posted By", "posted_by.username", sort="posted_by__username"),
            Column("Posted At", "posted_at"),
        ),
        filterset=_posted_filters(rules),
        search=("no", "source__no", "external_document_no"),
        default_sort=("-id",),
        key="id",
        row_url=lambda posted: reverse("posted_document", args=[posted.kind, posted.pk]),
        empty="Nothing is posted yet.",
    )


def source_of(kind: PostedKind) -> Kind:
    """The kind of document whose posting makes this one; its rights open the posted one."""
    return next(rules for rules in KINDS.values() if kind in rules.posted_kinds)


def _documents(rules: Kind) -> QuerySet:
    return Document.objects.filter(kind=rules.kind).select_related(
        "vendor", "customer", "location", "transfer_to", "in_transit", "quote", "made_order"
    )


def _posted_documents(kind: PostedKind) -> QuerySet:
    posted = PostedDocument.objects.filter(kind=kind)
    return posted.select_related(
        "vendor", "customer", "posted_by", "source__location", "source__transfer_to",
        "source__in_transit",
    )  # fmt: skip


def _partner_columns(partner: Partner) -> Sequence[Column]:
    if partner == Partner.NONE:
        return ()
    name = partner.capitalize()
    return Column(f"{name} No.", f"{partner}.no"), Column(
        f"{name} Name", f"{partner}.name", wrap=True
    )


def _place_columns(rules: Kind, *, prefix: str = "") -> Sequence[Column]:
    """Where the goods are, or the way that a transfer takes."""
    if not rules.is_transfer:
        return (Column("Location Code", f"{prefix}location.code"),)
    return (
        Column(PLACES["location"], f"{prefix}location.code"),
        Column(PLACES["transfer_to"], f"{prefix}transfer_to.code"),
        Column(PLACES["in_transit"], f"{prefix}in_transit.code"),
    )


def _transfer_columns(rules: Kind) -> Sequence[Column]:
    if not rules.is_transfer:
        return ()
    return Column("Shipment Date", "shipment_date"), Column("Receipt Date", "receipt_date")


def _quote_columns(rules: Kind) -> Sequence[Column]:
    """Of a quote the order that was made of it, and the other way around."""
    if rules.is_quote:
        return (Column("Order No.", "made_order.no", link=partial(_address, of="order_made")),)
    if rules.kind in ORDERS_OF_QUOTES:
        return (Column("Quote No.", "quote.no", link=partial(_address, of="quote"), hidden=True),)
    return ()


def _address(document: Document, *, of: str) -> str:
    other: Document | None = getattr(document, of)
    return other.get_absolute_url() if other else ""


def _quote_filter(rules: Kind) -> dict[str, Any]:
    if rules.kind not in ORDERS_OF_QUOTES:
        return {}
    return {"quote": CodeFilter(field_name="quote__no", label="Quote No.")}


def _partner_paths(partner: Partner) -> tuple[str, ...]:
    return () if partner == Partner.NONE else (f"{partner}__no", f"{partner}__name")


def _partner_filters(partner: Partner) -> dict[str, Any]:
    if partner == Partner.NONE:
        return {}
    label = f"{partner.capitalize()} No."
    return {str(partner): CodeFilter(field_name=f"{partner}__no", label=label)}


def _transit_filter(rules: Kind) -> dict[str, Any]:
    if not rules.is_transfer:
        return {}
    return {"goods_in_transit": YesNoFilter(label="In transit", method=_by_transit)}


def _by_transit(documents: QuerySet, name: str, value: str) -> QuerySet:
    on_their_way = with_goods_in_transit(documents)
    return on_their_way if value == "yes" else documents.exclude(pk__in=on_their_way.values("pk"))


def _outstanding_filter(rules: Kind) -> dict[str, Any]:
    """Nothing is received or shipped on a quote."""
    if rules.is_quote:
        return {}
    return {"outstanding": YesNoFilter(label="Outstanding", method=_by_outstanding)}


def _by_outstanding(documents: QuerySet, name: str, value: str) -> QuerySet:
    waiting = with_outstanding(documents)
    return waiting if value == "yes" else documents.exclude(pk__in=waiting.values("pk"))


def _document_filters(rules: Kind) -> type:
    status = (
        {}
        if rules.is_journal
        else {
            "status": django_filters.ChoiceFilter(
                label="Status", choices=DocumentStatus.choices, empty_label="all"
            ),
            **_outstanding_filter(rules),
            **_transit_filter(rules),
            **_quote_filter(rules),
        }
    )
    return type(
        "DocumentFilters",
        (django_filters.FilterSet,),
        status
        | _partner_filters(rules.partner)
        | {
            "location": CodeFilter(field_name="location__code", label="Location Code"),
            "item": CodeFilter(field_name="lines__item__no", label="Item No.", distinct=True),
            "ordered_from": DayFilter(
                field_name="order_date", lookup_expr="gte", label="Ordered from"
            ),
            "ordered_to": DayFilter(field_name="order_date", lookup_expr="lte", label="Ordered to"),
        },
    )


def _posted_filters(rules: Kind) -> type:
    return type(
        "PostedFilters",
        (django_filters.FilterSet,),
        _partner_filters(rules.partner)
        | {
            "order": CodeFilter(field_name="source__no", label="Order No."),
            "item": CodeFilter(field_name="lines__item__no", label="Item No.", distinct=True),
            "posted_from": DayFilter(
                field_name="posting_date", lookup_expr="gte", label="Posted from"
            ),
            "posted_to": DayFilter(field_name="posting_date", lookup_expr="lte", label="Posted to"),
        },
    )
