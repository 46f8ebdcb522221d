"""Form fields and widgets that pages share."""

from collections.abc import Iterable
from decimal import Decimal
from typing import Any, cast
from urllib.parse import urlencode

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import Model, QuerySet
from django.forms import BoundField
from django.urls import reverse

from wms.core.pages import addresses
from wms.core.quantity import PLACES, rounded, shown
from wms.core.text import folded

MOST_OFFERED = 200


class DayInput(forms.DateInput):
    """A day as the browser's own date field wants it, in every language."""

    input_type = "date"

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        super().__init__(attrs=attrs, format="%Y-%m-%d")


class QuantityFormField(forms.DecimalField):
    """A quantity: more than 5 decimals are rounded half away from zero (SET-004)."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("max_digits", 18)
        super().__init__(**{"decimal_places": PLACES, "localize": False, **kwargs})
        self.widget = forms.TextInput(attrs={"inputmode": "decimal", "class": "num"})

    def to_python(self, value: Any) -> Any:
        number: Any = super().to_python(value)
        if number is None or not number.is_finite() or number.adjusted() > 18:
            return number
        return rounded(number)

    def prepare_value(self, value: Any) -> Any:
        return shown(value) if isinstance(value, Decimal) else value


class CodeInput(forms.TextInput):
    """A text field with the codes that fit offered below it."""

    template_name = "pages/widgets/code.html"

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        super().__init__(attrs={"autocomplete": "off", "spellcheck": "false", **(attrs or {})})
        self.offers: Iterable[tuple[str, str]] = ()
        self.search_url = (
            ""  # where codes are looked up while somebody types, if not all are offered
        )
        self.new_url = ""  # where the first one is made, if one must be named

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        context = super().get_context(name, value, attrs)
        field_id = context["widget"]["attrs"].get("id")
        if field_id:
            context["widget"]["attrs"]["list"] = f"{field_id}_offers"
            context["offers"] = offers = list(self.offers)
            context["new_url"] = "" if offers or value else self.new_url
            if self.search_url and len(offers) >= MOST_OFFERED:
                context["widget"]["attrs"] |= {
                    "hx-get": self.search_url,
                    "hx-trigger": "input changed delay:150ms",
                    "hx-target": f"#{field_id}_offers",
                    "hx-swap": "innerHTML",
                    "hx-sync": "this:replace",
                }
        return context


class FormulaInput(forms.TextInput):
    """A date formula, with the date that it gives from the work date below it while it is typed."""

    template_name = "pages/widgets/formula.html"

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        super().__init__(attrs={"autocomplete": "off", "spellcheck": "false", **(attrs or {})})

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        context = super().get_context(name, value, attrs)
        return context | {"example_url": f"{reverse('date_formula')}?{urlencode({'field': name})}"}


class CodeChoiceField(forms.ModelChoiceField):
    """Another record, typed by its code or chosen from those that fit (SET-005).

    ``offered`` narrows what is offered where a rule, and not this field, refuses the others.
    """

    widget = CodeInput

    def __init__(self, queryset: QuerySet, *, key: str = "code", **kwargs: Any) -> None:
        self.key = key
        self.offered: QuerySet | None = None
        super().__init__(queryset, empty_label=None, **kwargs)

    @property
    def fitting(self) -> QuerySet:
        """The records that are valid for this field."""
        return cast(QuerySet, self.queryset)

    def get_bound_field(self, form: forms.BaseForm, field_name: str) -> BoundField:
        self.widget.offers = _Offers(self)
        if self.offered is None and self._is_whole_table:
            self.widget.search_url = reverse("offers", args=[self.fitting.model._meta.label_lower])
        if self.required and self.offered is None:
            self.widget.new_url = addresses.new_address(self.fitting.model)
        return super().get_bound_field(form, field_name)

    @property
    def _is_whole_table(self) -> bool:
        rows = self.fitting
        return not rows.query.where and bool(rows.model._meta.get_field(self.key).unique)

    def prepare_value(self, value: Any) -> Any:
        if isinstance(value, Model):
            return getattr(value, self.key)
        if isinstance(value, int):
            return self.fitting.filter(pk=value).values_list(self.key, flat=True).first()
        return value

    def to_python(self, value: Any) -> Any:
        if value in self.empty_values:
            return None
        code = folded(str(value))
        if not code:
            return None
        if (found := self.fitting.filter(**{self.key: code}).first()) is None:
            raise ValidationError(
                f"{self.label} {code[:50]} does not exist. Choose one from the list.",
                code="unknown_code",
            )
        return found

    def validate(self, value: Any) -> None:
        forms.Field.validate(self, value)

    def has_changed(self, initial: Any, data: Any) -> bool:
        return str(self.prepare_value(initial) or "") != str(data or "").strip().upper()


class _Offers:
    """The first codes that fit, read when the field is shown."""

    def __init__(self, field: CodeChoiceField) -> None:
        self.field = field

    def __iter__(self) -> Any:
        offered = self.field.fitting if self.field.offered is None else self.field.offered
        rows = offered.order_by(self.field.key)[:MOST_OFFERED]
        return iter([(getattr(row, self.field.key), _words(row)) for row in rows])


def _words(row: Model) -> str:
    return str(getattr(row, "description", "") or getattr(row, "name", ""))


def refuse_control_characters(text: str) -> None:
    if any(character < " " or character == "\x7f" for character in text):
        raise ValidationError("control character", code="control_character")
