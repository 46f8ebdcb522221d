"""Numbers typed on the lines of an item journal, instead of on Item Tracking Lines."""

from decimal import Decimal

import pytest
from django.urls import reverse

from tests.factories import (
    ItemFactory,
    UserFactory,
    add_line,
    journal,
    lot_code,
    serial_code,
    setup_series,
    tracked,
    user_with_role,
)
from tests.tracking.posting.desk import JUN_30, at, entries, post, refusal
from tracking.models import TrackingLine
from tracking.services import sessions
from tracking.services.line_numbers import update_tracking_lines
from wms.core.errors import Refused
from wms.documents import services
from wms.documents.kinds import EntryType
from wms.documents.models import Document, DocumentLine
from wms.inventory.models import Item

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("series")]
LOT = {"use_expiration_dates": True}


@pytest.fixture
def series(db):
    setup_series()


@pytest.fixture
def paint() -> Item:
    return ItemFactory(no="PAINT", item_tracking_code=lot_code(**LOT))


def numbered(**values) -> Document:
    """An item journal with Item Tracking on Lines."""
    return journal(**{"no": "IJ1", "tracking_on_lines": True} | values)


def line_of(document: Document, item: Item, quantity=1, **fields) -> DocumentLine:
    fields = {"entry_type": EntryType.POSITIVE_ADJMT} | fields
    return services.add_line(
        document=document, by=document.created_by, item=item, quantity=Decimal(quantity), **fields
    )


def rows(document: Document, *fields: str) -> list:
    return list(
        TrackingLine.objects.filter(line__document=document, session=None)
        .order_by("line__line_no")
        .values_list(*fields)
    )


def refused(work, **how) -> str:
    with pytest.raises(Refused) as refusal:
        work(**how)
    return str(refusal.value)


@pytest.mark.rule("ITL-184", "POST-012")
def test_what_is_typed_on_the_line_is_posted(paint):
    chair = ItemFactory(no="CHAIR", item_tracking_code=serial_code())
    document = numbered()
    line_of(document, paint, 5, lot_no="a-1", package_no="p1", expiration_date=JUN_30)
    line_of(document, chair, serial_no="S1")
    line_of(document, paint, 2, lot_no="A-1", entry_type=EntryType.NEGATIVE_ADJMT)

    post(document)

    assert entries("quantity", "serial_no", "lot_no", "package_no", "expiration_date") == [
        (5, "", "A-1", "P1", JUN_30),
        (1, "S1", "", "", None),
        (-2, "", "A-1", "", JUN_30),
    ]
    assert not document.lines.exists()


@pytest.mark.rule("ITL-184")
def test_an_item_without_tracking_code_takes_no_numbers():
    document = numbered()

    text = refused(lambda: line_of(document, ItemFactory(no="BOLT"), lot_no="A"))

    assert text == (
        "Item journal IJ1, line 10000: Lot No. cannot be filled: item BOLT has no Item Tracking Code."
    )


@pytest.mark.rule("ITL-185", "POST-012")
def test_numbers_are_refused_while_the_journal_has_them_off(paint):
    document = numbered(tracking_on_lines=False)

    text = refused(lambda: line_of(document, paint, lot_no="A", expiration_date=JUN_30))

    off = (
        "cannot be typed on lines here, because Item Tracking on Lines is off. Turn it on in the header, or"
        " use Item Tracking Lines."
    )
    assert text.splitlines() == [
        f"Item journal IJ1, line 10000: Lot No. {off}",
        f"Item journal IJ1, line 10000: Expiration Date {off}",
    ]
    assert not document.lines.exists()


@pytest.mark.rule("ITL-185")
def test_numbers_are_not_switched_off_while_they_stand_on_lines(paint):
    document = numbered()
    line_of(document, paint, lot_no="A")

    text = refused(
        services.change_document, document=document, by=document.created_by, tracking_on_lines=False
    )

    assert text == (
        "Item journal IJ1, line 10000: Item Tracking on Lines stays on while a line has a number. Clear the"
        " numbers of the line first."
    )


