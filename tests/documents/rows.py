"""Addresses of documents and lines, and what the page sends of a row of the lines grid."""

import json

from django.urls import reverse

from wms.documents.selectors import shown_values


def add_url(document):
    return reverse("document_lines", args=[document.kind, document.pk])


def line_url(line):
    return reverse("document_line", args=[line.document.kind, line.document_id, line.pk])


def row_of(line, **typed):
    """What the page sends of a row: all its fields, and what they showed."""
    line.refresh_from_db()
    texts = shown_values(line)
    return {**texts, "seen": json.dumps(texts), **typed}


def page_of(document):
    return reverse("document", args=[document.kind, document.pk])
