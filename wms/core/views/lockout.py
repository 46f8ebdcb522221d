"""What somebody sees who guessed a password too often (django-axes calls this)."""

from typing import Any

from axes.models import AccessAttempt
from django.conf import settings
from django.db.models import Max
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from wms.core.addresses import client_address


def locked_out(
    request: HttpRequest, response: HttpResponse, credentials: dict[str, Any] | None
) -> HttpResponse:
    """Says when to try again; attempts until then neither count nor prolong it."""
    username = (credentials or {}).get("username")
    attempts = AccessAttempt.objects.filter(username=username, ip_address=client_address(request))
    now = timezone.now()
    last = attempts.aggregate(last=Max("attempt_time"))["last"] or now
    until = last + settings.AXES_COOLOFF_TIME
    seconds = max(1, int((until - now).total_seconds()))
    answer = render(
        request,
        "registration/locked_out.html",
        {"until": until, "minutes": -(-seconds // 60), "failures": settings.AXES_FAILURE_LIMIT},
        status=429,
    )
    answer["Retry-After"] = str(seconds)
    return answer
