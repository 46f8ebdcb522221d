"""Release and reopen, and the drawing of the states."""

from pathlib import Path

import pytest

from wms.core.errors import Refused
from wms.documents import services
from wms.documents.models import Document
from wms.documents.states import drawing
from wms.inventory.models import Vendor

STATES = Path(__file__).parents[2] / "docs" / "states.md"


@pytest.fixture
def order(new_document, clerk, lamp):
    order = new_document()
    services.add_line(document=order, by=clerk, item=lamp, quantity=1)
    return order


@pytest.mark.django_db
@pytest.mark.rule("ITL-003")
def test_given_an_open_order_when_it_is_released_and_reopened_then_it_is_open_again(order, clerk):
    released = services.release(document=order, by=clerk, version=2)
    assert released.status == Document.Status.RELEASED

    reopened = services.reopen(document=order, by=clerk, version=3)

    assert (reopened.status, Document.objects.get().version) == (Document.Status.OPEN, 4)


@pytest.mark.django_db
@pytest.mark.rule("ITL-003")
@pytest.mark.parametrize(
    ("status", "verb", "text"),
    [
        ("open", "reopen", "It is open and cannot become open."),
        ("released", "release", "It is released and cannot become released."),
        ("closed", "reopen", "It is closed and cannot become open."),
        ("closed", "release", "It is closed and cannot become released."),
    ],
)
def test_given_a_state_when_a_move_is_not_in_the_table_then_it_is_refused(
    order, clerk, status, verb, text
):
    Document.objects.update(status=status)

    with pytest.raises(Refused) as refusal:
        getattr(services, verb)(document=order, by=clerk)

    assert str(refusal.value) == f"Purchase order PON00001: {text}"
    assert Document.objects.get().status == status


@pytest.mark.django_db
@pytest.mark.rule("POST-002")
@pytest.mark.parametrize("quantity", [None, 0])
def test_given_nothing_to_handle_when_it_is_released_then_it_is_refused(
    new_document, clerk, lamp, quantity
):
    order = new_document()
    if quantity is not None:
        services.add_line(document=order, by=clerk, item=lamp, quantity=quantity)

    with pytest.raises(Refused) as refusal:
        services.release(document=order, by=clerk)

    assert str(refusal.value) == (
        "Purchase order PON00001: It has no line with a quantity. Add a line first."
    )


@pytest.mark.django_db
@pytest.mark.rule("SET-005")
def test_given_a_vendor_blocked_since_when_the_order_is_released_then_it_is_refused(order, clerk):
    Vendor.objects.update(blocked=True)

    with pytest.raises(Refused) as refusal:
        services.release(document=order, by=clerk)

    assert str(refusal.value) == (
        "Purchase order PON00001: Vendor No. V10000 is blocked. "
        "Unblock the card or choose another one."
    )


@pytest.mark.django_db
@pytest.mark.rule("POST-170")
def test_given_an_older_version_on_the_page_when_it_is_released_then_it_is_refused(order, clerk):
    with pytest.raises(Refused, match="version 2 instead of 1"):
        services.release(document=order, by=clerk, version=1)


@pytest.mark.django_db
def test_given_a_journal_when_it_is_released_then_it_is_refused(new_document, clerk, lamp):
    journal = new_document("item_journal")
    services.add_line(document=journal, by=clerk, item=lamp, quantity=1)

    with pytest.raises(Refused, match="It is open and cannot become released"):
        services.release(document=journal, by=clerk)


def test_the_drawing_in_the_docs_is_the_table_of_states():
    assert f"## Documents\n\n```mermaid\n{drawing()}\n```\n" in STATES.read_text()