@pytest.mark.rule("ITL-186")
def test_opening_the_page_takes_the_numbers_over(paint):
    document = numbered()
    line = line_of(document, paint, 5, lot_no="A", expiration_date=JUN_30)

    session = sessions.open_page(line, document.created_by)

    assert list(session.rows.values_list("lot_no", "quantity", "expiration_date")) == [
        ("A", 5, JUN_30)
    ]
    assert rows(document, "lot_no", "quantity") == [("A", 5)]
    line.refresh_from_db()
    assert (line.lot_no, line.expiration_date) == ("", None)


@pytest.mark.rule("ITL-186")
def test_update_item_tracking_lines_takes_all_numbers_over(paint):
    document = numbered()
    line_of(document, paint, 5, lot_no="A")
    line_of(document, paint, 0, lot_no="B")
    line_of(document, paint, 3)

    made = update_tracking_lines(document=document, by=document.created_by)

    assert made == 1
    assert rows(document, "lot_no", "quantity") == [("A", 5)]
    # a line without quantity keeps its number until it has one
    assert list(document.lines.order_by("line_no").values_list("lot_no", flat=True)) == [
        "",
        "B",
        "",
    ]


@pytest.mark.rule("ITL-186")
def test_from_then_on_the_line_is_locked(paint):
    document = numbered()
    line = line_of(document, paint, 5, lot_no="A")
    update_tracking_lines(document=document, by=document.created_by)

    text = refused(services.change_line, line=line, by=document.created_by, lot_no="B")

    assert text == (
        "Item journal IJ1, line 10000: Lot No. is changed on Item Tracking Lines: 1 tracking lines exist"
        " for item PAINT."
    )


@pytest.mark.rule("ITL-187")
def test_the_line_shows_the_numbers_of_its_only_row(client, paint):
    document = numbered()
    one = line_of(document, paint, 5, lot_no="A", expiration_date=JUN_30)
    several = line_of(document, paint, 5)
    update_tracking_lines(document=document, by=document.created_by)
    tracked(several, lot_no="B", quantity=2)
    tracked(several, lot_no="C", quantity=3)
    client.force_login(user_with_role("warehouse manager"))

    html = client.get(document.get_absolute_url()).content.decode()

    shown = {
        line.pk: html.split(f'id="line-{line.pk}"')[1].split("</tr>")[0] for line in (one, several)
    }
    assert '<span class="read">A</span>' in shown[one.pk]
    assert '<span class="read">2026-06-30</span>' in shown[one.pk]
    assert '<span class="read">B</span>' not in shown[several.pk]
    assert f'name="lot_no" id="{one.pk}-lot_no"' not in html  # locked


@pytest.mark.rule("ITL-188")
@pytest.mark.parametrize("quantity", [-2, 2])
def test_a_serial_stands_on_a_line_of_one(quantity):
    chair = ItemFactory(no="CHAIR", item_tracking_code=serial_code())
    document = numbered()

    text = refused(lambda: line_of(document, chair, quantity, serial_no="S1"))

    assert text == (
        "Item journal IJ1, line 10000: Quantity (Base) must be -1, 0 or 1 beside serial number S1, not 2."
    )


@pytest.mark.rule("ITL-188")
@pytest.mark.parametrize("quantity", [-1, 0, 1])
def test_a_serial_on_a_line_of_one_or_none(quantity):
    chair = ItemFactory(no="CHAIR", item_tracking_code=serial_code())

    assert line_of(numbered(), chair, quantity, serial_no="S1").serial_no == "S1"


@pytest.mark.rule("POST-013")
def test_rows_that_say_the_same_are_posted_once(paint):
    document = numbered()
    line = line_of(document, paint, 5, lot_no="A")
    tracked(line, lot_no="A", quantity=5)

    post(document)

    assert entries("lot_no", "quantity") == [("A", 5)]


