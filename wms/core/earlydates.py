"""A warning about date formulas that lead back in time (SET-073)."""

from collections.abc import Iterator
from datetime import date, timedelta

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db.models import Model
from django.http import HttpRequest

from wms.core import dateformulas
from wms.core.errors import Refused, RuleViolation
from wms.core.pages.workdate import work_date
from wms.core.records.errors import FieldFault
from wms.core.records.faults import label_of

DAYS_TRIED = 366  # a formula such as CM-20D goes back on some days of a month only


class DateBeforeDocument(FieldFault):
    code = "date-before-document"
    rule = "SET-073"
    template = (
        "{label} {formula} gives a date before the document date: for a document of {day} it gives "
        "{result}. It is kept as it is; correct it if that was not meant."
    )


def dates_before(record: Model, field: str, *, on: date) -> Iterator[RuleViolation]:
    """A warning when the formula in ``field`` gives, for some day of a year from ``on``, an earlier one.

    Told and saved all the same.  A formula that cannot be read is the business of the field's own rule.
    """
    try:
        formula = dateformulas.parse(getattr(record, field))
    except ValidationError:
        return
    for days in range(DAYS_TRIED if formula else 0):
        day = on + timedelta(days=days)
        try:
            result = formula.applied_to(day)
        except Refused:
            return
        if result is not None and result < day:
            yield DateBeforeDocument(
                field=field,
                label=label_of(type(record), field),
                formula=formula,
                day=day,
                result=result,
            )
            return


def tell_early_dates(request: HttpRequest, record: Model, field: str) -> None:
    """After saving, on a page of ours or in the admin."""
    for warning in dates_before(record, field, on=work_date(request)):
        messages.warning(request, str(warning))
