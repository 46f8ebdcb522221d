"""Items with their units, variants and references."""

from typing import Any
from urllib.parse import urlencode

from django.core.exceptions import PermissionDenied
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_POST

from wms.core.earlydates import tell_early_dates
from wms.core.numberforms import chosen_series
from wms.core.pages.cards import Chip, RecordCard, Tab, card_view, delete_view, shown_tabs
from wms.core.pages.lines import LinesTab, lines_view
from wms.core.pages.lists import Action, Column, ListPage, list_view
from wms.core.pages.requests import PageRequest
from wms.core.pages.workdate import work_date
from wms.inventory.filters import ItemFilters
from wms.inventory.forms.items import (
    ItemForm,
    ItemUnitForm,
    ReferenceForm,
    VariantForm,
)
from wms.inventory.models import (
    Item,
    ItemReference,
    ItemUnit,
    ItemVariant,
)
from wms.inventory.services import items as services

ITEMS = ListPage(
    title="Items",
    name="items",
    permission="inventory.view_item",
    queryset=lambda request: Item.objects.select_related(
        "item_tracking_code",
        "base_unit_of_measure",
        "serial_nos",
        "lot_nos",
        "warehouse_class",
    ),
    columns=(
        Column("No.", "no"),
        Column("Description", "description", wrap=True),
        Column("Type", "get_type_display", sort="type"),
        Column("Base Unit", "base_unit_of_measure.code"),
        Column("Item Tracking Code", "item_tracking_code.code"),
        Column("Serial Nos.", "serial_nos.code", hidden=True),
        Column("Lot Nos.", "lot_nos.code", hidden=True),
        Column("Expiration Calculation", "expiration_calculation"),
        Column("Blocked", "blocked", tone=lambda item: "bad"),
        Column("Sales Blocked", "sales_blocked", tone=lambda item: "warn", hidden=True),
        Column("Purchasing Blocked", "purchasing_blocked", tone=lambda item: "warn", hidden=True),
        Column("Warehouse Class", "warehouse_class.code", hidden=True),
    ),
    filterset=ItemFilters,
    search=("no", "description"),
    search_label="No. or description",
    default_sort=("no",),
    row_url=lambda item: reverse("item", args=[item.pk]),
    actions=lambda request: (
        Action("New item", reverse("item_new"), "inventory.add_item", "plus", primary=True),
    ),
    empty="There are no items yet.",
)

ITEM_UNITS = LinesTab(
    name="units",
    caption="Units of measure",
    noun="unit",
    parent=Item,
    model=ItemUnit,
    fk="item",
    form=ItemUnitForm,
    fields=("unit_of_measure", "qty_per_unit"),
    url="item_units",
    card_url="item",
    permission="inventory.change_item",
    save=lambda unit: services.save_item_unit(unit=unit),
    delete=lambda unit: services.delete_item_unit(unit=unit),
    rows=lambda rows: rows.select_related("unit_of_measure").order_by("qty_per_unit", "pk"),
    note="In which other units the item is bought, sold or kept, and how many base units one of them is: "
    "BAG 48 when 48 pieces make a bag.",
)

VARIANTS = LinesTab(
    name="variants",
    caption="Variants",
    noun="variant",
    parent=Item,
    model=ItemVariant,
    fk="item",
    form=VariantForm,
    fields=("code", "description", "blocked"),
    url="item_variants",
    card_url="item",
    permission="inventory.change_item",
    save=lambda variant: services.save_variant(variant=variant),
    delete=lambda variant: services.delete_variant(variant=variant),
    rows=lambda rows: rows.exclude(code="").order_by("code"),
    note="Colours or sizes of the item. Stock and numbers are kept apart for each.",
)


REFERENCES = LinesTab(
    name="references",
    caption="References and bar codes",
    noun="reference",
    parent=Item,
    model=ItemReference,
    fk="item",
    form=ReferenceForm,
    fields=tuple(ReferenceForm.Meta.fields),
    url="item_references",
    card_url="item",
    permission="inventory.change_item",
    save=lambda reference: services.save_reference(reference=reference),
    delete=lambda reference: services.delete_reference(reference=reference),
    rows=lambda rows: rows.select_related(
        "item", "variant", "unit_of_measure", "vendor", "customer"
    ).order_by("type", "reference_no", "pk"),
)


