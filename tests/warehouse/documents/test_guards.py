"""What an open warehouse document keeps as it is: its source lines, its location, its bins."""

from decimal import Decimal

import pytest

from tests.factories import ItemFactory, UserFactory, purchase_order, serial_code, user_with_role
from tests.warehouse.documents.scenes import (
    RECEIPT,
    WORK_DAY,
    handle,
    made,
    post,
    receiving,
    released,
)
from tracking.locks import lock_of
from tracking.posting.undo import undo_lines
from warehouse.binsetup.selectors import first_use_of_bin
from warehouse.documents.services import (
    add_sources,
    change_line,
    delete_document,
    delete_line,
    empty_lines,
    fill_lines,
)
from warehouse.models import PostedWarehouseDocument, WarehouseSetup
from warehouse.setup_checks import activity_series
from wms.core.errors import Refused
from wms.documents import services
from wms.inventory.models import WarehouseEmployee
from wms.inventory.services.locations import save_location

pytestmark = pytest.mark.django_db


@pytest.fixture
def yellow():
    return receiving(bins=("B1", "B2"))


@pytest.fixture
def order(yellow):
    lamp = ItemFactory(no="LAMP")
    order = purchase_order(lamp, 10, location=yellow, line={"bin": yellow.bins.get(code="B1")})
    return released(order)


@pytest.fixture
def receipt(order):
    return made(RECEIPT, order)


@pytest.mark.rule("WHS-049", "ITL-154")
def test_the_line_keeps_what_the_receipt_was_made_from(order, receipt, yellow):
    by = UserFactory()
    services.reopen(document=order, by=by)
    line = order.lines.get()

    with pytest.raises(Refused, match=f"Bin Code cannot be changed, because .* {receipt}"):
        services.change_line(line=line, by=by, bin=yellow.bins.get(code="B2"))
    with pytest.raises(Refused, match="The quantity cannot go below 10"):
        services.change_line(line=line, by=by, quantity=Decimal(9))
    with pytest.raises(Refused, match=f"because it stands on {receipt}"):
        services.delete_line(line=line, by=by)
    with pytest.raises(Refused, match=f"because it stands on {receipt}"):
        services.delete_document(document=order, by=by)

    services.change_line(line=line, by=by, quantity=Decimal(12))
    delete_document(document=receipt, by=by)
    services.delete_document(document=order, by=by)


@pytest.mark.rule("ITL-166")
def test_a_receipt_alone_does_not_lock_the_tracking_page(yellow):
    chair = ItemFactory(no="CHAIR", item_tracking_code=serial_code())
    yellow.require_put_away = True
    yellow.save()
    order = released(purchase_order(chair, 2, location=yellow))
    made(RECEIPT, order)

    assert lock_of(order.lines.get()) is None


@pytest.mark.rule("WHS-008", "SET-135", "WHS-020")
def test_location_and_bins_stay(receipt, yellow):
    yellow.require_receive = False

    with pytest.raises(Refused, match=receipt.in_words):
        save_location(location=yellow)
    assert first_use_of_bin(yellow.bins.get(code="B1")) == f"{receipt.in_words} names it"


@pytest.mark.rule("WHS-252", "WHS-249", "WHS-250")
def test_a_posted_receipt_is_undone_once_nothing_of_the_line_is_under_way(receipt, order, yellow):
    work = post(handle(receipt, 4))
    posted_line = work.posted_documents[0].lines.get()
    by = UserFactory()

    with pytest.raises(Refused, match=f"Item LAMP stands on {receipt}. Delete its line there"):
        undo_lines(document=work.posted_documents[0], line_ids=[posted_line.pk], by=by)
    delete_document(document=receipt, by=by)
    undo_lines(document=work.posted_documents[0], line_ids=[posted_line.pk], by=by)

    assert order.lines.get().qty_handled == 0
    posted_line.refresh_from_db()
    assert posted_line.is_corrected
    assert posted_line.warehouse_line.document == PostedWarehouseDocument.objects.get()


@pytest.mark.rule("WHS-255")
def test_only_employees_of_the_location_do_anything(receipt, order):
    stranger = user_with_role("warehouse clerk")
    line = receipt.lines.get()
    works = (
        lambda: made(RECEIPT, order, by=stranger),
        lambda: add_sources(document=receipt, sources=[order], by=stranger),
        lambda: change_line(line=line, by=stranger, qty_to_handle=Decimal(1)),
        lambda: fill_lines(document=receipt, by=stranger),
        lambda: empty_lines(document=receipt, by=stranger),
        lambda: delete_line(line=line, by=stranger),
        lambda: delete_document(document=receipt, by=stranger),
        lambda: post(receipt, by=stranger),
    )
    for work in works:
        with pytest.raises(Refused, match="is not a warehouse employee of location YELLOW"):
            work()

    WarehouseEmployee.objects.create(user=stranger, location=receipt.location)
    post(receipt, by=stranger)


@pytest.mark.rule("WHS-189")
@pytest.mark.parametrize("quantity", [-1, "10.00001"])
def test_the_quantity_lies_within_what_is_outstanding(receipt, quantity):
    with pytest.raises(Refused) as refusal:
        handle(receipt, quantity)

    assert str(refusal.value) == (
        f"{receipt}, line 10000: Qty. to Receive of item LAMP lies between 0 and 10, not {quantity}."
    )


def test_all_lines_are_filled_and_emptied_at_once(receipt):
    by = UserFactory()

    empty_lines(document=receipt, by=by)
    assert receipt.lines.get().qty_to_handle == 0
    fill_lines(document=receipt, by=by)
    assert receipt.lines.get().qty_to_handle == 10


@pytest.mark.rule("WHS-267")
def test_a_line_that_somebody_changed_is_shown_before_it_is_overwritten(receipt, yellow):
    line = receipt.lines.get()
    seen = line.stamp
    handle(receipt, 3)

    with pytest.raises(Refused, match="The line was changed by another user"):
        change_line(line=line, by=UserFactory(), seen=seen, bin=yellow.bins.get(code="B2"))
    delete_line(line=line, by=UserFactory())
    with pytest.raises(Refused, match="It no longer exists"):
        change_line(line=line, by=UserFactory(), qty_to_handle=Decimal(1))


@pytest.mark.rule("WHS-002")
def test_a_bin_belongs_to_the_location_of_the_document(receipt):
    elsewhere = receiving("GREEN", bins=("G1",))

    with pytest.raises(Refused, match="Location YELLOW has no bin G1"):
        change_line(line=receipt.lines.get(), by=UserFactory(), bin=elsewhere.bins.get(code="G1"))


@pytest.mark.rule("WHS-188", "WHS-202", "POST-113")
def test_a_missing_series_is_told_by_the_check_of_setup_and_by_the_first_receipt(order):
    assert list(activity_series.ask(WORK_DAY)) == []
    WarehouseSetup.objects.update(whse_receipt_nos=None, whse_shipment_nos=None)

    assert [finding.problem for finding in activity_series.ask(WORK_DAY)] == [
        "Whse. Receipt Nos. is blank, so such documents cannot be made or posted."
    ]
    with pytest.raises(Refused, match="is blank in Warehouse Setup"):
        made(RECEIPT, order)
