"""What every request passes through, beside Django's own."""

import re
from collections.abc import Callable, Iterator
from functools import partial
from uuid import uuid4

from django.conf import settings
from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse, HttpResponseBadRequest
from django.http.request import UnreadablePostError
from django.urls import reverse
from django.utils.cache import patch_vary_headers

from wms.core import logs
from wms.core.models.changes import ChangeSource
from wms.core.numberseries.notices import heard_by
from wms.core.records.origin import acting

GetResponse = Callable[[HttpRequest], HttpResponse]
PLAIN = "text/plain; charset=utf-8"


class RequestId:
    """Names each request, in the log and in the answer's ``X-Request-ID``; a proxy's name is kept."""

    FITTING = re.compile(r"[A-Za-z0-9._-]{8,64}")

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        given = request.headers.get("X-Request-ID", "")
        request_id = given if self.FITTING.fullmatch(given) else uuid4().hex
        logs.name(
            request_id
        )  # until the thread's next one: Django logs the answer after all of this
        response = self.get_response(request)
        response["X-Request-ID"] = request_id
        return response


class RefuseNulCharacters:
    """A NUL character in an address, a form or a cookie is refused: PostgreSQL cannot store it (ERR-007).

    The form is read here, before anybody is known; so a request that says it is longer than any upload
    may be is refused unread (SCAN-041).  Files are written to disk as they come, not held in memory.
    """

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if _length(request) > settings.WMS_REQUEST_MAX_BYTES:
            return HttpResponse(
                f"The request is larger than {settings.WMS_REQUEST_MAX_BYTES // 2**20} MB. "
                "Send fewer rows at a time.",
                status=413,
                content_type=PLAIN,
            )
        try:
            found = any("\x00" in text for text in _texts(request))
        except UnreadablePostError:
            return HttpResponseBadRequest("The request broke off. Send it again.", PLAIN)
        if found:
            return HttpResponseBadRequest(
                "The request has a NUL character in it. Remove it and send again.", PLAIN
            )
        return self.get_response(request)


class NameOrigin:
    """Says for the change log who asks, and whether on a page of ours or in the administration."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response
        self.admin = reverse("admin:index")

    def __call__(self, request: HttpRequest) -> HttpResponse:
        in_admin = request.path_info.startswith(self.admin)
        source = ChangeSource.ADMIN if in_admin else ChangeSource.PAGE
        with acting(source, by=request.user):
            return self.get_response(request)


class TellRunningOut:
    """Tells whoever draws numbers that their series is running out, once they are stored (SET-113).

    A request may draw several times from one series; what is told first is enough.
    """

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        told: set[str] = set()

        def show(series: str, notice: str) -> None:
            if series not in told:
                told.add(series)
                messages.warning(request, notice)

        with heard_by(lambda *notice: transaction.on_commit(partial(show, *notice))):
            return self.get_response(request)


class VaryOnHtmx:
    """The same address answers with a page or with a part of it, so caches must tell them apart."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        patch_vary_headers(response, ["HX-Request"])
        return response


def _length(request: HttpRequest) -> int:
    """What the request says of its length; without a length the body counts as empty."""
    try:
        return int(request.META.get("CONTENT_LENGTH") or 0)
    except ValueError:
        return 0


def _texts(request: HttpRequest) -> Iterator[str]:
    yield request.path
    for key, cookie in request.COOKIES.items():
        yield from (key, cookie)
    for form in (request.GET, request.POST):  # POST reads the body, if it is a form
        for key, values in form.lists():
            yield from (key, *map(str, values))
    for key, files in request.FILES.lists():
        yield from (key, *(getattr(file, "name", None) or "" for file in files))
