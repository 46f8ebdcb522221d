"""The lines grid: a row is saved when a field is left; what is wrong stands at its field."""

import pytest
from django.urls import reverse

from tests.documents.rows import add_url, line_url, row_of
from tests.factories import (
    BinFactory,
    ItemFactory,
    LocationFactory,
    UnitFactory,
    add_line,
    purchase_order,
)
from wms.documents.models import Document, DocumentLine
from wms.documents.selectors import shown_values
from wms.inventory.models import ItemUnit, ItemVariant

HTMX = {"HX-Request": "true"}


# --- a new line --------------------------------------------------------------------------------------


def test_given_an_item_when_the_empty_row_is_left_then_it_becomes_a_line_with_an_empty_row_below(
    client, order
):
    response = client.post(
        add_url(order), {"item": " lamp ", "quantity": "3", "key": "new1"}, headers=HTMX
    )

    line = order.lines.get(line_no=20000)
    html = response.content.decode()
    assert response.status_code == 200
    assert (line.item.no, line.quantity) == ("LAMP", 3)
    assert html.index(f'id="line-{line.pk}"') < html.index('id="new-line"')
    assert 'value="Desk lamp"' in html
    assert 'id="header-version" value="2" hx-swap-oob="true"' in html
    assert 'id="document-facts" hx-swap-oob="true"' in html


def test_given_no_script_when_a_line_is_added_then_the_card_opens_at_the_next_empty_row(
    client, order
):
    response = client.post(add_url(order), {"item": "LAMP", "quantity": "3"})

    assert response.url == f"/documents/purchase_order/{order.pk}/?page=999999#new-line"


@pytest.mark.rule("SET-005", "ERR-002")
def test_given_an_unknown_item_when_the_empty_row_is_left_then_what_was_typed_stays(client, order):
    response = client.post(
        add_url(order), {"item": "NOPE", "quantity": "3", "key": "new1"}, headers=HTMX
    )

    html = response.content.decode()
    assert response.status_code == 422
    assert "Item No. NOPE does not exist. Choose one from the list." in html
    assert 'value="NOPE"' in html
    assert 'value="3"' in html
    assert 'aria-describedby="new1-item-error"' in html
    assert order.lines.count() == 1


@pytest.mark.rule("SET-003")
@pytest.mark.parametrize("headers", [{}, HTMX])
def test_given_no_item_when_the_empty_row_is_sent_then_it_is_asked_for(client, order, headers):
    response = client.post(add_url(order), {"item": " ", "quantity": "3"}, headers=headers)

    assert response.status_code == 422
    assert "Item No. must be filled." in response.content.decode()
    assert 'value="3"' in response.content.decode()


@pytest.mark.rule("ERR-003")
def test_given_several_wrong_fields_when_the_row_is_sent_then_each_says_so_at_its_place(
    client, order
):
    response = client.post(
        add_url(order),
        {
            "item": "LAMP",
            "variant": "RED",
            "location": "MOON",
            "unit_of_measure": "TON",
            "quantity": "ten",
            "description": "D" * 101,
        },
        headers=HTMX,
    )

    html = response.content.decode()
    for text in (
        "Variant Code RED does not exist.",
        "Location Code MOON does not exist.",
        "Unit of Measure TON does not exist.",
        "Quantity cannot be ten. Type a number, such as 10 or 2.5.",
        "Description may have at most 100 characters; this has 101. Shorten it.",
    ):
        assert text in html


# --- changing a row ----------------------------------------------------------------------------------


def test_given_a_quantity_when_the_field_is_left_then_the_row_shows_what_follows(client, order):
    line = order.lines.get()

    response = client.post(line_url(line), row_of(line, quantity="7"), headers=HTMX)

    line.refresh_from_db()
    html = response.content.decode()
    assert (line.quantity, line.qty_to_handle) == (7, 7)
    assert f'id="{line.pk}-qty_to_handle" value="7"' in html
    assert "<dt>Quantity</dt><dd>7</dd>" in html


