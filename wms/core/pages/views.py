"""The pages of the frame itself: log-in, home, theme and work date."""

from typing import Any

from django.contrib import messages
from django.contrib.auth import views as auth_views
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_POST, require_safe

from wms.core import firststeps
from wms.core.forms import WorkDateForm
from wms.core.pages import piles
from wms.core.pages.frame import THEME_COOKIE, THEMES
from wms.core.pages.workdate import set_work_date

YEAR = 365 * 24 * 3600


class LoginView(auth_views.LoginView):
    """The header tells a page whose session has ended that this is not the part it asked for."""

    def render_to_response(self, context: dict[str, Any], **kwargs: Any) -> HttpResponse:
        response = super().render_to_response(context, **kwargs)
        response["WMS-Login"] = "required"
        if context["form"].errors:
            response.status_code = 422
        return response


@require_safe
def home(request: HttpRequest) -> HttpResponse:
    context = {
        "title": "Home",
        "piles": piles.shown_to(request),
        "next_step": firststeps.next_of(request),
    }
    return render(request, "home.html", context)


@require_POST
@login_not_required
def theme(request: HttpRequest) -> HttpResponse:
    response = HttpResponseRedirect(_back(request))
    chosen = request.POST.get("theme", "")
    if chosen in THEMES:
        response.set_cookie(THEME_COOKIE, chosen, max_age=YEAR, samesite="Lax")
    else:
        response.delete_cookie(THEME_COOKIE)
    return response


@require_POST
def change_work_date(request: HttpRequest) -> HttpResponse:
    form = WorkDateForm(request.POST)
    if form.is_valid():
        set_work_date(request, form.cleaned_data["work_date"])
    else:
        messages.error(request, " ".join(map(str, form.errors["work_date"])))
    return redirect(_back(request))


def _back(request: HttpRequest) -> str:
    """The page the form stood on; never an address elsewhere."""
    came_from = request.POST.get("next", "")
    allowed = url_has_allowed_host_and_scheme(
        came_from, allowed_hosts={request.get_host()}, require_https=request.is_secure()
    )
    return came_from if came_from and allowed else reverse("home")
