"""Creating, changing and deleting documents."""

import pytest

from tests.documents.conftest import JAN_5
from tests.factories import LocationFactory, NumberSeriesFactory, VendorFactory, tracked
from tracking.posting import post_document
from wms.core.errors import Refused
from wms.documents import services
from wms.documents.errors import DocumentClosed
from wms.documents.kinds import KINDS, DocumentKind
from wms.documents.models import Document
from wms.documents.providers import Tracked
from wms.inventory.models import InventorySetup, Location


@pytest.mark.django_db
@pytest.mark.parametrize("kind", list(DocumentKind))
def test_given_a_series_when_a_document_is_created_then_it_takes_the_next_number(
    new_document, kind
):
    first, second = new_document(kind), new_document(kind)

    series = getattr(InventorySetup.objects.get(), KINDS[kind].numbers_from)
    starting_no = series.lines.get().starting_no
    assert [first.no, second.no] == [starting_no, f"{starting_no[:-1]}2"]
    assert (first.status, first.version, first.posting_date) == ("open", 1, JAN_5)


@pytest.mark.django_db
def test_given_no_location_when_a_document_is_created_then_it_stands_at_the_blank_location(
    new_document,
):
    order = new_document(location=None)

    assert order.location == Location.objects.get(code="")


@pytest.mark.django_db
@pytest.mark.rule("SET-118")
def test_given_manual_nos_when_a_number_is_typed_then_it_is_folded_and_kept(new_document):
    order = new_document(no=" po-77 ")

    assert order.no == "PO-77"


@pytest.mark.django_db
@pytest.mark.rule("SET-118")
def test_given_manual_nos_off_when_a_number_is_typed_then_it_is_refused(new_document):
    series = InventorySetup.objects.get().purchase_order_nos
    series.manual_nos = False
    series.save()

    with pytest.raises(Refused) as refusal:
        new_document(no="PO-77")

    assert str(refusal.value) == (
        f"No. PO-77 cannot be typed: Manual Nos. of number series {series.code} is off. "
        "Leave No. empty to draw the next number."
    )
    assert not Document.objects.exists()


@pytest.mark.django_db
@pytest.mark.rule("SET-003")
def test_given_a_number_is_taken_when_it_is_typed_again_then_it_is_refused(new_document):
    new_document(no="PO-77")

    with pytest.raises(Refused) as refusal:
        new_document(no="po-77")

    assert str(refusal.value) == (
        "Purchase order PO-77 exists already. Type another No., or leave it empty."
    )


@pytest.mark.django_db
@pytest.mark.rule("SET-003")
def test_given_the_next_number_was_typed_before_when_one_is_drawn_then_it_is_skipped(
    new_document,
):
    new_document(no="PON00001")

    order = new_document()

    assert order.no == "PON00002"


@pytest.mark.django_db
@pytest.mark.rule("POST-113")
def test_given_no_series_when_a_document_is_created_without_number_then_the_field_is_named(
    new_document,
):
    InventorySetup.objects.update(purchase_order_nos=None)

    with pytest.raises(Refused) as refusal:
        new_document()

    assert str(refusal.value) == (
        "No number series is set up. Fill Purchase Order Nos. in Inventory Setup, or type a No."
    )


@pytest.mark.django_db
def test_given_a_series_that_ended_when_a_document_is_created_then_nothing_is_written(
    new_document,
):
    series = NumberSeriesFactory(code="SHORT", first="S9")
    series.lines.update(ending_no="S9", last_no_used="S9")
    InventorySetup.objects.update(purchase_order_nos=series)

    with pytest.raises(Refused):
        new_document()

    assert not Document.objects.exists()


@pytest.mark.django_db
@pytest.mark.rule("SET-005")
def test_given_no_vendor_when_a_purchase_order_is_created_then_it_is_refused(new_document):
    with pytest.raises(Refused) as refusal:
        new_document(vendor=None)

    assert str(refusal.value) == "Vendor No. must be filled."
    assert refusal.value.violations[0].field == "vendor"


@pytest.mark.django_db
@pytest.mark.rule("SET-005")
def test_given_a_blocked_vendor_when_a_purchase_order_is_created_then_it_is_refused(
    new_document,
):
    with pytest.raises(Refused) as refusal:
        new_document(vendor=VendorFactory(no="V9", blocked=True))

    assert str(refusal.value) == (
        "Vendor No. V9 is blocked. Unblock the card or choose another one."
    )


@pytest.mark.django_db
@pytest.mark.rule("SET-002")
def test_given_texts_too_long_when_a_document_is_created_then_all_of_them_are_told(new_document):
    with pytest.raises(Refused) as refusal:
        new_document(no="X" * 21, external_document_no="E" * 36)

    assert str(refusal.value) == (
        "No. may have at most 20 characters; this has 21. Shorten it.\n"
        "External Document No. may have at most 35 characters; this has 36. Shorten it."
    )


@pytest.mark.django_db
@pytest.mark.rule("SET-131", "POST-011")
def test_given_an_in_transit_location_when_a_document_is_created_then_it_is_refused(new_document):
    with pytest.raises(Refused) as refusal:
        new_document(location=LocationFactory(code="OWN LOG.", use_as_in_transit=True))

    assert str(refusal.value) == (
        "Location Code OWN LOG. is an in-transit location, which only transfer orders use."
    )


@pytest.mark.django_db
def test_given_a_field_that_is_not_of_the_header_when_it_is_passed_then_it_is_our_mistake():
    with pytest.raises(TypeError, match="not fields of a document header: colour"):
        services.create_document(kind="purchase_order", by=None, order_date=JAN_5, colour="red")


