"""Which days are closed to whom: the company's range, the user's own, inventory periods (POST-109)."""

from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from tests.factories import ItemFactory, UserFactory, lot_code, user_with_role
from tests.tracking.posting.desk import (
    DEC_31,
    JAN_1,
    JAN_2,
    JAN_5,
    JAN_10,
    JAN_11,
    adjustment,
    at,
    entries,
    into,
    invoice_document,
    lot,
    moving,
    out,
    post,
    purchase,
    purchase_return,
    receive,
    refusal,
    refused,
    sales,
    sales_return,
    setup,
    to_invoice,
    transfer,
    with_line,
)
from tests.tracking.posting.making import assembly, line, made_by, production
from tracking.posting import post_document, preview_document
from tracking.posting.undo import undo_lines
from wms.core.errors import Refused
from wms.documents.kinds import DocumentKind, Step
from wms.documents.models import Document
from wms.inventory.models import Item, UserSetup
from wms.ledger.models import InventoryPeriod

OVER = "outside the allowed range, from 2027-01-01 on."


def closed(until) -> InventoryPeriod:
    return InventoryPeriod.objects.create(ending_date=until, closed=True)


def own_range(user, since=None, until=None) -> UserSetup:
    return UserSetup.objects.create(user=user, allow_posting_from=since, allow_posting_to=until)


@pytest.mark.rule("POST-109")
@pytest.mark.parametrize(("day", "posts"), [(JAN_1, False), (JAN_5, False), (JAN_10, True)])
def test_nothing_is_posted_in_a_closed_inventory_period(day, posts):
    closed(JAN_5)
    order = purchase(ItemFactory(), quantity=1, posting_date=day, no="PO1")

    if posts:
        assert post(order).entry_count == 1
        return
    [violation] = refused(order).violations
    assert violation.field == "posting_date"
    assert str(violation) == (
        f"Purchase order PO1, line 10000: Posting Date {day} is outside the allowed range, from 2026-01-06"
        " on. Choose a date within it, or have the inventory period to 2026-01-05 reopened."
    )


@pytest.mark.rule("POST-109")
def test_the_last_period_that_is_closed_counts_and_open_ones_do_not():
    closed(JAN_1)
    closed(JAN_2)
    InventoryPeriod.objects.create(ending_date=JAN_10)

    assert refused(purchase(ItemFactory(), quantity=1, posting_date=JAN_2))
    assert receive(ItemFactory(), quantity=1, posting_date=JAN_5).entry_count == 1


@pytest.mark.rule("POST-109")
def test_a_closed_period_shortens_the_range():
    setup(allow_posting_from=JAN_2, allow_posting_to=JAN_10)
    closed(JAN_5)

    assert refusal(purchase(ItemFactory(), quantity=1, posting_date=JAN_5, no="PO1")) == [
        "Purchase order PO1, line 10000: Posting Date 2026-01-05 is outside the allowed range, 2026-01-06 to"
        " 2026-01-10. Choose a date within it, or have Allow Posting From and To changed in Inventory Setup,"
        " or have the inventory period to 2026-01-05 reopened."
    ]


@pytest.mark.rule("POST-109")
def test_a_range_that_is_closed_leaves_no_day():
    setup(allow_posting_from=JAN_2, allow_posting_to=JAN_5)
    closed(JAN_10)

    assert refusal(purchase(ItemFactory(), quantity=1, posting_date=JAN_2, no="PO1")) == [
        "Purchase order PO1, line 10000: Posting Date 2026-01-02 is outside the allowed range, which leaves no"
        " day. Have Allow Posting From and To changed in Inventory Setup, or have the inventory period to"
        " 2026-01-10 reopened."
    ]


