"""Posting dates, document numbers, registers, and the order of work."""

from datetime import date

import pytest

from tests.factories import ItemFactory, UserFactory, code_with, lot_code, serial_code
from tests.tracking.posting.desk import (
    DEC_31,
    JAN_2,
    JAN_5,
    JAN_10,
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
    serial,
    ship,
    with_line,
)
from tracking.posting import errors
from wms.core.models import NumberSeries
from wms.documents.models import Document, PostedDocument
from wms.inventory.models import InventorySetup
from wms.ledger.models import ItemLedgerEntry, LedgerCounter, Register

JAN_1 = date(2026, 1, 1)
JAN_11 = date(2026, 1, 11)


def setup(**values) -> None:
    InventorySetup.objects.update(**values)


# Posting dates


@pytest.mark.rule("POST-109")
@pytest.mark.parametrize(
    ("day", "posts"), [(JAN_1, False), (JAN_2, True), (JAN_10, True), (JAN_11, False)]
)
@pytest.mark.parametrize("make", [purchase, adjustment])
def test_the_posting_date_lies_within_the_allowed_range(make, day, posts):
    setup(allow_posting_from=JAN_2, allow_posting_to=JAN_10)
    document = make(ItemFactory(), quantity=1, posting_date=day)

    if posts:
        post(document)
        assert entries("posting_date") == [(day,)]
        return
    [violation] = refused(document).violations
    assert isinstance(violation, errors.PostingDateOutOfRange)
    assert violation.field == "posting_date"
    assert f"Posting Date {day.isoformat()}" in violation.text
    # the allowed range is named, so that nobody has to look it up
    assert "2026-01-02" in violation.text
    assert "2026-01-10" in violation.text


@pytest.mark.rule("POST-109")
@pytest.mark.parametrize(
    ("limits", "day"),
    [({"allow_posting_from": JAN_2}, JAN_1), ({"allow_posting_to": JAN_10}, JAN_11)],
)
def test_a_range_may_be_open_on_one_side(limits, day):
    setup(**limits)

    assert (
        f"Posting Date {day}" in refusal(purchase(ItemFactory(), quantity=1, posting_date=day))[0]
    )
    assert receive(ItemFactory(), quantity=1, posting_date=JAN_5).entry_count == 1


@pytest.mark.rule("POST-109")
@pytest.mark.parametrize(("make", "title"), [(purchase, "Purchase order"), (sales, "Sales order")])
def test_an_order_without_posting_date_is_refused(make, title):
    item = ItemFactory()
    receive(item, quantity=1)

    assert refusal(make(item, quantity=1, posting_date=None, no="X1")) == [
        f"{title} X1: Posting Date is blank. Enter the date on which the goods move."
    ]


@pytest.mark.rule("POST-109", "POST-111")
def test_the_date_given_when_posting_wins_over_the_header(db):
    item = ItemFactory()
    order = purchase(item, quantity=1, posting_date=JAN_2)

    posted = post(order, posting_date=JAN_5)

    assert entries("posting_date", "document_date") == [(JAN_5, JAN_5)]
    assert (posted.posted_document.posting_date, posted.posted_document.document_date) == (
        JAN_5,
        JAN_5,
    )


@pytest.mark.rule("POST-109", "POST-114")
def test_journal_lines_have_dates_of_their_own(db):
    item = ItemFactory()
    document = adjustment(item, quantity=1, line={"posting_date": JAN_5}, posting_date=None)
    with_line(document, item, quantity=2, entry_type="positive_adjmt", posting_date=JAN_10)

    post(document)

    assert entries("posting_date", "document_date", "quantity") == [
        (JAN_5, JAN_5, 1),
        (JAN_10, JAN_10, 2),
    ]