@pytest.mark.django_db
def test_given_an_order_when_its_header_is_changed_then_the_version_grows(new_document, clerk):
    order = new_document()

    services.change_document(document=order, by=clerk, version=1, description="Spring")

    stored = Document.objects.get()
    assert (stored.description, stored.version) == ("Spring", 2)


@pytest.mark.django_db
@pytest.mark.rule("POST-170")
def test_given_another_change_meanwhile_when_the_header_is_changed_then_it_is_refused(
    new_document, clerk
):
    order = new_document()
    services.change_document(document=order, by=clerk, version=1, description="Spring")

    with pytest.raises(Refused) as refusal:
        services.change_document(document=order, by=clerk, version=1, description="Summer")

    assert str(refusal.value) == (
        "Purchase order PON00001: It was changed by another user since it was shown: "
        "status Open, 0 lines, version 2 instead of 1. Reload the page and try again."
    )
    assert Document.objects.get().description == "Spring"


@pytest.mark.django_db
@pytest.mark.rule("ITL-003")
def test_given_a_released_order_when_the_vendor_is_changed_then_it_is_refused(new_document, clerk):
    order = new_document()
    Document.objects.update(status=Document.Status.RELEASED)

    with pytest.raises(Refused) as refusal:
        services.change_document(document=order, by=clerk, vendor=VendorFactory(no="V2"))

    assert str(refusal.value) == (
        "Purchase order PON00001: Vendor No. can be changed only while the document is open. "
        "Reopen it first."
    )
    services.change_document(document=order, by=clerk, vendor=order.vendor, description="Spring")
    assert Document.objects.get().description == "Spring"


@pytest.mark.django_db
@pytest.mark.rule("POST-057")
def test_given_a_partly_received_order_when_the_vendor_is_changed_then_it_is_refused(
    new_document, clerk, lamp
):
    order = new_document()
    services.add_line(document=order, by=clerk, item=lamp, quantity=2)
    post_document(document=order, by=clerk)

    with pytest.raises(Refused) as refusal:
        services.change_document(document=order, by=clerk, vendor=VendorFactory(no="V2"))

    assert str(refusal.value) == (
        "Purchase order PON00001: Vendor No. cannot be changed, "
        "because part of the document is posted."
    )


@pytest.mark.django_db
@pytest.mark.rule("POST-120")
@pytest.mark.parametrize("verb", ["change_document", "delete_document"])
def test_given_a_closed_order_when_it_is_touched_then_it_is_refused(new_document, clerk, verb):
    order = new_document()
    Document.objects.update(status=Document.Status.CLOSED)

    with pytest.raises(Refused) as refusal:
        getattr(services, verb)(document=order, by=clerk)

    assert isinstance(refusal.value.violations[0], DocumentClosed)
    assert str(refusal.value) == (
        "Purchase order PON00001: It is closed, because it is posted completely. "
        "Closed documents cannot be changed."
    )
    assert Document.objects.exists()


@pytest.mark.django_db
@pytest.mark.rule("ERR-006")
def test_given_a_deleted_order_when_it_is_changed_then_the_refusal_says_so(new_document, clerk):
    order = new_document()
    Document.objects.all().delete()

    with pytest.raises(Refused) as refusal:
        services.change_document(document=order, by=clerk, description="Spring")

    assert str(refusal.value) == (
        "Purchase order PON00001: It was deleted by another user meanwhile."
    )


@pytest.mark.django_db
def test_given_lines_without_tracking_when_the_order_is_deleted_then_they_go_with_it(
    new_document, clerk, lamp
):
    order = new_document()
    services.add_line(document=order, by=clerk, item=lamp, quantity=2)

    services.delete_document(document=order, by=clerk)

    assert not Document.objects.exists()


@pytest.mark.django_db
@pytest.mark.rule("ITL-152")
def test_given_tracked_lines_when_the_order_is_deleted_then_it_asks_once_for_all_of_them(
    new_document, clerk, lamp, tracked_rows
):
    order = new_document()
    for rows in (3, 4):
        line = services.add_line(document=order, by=clerk, item=lamp, quantity=rows)
        tracked(line, lot_no="L1", quantity=rows)
        tracked_rows[line.pk] = Tracked(rows=rows)

    with pytest.raises(Refused) as question:
        services.delete_document(document=order, by=clerk)

    assert str(question.value) == (
        "Purchase order PON00001: 7 item tracking lines go with it. "
        "Confirm that they shall be deleted too, or keep both."
    )
    services.delete_document(document=order, by=clerk, with_tracking=True)
    assert not Document.objects.exists()


@pytest.mark.django_db
@pytest.mark.rule("POST-118", "ITL-153")
def test_given_a_line_partly_received_when_the_order_is_deleted_then_it_is_refused(
    new_document, clerk, lamp
):
    order = new_document()
    line = services.add_line(document=order, by=clerk, item=lamp, quantity=2)
    line.qty_handled = line.qty_handled_base = line.qty_to_handle = line.qty_to_handle_base = 1
    line.save()

    with pytest.raises(Refused) as refusal:
        services.delete_document(document=order, by=clerk, with_tracking=True)

    assert str(refusal.value) == (
        "Purchase order PON00001: Part of it is posted, so it cannot be deleted. "
        "It closes when the rest is posted."
    )
    assert Document.objects.exists()


@pytest.mark.django_db
@pytest.mark.rule("ITL-154")
def test_given_a_guard_that_refuses_when_the_order_is_deleted_then_it_stays(
    new_document, clerk, lamp, guard
):
    order = new_document()
    line = services.add_line(document=order, by=clerk, item=lamp, quantity=2)
    guard.of_deletion.append(DocumentClosed())

    with pytest.raises(Refused):
        services.delete_document(document=order, by=clerk)

    assert guard.asked == [[line]]
    assert Document.objects.exists()
