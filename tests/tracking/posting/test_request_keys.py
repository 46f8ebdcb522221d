"""The same request twice (POST-171)."""

import pytest

from tests.factories import ItemFactory, serial_code
from tests.tracking.posting.desk import (
    DEC_31,
    adjustment,
    post,
    purchase,
    receive,
    refusal,
    refused,
    sales,
    serial,
)
from tracking.posting import errors
from wms.core.models import NumberSeries
from wms.documents.models import PostedDocument
from wms.ledger.models import ItemLedgerEntry, Register


@pytest.mark.rule("POST-171")
def test_the_same_request_posts_once_and_is_answered_with_the_first_result(db):
    order = purchase(ItemFactory(), quantity=2, line={"to_handle": 1})

    first = post(order, request_key="K1")
    second = post(order, request_key="K1")

    assert (second.register, second.posted_document, second.entry_count) == (
        first.register,
        first.posted_document,
        first.entry_count,
    )
    assert (first.was_posted_before, second.was_posted_before) == (False, True)
    assert ItemLedgerEntry.objects.count() == Register.objects.count() == 1
    assert PostedDocument.objects.count() == 1


@pytest.mark.rule("POST-171")
def test_so_does_a_journal_whose_lines_are_gone_by_then(db):
    document = adjustment(ItemFactory(), quantity=2)

    first = post(document, request_key="K1")
    second = post(document, request_key="K1")

    assert second.register == first.register
    assert ItemLedgerEntry.objects.count() == 1


@pytest.mark.rule("POST-171")
def test_the_answer_comes_even_when_the_page_is_old(db):
    order = purchase(ItemFactory(), quantity=2)
    shown = order.version

    post(order, request_key="K1", version=shown)

    assert post(order, request_key="K1", version=shown).was_posted_before


@pytest.mark.rule("POST-171")
@pytest.mark.parametrize("make", [purchase, adjustment])
def test_a_key_is_not_good_for_another_document(make):
    item = ItemFactory()
    first = post(make(item, quantity=1), request_key="K1")
    other = make(item, quantity=7, no="X2")

    [violation] = refused(other, request_key="K1").violations

    assert isinstance(violation, errors.RequestKeyConflict)
    assert violation.text == (
        f"The request key was used for another posting (register {first.register.no}). Use a new key."
    )


@pytest.mark.rule("POST-171")
def test_a_refused_request_does_not_use_its_key_up(db):
    item = ItemFactory()
    order = sales(item, quantity=1)
    refused(order, request_key="K1")
    receive(item, quantity=1)

    assert not post(order, request_key="K1").was_posted_before


@pytest.mark.rule("POST-171", "POST-002")
def test_without_a_key_the_second_request_finds_nothing_to_post(db):
    order = purchase(ItemFactory(), quantity=2)
    post(order)

    assert "Nothing to post" in refusal(order)[0]


@pytest.mark.rule("POST-171", "POST-002")
def test_without_a_key_a_journal_that_was_posted_has_nothing_left_to_post(db):
    document = adjustment(ItemFactory(), quantity=2)
    post(document)

    assert "Nothing to post" in refusal(document)[0]


@pytest.mark.rule("POST-113", "SET-121")
def test_a_refused_posting_uses_no_number_up(db):
    NumberSeries.objects.get(code="posted_receipt_nos".upper()).lines.update(allow_gaps=False)
    lamp = ItemFactory(item_tracking_code=serial_code())
    receive(lamp, serial("S1"))

    refused(purchase(lamp, serial("S1")))

    assert receive(lamp, serial("S2"), posting_date=DEC_31).posted_document.no == "PRN00002"
