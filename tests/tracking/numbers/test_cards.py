"""Information cards of serial, lot and package numbers."""

from datetime import date
from decimal import Decimal

import pytest
from django.db import IntegrityError, transaction

from tests.factories import ItemFactory, LocationFactory, code_with, lot_code
from tests.inventory.refusals import refused
from tests.tracking.stock import in_stock, many_in_stock
from tracking.models import NumberInformation
from tracking.numbers.selectors import cards_with_inventory, inventory_of
from tracking.numbers.services import delete_number_card, save_number_card
from wms.inventory.models import ItemVariant
from wms.ledger.models import ItemLedgerEntry

pytestmark = pytest.mark.django_db
JAN_31 = date(2026, 1, 31)
FEB_1 = date(2026, 2, 1)


@pytest.fixture
def table():
    return ItemFactory(no="1920", item_tracking_code=lot_code(use_expiration_dates=True))


def a_card(item, number="LOT1", kind="lot", **values) -> NumberInformation:
    values.setdefault("variant", item.variants.get(code=""))
    return NumberInformation(item=item, number=number, kind=kind, **values)


def saved(card, **changes) -> NumberInformation:
    for name, value in changes.items():
        setattr(card, name, value)
    return save_number_card(card=card)


@pytest.mark.rule("SET-145", "SET-146", "SET-001")
def test_a_card_may_be_made_for_a_number_never_used_and_makes_no_stock(table):
    card = saved(a_card(table, " lot1 ", description="First lot", test_quality="good"))

    assert card.number == "LOT1"
    assert not ItemLedgerEntry.objects.exists()


@pytest.mark.rule("SET-145", "SET-003")
def test_given_no_number_then_it_is_refused(table):
    assert refused(lambda: saved(a_card(table, ""))) == {"number": ["No. must be filled."]}


@pytest.mark.rule("SET-145", "SET-002")
def test_given_a_number_of_51_characters_then_it_is_refused(table):
    assert refused(lambda: saved(a_card(table, "X" * 51))) == {
        "number": ["No. may have at most 50 characters; this has 51. Shorten it."]
    }


@pytest.mark.rule("SET-145")
def test_given_a_card_of_item_variant_kind_and_number_then_a_second_is_refused(table):
    saved(a_card(table))

    assert refused(lambda: saved(a_card(table))) == {
        "number": ["No. LOT1 already exists. Choose another, or open the one that exists."]
    }
    assert saved(a_card(table, kind="serial")).pk  # another kind
    with pytest.raises(IntegrityError), transaction.atomic():
        NumberInformation.objects.bulk_create([a_card(table)])


@pytest.mark.rule("SET-145")
def test_given_a_variant_of_another_item_then_it_is_refused(table):
    other = ItemVariant.objects.create(item=ItemFactory(), code="RED")

    assert refused(lambda: saved(a_card(table, variant=other))) == {
        "variant": ["Variant RED is not a variant of item 1920. Choose one of its variants."]
    }


@pytest.mark.rule("SET-145")
@pytest.mark.parametrize(
    ("kind", "field", "value", "caption", "kinds"),
    [
        ("serial", "test_quality", "good", "Test Quality", "Lot No."),
        ("package", "test_quality", "good", "Test Quality", "Lot No."),
        ("serial", "certificate_number", "C1", "Certificate Number", "Lot No. and Package No."),
        ("lot", "country_code", "DE", "Country/Region Code", "Package No."),
    ],
)
def test_given_a_field_of_another_kind_then_it_is_refused(
    table, kind, field, value, caption, kinds
):
    assert refused(lambda: saved(a_card(table, kind=kind), **{field: value})) == {
        field: [f"{caption} belongs to {kinds} cards only. Clear it."]
    }


@pytest.mark.rule("SET-148")
def test_given_stock_then_the_number_of_its_card_is_fixed(table):
    card = saved(a_card(table))
    in_stock(table, 40, lot_no="LOT1")

    assert refused(lambda: saved(card, number="LOT2")) == {
        "number": [
            "No. cannot be changed: Lot No. LOT1 has 40 in stock. "
            "To give stock another number, reclassify it."
        ]
    }


@pytest.mark.rule("SET-148", "SET-152")
def test_given_stock_then_description_and_blocked_may_change(table):
    card = saved(a_card(table))
    in_stock(table, 40, lot_no="LOT1")

    card = saved(card, description="Held back", blocked=True, test_quality="bad")

    assert NumberInformation.objects.get().blocked


@pytest.mark.rule("SET-148")
def test_given_no_stock_then_the_number_may_change(table):
    card = saved(a_card(table))
    in_stock(table, 40, lot_no="LOT1", remaining=0)

    assert saved(card, number="lot2").number == "LOT2"


# ---- inventory


@pytest.mark.rule("SET-149")
def test_inventory_is_what_remains_of_the_open_incoming_entries_at_all_locations(table):
    card = saved(a_card(table))
    in_stock(table, 40, lot_no="LOT1", remaining=15)
    in_stock(table, 10, lot_no="LOT1", location=LocationFactory(code="WEST"))
    in_stock(table, 7, lot_no="LOT2")

    assert inventory_of(card, on=FEB_1).inventory == 25
    assert cards_with_inventory(on=FEB_1).get().inventory == 25


@pytest.mark.rule("SET-150", "SET-151")
def test_expired_inventory_begins_the_day_after_and_leaves_undated_stock_out(table):
    card = saved(a_card(table))
    in_stock(table, 40, lot_no="LOT1", expiration_date=JAN_31)
    in_stock(table, 2, lot_no="LOT1")

    assert inventory_of(card, on=JAN_31).expired == 0
    assert inventory_of(card, on=FEB_1).expired == 40
    assert cards_with_inventory(on=JAN_31).get().expired_inventory == 0
    assert cards_with_inventory(on=FEB_1).get().expired_inventory == 40


@pytest.mark.rule("SET-149", "SET-150")
def test_inventory_of_cards_of_every_kind_is_read_in_one_statement(
    table, django_assert_num_queries
):
    item = ItemFactory(item_tracking_code=code_with("ALL", specific=("serial", "lot", "package")))
    many_in_stock(item, [(f"S{n}", "L1", "P1") for n in range(10)])
    for kind, number in (("serial", "S1"), ("lot", "L1"), ("package", "P1")):
        saved(a_card(item, number, kind))

    with django_assert_num_queries(1):
        found = {card.kind: card.inventory for card in cards_with_inventory(on=FEB_1)}

    assert found == {"serial": Decimal(1), "lot": Decimal(10), "package": Decimal(10)}


# ---- deleting


@pytest.mark.rule("SET-158")
def test_given_a_blocked_card_then_it_is_not_deleted(table):
    card = saved(a_card(table, blocked=True))

    assert refused(lambda: delete_number_card(card=card, confirmed=True)) == {
        "": [
            "Lot No. LOT1 is blocked, and deleting its card would unblock it. "
            "Clear Blocked first if that is wanted."
        ]
    }


@pytest.mark.rule("SET-158")
def test_given_stock_then_deleting_a_card_asks_first(table):
    card = saved(a_card(table))
    in_stock(table, 40, lot_no="LOT1")

    assert refused(lambda: delete_number_card(card=card)) == {
        "": ["Lot No. LOT1 has 40 in stock. Deleting its card leaves the stock without one."]
    }
    delete_number_card(card=card, confirmed=True)
    assert not NumberInformation.objects.exists()
