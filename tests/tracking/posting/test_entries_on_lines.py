"""Lines of goods without numbers name the entry that they take from, or bring back."""

from decimal import Decimal

import pytest
from django.urls import reverse

from tests.factories import ItemFactory, journal, lot_code, user_with_role
from tests.tracking.posting.desk import applications, entry, lot, post, receive, refusal
from wms.core.errors import Refused
from wms.documents import services
from wms.documents.models import DocumentLine

pytestmark = pytest.mark.django_db


def line(item, quantity=1, **fields) -> DocumentLine:
    document = journal(no="IJ1")
    return services.add_line(
        document=document,
        by=document.created_by,
        item=item,
        quantity=Decimal(quantity),
        **{"entry_type": "negative_adjmt"} | fields,
    )


def refused(*args, **fields) -> str:
    with pytest.raises(Refused) as refusal:
        line(*args, **fields)
    return str(refusal.value)


@pytest.mark.rule("POST-035", "POST-039")
def test_that_entry_alone_is_taken():
    bolt = ItemFactory()
    receive(bolt, quantity=5)
    receive(bolt, quantity=5)

    post(line(bolt, 3, applies_to_entry_no=2).document)

    assert applications(item_ledger_entry=3) == [(3, 2, 3, 0, -3)]
    assert [entry(no).remaining_quantity for no in (1, 2)] == [5, 2]


@pytest.mark.rule("POST-036")
def test_an_entry_that_was_partly_taken_gives_what_is_left():
    bolt = ItemFactory(no="BOLT")
    receive(bolt, quantity=5)
    receive(bolt, quantity=5)
    post(line(bolt, 3, applies_to_entry_no=1).document)
    again = journal(no="IJ2")
    services.add_line(
        document=again,
        by=again.created_by,
        item=bolt,
        quantity=Decimal(3),
        entry_type="negative_adjmt",
        applies_to_entry_no=1,
    )

    told = refusal(again)

    assert "only 2 of it are left, and 3 are wanted" in told[0]


@pytest.mark.rule("POST-037", "POST-038")
def test_what_left_comes_back():
    bolt = ItemFactory()
    receive(bolt, quantity=5)
    post(line(bolt, 3).document)
    back = journal(no="IJ2")
    services.add_line(
        document=back,
        by=back.created_by,
        item=bolt,
        quantity=Decimal(2),
        entry_type="positive_adjmt",
        applies_from_entry_no=2,
    )

    post(back)

    assert applications(item_ledger_entry=3) == [(3, 3, 2, 0, 2)]
    assert entry(2).shipped_qty_not_returned == -1


@pytest.mark.rule("POST-039")
@pytest.mark.parametrize(
    ("field", "caption"),
    [
        ("applies_to_entry_no", "Appl.-to Item Entry"),
        ("applies_from_entry_no", "Appl.-from Item Entry"),
    ],
)
def test_an_entry_with_numbers_is_named_on_the_tracking_line(field, caption):
    paint = ItemFactory(item_tracking_code=lot_code())
    receive(paint, lot("A", 5))

    assert refused(paint, **{field: 1}) == (
        f"Item journal IJ1, line 10000: {caption} 1 cannot stand on the line: the entry carries lot A. Name"
        " it on the item tracking line."
    )


@pytest.mark.rule("POST-039")
def test_one_entry_is_not_both():
    bolt = ItemFactory()
    receive(bolt, quantity=5)

    assert refused(bolt, applies_to_entry_no=1, applies_from_entry_no=1) == (
        "Item journal IJ1, line 10000: Appl.-to and Appl.-from Item Entry cannot both be 1."
    )


@pytest.mark.rule("POST-035")
def test_an_entry_that_is_not_there_is_told():
    assert refused(ItemFactory(), applies_to_entry_no=7) == (
        "Item journal IJ1, line 10000: Appl.-to Item Entry 7: there is no such item ledger entry."
    )


@pytest.mark.rule("POST-039")
def test_the_entry_is_typed_into_the_grid(client):
    bolt = ItemFactory(no="BOLT")
    receive(bolt, quantity=5)
    document = journal(no="IJ1")
    client.force_login(user_with_role("warehouse manager"))
    url = reverse("document_lines", args=[document.kind, document.pk])
    typed = {"item": "BOLT", "quantity": "2", "entry_type": "negative_adjmt"}

    response = client.post(
        url, typed | {"applies_to_entry_no": "1"}, headers={"HX-Request": "true"}
    )

    assert response.status_code == 200
    assert document.lines.get().applies_to_entry_no == 1
    wrong = client.post(url, typed | {"applies_to_entry_no": "9"}, headers={"HX-Request": "true"})
    assert wrong.status_code == 422
    assert "Appl.-to Item Entry 9: there is no such item ledger entry." in wrong.content.decode()