def test_given_no_script_when_a_row_is_saved_then_the_card_opens_again(client, order):
    line = order.lines.get()

    response = client.post(line_url(line), row_of(line, quantity="7"))

    assert response.url == f"/documents/purchase_order/{order.pk}/"


@pytest.mark.rule("SET-004")
@pytest.mark.parametrize(
    ("typed", "kept"),
    [("2.000005", "2.00001"), ("0", ""), ("", ""), ("-3", "-3"), (" 4 ", "4"), ("1e2", "100")],
)
def test_given_a_number_when_it_is_typed_then_it_is_kept_rounded_to_five_decimals(
    client, order, typed, kept
):
    line = order.lines.get()

    response = client.post(line_url(line), row_of(line, quantity=typed), headers=HTMX)

    assert response.status_code == 200
    assert shown_values(DocumentLine.objects.get())["quantity"] == kept


HOSTILE = "<script>alert(1)</script>"


@pytest.mark.rule("SET-004", "ERR-002", "ERR-007")
@pytest.mark.parametrize(
    ("field", "typed", "text"),
    [
        ("quantity", "ten", "Quantity cannot be ten. Type a number, such as 10 or 2.5."),
        ("quantity", "1,000", "Quantity cannot be 1,000. Type a number, such as 10 or 2.5."),
        ("quantity", "NaN", "Quantity cannot be NaN. Type a number, such as 10 or 2.5."),
        ("quantity", "Infinity", "Quantity cannot be Infinity."),
        ("quantity", "1e9999999", "Type at most 13 digits and 5 decimals."),
        ("quantity", "9" * 14, "Type at most 13 digits and 5 decimals."),
        ("quantity", HOSTILE, "Quantity cannot be &lt;script&gt;alert(1)&lt;/script&gt;."),
        ("qty_to_handle", "11", "Qty. to Receive must lie between 0 and 10, not 11"),
        ("qty_to_handle", "-1", "Qty. to Receive must lie between 0 and 10, not -1"),
        ("item", "X" * 21, "Item No. may have at most 20 characters; this has 21."),
        ("item", "", "Item No. must be filled."),
        ("item", "LA\x07MP", "Item No. has a control character in it. Type it again without."),
        ("variant", "' OR 1=1--", "Variant Code &#x27; OR 1=1-- does not exist."),
        ("location", "MOON", "Location Code MOON does not exist. Choose one from the list."),
        ("bin", "B-01", "Bin Code B-01 does not exist. Choose one from the list."),
        ("description", "\x1b[31m", "Description has a control character in it."),
        ("unit_of_measure", "BOX", "Unit of Measure BOX does not exist."),
    ],
)
def test_given_wrong_input_when_a_field_is_left_then_it_says_so_and_the_text_stays(
    client, order, field, typed, text
):
    line = order.lines.get()

    response = client.post(line_url(line), row_of(line, **{field: typed}), headers=HTMX)

    html = response.content.decode()
    assert response.status_code == 422
    assert text in html
    assert HOSTILE not in html
    assert f'aria-describedby="{line.pk}-{field}-error"' in html
    assert shown_values(DocumentLine.objects.get()) == shown_values(line)
    assert Document.objects.get().version == 1


@pytest.mark.rule("ERR-007")
def test_given_a_nul_character_when_it_is_sent_then_the_request_is_refused(client, order):
    line = order.lines.get()

    response = client.post(line_url(line), row_of(line, description="a\x00b"), headers=HTMX)

    assert response.status_code == 400


def test_given_hostile_text_when_it_is_a_description_then_it_is_kept_and_shown_literally(
    client, order
):
    line = order.lines.get()

    response = client.post(line_url(line), row_of(line, description=HOSTILE), headers=HTMX)

    line.refresh_from_db()
    assert line.description == HOSTILE
    assert 'value="&lt;script&gt;alert(1)&lt;/script&gt;"' in response.content.decode()