@pytest.mark.rule("POST-114", "POST-109", "RCL-002")
@pytest.mark.parametrize(
    ("make", "title"), [(adjustment, "Item journal"), (moving, "Reclassification journal")]
)
def test_a_journal_line_without_posting_date_is_refused(make, title):
    item = ItemFactory()
    receive(item, quantity=5)
    more = {"to": at("WEST")} if make is moving else {}
    document = make(
        item, quantity=1, line={"posting_date": None}, posting_date=None, no="J1", **more
    )

    assert refusal(document) == [
        f"{title} J1, line 10000: Posting Date is blank. Enter the date on which the goods move."
    ]


@pytest.mark.rule("POST-114", "RCL-002")
@pytest.mark.parametrize(
    ("make", "title"), [(adjustment, "Item journal"), (moving, "Reclassification journal")]
)
def test_a_journal_line_without_document_no_is_refused(make, title):
    item = ItemFactory()
    receive(item, quantity=5)
    more = {"to": at("WEST")} if make is moving else {}

    [violation] = refused(
        make(item, quantity=1, line={"document_no": ""}, no="J1", **more)
    ).violations

    assert str(violation) == (
        f"{title} J1, line 10000: Document No. is blank."
        " Enter the number under which the entries shall be found."
    )
    assert violation.field == "document_no"


@pytest.mark.rule("POST-112", "POST-109", "POST-114", "ERR-003")
def test_everything_that_is_wrong_is_told_at_once_in_line_order(db):
    setup(allow_posting_from=JAN_2)
    bolt = ItemFactory(no="BOLT", item_tracking_code=lot_code())
    blocked = ItemFactory(no="NUT", blocked=True)
    lamp = ItemFactory(no="LAMP", item_tracking_code=serial_code())
    document = adjustment(bolt, quantity=3, line={"document_no": ""})
    with_line(document, blocked, quantity=1, entry_type="positive_adjmt", posting_date=JAN_1)
    with_line(document, lamp, serial("S1"), quantity=2, entry_type="positive_adjmt")
    with_line(document, lamp, serial("S1"), entry_type="negative_adjmt")

    violations = refused(document).violations

    assert {(violation.line_no, type(violation)) for violation in violations} == {
        (10000, errors.DocumentNoMissing),
        (10000, errors.LotNoMissing),
        (20000, errors.ItemBlocked),
        (20000, errors.PostingDateOutOfRange),
        (30000, errors.TrackedQuantityDiffers),
        (40000, errors.FailsWithEarlierLine),
    }
    assert [violation.line_no for violation in violations] == sorted(
        violation.line_no for violation in violations
    )


@pytest.mark.rule("ERR-003", "POST-112")
def test_a_hundred_faults_are_told_and_the_rest_is_counted(db):
    lamp = ItemFactory(item_tracking_code=serial_code())
    order = purchase(lamp, quantity=1)
    for _ in range(129):
        with_line(order, lamp, quantity=1)

    sentences = refusal(order)

    assert len(sentences) == 101
    assert all("Serial No. is required" in sentence for sentence in sentences[:100])
    assert sentences[100].startswith("… and ")


@pytest.mark.rule("POST-141")
def test_a_refusal_comes_in_a_shape_for_programs_too(db):
    bolt = ItemFactory(no="BOLT", item_tracking_code=lot_code())
    receive(bolt, lot("A", 1))

    [violation] = refused(sales(bolt, lot("A", 2), no="SO1")).violations

    assert violation.as_dict() == {
        "code": "not-enough-stock",
        "rule": "POST-027",
        "document": "Sales order SO1",
        "line": 10000,
        "field": "quantity",
        "number": "A",
        "message": str(violation),
    }


# Locations


@pytest.mark.rule("POST-011")
@pytest.mark.parametrize("make", [purchase, sales, adjustment])
def test_an_in_transit_location_is_for_transfer_orders_only(make):
    item = ItemFactory()
    document = make(item, quantity=1, location=at("OWN LOG.", use_as_in_transit=True), no="X1")

    sentences = refusal(document)

    assert (
        "X1, line 10000: Location Code OWN LOG. is an in-transit location; only transfer orders use it."
        " Choose another location." in sentences[0]
    )


