"""What must not be on a line, and when it may not change."""

from decimal import Decimal

import pytest

from tests.documents.lines import boxed, refused_text
from tests.factories import ItemFactory
from wms.core.errors import Refused
from wms.documents import services
from wms.documents.errors import DocumentClosed
from wms.documents.models import Document, DocumentLine
from wms.documents.selectors import shown_values
from wms.inventory.models import ItemVariant

# --- what must not be on a line ------------------------------------------------------------------------


@pytest.mark.django_db
@pytest.mark.rule("POST-082")
@pytest.mark.parametrize(
    ("kind", "switch", "quantity", "word"),
    [
        ("purchase_order", "blocked", 1, "Blocked"),
        ("purchase_order", "purchasing_blocked", 1, "Purchasing Blocked"),
        ("sales_order", "sales_blocked", 1, "Sales Blocked"),
    ],
)
def test_given_a_blocked_item_when_it_is_added_then_it_is_refused(
    new_document, clerk, kind, switch, quantity, word
):
    order = new_document(kind)

    text = refused_text(
        services.add_line,
        document=order,
        by=clerk,
        item=ItemFactory(no="OLD", **{switch: True}),
        quantity=quantity,
    )

    assert text == (
        f"{order}, line 10000: Item OLD is blocked ({word}). "
        "Unblock it on its card or choose another item."
    )


@pytest.mark.django_db
@pytest.mark.rule("POST-082")
@pytest.mark.parametrize(
    ("kind", "switch", "quantity"),
    [
        ("purchase_order", "sales_blocked", 1),
        ("purchase_order", "purchasing_blocked", -1),
        ("sales_order", "sales_blocked", -1),
    ],
)
def test_given_an_item_blocked_for_the_other_way_when_it_is_added_then_it_is_accepted(
    new_document, clerk, kind, switch, quantity
):
    item = ItemFactory(**{switch: True})

    line = services.add_line(document=new_document(kind), by=clerk, item=item, quantity=quantity)

    assert line.quantity == quantity


@pytest.mark.django_db
@pytest.mark.rule("POST-082")
def test_given_a_blocked_variant_when_it_is_chosen_then_it_is_refused(line, clerk, lamp):
    old = ItemVariant.objects.create(item=lamp, code="OLD", blocked=True)

    text = refused_text(services.change_line, line=line, by=clerk, variant=old)

    assert text == (
        "Purchase order PON00001, line 10000: Variant OLD of item LAMP is blocked. "
        "Choose another variant."
    )


@pytest.mark.django_db
@pytest.mark.rule("SET-005")
def test_given_variant_and_unit_of_another_item_when_they_are_chosen_then_both_are_told(
    line, clerk
):
    chair = ItemFactory(no="CHAIR")
    blue = ItemVariant.objects.create(item=chair, code="BLUE")

    text = refused_text(
        services.change_line,
        line=line,
        by=clerk,
        variant=blue,
        unit_of_measure=boxed(chair, pieces=2),
    )

    assert text == (
        "Purchase order PON00001, line 10000: Unit of Measure BOX is not set up for item LAMP.\n"
        "Purchase order PON00001, line 10000: Variant BLUE does not belong to item LAMP."
    )


@pytest.mark.django_db
@pytest.mark.rule("POST-001")
def test_given_an_item_journal_when_a_transfer_is_entered_then_it_is_refused(
    new_document, clerk, lamp
):
    text = refused_text(
        services.add_line,
        document=new_document("item_journal"),
        by=clerk,
        item=lamp,
        quantity=1,
        entry_type="transfer",
    )

    assert text == (
        "Item journal IJN00001, line 10000: Entry Type Transfer is not possible here. "
        "Choose Purchase or Sale or Positive Adjmt. or Negative Adjmt. instead."
    )


# --- when it may change --------------------------------------------------------------------------------


@pytest.mark.django_db
@pytest.mark.rule("ITL-003")
def test_given_a_released_order_when_quantity_or_item_is_changed_then_it_is_refused(
    line, clerk, lamp
):
    services.release(document=line.document, by=clerk)

    change = refused_text(services.change_line, line=line, by=clerk, quantity=Decimal(1))
    addition = refused_text(services.add_line, document=line.document, by=clerk, item=lamp)
    deletion = refused_text(services.delete_line, line=line, by=clerk)

    assert change == (
        "Purchase order PON00001: Quantity can be changed only while the document is open. "
        "Reopen it first."
    )
    assert (
        addition
        == deletion
        == (
            "Purchase order PON00001: Lines can be changed only while the document is open. "
            "Reopen it first."
        )
    )