@pytest.mark.rule("POST-013")
def test_rows_that_say_otherwise_are_refused(paint):
    document = numbered()
    line = line_of(document, paint, 5, lot_no="A")
    tracked(line, lot_no="B", quantity=5)

    assert refusal(document) == [
        "Item journal IJ1, line 10000: The line says A, its Item Tracking Lines (1) say otherwise. Clear the"
        " number on the line, or delete the item tracking lines."
    ]


@pytest.mark.rule("SET-051", "ITL-161")
def test_a_directed_location_leaves_numbers_to_the_warehouse(paint):
    white = at("WHITE", bin_mandatory=True, directed_put_away_and_pick=True)
    document = numbered(location=white)

    text = refused(lambda: line_of(document, paint, 5, lot_no="A"))

    assert text == (
        "Item journal IJ1, line 10000: Location WHITE uses Directed Put-away and Pick: item PAINT is"
        " adjusted there number by number in a warehouse journal."
    )


@pytest.mark.rule("ITL-184")
def test_the_page_offers_the_columns_where_the_journal_has_them_on(client):
    client.force_login(user_with_role("warehouse manager"))
    off, on = numbered(no="IJ2", tracking_on_lines=False), numbered()

    assert 'name="lot_no"' not in client.get(off.get_absolute_url()).content.decode()
    assert 'name="lot_no"' in client.get(on.get_absolute_url()).content.decode()


@pytest.mark.rule("ITL-184")
def test_numbers_are_typed_into_the_grid(client, paint):
    client.force_login(user_with_role("warehouse manager"))
    document = numbered()

    response = client.post(
        reverse("document_lines", args=[document.kind, document.pk]),
        {"item": "PAINT", "quantity": "4", "lot_no": "lot-1", "expiration_date": "2026-06-30"},
        headers={"HX-Request": "true"},
    )

    assert response.status_code == 200
    line = document.lines.get()
    assert (line.lot_no, line.expiration_date, line.quantity) == ("LOT-1", JUN_30, 4)


@pytest.mark.rule("ITL-184")
def test_a_line_with_its_number_is_shown_as_complete(client, paint):
    client.force_login(user_with_role("warehouse manager"))
    document = numbered()
    with_number, without = line_of(document, paint, 4, lot_no="A"), line_of(document, paint, 4)

    html = client.get(document.get_absolute_url()).content.decode()

    row = {
        made.pk: html.split(f'id="line-{made.pk}"')[1].split("</tr>")[0]
        for made in (with_number, without)
    }
    assert "complete" in row[with_number.pk]
    assert "0 of 4" in row[without.pk]


@pytest.mark.rule("ITL-186")
def test_the_button_makes_the_rows(client, paint):
    client.force_login(user_with_role("warehouse manager"))
    document = numbered()
    line_of(document, paint, 5, lot_no="A")
    url = reverse("update_tracking_lines", args=[document.kind, document.pk])
    assert url in client.get(document.get_absolute_url()).content.decode()

    response = client.post(url, follow=True)

    assert "1 item tracking line made from the numbers on the lines." in response.content.decode()
    assert rows(document, "lot_no") == [("A",)]


@pytest.mark.parametrize("headers", [{}, {"HX-Request": "true"}])
def test_who_may_make_the_rows(client, headers):
    document = numbered()
    url = reverse("update_tracking_lines", args=[document.kind, document.pk])
    assert client.post(url, headers=headers).status_code == 302
    client.force_login(user_with_role("auditor"))
    assert client.post(url, headers=headers).status_code == 403
    client.force_login(UserFactory())
    assert client.get(url, headers=headers).status_code == 405
    other = add_line(
        numbered(no="IJ3", tracking_on_lines=False), ItemFactory(), 1, entry_type="sale"
    )
    assert (
        client.post(
            reverse("update_tracking_lines", args=[other.document.kind, other.document.pk]),
            headers=headers,
        ).status_code
        == 404
    )