@pytest.mark.rule("POST-011", "RCL-003")
@pytest.mark.parametrize("side", ["old", "new"])
def test_neither_side_of_a_move_is_an_in_transit_location(side):
    item = ItemFactory()
    receive(item, quantity=1)
    road = at("OWN LOG.", use_as_in_transit=True)
    if side == "old":
        document = moving(item, quantity=1, location=road, to=at("EAST"))
    else:
        document = moving(item, quantity=1, location=at("EAST"), to=road)

    violation = refused(document).violations[0]

    caption = "Location Code" if side == "old" else "New Location Code"
    assert violation.text == (
        f"{caption} OWN LOG. is an in-transit location; only transfer orders use it."
        " Choose another location."
    )
    assert violation.field == ("location" if side == "old" else "new_location")


@pytest.mark.rule("SET-130")
def test_the_blank_location_is_allowed_unless_a_location_is_mandatory(db):
    item = ItemFactory(no="NUT")
    receive(item, quantity=1, location=at(""))
    setup(location_mandatory=True)

    assert refusal(sales(item, quantity=1, location=at(""), no="SO1")) == [
        "Sales order SO1, line 10000: Location Code is blank for item NUT, but Location Mandatory is on."
        " Choose a location."
    ]


# Numbers


@pytest.mark.rule("POST-113")
@pytest.mark.parametrize(
    ("make", "field", "caption", "title"),
    [
        (purchase, "posted_receipt_nos", "Posted Receipt Nos.", "Purchase order"),
        (sales, "posted_shipment_nos", "Posted Shipment Nos.", "Sales order"),
    ],
)
def test_a_missing_series_is_told_before_anything_else(make, field, caption, title):
    setup(**{field: None})
    item = ItemFactory(item_tracking_code=serial_code(), blocked=True)

    refusal_ = refused(make(item, quantity=1, no="X1"))

    assert str(refusal_) == (
        f"{title} X1: {caption} is blank in Inventory Setup."
        " Name the number series for posted documents there."
    )


@pytest.mark.rule("POST-113")
def test_a_journal_needs_no_series_of_posted_documents(db):
    setup(posted_receipt_nos=None, posted_shipment_nos=None)

    assert post(adjustment(ItemFactory(), quantity=1)).posted_document is None


@pytest.mark.rule("POST-113", "POST-121")
def test_receipts_and_shipments_have_series_of_their_own(db):
    item = ItemFactory()
    series = InventorySetup.objects.get()

    first, second = receive(item, quantity=2), receive(item, quantity=2)
    shipment = ship(item, quantity=1)

    assert [
        (posted.posted_document.kind, posted.posted_document.no)
        for posted in (first, second, shipment)
    ] == [
        ("purchase_receipt", "PRN00001"),
        ("purchase_receipt", "PRN00002"),
        ("sales_shipment", "PSN00001"),
    ]
    assert series.posted_receipt_nos.lines.get().last_no_used == "PRN00002"
    assert series.posted_shipment_nos.lines.get().last_no_used == "PSN00001"


@pytest.mark.rule("POST-113")
def test_the_number_is_that_of_the_posting_date(db):
    series = InventorySetup.objects.get().posted_receipt_nos
    series.lines.all().delete()
    series.lines.create(starting_no="R25-001", starting_date=date(2025, 1, 1))
    series.lines.create(starting_no="R26-001", starting_date=JAN_1)
    item = ItemFactory()

    old = receive(item, quantity=1, posting_date=date(2025, 12, 31))
    new = receive(item, quantity=1, posting_date=JAN_2)

    assert [posted.posted_document.no for posted in (old, new)] == ["R25-001", "R26-001"]


@pytest.mark.rule("POST-113")
def test_an_exhausted_series_refuses_the_posting(db):
    series = InventorySetup.objects.get().posted_receipt_nos
    series.lines.update(ending_no="PRN00001")
    receive(ItemFactory(), quantity=1)

    sentences = refusal(purchase(ItemFactory(), quantity=1))

    assert series.code in sentences[0]


# Registers and entry numbers


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


# The same request twice


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
