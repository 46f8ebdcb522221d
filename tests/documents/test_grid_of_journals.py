"""The lines grid of journals: types, dates, numbers and new places, row by row."""

import pytest

from tests.documents.rows import line_url, row_of
from tests.documents.test_grid import HTMX
from tests.factories import BinFactory, journal, reclassification, user_with_role


@pytest.mark.django_db
def test_given_a_journal_when_type_date_and_number_are_typed_then_they_are_kept(client, lamp):
    client.force_login(user_with_role("warehouse manager"))
    line = journal(lamp, 1).lines.get()

    response = client.post(
        line_url(line),
        row_of(line, entry_type="negative_adjmt", posting_date="2026-02-01", document_no="adj-1"),
        headers=HTMX,
    )

    line.refresh_from_db()
    assert response.status_code == 200
    assert (line.entry_type, str(line.posting_date), line.document_no) == (
        "negative_adjmt",
        "2026-02-01",
        "ADJ-1",
    )


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("field", "typed", "text"),
    [
        ("entry_type", "transfer", "Entry Type cannot be transfer. Choose Purchase or Sale"),
        ("posting_date", "2026-02-30", "Posting Date cannot be 2026-02-30. Type a day"),
        ("document_no", "X" * 21, "Document No. may have at most 20 characters"),
    ],
)
def test_given_wrong_input_in_a_journal_when_a_field_is_left_then_it_says_so(
    client, lamp, field, typed, text
):
    client.force_login(user_with_role("warehouse manager"))
    line = journal(lamp, 1).lines.get()

    response = client.post(line_url(line), row_of(line, **{field: typed}), headers=HTMX)

    assert response.status_code == 422
    assert text in response.content.decode()


@pytest.mark.django_db
def test_given_a_reclassification_when_the_new_place_is_typed_then_it_is_kept(client, lamp):
    client.force_login(user_with_role("warehouse manager"))
    shelf = BinFactory(code="B-02")
    line = reclassification(lamp, 1).lines.get()

    client.post(line_url(line), row_of(line, new_location="SILVER", new_bin="B-02"), headers=HTMX)

    line.refresh_from_db()
    assert (line.new_location.code, line.new_bin) == ("SILVER", shelf)
