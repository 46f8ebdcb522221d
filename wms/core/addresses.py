"""Where a request comes from."""

from ipaddress import ip_address

from django.conf import settings
from django.http import HttpRequest


def client_address(request: HttpRequest) -> str | None:
    """The address that our own proxy saw, or the one that the connection has; None for a socket.

    Only the last address of X-Forwarded-For is the proxy's word: the others are whatever was sent.
    """
    candidates = [request.META.get("REMOTE_ADDR", "")]
    if settings.WMS_BEHIND_PROXY:
        candidates.insert(0, request.headers.get("X-Forwarded-For", "").rpartition(",")[2].strip())
    for candidate in candidates:
        try:
            return str(ip_address(candidate))
        except ValueError:
            continue
    return None
