"""Asking the page over HTTP, and reading its answers."""

import re

from django.urls import reverse

from tracking.services import sessions

HTMX = {"HX-Request": "true"}


def url_of(document, name="tracking_lines", *args):
    return reverse(name, args=[document.lines.get().pk, *args])


def page_for(user, document):
    return sessions.open_page(document.lines.get(), user)


def text_of(response):
    return response.content.decode()


def add(client, document, headers=HTMX, **fields):
    data = {f"new-{name}": value for name, value in fields.items()}
    return client.post(url_of(document, "tracking_rows"), data, headers=headers)


def change(client, document, row, headers=HTMX, **fields):
    return client.post(url_of(document, "tracking_row", row.pk), fields, headers=headers)


def matrix_of(page):
    found = re.findall(r'<tr data-figure="\w+">(.*?)</tr>', page, re.S)
    return [
        [
            re.sub(r"<[^>]+>", "", cell).strip()
            for cell in re.findall(r"<t[hd].*?</t[hd]>", row, re.S)
        ]
        for row in found
    ]
