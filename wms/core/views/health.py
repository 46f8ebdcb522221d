"""For the machines around: is this process alive, and can it serve?"""

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, JsonResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from wms.core import health


@login_not_required
@never_cache
@require_safe
def healthz(request: HttpRequest) -> JsonResponse:
    return JsonResponse({"status": "alive"})


@login_not_required
@never_cache
@require_safe
def readyz(request: HttpRequest) -> JsonResponse:
    troubles = health.troubles()
    status = "not ready" if troubles else "ready"
    return JsonResponse({"status": status, "troubles": troubles}, status=503 if troubles else 200)
