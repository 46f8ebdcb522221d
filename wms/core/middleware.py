"""What every request passes through, beside Django's own."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse, HttpResponseBadRequest
from django.utils.cache import patch_vary_headers

GetResponse = Callable[[HttpRequest], HttpResponse]


class RefuseNulCharacters:
    """A NUL character in the address or in a form is refused: PostgreSQL cannot store it (ERR-007)."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if "\x00" in request.path or any("\x00" in value for value in self._texts(request)):
            return HttpResponseBadRequest(
                "The request has a NUL character in it. Remove it and send again.",
                content_type="text/plain; charset=utf-8",
            )
        return self.get_response(request)

    def _texts(self, request: HttpRequest) -> list[str]:
        texts = [text for key, values in request.GET.lists() for text in (key, *map(str, values))]
        if request.method == "POST":
            texts += [
                text for key, values in request.POST.lists() for text in (key, *map(str, values))
            ]
            texts += [file.name or "" for file in request.FILES.values()]
        return texts


class VaryOnHtmx:
    """The same address answers with a page or with a part of it, so caches must tell them apart."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        patch_vary_headers(response, ["HX-Request"])
        return response
