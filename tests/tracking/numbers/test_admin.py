"""Number information in the Django admin: the same services, comments and files only read."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from tests.factories import UserFactory, sales_order, tracked
from tests.tracking.numbers.cards import PDF, a_card, commented
from tracking.numbers import files

ADMIN = "admin:tracking_number"


def change(client, card, **values):
    sent = {
        "kind": card.kind,
        "item": card.item_id,
        "variant": card.variant_id,
        "number": card.number,
    }
    url = reverse(f"{ADMIN}information_change", args=[card.pk])
    return client.post(url, sent | values, follow=True)


@pytest.mark.rule("SET-155")
def test_blocking_in_the_admin_tells_the_open_lines_too(boss, table):
    card = a_card(table)
    tracked(sales_order(table, 1).lines.get(), "", "LOT1")

    page = change(boss, card, blocked="on").text

    assert "Lot No. LOT1 is blocked. 1 open line uses it; posting them will be refused." in page


@pytest.mark.rule("SET-157")
def test_a_number_corrected_in_the_admin_takes_its_comments_along(boss, table):
    card = a_card(table)
    (comment,) = commented(table, "Seal broken")

    change(boss, card, number="LOT2")

    comment.refresh_from_db()
    assert comment.number == "LOT2"


@pytest.mark.rule("CARD-001", "SET-157")
def test_comments_and_files_are_only_read_and_no_stored_file_is_linked(boss, table, stored):
    (comment,) = commented(table, "Seal broken")
    upload = SimpleUploadedFile("certificate.pdf", PDF)
    file = files.attach_file(card=a_card(table), upload=upload, by=UserFactory())

    for name, record in (("comment", comment), ("file", file)):
        assert boss.get(reverse(f"{ADMIN}{name}_changelist")).status_code == 200
        page = boss.get(reverse(f"{ADMIN}{name}_change", args=[record.pk]))
        assert page.status_code == 200
        assert file.file.name not in page.text
        assert 'name="_save"' not in page.text
        assert boss.get(reverse(f"{ADMIN}{name}_add")).status_code == 403
