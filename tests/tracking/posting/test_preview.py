"""Preview Posting: the whole posting, shown and taken back."""

import pytest

from tests.factories import ItemFactory, lot_code, serial_code, setup_series
from tests.tracking.posting.desk import (
    JAN_5,
    JAN_10,
    JUN_30,
    adjustment,
    applications,
    at,
    entries,
    everything,
    lot,
    moving,
    post,
    purchase,
    receive,
    refused,
    renamed,
    sales,
    serial,
    with_line,
)
from tracking.posting import preview_document
from wms.core.errors import Refused
from wms.core.models import NumberSeriesLine
from wms.documents.kinds import EntryType

SHOWN = ("entry_no", "item_id", "serial_no", "lot_no", "quantity", "remaining_quantity")


def preview(document, **how):
    return preview_document(document=document, by=document.created_by, **how)


def shown(result):
    return [tuple(getattr(entry, field) for field in SHOWN) for entry in result.entries]


@pytest.fixture
def bolt(db):
    return ItemFactory(
        no="BOLT",
        item_tracking_code=lot_code(use_expiration_dates=True, create_lot_info_on_posting=True),
    )


def documents(bolt):
    receive(bolt, lot("A", 6, expiration_date=JUN_30), posting_date=JAN_10)
    in_and_out = adjustment(bolt, lot("B", 2))
    with_line(in_and_out, bolt, lot("B", 1), entry_type=EntryType.NEGATIVE_ADJMT)
    return {
        "purchase": purchase(bolt, lot("A", 2), lot("C", 3, expiration_date=JAN_5)),
        "sales": sales(bolt, lot("A", 4), posting_date=JAN_5),
        "journal": in_and_out,
        "move": moving(bolt, renamed(lot("A", 6), lot="D", expires=JUN_30), to=at("WEST")),
    }


KINDS = ["purchase", "sales", "journal", "move"]


@pytest.mark.rule("POST-173", "RCL-053")
@pytest.mark.parametrize("kind", KINDS)
def test_it_shows_what_posting_would_write_and_keeps_nothing(bolt, kind):
    document = documents(bolt)[kind]
    before = everything()

    result = preview(document)

    assert everything() == before
    posted = post(document)
    assert shown(result) == entries(*SHOWN, register=posted.register)
    assert result.entry_count == posted.entry_count
    assert [str(one) for one in result.warnings] == [str(one) for one in posted.warnings]


@pytest.mark.rule("POST-173")
@pytest.mark.parametrize("kind", KINDS)
def test_it_shows_who_would_consume_whom(bolt, kind):
    document = documents(bolt)[kind]
    known = len(applications())

    result = preview(document)

    post(document)
    assert [
        (
            link.item_ledger_entry_id,
            link.inbound_entry_id,
            link.outbound_entry_id or 0,
            link.transferred_from_entry_id or 0,
            link.quantity,
        )
        for link in result.applications
    ] == applications()[known:]


@pytest.mark.rule("POST-173", "RCL-053", "POST-110", "POST-100")
def test_its_warnings_come_before_the_posting(bolt):
    waiting = documents(bolt)

    assert "leaves on 2026-01-05, before it came in" in str(preview(waiting["sales"]).warnings[0])
    late = preview(waiting["purchase"], posting_date=JAN_10)
    assert "comes in already expired" in str(late.warnings[0])


@pytest.mark.rule("POST-173")
@pytest.mark.parametrize("make", [sales, purchase])
def test_it_is_refused_as_the_posting_is(make):
    lamp = ItemFactory(item_tracking_code=serial_code())
    receive(lamp, serial("S1"))
    document = make(lamp, serial("S1"), serial("S2"), quantity=3)
    before = everything()

    with pytest.raises(Refused) as refusal:
        preview(document)

    assert everything() == before
    assert str(refusal.value) == str(refused(document))


@pytest.mark.rule("POST-173")
@pytest.mark.parametrize("series_with_gaps", [True, False])
@pytest.mark.django_db(transaction=True)
def test_it_uses_no_number_up_not_even_of_a_series_that_allows_gaps(series_with_gaps):
    setup_series()
    NumberSeriesLine.objects.update(allow_gaps=series_with_gaps)
    document = purchase(ItemFactory(), quantity=1)
    before = everything()

    preview(document)
    preview(document)

    assert everything() == before
    assert post(document).posted_document.no == "PRN00001"


@pytest.mark.rule("POST-173", "POST-002")
def test_nothing_to_post_is_nothing_to_preview(db):
    with pytest.raises(Refused, match="Nothing to post"):
        preview(purchase(ItemFactory(), quantity=1, line={"to_handle": 0}))


@pytest.mark.rule("POST-173")
def test_many_entries_are_counted_and_the_first_are_listed(db):
    lamp = ItemFactory(item_tracking_code=serial_code())
    document = purchase(lamp, *(serial(f"S{number:04}") for number in range(1005)))

    result = preview(document)

    assert result.entry_count == 1005
    assert len(result.entries) == 1000
    assert (result.entries[0].serial_no, result.entries[-1].serial_no) == ("S0000", "S0999")
