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


ADDRESSES = [
    ("get", "tracking_lines", ()),
    ("get", "tracking_rows", ()),
    ("post", "tracking_rows", ()),
    ("get", "tracking_row", (1,)),
    ("post", "tracking_row", (1,)),
    ("get", "tracking_row_figures", (1,)),
    ("get", "tracking_lookup", (1, "lot")),
    ("post", "tracking_lookup", (1, "lot")),
    ("post", "tracking_delete_rows", ()),
    ("get", "tracking_create", ("series",)),
    ("post", "tracking_create", ("customized",)),
    ("post", "tracking_assign", ("lot",)),
    ("get", "tracking_select", ()),
    ("post", "tracking_select", ()),
    ("post", "tracking_select_entry", (1,)),
    ("get", "tracking_upload", ()),
    ("post", "tracking_upload", ()),
    ("get", "tracking_template", ()),
    ("get", "tracking_paste", ()),
    ("post", "tracking_paste", ()),
    ("get", "tracking_rejected", ()),
    ("post", "tracking_rejected", ()),
    ("post", "tracking_take_rejected", (1,)),
    ("post", "tracking_scan", ()),
    ("post", "tracking_undo_scan", ()),
    ("post", "tracking_match", ()),
    ("post", "tracking_refresh", ()),
    ("post", "tracking_close", ()),
    ("post", "tracking_apply_anew", ()),
]


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
