"""What the frame of every page shows."""

from typing import Any

from django.http import HttpRequest

from wms.core.pages.frame import THEME_COOKIE, THEMES
from wms.core.pages.navigation import sections
from wms.core.pages.workdate import is_today, work_date


def frame(request: HttpRequest) -> dict[str, Any]:
    """Nothing for the admin; no navigation for an answer that is only a part of a page."""
    theme = request.COOKIES.get(THEME_COOKIE, "")
    context: dict[str, Any] = {"theme": theme if theme in THEMES else ""}
    user = getattr(request, "user", None)
    if user is None or not user.is_authenticated or request.path.startswith("/admin/"):
        return context
    context |= {"work_date": work_date(request), "work_date_is_today": is_today(request)}
    if not getattr(request, "htmx", False):
        context["navigation"] = sections(request)
    return context
