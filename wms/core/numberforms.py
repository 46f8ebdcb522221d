"""The number of a new card or document, on its form: typed, drawn, or drawn from a related series."""

from collections.abc import Callable
from typing import Any

from wms.core.fields import CodeChoiceField
from wms.core.models import NumberSeries
from wms.core.numberseries import asks_for_series, may_be_chosen
from wms.core.pages.requests import PageRequest
from wms.core.recordforms import RecordForm
from wms.core.text import folded

FIELD = "number_series"


def series_field(first: NumberSeries | None) -> CodeChoiceField | None:
    """The field that asks for the series; None where there is nothing to choose (SET-119, SET-120)."""
    if first is None or not asks_for_series(first):
        return None
    usual = f"Empty: {first.code}." if first.default_nos else "Choose one, or type a No."
    field = CodeChoiceField(
        NumberSeries.objects.all(),
        required=False,
        label="No. Series",
        help_text=f"What the number is drawn from. {usual}",
    )
    field.offered = may_be_chosen(first)
    return field


class NumberedRecordForm(RecordForm):
    """A card with a No. that may be drawn; ``first_series``: the series that is set up for new cards."""

    first_series: Callable[[], NumberSeries | None]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["no"].required = False  # may be drawn; saving tells when it cannot
        if self.instance.pk is None and (field := series_field(self.first_series())):
            self.fields[FIELD] = field


def chosen_series(request: PageRequest) -> NumberSeries | None:
    """The series that a form which is valid was sent with."""
    code = folded(request.POST.get(FIELD, ""))
    return NumberSeries.objects.filter(code=code).first() if code else None