def test_given_a_variant_a_bin_and_a_unit_when_they_are_typed_then_those_of_the_row_are_meant(
    client, order, lamp
):
    other = ItemFactory(no="CHAIR")
    ItemVariant.objects.create(item=other, code="RED")
    red = ItemVariant.objects.create(item=lamp, code="RED", description="Red lamp")
    box = UnitFactory(code="BOX")
    ItemUnit.objects.create(item=lamp, unit_of_measure=box, qty_per_unit=6)
    shelf = BinFactory(code="B-01")
    BinFactory(code="B-01", location=LocationFactory(code="BLUE", bin_mandatory=True))
    line = order.lines.get()

    client.post(
        line_url(line),
        row_of(line, variant="red", location="silver", bin="b-01", unit_of_measure="box"),
        headers=HTMX,
    )

    line.refresh_from_db()
    assert (line.variant, line.bin, line.unit_of_measure) == (red, shelf, box)
    assert (line.description, line.quantity_base) == ("Red lamp", 60)


@pytest.mark.rule("ERR-006")
def test_given_another_user_changed_the_line_when_a_field_is_left_then_it_tells_and_keeps_mine(
    client, order
):
    line = order.lines.get()
    mine = row_of(line, quantity="3")
    DocumentLine.objects.update(description="Theirs")

    refused = client.post(line_url(line), mine, headers=HTMX)

    html = refused.content.decode()
    assert refused.status_code == 422
    assert "Description is now Theirs, not empty." in html
    assert f'id="{line.pk}-quantity" value="3"' in html
    assert f'id="{line.pk}-description" value="Theirs"' in html
    line.refresh_from_db()
    assert line.quantity == 10

    again = client.post(line_url(line), row_of(line, quantity="3"), headers=HTMX)
    assert again.status_code == 200
    line.refresh_from_db()
    assert (line.quantity, line.description) == (3, "Theirs")


def test_given_a_released_order_when_qty_to_receive_is_left_then_it_is_kept(client, order):
    Document.objects.update(status=Document.Status.RELEASED)
    line = order.lines.get()

    kept = client.post(line_url(line), row_of(line, qty_to_handle="4"), headers=HTMX)
    refused = client.post(line_url(line), row_of(line, quantity="4"), headers=HTMX)

    line.refresh_from_db()
    assert kept.status_code == 200
    assert (line.quantity, line.qty_to_handle) == (10, 4)
    assert "Quantity can be changed only while the document is open." in refused.content.decode()


def test_given_a_line_of_another_order_when_it_is_sent_then_it_is_not_found(client, order, lamp):
    other = purchase_order(lamp, 1, no="PO-2").lines.get()
    url = reverse("document_line", args=[order.kind, order.pk, other.pk])

    assert client.post(url, row_of(other), headers=HTMX).status_code == 404


def test_given_the_order_was_deleted_when_a_field_is_left_then_it_is_not_found(client, order):
    line = order.lines.get()
    sent = row_of(line, quantity="3")
    url = line_url(line)
    Document.objects.all().delete()

    assert client.post(url, sent, headers=HTMX).status_code == 404


@pytest.mark.parametrize("seen", ["", "[]", "nonsense", '{"quantity": 10}'])
def test_given_a_request_made_by_hand_when_it_does_not_say_what_was_seen_then_it_is_read_anyway(
    client, order, seen
):
    line = order.lines.get()

    response = client.post(
        line_url(line), {"seen": seen, "quantity": "5", "key": "<x>"}, headers=HTMX
    )

    assert response.status_code == 200
    assert DocumentLine.objects.get().quantity == 5


def test_given_ten_or_more_lines_when_one_is_changed_then_it_asks_the_same(
    client, order, lamp, django_assert_max_num_queries
):
    for _ in range(30):
        add_line(order, lamp, 1)
    line = order.lines.first()
    sent = row_of(line, quantity="3")

    with django_assert_max_num_queries(25):
        client.post(line_url(line), sent, headers=HTMX)