@pytest.mark.django_db
@pytest.mark.rule("ITL-003")
def test_given_a_released_order_when_qty_to_receive_is_changed_then_it_is_kept(line, clerk):
    services.release(document=line.document, by=clerk)

    line = services.change_line(
        line=line, by=clerk, qty_to_handle=Decimal(3), quantity=line.quantity
    )

    assert line.qty_to_handle == 3


@pytest.mark.django_db
@pytest.mark.rule("POST-120")
def test_given_a_closed_order_when_a_line_is_touched_then_it_is_refused(line, clerk, lamp):
    Document.objects.update(status=Document.Status.CLOSED)

    texts = {
        refused_text(services.change_line, line=line, by=clerk, qty_to_handle=Decimal(3)),
        refused_text(services.add_line, document=line.document, by=clerk, item=lamp),
        refused_text(services.delete_line, line=line, by=clerk),
    }

    assert texts == {
        "Purchase order PON00001: It is closed, because it is posted completely. "
        "Closed documents cannot be changed."
    }


@pytest.mark.django_db
@pytest.mark.rule("ERR-006")
def test_given_another_user_changed_the_line_when_it_is_saved_then_the_refusal_tells_what(
    line, clerk
):
    seen = shown_values(line)
    services.change_line(line=line, by=clerk, quantity=Decimal(7), description="")

    with pytest.raises(Refused) as refusal:
        services.change_line(line=line, by=clerk, seen=seen, qty_to_handle=Decimal(2))

    assert str(refusal.value) == (
        "Purchase order PON00001, line 10000: Another user changed this line meanwhile: "
        "Quantity is now 7, not 10; Qty. to Handle is now 7, not 10; Qty. to Invoice is now 7, not 10; "
        "Description is now empty, not Desk lamp. Your entry is kept; save again to apply it."
    )
    assert refusal.value.violations[0].code == "STALE"


@pytest.mark.django_db
@pytest.mark.rule("ERR-006")
def test_given_the_line_is_gone_when_it_is_changed_then_the_refusal_says_so(line, clerk):
    services.delete_line(line=line, by=clerk)
    line.pk = 77

    text = refused_text(services.change_line, line=line, by=clerk, quantity=Decimal(1))

    assert text == (
        "Purchase order PON00001, line 10000: The line was deleted or posted meanwhile. "
        "Reload the page."
    )


@pytest.mark.django_db
@pytest.mark.rule("POST-170")
def test_given_an_older_version_on_the_page_when_a_line_is_changed_then_it_is_refused(line, clerk):
    text = refused_text(services.change_line, line=line, by=clerk, version=1, quantity=Decimal(1))

    assert text == (
        "Purchase order PON00001: It was changed by another user since it was shown: "
        "status Open, 1 lines, version 2 instead of 1. Reload the page and try again."
    )


@pytest.mark.django_db
@pytest.mark.rule("POST-056")
def test_given_a_guard_when_a_line_changes_then_it_sees_both_states_and_may_refuse(
    line, clerk, guard
):
    guard.of_change.append(DocumentClosed())

    with pytest.raises(Refused):
        services.change_line(line=line, by=clerk, quantity=Decimal(7))

    (change,) = guard.asked
    assert (change.before.quantity_base, change.after.quantity_base) == (10, 7)
    followed = ("quantity", "qty_to_handle", "qty_to_invoice")
    assert change.fields == {f"{name}{unit}" for name in followed for unit in ("", "_base")}
    assert DocumentLine.objects.get().quantity == 10


@pytest.mark.django_db
@pytest.mark.rule("ITL-154")
def test_given_a_guard_when_a_line_is_deleted_then_it_may_refuse(line, clerk, guard):
    guard.of_deletion.append(DocumentClosed())

    with pytest.raises(Refused):
        services.delete_line(line=line, by=clerk)

    assert guard.asked == [[line]]
    assert DocumentLine.objects.exists()


@pytest.mark.django_db
def test_given_a_field_that_is_not_of_a_line_when_it_is_passed_then_it_is_our_mistake(line, clerk):
    with pytest.raises(TypeError, match="not fields of a document line: qty_handled"):
        services.change_line(line=line, by=clerk, qty_handled=Decimal(3))