@pytest.mark.rule("POST-109")
@pytest.mark.parametrize(
    ("own", "day", "allowed"),
    [
        ((JAN_10, None), JAN_5, "from 2026-01-10 on"),  # the company would let it pass
        ((None, JAN_2), JAN_5, "up to 2026-01-02"),
        ((JAN_10, JAN_11), JAN_5, "2026-01-10 to 2026-01-11"),
        ((JAN_10, None), DEC_31, ""),  # the company would not
        ((None, JAN_2), JAN_1, ""),
        ((JAN_10, JAN_11), JAN_10, ""),
    ],
)
def test_what_user_setup_says_takes_the_place_of_the_companys_range(own, day, allowed):
    setup(allow_posting_from=JAN_2, allow_posting_to=JAN_5)
    clerk = UserFactory(username="clerk")
    own_range(clerk, *own)
    own_range(UserFactory(), DEC_31)  # somebody else's does not matter
    order = purchase(ItemFactory(), quantity=1, posting_date=day, created_by=clerk, no="PO1")

    if not allowed:
        assert post(order).entry_count == 1
        return
    assert refusal(order) == [
        f"Purchase order PO1, line 10000: Posting Date {day} is outside the allowed range, {allowed}."
        " Choose a date within it, or have Allow Posting From and To changed in User Setup of clerk."
    ]


@pytest.mark.rule("POST-109")
def test_no_range_of_a_user_opens_a_closed_period():
    closed(JAN_5)
    clerk = UserFactory(username="clerk")
    own_range(clerk, JAN_2, JAN_10)

    assert refusal(purchase(ItemFactory(), quantity=1, created_by=clerk, posting_date=JAN_5))
    assert receive(ItemFactory(), quantity=1, created_by=clerk, posting_date=JAN_10)


@pytest.mark.rule("POST-109")
def test_it_is_the_range_of_who_posts_not_of_who_wrote_the_document():
    writer, poster = UserFactory(), UserFactory()
    own_range(writer, DEC_31)
    order = purchase(ItemFactory(), quantity=1, created_by=writer, posting_date=JAN_5)

    assert post_document(document=order, by=poster).entry_count == 1


def _received(item: Item) -> Document:
    order = purchase(item, quantity=3, no="PO1")
    post(order)
    return to_invoice(order, 3)


def _assembled(item: Item) -> Document:
    order = assembly(posting_date=JAN_5)
    line(order, ItemFactory(), 1)
    line(order, item, 1)
    return order


def _produced(item: Item) -> Document:
    order = production(posting_date=JAN_5)
    line(order, item, 1)
    return order


KINDS = {
    "purchase order": lambda item: purchase(item, quantity=1),
    "sales order": lambda item: sales(item, quantity=1),
    "purchase return order": lambda item: purchase_return(item, quantity=1),
    "sales return order": lambda item: sales_return(item, quantity=1),
    "purchase invoice": lambda item: invoice_document("purchase_invoice", item, quantity=1),
    "sales invoice": lambda item: invoice_document("sales_invoice", item, quantity=1),
    "purchase credit memo": lambda item: invoice_document("purchase_credit_memo", item, quantity=1),
    "sales credit memo": lambda item: invoice_document("sales_credit_memo", item, quantity=1),
    "transfer order": lambda item: transfer(item, quantity=1),
    "item journal": lambda item: adjustment(item, quantity=1),
    "reclassification": lambda item: moving(item, quantity=1, to=at("WEST")),
    "assembly order": _assembled,
    "production order": _produced,
    "inventory receipt": lambda item: with_line(
        made_by(DocumentKind.INVENTORY_RECEIPT), item, quantity=1
    ),
    "inventory shipment": lambda item: with_line(
        made_by(DocumentKind.INVENTORY_SHIPMENT), item, quantity=1
    ),
}


@pytest.mark.rule("POST-109", "POST-001")
@pytest.mark.parametrize("kind", KINDS)
def test_every_kind_of_posting_asks(kind):
    item = ItemFactory()
    receive(item, quantity=9)
    document = KINDS[kind](item)
    closed(DEC_31)

    assert all(OVER in sentence for sentence in refusal(document))


