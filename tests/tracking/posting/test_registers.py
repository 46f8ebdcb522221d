"""Registers, entry numbers and versions of what is posted."""

import pytest

from tests.factories import ItemFactory, UserFactory, code_with, lot_code
from tests.tracking.posting.desk import (
    adjustment,
    at,
    entries,
    lot,
    moving,
    post,
    purchase,
    receive,
    refusal,
    refused,
    sales,
    ship,
)
from wms.documents.models import Document
from wms.ledger.models import LedgerCounter, Register


@pytest.mark.rule("POST-174", "POST-176")
@pytest.mark.parametrize(
    ("make", "source"),
    [(purchase, "purchase_order"), (adjustment, "item_journal")],
)
def test_every_posting_has_one_register(make, source):
    item = ItemFactory(item_tracking_code=code_with("FREE"))
    receive(item, lot("A", 1))
    clerk = UserFactory(username="ann")

    posted = post(make(item, lot("B", 1), lot("C", 2), created_by=clerk, no="X7"))

    register = Register.objects.latest("no")
    assert register == posted.register
    assert (register.from_entry_no, register.to_entry_no) == (2, 3)
    assert (register.posted_by, register.source) == (clerk, source)
    assert register.posted_at is not None
    assert set(entries("register", pk__gte=2)) == {(register.no,)}
    expected = posted.posted_document.no if posted.posted_document else "X7"
    assert register.document_no == expected


@pytest.mark.rule("POST-174")
def test_the_register_keeps_function_and_request_key_that_it_was_given(db):
    posted = post(purchase(ItemFactory(), quantity=1), request_key="K1", source="import_receipts")

    assert (posted.register.source, posted.register.request_key) == ("import_receipts", "K1")


@pytest.mark.rule("POST-176")
def test_entry_numbers_increase_and_are_never_used_again(db):
    item = ItemFactory()
    receive(item, quantity=5)
    refused(sales(item, quantity=9))
    ship(item, quantity=2)
    post(moving(item, quantity=1, to=at("WEST")))

    assert entries("entry_no") == [(1,), (2,), (3,), (4,)]
    counter = LedgerCounter.objects.get()
    assert (counter.next_entry_no, counter.next_register_no) == (5, 4)
    assert counter.next_application_no == 5


@pytest.mark.rule("POST-111", "POST-120")
def test_a_closed_document_is_not_posted_again(db):
    order = purchase(ItemFactory(), quantity=1, status=Document.Status.CLOSED, no="PO1")

    assert refusal(order) == [
        "Purchase order PO1: It is closed: everything on it has been posted. See its posted documents."
    ]


@pytest.mark.rule("POST-170")
def test_a_document_that_changed_since_it_was_shown_is_not_posted(db):
    order = purchase(ItemFactory(), quantity=1, no="PO1")
    shown = order.version
    Document.objects.filter(pk=order.pk).update(version=shown + 1)

    assert refusal(order, version=shown) == [
        "Purchase order PO1: It was changed by another user since you opened it. Reload the page, check it,"
        " and post again."
    ]
    assert post(order, version=shown + 1).entry_count == 1


@pytest.mark.rule("POST-170")
def test_a_document_that_is_gone_is_not_posted(db):
    order = purchase(ItemFactory(), quantity=1, no="PO1")
    Document.objects.filter(pk=order.pk).delete()

    assert refusal(order) == [
        "Purchase order PO1: The document no longer exists; another user deleted it. Nothing was posted."
    ]


@pytest.mark.rule("POST-170")
def test_posting_changes_the_version_that_pages_compare(db):
    order = purchase(ItemFactory(), quantity=2, line={"to_handle": 1})
    shown = order.version

    post(order, version=shown)

    order.refresh_from_db()
    assert order.version > shown
    assert "It was changed" in refusal(order, version=shown)[0]


@pytest.mark.rule("POST-169")
def test_what_the_page_knew_of_stock_is_only_a_hint(db):
    bolt = ItemFactory(no="BOLT", item_tracking_code=lot_code())
    receive(bolt, lot("A", 5))
    order = sales(bolt, lot("A", 5))
    ship(bolt, lot("A", 1))

    assert "wanted 5, available 4" in refusal(order)[0]
