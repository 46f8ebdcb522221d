"""What a date formula gives, while it is typed."""

from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from wms.core import dateformulas
from wms.core.errors import Refused
from wms.core.pages.requests import PageRequest
from wms.core.pages.workdate import work_date


@require_safe
def date_formula(request: PageRequest) -> HttpResponse:
    """``field`` names the parameter that holds the formula; reckoned from the work date (SET-098)."""
    text = request.GET.get(request.GET.get("field", ""), "")
    day = work_date(request)
    context = {"day": day, "is_today": day == timezone.localdate(), "date": None, "fault": ""}
    try:
        context["date"] = dateformulas.parse(text).applied_to(day)
    except ValidationError as error:
        context["fault"] = " ".join(error.messages)
    except Refused as refused:
        context["fault"] = str(refused)
    return render(request, "pages/_date_formula.html", context)
