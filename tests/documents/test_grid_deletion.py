"""Deleting a row of the lines grid."""

import pytest
from django.urls import reverse

from tests.documents.test_grid import HTMX
from wms.documents.providers import Tracked


@pytest.mark.rule("ITL-151")
def test_given_a_tracked_line_when_it_is_deleted_then_it_asks_once_with_its_tracking(
    client, order, tracked_rows
):
    line = order.lines.get()
    tracked_rows[line.pk] = Tracked(rows=10, quantity=10)
    url = reverse("delete_document_line", args=[order.kind, order.pk, line.pk])

    question = client.get(url, headers=HTMX).content.decode()
    unasked = client.post(url, {"version": "1"})
    deleted = client.post(url, {"version": "1", "with_tracking": "yes"})

    assert "With it go 10 item tracking lines. This cannot be undone." in question
    assert unasked.status_code == 422
    assert "Confirm that they shall be deleted too, or keep both." in unasked.content.decode()
    assert deleted.url == f"/documents/purchase_order/{order.pk}/#lines"
    assert not order.lines.exists()
