from collections.abc import Mapping
from typing import Any

from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.urls import reverse
from django.utils.html import escape

from wms.core.fields import CodeChoiceField, FormulaInput
from wms.core.models import NumberSeries
from wms.core.numberforms import NumberedRecordForm
from wms.core.recordforms import CheckedRecordForm, RecordForm, page_field
from wms.inventory.forms.dependent import DependentCodeField, look_up
from wms.inventory.models import (
    InventorySetup,
    Item,
    ItemReference,
    ItemUnit,
    ItemVariant,
    UnitOfMeasure,
    WarehouseClass,
)
from wms.inventory.policies.items import ITEM, ITEM_UNIT, ITEM_VARIANT, OTHER_UNITS, locks
from wms.inventory.policies.partners import UNIT_OF_MEASURE, WAREHOUSE_CLASS
from wms.inventory.policies.references import REFERENCE


class LockedFields(CheckedRecordForm):
    """Tracking fields that have no meaning yet are locked, and say why (SET-086, SET-089)."""

    def lock(self) -> None:
        for name, reason in locks(
            type_=self._shown("type"),
            code=self._shown_code(),
            filled=[name for name in self.fields if self._shown(name)],
        ).items():
            if name in self.fields:
                self.fields[name].widget.attrs["readonly"] = True
                self.fields[name].help_text = escape(reason)

    def _shown_code(self) -> Any:
        field: Any = self.fields["item_tracking_code"]
        try:
            return field.to_python(self._shown("item_tracking_code"))
        except ValidationError:  # told where the code stands
            return None

    def _shown(self, name: str) -> str:
        """The text in a field as the page shows it."""
        # not by way of self[name], which would keep the help text as it is now
        field = self.fields[name]
        value = (
            self.data.get(self.add_prefix(name))
            if self.is_bound
            else field.prepare_value(self.get_initial_for_field(field, name))
        )
        return "" if value is None else str(value)


class AdminItemForm(LockedFields):
    policy = ITEM

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if "no" in self.fields:  # who may only look has none
            self.fields["no"].required = False  # saving draws it
            self.lock()


class ItemForm(LockedFields, NumberedRecordForm):
    policy = ITEM

    class Meta:
        model = Item
        fields = [
            "no",
            "description",
            "type",
            "blocked",
            "sales_blocked",
            "purchasing_blocked",
            "base_unit_of_measure",
            "sales_unit_of_measure",
            "purchase_unit_of_measure",
            "put_away_unit_of_measure",
            "rounding_precision",
            "costing_method",
            "prevent_negative_inventory",
            "warehouse_class",
            "item_tracking_code",
            "serial_nos",
            "lot_nos",
            "package_nos",
            "expiration_calculation",
        ]
        widgets = {"expiration_calculation": FormulaInput()}
        formfield_callback = page_field

    def __init__(self, *args: Any, typed: Mapping[str, Any] | None = None, **kwargs: Any) -> None:
        """``typed``: what stands on the page, in place of what is stored."""
        super().__init__(*args, **kwargs)
        self.initial.update(typed or {})
        asks = {
            "hx-post": reverse("item_tracking_fields"),
            "hx-trigger": "change",
            "hx-target": "#tab-3",
            "hx-select": "#tab-3",
            "hx-swap": "outerHTML show:none",
            "hx-sync": "#card-form:replace",
        }
        for name in ("type", "item_tracking_code"):
            self.fields[name].widget.attrs |= asks
        self.lock()
        if self.instance.pk:
            units = UnitOfMeasure.objects.filter(pk__in=self._own_units())
            for name in OTHER_UNITS:
                field = self.fields[name]
                assert isinstance(field, CodeChoiceField)  # noqa: S101
                field.offered = units

    def first_series(self) -> NumberSeries | None:
        return InventorySetup.objects.select_related("item_nos").get().item_nos

    def _own_units(self) -> QuerySet:
        return self.instance.units.values("unit_of_measure")


class ItemUnitForm(RecordForm):
    policy = ITEM_UNIT

    class Meta:
        model = ItemUnit
        fields = ["unit_of_measure", "qty_per_unit"]
        formfield_callback = page_field


class VariantForm(RecordForm):
    policy = ITEM_VARIANT

    class Meta:
        model = ItemVariant
        fields = ["code", "description", "blocked"]
        formfield_callback = page_field


class UnitOfMeasureForm(RecordForm):
    policy = UNIT_OF_MEASURE

    class Meta:
        model = UnitOfMeasure
        fields = ["code", "description"]
        formfield_callback = page_field


class WarehouseClassForm(RecordForm):
    policy = WAREHOUSE_CLASS

    class Meta:
        model = WarehouseClass
        fields = ["code", "description"]
        formfield_callback = page_field


class ReferenceForm(RecordForm):
    """A line on the card of the item."""

    policy = REFERENCE
    variant = DependentCodeField(label="Variant", max_length=10, required=False)

    class Meta:
        model = ItemReference
        fields = [
            "type",
            "reference_no",
            "vendor",
            "customer",
            "variant",
            "unit_of_measure",
            "description",
            "starting_date",
            "ending_date",
        ]
        formfield_callback = page_field

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in ("type", "reference_no", "description"):
            self.fields[name].widget.attrs["class"] = "wide"
        if self.instance.pk:
            self.initial["variant"] = self.instance.variant.code
            for name in ("vendor", "customer", "unit_of_measure"):
                field = self.fields[name]
                assert isinstance(field, CodeChoiceField)  # noqa: S101
                # a list of codes for each of forty lines would be most of the page
                field.offered = field.fitting.none()

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        item = self.instance.item
        look_up(self, "variant", item.variants.all(), above=item)
        return cleaned
