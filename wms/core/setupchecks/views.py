"""The page of Check setup."""

from itertools import groupby
from typing import Any

from django.contrib.auth.decorators import permission_required
from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from wms.core.pages.requests import PageRequest
from wms.core.pages.workdate import work_date
from wms.core.setupchecks.registry import Result, run_all


@require_safe
@permission_required("inventory.view_inventorysetup", raise_exception=True)
def check_setup(request: PageRequest) -> HttpResponse:
    """Everything that does not fit together, by area, with its fix and a link; nothing is changed."""
    on = work_date(request)
    results = run_all(on=on)
    found = sum(len(result.findings) for result in results)
    context: dict[str, Any] = {
        "title": "Check setup",
        "on": on,
        "areas": [
            _area(name, list(of)) for name, of in groupby(results, lambda one: one.check.area)
        ],
        "found": found,
        "has_more": any(result.has_more for result in results),
        "check_count": len(results),
    }
    return render(request, "setup/check.html", context)


def _area(name: str, results: list[Result]) -> dict[str, Any]:
    return {
        "name": name,
        "wrong": [result for result in results if result.findings],
        "right": [result for result in results if not result.findings],
    }