@pytest.mark.rule("POST-109", "POST-047")
def test_an_invoice_of_what_was_received_asks_too():
    order = _received(ItemFactory())
    closed(DEC_31)

    assert refusal(order, step=Step.INVOICE) == [
        "Purchase order PO1: Posting Date 2026-01-02 is outside the allowed range, from 2027-01-01 on. Choose"
        " a date within it, or have the inventory period to 2026-12-31 reopened."
    ]
    post(order, step=Step.INVOICE, posting_date=DEC_31.replace(year=2027))


@pytest.mark.rule("POST-109", "POST-150")
def test_both_ends_of_a_transfer_ask():
    item = ItemFactory()
    receive(item, quantity=2)
    order = transfer(item, quantity=2)
    out(order)
    closed(DEC_31)

    with pytest.raises(Refused, match=OVER):
        into(order)


@pytest.mark.rule("POST-109", "POST-155")
def test_what_was_posted_in_a_closed_period_is_not_undone():
    item = ItemFactory(item_tracking_code=lot_code())
    document = receive(item, lot("A", 2)).posted_document
    period = closed(JAN_2)

    def undo() -> None:
        lines = [one.pk for one in document.lines.all()]
        undo_lines(document=document, line_ids=lines, by=document.posted_by)

    with pytest.raises(Refused) as refusal:
        undo()

    [violation] = refusal.value.violations
    assert str(violation) == (
        f"Purchase Receipt {document.no}: Posting Date 2026-01-02 is outside the allowed range, from 2026-01-03"
        " on. Choose a date within it, or have the inventory period to 2026-01-02 reopened."
    )
    assert entries("quantity") == [(2,)]
    InventoryPeriod.objects.filter(pk=period.pk).update(closed=False)
    undo()
    assert entries("quantity") == [(2,), (-2,)]


@pytest.mark.rule("POST-109")
def test_each_journal_line_is_asked_by_its_own_date():
    closed(JAN_5)
    item = ItemFactory()
    journal = adjustment(item, quantity=1, line={"posting_date": JAN_2})
    with_line(journal, item, quantity=1, entry_type="positive_adjmt", posting_date=JAN_10)
    with_line(journal, item, quantity=1, entry_type="positive_adjmt", posting_date=JAN_5)

    assert [violation.line_no for violation in refused(journal).violations] == [10000, 30000]


@pytest.mark.rule("POST-109", "POST-173")
def test_a_preview_says_the_same():
    order = purchase(ItemFactory(), quantity=1, posting_date=JAN_5)
    closed(JAN_5)

    with pytest.raises(Refused, match="outside the allowed range, from 2026-01-06 on"):
        preview_document(document=order, by=order.created_by)


@pytest.mark.rule("POST-109", "POST-141")
def test_the_page_and_the_command_say_the_same(client):
    purchaser = user_with_role("purchaser", username="pat")
    own_range(purchaser, DEC_31)
    order = purchase(ItemFactory(), quantity=1, posting_date=JAN_5, created_by=purchaser, no="PO1")
    client.force_login(purchaser)
    err = StringIO()

    url = reverse("post_document", args=["purchase_order", order.pk])
    answer = client.post(url, {"posting_date": "2026-01-05", "request_key": "k"})
    with pytest.raises(CommandError):
        call_command("post_documents", "purchase_order", "PO1", "--user", "pat", stderr=err)

    told = "Posting Date 2026-01-05 is outside the allowed range, from 2026-12-31 on."
    assert answer.status_code == 422
    assert told in answer.text
    assert told in err.getvalue()
    assert entries() == []


@pytest.mark.rule("POST-109")
def test_asking_costs_no_statement():
    clerk = UserFactory()

    def count() -> int:
        order = purchase(ItemFactory(), quantity=1, created_by=clerk, posting_date=DEC_31)
        with CaptureQueriesContext(connection) as asked:
            post(order)
        return len(asked)

    count()
    before = count()
    own_range(clerk, JAN_2)
    closed(JAN_2)

    assert count() == before