def _tracking_hint(item: Any) -> str:
    return str(item.item_tracking_code or "no tracking")


def _links(item: Item, request: PageRequest) -> list[Action]:
    """To what stands on higher floors about the item, by the names of the pages there."""
    query = urlencode({"item": item.no})

    def documents(caption: str, kind: str, needs: str) -> Action:
        return Action(caption, f"{reverse('documents', args=[kind])}?{query}", needs)

    return [
        Action(
            "Item ledger entries",
            f"{reverse('ledger_entries')}?{query}",
            "ledger.view_itemledgerentry",
        ),
        documents("Purchase orders", "purchase_order", "documents.view_purchasing"),
        documents("Sales orders", "sales_order", "documents.view_sales"),
    ]


def _save_item(item: Item, request: PageRequest) -> Item:
    saved = services.save_item(item=item, on=work_date(request), series=chosen_series(request))
    tell_early_dates(request, saved, "expiration_calculation")
    return saved


ITEM = RecordCard(
    model=Item,
    form=ItemForm,
    noun="Item",
    rows=lambda: Item.objects.select_related(
        "item_tracking_code",
        "base_unit_of_measure",
        "sales_unit_of_measure",
        "purchase_unit_of_measure",
        "put_away_unit_of_measure",
        "warehouse_class",
        "serial_nos",
        "lot_nos",
        "package_nos",
    ),
    tabs=(
        Tab(
            "Item",
            (
                "no",
                "number_series",
                "description",
                "type",
                "blocked",
                "sales_blocked",
                "purchasing_blocked",
            ),
            hint=lambda item: item.description,
        ),
        Tab(
            "Units",
            (
                "base_unit_of_measure",
                "sales_unit_of_measure",
                "purchase_unit_of_measure",
                "put_away_unit_of_measure",
                "rounding_precision",
            ),
            hint=lambda item: str(item.base_unit_of_measure if item.pk else ""),
        ),
        Tab(
            "Item tracking",
            (
                "item_tracking_code",
                "serial_nos",
                "lot_nos",
                "package_nos",
                "expiration_calculation",
            ),
            hint=_tracking_hint,
        ),
        Tab(
            "Inventory and warehouse",
            ("costing_method", "prevent_negative_inventory", "warehouse_class"),
            is_open=False,
            hint=lambda item: str(item.warehouse_class or ""),
        ),
    ),
    lines=(ITEM_UNITS, VARIANTS, REFERENCES),
    list_url="items",
    url="item",
    new_url="item_new",
    delete_url="item_delete",
    save=_save_item,
    delete=lambda item, request: services.delete_item(item=item),
    title=lambda item: f"Item {item.no} · {item.description}".removesuffix(" · "),
    chip=lambda item: Chip("Blocked", "bad") if item.blocked else None,
    actions=_links,
)


def items(request: PageRequest) -> HttpResponseBase:
    return list_view(request, ITEMS)


def item(request: PageRequest, pk: int | None = None) -> HttpResponseBase:
    return card_view(request, ITEM, pk)


@require_POST
def item_tracking_fields(request: PageRequest) -> HttpResponse:
    """The tabs after another type or tracking code was chosen: what can be filled now.  Nothing is saved."""
    if not request.user.has_perm("inventory.change_item"):
        raise PermissionDenied
    typed: dict[str, Any] = {name: request.POST.get(name, "") for name in ItemForm.Meta.fields}
    for name in ("blocked", "sales_blocked", "purchasing_blocked"):
        typed[name] = name in request.POST
    form = ItemForm(instance=Item(), typed=typed)
    context = {"form": form, "tabs": shown_tabs(form, ITEM.tabs, Item())}
    return render(request, "pages/_tabs.html", context)


def item_delete(request: PageRequest, pk: int) -> HttpResponseBase:
    return delete_view(request, ITEM, pk)


def item_units(request: PageRequest, pk: int) -> HttpResponse:
    return lines_view(request, ITEM_UNITS, pk)


def item_variants(request: PageRequest, pk: int) -> HttpResponse:
    return lines_view(request, VARIANTS, pk)


def item_references(request: PageRequest, pk: int) -> HttpResponse:
    return lines_view(request, REFERENCES, pk)
