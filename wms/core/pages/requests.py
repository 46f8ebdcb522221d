"""The request as our views meet it: somebody is logged in, and HTMX may be asking."""

from django.contrib.auth.models import User
from django.http import HttpRequest
from django_htmx.middleware import HtmxDetails


class PageRequest(HttpRequest):
    htmx: HtmxDetails
    user: User
